//! Files of the catalogue over HTTP: who may bring them, what is taken, and what an answer carries.

use crate::world::{DOCUMENT, FAMILY, FILE, How, PAPER, World, files_of};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request};
use server::files::UPLOAD;
use std::net::SocketAddr;
use tower::ServiceExt;

const EDGE: &str = "----edge";

/// A multipart body: texts, then one file.
fn form(fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some((name, bytes)) = file {
        let head = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
    body
}

fn fields<'a>(kind: &'a str, back: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("family", FAMILY),
        ("back", back),
        ("kind", kind),
        ("title_zh", "外形"),
        ("title_en", "Outline ../../etc/passwd"),
        ("language", "none"),
    ]
}

async fn send(world: &World, who: &str, body: &[u8]) -> crate::world::Answer {
    let content_type = format!("multipart/form-data; boundary={EDGE}");
    world.send("POST", UPLOAD, who, How { content_type: &content_type, ..How::page(body) }).await
}

/// Headers and body of an address, asked by nobody in particular.
async fn fetch(world: &World, path: &str) -> (u16, HeaderMap, Vec<u8>) {
    let mut request = Request::get(path).header("host", "127.0.0.1:3000").body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
    let (head, body) = world.router.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (head.status.as_u16(), head.headers, bytes.to_vec())
}

#[tokio::test]
async fn a_paper_is_handed_out_so_that_it_can_only_be_looked_at() {
    let world = World::open().await;
    let (status, headers, body) = fetch(&world, &format!("/files/{FILE}/whatever-it-says.exe")).await;
    assert_eq!((status, body.as_slice()), (200, PAPER));
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-disposition"), "inline; filename=\"sheet-v1.pdf\"");
    assert_eq!(header("cache-control"), "public, max-age=31536000, immutable");
    assert!(header("content-security-policy").starts_with("default-src 'none'"));
    let page = world.get(&format!("/parts/{}", world.a.part), "visitor").await;
    assert!(page.body.contains(&format!("/files/{FILE}/sheet-v1.pdf")), "the part's page links to it");
}

#[tokio::test]
async fn no_address_reaches_outside_of_the_shelf() {
    let world = World::open().await;
    let secret = files_of(&world.db).parent().unwrap().join("secret");
    std::fs::write(&secret, "SECRET").unwrap();
    for path in [
        "/files/../secret",
        "/files/..%2Fsecret/x",
        "/files/%2E%2E/secret",
        &format!("/files/{FILE}/../../secret"),
        "/files/x/%2Fetc%2Fpasswd",
        &format!("/files/{DOCUMENT}/sheet-v1.pdf"),
    ] {
        let (status, _, body) = fetch(&world, path).await;
        let shown = String::from_utf8_lossy(&body).into_owned();
        assert!(status == 404 || (status == 200 && body == PAPER), "{path}: {status}");
        assert!(!shown.contains("SECRET") && !shown.contains("root:"), "{path}");
    }
}

#[tokio::test]
async fn a_file_that_was_lost_is_not_there_and_nothing_breaks() {
    let world = World::open().await;
    std::fs::remove_dir_all(files_of(&world.db)).unwrap();
    let answer = world.get(&format!("/files/{FILE}/sheet-v1.pdf"), "visitor").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.body, "Not found, or not of the company you act for.");
}

#[tokio::test]
async fn only_who_keeps_the_catalogue_brings_files() {
    let world = World::open().await;
    let body = form(&fields("datasheet", "/desk/catalogue"), Some(("a.pdf", b"%PDF-1.7 new %%EOF")));
    let count = "select count(*) from catalog.document_files";
    for (who, status) in [("visitor", 401), ("owner", 403), ("s:sales", 403), ("s:warehouse", 403)] {
        assert_eq!(send(&world, who, &body).await.status, status, "{who}");
    }
    let how = How {
        site: "cross-site",
        content_type: "multipart/form-data; boundary=----edge",
        ..How::page(&body)
    };
    assert_eq!(world.send("POST", UPLOAD, "s:admin", how).await.status, 403);
    assert_eq!(world.ask(count).await, "1");
    let answer = send(&world, "s:admin", &body).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(answer.location.starts_with("/desk/catalogue?echo="));
    assert_eq!(world.ask(count).await, "2");
    // the same again is the same
    send(&world, "s:admin", &body).await;
    assert_eq!(world.ask(count).await, "2");
}

