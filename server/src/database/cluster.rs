//! The private PostgreSQL server under `<data>/postgres`: made once, started, found again, stopped.
//!
//! One process of an installation owns the server; a lock on `<data>/postgres.lock`, which the kernel drops when the
//! owner dies, says which. Everybody else attaches. PostgreSQL is reached over a unix socket only and is a direct
//! child, so it never outlives its owner: the kernel sends it SIGINT when the owner's keeper thread is gone.
//!
//! Invariants: `cluster/` exists only after initdb has succeeded (a rename marks it); an unfinished folder is set
//! aside, never deleted; a process is signalled only when its working folder is this cluster.

use super::DatabaseError;
use super::secret::{self, OwnerPassword};
use sha2::{Digest, Sha256};
use std::fs::{self, File, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

mod programs;
mod system;

use programs::Programs;
use system::Account;

const TICK: Duration = Duration::from_millis(20);
const ATTACH_PATIENCE: Duration = Duration::from_secs(60);
const OWN_PATIENCE: Duration = Duration::from_secs(15);
const RETRY: Duration = Duration::from_secs(15);
const RECOVERY: Duration = Duration::from_secs(600);
const STOP: Duration = Duration::from_secs(60);
/// A unix socket's path has 107 bytes and a zero.
const SOCKET_PATH_BYTES: usize = 107;

/// How this process holds the server.
pub(super) enum Grip {
    Owned(Cluster),
    Attached,
}

/// A server this process started. Dropping it stops the server and waits.
pub(super) struct Cluster {
    stop: Option<mpsc::Sender<()>>,
    keeper: Option<JoinHandle<()>>,
    _lock: File,
}

impl Cluster {
    /// Stops the server and waits until it is gone.
    pub(super) fn stop(self) {
        drop(self);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(keeper) = self.keeper.take() {
            // A panic of the keeper has been logged by the hook; the kernel has then sent SIGINT.
            let _ = keeper.join();
        }
    }
}

/// Where things lie.
#[derive(Clone)]
struct Places {
    data: PathBuf,
    home: PathBuf,
    cluster: PathBuf,
    socket: PathBuf,
    secret: PathBuf,
}

impl Places {
    fn of(data: &Path) -> Self {
        let home = data.join("postgres");
        let near = home.join("socket");
        let socket = if near.join(".s.PGSQL.5432").as_os_str().len() <= SOCKET_PATH_BYTES {
            near
        } else {
            let name = secret::hex(&Sha256::digest(home.as_os_str().as_encoded_bytes())[..12]);
            PathBuf::from(format!("/tmp/tradecounter-{name}"))
        };
        Self {
            data: data.to_owned(),
            cluster: home.join("cluster"),
            socket,
            secret: data.join("postgres-owner.secret"),
            home,
        }
    }
}

pub(super) fn file_error(path: &Path) -> impl FnOnce(std::io::Error) -> DatabaseError {
    move |source| DatabaseError::File { path: path.to_owned(), source }
}

/// Takes hold of the private server of a data folder: starts it, or attaches when `attach` and another process owns
/// it. Blocks; answers with the owner's password and the socket folder.
pub(super) fn take(
    data: &Path,
    bin: Option<&Path>,
    attach: bool,
) -> Result<(Grip, OwnerPassword, PathBuf), DatabaseError> {
    // Root's files stay closed; the folder itself must let the server's user pass.
    let mode = if system::is_root() { 0o711 } else { 0o700 };
    fs::DirBuilder::new().recursive(true).mode(mode).create(data).map_err(file_error(data))?;
    let data = data.canonicalize().map_err(file_error(data))?;
    let places = Places::of(&data);
    let Some(lock) = own_or_attach(&places, attach)? else {
        let password = OwnerPassword::read(&places.secret)?
            .ok_or_else(|| DatabaseError::SecretMissing(places.secret.clone()))?;
        return Ok((Grip::Attached, password, places.socket));
    };
    let account = Account::choose(&places.data, &places.cluster)?;
    let programs = Programs::find(bin, &places.cluster)?;
    prepare_folders(&places, &account)?;
    stop_orphan(&places)?;
    let password = initialise(&places, &account, &programs)?;
    let cluster = launch(places.clone(), account, programs, lock)?;
    Ok((Grip::Owned(cluster), password, places.socket))
}

/// The lock of the owner, or `None` when another process owns a server that is ready.
fn own_or_attach(places: &Places, attach: bool) -> Result<Option<File>, DatabaseError> {
    let path = places.data.join("postgres.lock");
    let mut lock = fs::OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(file_error(&path))?;
    let until = Instant::now() + if attach { ATTACH_PATIENCE } else { OWN_PATIENCE };
    loop {
        match lock.try_lock() {
            Ok(()) => {
                let note = |lock: &mut File| -> std::io::Result<()> {
                    lock.set_len(0)?;
                    lock.rewind()?;
                    write!(lock, "{}", std::process::id())
                };
                note(&mut lock).map_err(file_error(&path))?;
                return Ok(Some(lock));
            }
            Err(TryLockError::Error(source)) => return Err(DatabaseError::File { path, source }),
            Err(TryLockError::WouldBlock) => {}
        }
        if attach && Notice::read(&places.cluster).is_some_and(|notice| notice.ready) {
            return Ok(None);
        }
        if Instant::now() >= until {
            let mut holder = String::new();
            let _ = lock.rewind().and_then(|()| lock.read_to_string(&mut holder));
            return Err(DatabaseError::InUse { holder });
        }
        sleep(TICK * 5);
    }
}

/// What `postmaster.pid` says.
struct Notice {
    pid: i32,
    ready: bool,
}

impl Notice {
    fn read(cluster: &Path) -> Option<Self> {
        let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        Some(Self { pid, ready: lines.nth(6).is_some_and(|state| state.trim() == "ready") })
    }
}

fn prepare_folders(places: &Places, account: &Account) -> Result<(), DatabaseError> {
    for folder in [&places.home, &places.socket] {
        match fs::DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(file_error(folder)(error));
            }
            _ => {}
        }
        let found = fs::symlink_metadata(folder).map_err(file_error(folder))?;
        let ours = found.uid() == account.uid || found.uid() == system::own_uid();
        if !found.is_dir() || !ours {
            let other = std::io::Error::other("belongs to somebody else");
            return Err(file_error(folder)(other));
        }
        account.give(folder)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(file_error(folder))?;
    }
    account.check_reach(&places.home)
}

