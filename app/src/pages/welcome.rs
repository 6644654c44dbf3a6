//! Behind a letter's link: taking an offered seat, setting a new password.

use crate::api::form::Echo;
use crate::api::people::load_welcome;
use crate::components::echo::{EchoNote, use_echo};
use crate::components::field::TextField;
use crate::components::waits::waits;
use crate::i18n::people::{at_least, offered, words};
use crate::i18n::{current_lang, frame};
use crate::pages::error::Failed;
use domain::accounts::WelcomeView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page a letter leads to.
#[component]
pub fn Welcome() -> impl IntoView {
    let query = use_query_map();
    let token = move || query.read_untracked().get("token").unwrap_or_default();
    let welcome = load_welcome(token());
    let echo = use_echo();
    view! {
        <section class="gate">
            {waits(async move {
                let echo = echo.await;
                match welcome.await {
                    Ok(Some(view)) => {
                        view! { <EnterForm welcome=view token=token() echo=echo /> }.into_any()
                    }
                    Ok(None) => view! { <Dead echo=echo /> }.into_any(),
                    Err(error) => view! { <Failed error=error /> }.into_any(),
                }
            })}
        </section>
    }
}

#[component]
fn EnterForm(welcome: WelcomeView, token: String, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let title = if welcome.seat.is_some() { w.welcome } else { w.new_password };
    let hint = at_least(welcome.at_least, lang);
    let offered = welcome.seat.map(|(company, role)| offered(&company, role, lang));
    let complete = if welcome.known { "current-password" } else { "new-password" };
    view! {
        <Title text=title />
        <header>
            <h1>{title}</h1>
            {offered.map(|text| view! { <p>{text}</p> })}
            {welcome.known.then(|| view! { <p>{w.known_lead}</p> })}
            {(!welcome.known).then(|| view! { <p>{hint}</p> })}
        </header>
        <EchoNote echo=echo.clone() />
        <form class="form" method="post" action="/api/welcome">
            <input type="hidden" name="token" value=token />
            // for the browser's own keeping of passwords
            <div class="field">
                <label for="f-username">{frame::words(lang).email}</label>
                <input id="f-username" type="email" autocomplete="username" value=welcome.email readonly=true />
            </div>
            <TextField
                name="password"
                label=w.password
                kind="password"
                autocomplete=complete
                required=true
                echo=echo.clone()
            />
            {(!welcome.known)
                .then(|| {
                    view! {
                        <TextField
                            name="again"
                            label=w.password_again
                            kind="password"
                            autocomplete="new-password"
                            required=true
                            echo=echo
                        />
                    }
                })}
            <div class="actions">
                <button class="btn go">{w.enter}</button>
            </div>
        </form>
        {welcome
            .known
            .then(|| {
                view! {
                    <footer>
                        <a href="/forgot-password">{w.forgot}</a>
                    </footer>
                }
            })}
    }
}

#[component]
fn Dead(echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    view! {
        <Title text=w.dead />
        <header>
            <h1>{w.dead}</h1>
            <p>{w.dead_lead}</p>
        </header>
        <EchoNote echo=echo />
        <footer>
            <a href="/sign-in">{frame::words(lang).sign_in}</a>
            <a href="/forgot-password">{w.forgot}</a>
        </footer>
    }
}
