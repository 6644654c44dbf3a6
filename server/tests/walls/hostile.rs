//! What nobody means to send: every form and every address with wrong, huge, broken and missing values. Never a 5xx, never
//! an incident; a form gets its page back with a sentence, a fetch an error it can show.

use crate::table::{Function, Needs, encode, functions, pages};
use crate::world::{Answer, How, World};

const VALUES: [&str; 21] = [
    "",
    " ",
    "abc",
    "999999999999999999999999999999999999",
    "9223372036854775807",
    "-1",
    "0",
    "\0",
    "a\0b",
    "1e400",
    "NaN",
    "１２",
    "262142-12-31",
    "-262143-01-01",
    "-9999-01-01",
    "0026-03-10",
    "0026-03-10T10:00",
    "9999-12-31T23:59",
    "'; drop table x; --",
    "<script>alert(1)</script>",
    "\u{202e}🙂\u{fffd}",
];

/// Bodies no form writes.
const BODIES: [(&[u8], &str); 9] = [
    (b"\xff\xfe=\xc3\x28", "application/x-www-form-urlencoded"),
    (b"company=%FF%FE&note=%C3%28", "application/x-www-form-urlencoded"),
    (b"company=%&quantity=%zz", "application/x-www-form-urlencoded"),
    (b"lines=1&lines[0]=2&question=3&shipments=4", "application/x-www-form-urlencoded"),
    (b"lines[99999999999][sku]=1&lines[a][b][c][d][e][f][g]=1", "application/x-www-form-urlencoded"),
    (b"company=a&company=b&id=a&id=b&query=a&query=b", "application/x-www-form-urlencoded"),
    (b"{\"company\": 1}", "application/json"),
    (
        b"--x\r\nContent-Disposition: form-data; name=\"company\"\r\n\r\n1\r\n--x--",
        "multipart/form-data; boundary=x",
    ),
    (b"<company/>", "text/xml"),
];

/// Letters nobody can compress: a run of one letter takes a few bytes wherever it is stored.
fn noise(length: usize) -> String {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let letter = |_| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        char::from(b'a' + (seed % 26) as u8)
    };
    (0..length).map(letter).collect()
}

/// The form as a page draws it the next time: with a key of its own, else only its first try is looked at.
/// An order's key is its cart's.
fn renewed(function: &Function, fields: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
    let mut fields = fields.to_vec();
    for (_, key) in
        fields.iter_mut().filter(|(name, _)| *name == "key" && !function.path.ends_with("place_order"))
    {
        *key = uuid::Uuid::now_v7().to_string();
    }
    fields
}

/// True for functions a page's form posts to; the others are read by pages and islands. Only what the search box asks has a
/// name among those: it is measured.
fn is_form(function: &Function) -> bool {
    !function.path.ends_with(|c: char| c.is_ascii_digit()) && !function.path.ends_with("/suggest")
}

/// Somebody whom the function serves, so that what he sends is looked at.
fn asker(function: &Function) -> &'static str {
    match function.needs {
        Needs::Desk(_) => "s:admin",
        Needs::Elsewhere if function.path.ends_with("switch_company") => "owner",
        Needs::Elsewhere => "visitor",
        _ => "owner",
    }
}

async fn send(world: &World, function: &Function, body: &[u8], content_type: &str, lang: &str) -> Answer {
    // each case is a visitor's first try
    sqlx::query("delete from accounts.rate_windows").execute(&world.db.owner).await.unwrap();
    let how = if is_form(function) { How::page(body) } else { How::fetch(body) };
    world.send("POST", function.path, asker(function), How { content_type, lang, ..how }).await
}

/// The id of the echo an address names.
fn echo_of(location: &str) -> Option<&str> {
    location.split_once("echo=").map(|(_, rest)| rest.split('&').next().unwrap())
}

/// What is wrong with an answer, if anything is.
async fn fault(world: &World, function: &Function, answer: &Answer) -> Option<String> {
    if answer.status >= 500 {
        return Some(format!("{} {}", answer.status, answer.body));
    }
    if let Some(id) = echo_of(&answer.location) {
        let kept =
            world.ask(&format!("select payload -> 'error' from accounts.echoes where id = '{id}'")).await;
        let ours = ["Incident", "Busy", "Transport"].iter().any(|word| kept.contains(word));
        return ours.then(|| format!("echo {kept}"));
    }
    let form = is_form(function);
    let leads_home =
        ["choose_language", "choose_columns", "sign_out"].iter().any(|end| function.path.ends_with(end));
    match answer.status {
        302 | 303 if form && !leads_home => Some(format!("leads to {} without a word", answer.location)),
        200 if form => Some("answered 200 to a form".to_owned()),
        400.. if form && !answer.body.contains("<html") => Some(format!("{} {}", answer.status, answer.body)),
        400.. if !form && answer.body.is_empty() => Some(format!("{} without a word", answer.status)),
        _ => None,
    }
}

