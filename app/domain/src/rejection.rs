//! Why the house says no, as facts. Sentences are `app::i18n`'s work; no floor, cost or other company's data is ever here.

use crate::quantity::RoundingOffer;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An expected refusal. Safe to show to the person who asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rejection {
    /// No session, or it has ended.
    SignedOut,
    /// Signed in, but this role may not do it.
    Forbidden,
    /// Does not exist, or belongs to another company: the same answer.
    NotFound,
    /// The page was drawn for another company than the one acted for now.
    DrawnForOther,
    /// Somebody changed it meanwhile; show the present state.
    Stale,
    /// What was typed cannot be taken; everything else typed is kept.
    Fields(Vec<FieldProblem>),
    /// Too many tries; seconds to wait.
    TooMany {
        /// Seconds until the next try.
        retry_after_seconds: u32,
    },
    /// E-mail and password do not fit, whichever it is.
    WrongCredentials,
    /// The letter's link was used, withdrawn or is too old.
    LinkDead,
    /// The cart is empty.
    EmptyCart,
    /// Prices moved since the page was drawn.
    PriceChanged(Vec<PriceChange>),
    /// Not enough stock for lines that must ship from stock.
    Short(Vec<Shortage>),
    /// Account trade was never granted.
    AccountTradeOff,
    /// The account is on hold; the reason is the one told to the customer.
    OnHold {
        /// Who can lift it is finance; why it was set.
        reason: String,
    },
    /// Over the credit limit by this much.
    OverCredit {
        /// How much is missing, in the account's currency.
        missing: Decimal,
    },
    /// A prepaid order ships when this much more has arrived.
    PrepaymentMissing {
        /// How much is missing, in the account's currency.
        missing: Decimal,
    },
    /// The statement has disputed lines that are not settled yet.
    DisputesOpen {
        /// How many.
        count: u32,
    },
    /// The form's key was used for something else; the order it made.
    KeyReused {
        /// Number of the order made with the key.
        order_number: String,
    },
    /// The quote was answered or withdrawn, or its last day has passed.
    QuoteClosed,
    /// More was to be shipped, applied or invoiced than is open.
    MoreThanOpen {
        /// What is still open.
        open: Decimal,
    },
    /// Already done: invoiced, confirmed, recorded.
    AlreadyDone {
        /// The document that did it.
        document: String,
    },
    /// More rows were found than one file takes; none are written.
    TooLarge {
        /// How many were found.
        rows: u32,
        /// The most one file takes.
        limit: u32,
    },
    /// The line can only be sold after a price was agreed.
    NoPrice {
        /// The part without a price.
        part_number: String,
    },
    /// The price is below what this role may grant; says no more.
    NeedsApproval {
        /// The part concerned.
        part_number: String,
    },
}

/// One field that cannot be taken, with its remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field's name in the form.
    pub field: String,
    /// 1-based row in a pasted text or file.
    pub row: Option<u32>,
    /// The row's part number, where that tells a person more than the row's place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// What the person's own file calls the field: the heading of its column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<Box<str>>,
    /// What is wrong.
    pub problem: Problem,
}

impl FieldProblem {
    /// A problem of a single field.
    pub fn new(field: &str, problem: Problem) -> Self {
        Self { field: field.to_owned(), row: None, part: None, heading: None, problem }
    }

    /// A problem in a row of a text or file.
    pub fn in_row(field: &str, row: u32, problem: Problem) -> Self {
        Self { field: field.to_owned(), row: Some(row), part: None, heading: None, problem }
    }

    /// The same problem under the heading of a file's column; what a heading was said already stays.
    pub fn under(mut self, heading: Option<&str>) -> Self {
        let said = heading.map(str::trim).filter(|heading| !heading.is_empty());
        self.heading = self.heading.or(said.map(Into::into));
        self
    }

