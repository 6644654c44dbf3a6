//! The router: pages, server functions, static files, health. Layers in the order a request meets them.

use crate::config::Config;
use crate::downloads::{self, Press};
use crate::files::{self, Shelf};
use crate::http::EdgeRules;
use crate::{customers, imports, lists, price_files, rest, results};
use app::api::backend::{Backend, cookie_in};
use app::api::frame::ClientAddr;
use app::routes::App;
use app::shell::shell;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::accounts::Seat;
use domain::accounts::sessions::{self, SessionToken};
use domain::catalog::Catalog;
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use sqlx::PgPool;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What readiness looks at.
#[derive(Clone)]
pub struct Health {
    /// Any pool that reaches the database.
    pub gate: PgPool,
    /// The catalogue as searched.
    pub catalog: Catalog,
    /// Set once stopping has begun.
    pub draining: Arc<AtomicBool>,
}

/// Where the built site lies: beside the executable's target folder, or where `LEPTOS_SITE_ROOT` says.
pub fn site_root() -> PathBuf {
    if let Some(root) = std::env::var_os("LEPTOS_SITE_ROOT") {
        return PathBuf::from(root);
    }
    let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.join("site")));
    beside.unwrap_or_else(|| PathBuf::from("target/site"))
}

/// Leptos's options for a site folder and address. Files of the site go by their hashes where the build has left those beside
/// the executable; without a build there is no site, and pages are what they are without style and JavaScript.
pub fn leptos_options(site: &Path, addr: std::net::SocketAddr) -> LeptosOptions {
    let mut options =
        LeptosOptions::builder().output_name("tradecounter").site_root(site.display().to_string()).build();
    options.site_addr = addr;
    let beside = |exe: PathBuf| Some(exe.parent()?.join(options.hash_file.as_ref()));
    options.hash_files = std::env::current_exe().ok().and_then(beside).is_some_and(|hashes| hashes.is_file());
    options
}

/// What the edge holds requests to: files of lists may be larger than forms, those of whole results take longer.
pub fn edge_rules(config: &Config) -> EdgeRules {
    EdgeRules::new(config)
        .allow_upload(lists::UPLOADS, lists::UPLOAD_BYTES)
        .allow_upload(files::UPLOAD, files::UPLOAD_BYTES)
        .allow_time(results::FILES)
        .allow_upload(imports::UPLOAD, imports::UPLOAD_BYTES)
        .allow_upload(price_files::UPLOAD, price_files::UPLOAD_BYTES)
        .allow_time(price_files::READ)
        .allow_upload(customers::UPLOAD, customers::UPLOAD_BYTES)
        .allow_time(customers::CONFIRMED)
        .allow_time(customers::UNDONE)
}

/// Pages, server functions, files, papers, health; without the guards of `http`.
pub fn router(
    options: LeptosOptions,
    backend: Backend,
    health: Health,
    press: Press,
    shelf: Shelf,
) -> Router {
    let routes = generate_route_list(App);
    let context = {
        let backend = backend.clone();
        move || provide_request(&backend)
    };
    let guarded = backend.clone();
    let pages = Router::new()
        .leptos_routes_with_context(&options, routes, context, {
            let options = options.clone();
            move || shell(options.clone())
        })
        .fallback(leptos_axum::file_and_error_handler_with_context::<LeptosOptions, _>(
            move || provide_request(&backend),
            shell,
        ))
        .with_state(options)
        .layer(from_fn(unreadable_forms))
        .layer(from_fn_with_state(guarded, desk_guard))
        .layer(from_fn(without_nul));
    let operators = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(readyz))
        .with_state(health);
    operators
        .merge(downloads::router(press.clone()))
        .merge(rest::router(press.clone()))
        .merge(results::router(press.clone()))
        .merge(lists::router(press.clone()))
        .merge(imports::router(press.clone()))
        .merge(price_files::router(press.clone()))
        .merge(customers::router(press))
        .merge(files::router(shelf))
        .merge(pages)
}

fn provide_request(backend: &Backend) {
    provide_context(backend.clone());
    provide_context(app::api::backend::Asking::default());
    let parts = leptos::prelude::use_context::<axum::http::request::Parts>();
    provide_context(ClientAddr(parts.map(|parts| crate::http::client_of(&parts)).unwrap_or_default()));
}

/// An index older than this is not the catalogue any more. Longer than building a large one takes.
const INDEX_AGE: Duration = Duration::from_secs(30);

/// Ready: the database answers within a second and is no standby, its schema is this server's, the catalogue's index
/// is loaded and follows, and nobody asked us to stop.
async fn readyz(State(health): State<Health>) -> Response {
    let asked = tokio::time::timeout(Duration::from_secs(1), not_ready(&health));
    match asked.await.unwrap_or_else(|_| Some("database: no answer within a second".to_owned())) {
        None => "ready".into_response(),
        Some(reason) => (StatusCode::SERVICE_UNAVAILABLE, reason).into_response(),
    }
}

/// Why the server should get no requests now.
async fn not_ready(health: &Health) -> Option<String> {
    if health.draining.load(Ordering::Relaxed) {
        return Some("draining".to_owned());
    }
    let asked = sqlx::query_scalar::<_, bool>("select pg_is_in_recovery()").fetch_one(&health.gate);
    match asked.await {
        Ok(false) => {}
        Ok(true) => return Some("database: a standby".to_owned()),
        Err(_) => return Some("database: away".to_owned()),
    }
    match crate::boot::schema_problem(&health.gate).await {
        Ok(None) => {}
        Ok(Some(problem)) => return Some(format!("schema: {problem}")),
        Err(_) => return Some("schema: cannot be read".to_owned()),
    }
    index_problem(health.catalog.age()).map(str::to_owned)
}

