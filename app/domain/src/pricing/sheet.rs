//! What the shared lists say of every SKU of the index at its smallest order on one day, in whole numbers, and a company's
//! prices worked out from it: the order of a million SKUs by own price in milliseconds. Says what [`super::resolve::quick::Quick`] says.

use super::book::Lines;
use super::resolve::quick::Percents;
use super::terms::{ListKind, Terms};
use crate::catalog::{Numbering, PerOne};
use crate::ids::ListId;
use crate::money::{Currency, TaxMode};
use crate::quantity::QuantityRule;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::sync::Arc;

/// Decimals of a price as written on a list, of one after a discount, of a percentage, of a rate of VAT.
const PRICE: u32 = 6;
const DISCOUNTED: u32 = 4;
const PERCENT: u32 = 3;
const RATE: u32 = 4;

/// A line that holds at the smallest order.
#[derive(Clone, Copy, Debug)]
struct Held {
    /// In parts of [`PRICE`] decimals.
    price: i64,
    /// Place of its list on the sheet.
    list: u32,
    /// How many zeros its basis has.
    zeros: u32,
}

/// The sheet of one book, one index and one day.
#[derive(Debug)]
pub(super) struct Sheet {
    lines: Arc<Lines>,
    numbering: Numbering,
    day: NaiveDate,
    lists: Vec<ListId>,
    held: Vec<Held>,
    /// Where the lines of each SKU end.
    ends: Vec<u32>,
    /// Family and smallest order of each SKU, as a place in `all_kinds`: SKUs alike in both have the same percentages off.
    kinds: Vec<u32>,
    all_kinds: Vec<(u32, Decimal)>,
    /// Something on it is not whole in its decimals; then nothing can be asked of it.
    broken: bool,
}

impl Sheet {
    pub(super) fn new(lines: Arc<Lines>, numbering: Numbering, day: NaiveDate) -> Self {
        let (mut lists, mut held) = (Vec::new(), Vec::new());
        let mut ends = Vec::with_capacity(numbering.len());
        let mut places: FxHashMap<ListId, u32> = FxHashMap::default();
        let (mut kinds, mut all_kinds) = (Vec::with_capacity(numbering.len()), Vec::new());
        let mut known: FxHashMap<(u32, Decimal), u32> = FxHashMap::default();
        let mut broken = false;
        for (sku, family, moq, multiple) in numbering.skus() {
            let smallest = QuantityRule { moq, multiple }.minimum().normalize();
            kinds.push(
                *known
                    .entry((family, smallest))
                    .or_insert_with(|| place_of(&mut all_kinds, (family, smallest))),
            );
            let from = held.len();
            let mut rungs: Vec<Decimal> = Vec::new();
            for line in lines.of(sku) {
                if line.min_qty > smallest || !line.validity.holds(day) {
                    continue;
                }
                let list = *places.entry(line.list).or_insert_with(|| place_of(&mut lists, line.list));
                let (price, zeros) = (whole(line.price, PRICE), zeros(line.basis));
                broken |= price.is_none() || zeros.is_none();
                let one = Held { price: price.unwrap_or(0), list, zeros: zeros.unwrap_or(0) };
                match held[from..].iter().position(|other: &Held| other.list == list) {
                    Some(at) if rungs[at] < line.min_qty => {
                        (held[from + at], rungs[at]) = (one, line.min_qty)
                    }
                    Some(_) => {}
                    None => {
                        held.push(one);
                        rungs.push(line.min_qty);
                    }
                }
            }
            ends.push(u32::try_from(held.len()).unwrap_or(u32::MAX));
        }
        held.shrink_to_fit();
        Self { lines, numbering, day, lists, held, ends, kinds, all_kinds, broken }
    }

    /// Whether it is the sheet of this book, this index and this day.
    pub(super) fn is_of(&self, lines: &Arc<Lines>, numbering: &Numbering, day: NaiveDate) -> bool {
        Arc::ptr_eq(&self.lines, lines) && self.numbering == *numbering && self.day == day
    }

    fn of(&self, doc: u32) -> &[Held] {
        let from = doc.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.held[from as usize..self.ends[doc as usize] as usize]
    }
}

/// A list that is open to the company and holds.
#[derive(Clone, Copy)]
struct Open {
    kind: ListKind,
    /// Among lists of its kind; the least goes first.
    place: usize,
    tax_mode: TaxMode,
    currency: Currency,
    allows_promotion: bool,
}

/// A price before VAT is looked at.
#[derive(Clone, Copy)]
struct Offer {
    price: i64,
    zeros: u32,
    tax_mode: TaxMode,
    currency: Currency,
}

/// A list's line that goes first of its kind.
type Listed = Option<(Open, Offer)>;

/// Percentages in parts of [`PERCENT`] decimals.
struct Off {
    contract: Option<(i64, bool)>,
    group: Option<(i64, bool)>,
    promotions: Vec<i64>,
}

/// One company's prices off the sheet, its own lines aside.
pub(super) struct Tariff<'a> {
    sheet: &'a Sheet,
    /// By place on the sheet.
    open: Vec<Option<Open>>,
    rate: i64,
    percents: &'a dyn Fn(u32, Decimal) -> Percents,
    /// By kind; the inner one is none where they are not whole.
    known: Vec<OnceCell<Option<Off>>>,
}

