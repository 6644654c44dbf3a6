//! Tradecounter's screens: what people see, in two languages, before and after WebAssembly arrives.
//!
//! Knows no SQL. A screen reads through a server function and writes by a plain `<form method="post">`, so that every flow
//! works without JavaScript. Only islands (`#[island]`: a quantity, a grid) run in the browser; everything else is
//! HTML, so the code a buyer downloads does not grow with the number of screens.
#![recursion_limit = "512"]

pub mod api;
pub mod components;
pub mod desk;
pub mod i18n;
pub mod pages;
pub mod routes;
#[cfg(feature = "ssr")]
pub mod shell;

/// Wakes the islands of the page the server sent.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
