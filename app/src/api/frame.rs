//! What the frame around every page needs, and the forms it holds: sign in and out, language, company.

use super::AppError;
use domain::accounts::SessionView;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The frame's facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// Who is signed in.
    pub session: Option<SessionView>,
    /// Lines in the open cart.
    pub cart_lines: u32,
    /// True while invented demo data is loaded.
    pub demo: bool,
}

/// Loads the frame.
#[server]
pub async fn load_frame() -> Result<Frame, AppError> {
    use super::backend::{Backend, session};
    use domain::accounts::{permission::Permission, sessions};
    // when the framework lists the routes nobody asks
    let Some(backend) = use_context::<Backend>() else { return Ok(Frame::default()) };
    let session = session(&backend).await?;
    // who may not order has no cart
    let orders = session.as_ref().filter(|s| sessions::actor_of(Some(*s)).0.may(Permission::PlaceOrders));
    let cart_lines = orders.map_or(0, |session| session.cart_lines);
    Ok(Frame { session, cart_lines, demo: backend.demo })
}

/// Signs in and goes to where the person wanted to be.
#[server(endpoint = "sign_in")]
pub async fn sign_in(
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use super::backend::{Backend, answer, session_token};
    let backend = Backend::of_request()?;
    let now = domain::time::clock();
    let ((address, browser), before) = (caller(&backend), session_token(&backend));
    let from = domain::accounts::tries::Caller {
        address: &address,
        browser: browser.as_ref(),
        session: before.as_ref(),
    };
    let opened = domain::accounts::sessions::sign_in(&backend.pools, now, &email, password, from).await;
    if let (Ok((token, _)), Some(before)) = (&opened, &before) {
        domain::accounts::echo::hand_over(&backend.pools, now, before, token).await.map_err(answer)?;
    }
    if let Ok((token, view)) = &opened {
        set_session(&backend, Some(token));
        know_browser(&backend, now, view.person, browser).await?;
    }
    let outcome = opened.map_err(answer).map(|(_, view)| view);
    let back = format!("/sign-in?next={}", crate::i18n::format::url_component(&super::form::local(&next)));
    super::form::lead_on(&back, &[("email", &email)], outcome, |view| (landing(&view, &next), None)).await
}

/// The client's address as the server resolved it; provided per request.
#[derive(Clone, Debug, Default)]
pub struct ClientAddr(pub String);

/// From where this request comes: its address, and the secret of a browser somebody signed in with before.
#[cfg(feature = "ssr")]
pub(super) fn caller(
    backend: &super::backend::Backend,
) -> (String, Option<domain::accounts::sessions::SessionToken>) {
    let address = use_context::<ClientAddr>().map(|c| c.0).unwrap_or_default();
    let kept = super::backend::cookie(browser_cookie(backend));
    (address, kept.and_then(|text| domain::accounts::sessions::SessionToken::from_text(&text)))
}

#[cfg(feature = "ssr")]
fn browser_cookie(backend: &super::backend::Backend) -> &'static str {
    if backend.secure { "__Host-tc-browser" } else { "tc-browser" }
}

/// Knows this browser again when its person signs in the next time.
#[cfg(feature = "ssr")]
pub(super) async fn know_browser(
    backend: &super::backend::Backend,
    now: chrono::DateTime<chrono::Utc>,
    person: domain::ids::PersonId,
    browser: Option<domain::accounts::sessions::SessionToken>,
) -> Result<(), AppError> {
    let kept = domain::accounts::tries::remember(&backend.pools.gate, now, person, browser).await;
    let kept = kept.map_err(super::backend::answer)?;
    let (name, secure) = (browser_cookie(backend), if backend.secure { "; Secure" } else { "" });
    add_cookie(&format!("{name}={}; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax{secure}", kept.reveal()));
    Ok(())
}

/// Where a person goes after signing in: where he wanted to, else his own front page.
#[cfg(feature = "ssr")]
pub(super) fn landing(view: &SessionView, next: &str) -> String {
    let next = super::form::local(next);
    match view.seat {
        domain::accounts::Seat::Staff { .. } if !next.starts_with("/desk") => "/desk".to_owned(),
        domain::accounts::Seat::Buyer { .. } if next.starts_with("/desk") => "/".to_owned(),
        _ => next,
    }
}

/// Signs out, here or everywhere.
#[server(endpoint = "sign_out")]
pub async fn sign_out(#[server(default)] everywhere: String) -> Result<(), AppError> {
    use super::backend::{Backend, answer, session_token};
    use domain::accounts::sessions;
    let backend = Backend::of_request()?;
    if let Some(token) = session_token(&backend) {
        if everywhere == "yes" {
            sessions::sign_out_everywhere(&backend.pools, domain::time::clock(), &token)
                .await
                .map_err(answer)?;
        }
        sessions::sign_out(&backend.pools, &token).await.map_err(answer)?;
    }
    set_session(&backend, None);
    forget_pages();
    leptos_axum::redirect("/sign-in");
    Ok(())
}

/// Has the browser let go of what it kept of the pages.
#[cfg(feature = "ssr")]
fn forget_pages() {
    let value = http::HeaderValue::from_static("\"cache\", \"storage\"");
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.insert_header(http::HeaderName::from_static("clear-site-data"), value);
    }
}

/// Acts for another of the person's companies.
#[server(endpoint = "switch_company")]
pub async fn switch_company(#[server(default)] to: String) -> Result<(), AppError> {
    let outcome = switch(&to).await;
    super::form::lead_on("/company", &[], outcome, |()| ("/".to_owned(), None)).await
}

#[cfg(feature = "ssr")]
async fn switch(to: &str) -> Result<(), AppError> {
    use super::backend::{Backend, answer, reject, session_token};
    use domain::rejection::Rejection;
    let backend = Backend::of_request()?;
    let token = session_token(&backend).ok_or_else(|| reject(Rejection::SignedOut))?;
    let to = to.parse().map_err(|_| reject(Rejection::NotFound))?;
    let now = domain::time::clock();
    let opened = domain::accounts::sessions::switch_company(&backend.pools, now, &token, to).await;
    opened.map_err(answer).map(|(token, _)| set_session(&backend, Some(&token)))
}

/// Chooses the language of this browser and goes back to the page.
#[server(endpoint = "choose_language")]
pub async fn choose_language(
    #[server(default)] lang: String,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    let backend = super::backend::Backend::of_request()?;
    let lang = domain::lang::Lang::parse(&lang).as_str();
    let secure = if backend.secure { "; Secure" } else { "" };
    add_cookie(&format!("lang={lang}; Path=/; Max-Age=31536000; SameSite=Lax{secure}"));
    leptos_axum::redirect(&super::form::local(&back));
    Ok(())
}

/// Hands the browser its session, or takes it away.
#[cfg(feature = "ssr")]
pub(super) fn set_session(
    backend: &super::backend::Backend,
    token: Option<&domain::accounts::sessions::SessionToken>,
) {
    let name = backend.session_cookie();
    let secure = if backend.secure { "; Secure" } else { "" };
    let (value, age) = match token {
        Some(token) => (token.reveal(), "2592000"),
        None => ("", "0"),
    };
    add_cookie(&format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"));
}

#[cfg(feature = "ssr")]
pub(super) fn add_cookie(cookie: &str) {
    let (Some(response), Ok(value)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::HeaderValue::from_str(cookie))
    else {
        return;
    };
    response.append_header(http::header::SET_COOKIE, value);
}