/// Ends a server that outlived its owner. We hold the lock, so nobody owns it.
fn stop_orphan(places: &Places) -> Result<(), DatabaseError> {
    let Some(notice) = Notice::read(&places.cluster) else { return Ok(()) };
    if !system::works_in(notice.pid, &places.cluster) {
        return Ok(());
    }
    tracing::warn!(pid = notice.pid, "a private PostgreSQL without its owner is stopped");
    system::signal(notice.pid, libc::SIGINT);
    let until = Instant::now() + STOP;
    while system::works_in(notice.pid, &places.cluster) {
        if Instant::now() >= until {
            return Err(DatabaseError::Start(format!("process {} does not stop", notice.pid)));
        }
        sleep(TICK);
    }
    Ok(())
}

/// Makes the cluster unless it exists; answers with the owner's password.
fn initialise(
    places: &Places,
    account: &Account,
    programs: &Programs,
) -> Result<OwnerPassword, DatabaseError> {
    let known = OwnerPassword::read(&places.secret)?;
    if places.cluster.join("PG_VERSION").exists() {
        return known.ok_or_else(|| DatabaseError::SecretMissing(places.secret.clone()));
    }
    let password = known.map_or_else(|| OwnerPassword::create(&places.secret), Ok)?;
    let fresh = places.home.join("cluster.new");
    for left in [&fresh, &places.cluster] {
        if left.exists() {
            set_aside(places, left)?;
        }
    }
    // initdb cannot read a pipe of another user, so the password passes through a file for a moment.
    let note = places.home.join("initdb.secret");
    let _ = fs::remove_file(&note);
    let hand_over = || -> std::io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&note)?;
        file.write_all(password.reveal().as_bytes())
    };
    let made = hand_over()
        .map_err(file_error(&note))
        .and_then(|()| account.give(&note))
        .and_then(|()| programs.initdb(account, &fresh, &note));
    let _ = fs::remove_file(&note);
    made?;
    fs::rename(&fresh, &places.cluster).map_err(file_error(&places.cluster))?;
    File::open(&places.home).and_then(|home| home.sync_all()).map_err(file_error(&places.home))?;
    Ok(password)
}

