//! The price engine against a naive reading of the rules: every rule in turn, every day and quantity around the rungs.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use chrono::{Days, NaiveDate};
use domain::ids::{CategoryId, CompanyId, ListId, SkuId};
use domain::money::{Currency, TaxMode, UnitPrice};
use domain::pricing::resolve::quick::Quick;
use domain::pricing::resolve::{Outcome, Reason, Resolved, Rule, resolve};
use domain::pricing::terms::*;
use domain::quantity::Quantity;
use proptest::prelude::*;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

const SKU: SkuId = SkuId(Uuid::from_u128(1));

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 1).unwrap() + Days::new(offset)
}

fn validity(from: u64, length: Option<u64>) -> Validity {
    Validity { from: day(from), to: length.map(|days| day(from + days)) }
}

fn always() -> Validity {
    Validity { from: day(0), to: None }
}

fn category(n: u128) -> CategoryId {
    CategoryId(Uuid::from_u128(100 + n))
}

fn list(n: u128, kind: ListKind) -> PriceList {
    PriceList {
        id: ListId(Uuid::from_u128(1000 + n)),
        kind,
        code: format!("L{n:02}"),
        name: format!("list {n}"),
        version: 1,
        currency: Currency::Cny,
        tax_mode: TaxMode::Gross,
        allows_promotion: true,
        validity: always(),
        holder: None,
    }
}

fn terms() -> Terms {
    let facts = SkuFacts {
        part_number: "ISO4762-M8x40".into(),
        family: Arc::new(FamilyFacts { categories: (0..3).map(category).collect(), brand: "SMC".into() }),
    };
    Terms {
        skus: HashMap::from([(SKU, facts)]),
        vat: [VatRate { rate: d("0.13"), validity: always() }].into(),
        ..Terms::default()
    }
}

fn line(list: &PriceList, min_qty: &str, price: &str) -> PriceLine {
    PriceLine { list: list.id, min_qty: d(min_qty), price: d(price), basis: 1, validity: always() }
}

fn off(list: &PriceList, target: DiscountTarget, percent: &str) -> Discount {
    Discount { list: list.id, target, min_qty: Decimal::ONE, percent: d(percent), validity: always() }
}

fn at(terms: &Terms, quantity: &str, on: NaiveDate) -> Option<Resolved> {
    resolve(terms, SKU, Quantity::parse(quantity).unwrap(), on)
}

/// A base list at 10.00, 9.00 from 100, and whatever else is given.
fn with_base(lists: Vec<PriceList>, lines: Vec<PriceLine>, discounts: Vec<Discount>) -> Terms {
    let base = list(0, ListKind::Base);
    let mut all = vec![line(&base, "1", "10.00"), line(&base, "100", "9.00")];
    all.extend(lines);
    let (lists, discounts) = ([vec![base], lists].concat().into(), discounts.into());
    Terms { lists, lines: HashMap::from([(SKU, all)]), discounts, ..terms() }
}

#[test]
fn ninety_nine_pays_the_lower_rung_and_one_hundred_the_next_for_all_pieces() {
    let terms = with_base(vec![], vec![], vec![]);
    let low = at(&terms, "99", day(1)).unwrap();
    assert_eq!((low.unit_price.price, low.rule), (d("10.00"), Rule::Base));
    assert_eq!(low.next_tier.unwrap().min_qty, d("100"));
    let high = at(&terms, "100", day(1)).unwrap();
    assert_eq!((high.unit_price.price, high.next_tier), (d("9.00"), None));
    assert_eq!(high.unit_price.extend(high.quantity).amount(), d("900.00"));
    assert_eq!(low.tiers.len(), 2);
}

#[test]
fn a_contract_that_ended_yesterday_gives_nothing_and_the_trace_says_so() {
    let mut contract = list(1, ListKind::Contract);
    contract.validity = validity(0, Some(10));
    let terms = with_base(vec![contract.clone()], vec![line(&contract, "1", "7.00")], vec![]);
    let last_day = at(&terms, "1", day(9)).unwrap();
    assert_eq!((last_day.rule, last_day.valid_to), (Rule::ContractLine, Some(day(10))));
    let after = at(&terms, "1", day(10)).unwrap();
    assert_eq!(after.rule, Rule::Base);
    let traced = after.considered.iter().find(|c| c.rule == Rule::ContractLine).unwrap();
    assert_eq!(traced.outcome, Outcome::Lost(Reason::Expired));
}

