//! Screens of the buyer and of visitors.

pub mod company;
pub mod error;
pub mod part;
pub mod search;
pub mod sign_in;
