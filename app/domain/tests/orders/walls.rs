//! What others may not see or do, what clerks may, and what the database refuses by itself.

use crate::setup::{House, filled, form, q, rejected};
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::ids::{AddressId, AttemptKey, CompanyId, PersonId, SkuId};
use domain::op::OpContext;
use domain::orders::service::*;
use domain::orders::{Checkout, Destination, OrderFilter, QueueShow};
use domain::rejection::Rejection;

#[tokio::test]
async fn what_belongs_to_another_company_is_not_found() {
    let house = House::new().await;
    let a = house.part("6204", "10", 10).await;
    let (wang, zhao) = (house.customer("C1", "1000").await, house.customer("C2", "1000").await);
    let (mine, theirs) = (house.buyer(&wang), house.buyer(&zhao));
    let form1 = filled(&mine, wang.address, &[(a, "1")]).await;
    let form2 = filled(&theirs, zhao.address, &[(a, "1")]).await;
    let drawn = Checkout { company: zhao.company, ..form1.clone() };
    assert_eq!(rejected(place_order(&mine, drawn).await), Rejection::DrawnForOther);
    let their_cart = Checkout { company: wang.company, ..form2.clone() };
    assert_eq!(rejected(place_order(&mine, their_cart).await), Rejection::NotFound);
    let their_address = Checkout { destination: Destination::Known(zhao.address), ..form1.clone() };
    assert_eq!(rejected(place_order(&mine, their_address).await), Rejection::NotFound);
    let no_address = Checkout { destination: Destination::Known(AddressId::new()), ..form1 };
    assert_eq!(rejected(place_order(&mine, no_address).await), Rejection::NotFound);
    let placed = place_order(&theirs, form2).await.unwrap();
    assert_eq!(rejected(load_order(&mine, placed.order_id).await), Rejection::NotFound);
    let line = load_order(&theirs, placed.order_id).await.unwrap().lines[0].line_id;
    let cancelled = cancel_open_quantity(&mine, AttemptKey::new(), placed.order_id, line, q("1")).await;
    assert_eq!(rejected(cancelled), Rejection::NotFound);
    assert_eq!(list_orders(&mine, &OrderFilter::default()).await.unwrap().total, 0);
    assert_eq!(list_orders(&theirs, &OrderFilter::default()).await.unwrap().rows[0].number, placed.number);
    assert_eq!(rejected(add_to_cart(&mine, vec![(SkuId::new(), q("1"))]).await), Rejection::NotFound);
}

#[tokio::test]
async fn a_colleagues_cart_is_his_own() {
    let house = House::new().await;
    let a = house.part("6204", "10", 10).await;
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    let form1 = filled(&op, wang.address, &[(a, "1")]).await;
    let colleague = house.db.buyer(house.person("li@buyer.example").await, MemberRole::Buyer, wang.company);
    assert!(cart(&colleague).await.unwrap().lines.is_empty());
    assert_eq!(rejected(place_order(&colleague, form1).await), Rejection::NotFound);
}

