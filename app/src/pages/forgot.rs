//! A lost password: the address to send a link to.

use crate::components::echo::{EchoNote, use_echo};
use crate::components::field::TextField;
use crate::components::waits::waits;
use crate::i18n::{current_lang, frame, people::words};
use leptos::prelude::*;
use leptos_meta::Title;

/// The address, and nothing else.
#[component]
pub fn ForgotPassword() -> impl IntoView {
    let lang = current_lang();
    let (w, f) = (words(lang), frame::words(lang));
    let echo = use_echo();
    view! {
        <Title text=w.forgot_title />
        <section class="gate">
            <header>
                <h1>{w.forgot_title}</h1>
                <p>{w.forgot_lead}</p>
            </header>
            {waits(async move {
                let echo = echo.await;
                view! {
                    <EchoNote echo=echo.clone() />
                    <form class="form" method="post" action="/api/forgot_password">
                        <TextField
                            name="email"
                            label=f.email
                            kind="email"
                            autocomplete="username"
                            required=true
                            echo=echo
                        />
                        <div class="actions">
                            <button class="btn go">{w.send_link}</button>
                        </div>
                    </form>
                }
            })}
            <footer>
                <a href="/sign-in">{w.back_to_sign_in}</a>
            </footer>
        </section>
    }
}