#[tokio::test]
async fn no_field_of_any_form_brings_the_house_down() {
    let world = World::open().await;
    let long = noise(60_000);
    let mut faults = Vec::new();
    for function in functions() {
        let whole = (function.fields)(&world.a);
        for at in 0..=whole.len() {
            for value in VALUES.iter().copied().chain([long.as_str()]) {
                let mut fields = renewed(&function, &whole);
                match fields.get_mut(at) {
                    Some((_, field)) => *field = value.to_owned(),
                    // behind the last: all of them at once
                    None => fields.iter_mut().for_each(|(_, field)| *field = value.to_owned()),
                }
                let answer =
                    send(&world, &function, &encode(&fields), "application/x-www-form-urlencoded", "en")
                        .await;
                if let Some(fault) = fault(&world, &function, &answer).await {
                    let (name, shown) = (whole.get(at).map_or("all", |(k, _)| *k), value.chars().take(12));
                    faults.push(format!("{} {name}={:?}: {fault}", function.path, shown.collect::<String>()));
                }
            }
            let mut fields = renewed(&function, &whole);
            if at < fields.len() {
                fields.remove(at);
            } else {
                fields.clear();
            }
            let answer =
                send(&world, &function, &encode(&fields), "application/x-www-form-urlencoded", "en").await;
            if let Some(fault) = fault(&world, &function, &answer).await {
                let name = whole.get(at).map_or("all", |(k, _)| *k);
                faults.push(format!("{} without {name}: {fault}", function.path));
            }
        }
    }
    faults.dedup();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn a_stranger_fills_no_disk_however_much_and_often_he_posts() {
    let mut world = World::open().await;
    // a cookie is no session
    world.tokens.insert("forged".into(), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".into());
    let kept = "select count(*) || ' ' || max(length(payload::text)) from accounts.echoes";
    for who in ["visitor", "forged"] {
        for at in 0..40 {
            let body = encode(&[("email", format!("{at}{}", "x".repeat(60_000))), ("next", "/".into())]);
            let answer = world.send("POST", "/api/forgot_password", who, How::page(&body)).await;
            assert!(answer.location.contains("echo="), "{answer:?}");
        }
        let (count, longest) =
            world.ask(kept).await.split_once(' ').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        assert_eq!(count, "20", "{who}");
        assert!(longest.parse::<usize>().unwrap() <= 5_000, "{longest} bytes for {who}");
    }
    let body = [b"email=".to_vec(), vec![b'x'; 70_000]].concat();
    let answer = world.send("POST", "/api/forgot_password", "visitor", How::page(&body)).await;
    assert_eq!(answer.status, 413);
}

#[tokio::test]
async fn no_body_of_any_kind_or_size_brings_the_house_down() {
    let world = World::open().await;
    let huge = [b"text=".to_vec(), vec![b'x'; 10 << 20]].concat();
    let mut faults = Vec::new();
    for function in functions() {
        for (body, kind) in
            BODIES.iter().copied().chain([(huge.as_slice(), "application/x-www-form-urlencoded")])
        {
            let answer = send(&world, &function, body, kind, "en").await;
            if let Some(fault) = fault(&world, &function, &answer).await {
                let shown: String = String::from_utf8_lossy(body).chars().take(30).collect();
                faults.push(format!("{} {shown:?}: {fault}", function.path));
            }
        }
        let other = world.send("PUT", function.path, asker(&function), How::page(b"")).await;
        if other.status != 405 {
            faults.push(format!("PUT {}: {}", function.path, other.status));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn a_refused_form_comes_back_with_a_sentence_in_the_readers_language() {
    let world = World::open().await;
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c));
    let mut faults = Vec::new();
    for function in functions().iter().filter(|f| is_form(f)) {
        // these refuse nothing, or nothing that is typed
        let never = [
            "choose_language",
            "choose_columns",
            "sign_out",
            "desk_reserve",
            "desk_discontinue_due",
            "desk_submit_price_change",
            "desk_return_price_change",
            "desk_discard_price_change",
            "desk_set_four_eyes",
        ];
        if never.iter().any(|end| function.path.ends_with(end)) {
            continue;
        }
        for lang in ["zh", "en"] {
            let fields: Vec<_> = (function.fields)(&world.a)
                .into_iter()
                .map(|(k, v)| {
                    // what leads to the page stays, what was typed is wrong
                    let kept = matches!(k, "company" | "order" | "statement" | "number" | "back" | "next");
                    (k, if kept { v } else { "abc\u{7}".to_owned() })
                })
                .collect();
            let body = encode(&fields);
            let sent = send(&world, function, &body, "application/x-www-form-urlencoded", lang).await;
            let path = sent.location.as_str();
            let how = How { lang, ..How::page(&[]) };
            let page = world.send("GET", path, asker(function), how).await;
            let note = page.body.split("role=\"alert\"").nth(1).and_then(|rest| rest.split("</div>").next());
            match note {
                // the pasted rows come back one by one, each with its own choice
                None if function.path.contains("paste") && page.body.contains("abc") => {}
                Some(note) if chinese(note) == (lang == "zh") && page.status == 200 => {}
                _ => faults.push(format!("{} {lang}: {} {path} {note:?}", function.path, page.status)),
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn no_address_brings_the_house_down() {
    let world = World::open().await;
    let company = world.a.company.clone();
    let mut paths: Vec<String> = Vec::new();
    let values = [
        "%00",
        "%FF%FE",
        "abc",
        "-1",
        "99999999999999999999999",
        "262142-12-31",
        "%2E%2E%2F",
        "%F0%9F%99%82",
    ];
    for value in values {
        for page in pages().iter().filter(|p| p.route.contains('{')) {
            let route = page.route.replace("{company}", &company);
            paths.push(route.replace("{id}", value).replace("{part_number}", value));
            paths.push(page.route.replace("{company}", value).replace("{id}", value));
        }
        for ending in ["pdf", "csv", "xlsx", "exe", ""] {
            paths.push(format!("/documents/statements/{value}.{ending}"));
            paths.push(format!("/documents/invoices/{value}.{ending}?company={value}"));
            paths.push(format!("/documents/orders/{value}.{ending}"));
            paths.push(format!("/documents/shipments/{value}.{ending}"));
            paths.push(format!("/documents/statement/x.{ending}?from={value}&to={value}"));
        }
        for ending in ["pdf", "csv", "xlsx", ""] {
            paths.push(format!("/documents/numbers/{value}.{ending}?company={value}"));
            paths.push(format!("/documents/cross-references/{value}.{ending}"));
        }
        for query in ["/numbers?q=", "/numbers?page=", "/numbers?edit=", "/desk/cross-references?edit="] {
            paths.push(format!("{query}{value}"));
        }
        paths.push(format!("/desk/replacements?q={value}&page={value}"));
        paths.push(format!("/desk/searches?text={value}&find={value}&page={value}&sort={value}"));
        for query in ["/search?q=", "/search?page=", "/search?sort=", "/search?c=", "/search?p.thread="] {
            paths.push(format!("{query}{value}"));
        }
        for query in ["/orders?q=", "/orders?page=", "/orders?status=", "/account?before=", "/cart?echo="] {
            paths.push(format!("{query}{value}"));
        }
        for query in ["/statement?from=2020-01-01&to=", "/statement?to=2030-01-01&from=", "/sign-in?next="] {
            paths.push(format!("{query}{value}"));
        }
        paths.push(format!("/statement?from={value}&to={value}"));
        paths.push(format!("/desk/customers?q={value}"));
        paths.push(format!("/desk/c/{company}/money?before={value}&echo={value}"));
        paths.push(format!("/desk/c/{company}/orders?q={value}&page={value}"));
        paths.push(format!(
            "/desk/prices?company={}&part={}&on={value}&quantity=1",
            world.a.code, world.a.part
        ));
        paths.push(format!("/desk/prices?company={}&part={}&quantity={value}", world.a.code, world.a.part));
        paths.push(format!("/desk/prices?company={value}&part={value}"));
        paths.push(format!("/{value}"));
        paths.push(format!("/pkg/{value}"));
    }
    for of in ["categories", "parameters", "families", "skus"] {
        for value in values {
            paths.push(format!("/desk/catalogue/{of}/{value}?family={value}&value={value}"));
            paths.push(format!("/desk/catalogue/{of}?q={value}&page={value}&category={value}"));
            paths.push(format!("/desk/catalogue/{of}?family={value}&lacks={value}&column={value}"));
            paths.push(format!("/files/{value}/{value}"));
        }
    }
    paths.push("/documents/statement/x.csv?from=-262143-01-01&to=262142-12-31".into());
    paths.push("/statement?from=-262143-01-01&to=262142-12-31".into());
    let mut faults = Vec::new();
    for path in paths {
        let who = if path.starts_with("/desk") { "s:admin" } else { "owner" };
        let answer = world.get(&path, who).await;
        if answer.status >= 500 || answer.body.contains("incident_lead") {
            let shown: String = answer.body.chars().skip(100).take(300).collect();
            faults.push(format!("{path}: {} {shown}", answer.status));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn nothing_another_site_posts_is_taken() {
    let world = World::open().await;
    let before = world.state_of(&world.a.company).await;
    for function in functions() {
        let body = encode(&(function.fields)(&world.a));
        for site in ["cross-site", "same-site"] {
            for how in [How::page(&body), How::fetch(&body)] {
                let answer = world.send("POST", function.path, asker(&function), How { site, ..how }).await;
                assert_eq!(answer.status, 403, "{} {site}", function.path);
                assert!(answer.cookies.is_empty() && answer.body.contains("was refused"), "{}", answer.body);
            }
        }
    }
    assert_eq!(world.state_of(&world.a.company).await, before);
}
