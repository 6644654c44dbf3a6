//! The `/` key leads to the search box, unless somebody is typing.

use leptos::prelude::*;

/// The hint in the search box, and what keeps its promise.
#[island]
pub fn SearchKey() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    listen();
    view! { <kbd aria-hidden="true">"/"</kbd> }
}

#[cfg(feature = "hydrate")]
fn listen() {
    use wasm_bindgen::JsCast;
    window_event_listener(leptos::ev::keydown, |event| {
        let typing = document()
            .active_element()
            .is_some_and(|e| matches!(e.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
        if event.key() != "/" || event.ctrl_key() || event.meta_key() || typing {
            return;
        }
        let found = document().query_selector("form.find input").ok().flatten();
        if let Some(input) = found.and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok()) {
            event.prevent_default();
            // a browser that will not move the focus loses nothing
            let _ = input.focus();
        }
    });
}
