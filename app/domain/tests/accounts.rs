//! Signing in, sessions, switching companies, and the wall between companies.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use domain::accounts::bootstrap::{self, NewPerson};
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::accounts::service::{create_company, list_companies, load_company};
use domain::accounts::sessions::{resolve, sign_in, sign_out_everywhere, switch_company};
use domain::accounts::tries::Caller;
use domain::accounts::{CompanyBrief, NewCompany, Seat, tries};
use domain::error::Error;
use domain::ids::{AttemptKey, CompanyId, PersonId};
use domain::lang::Lang;
use domain::rejection::{Problem, Rejection};
use support::{TestDb, noon};

async fn person(db: &TestDb, email: &str) -> PersonId {
    let new = NewPerson {
        email: email.into(),
        name: email.into(),
        language: Lang::Zh,
        password: "correct horse".into(),
    };
    bootstrap::add_person(&db.owner, new).await.unwrap()
}

fn customer(name: &str) -> NewCompany {
    NewCompany {
        name: name.into(),
        uscc: String::new(),
        keep_uscc: false,
        kind: "end_user".into(),
        recipient: "收货人".into(),
        phone: "13800000000".into(),
        region: "江苏省苏州市".into(),
        street: "演示路 1 号".into(),
        group: String::new(),
    }
}

async fn clerk(db: &TestDb) -> PersonId {
    let id = person(db, "clerk@desk.example").await;
    bootstrap::add_staff_role(&db.owner, id, StaffRole::CustomerService).await.unwrap();
    id
}

async fn two_companies(db: &TestDb) -> (PersonId, CompanyBrief, CompanyBrief) {
    let op = db.staff(clerk(db).await, &[StaffRole::CustomerService]);
    let first = create_company(&op, customer("甲公司")).await.unwrap();
    let second = create_company(&op, customer("乙公司")).await.unwrap();
    let wang = person(db, "wang@one.example").await;
    bootstrap::add_membership(&db.pools.staff, first.id, wang, MemberRole::Owner).await.unwrap();
    (wang, first, second)
}

fn rejected<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Rejection {
    match outcome {
        Err(Error::Rejected(rejection)) => rejection,
        other => panic!("expected a rejection, got {other:?}"),
    }
}

#[tokio::test]
async fn a_form_sent_twice_creates_one_customer_also_at_once() {
    let db = TestDb::new().await;
    let mut op = db.staff(clerk(&db).await, &[StaffRole::CustomerService]);
    op.attempt = Some(AttemptKey::new());
    let both = tokio::join!(create_company(&op, customer("丙公司")), create_company(&op, customer("丙公司")));
    let (first, second) = (both.0.unwrap(), both.1.unwrap());
    assert_eq!(first, second);
    assert_eq!(create_company(&op, customer("丙公司")).await.unwrap(), first);
    assert_eq!(rejected(create_company(&op, customer("丁公司")).await), Rejection::Stale);
    assert_eq!(list_companies(&op, "").await.unwrap(), [first]);
}

#[tokio::test]
async fn a_member_signs_in_and_acts_for_his_company() {
    let db = TestDb::new().await;
    let (wang, first, _) = two_companies(&db).await;
    let (token, view) =
        sign_in(&db.pools, noon(), " WANG@one.example ", "correct horse".into(), "1.2.3.4").await.unwrap();
    assert_eq!(view.person, wang);
    assert!(matches!(&view.seat, Seat::Buyer { company, .. } if company.id == first.id));
    assert_eq!(resolve(&db.pools, noon(), &token).await.unwrap().unwrap(), view);
}

#[tokio::test]
async fn unknown_wrong_and_seatless_accounts_get_no_session() {
    let db = TestDb::new().await;
    two_companies(&db).await;
    for (email, password) in [("nobody@one.example", "correct horse"), ("wang@one.example", "wrong")] {
        let refused = sign_in(&db.pools, noon(), email, password.into(), "1.2.3.4").await.map(|_| ());
        assert_eq!(rejected(refused), Rejection::WrongCredentials);
    }
    person(&db, "alone@one.example").await;
    let refused =
        sign_in(&db.pools, noon(), "alone@one.example", "correct horse".into(), "1.2.3.4").await.map(|_| ());
    assert_eq!(rejected(refused), Rejection::Forbidden);
}