#[test]
fn a_dearer_contract_price_still_goes_before_the_base_list() {
    let contract = list(1, ListKind::Contract);
    let terms = with_base(vec![contract.clone()], vec![line(&contract, "1", "11.00")], vec![]);
    assert_eq!(at(&terms, "1", day(1)).unwrap().unit_price.price, d("11.00"));
}

#[test]
fn discounts_go_deep_category_then_shallow_then_brand_then_everything() {
    let contract = list(1, ListKind::Contract);
    let all = [
        off(&contract, DiscountTarget::All, "40"),
        off(&contract, DiscountTarget::Brand("SMC".into()), "30"),
        off(&contract, DiscountTarget::Category(category(2)), "20"),
        off(&contract, DiscountTarget::Category(category(0)), "12.5"),
    ];
    let expected = ["6.0000", "7.0000", "8.0000", "8.7500"];
    for (n, price) in (1..=4).zip(expected) {
        let terms = with_base(vec![contract.clone()], vec![], all[..n].to_vec());
        assert_eq!(at(&terms, "1", day(1)).unwrap().unit_price.price, d(price), "{n}");
    }
}

#[test]
fn percentages_round_half_up_at_four_decimals_and_follow_the_base_tier() {
    let contract = list(1, ListKind::Contract);
    let mut terms =
        with_base(vec![contract.clone()], vec![], vec![off(&contract, DiscountTarget::All, "50")]);
    terms.lines.get_mut(&SKU).unwrap()[0].price = d("0.0001");
    assert_eq!(at(&terms, "1", day(1)).unwrap().unit_price.price, d("0.0001"));
    assert_eq!(at(&terms, "100", day(1)).unwrap().unit_price.price, d("4.5"));
}

#[test]
fn a_promotion_wins_only_when_lower_and_allowed() {
    let (contract, promotion) = (list(1, ListKind::Contract), list(2, ListKind::Promotion));
    let lines = |c: &str, p: &str| vec![line(&contract, "1", c), line(&promotion, "1", p)];
    let lists = vec![contract.clone(), promotion.clone()];
    let lower = with_base(lists.clone(), lines("8.00", "7.00"), vec![]);
    assert_eq!(at(&lower, "1", day(1)).unwrap().rule, Rule::Promotion);
    let equal = at(&with_base(lists.clone(), lines("8.00", "8.00"), vec![]), "1", day(1)).unwrap();
    assert_eq!(equal.rule, Rule::ContractLine);
    let mut closed = lower;
    Arc::make_mut(&mut closed.lists)[1].allows_promotion = false;
    let kept = at(&closed, "1", day(1)).unwrap();
    assert_eq!(kept.rule, Rule::ContractLine);
    assert!(kept.considered.iter().any(|c| c.outcome == Outcome::Lost(Reason::PromotionsExcluded)));
}

#[test]
fn a_net_promotion_is_compared_with_its_vat() {
    let mut promotion = list(2, ListKind::Promotion);
    promotion.tax_mode = TaxMode::Net;
    let terms = with_base(vec![promotion.clone()], vec![line(&promotion, "1", "9.00")], vec![]);
    // 9.00 + 13 % = 10.17 > 10.00
    assert_eq!(at(&terms, "1", day(1)).unwrap().rule, Rule::Base);
}

#[test]
fn of_two_contracts_the_newer_holds_then_the_smaller_code() {
    let (mut old, new) = (list(1, ListKind::Contract), list(2, ListKind::Contract));
    let lines = vec![line(&old, "1", "8.00"), line(&new, "1", "7.50")];
    let tie = with_base(vec![new.clone(), old.clone()], lines.clone(), vec![]);
    assert_eq!(at(&tie, "1", day(5)).unwrap().list.code, "L01");
    old.validity.from = day(0) - Days::new(300);
    let dated = at(&with_base(vec![old, new], lines, vec![]), "1", day(5)).unwrap();
    assert_eq!(dated.list.code, "L02");
    assert!(dated.considered.iter().any(|c| c.outcome == Outcome::Lost(Reason::OtherListOfItsKind)));
}

