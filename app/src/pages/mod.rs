//! Screens of the buyer and of visitors.

pub mod account;
pub mod cart;
pub mod company;
pub mod compare;
pub mod error;
pub mod family;
pub mod forgot;
pub mod help;
pub mod home;
pub mod numbers;
pub mod orders;
pub mod part;
pub mod quick_order;
pub mod quotes;
pub mod search;
pub mod sign_in;
pub mod welcome;