#[tokio::test]
async fn failures_of_strangers_make_strangers_wait_and_lock_nobody_out() {
    let db = TestDb::new().await;
    let (wang, ..) = two_companies(&db).await;
    let browser = tries::remember(&db.pools.gate, noon(), wang, None).await.unwrap();
    let enter = |password: &'static str, from: Caller<'static>| {
        let (pools, begun) = (db.pools.clone(), std::time::Instant::now());
        async move {
            let done = sign_in(&pools, noon(), "wang@one.example", password.into(), from).await;
            (done.map(|_| ()), begun.elapsed())
        }
    };
    for _ in 0..10 {
        let (refused, took) = enter("wrong", "1.2.3.4".into()).await;
        assert_eq!(rejected(refused), Rejection::WrongCredentials);
        assert!(took.as_millis() < 1000, "{took:?}");
    }
    // the right password counts at once from his own browser, after a second from anywhere else
    let own = Caller { address: "5.6.7.8", browser: Some(Box::leak(Box::new(browser))), session: None };
    let (done, took) = enter("correct horse", own).await;
    assert!(done.is_ok() && took.as_millis() < 1000, "{done:?} {took:?}");
    let (done, took) = enter("correct horse", "5.6.7.8".into()).await;
    assert!(done.is_ok() && took.as_millis() >= 1000, "{done:?} {took:?}");
    // somebody else's browser is a stranger's
    let clerk =
        rejected(sign_in(&db.pools, noon(), "clerk@desk.example", "wrong".into(), own).await.map(|_| ()));
    assert_eq!(clerk, Rejection::WrongCredentials);
    let strangers = "select count(*) from accounts.rate_windows where key like 'account:%' and hits = 1";
    assert_eq!(sqlx::query_scalar::<_, i64>(strangers).fetch_one(&db.owner).await.unwrap(), 1);
    let late = noon() + chrono::Duration::days(91);
    assert!(tries::sweep(&db.pools.worker, late).await.unwrap() >= 1);
}

#[tokio::test]
async fn tries_at_once_are_all_counted() {
    let db = TestDb::new().await;
    two_companies(&db).await;
    let tries = (0..40).map(|n| {
        let (pools, email) = (db.pools.clone(), format!("nobody{n}@one.example"));
        tokio::spawn(
            async move { sign_in(&pools, noon(), &email, "wrong".into(), "1.2.3.4").await.map(|_| ()) },
        )
    });
    let mut refused = 0;
    for one in tries.collect::<Vec<_>>() {
        refused += i32::from(matches!(one.await.unwrap(), Err(Error::Rejected(Rejection::TooMany { .. }))));
    }
    assert_eq!(refused, 10);
}

#[tokio::test]
async fn an_endless_address_is_wrong_and_counts_against_its_sender() {
    let db = TestDb::new().await;
    // random: a run of one letter is stored in a few bytes
    let long = |n: usize| (0..200).map(|_| PersonId::new().to_string()).collect::<String>() + &n.to_string();
    for n in 0..30 {
        let refused = sign_in(&db.pools, noon(), &long(n), "wrong".into(), "1.2.3.4").await.map(|_| ());
        assert_eq!(rejected(refused), Rejection::WrongCredentials);
    }
    let refused = sign_in(&db.pools, noon(), &long(30), "wrong".into(), "1.2.3.4").await.map(|_| ());
    assert!(matches!(rejected(refused), Rejection::TooMany { .. }));
    let rows = "select count(*) from accounts.rate_windows";
    let count = || async { sqlx::query_scalar::<_, i64>(rows).fetch_one(&db.owner).await.unwrap() };
    assert_eq!(count().await, 1, "one row for the address, none for what is no account");
    let late = noon() + chrono::Duration::hours(3);
    assert_eq!(tries::sweep(&db.pools.worker, noon()).await.unwrap(), 0);
    assert_eq!(tries::sweep(&db.pools.worker, late).await.unwrap(), 1);
}