#[test]
fn below_the_first_rung_a_contract_does_not_apply() {
    let contract = list(1, ListKind::Contract);
    let terms = with_base(vec![contract.clone()], vec![line(&contract, "50", "7.00")], vec![]);
    let below = at(&terms, "49", day(1)).unwrap();
    assert_eq!((below.rule, below.next_tier.unwrap().price.price), (Rule::Base, d("7.00")));
    assert_eq!(at(&terms, "50", day(1)).unwrap().rule, Rule::ContractLine);
}

#[test]
fn an_accepted_quote_goes_before_the_contract_and_no_promotion_undercuts_it() {
    let (quote, contract) = (list(1, ListKind::Quote), list(2, ListKind::Contract));
    let promotion = list(3, ListKind::Promotion);
    let lines = vec![line(&quote, "10", "8.00"), line(&contract, "1", "7.00"), line(&promotion, "1", "5.00")];
    let terms = with_base(vec![quote, contract, promotion], lines, vec![]);
    let quoted = at(&terms, "10", day(1)).unwrap();
    assert_eq!((quoted.rule, quoted.unit_price.price), (Rule::QuoteLine, d("8.00")));
    let lost = quoted.considered.iter().find(|c| c.rule == Rule::Promotion).unwrap();
    assert_eq!(lost.outcome, Outcome::Lost(Reason::PromotionsExcluded));
    // below what was quoted for, it is as if there were no quote
    assert_eq!(at(&terms, "9", day(1)).unwrap().rule, Rule::Promotion);
}

#[test]
fn the_contract_of_the_nearest_company_counts_and_the_trace_says_so_of_the_others() {
    let up = |n: u128, steps_up: usize, validity: Validity| {
        let holder = Some(holder(ListKind::Contract, steps_up));
        PriceList { holder, validity, ..list(n, ListKind::Contract) }
    };
    let (head, middle) = (up(1, 2, always()), up(2, 1, validity(3, Some(2))));
    let lines = vec![line(&head, "1", "6.00"), line(&middle, "1", "8.00")];
    let terms = with_base(vec![head, middle], lines, vec![]);
    for (on, price) in [(2, "6.00"), (3, "8.00"), (4, "8.00"), (5, "6.00")] {
        assert_eq!(at(&terms, "1", day(on)).unwrap().unit_price.price, d(price), "{on}");
    }
    let during = at(&terms, "1", day(3)).unwrap();
    let passed = during.considered.iter().find(|c| c.list.code == "L01").unwrap();
    assert_eq!(passed.outcome, Outcome::Lost(Reason::NearerContract));
    assert!(passed.list.inherited_from.is_some());
}

#[test]
fn without_a_regular_price_or_a_vat_rate_there_is_no_price() {
    let promotion = list(2, ListKind::Promotion);
    let lines = HashMap::from([(SKU, vec![line(&promotion, "1", "1.00")])]);
    let only = Terms { lists: [promotion].into(), lines, ..terms() };
    assert_eq!(at(&only, "1", day(1)), None);
    let mut untaxed = with_base(vec![], vec![], vec![]);
    Arc::make_mut(&mut untaxed.vat)[0].validity = validity(5, None);
    assert_eq!(at(&untaxed, "1", day(4)), None);
    assert!(at(&untaxed, "1", day(5)).is_some());
}

// ---- against a naive oracle ----

