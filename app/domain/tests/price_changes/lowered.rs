//! Prices a document lowers without naming them: that publishing asks for them, and for no others.

use super::house::*;
use domain::ids::CompanyId;
use domain::op::OpContext;
use domain::pricing::change::heads::{self, Wanted};
use domain::pricing::change::rows::PriceRow;
use domain::pricing::change::{LoweredBelow, PartsBelow, draft, read, way};
use domain::pricing::resolve::with_vat;
use domain::pricing::service;
use domain::quantity::Quantity;
use domain::rejection::Rejection;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

fn lowered(parts: u64, first: &str, list: &str) -> Option<LoweredBelow> {
    Some(LoweredBelow { below: PartsBelow { parts, first: first.into() }, list: list.into() })
}

fn takes_promotions(takes: bool) -> Wanted {
    Wanted { promotions: Some(takes), ..Wanted::default() }
}

#[tokio::test]
async fn a_base_price_that_falls_takes_older_percentages_along() {
    let house = house().await;
    house.floor("sku", "P-2", at_least("1.1")).await;
    assert_eq!(house.below(&[off("CON-C-1", "screws", "40")]).await, 0);
    // 1.80 less 40 % is 1.08
    let number = house.draft_of(&[row("BASE", "P-2", "1.8")]).await;
    assert_eq!(house.foretold(&number).await, (1, 1));
    let page = read::find(&house.sales, &number).await.unwrap();
    assert_eq!(page.lowered, lowered(1, "P-2", "CON-C-1"));
    way::submit(&house.sales, &number, "").await.unwrap();
    let revision = read::find(&house.sales, &number).await.unwrap().revision;
    let refused = way::publish(&house.sales, &number, revision, "because").await;
    assert_eq!(rejection(refused), Rejection::NeedsApproval { part_number: "P-2".into() });
    assert_eq!(house.publish_submitted(&number, "清库存").await.unwrap().below_floor, 1);
    let page = read::find(&house.sales, &number).await.unwrap();
    assert_eq!((page.below_floor, page.lowered), (1, None));
    assert_eq!(house.price(0, 1, "2026-03-10").await, Some(d("1.08")));
    // what rises is not asked for again, though it is below the floor still; what falls again is
    assert_eq!(house.below(&[row("BASE", "P-2", "1.82")]).await, 0);
    assert_eq!(house.below(&[row("BASE", "P-2", "1.82"), row("BASE", "P-1", "9")]).await, 0);
    assert_eq!(house.below(&[row("BASE", "P-2", "1.81")]).await, 1);
    // from a quantity on, from a later day on
    let later = PriceRow { from: "2026-05-01".into(), ..from_qty("50", row("BASE", "P-2", "1.2")) };
    assert_eq!(house.below(&[later]).await, 1);
    // a percentage that was planned, on the day on which the base price falls
    house.floor("sku", "P-3", at_least("2")).await;
    let falls = PriceRow { from: "2026-06-01".into(), ..row("BASE", "P-3", "2.1") };
    assert_eq!(house.below(&[falls]).await, 0);
    assert_eq!(house.below(&[off("CON-C-1", "nuts", "10")]).await, 1);
}

