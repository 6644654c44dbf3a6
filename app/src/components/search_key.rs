//! Keys that work on every page, unless somebody is typing: `/` leads to the search box, `?` shows which keys there are.

use leptos::prelude::*;

/// The hint in the search box, and what keeps its promise.
#[island]
pub fn SearchKey() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    keys::listen();
    view! { <kbd aria-hidden="true">"/"</kbd> }
}

#[cfg(feature = "hydrate")]
mod keys {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{HtmlDialogElement, HtmlElement};

    pub fn listen() {
        window_event_listener(leptos::ev::keydown, |event| {
            let typing = document()
                .active_element()
                .is_some_and(|e| matches!(e.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
            if event.ctrl_key() || event.meta_key() || typing {
                return;
            }
            match event.key().as_str() {
                "/" => {
                    let Some(input) = found::<HtmlElement>("form.find input") else { return };
                    event.prevent_default();
                    // a browser that will not move the focus loses nothing
                    let _ = input.focus();
                }
                "?" => {
                    let Some(dialog) = found::<HtmlDialogElement>("#keys") else { return };
                    event.prevent_default();
                    // one that is open already stays open
                    let _ = dialog.show_modal();
                }
                _ => {}
            }
        });
    }

    fn found<T: JsCast>(selector: &str) -> Option<T> {
        document().query_selector(selector).ok()??.dyn_into().ok()
    }
}
