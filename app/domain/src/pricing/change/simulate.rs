//! What a document would have done to the last twelve months: every order line of the time at today's prices beside those
//! with the document, resolved by the one engine. Nothing is written.

use super::draft::NewHead;
use super::floors::FloorBook;
use super::views::{Moved, Simulation};
use super::way::all_below_in_tx;
use super::write::{Steps, fulfilled};
use crate::accounts::permission::Permission;
use crate::error::Result;
use crate::ids::{CompanyId, ListId, SkuId};
use crate::money::UnitPrice;
use crate::op::OpContext;
use crate::pricing::resolve::quick::{Discounts, Quick};
use crate::pricing::resolve::with_vat;
use crate::pricing::store::heads::{self, HeadWish};
use crate::pricing::store::simulation::{self as store, Bought, Market, OwnedList};
use crate::pricing::store::steps::{LineRung, Rate, discounts_at, lines_at};
use crate::pricing::store::{change_lines, changes};
use crate::pricing::terms::{FamilyFacts, PriceLine, PriceList, SkuFacts, Terms, Validity};
use crate::rejection::Rejection;
use chrono::{Months, NaiveDate};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// How many customers and parts are named on either side.
const NAMED: usize = 10;

/// Simulates a document.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Unavailable` when it takes longer than a page may.
pub async fn simulate(op: &OpContext, number: &str) -> Result<Simulation> {
    op.require(Permission::SeePriceTrace)?;
    let mut tx = op.read().await?;
    changes::take_page_time(&mut tx).await?;
    let change = changes::find_change(&mut tx, number, false).await?.ok_or(Rejection::NotFound)?;
    let day = change.row.starts_on.max(op.today());
    let lines_wanted = change_lines::line_wishes(&mut tx, change.id).await?;
    let discounts = change_lines::discount_wishes(&mut tx, change.id).await?;
    let mut made = Vec::new();
    for (id, head) in changes::list_heads(&mut tx, change.id).await? {
        made.push(as_owned(id, serde_json::from_value(head)?));
    }
    let mut heads = heads::wishes(&mut tx, change.id).await?;
    // another name makes no other price
    heads.retain(|head| head.wanted.end.is_some() || head.wanted.promotions.is_some());
    // where ends move, the first day they make a difference
    let day = heads.iter().filter_map(differs_from).fold(day, NaiveDate::max);
    let changed: Vec<Uuid> = heads.iter().map(|head| head.list.0).collect();
    let touched: HashSet<ListId> = lines_wanted.iter().map(|(rung, _)| rung.list).collect();
    let touched = touched.into_iter().chain(discounts.iter().map(|(rung, _)| rung.list)).map(|list| list.0);
    let touched: Vec<Uuid> = touched.chain(changed.iter().copied()).collect();
    let audience = store::audience(&mut tx, change.id, &touched).await?;
    let since = op.now.checked_sub_months(Months::new(12)).unwrap_or(op.now);
    let bought = store::bought(&mut tx, change.id, audience.as_deref(), since).await?;
    let companies = distinct(bought.iter().map(|bought| bought.company.0));
    let skus = distinct(bought.iter().map(|bought| bought.sku.0));
    let mut market = store::market(&mut tx, &companies, &skus, &changed, day).await?;
    market.lists.extend(made);
    let skus: Vec<SkuId> = skus.into_iter().map(SkuId).collect();
    let floors = FloorBook::load_in_tx(&mut tx, op, &skus).await?;
    let below = all_below_in_tx(&mut tx, op, change.id, &lines_wanted).await?;
    drop(tx);

    let lists = market.lists.clone();
    let before = Prices::new(&market, lists, market.lines.clone(), market.discounts.clone(), day);
    let today = op.today();
    let mut lists = market.lists.clone();
    for own in &mut lists {
        if let Some(head) = heads.iter().find(|head| head.list == own.list.id) {
            head.fulfil(&mut own.list);
        }
    }
    let (lines, discounts) =
        (fulfilled(&market.lines, lines_wanted, today), fulfilled(&market.discounts, discounts, today));
    let after = Prices::new(&market, lists, lines, discounts, day);
    let mut simulation = compare(&market, &before, &after, &floors, bought);
    simulation.on = day;
    simulation.below_floor = below.prices as u64;
    simulation.reach = audience.map(|companies| companies.len() as u64);
    Ok(simulation)
}

