//! The owner's password and what follows from it.
//!
//! A role's password is HMAC-SHA256 of the owner's password over the role's name, so one file is the only secret of
//! the private database. Nothing here prints.

use super::DatabaseError;
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac, digest::KeyInit};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The password of the owner role.
#[derive(Clone)]
pub(super) struct OwnerPassword(String);

impl OwnerPassword {
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// The password in a database URL, as it stands there.
    pub(super) fn of_url(url: &str) -> Option<Self> {
        let (_, rest) = url.split_once("://")?;
        let authority = rest.split(['/', '?']).next()?;
        let inside =
            authority.rsplit_once('@').and_then(|(user, _)| user.split_once(':')).map(|(_, word)| word);
        let query = rest.split_once('?').map_or("", |(_, query)| query);
        let asked = query.split('&').find_map(|pair| pair.strip_prefix("password="));
        inside.or(asked).filter(|word| !word.is_empty()).map(|word| Self(word.to_owned()))
    }

    /// Reads the password file.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, DatabaseError> {
        match std::fs::read_to_string(path) {
            Ok(text) if !text.trim().is_empty() => Ok(Some(Self(text.trim().to_owned()))),
            Ok(_) => Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(DatabaseError::File { path: path.to_owned(), source }),
        }
    }

    /// Makes a password of 256 bits and writes it to a file only we may read.
    pub(super) fn create(path: &Path) -> Result<Self, DatabaseError> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| DatabaseError::Internal("no randomness"))?;
        let password = hex(&bytes);
        let write = || -> std::io::Result<()> {
            let mut file =
                std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
            file.write_all(password.as_bytes())?;
            file.sync_all()
        };
        write().map_err(|source| DatabaseError::File { path: path.to_owned(), source })?;
        Ok(Self(password))
    }

    /// The password of a login role.
    pub(super) fn of_role(&self, role: &str) -> String {
        hex(&mac(self.0.as_bytes(), &[role.as_bytes()]))
    }
}

/// What PostgreSQL stores for a password. Source: RFC 5802 §3 and RFC 7677, in PostgreSQL's own notation.
pub(super) fn scram_verifier(password: &str) -> Result<String, DatabaseError> {
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|_| DatabaseError::Internal("no randomness"))?;
    let mut last = mac(password.as_bytes(), &[&salt, &1u32.to_be_bytes()]);
    let mut salted = last;
    for _ in 1..4096 {
        last = mac(password.as_bytes(), &[&last]);
        salted.iter_mut().zip(last).for_each(|(sum, byte)| *sum ^= byte);
    }
    let stored = Sha256::digest(mac(&salted, &[b"Client Key"]));
    let server = mac(&salted, &[b"Server Key"]);
    Ok(format!(
        "SCRAM-SHA-256$4096:{}${}:{}",
        STANDARD.encode(salt),
        STANDARD.encode(stored),
        STANDARD.encode(server)
    ))
}

/// HMAC-SHA256. Source: RFC 2104; a key longer than a block is hashed first, so no key is refused.
fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let short = if key.len() > 64 { Sha256::digest(key).to_vec() } else { key.to_vec() };
    let mut block = [0u8; 64];
    block[..short.len()].copy_from_slice(&short);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_password_follows_from_the_owner_password_and_the_name() {
        let owner = OwnerPassword("a".to_owned());
        assert_eq!(owner.of_role("tc_buyer"), OwnerPassword("a".to_owned()).of_role("tc_buyer"));
        assert_ne!(owner.of_role("tc_buyer"), owner.of_role("tc_staff"));
        assert_eq!(owner.of_role("tc_buyer").len(), 64);
    }

    #[test]
    fn the_password_is_found_in_both_places_of_a_url() {
        let of = |url| OwnerPassword::of_url(url).map(|word| word.0);
        assert_eq!(of("postgres://u:p%40w@h/d").as_deref(), Some("p%40w"));
        assert_eq!(of("postgres:///d?host=/run&user=u&password=pw").as_deref(), Some("pw"));
        assert_eq!(of("postgres://u@h/d"), None);
        assert_eq!(of("postgres://u:@h/d"), None);
    }
}
