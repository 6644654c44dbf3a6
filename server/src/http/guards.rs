//! What a request is checked for before a route sees it: who sent it, for which host, from which site, how large,
//! how long.

use super::EdgeRules;
use super::answers::{busy, plain};
use crate::config::{AddressRange, PublicUrl};
use crate::telemetry;
use axum::RequestExt;
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{self, HeaderName, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::OwnedSemaphorePermit;
use tracing::Instrument;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Read by nobody behind the edge, whoever sent them.
const DROPPED: [&str; 9] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-real-ip",
    "x-original-url",
    "x-rewrite-url",
];

/// The address a request came from, as far as our own proxies say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddr(pub IpAddr);

/// Who a request comes from, for counting: one person's share of the address space; empty when it came from nowhere.
pub fn client_of(parts: &Parts) -> String {
    parts
        .extensions
        .get::<ClientAddr>()
        .map(|c| super::accept::address_key(c.0).to_string())
        .unwrap_or_default()
}

/// Whether the person came over TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OuterScheme {
    /// A trusted proxy says https, or nobody says anything and the shop's address is https.
    Https,
    /// Plain.
    Http,
}

/// The id of a request, in the log and in `x-request-id` of the answer.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

/// The client's address: the peer, or behind trusted proxies the right-most entry that is none of them. An entry that
/// is no address ends the search at the last good one.
pub fn resolve_client(peer: IpAddr, headers: &HeaderMap, trusted: &[AddressRange]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|range| range.contains(address));
    let mut client = peer.to_canonical();
    let lines: Vec<&HeaderValue> = headers.get_all(FORWARDED_FOR).iter().collect();
    let entries = lines.into_iter().rev().flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
    for entry in entries {
        if !is_trusted(client) {
            break;
        }
        let Some(address) = std::str::from_utf8(entry).ok().and_then(read_address) else { break };
        client = address;
    }
    client
}

/// An address with or without a port, as proxies write them.
fn read_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// The peer of a connection; unknown counts as an address nobody has.
pub fn resolve_peer(request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| peer.ip())
}

/// Notes `ClientAddr` and `OuterScheme` and drops every forwarding field.
pub async fn client_addr(State(rules): State<Arc<EdgeRules>>, mut request: Request, next: Next) -> Response {
    let peer = resolve_peer(&request);
    let trusted = rules.trusted_proxies.iter().any(|range| range.contains(peer));
    let client = resolve_client(peer, request.headers(), &rules.trusted_proxies);
    let said = request.headers().get(FORWARDED_PROTO).filter(|_| trusted).map(HeaderValue::as_bytes);
    let scheme = match said {
        Some(b"https") => OuterScheme::Https,
        Some(_) => OuterScheme::Http,
        None if rules.public_url.is_https() => OuterScheme::Https,
        None => OuterScheme::Http,
    };
    for name in DROPPED {
        request.headers_mut().remove(name);
    }
    request.extensions_mut().insert(ClientAddr(client));
    request.extensions_mut().insert(scheme);
    next.run(request).await
}

/// Gives the request its id and its span, and writes one line when it is answered. An id sent along is not believed.
pub async fn request_span(mut request: Request, next: Next) -> Response {
    let id: Arc<str> = telemetry::new_id().into();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id = %id, method = %request.method(), route = %route);
    request.headers_mut().remove(REQUEST_ID);
    request.extensions_mut().insert(RequestId(id.clone()));
    async move {
        let begun = Instant::now();
        let mut answer = next.run(request).await;
        let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status = answer.status().as_u16(), ms, "answered");
        if let Ok(value) = HeaderValue::from_str(&id) {
            answer.headers_mut().insert(REQUEST_ID, value);
        }
        answer
    }
    .instrument(span)
    .await
}

/// One of the requests under way; kept until its work is done, which may be after its browser has left.
#[derive(Clone)]
struct UnderWay(#[allow(dead_code, reason = "counts by being held")] Arc<OwnedSemaphorePermit>);

/// Answers 503 at once when too many requests are under way; a queue would only make everybody late.
pub async fn in_flight(State(rules): State<Arc<EdgeRules>>, mut request: Request, next: Next) -> Response {
    match rules.in_flight.clone().try_acquire_owned() {
        Ok(permit) => {
            request.extensions_mut().insert(UnderWay(Arc::new(permit)));
            next.run(request).await
        }
        Err(_) => busy("访问人数较多,请稍后再试。", "Too many people at once. Please try again in a moment."),
    }
}

/// Works on the request in a task of its own: a browser that leaves, or a limit of time, ends the waiting and not the work.
///
/// A future dropped while a transaction begins would leave its scope on a pooled connection (security, trap 1).
pub async fn own_task(request: Request, next: Next) -> Response {
    let under_way = request.extensions().get::<UnderWay>().cloned();
    let work = async move {
        let answer = next.run(request).await;
        drop(under_way);
        answer
    };
    match tokio::spawn(work.in_current_span()).await {
        Ok(answer) => answer,
        // panics are answered inside; what is left is a process that ends
        Err(_) => {
            busy("系统正在重启,请稍后再试。", "The system is restarting. Please try again in a moment.")
        }
    }
}

/// The one value of a field; `Err` when it is there twice or is no text.
fn single<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, ()> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| ()),
        (Some(_), Some(_)) => Err(()),
    }
}

