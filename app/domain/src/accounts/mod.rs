//! People, companies, memberships, staff and sessions: who is asking, and what he may do.
//!
//! Invariants: only hashes of passwords and session tokens are stored; a session acts for a company only while its person
//! is a member of it (a foreign key sees to that); unknown, wrong and disabled accounts get one answer in one time.

#[cfg(feature = "ssr")]
pub mod bootstrap;
#[cfg(feature = "ssr")]
pub mod echo;
#[cfg(feature = "ssr")]
pub mod invitations;
#[cfg(feature = "ssr")]
pub mod password;
pub mod permission;
#[cfg(feature = "ssr")]
mod secret;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod sessions;
pub mod standing;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod tries;
pub mod uscc;
#[cfg(feature = "ssr")]
pub mod welcome;

use crate::ids::{AddressId, CompanyId, InvitationId, PersonId};
use chrono::NaiveDate;
use permission::{MemberRole, StaffRole};
use serde::{Deserialize, Serialize};

/// A company as it stands in a switcher or a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyBrief {
    /// Its id.
    pub id: CompanyId,
    /// Customer number such as `C-10001`.
    pub code: String,
    /// Legal name.
    pub name: String,
}

/// Who is signed in, as every page needs it. Never cached, never shared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionView {
    /// Who.
    pub person: PersonId,
    /// His name.
    pub name: String,
    /// What he signed in as.
    pub seat: Seat,
    /// Lines in a member's open cart, for the badge on every page.
    pub cart_lines: u32,
}

/// What a session acts as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seat {
    /// A member of a company.
    Buyer {
        /// The company in force.
        company: CompanyBrief,
        /// His seat in it.
        role: MemberRole,
        /// The other companies he may switch to.
        others: Vec<CompanyBrief>,
    },
    /// One of the distributor's people.
    Staff {
        /// What he is there for.
        roles: Vec<StaffRole>,
    },
}

/// A delivery address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressView {
    /// Its id.
    pub id: AddressId,
    /// Who takes the goods in.
    pub recipient: String,
    /// Phone for the carrier.
    pub phone: String,
    /// Province, city, district.
    pub region: String,
    /// Street and number.
    pub street: String,
    /// Chosen unless another is.
    pub is_default: bool,
}

/// A company as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyView {
    /// Id, number, name.
    pub brief: CompanyBrief,
    /// 统一社会信用代码, when known.
    pub uscc: Option<String>,
    /// dealer, hardware_store, machine_builder or end_user.
    pub kind: String,
    /// pending, approved, refused or suspended.
    pub status: String,
    /// Name of its price group, both languages.
    pub price_group: Option<(String, String)>,
    /// Phone.
    pub phone: Option<String>,
    /// Delivery addresses, default first.
    pub addresses: Vec<AddressView>,
}

/// What a clerk types to create a company for a customer on the phone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewCompany {
    /// Legal name.
    pub name: String,
    /// 统一社会信用代码; may be empty.
    pub uscc: String,
    /// The clerk looked at the licence: the code stays though its check character does not fit.
    pub keep_uscc: bool,
    /// dealer, hardware_store, machine_builder or end_user.
    pub kind: String,
    /// First address: recipient.
    pub recipient: String,
    /// First address: phone.
    pub phone: String,
    /// First address: province, city, district.
    pub region: String,
    /// First address: street.
    pub street: String,
    /// The price group, by id; empty for the one of his kind.
    pub group: String,
}

/// The people of a company, and those on their way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleView {
    /// Whose people.
    pub company: CompanyId,
    /// Name and seat, by name.
    pub members: Vec<(String, MemberRole)>,
    /// Offers not taken yet, newest first.
    pub invitations: Vec<InvitationView>,
}

/// A seat on offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// Its id.
    pub id: InvitationId,
    /// Where the letter went.
    pub email: String,
    /// Who is asked.
    pub name: String,
    /// The seat.
    pub role: MemberRole,
    /// The seller's day on which the link stops working.
    pub expires_on: NaiveDate,
    /// It has stopped.
    pub expired: bool,
}

/// A seat to offer, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// Where the letter goes.
    pub email: String,
    /// Who is asked.
    pub name: String,
    /// The seat.
    pub role: String,
    /// zh or en: of the letter, and of his screens.
    pub language: String,
}

/// What a letter's link is good for. Shown to whoever holds it: the mailbox's owner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WelcomeView {
    /// Whom the letter went to.
    pub email: String,
    /// The company's name and the seat, when one is offered.
    pub seat: Option<(String, MemberRole)>,
    /// He signs in already: his password is asked for, not a new one.
    pub known: bool,
    /// Shortest new password.
    pub at_least: u32,
}
