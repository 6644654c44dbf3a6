//! Invitations and lost passwords: who may offer a seat, what a letter's link opens, and for how long.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(feature = "ssr")]

#[path = "support/orders_fixture.rs"]
mod fixture;
mod support;

use chrono::Duration;
use domain::accounts::invitations::{invite, list_people, withdraw};
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::accounts::sessions::{resolve, sign_in};
use domain::accounts::welcome::{LinkFor, enter, forgot, look, new_link};
use domain::accounts::{NewInvitation, Seat, bootstrap};
use domain::ids::{InvitationId, ResetId};
use domain::rejection::{Problem, Rejection};
use fixture::{Shop, refused_by, rejection};
use support::noon;

const PASSWORD: &str = "correct horse";

fn offer(email: &str, role: &str) -> NewInvitation {
    NewInvitation { email: email.into(), name: "赵敏".into(), role: role.into(), language: "zh".into() }
}

async fn token(shop: &Shop, id: InvitationId) -> String {
    new_link(&shop.db.pools.worker, LinkFor::Invitation(id)).await.unwrap().reveal().to_owned()
}

/// The token of the last wish for a new password.
async fn reset_token(shop: &Shop) -> String {
    let id = sqlx::query_scalar(
        "select id from accounts.password_resets order by requested_at desc, id desc limit 1",
    )
    .fetch_one(&shop.db.owner)
    .await
    .unwrap();
    new_link(&shop.db.pools.worker, LinkFor::Reset(ResetId(id))).await.unwrap().reveal().to_owned()
}

async fn open(shop: &Shop, token: &str, password: &str) -> Result<Seat, domain::error::Error> {
    let entered = enter(&shop.db.pools, noon(), token, (password.into(), password), "1.2.3.4").await;
    entered.map(|(_, view)| view.seat)
}

async fn count(shop: &Shop, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&shop.db.owner).await.unwrap()
}

/// The other customer's owner, with a password.
async fn stranger(shop: &Shop) -> String {
    let email = format!("{}@example.com", shop.stranger);
    assert!(bootstrap::set_password(&shop.db.owner, &email, PASSWORD.into()).await.unwrap());
    email
}

#[tokio::test]
async fn a_new_person_takes_his_seat_once() {
    let shop = Shop::open("0").await;
    let id = invite(&shop.buyer(), offer(" Zhao@One.Example ", "finance")).await.unwrap();
    let token = token(&shop, id).await;
    let kept =
        count(&shop, "select count(*) from accounts.link_tokens where encode(token_hash, 'escape') ~ '.'")
            .await;
    assert_eq!(kept, 1);
    let seen = look(&shop.db.pools, noon(), &token).await.unwrap().unwrap();
    assert_eq!(seen.email, "zhao@one.example");
    assert_eq!(
        (seen.seat.unwrap(), seen.known, seen.at_least),
        (("客户 C-1".into(), MemberRole::Finance), false, 10)
    );

    let short = rejection(open(&shop, &token, "123456789").await);
    assert!(
        matches!(&short, Rejection::Fields(p) if p[0].problem == Problem::TooShort { min: 10 }),
        "{short:?}"
    );
    let differs = enter(&shop.db.pools, noon(), &token, (PASSWORD.into(), "correct house"), "1.2.3.4")
        .await
        .map(|_| ());
    assert!(matches!(rejection(differs), Rejection::Fields(p) if p[0].field == "again"));

    let (one, two) = tokio::join!(open(&shop, &token, PASSWORD), open(&shop, &token, PASSWORD));
    let (seat, refused) = if one.is_ok() { (one, two) } else { (two, one) };
    let Seat::Buyer { company, role, .. } = seat.unwrap() else { panic!("a member expected") };
    assert_eq!((company.id, role), (shop.ours, MemberRole::Finance));
    assert!(matches!(rejection(refused), Rejection::LinkDead | Rejection::Stale));
    assert_eq!(rejection(open(&shop, &token, PASSWORD).await), Rejection::LinkDead);
    assert!(look(&shop.db.pools, noon(), &token).await.unwrap().is_none());

    sign_in(&shop.db.pools, noon(), "zhao@one.example", PASSWORD.into(), "1.2.3.4").await.unwrap();
    let people = list_people(&shop.buyer()).await.unwrap();
    assert!(people.invitations.is_empty());
    assert_eq!(people.members.len(), 2);
    assert!(people.members.contains(&("赵敏".into(), MemberRole::Finance)));
    let told = "select count(*) from accounts.audit where operation in ('invite', 'accept_invitation', 'set_password')";
    assert_eq!(count(&shop, told).await, 3);
}

