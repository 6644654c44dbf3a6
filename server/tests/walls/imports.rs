//! Imports over HTTP: a file from the desk through its columns, its check, the worker, the file of errors and the undo.

use crate::table::encode;
use crate::world::{Answer, How, PART, World};
use server::imports::UPLOAD;
use server::worker::imports::work_next;
use std::collections::BTreeMap;
use tokio::sync::watch;

pub const FORM: &str = "multipart/form-data; boundary=----x";

pub fn form(name: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "------x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), file, b"\r\n------x--\r\n"].concat()
}

async fn send(world: &World, who: &str, name: &str, file: &[u8]) -> Answer {
    world.send("POST", UPLOAD, who, How { content_type: FORM, ..How::page(&form(name, file)) }).await
}

async fn post(world: &World, path: &str, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
    let body = encode(&fields);
    let answer = world.send("POST", path, ADMIN, How::page(&body)).await;
    assert!(matches!(answer.status, 302 | 303), "{path}: {} {}", answer.status, answer.body);
    world.get(&answer.location, ADMIN).await
}

const ADMIN: &str = "s:admin";

/// The worker does everything there is to do.
async fn work(world: &World) {
    let (_stop, stopping) = watch::channel(false);
    while work_next(&world.db.pools, chrono_tz::Asia::Shanghai, &stopping).await.unwrap() {}
}

/// Values of a page's fields, by name; of a select the chosen option.
fn fields(page: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let attribute = |tag: &str, name: &str| {
        let from = tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest)?;
        from.split_once('"').map(|(value, _)| value.replace("&quot;", "\"").replace("&amp;", "&"))
    };
    let mut select = None;
    for tag in page.split('<').skip(1) {
        let tag = tag.split_once('>').map_or(tag, |(tag, _)| tag);
        if tag.starts_with("select") {
            select = attribute(tag, "name");
        }
        if tag.starts_with("option")
            && tag.contains(" selected")
            && let Some(name) = select.take()
        {
            found.insert(name, attribute(tag, "value").unwrap_or_default());
        }
        if tag.starts_with("input")
            && !tag.contains("checkbox")
            && let Some(name) = attribute(tag, "name")
        {
            found.insert(name, attribute(tag, "value").unwrap_or_default());
        }
    }
    found
}

fn pairs<'a>(all: &'a BTreeMap<String, String>, wanted: &[&str]) -> Vec<(&'a str, &'a str)> {
    let fits = |name: &str| wanted.iter().any(|w| name.starts_with(w));
    all.iter().filter(|(name, _)| fits(name)).map(|(k, v)| (k.as_str(), v.as_str())).collect()
}

#[tokio::test]
async fn a_file_is_mapped_checked_imported_and_undone_by_plain_forms() {
    let world = World::open().await;
    let before =
        world.ask("select catalog.sku_state(s) from catalog.skus s where part_number = 'KAN-6204'").await;
    let file = format!(
        "型号,系列,unit,colour,seal\r\n{PART},,pair,red,2RS\r\nNEW-1,No such,piece,blue,ZZ\r\n,,x,,\r\n"
    );
    let sent = send(&world, ADMIN, "零件.csv", file.as_bytes()).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let at = sent.location.clone();
    let page = world.get(&at, ADMIN).await.body;
    assert!(page.contains("What each column is") && page.contains("零件.csv"), "{page}");
    let found = fields(&page);
    assert_eq!(found["columns[0][is]"], "part_number");
    assert_eq!((found["columns[3][is]"].as_str(), found["columns[4][is]"].as_str()), ("new", "p:seal"));
    let mut typed = pairs(&found, &["columns[", "id", "revision", "category", "family"]);
    typed.push(("save_as", "colours"));
    let page = post(&world, "/api/desk_map_import", &typed).await.body;
    assert!(page.contains("http-equiv=\"refresh\"") && page.contains("<progress"), "{page}");
    work(&world).await;
    let page = world.get(&at, ADMIN).await.body;
    assert!(
        page.contains("Parameters nobody knows")
            && page.contains("colour")
            && page.contains("What would change")
    );
    // what would be left out is said before the word, and beside it
    let at_of = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} in {page}"));
    assert!(at_of("Add what is ticked") < at_of("Import now without them"), "{page}");
    assert!(page.contains("Will be left out: 1 parameter nobody knows (colour)."), "{page}");
    assert!(page.contains("Rows that were not taken") && !page.contains("http-equiv=\"refresh\""), "{page}");
    // the parameter is taken in under the names somebody types
    let found = fields(&page);
    let mut typed = pairs(&found, &["rows[", "id", "revision"]);
    typed.retain(|(name, _)| *name != "rows[0][name_zh]");
    typed.extend([("rows[0][take]", "yes"), ("rows[0][name_zh]", "颜色")]);
    post(&world, "/api/desk_add_import_parameters", &typed).await;
    work(&world).await;
    assert_eq!(world.ask("select count(*) from catalog.parameters where code = 'colour'").await, "0");
    let page = world.get(&at, ADMIN).await.body;
    assert!(!page.contains("Parameters nobody knows") && !page.contains("Import now without"), "{page}");
    let found = fields(&page);
    let word = pairs(&found, &["id", "revision"]);
    post(&world, "/api/desk_confirm_import", &word).await;
    work(&world).await;
    let page = world.get(&at, ADMIN).await.body;
    assert!(page.contains("imported") && page.contains("Undo this import"), "{page}");
    let carries =
        "select unit || ' ' || (parameters ->> 'colour') from catalog.skus where part_number = 'KAN-6204'";
    assert_eq!(world.ask(carries).await, "pair red");
    assert_eq!(world.ask("select name_zh from catalog.parameters where code = 'colour'").await, "颜色");
    // what was refused comes back with its cells
    let id = at.rsplit('/').next().unwrap();
    let errors = world.get(&format!("/documents/imports/{id}.csv"), ADMIN).await.body;
    assert!(errors.contains("3,category,") && errors.contains("NEW-1,No such,piece,blue"), "{errors}");
    // the same word twice does nothing
    let again = post(&world, "/api/desk_confirm_import", &word).await.body;
    assert!(again.contains("role=\"alert\""), "{again}");
    let found = fields(&page);
    post(&world, "/api/desk_undo_import", &pairs(&found, &["id", "revision"])).await;
    work(&world).await;
    let page = world.get(&at, ADMIN).await.body;
    assert!(page.contains("undone"), "{page}");
    // what the file added to the schema goes as well, and the page says so
    assert!(page.contains("parameters 1, values 2, categories 0"), "{page}");
    assert_eq!(world.ask("select count(*) from catalog.parameters where code = 'colour'").await, "0");
    let after =
        world.ask("select catalog.sku_state(s) from catalog.skus s where part_number = 'KAN-6204'").await;
    assert_eq!(after, before);
    // the saved columns are offered for the next file
    let sent = send(&world, ADMIN, "again.csv", file.as_bytes()).await;
    let page = world.get(&sent.location, ADMIN).await.body;
    assert!(page.contains("Saved mapping") && page.contains("colours"));
    let found = fields(&page);
    let mut typed = pairs(&found, &["id", "revision"]);
    typed.push(("name", "colours"));
    post(&world, "/api/desk_use_import_mapping", &typed).await;
    work(&world).await;
    assert_eq!(world.ask("select max(version) || ' ' || count(*) from catalog.imports").await, "3 3");
    let list = world.get("/desk/catalogue/imports", ADMIN).await.body;
    assert!(list.contains("again.csv") && list.contains("waits for the word"), "{list}");
}

