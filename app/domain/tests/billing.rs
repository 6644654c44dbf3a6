//! Statements, disputes and invoices on a real PostgreSQL.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(feature = "ssr")]

#[path = "support/orders_fixture.rs"]
mod fixture;
mod support;

use chrono::NaiveDate;
use domain::accounts::permission::MemberRole;
use domain::billing::invoice::{self, service as invoices};
use domain::billing::{DisputeReason, Resolution, service, statement};
use domain::documents::Seller;
use domain::error::Error;
use domain::ids::{DisputeId, InvoiceId, StatementId};
use domain::lang::Lang;
use domain::receivables::{ageing, service as receivables};
use domain::rejection::Rejection;
use fixture::{Shop, d, receipt, refused_by, rejection};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn seller() -> Seller {
    Seller {
        name: "卖方".into(),
        uscc: String::new(),
        address: String::new(),
        phone: String::new(),
        bank_name: String::new(),
        bank_account: String::new(),
        demo: true,
    }
}

/// January: 100 delivered; February: 300 delivered, 250 received.
async fn two_months() -> Shop {
    let shop = Shop::open("100").await;
    let first = shop.order("account", "10", "10", "100.00").await;
    let second = shop.order("account", "10", "10", "300.00").await;
    shop.ship(&first, "10", "2026-01-15").await.unwrap();
    shop.ship(&second, "10", "2026-02-03").await.unwrap();
    let op = shop.staff_on("2026-02-20");
    receivables::record_receipt(&op, shop.ours, receipt("250.00", "B1", "2026-02-20")).await.unwrap();
    shop
}

async fn issue(shop: &Shop, from: &str, to: &str) -> Result<StatementId, Error> {
    service::issue_statement(&shop.staff(), shop.ours, day(from), day(to)).await
}

#[tokio::test]
async fn any_period_adds_up_and_ends_at_the_account_s_balance() {
    let shop = two_months().await;
    let op = shop.buyer();
    for (from, to, opening, lines, closing) in [
        ("2026-01-01", "2026-01-31", "0", 1, "100.00"),
        ("2026-02-01", "2026-02-28", "100.00", 2, "150.00"),
        ("2026-02-10", "2026-02-10", "400.00", 0, "400.00"),
        ("2026-01-01", "2026-12-31", "0", 3, "150.00"),
        ("2025-01-01", "2025-12-31", "0", 0, "0"),
    ] {
        let view = service::statement_preview(&op, day(from), day(to)).await.unwrap();
        assert_eq!((view.opening, view.lines.len(), view.closing), (d(opening), lines, d(closing)), "{from}");
        let moved: rust_decimal::Decimal = view.lines.iter().map(|l| l.amount).sum();
        assert_eq!(view.opening + moved, view.closing);
        let aged: rust_decimal::Decimal = view.ageing.iter().map(|a| a.amount).sum();
        assert_eq!(aged, view.closing, "nothing falls outside the buckets");
        for lang in [Lang::Zh, Lang::En] {
            statement::statement_doc(&view, seller(), lang).verify().unwrap();
        }
    }
    let view = service::statement_preview(&op, day("2026-01-01"), day("2026-12-31")).await.unwrap();
    assert_eq!(view.closing, receivables::account_summary(&op).await.unwrap().balance);
    assert_eq!(view.lines[0].po_number.as_deref(), Some("PO-7"));
    assert_eq!((view.lines[0].quantity, view.lines[0].unit_price), (Some(d("10")), Some(d("10"))));
    // payments of later do not make January look paid
    let january = service::statement_preview(&op, day("2026-01-01"), day("2026-01-31")).await.unwrap();
    assert_eq!(january.ageing[0], ageing::AgedAmount { bucket: ageing::Bucket::NotDue, amount: d("100.00") });
    let backwards = service::statement_preview(&op, day("2026-02-01"), day("2026-01-01")).await;
    assert!(matches!(rejection(backwards), Rejection::Fields(_)));
}

#[tokio::test]
async fn each_statement_opens_where_the_one_before_closed_and_late_entries_go_to_the_next() {
    let shop = two_months().await;
    let january = issue(&shop, "2026-01-01", "2026-01-31").await.unwrap();
    // found in March: January's receipt
    let late = receipt("40.00", "LATE", "2026-01-20");
    receivables::record_receipt(&shop.staff(), shop.ours, late).await.unwrap();
    let february = issue(&shop, "2026-02-01", "2026-02-28").await.unwrap();
    let march = issue(&shop, "2026-03-01", "2026-03-10").await.unwrap();

    let op = shop.buyer();
    let mut before = d("0");
    for (id, closing, seqs) in
        [(january, "100.00", vec![1]), (february, "110.00", vec![2, 3, 4]), (march, "110.00", vec![])]
    {
        let view = service::load_statement(&op, id).await.unwrap();
        assert_eq!(view.opening, before);
        assert_eq!(view.closing, d(closing));
        assert_eq!(view.lines.iter().map(|l| l.seq).collect::<Vec<_>>(), seqs);
        statement::statement_doc(&view, seller(), Lang::Zh).verify().unwrap();
        before = view.closing;
    }
    assert_eq!(before, receivables::account_summary(&op).await.unwrap().balance);
    assert_eq!(service::list_statements(&op).await.unwrap().len(), 3);
    // the first is as it was, though money came since for what it shows
    let view = service::load_statement(&op, january).await.unwrap();
    assert_eq!(view.ageing.iter().map(|a| a.amount).sum::<rust_decimal::Decimal>(), d("100.00"));

    assert!(matches!(rejection(issue(&shop, "2026-03-05", "2026-03-10").await), Rejection::Fields(_)));
    assert!(matches!(rejection(issue(&shop, "2026-03-11", "2026-03-31").await), Rejection::Fields(_)));
    shop.reconciles().await;
}