#[tokio::test]
async fn an_offer_ends_by_time_by_withdrawal_and_by_a_new_one() {
    let shop = Shop::open("0").await;
    let op = shop.buyer();
    let first = invite(&op, offer("zhao@one.example", "buyer")).await.unwrap();
    let old = token(&shop, first).await;
    let late = noon() + Duration::days(7);
    assert!(look(&shop.db.pools, late - Duration::seconds(1), &old).await.unwrap().is_some());
    assert!(look(&shop.db.pools, late, &old).await.unwrap().is_none());
    let refused = enter(&shop.db.pools, late, &old, (PASSWORD.into(), PASSWORD), "1.2.3.4").await.map(|_| ());
    assert_eq!(rejection(refused), Rejection::LinkDead);

    let second = invite(&op, offer("zhao@one.example", "viewer")).await.unwrap();
    assert_eq!(rejection(open(&shop, &old, PASSWORD).await), Rejection::LinkDead);
    let pending = list_people(&op).await.unwrap().invitations;
    assert_eq!(pending.iter().map(|i| (i.id, i.role)).collect::<Vec<_>>(), [(second, MemberRole::Viewer)]);
    // a letter sent twice has two tokens, and both open the one seat
    let tokens = [token(&shop, second).await, token(&shop, second).await];
    for one in &tokens {
        assert!(look(&shop.db.pools, noon(), one).await.unwrap().is_some());
    }
    withdraw(&op, second).await.unwrap();
    assert_eq!(rejection(withdraw(&op, second).await), Rejection::NotFound);
    assert_eq!(rejection(open(&shop, &tokens[0], PASSWORD).await), Rejection::LinkDead);
    assert!(list_people(&op).await.unwrap().invitations.is_empty());
    for invented in ["", "abc", &"A".repeat(43)] {
        assert_eq!(rejection(open(&shop, invented, PASSWORD).await), Rejection::LinkDead);
    }
}

