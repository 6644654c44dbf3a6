//! Which price holds, and why: the one engine behind every price the house shows.
//!
//! Precedence: accepted quote line → contract line on the SKU → contract discount (deeper category before shallower, then brand, then
//! everything) → group line → group discount (same order) → base list. Contracts are those of the nearest company on the
//! way up that has one in force, the company's own first. Specificity goes before the list: of two lists
//! of one kind that say the same kind of thing, the newer `valid_from` wins, then the smaller code. Within a rule the tier
//! with the largest `min_qty ≤ quantity` prices the whole quantity; a rule whose first tier is not reached does not apply.
//! A percentage is off the base list's price at the same quantity, rounded half-up at four decimals.
//! The lowest promotion wins when it is lower (VAT on both sides), in the same currency, and the winning list allows
//! promotions, which a quote never does; without a regular price there is nothing it could be lower than, so no price.

use crate::ids::{CompanyId, ListId, SkuId};
use crate::money::{TaxMode, UnitPrice};
use crate::pricing::terms::{
    DiscountTarget, FamilyFacts, ListKind, PriceList, SkuFacts, Terms, Validity, earlier,
};
use crate::quantity::Quantity;
use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::HashMap;

#[cfg(feature = "ssr")]
pub mod quick;

/// The rules, most specific first; the order is the precedence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A line of a quote the company has accepted.
    QuoteLine,
    /// A price of the SKU in the company's contract.
    ContractLine,
    /// Percent off a category in the contract.
    ContractCategory,
    /// Percent off a brand in the contract.
    ContractBrand,
    /// Percent off everything in the contract.
    ContractAll,
    /// A price of the SKU on the group's list.
    GroupLine,
    /// The group's percent off a category.
    GroupCategory,
    /// The group's percent off a brand.
    GroupBrand,
    /// The group's percent off everything.
    GroupAll,
    /// 面价
    Base,
    /// A dated promotion.
    Promotion,
}

/// Which list, at which version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRef {
    /// Its id.
    pub id: ListId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its version when the price was resolved.
    pub version: i32,
    /// Of a contract of a company above: whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherited_from: Option<Inherited>,
}

/// The company above whose contract holds for one below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inherited {
    /// Which.
    pub company: CompanyId,
    /// Its code and name; none in what was resolved for a buyer, who may not read it.
    pub known_as: Option<(String, String)>,
}

/// A rung of the ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    /// From this quantity on.
    pub min_qty: Decimal,
    /// This price, for the whole quantity.
    pub price: UnitPrice,
}

/// What became of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Its price holds.
    Won,
    /// It does not, because …
    Lost(Reason),
}

/// Why a rule did not win.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A rule before it in the precedence holds.
    MoreSpecificRule,
    /// The same rule of a list with precedence holds.
    OtherListOfItsKind,
    /// It ended.
    Expired,
    /// It has not begun.
    NotYetValid,
    /// The quantity does not reach its first tier.
    BelowFirstTier {
        /// Where its first tier begins.
        min_qty: Decimal,
    },
    /// A percentage without a base price.
    NoBasePrice,
    /// A promotion that is not lower than the regular price, or than another promotion.
    NotLower,
    /// The winning list lets no promotion undercut it.
    PromotionsExcluded,
    /// A promotion in another currency than the regular price.
    OtherCurrency,
    /// A promotion without a regular price.
    NoRegularPrice,
    /// A promotion undercuts it.
    Undercut,
    /// A contract of a company above, while one nearer is in force.
    NearerContract,
}

/// One rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Considered {
    /// The rule.
    pub rule: Rule,
    /// The list it stands on.
    pub list: ListRef,
    /// Percent off, for discounts whose tier is reached.
    pub percent: Option<Decimal>,
    /// The price it would give at this quantity.
    pub price: Option<UnitPrice>,
    /// What became of it.
    pub outcome: Outcome,
}

/// The price of a SKU for a company at a quantity on a day, with everything that was considered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// The SKU.
    pub sku: SkuId,
    /// Its 型号.
    pub part_number: String,
    /// The quantity asked for.
    pub quantity: Quantity,
    /// The seller's day it was resolved for.
    pub on: NaiveDate,
    /// The price that holds, for the whole quantity.
    pub unit_price: UnitPrice,
    /// The rule that won.
    pub rule: Rule,
    /// Its list.
    pub list: ListRef,
    /// Where the winning rule's tier begins.
    pub tier_from: Decimal,
    /// First day on which this rule no longer gives this price; none when open-ended.
    pub valid_to: Option<NaiveDate>,
    /// The next quantity at which the price is lower.
    pub next_tier: Option<Tier>,
    /// The price at every quantity at which it changes, whichever rule wins there.
    pub tiers: Vec<(Decimal, UnitPrice)>,
    /// Every rule looked at, most specific first.
    pub considered: Vec<Considered>,
    /// VAT rate of the day, such as `0.13`.
    pub vat_rate: Decimal,
}

