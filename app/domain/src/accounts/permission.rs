//! The permission table: one place, one `match`, compared with a committed matrix by a test.

use crate::ids::PersonId;
use serde::{Deserialize, Serialize};

/// A member's seat in a company.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// The boss: everything the company may do.
    Owner,
    /// Orders.
    Buyer,
    /// Statements and invoices.
    Finance,
    /// Looks only.
    Viewer,
}

impl MemberRole {
    /// All of them, in the order forms offer them.
    pub const ALL: [MemberRole; 4] =
        [MemberRole::Owner, MemberRole::Buyer, MemberRole::Finance, MemberRole::Viewer];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            MemberRole::Owner => "owner",
            MemberRole::Buyer => "buyer",
            MemberRole::Finance => "finance",
            MemberRole::Viewer => "viewer",
        }
    }

    /// Reads the database's word.
    pub fn parse(text: &str) -> Option<MemberRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether a member in this seat may do it.
    pub fn may(self, permission: Permission) -> bool {
        member_may(self, permission)
    }
}

/// What a member of staff is there for. One person may have several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Enters orders for customers.
    CustomerService,
    /// Owns customers and their prices.
    Sales,
    /// Ships.
    Warehouse,
    /// Receipts, statements, invoices.
    Finance,
    /// Everything.
    Admin,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Not signed in: may look at the catalogue, sees no prices.
    Visitor,
    /// A member of the company in force.
    Buyer {
        /// Who.
        person: PersonId,
        /// His seat in the company in force.
        role: MemberRole,
    },
    /// One of the distributor's people, under his own name.
    Staff {
        /// Who.
        person: PersonId,
        /// What he is there for; never empty.
        roles: Vec<StaffRole>,
    },
    /// The house itself: jobs.
    System,
}

/// One thing somebody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Permission {
    /// See own prices.
    SeePrices,
    /// Fill a cart and place orders.
    PlaceOrders,
    /// See the company's orders and parcels.
    SeeOrders,
    /// See balance, statements, invoices.
    SeeMoney,
    /// Confirm or dispute statements.
    ConfirmStatements,
    /// The desk: see queue, companies, orders of everybody.
    UseDesk,
    /// Create companies and place orders for them.
    EnterOrders,
    /// Ship and add tracking.
    Ship,
    /// Record receipts, issue statements and invoices, set terms.
    KeepAccounts,
    /// See the whole price trace with cost and floor.
    SeePriceTrace,
    /// Draft changes of prices.
    EditPrices,
    /// Publish changes of prices and take them back.
    PublishPrices,
    /// Let a price go below the floor, and set the floors.
    ApproveFloors,
    /// Change and import the catalogue.
    EditCatalogue,
    /// See a company's people, offer seats and take the offer back.
    InvitePeople,
    /// Keep cross references and replacements, and close failed searches with them.
    AnswerSearches,
}

impl Permission {
    /// All of them, in the order of the matrix.
    pub const ALL: [Permission; 16] = [
        Permission::SeePrices,
        Permission::PlaceOrders,
        Permission::SeeOrders,
        Permission::SeeMoney,
        Permission::ConfirmStatements,
        Permission::UseDesk,
        Permission::EnterOrders,
        Permission::Ship,
        Permission::KeepAccounts,
        Permission::SeePriceTrace,
        Permission::EditPrices,
        Permission::PublishPrices,
        Permission::ApproveFloors,
        Permission::EditCatalogue,
        Permission::InvitePeople,
        Permission::AnswerSearches,
    ];
}

impl Actor {
    /// The human being behind it.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Actor::Buyer { person, .. } | Actor::Staff { person, .. } => Some(*person),
            Actor::Visitor | Actor::System => None,
        }
    }

    /// The table.
    pub fn may(&self, permission: Permission) -> bool {
        match self {
            Actor::Visitor => false,
            Actor::System => false,
            Actor::Buyer { role, .. } => role.may(permission),
            Actor::Staff { roles, .. } => roles.iter().any(|role| staff_may(*role, permission)),
        }
    }
}

fn member_may(role: MemberRole, permission: Permission) -> bool {
    use Permission::*;
    match role {
        MemberRole::Owner => {
            matches!(
                permission,
                SeePrices | PlaceOrders | SeeOrders | SeeMoney | ConfirmStatements | InvitePeople
            )
        }
        MemberRole::Buyer => matches!(permission, SeePrices | PlaceOrders | SeeOrders),
        MemberRole::Finance => matches!(permission, SeePrices | SeeOrders | SeeMoney | ConfirmStatements),
        MemberRole::Viewer => matches!(permission, SeeOrders),
    }
}

fn staff_may(role: StaffRole, permission: Permission) -> bool {
    use Permission::*;
    match role {
        StaffRole::Admin => !matches!(permission, ConfirmStatements),
        StaffRole::CustomerService => {
            matches!(
                permission,
                UseDesk
                    | EnterOrders
                    | PlaceOrders
                    | SeePrices
                    | SeeOrders
                    | SeePriceTrace
                    | InvitePeople
                    | AnswerSearches
            )
        }
        StaffRole::Sales => matches!(
            permission,
            UseDesk
                | EnterOrders
                | PlaceOrders
                | SeePrices
                | SeeOrders
                | SeeMoney
                | SeePriceTrace
                | EditPrices
                | PublishPrices
                | InvitePeople
                | AnswerSearches
        ),
        StaffRole::Warehouse => matches!(permission, UseDesk | SeeOrders | Ship),
        StaffRole::Finance => matches!(permission, UseDesk | SeeOrders | SeeMoney | SeePrices | KeepAccounts),
    }
}