#[tokio::test]
async fn only_the_owner_and_the_desk_offer_seats_and_only_in_their_company() {
    let shop = Shop::open("0").await;
    let id = invite(&shop.buyer(), offer("zhao@one.example", "buyer")).await.unwrap();
    assert_eq!(rejection(withdraw(&shop.other(), id).await), Rejection::NotFound);
    assert!(list_people(&shop.other()).await.unwrap().invitations.is_empty());
    for role in [MemberRole::Buyer, MemberRole::Finance, MemberRole::Viewer] {
        let op = shop.db.buyer(shop.boss, role, shop.ours);
        assert_eq!(rejection(invite(&op, offer("a@b.example", "owner")).await), Rejection::Forbidden);
        assert_eq!(rejection(list_people(&op).await), Rejection::Forbidden);
    }
    assert_eq!(
        rejection(invite(&shop.db.visitor(), offer("a@b.example", "owner")).await),
        Rejection::SignedOut
    );
    // past the service: the row policy holds the other customer's owner off
    let mut tx = shop.other().begin().await.unwrap();
    let forged = "insert into accounts.invitations (id, company_id, email, name, role, language, invited_by, invited_at, expires_at)
        values (gen_random_uuid(), $1, 'x@y', 'x', 'owner', 'zh', $2, now(), now() + interval '1 day')";
    let refused = sqlx::query(forged).bind(shop.ours.0).bind(shop.stranger.0).execute(&mut *tx).await;
    assert!(refused.is_err());
    drop(tx);
    // and the gate seats nobody who was not invited
    let forged = "insert into accounts.memberships (company_id, person_id, role) values ($1, $2, 'owner')";
    let refused =
        sqlx::query(forged).bind(shop.ours.0).bind(shop.stranger.0).execute(&shop.db.pools.gate).await;
    assert!(refused_by(refused).contains("row-level security"));

    let mut desk = shop.db.staff(shop.clerk, &[StaffRole::CustomerService]);
    assert_eq!(rejection(invite(&desk, offer("a@b.example", "owner")).await), Rejection::NotFound);
    desk.company = Some(shop.theirs);
    invite(&desk, offer("a@b.example", "owner")).await.unwrap();
    assert_eq!(list_people(&shop.other()).await.unwrap().invitations.len(), 1);
    desk.company = Some(domain::ids::CompanyId::new());
    assert_eq!(rejection(invite(&desk, offer("a@b.example", "owner")).await), Rejection::NotFound);
    let warehouse = shop.db.staff(shop.clerk, &[StaffRole::Warehouse]);
    assert_eq!(rejection(invite(&warehouse, offer("a@b.example", "owner")).await), Rejection::Forbidden);

    let bad = NewInvitation {
        email: "zhao".into(),
        name: " ".into(),
        role: "king".into(),
        language: String::new(),
    };
    let Rejection::Fields(problems) = rejection(invite(&shop.buyer(), bad).await) else {
        panic!("fields expected")
    };
    assert_eq!(problems.iter().map(|p| p.field.as_str()).collect::<Vec<_>>(), ["email", "name", "role"]);
    for n in 0..19 {
        invite(&shop.buyer(), offer(&format!("n{n}@one.example"), "buyer")).await.unwrap();
    }
    let refused = rejection(invite(&shop.buyer(), offer("more@one.example", "buyer")).await);
    assert!(matches!(refused, Rejection::TooMany { .. }));
}

#[tokio::test]
async fn whoever_signs_in_already_takes_a_second_seat_with_the_password_he_has() {
    let shop = Shop::open("0").await;
    let email = stranger(&shop).await;
    let id = invite(&shop.buyer(), offer(&email, "buyer")).await.unwrap();
    let token = token(&shop, id).await;
    assert!(look(&shop.db.pools, noon(), &token).await.unwrap().unwrap().known);
    assert_eq!(rejection(open(&shop, &token, "a password of his own").await), Rejection::WrongCredentials);
    let Seat::Buyer { company, others, .. } = open(&shop, &token, PASSWORD).await.unwrap() else {
        panic!("a member expected")
    };
    assert_eq!((company.id, others[0].id), (shop.ours, shop.theirs));
    // his name is his own
    assert!(list_people(&shop.buyer()).await.unwrap().members.iter().any(|(name, _)| name == "李老板"));
}

#[tokio::test]
async fn a_member_who_accepts_another_seat_changes_to_it() {
    let shop = Shop::open("0").await;
    let email = stranger(&shop).await;
    let role = || async {
        let people = list_people(&shop.other()).await.unwrap().members;
        people.into_iter().find(|(name, _)| name == "李老板").unwrap().1
    };
    assert_eq!(role().await, MemberRole::Owner);
    let id = invite(&shop.other(), offer(&email, "finance")).await.unwrap();
    let token = token(&shop, id).await;
    assert_eq!(role().await, MemberRole::Owner, "an offer changes nothing");
    let Seat::Buyer { role: seated, .. } = open(&shop, &token, PASSWORD).await.unwrap() else {
        panic!("a member expected")
    };
    assert_eq!((seated, role().await), (MemberRole::Finance, MemberRole::Finance));
    // and the gate moves nobody to a seat he did not accept
    let forged = "update accounts.memberships set role = 'owner' where person_id = $1";
    let refused = sqlx::query(forged).bind(shop.stranger.0).execute(&shop.db.pools.gate).await;
    assert!(refused_by(refused).contains("row-level security"));
}