#[tokio::test]
async fn a_clerk_orders_for_a_company_under_his_own_name() {
    let house = House::new().await;
    let a = house.part("6204", "10", 3).await;
    house.arrange(format!("insert into pricing.costs (sku_id, cost) values ('{a}', 6)")).await;
    let wang = house.customer("C1", "1000").await;
    filled(&house.buyer(&wang), wang.address, &[(a, "1")]).await;
    let clerk = house.clerk_for(&wang).await;
    let form1 = filled(&clerk, wang.address, &[(a, "5")]).await;
    let placed = place_order(&clerk, form1).await.unwrap();
    let order = load_order(&house.buyer(&wang), placed.order_id).await.unwrap();
    assert!(order.acting_for);
    assert_eq!(order.placed_by, "clerk@desk.example");
    assert_eq!(cart(&house.buyer(&wang)).await.unwrap().lines.len(), 1, "the buyer's own cart is untouched");
    assert!(house.ask("select trace->>'cost' from orders.line_traces").await.contains('6'));
    assert_eq!(
        house.ask("select acting_for || ' ' || (company_id is not null) from accounts.audit").await,
        "true true"
    );
    let everybody = OpContext { company: None, ..clerk.clone() };
    let queue = desk_queue(&everybody, QueueShow::All, 1).await.unwrap().rows;
    assert_eq!((queue.len(), queue[0].ready_lines, queue[0].waiting_lines), (1, 1, 1));
    assert_eq!(queue[0].company_code, "C1");
    // goods came in
    house.arrange(format!("insert into inventory.movements (id, sku_id, delta, reason) values (gen_random_uuid(), '{a}', 9, 'received')")).await;
    let picker = house.db.staff(house.person("w@desk.example").await, &[StaffRole::Warehouse]);
    assert_eq!(reserve_open(&picker, placed.order_id).await.unwrap().normalize(), 2.into());
    assert_eq!(desk_queue(&picker, QueueShow::All, 1).await.unwrap().rows[0].waiting_lines, 0);
    let line = order.lines[0].line_id;
    cancel_open_quantity(&everybody, AttemptKey::new(), placed.order_id, line, q("5")).await.unwrap();
    assert!(desk_queue(&everybody, QueueShow::All, 1).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn every_role_may_only_what_the_matrix_says() {
    let house = House::new().await;
    let a = house.part("6204", "10", 3).await;
    let wang = house.customer("C1", "1000").await;
    let form1 = filled(&house.buyer(&wang), wang.address, &[(a, "1")]).await;
    for role in [MemberRole::Finance, MemberRole::Viewer] {
        let op = house.db.buyer(wang.person, role, wang.company);
        assert_eq!(rejected(cart(&op).await), Rejection::Forbidden);
        assert_eq!(rejected(add_pasted(&op, "6204 1").await), Rejection::Forbidden);
        assert_eq!(rejected(place_order(&op, form1.clone()).await), Rejection::Forbidden);
        list_orders(&op, &OrderFilter::default()).await.unwrap();
    }
    assert_eq!(rejected(desk_queue(&house.buyer(&wang), QueueShow::All, 1).await), Rejection::Forbidden);
    assert_eq!(rejected(cart(&house.db.visitor()).await), Rejection::SignedOut);
    let stray = house.db.staff(PersonId::new(), &[StaffRole::CustomerService]);
    assert_eq!(rejected(cart(&stray).await), Rejection::NotFound, "no company in force");
    let nobody = OpContext { company: Some(CompanyId::new()), ..stray };
    assert_eq!(rejected(cart(&nobody).await), Rejection::NotFound, "no such company");
    assert_eq!(rejected(add_to_cart(&nobody, vec![(a, q("1"))]).await), Rejection::NotFound);
    let elsewhere = OpContext { company: Some(CompanyId::new()), ..house.buyer(&wang) };
    assert_eq!(rejected(place_order(&elsewhere, form1).await), Rejection::DrawnForOther);
}

#[tokio::test]
async fn below_the_floor_a_clerk_needs_somebody_who_sets_prices_and_he_a_reason() {
    let house = House::new().await;
    let a = house.part("6204", "10", 30).await;
    house
        .arrange(format!(
            "insert into pricing.floors (id, sku_id, min_price) values (gen_random_uuid(), '{a}', 10.5)"
        ))
        .await;
    let wang = house.customer("C1", "1000").await;
    // a buyer's order is not stopped: his price was agreed
    let buyer = house.buyer(&wang);
    place_order(&buyer, filled(&buyer, wang.address, &[(a, "1")]).await).await.unwrap();
    let clerk = house.clerk_for(&wang).await;
    let form1 = Checkout { floor_reason: "please".into(), ..filled(&clerk, wang.address, &[(a, "5")]).await };
    let refused = rejected(place_order(&clerk, form1).await);
    assert_eq!(refused, Rejection::NeedsApproval { part_number: "6204".into() });
    let sales = OpContext {
        company: Some(wang.company),
        ..house.db.staff(house.person("sales@desk.example").await, &[StaffRole::Sales])
    };
    let form2 = filled(&sales, wang.address, &[(a, "5")]).await;
    let Rejection::Fields(problems) = rejected(place_order(&sales, form2.clone()).await) else {
        panic!("fields expected")
    };
    assert_eq!(problems[0].field, "floor_reason");
    let form2 = Checkout { floor_reason: "清仓".into(), ..form2 };
    place_order(&sales, form2).await.unwrap();
    let kept = "select detail #>> '{below_floor,reason}' || ' ' || (detail #>> '{below_floor,parts,0}')
        from accounts.audit where detail ? 'below_floor'";
    assert_eq!(house.ask(kept).await, "清仓 6204");
}

#[tokio::test]
async fn the_queue_counts_all_that_waits_and_shows_it_page_by_page() {
    let house = House::new().await;
    let a = house.part("6204", "10", 3).await;
    let wang = house.customer("C1", "1000").await;
    house
        .arrange(format!(
            "create temporary table made as select n, gen_random_uuid() as id from generate_series(1, 230) n;
             insert into orders.carts (id, company_id, owner_id, attempt_key, order_id)
               select id, '{company}', '{person}', id, id from made;
             insert into orders.orders (id, company_id, number, cart_id, placed_at, placed_by, acting_for, payment, ship_to, net, tax, gross)
               select id, '{company}', 'SO-' || n, id, timestamptz '2026-01-01' + n * interval '1 hour', '{person}', false,
                 'account', '{{\"recipient\":\"\",\"phone\":\"\",\"region\":\"\",\"street\":\"\"}}', 0, 0, 0 from made;
             insert into orders.order_lines (id, company_id, order_id, line_no, sku_id, part_number, name_zh, name_en, unit, ordered,
                 reserved, unit_price, price_basis, tax_mode, vat_rate, net, tax, gross, explanation, promised_on)
               select gen_random_uuid(), '{company}', id, 1, '{a}', '6204', '', '', 'piece', 1, 0, 0, 1, 'gross', 0.13, 0, 0, 0,
                 '{{}}', case when n > 220 then date '2026-03-01' else date '2026-04-01' end from made;",
            company = wang.company,
            person = wang.person
        ))
        .await;
    let picker = house.db.staff(house.person("w@desk.example").await, &[StaffRole::Warehouse]);
    let queue = desk_queue(&picker, QueueShow::All, 9).await.unwrap();
    assert_eq!((queue.page, queue.pages, queue.rows.len()), (3, 3, 30));
    assert_eq!(queue.rows[29].order.number, "SO-230", "the newest are the last");
    let counts = QueueShow::ALL.map(|show| queue.count(show).orders);
    assert_eq!(counts, [230, 0, 230, 10]);
    assert!(queue.count(QueueShow::All).oldest_hours > queue.count(QueueShow::Late).oldest_hours);
    // the late ones are the newest: none of them is hidden behind the oldest
    let late = desk_queue(&picker, QueueShow::Late, 1).await.unwrap();
    assert_eq!((late.rows.len(), late.pages), (10, 1));
    assert!(late.rows.iter().all(|row| row.order.totals.is_none()), "the warehouse sees no prices");
}

#[tokio::test]
async fn the_database_refuses_totals_and_ledgers_that_do_not_add_up() {
    let house = House::new().await;
    let a = house.part("6204", "10", 3).await;
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    place_order(&op, form_of(&op, &wang, a).await).await.unwrap();
    let tampering = [
        ("update orders.orders set net = net - 1, gross = gross - 1", "orders_totals_check"),
        ("update orders.order_lines set gross = gross + 1, net = net + 1", "orders_totals_check"),
        ("update orders.order_lines set cancelled = cancelled + 4", "order_lines_ledger_check"),
        ("update inventory.levels set reserved = 4", "levels_reserved_check"),
    ];
    for (sql, constraint) in tampering {
        let error = sqlx::query(sql).execute(&house.db.owner).await.unwrap_err();
        let found = error.as_database_error().and_then(|e| e.constraint().map(str::to_owned));
        assert_eq!(found.as_deref(), Some(constraint), "{sql}");
    }
    let mut tx = op.begin().await.unwrap();
    assert!(sqlx::query("update orders.order_lines set gross = 0").execute(&mut *tx).await.is_err());
    let mut tx = op.begin().await.unwrap();
    assert!(sqlx::query("select trace from orders.line_traces").fetch_all(&mut *tx).await.is_err());
}

async fn form_of(op: &OpContext, wang: &crate::setup::Customer, sku: SkuId) -> Checkout {
    add_to_cart(op, vec![(sku, q("3"))]).await.unwrap();
    form(&cart(op).await.unwrap(), wang.address)
}
