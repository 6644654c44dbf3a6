//! The accept loop. axum's own never ends a connection that sends half a head, and counts nothing.
//!
//! HTTP/1 only: without TLS no browser speaks HTTP/2, and the detection of its preface has no timeout.

use crate::config::{AddressRange, limits};
use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::collections::HashMap;
use std::future::Future;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

/// What the loop holds connections to.
#[derive(Clone, Debug)]
pub struct ServeLimits {
    /// A request head must be complete within this time; an idle connection is closed after it.
    pub head_read: Duration,
    /// Open connections.
    pub connections: usize,
    /// Open connections of one IPv4 address or IPv6 /64; a trusted proxy is exempt.
    pub per_address: usize,
    /// Requests under way may take this long after the word to stop.
    pub drain: Duration,
    /// Proxies, which connect for many.
    pub trusted_proxies: Vec<AddressRange>,
}

impl Default for ServeLimits {
    fn default() -> Self {
        Self {
            head_read: limits::HEAD_READ,
            connections: limits::CONNECTIONS,
            per_address: limits::CONNECTIONS_PER_ADDRESS,
            drain: limits::DRAIN,
            trusted_proxies: Vec::new(),
        }
    }
}

/// Open connections by address.
type Counts = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// One counted connection; dropping it counts it out.
struct Seat {
    counts: Counts,
    key: IpAddr,
}

impl Seat {
    /// A seat unless the address has used up its own.
    fn take(counts: &Counts, key: IpAddr, most: usize) -> Option<Self> {
        let mut map = counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = map.entry(key).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        Some(Self { counts: counts.clone(), key })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut map = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = map.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                map.remove(&self.key);
            }
        }
    }
}

/// One person's share of the address space: an IPv4 address or the /64 a provider hands out.
pub fn address_key(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        v4 => v4,
    }
}

/// Serves until `shutdown` is done, then lets requests under way end, at most for `limits.drain`.
///
/// Connections over a limit are closed unanswered. Answers how many had to be cut at the end.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: ServeLimits,
    shutdown: impl Future<Output = ()>,
) -> usize {
    let counts: Counts = Counts::default();
    let (stop, stopping) = watch::channel(false);
    let mut connections = JoinSet::new();
    tokio::pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors: the connection stays in the queue, so trying at once would spin.
                tracing::warn!(kind = %error.kind(), "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let proxy = limits.trusted_proxies.iter().any(|range| range.contains(peer.ip()));
        let most = if proxy { limits.connections } else { limits.per_address };
        if connections.len() >= limits.connections {
            tracing::debug!("a connection is closed: too many");
            continue;
        }
        let Some(seat) = Seat::take(&counts, address_key(peer.ip()), most) else {
            tracing::debug!("a connection is closed: too many of one address");
            continue;
        };
        let handled = handle(stream, peer, router.clone(), limits.head_read, stopping.clone());
        connections.spawn(async move {
            handled.await;
            drop(seat);
        });
    }
    drop(listener);
    // Nobody listening means that no connection is open.
    let _ = stop.send(true);
    let all = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(limits.drain, all).await;
    let cut = connections.len();
    connections.shutdown().await;
    cut
}

async fn handle(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    head_read: Duration,
    mut stopping: watch::Receiver<bool>,
) {
    // Only a matter of speed.
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head_read)
        .max_buf_size(limits::HEAD_BYTES)
        .max_headers(limits::HEAD_FIELDS);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => Some(ended),
        _ = stopping.wait_for(|stop| *stop) => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if ended.is_err() {
        // A browser that left or a head that came too slowly; the error may repeat what was sent.
        tracing::debug!("a connection ended early");
    }
}