/// The price of `sku` at `quantity` on `day`, or none: unknown SKU, no rule that reaches it, or no VAT rate that day.
pub fn resolve(terms: &Terms, sku: SkuId, quantity: Quantity, day: NaiveDate) -> Option<Resolved> {
    let facts = terms.skus.get(&sku)?;
    let vat_rate = terms.vat_on(day)?;
    let candidates = candidates(terms, sku, facts, day);
    let decision = decide(&candidates, quantity.get(), vat_rate);
    let won = decision.winner?;
    let (winner, offer) = (&candidates[won], decision.offers[won].as_ref().ok()?);
    let tiers = ladder(&candidates, vat_rate);
    let now = with_vat(&offer.price, vat_rate);
    let next_tier = tiers
        .iter()
        .find(|(min_qty, price)| {
            *min_qty > quantity.get()
                && price.currency == offer.price.currency
                && with_vat(price, vat_rate) < now
        })
        .map(|(min_qty, price)| Tier { min_qty: *min_qty, price: *price });
    Some(Resolved {
        sku,
        part_number: facts.part_number.clone(),
        quantity,
        on: day,
        unit_price: offer.price,
        rule: winner.rule,
        list: list_ref(winner.list),
        tier_from: offer.min_qty,
        valid_to: offer.valid_to,
        next_tier,
        considered: considered(&candidates, &decision),
        tiers,
        vat_rate,
    })
}

/// The price of one unit with VAT: the only form in which two prices are compared.
pub fn with_vat(price: &UnitPrice, vat_rate: Decimal) -> Decimal {
    match price.tax_mode {
        TaxMode::Gross => price.per_one(),
        TaxMode::Net => price.per_one() * (Decimal::ONE + vat_rate),
    }
}

/// Percent off a price, half-up at four decimals.
pub fn discounted(base: &UnitPrice, percent: Decimal) -> UnitPrice {
    // a hundredth of it: to multiply is many times as fast as to divide, and just as exact
    let left = base.price * (Decimal::ONE_HUNDRED - percent) * Decimal::new(1, 2);
    UnitPrice { price: left.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero), ..*base }
}

/// A rule of a list, with its ladder as it holds on the day.
struct Candidate<'a> {
    rule: Rule,
    /// 0 for the SKU's own category, 1 for that one's parent, …
    depth: usize,
    list: &'a PriceList,
    /// Ascending by quantity; empty when nothing of it holds on the day.
    rungs: Vec<Rung>,
    /// Why `rungs` is empty.
    absent: Reason,
}

struct Rung {
    min_qty: Decimal,
    worth: Worth,
    valid_to: Option<NaiveDate>,
}

enum Worth {
    Price(UnitPrice),
    PercentOff(Decimal),
}

/// What a candidate gives at a quantity.
struct Offer {
    price: UnitPrice,
    percent: Option<Decimal>,
    min_qty: Decimal,
    valid_to: Option<NaiveDate>,
}

struct Decision {
    offers: Vec<Result<Offer, Reason>>,
    /// The best of the regular rules.
    regular: Option<usize>,
    winner: Option<usize>,
}

/// Every rule that concerns the SKU, in order of precedence.
fn candidates<'a>(terms: &'a Terms, sku: SkuId, facts: &SkuFacts, day: NaiveDate) -> Vec<Candidate<'a>> {
    let nearest = terms.contract_steps_up(day);
    let mut found: Vec<Candidate> =
        terms.lists.iter().filter_map(|l| line_candidate(terms, l, nearest, sku, day)).collect();
    found.extend(discount_candidates(terms, &facts.family, day));
    found.sort_by(|a, b| key(a).cmp(&key(b)));
    found
}

