//! What every test of the domain stands on: a database of its own.
#![allow(unused_imports, reason = "every test binary uses its own part")]

mod db;

pub use db::{TestDb, noon};

pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");
