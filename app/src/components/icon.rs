//! Icons from the one sprite.

use leptos::prelude::*;

/// An icon by its name in `assets/icons.svg`; decoration only, so hidden from screen readers.
#[component]
pub fn Icon(
    /// Such as `cart`.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="i" aria-hidden="true">
            <use href=format!("/icons.svg#i-{name}")></use>
        </svg>
    }
}
