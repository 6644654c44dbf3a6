//! Prices of very many SKUs without a word of explanation: what [`super::resolve`] says, many times as fast. For the order
//! and the filter of a result; a price that is shown is resolved.

use super::{Candidate, Offer, Rule, Worth, discount_candidates, lets_promotions, offer_at, with_vat};
use crate::ids::ListId;
use crate::money::UnitPrice;
use crate::pricing::terms::{FamilyFacts, ListKind, PriceLine, PriceList, Terms};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// The rules of one company on one day.
pub struct Quick<'a> {
    terms: &'a Terms,
    lists: FxHashMap<ListId, &'a PriceList>,
    vat_rate: Decimal,
    day: NaiveDate,
}

/// The discounts that concern the SKUs of one family.
pub struct Discounts<'a>(Vec<Candidate<'a>>);

/// The percentages that hold at a quantity, each with whether a promotion may undercut it.
#[derive(Clone, Debug, Default)]
pub(in crate::pricing) struct Percents {
    /// The contract's.
    pub(in crate::pricing) contract: Option<(Decimal, bool)>,
    /// The group's.
    pub(in crate::pricing) group: Option<(Decimal, bool)>,
    /// Of promotions.
    pub(in crate::pricing) promotions: Vec<Decimal>,
}

impl Discounts<'_> {
    /// What they take off at a quantity, where there is something to take it off.
    pub(in crate::pricing) fn percents(&self, quantity: Decimal) -> Percents {
        let held = |from: Rule, to: Rule| {
            self.0.iter().filter(move |c| (from..=to).contains(&c.rule)).filter_map(move |c| {
                let rung = c.rungs.iter().rev().find(|rung| rung.min_qty <= quantity)?;
                match rung.worth {
                    Worth::PercentOff(percent) => Some((percent, lets_promotions(c.list))),
                    Worth::Price(_) => None,
                }
            })
        };
        Percents {
            contract: held(Rule::ContractCategory, Rule::ContractAll).next(),
            group: held(Rule::GroupCategory, Rule::GroupAll).next(),
            promotions: held(Rule::Promotion, Rule::Promotion).map(|(percent, _)| percent).collect(),
        }
    }
}

/// A price, and what says it.
#[derive(Clone, Copy)]
pub(in crate::pricing) struct Won {
    pub(in crate::pricing) list: ListId,
    pub(in crate::pricing) price: UnitPrice,
    /// Where the rung of the list's line begins; none: a percentage says it.
    pub(in crate::pricing) line_from: Option<Decimal>,
}

impl Won {
    fn of(list: &PriceList, offer: &Offer) -> Won {
        let line_from = offer.percent.is_none().then_some(offer.min_qty);
        Won { list: list.id, price: offer.price, line_from }
    }
}

/// A list's line that holds at a quantity.
type Held<'a> = Option<(&'a PriceList, &'a PriceLine)>;

impl<'a> Quick<'a> {
    /// None when no VAT rate holds that day: then there is no price either.
    pub fn new(terms: &'a Terms, day: NaiveDate) -> Option<Self> {
        let nearest = terms.contract_steps_up(day);
        let counting = terms.lists.iter().filter(|list| !Terms::is_passed_over(list, nearest));
        let lists = counting.map(|list| (list.id, list)).collect();
        Some(Self { terms, lists, vat_rate: terms.vat_on(day)?, day })
    }

