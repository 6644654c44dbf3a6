//! What this installation is told from outside: the environment variables, their defaults and the limits of a
//! server.
//!
//! Owns the reading and the checking: a value that cannot work is refused at start with the name of its variable
//! and what to do about it. Refuses to know what the values are used for. Secrets never appear in `{:?}`, in an
//! error or in a log line.
//!
//! Every variable read here stands in `.env.example`; a test beneath proves it.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

mod address;
pub use address::{AddressRange, PublicUrl};

/// Limits that hold on every server. A stricter value may become a setting, a laxer one needs a reason.
pub mod limits {
    use std::time::Duration;

    /// A request head must be complete within this time.
    pub const HEAD_READ: Duration = Duration::from_secs(10);
    /// Bytes of a request head.
    pub const HEAD_BYTES: usize = 16 * 1024;
    /// Fields of a request head.
    pub const HEAD_FIELDS: usize = 64;
    /// A request is answered within this time, body included.
    pub const REQUEST: Duration = Duration::from_secs(30);
    /// An upload is answered within this time.
    pub const UPLOAD: Duration = Duration::from_secs(120);
    /// Bytes of a request body where no route says otherwise.
    pub const BODY_BYTES: usize = 64 * 1024;
    /// Bytes of a form of many lines, or of a pasted text.
    pub const LINES_BYTES: usize = 2 * 1024 * 1024;
    /// Requests worked on at the same time; the next is answered 503 at once.
    pub const IN_FLIGHT: usize = 256;
    /// Open connections.
    pub const CONNECTIONS: usize = 2_000;
    /// Open connections of one IPv4 address or IPv6 /64.
    pub const CONNECTIONS_PER_ADDRESS: usize = 100;
    /// Requests under way may take this long once the server is told to stop.
    pub const DRAIN: Duration = Duration::from_secs(25);
    /// The letter under way may take this long once the server is told to stop.
    pub const WORKER_END: Duration = Duration::from_secs(20);

    /// Waiting for a connection of a pool.
    pub const ACQUIRE: Duration = Duration::from_secs(2);
    /// A connection that lay idle so long is asked whether it is still there.
    pub const ASK_AFTER: Duration = Duration::from_secs(2);
    /// One statement of a web transaction.
    pub const STATEMENT: Duration = Duration::from_secs(5);
    /// Waiting for a lock in a web transaction.
    pub const LOCK: Duration = Duration::from_secs(2);
    /// A web transaction that stands idle.
    pub const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(10);
}

/// A value that must not be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a value so that it is not printed by accident.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Human on a terminal, JSON elsewhere.
    Auto,
    /// One JSON object per line.
    Json,
    /// Lines for a person.
    Human,
}

/// Whether an empty shop is filled with the demo company.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demo {
    /// An empty private database is filled once.
    Auto,
    /// Never.
    Off,
}

/// Everything an installation is told from outside.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address the server listens on.
    pub addr: SocketAddr,
    /// Folder of the private database, files and keys.
    pub data: PathBuf,
    /// A PostgreSQL run by somebody else; without it the private one is used.
    pub database_url: Option<Secret>,
    /// Folder with `initdb` and `postgres` for the private database; without it the usual places are searched.
    pub postgres_bin: Option<PathBuf>,
    /// Where people reach the shop.
    pub public_url: PublicUrl,
    /// Mail server; without it mails go to files in the data folder.
    pub smtp_url: Option<Secret>,
    /// Sender of mails.
    pub mail_from: String,
    /// The seller's time zone (IANA name).
    pub timezone: String,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<AddressRange>,
    /// Plain HTTP beyond this machine is wanted.
    pub insecure_http: bool,
    /// Folder with fonts for PDF; without it the usual places are searched.
    pub fonts: Option<PathBuf>,
    /// Filter of log lines, such as `info` or `info,server=debug`.
    pub log: String,
    /// Look of log lines.
    pub log_format: LogFormat,
    /// Whether an empty shop is filled with the demo company.
    pub demo: Demo,
}

