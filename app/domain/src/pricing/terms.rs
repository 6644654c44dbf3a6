//! Everything that decides one company's prices for a set of SKUs, as loaded: facts without a decision.
//!
//! Invariant: a `Terms` holds the lists that are open to one company and no others: its own, the contracts of the companies
//! it stands below, and what is for everybody or for its group. Dates are the seller's calendar days, half-open `[from, to)`.

use crate::ids::{CategoryId, CompanyId, ListId, SkuId};
use crate::money::{Currency, TaxMode};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// The VAT code of ordinary goods.
pub const VAT_CODE: &str = "standard";

/// Days from `from` on and before `to`; without `to`, for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// First day.
    pub from: NaiveDate,
    /// First day on which it no longer holds.
    pub to: Option<NaiveDate>,
}

impl Validity {
    /// True on the first day, false on the day it ends.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// The days both hold.
    pub fn and(&self, other: &Validity) -> Validity {
        Validity { from: self.from.max(other.from), to: earlier(self.to, other.to) }
    }
}

/// The earlier of two ends, where none means never.
pub fn earlier(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<NaiveDate> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Whom a list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListKind {
    /// 面价: everybody.
    Base,
    /// A group of customers.
    Group,
    /// 合同价: one company.
    Contract,
    /// Dated, wins only when lower.
    Promotion,
    /// 报价: offered to one company, and accepted.
    Quote,
}

impl ListKind {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            ListKind::Base => "base",
            ListKind::Group => "group",
            ListKind::Contract => "contract",
            ListKind::Promotion => "promotion",
            ListKind::Quote => "quote",
        }
    }

    /// Reads the database's word.
    pub fn parse(text: &str) -> Option<ListKind> {
        [ListKind::Base, ListKind::Group, ListKind::Contract, ListKind::Promotion, ListKind::Quote]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }

    /// Whether a list of this kind is one company's.
    pub fn is_one_companys(self) -> bool {
        matches!(self, ListKind::Contract | ListKind::Quote)
    }
}

/// The company whose contract a list is: the one that asks, or one above it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Which.
    pub company: CompanyId,
    /// 0 for the company that asks, 1 for the one it stands below, …
    pub steps_up: usize,
    /// Code and name of a company above, where the reader may know them.
    pub known_as: Option<(String, String)>,
}

/// A price list or contract that is open to the company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceList {
    /// Its id.
    pub id: ListId,
    /// Whom it is for.
    pub kind: ListKind,
    /// Its code, such as `CON-C-10001`.
    pub code: String,
    /// Its name as the seller wrote it.
    pub name: String,
    /// Counts its edits.
    pub version: i32,
    /// Currency of its prices.
    pub currency: Currency,
    /// With or without VAT.
    pub tax_mode: TaxMode,
    /// Whether a promotion may undercut it.
    pub allows_promotion: bool,
    /// The days it holds.
    pub validity: Validity,
    /// Whose it is, of a contract or quote.
    pub holder: Option<Holder>,
}

impl PriceList {
    fn steps_up(&self) -> usize {
        self.holder.as_ref().map_or(0, |holder| holder.steps_up)
    }
}

/// A price of one SKU on a list from a quantity on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceLine {
    /// The list it stands on.
    pub list: ListId,
    /// Smallest quantity, in the SKU's unit.
    pub min_qty: Decimal,
    /// Price per `basis` units, in the list's currency and tax mode.
    pub price: Decimal,
    /// How many units the price is for.
    pub basis: u32,
    /// The days it holds.
    pub validity: Validity,
}

/// What a percentage is off.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiscountTarget {
    /// A category and all below it.
    Category(CategoryId),
    /// A brand.
    Brand(String),
    /// Everything.
    All,
}

/// Percent off the base list from a quantity on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discount {
    /// The list it stands on.
    pub list: ListId,
    /// What it is off.
    pub target: DiscountTarget,
    /// Smallest quantity, in the SKU's unit.
    pub min_qty: Decimal,
    /// 15 means 15 % off.
    pub percent: Decimal,
    /// The days it holds.
    pub validity: Validity,
}

/// What the rules need to know about a SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkuFacts {
    /// 型号
    pub part_number: String,
    /// What it has in common with others.
    pub family: Arc<FamilyFacts>,
}

/// What discounts look at: the same for all SKUs of a family.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FamilyFacts {
    /// Its category first, then that one's parent, up to the root.
    pub categories: Vec<CategoryId>,
    /// Empty when it has none.
    pub brand: String,
}

/// A VAT rate and the days it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VatRate {
    /// Such as `0.13`.
    pub rate: Decimal,
    /// The days it holds.
    pub validity: Validity,
}

/// Everything that decides one company's prices for a set of SKUs.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    /// The lists open to the company, in any order.
    pub lists: Arc<[PriceList]>,
    /// Lines by SKU.
    pub lines: HashMap<SkuId, Vec<PriceLine>>,
    /// Discounts of those lists.
    pub discounts: Arc<[Discount]>,
    /// The SKUs asked for.
    pub skus: HashMap<SkuId, SkuFacts>,
    /// Rates of [`VAT_CODE`].
    pub vat: Arc<[VatRate]>,
}

impl Terms {
    /// The VAT rate of a day.
    pub fn vat_on(&self, day: NaiveDate) -> Option<Decimal> {
        self.vat.iter().find(|rate| rate.validity.holds(day)).map(|rate| rate.rate)
    }

    /// How far up stands the company whose contracts count on a day: the nearest one that has a contract in force.
    pub fn contract_steps_up(&self, day: NaiveDate) -> Option<usize> {
        let contracts = self.lists.iter().filter(|list| list.kind == ListKind::Contract);
        contracts.filter(|list| list.validity.holds(day)).map(PriceList::steps_up).min()
    }

    /// Whether another company's contract goes before this list: one nearer to the company that asks.
    pub fn is_passed_over(list: &PriceList, contract_steps_up: Option<usize>) -> bool {
        list.kind == ListKind::Contract && contract_steps_up.is_some_and(|nearest| nearest < list.steps_up())
    }
}