/// The discounts that concern a SKU, in order of precedence: the same for all of one family.
fn discount_candidates<'a>(terms: &'a Terms, facts: &FamilyFacts, day: NaiveDate) -> Vec<Candidate<'a>> {
    let mut found: Vec<Candidate> = Vec::new();
    let nearest = terms.contract_steps_up(day);
    let lists: HashMap<ListId, &PriceList> = terms.lists.iter().map(|list| (list.id, list)).collect();
    let mut place: HashMap<(ListId, &DiscountTarget), usize> = HashMap::new();
    for discount in terms.discounts.iter() {
        let Some(list) = lists.get(&discount.list).copied() else { continue };
        let Some(depth) = depth_of(&discount.target, facts) else { continue };
        let Some(rule) = discount_rule(list.kind, &discount.target) else { continue };
        let at = *place.entry((list.id, &discount.target)).or_insert_with(|| {
            found.push(Candidate { rule, depth, list, rungs: Vec::new(), absent: Reason::NotYetValid });
            found.len() - 1
        });
        let worth = Worth::PercentOff(discount.percent);
        if Terms::is_passed_over(list, nearest) {
            found[at].absent = Reason::NearerContract;
            continue;
        }
        add_rung(&mut found[at], discount.min_qty, worth, &discount.validity, day);
    }
    for candidate in &mut found {
        candidate.rungs.sort_by_key(|rung| rung.min_qty);
    }
    found.sort_by(|a, b| key(a).cmp(&key(b)));
    found
}

fn key<'a>(candidate: &'a Candidate<'_>) -> (Rule, usize, Reverse<NaiveDate>, &'a str) {
    (candidate.rule, candidate.depth, Reverse(candidate.list.validity.from), &candidate.list.code)
}

fn line_candidate<'a>(
    terms: &Terms,
    list: &'a PriceList,
    nearest: Option<usize>,
    sku: SkuId,
    day: NaiveDate,
) -> Option<Candidate<'a>> {
    let rule = match list.kind {
        ListKind::Quote => Rule::QuoteLine,
        ListKind::Contract => Rule::ContractLine,
        ListKind::Group => Rule::GroupLine,
        ListKind::Base => Rule::Base,
        ListKind::Promotion => Rule::Promotion,
    };
    let mut lines = terms.lines.get(&sku)?.iter().filter(|line| line.list == list.id).peekable();
    lines.peek()?;
    let mut candidate = Candidate { rule, depth: 0, list, rungs: Vec::new(), absent: Reason::NotYetValid };
    if Terms::is_passed_over(list, nearest) {
        return Some(Candidate { absent: Reason::NearerContract, ..candidate });
    }
    for line in lines {
        let price = UnitPrice {
            price: line.price,
            basis: line.basis,
            tax_mode: list.tax_mode,
            currency: list.currency,
        };
        add_rung(&mut candidate, line.min_qty, Worth::Price(price), &line.validity, day);
    }
    candidate.rungs.sort_by_key(|rung| rung.min_qty);
    Some(candidate)
}

fn add_rung(candidate: &mut Candidate, min_qty: Decimal, worth: Worth, validity: &Validity, day: NaiveDate) {
    let validity = candidate.list.validity.and(validity);
    if validity.holds(day) {
        candidate.rungs.push(Rung { min_qty, worth, valid_to: validity.to });
    } else if validity.to.is_some_and(|to| to <= day) {
        candidate.absent = Reason::Expired;
    }
}

/// How far above the SKU's own category a discount meets it; none when it does not concern the SKU.
pub(in crate::pricing) fn depth_of(target: &DiscountTarget, facts: &FamilyFacts) -> Option<usize> {
    match target {
        DiscountTarget::Category(id) => facts.categories.iter().position(|category| category == id),
        DiscountTarget::Brand(brand) => (!brand.is_empty() && *brand == facts.brand).then_some(0),
        DiscountTarget::All => Some(0),
    }
}

/// A base list has no discounts: it is what the others are off. A quote names prices.
pub(in crate::pricing) fn discount_rule(kind: ListKind, target: &DiscountTarget) -> Option<Rule> {
    Some(match (kind, target) {
        (ListKind::Contract, DiscountTarget::Category(_)) => Rule::ContractCategory,
        (ListKind::Contract, DiscountTarget::Brand(_)) => Rule::ContractBrand,
        (ListKind::Contract, DiscountTarget::All) => Rule::ContractAll,
        (ListKind::Group, DiscountTarget::Category(_)) => Rule::GroupCategory,
        (ListKind::Group, DiscountTarget::Brand(_)) => Rule::GroupBrand,
        (ListKind::Group, DiscountTarget::All) => Rule::GroupAll,
        (ListKind::Promotion, _) => Rule::Promotion,
        (ListKind::Base | ListKind::Quote, _) => return None,
    })
}