/// A variable whose value cannot work, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {problem}. {remedy}")]
pub struct ConfigError {
    /// The environment variable.
    pub variable: &'static str,
    /// What is wrong; never the value of a secret.
    pub problem: String,
    /// What to do.
    pub remedy: &'static str,
}

fn refuse(variable: &'static str, problem: impl Into<String>, remedy: &'static str) -> ConfigError {
    ConfigError { variable, problem: problem.into(), remedy }
}

/// The environment, or what a test puts in its place: value of a variable, `None` when unset.
type Lookup<'a> = &'a dyn Fn(&'static str) -> Option<std::ffi::OsString>;

/// The trimmed value; an empty one counts as unset.
fn text(env: Lookup<'_>, variable: &'static str) -> Result<Option<String>, ConfigError> {
    let Some(raw) = env(variable) else { return Ok(None) };
    let value = raw.into_string().map_err(|_| refuse(variable, "is not UTF-8", "Write it in UTF-8."))?;
    let value = value.trim();
    Ok((!value.is_empty()).then(|| value.to_owned()))
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// The first variable whose value cannot work.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(&|variable| std::env::var_os(variable))
    }

    fn read(env: Lookup<'_>) -> Result<Self, ConfigError> {
        let addr = read_addr(env)?;
        let data = PathBuf::from(text(env, "TRADECOUNTER_DATA")?.unwrap_or_else(|| "./data".to_owned()));
        let database_url = read_database_url(env)?;
        let postgres_bin = read_folder(env, "TRADECOUNTER_POSTGRES_BIN")?;
        let smtp_url = read_smtp_url(env)?;
        let mail_from = read_mail_from(env, smtp_url.is_some())?;
        let timezone = read_timezone(env)?;
        let trusted_proxies = read_proxies(env)?;
        let insecure_http = read_switch(env, "TRADECOUNTER_INSECURE_HTTP")?;
        let public_url = read_public_url(env, addr, insecure_http)?;
        let fonts = read_folder(env, "TRADECOUNTER_FONTS")?;
        let log = read_log(env)?;
        let log_format = read_log_format(env)?;
        let demo = read_demo(env)?;
        if !addr.ip().to_canonical().is_loopback() && trusted_proxies.is_empty() && !insecure_http {
            return Err(refuse(
                "TRADECOUNTER_ADDR",
                format!("{addr} is open to the network without TLS"),
                "Listen on 127.0.0.1, or name the proxy that does TLS in TRADECOUNTER_TRUSTED_PROXIES, or set \
                 TRADECOUNTER_INSECURE_HTTP=1 if plain HTTP is wanted.",
            ));
        }
        Ok(Self {
            addr,
            data,
            database_url,
            postgres_bin,
            public_url,
            smtp_url,
            mail_from,
            timezone,
            trusted_proxies,
            insecure_http,
            fonts,
            log,
            log_format,
            demo,
        })
    }

    /// A configuration for one data folder with every other value at its default; for tests and tools.
    pub fn for_data(data: impl Into<PathBuf>) -> Self {
        let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, 3000));
        Self {
            addr,
            data: data.into(),
            database_url: None,
            postgres_bin: None,
            public_url: PublicUrl::plain(addr),
            smtp_url: None,
            mail_from: DEFAULT_SENDER.to_owned(),
            timezone: DEFAULT_TIMEZONE.to_owned(),
            trusted_proxies: Vec::new(),
            insecure_http: false,
            fonts: None,
            log: "info".to_owned(),
            log_format: LogFormat::Auto,
            demo: Demo::Off,
        }
    }
}

const DEFAULT_SENDER: &str = "Tradecounter <noreply@localhost>";
const DEFAULT_TIMEZONE: &str = "Asia/Shanghai";

fn read_addr(env: Lookup<'_>) -> Result<SocketAddr, ConfigError> {
    let Some(value) = text(env, "TRADECOUNTER_ADDR")? else {
        return Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)));
    };
    value.parse().map_err(|_| {
        refuse("TRADECOUNTER_ADDR", format!("{value:?} is not address:port"), "Write it like 127.0.0.1:3000.")
    })
}

