//! Shipments and tracking on a real PostgreSQL.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(feature = "ssr")]

#[path = "support/orders_fixture.rs"]
mod fixture;
mod support;

use domain::accounts::permission::StaffRole;
use domain::ids::{OrderId, ShipmentId};
use domain::receivables::terms::Terms;
use domain::receivables::{NewTerms, service as receivables};
use domain::rejection::{Rejection, Shortage};
use domain::shipping::tracking::TrackingState;
use domain::shipping::{NewEvent, service};
use fixture::{Shop, at, d, receipt, rejection};

fn terms(limit: &str, hold: Option<&str>) -> NewTerms {
    NewTerms {
        credit_limit: Some(d(limit)),
        terms: Terms::default(),
        hold_reason: hold.map(str::to_owned),
        reason: "test".into(),
        seen: String::new(),
    }
}

#[tokio::test]
async fn parts_of_a_line_leave_stock_and_add_up_to_its_money() {
    let shop = Shop::open("80").await;
    let placed = shop.order("account", "100", "60", "350.00").await;
    shop.ship(&placed, "33", "2026-03-01").await.unwrap();
    // reserved 27 is left, 20 more are free
    let refused = rejection(shop.ship(&placed, "48", "2026-03-02").await);
    assert_eq!(refused, Rejection::Short(vec![Shortage { part_number: "M8X40".into(), available: d("47") }]));
    shop.ship(&placed, "47", "2026-03-02").await.unwrap();
    let more = rejection(shop.ship(&placed, "21", "2026-03-03").await);
    assert_eq!(more, Rejection::MoreThanOpen { open: d("20") });
    let add = "insert into inventory.movements (id, sku_id, delta, reason) values (gen_random_uuid(), $1, 20, 'received')";
    sqlx::query(add).bind(shop.sku.0).execute(&shop.db.owner).await.unwrap();
    shop.ship(&placed, "20", "2026-03-03").await.unwrap();

    let shipments = service::order_shipments(&shop.buyer(), placed.order).await.unwrap();
    let gross: Vec<rust_decimal::Decimal> = sqlx::query_scalar(
        "select l.gross from shipping.shipment_lines l join shipping.shipments s on s.id = l.shipment_id order by s.shipped_at, s.id",
    )
    .fetch_all(&shop.db.owner)
    .await
    .unwrap();
    assert_eq!(gross, [d("115.50"), d("164.50"), d("70.00")]);
    assert!(shipments.iter().all(|s| s.number.starts_with("DN-26-") && s.shipped_by == "财务小张"));
    let (net, tax): (rust_decimal::Decimal, rust_decimal::Decimal) =
        sqlx::query_as("select sum(net), sum(tax) from shipping.shipment_lines")
            .fetch_one(&shop.db.owner)
            .await
            .unwrap();
    assert_eq!((net, tax), (d("309.73"), d("40.27")));
    let on_hand: rust_decimal::Decimal =
        sqlx::query_scalar("select on_hand from inventory.levels").fetch_one(&shop.db.owner).await.unwrap();
    assert_eq!(on_hand, d("0"));
    let told: i64 =
        sqlx::query_scalar("select count(*) from notifications.outbox where message ->> 'kind' = 'shipped'")
            .fetch_one(&shop.db.owner)
            .await
            .unwrap();
    assert_eq!(told, 3);
    shop.reconciles().await;
}

#[tokio::test]
async fn the_same_key_ships_once_and_a_refusal_is_final_for_it() {
    let shop = Shop::open("10").await;
    let placed = shop.order("account", "10", "10", "100.00").await;
    let new = placed.shipment("4");
    let staff = shop.staff();
    let (a, b) = tokio::join!(service::ship(&staff, new.clone()), service::ship(&staff, new.clone()));
    let id = a.unwrap();
    assert_eq!(b.unwrap(), id);
    let mut changed = new.clone();
    changed.tracking_number = "SF999".into();
    assert!(matches!(rejection(service::ship(&staff, changed).await), Rejection::KeyReused { .. }));

    receivables::set_terms(&staff, shop.ours, terms("10000", Some("逾期"))).await.unwrap();
    let held = placed.shipment("1");
    let on_hold = Rejection::OnHold { reason: "逾期".into() };
    assert_eq!(rejection(service::ship(&staff, held.clone()).await), on_hold);
    receivables::set_terms(&staff, shop.ours, terms("10000", None)).await.unwrap();
    assert_eq!(rejection(service::ship(&staff, held).await), on_hold, "answered once, answered for ever");
    service::ship(&staff, placed.shipment("1")).await.unwrap();
    // the order itself is counted once: exactly the limit ships, a lower limit does not
    receivables::set_terms(&staff, shop.ours, terms("100.00", None)).await.unwrap();
    service::ship(&staff, placed.shipment("1")).await.unwrap();
    receivables::set_terms(&staff, shop.ours, terms("99.99", None)).await.unwrap();
    let over = rejection(service::ship(&staff, placed.shipment("1")).await);
    assert_eq!(over, Rejection::OverCredit { missing: d("0.01") });
    shop.reconciles().await;
}

