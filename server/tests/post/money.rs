//! Letters about statements, disputes and invoices.

use crate::fixture::Shop;
use crate::mailbox::{MailServer, Mailbox, empty, worker};
use domain::billing::invoice::service as invoices;
use domain::billing::{DisputeReason, service as statements};
use domain::ids::{CompanyId, PersonId, StatementId};
use domain::notifications::{Message, dead};
use server::mail::Mailer;

async fn seat(shop: &Shop, company: CompanyId, role: &str, email: &str, language: &str) {
    let person = PersonId::new().0;
    for sql in [
        "insert into accounts.people (id, email, name, language) values ($1, $2, 'x', $3)",
        "insert into accounts.memberships (person_id, company_id, role) values ($1, $2::uuid, $3)",
    ] {
        let query = sqlx::query(sql).bind(person);
        let query = if sql.contains("people") {
            query.bind(email.to_owned()).bind(language.to_owned())
        } else {
            query.bind(company.0.to_string()).bind(role.to_owned())
        };
        query.execute(&shop.db.owner).await.unwrap();
    }
}

async fn change(shop: &Shop, sql: &str) {
    sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).execute(&shop.db.owner).await.unwrap();
}

/// Both customers with people of every seat, the house with two in finance and one in sales; one delivery.
async fn shop() -> Shop {
    let shop = Shop::open("100").await;
    for (person, email) in [
        (shop.boss, "boss@one.example"),
        (shop.stranger, "boss@two.example"),
        (shop.clerk, "zhang@house.example"),
    ] {
        change(&shop, &format!("update accounts.people set email = '{email}' where id = '{person}'")).await;
    }
    for (company, name) in [(shop.ours, "one"), (shop.theirs, "two")] {
        for (role, language) in [("finance", "en"), ("buyer", "zh"), ("viewer", "zh")] {
            seat(&shop, company, role, &format!("{role}@{name}.example"), language).await;
        }
    }
    let clerk = shop.clerk;
    change(
        &shop,
        &format!("insert into accounts.staff_roles values ('{clerk}', 'finance'), ('{clerk}', 'sales')"),
    )
    .await;
    for (email, role) in [("li@house.example", "finance"), ("sales@house.example", "sales")] {
        let id = PersonId::new();
        change(&shop, &format!("insert into accounts.people (id, email, name, language) values ('{id}', '{email}', 'x', 'en')"))
            .await;
        change(&shop, &format!("insert into accounts.staff_roles values ('{id}', '{role}')")).await;
    }
    let placed = shop.order("account", "10", "10", "100.00").await;
    shop.ship(&placed, "10", "2026-01-15").await.unwrap();
    change(&shop, "update notifications.outbox set state = 'sent'").await;
    shop
}

async fn issue(shop: &Shop) -> StatementId {
    let (from, to) = ("2026-01-01".parse().unwrap(), "2026-01-31".parse().unwrap());
    statements::issue_statement(&shop.staff(), shop.ours, from, to).await.unwrap()
}

async fn state(shop: &Shop) -> String {
    sqlx::query_scalar("select state from notifications.outbox order by created_at desc limit 1")
        .fetch_one(&shop.db.owner)
        .await
        .unwrap()
}

#[tokio::test]
async fn each_message_reaches_exactly_those_it_is_for() {
    let shop = shop().await;
    let mailbox = Mailbox::new(&shop.db);
    let worker = mailbox.worker(&shop.db);
    let (money, finance) =
        (["boss@one.example", "finance@one.example"], ["li@house.example", "zhang@house.example"]);
    let statement = issue(&shop).await;
    let number: String =
        sqlx::query_scalar("select number from billing.statements").fetch_one(&shop.db.owner).await.unwrap();
    let link = format!("https://shop.example/statements/{statement}");
    let told = async |who: [&str; 2], zh: &[&str], en: &[&str], link: &str| {
        empty(&worker).await;
        let got = mailbox.take();
        assert_eq!(got.iter().map(|l| l.to.as_str()).collect::<Vec<_>>(), who);
        assert!(got[0].id != got[1].id && got.iter().all(|l| l.id.ends_with("@shop.example")), "{got:?}");
        for letter in got {
            let words = if letter.to.starts_with("boss") || letter.to.starts_with("zhang") { zh } else { en };
            for word in words {
                assert!(letter.text.contains(word), "{word}: {}", letter.text);
            }
            assert!(letter.text.lines().any(|line| line.ends_with(&format!(": {link}"))), "{}", letter.text);
        }
    };
    let period = ["2026-01-01 至 2026-01-31", "2026-01-01 to 2026-01-31"];
    told(
        money,
        &[&number, period[0], "期末余额: CNY 100.00"],
        &[&number, period[1], "Closing balance: CNY 100.00"],
        &link,
    )
    .await;

    let dispute =
        statements::dispute(&shop.buyer(), statement, 1, DisputeReason::Price, "合同价 9.5").await.unwrap();
    let desk = format!("https://shop.example/desk/c/{}/statements/{statement}", shop.ours);
    told(
        finance,
        &[&number, "王老板", "客户 C-1", "价格不对", "合同价 9.5", "CNY 100.00"],
        &[&number, "王老板", "Another price was agreed", "Document: DN-26-"],
        &desk,
    )
    .await;

    statements::resolve(&shop.staff(), dispute, false, "合同 4 月起").await.unwrap();
    told(money, &[&number, "维持原记录", "合同 4 月起"], &[&number, "The line stands"], &link).await;

    invoices::issue_invoice(&shop.staff(), shop.ours, None).await.unwrap();
    told(
        money,
        &["CI-26-", "价税合计: CNY 100.00"],
        &["CI-26-", "Total incl. tax: CNY 100.00"],
        "https://shop.example/account",
    )
    .await;
}