#[tokio::test]
async fn what_is_taken_away_lets_another_hold() {
    let house = house().await;
    let sql = "with g as (insert into accounts.price_groups (id, code, name_zh, name_en) values (gen_random_uuid(), 'A', 'A', 'A') returning id),
         u as (update accounts.companies set price_group_id = (select id from g))
       insert into pricing.lists (id, kind, group_id, code, name, valid_from) select gen_random_uuid(), 'group', id, 'GRP-A', 'A', '2026-01-01' from g";
    sqlx::query(sql).execute(&house.db.owner).await.unwrap();
    house.floor("sku", "P-1", at_least("8.5")).await;
    // nine for C-1 whatever his percentages; those of the contract are granted for the others of its parts
    assert_eq!(house.below(&[off("CON-C-1", "*", "45")]).await, 1);
    assert_eq!(house.below(&[off("CON-C-1", "screws", "5")]).await, 0);
    assert_eq!(house.price(0, 1, "2026-03-10").await, Some(d("1.9")));
    // the narrower percentage gives way to the wider
    assert_eq!(house.below(&[off("CON-C-1", "screws", "-")]).await, 1);
    assert_eq!(house.price(0, 1, "2026-03-10").await, Some(d("1.1")));
    // the price of the contract gives way to its percentage: 10.00 less 45 %
    let number = house.draft_of(&[row("CON-C-1", "P-1", "-")]).await;
    assert_eq!(read::find(&house.sales, &number).await.unwrap().lowered, lowered(1, "P-1", "CON-C-1"));
    house.publish_submitted_as_asked(&number, 1).await;
    assert_eq!(house.price(0, 0, "2026-03-10").await, Some(d("5.5")));
    // and one that holds again asks for nothing
    assert_eq!(house.below(&[row("CON-C-1", "P-1", "9"), off("CON-C-1", "*", "-")]).await, 0);
    // a list that is less specific: the group's, granted for everybody else
    assert_eq!(house.below(&[off("GRP-A", "screws", "30")]).await, 2);
    let number = house.draft_of(&[row("CON-C-1", "P-1", "-")]).await;
    assert_eq!(read::find(&house.sales, &number).await.unwrap().lowered, lowered(1, "P-1", "GRP-A"));
    house.publish_submitted_as_asked(&number, 1).await;
    // the group's price taken away leaves the base price: nothing is lower
    assert_eq!(house.below(&[off("GRP-A", "screws", "-")]).await, 0);
}

impl House {
    async fn publish_submitted_as_asked(&self, number: &str, below: usize) {
        way::submit(&self.sales, number, "").await.unwrap();
        assert_eq!(self.publish_submitted(number, "清库存").await.unwrap().below_floor, below);
    }
}

#[tokio::test]
async fn a_list_takes_promotions_or_none_and_what_they_undercut_is_asked_for() {
    let house = house().await;
    let promotion = draft::NewHead {
        kind: domain::pricing::terms::ListKind::Promotion,
        code: "PROMO".into(),
        name: "Spring".into(),
        valid_from: day("2026-03-01"),
        ..draft::NewHead::default()
    };
    let number = house.draft("2026-03-10").await;
    draft::add_list(&house.sales, &number, promotion, "").await.unwrap();
    let rows = [row("PROMO", "P-2", "1.2"), row("CON-C-1", "P-2", "1.9"), row("PROMO", "P-1", "8.8")];
    draft::put_rows(&house.sales, &number, &rows).await.unwrap();
    house.publish_submitted_as_asked(&number, 1).await;
    assert_eq!(house.price(0, 1, "2026-03-10").await, Some(d("1.2")));
    let keep_out = house.draft("2026-03-10").await;
    for (list, promotions, field) in [("PROMO", false, "promotions"), ("CON-C-1", true, "name")] {
        let refused = heads::set(&house.sales, &keep_out, list, takes_promotions(promotions)).await;
        assert!(matches!(rejection(refused), Rejection::Fields(f) if f[0].field == field), "{list}");
    }
    heads::set(&house.sales, &keep_out, "CON-C-1", takes_promotions(false)).await.unwrap();
    let renamed = Wanted { name: Some("一号".into()), ..Wanted::default() };
    heads::set(&house.sales, &keep_out, "CON-C-1", renamed).await.unwrap();
    let page = read::find(&house.sales, &keep_out).await.unwrap();
    assert_eq!((page.heads[0].promotions, page.heads[0].name.as_deref()), (Some(false), Some("一号")));
    assert_eq!(house.foretold(&keep_out).await, (0, 0));
    house.publish_submitted_as_asked(&keep_out, 0).await;
    // the very next price, whatever a process remembers
    let both = async || (house.price(0, 0, "2026-03-10").await, house.price(0, 1, "2026-03-10").await);
    assert_eq!(both().await, (Some(d("9")), Some(d("1.9"))));
    assert_eq!(house.price(1, 1, "2026-03-10").await, Some(d("1.2")));
    let list =
        async || read::price_list(&house.sales, "CON-C-1", "", day("2026-03-10"), 1).await.unwrap().list;
    assert!(!list().await.allows_promotion);

    // to let them in again is to sell P-2 below its floor to one more
    let let_in = house.draft("2026-03-10").await;
    heads::set(&house.sales, &let_in, "CON-C-1", takes_promotions(true)).await.unwrap();
    assert_eq!(house.foretold(&let_in).await, (1, 1));
    assert_eq!(read::find(&house.sales, &let_in).await.unwrap().lowered, lowered(1, "P-2", "PROMO"));
    house.publish_submitted_as_asked(&let_in, 1).await;
    assert_eq!(both().await, (Some(d("8.8")), Some(d("1.2"))));
    way::take_back(&house.sales, &let_in, "wrong").await.unwrap();
    assert_eq!(both().await, (Some(d("9")), Some(d("1.9"))));
    assert_eq!(list().await.name, "一号");
    way::take_back(&house.sales, &keep_out, "wrong").await.unwrap();
    assert_eq!(both().await, (Some(d("8.8")), Some(d("1.2"))));
    // and so is to take away the price of a list that takes none, where the next one does
    let number = house.draft("2026-03-10").await;
    heads::set(&house.sales, &number, "CON-C-1", takes_promotions(false)).await.unwrap();
    house.publish_submitted_as_asked(&number, 0).await;
    assert_eq!(house.below(&[row("CON-C-1", "P-2", "-")]).await, 1);
}

