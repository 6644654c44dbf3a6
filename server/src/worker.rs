//! The worker: takes letters from the outbox and sends them, at least once, each under one Message-ID.

pub mod imports;
mod wording;

use crate::mail::Mailer;
use domain::accounts::tries;
use domain::error::{Error, Result};
use domain::notifications::outbox;
use domain::op::Pools;
use sqlx::postgres::PgListener;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Looked at this often even when no notice came: a notice may be lost.
const POLL: Duration = Duration::from_secs(3);

/// Tries that count no longer are forgotten this often.
const SWEEP: Duration = Duration::from_secs(600);

/// What the worker needs.
pub struct Worker {
    /// The worker's pool is among them.
    pub pools: Pools,
    /// Where letters go.
    pub mailer: Mailer,
    /// The seller's time zone: dates in letters are his.
    pub zone: chrono_tz::Tz,
    /// Beginning of every link, without a final slash.
    pub public_url: String,
    /// Right side of every Message-ID.
    pub host: String,
}

impl Worker {
    /// Works until told to stop; the letter under way is finished first.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut listener = PgListener::connect_with(&self.pools.worker).await.ok();
        if let Some(listener) = &mut listener {
            // without notices it polls
            let _ = listener.listen("outbox").await;
        }
        let mut swept: Option<Instant> = None;
        while !*stop.borrow() {
            if swept.is_none_or(|at| at.elapsed() >= SWEEP) {
                swept = Some(Instant::now());
                self.sweep().await;
            }
            match self.send_next().await {
                Ok(false) => {}
                Ok(true) => continue,
                Err(problem) => tracing::warn!(%problem, "outbox"),
            }
            let noticed = async {
                match &mut listener {
                    Some(listener) => drop(listener.recv().await),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = noticed => {}
                () = tokio::time::sleep(POLL) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Forgets what counts no longer.
    async fn sweep(&self) {
        match tries::sweep(&self.pools.worker, domain::time::clock()).await {
            Ok(rows) => tracing::debug!(rows, "old tries forgotten"),
            Err(problem) => tracing::warn!(%problem, "old tries stay"),
        }
    }

    /// Sends the next message that is due; false when none was. One at a time: a mail server that hangs keeps no other
    /// message from another server's worker, and the worker looks up in between.
    ///
    /// # Errors
    /// Database errors; a letter that fails is put back with its cause.
    pub async fn send_next(&self) -> Result<bool> {
        let Some(one) = outbox::claim(&self.pools.worker, 1).await?.pop() else { return Ok(false) };
        match self.deliver(&one).await {
            Ok(()) => {
                outbox::mark_sent(&self.pools.worker, &one).await?;
            }
            Err((cause, permanent)) => {
                tracing::warn!(message = %one.id, attempts = one.attempts, permanent, "letter not sent");
                outbox::mark_failed(&self.pools.worker, &one, &cause, permanent).await?;
            }
        }
        Ok(true)
    }

    /// One bad address keeps nobody else from his letter; whom a try reached, the next one leaves alone.
    async fn deliver(&self, claimed: &outbox::Claimed) -> std::result::Result<(), (String, bool)> {
        let fault = |e: Error| (e.to_string(), matches!(e, Error::Rejected(_)));
        let mut reached = !claimed.told.is_empty();
        let (mut later, mut dead) = (None, None);
        for (who, letter) in self.letters(claimed).await.map_err(fault)? {
            if claimed.told.contains(&who) {
                continue;
            }
            match self.mailer.send(&letter).await {
                Ok(()) => {
                    reached = true;
                    if !outbox::mark_told(&self.pools.worker, claimed, who).await.map_err(fault)? {
                        return Err(("another sender took over".to_owned(), false));
                    }
                }
                Err(refused) if refused.is_permanent() => {
                    tracing::warn!(message = %claimed.id, %refused, "one recipient cannot be reached");
                    dead = Some(refused.to_string());
                }
                Err(refused) => later = Some(refused.to_string()),
            }
        }
        match (later, dead) {
            (Some(cause), _) => Err((cause, false)),
            (None, Some(cause)) if !reached => Err((cause, true)),
            _ => Ok(()),
        }
    }
}
