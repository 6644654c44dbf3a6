//! Ledger, receipts, credit and the outbox on a real PostgreSQL.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(feature = "ssr")]

#[path = "support/orders_fixture.rs"]
mod fixture;
mod support;

use domain::accounts::permission::MemberRole;
use domain::ids::{AttemptKey, CompanyId};
use domain::notifications::{Message, outbox};
use domain::receivables::service::{self, check_credit_in_tx};
use domain::receivables::terms::Terms;
use domain::receivables::{NewTerms, ageing};
use domain::rejection::Rejection;
use fixture::{Line, Shop, count, d, insert_order, receipt, refused_by, rejection, run};
use uuid::Uuid;

#[tokio::test]
async fn the_database_refuses_what_does_not_balance_and_what_was_posted_before() {
    let shop = Shop::open("0").await;
    let staff = shop.staff();
    service::record_receipt(&staff, shop.ours, receipt("100.00", "B1", "2026-03-10")).await.unwrap();

    let mut tx = staff.begin().await.unwrap();
    let id = Uuid::now_v7();
    let head = "insert into receivables.transactions (id, company_id, kind, occurred_on, posted_at, actor)
        values ($1, $2, 'adjustment', '2026-03-10', now(), $1)";
    run(&mut tx, head, |q| q.bind(id).bind(shop.ours.0)).await;
    let entries = "insert into receivables.entries (transaction_id, company_id, account, amount)
        values ($1, $2, '1002', 10.00), ($1, $2, '6603', -9.99)";
    run(&mut tx, entries, |q| q.bind(id).bind(shop.ours.0)).await;
    assert_eq!(refused_by(tx.commit().await), "transactions_balance_check");

    // money moved on the customer without telling him
    let mut tx = staff.begin().await.unwrap();
    run(&mut tx, head, |q| q.bind(id).bind(shop.ours.0)).await;
    let entries = "insert into receivables.entries (transaction_id, company_id, account, amount)
        values ($1, $2, '1122', 10.00), ($1, $2, '6603', -10.00)";
    run(&mut tx, entries, |q| q.bind(id).bind(shop.ours.0)).await;
    assert_eq!(refused_by(tx.commit().await), "transactions_customer_check");

    // an entry for a transaction of yesterday, then every kind of change, even by the owner
    let late = "insert into receivables.entries (transaction_id, company_id, account, amount)
        select id, company_id, '6603', 1 from receivables.transactions";
    assert_eq!(refused_by(sqlx::query(late).execute(&shop.db.owner).await), "entries_posted_check");
    for sql in [
        "update receivables.transactions set memo = 'x'",
        "update receivables.entries set amount = amount + 1",
        "update receivables.account_entries set amount = amount - 1",
        "delete from receivables.account_entries",
        "delete from receivables.entries",
        "update receivables.receipts set amount = amount + 1",
        "truncate receivables.allocations",
    ] {
        assert_eq!(refused_by(sqlx::query(sql).execute(&shop.db.owner).await), "append_only", "{sql}");
        assert!(sqlx::query(sql).execute(&shop.db.pools.buyer).await.is_err(), "{sql}");
    }
    shop.reconciles().await;
}

