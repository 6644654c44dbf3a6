//! What every answer carries, and the few plain pages the edge answers by itself.

use super::EdgeRules;
use crate::telemetry;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{self, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use std::any::Any;
use std::sync::Arc;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, DefaultPredicate, NotForContentType, Predicate};

const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// A small page in both languages, without anything to load.
pub fn plain(status: StatusCode, zh: &str, en: &str) -> Response {
    let code = status.as_u16();
    let page = format!(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{code}</title><h1>{code}</h1><p>{zh}</p><p lang=\"en\">{en}</p>"
    );
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, NOTHING),
    ];
    (status, headers, page).into_response()
}

/// 503 with the word when to come back.
pub(super) fn busy(zh: &str, en: &str) -> Response {
    let mut answer = plain(StatusCode::SERVICE_UNAVAILABLE, zh, en);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    answer
}

/// Sets the security headers an answer has not set itself.
pub async fn security_headers(State(rules): State<Arc<EdgeRules>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut answer = next.run(request).await;
    let status = answer.status();
    let headers = answer.headers_mut();
    let mut usual = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    usual(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    usual(header::REFERRER_POLICY, "same-origin");
    usual(PERMISSIONS, "camera=(self), geolocation=(), microphone=(), payment=()");
    usual(OPENER, "same-origin");
    usual(RESOURCE, "same-origin");
    usual(header::CACHE_CONTROL, caching(&path, status));
    if rules.public_url.is_https() {
        usual(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    if !is_html(headers) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    }
    headers.remove(header::SERVER);
    headers.append(header::VARY, HeaderValue::from_static("Sec-Fetch-Site, Origin"));
    answer
}

/// Built files are kept for ever when their name changes with their content, and asked for again otherwise.
fn caching(path: &str, status: StatusCode) -> &'static str {
    let found = status.is_success() || status == StatusCode::NOT_MODIFIED;
    match path.strip_prefix("/pkg/") {
        Some(file) if found && is_hashed(file) => "public, max-age=31536000, immutable",
        Some(_) if found => "no-cache",
        _ => "no-store",
    }
}

/// Whether a part of the path is long enough to be a hash, as in `tradecounter.1Jb0kWb2yTgiQJ6Lkl3w8A.js`.
fn is_hashed(file: &str) -> bool {
    file.split(['.', '/']).any(|part| {
        part.len() >= 20
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            && part.chars().any(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
    })
}

fn is_html(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// What papers compress to: themselves.
type Compressible = And<DefaultPredicate, NotForContentType>;

/// Pages and answers shrink to a tenth for less than half a millisecond of processor time, with zstd where the browser takes it (the
/// cheapest at this size), else brotli or gzip; files of the site were compressed when they were built and pass as they are. Papers are
/// compressed inside.
///
/// No page holds a secret an attacker could guess byte by byte with a request of his own: cookies are `SameSite`, forms are
/// guarded by origin and carry no token that would prove one.
pub fn compression() -> CompressionLayer<Compressible> {
    let papers = DefaultPredicate::new().and(NotForContentType::const_new("application/"));
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(papers)
}

/// The layer that turns a panic into a 500 with an incident id.
pub fn catch_panic() -> CatchPanicLayer<fn(Box<dyn Any + Send>) -> Response> {
    CatchPanicLayer::custom(panic_page as fn(Box<dyn Any + Send>) -> Response)
}

/// The panic's message is not read: it may carry values. The hook has logged the place.
fn panic_page(_: Box<dyn Any + Send>) -> Response {
    let incident = telemetry::take_panic_incident();
    plain(
        StatusCode::INTERNAL_SERVER_ERROR,
        &format!("系统出错,请稍后再试。报修时请提供编号 {incident}。"),
        &format!("Something broke on our side. Please try again, and quote {incident} when you report it."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_found_files_with_a_hash_in_their_name_are_kept_for_ever() {
        let hashed = "/pkg/tradecounter.1Jb0kWb2yTgiQJ6Lkl3w8A.wasm";
        assert!(caching(hashed, StatusCode::OK).contains("immutable"));
        assert_eq!(caching(hashed, StatusCode::NOT_FOUND), "no-store");
        assert_eq!(caching("/pkg/tradecounter.js", StatusCode::OK), "no-cache");
        assert_eq!(caching("/orders", StatusCode::OK), "no-store");
    }
}