    /// What concerns the SKUs of a family.
    pub fn discounts(&self, facts: &FamilyFacts) -> Discounts<'a> {
        Discounts(discount_candidates(self.terms, facts, self.day))
    }

    /// The price of a SKU of these lines; lines of lists that are not open to the company are passed over.
    pub fn price<'l>(
        &self,
        discounts: &Discounts<'a>,
        lines: impl Iterator<Item = &'l PriceLine>,
        quantity: Decimal,
    ) -> Option<UnitPrice>
    where
        'a: 'l,
    {
        Some(self.won(discounts, lines, quantity)?.price)
    }

    /// [`Quick::price`], and what says it.
    pub(in crate::pricing) fn won<'l>(
        &self,
        discounts: &Discounts<'a>,
        lines: impl Iterator<Item = &'l PriceLine>,
        quantity: Decimal,
    ) -> Option<Won>
    where
        'a: 'l,
    {
        let (mut quote, mut contract): (Held<'l>, Held<'l>) = (None, None);
        let (mut group, mut base): (Held<'l>, Held<'l>) = (None, None);
        let mut promoted: Vec<(&'l PriceList, &'l PriceLine)> = Vec::new();
        for line in lines {
            let Some(list) = self.lists.get(&line.list).copied() else { continue };
            if line.min_qty > quantity || !list.validity.and(&line.validity).holds(self.day) {
                continue;
            }
            match list.kind {
                ListKind::Quote => keep(&mut quote, list, line),
                ListKind::Contract => keep(&mut contract, list, line),
                ListKind::Group => keep(&mut group, list, line),
                ListKind::Base => keep(&mut base, list, line),
                ListKind::Promotion => match promoted.iter_mut().find(|(known, _)| known.id == list.id) {
                    Some(known) if known.1.min_qty < line.min_qty => known.1 = line,
                    Some(_) => {}
                    None => promoted.push((list, line)),
                },
            }
        }
        let base_offer = base.map(|(list, line)| offer(list, line));
        let off = |from: Rule, to: Rule| {
            let held = discounts.0.iter().filter(|c| (from..=to).contains(&c.rule));
            held.filter_map(|c| Some((c.list, offer_at(c, quantity, base_offer.as_ref()).ok()?))).next()
        };
        let line = |held: Held<'l>| held.map(|(list, line)| (list, offer(list, line)));
        let (list, regular) = line(quote)
            .or_else(|| line(contract))
            .or_else(|| off(Rule::ContractCategory, Rule::ContractAll))
            .or_else(|| line(group))
            .or_else(|| off(Rule::GroupCategory, Rule::GroupAll))
            .or_else(|| line(base))?;
        let regular = Won::of(list, &regular);
        if !lets_promotions(list) {
            return Some(regular);
        }
        let percent = discounts.0.iter().filter(|c| c.rule == Rule::Promotion);
        let percent =
            percent.filter_map(|c| Some((c.depth, c.list, offer_at(c, quantity, base_offer.as_ref()).ok()?)));
        let priced = promoted.iter().map(|(list, line)| (0, *list, offer(list, line)));
        let gross = |price: &UnitPrice| with_vat(price, self.vat_rate);
        let lower = percent
            .chain(priced)
            .filter(|(_, _, o)| {
                o.price.currency == regular.price.currency && gross(&o.price) < gross(&regular.price)
            })
            .min_by_key(|(depth, list, o)| {
                (gross(&o.price), *depth, Reverse(list.validity.from), list.code.as_str())
            });
        Some(lower.map_or(regular, |(_, list, offer)| Won::of(list, &offer)))
    }

    /// The price of one unit with VAT.
    pub fn per_one(&self, price: &UnitPrice) -> Decimal {
        with_vat(price, self.vat_rate)
    }
}

/// The base lists: what every percentage is off.
pub(in crate::pricing) struct BaseLists<'a>(FxHashMap<ListId, &'a PriceList>);

impl<'a> BaseLists<'a> {
    /// Those among some lists.
    pub(in crate::pricing) fn of(lists: impl Iterator<Item = &'a PriceList>) -> Self {
        Self(lists.filter(|list| list.kind == ListKind::Base).map(|list| (list.id, list)).collect())
    }

    /// Whether a list is one of them.
    pub(in crate::pricing) fn has(&self, list: ListId) -> bool {
        self.0.contains_key(&list)
    }

    /// The days on which what they say of a part with these lines may begin or end.
    pub(in crate::pricing) fn turns(&self, lines: &[PriceLine]) -> impl Iterator<Item = NaiveDate> {
        let days = lines.iter().filter_map(|line| Some(self.0.get(&line.list)?.validity.and(&line.validity)));
        days.flat_map(|days| std::iter::once(days.from).chain(days.to))
    }

    /// What they say of a part with these lines on a day, those of other lists passed over.
    pub(in crate::pricing) fn price<'l>(
        &self,
        lines: impl Iterator<Item = &'l PriceLine>,
        quantity: Decimal,
        day: NaiveDate,
    ) -> Option<UnitPrice>
    where
        'a: 'l,
    {
        let mut held: Held<'l> = None;
        for line in lines.filter(|line| line.min_qty <= quantity) {
            let Some(list) = self.0.get(&line.list).copied() else { continue };
            if list.validity.and(&line.validity).holds(day) {
                keep(&mut held, list, line);
            }
        }
        held.map(|(list, line)| offer(list, line).price)
    }
}

fn keep<'l>(held: &mut Held<'l>, list: &'l PriceList, line: &'l PriceLine) {
    let first = |list: &'l PriceList| (Reverse(list.validity.from), list.code.as_str());
    let better = held.is_none_or(|(known, other)| {
        if known.id == list.id { other.min_qty < line.min_qty } else { first(list) < first(known) }
    });
    if better {
        *held = Some((list, line));
    }
}

fn offer(list: &PriceList, line: &PriceLine) -> Offer {
    let price =
        UnitPrice { price: line.price, basis: line.basis, tax_mode: list.tax_mode, currency: list.currency };
    let valid_to = list.validity.and(&line.validity).to;
    Offer { price, percent: None, min_qty: line.min_qty, valid_to }
}