/// Numbers that look drawn, the same every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }

    fn days(&mut self, row: PriceRow) -> PriceRow {
        let from = self.of(&["2026-03-10", "2026-03-12", "2026-03-15"]);
        let until = self.of(&["", "", "", "2026-03-15", "2026-03-17"]);
        PriceRow { from: from.into(), until: until.into(), min_qty: self.of(&["1", "1", "10"]).into(), ..row }
    }

    /// A row, and the parts it is about.
    fn row(&mut self) -> (PriceRow, Vec<usize>) {
        let taken_away = self.below(10) < 3;
        if self.below(10) < 6 {
            let (part, price) = self.of(&[(0, 1000), (1, 200), (2, 300)]);
            let price =
                Decimal::new(i64::try_from(price * (60 + self.below(60)) / 100).unwrap(), 2).to_string();
            let price = if taken_away { "-" } else { price.as_str() };
            let list = self.of(&["BASE", "BASE-2", "GRP-A", "CON-C-1", "PROMO"]);
            return (self.days(row(list, &format!("P-{}", part + 1), price)), vec![part as usize]);
        }
        let (target, parts) = self.of(&[
            ("screws", &[0, 1][..]),
            ("nuts", &[2]),
            ("fasteners", &[0, 1, 2]),
            ("brand:SMC", &[0, 1]),
            ("*", &[0, 1, 2]),
        ]);
        let percent = self.below(40).to_string();
        let percent = if taken_away { "-" } else { percent.as_str() };
        let list = self.of(&["GRP-A", "CON-C-1", "PROMO"]);
        (self.days(off(list, target, percent)), parts.to_vec())
    }
}

/// Company, part, quantity, day.
type Asked = (usize, usize, &'static str, &'static str);

/// A group with a list that ends, a newer base list without VAT, a promotion; some take promotions and some do not.
const WORLD: &str = "
    insert into accounts.price_groups (id, code, name_zh, name_en) values (gen_random_uuid(), 'A', 'A', 'A');
    update accounts.companies set price_group_id = (select id from accounts.price_groups) where code = 'C-1';
    insert into accounts.companies (id, code, name, price_group_id) select gen_random_uuid(), 'C-3', 'Three', id from accounts.price_groups;
    insert into accounts.companies (id, code, name, parent_id) select gen_random_uuid(), 'C-4', 'Four', id from accounts.companies where code = 'C-1';
    insert into pricing.lists (id, kind, group_id, code, name, tax_mode, allows_promotion, valid_from, valid_to)
      select gen_random_uuid(), 'group', id, 'GRP-A', 'A', 'gross', true, date '2026-01-01', date '2026-03-16' from accounts.price_groups
      union all select gen_random_uuid(), 'base', null, 'BASE-2', 'B', 'net', false, date '2026-02-01', null
      union all select gen_random_uuid(), 'promotion', null, 'PROMO', 'P', 'gross', true, date '2026-02-01', null;
    update pricing.lists set allows_promotion = false where code = 'CON-C-1';";

