//! 调价单: changes of prices as documents. Drafted, looked at, published whole at one moment, taken back whole.
//!
//! A document carries what is wanted; [`write`] turns it into steps when it is published. It may touch many lists at once.
//! Staff only: none of these types reaches a buyer.

use crate::ids::{ChangeId, ListId};
use crate::pricing::terms::ListKind;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub mod file;
pub mod views;

#[cfg(feature = "ssr")]
pub mod bulk;
#[cfg(feature = "ssr")]
pub mod columns;
#[cfg(feature = "ssr")]
pub mod draft;
#[cfg(feature = "ssr")]
pub mod exceptions;
#[cfg(feature = "ssr")]
pub mod files;
#[cfg(feature = "ssr")]
pub mod floors;
#[cfg(feature = "ssr")]
pub mod heads;
#[cfg(feature = "ssr")]
mod lowered;
#[cfg(feature = "ssr")]
mod percents;
#[cfg(feature = "ssr")]
pub mod read;
#[cfg(feature = "ssr")]
pub mod rows;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
mod seats;
#[cfg(feature = "ssr")]
pub mod simulate;
#[cfg(feature = "ssr")]
pub mod way;
#[cfg(feature = "ssr")]
pub mod write;

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// Being written.
    Draft,
    /// Waiting for somebody to publish it or send it back.
    Review,
    /// In force from its days on.
    Published,
    /// Was published and is undone.
    RolledBack,
    /// Given up before it was published.
    Discarded,
}

impl ChangeState {
    /// All of them, in the order of a document's life.
    pub const ALL: [ChangeState; 5] = [
        ChangeState::Draft,
        ChangeState::Review,
        ChangeState::Published,
        ChangeState::RolledBack,
        ChangeState::Discarded,
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeState::Draft => "draft",
            ChangeState::Review => "review",
            ChangeState::Published => "published",
            ChangeState::RolledBack => "rolled_back",
            ChangeState::Discarded => "discarded",
        }
    }

    /// Reads the database's word.
    pub fn parse(text: &str) -> Option<ChangeState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hand {
    /// His name.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A document among others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// `PC-26-…`
    pub number: String,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub state: ChangeState,
    /// The day it is for.
    pub starts_on: NaiveDate,
    /// Who began it.
    pub created: Hand,
    /// Who published it.
    pub published: Option<Hand>,
}

/// A document's head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// What a list of documents shows of it.
    pub row: ChangeRow,
    /// Why.
    pub reason: String,
    /// Counts its edits: who publishes, publishes what he saw.
    pub revision: i32,
    /// Who sent it for review.
    pub submitted: Option<Hand>,
    /// Who took it back.
    pub taken_back: Option<Hand>,
    /// Why it was taken back.
    pub taken_back_reason: String,
    /// Why it may go below the floor.
    pub floor_reason: String,
    /// How many of its prices do, as it was published.
    pub below_floor: u64,
    /// Rows of a file that were not taken.
    pub refused: u64,
    /// Lists it makes or changes.
    pub lists: Vec<TouchedList>,
    /// What it changes of the heads of lists.
    pub heads: Vec<HeadChange>,
    /// Percentages it sets.
    pub discounts: Vec<DraftDiscount>,
    /// What its lines come to.
    pub counts: Counts,
    /// What it lowers below the floor without naming it.
    pub lowered: Option<LoweredBelow>,
    /// It says what its percentages and ends take below the floor and what it lowers; else that is too much for a page.
    pub is_foretold: bool,
    /// The reader wrote on it, and the house wants another pair of eyes.
    pub needs_other_eyes: bool,
}

/// Parts that something in an open document takes below their floor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartsBelow {
    /// How many.
    pub parts: u64,
    /// 型号 of one of them.
    pub first: String,
}

/// Parts that an open document lowers below their floor, by percentages and prices of other documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoweredBelow {
    /// How many, and one of them.
    pub below: PartsBelow,
    /// Code of the list that then prices that one for somebody.
    pub list: String,
}

/// What the lines of a document do to the prices of their first day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All of them.
    pub lines: i64,
    /// Prices where there was none.
    pub new: i64,
    /// Other prices than now.
    pub changed: i64,
    /// The same price as now.
    pub same: i64,
    /// Prices taken away.
    pub ended: i64,
}

/// A list a document touches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchedList {
    /// Its id.
    pub id: ListId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whom it is for.
    pub kind: ListKind,
    /// The customer or group it is for, by name.
    pub whose: String,
    /// The document makes it.
    pub is_new: bool,
    /// How many lines of the document are on it.
    pub lines: i64,
}

/// What becomes of the head of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadChange {
    /// Code of the list.
    pub list: String,
    /// The new name; without one it stays.
    pub name: Option<String>,
    /// Whether the end becomes another; else it stays.
    pub changes_end: bool,
    /// The new end: first day on which it no longer holds, none for open-ended.
    pub end: Option<NaiveDate>,
    /// The name there is.
    pub name_before: String,
    /// The end there is.
    pub end_before: Option<NaiveDate>,
    /// Whether promotions may undercut it from now on, where that becomes another.
    pub promotions: Option<bool>,
    /// What is below the floor holds longer by it: prices and percentages.
    pub below: Option<PartsBelow>,
}

/// What a line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// There was no price.
    New,
    /// Another price than before.
    Changed,
    /// The same price.
    Same,
    /// Takes the price away.
    Ended,
}

impl Effect {
    /// All of them, in the order they are offered as filters.
    pub const ALL: [Effect; 4] = [Effect::Changed, Effect::New, Effect::Ended, Effect::Same];

    /// The word in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Effect::New => "new",
            Effect::Changed => "changed",
            Effect::Same => "same",
            Effect::Ended => "ended",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Effect> {
        Self::ALL.into_iter().find(|effect| effect.as_str() == text)
    }
}

/// A line of a document beside what holds on its first day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLine {
    /// Code of its list.
    pub list: String,
    /// 型号
    pub part_number: String,
    /// From this quantity on.
    pub min_qty: Decimal,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
    /// The price wanted; none takes it away.
    pub price: Option<Decimal>,
    /// How many units it is for.
    pub basis: u32,
    /// The price there is, for the same basis.
    pub now: Option<Decimal>,
    /// What it does.
    pub effect: Effect,
    /// Margin in percent of the new price, both with VAT.
    pub margin: Option<Decimal>,
    /// The new price is below the floor.
    pub below_floor: bool,
}

/// A percentage of a document beside what holds on its first day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftDiscount {
    /// Code of its list.
    pub list: String,
    /// Code of the category it is off.
    pub category: Option<String>,
    /// The brand it is off; neither category nor brand means everything.
    pub brand: Option<String>,
    /// From this quantity on.
    pub min_qty: Decimal,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
    /// None takes it away.
    pub percent: Option<Decimal>,
    /// What there is.
    pub now: Option<Decimal>,
    /// What it takes below the floor.
    pub below: Option<PartsBelow>,
}

impl Change {
    /// Prices its percentages, the ends of lists and what it lowers will take below the floor, while it is open; its lines
    /// are shown each.
    pub fn foretold_below(&self) -> u64 {
        let percents = self.discounts.iter().filter_map(|discount| discount.below.as_ref());
        let ends = self.heads.iter().filter_map(|head| head.below.as_ref());
        let lowered = self.lowered.iter().map(|lowered| &lowered.below);
        percents.chain(ends).chain(lowered).map(|below| below.parts).sum()
    }

    /// True while it can be written on.
    pub fn is_draft(&self) -> bool {
        self.row.state == ChangeState::Draft
    }
}
