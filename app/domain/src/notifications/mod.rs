//! What people are told outside the screens: one variant per message, facts only.
//!
//! Owns the schema `notifications`. Knows no sentence, no address and no mail server: the worker looks the facts up by id and
//! words them. A message is written by the transaction it is about, so the fact and the mail about it cannot part.

#[cfg(feature = "ssr")]
pub mod dead;
#[cfg(feature = "ssr")]
pub mod facts;
#[cfg(feature = "ssr")]
pub mod outbox;

use crate::accounts::CompanyBrief;
use crate::ids::{
    DisputeId, InvitationId, InvoiceId, ListId, MessageId, OrderId, ResetId, SearchAnswerId, ShipmentId,
    StatementId,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A message, as stored. Variants are added and never renamed: old rows must stay readable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// To the buyer: the order stands.
    OrderPlaced {
        /// The order.
        order_id: OrderId,
    },
    /// To the buyer: goods are on their way.
    Shipped {
        /// The shipment.
        shipment_id: ShipmentId,
    },
    /// To whom a seat was offered: the link to take it.
    Invited {
        /// The offer.
        invitation_id: InvitationId,
    },
    /// To whoever has the address, if anybody has: the link to a new password.
    PasswordForgotten {
        /// The wish.
        reset_id: ResetId,
    },
    /// To the customer's finance: a statement waits for an answer.
    StatementIssued {
        /// The statement.
        statement_id: StatementId,
    },
    /// To the house's finance: a line was disputed.
    DisputeRaised {
        /// The dispute.
        dispute_id: DisputeId,
    },
    /// To the customer's finance: his dispute was answered.
    DisputeResolved {
        /// The dispute.
        dispute_id: DisputeId,
    },
    /// To the customer's finance: an invoice is ready.
    InvoiceIssued {
        /// The invoice.
        invoice_id: InvoiceId,
    },
    /// To those of the customer who order: prices were offered.
    QuoteOffered {
        /// The quote.
        quote_id: ListId,
    },
    /// To everybody who looked for something in vain: it is there now.
    SearchAnswered {
        /// The answer.
        answer_id: SearchAnswerId,
    },
}

/// A message that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// Its id.
    pub id: MessageId,
    /// What it was to say; none when nobody can read it any more.
    pub message: Option<Message>,
    /// The customer it concerns.
    pub company: Option<CompanyBrief>,
    /// When it was written.
    pub written_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: u32,
    /// What the last try met: no address and no content.
    pub cause: String,
}

/// What was given up: how much, and the latest of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetters {
    /// All of them.
    pub total: u32,
    /// The latest, newest first.
    pub latest: Vec<DeadLetter>,
}

/// Seconds to wait before try `attempts + 1`: 10 s × 3ⁿ, at most an hour. Source: reliability §4.
pub fn backoff_seconds(attempts: i32) -> i64 {
    let tries = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(6);
    (10 * 3_i64.pow(tries)).min(3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_threefold_up_to_an_hour() {
        let waits: Vec<i64> = (0..9).map(backoff_seconds).collect();
        assert_eq!(waits, [10, 10, 30, 90, 270, 810, 2430, 3600, 3600]);
    }
}
