//! Tradecounter's business: what a distributor's ordering portal must decide, and the only code that knows SQL.
//!
//! Invariants of the crate: money is `Decimal`, rounded once per line and half-up; every buyer-side row carries its
//! company; one service function is one transaction is one business fact; time enters through [`op::OpContext`].
//! Without the feature `ssr` it is types and pure rules only, and runs in a browser.
#![recursion_limit = "256"]

pub mod accounts;
pub mod billing;
pub mod capital;
pub mod catalog;
pub mod customers;
pub mod documents;
pub mod ids;
pub mod inventory;
pub mod lang;
pub mod mappings;
pub mod money;
pub mod notifications;
pub mod orders;
pub mod pricing;
pub mod quantity;
pub mod receivables;
pub mod rejection;
pub mod shipping;

#[cfg(feature = "ssr")]
pub mod audit;
#[cfg(feature = "ssr")]
pub mod error;
#[cfg(feature = "ssr")]
pub mod keys;
#[cfg(feature = "ssr")]
pub mod op;
#[cfg(feature = "ssr")]
pub mod seller;
#[cfg(feature = "ssr")]
pub mod time;
