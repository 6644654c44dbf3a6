//! Files of customers over HTTP: from the desk through what the columns are, the word, the file of errors and the undo.

use crate::imports::{FORM, form};
use crate::table::encode;
use crate::world::{Answer, How, World};
use server::customers::UPLOAD;

const ADMIN: &str = "s:admin";
const FILE: &str =
    "Number;Firm;Type\nC-ALFA1;Firm ALFA renamed;dealer\nK-1;Kappa Ltd;end_user\nK-2;Lambda Ltd;planet\n";

async fn send(world: &World, who: &str, name: &str, file: &[u8]) -> Answer {
    world.send("POST", UPLOAD, who, How { content_type: FORM, ..How::page(&form(name, file)) }).await
}

async fn post(world: &World, path: &str, fields: &[(&str, String)]) -> Answer {
    let answer = world.send("POST", path, ADMIN, How::page(&encode(fields))).await;
    assert!(matches!(answer.status, 302 | 303), "{path}: {} {}", answer.status, answer.body);
    world.get(&answer.location, ADMIN).await
}

fn hidden(page: &str, name: &str) -> String {
    let field = page.split("<input").find(|input| input.contains(&format!("name=\"{name}\""))).unwrap();
    field.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_file_is_checked_corrected_imported_and_taken_back() {
    let world = World::open().await;
    let sent = send(&world, ADMIN, "customers.csv", FILE.as_bytes()).await;
    let id = sent.location.rsplit('/').next().unwrap().to_owned();
    let page = world.get(&sent.location, ADMIN).await.body;
    let said = |page: &str| [("id", id.clone()), ("revision", hidden(page, "revision"))];
    // “Firm” is no column anybody knows: without a name there are no new customers
    let columns =
        [("columns[0]", "code".to_owned()), ("columns[1]", "name".into()), ("columns[2]", "kind".into())];
    let page = post(&world, "/api/desk_map_customers", &[said(&page).to_vec(), columns.to_vec()].concat())
        .await
        .body;
    assert!(page.contains("Firm ALFA renamed") && page.contains("K-1"), "{page}");
    assert_eq!(world.ask("select count(*) from accounts.companies where code like 'K-%'").await, "0");
    let errors = world.get(&format!("/documents/customer-imports/{id}.csv"), ADMIN).await.body;
    assert!(errors.contains("planet") && errors.contains("Lambda"), "{errors}");
    let page = post(&world, "/api/desk_confirm_customers", &said(&page)).await.body;
    assert!(page.contains("imported"), "{page}");
    let named = "select string_agg(name || ' ' || kind, ', ' order by code) from accounts.companies where code in ('C-ALFA1', 'K-1')";
    assert_eq!(world.ask(named).await, "Firm ALFA renamed dealer, Kappa Ltd end_user");
    post(&world, "/api/desk_undo_customers", &[("id", id.clone())]).await;
    assert_eq!(world.ask(named).await, "Firm ALFA Ltd end_user, Kappa Ltd end_user");
    assert_eq!(world.ask("select status from accounts.companies where code = 'K-1'").await, "suspended");
}

#[tokio::test]
async fn files_are_taken_from_those_who_may_set_prices_and_what_is_none_is_named() {
    let world = World::open().await;
    for who in ["owner", "buyer", "s:warehouse", "s:customer_service", "s:finance"] {
        assert_eq!(send(&world, who, "l.csv", b"a\n1").await.status, 403, "{who}");
    }
    assert_eq!(send(&world, "visitor", "l.csv", b"a\n1").await.status, 401);
    for site in ["cross-site", "same-site"] {
        let body = form("l.csv", b"a\n1");
        let how = How { content_type: FORM, site, ..How::page(&body) };
        assert_eq!(world.send("POST", UPLOAD, ADMIN, how).await.status, 403, "{site}");
    }
    for (name, file) in
        [("l.csv", b"".as_slice()), ("l.xlsx", b"PK\x03\x04garbage"), ("l.png", b"\x89PNG\r\n\x1a\n\0\0")]
    {
        let sent = send(&world, ADMIN, name, file).await;
        assert_eq!(sent.status, 303, "{name}: {}", sent.body);
        let page = world.get(&sent.location, ADMIN).await.body;
        assert!(page.contains("role=\"alert\""), "{name}: {page}");
    }
    // a column with a zero byte or half a megabyte of header is no fault of the house
    for file in ["code,na\0me\nK-1,x\0y\n".to_owned(), format!("code,{}\nK-1,x\n", "n".repeat(500_000))] {
        let sent = send(&world, ADMIN, "l.csv", file.as_bytes()).await;
        assert!(sent.status < 500, "{} {}", sent.status, sent.body);
    }
}
