//! The router: pages, server functions, static files, health. Layers in the order a request meets them.

use crate::downloads::{self, Press};
use app::api::backend::Backend;
use app::api::frame::ClientAddr;
use app::routes::App;
use app::shell::shell;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use sqlx::PgPool;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What readiness looks at.
#[derive(Clone)]
pub struct Health {
    /// Any pool that reaches the database.
    pub gate: PgPool,
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

/// Leptos's options for a site folder and address.
pub fn leptos_options(site: &Path, addr: std::net::SocketAddr) -> LeptosOptions {
    let mut options =
        LeptosOptions::builder().output_name("tradecounter").site_root(site.display().to_string()).build();
    options.site_addr = addr;
    options.hash_files = true;
    options
}

/// Pages, server functions, files, papers, health; without the guards of `http`.
pub fn router(options: LeptosOptions, backend: Backend, health: Health, press: Press) -> Router {
    let routes = generate_route_list(App);
    let context = {
        let backend = backend.clone();
        move || provide_request(&backend)
    };
    let pages = Router::new()
        .leptos_routes_with_context(&options, routes, context, {
            let options = options.clone();
            move || shell(options.clone())
        })
        .fallback(leptos_axum::file_and_error_handler_with_context::<LeptosOptions, _>(
            move || provide_request(&backend),
            shell,
        ))
        .with_state(options);
    let operators = Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(readyz))
        .with_state(health);
    operators.merge(downloads::router(press)).merge(pages)
}

fn provide_request(backend: &Backend) {
    provide_context(backend.clone());
    let parts = leptos::prelude::use_context::<axum::http::request::Parts>();
    let client = parts.and_then(|p| p.extensions.get::<crate::http::ClientAddr>().map(|c| c.0.to_string()));
    provide_context(ClientAddr(client.unwrap_or_default()));
}

/// Ready: the database answers within a second, is no standby, and nobody asked us to stop.
async fn readyz(State(health): State<Health>) -> Response {
    if health.draining.load(Ordering::Relaxed) {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining").into_response();
    }
    let asked = sqlx::query_scalar::<_, bool>("select pg_is_in_recovery()").fetch_one(&health.gate);
    match tokio::time::timeout(std::time::Duration::from_secs(1), asked).await {
        Ok(Ok(false)) => "ready".into_response(),
        Ok(Ok(true)) => (StatusCode::SERVICE_UNAVAILABLE, "database is a standby").into_response(),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "database").into_response(),
    }
}
