//! Percentages against floors. A percentage names no price, so what it makes of the parts it concerns is reckoned from the base
//! list, as it will stand with the document, and held against their floors one by one. Only parts that have a floor are read.
//!
//! On its list a percentage gives way to a price of the part, to a percentage on something more specific, and at larger
//! quantities to the next rung of its own. It is let off there only where that holds as long as it does itself.

use super::floors::FloorBook;
use super::rules::{Rules, Ruling};
use super::write::{Steps, fulfilled};
use crate::error::Result;
use crate::ids::{FamilyId, ListId, SkuId};
use crate::op::Tx;
use crate::pricing::resolve::quick::BaseLists;
use crate::pricing::resolve::{depth_of, discount_rule, discounted};
use crate::pricing::store::change_lines::LineWishes;
use crate::pricing::store::heads::HeadWish;
use crate::pricing::store::percents as store;
use crate::pricing::store::steps::{DiscountRung, LineRung, Rate, as_lines};
use crate::pricing::terms::{
    Discount, DiscountTarget, FamilyFacts, ListKind, PriceLine, PriceList, Validity, earlier,
};
use crate::pricing::timeline::Wish;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};

/// How many parts are read at once.
pub(super) const PORTION: usize = 20_000;

/// A percentage that takes parts below their floor.
pub(super) struct PercentBelow {
    pub rung: DiscountRung,
    /// The first day the document says; none for one that only holds longer because the list does.
    pub from: Option<NaiveDate>,
    /// How many parts.
    pub parts: usize,
    /// One of them.
    pub first: SkuId,
}

/// A percentage as it will hold with the document.
struct Asked<'a> {
    said: Option<NaiveDate>,
    discount: &'a Discount,
    list: &'a PriceList,
    /// The first day it holds from today on.
    day: NaiveDate,
    /// The first day on which it no longer does.
    end: Option<NaiveDate>,
    /// What is said on the same list from another quantity on or of something else, for as long.
    others: Vec<&'a Discount>,
}

/// What percentages take below the floor.
#[derive(Default)]
pub(super) struct PercentsBelow {
    /// The percentages.
    pub all: Vec<PercentBelow>,
    /// The parts.
    pub parts: HashSet<SkuId>,
}

/// The percentages of a document that take parts below their floor, those it makes hold longer by moving the end of a list
/// included. None where more than `most` parts would have to be looked at.
pub(super) async fn below_in_tx(
    tx: &mut Tx,
    ruling: &Ruling,
    wishes: &LineWishes,
    most: usize,
) -> Result<Option<PercentsBelow>> {
    let asked = asked(ruling, hold_longer(&ruling.before, &ruling.heads, ruling.today));
    if asked.is_empty() {
        return Ok(Some(PercentsBelow::default()));
    }
    let targets: Vec<&DiscountTarget> = asked.iter().map(|asked| &asked.discount.target).collect();
    let floored = store::floored(tx, &targets).await?;
    if floored.parts.len() > most {
        return Ok(None);
    }
    let mut places: HashMap<FamilyId, Vec<Option<Reach>>> = HashMap::new();
    for (id, family) in &floored.families {
        places.insert(*id, asked.iter().map(|asked| asked.reach(&family.facts)).collect());
    }
    let base = ruling.after.base();
    let mut concerned: HashSet<ListId> = asked.iter().map(|asked| asked.list.id).collect();
    concerned.extend(ruling.after.lists.keys().filter(|list| base.has(**list)));
    let on_these = |(rung, _): &&(LineRung, Wish<Rate>)| concerned.contains(&rung.list);
    let mut wanted = by_part(wishes.iter().filter(on_these));
    let mut found: Vec<(usize, Option<SkuId>)> = vec![(0, None); asked.len()];
    let mut below = HashSet::new();
    for portion in floored.parts.chunks(PORTION) {
        let skus: Vec<SkuId> = portion.iter().map(|(sku, _)| *sku).collect();
        let steps = store::lines_of_parts(tx, &skus, &concerned).await?;
        let lines = lines_with(steps, &skus, &mut wanted, ruling.today);
        let floors = floored.book_in_tx(tx, portion, ruling.vat_rate).await?;
        for (sku, family) in portion {
            let (Some(lines), Some(places)) = (lines.get(sku), places.get(family)) else { continue };
            for ((asked, reach), found) in asked.iter().zip(places).zip(&mut found) {
                if reach.is_some_and(|reach| asked.is_below(*sku, reach, lines, &base, &floors)) {
                    *found = (found.0 + 1, found.1.or(Some(*sku)));
                    below.insert(*sku);
                }
            }
        }
    }
    let one = |(asked, (parts, first)): (&Asked<'_>, (usize, Option<SkuId>))| {
        Some(PercentBelow { rung: rung_of(asked.discount), from: asked.said, parts, first: first? })
    };
    Ok(Some(PercentsBelow { all: asked.iter().zip(found).filter_map(one).collect(), parts: below }))
}