#[tokio::test]
async fn sessions_end_by_idling_by_age_and_everywhere_at_once() {
    let db = TestDb::new().await;
    two_companies(&db).await;
    let enter = || sign_in(&db.pools, noon(), "wang@one.example", "correct horse".into(), "1.2.3.4");
    let (token, _) = enter().await.unwrap();
    assert!(resolve(&db.pools, noon() + chrono::Duration::days(15), &token).await.unwrap().is_none());
    let (one, _) = enter().await.unwrap();
    let (two, _) = enter().await.unwrap();
    sign_out_everywhere(&db.pools, noon(), &one).await.unwrap();
    assert!(resolve(&db.pools, noon(), &one).await.unwrap().is_none());
    assert!(resolve(&db.pools, noon(), &two).await.unwrap().is_none());
}

#[tokio::test]
async fn signing_in_ends_the_session_the_browser_had_and_staff_need_a_longer_password() {
    let db = TestDb::new().await;
    two_companies(&db).await;
    let enter = async |session| {
        let from = Caller { address: "1.2.3.4", browser: None, session };
        sign_in(&db.pools, noon(), "wang@one.example", "correct horse".into(), from).await.unwrap().0
    };
    let first = enter(None).await;
    let second = enter(Some(&first)).await;
    assert!(resolve(&db.pools, noon(), &first).await.unwrap().is_none(), "the old session lives");
    assert!(resolve(&db.pools, noon(), &second).await.unwrap().is_some());
    let shortest = async |email| bootstrap::shortest_password(&db.owner, email).await.unwrap();
    assert_eq!((shortest("Clerk@desk.example").await, shortest("wang@one.example").await), (14, 10));
}

#[tokio::test]
async fn switching_takes_a_new_token_and_only_own_companies() {
    let db = TestDb::new().await;
    let (wang, _, second) = two_companies(&db).await;
    let (token, _) =
        sign_in(&db.pools, noon(), "wang@one.example", "correct horse".into(), "1.2.3.4").await.unwrap();
    let refused = switch_company(&db.pools, noon(), &token, second.id).await.map(|_| ());
    assert_eq!(rejected(refused), Rejection::NotFound);
    bootstrap::add_membership(&db.pools.staff, second.id, wang, MemberRole::Buyer).await.unwrap();
    let (new, view) = switch_company(&db.pools, noon(), &token, second.id).await.unwrap();
    assert!(matches!(&view.seat, Seat::Buyer { company, .. } if company.id == second.id));
    assert!(resolve(&db.pools, noon(), &token).await.unwrap().is_none(), "the old token still lives");
    assert!(resolve(&db.pools, noon(), &new).await.unwrap().is_some());
}

#[tokio::test]
async fn leaving_a_company_ends_the_session_at_once() {
    let db = TestDb::new().await;
    let (wang, first, _) = two_companies(&db).await;
    let (token, _) =
        sign_in(&db.pools, noon(), "wang@one.example", "correct horse".into(), "1.2.3.4").await.unwrap();
    sqlx::query("delete from accounts.memberships where company_id = $1 and person_id = $2")
        .bind(first.id.0)
        .bind(wang.0)
        .execute(&db.owner)
        .await
        .unwrap();
    assert!(resolve(&db.pools, noon(), &token).await.unwrap().is_none());
}

#[tokio::test]
async fn another_company_is_answered_like_none() {
    let db = TestDb::new().await;
    let (wang, first, second) = two_companies(&db).await;
    let own = db.buyer(wang, MemberRole::Owner, first.id);
    assert_eq!(load_company(&own).await.unwrap().brief.id, first.id);
    // the row policy holds even for a query without a where clause
    let mut tx = own.begin().await.unwrap();
    let seen: Vec<uuid::Uuid> =
        sqlx::query_scalar("select id from accounts.companies").fetch_all(&mut *tx).await.unwrap();
    assert_eq!(seen, [first.id.0]);
    let addresses: i64 = sqlx::query_scalar("select count(*) from accounts.addresses where company_id = $1")
        .bind(second.id.0)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
    assert_eq!(addresses, 0);
    tx.commit().await.unwrap();
    let nowhere = db.buyer(wang, MemberRole::Owner, CompanyId::new());
    assert_eq!(rejected(load_company(&nowhere).await), Rejection::NotFound);
}

