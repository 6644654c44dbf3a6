//! The outer edge: what is refused before a route sees it, and what every answer carries.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode};
use axum::response::{Html, Response};
use axum::routing::{get, post};
use server::config::{AddressRange, Config, PublicUrl};
use server::http::{Allowance, ClientAddr, EdgeRules, ServeLimits, harden, resolve_client, serve};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tower::ServiceExt;

const SHOP: &str = "https://shop.example.com";

fn rules() -> EdgeRules {
    let mut config = Config::for_data("unused");
    config.public_url = PublicUrl::parse(SHOP).unwrap();
    config.trusted_proxies = vec![AddressRange::parse("10.0.0.0/8").unwrap()];
    EdgeRules::new(&config).allow_upload("/upload/", 8 << 20)
}

fn shop(rules: EdgeRules) -> Router {
    let pages = Router::new()
        .route("/", get(|| async { Html("<p>shop") }).post(|| async { "changed" }))
        .route(
            "/who",
            get(|axum::Extension(ClientAddr(ip)): axum::Extension<ClientAddr>| async move { ip.to_string() }),
        )
        .route("/echo", post(|body: axum::body::Bytes| async move { body.len().to_string() }))
        .route("/upload/file", post(|body: axum::body::Bytes| async move { body.len().to_string() }))
        .route(
            "/own",
            get(|| async { ([("cache-control", "max-age=60"), ("content-security-policy", "x")], "") }),
        )
        .route("/pkg/{file}", get(|| async { ([("content-type", "application/wasm")], "") }))
        .route(
            "/panic",
            get(|| async {
                if true {
                    panic!("canary-4711")
                }
            }),
        )
        .route("/slow", get(|| tokio::time::sleep(Duration::from_secs(5))))
        .route("/healthz", get(|| async { "ok" }))
        .fallback(|| async { (StatusCode::NOT_FOUND, "nothing here") });
    let machines = Router::new().route(
        "/hooks/parcel",
        post(|headers: HeaderMap| async move {
            let cookie = if headers.contains_key("cookie") { "cookie" } else { "none" };
            ([("set-cookie", "a=b")], cookie)
        }),
    );
    harden(pages, machines, rules)
}

fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    request.headers_mut().insert("host", HeaderValue::from_static("shop.example.com"));
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        let value = HeaderValue::from_str(value).unwrap();
        if name == "host" {
            request.headers_mut().insert(name, value);
        } else {
            request.headers_mut().append(name, value);
        }
    }
    let peer = SocketAddr::from(([10, 0, 0, 9], 4000));
    request.extensions_mut().insert(ConnectInfo(peer));
    request
}

async fn ask(request: Request<Body>) -> Response {
    shop(rules()).oneshot(request).await.unwrap()
}

