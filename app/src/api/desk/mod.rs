//! Server functions of the desk: staff act for a company named in the address, always under their own name.

pub mod billing;
pub mod catalogue;
pub mod cross;
pub mod customer_imports;
pub mod customers;
pub mod entry;
pub mod mappings;
pub mod money;
pub mod orders;
pub mod prices;
pub mod quotes;
pub mod searches;
pub mod standing;
#[cfg(feature = "ssr")]
pub mod typed;