/// The rules read aloud, one after the other; knows nothing of candidates, ladders or sorting keys.
fn naive(terms: &Terms, quantity: Decimal, on: NaiveDate) -> Option<(Rule, String, UnitPrice)> {
    let regular = naive_regular(terms, quantity, on)?;
    let winner = terms.lists.iter().find(|l| l.code == regular.1).unwrap();
    if !winner.allows_promotion || winner.kind == ListKind::Quote {
        return Some(regular);
    }
    let mut best = regular.clone();
    for list in in_order(terms, ListKind::Promotion) {
        let line = naive_line(terms, list, quantity, on);
        let targets = [
            DiscountTarget::Category(category(0)),
            DiscountTarget::Category(category(1)),
            DiscountTarget::Category(category(2)),
            DiscountTarget::Brand("SMC".into()),
            DiscountTarget::All,
        ];
        let offs = targets.iter().map(|target| naive_discount(terms, list, target, quantity, on));
        for price in std::iter::once(line).chain(offs).flatten() {
            if price.currency == regular.2.currency && gross(&price) < gross(&best.2) {
                best = (Rule::Promotion, list.code.clone(), price);
            }
        }
    }
    Some(best)
}

fn naive_regular(terms: &Terms, quantity: Decimal, on: NaiveDate) -> Option<(Rule, String, UnitPrice)> {
    use Rule::*;
    for list in in_order(terms, ListKind::Quote) {
        if let Some(price) = naive_line(terms, list, quantity, on) {
            return Some((QuoteLine, list.code.clone(), price));
        }
    }
    let kinds = [
        (ListKind::Contract, [ContractLine, ContractCategory, ContractBrand, ContractAll]),
        (ListKind::Group, [GroupLine, GroupCategory, GroupBrand, GroupAll]),
    ];
    for (kind, rules) in kinds {
        let mut steps: Vec<(Rule, Option<DiscountTarget>)> = vec![(rules[0], None)];
        steps.extend((0..3).map(|n| (rules[1], Some(DiscountTarget::Category(category(n))))));
        steps.push((rules[2], Some(DiscountTarget::Brand("SMC".into()))));
        steps.push((rules[3], Some(DiscountTarget::All)));
        for (rule, target) in steps {
            for list in in_order(terms, kind).into_iter().filter(|list| naive_counts(terms, list, on)) {
                let found = match &target {
                    None => naive_line(terms, list, quantity, on),
                    Some(target) => naive_discount(terms, list, target, quantity, on),
                };
                if let Some(price) = found {
                    return Some((rule, list.code.clone(), price));
                }
            }
        }
    }
    naive_base(terms, quantity, on).map(|(code, price)| (Base, code, price))
}

/// A contract counts when no company nearer to the one that asks has a contract in force.
fn naive_counts(terms: &Terms, list: &PriceList, on: NaiveDate) -> bool {
    let up = |list: &PriceList| list.holder.as_ref().unwrap().steps_up;
    let contracts = terms.lists.iter().filter(|l| l.kind == ListKind::Contract && open(l, &always(), on));
    list.kind != ListKind::Contract || contracts.into_iter().all(|other| up(other) >= up(list))
}

fn gross(price: &UnitPrice) -> Decimal {
    let vat = if price.tax_mode == TaxMode::Net { d("1.13") } else { Decimal::ONE };
    price.price / Decimal::from(price.basis) * vat
}

fn in_order(terms: &Terms, kind: ListKind) -> Vec<&PriceList> {
    let mut lists: Vec<_> = terms.lists.iter().filter(|l| l.kind == kind).collect();
    lists.sort_by(|a, b| b.validity.from.cmp(&a.validity.from).then(a.code.cmp(&b.code)));
    lists
}

fn open(list: &PriceList, validity: &Validity, on: NaiveDate) -> bool {
    let begun = list.validity.from <= on && validity.from <= on;
    begun && [list.validity.to, validity.to].iter().flatten().all(|end| on < *end)
}

fn naive_line(terms: &Terms, list: &PriceList, quantity: Decimal, on: NaiveDate) -> Option<UnitPrice> {
    let lines = terms.lines.get(&SKU)?;
    let held =
        lines.iter().filter(|l| l.list == list.id && open(list, &l.validity, on) && l.min_qty <= quantity);
    let line = held.max_by_key(|l| l.min_qty)?;
    Some(UnitPrice { price: line.price, basis: line.basis, tax_mode: list.tax_mode, currency: list.currency })
}

fn naive_base(terms: &Terms, quantity: Decimal, on: NaiveDate) -> Option<(String, UnitPrice)> {
    in_order(terms, ListKind::Base)
        .into_iter()
        .find_map(|list| naive_line(terms, list, quantity, on).map(|price| (list.code.clone(), price)))
}

