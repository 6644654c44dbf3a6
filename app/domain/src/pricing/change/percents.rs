//! Percentages against floors. A percentage names no price, so what it makes of the parts it concerns is reckoned from the base
//! list, as it will stand with the document, and held against their floors one by one. Only parts that have a floor are read.
//!
//! On its list a percentage gives way to a price of the part, to a percentage on something more specific, and at larger
//! quantities to the next rung of its own. It is let off there only where that holds as long as it does itself.

use super::floors::FloorBook;
use super::simulate::as_owned;
use super::write::fulfilled;
use crate::error::Result;
use crate::ids::{ChangeId, FamilyId, ListId, SkuId};
use crate::op::{OpContext, Tx};
use crate::pricing::resolve::quick::BaseLists;
use crate::pricing::resolve::{depth_of, discount_rule, discounted};
use crate::pricing::store::change_lines::{self, DiscountWishes};
use crate::pricing::store::floors::{costs_and_own_floors, vat_rate};
use crate::pricing::store::heads::{self, HeadWish};
use crate::pricing::store::percents as store;
use crate::pricing::store::steps::{DiscountRung, LineRung, Rate, as_discounts, as_lines, discounts_of};
use crate::pricing::store::{changes, simulation::OwnedList};
use crate::pricing::terms::{
    Discount, DiscountTarget, FamilyFacts, ListKind, PriceLine, PriceList, Validity, earlier,
};
use crate::pricing::timeline::Wish;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// How many parts are read at once.
const PORTION: usize = 20_000;

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

