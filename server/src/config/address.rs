//! Addresses as an installation is told them: where people reach the shop and which peers are its proxies.
//!
//! Pure values: nothing here resolves a name or opens a socket.

use std::net::{IpAddr, SocketAddr};

/// Where people reach the shop: scheme, host and port, nothing behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    https: bool,
    host: String,
    port: Option<u16>,
}

impl PublicUrl {
    /// Reads `http(s)://host[:port]`, with or without a final slash; `None` for everything else.
    pub fn parse(text: &str) -> Option<Self> {
        let uri: http::Uri = text.trim().parse().ok()?;
        let https = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        if !matches!(uri.path(), "" | "/") || uri.query().is_some() || text.contains(['#', '@']) {
            return None;
        }
        let authority = uri.authority()?;
        let host = authority.host().to_ascii_lowercase();
        if host.is_empty() {
            return None;
        }
        let usual = if https { 443 } else { 80 };
        let port = match authority.as_str().rsplit_once(':') {
            Some((_, digits)) if !digits.ends_with(']') => Some(digits.parse::<u16>().ok()?),
            _ => None,
        };
        Some(Self { https, host, port: port.filter(|port| *port != usual) })
    }

    /// Plain HTTP on this address.
    pub(super) fn plain(addr: SocketAddr) -> Self {
        let host = if addr.is_ipv6() { format!("[{}]", addr.ip()) } else { addr.ip().to_string() };
        Self { https: false, host, port: (addr.port() != 80).then_some(addr.port()) }
    }

    /// Whether people come over TLS.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Host as in a `Host` field: the port only where it is not the scheme's own.
    pub fn authority(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }

    /// Scheme, host and port as in an `Origin` field.
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.https { "https" } else { "http" }, self.authority())
    }

    /// Whether the host is this machine itself.
    pub fn is_loopback(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        bare == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// The same address under the names of this machine, for a shop that is reached on loopback only.
    pub fn loopback_authorities(&self) -> Vec<String> {
        if !self.is_loopback() {
            return Vec::new();
        }
        ["localhost", "127.0.0.1", "[::1]"]
            .into_iter()
            .map(|host| Self { host: host.to_owned(), ..self.clone() }.authority())
            .collect()
    }
}

/// An address or a block of addresses, such as `10.0.0.0/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressRange {
    base: IpAddr,
    bits: u8,
}

impl AddressRange {
    /// Reads `address` or `address/bits`.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
            None => (text.trim(), None),
        };
        let base: IpAddr = address.parse().ok()?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(most);
        (bits <= most).then_some(Self { base, bits })
    }

    /// Whether the block holds every address there is.
    pub(super) fn is_everybody(&self) -> bool {
        self.bits == 0
    }

    /// Whether the address lies in the block; a v4 address written as v6 counts as v4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(other)) => {
                let shift = 32 - u32::from(self.bits);
                u32::from(base).checked_shr(shift) == u32::from(other).checked_shr(shift)
            }
            (IpAddr::V6(base), IpAddr::V6(other)) => {
                let shift = 128 - u32::from(self.bits);
                u128::from(base).checked_shr(shift) == u128::from(other).checked_shr(shift)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_drops_the_usual_port_and_knows_the_names_of_this_machine() {
        let url = PublicUrl::parse("https://Shop.Example.com:443/").unwrap();
        assert_eq!((url.origin().as_str(), url.is_loopback()), ("https://shop.example.com", false));
        let here = PublicUrl::parse("http://[::1]:3000").unwrap();
        assert!(here.is_loopback() && here.loopback_authorities().contains(&"localhost:3000".to_owned()));
    }

    #[test]
    fn a_block_contains_its_addresses_also_when_written_as_v6() {
        let block = AddressRange::parse("10.1.0.0/16").unwrap();
        assert!(
            block.contains("10.1.2.3".parse().unwrap()) && block.contains("::ffff:10.1.2.3".parse().unwrap())
        );
        assert!(!block.contains("10.2.0.1".parse().unwrap()) && !block.contains("::1".parse().unwrap()));
    }
}