fn read_database_url(env: Lookup<'_>) -> Result<Option<Secret>, ConfigError> {
    const NAME: &str = "DATABASE_URL";
    let Some(value) = text(env, NAME)? else { return Ok(None) };
    let form = "Write it like postgres://owner:password@db.example.com/tradecounter?sslmode=verify-full.";
    if !value.starts_with("postgres://") && !value.starts_with("postgresql://") {
        return Err(refuse(NAME, "does not begin with postgres://", form));
    }
    // The parser's own message may repeat the URL with its password.
    let options: sqlx::postgres::PgConnectOptions =
        value.parse().map_err(|_| refuse(NAME, "cannot be read as a database URL", form))?;
    let host = options.get_host();
    let near = options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let verified = matches!(options.get_ssl_mode(), sqlx::postgres::PgSslMode::VerifyFull);
    if !near && !verified {
        return Err(refuse(
            NAME,
            "reaches over the network without a verified certificate",
            "Add ?sslmode=verify-full (and sslrootcert=…), or reach it through a tunnel that ends on this machine.",
        ));
    }
    Ok(Some(Secret(value)))
}

fn read_public_url(env: Lookup<'_>, addr: SocketAddr, insecure_http: bool) -> Result<PublicUrl, ConfigError> {
    const NAME: &str = "TRADECOUNTER_PUBLIC_URL";
    let form = "Write the address people type, like https://shop.example.com.";
    let given = text(env, NAME)?;
    if given.is_none() && addr.ip().is_unspecified() {
        return Err(refuse(NAME, format!("is missing and {addr} is no address to visit"), form));
    }
    let value = given.unwrap_or_else(|| format!("http://{addr}"));
    let url = PublicUrl::parse(&value)
        .ok_or_else(|| refuse(NAME, format!("{value:?} is not http(s)://host[:port]"), form))?;
    if !url.is_https() && !url.is_loopback() && !insecure_http {
        return Err(refuse(
            NAME,
            format!("{value:?} would send passwords in the clear"),
            "Use https:// or set TRADECOUNTER_INSECURE_HTTP=1 if plain HTTP is wanted.",
        ));
    }
    Ok(url)
}

fn read_smtp_url(env: Lookup<'_>) -> Result<Option<Secret>, ConfigError> {
    const NAME: &str = "SMTP_URL";
    let form = "Write it like smtps://user:password@mail.example.com or smtp://user:password@mail.example.com:587?tls=required.";
    let Some(value) = text(env, NAME)? else { return Ok(None) };
    if lettre::AsyncSmtpTransport::<lettre::Tokio1Executor>::from_url(&value).is_err() {
        return Err(refuse(NAME, "cannot be read as a mail server URL", form));
    }
    let host =
        value.parse::<http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default();
    let near = matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]");
    if !near && !value.starts_with("smtps://") && !value.contains("tls=required") {
        return Err(refuse(NAME, "would send mail in the clear", form));
    }
    Ok(Some(Secret(value)))
}

fn read_mail_from(env: Lookup<'_>, sends: bool) -> Result<String, ConfigError> {
    const NAME: &str = "TRADECOUNTER_MAIL_FROM";
    let form = "Write it like Example Trading <orders@example.com>.";
    match text(env, NAME)? {
        Some(value) if value.parse::<lettre::message::Mailbox>().is_ok() => Ok(value),
        Some(value) => Err(refuse(NAME, format!("{value:?} is not a sender"), form)),
        None if sends => Err(refuse(NAME, "is missing while SMTP_URL is set", form)),
        None => Ok(DEFAULT_SENDER.to_owned()),
    }
}

fn read_timezone(env: Lookup<'_>) -> Result<String, ConfigError> {
    const NAME: &str = "TRADECOUNTER_TIMEZONE";
    let value = text(env, NAME)?.unwrap_or_else(|| DEFAULT_TIMEZONE.to_owned());
    let shaped = value.split('/').all(|part| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || "_+-".contains(c))
    });
    // Without the system's zone files only the shape is checked here.
    let zones = std::path::Path::new("/usr/share/zoneinfo");
    if shaped && (!zones.join("UTC").exists() || zones.join(&value).is_file()) {
        return Ok(value);
    }
    Err(refuse(NAME, format!("{value:?} is not a time zone"), "Write an IANA name like Asia/Shanghai."))
}