#[tokio::test]
async fn an_entry_of_a_later_day_ends_the_statement_so_that_no_number_is_left_out() {
    let shop = two_months().await;
    let late = receipt("40.00", "LATE", "2026-01-20");
    receivables::record_receipt(&shop.staff(), shop.ours, late).await.unwrap();
    // numbers: 1 January, 2 and 3 February, 4 January again: 4 must wait for February
    let january = issue(&shop, "2026-01-01", "2026-01-31").await.unwrap();
    let february = issue(&shop, "2026-02-01", "2026-02-28").await.unwrap();
    let op = shop.buyer();
    let january = service::load_statement(&op, january).await.unwrap().issued.unwrap();
    let february = service::load_statement(&op, february).await.unwrap().issued.unwrap();
    assert_eq!((january.from_seq, january.to_seq), (1, 1));
    assert_eq!((february.from_seq, february.to_seq), (2, 4));
    assert_ne!(january.content_hash, february.content_hash);
    shop.reconciles().await;
}

#[tokio::test]
async fn a_ledger_changed_behind_the_services_no_longer_fits_the_statement() {
    let shop = two_months().await;
    let id = issue(&shop, "2026-01-01", "2026-01-31").await.unwrap();
    let mut conn = shop.db.owner.acquire().await.unwrap();
    for sql in [
        "set session_replication_role = replica",
        "update receivables.account_entries set due_on = due_on + 1 where seq = 1",
        "set session_replication_role = origin",
    ] {
        sqlx::query(sql).execute(&mut *conn).await.unwrap();
    }
    assert!(matches!(service::load_statement(&shop.buyer(), id).await, Err(Error::Internal(_))));
}

#[tokio::test]
async fn lines_are_disputed_answered_and_then_the_statement_is_confirmed_and_locked() {
    let shop = two_months().await;
    let id = issue(&shop, "2026-01-01", "2026-02-28").await.unwrap();
    let op = shop.buyer();
    let first = service::dispute(&op, id, 1, DisputeReason::Price, "合同价 9.5").await.unwrap();
    let twice = rejection(service::dispute(&op, id, 1, DisputeReason::Other, "又").await);
    assert!(matches!(twice, Rejection::AlreadyDone { document } if document.starts_with("ST-26-")));
    let second = service::dispute(&op, id, 2, DisputeReason::NotReceived, "").await.unwrap();
    let off = service::dispute(&op, id, 9, DisputeReason::Price, "").await;
    assert_eq!(rejection(off), Rejection::NotFound);
    let silent = service::dispute(&op, id, 3, DisputeReason::Other, " ").await;
    assert!(matches!(rejection(silent), Rejection::Fields(_)));
    let view = service::load_statement(&op, id).await.unwrap();
    assert_eq!(view.lines.iter().map(|l| l.disputed).collect::<Vec<_>>(), [true, true, false]);
    assert_eq!(service::list_statements(&op).await.unwrap()[0].open_disputes, 2);
    assert_eq!(rejection(service::confirm(&op, id).await), Rejection::DisputesOpen { count: 2 });

    service::withdraw(&op, second).await.unwrap();
    assert_eq!(rejection(service::withdraw(&op, second).await), Rejection::Stale);
    service::resolve(&shop.staff(), first, false, "合同 4 月起").await.unwrap();
    assert_eq!(rejection(service::resolve(&shop.staff(), first, true, "x").await), Rejection::Stale);
    assert_eq!(
        rejection(service::resolve(&shop.staff(), DisputeId::new(), true, "x").await),
        Rejection::NotFound
    );
    service::confirm(&op, id).await.unwrap();
    let issued = service::load_statement(&op, id).await.unwrap().issued.unwrap();
    assert_eq!(issued.confirmed.unwrap().1, "王老板");
    assert_eq!(issued.disputes.len(), 2);
    assert!(issued.disputes.iter().any(|x| x.resolution == Some(Resolution::Rejected)));

    assert!(matches!(rejection(service::confirm(&op, id).await), Rejection::AlreadyDone { .. }));
    let after = service::dispute(&op, id, 3, DisputeReason::Price, "").await;
    assert!(matches!(rejection(after), Rejection::AlreadyDone { .. }));
    for sql in [
        "update billing.statements set confirmed_at = null, confirmed_by = null",
        "update billing.statements set closing = 0",
        "delete from billing.statements",
    ] {
        assert_eq!(refused_by(sqlx::query(sql).execute(&shop.db.owner).await), "append_only", "{sql}");
    }
}

