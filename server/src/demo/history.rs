//! Months that are over, in the demo: invented orders of invented customers, placed, shipped, delivered, invoiced, paid and stated
//! by the services real ones go through, with a clock of the past. Nobody is written to about them.
//!
//! The last parcel was delivered a week ago; every month of the demo's own customers that is over is on a statement they
//! confirmed, the latest deliveries are on no invoice yet, and some invoices are not paid.

use super::prices::{self, spread};
use crate::boot::House;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use domain::accounts::bootstrap;
use domain::accounts::permission::{Actor, MemberRole, StaffRole};
use domain::accounts::service::create_company;
use domain::accounts::{CompanyBrief, NewCompany};
use domain::billing::invoice::service::{issue_invoice, load_invoice};
use domain::billing::service::{confirm, issue_statement};
use domain::error::{Error, Result};
use domain::ids::{AttemptKey, OrderId, PersonId, ShipmentId, SkuId, StatementId};
use domain::inventory::store::move_in_tx;
use domain::lang::Lang;
use domain::notifications::outbox;
use domain::op::OpContext;
use domain::orders::service::{add_to_cart, cart, load_order, place_order};
use domain::orders::{Checkout, Destination, NewAddress, Payment};
use domain::pricing::service::set_up;
use domain::quantity::Quantity;
use domain::receivables::service::{record_receipt, set_terms};
use domain::receivables::terms::Terms;
use domain::receivables::{NewReceipt, NewTerms};
use domain::shipping::service::{add_tracking_event, ship};
use domain::shipping::tracking::TrackingState;
use domain::shipping::{NewEvent, NewShipment};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap};
use tokio::task::JoinSet;

/// A customer of the demo and how he buys.
struct Habit {
    name: &'static str,
    kind: &'static str,
    buyer: (&'static str, &'static str),
    phone: &'static str,
    place: (&'static str, &'static str),
    /// Days between two orders.
    every: u64,
    /// Days he takes to pay an invoice; with 0 he pays before anything leaves.
    pays_after: u64,
    /// Of a customer who is made here; the demo's own have theirs.
    credit_limit: Option<i64>,
}

/// The first two are the demo's own; the others are made here, and nobody signs in as their buyers.
const HABITS: [Habit; 6] = [
    Habit {
        name: "",
        kind: "",
        buyer: ("", "王敏"),
        phone: "13800000001",
        place: ("江苏省苏州市吴中区", "演示路 1 号"),
        every: 34,
        pays_after: 9,
        credit_limit: None,
    },
    Habit {
        name: "",
        kind: "",
        buyer: ("", "Li Lei"),
        phone: "13800000002",
        place: ("江苏省无锡市滨湖区", "演示路 2 号"),
        every: 45,
        pays_after: 0,
        credit_limit: None,
    },
    Habit {
        name: "常州启明机床有限公司",
        kind: "machine_builder",
        buyer: ("zhang@qiming.example", "张启"),
        phone: "13800000003",
        place: ("江苏省常州市新北区", "演示路 3 号"),
        every: 26,
        pays_after: 24,
        credit_limit: Some(300_000),
    },
    Habit {
        name: "宁波海川五金商行",
        kind: "hardware_store",
        buyer: ("hai@haichuan.example", "海英"),
        phone: "13800000004",
        place: ("浙江省宁波市鄞州区", "演示路 4 号"),
        every: 23,
        pays_after: 20,
        credit_limit: Some(80_000),
    },
    Habit {
        name: "杭州智行自动化有限公司",
        kind: "end_user",
        buyer: ("shen@zhixing.example", "沈行"),
        phone: "13800000005",
        place: ("浙江省杭州市余杭区", "演示路 5 号"),
        every: 36,
        pays_after: 55,
        credit_limit: Some(150_000),
    },
    Habit {
        name: "南京嘉禾机电有限公司",
        kind: "dealer",
        buyer: ("he@jiahe.example", "何嘉"),
        phone: "13800000006",
        place: ("江苏省南京市江宁区", "演示路 6 号"),
        every: 29,
        pays_after: 31,
        credit_limit: Some(300_000),
    },
];

/// Parts a customer buys again and again.
const ASSORTMENT: usize = 9;
/// Days before today on which the history ends.
const QUIET: u64 = 7;

