//! Who reaches what: every page, paper and server function asked by every role, against the permission table.

use crate::table::{Needs, encode, functions, pages, papers};
use crate::world::{CONTRACT, COST, FLOOR, How, MEMBERS, STAFF, World};
use domain::accounts::permission::{Actor, Permission};
use domain::ids::PersonId;

/// Everybody, as the permission table knows him.
fn people() -> Vec<(&'static str, Actor)> {
    let person = PersonId::new();
    let members = MEMBERS.map(|(name, role)| (name, Actor::Buyer { person, role }));
    let staff = STAFF.map(|(name, role)| (name, Actor::Staff { person, roles: vec![role] }));
    std::iter::once(("visitor", Actor::Visitor)).chain(members).chain(staff).collect()
}

/// Whether the table lets him through; none where it is not the table's matter.
fn expected(needs: Needs, actor: &Actor) -> Option<bool> {
    let staff = matches!(actor, Actor::Staff { .. });
    match needs {
        Needs::Nothing => Some(true),
        Needs::Session => Some(*actor != Actor::Visitor),
        Needs::Member => (!staff).then_some(*actor != Actor::Visitor),
        Needs::May(permission) => (!staff).then(|| actor.may(permission)),
        Needs::Desk(permission) => Some(staff && actor.may(permission)),
        Needs::Either(permission) => Some(actor.may(permission)),
        Needs::Elsewhere => None,
    }
}

/// 401, 403 and 404 refuse; a visitor is always asked to sign in.
fn refused(status: u16) -> bool {
    matches!(status, 401 | 403 | 404)
}

#[tokio::test]
async fn every_page_and_paper_opens_for_those_the_table_names_and_nobody_else() {
    let world = World::open().await;
    let mut faults = Vec::new();
    for (who, actor) in people() {
        for page in pages().iter().chain(&papers()) {
            let answer = world.get(&(page.address)(&world.a), who).await;
            // the desk leads a visitor to signing in, other pages show the way there
            let led = answer.status == 303 && answer.location.starts_with("/sign-in?next=");
            let status = if led { 401 } else { answer.status };
            let may_know = actor.may(Permission::SeePriceTrace);
            if !may_know && [COST, FLOOR].iter().any(|secret| answer.body.contains(secret)) {
                faults.push(format!("{who} {} shows cost or floor", page.route));
            }
            let Some(open) = expected(page.needs, &actor) else { continue };
            let right = if open { status == 200 } else { refused(status) };
            if !right || (who == "visitor" && !open && status != 401) {
                faults.push(format!("{who} {}: {status}, {:?}", page.route, page.needs));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What somebody is shown that only those who may see prices are to know.
fn prices_shown(body: &str, unit: &str, sum: &str) -> Vec<String> {
    [unit, sum, "Contract ALFA", "CT-ALFA"]
        .iter()
        .filter(|w| body.contains(**w))
        .map(|w| (*w).to_owned())
        .collect()
}

#[tokio::test]
async fn who_may_not_see_prices_reads_none_on_any_page_paper_or_answer() {
    let world = World::open().await;
    let gross = world.ask(&format!("select gross from orders.orders where id = '{}'", world.a.order)).await;
    let reads = |path: &str| ["load", "list", "find"].iter().any(|w| path.starts_with(&format!("/api/{w}")));
    let (mut faults, mut met) = (Vec::new(), 0);
    for (who, actor) in people() {
        let may = actor.may(Permission::SeePrices);
        let mut answers = Vec::new();
        for page in pages().iter().chain(&papers()) {
            answers.push((page.route.to_owned(), world.get(&(page.address)(&world.a), who).await));
        }
        for function in functions().into_iter().filter(|f| reads(f.path)) {
            let body = encode(&(function.fields)(&world.a));
            answers.push((
                function.path.to_owned(),
                world.send("POST", function.path, who, How::fetch(&body)).await,
            ));
        }
        for (path, answer) in answers {
            let shown = prices_shown(&answer.body, CONTRACT, &gross);
            if may {
                met += shown.len();
            } else if !shown.is_empty() {
                faults.push(format!("{who} {path} shows {shown:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // a crawl that meets no price proves nothing
    assert!(met > 10, "those who may see prices met {met}");
}

#[tokio::test]
async fn every_server_function_serves_those_the_table_names_and_nobody_else() {
    let world = World::open().await;
    let mut faults = Vec::new();
    // those who may not come first: what the others change must not hide them
    for wanted in [false, true] {
        for (who, actor) in people() {
            for function in functions() {
                if expected(function.needs, &actor) != Some(wanted) {
                    continue;
                }
                let body = encode(&(function.fields)(&world.a));
                let answer = world.send("POST", function.path, who, How::fetch(&body)).await;
                let status = answer.status;
                let right = if wanted { !matches!(status, 401 | 403 | 500..) } else { refused(status) };
                if !right || (who == "visitor" && !wanted && status != 401) {
                    let (path, needs) = (function.path, function.needs);
                    faults.push(format!("{who} {path}: {status} {}, {needs:?}", answer.body));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn the_warehouse_ships_but_keeps_no_accounts_and_finance_the_other_way_round() {
    let world = World::open().await;
    let ends = |word: &str| functions().into_iter().find(|f| f.path.ends_with(word)).unwrap();
    let receipts = "select count(*) from receivables.receipts";
    let shipments = "select count(*) from shipping.shipments";
    let (money, parcels) = (world.ask(receipts).await, world.ask(shipments).await);
    for (who, word, status) in [
        ("s:warehouse", "desk_record_receipt", 403),
        ("s:sales", "desk_record_receipt", 403),
        ("s:customer_service", "desk_set_terms", 403),
        ("s:finance", "desk_ship", 403),
        ("s:sales", "desk_ship", 403),
    ] {
        let function = ends(word);
        let body = encode(&(function.fields)(&world.a));
        let answer = world.send("POST", function.path, who, How::fetch(&body)).await;
        assert_eq!(answer.status, status, "{who} {word}: {}", answer.body);
    }
    assert_eq!((world.ask(receipts).await, world.ask(shipments).await), (money.clone(), parcels.clone()));
    for (who, word) in [("s:finance", "desk_record_receipt"), ("s:warehouse", "desk_ship")] {
        let function = ends(word);
        let body = encode(&(function.fields)(&world.a));
        let answer = world.send("POST", function.path, who, How::fetch(&body)).await;
        assert!(answer.status < 400, "{who} {word}: {} {}", answer.status, answer.body);
    }
    assert_ne!((world.ask(receipts).await, world.ask(shipments).await), (money, parcels));
}
