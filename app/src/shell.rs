//! The HTML document around every page: head, icons, scripts. Sets the page's content policy.

use crate::i18n::current_lang;
use crate::routes::App;
use leptos::nonce::Nonce;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos_meta::MetaTags;
use std::sync::OnceLock;

/// What the browser may fetch while a finger is still on a link: pages, which have no side effects, not papers.
const AHEAD: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":"/*"},{"not":{"href_matches":"/documents/*"}}]},"eagerness":"conservative"}]}"#;

/// The whole document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let lang = current_lang();
    provide_context(lang);
    let nonce = leptos::nonce::use_nonce();
    content_policy();
    view! {
        <!DOCTYPE html>
        <html lang=lang.as_str()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/site.webmanifest" />
                {assets(&options, nonce.as_ref())}
                <script type="speculationrules" nonce=nonce>
                    {AHEAD}
                </script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The style sheet and what starts the islands, drawn once per process: their files' hashes are read from a file, and only
/// the nonce is another one on each page.
fn assets(options: &LeptosOptions, nonce: Option<&Nonce>) -> impl IntoView + use<> {
    static DRAWN: OnceLock<String> = OnceLock::new();
    const NONCE: &str = "nonce-of-the-page";
    if let Some(shared) = Owner::current_shared_context() {
        shared.set_is_hydrating(false);
    }
    let draw = || {
        let style = view! { <leptos_meta::HashedStylesheet options=options.clone() id="tradecounter" /> };
        let scripts = view! { <HydrationScripts options=options.clone() islands=true /> };
        style.into_view().to_html() + &scripts.into_view().to_html()
    };
    let Some(nonce) = nonce.map(ToString::to_string) else { return InertElement::new(draw()) };
    let drawn = DRAWN.get_or_init(|| draw().replace(&nonce, NONCE));
    InertElement::new(drawn.replace(NONCE, &nonce))
}

/// The policy of security §1: our own nonce'd scripts, WebAssembly, nothing foreign, no inline style.
fn content_policy() {
    use http::{HeaderName, HeaderValue};
    let (Some(response), Some(nonce)) =
        (use_context::<leptos_axum::ResponseOptions>(), leptos::nonce::use_nonce())
    else {
        return;
    };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
         frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        response.insert_header(HeaderName::from_static("content-security-policy"), value);
    }
}