/// Whoever does the house's share of it.
#[derive(Clone, Copy)]
pub struct Hands {
    /// Ships.
    pub warehouse: PersonId,
    /// Invoices and takes money in.
    pub finance: PersonId,
    /// Grants terms.
    pub admin: PersonId,
}

/// One customer's months.
struct Story {
    habit: &'static Habit,
    company: CompanyBrief,
    buyer: PersonId,
    hands: Hands,
    house: OpContext,
    /// First day no statement speaks of.
    unstated: NaiveDate,
    /// What is to happen, by when.
    ahead: BTreeMap<(DateTime<Utc>, usize), Act>,
    told: usize,
}

/// Something that happens on a day.
enum Act {
    Order(Vec<(SkuId, Decimal)>),
    Ship(OrderId),
    Deliver(ShipmentId),
    State,
    Confirm(StatementId),
    Invoice,
    Receive(Decimal),
}

/// Tells the months since the first price list, twelve at most. `known` are the demo's own customers with their buyers.
///
/// # Errors
/// What a service refuses; database errors.
pub async fn load(house: &House, hands: Hands, known: &[(CompanyBrief, PersonId)]) -> Result<()> {
    let now = house.op_as(hands.admin, None);
    let today = now.today();
    let year_ago = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    let (from, to) = (year_ago.max(prices::first_day()? + Days::new(4)), today - Days::new(QUIET));
    let mut stories = Vec::new();
    for (nth, habit) in HABITS.iter().enumerate() {
        let (company, buyer) = match known.get(nth) {
            Some(known) => known.clone(),
            None => newcomer(house, &at(&now, moment(house.zone, from, 8)), habit).await?,
        };
        let (ahead, told) = (BTreeMap::new(), 0);
        let house = now.clone();
        stories.push(Story { habit, company, buyer, hands, house, unstated: from, ahead, told });
    }
    let book = set_up(&now)?;
    let mut tx = now.begin().await?;
    let parts: Vec<(SkuId, String, Decimal)> =
        book.skus(&mut tx).await?.into_iter().map(|sku| (sku.id, sku.part_number, sku.pack_size)).collect();
    let mut wanted: HashMap<SkuId, Decimal> = HashMap::new();
    for (nth, story) in stories.iter_mut().enumerate() {
        story.plan(&assortment(&parts, nth), (from, to));
        for (sku, quantity) in story.ahead.values().flat_map(Act::goods) {
            *wanted.entry(*sku).or_default() += *quantity;
        }
    }
    // what leaves came in before, so that the shelves are as full as they were
    let opening = moment(house.zone, from, 7);
    for (sku, quantity) in wanted {
        move_in_tx(&mut tx, sku, quantity, "received", None, Some(hands.warehouse), opening).await?;
    }
    tx.commit().await?;
    let mut told = JoinSet::new();
    for story in stories {
        told.spawn(story.tell());
    }
    while let Some(done) = told.join_next().await {
        done.map_err(|stopped| Error::Internal(stopped.to_string()))??;
    }
    outbox::settle(&now).await
}

/// A customer nobody signs in for: his buyer has no password.
async fn newcomer(house: &House, op: &OpContext, habit: &Habit) -> Result<(CompanyBrief, PersonId)> {
    let new = NewCompany {
        name: habit.name.into(),
        uscc: String::new(),
        keep_uscc: false,
        kind: habit.kind.into(),
        recipient: habit.buyer.1.into(),
        phone: habit.phone.into(),
        region: habit.place.0.into(),
        street: habit.place.1.into(),
        group: String::new(),
    };
    let company = create_company(op, new).await?;
    let terms = NewTerms {
        credit_limit: habit.credit_limit.map(Decimal::from),
        terms: Terms::default(),
        hold_reason: None,
        reason: "演示数据".into(),
        seen: String::new(),
    };
    set_terms(op, company.id, terms).await?;
    let (email, name) = habit.buyer;
    let buyer = bootstrap::add_contact(&house.owner, email, name, Lang::Zh).await?;
    bootstrap::add_membership(&house.pools.staff, company.id, buyer, MemberRole::Owner).await?;
    Ok((company, buyer))
}

/// What a customer needs for his machines: the same few parts all the time.
fn assortment(parts: &[(SkuId, String, Decimal)], nth: usize) -> Vec<(SkuId, Decimal)> {
    let own = |number: &str| spread(number) % 397 == 11 * nth as u64 + 5;
    let found = parts.iter().filter(|(_, number, _)| own(number));
    found.take(ASSORTMENT).map(|(sku, _, pack)| (*sku, (*pack).max(Decimal::ONE))).collect()
}