#[tokio::test]
async fn two_shipments_at_once_never_send_more_than_was_ordered() {
    let shop = Shop::open("50").await;
    let placed = shop.order("account", "10", "10", "100.00").await;
    let staff = shop.staff();
    let (a, b) = tokio::join!(
        service::ship(&staff, placed.shipment("7")),
        service::ship(&staff, placed.shipment("7"))
    );
    let refused = if a.is_ok() { b } else { a };
    assert_eq!(rejection(refused), Rejection::MoreThanOpen { open: d("3") });
    shop.reconciles().await;
}

#[tokio::test]
async fn a_prepaid_order_ships_when_the_money_is_here() {
    let shop = Shop::open("10").await;
    let placed = shop.order("transfer", "10", "10", "1130.00").await;
    let missing = rejection(shop.ship(&placed, "10", "2026-03-10").await);
    assert_eq!(missing, Rejection::PrepaymentMissing { missing: d("1130.00") });
    let staff = shop.staff();
    receivables::record_receipt(&staff, shop.ours, receipt("1000.00", "B1", "2026-03-10")).await.unwrap();
    let missing = rejection(shop.ship(&placed, "10", "2026-03-10").await);
    assert_eq!(missing, Rejection::PrepaymentMissing { missing: d("130.00") });
    receivables::record_receipt(&staff, shop.ours, receipt("130.00", "B2", "2026-03-10")).await.unwrap();
    shop.ship(&placed, "10", "2026-03-10").await.unwrap();
    let view = receivables::account_summary(&shop.buyer()).await.unwrap();
    assert_eq!((view.balance, view.receivable, view.advances), (d("0.00"), d("0.00"), d("0.00")));
    let used: i64 = sqlx::query_scalar("select count(*) from receivables.allocations")
        .fetch_one(&shop.db.owner)
        .await
        .unwrap();
    assert_eq!(used, 2);
    shop.reconciles().await;
}

#[tokio::test]
async fn what_is_free_of_charge_ships_without_a_posting() {
    let shop = Shop::open("10").await;
    let placed = shop.order("account", "10", "10", "0.00").await;
    shop.ship(&placed, "10", "2026-03-10").await.unwrap();
    assert!(receivables::list_entries(&shop.buyer(), None).await.unwrap().is_empty());
    shop.reconciles().await;
}

#[tokio::test]
async fn another_company_s_order_is_not_found_and_only_the_warehouse_ships() {
    let shop = Shop::open("10").await;
    let placed = shop.order("account", "10", "10", "100.00").await;
    let id = shop.ship(&placed, "2", "2026-03-10").await.unwrap();
    assert_eq!(rejection(service::order_shipments(&shop.other(), placed.order).await), Rejection::NotFound);
    assert_eq!(rejection(service::order_of_shipment(&shop.other(), id).await), Rejection::NotFound);
    assert_eq!(rejection(service::order_shipments(&shop.buyer(), OrderId::new()).await), Rejection::NotFound);
    assert_eq!(service::order_of_shipment(&shop.buyer(), id).await.unwrap(), placed.order);
    assert_eq!(rejection(service::ship(&shop.buyer(), placed.shipment("1")).await), Rejection::Forbidden);
    let finance = shop.db.staff(shop.clerk, &[StaffRole::Finance]);
    assert_eq!(rejection(service::ship(&finance, placed.shipment("1")).await), Rejection::Forbidden);
    assert_eq!(
        rejection(service::ship(&shop.db.visitor(), placed.shipment("1")).await),
        Rejection::SignedOut
    );
    let mut bad = placed.shipment("1");
    (bad.carrier, bad.tracking_number) = ("pigeon".into(), "1".into());
    let Rejection::Fields(problems) = rejection(service::ship(&shop.staff(), bad).await) else {
        panic!("fields expected");
    };
    assert_eq!(problems.len(), 2);
    let gone = sqlx::query("delete from shipping.shipments").execute(&shop.db.owner).await;
    assert_eq!(fixture::refused_by(gone), "append_only");
}