fn read_proxies(env: Lookup<'_>) -> Result<Vec<AddressRange>, ConfigError> {
    const NAME: &str = "TRADECOUNTER_TRUSTED_PROXIES";
    let form = "Write addresses or blocks with commas, like 127.0.0.1,10.0.0.0/8.";
    let value = text(env, NAME)?.unwrap_or_default();
    let mut ranges = Vec::new();
    for part in value.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let range = AddressRange::parse(part)
            .ok_or_else(|| refuse(NAME, format!("{part:?} is not an address or block"), form))?;
        if range.is_everybody() {
            return Err(refuse(NAME, format!("{part:?} trusts everybody"), form));
        }
        ranges.push(range);
    }
    Ok(ranges)
}

fn read_switch(env: Lookup<'_>, variable: &'static str) -> Result<bool, ConfigError> {
    match text(env, variable)?.as_deref() {
        None | Some("0" | "false" | "no" | "off") => Ok(false),
        Some("1" | "true" | "yes" | "on") => Ok(true),
        Some(other) => Err(refuse(variable, format!("{other:?} is neither yes nor no"), "Write 1 or 0.")),
    }
}

fn read_folder(env: Lookup<'_>, variable: &'static str) -> Result<Option<PathBuf>, ConfigError> {
    let Some(value) = text(env, variable)? else { return Ok(None) };
    let path = PathBuf::from(&value);
    if path.is_dir() {
        return Ok(Some(path));
    }
    Err(refuse(variable, format!("{value:?} is not a folder"), "Name an existing folder or leave it empty."))
}

fn read_log(env: Lookup<'_>) -> Result<String, ConfigError> {
    const NAME: &str = "TRADECOUNTER_LOG";
    let value = text(env, NAME)?.unwrap_or_else(|| "info".to_owned());
    match tracing_subscriber::EnvFilter::try_new(&value) {
        Ok(_) => Ok(value),
        Err(_) => {
            Err(refuse(NAME, format!("{value:?} is not a filter"), "Write info, debug or info,server=debug."))
        }
    }
}

fn read_log_format(env: Lookup<'_>) -> Result<LogFormat, ConfigError> {
    const NAME: &str = "TRADECOUNTER_LOG_FORMAT";
    match text(env, NAME)?.as_deref() {
        None | Some("auto") => Ok(LogFormat::Auto),
        Some("json") => Ok(LogFormat::Json),
        Some("human") => Ok(LogFormat::Human),
        Some(other) => Err(refuse(NAME, format!("{other:?} is unknown"), "Write auto, json or human.")),
    }
}