fn decide(candidates: &[Candidate], quantity: Decimal, vat_rate: Decimal) -> Decision {
    let base =
        candidates.iter().filter(|c| c.rule == Rule::Base).find_map(|c| offer_at(c, quantity, None).ok());
    let offers: Vec<_> = candidates.iter().map(|c| offer_at(c, quantity, base.as_ref())).collect();
    let holds = |i: &usize| offers[*i].is_ok();
    let regular = (0..candidates.len()).filter(|i| candidates[*i].rule != Rule::Promotion).find(holds);
    let gross = |i: usize| offers[i].as_ref().ok().map(|o| (with_vat(&o.price, vat_rate), o.price.currency));
    let promotion = regular.filter(|r| lets_promotions(candidates[*r].list)).and_then(|r| {
        let (regular_price, currency) = gross(r)?;
        (0..candidates.len())
            .filter(|i| candidates[*i].rule == Rule::Promotion)
            .filter_map(|i| gross(i).filter(|g| g.1 == currency && g.0 < regular_price).map(|g| (g.0, i)))
            .min()
            .map(|(_, i)| i)
    });
    Decision { winner: promotion.or(regular), regular, offers }
}

/// Whether a promotion may undercut a list; a quote was agreed to.
fn lets_promotions(list: &PriceList) -> bool {
    list.allows_promotion && list.kind != ListKind::Quote
}

fn offer_at(candidate: &Candidate, quantity: Decimal, base: Option<&Offer>) -> Result<Offer, Reason> {
    let Some(first) = candidate.rungs.first() else { return Err(candidate.absent.clone()) };
    let Some(rung) = candidate.rungs.iter().rev().find(|rung| rung.min_qty <= quantity) else {
        return Err(Reason::BelowFirstTier { min_qty: first.min_qty });
    };
    match &rung.worth {
        Worth::Price(price) => {
            Ok(Offer { price: *price, percent: None, min_qty: rung.min_qty, valid_to: rung.valid_to })
        }
        Worth::PercentOff(percent) => {
            let base = base.ok_or(Reason::NoBasePrice)?;
            Ok(Offer {
                price: discounted(&base.price, *percent),
                percent: Some(*percent),
                min_qty: rung.min_qty.max(base.min_qty),
                valid_to: earlier(rung.valid_to, base.valid_to),
            })
        }
    }
}

/// The price at every quantity at which some rule changes, where it differs from the one before.
fn ladder(candidates: &[Candidate], vat_rate: Decimal) -> Vec<(Decimal, UnitPrice)> {
    let mut steps: Vec<Decimal> = candidates.iter().flat_map(|c| c.rungs.iter().map(|r| r.min_qty)).collect();
    steps.sort();
    steps.dedup();
    let mut tiers: Vec<(Decimal, UnitPrice)> = Vec::new();
    for step in steps {
        let decision = decide(candidates, step, vat_rate);
        let Some(offer) = decision.winner.and_then(|i| decision.offers[i].as_ref().ok()) else { continue };
        if tiers.last().is_none_or(|(_, price)| *price != offer.price) {
            tiers.push((step.normalize(), offer.price));
        }
    }
    tiers
}

fn considered(candidates: &[Candidate], decision: &Decision) -> Vec<Considered> {
    candidates
        .iter()
        .zip(&decision.offers)
        .enumerate()
        .map(|(i, (candidate, offer))| Considered {
            rule: candidate.rule,
            list: list_ref(candidate.list),
            percent: offer.as_ref().ok().and_then(|o| o.percent),
            price: offer.as_ref().ok().map(|o| o.price),
            outcome: match offer {
                _ if decision.winner == Some(i) => Outcome::Won,
                Err(reason) => Outcome::Lost(reason.clone()),
                Ok(offer) => Outcome::Lost(why_lost(candidates, decision, i, offer)),
            },
        })
        .collect()
}

/// Why a rule that gives a price is not the one that holds.
fn why_lost(candidates: &[Candidate], decision: &Decision, i: usize, offer: &Offer) -> Reason {
    let (candidate, Some(regular)) = (&candidates[i], decision.regular) else {
        return Reason::NoRegularPrice;
    };
    if candidate.rule == Rule::Promotion {
        let currency = decision.offers[regular].as_ref().ok().map(|o| o.price.currency);
        return match () {
            () if !lets_promotions(candidates[regular].list) => Reason::PromotionsExcluded,
            () if currency != Some(offer.price.currency) => Reason::OtherCurrency,
            () => Reason::NotLower,
        };
    }
    if i == regular {
        return Reason::Undercut;
    }
    let first = &candidates[regular];
    if (candidate.rule, candidate.depth) == (first.rule, first.depth) {
        Reason::OtherListOfItsKind
    } else {
        Reason::MoreSpecificRule
    }
}

fn list_ref(list: &PriceList) -> ListRef {
    let above = list.holder.as_ref().filter(|holder| holder.steps_up > 0);
    ListRef {
        id: list.id,
        code: list.code.clone(),
        name: list.name.clone(),
        version: list.version,
        inherited_from: above
            .map(|holder| Inherited { company: holder.company, known_as: holder.known_as.clone() }),
    }
}
