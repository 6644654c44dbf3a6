//! The key in a form's address: sent twice, it is written once.

use crate::api::form::Echo;

/// The action of a form whose write must not happen twice by a double click, a reload or a retry. Each form drawn has a
/// key of its own; `domain::keys::once_in_tx` takes it.
pub fn once(path: &str, echo: &Echo) -> String {
    format!("{path}?key={}", echo.key())
}
