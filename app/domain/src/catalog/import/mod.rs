//! Bringing files into the catalogue: what the columns mean, a plan per portion, a few statements per portion.
//!
//! The same file twice changes nothing. Good rows go in, bad rows come back with row, field and problem. A check compares
//! without writing, and its figures are those of the real one. An import is undone as one action.

pub mod columns;
pub mod job;

#[cfg(feature = "ssr")]
pub mod builtin;
#[cfg(feature = "ssr")]
pub mod guess;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod known;
#[cfg(feature = "ssr")]
pub mod mapping;
#[cfg(feature = "ssr")]
pub mod plan;
#[cfg(feature = "ssr")]
mod row;
#[cfg(feature = "ssr")]
pub mod run;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
pub mod shape;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod work;

#[cfg(feature = "ssr")]
pub use mapping::Mapping;
#[cfg(feature = "ssr")]
pub use plan::{NumberedRow, Plan, Planner, Table, plan};
#[cfg(feature = "ssr")]
pub use service::{ImportReport, import_catalogue, import_opening_stock};
