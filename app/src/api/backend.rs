//! What the server hands to server functions: pools, clock, the session behind the request's cookie.

use super::AppError;
use domain::accounts::permission::Actor;
use domain::accounts::sessions::{self, SessionToken};
use domain::accounts::{Seat, SessionView};
use domain::error::Error;
use domain::ids::{AttemptKey, CompanyId};
use domain::op::{OpContext, Pools};
use domain::rejection::Rejection;
use http::StatusCode;
use http::header::{ACCEPT, COOKIE};
use http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::sync::{Arc, OnceLock};

/// The process as server functions see it; provided as context to every request.
#[derive(Clone)]
pub struct Backend {
    /// One pool per kind of actor.
    pub pools: Pools,
    /// The catalogue as searched.
    pub catalog: domain::catalog::Catalog,
    /// What shared lists say of every SKU, for order and bounds of price.
    pub prices: domain::pricing::book::PriceBook,
    /// The seller's time zone.
    pub zone: chrono_tz::Tz,
    /// True behind https: cookies are `__Host-` and `Secure`.
    pub secure: bool,
    /// True while the invented demo data is loaded.
    pub demo: bool,
}

impl Backend {
    /// The backend of this request.
    ///
    /// # Errors
    /// An incident when the server forgot to provide it.
    pub fn of_request() -> Result<Backend, AppError> {
        use_context::<Backend>().ok_or_else(|| incident("no backend in context"))
    }

    /// Name of the session cookie.
    pub fn session_cookie(&self) -> &'static str {
        if self.secure { "__Host-tc" } else { "tc-dev" }
    }
}

/// The value of a cookie of this request.
pub fn cookie(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    cookie_in(&parts, name)
}

/// The value of a cookie in a request's head.
pub fn cookie_in(parts: &Parts, name: &str) -> Option<String> {
    let all = parts.headers.get_all(COOKIE);
    let mut pairs = all.iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    pairs.find_map(|pair| pair.trim().split_once('=').filter(|(n, _)| *n == name).map(|(_, v)| v.to_owned()))
}

/// The token in this request's cookie, alive or not.
pub fn session_token(backend: &Backend) -> Option<SessionToken> {
    SessionToken::from_text(&cookie(backend.session_cookie())?)
}

/// Who is asking, once found out: a page asks several times. Provided anew to every request. Nobody waits for another's
/// question: the framework may stop polling the one who asked first, and the page would hang.
#[derive(Clone, Default)]
pub struct Asking(Arc<OnceLock<Option<SessionView>>>);

/// Who is asking.
///
/// # Errors
/// Database errors as incidents.
pub async fn session(backend: &Backend) -> Result<Option<SessionView>, AppError> {
    let Some(token) = session_token(backend) else { return Ok(None) };
    let asking = use_context::<Asking>();
    if let Some(known) = asking.as_ref().and_then(|asking| asking.0.get()) {
        return Ok(known.clone());
    }
    let found = sessions::resolve(&backend.pools, domain::time::clock(), &token).await.map_err(answer)?;
    if let Some(asking) = asking {
        // somebody may have found out meanwhile, and the same
        let _ = asking.0.set(found.clone());
    }
    Ok(found)
}

/// The operation of this request: its actor, and his company in force.
///
/// # Errors
/// Database errors as incidents.
pub async fn op() -> Result<OpContext, AppError> {
    let backend = Backend::of_request()?;
    let session = session(&backend).await?;
    Ok(op_of(&backend, session.as_ref()))
}

/// The operation a session stands for.
pub fn op_of(backend: &Backend, session: Option<&SessionView>) -> OpContext {
    let (actor, company) = sessions::actor_of(session);
    OpContext {
        actor,
        company,
        now: domain::time::clock(),
        zone: backend.zone,
        attempt: attempt(),
        pools: backend.pools.clone(),
    }
}