#[tokio::test]
async fn a_file_without_a_part_number_comes_back_with_what_was_chosen() {
    let world = World::open().await;
    let sent = send(&world, ADMIN, "l.csv", b"a,b\n1,2\n").await;
    let page = world.get(&sent.location, ADMIN).await.body;
    let found = fields(&page);
    let mut typed = pairs(&found, &["columns[", "id", "revision"]);
    typed.retain(|(name, _)| *name != "columns[1][is]");
    typed.extend([("columns[1][is]", "moq"), ("family", "kept as typed")]);
    let page = post(&world, "/api/desk_map_import", &typed).await.body;
    assert!(page.contains("role=\"alert\"") && page.contains("kept as typed"), "{page}");
    assert_eq!(fields(&page)["columns[1][is]"], "moq");
}

#[tokio::test]
async fn files_are_taken_from_those_who_keep_the_catalogue_and_what_is_none_is_named() {
    let world = World::open().await;
    for who in ["owner", "buyer", "s:warehouse", "s:customer_service"] {
        assert_eq!(send(&world, who, "l.csv", b"a\n1").await.status, 403, "{who}");
    }
    assert_eq!(send(&world, "visitor", "l.csv", b"a\n1").await.status, 401);
    for site in ["cross-site", "same-site"] {
        let body = form("l.csv", b"a\n1");
        let how = How { content_type: FORM, site, ..How::page(&body) };
        assert_eq!(world.send("POST", UPLOAD, ADMIN, how).await.status, 403, "{site}");
    }
    for (name, file, says) in [
        ("l.csv", b"".as_slice(), "Needed"),
        ("l.xlsx", b"PK\x03\x04garbage".as_slice(), "damaged"),
        ("l.png", b"\x89PNG\r\n\x1a\n\0\0".as_slice(), "cannot be read"),
    ] {
        let sent = send(&world, ADMIN, name, file).await;
        assert_eq!(sent.status, 303, "{name}: {}", sent.body);
        let page = world.get(&sent.location, ADMIN).await.body;
        assert!(page.contains("role=\"alert\"") && page.contains(says), "{name}: {page}");
    }
    for body in [b"".as_slice(), b"------x\r\n", b"nonsense", b"------x--\r\n"] {
        let sent = world.send("POST", UPLOAD, ADMIN, How { content_type: FORM, ..How::page(body) }).await;
        assert!(sent.status < 500, "{}", sent.body);
    }
    assert_eq!(world.ask("select count(*) from catalog.imports").await, "1", "only the one of this world");
}

#[tokio::test]
async fn who_lost_the_right_meanwhile_imports_nothing() {
    let world = World::open().await;
    let file = format!("part number,unit\n{PART},box\n");
    let sent = send(&world, ADMIN, "l.csv", file.as_bytes()).await;
    let page = world.get(&sent.location, ADMIN).await.body;
    let found = fields(&page);
    post(&world, "/api/desk_map_import", &pairs(&found, &["columns[", "id", "revision"])).await;
    let gone = "delete from accounts.staff_roles where role = 'admin'";
    sqlx::query(gone).execute(&world.db.owner).await.unwrap();
    work(&world).await;
    let state = "select state from catalog.imports where file_name = 'l.csv'";
    assert_eq!(world.ask(state).await, "failed");
    assert_eq!(world.ask("select count(*) from catalog.skus where unit = 'box'").await, "0");
}