impl House {
    /// What everybody pays for everything, with VAT.
    async fn all_prices(&self, companies: &[CompanyId]) -> BTreeMap<Asked, Decimal> {
        let mut found = BTreeMap::new();
        for (at, company) in companies.iter().enumerate() {
            let op = OpContext { company: Some(*company), ..self.sales.clone() };
            for quantity in ["1", "10"] {
                for on in ["2026-03-10", "2026-03-12", "2026-03-15", "2026-03-16", "2026-03-18"] {
                    let wanted = self.parts.map(|part| (part, Quantity::parse(quantity).unwrap()));
                    let mut tx = op.begin().await.unwrap();
                    let prices =
                        service::price_set_in_tx(&mut tx, &op, *company, &wanted, day(on)).await.unwrap();
                    for (part, sku) in self.parts.iter().enumerate() {
                        let Some(resolved) = prices.get(sku) else { continue };
                        found.insert((at, part, quantity, on), with_vat(&resolved.unit_price, d("0.13")));
                    }
                }
            }
        }
        found
    }
}

/// Random documents one after the other: what was published without anybody's leave lowers nothing below its floor, for
/// nobody, at no quantity, on no day; and what is said to be lowered is.
#[tokio::test]
async fn nothing_falls_below_its_floor_unasked() {
    let house = house().await;
    sqlx::raw_sql(WORLD).execute(&house.db.owner).await.unwrap();
    let floors = ["7.5", "1.5", "2.2"];
    for (part, floor) in floors.iter().enumerate() {
        house.floor("sku", &format!("P-{}", part + 1), at_least(floor)).await;
    }
    let companies: Vec<CompanyId> = sqlx::query_scalar("select id from accounts.companies order by code")
        .fetch_all(&house.db.pools.staff)
        .await
        .unwrap();
    let mut draw = Draw(20_260_310);
    let mut before = house.all_prices(&companies).await;
    let (mut unasked, mut lowering) = (0, 0);
    for turn in 0..40 {
        let number = house.draft("2026-03-10").await;
        let mut touched: BTreeSet<usize> = BTreeSet::new();
        let mut rows = Vec::new();
        for _ in 0..1 + draw.below(3) {
            let (row, parts) = draw.row();
            rows.push(row);
            touched.extend(parts);
        }
        draft::put_rows(&house.sales, &number, &rows).await.unwrap();
        if draw.below(6) == 0 {
            let list = draw.of(&["BASE", "BASE-2", "GRP-A", "CON-C-1"]);
            let opened = heads::set(&house.sales, &number, list, takes_promotions(draw.below(2) == 0)).await;
            touched.extend(opened.is_ok().then_some([0, 1, 2]).into_iter().flatten());
        }
        if draw.below(12) == 0 {
            let longer = Wanted { end: Some(None), ..Wanted::default() };
            let _ = heads::set(&house.sales, &number, "GRP-A", longer).await;
        }
        let page = read::find(&house.sales, &number).await.unwrap();
        if page.lists.is_empty() {
            continue;
        }
        let (_, simulated) = house.foretold(&number).await;
        way::submit(&house.sales, &number, "").await.unwrap();
        let published = house.publish_submitted(&number, "清库存").await.unwrap().below_floor as u64;
        assert_eq!(simulated, published, "turn {turn}");
        let after = house.all_prices(&companies).await;
        let fell: Vec<_> = after
            .iter()
            .filter(|((_, part, _, _), price)| touched.contains(part) && **price < d(floors[*part]))
            .filter(|(asked, price)| before.get(asked).is_none_or(|old| *price < old))
            .collect();
        let parts: BTreeSet<usize> = fell.iter().map(|((_, part, _, _), _)| *part).collect();
        let said = page.lowered.as_ref().map_or(0, |lowered| lowered.below.parts);
        if published == said {
            // neither lines nor percentages of its own are below
            assert_eq!(said, parts.len() as u64, "turn {turn}: {rows:?} {:?} {fell:?}", page.lowered);
        }
        if let Some(first) = page.lowered.map(|lowered| lowered.below.first) {
            assert!(
                parts.iter().any(|part| first == format!("P-{}", part + 1)),
                "turn {turn}: {first} {fell:?}"
            );
            lowering += 1;
        }
        unasked += usize::from(published == 0 && before != after);
        before = after;
    }
    assert!(unasked > 5 && lowering > 3, "{unasked} {lowering}");
}