fn naive_discount(
    terms: &Terms,
    list: &PriceList,
    target: &DiscountTarget,
    quantity: Decimal,
    on: NaiveDate,
) -> Option<UnitPrice> {
    let discount = terms
        .discounts
        .iter()
        .filter(|x| x.list == list.id && x.target == *target)
        .filter(|x| open(list, &x.validity, on) && x.min_qty <= quantity)
        .max_by_key(|x| x.min_qty)?;
    let (_, base) = naive_base(terms, quantity, on)?;
    // half-up at the fourth decimal, done with whole numbers
    let scaled = base.price * (d("100") - discount.percent) * d("100") + d("0.5");
    Some(UnitPrice { price: scaled.floor() / d("10000"), ..base })
}

fn any_validity() -> impl Strategy<Value = Validity> {
    (0u64..20, prop::option::weighted(0.6, 1u64..12)).prop_map(|(from, length)| validity(from, length))
}

fn any_kind() -> impl Strategy<Value = ListKind> {
    use ListKind::*;
    prop::sample::select(vec![Base, Group, Contract, Contract, Promotion, Quote])
}

fn any_list() -> impl Strategy<Value = PriceList> {
    let currency = prop::sample::select(vec![Currency::Cny, Currency::Cny, Currency::Cny, Currency::Usd]);
    (any_kind(), any_validity(), any::<bool>(), prop::bool::weighted(0.2), currency, 0usize..3).prop_map(
        |(kind, validity, allows_promotion, net, currency, steps_up)| PriceList {
            holder: kind.is_one_companys().then(|| holder(kind, steps_up)),
            validity,
            allows_promotion,
            currency,
            tax_mode: if net { TaxMode::Net } else { TaxMode::Gross },
            ..list(0, kind)
        },
    )
}

/// Of a contract somewhere on the way up; quotes are the company's own.
fn holder(kind: ListKind, steps_up: usize) -> Holder {
    let steps_up = if kind == ListKind::Quote { 0 } else { steps_up };
    Holder { company: CompanyId(Uuid::from_u128(7 + steps_up as u128)), steps_up, known_as: None }
}

fn rung() -> impl Strategy<Value = Decimal> {
    prop::sample::select(vec!["0.5", "1", "10", "50", "100"]).prop_map(d)
}

fn any_target() -> impl Strategy<Value = DiscountTarget> {
    prop_oneof![
        (0u128..4).prop_map(|n| DiscountTarget::Category(category(n))),
        prop::sample::select(vec!["SMC", "FESTO"]).prop_map(|b| DiscountTarget::Brand(b.into())),
        Just(DiscountTarget::All),
    ]
}

fn overlaps(a: &Validity, b: &Validity) -> bool {
    a.from.max(b.from) < a.to.unwrap_or(NaiveDate::MAX).min(b.to.unwrap_or(NaiveDate::MAX))
}

prop_compose! {
    /// Lists, lines and discounts as the database would take them: two of one rung never hold on the same day.
    fn any_terms()(
        lists in prop::collection::vec(any_list(), 1..7),
        lines in prop::collection::vec((0usize..7, rung(), 1u32..100_000, 0usize..3, any_validity()), 0..25),
        discounts in prop::collection::vec((0usize..7, any_target(), rung(), 0u32..99_999, any_validity()), 0..15),
    ) -> Terms {
        let lists: Vec<PriceList> = lists.into_iter().enumerate().map(|(n, l)| PriceList {
            id: ListId(Uuid::from_u128(1000 + n as u128)), code: format!("L{n:02}"), ..l
        }).collect();
        let mut kept: Vec<PriceLine> = Vec::new();
        for (n, min_qty, price, basis, validity) in lines {
            let list = lists[n % lists.len()].id;
            let line = PriceLine { list, min_qty, price: Decimal::new(price.into(), 4), basis: [1, 100, 1000][basis], validity };
            if kept.iter().all(|k| k.list != list || k.min_qty != min_qty || !overlaps(&k.validity, &validity)) {
                kept.push(line);
            }
        }
        let mut offs: Vec<Discount> = Vec::new();
        for (n, target, min_qty, percent, validity) in discounts {
            let list = &lists[n % lists.len()];
            // the desk refuses discounts on base lists; quotes name prices, and what stands there besides counts for nothing
            let free = offs.iter().all(|k| k.list != list.id || k.target != target || k.min_qty != min_qty || !overlaps(&k.validity, &validity));
            if list.kind != ListKind::Base && free {
                offs.push(Discount { list: list.id, target, min_qty, percent: Decimal::new(percent.into(), 3), validity });
            }
        }
        Terms { lists: lists.into(), lines: HashMap::from([(SKU, kept)]), discounts: offs.into(), ..terms() }
    }
}