#[tokio::test]
async fn money_paid_in_advance_waits_for_the_order_it_was_paid_for() {
    let shop = Shop::open("100").await;
    let (staff, view) =
        (shop.staff(), || async { receivables::account_summary(&shop.buyer()).await.unwrap() });
    let old = shop.order("account", "10", "10", "80.00").await;
    shop.ship(&old, "10", "2026-03-01").await.unwrap();
    let prepaid = shop.order("transfer", "10", "10", "100.00").await;
    // it arrives for the prepaid order, though older debts are open
    receivables::record_receipt(&staff, shop.ours, receipt("100.00", "B1", "2026-03-02")).await.unwrap();
    let now = view().await;
    assert_eq!((now.receivable, now.advances), (d("80.00"), d("100.00")));
    // an account shipment in between takes none of it
    let next = shop.order("account", "10", "10", "30.00").await;
    shop.ship(&next, "10", "2026-03-03").await.unwrap();
    assert_eq!(view().await.advances, d("100.00"));
    shop.ship(&prepaid, "4", "2026-03-04").await.unwrap();
    let now = view().await;
    assert_eq!(
        (now.receivable, now.advances),
        (d("110.00"), d("60.00")),
        "its own delivery is paid, the rest waits"
    );
    shop.ship(&prepaid, "6", "2026-03-05").await.unwrap();
    let now = view().await;
    assert_eq!((now.receivable, now.advances), (d("110.00"), d("0.00")));
    // more than prepaid orders wait for pays what is due longest
    let another = shop.order("transfer", "10", "10", "50.00").await;
    receivables::record_receipt(&staff, shop.ours, receipt("90.00", "B2", "2026-03-06")).await.unwrap();
    let now = view().await;
    assert_eq!((now.receivable, now.advances), (d("70.00"), d("50.00")));
    shop.ship(&another, "10", "2026-03-07").await.unwrap();
    shop.reconciles().await;
}

#[tokio::test]
async fn tracking_is_told_by_when_it_happened_and_each_event_once() {
    let shop = Shop::open("10").await;
    let placed = shop.order("account", "10", "10", "100.00").await;
    let id = shop.ship(&placed, "10", "2026-03-08").await.unwrap();
    let event = |day: &str, state| NewEvent {
        shipment_id: id,
        happened_at: at(day),
        state,
        place: "福州".into(),
        description: "已签收".into(),
    };
    let staff = shop.staff();
    service::add_tracking_event(&staff, event("2026-03-10", TrackingState::Delivered)).await.unwrap();
    service::add_tracking_event(&staff, event("2026-03-09", TrackingState::InTransit)).await.unwrap();
    service::add_tracking_event(&staff, event("2026-03-09", TrackingState::InTransit)).await.unwrap();
    let view = service::order_shipments(&shop.buyer(), placed.order).await.unwrap().remove(0);
    assert_eq!((view.state, view.events.len()), (Some(TrackingState::Delivered), 2));
    let future = service::add_tracking_event(&staff, event("2026-03-12", TrackingState::Delivered)).await;
    assert!(matches!(rejection(future), Rejection::Fields(_)));
    for day in ["0026-03-10", "1899-12-30"] {
        let old = service::add_tracking_event(&staff, event(day, TrackingState::Delivered)).await;
        assert!(matches!(rejection(old), Rejection::Fields(p) if p[0].field == "happened_at"), "{day}");
    }
    let mut unknown = event("2026-03-09", TrackingState::Problem);
    unknown.shipment_id = ShipmentId::new();
    assert_eq!(rejection(service::add_tracking_event(&staff, unknown).await), Rejection::NotFound);
}
