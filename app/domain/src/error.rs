//! The crate's one error: an expected rejection, or an internal fault that never crosses the wire.

use crate::rejection::Rejection;

/// Result of every service.
pub type Result<T> = std::result::Result<T, Error>;

/// A service says no, or something broke.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Expected: shown to the person.
    #[error("rejected")]
    Rejected(Rejection),
    /// Unexpected: logged once with an incident id. Holds no values of anybody's rows.
    #[error("internal: {0}")]
    Internal(String),
    /// The outcome of a commit is not known, or the database is busy: ask again with the same key.
    #[error("unavailable: {0}")]
    Unavailable(String),
}

impl From<Rejection> for Error {
    fn from(rejection: Rejection) -> Self {
        Error::Rejected(rejection)
    }
}

impl From<sqlx::Error> for Error {
    /// Keeps SQLSTATE and constraint name only: messages and details carry row values (security §0.5).
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(db) => {
                let code = db.code().unwrap_or_default().into_owned();
                let what = format!("sqlstate {code} constraint {}", db.constraint().unwrap_or("-"));
                match code.as_str() {
                    "55P03" | "57014" | "57P01" | "57P03" | "40001" | "40P01" => Error::Unavailable(what),
                    _ => Error::Internal(what),
                }
            }
            sqlx::Error::PoolTimedOut => Error::Unavailable("pool timed out".into()),
            sqlx::Error::Io(_) => Error::Unavailable("database connection lost".into()),
            sqlx::Error::RowNotFound => Error::Internal("row expected, none found".into()),
            sqlx::Error::ColumnDecode { index, .. } => {
                Error::Internal(format!("cannot decode column {index}"))
            }
            _ => Error::Internal("database driver".into()),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(_: serde_json::Error) -> Self {
        Error::Internal("stored json has another shape".into())
    }
}

impl From<crate::money::MixedCurrencies> for Error {
    fn from(error: crate::money::MixedCurrencies) -> Self {
        Error::Internal(error.to_string())
    }
}

/// Turns a named constraint into a rejection: the constraint is the rule, this only words it.
pub trait OnConstraint<T> {
    /// When the database refused by `name`, answer with `rejection` instead.
    ///
    /// # Errors
    /// The rejection, or the original error.
    fn on_constraint(self, name: &str, rejection: Rejection) -> Result<T>;
}

impl<T> OnConstraint<T> for std::result::Result<T, sqlx::Error> {
    fn on_constraint(self, name: &str, rejection: Rejection) -> Result<T> {
        self.map_err(|error| match &error {
            sqlx::Error::Database(db) if db.constraint() == Some(name) => Error::Rejected(rejection),
            _ => error.into(),
        })
    }
}
