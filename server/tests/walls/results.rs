//! Files of whole results and the columns a browser keeps, over HTTP.

use crate::table::encode;
use crate::world::{BASE, CONTRACT, How, PART, World};

const FILE: &str = "/documents/results/parts.csv?q=KAN";

#[tokio::test]
async fn a_file_of_a_result_holds_the_reader_s_own_price_and_nobody_else_s() {
    let world = World::open().await;
    for (who, own) in [("owner", true), ("buyer", true), ("other", false)] {
        let body = world.get(FILE, who).await.body;
        assert!(body.contains(PART), "{who}: {body}");
        assert_eq!(body.contains(CONTRACT), own, "{who}: {body}");
        assert_eq!(body.contains("OWN-ALFA"), own, "{who}: {body}");
        assert!(!body.contains("CT-"), "{who}: {body}");
    }
    for who in ["visitor", "s:sales"] {
        let body = world.get(FILE, who).await.body;
        assert!(body.contains(PART) && !body.contains(CONTRACT) && !body.contains(BASE), "{who}: {body}");
        assert_eq!(body.lines().count(), 2, "a head and a row: {body}");
    }
    assert_eq!(world.get("/documents/results/parts.pdf?q=KAN", "owner").await.status, 404);
    let empty = world.get("/documents/results/parts.csv?q=nothing-like-it", "owner").await;
    assert_eq!((empty.status, empty.body.lines().count()), (200, 1));
}

#[tokio::test]
async fn nobody_carries_the_catalogue_away_piece_by_piece() {
    let world = World::open().await;
    let mut given = 0;
    loop {
        let answer = world.get(FILE, "visitor").await;
        if answer.status != 200 {
            assert_eq!(answer.status, 429);
            assert!(answer.body.contains("3600"), "{}", answer.body);
            break;
        }
        given += 1;
        assert!(given < 100, "a hundred files within a moment");
    }
    assert_eq!(given, 10);
    // another's files are counted by themselves
    assert_eq!(world.get(FILE, "owner").await.status, 200);
}

#[tokio::test]
async fn columns_are_kept_in_the_browser_and_only_codes_get_there() {
    let mut world = World::open().await;
    let form = |fields: &[(&str, &str)]| {
        let fields: Vec<_> = fields.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
        encode(&fields)
    };
    let back = ("back", "/search?c=bearings&page=2&col=old");
    let chosen =
        form(&[("category", "bearings"), ("columns[2]", "seal"), ("columns[7]", "bad;Path=/"), back]);
    let answer = world.send("POST", "/api/choose_columns", "visitor", How::page(&chosen)).await;
    assert_eq!(answer.location, "/search?c=bearings&col=seal");
    let cookie = answer.cookies.iter().find(|c| c.starts_with("cols.bearings=")).expect("a cookie");
    assert!(
        cookie.starts_with("cols.bearings=seal; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"),
        "{cookie}"
    );
    // it is asked for where the address names none; junk in it does no harm
    world.tokens.insert("keeps".into(), "none; cols.bearings=seal".into());
    world.tokens.insert("junk".into(), "none; cols.bearings=<script>.;x.\"".into());
    let page = world.get("/search?c=bearings", "keeps").await;
    assert!(page.body.contains("col=seal"), "the links of the page name the columns kept");
    assert!(!world.get("/search", "keeps").await.body.contains("col=seal"), "another category has its own");
    let junk = world.get("/search?c=bearings", "junk").await;
    assert!(junk.status == 200 && !junk.body.contains("<script>."), "{}", junk.status);
    let usual = form(&[("category", "bearings"), ("columns[2]", "seal"), ("usual", "yes"), back]);
    let answer = world.send("POST", "/api/choose_columns", "visitor", How::page(&usual)).await;
    assert_eq!(answer.location, "/search?c=bearings");
    assert!(answer.cookies.iter().any(|c| c.starts_with("cols.bearings=; Path=/; Max-Age=0")), "{answer:?}");
    let bad = form(&[("category", "x;Domain=a"), ("columns[0]", "seal"), ("back", "//elsewhere.example")]);
    let answer = world.send("POST", "/api/choose_columns", "visitor", How::page(&bad)).await;
    assert_eq!(answer.location, "/?col=seal");
    assert!(answer.cookies.iter().all(|c| !c.starts_with("cols")), "{answer:?}");
}
