//! Pieces used by more than one screen. One component per class of the style sheet.

pub mod cart;
pub mod documents;
pub mod drawing;
pub mod echo;
pub mod field;
pub mod frame;
pub mod grid_keys;
pub mod icon;
pub mod keys;
pub mod markup;
pub mod nav_link;
pub mod numbers;
pub mod once;
pub mod pager;
pub mod parcels;
pub mod part;
pub mod part_numbers;
pub mod people;
pub mod price;
pub mod quantity;
pub mod quotes;
pub mod row_keys;
pub mod search_field;
pub mod search_key;
pub mod statement;
pub mod waits;
