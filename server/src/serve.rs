//! `tradecounter serve`: the house open for business, until told to stop.

use crate::boot::{BootError, House};
use crate::config::{Config, Demo};
use crate::downloads::{Press, fonts_folder};
use crate::files::{self, Shelf};
use crate::http::{EdgeRules, ServeLimits, harden};
use crate::mail::Mailer;
use crate::worker::Worker;
use crate::{demo, web};
use app::api::backend::Backend;
use axum::Router;
use domain::accounts::bootstrap;
use domain::catalog::Catalog;
use sqlx::PgPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// Between "not ready" and "no longer listening", so that a balancer notices first.
const NOTICE: Duration = Duration::from_secs(5);

/// Opens the house, serves until TERM or Ctrl-C, closes it.
///
/// # Errors
/// Whatever keeps the house from opening, with the remedy.
pub async fn run(config: Config) -> Result<(), BootError> {
    let house = House::open(&config, true).await?;
    let served = open_doors(&config, &house).await;
    house.close().await;
    served
}

async fn open_doors(config: &Config, house: &House) -> Result<(), BootError> {
    if config.demo == Demo::Auto
        && house.database.is_private()
        && demo::load_once(house, &config.data).await?
    {
        tracing::info!("demo data loaded");
    }
    let is_demo = bootstrap::is_demo(&house.owner).await?;
    let catalog = domain::catalog::Catalog::load(&house.pools.worker).await?;
    let backend = Backend {
        pools: house.pools.clone(),
        catalog: catalog.clone(),
        zone: house.zone,
        secure: config.public_url.is_https(),
        demo: is_demo,
    };
    let draining = Arc::new(AtomicBool::new(false));
    let health =
        web::Health { gate: house.pools.gate.clone(), catalog: catalog.clone(), draining: draining.clone() };
    let options = web::leptos_options(&web::site_root(), config.addr);
    let press = Press::new(backend.clone(), fonts_folder(config.fonts.as_deref()));
    let shelf = Shelf::new(backend.clone(), &config.data);
    let rules = EdgeRules::new(config).allow_upload(files::UPLOAD, files::UPLOAD_BYTES);
    let router = harden(web::router(options, backend, health, press, shelf), Router::new(), rules);
    let io = |e| BootError::Io(format!("cannot listen on {} (TRADECOUNTER_ADDR)", config.addr), e);
    let listener = tokio::net::TcpListener::bind(config.addr).await.map_err(io)?;
    announce(config, is_demo);
    let (stop, stopping) = watch::channel(false);
    let worker = tokio::spawn(worker(config, house)?.run(stopping.clone()));
    let freshness = tokio::spawn(keep_fresh(catalog, house.pools.worker.clone(), stopping));
    let limits = ServeLimits { trusted_proxies: config.trusted_proxies.clone(), ..ServeLimits::default() };
    let wait = !config.addr.ip().is_loopback();
    let cut = crate::http::serve(listener, router, limits, stopped(draining, wait)).await;
    let _ = stop.send(true);
    for (part, ended) in [("worker", worker.await), ("index", freshness.await)] {
        if ended.is_err() {
            tracing::error!(part, "ended early");
        }
    }
    tracing::info!(cut, "stopped");
    Ok(())
}

fn worker(config: &Config, house: &House) -> Result<Worker, BootError> {
    let smtp = config.smtp_url.as_ref().map(|s| s.reveal());
    let mailer =
        Mailer::open(smtp, &config.data, &config.mail_from).map_err(|e| BootError::Usage(e.to_string()))?;
    let host = config.public_url.authority();
    let host = host.split(':').next().unwrap_or("localhost").to_owned();
    let public_url = config.public_url.origin();
    Ok(Worker { pools: house.pools.clone(), mailer, zone: house.zone, public_url, host })
}

/// Applies catalogue changes within a second, whoever made them.
async fn keep_fresh(catalog: Catalog, pool: PgPool, mut stopping: watch::Receiver<bool>) {
    while !*stopping.borrow() {
        if let Err(problem) = catalog.refresh_if_changed(&pool).await {
            tracing::warn!(%problem, "index not refreshed; the old one serves");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// Says where the house is and, in a demo, who can sign in. Standard output: it is for the person, not for the log.
fn announce(config: &Config, is_demo: bool) {
    println!("Tradecounter is open at {}", config.public_url.origin());
    let sign_ins = config.data.join(demo::SIGN_INS);
    if let (true, Ok(text)) = (is_demo, std::fs::read_to_string(&sign_ins)) {
        println!("Demo sign-ins (also in {}):\n{text}", sign_ins.display());
    }
}

/// Done when the process was told to stop; with a balancer in front it is told first.
async fn stopped(draining: Arc<AtomicBool>, wait: bool) {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut term) => {
            tokio::select! {
                _ = interrupt => {}
                _ = term.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
    draining.store(true, Ordering::Relaxed);
    if wait {
        tokio::time::sleep(NOTICE).await;
    }
}
