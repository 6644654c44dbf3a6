//! The catalogue: categories, parameters, families, SKUs, and finding them. Knows no price and no company.
//!
//! Invariants: a part number is kept as the maker writes it and found by its strict key ([`part_number`]); a parameter
//! value is stored in the parameter's own unit; the counts beside facets are exact, each without its own filter.

pub mod compare;
pub mod completeness;
pub mod counted;
pub mod drawing;
pub mod edit;
pub mod files;
pub mod import;
pub mod numbers;
pub mod parameter;
pub mod part_number;
pub mod query;
pub mod searches;
pub mod unit;
pub mod view;

#[cfg(feature = "ssr")]
mod asked;
#[cfg(feature = "ssr")]
mod changes;
#[cfg(feature = "ssr")]
mod columns;
#[cfg(feature = "ssr")]
mod hits;
#[cfg(feature = "ssr")]
pub mod index;
#[cfg(feature = "ssr")]
mod lexicon;
#[cfg(feature = "ssr")]
mod nearest;
#[cfg(feature = "ssr")]
mod order;
#[cfg(feature = "ssr")]
pub mod search;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod size;
#[cfg(feature = "ssr")]
mod sounds;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod text;
#[cfg(feature = "ssr")]
mod understand;

pub use query::SearchQuery;
pub use view::*;

#[cfg(feature = "ssr")]
pub(crate) use columns::Listing;
#[cfg(feature = "ssr")]
pub(crate) use index::Numbering;
#[cfg(feature = "ssr")]
pub use index::{Catalog, Snapshot};
#[cfg(feature = "ssr")]
pub(crate) use order::{PerOne, PriceOf};