/// The percentages of a document that take parts below their floor, those it makes hold longer by moving the end of a list
/// included. None where more than `most` parts would have to be looked at.
pub(super) async fn below_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    change: ChangeId,
    most: usize,
) -> Result<Option<Vec<PercentBelow>>> {
    let wishes = change_lines::discount_wishes(tx, change).await?;
    let heads = heads::wishes(tx, change).await?;
    let touched: HashSet<Uuid> = wishes.iter().map(|(rung, _)| rung.list.0).collect();
    let moved = heads.iter().filter(|head| head.moves_later()).map(|head| head.list.0);
    let touched: Vec<Uuid> = touched.into_iter().chain(moved).collect();
    if touched.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let lists = lists_in_tx(tx, change, &touched, &heads).await?;
    let now = discounts_of(tx, &touched).await?;
    let longer = hold_longer(&as_discounts(now.clone()), &heads, op.today());
    let after = as_discounts(fulfilled(&now, wishes.clone(), op.today()));
    let asked = asked(&lists, &after, wishes, longer, op.today());
    if asked.is_empty() {
        return Ok(Some(Vec::new()));
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
    let concerned: HashSet<ListId> = lists.keys().copied().collect();
    let mut wanted = change_lines::line_wishes(tx, change).await?;
    wanted.retain(|(rung, _)| concerned.contains(&rung.list));
    let mut wanted = by_part(wanted);
    let base = BaseLists::of(lists.values());
    let vat_rate = vat_rate(tx, op.today()).await?;
    let mut found: Vec<(usize, Option<SkuId>)> = vec![(0, None); asked.len()];
    for portion in floored.parts.chunks(PORTION) {
        let skus: Vec<SkuId> = portion.iter().map(|(sku, _)| *sku).collect();
        let lines = lines_in_tx(tx, &skus, &concerned, &mut wanted, op.today()).await?;
        let mut parts = costs_and_own_floors(tx, &skus).await?;
        for (sku, family) in portion {
            let (_, floor) = parts.entry(*sku).or_default();
            *floor = floor.or_else(|| floored.families.get(family)?.floor);
        }
        let floors = FloorBook { parts, vat_rate };
        for (sku, family) in portion {
            let (Some(lines), Some(places)) = (lines.get(sku), places.get(family)) else { continue };
            for ((asked, reach), found) in asked.iter().zip(places).zip(&mut found) {
                if reach.is_some_and(|reach| asked.is_below(*sku, reach, lines, &base, &floors)) {
                    *found = (found.0 + 1, found.1.or(Some(*sku)));
                }
            }
        }
    }
    let below = |(asked, (parts, first)): (&Asked<'_>, (usize, Option<SkuId>))| {
        Some(PercentBelow { rung: rung_of(asked.discount), from: asked.said, parts, first: first? })
    };
    Ok(Some(asked.iter().zip(found).filter_map(below).collect()))
}

/// The base lists and those a document touches, as they will be with it.
async fn lists_in_tx(
    tx: &mut Tx,
    change: ChangeId,
    touched: &[Uuid],
    heads: &[HeadWish],
) -> Result<HashMap<ListId, PriceList>> {
    let mut lists: HashMap<ListId, PriceList> = HashMap::new();
    for (id, head) in changes::list_heads(tx, change).await? {
        let OwnedList { list, .. } = as_owned(id, serde_json::from_value(head)?);
        if list.kind == ListKind::Base || touched.contains(&id.0) {
            lists.insert(id, list);
        }
    }
    lists.extend(store::lists(tx, touched).await?.into_iter().map(|list| (list.id, list)));
    for head in heads {
        if let (Some(list), Some(end)) = (lists.get_mut(&head.list), head.wanted.end) {
            list.validity.to = end;
        }
    }
    Ok(lists)
}

/// The percentages on lists that are to end later, for the days they would not have held.
fn hold_longer(now: &[Discount], heads: &[HeadWish], today: NaiveDate) -> Vec<Discount> {
    let mut found = Vec::new();
    for head in heads.iter().filter(|head| head.moves_later()) {
        let from = head.now.end.map_or(today, |old| old.max(today));
        let more = Validity { from, to: head.wanted.end.flatten() };
        for discount in now.iter().filter(|discount| discount.list == head.list) {
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
fn asked<'a>(
    lists: &'a HashMap<ListId, PriceList>,
    after: &'a [Discount],
    wishes: DiscountWishes,
    longer: Vec<Discount>,
    today: NaiveDate,
) -> Vec<Asked<'a>> {
    let said_too = |longer: &Discount| {
        let (rung, from) = (rung_of(longer), longer.validity.from);
        let says = |(said, wish): &(DiscountRung, Wish<Decimal>)| {
            let days = Validity { from: wish.from, to: wish.to };
            *said == rung && wish.value == Some(longer.percent) && days.holds(from)
        };
        wishes.iter().any(says)
    };
    let longer: Vec<_> = longer.into_iter().filter(|discount| !said_too(discount)).collect();
    let longer = longer.iter().map(|d| (rung_of(d), d.percent, d.validity.from, None));
    let said =
        wishes.iter().filter_map(|(rung, w)| Some((rung.clone(), w.value?, w.from.max(today), Some(w.from))));
    let look = |(rung, percent, from, said): (DiscountRung, Decimal, NaiveDate, Option<NaiveDate>)| {
        let list = lists.get(&rung.list)?;
        discount_rule(list.kind, &rung.target)?;
        let day = from.max(list.validity.from);
        let holds = |d: &&Discount| d.validity.holds(day) && d.percent == percent && rung_of(d) == rung;
        let discount = after.iter().find(holds).filter(|_| list.validity.holds(day))?;
        let end = earlier(discount.validity.to, list.validity.to);
        let others = after.iter().filter(|other| other.list == rung.list);
        let others = others.filter(|other| lasts(&other.validity, day, end) && rung_of(other) != rung);
        Some(Asked { said, discount, list, day, end, others: others.collect() })
    };
    said.chain(longer).filter_map(look).collect()
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

    /// Whether it takes a part below its floor at its own quantity or at one where the base list goes lower.
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
        std::iter::once(first).chain(rungs.filter(|rung| *rung > first)).filter(|q| reach.holds(*q)).any(
            |q| {
                let price = base.price(lines.iter(), q, self.day);
                price.is_some_and(|price| floors.is_below(sku, &discounted(&price, self.discount.percent)))
            },
        )
    }
}

/// What a document wants of lines, by part.
type Wanted = HashMap<SkuId, Vec<(LineRung, Wish<Rate>)>>;

fn by_part(wishes: Vec<(LineRung, Wish<Rate>)>) -> Wanted {
    let mut found = Wanted::new();
    for wish in wishes {
        found.entry(wish.0.sku).or_default().push(wish);
    }
    found
}

/// The lines of parts on these lists as they will be with the document.
async fn lines_in_tx(
    tx: &mut Tx,
    skus: &[SkuId],
    lists: &HashSet<ListId>,
    wanted: &mut Wanted,
    today: NaiveDate,
) -> Result<HashMap<SkuId, Vec<PriceLine>>> {
    let mut steps = store::lines_of_parts(tx, skus, lists).await?;
    let wishes: Vec<_> = skus.iter().filter_map(|sku| wanted.remove(sku)).flatten().collect();
    if !wishes.is_empty() {
        steps = fulfilled(&steps, wishes, today);
    }
    let mut lines: HashMap<SkuId, Vec<PriceLine>> = HashMap::with_capacity(skus.len());
    for (sku, line) in as_lines(steps) {
        lines.entry(sku).or_default().push(line);
    }
    Ok(lines)
}