#[tokio::test]
async fn a_lost_password_is_replaced_once_within_half_an_hour_and_ends_every_session() {
    let shop = Shop::open("0").await;
    let email = stranger(&shop).await;
    let (before, _) = sign_in(&shop.db.pools, noon(), &email, PASSWORD.into(), "1.2.3.4").await.unwrap();
    for _ in 0..2 {
        forgot(&shop.db.pools, noon(), &email.to_uppercase(), "1.2.3.4").await.unwrap();
    }
    let first = reset_token(&shop).await;
    let late = noon() + Duration::minutes(30);
    assert!(look(&shop.db.pools, late, &first).await.unwrap().is_none());
    let seen = look(&shop.db.pools, noon(), &first).await.unwrap().unwrap();
    assert_eq!((seen.seat, seen.known, seen.at_least), (None, false, 10));
    open(&shop, &first, "battery staple").await.unwrap();
    assert_eq!(rejection(open(&shop, &first, "battery staple").await), Rejection::LinkDead);
    let unused = "select count(*) from accounts.password_resets where used_at is null";
    assert_eq!(count(&shop, unused).await, 0, "the other letter's link is dead too");
    assert!(resolve(&shop.db.pools, noon(), &before).await.unwrap().is_none(), "the old session lives");
    assert_eq!(count(&shop, "select count(*) from accounts.sessions").await, 1);
    let old = sign_in(&shop.db.pools, noon(), &email, PASSWORD.into(), "1.2.3.4").await.map(|_| ());
    assert_eq!(rejection(old), Rejection::WrongCredentials);
    sign_in(&shop.db.pools, noon(), &email, "battery staple".into(), "1.2.3.4").await.unwrap();
}

#[tokio::test]
async fn asking_tells_nothing_and_is_limited_for_known_and_unknown_alike() {
    let shop = Shop::open("0").await;
    let email = stranger(&shop).await;
    for address in [email.as_str(), "nobody@one.example"] {
        for _ in 0..3 {
            forgot(&shop.db.pools, noon(), address, "1.2.3.4").await.unwrap();
        }
        let refused = forgot(&shop.db.pools, noon(), address, "5.6.7.8").await;
        assert!(matches!(rejection(refused), Rejection::TooMany { .. }), "{address}");
        let soon = forgot(&shop.db.pools, noon() + Duration::minutes(58), address, "5.6.7.8").await;
        assert!(matches!(rejection(soon), Rejection::TooMany { .. }), "three within an hour: {address}");
        let later = noon() + Duration::minutes(61);
        forgot(&shop.db.pools, later, address, "5.6.7.8").await.unwrap();
    }
    assert_eq!(
        count(&shop, "select count(*) from notifications.outbox").await,
        8,
        "one row each, known or not"
    );
    assert!(matches!(
        rejection(forgot(&shop.db.pools, noon(), "nobody", "1.2.3.4").await),
        Rejection::Fields(_)
    ));
    for n in 0..4 {
        forgot(&shop.db.pools, noon(), &format!("n{n}@one.example"), "1.2.3.4").await.unwrap();
    }
    let refused = forgot(&shop.db.pools, noon(), "n9@one.example", "1.2.3.4").await;
    assert!(matches!(rejection(refused), Rejection::TooMany { .. }));
}

#[tokio::test]
async fn staff_need_a_longer_password() {
    let shop = Shop::open("0").await;
    bootstrap::add_staff_role(&shop.db.owner, shop.clerk, StaffRole::Finance).await.unwrap();
    forgot(&shop.db.pools, noon(), &format!("{}@example.com", shop.clerk), "1.2.3.4").await.unwrap();
    let token = reset_token(&shop).await;
    let short = rejection(open(&shop, &token, "correct horse").await);
    assert!(matches!(short, Rejection::Fields(p) if p[0].problem == Problem::TooShort { min: 14 }));
    assert!(matches!(open(&shop, &token, "correct horse battery").await.unwrap(), Seat::Staff { .. }));
}