/// The percentages on lists that are to end later, for the days they would not have held.
fn hold_longer(now: &Rules, heads: &[HeadWish], today: NaiveDate) -> Vec<Discount> {
    let mut found = Vec::new();
    for head in heads.iter().filter(|head| head.moves_later()) {
        let from = head.now.end.map_or(today, |old| old.max(today));
        let more = Validity { from, to: head.wanted.end.flatten() };
        for discount in now.discounts_of(head.list) {
            let validity = discount.validity.and(&more);
            if validity.holds(validity.from) {
                found.push(Discount { validity, ..discount.clone() });
            }
        }
    }
    found
}

fn rung_of(discount: &Discount) -> DiscountRung {
    DiscountRung { list: discount.list, target: discount.target.clone(), min_qty: discount.min_qty }
}

/// What is to be looked at: what the document says, and what holds longer without its saying so.
fn asked(ruling: &Ruling, longer: Vec<Discount>) -> Vec<Asked<'_>> {
    let said_too = |longer: &Discount| {
        let (rung, from) = (rung_of(longer), longer.validity.from);
        let says = |(said, wish): &(DiscountRung, Wish<Decimal>)| {
            let days = Validity { from: wish.from, to: wish.to };
            *said == rung && wish.value == Some(longer.percent) && days.holds(from)
        };
        ruling.percents.iter().any(says)
    };
    let longer: Vec<_> = longer.into_iter().filter(|discount| !said_too(discount)).collect();
    let longer = longer.iter().map(|d| (rung_of(d), d.percent, d.validity.from, None));
    let said = |(rung, wish): &(DiscountRung, Wish<Decimal>)| {
        Some((rung.clone(), wish.value?, wish.from.max(ruling.today), Some(wish.from)))
    };
    let look = |(rung, percent, from, said): (DiscountRung, Decimal, NaiveDate, Option<NaiveDate>)| {
        let list = ruling.after.list(rung.list)?;
        discount_rule(list.kind, &rung.target)?;
        let day = from.max(list.validity.from);
        let after = ruling.after.discounts_of(rung.list);
        let holds = |d: &&Discount| d.validity.holds(day) && d.percent == percent && rung_of(d) == rung;
        let discount = after.iter().find(holds).filter(|_| list.validity.holds(day))?;
        let end = earlier(discount.validity.to, list.validity.to);
        let others = after.iter().filter(|other| lasts(&other.validity, day, end) && rung_of(other) != rung);
        Some(Asked { said, discount, list, day, end, others: others.collect() })
    };
    ruling.percents.iter().filter_map(said).chain(longer).filter_map(look).collect()
}

/// Whether it holds from a day on until an end.
fn lasts(validity: &Validity, day: NaiveDate, end: Option<NaiveDate>) -> bool {
    validity.holds(day) && validity.to.is_none_or(|to| end.is_some_and(|end| end <= to))
}

