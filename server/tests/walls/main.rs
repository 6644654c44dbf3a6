//! The walls, seen from outside: the real router behind its real edge, on a real PostgreSQL under the roles of the process.
//!
//! `table` names every page, paper and server function and who may reach it; it is compared with what the router
//! registers, so that nothing new stands outside. Needs `TEST_DATABASE_URL` (scripts/with-postgres).
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod crowd;
mod customers;
#[path = "../../../app/domain/tests/support/db.rs"]
mod db;
mod doubles;
mod files;
mod hostile;
mod imports;
mod isolation;
mod price_files;
mod readiness;
mod rest;
mod results;
mod roles;
mod sameness;
mod sessions;
mod table;
mod uploads;
mod values;
mod world;

use server::boot::MIGRATIONS;