#[tokio::test]
async fn a_receipt_happens_once_for_its_key_and_once_for_its_bank_number() {
    let shop = Shop::open("0").await;
    let staff = shop.staff();
    let new = receipt("250.00", "ICBC-1", "2026-03-09");
    // a double click
    let (first, second) = tokio::join!(
        service::record_receipt(&staff, shop.ours, new.clone()),
        service::record_receipt(&staff, shop.ours, new.clone())
    );
    let id = first.unwrap();
    assert_eq!(second.unwrap(), id);
    assert_eq!(service::record_receipt(&staff, shop.ours, new.clone()).await.unwrap(), id);

    let mut changed = new.clone();
    changed.amount = d("251.00");
    let refused = rejection(service::record_receipt(&staff, shop.ours, changed).await);
    assert!(matches!(refused, Rejection::KeyReused { order_number } if order_number.starts_with("RC-26-")));
    let again = receipt("250.00", " ICBC-1 ", "2026-03-09");
    let refused = rejection(service::record_receipt(&staff, shop.ours, again).await);
    assert!(matches!(refused, Rejection::AlreadyDone { document } if document.starts_with("RC-26-")));
    // the other customer's bank may use the same number
    assert_eq!(service::same_reference(&staff, shop.theirs, "ICBC-2").await.unwrap(), None);
    service::record_receipt(&staff, shop.theirs, receipt("1.00", "ICBC-1", "2026-03-09")).await.unwrap();
    // and finance is told that it does
    let (number, code) = service::same_reference(&staff, shop.theirs, "ICBC-1").await.unwrap().unwrap();
    assert!(number.starts_with("RC-26-") && code == "C-1");

    let mut tx = staff.begin().await.unwrap();
    assert_eq!(count(&mut tx, "select count(*) from receivables.receipts").await, 2);
    let view = service::account_summary(&shop.buyer()).await.unwrap();
    assert_eq!((view.balance, view.advances, view.receivable), (d("-250.00"), d("250.00"), d("0")));
    assert_eq!(view.ageing.last().unwrap().bucket, ageing::Bucket::Unapplied);
    shop.reconciles().await;
}

#[tokio::test]
async fn bad_receipts_name_their_fields() {
    let shop = Shop::open("0").await;
    let mut new = receipt("10.005", "", "2026-03-11");
    new.note = "x".repeat(1001);
    let Rejection::Fields(problems) = rejection(service::record_receipt(&shop.staff(), shop.ours, new).await)
    else {
        panic!("fields expected");
    };
    let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
    assert_eq!(fields, ["amount", "received_on", "bank_reference", "note"]);
    // a year typed too short, and one no database counts: neither is posted, neither is a fault of ours
    for day in ["0026-03-10", "-9999-01-01", "1899-12-31"] {
        let typed = service::record_receipt(&shop.staff(), shop.ours, receipt("1.00", "Y", day)).await;
        assert!(matches!(rejection(typed), Rejection::Fields(p) if p[0].field == "received_on"), "{day}");
    }
    let nobody =
        service::record_receipt(&shop.staff(), CompanyId::new(), receipt("1.00", "X", "2026-03-10")).await;
    assert_eq!(rejection(nobody), Rejection::NotFound);
    let buyer = service::record_receipt(&shop.buyer(), shop.ours, receipt("1.00", "X", "2026-03-10")).await;
    assert_eq!(rejection(buyer), Rejection::Forbidden);
}

#[tokio::test]
async fn money_pays_what_is_due_longest_and_waits_for_what_comes() {
    let shop = Shop::open("100").await;
    let first = shop.order("account", "10", "10", "100.00").await;
    let second = shop.order("account", "10", "10", "300.00").await;
    shop.ship(&first, "10", "2026-03-01").await.unwrap();
    shop.ship(&second, "10", "2026-03-02").await.unwrap();
    let staff = shop.staff();
    service::record_receipt(&staff, shop.ours, receipt("250.00", "B1", "2026-03-05")).await.unwrap();

    let entries = service::list_entries(&shop.buyer(), None).await.unwrap();
    let shown: Vec<_> = entries.iter().map(|e| (e.seq, e.amount, e.balance, e.settled)).collect();
    assert_eq!(
        shown,
        [
            (3, d("-250.00"), d("150.00"), d("0")),
            (2, d("300.00"), d("400.00"), d("150.00")),
            (1, d("100.00"), d("100.00"), d("100.00")),
        ]
    );
    assert_eq!(entries[1].part_number.as_deref(), Some("M8X40"));
    assert_eq!(service::list_entries(&shop.buyer(), Some(2)).await.unwrap().len(), 1);

    // more than is owed waits, and the next delivery uses it without a new line on the account
    service::record_receipt(&staff, shop.ours, receipt("200.00", "B2", "2026-03-06")).await.unwrap();
    let third = shop.order("account", "10", "10", "80.00").await;
    shop.ship(&third, "5", "2026-03-08").await.unwrap();
    let view = service::account_summary(&shop.buyer()).await.unwrap();
    assert_eq!((view.receivable, view.advances, view.balance), (d("0.00"), d("10.00"), d("-10.00")));
    assert_eq!(
        (view.open_orders, view.exposure, view.available),
        (d("40.00"), d("30.00"), Some(d("9970.00")))
    );
    shop.ship(&third, "5", "2026-03-09").await.unwrap();
    let view = service::account_summary(&shop.buyer()).await.unwrap();
    assert_eq!((view.receivable, view.advances, view.open_orders), (d("30.00"), d("0.00"), d("0")));
    assert_eq!(view.next_due, Some(("2026-04-08".parse().unwrap(), d("30.00"))));
    assert_eq!(view.overdue, d("0"));
    shop.reconciles().await;
}

