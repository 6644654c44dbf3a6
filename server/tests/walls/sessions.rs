//! The session over HTTP: whose cookie counts, what ends it, and what was typed when it ended.

use crate::table::{Needs, encode, functions, pages, papers};
use crate::world::{Answer, How, World};

const PASSWORD: &str = "correct horse battery 7";

/// The session cookie an answer sets, without its attributes.
fn token(answer: &Answer) -> String {
    let set = answer.cookies.iter().find(|c| c.starts_with("tc-dev=")).expect("no session cookie");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"), "{set}");
    set.trim_start_matches("tc-dev=").split(';').next().unwrap().to_owned()
}

async fn sign_in(world: &World, who: &str, next: &str) -> Answer {
    let email = "ownerALFA@example.com".to_owned();
    let fields = [("email", email), ("password", PASSWORD.into()), ("next", next.to_owned())];
    world.send("POST", "/api/sign_in", who, How::page(&encode(&fields))).await
}

async fn with_password() -> World {
    let world = World::open().await;
    let email = "owneralfa@example.com";
    assert!(
        domain::accounts::bootstrap::set_password(&world.db.owner, email, PASSWORD.into()).await.unwrap()
    );
    world
}

#[tokio::test]
async fn a_forged_an_unknown_and_an_ended_cookie_are_all_no_session() {
    let mut world = World::open().await;
    world.tokens.insert("forged".into(), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into());
    world.tokens.insert("garbage".into(), "%00; x=\"<script>".into());
    world.tokens.insert("long".into(), "A".repeat(4000));
    world.tokens.insert("ended".into(), world.tokens["buyer"].clone());
    sqlx::query("update accounts.sessions set expires_at = now() - interval '1 minute' where person_id = (select id from accounts.people where email = 'buyeralfa@example.com')")
        .execute(&world.db.owner)
        .await
        .unwrap();
    for who in ["forged", "garbage", "long", "ended"] {
        for page in
            pages().iter().chain(&papers()).filter(|p| !matches!(p.needs, Needs::Nothing | Needs::Elsewhere))
        {
            let answer = world.get(&(page.address)(&world.a), who).await;
            let desk = page.route.starts_with("/desk");
            assert_eq!(answer.status, if desk { 303 } else { 401 }, "{who} {}", page.route);
            let way = answer.location.contains("/sign-in?next=") || answer.body.contains("/sign-in?next=");
            let asked_by_people = !page.route.starts_with("/documents") && !page.route.starts_with("/api");
            assert!(way || !asked_by_people, "{who} {} shows no way in", page.route);
        }
        for function in functions().iter().filter(|f| !matches!(f.needs, Needs::Nothing | Needs::Elsewhere)) {
            let body = encode(&(function.fields)(&world.a));
            let answer = world.send("POST", function.path, who, How::fetch(&body)).await;
            assert_eq!(answer.status, 401, "{who} {}: {}", function.path, answer.body);
        }
    }
}

#[tokio::test]
async fn signing_in_never_adopts_a_cookie_and_signing_out_ends_it() {
    let mut world = with_password().await;
    let planted = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA".to_owned();
    world.tokens.insert("browser".into(), planted.clone());
    let answer = sign_in(&world, "browser", "//evil.example").await;
    assert_eq!(answer.location, "/");
    assert!(answer.cookies.iter().any(|c| c.starts_with("tc-browser=") && c.contains("HttpOnly")));
    let fresh = token(&answer);
    assert_ne!(fresh, planted);
    assert_eq!(world.get("/orders", "browser").await.status, 401);
    world.tokens.insert("browser".into(), fresh.clone());
    assert_eq!(world.get("/orders", "browser").await.status, 200);
    let answer = world.send("POST", "/api/sign_out", "browser", How::page(b"x=1")).await;
    assert_eq!((answer.location.as_str(), token(&answer).as_str()), ("/sign-in", ""));
    assert_eq!(answer.clears, "\"cache\", \"storage\"");
    assert_eq!(world.get("/orders", "browser").await.status, 401);
}

#[tokio::test]
async fn nobody_switches_to_a_company_he_does_not_belong_to() {
    let world = World::open().await;
    for to in [&world.b.company, &"0190a000-0000-7000-8000-000000000000".to_owned(), &"abc".to_owned()] {
        let body = encode(&[("to", to.clone())]);
        let answer = world.send("POST", "/api/switch_company", "owner", How::fetch(&body)).await;
        assert!((400..500).contains(&answer.status) && answer.cookies.is_empty(), "{to}: {answer:?}");
        let page = world.get("/company", "owner").await;
        assert!(page.body.contains("Firm ALFA") && !page.body.contains("BRAVO"));
    }
}

#[tokio::test]
async fn what_was_typed_when_the_session_ended_is_there_again_after_signing_in() {
    let mut world = with_password().await;
    sqlx::query("update accounts.sessions set expires_at = now() - interval '1 minute'")
        .execute(&world.db.owner)
        .await
        .unwrap();
    let order = functions().into_iter().find(|f| f.path == "/api/place_order").unwrap();
    let body = encode(&(order.fields)(&world.a));
    let sent = world.send("POST", order.path, "owner", How::page(&body)).await;
    assert!(sent.location.starts_with("/cart?echo="), "{}", sent.location);
    let page = world.get(&sent.location, "owner").await;
    assert_eq!(page.status, 401);
    // the other customer's browser cannot read it, whatever it knows
    assert!(!world.get(&sent.location, "other").await.body.contains("PO-TYPED"));
    let answer = sign_in(&world, "owner", &sent.location).await;
    assert_eq!(answer.location, sent.location);
    world.tokens.insert("owner".into(), token(&answer));
    let page = world.get(&sent.location, "owner").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("PO-TYPED") && page.body.contains("typed note"), "what was typed is lost");
}
