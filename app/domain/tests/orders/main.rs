//! Ordering on a real PostgreSQL: the cart, placing exactly once, refusals, other people's orders.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod numbers;
mod placing;
mod races;
mod setup;
#[path = "../support/mod.rs"]
mod support;
mod walls;
