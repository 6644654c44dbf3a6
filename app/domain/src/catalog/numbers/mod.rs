//! Numbers people know beside ours: a customer's own, another maker's, the one a part had before; and what there is instead.
//!
//! Invariants: one own number means one part per company, and no company finds another's; what a number was understood as
//! is always said; where several parts may be meant, nobody is given the first one silently.

pub mod rows;

#[cfg(feature = "ssr")]
mod alternatives;
#[cfg(feature = "ssr")]
pub mod cross;
#[cfg(feature = "ssr")]
pub mod lookup;
#[cfg(feature = "ssr")]
mod material;
#[cfg(feature = "ssr")]
pub mod own;
#[cfg(feature = "ssr")]
pub mod part;
#[cfg(feature = "ssr")]
pub mod replacement;

use super::view::SkuBrief;
use crate::ids::{CrossReferenceId, OwnNumberId, SkuId};
use crate::lang::Lang;
use crate::rejection::FieldProblem;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Longest number, brand name.
pub const MAX_NUMBER: usize = 60;
/// Rows of a list on one page.
pub const PAGE_SIZE: u32 = 50;
/// What may differ between parts that are alike; `catalog.alike` leaves out the same.
#[cfg(feature = "ssr")]
pub(super) const ALIKE: [&str; 5] = ["material", "finish", "coating", "surface", "colour"];
/// Rows taken from one file or pasted text.
pub const MAX_ROWS: usize = 5_000;

/// How good a part is in the place of another maker's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// 完全替代: the same in fit, form and function.
    DropIn,
    /// 功能替代: does the same work, may need a look at the fit.
    Functional,
    /// 升级替代: does more.
    Upgrade,
}

impl Grade {
    /// All of them, best fit first.
    pub const ALL: [Grade; 3] = [Grade::DropIn, Grade::Functional, Grade::Upgrade];

    /// The word in the database and in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Grade::DropIn => "drop_in",
            Grade::Functional => "functional",
            Grade::Upgrade => "upgrade",
        }
    }

    /// Reads the word, also as people write it into sheets.
    pub fn parse(text: &str) -> Option<Grade> {
        let text = text.trim().to_lowercase().replace([' ', '-'], "_");
        match text.as_str() {
            "drop_in" | "dropin" | "完全替代" | "直接替代" => Some(Grade::DropIn),
            "functional" | "功能替代" => Some(Grade::Functional),
            "upgrade" | "升级替代" => Some(Grade::Upgrade),
            _ => None,
        }
    }
}

/// Why a number found a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NumberWhy {
    /// It is the company's own number for it.
    Own {
        /// As the company writes it.
        number: String,
    },
    /// It is another maker's number.
    Cross {
        /// Whose.
        brand: String,
        /// As he writes it.
        number: String,
        /// How good ours is in its place.
        grade: Grade,
    },
    /// It is the number of a part this one takes the place of.
    Replaced {
        /// The part number there was.
        number: String,
        /// Since when.
        from_on: NaiveDate,
    },
}

/// A part found by a number that is not its part number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberHit {
    /// The part.
    pub sku: SkuBrief,
    /// Units in a pack.
    pub pack_size: Decimal,
    /// Why.
    pub why: NumberWhy,
    /// The discontinued part the number stood for; the one found takes its place.
    pub instead_of: Option<String>,
}

impl NumberHit {
    /// The company's own word for exactly this part: needs no question.
    pub fn is_certain(&self) -> bool {
        matches!(self.why, NumberWhy::Own { .. }) && self.instead_of.is_none()
    }
}

/// An own number in the company's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnNumber {
    /// Its id.
    pub id: OwnNumberId,
    /// As the company writes it.
    pub number: String,
    /// The part it means.
    pub sku_id: SkuId,
    /// Its part number.
    pub part_number: String,
    /// Its name, 中文
    pub name_zh: String,
    /// Its name, English
    pub name_en: String,
    /// A remark.
    pub note: String,
    /// The one on papers.
    pub printed: bool,
    /// The part is no longer made.
    pub discontinued: bool,
}

