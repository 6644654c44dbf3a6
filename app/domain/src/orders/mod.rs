//! Carts, orders and their line ledgers: what a company wants, what we promised, what became of it.
//!
//! Invariants: `ordered = open + reserved + shipped + cancelled` per line; an order's status is derived from its lines and
//! stored nowhere; prices, addresses and reasons are frozen when the order is placed; a key makes one order for ever.
//! Placing is in [`placing`], looking at and cancelling in [`service`]; reading pasted text in [`quick_order`].

#[cfg(feature = "ssr")]
pub mod cart;
mod checkout;
#[cfg(feature = "ssr")]
pub mod paper;
#[cfg(feature = "ssr")]
pub mod pasting;
#[cfg(feature = "ssr")]
pub mod placing;
pub mod quick_order;
#[cfg(feature = "ssr")]
pub mod service;
pub mod state;
#[cfg(feature = "ssr")]
mod store;
mod view;

pub use checkout::{Checkout, Destination, NewAddress, Payment};
pub use state::{LineLedger, OrderStatus};
pub use view::*;