/// Refuses requests for another host (421) and, behind a proxy, plain HTTP: pages are sent to https, the rest 403.
///
/// `/healthz` and `/readyz` are asked by address and say nothing about anybody; they pass.
pub async fn host_guard(State(rules): State<Arc<EdgeRules>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if matches!(path, "/healthz" | "/readyz") {
        return next.run(request).await;
    }
    let field = single(request.headers(), &header::HOST);
    let line = request.uri().authority().map(|authority| authority.as_str());
    let known = |host: &str| is_our_host(&rules.public_url, host);
    let good = match (field, line) {
        (Ok(Some(host)), None) => known(host),
        (Ok(Some(host)), Some(line)) => known(host) && line.eq_ignore_ascii_case(host),
        (Ok(None), Some(line)) => known(line),
        _ => false,
    };
    if !good {
        return plain(
            StatusCode::MISDIRECTED_REQUEST,
            "此服务器不提供该域名。",
            "This server does not answer for that host name.",
        );
    }
    let plain_http = request.extensions().get::<OuterScheme>() == Some(&OuterScheme::Http);
    if rules.public_url.is_https() && plain_http {
        return to_https(&rules.public_url, &request);
    }
    next.run(request).await
}

fn is_our_host(url: &PublicUrl, host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let usual = if url.is_https() { ":443" } else { ":80" };
    let host = host.strip_suffix(usual).unwrap_or(&host);
    host == url.authority() || url.loopback_authorities().iter().any(|name| name == host)
}

fn to_https(url: &PublicUrl, request: &Request) -> Response {
    let page = matches!(*request.method(), Method::GET | Method::HEAD)
        && !["/api/", "/rest/"].iter().any(|prefix| request.uri().path().starts_with(prefix));
    let rest = request.uri().path_and_query().map_or("/", |rest| rest.as_str());
    match HeaderValue::from_str(&format!("{}{rest}", url.origin())) {
        Ok(place) if page => (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, place)]).into_response(),
        _ => plain(StatusCode::FORBIDDEN, "请使用 https 访问。", "Please use https."),
    }
}

/// Refuses a request that changes something unless our own page sent it.
pub async fn csrf_guard(State(rules): State<Arc<EdgeRules>>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || is_own_request(request.headers(), &rules.public_url.origin()) {
        return next.run(request).await;
    }
    tracing::warn!("a request from another site is refused");
    plain(
        StatusCode::FORBIDDEN,
        "该请求并非来自本站页面,已被拒绝。请返回页面刷新后重试。",
        "This request did not come from a page of this site and was refused. Go back, reload the page and try again.",
    )
}

/// `Sec-Fetch-Site` decides; without it `Origin`, without that `Referer`; nothing means no. A key in the request
/// itself is not sent by a browser on its own and passes, but never together with a cookie.
fn is_own_request(headers: &HeaderMap, origin: &str) -> bool {
    let Ok(key) = single(headers, &header::AUTHORIZATION) else { return false };
    if key.is_some_and(|key| key.get(..7).is_some_and(|kind| kind.eq_ignore_ascii_case("bearer "))) {
        return !headers.contains_key(header::COOKIE);
    }
    match single(headers, &FETCH_SITE) {
        Err(()) => return false,
        Ok(Some(site)) => return matches!(site, "same-origin" | "none"),
        Ok(None) => {}
    }
    match single(headers, &header::ORIGIN) {
        Err(()) => return false,
        Ok(Some(from)) if from != "null" => return from == origin,
        Ok(_) => {}
    }
    let Ok(Some(from)) = single(headers, &header::REFERER) else { return false };
    from.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// Takes cookies away from routes that prove who asks in another way.
pub async fn without_cookies(mut request: Request, next: Next) -> Response {
    request.headers_mut().remove(header::COOKIE);
    let mut answer = next.run(request).await;
    answer.headers_mut().remove(header::SET_COOKIE);
    answer
}

/// Holds the body to its bytes and the request to its time. Server functions and multipart know no limit of their own.
pub async fn request_limits(
    State(rules): State<Arc<EdgeRules>>,
    mut request: Request,
    next: Next,
) -> Response {
    let allowance = rules.allowance(request.uri().path());
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if announced
        .and_then(|length| length.parse::<u64>().ok())
        .is_some_and(|bytes| bytes > allowance.body_bytes as u64)
    {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "提交的内容过大。", "What was sent is too large.");
    }
    DefaultBodyLimit::max(allowance.body_bytes).apply(&mut request);
    let request = request.with_limited_body();
    match tokio::time::timeout(allowance.time, next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => {
            tracing::error!("a request took too long");
            busy(
                "处理超时,请稍后查看结果再试。",
                "This took too long. Check the result before you try again.",
            )
        }
    }
}