/// The first day on which a list holds with one end and not with the other, where its end moves.
fn differs_from(head: &HeadWish) -> Option<NaiveDate> {
    [head.now.end, head.wanted.end?].into_iter().flatten().min()
}

fn distinct<T: Ord>(ids: impl Iterator<Item = T>) -> Vec<T> {
    let mut ids: Vec<T> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// A list that is still to be made, as if it were there.
pub(super) fn as_owned(id: ListId, head: NewHead) -> OwnedList {
    OwnedList {
        company: head.company,
        group: head.group.map(|group| group.0),
        list: PriceList {
            id,
            kind: head.kind,
            code: head.code,
            name: head.name,
            version: 1,
            currency: head.currency,
            tax_mode: head.tax_mode,
            allows_promotion: head.allows_promotion,
            validity: Validity { from: head.valid_from, to: head.valid_to },
            holder: None,
        },
    }
}

/// Everything that prices the parts, once for all companies.
struct Prices<'a> {
    /// Discounts of every list, and the VAT rates; a company's lists are put in when its turn comes.
    terms: Terms,
    shared: HashMap<SkuId, Vec<PriceLine>>,
    own: HashMap<(CompanyId, SkuId), Vec<PriceLine>>,
    /// Those that hold on the day.
    lists: Vec<OwnedList>,
    day: NaiveDate,
    market: &'a Market,
}

impl<'a> Prices<'a> {
    fn new(
        market: &'a Market,
        mut lists: Vec<OwnedList>,
        lines: Steps<LineRung, Rate>,
        discounts: Steps<crate::pricing::store::steps::DiscountRung, Decimal>,
        day: NaiveDate,
    ) -> Self {
        let owner: HashMap<ListId, CompanyId> =
            lists.iter().filter_map(|own| Some((own.list.id, own.company?))).collect();
        lists.retain(|own| own.list.validity.holds(day));
        let mut prices = Prices {
            terms: Terms {
                discounts: discounts_at(discounts, day).into(),
                vat: market.vat.clone(),
                ..Terms::default()
            },
            shared: HashMap::new(),
            own: HashMap::new(),
            lists,
            day,
            market,
        };
        for (sku, line) in lines_at(lines, day) {
            match owner.get(&line.list) {
                Some(company) => prices.own.entry((*company, sku)).or_default().push(line),
                None => prices.shared.entry(sku).or_default().push(line),
            }
        }
        prices
    }

    /// The rules of one company.
    fn terms_of(&self, company: CompanyId) -> Terms {
        let Some(buyer) = self.market.buyers.get(&company) else { return Terms::default() };
        let open = |own: &OwnedList| own.open_to(&buyer.path, buyer.group);
        let lists: Arc<[PriceList]> = self.lists.iter().filter_map(open).collect();
        let ids: HashSet<ListId> = lists.iter().map(|list| list.id).collect();
        let discounts = self.terms.discounts.iter().filter(|d| ids.contains(&d.list)).cloned().collect();
        Terms { lists, discounts, vat: self.terms.vat.clone(), ..Terms::default() }
    }

    fn lines(&self, company: CompanyId, sku: SkuId) -> impl Iterator<Item = &PriceLine> {
        let path = self.market.buyers.get(&company).map(|buyer| buyer.path.as_slice()).unwrap_or_default();
        let own = path.iter().filter_map(move |owner| self.own.get(&(*owner, sku))).flatten();
        self.shared.get(&sku).map(Vec::as_slice).unwrap_or_default().iter().chain(own)
    }
}

/// One company's prices before or after.
struct Asked<'p, 't> {
    prices: &'p Prices<'p>,
    quick: Option<Quick<'t>>,
    company: CompanyId,
    families: HashMap<Arc<FamilyFacts>, Discounts<'t>>,
}

