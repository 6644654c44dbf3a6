//! Many at once: one key, one piece, one limit.

use crate::setup::{Customer, House, d, filled, rejected};
use domain::accounts::permission::MemberRole;
use domain::error::Error;
use domain::inventory::store::reserve_in_tx;
use domain::orders::service::place_order;
use domain::orders::{Checkout, Payment};
use domain::rejection::Rejection;
use std::collections::HashSet;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_key_fifty_times_at_once_makes_one_order() {
    let house = House::new().await;
    let a = house.part("6204", "10", 100).await;
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    let form = filled(&op, wang.address, &[(a, "2")]).await;
    let tries: Vec<_> = (0..50)
        .map(|_| {
            let (op, form) = (op.clone(), form.clone());
            tokio::spawn(async move { place_order(&op, form).await })
        })
        .collect();
    let (mut orders, mut fresh) = (HashSet::new(), 0);
    for answer in tries {
        let placed = answer.await.unwrap().unwrap();
        orders.insert(placed.order_id);
        fresh += usize::from(!placed.replayed);
    }
    assert_eq!((orders.len(), fresh), (1, 1));
    assert_eq!(house.ask("select count(*) from orders.orders").await, "1");
    assert_eq!(house.ask("select reserved::int from inventory.levels").await, "2");
    assert_eq!(house.ask("select count(*) from notifications.outbox").await, "1");
}

/// Two hundred buyers of twenty companies, each with the last piece in his cart.
async fn two_hundred_forms(house: &House, from_stock_only: bool) -> Vec<(domain::op::OpContext, Checkout)> {
    let last = house.part("LAST-1", "10", 1).await;
    let mut forms = Vec::new();
    for c in 0..20 {
        let company = house.customer(&format!("C{c}"), "1000").await;
        for p in 0..10 {
            let person = house.person(&format!("p{c}-{p}@buyer.example")).await;
            let op = house.db.buyer(person, MemberRole::Buyer, company.company);
            let form = filled(&op, company.address, &[(last, "1")]).await;
            // colleagues order the same on purpose
            forms.push((op, Checkout { from_stock_only, again: true, ..form }));
        }
    }
    forms
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_orders_for_the_last_piece_sell_it_once() {
    let house = House::new().await;
    let forms = two_hundred_forms(&house, true).await;
    let tries: Vec<_> = forms
        .into_iter()
        .map(|(op, form)| tokio::spawn(async move { place_order(&op, form).await }))
        .collect();
    let (mut sold, mut short) = (0, 0);
    for answer in tries {
        match answer.await.unwrap() {
            Ok(_) => sold += 1,
            Err(Error::Rejected(Rejection::Short(_))) => short += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((sold, short), (1, 199));
    assert_eq!(house.ask("select on_hand::int || '/' || reserved::int from inventory.levels").await, "1/1");
    assert_eq!(house.ask("select count(*) from orders.orders").await, "1");
    assert_eq!(house.ask("select count(*) from app.operation_keys where state = 'rejected'").await, "199");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn when_waiting_is_allowed_two_hundred_orders_stand_and_one_has_the_piece() {
    let house = House::new().await;
    let forms = two_hundred_forms(&house, false).await;
    let tries: Vec<_> = forms
        .into_iter()
        .map(|(op, form)| tokio::spawn(async move { place_order(&op, form).await }))
        .collect();
    let mut numbers = HashSet::new();
    for answer in tries {
        assert!(numbers.insert(answer.await.unwrap().unwrap().number), "numbers never repeat");
    }
    assert_eq!(numbers.len(), 200);
    assert_eq!(
        house
            .ask("select count(*) filter (where reserved = 1) || ' of ' || count(*) from orders.order_lines")
            .await,
        "1 of 200"
    );
    assert_eq!(house.ask("select reserved::int from inventory.levels").await, "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reservations_in_any_order_neither_deadlock_nor_promise_a_piece_twice() {
    let house = House::new().await;
    let (a, b, c) = (
        house.part("A-100", "1", 50).await,
        house.part("B-100", "1", 50).await,
        house.part("C-100", "1", 0).await,
    );
    let wang = house.customer("C1", "1000").await;
    let tries: Vec<_> = (0..60)
        .map(|n| {
            let op = house.buyer(&wang);
            let mut wish = vec![(a, d("3")), (b, d("3")), (c, d("1"))];
            if n % 2 == 0 {
                wish.reverse();
            }
            tokio::spawn(async move {
                let mut tx = op.begin().await.unwrap();
                let got = reserve_in_tx(&mut tx, &wish).await.unwrap();
                // every third gives up: what it held is free again
                if n % 3 == 0 {
                    tx.rollback().await.unwrap()
                } else {
                    tx.commit().await.unwrap()
                };
                (n % 3 != 0).then(|| (got[&a], got[&b], got[&c]))
            })
        })
        .collect();
    let (mut of_a, mut of_b) = (d("0"), d("0"));
    for answer in tries {
        if let Some((from_a, from_b, from_c)) = answer.await.unwrap() {
            of_a += from_a;
            of_b += from_b;
            assert_eq!(from_c, d("0"));
        }
    }
    assert!(of_a <= d("50") && of_b <= d("50"));
    let sums = "select string_agg(l.reserved::int::text, ' ' order by s.part_number) from inventory.levels l join catalog.skus s on s.id = l.sku_id";
    assert_eq!(house.ask(sums).await, format!("{} {}", of_a.normalize(), of_b.normalize()));
}

async fn colleague(house: &House, wang: &Customer, n: usize) -> domain::op::OpContext {
    let person = house.person(&format!("colleague{n}@buyer.example")).await;
    house.db.buyer(person, MemberRole::Buyer, wang.company)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn orders_at_once_never_exceed_the_credit_limit() {
    let house = House::new().await;
    let a = house.part("6204", "10", 1000).await;
    let wang = house.customer("C1", "100").await;
    let mut tries = Vec::new();
    for n in 0..30 {
        let op = colleague(&house, &wang, n).await;
        let form = Checkout { again: true, ..filled(&op, wang.address, &[(a, "6")]).await };
        tries.push((op, form));
    }
    let tries: Vec<_> = tries
        .into_iter()
        .map(|(op, form)| tokio::spawn(async move { place_order(&op, form).await }))
        .collect();
    let mut placed = 0;
    for answer in tries {
        match answer.await.unwrap() {
            Ok(_) => placed += 1,
            refused => assert_eq!(rejected(refused), Rejection::OverCredit { missing: d("20.00") }),
        }
    }
    assert_eq!(placed, 1);
    assert_eq!(house.ask("select sum(gross) from orders.orders").await, "60.00");
    // paid before shipping: the limit is no matter
    let op = colleague(&house, &wang, 99).await;
    let form = filled(&op, wang.address, &[(a, "6")]).await;
    place_order(&op, Checkout { payment: Payment::Transfer, again: true, ..form }).await.unwrap();
}