impl<'a> Tariff<'a> {
    /// None where the sheet cannot say it. `percents` answers for a family and a quantity.
    pub(super) fn new(
        sheet: &'a Sheet,
        terms: &Terms,
        percents: &'a dyn Fn(u32, Decimal) -> Percents,
    ) -> Option<Self> {
        let rate = whole(terms.vat_on(sheet.day)?, RATE)?;
        let mut lists: Vec<_> = terms.lists.iter().filter(|list| list.validity.holds(sheet.day)).collect();
        lists.sort_by_key(|list| (Reverse(list.validity.from), list.code.as_str()));
        let open = |id: &ListId| {
            let (place, list) = lists.iter().enumerate().find(|(_, list)| list.id == *id)?;
            Some(Open {
                kind: list.kind,
                place,
                tax_mode: list.tax_mode,
                currency: list.currency,
                allows_promotion: list.allows_promotion,
            })
        };
        let open = sheet.lists.iter().map(open).collect();
        let known = sheet.all_kinds.iter().map(|_| OnceCell::new()).collect();
        (!sheet.broken).then_some(Self { sheet, open, rate, percents, known })
    }

    /// The price of one with VAT. The outer answer is none where it cannot be said in whole numbers.
    pub(super) fn price(&self, doc: u32) -> Option<Option<PerOne>> {
        let off = self.off(doc)?;
        let (mut base, mut group): (Listed, Listed) = (None, None);
        let mut promoted = false;
        for held in self.sheet.of(doc) {
            let Some(open) = self.open[held.list as usize] else { continue };
            let kept = match open.kind {
                ListKind::Base => &mut base,
                ListKind::Group => &mut group,
                ListKind::Promotion => {
                    promoted = true;
                    continue;
                }
                // a contract or quote is nobody else's: its lines are not on the sheet
                ListKind::Contract | ListKind::Quote => continue,
            };
            if kept.is_none_or(|(other, _)| open.place < other.place) {
                *kept = Some((open, offer(held, &open)));
            }
        }
        let from_base = |rule: Option<(i64, bool)>| {
            let ((percent, promotable), (_, base)) = (rule?, base?);
            Some((promotable, discounted(base, percent)))
        };
        let line = |held: Listed| held.map(|(open, offer)| (open.allows_promotion, offer));
        let regular = from_base(off.contract)
            .or_else(|| line(group))
            .or_else(|| from_base(off.group))
            .or_else(|| line(base));
        let Some((promotable, regular)) = regular else { return Some(None) };
        let mut least = self.gross(regular);
        if promotable {
            let percents = off.promotions.iter().filter_map(|p| Some(discounted(base?.1, *p)));
            let lines = self.sheet.of(doc).iter().filter(|_| promoted).filter_map(|held| {
                let open = self.open[held.list as usize].filter(|open| open.kind == ListKind::Promotion)?;
                Some(offer(held, &open))
            });
            let same = percents.chain(lines).filter(|offer| offer.currency == regular.currency);
            least = same.map(|offer| self.gross(offer)).fold(least, u128::min);
        }
        Some(Some(PerOne::new(least)))
    }

    fn gross(&self, offer: Offer) -> u128 {
        let factor = match offer.tax_mode {
            TaxMode::Gross => 10i64.pow(RATE),
            TaxMode::Net => 10i64.pow(RATE) + self.rate,
        };
        let left = PerOne::DECIMALS - PRICE - RATE - offer.zeros;
        offer.price.unsigned_abs() as u128 * u128::from((factor * 10i64.pow(left)).unsigned_abs())
    }

    fn off(&self, doc: u32) -> Option<&Off> {
        let kind = self.sheet.kinds[doc as usize] as usize;
        let (family, quantity) = self.sheet.all_kinds[kind];
        self.known[kind].get_or_init(|| Off::of((self.percents)(family, quantity))).as_ref()
    }
}

impl Off {
    fn of(percents: Percents) -> Option<Self> {
        let part = |rule: Option<(Decimal, bool)>| match rule {
            Some((percent, promotable)) => Some(Some((whole(percent, PERCENT)?, promotable))),
            None => Some(None),
        };
        let promotions = percents.promotions.iter().map(|p| whole(*p, PERCENT)).collect::<Option<_>>()?;
        Some(Self { contract: part(percents.contract)?, group: part(percents.group)?, promotions })
    }
}

fn offer(held: &Held, open: &Open) -> Offer {
    Offer { price: held.price, zeros: held.zeros, tax_mode: open.tax_mode, currency: open.currency }
}

/// Percent off, half-up at four decimals; see [`super::resolve::discounted`].
fn discounted(base: Offer, percent: i64) -> Offer {
    let step = 10i128.pow(PRICE + PERCENT + 2 - DISCOUNTED);
    let left = i128::from(base.price) * i128::from(100 * 10i64.pow(PERCENT) - percent);
    let rounded = match u64::try_from(left) {
        Ok(left) => i128::from((left + step as u64 / 2) / step as u64),
        Err(_) => (left + step / 2) / step,
    };
    let price = i64::try_from(rounded).unwrap_or(i64::MAX).saturating_mul(10i64.pow(PRICE - DISCOUNTED));
    Offer { price, ..base }
}

/// A number in parts of so many decimals, when it has no more and is not below nothing.
fn whole(value: Decimal, decimals: u32) -> Option<i64> {
    let parts = value.checked_mul(Decimal::from(10i64.pow(decimals)))?;
    (parts.is_integer() && !parts.is_sign_negative()).then(|| parts.to_i64()).flatten()
}

/// Puts one more at the end; where it is.
fn place_of<T>(all: &mut Vec<T>, one: T) -> u32 {
    all.push(one);
    u32::try_from(all.len() - 1).unwrap_or(u32::MAX)
}

fn zeros(basis: u32) -> Option<u32> {
    [1, 10, 100, 1000].into_iter().zip(0..).find(|(known, _)| *known == basis).map(|(_, zeros)| zeros)
}