/// An hour of a day at the seller's place.
fn moment(zone: Tz, day: NaiveDate, hour: u32) -> DateTime<Utc> {
    let local = day.and_hms_opt(hour, 0, 0).unwrap_or_default();
    local.and_local_timezone(zone).earliest().map_or_else(|| local.and_utc(), |at| at.to_utc())
}

/// The day itself, or the Monday after a weekend.
fn workday(day: NaiveDate) -> NaiveDate {
    match day.weekday() {
        Weekday::Sat => day + Days::new(2),
        Weekday::Sun => day + Days::new(1),
        _ => day,
    }
}

fn at(op: &OpContext, now: DateTime<Utc>) -> OpContext {
    OpContext { now, ..op.clone() }
}

impl Act {
    fn goods(&self) -> &[(SkuId, Decimal)] {
        if let Act::Order(lines) = self { lines } else { &[] }
    }
}

impl Story {
    fn note(&mut self, day: NaiveDate, hour: u32, act: Act) {
        self.told += 1;
        self.ahead.insert((moment(self.house.zone, day, hour), self.told), act);
    }

    /// Orders at the pace of the customer, and a statement and an invoice for each month.
    fn plan(&mut self, parts: &[(SkuId, Decimal)], (from, to): (NaiveDate, NaiveDate)) {
        if parts.is_empty() {
            return;
        }
        let chance = |what: &str, most: u64| spread(&format!("{}{what}", self.company.code)) % most;
        let (mut orders, mut day, mut nth) = (Vec::new(), from + Days::new(chance("first", 12)), 0);
        // the parcel of the last one still arrives
        while day + Days::new(6) <= to {
            let some = 2 + chance(&format!("lines{nth}"), 4) as usize;
            let first = chance(&format!("part{nth}"), parts.len() as u64) as usize;
            let lines = (0..some.min(parts.len())).map(|more| {
                let (sku, pack) = parts[(first + more) % parts.len()];
                (sku, pack * Decimal::from(1 + chance(&format!("packs{nth}.{more}"), 8)))
            });
            orders.push((workday(day), 9 + chance(&format!("hour{nth}"), 8) as u32, lines.collect()));
            day = day + Days::new(self.habit.every - 3 + chance(&format!("pause{nth}"), 7));
            nth += 1;
        }
        for (day, hour, lines) in orders {
            self.note(day, hour, Act::Order(lines));
        }
        let mut month = from.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)));
        while let Some(first) = month.filter(|first| *first <= self.house.today()) {
            // months of customers nobody signs in for wait for finance
            if self.habit.credit_limit.is_none() {
                self.note(first, 0, Act::State);
            }
            self.note(workday(first + Days::new(1)), 10, Act::Invoice);
            month = first.checked_add_months(Months::new(1));
        }
    }

    /// Lets it happen, day by day.
    async fn tell(mut self) -> Result<()> {
        while let Some(((now, _), act)) = self.ahead.pop_first() {
            if now > self.house.now {
                break;
            }
            let day = domain::time::day_at(now, self.house.zone);
            match act {
                Act::Order(lines) => self.order(now, day, lines).await?,
                Act::Ship(order) => self.ship(now, day, order).await?,
                Act::Deliver(shipment) => self.deliver(now, shipment).await?,
                Act::State => self.state(now, day).await?,
                Act::Confirm(statement) => confirm(&self.buyer_at(now), statement).await?,
                Act::Invoice => self.invoice(now, day).await?,
                Act::Receive(amount) => self.receive(now, day, amount).await?,
            }
        }
        Ok(())
    }

    fn staff(&self, person: PersonId, role: StaffRole, now: DateTime<Utc>) -> OpContext {
        OpContext { actor: Actor::Staff { person, roles: vec![role] }, ..at(&self.house, now) }
    }

    fn buyer_at(&self, now: DateTime<Utc>) -> OpContext {
        let actor = Actor::Buyer { person: self.buyer, role: MemberRole::Owner };
        OpContext { actor, company: Some(self.company.id), ..at(&self.house, now) }
    }

    async fn order(
        &mut self,
        now: DateTime<Utc>,
        day: NaiveDate,
        lines: Vec<(SkuId, Decimal)>,
    ) -> Result<()> {
        let (op, company) = (self.buyer_at(now), self.company.id);
        let wanted = lines.into_iter().map(|(sku, quantity)| {
            let quantity = Quantity::new(quantity).map_err(|_| Error::Internal("a demo quantity".into()))?;
            Ok((sku, quantity))
        });
        add_to_cart(&op, wanted.collect::<Result<_>>()?).await?;
        let page = cart(&op).await?;
        let prepaid = self.is_prepaid();
        let habit = self.habit;
        let form = Checkout {
            company,
            cart_id: page.cart_id,
            key: page.attempt_key,
            seen: page.seen,
            destination: Destination::New(NewAddress {
                recipient: habit.buyer.1.into(),
                phone: habit.phone.into(),
                region: habit.place.0.into(),
                street: habit.place.1.into(),
            }),
            po_number: String::new(),
            requested_on: String::new(),
            note: "演示数据".into(),
            payment: if prepaid { Payment::Transfer } else { Payment::Account },
            from_stock_only: false,
            floor_reason: String::new(),
            again: true,
        };
        let placed = place_order(&op, form).await?;
        if prepaid {
            self.note(day, 18, Act::Receive(page.totals.amounts.gross));
        }
        self.note(workday(day + Days::new(1)), 15, Act::Ship(placed.order_id));
        Ok(())
    }

    fn is_prepaid(&self) -> bool {
        self.habit.pays_after == 0
    }

    async fn ship(&mut self, now: DateTime<Utc>, day: NaiveDate, order_id: OrderId) -> Result<()> {
        let op = self.staff(self.hands.warehouse, StaffRole::Warehouse, now);
        let order = load_order(&op, order_id).await?;
        let line = |line: &domain::orders::OrderLineView| {
            Some((line.line_id, Quantity::new(line.ledger.reserved).ok()?))
        };
        let new = NewShipment {
            order_id,
            carrier: "shunfeng".into(),
            tracking_number: format!("SF{:012}", spread(&order.number) % 1_000_000_000_000),
            lines: order.lines.iter().filter_map(line).collect(),
            key: AttemptKey::new(),
        };
        let shipment = ship(&op, new).await?;
        self.note(workday(day + Days::new(2)), 11, Act::Deliver(shipment));
        Ok(())
    }

    async fn deliver(&self, now: DateTime<Utc>, shipment_id: ShipmentId) -> Result<()> {
        let op = self.staff(self.hands.warehouse, StaffRole::Warehouse, now);
        let (state, place) = (TrackingState::Delivered, self.habit.place.0.into());
        let description = "已签收(演示数据)".into();
        add_tracking_event(&op, NewEvent { shipment_id, happened_at: now, state, place, description }).await
    }

    /// The month that is over, drawn up in its last night; the customer confirms it some days later.
    async fn state(&mut self, now: DateTime<Utc>, day: NaiveDate) -> Result<()> {
        let op = self.staff(self.hands.finance, StaffRole::Finance, now);
        let statement = issue_statement(&op, self.company.id, self.unstated, day - Days::new(1)).await?;
        self.unstated = day;
        self.note(workday(day + Days::new(4)), 16, Act::Confirm(statement));
        Ok(())
    }

    /// What the month before delivered; nothing when there was none.
    async fn invoice(&mut self, now: DateTime<Utc>, day: NaiveDate) -> Result<()> {
        let op = self.staff(self.hands.finance, StaffRole::Finance, now);
        let made = match issue_invoice(&op, self.company.id, None).await {
            Err(Error::Rejected(domain::rejection::Rejection::MoreThanOpen { .. })) => return Ok(()),
            made => made?,
        };
        if !self.is_prepaid() {
            let gross = load_invoice(&op, made).await?.totals.gross;
            self.note(workday(day + Days::new(self.habit.pays_after)), 14, Act::Receive(gross));
        }
        Ok(())
    }

    async fn receive(&self, now: DateTime<Utc>, day: NaiveDate, amount: Decimal) -> Result<()> {
        let op = self.staff(self.hands.finance, StaffRole::Finance, now);
        let new = NewReceipt {
            received_on: day,
            amount,
            bank_reference: format!("DEMO-{}-{}", self.company.code, now.format("%y%m%d%H")),
            note: "演示数据".into(),
            key: AttemptKey::new(),
        };
        record_receipt(&op, self.company.id, new).await.map(|_| ())
    }
}