fn index_problem(age: Option<Duration>) -> Option<&'static str> {
    match age {
        None => Some("catalogue index: not loaded"),
        Some(age) if age > INDEX_AGE => Some("catalogue index: behind the database"),
        Some(_) => None,
    }
}

/// How the framework puts an error into an address.
const ERROR: &[u8] = b"__err=";

/// NUL is in no text: PostgreSQL cannot keep it. An address with it is refused; forms lose it and keep the rest.
async fn without_nul(request: Request, next: Next) -> Response {
    let has_nul = |text: &str| text.contains("%00");
    if request.uri().path_and_query().is_some_and(|rest| has_nul(rest.as_str())) {
        return crate::http::plain(
            StatusCode::BAD_REQUEST,
            "这个网址无法读取。",
            "This address cannot be read.",
        );
    }
    let kind = request.headers().get(header::CONTENT_TYPE).map(|kind| kind.as_bytes()).unwrap_or_default();
    let form = request.method() == Method::POST
        && request.uri().path().starts_with("/api/")
        && !kind.starts_with(b"multipart/");
    if !form {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    // the edge has set the limit
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return crate::http::plain(
            StatusCode::PAYLOAD_TOO_LARGE,
            "提交的内容过大。",
            "What was sent is too large.",
        );
    };
    next.run(Request::from_parts(parts, Body::from(drop_nul(bytes)))).await
}

fn drop_nul(bytes: Bytes) -> Bytes {
    if !bytes.contains(&0) && !bytes.windows(3).any(|three| three == b"%00") {
        return bytes;
    }
    let mut kept = Vec::with_capacity(bytes.len());
    for byte in bytes.into_iter().filter(|byte| *byte != 0) {
        kept.push(byte);
        // looked for at the end each time: taking one out can make another
        if kept.ends_with(b"%00") {
            kept.truncate(kept.len() - 3);
        }
    }
    kept.into()
}

/// The desk is staff's: a visitor is asked to sign in, a member of a customer is refused whatever the page behind would
/// say. One layer more than the services' own permissions.
async fn desk_guard(State(backend): State<Backend>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let page = path == "/desk" || path.starts_with("/desk/");
    if !page && !path.starts_with("/api/desk_") {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let token = cookie_in(&parts, backend.session_cookie()).and_then(|c| SessionToken::from_text(&c));
    let session = match token {
        Some(token) => sessions::resolve(&backend.pools, domain::time::clock(), &token).await,
        None => Ok(None),
    };
    match session.map(|session| session.map(|s| s.seat)) {
        Ok(Some(Seat::Buyer { .. })) => crate::http::plain(
            StatusCode::FORBIDDEN,
            "此页供本公司员工使用。请从首页继续。",
            "This page is for our own staff. Please go on from the front page.",
        ),
        Ok(None) if page => {
            let here = parts.uri.path_and_query().map_or("/desk", |rest| rest.as_str());
            let next = app::i18n::format::url_component(here);
            Redirect::to(&format!("/sign-in?next={next}")).into_response()
        }
        // without the database the page behind says so
        Ok(_) | Err(_) => next.run(Request::from_parts(parts, body)).await,
    }
}

/// A form whose body could not be read has no page to go back to: the framework would lead to one with its own error in
/// the address, which no screen shows. It gets a plain sentence instead.
async fn unreadable_forms(request: Request, next: Next) -> Response {
    let page = request.headers().get(header::ACCEPT).is_some_and(|accept| {
        request.method() == Method::POST && accept.to_str().is_ok_and(|a| a.contains("text/html"))
    });
    let answer = next.run(request).await;
    if page && answer.status() == StatusCode::BAD_REQUEST {
        return crate::http::plain(
            StatusCode::BAD_REQUEST,
            "提交的内容无法读取,什么都没有保存。请返回上一页,刷新后重试。",
            "What was sent could not be read, and nothing was saved. Go back, reload the page and try again.",
        );
    }
    let place = answer.headers().get(header::LOCATION).map(|l| l.as_bytes()).unwrap_or_default();
    if page && place.windows(ERROR.len()).any(|word| word == ERROR) {
        // the refusal itself could not be kept: the database is away
        return crate::http::plain(
            StatusCode::SERVICE_UNAVAILABLE,
            "系统正忙。请返回上一页再提交一次,您填写的内容还在。",
            "Busy right now. Go back and send once more; what you typed is still there.",
        );
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_loses_its_nul_and_nothing_else() {
        for (sent, kept) in [
            ("a=1&b=%E4%B8%AD", "a=1&b=%E4%B8%AD"),
            ("a=%00x%00&b=\0", "a=x&b="),
            ("a=%%00%0000", "a="),
            ("a=%2500", "a=%2500"),
        ] {
            assert_eq!(drop_nul(Bytes::from_static(sent.as_bytes())), kept.as_bytes(), "{sent:?}");
        }
    }

    #[test]
    fn an_index_that_was_never_read_or_fell_behind_is_not_ready() {
        assert!(index_problem(None).is_some_and(|p| p.contains("not loaded")));
        assert!(index_problem(Some(INDEX_AGE * 2)).is_some_and(|p| p.contains("behind")));
        assert_eq!(index_problem(Some(Duration::from_secs(1))), None);
    }
}
