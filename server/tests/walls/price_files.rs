//! Files of prices over HTTP: understood by their headings, by what somebody says of them, or by what he said of the last.

use crate::imports::FORM;
use crate::table::encode;
use crate::world::{Answer, How, PART, World};
use server::price_files::UPLOAD;

const ADMIN: &str = "s:admin";

/// A file with the fields around it.
async fn send(world: &World, who: &str, fields: &[(&str, &str)], file: &[u8]) -> Answer {
    let mut body = Vec::new();
    for (name, value) in fields {
        let field = format!("------x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(field.as_bytes());
    }
    let head = "------x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"maker.csv\"\r\n\
                Content-Type: application/octet-stream\r\n\r\n";
    let body = [&body, head.as_bytes(), file, b"\r\n------x--\r\n"].concat();
    world.send("POST", UPLOAD, who, How { content_type: FORM, ..How::page(&body) }).await
}

async fn post(world: &World, lang: &'static str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
    let answer = world.send("POST", path, ADMIN, How { lang, ..How::page(&encode(&fields)) }).await;
    assert!(matches!(answer.status, 302 | 303), "{path}: {} {}", answer.status, answer.body);
    world.send("GET", &answer.location, ADMIN, How { lang, ..How::page(b"") }).await
}

const LINES: &str =
    "select string_agg(trim_scale(l.unit_price)::text, ' ' order by c.created_at, c.id) from pricing.change_lines l
    join pricing.changes c on c.id = l.change_id where c.title = 'maker.csv'";

#[tokio::test]
async fn a_file_with_foreign_headings_is_told_and_the_next_one_is_read_by_it() {
    let world = World::open().await;
    let file = format!("Artikel;Bezeichnung;Preis\r\n{PART};Lager;9.75\r\nNO-SUCH;x;1\r\n");
    let sent = send(&world, ADMIN, &[("list", "BASE")], file.as_bytes()).await;
    assert!(sent.location.starts_with("/desk/prices/files/"), "{} {}", sent.status, sent.location);
    let id = sent.location.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
    let page = world.get(&sent.location, ADMIN).await.body;
    assert!(
        page.contains("Bezeichnung") && page.contains("Lager · x") && page.contains("value=\"BASE\""),
        "{page}"
    );
    assert!(world.get("/desk/prices/changes", ADMIN).await.body.contains(&id));
    // refused in the words of the screen, what was typed stays
    let mut told = vec![("id", id.as_str()), ("columns[0]", "part"), ("columns[1]", "price")];
    told.extend([
        ("columns[2]", "price"),
        ("list", "BASE"),
        ("starts_on", "2030-01-01"),
        ("save_as", "Müller & Co"),
    ]);
    for (lang, says) in [("en", "There must be part and price"), ("zh", "要有型号和单价")] {
        let page = post(&world, lang, "/api/desk_read_price_file", &told).await.body;
        let alert = page.split("role=\"alert\"").skip(1).any(|rest| rest.contains(says));
        assert!(alert && page.contains("Müller &amp; Co") && page.contains("2030-01-01"), "{page}");
        assert!(page.matches("value=\"price\" selected").count() == 2, "{page}");
    }
    told[2] = ("columns[1]", "");
    let page = post(&world, "en", "/api/desk_read_price_file", &told).await.body;
    assert!(page.contains("maker.csv") && page.contains("rows were not taken"), "{page}");
    assert_eq!(world.ask(LINES).await, "9.75");
    assert!(
        world
            .get(&format!("/desk/prices/files/{id}"), ADMIN)
            .await
            .body
            .contains("Read into the price change")
    );

    // the next one of this maker goes straight into a draft, or is looked at first
    let next = format!("Preis;Artikel\r\n8.25;{PART}\r\n");
    let saved = [("mapping", "Müller & Co")];
    let sent = send(&world, ADMIN, &saved, next.as_bytes()).await;
    assert!(sent.location.starts_with("/desk/prices/changes/PC"), "{}", sent.location);
    assert_eq!(world.ask(LINES).await, "9.75 8.25");
    let sent = send(&world, ADMIN, &[saved[0], ("look", "yes")], next.as_bytes()).await;
    assert!(sent.location.contains("?mapping=M%C3%BCller%20%26%20Co"), "{}", sent.location);
    let page = world.get(&sent.location, ADMIN).await.body;
    assert!(page.contains("value=\"price\" selected") && page.contains("value=\"part\" selected"), "{page}");
    let id = sent.location.rsplit('/').next().unwrap().split('?').next().unwrap();
    let page = post(&world, "en", "/api/desk_discard_price_file", &[("id", id)]).await.body;
    assert!(!page.contains(id) && page.contains("desk_rename_import_mapping?key="), "{page}");
    let sent = send(&world, ADMIN, &[("mapping", "nobody's")], next.as_bytes()).await;
    assert!(world.get(&sent.location, ADMIN).await.body.contains("role=\"alert\""));
}

#[tokio::test]
async fn no_column_of_a_file_is_passed_over_unasked() {
    let world = World::open().await;
    let file = format!("型号,单价(含税),截止（含）\n{PART},9.5,2031-05-31\n");
    let sent = send(&world, ADMIN, &[("list", "BASE")], file.as_bytes()).await;
    assert!(sent.location.starts_with("/desk/prices/changes/PC"), "{}", sent.location);
    let ends = "select max(valid_to)::text from pricing.change_lines";
    assert_eq!(world.ask(ends).await, "2031-06-01");
    let file = format!("型号,单价,到哪天为止\n{PART},9.5,2031-05-31\n");
    let sent = send(&world, ADMIN, &[("list", "BASE")], file.as_bytes()).await;
    assert!(sent.location.starts_with("/desk/prices/files/"), "{}", sent.location);
    assert!(world.get(&sent.location, ADMIN).await.body.contains("到哪天为止"));
}

#[tokio::test]
async fn rows_that_were_not_taken_come_back_under_the_headings_of_their_file() {
    let world = World::open().await;
    let file = format!("型号,含税单价,满,截止\n{PART},9.5,abc,\n{PART},9.5,10,31.5.\n{PART},viel,20,\n\"x\n");
    let sent = send(&world, ADMIN, &[("list", "BASE")], file.as_bytes()).await;
    let number = sent.location.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
    for (lang, head, row) in [("zh", "行,字段,怎么改", "整行"), ("en", "row,field,remedy", "the whole row")]
    {
        let path = format!("/documents/price-changes/{number}.csv");
        let errors = world.send("GET", &path, ADMIN, How { lang, ..How::page(b"") }).await.body;
        let told: Vec<&str> = errors.lines().collect();
        assert!(told[0].ends_with(&format!("{head},型号,含税单价,满,截止")), "{errors}");
        for (line, begins) in told[1..].iter().zip(["2,满,", "3,截止,", "4,含税单价,", &format!("5,{row},")])
        {
            assert!(line.starts_with(begins), "{begins} in {errors}");
        }
        assert!(!errors.contains("min_qty") && !errors.contains("until"), "{errors}");
    }
}

#[tokio::test]
async fn files_are_taken_from_those_who_may_set_prices_and_what_is_none_is_named() {
    let world = World::open().await;
    for who in ["owner", "buyer", "s:warehouse", "s:customer_service", "s:finance"] {
        assert_eq!(send(&world, who, &[], b"a\n1").await.status, 403, "{who}");
    }
    assert_eq!(send(&world, "visitor", &[], b"a\n1").await.status, 401);
    for file in [b"".as_slice(), b"PK\x03\x04garbage", b"\x89PNG\r\n\x1a\n\0\0"] {
        let sent = send(&world, ADMIN, &[], file).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let page = world.get(&sent.location, ADMIN).await.body;
        assert!(page.contains("role=\"alert\""), "{page}");
    }
    // zero bytes, a quote that never ends and half a megabyte of heading are no fault of the house
    let long = format!("sku,{}\nK-1,x\n", "n".repeat(500_000));
    for file in ["a\0b,c\nx\0y,1\n", "a,b\n\"x,1\n", long.as_str()] {
        let sent = send(&world, ADMIN, &[("list", "B\0ASE")], file.as_bytes()).await;
        assert!(sent.status < 500, "{} {}", sent.status, sent.body);
        assert!(world.get(&sent.location, ADMIN).await.status < 500, "{}", sent.location);
    }
}