#[tokio::test]
async fn two_orders_at_once_cannot_spend_the_same_credit() {
    let shop = Shop::open("0").await;
    let limit = |credit_limit, hold: Option<&str>| NewTerms {
        credit_limit,
        terms: Terms::default(),
        hold_reason: hold.map(str::to_owned),
        reason: "test".into(),
        seen: String::new(),
    };
    service::set_terms(&shop.staff(), shop.ours, limit(Some(d("100.00")), None)).await.unwrap();
    let place = || async {
        let buyer = shop.buyer();
        let mut tx = buyer.begin().await.unwrap();
        check_credit_in_tx(&mut tx, shop.ours, d("80.00")).await?;
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let line = Line { ordered: d("10"), reserved: d("0"), gross: d("80.00") };
        insert_order(&mut tx, (shop.ours, shop.boss, shop.sku), "account", line).await;
        tx.commit().await.unwrap();
        Ok::<(), domain::error::Error>(())
    };
    let (a, b) = tokio::join!(place(), place());
    let refused = if a.is_ok() { b } else { a };
    assert_eq!(rejection(refused), Rejection::OverCredit { missing: d("60.00") });

    service::set_terms(&shop.staff(), shop.ours, limit(Some(d("100.00")), Some("逾期"))).await.unwrap();
    assert_eq!(rejection(place().await), Rejection::OnHold { reason: "逾期".into() });
    service::set_terms(&shop.staff(), shop.ours, limit(None, None)).await.unwrap();
    assert_eq!(rejection(place().await), Rejection::AccountTradeOff);
    let mut tx = shop.buyer().begin().await.unwrap();
    // nobody else's account is there for the buyer's role, not even to lock
    let other = check_credit_in_tx(&mut tx, shop.theirs, d("1.00")).await;
    assert_eq!(rejection(other), Rejection::AccountTradeOff);
}

#[tokio::test]
async fn terms_changed_from_an_old_page_lift_no_hold() {
    let shop = Shop::open("0").await;
    let summary = || async { service::account_summary(&shop.buyer()).await.unwrap() };
    let new = |limit: &str, hold: Option<&str>, seen: &str| NewTerms {
        credit_limit: Some(d(limit)),
        terms: Terms::default(),
        hold_reason: hold.map(str::to_owned),
        reason: "test".into(),
        seen: seen.to_owned(),
    };
    let page = summary().await.terms_seen;
    service::set_terms(&shop.staff(), shop.ours, new("100.00", Some("逾期"), &page)).await.unwrap();
    // the colleague's page was drawn before the hold
    let mut colleague = shop.staff();
    colleague.attempt = Some(AttemptKey::new());
    let stale = service::set_terms(&colleague, shop.ours, new("500.00", None, &page)).await;
    assert_eq!(rejection(stale), Rejection::Stale);
    assert_eq!(summary().await.hold_reason.as_deref(), Some("逾期"));
    let page = summary().await.terms_seen;
    service::set_terms(&colleague, shop.ours, new("500.00", None, &page)).await.unwrap();
    // a double click is answered as the first
    service::set_terms(&colleague, shop.ours, new("500.00", None, &page)).await.unwrap();
    assert_eq!((summary().await.hold_reason, summary().await.credit_limit), (None, Some(d("500.00"))));
}

