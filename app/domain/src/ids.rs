//! Typed identifiers. UUIDv7 from the server only; a browser can carry one but never make one.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new identifier, ordered by time.
            #[cfg(feature = "ssr")]
            #[allow(clippy::new_without_default)]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )+};
}

id! {
    /// A customer.
    CompanyId,
    /// A human being, member of companies or staff.
    PersonId,
    /// A delivery address of a company.
    AddressId,
    /// A group of customers that shares a price list.
    PriceGroupId,
    /// A node of the catalogue tree.
    CategoryId,
    /// A parameter of the catalogue.
    ParameterId,
    /// A product page.
    FamilyId,
    /// The orderable item.
    SkuId,
    /// A document that changes prices.
    ChangeId,
    /// A file brought into the catalogue.
    ImportId,
    /// A file of prices that waits for its columns to be told.
    PriceFileId,
    /// A file of customers.
    CustomerImportId,
    /// A paper, picture or drawing of the catalogue.
    DocumentId,
    /// One version of it.
    FileId,
    /// A price list or contract.
    ListId,
    /// A cart.
    CartId,
    /// An order.
    OrderId,
    /// A line of an order.
    OrderLineId,
    /// A shipment.
    ShipmentId,
    /// A line of a shipment.
    ShipmentLineId,
    /// A ledger transaction.
    TransactionId,
    /// A receipt of money.
    ReceiptId,
    /// A statement of account.
    StatementId,
    /// A disputed line of a statement.
    DisputeId,
    /// An invoice.
    InvoiceId,
    /// A seat offered to somebody.
    InvitationId,
    /// Somebody asked for a new password.
    ResetId,
    /// A customer's own number for a part.
    OwnNumberId,
    /// Another maker's number and the part of ours that does its work.
    CrossReferenceId,
    /// How the desk closed a failed search.
    SearchAnswerId,
    /// A message in the outbox.
    MessageId,
    /// The key that makes a write happen exactly once; carried by the form.
    AttemptKey,
}
