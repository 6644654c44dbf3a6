//! Files of lists: who may send them, for whom, what comes back, and that another site's form sends none.

use crate::table::UPLOADS;
use crate::world::{Answer, How, PART, World};

const FORM: &str = "multipart/form-data; boundary=----x";

/// The body of a form with a company and a file.
fn form(company: &str, name: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "------x\r\nContent-Disposition: form-data; name=\"company\"\r\n\r\n{company}\r\n\
         ------x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), file, b"\r\n------x--\r\n"].concat()
}

async fn send(world: &World, path: &str, who: &str, body: &[u8]) -> Answer {
    world.send("POST", path, who, How { content_type: FORM, ..How::page(body) }).await
}

/// What the page says that an upload leads to.
async fn told(world: &World, who: &str, sent: &Answer) -> String {
    assert_eq!(sent.status, 303, "{}", sent.body);
    world.get(&sent.location, who).await.body
}

#[tokio::test]
async fn a_member_s_file_goes_into_his_own_list_with_its_bad_rows_back_in_the_field() {
    let world = World::open().await;
    let file = format!("my number,part number\r\nROW-1,{PART}\r\nROW-2,NO-SUCH\r\n");
    let sent =
        send(&world, "/uploads/numbers", "buyer", &form(&world.a.company, "l.csv", file.as_bytes())).await;
    assert!(sent.location.starts_with("/numbers?echo="), "{}", sent.location);
    let page = told(&world, "buyer", &sent).await;
    assert!(page.contains("1 added") && page.contains("Row 3") && page.contains("ROW-2\tNO-SUCH"), "{page}");
    let count = "select count(*) from numbers.own where number = 'ROW-1'";
    assert_eq!(world.ask(count).await, "1");
    // the file he takes away can be sent in again
    let taken = world.get("/documents/numbers/own.csv", "buyer").await;
    assert!(taken.body.contains("ROW-1") && taken.body.contains("OWN-ALFA") && !taken.body.contains("BRAVO"));
    let sent =
        send(&world, "/uploads/numbers", "buyer", &form(&world.a.company, "l.csv", taken.body.as_bytes()))
            .await;
    assert!(told(&world, "buyer", &sent).await.contains("0 added, 0 changed, 2 as they were"));
}

#[tokio::test]
async fn a_file_is_taken_from_those_who_may_and_for_the_company_it_was_drawn_for() {
    let world = World::open().await;
    let file = format!("ROW-1,{PART}");
    let body = form(&world.a.company, "l.csv", file.as_bytes());
    for who in ["finance", "viewer", "s:warehouse", "s:finance"] {
        assert_eq!(send(&world, "/uploads/numbers", who, &body).await.status, 403, "{who}");
    }
    for who in ["owner", "buyer", "finance", "s:warehouse"] {
        assert_eq!(send(&world, "/uploads/cross-references", who, &body).await.status, 403, "{who}");
    }
    for path in UPLOADS {
        assert_eq!(send(&world, path, "visitor", &body).await.status, 401);
        for site in ["cross-site", "same-site"] {
            let how = How { content_type: FORM, site, ..How::page(&body) };
            assert_eq!(world.send("POST", path, "owner", how).await.status, 403, "{site}");
        }
    }
    let before = world.state_of(&world.b.company).await;
    for company in [world.b.company.as_str(), "abc", ""] {
        let sent = send(&world, "/uploads/numbers", "owner", &form(company, "l.csv", file.as_bytes())).await;
        assert!(told(&world, "owner", &sent).await.contains("drawn for another company"), "{company}");
    }
    assert_eq!(world.state_of(&world.b.company).await, before);
    assert_eq!(world.ask("select count(*) from numbers.own where number = 'ROW-1'").await, "0");
    let sent = send(&world, "/uploads/numbers", "s:customer_service", &body).await;
    assert!(sent.location.starts_with(&format!("/desk/c/{}/numbers?echo=", world.a.company)));
    let list = format!("SKF,42,{PART},drop-in,catalogue,2026-01-05");
    let sent =
        send(&world, "/uploads/cross-references", "s:sales", &form("", "l.csv", list.as_bytes())).await;
    assert!(told(&world, "s:sales", &sent).await.contains("1 added"));
}

#[tokio::test]
async fn what_is_no_list_is_named_and_breaks_nothing() {
    let world = World::open().await;
    for (name, file, says) in [
        ("l.csv", b"".as_slice(), "Needed"),
        ("l.xlsx", b"PK\x03\x04garbage".as_slice(), "damaged"),
        ("l.xls", b"\xD0\xCF\x11\xE0old".as_slice(), "old or locked"),
        ("l.png", b"\x89PNG\r\n\x1a\n\0\0".as_slice(), "cannot be read"),
    ] {
        let sent = send(&world, "/uploads/numbers", "owner", &form(&world.a.company, name, file)).await;
        let page = told(&world, "owner", &sent).await;
        assert!(page.contains("role=\"alert\"") && page.contains(says), "{name}: {page}");
    }
    for body in [b"".as_slice(), b"------x\r\n", b"nonsense", b"------x--\r\n"] {
        let sent = send(&world, "/uploads/numbers", "owner", body).await;
        assert!(sent.status < 500, "{}", sent.body);
    }
    let huge = form(&world.a.company, "l.csv", &vec![b'x'; 11 << 20]);
    let sent = send(&world, "/uploads/numbers", "owner", &huge).await;
    assert!(sent.status < 500, "{}", sent.status);
}