fn set_aside(places: &Places, left: &Path) -> Result<(), DatabaseError> {
    let aside = (1..)
        .map(|number| places.home.join(format!("unfinished-{number}")))
        .find(|path| !path.exists())
        .ok_or(DatabaseError::Internal("no free name"))?;
    tracing::warn!(folder = %aside.display(), "an unfinished cluster is set aside");
    fs::rename(left, &aside).map_err(file_error(&aside))
}

/// Starts the server from a thread that lives as long as the server should.
fn launch(
    places: Places,
    account: Account,
    programs: Programs,
    lock: File,
) -> Result<Cluster, DatabaseError> {
    let (stop, stopped) = mpsc::channel::<()>();
    let (tell, told) = mpsc::channel();
    let keeper = std::thread::Builder::new()
        .name("postgres-keeper".to_owned())
        .spawn(move || match start(&places, &account, &programs) {
            Ok(child) => {
                let _ = tell.send(Ok(()));
                keep(child, &stopped);
            }
            Err(error) => {
                let _ = tell.send(Err(error));
            }
        })
        .map_err(file_error(Path::new("thread")))?;
    let cluster = Cluster { stop: Some(stop), keeper: Some(keeper), _lock: lock };
    told.recv().map_err(|_| DatabaseError::Internal("the keeper ended early"))??;
    Ok(cluster)
}

/// Waits for the word to stop, then stops: SIGINT cuts sessions and writes everything, SIGQUIT is the last resort.
fn keep(mut child: std::process::Child, stopped: &mpsc::Receiver<()>) {
    while let Err(mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(Duration::from_secs(1)) {
        if let Ok(Some(status)) = child.try_wait() {
            tracing::error!(%status, "the private PostgreSQL ended by itself");
            return;
        }
    }
    for (word, patience) in [(libc::SIGINT, STOP), (libc::SIGQUIT, Duration::from_secs(10))] {
        let until = Instant::now() + patience;
        // Not reaped yet, so the id cannot belong to anybody else.
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        system::signal(child.id().cast_signed(), word);
        while Instant::now() < until {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            sleep(TICK);
        }
    }
    tracing::error!("the private PostgreSQL does not stop");
}

/// Starts and waits until it is ready. A lock file of a process that has just died is tried again for a while.
fn start(
    places: &Places,
    account: &Account,
    programs: &Programs,
) -> Result<std::process::Child, DatabaseError> {
    let until = Instant::now() + RETRY;
    loop {
        let log = places.home.join("start.log");
        let output = File::create(&log).map_err(file_error(&log))?;
        let child = programs.postgres(account, &places.cluster, &places.socket, output)?;
        let status = match wait_ready(child, &places.cluster)? {
            Outcome::Ready(child) => return Ok(child),
            Outcome::Ended(status) => status,
        };
        let said = tail(&log);
        let stale = said.contains("postmaster.pid") || said.contains("shared memory block");
        if !stale || Instant::now() >= until {
            return Err(DatabaseError::Start(format!("{status}; {said}")));
        }
        // The id in the lock file may by now belong to a stranger, as after a restart of a container. Without any
        // process working in the folder the file means nothing.
        if !system::anybody_works_in(&places.cluster) {
            let _ = fs::remove_file(places.cluster.join("postmaster.pid"));
        }
        sleep(TICK * 15);
    }
}

enum Outcome {
    Ready(std::process::Child),
    Ended(std::process::ExitStatus),
}

/// Ready is what the file says *and* that our own child wrote it: a killed server leaves "ready" behind.
fn wait_ready(mut child: std::process::Child, cluster: &Path) -> Result<Outcome, DatabaseError> {
    let until = Instant::now() + RECOVERY;
    loop {
        if let Some(status) = child.try_wait().map_err(file_error(cluster))? {
            return Ok(Outcome::Ended(status));
        }
        let ours = child.id().cast_signed();
        if Notice::read(cluster).is_some_and(|notice| notice.ready && notice.pid == ours) {
            return Ok(Outcome::Ready(child));
        }
        if Instant::now() >= until {
            system::signal(ours, libc::SIGINT);
            let _ = child.wait();
            return Err(DatabaseError::Start("not ready after ten minutes".to_owned()));
        }
        sleep(TICK);
    }
}

fn tail(log: &Path) -> String {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(6)..].join(" | ")
}
