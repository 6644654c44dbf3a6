//! Prices: lists, contracts, groups, tiers, promotions, which of them holds, and why.
//!
//! One engine answers storefront, cart, order, desk and documents: [`resolve::resolve`] over [`terms::Terms`]. Prices are
//! resolved set-wise when they are read and never stored per customer. What a buyer may see is in [`explanation`]; costs,
//! margins and floors live in [`floor`] and [`trace`] and in no type that `explanation` names.

pub mod explanation;
pub mod floor;
pub mod quotes;
pub mod resolve;
pub mod terms;
pub mod trace;

#[cfg(feature = "ssr")]
pub mod asked;
#[cfg(feature = "ssr")]
pub mod book;
pub mod change;
#[cfg(feature = "ssr")]
pub mod edit;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod memory;
#[cfg(feature = "ssr")]
pub mod selection;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod sheet;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(feature = "ssr")]
pub mod timeline;
