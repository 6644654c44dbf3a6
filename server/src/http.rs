//! The outer edge: what a request must look like before a route sees it and what every answer carries.
//!
//! `serve` owns sockets (`accept`), `guards` the checks of a request, `answers` the headers and plain pages. Refuses
//! to know routes, sessions and the shop. The content security policy of pages is set by the app's shell.
//!
//! Invariants: a route that reads a cookie lies behind `csrf_guard`; one that does not never sees a cookie. The
//! client's address and the outer scheme come from `ClientAddr` and `OuterScheme`, never from a header.

mod accept;
mod answers;
mod guards;

pub use accept::{ServeLimits, address_key, serve};
pub use answers::{catch_panic, compression, plain, security_headers};
pub use guards::{
    ClientAddr, OuterScheme, RequestId, client_addr, client_of, csrf_guard, host_guard, in_flight, own_task,
    request_limits, request_span, resolve_client, resolve_peer, without_cookies,
};

use crate::config::{AddressRange, Config, PublicUrl, limits};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Body and time of the routes under one path.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// Beginning of the path, with its final slash where a whole folder is meant.
    pub prefix: &'static str,
    /// Bytes of a body.
    pub body_bytes: usize,
    /// Time until the answer's head.
    pub time: Duration,
}

/// Forms with a row for each of many lines, and pasted texts.
const LINES: [&str; 9] = [
    "/api/add_to_cart",
    "/api/change_cart",
    "/api/place_order",
    "/api/desk_change_cart",
    "/api/desk_place_order",
    "/api/paste_order",
    "/api/desk_paste_order",
    "/api/desk_ship",
    "/api/desk_issue_invoice",
];

/// Forms whose answer a stranger may have to wait for, up to a minute, after others failed.
const WAITS: [&str; 2] = ["/api/sign_in", "/api/welcome"];

/// What the edge holds requests to.
#[derive(Clone, Debug)]
pub struct EdgeRules {
    /// Where people reach the shop.
    pub public_url: PublicUrl,
    /// Peers whose forwarding fields are believed.
    pub trusted_proxies: Vec<AddressRange>,
    /// Body and time where no allowance matches.
    pub usual: Allowance,
    /// Routes with limits of their own, such as uploads; the first match counts.
    pub allowances: Vec<Allowance>,
    /// Requests worked on at the same time.
    pub in_flight: Arc<Semaphore>,
}

impl EdgeRules {
    /// The rules of an installation with the limits of every server.
    pub fn new(config: &Config) -> Self {
        Self {
            public_url: config.public_url.clone(),
            trusted_proxies: config.trusted_proxies.clone(),
            usual: Allowance { prefix: "/", body_bytes: limits::BODY_BYTES, time: limits::REQUEST },
            allowances: [
                LINES.map(|prefix| (prefix, limits::LINES_BYTES, limits::REQUEST)).as_slice(),
                WAITS.map(|prefix| (prefix, limits::BODY_BYTES, limits::UPLOAD)).as_slice(),
            ]
            .concat()
            .into_iter()
            .map(|(prefix, body_bytes, time)| Allowance { prefix, body_bytes, time })
            .collect(),
            in_flight: Arc::new(Semaphore::new(limits::IN_FLIGHT)),
        }
    }

    /// Allows a larger body and `limits::UPLOAD` under a path.
    pub fn allow_upload(mut self, prefix: &'static str, body_bytes: usize) -> Self {
        self.allowances.push(Allowance { prefix, body_bytes, time: limits::UPLOAD });
        self
    }

    /// Allows `limits::UPLOAD` under a path.
    pub fn allow_time(self, prefix: &'static str) -> Self {
        self.allow_upload(prefix, limits::BODY_BYTES)
    }

    fn allowance(&self, path: &str) -> &Allowance {
        self.allowances.iter().find(|one| path.starts_with(one.prefix)).unwrap_or(&self.usual)
    }
}

/// Puts all layers around the routes, in the order that makes them hold.
///
/// `pages` are reached by browsers with cookies. `machines` (carrier pushes, payment notices) prove who they are in
/// the request itself: no form guard, and no cookie reaches them. `pages` has the fallback, guarded like its routes;
/// `machines` has none.
pub fn harden(pages: Router, machines: Router, rules: EdgeRules) -> Router {
    let rules = Arc::new(rules);
    let pages = pages.layer(from_fn_with_state(rules.clone(), csrf_guard)).layer(compression());
    let machines = machines.layer(from_fn(without_cookies));
    // The last is the outermost: headers and the request id stand on refusals and panics, too.
    pages
        .merge(machines)
        .layer(catch_panic())
        .layer(from_fn(own_task))
        .layer(from_fn_with_state(rules.clone(), request_limits))
        .layer(from_fn_with_state(rules.clone(), host_guard))
        .layer(from_fn_with_state(rules.clone(), in_flight))
        .layer(catch_panic())
        .layer(from_fn_with_state(rules.clone(), security_headers))
        .layer(from_fn(request_span))
        .layer(from_fn_with_state(rules, client_addr))
}