/// From which quantity on something else of the list prices a part; none: never.
#[derive(Clone, Copy)]
struct Reach(Option<Decimal>);

impl Reach {
    fn up_to(self, quantity: Option<Decimal>) -> Reach {
        Reach(self.0.into_iter().chain(quantity).min())
    }

    fn holds(self, quantity: Decimal) -> bool {
        self.0.is_none_or(|other| quantity < other)
    }
}

impl Asked<'_> {
    /// Whether promotions are meant, the lowest of which counts, and not the most specific.
    fn is_promotion(&self) -> bool {
        self.list.kind == ListKind::Promotion
    }

    /// How far it reaches among the percentages of its list for the parts of a family; none when it does not concern them.
    fn reach(&self, facts: &FamilyFacts) -> Option<Reach> {
        let order =
            |d: &Discount| Some((discount_rule(self.list.kind, &d.target)?, depth_of(&d.target, facts)?));
        let own = order(self.discount)?;
        let goes_before = |other: &&&Discount| match other.target == self.discount.target {
            true => other.min_qty > self.discount.min_qty,
            false => !self.is_promotion() && order(other).is_some_and(|other| other < own),
        };
        Some(Reach(self.others.iter().filter(goes_before).map(|other| other.min_qty).min()))
    }

    /// Whether it takes a part below its floor at its own quantity or at one where the base list goes lower, on its first day
    /// or on one on which the base price turns into another.
    fn is_below(
        &self,
        sku: SkuId,
        reach: Reach,
        lines: &[PriceLine],
        base: &BaseLists<'_>,
        floors: &FloorBook,
    ) -> bool {
        let own = |line: &&PriceLine| {
            line.list == self.list.id && lasts(&self.list.validity.and(&line.validity), self.day, self.end)
        };
        let priced = lines.iter().filter(own).map(|line| line.min_qty).min();
        let reach = if self.is_promotion() { reach } else { reach.up_to(priced) };
        let first = self.discount.min_qty;
        let rungs = lines.iter().filter(|line| base.has(line.list)).map(|line| line.min_qty);
        let quantities = std::iter::once(first).chain(rungs.filter(|rung| *rung > first));
        let quantities: Vec<Decimal> = quantities.filter(|quantity| reach.holds(*quantity)).collect();
        let later = base.turns(lines).filter(|day| *day > self.day && self.end.is_none_or(|end| *day < end));
        std::iter::once(self.day).chain(later).any(|day| {
            quantities.iter().any(|quantity| {
                let price = base.price(lines.iter(), *quantity, day);
                price.is_some_and(|price| floors.is_below(sku, &discounted(&price, self.discount.percent)))
            })
        })
    }
}

/// What a document wants of lines, by part.
pub(super) type Wanted = HashMap<SkuId, LineWishes>;

pub(super) fn by_part<'a>(wishes: impl Iterator<Item = &'a (LineRung, Wish<Rate>)>) -> Wanted {
    let mut found = Wanted::new();
    for wish in wishes {
        found.entry(wish.0.sku).or_default().push(wish.clone());
    }
    found
}

/// The lines of parts with these steps as they will be with the document.
pub(super) fn lines_with(
    mut steps: Steps<LineRung, Rate>,
    skus: &[SkuId],
    wanted: &mut Wanted,
    today: NaiveDate,
) -> HashMap<SkuId, Vec<PriceLine>> {
    let wishes: Vec<_> = skus.iter().filter_map(|sku| wanted.remove(sku)).flatten().collect();
    if !wishes.is_empty() {
        steps = fulfilled(&steps, wishes, today);
    }
    let mut lines: HashMap<SkuId, Vec<PriceLine>> = HashMap::with_capacity(skus.len());
    for (sku, line) in as_lines(steps) {
        lines.entry(sku).or_default().push(line);
    }
    lines
}