#[tokio::test]
async fn the_buyer_s_role_sees_its_own_money_only() {
    let shop = Shop::open("100").await;
    let placed = shop.order("account", "10", "10", "100.00").await;
    shop.ship(&placed, "10", "2026-03-01").await.unwrap();
    service::record_receipt(&shop.staff(), shop.ours, receipt("30.00", "B1", "2026-03-05")).await.unwrap();
    let mut ours = shop.buyer().begin().await.unwrap();
    let mut theirs = shop.other().begin().await.unwrap();
    let mut nobody = shop.db.visitor().begin().await.unwrap();
    for sql in [
        "select count(*) from receivables.accounts where last_seq > 0",
        "select count(*) from receivables.transactions",
        "select count(*) from receivables.entries",
        "select count(*) from receivables.account_entries",
        "select count(*) from receivables.receipts",
        "select count(*) from receivables.allocations",
        "select count(*) from shipping.shipments",
        "select count(*) from shipping.shipment_lines",
    ] {
        assert!(count(&mut ours, sql).await > 0, "{sql}");
        assert_eq!(count(&mut theirs, sql).await, 0, "{sql}");
        assert_eq!(count(&mut nobody, sql).await, 0, "{sql}");
    }
    assert!(service::list_entries(&shop.other(), None).await.unwrap().is_empty());
    assert_eq!(service::account_summary(&shop.other()).await.unwrap().balance, d("0"));
    let clerk_of_customer = shop.db.buyer(shop.boss, MemberRole::Buyer, shop.ours);
    assert_eq!(rejection(service::account_summary(&clerk_of_customer).await), Rejection::Forbidden);
    // raising the own limit takes more than SQL
    let raise = sqlx::query("update receivables.accounts set credit_limit = 1e9").execute(&mut *ours).await;
    assert!(raise.is_err());
}

#[tokio::test]
async fn a_message_is_claimed_by_one_and_a_lost_lease_changes_nothing() {
    let shop = Shop::open("0").await;
    let op = shop.buyer();
    let message = Message::OrderPlaced { order_id: domain::ids::OrderId::new() };
    for _ in 0..2 {
        // the buyer's role may write but not read
        let mut tx = op.begin().await.unwrap();
        outbox::enqueue_in_tx(&mut tx, &op, &message, "order:1").await.unwrap();
        tx.commit().await.unwrap();
    }
    let worker = &shop.db.pools.worker;
    let (a, b) = tokio::join!(outbox::claim(worker, 50), outbox::claim(worker, 50));
    let claimed: Vec<_> = a.unwrap().into_iter().chain(b.unwrap()).collect();
    assert_eq!(claimed.len(), 1);
    assert_eq!((&claimed[0].message, claimed[0].company), (&message, Some(shop.ours)));

    // its sender dies; another takes over and the first one's word no longer counts
    let expire = "update notifications.outbox set locked_until = now() - interval '1 s', run_at = now()";
    sqlx::query(expire).execute(&shop.db.owner).await.unwrap();
    let second = outbox::claim(worker, 50).await.unwrap();
    assert_eq!(second[0].attempts, 2);
    assert!(!outbox::mark_sent(worker, &claimed[0]).await.unwrap());
    assert!(outbox::mark_failed(worker, &second[0], "450 busy", false).await.unwrap());
    assert!(outbox::claim(worker, 50).await.unwrap().is_empty(), "waits for its time");
    sqlx::query(expire).execute(&shop.db.owner).await.unwrap();
    let third = outbox::claim(worker, 50).await.unwrap();
    assert!(outbox::mark_failed(worker, &third[0], "550 no such user", true).await.unwrap());
    sqlx::query(expire).execute(&shop.db.owner).await.unwrap();
    assert!(outbox::claim(worker, 50).await.unwrap().is_empty(), "dead stays dead");

    let unreadable = "insert into notifications.outbox (id, message, dedupe) values (gen_random_uuid(), '{\"kind\": \"x\"}', 'x')";
    sqlx::query(unreadable).execute(&shop.db.owner).await.unwrap();
    assert!(outbox::claim(worker, 50).await.unwrap().is_empty());
    let dead: i64 = sqlx::query_scalar("select count(*) from notifications.outbox where state = 'dead'")
        .fetch_one(&shop.db.owner)
        .await
        .unwrap();
    assert_eq!(dead, 2);
}