impl<'p, 't> Asked<'p, 't> {
    fn new(prices: &'p Prices<'p>, company: CompanyId, terms: &'t Terms) -> Self {
        Asked { prices, quick: Quick::new(terms, prices.day), company, families: HashMap::new() }
    }

    fn price(&mut self, sku: SkuId, facts: &SkuFacts, quantity: Decimal) -> Option<UnitPrice> {
        let quick = self.quick.as_ref()?;
        let family = facts.family.clone();
        let discounts = self.families.entry(family).or_insert_with(|| quick.discounts(&facts.family));
        quick.price(discounts, self.prices.lines(self.company, sku), quantity)
    }
}

/// What a line comes to with VAT, to the cent.
fn amount(price: &UnitPrice, vat_rate: Decimal, quantity: Decimal) -> Decimal {
    cents(with_vat(price, vat_rate) * quantity)
}

fn cents(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

fn compare(
    market: &Market,
    before: &Prices<'_>,
    after: &Prices<'_>,
    floors: &FloorBook,
    mut bought: Vec<Bought>,
) -> Simulation {
    let mut simulation = Simulation::default();
    let mut by_part: HashMap<SkuId, (Decimal, Decimal)> = HashMap::new();
    let mut customers: Vec<Moved> = Vec::new();
    bought.sort_unstable_by_key(|bought| bought.company);
    for rows in bought.chunk_by(|a, b| a.company == b.company) {
        let company = rows[0].company;
        let Some(buyer) = market.buyers.get(&company) else { continue };
        let terms = (before.terms_of(company), after.terms_of(company));
        let mut was = Asked::new(before, company, &terms.0);
        let mut will = Asked::new(after, company, &terms.1);
        let mut sum = (Decimal::ZERO, Decimal::ZERO);
        let mut moved = false;
        for row in rows {
            let Some(facts) = market.skus.get(&row.sku) else { continue };
            simulation.lines += row.times;
            let pair = (was.price(row.sku, facts, row.quantity), will.price(row.sku, facts, row.quantity));
            let (Some(old), Some(new)) = pair else {
                simulation.without_price += if pair.0.is_some() { row.times } else { 0 };
                continue;
            };
            let times = Decimal::from(row.times);
            let amounts = [old, new].map(|price| amount(&price, floors.vat_rate, row.quantity) * times);
            sum = (sum.0 + amounts[0], sum.1 + amounts[1]);
            match floors.cost(row.sku) {
                Some(cost) => {
                    let cost = cents(cost * row.quantity) * times;
                    simulation.margin_before += amounts[0] - cost;
                    simulation.margin_after += amounts[1] - cost;
                }
                None => simulation.without_cost += row.times,
            }
            if old != new {
                moved = true;
                simulation.changed_lines += row.times;
                let part = by_part.entry(row.sku).or_default();
                *part = (part.0 + amounts[0], part.1 + amounts[1]);
            }
            if floors.is_below(row.sku, &new) && !floors.is_below(row.sku, &old) {
                simulation.newly_below += row.times;
            }
        }
        simulation.before += sum.0;
        simulation.after += sum.1;
        if moved {
            simulation.customers += 1;
            let (code, name) = (buyer.code.clone(), buyer.name.clone());
            customers.push(Moved { code, name, before: sum.0, after: sum.1 });
        }
    }
    simulation.parts = by_part.len() as u64;
    customers.sort_by_key(|moved| moved.more());
    simulation.winners = customers.iter().filter(|m| m.more() < Decimal::ZERO).take(NAMED).cloned().collect();
    simulation.losers =
        customers.iter().rev().filter(|m| m.more() > Decimal::ZERO).take(NAMED).cloned().collect();
    let mut parts: Vec<Moved> = by_part
        .into_iter()
        .filter_map(|(sku, (before, after))| {
            let code = market.skus.get(&sku)?.part_number.clone();
            Some(Moved { code, name: String::new(), before, after })
        })
        .collect();
    parts.sort_by(|a, b| (b.more().abs(), &a.code).cmp(&(a.more().abs(), &b.code)));
    parts.truncate(NAMED);
    simulation.most_moved = parts;
    simulation
}