impl OwnNumber {
    /// The part's name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberPage<T> {
    /// All that fit.
    pub total: u32,
    /// From 1, never beyond `pages`.
    pub page: u32,
    /// At least 1.
    pub pages: u32,
    /// This page's.
    pub rows: Vec<T>,
}

/// An own number as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewOwnNumber {
    /// The company's number.
    pub number: String,
    /// Our part number.
    pub part_number: String,
    /// A remark.
    pub note: String,
    /// Whether papers show it.
    pub printed: bool,
}

/// A cross reference in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossReference {
    /// Its id.
    pub id: CrossReferenceId,
    /// Maker or competitor.
    pub brand: String,
    /// His number.
    pub number: String,
    /// What of ours does its work.
    pub part_number: String,
    /// Its name, 中文
    pub name_zh: String,
    /// Its name, English
    pub name_en: String,
    /// How good it is in its place.
    pub grade: Grade,
    /// Who says so.
    pub source: String,
    /// When he said so.
    pub noted_on: NaiveDate,
}

/// A cross reference as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewCrossReference {
    /// Maker or competitor.
    pub brand: String,
    /// His number.
    pub number: String,
    /// Our part number.
    pub part_number: String,
    /// The grade's word.
    pub grade: String,
    /// Who says so.
    pub source: String,
    /// When, `2026-11-30`; today when empty.
    pub noted_on: String,
}

/// A part that is or will be replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// The part that goes.
    pub sku_id: SkuId,
    /// Its part number.
    pub part_number: String,
    /// The part that comes.
    pub replaced_by: String,
    /// From this day on.
    pub from_on: NaiveDate,
    /// A remark.
    pub note: String,
    /// The part that goes is discontinued already.
    pub discontinued: bool,
}

/// A replacement as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewReplacement {
    /// Part number of the part that goes.
    pub part_number: String,
    /// Part number of the part that comes.
    pub replaced_by: String,
    /// `2026-11-30`; today when empty.
    pub from_on: String,
    /// A remark.
    pub note: String,
}

/// What became of a file or pasted list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenRows {
    /// New.
    pub added: u32,
    /// Changed.
    pub changed: u32,
    /// As they were.
    pub unchanged: u32,
    /// The rows that were not taken, as cells, with what is wrong.
    pub refused: Vec<(Vec<String>, FieldProblem)>,
}

/// How an alternative differs: a parameter's names, its value here and there, in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The parameter, 中文
    pub name_zh: String,
    /// The parameter, English
    pub name_en: String,
    /// The wanted part's value, 中文; empty when it has none.
    pub wanted_zh: String,
    /// The wanted part's value, English
    pub wanted_en: String,
    /// The alternative's value, 中文; empty when it has none.
    pub has_zh: String,
    /// The alternative's value, English
    pub has_en: String,
}

/// A part on hand that may do instead of one that is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// The part.
    pub sku_id: SkuId,
    /// Its part number.
    pub part_number: String,
    /// On hand and not reserved.
    pub available: Decimal,
    /// Unit it is counted in.
    pub unit: String,
    /// Its smallest order.
    pub smallest: Decimal,
    /// For the same family: material or finish. Empty for a cross reference.
    pub differs: Vec<Difference>,
    /// For a cross reference: how good it is in the place of the same other number.
    pub grade: Option<Grade>,
    /// For the same family: of another class of material, such as carbon steel instead of stainless.
    pub other_material: bool,
}

/// Everything a part's page says beside its parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartNumbers {
    /// The company's own numbers for it, the printed one first.
    pub own: Vec<OwnNumber>,
    /// What of other makers it does the work of.
    pub stands_for: Vec<CrossReference>,
    /// No longer made.
    pub discontinued: bool,
    /// What takes its place, and from when.
    pub replaced_by: Option<(SkuBrief, NaiveDate)>,
    /// Part numbers it takes the place of.
    pub replaces: Vec<String>,
    /// In stock while it is not.
    pub alternatives: Vec<Alternative>,
}