fn read_demo(env: Lookup<'_>) -> Result<Demo, ConfigError> {
    const NAME: &str = "TRADECOUNTER_DEMO";
    match text(env, NAME)?.as_deref() {
        None | Some("auto") => Ok(Demo::Auto),
        Some("off") => Ok(Demo::Off),
        Some(other) => Err(refuse(NAME, format!("{other:?} is unknown"), "Write auto or off.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    fn read(pairs: &[(&'static str, &str)]) -> Result<Config, ConfigError> {
        Config::read(&|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn every_variable_read_stands_in_the_example_and_the_other_way_round() {
        let asked = RefCell::new(BTreeSet::new());
        Config::read(&|name| {
            asked.borrow_mut().insert(name.to_owned());
            None
        })
        .unwrap();
        let listed: BTreeSet<String> = include_str!("../../.env.example")
            .lines()
            .filter_map(|line| line.trim_start_matches(['#', ' ']).split_once('='))
            .map(|(name, _)| name.to_owned())
            .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
            .collect();
        assert_eq!(asked.into_inner(), listed);
    }

    #[test]
    fn an_empty_environment_is_a_shop_on_this_machine_only() {
        let config = read(&[]).unwrap();
        assert!(config.addr.ip().is_loopback() && config.database_url.is_none());
        assert_eq!(config.public_url.origin(), "http://127.0.0.1:3000");
        assert_eq!(config.timezone, "Asia/Shanghai");
        assert_eq!(config.demo, Demo::Auto);
    }

    #[test]
    fn a_wrong_value_is_refused_with_the_name_of_its_variable() {
        for (variable, value) in [
            ("TRADECOUNTER_ADDR", "localhost"),
            ("TRADECOUNTER_ADDR", "10.0.0.1:3000"),
            ("DATABASE_URL", "mysql://x"),
            ("DATABASE_URL", "postgres://u:geheim@db.example.com/x"),
            ("DATABASE_URL", "postgres://u:geheim@db.example.com/x?sslmode=disable"),
            ("DATABASE_URL", "postgres://u:geheim@10.0.0.7/x?sslmode=require"),
            ("DATABASE_URL", "postgres://u:geheim@db.example.com/x?application_name=sslmode=verify-full"),
            ("TRADECOUNTER_PUBLIC_URL", "shop.example.com"),
            ("TRADECOUNTER_PUBLIC_URL", "https://shop.example.com/path"),
            ("TRADECOUNTER_PUBLIC_URL", "http://shop.example.com"),
            ("SMTP_URL", "mail.example.com"),
            ("SMTP_URL", "smtp://u:geheim@mail.example.com"),
            ("TRADECOUNTER_MAIL_FROM", "nobody"),
            ("TRADECOUNTER_TIMEZONE", "Shanghai time"),
            ("TRADECOUNTER_TIMEZONE", "../../etc/passwd"),
            ("TRADECOUNTER_TRUSTED_PROXIES", "10.0.0.0/33"),
            ("TRADECOUNTER_TRUSTED_PROXIES", "0.0.0.0/0"),
            ("TRADECOUNTER_INSECURE_HTTP", "perhaps"),
            ("TRADECOUNTER_FONTS", "/nowhere/at/all"),
            ("TRADECOUNTER_POSTGRES_BIN", "/nowhere/at/all"),
            ("TRADECOUNTER_LOG", "server=shout"),
            ("TRADECOUNTER_LOG_FORMAT", "xml"),
            ("TRADECOUNTER_DEMO", "yes"),
        ] {
            let error = read(&[(variable, value)]).expect_err(variable);
            assert_eq!(
                error.variable,
                if value.starts_with("10.0.0.1:") { "TRADECOUNTER_PUBLIC_URL" } else { variable }
            );
            assert!(!error.remedy.is_empty() && !error.to_string().contains("geheim"));
        }
    }

    #[test]
    fn the_network_is_served_behind_a_trusted_proxy_or_when_plain_http_is_wanted() {
        let open =
            [("TRADECOUNTER_ADDR", "0.0.0.0:80"), ("TRADECOUNTER_PUBLIC_URL", "https://shop.example.com")];
        assert_eq!(read(&open).unwrap_err().variable, "TRADECOUNTER_ADDR");
        read(&[open[0], open[1], ("TRADECOUNTER_TRUSTED_PROXIES", "10.0.0.0/8, ::1")]).unwrap();
        read(&[open[0], open[1], ("TRADECOUNTER_INSECURE_HTTP", "1")]).unwrap();
        assert_eq!(
            read(&[open[0], ("TRADECOUNTER_INSECURE_HTTP", "1")]).unwrap_err().variable,
            "TRADECOUNTER_PUBLIC_URL"
        );
    }

    #[test]
    fn a_sender_is_needed_once_mail_is_sent_and_no_secret_is_printed() {
        let smtp = ("SMTP_URL", "smtps://u:geheim@mail.example.com");
        assert_eq!(read(&[smtp]).unwrap_err().variable, "TRADECOUNTER_MAIL_FROM");
        let config = read(&[
            smtp,
            ("TRADECOUNTER_MAIL_FROM", "Shop <a@example.com>"),
            ("DATABASE_URL", "postgres://u:geheim@db.example.com/x?sslmode=verify-full"),
        ])
        .unwrap();
        assert!(!format!("{config:?}").contains("geheim"));
    }
}
