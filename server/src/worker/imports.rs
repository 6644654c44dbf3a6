//! Imports in the worker: checks, runs and undoes what people at the desk asked for, as those people.
//!
//! A server that stops gives its import back at once; one that dies loses it after two minutes. Whoever takes it then goes
//! on behind the last portion.

use crate::import::parted;
use crate::sheet::{Limits, Portions};
use chrono_tz::Tz;
use domain::catalog::import::job::ImportState;
use domain::catalog::import::jobs::{self, Claimed};
use domain::catalog::import::run::{PORTION, Run};
use domain::error::{Error, Result};
use domain::op::Pools;
use domain::rejection::{FieldProblem, FileFault, Problem, Rejection};
use std::time::Duration;
use tokio::sync::watch;

/// Looked at this often: somebody waits before his screen.
const POLL: Duration = Duration::from_secs(1);

/// Works until told to stop.
pub async fn run(pools: Pools, zone: Tz, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        match work_next(&pools, zone, &stop).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(problem) => tracing::warn!(%problem, "imports"),
        }
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Does the next thing there is to do; false when there is none.
///
/// # Errors
/// Database errors while looking; what goes wrong with an import is noted on it.
pub async fn work_next(pools: &Pools, zone: Tz, stop: &watch::Receiver<bool>) -> Result<bool> {
    let Some(claimed) = jobs::claim(pools, zone, domain::time::clock()).await? else { return Ok(false) };
    let outcome = match claimed.state {
        ImportState::Undoing => undo(&claimed, stop).await,
        state => read(&claimed, state == ImportState::Running, stop).await,
    };
    match outcome {
        Ok(true) => {}
        Ok(false) => jobs::release(&claimed).await?,
        // somebody gave it up meanwhile
        Err(Error::Rejected(Rejection::Stale)) => {}
        // the database is away: after the lease it is tried again
        Err(Error::Unavailable(what)) => tracing::warn!(import = %claimed.id, what, "an import waits"),
        Err(problem) => {
            tracing::warn!(import = %claimed.id, %problem, "an import broke off");
            let told = match problem {
                Error::Rejected(rejection) => serde_json::to_string(&rejection)?,
                _ => String::new(),
            };
            jobs::fail(pools, claimed.id, &told).await?;
        }
    }
    Ok(true)
}

/// True when all is done, false when the server stops.
async fn undo(claimed: &Claimed, stop: &watch::Receiver<bool>) -> Result<bool> {
    while jobs::undo_step(&claimed.op, claimed.id).await? {
        if *stop.borrow() {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn read(claimed: &Claimed, writes: bool, stop: &watch::Receiver<bool>) -> Result<bool> {
    let broken = |fault| Rejection::Fields(vec![FieldProblem::new("file", Problem::File(fault))]);
    let Some((bytes, name, mapping)) = jobs::load_work(&claimed.op, claimed.id).await? else {
        // it ran at a command line that is gone
        return Err(broken(FileFault::Empty).into());
    };
    let damaged = |_| broken(FileFault::Damaged);
    let mut portions = Portions::open(&bytes, &name, Limits::STAFF).map_err(damaged)?;
    let header = portions.header().to_vec();
    let mut run = match writes {
        true => Run::resume(&claimed.op, claimed.id, mapping, &header, None).await?,
        false => Run::check(&claimed.op, Some(claimed.id), mapping, &header, None).await?,
    };
    while let Some(portion) = portions.next(PORTION).map_err(damaged)? {
        let (rows, problems) = parted(portion, &header);
        run.take(&rows, &problems).await?;
        if *stop.borrow() {
            return Ok(false);
        }
    }
    run.finish().await?;
    Ok(true)
}
