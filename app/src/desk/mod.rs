//! Screens of the distributor's own people. Kept behind their own module, so that the buyer's WebAssembly can be built
//! without them when size asks for it.

pub mod catalogue;
pub mod choice;
pub mod company;
pub mod cross_references;
pub mod customer_imports;
pub mod customers;
pub mod groups;
pub mod money;
pub mod new_customer;
pub mod numbers;
pub mod order;
pub mod order_entry;
pub mod orders;
pub mod prices;
pub mod quotes;
pub mod replacements;
pub mod routes;
pub mod saved_mappings;
pub mod searches;
pub mod standing;
pub mod statement;
pub mod today;
