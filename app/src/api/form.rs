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
    /// The key the page's forms carry when they are drawn again: the first attempt's while nobody knows what became of
    /// it, else a new one.
    pub fn key(&self) -> String {
        let unknown = !matches!(self.error, None | Some(AppError::Rejected(_)));
        Some(self.typed("key")).filter(|key| unknown && !key.is_empty()).unwrap_or_else(fresh_key)
    }

    /// What was typed in a field.
    pub fn typed(&self, field: &str) -> String {
        self.typed.get(field).cloned().unwrap_or_default()
    }
}

/// Pages are drawn by the server only.
fn fresh_key() -> String {
    #[cfg(feature = "ssr")]
    return domain::ids::AttemptKey::new().to_string();
    #[cfg(not(feature = "ssr"))]
    String::new()
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
        /// A receipt of another customer with the same number of the bank, and that customer.
        elsewhere: Option<(String, String)>,
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
    /// A letter that was given up is tried again.
    LetterQueued,
    /// A link to a new password was asked for; whether anybody has the address is not said.
    ResetAsked,
    /// A list was taken.
    RowsTaken {
        /// New.
        added: u32,
        /// Changed.
        changed: u32,
        /// As they were.
        unchanged: u32,
    },
    /// Lines were written into a change of prices.
    PricesTaken {
        /// How many.
        lines: u32,
    },
    /// Prices were raised or lowered in a draft.
    PricesRaised {
        /// How many.
        lines: u32,
        /// Planned for later, left as they are.
        planned: u32,
    },
    /// A change of prices waits for review.
    PricesSubmitted,
    /// A change of prices was published.
    PricesPublished {
        /// Prices written; none when it had been published already.
        steps: u64,
    },
    /// A change of prices was taken back.
    PricesTakenBack {
        /// Prices written; none when it had been taken back already.
        steps: u64,
    },
    /// A failed search was answered; who looked for it is told.
    SearchAnswered,
    /// A note was read and put away.
    PutAway,
    /// Saved.
    Saved,
    /// Quantities of the cart were changed instead of it being ordered.
    QuantitiesChanged,
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
            let mut typed: BTreeMap<String, String> =
                typed.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            if let Some(key) = super::backend::attempt() {
                typed.insert("key".to_owned(), key.to_string());
            }
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
async fn keep(mut echo: Echo) -> Result<String, AppError> {
    use super::backend::{Backend, answer, session, session_token};
    let backend = Backend::of_request()?;
    let address = || use_context::<super::frame::ClientAddr>().map(|c| c.0).unwrap_or_default();
    let stranger = session(&backend).await?.is_none().then(address);
    if stranger.is_some() {
        echo.shrink(STRANGERS_ROOM);
    }
    let payload = serde_json::to_value(&echo).map_err(|e| answer(e.into()))?;
    let (token, now) = (session_token(&backend), domain::time::clock());
    let kept =
        domain::accounts::echo::keep(&backend.pools, now, token.as_ref(), stranger.as_deref(), payload).await;
    Ok(kept.map_err(answer)?.to_string())
}

/// Bytes kept of what somebody without a session posted.
#[cfg(feature = "ssr")]
const STRANGERS_ROOM: usize = 4 * 1024;

#[cfg(feature = "ssr")]
impl Echo {
    /// Lets go of the longest texts first, then of all but the first problems, until it fits.
    fn shrink(&mut self, room: usize) {
        use domain::rejection::{Problem, Rejection};
        let size = |echo: &Echo| serde_json::to_string(echo).map_or(0, |text| text.len());
        while size(self) > room {
            let longest = self.typed.iter().max_by_key(|(_, text)| text.len()).map(|(name, _)| name.clone());
            let Some(name) = longest else { break };
            self.typed.remove(&name);
        }
        if size(self) > room {
            let Some(AppError::Rejected(Rejection::Fields(problems))) = &mut self.error else { return };
            problems.truncate(10);
            for problem in
                problems.iter_mut().filter(|p| serde_json::to_string(p).map_or(0, |t| t.len()) > 300)
            {
                // what it quotes is what is too long
                problem.field.truncate(60);
                problem.problem = Problem::TooLong { max: 254 };
            }
        }
    }
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

    #[cfg(feature = "ssr")]
    #[test]
    fn a_strangers_echo_keeps_what_fits_and_its_message() {
        use domain::rejection::{FieldProblem, Problem, Rejection};
        let long = "x".repeat(60_000);
        let typed = [("email", "a@b.example"), ("note", long.as_str())];
        let problem = Problem::Malformed { typed: long.clone() };
        let fields = Rejection::Fields(vec![FieldProblem::new("note", problem); 500]);
        let mut echo = Echo {
            error: Some(AppError::Rejected(fields)),
            notice: None,
            typed: typed.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        };
        echo.shrink(STRANGERS_ROOM);
        assert!(serde_json::to_string(&echo).is_ok_and(|text| text.len() <= STRANGERS_ROOM));
        assert!(
            matches!(&echo.error, Some(AppError::Rejected(Rejection::Fields(p))) if p[0].field == "note")
        );
        let mut small = Echo { typed: [("email".to_owned(), "a".to_owned())].into(), ..Echo::default() };
        small.shrink(STRANGERS_ROOM);
        assert_eq!(small.typed("email"), "a");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_refused_form_gets_a_new_key_and_one_of_unknown_outcome_keeps_its_own() {
        use domain::rejection::Rejection;
        let echo = |error| Echo {
            error: Some(error),
            notice: None,
            typed: [("key".to_owned(), "spent".to_owned())].into(),
        };
        assert_eq!(echo(AppError::Busy).key(), "spent");
        assert_eq!(echo(AppError::Incident(String::new())).key(), "spent");
        let refused = echo(AppError::Rejected(Rejection::KeyReused { order_number: String::new() }));
        assert_ne!(refused.key(), "spent");
        assert_ne!(refused.key(), refused.key());
    }

    #[test]
    fn an_echo_replaces_the_one_before() {
        assert_eq!(with_echo("/cart?echo=a&x=1", "b"), "/cart?x=1&echo=b");
        assert_eq!(with_echo("/cart", "b"), "/cart?echo=b");
    }
}
