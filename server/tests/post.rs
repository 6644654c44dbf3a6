//! From a message in the outbox to letters: who gets one, in which language, where it leads; and that one person's dead
//! or busy mail server is nobody else's matter. Needs `TEST_DATABASE_URL` (scripts/with-postgres).
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../../app/domain/tests/support/db.rs"]
mod db;
#[path = "../../app/domain/tests/support/orders_fixture.rs"]
mod fixture;
#[path = "post/mailbox.rs"]
mod mailbox;
#[path = "post/money.rs"]
mod money;
#[path = "post/people.rs"]
mod people;
#[path = "post/quotes.rs"]
mod quotes;
#[path = "post/searches.rs"]
mod searches;
mod support {
    pub use super::db::{TestDb, noon};
}

use server::boot::MIGRATIONS;
