//! Signing in.

use crate::components::echo::{EchoNote, use_echo};
use crate::components::field::TextField;
use crate::components::waits::waits;
use crate::i18n::{current_lang, frame::words, people};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// E-mail and password.
#[component]
pub fn SignIn() -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let echo = use_echo();
    let query = use_query_map();
    let next = move || crate::api::form::local(&query.read_untracked().get("next").unwrap_or_default());
    view! {
        <Title text=w.sign_in />
        <section class="gate">
            <header>
                <h1>{w.sign_in}</h1>
                <p>{w.sign_in_lead}</p>
            </header>
            {waits(async move {
                let echo = echo.await;
                view! {
                    <EchoNote echo=echo.clone() />
                    <form class="form" method="post" action="/api/sign_in">
                        <input type="hidden" name="next" value=next />
                        <TextField
                            name="email"
                            label=w.email
                            kind="email"
                            autocomplete="username"
                            required=true
                            echo=echo.clone()
                        />
                        <TextField
                            name="password"
                            label=w.password
                            kind="password"
                            autocomplete="current-password"
                            required=true
                            echo=echo
                        />
                        <div class="actions">
                            <button class="btn go">{w.sign_in}</button>
                        </div>
                    </form>
                }
            })}
            <footer>
                <a href="/forgot-password">{people::words(lang).forgot}</a>
            </footer>
        </section>
    }
}
