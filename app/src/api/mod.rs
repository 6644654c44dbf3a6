//! Server functions: arguments in, one service call, the answer out. Ten lines at most each.
//!
//! Reads are called by resources. Writes are the targets of plain forms; [`form`] turns their outcome into a redirect that
//! shows what happened and keeps what was typed.

pub mod account;
#[cfg(feature = "ssr")]
pub mod backend;
pub mod catalog;
pub mod desk;
pub mod form;
pub mod frame;
pub mod numbers;
pub mod orders;
pub mod people;
pub mod quotes;
pub mod selection;

use domain::rejection::Rejection;
use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// What a server function may fail with; all of it is safe to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// The house says no, and why.
    Rejected(Rejection),
    /// Something broke; the id under which it was logged.
    Incident(String),
    /// Busy: what was typed is kept, ask again.
    Busy,
    /// The request did not arrive or could not be read.
    Transport,
}

impl std::fmt::Display for AppError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // machines only; people read i18n::rejection
        match self {
            AppError::Rejected(_) => f.write_str("rejected"),
            AppError::Incident(id) => write!(f, "incident {id}"),
            AppError::Busy => f.write_str("busy"),
            AppError::Transport => f.write_str("transport"),
        }
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        #[cfg(feature = "ssr")]
        backend::unreadable();
        AppError::Transport
    }
}
