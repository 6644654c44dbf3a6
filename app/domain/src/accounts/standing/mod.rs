//! Where a customer stands: of which kind he is, in which price group, below which company. All of it decides his prices, so
//! it is changed by those who may change prices, with a reason, and read again on the customer's page.
//!
//! A subsidiary inherits the contracts of the nearest company above it that has one in force; the way up is kept by the
//! database, which refuses circles and more than eight levels.

#[cfg(feature = "ssr")]
pub mod groups;
#[cfg(feature = "ssr")]
pub mod put;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub(super) mod store;

use super::CompanyBrief;
use crate::ids::PriceGroupId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The kinds a customer can be of: code, as the database has it.
pub const COMPANY_KINDS: [&str; 4] = ["end_user", "machine_builder", "hardware_store", "dealer"];

/// Longest reason.
pub const REASON_MAX: u32 = 300;

/// A group of customers who share lists and discounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// Its id.
    pub id: PriceGroupId,
    /// Its code.
    pub code: String,
    /// 中文 name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// How many customers are in it.
    pub companies: u64,
    /// How many price lists and promotions are for it.
    pub lists: u64,
    /// Kinds whose new customers are put into it.
    pub kinds: Vec<String>,
}

/// A customer's standing, for the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingView {
    /// Who.
    pub brief: CompanyBrief,
    /// dealer, hardware_store, machine_builder or end_user.
    pub kind: String,
    /// His price group.
    pub group: Option<PriceGroupId>,
    /// The companies above him, the nearest first.
    pub above: Vec<CompanyBrief>,
    /// The companies directly below him.
    pub below: Vec<CompanyBrief>,
    /// Of those above, whose contract he has today; none when he has his own or nobody has one.
    pub inherits_from: Option<CompanyBrief>,
    /// Every group there is.
    pub groups: Vec<GroupChoice>,
    /// What was changed, newest first.
    pub changes: Vec<StandingChange>,
}

/// A group as a form offers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupChoice {
    /// Its id.
    pub id: PriceGroupId,
    /// Its code.
    pub code: String,
    /// 中文 name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
}

/// One change of a customer's standing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingChange {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub who: String,
    /// Before.
    pub before: StandingNames,
    /// After.
    pub after: StandingNames,
    /// Why.
    pub reason: String,
}

/// A standing in codes, as the audit trail keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingNames {
    /// Kind of customer.
    pub kind: Option<String>,
    /// Code of the price group.
    pub group: Option<String>,
    /// Code of the company above.
    pub parent: Option<String>,
}

/// A group to be made or renamed, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewGroup {
    /// Its code, unlike all others; not asked for when it is renamed.
    #[serde(default)]
    pub code: String,
    /// 中文 name.
    #[serde(default)]
    pub name_zh: String,
    /// English name.
    #[serde(default)]
    pub name_en: String,
}