async fn text(answer: Response) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn a_change_is_accepted_from_our_own_pages_only() {
    let table: &[(&[(&str, &str)], bool)] = &[
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("sec-fetch-site", "none")], true),
        (&[("sec-fetch-site", "same-site")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "something")], false),
        (&[("sec-fetch-site", "cross-site"), ("origin", SHOP)], false),
        (&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], false),
        (&[("origin", SHOP)], true),
        (&[("origin", "https://shop.example.com.evil.test")], false),
        (&[("origin", "http://shop.example.com")], false),
        (&[("origin", "https://shop.example.com:8443")], false),
        (&[("origin", SHOP), ("origin", "https://evil.test")], false),
        (&[("origin", "https://evil.test"), ("referer", "https://shop.example.com/cart")], false),
        (&[("origin", "null")], false),
        (&[("origin", "null"), ("referer", "https://shop.example.com/cart")], true),
        (&[("referer", "https://shop.example.com/cart?a=b")], true),
        (&[("referer", SHOP)], true),
        (&[("referer", "https://shop.example.com.evil.test/")], false),
        (&[("referer", "https://shop.example.com@evil.test/")], false),
        (&[], false),
        (&[("authorization", "Bearer tc_live_x")], true),
        (&[("authorization", "Bearer tc_live_x"), ("cookie", "a=b")], false),
        (
            &[("authorization", "Bearer tc_live_x"), ("cookie", "a=b"), ("sec-fetch-site", "same-origin")],
            false,
        ),
        (&[("authorization", "Basic eDp5")], false),
    ];
    for (headers, allowed) in table {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let answer = ask(request(method, "/", headers)).await;
            let refused = answer.status() == StatusCode::FORBIDDEN;
            assert_eq!(refused, !allowed, "{method} {headers:?} gave {}", answer.status());
        }
        assert_eq!(ask(request("GET", "/", headers)).await.status(), StatusCode::OK);
    }
    let page = text(ask(request("POST", "/", &[])).await).await;
    assert!(page.contains("已被拒绝") && page.contains("was refused"));
    // A path without a route is guarded like the others.
    assert_eq!(ask(request("POST", "/nothing", &[])).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn machines_need_no_form_guard_and_never_see_a_cookie() {
    let answer = ask(request("POST", "/hooks/parcel", &[("cookie", "session=x")])).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(!answer.headers().contains_key("set-cookie"));
    assert_eq!(text(answer).await, "none");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    for (method, path, host, status) in [
        ("GET", "/", "shop.example.com", 200),
        ("GET", "/nothing", "shop.example.com", 404),
        ("POST", "/", "shop.example.com", 403),
        ("GET", "/panic", "shop.example.com", 500),
        ("GET", "/", "evil.test", 421),
    ] {
        let answer = ask(request(method, path, &[("host", host)])).await;
        assert_eq!(answer.status().as_u16(), status, "{path}");
        let of =
            |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
        assert_eq!(of("x-content-type-options"), "nosniff");
        assert_eq!(of("referrer-policy"), "same-origin");
        assert_eq!(of("permissions-policy"), "camera=(self), geolocation=(), microphone=(), payment=()");
        assert_eq!(
            (of("cross-origin-opener-policy"), of("cross-origin-resource-policy")),
            ("same-origin", "same-origin")
        );
        assert_eq!(of("strict-transport-security"), "max-age=31536000; includeSubDomains");
        assert_eq!(of("cache-control"), "no-store");
        let varies: Vec<&str> =
            answer.headers().get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(varies.contains(&"Sec-Fetch-Site, Origin"), "{varies:?}");
        assert_eq!((of("x-request-id").len(), of("server")), (20, ""));
    }
}

#[tokio::test]
async fn built_files_are_kept_and_what_an_answer_sets_itself_stays() {
    let file = ask(request("GET", "/pkg/shop.1Jb0kWb2yTgiQJ6Lkl3w8A.wasm", &[])).await;
    assert_eq!(file.headers()["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(file.headers()["content-security-policy"], "default-src 'none'; frame-ancestors 'none'");
    let own = ask(request("GET", "/own", &[])).await;
    assert_eq!(
        (&own.headers()["cache-control"], &own.headers()["content-security-policy"]),
        (&"max-age=60".parse().unwrap(), &"x".parse().unwrap())
    );
    // A page's own policy is the shell's.
    assert!(!ask(request("GET", "/", &[])).await.headers().contains_key("content-security-policy"));

    let mut plain = rules();
    plain.public_url = PublicUrl::parse("http://127.0.0.1:3000").unwrap();
    let answer = shop(plain).oneshot(request("GET", "/", &[("host", "localhost:3000")])).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(!answer.headers().contains_key("strict-transport-security"));
}

#[tokio::test]
async fn only_the_public_host_is_served_and_plain_http_is_sent_to_https() {
    for (host, status) in [
        ("SHOP.example.com", 200),
        ("shop.example.com:443", 200),
        ("shop.example.com:80", 421),
        ("shop.example.com.evil.test", 421),
        ("", 421),
    ] {
        assert_eq!(ask(request("GET", "/", &[("host", host)])).await.status().as_u16(), status, "{host}");
    }
    let mut nameless = request("GET", "/", &[]);
    nameless.headers_mut().remove("host");
    assert_eq!(ask(nameless).await.status(), StatusCode::MISDIRECTED_REQUEST);
    let disagreeing = request("GET", "https://evil.test/", &[]);
    assert_eq!(ask(disagreeing).await.status(), StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(ask(request("GET", "/healthz", &[("host", "10.0.0.3:3000")])).await.status(), StatusCode::OK);

    let answer = ask(request("GET", "/?q=1", &[("x-forwarded-proto", "http")])).await;
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["location"]),
        (308, &"https://shop.example.com/?q=1".parse().unwrap())
    );
    let post = [("x-forwarded-proto", "http"), ("sec-fetch-site", "same-origin")];
    assert_eq!(ask(request("POST", "/", &post)).await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_client_is_the_right_most_address_that_is_no_proxy_of_ours() {
    let trusted = [AddressRange::parse("10.0.0.0/8").unwrap()];
    for (peer, lines, client) in [
        ("203.0.113.7", &["198.51.100.1"][..], "203.0.113.7"),
        ("10.0.0.9", &[], "10.0.0.9"),
        ("10.0.0.9", &["198.51.100.1"], "198.51.100.1"),
        ("10.0.0.9", &["1.1.1.1, 198.51.100.1, 10.0.0.8"], "198.51.100.1"),
        ("10.0.0.9", &["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
        ("10.0.0.9", &["1.1.1.1, unknown, 10.0.0.8"], "10.0.0.8"),
        ("::ffff:10.0.0.9", &["198.51.100.1:5000"], "198.51.100.1"),
        ("10.0.0.9", &["[2001:db8::1]:443"], "2001:db8::1"),
        ("10.0.0.9", &["10.0.0.7, 10.0.0.8"], "10.0.0.7"),
    ] {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        assert_eq!(
            resolve_client(peer.parse().unwrap(), &headers, &trusted).to_string(),
            client,
            "{lines:?}"
        );
    }
    let answer = ask(request("GET", "/who", &[("x-forwarded-for", "6.6.6.6, 198.51.100.1")])).await;
    assert_eq!(text(answer).await, "198.51.100.1");
}

#[tokio::test]
async fn a_panic_is_a_500_with_an_incident_id_and_no_message() {
    let answer = ask(request("GET", "/panic", &[])).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let page = text(answer).await;
    let id = page.split("quote ").nth(1).unwrap().split(' ').next().unwrap();
    assert!(id.len() == 20 && id.chars().all(|c| c.is_ascii_hexdigit()), "{page}");
    assert!(!page.contains("canary"));
}

#[tokio::test]
async fn bodies_time_and_requests_under_way_are_limited() {
    let send = |path: &str, bytes: usize, announced: bool| {
        let mut request = request("POST", path, &[("sec-fetch-site", "same-origin")]);
        if announced {
            request.headers_mut().insert("content-length", bytes.into());
        }
        *request.body_mut() = Body::from(vec![b'x'; bytes]);
        ask(request)
    };
    assert_eq!(send("/echo", 64 << 10, false).await.status(), StatusCode::OK);
    assert_eq!(send("/echo", (64 << 10) + 1, false).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send("/echo", (64 << 10) + 1, true).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(send("/upload/file", 3 << 20, true).await.status(), StatusCode::OK);

    let mut hasty = rules();
    hasty.usual = Allowance { time: Duration::from_millis(100), ..hasty.usual };
    let answer = shop(hasty).oneshot(request("GET", "/slow", &[])).await.unwrap();
    assert_eq!(
        (answer.status(), &answer.headers()["retry-after"]),
        (StatusCode::SERVICE_UNAVAILABLE, &"5".parse().unwrap())
    );

    let mut full = rules();
    full.in_flight = Arc::new(Semaphore::new(0));
    let answer = shop(full).oneshot(request("GET", "/", &[])).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
}

/// A server on a free port; the sender tells it to stop, the handle answers how many connections were cut.
async fn listen(limits: ServeLimits) -> (SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let router = Router::new()
        .route("/", get(|| async { "hello" }))
        .route(
            "/work",
            get(|| async {
                tokio::time::sleep(Duration::from_millis(400)).await;
                "done"
            }),
        )
        .route("/slow", get(|| tokio::time::sleep(Duration::from_secs(30))));
    let served = tokio::spawn(serve(listener, router, limits, async move {
        let _ = stopped.await;
    }));
    (addr, stop, served)
}

/// Sends something, then reads until the server closes; answers what came and after how long.
async fn converse(addr: SocketAddr, words: &str) -> (String, Duration) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let _ = stream.write_all(words.as_bytes()).await;
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes);
    // A closed connection may also end in a reset.
    let _ = tokio::time::timeout(Duration::from_secs(12), read).await.expect("the server never closed");
    (String::from_utf8_lossy(&bytes).into_owned(), begun.elapsed())
}

fn get_once(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
}

#[tokio::test]
async fn a_connection_that_never_finishes_its_head_is_closed() {
    let head_read = Duration::from_millis(300);
    let (addr, stop, served) = listen(ServeLimits { head_read, ..ServeLimits::default() }).await;
    for words in
        ["", "G", "GET / HTTP/1.1\r\nhost: a\r\n", "PRI * HTTP/2.0\r\n", "GET / HTTP/1.1\r\nhost: a\r\n\r\n"]
    {
        let (answer, took) = converse(addr, words).await;
        assert!(took < Duration::from_secs(3), "{words:?} took {took:?}");
        assert_eq!(answer.contains("hello"), words.ends_with("\r\n\r\n"), "{words:?}: {answer}");
    }
    // Slowly is no better than never.
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let begun = Instant::now();
    while stream.write_all(b"x").await.is_ok() {
        assert!(begun.elapsed() < Duration::from_secs(5), "a dripping head stays open");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    stop.send(()).unwrap();
    assert_eq!(served.await.unwrap(), 0);
}

#[tokio::test]
async fn connections_are_counted_by_address_and_given_back() {
    let limits = ServeLimits { per_address: 2, ..ServeLimits::default() };
    let (addr, _stop, _served) = listen(limits.clone()).await;
    let held = [TcpStream::connect(addr).await.unwrap(), TcpStream::connect(addr).await.unwrap()];
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(converse(addr, &get_once("/")).await.0, "");
    drop(held);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(converse(addr, &get_once("/")).await.0.contains("hello"));

    // A proxy connects for many, but not for more than there is room.
    let proxy = vec![AddressRange::parse("127.0.0.1").unwrap()];
    let (addr, _stop, _served) =
        listen(ServeLimits { connections: 3, trusted_proxies: proxy, ..limits }).await;
    let _held = [(); 2].map(|()| std::net::TcpStream::connect(addr).unwrap());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(converse(addr, &get_once("/")).await.0.contains("hello"));
    let _third = TcpStream::connect(addr).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(converse(addr, &get_once("/")).await.0, "");
}

#[tokio::test]
async fn stopping_lets_requests_under_way_end_and_cuts_the_rest() {
    let (addr, stop, served) = listen(ServeLimits::default()).await;
    let idle = TcpStream::connect(addr).await.unwrap();
    let asked = tokio::spawn(async move { converse(addr, "GET /work HTTP/1.1\r\nhost: a\r\n\r\n").await.0 });
    tokio::time::sleep(Duration::from_millis(150)).await;
    stop.send(()).unwrap();
    assert!(asked.await.unwrap().contains("done"));
    assert_eq!(tokio::time::timeout(Duration::from_secs(3), served).await.unwrap().unwrap(), 0);
    assert!(TcpStream::connect(addr).await.is_err());
    drop(idle);

    let (addr, stop, served) =
        listen(ServeLimits { drain: Duration::from_millis(200), ..ServeLimits::default() }).await;
    let asked = tokio::spawn(async move { converse(addr, &get_once("/slow")).await.0 });
    tokio::time::sleep(Duration::from_millis(150)).await;
    stop.send(()).unwrap();
    assert_eq!(served.await.unwrap(), 1);
    assert_eq!(asked.await.unwrap(), "");
}