/// The key of the form this request posts: in its address, where `components::once` has put it.
pub fn attempt() -> Option<AttemptKey> {
    let parts = use_context::<Parts>().filter(|parts| parts.method == http::Method::POST)?;
    let pairs = parts.uri.query()?.split('&');
    pairs.filter_map(|pair| pair.strip_prefix("key=")).next()?.parse().ok()
}

/// The operation of a form or page drawn for a company: a buyer's must be the one he acts for now, staff act for it.
///
/// # Errors
/// `DrawnForOther` when a buyer has switched since, `SignedOut`, `NotFound` for an id that is none.
pub async fn op_for(company: &str) -> Result<OpContext, AppError> {
    let backend = Backend::of_request()?;
    let session = session(&backend).await?;
    let mut op = op_of(&backend, session.as_ref());
    let wanted: CompanyId = company.parse().map_err(|_| reject(Rejection::NotFound))?;
    match (&op.actor, session.map(|s| s.seat)) {
        (Actor::Staff { .. }, _) => op.company = Some(wanted),
        (_, Some(Seat::Buyer { company, .. })) if company.id == wanted => {}
        (_, Some(Seat::Buyer { .. })) => return Err(reject(Rejection::DrawnForOther)),
        _ => return Err(reject(Rejection::SignedOut)),
    }
    Ok(op)
}

/// The operation of staff for a company; members are refused also for their own: the desk shows what they do not see.
///
/// # Errors
/// `Forbidden` for members, else as [`op_for`].
pub async fn op_at_desk(company: &str) -> Result<OpContext, AppError> {
    let op = op_for(company).await?;
    match op.actor {
        Actor::Staff { .. } => Ok(op),
        _ => Err(reject(Rejection::Forbidden)),
    }
}

/// A rejection as a server function's error.
pub fn reject(rejection: Rejection) -> AppError {
    answer(Error::Rejected(rejection))
}

/// Turns a service's error into what may cross the wire; internal ones are logged here, once, under an incident id.
pub fn answer(error: Error) -> AppError {
    let told = match error {
        Error::Rejected(rejection) => AppError::Rejected(rejection),
        Error::Unavailable(what) => {
            tracing::warn!(what, "unavailable");
            AppError::Busy
        }
        Error::Internal(what) => incident(&what),
    };
    set_status(&told);
    told
}

fn incident(what: &str) -> AppError {
    let id = uuid::Uuid::now_v7().simple().to_string();
    tracing::error!(incident = id, what, "incident");
    AppError::Incident(id)
}

/// Status for fetch calls only: on a plain form post it would overwrite the redirect, and a page that asked for
/// something it can do without says itself what it is (`pages::error`).
fn set_status(error: &AppError) {
    let fetched = use_context::<Parts>().is_some_and(|p| {
        let html = p.headers.get(ACCEPT).is_some_and(|a| a.as_bytes().starts_with(b"text/html"));
        p.method != http::Method::GET && !html
    });
    if let (true, Some(response)) = (fetched, use_context::<ResponseOptions>()) {
        response.set_status(status_of(error));
    }
}

/// A request whose arguments cannot be read is the sender's fault; without a status it would be ours.
pub fn unreadable() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(StatusCode::BAD_REQUEST);
    }
}

/// The one table of statuses.
pub fn status_of(error: &AppError) -> StatusCode {
    match error {
        AppError::Rejected(Rejection::SignedOut) => StatusCode::UNAUTHORIZED,
        AppError::Rejected(Rejection::Forbidden) => StatusCode::FORBIDDEN,
        AppError::Rejected(Rejection::NotFound) => StatusCode::NOT_FOUND,
        AppError::Rejected(Rejection::DrawnForOther | Rejection::Stale) => StatusCode::CONFLICT,
        AppError::Rejected(Rejection::TooMany { .. }) => StatusCode::TOO_MANY_REQUESTS,
        AppError::Rejected(_) => StatusCode::UNPROCESSABLE_ENTITY,
        AppError::Busy => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Incident(_) => StatusCode::INTERNAL_SERVER_ERROR,
        AppError::Transport => StatusCode::BAD_REQUEST,
    }
}
