//! What the process says about itself: log lines, ids, panics.
//!
//! Lines carry names, codes, counts and ids, never values: no query string, no body, no parameter, no message of a
//! panic or of the database. A panic is logged once, by the hook, with its place and an incident id.

use crate::config::{Config, LogFormat};
use std::cell::RefCell;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

thread_local! {
    /// Between the hook and the layer that catches the panic on the same thread.
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Why there are no log lines.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter was not checked before.
    #[error("TRADECOUNTER_LOG is not a filter")]
    Filter,
    /// Called twice.
    #[error("log lines have been set up before")]
    Again,
}

/// Sets up log lines on standard error and the panic hook. Once per process.
///
/// # Errors
/// When it has been called before.
pub fn init(config: &Config) -> Result<(), TelemetryError> {
    // PostgreSQL's own notices ("relation exists, skipping") are nothing to act on; a filter that names them still wins
    let filter = EnvFilter::try_new(format!("sqlx::postgres::notice=warn,{}", config.log))
        .map_err(|_| TelemetryError::Filter)?;
    let human = match config.log_format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Human => true,
        LogFormat::Json => false,
    };
    let registry = tracing_subscriber::registry().with(filter);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let set = if human {
        registry.with(lines.with_ansi(std::io::stderr().is_terminal())).try_init()
    } else {
        registry.with(lines.json().flatten_event(true).with_span_list(false)).try_init()
    };
    set.map_err(|_| TelemetryError::Again)?;
    install_panic_hook();
    Ok(())
}

/// Replaces the hook that prints a panic's message: it may carry a customer's values.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let incident = new_id();
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(incident, place, "panic");
        LAST_PANIC.with(|last| last.replace(Some(incident)));
    }));
}

/// The incident id of the panic just caught on this thread; without the hook a new one, logged here.
pub fn take_panic_incident() -> String {
    LAST_PANIC.with(RefCell::take).unwrap_or_else(|| incident("panic"))
}

/// Logs something that must not happen and answers with the id a person may quote.
pub fn incident(what: &'static str) -> String {
    let incident = new_id();
    tracing::error!(incident, what, "incident");
    incident
}

/// A random id of 80 bits, short enough to read out.
pub fn new_id() -> String {
    use std::fmt::Write as _;
    let mut bytes = [0u8; 10];
    // Without randomness the id is all zeros; the line is still written.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().fold(String::with_capacity(20), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