#[tokio::test]
async fn a_member_reads_the_names_of_his_own_people_and_of_the_house_and_changes_none() {
    let db = TestDb::new().await;
    let (wang, first, second) = two_companies(&db).await;
    let zhao = person(&db, "zhao@two.example").await;
    bootstrap::add_membership(&db.pools.staff, second.id, zhao, MemberRole::Owner).await.unwrap();
    let op = db.buyer(wang, MemberRole::Owner, first.id);
    let mut tx = op.begin().await.unwrap();
    let names: Vec<String> =
        sqlx::query_scalar("select name from accounts.people order by 1").fetch_all(&mut *tx).await.unwrap();
    assert_eq!(names, ["clerk@desk.example", "wang@one.example"]);
    let change = sqlx::query("update accounts.people set language = 'en'").execute(&mut *tx).await;
    assert!(change.is_err());
    let none: i64 =
        sqlx::query_scalar("select count(*) from accounts.people").fetch_one(&db.pools.buyer).await.unwrap();
    assert_eq!(none, 1, "without a company only the house's own");
}

#[tokio::test]
async fn without_a_company_nothing_is_visible() {
    let db = TestDb::new().await;
    two_companies(&db).await;
    for table in [
        "accounts.companies",
        "accounts.addresses",
        "orders.orders",
        "receivables.account_entries",
        "billing.statements",
    ] {
        let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(&db.pools.buyer)
            .await
            .unwrap();
        assert_eq!(rows, 0, "{table}");
    }
}

#[tokio::test]
async fn a_clerk_creates_a_company_and_every_bad_field_is_named() {
    let db = TestDb::new().await;
    let op = db.staff(clerk(&db).await, &[StaffRole::CustomerService]);
    let bad = NewCompany {
        name: " ".into(),
        phone: "abc".into(),
        kind: "planet".into(),
        uscc: "12".into(),
        ..customer("x")
    };
    let Rejection::Fields(problems) = rejected(create_company(&op, bad).await) else {
        panic!("fields expected")
    };
    let fields: Vec<&str> = problems.iter().map(|p| p.field.as_str()).collect();
    assert_eq!(fields, ["name", "phone", "kind", "uscc"]);

    let code = "91350100M000100Y43";
    let good = NewCompany { uscc: code.into(), ..customer("丙公司") };
    let made = create_company(&op, good.clone()).await.unwrap();
    assert_eq!(list_companies(&op, "丙").await.unwrap(), [made]);
    let Rejection::Fields(again) = rejected(create_company(&op, good).await) else {
        panic!("fields expected")
    };
    assert_eq!(again[0].problem, Problem::Taken);
    let buyer = db.buyer(PersonId::new(), MemberRole::Owner, CompanyId::new());
    assert_eq!(rejected(create_company(&buyer, customer("丁")).await), Rejection::Forbidden);
}

#[tokio::test]
async fn a_code_with_a_wrong_check_character_is_taken_only_by_a_clerk_who_says_so() {
    let db = TestDb::new().await;
    let op = db.staff(clerk(&db).await, &[StaffRole::CustomerService]);
    // reported as real, though its check character does not fit
    let early = NewCompany { uscc: "91350211M0000XUF46".into(), ..customer("早期公司") };
    let Rejection::Fields(problems) = rejected(create_company(&op, early.clone()).await) else {
        panic!("fields expected")
    };
    assert_eq!((problems[0].field.as_str(), &problems[0].problem), ("uscc", &Problem::CheckDigit));
    create_company(&op, NewCompany { keep_uscc: true, ..early }).await.unwrap();
    let kept: bool = sqlx::query_scalar("select (detail ->> 'uscc_kept')::boolean from accounts.audit")
        .fetch_one(&db.owner)
        .await
        .unwrap();
    assert!(kept);
    // saying so makes no code of what is none
    let short = NewCompany { uscc: "12".into(), keep_uscc: true, ..customer("短") };
    assert!(matches!(rejected(create_company(&op, short).await), Rejection::Fields(_)));
}