    /// The field as the file's heading has it, else its plain name.
    pub fn called(&self) -> &str {
        self.heading.as_deref().unwrap_or(&self.field)
    }
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// Nothing was typed.
    Missing,
    /// Not a number.
    NotANumber {
        /// What was typed.
        typed: String,
    },
    /// Not a calendar date.
    NotADate {
        /// What was typed.
        typed: String,
    },
    /// Longer than allowed, in characters.
    TooLong {
        /// Longest allowed.
        max: u32,
    },
    /// Shorter than allowed, in characters.
    TooShort {
        /// Shortest allowed.
        min: u32,
    },
    /// Outside what is allowed.
    OutOfRange {
        /// What was typed.
        typed: String,
    },
    /// No such part.
    UnknownPart {
        /// What was typed.
        typed: String,
    },
    /// Below minimum or between two steps; offers the nearest.
    Rounding(RoundingOffer),
    /// None of the choices.
    UnknownChoice {
        /// What was typed.
        typed: String,
    },
    /// A price below the floor without a reason for it.
    BelowFloor,
    /// A price below the floor, which somebody else may grant.
    NeedsApproval,
    /// Nothing of its kind is called so.
    NoSuch {
        /// What is looked for.
        thing: Thing,
        /// What was typed.
        typed: String,
    },
    /// Several of its kind are called so; a code says which.
    SeveralCalled {
        /// What is looked for.
        thing: Thing,
        /// What was typed.
        typed: String,
    },
    /// A family is called so where a category is meant.
    IsFamily {
        /// What was typed.
        typed: String,
        /// The categories of families called so.
        categories: Vec<CategoryName>,
    },
    /// Typed twice, and not the same.
    Differs,
    /// Taken by another record.
    Taken,
    /// The company's number means another part already.
    UsedForOther {
        /// What was typed.
        typed: String,
    },
    /// Stands twice in the same list.
    Twice {
        /// What was typed.
        typed: String,
    },
    /// Several parts are written so.
    Ambiguous {
        /// What was typed.
        typed: String,
    },
    /// A part cannot take its own place, not even over others.
    Circle {
        /// What was typed.
        typed: String,
    },
    /// The check digit does not fit (统一社会信用代码).
    CheckDigit,
    /// A file that is no table that can be read.
    File(FileFault),
    /// A price list that has ended does not begin again.
    ListEnded {
        /// Its code.
        list: String,
    },
    /// Another record of the catalogue has it.
    CodeTaken,
    /// Something else is called so.
    NameTaken,
    /// Several values at once are for lists and texts, not for measures.
    SeveralWordsOnly,
    /// The branch would hang on itself.
    Circular,
    /// The tree would become deeper than it may.
    TooDeep {
        /// Most levels.
        most: u32,
    },
    /// Parts carry values that would not fit any more.
    InUse {
        /// How many parts.
        parts: u64,
        /// One of the values; empty when it does not matter which.
        example: String,
    },
    /// A file of a kind nobody can open safely.
    WrongFile,
    /// A file larger than allowed.
    FileTooLarge {
        /// Largest allowed, in MB.
        max: u32,
    },
    /// Not in the form this field has.
    Malformed {
        /// What was typed.
        typed: String,
    },
}

/// What somebody names by a code or a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Thing {
    /// 客户
    Customer,
    /// 客户组
    Group,
    /// 价表
    List,
    /// 品类
    Category,
    /// 品牌
    Brand,
    /// A category, a brand or `*`: what a percentage is off.
    Target,
    /// 参数
    Parameter,
}

/// A category as people know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryName {
    /// Its code.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
}

/// Why a file was refused as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileFault {
    /// More bytes than are taken.
    TooLarge,
    /// More rows than are taken.
    TooManyRows {
        /// The most.
        limit: u32,
    },
    /// More columns than are taken.
    TooManyColumns {
        /// The most.
        limit: u32,
    },
    /// Nothing is in it.
    Empty,
    /// A workbook of the old format, or with a password.
    OldOrLocked,
    /// Neither a text table nor a workbook.
    NotATable,
    /// A workbook that is broken.
    Damaged,
}

/// A line whose price moved between showing and placing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceChange {
    /// Part number.
    pub part_number: String,
    /// Price shown before, per basis.
    pub was: Option<Decimal>,
    /// Price now, per basis.
    pub now: Decimal,
    /// Basis of both.
    pub basis: u32,
}

/// A line that cannot be served from stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortage {
    /// Part number.
    pub part_number: String,
    /// What can still be had.
    pub available: Decimal,
}
