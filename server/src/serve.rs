//! `tradecounter serve`: the house open for business, until told to stop.

use crate::boot::{BootError, House, Opening};
use crate::config::{Config, Demo, limits};
use crate::downloads::{Press, fonts_folder};
use crate::files::Shelf;
use crate::http::{ServeLimits, harden};
use crate::mail::Mailer;
use crate::worker::{Worker, imports};
use crate::{demo, web};
use app::api::backend::Backend;
use axum::Router;
use domain::accounts::bootstrap;
use domain::catalog::Catalog;
use domain::pricing::book::PriceBook;
use sqlx::PgPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Between "not ready" and "no longer listening", so that a balancer notices first.
const NOTICE: Duration = Duration::from_secs(5);

/// Opens the house, serves until TERM or Ctrl-C, closes it.
///
/// # Errors
/// Whatever keeps the house from opening, with the remedy.
pub async fn run(config: Config) -> Result<(), BootError> {
    let house = House::open(&config, Opening::Serve).await?;
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
    let (stop, stopping) = watch::channel(false);
    let (catalog, prices) = (Catalog::empty(), PriceBook::default());
    let fresh =
        keep_fresh(catalog.clone(), prices.clone(), house.pools.worker.clone(), house.zone, stopping.clone());
    let freshness = tokio::spawn(fresh);
    wait_for(&catalog).await;
    let backend = Backend {
        pools: house.pools.clone(),
        catalog: catalog.clone(),
        prices,
        zone: house.zone,
        secure: config.public_url.is_https(),
        demo: is_demo,
    };
    let draining = Arc::new(AtomicBool::new(false));
    let health =
        web::Health { gate: house.pools.gate.clone(), catalog: catalog.clone(), draining: draining.clone() };
    let options = web::leptos_options(&web::site_root(), config.addr);
    if !options.hash_files {
        tracing::error!(
            "the site is not built: pages come without style and JavaScript; `make build` builds it"
        );
    }
    let press = Press::new(backend.clone(), fonts_folder(config.fonts.as_deref()));
    let shelf = Shelf::new(backend.clone(), &config.data);
    let pages = web::router(options, backend, health, press, shelf);
    let router = harden(pages, Router::new(), web::edge_rules(config));
    let io = |e| BootError::Io(format!("cannot listen on {} (TRADECOUNTER_ADDR)", config.addr), e);
    let listener = tokio::net::TcpListener::bind(config.addr).await.map_err(io)?;
    announce(config, is_demo);
    let imports = tokio::spawn(imports::run(house.pools.clone(), house.zone, stopping.clone()));
    let worker = tokio::spawn(worker(config, house)?.run(stopping));
    let limits = ServeLimits { trusted_proxies: config.trusted_proxies.clone(), ..ServeLimits::default() };
    let wait = !config.addr.ip().is_loopback();
    let cut = crate::http::serve(listener, router, limits, stopped(draining, wait)).await;
    let _ = stop.send(true);
    for (part, task) in [("worker", worker), ("imports", imports), ("index", freshness)] {
        let_end(part, task, limits::WORKER_END).await;
    }
    tracing::info!(cut, "stopped");
    Ok(())
}

/// Lets a part of the process finish what it is at; what takes too long is left: its lease ends by itself.
async fn let_end(part: &'static str, mut task: JoinHandle<()>, most: Duration) {
    match tokio::time::timeout(most, &mut task).await {
        Ok(Ok(())) => {}
        Ok(Err(_)) => tracing::error!(part, "ended early"),
        Err(_) => {
            tracing::warn!(part, "did not end in time");
            task.abort();
        }
    }
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

/// How often change notices are looked for: what is edited is found well within a second.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// A catalogue that takes longer than this to load is announced by `/readyz`; the doors open meanwhile.
const LOAD_FIRST: Duration = Duration::from_secs(3);

async fn wait_for(catalog: &Catalog) {
    let loaded = async {
        while catalog.age().is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    if tokio::time::timeout(LOAD_FIRST, loaded).await.is_err() {
        tracing::info!("the catalogue is still being loaded; /readyz says when it is there");
    }
}

/// Takes over changes of catalogue and prices, whoever made them, and builds the index anew beside the old one when it is
/// time.
async fn keep_fresh(
    catalog: Catalog,
    prices: PriceBook,
    pool: PgPool,
    zone: chrono_tz::Tz,
    mut stopping: watch::Receiver<bool>,
) {
    while !*stopping.borrow() {
        if let Err(problem) = catalog.refresh_if_changed(&pool).await {
            tracing::warn!(%problem, "index not refreshed; the old one serves");
        }
        if let Err(problem) = prices.refresh_if_changed(&pool).await {
            tracing::warn!(%problem, "price book not refreshed; the old one serves");
        }
        if let Ok(snapshot) = catalog.loaded()
            && let Err(problem) =
                prices.align(&snapshot, domain::time::day_at(domain::time::clock(), zone)).await
        {
            tracing::warn!(%problem, "price sheet not made; each price is looked up by itself");
        }
        if catalog.wants_rebuild() {
            let (catalog, pool) = (catalog.clone(), pool.clone());
            tokio::spawn(async move {
                if let Err(problem) = catalog.rebuild(&pool).await {
                    tracing::warn!(%problem, "index not built anew; the old one serves");
                }
            });
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_part_that_hangs_keeps_the_house_from_closing_only_so_long() {
        let hanging = tokio::spawn(std::future::pending());
        let begun = std::time::Instant::now();
        let_end("worker", hanging, Duration::from_millis(20)).await;
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}