#[tokio::test]
async fn delivered_lines_are_invoiced_once() {
    let shop = Shop::open("100").await;
    let placed = shop.order("account", "10", "10", "350.00").await;
    let first = shop.ship(&placed, "3", "2026-03-01").await.unwrap();
    shop.ship(&placed, "7", "2026-03-02").await.unwrap();
    let staff = shop.staff();
    let op = shop.buyer();
    assert_eq!(invoices::list_uninvoiced(&op).await.unwrap().len(), 2);
    let one = invoices::issue_invoice(&staff, shop.ours, Some(vec![first])).await.unwrap();
    let again = rejection(invoices::issue_invoice(&staff, shop.ours, Some(vec![first])).await);
    let number = invoices::load_invoice(&op, one).await.unwrap().number;
    assert_eq!(again, Rejection::AlreadyDone { document: number });
    // a double click on "everything"
    let (a, b) = tokio::join!(
        invoices::issue_invoice(&staff, shop.ours, None),
        invoices::issue_invoice(&staff, shop.ours, None)
    );
    let (rest, refused) = if a.is_ok() { (a, b) } else { (b, a) };
    assert_eq!(rejection(refused), Rejection::MoreThanOpen { open: d("0") });

    let list = invoices::list_invoices(&op).await.unwrap();
    let gross: rust_decimal::Decimal = list.iter().map(|i| i.totals.gross).sum();
    let net: rust_decimal::Decimal = list.iter().map(|i| i.totals.net).sum();
    assert_eq!((gross, net), (d("350.00"), d("309.73")));
    for id in [one, rest.unwrap()] {
        let view = invoices::load_invoice(&op, id).await.unwrap();
        assert!(view.lines[0].delivery_note.starts_with("DN-26-") && view.due_on.is_some());
        invoice::invoice_doc(&view, seller(), Lang::En).verify().unwrap();
    }
    // and past the service as well
    let again = "insert into billing.invoice_lines (company_id, invoice_id, line_no, shipment_line_id)
        select company_id, invoice_id, 99, shipment_line_id from billing.invoice_lines limit 1";
    let refused = refused_by(sqlx::query(again).execute(&shop.db.owner).await);
    assert_eq!(refused, "invoice_lines_shipment_line_uniq");
    let gone = sqlx::query("delete from billing.invoices").execute(&shop.db.owner).await;
    assert_eq!(refused_by(gone), "append_only");
    shop.reconciles().await;
}

#[tokio::test]
async fn another_company_s_papers_are_not_found() {
    let shop = two_months().await;
    let id = issue(&shop, "2026-01-01", "2026-02-28").await.unwrap();
    let dispute = service::dispute(&shop.buyer(), id, 1, DisputeReason::Price, "").await.unwrap();
    let bill = invoices::issue_invoice(&shop.staff(), shop.ours, None).await.unwrap();
    let other = shop.other();
    assert_eq!(rejection(service::load_statement(&other, id).await), Rejection::NotFound);
    assert_eq!(rejection(service::load_statement(&other, StatementId::new()).await), Rejection::NotFound);
    assert_eq!(rejection(service::confirm(&other, id).await), Rejection::NotFound);
    let raised = service::dispute(&other, id, 1, DisputeReason::Price, "").await;
    assert_eq!(rejection(raised), Rejection::NotFound);
    assert_eq!(rejection(service::withdraw(&other, dispute).await), Rejection::NotFound);
    assert_eq!(rejection(invoices::load_invoice(&other, bill).await), Rejection::NotFound);
    assert_eq!(rejection(invoices::load_invoice(&other, InvoiceId::new()).await), Rejection::NotFound);
    let stolen = invoices::list_uninvoiced(&shop.buyer()).await.unwrap();
    assert!(stolen.is_empty());
    assert!(service::list_statements(&other).await.unwrap().is_empty());
    assert!(invoices::list_invoices(&other).await.unwrap().is_empty());
    let mut tx = other.begin().await.unwrap();
    for sql in [
        "select count(*) from billing.statements",
        "select count(*) from billing.disputes",
        "select count(*) from billing.invoices",
        "select count(*) from billing.invoice_lines",
    ] {
        assert_eq!(fixture::count(&mut tx, sql).await, 0, "{sql}");
    }
    // the buyer's role writes no statement and no invoice, whatever the query
    let forged = "insert into billing.statements select * from billing.statements";
    assert!(sqlx::query(forged).execute(&mut *tx).await.is_err());
    drop(tx);
    let looker = shop.db.buyer(shop.boss, MemberRole::Viewer, shop.ours);
    assert_eq!(rejection(service::list_statements(&looker).await), Rejection::Forbidden);
    assert_eq!(rejection(service::confirm(&shop.staff(), id).await), Rejection::Forbidden);
}
