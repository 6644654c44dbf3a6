//! What one customer can learn about another: nothing, by any address and any form. What a customer can learn about the
//! house's costs: nothing either.

use crate::table::{Needs, encode, functions, pages, papers};
use crate::world::{Answer, BASE, COST, FLOOR, How, MEMBERS, Side, World};
use std::collections::BTreeSet;

/// Everybody of the first customer, and nobody.
fn outsiders() -> Vec<&'static str> {
    std::iter::once("visitor").chain(MEMBERS.map(|(name, _)| name)).collect()
}

/// An answer without the ids that were asked for and without what is new in every answer.
fn shape(answer: &Answer, asked: &Side) -> (u16, String, String) {
    let clean = |text: &str| {
        let mut text = text.replace("%2D", "-").replace("%3D", "=");
        for id in asked.ids() {
            text = text.replace(id, "ID");
        }
        for mark in ["nonce=\"", "crossorigin=\"", "echo=", "?key="] {
            let mut parts = text.split(mark).map(str::to_owned).collect::<Vec<_>>();
            for part in parts.iter_mut().skip(1) {
                let end = part.find(['"', '&', '%', '<', '\\']).unwrap_or(part.len());
                part.replace_range(..end, "");
            }
            text = parts.join(mark);
        }
        text
    };
    (answer.status, clean(&answer.location), clean(&answer.body))
}

/// Where two texts part, for the message.
fn parting(got: &(u16, String, String), nothing: &(u16, String, String)) -> String {
    let (a, b) = (format!("{}{}", got.1, got.2), format!("{}{}", nothing.1, nothing.2));
    let at = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let around = |text: &str| text.chars().skip(at.saturating_sub(30)).take(90).collect::<String>();
    format!("{} {} at {at}: {:?} or {:?}", got.0, nothing.0, around(&a), around(&b))
}

fn leaks<'w>(answer: &Answer, words: &'w [String]) -> Vec<&'w str> {
    let has = |word: &&String| answer.body.contains(word.as_str()) || answer.location.contains(word.as_str());
    words.iter().filter(has).map(String::as_str).collect()
}

/// Posts as a page does and follows to where it leads.
async fn post(world: &World, path: &str, who: &str, body: &[u8]) -> [Answer; 2] {
    let sent = world.send("POST", path, who, How::page(body)).await;
    let followed = match sent.location.strip_prefix("http://127.0.0.1:3000").unwrap_or(&sent.location) {
        "" => sent.clone(),
        path => world.get(path, who).await,
    };
    [sent, followed]
}

#[tokio::test]
async fn another_customers_things_are_answered_like_things_that_do_not_exist() {
    let world = World::open().await;
    let before = world.state_of(&world.b.company).await;
    let nobody = Side::nobody(&world.b);
    let pairs = [(world.b.clone(), nobody.clone()), (world.b.under(&world.a), nobody.under(&world.a))];
    let mut faults = Vec::new();
    for who in outsiders() {
        for (theirs, none) in &pairs {
            for page in pages().iter().chain(&papers()) {
                let got = world.get(&(page.address)(theirs), who).await;
                let nothing = world.get(&(page.address)(none), who).await;
                let (one, other) = (shape(&got, theirs), shape(&nothing, none));
                if one != other {
                    faults.push(format!("{who} {}: {}", page.route, parting(&one, &other)));
                }
                let broken = got.status >= 500 && page.needs != Needs::Elsewhere;
                if broken || !leaks(&got, &world.words[1]).is_empty() {
                    let found = leaks(&got, &world.words[1]);
                    faults.push(format!("{who} {}: {} leaks {found:?}", page.route, got.status));
                }
            }
            for function in functions() {
                // these change the session
                if function.needs == Needs::Elsewhere {
                    continue;
                }
                let (ours, other) = (encode(&(function.fields)(theirs)), encode(&(function.fields)(none)));
                let same = ours == other;
                let got = world.send("POST", function.path, who, How::fetch(&ours)).await;
                let nothing = world.send("POST", function.path, who, How::fetch(&other)).await;
                let mut answers = vec![(got, nothing)];
                let posted = post(&world, function.path, who, &ours).await;
                answers.extend(posted.into_iter().zip(post(&world, function.path, who, &other).await));
                for (at, (got, nothing)) in answers.iter().enumerate() {
                    let (one, other) = (shape(got, theirs), shape(nothing, none));
                    // a form without any id of theirs is about his own things, which it may change
                    if !same && one != other {
                        faults.push(format!("{who} {} {at}: {}", function.path, parting(&one, &other)));
                    }
                    if !leaks(got, &world.words[1]).is_empty() {
                        let found = leaks(got, &world.words[1]);
                        faults.push(format!("{who} {} {at} leaks {found:?}", function.path));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(world.state_of(&world.b.company).await, before, "something of the other customer changed");
}

/// All bodies a person gets of his own company's pages, papers and reading functions.
async fn read_everything(world: &World, who: &str, side: &Side) -> Vec<(String, Answer)> {
    let mut all = Vec::new();
    for page in pages().iter().chain(&papers()) {
        all.push((page.route.to_owned(), world.get(&(page.address)(side), who).await));
    }
    let reads = |path: &str| {
        ["load", "list", "find", "read", "search", "preview", "explain"]
            .iter()
            .any(|w| path.starts_with(&format!("/api/{w}")))
    };
    for function in functions().into_iter().filter(|f| reads(f.path)) {
        let body = encode(&(function.fields)(side));
        all.push((function.path.to_owned(), world.send("POST", function.path, who, How::fetch(&body)).await));
    }
    all
}

#[tokio::test]
async fn a_customer_reads_all_of_his_own_and_nothing_of_cost_margin_or_floor() {
    let world = World::open().await;
    let asked = functions().into_iter().find(|f| f.path.starts_with("/api/explain_price")).unwrap();
    let body = encode(&(asked.fields)(&world.a));
    let trace = world.send("POST", asked.path, "s:admin", How::fetch(&body)).await;
    assert!(trace.body.contains(COST) && trace.body.contains(FLOOR), "staff see them: {}", trace.body);
    let margin = trace.body.split("\"margin_percent\":\"").nth(1).and_then(|t| t.split('"').next()).unwrap();
    let secrets = [COST, FLOOR, margin].map(str::to_owned);
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for who in outsiders() {
        for (path, answer) in read_everything(&world, who, &world.a).await {
            if answer.status >= 500 && path != "/readyz" {
                faults.push(format!("{who} {path}: {}", answer.status));
            }
            let found = [leaks(&answer, &secrets), leaks(&answer, &world.words[1])].concat();
            if !found.is_empty() {
                faults.push(format!("{who} {path} shows {found:?}"));
            }
            if who == "owner" {
                seen.extend(leaks(&answer, &world.words[0]).into_iter().map(str::to_owned));
            }
            if who == "visitor" {
                let prices = [BASE.to_owned(), "53.19".to_owned()];
                let shown = [leaks(&answer, &world.words[0]), leaks(&answer, &prices)].concat();
                if !shown.is_empty() {
                    faults.push(format!("a visitor's {path} shows {shown:?}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    // a crawl that reads nothing proves nothing
    let missed: Vec<&String> = world.words[0].iter().filter(|word| !seen.contains(*word)).collect();
    assert!(missed.is_empty(), "the owner's own crawl never met {missed:?}");
}
