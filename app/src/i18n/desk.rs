//! Words of the desk: one struct per screen, every label with its Chinese and its English side by side.

pub mod billing;
pub mod catalogue;
pub mod cross;
pub mod customer_imports;
pub mod customers;
pub mod imports;
pub mod money;
pub mod order_entry;
pub mod orders;
pub mod price_changes;
pub mod price_lists;
pub mod prices;
pub mod searches;
pub mod standing;
