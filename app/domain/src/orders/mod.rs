//! Carts, orders and their line ledgers.
pub mod quick_order;
