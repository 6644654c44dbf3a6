//! Plain form posts: after the write, back to a page that shows what happened; on a refusal, back to the form with
//! everything that was typed.

use super::AppError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a form's page shows after a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Echo {
    /// Why it was refused; none when a notice is shown.
    pub error: Option<AppError>,
    /// What was done, when the page that follows should say so.
    pub notice: Option<Notice>,
    /// What was typed, by field name.
    pub typed: BTreeMap<String, String>,
}

impl Echo {
    /// What was typed in a field.
    pub fn typed(&self, field: &str) -> String {
        self.typed.get(field).cloned().unwrap_or_default()
    }
}

/// Something that was done, as a fact; `i18n::notice` has the sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// Lines were added to the cart.
    AddedToCart {
        /// How many lines.
        lines: u32,
    },
    /// A company was created.
    CompanyCreated {
        /// Its number.
        code: String,
    },
    /// The order was placed, or had been placed under the same key.
    OrderPlaced {
        /// Its number.
        number: String,
        /// True when it existed already.
        replayed: bool,
    },
    /// Goods were shipped.
    Shipped,
    /// A tracking event was added.
    Tracked,
    /// A receipt was recorded.
    Received {
        /// Its number.
        number: String,
    },
    /// A statement was issued.
    StatementIssued {
        /// Its number.
        number: String,
    },
    /// A statement was confirmed.
    StatementConfirmed,
    /// A line was disputed, or a dispute taken back.
    DisputeNoted,
    /// Finance answered a dispute.
    DisputeResolved,
    /// An invoice was issued.
    Invoiced {
        /// Its number.
        number: String,
    },
    /// Terms were changed.
    TermsChanged,
    /// A seat was offered by letter.
    Invited {
        /// Where the letter goes.
        email: String,
    },
    /// An offer was taken back.
    InvitationWithdrawn,
    /// A link to a new password was asked for; whether anybody has the address is not said.
    ResetAsked,
    /// Saved.
    Saved,
}

/// The answer kept under an id of the page's URL (`?echo=…`); nothing when there is none.
#[server]
pub async fn read_echo(id: String) -> Result<Echo, AppError> {
    use super::backend::{Backend, answer, session_token};
    let backend = Backend::of_request()?;
    let Ok(id) = id.parse() else { return Ok(Echo::default()) };
    let token = session_token(&backend);
    let kept = domain::accounts::echo::read(&backend.pools, domain::time::clock(), token.as_ref(), id).await;
    Ok(kept.map_err(answer)?.and_then(|v| serde_json::from_value(v).ok()).unwrap_or_default())
}

/// Leads a plain form on: to `next` after success, with a notice when there is one; back with errors and what was typed
/// after a refusal. Fetch calls get the error itself.
#[cfg(feature = "ssr")]
pub async fn lead_on<T>(
    back: &str,
    typed: &[(&str, &str)],
    outcome: Result<T, AppError>,
    next: impl FnOnce(T) -> (String, Option<Notice>),
) -> Result<(), AppError> {
    let (path, echo) = match outcome {
        Ok(done) => {
            let (path, notice) = next(done);
            let Some(notice) = notice else {
                leptos_axum::redirect(&local(&path));
                return Ok(());
            };
            (path, Echo { notice: Some(notice), ..Echo::default() })
        }
        Err(error) if posted_by_page() => {
            let typed = typed.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            (back.to_owned(), Echo { error: Some(error), notice: None, typed })
        }
        Err(error) => return Err(error),
    };
    lead_with(&path, echo).await
}

/// Leads on to a page that shows an answer of the caller's own making.
#[cfg(feature = "ssr")]
pub async fn lead_with(path: &str, echo: Echo) -> Result<(), AppError> {
    leptos_axum::redirect(&with_echo(&local(path), &keep(echo).await?));
    Ok(())
}

#[cfg(feature = "ssr")]
async fn keep(echo: Echo) -> Result<String, AppError> {
    use super::backend::{Backend, answer, session_token};
    let backend = Backend::of_request()?;
    let payload = serde_json::to_value(&echo).map_err(|e| answer(e.into()))?;
    let token = session_token(&backend);
    let kept =
        domain::accounts::echo::keep(&backend.pools, domain::time::clock(), token.as_ref(), payload).await;
    Ok(kept.map_err(answer)?.to_string())
}

/// True for a form posted by a page, false for a fetch call.
#[cfg(feature = "ssr")]
fn posted_by_page() -> bool {
    use_context::<http::request::Parts>()
        .and_then(|p| p.headers.get(http::header::ACCEPT).cloned())
        .is_some_and(|accept| accept.to_str().is_ok_and(|a| a.contains("text/html")))
}

/// Only paths of our own: begins with one slash, no backslash, nothing a header cannot carry.
pub fn local(path: &str) -> String {
    let own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.chars().all(|c| c.is_ascii_graphic());
    if own { path.to_owned() } else { "/".to_owned() }
}

/// Replaces a former echo in the path's query by this one.
pub fn with_echo(path: &str, id: &str) -> String {
    let (bare, query) = path.split_once('?').unwrap_or((path, ""));
    let mut pairs: Vec<&str> =
        query.split('&').filter(|p| !p.is_empty() && !p.starts_with("echo=")).collect();
    let echo = format!("echo={id}");
    pairs.push(&echo);
    format!("{bare}?{}", pairs.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_followed() {
        for bad in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "",
            "/a\r\nb: c",
            "/路",
        ] {
            assert_eq!(local(bad), "/", "{bad}");
        }
        assert_eq!(local("/orders?page=2"), "/orders?page=2");
    }

    #[test]
    fn an_echo_replaces_the_one_before() {
        assert_eq!(with_echo("/cart?echo=a&x=1", "b"), "/cart?x=1&echo=b");
        assert_eq!(with_echo("/cart", "b"), "/cart?echo=b");
    }
}
