//! Tradecounter's screens: what people see, in two languages, before and after WebAssembly arrives.
//!
//! Knows no SQL. A screen reads through a server function and writes by a plain `<form method="post">`, so that every flow
//! works without JavaScript; hydration only makes moving about instant.
#![recursion_limit = "512"]

pub mod api;
pub mod components;
pub mod desk;
pub mod i18n;
pub mod pages;
pub mod routes;
pub mod shell;

/// Takes over the page the server sent.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(routes::App);
}
