//! The PostgreSQL programs on this machine and how the private server runs them.
//!
//! Owns which version is taken and every setting of the server. Settings are given on the command line at each
//! start, so a new release changes them without touching the cluster.

use super::file_error;
use super::system::{Account, die_with_us};
use crate::database::{DatabaseError, OWNER};
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Views that keep row policies (`security_invoker`) need 15.
const OLDEST: u32 = 15;

/// Each is `name=value`. Errors in the server's log carry no values: terse, no statement, no parameters.
const SETTINGS: [&str; 32] = [
    "listen_addresses=",
    "port=5432",
    "unix_socket_permissions=0700",
    "max_connections=60",
    "shared_buffers=64MB",
    "fsync=on",
    "full_page_writes=on",
    "synchronous_commit=on",
    "max_wal_size=1GB",
    "max_slot_wal_keep_size=4GB",
    "temp_file_limit=2GB",
    "client_connection_check_interval=2s",
    "password_encryption=scram-sha-256",
    "timezone=UTC",
    "log_timezone=UTC",
    "lc_messages=C",
    "jit=off",
    "logging_collector=on",
    "log_destination=stderr",
    "log_directory=log",
    "log_filename=postgresql-%a.log",
    "log_file_mode=0600",
    "log_rotation_age=1d",
    "log_rotation_size=0",
    "log_truncate_on_rotation=on",
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
    "log_statement=none",
    "log_min_duration_statement=-1",
    "log_checkpoints=off",
];

/// A folder with `initdb` and `postgres`.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    bin: PathBuf,
}

impl Programs {
    /// The version of an existing cluster, else the newest; from the folder told, else from the usual places.
    pub(super) fn find(told: Option<&Path>, cluster: &Path) -> Result<Self, DatabaseError> {
        let places = told.map_or_else(usual_places, |bin| vec![bin.to_owned()]);
        let mut found: Vec<(u32, PathBuf)> =
            places.into_iter().filter_map(|bin| Some((major(&bin)?, bin))).collect();
        found.sort();
        let existing: Option<u32> =
            fs::read_to_string(cluster.join("PG_VERSION")).ok().and_then(|text| text.trim().parse().ok());
        let chosen = match existing {
            Some(version) => found.iter().find(|(major, _)| *major == version),
            None => found.last().filter(|(major, _)| *major >= OLDEST),
        };
        match (chosen, existing) {
            (Some((_, bin)), _) => Ok(Self { bin: bin.clone() }),
            (None, Some(version)) => {
                let there: Vec<u32> = found.iter().map(|(major, _)| *major).collect();
                Err(DatabaseError::NoPostgres(format!(
                    "the data was made by version {version}, this machine has {there:?}"
                )))
            }
            (None, None) => Err(DatabaseError::NoPostgres(format!("version {OLDEST} or newer is needed"))),
        }
    }

    /// Makes a cluster. C.UTF-8 rather than C, so that trigrams of Chinese words work.
    pub(super) fn initdb(
        &self,
        account: &Account,
        cluster: &Path,
        password_file: &Path,
    ) -> Result<(), DatabaseError> {
        let program = self.bin.join("initdb");
        let output = account
            .command(&program)
            .args(["-U", OWNER, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"])
            .arg("--pwfile")
            .arg(password_file)
            .arg("-D")
            .arg(cluster)
            .stdin(Stdio::null())
            .output()
            .map_err(file_error(&program))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(DatabaseError::Init(said.trim().replace('\n', " | ")))
    }

    /// Starts the server as a direct child in a process group of its own, so that Ctrl-C reaches only us.
    pub(super) fn postgres(
        &self,
        account: &Account,
        cluster: &Path,
        socket: &Path,
        output: File,
    ) -> Result<Child, DatabaseError> {
        let program = self.bin.join("postgres");
        let mut command = account.command(&program);
        command.arg("-D").arg(cluster);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.arg("-c").arg(format!("unix_socket_directories=\"{}\"", socket.display()));
        let also = output.try_clone().map_err(file_error(&program))?;
        command.stdin(Stdio::null()).stdout(also).stderr(output).process_group(0);
        die_with_us(&mut command);
        command.spawn().map_err(file_error(&program))
    }
}

fn usual_places() -> Vec<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian.map(|entry| entry.path().join("bin")).chain(std::env::split_paths(&path)).collect()
}

/// The major version of `postgres` in a folder that also has `initdb`.
fn major(bin: &Path) -> Option<u32> {
    if !bin.join("initdb").is_file() {
        return None;
    }
    let output = Command::new(bin.join("postgres")).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let version = text.split_once("(PostgreSQL) ")?.1;
    version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