/// Every first day, last day and day after of anything, and every quantity at and just beside a rung.
fn corners(terms: &Terms) -> Vec<(Decimal, NaiveDate)> {
    let lines = terms.lines.values().flatten().map(|l| l.validity);
    let all =
        terms.lists.iter().map(|l| l.validity).chain(lines).chain(terms.discounts.iter().map(|x| x.validity));
    let days: BTreeSet<NaiveDate> = all
        .flat_map(|v| [Some(v.from), v.to])
        .flatten()
        .flat_map(|on| [on - Days::new(1), on])
        .filter(|on| *on >= day(0))
        .collect();
    let quantities =
        ["0.4999", "0.5", "0.9999", "1", "9.9999", "10", "49", "50", "99.9999", "100", "5000"].map(d);
    days.iter().flat_map(|on| quantities.iter().map(|q| (*q, *on))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_agrees_with_the_rules_read_aloud(terms in any_terms()) {
        for (quantity, on) in corners(&terms) {
            let found = resolve(&terms, SKU, Quantity::new(quantity).unwrap(), on);
            let expected = naive(&terms, quantity, on);
            let short = found.as_ref().map(|f| (f.rule, f.list.code.clone(), f.unit_price));
            prop_assert_eq!(&short, &expected, "{} on {}", quantity, on);
            let Some(found) = found else { continue };
            let won = found.considered.iter().filter(|c| c.outcome == Outcome::Won).count();
            prop_assert_eq!(won, 1);
            prop_assert!(found.valid_to.is_none_or(|end| end > on));
            // the ladder tells the truth: at each of its rungs the engine gives that price
            for (rung, price) in &found.tiers {
                let there = resolve(&terms, SKU, Quantity::new(*rung).unwrap(), on).unwrap();
                prop_assert_eq!(&there.unit_price, price);
            }
            if let Some(next) = found.next_tier {
                prop_assert!(next.min_qty > quantity && gross(&next.price) < gross(&found.unit_price));
            }
        }
    }

    #[test]
    fn the_quick_way_gives_the_same_price(terms in any_terms()) {
        let facts = &terms.skus[&SKU];
        for (quantity, on) in corners(&terms) {
            let found = resolve(&terms, SKU, Quantity::new(quantity).unwrap(), on).map(|f| f.unit_price);
            let quick = Quick::new(&terms, on).and_then(|quick| {
                let lines = terms.lines.get(&SKU).into_iter().flatten();
                quick.price(&quick.discounts(&facts.family), lines, quantity)
            });
            prop_assert_eq!(quick, found, "{} on {}", quantity, on);
        }
    }

    #[test]
    fn the_order_in_which_rows_arrive_changes_nothing(terms in any_terms()) {
        let mut turned = terms.clone();
        Arc::make_mut(&mut turned.lists).reverse();
        Arc::make_mut(&mut turned.discounts).reverse();
        turned.lines.values_mut().for_each(|lines| lines.reverse());
        for (quantity, on) in corners(&terms).into_iter().step_by(7) {
            let quantity = Quantity::new(quantity).unwrap();
            let (a, b) = (resolve(&terms, SKU, quantity, on), resolve(&turned, SKU, quantity, on));
            prop_assert_eq!(a.map(|f| (f.unit_price, f.list, f.tiers)), b.map(|f| (f.unit_price, f.list, f.tiers)));
        }
    }
}