#[tokio::test]
async fn what_was_rolled_back_is_told_to_nobody() {
    let shop = shop().await;
    let statement = issue(&shop).await;
    // the statement's second issue is refused, and a dispute of a line it does not have
    let (staff, day) = (shop.staff(), |text: &str| text.parse().unwrap());
    let again = statements::issue_statement(&staff, shop.ours, day("2026-01-10"), day("2026-01-31"));
    assert!(again.await.is_err());
    assert!(statements::dispute(&shop.buyer(), statement, 9, DisputeReason::Price, "").await.is_err());
    let queued: i64 = sqlx::query_scalar("select count(*) from notifications.outbox where state = 'queued'")
        .fetch_one(&shop.db.owner)
        .await
        .unwrap();
    assert_eq!(queued, 1);
}

#[tokio::test]
async fn a_dead_address_keeps_nobody_else_from_his_letter() {
    let shop = shop().await;
    change(&shop, "update accounts.people set email = 'nobody' where email = 'boss@one.example'").await;
    let mailbox = Mailbox::new(&shop.db);
    let worker = mailbox.worker(&shop.db);
    issue(&shop).await;
    empty(&worker).await;
    assert_eq!(mailbox.take().iter().map(|l| l.to.as_str()).collect::<Vec<_>>(), ["finance@one.example"]);
    assert_eq!(state(&shop).await, "sent");
    // with nobody left to reach, somebody has to look after it
    change(&shop, "update accounts.people set email = 'none' where email = 'finance@one.example'").await;
    invoices::issue_invoice(&shop.staff(), shop.ours, None).await.unwrap();
    empty(&worker).await;
    assert_eq!((mailbox.take().len(), state(&shop).await.as_str()), (0, "dead"));
    // who put the address right has it sent again
    let desk = shop.staff();
    let waiting = || dead::list_dead(&desk);
    let given_up = waiting().await.unwrap();
    assert_eq!((given_up.total, given_up.latest.len()), (1, 1));
    assert!(matches!(given_up.latest[0].message, Some(Message::InvoiceIssued { .. })));
    assert!(!given_up.latest[0].cause.is_empty() && !given_up.latest[0].cause.contains("none"));
    assert_eq!(given_up.latest[0].company.as_ref().unwrap().id, shop.ours);
    let buyer = dead::resend(&shop.buyer(), given_up.latest[0].id).await;
    assert!(matches!(buyer, Err(domain::error::Error::Rejected(domain::rejection::Rejection::Forbidden))));
    change(&shop, "update accounts.people set email = 'finance@one.example' where email = 'none'").await;
    dead::resend(&desk, given_up.latest[0].id).await.unwrap();
    empty(&worker).await;
    assert_eq!((mailbox.take().len(), state(&shop).await.as_str()), (1, "sent"));
    assert!(dead::resend(&desk, given_up.latest[0].id).await.is_err(), "sent is not given up");
    assert_eq!(waiting().await.unwrap().total, 0);
}

#[tokio::test]
async fn a_busy_mail_server_is_tried_again_and_the_others_get_one_letter_only() {
    let shop = shop().await;
    let post = MailServer::default();
    post.answers.lock().unwrap().insert("boss@one.example".into(), "451 later");
    let mailer =
        Mailer::open(Some(&post.open().await), std::path::Path::new("."), "orders@shop.example").unwrap();
    let worker = worker(&shop.db, mailer);
    issue(&shop).await;
    for _ in 0..3 {
        empty(&worker).await;
        assert_eq!((state(&shop).await.as_str(), post.taken.lock().unwrap().len()), ("queued", 1));
        change(&shop, "update notifications.outbox set run_at = now() where state = 'queued'").await;
    }
    post.answers.lock().unwrap().clear();
    empty(&worker).await;
    assert_eq!(*post.taken.lock().unwrap(), ["finance@one.example", "boss@one.example"]);
    assert_eq!(state(&shop).await, "sent");
}

#[tokio::test]
async fn a_mail_server_that_hangs_holds_one_message_and_no_other() {
    let shop = shop().await;
    let mailer =
        Mailer::open(Some(&MailServer::silent().await), std::path::Path::new("."), "orders@shop.example")
            .unwrap();
    let hanging = worker(&shop.db, mailer);
    issue(&shop).await;
    invoices::issue_invoice(&shop.staff(), shop.ours, None).await.unwrap();
    let count = |state: &'static str| {
        let owner = shop.db.owner.clone();
        async move {
            let sql = "select count(*) from notifications.outbox where state = $1";
            sqlx::query_scalar::<_, i64>(sql).bind(state).fetch_one(&owner).await.unwrap()
        }
    };
    assert_eq!(count("queued").await, 2);
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let working = tokio::spawn(hanging.run(stopping));
    while count("sending").await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!((count("sending").await, count("queued").await), (1, 1));
    // the other goes out by another server's worker meanwhile
    let mailbox = Mailbox::new(&shop.db);
    empty(&mailbox.worker(&shop.db)).await;
    assert_eq!((count("sending").await, count("queued").await), (1, 0));
    let _ = stop.send(true);
    working.abort();
}
