//! Pages that say no: not found, sign in first, something broke.

use crate::api::AppError;
use crate::i18n::{current_lang, frame::words, rejection};
use domain::rejection::Rejection;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// 404: also for what belongs to another company.
#[component]
pub fn NotFound() -> impl IntoView {
    let w = words(current_lang());
    status(404);
    view! {
        <Title text=w.not_found />
        <section class="incident">
            <h1>{w.not_found}</h1>
            <p>{w.not_found_lead}</p>
            <a href="/" class="btn">
                {w.to_home}
            </a>
        </section>
    }
}

/// A way to the sign-in page that leads back here.
#[component]
pub fn SignInFirst() -> impl IntoView {
    let w = words(current_lang());
    let location = use_location();
    let href = move || {
        let search = location.search.get();
        let here = if search.is_empty() {
            location.pathname.get()
        } else {
            format!("{}?{search}", location.pathname.get())
        };
        format!("/sign-in?next={}", crate::i18n::format::url_component(&here))
    };
    // somebody who posted a form was signed in when it was drawn
    let ended = location.search.with(|search| search.contains("echo="));
    status(401);
    view! {
        <section class="incident">
            <h1>{w.sign_in}</h1>
            <p>{if ended { w.session_ended } else { w.sign_in_lead }}</p>
            <a class="btn go" href=href>
                {w.sign_in}
            </a>
        </section>
    }
}

/// What a screen shows instead of itself when its data did not come.
#[component]
pub fn Failed(
    /// Why.
    error: AppError,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    match error {
        AppError::Rejected(Rejection::NotFound) => view! { <NotFound /> }.into_any(),
        AppError::Rejected(Rejection::SignedOut) => view! { <SignInFirst /> }.into_any(),
        error => {
            #[cfg(feature = "ssr")]
            status(crate::api::backend::status_of(&error).as_u16());
            view! {
                <section class="incident">
                    <h1>{w.incident_title}</h1>
                    <p>{rejection::sentence(&error, lang)}</p>
                    <a href="/" class="btn">
                        {w.to_home}
                    </a>
                </section>
            }
            .into_any()
        }
    }
}

#[allow(unused_variables)]
fn status(code: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(code)) =
        (use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(code))
    {
        response.set_status(code);
    }
}