#[tokio::test]
async fn a_file_is_judged_by_its_content_and_the_form_keeps_what_was_typed() {
    let world = World::open().await;
    let back = format!("/desk/catalogue/families/{FAMILY}");
    let large = [b"%PDF-1.7 ".to_vec(), vec![b'x'; 20 * 1024 * 1024]].concat();
    for (kind, file, wanted) in [
        (
            "datasheet",
            Some(("a.pdf", &b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>"[..])),
            "WrongFile",
        ),
        ("datasheet", Some(("a.pdf", &b"<!doctype html><script>alert(1)</script>"[..])), "WrongFile"),
        ("picture", Some(("a.png", &b"%PDF-1.7 not a picture %%EOF"[..])), "WrongFile"),
        ("picture", Some(("a.png", &b"\x89PNG\r\n\x1a\nbroken"[..])), "WrongFile"),
        ("datasheet", Some(("a.pdf", large.as_slice())), "FileTooLarge"),
        ("datasheet", None, "Missing"),
        ("novel", Some(("a.pdf", &b"%PDF-1.7 x %%EOF"[..])), "UnknownChoice"),
    ] {
        let answer = send(&world, "s:admin", &form(&fields(kind, &back), file)).await;
        let echo = answer.location.split_once("echo=").unwrap_or_else(|| panic!("{kind} {answer:?}")).1;
        let kept = world.ask(&format!("select payload from accounts.echoes where id = '{echo}'")).await;
        assert!(kept.contains(wanted) && kept.contains("Outline"), "{wanted}: {kept}");
        let page = world.get(&answer.location, "s:admin").await;
        assert!(
            page.status == 200 && page.body.contains("role=\"alert\"") && page.body.contains("外形"),
            "{wanted}"
        );
    }
    assert_eq!(world.ask("select count(*) from catalog.document_files").await, "1");
    let left = std::fs::read_dir(files_of(&world.db).join("incoming")).unwrap().count();
    assert_eq!(left, 0, "nothing refused stays on the disk");
}

#[tokio::test]
async fn a_new_version_replaces_the_old_one_for_buyers_and_the_desk_keeps_both() {
    let world = World::open().await;
    let back = format!("/desk/catalogue/families/{FAMILY}");
    let body = form(
        &[("document", DOCUMENT), ("version", "1"), ("back", &back)],
        Some(("b.pdf", b"%PDF-1.7 second %%EOF")),
    );
    let answer = send(&world, "s:admin", &body).await;
    assert_eq!(answer.status, 303);
    let newest = world.ask("select id from catalog.document_files order by number desc limit 1").await;
    let (status, headers, bytes) = fetch(&world, &format!("/files/{newest}/x.pdf")).await;
    assert_eq!((status, bytes.as_slice()), (200, &b"%PDF-1.7 second %%EOF"[..]));
    assert!(headers["content-disposition"].to_str().unwrap().contains("sheet-v2.pdf"));
    let old = format!("/files/{FILE}/sheet-v1.pdf");
    assert_eq!(world.get(&old, "visitor").await.status, 404);
    assert_eq!(world.get(&old, "owner").await.status, 404);
    assert_eq!(world.get(&old, "s:admin").await.status, 200);
    let desk = world.get(&back, "s:admin").await;
    assert!(desk.body.contains(&old) && desk.body.contains(&newest));
    // whoever has the page from before is told so
    let answer = send(&world, "s:admin", &body).await;
    let page = world.get(&answer.location, "s:admin").await;
    assert!(page.body.contains("It was changed just now"), "{}", page.body);
}
