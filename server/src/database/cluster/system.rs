//! What the launcher asks of the operating system: users, signals, who works in a folder.
//!
//! The only unsafe code of the server lives here and beside the spawn of `postgres`, each in a function of its own.

use super::file_error;
use crate::database::DatabaseError;
use std::ffi::CString;
use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// The user PostgreSQL runs as.
#[derive(Clone, Copy, Debug)]
pub(super) struct Account {
    pub(super) uid: u32,
    gid: u32,
    /// We are root and step down; otherwise the server runs as we do.
    drops: bool,
}

impl Account {
    /// Ourselves; for root, which PostgreSQL refuses, the owner of what is there, else `postgres`, else `nobody`.
    pub(super) fn choose(data: &Path, cluster: &Path) -> Result<Self, DatabaseError> {
        if !is_root() {
            let uid = own_uid();
            let (_, gid) = lookup(Who::Id(uid)).ok_or(DatabaseError::NoAccount(uid))?;
            return Ok(Self { uid, gid, drops: false });
        }
        let owner = [cluster, data].into_iter().find_map(|path| {
            let uid = fs::metadata(path).ok()?.uid();
            (uid != 0).then_some(uid)
        });
        let who = match owner {
            Some(uid) => lookup(Who::Id(uid)).ok_or(DatabaseError::NoAccount(uid))?,
            None => lookup(Who::Name("postgres"))
                .or_else(|| lookup(Who::Name("nobody")))
                .ok_or(DatabaseError::NoAccount(0))?,
        };
        Ok(Self { uid: who.0, gid: who.1, drops: true })
    }

    /// Makes the account the owner of a path.
    pub(super) fn give(&self, path: &Path) -> Result<(), DatabaseError> {
        if self.drops {
            chown(path, Some(self.uid), Some(self.gid)).map_err(file_error(path))?;
        }
        Ok(())
    }

    /// A command that runs as the account, with nothing of our environment.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LC_ALL", "C").current_dir("/");
        if self.drops {
            // std also leaves root's supplementary groups behind.
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Refuses when a folder above is closed to the account; otherwise the spawn fails without saying which.
    pub(super) fn check_reach(&self, folder: &Path) -> Result<(), DatabaseError> {
        if !self.drops {
            return Ok(());
        }
        for above in folder.ancestors().skip(1) {
            let found = fs::metadata(above).map_err(file_error(above))?;
            let bit = match found {
                ref it if it.uid() == self.uid => 0o100,
                ref it if it.gid() == self.gid => 0o010,
                _ => 0o001,
            };
            if found.mode() & bit == 0 {
                return Err(DatabaseError::Closed { folder: above.to_owned(), uid: self.uid });
            }
        }
        Ok(())
    }
}

enum Who<'a> {
    Name(&'a str),
    Id(u32),
}

/// User and group id in the system's user database, whatever feeds it.
#[expect(unsafe_code, reason = "getpwnam_r and getpwuid_r have no safe form in std")]
fn lookup(who: Who<'_>) -> Option<(u32, u32)> {
    let mut buffer = vec![0; 16 * 1024];
    let mut entry = std::mem::MaybeUninit::<libc::passwd>::zeroed();
    let mut found = std::ptr::null_mut();
    let name = match who {
        Who::Name(name) => Some(CString::new(name).ok()?),
        Who::Id(_) => None,
    };
    // SAFETY: all pointers are valid for the call, the length is the buffer's, and `entry` is read only when the
    // call says through `found` that it filled it.
    unsafe {
        match (&name, who) {
            (Some(name), _) => libc::getpwnam_r(
                name.as_ptr(),
                entry.as_mut_ptr(),
                buffer.as_mut_ptr(),
                buffer.len(),
                &mut found,
            ),
            (None, Who::Id(uid)) => {
                libc::getpwuid_r(uid, entry.as_mut_ptr(), buffer.as_mut_ptr(), buffer.len(), &mut found)
            }
            (None, Who::Name(_)) => return None,
        };
        if found.is_null() {
            return None;
        }
        let entry = entry.assume_init();
        Some((entry.pw_uid, entry.pw_gid))
    }
}

/// The user id this process acts with.
#[expect(unsafe_code, reason = "geteuid has no safe form in std")]
pub(super) fn own_uid() -> u32 {
    // SAFETY: takes nothing and cannot fail.
    unsafe { libc::geteuid() }
}

/// Whether this process acts as root.
pub(super) fn is_root() -> bool {
    own_uid() == 0
}

/// Sends a signal; a process that is already gone is no error.
#[expect(unsafe_code, reason = "kill has no safe form in std")]
pub(super) fn signal(pid: i32, word: i32) {
    if pid > 1 {
        // SAFETY: kill touches no memory of ours; the id is that of one process, not of a group or of all.
        unsafe { libc::kill(pid, word) };
    }
}

/// Lets the kernel send SIGINT to the command's process when the thread that spawns it is gone.
#[expect(unsafe_code, reason = "pre_exec and prctl have no safe form in std")]
pub(super) fn die_with_us(command: &mut Command) {
    let parent = std::process::id();
    // SAFETY: the closure runs between fork and exec and makes two system calls only; it allocates nothing.
    unsafe {
        command.pre_exec(move || {
            if libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGINT as libc::c_ulong) != 0 {
                return Err(std::io::Error::last_os_error());
            }
            // The parent may have died before the call above.
            if libc::getppid().cast_unsigned() != parent {
                return Err(std::io::Error::from_raw_os_error(libc::ESRCH));
            }
            Ok(())
        });
    }
}

/// Whether a process is a `postgres` whose working folder is this cluster.
pub(super) fn works_in(pid: i32, cluster: &Path) -> bool {
    let folder = format!("/proc/{pid}");
    let here = fs::read_link(format!("{folder}/cwd")).is_ok_and(|cwd| cwd == cluster);
    let postgres = fs::read_link(format!("{folder}/exe"))
        .is_ok_and(|exe| exe.file_name().is_some_and(|name| name.to_string_lossy().starts_with("postgres")));
    here && postgres
}

/// Whether any process at all works in this cluster.
pub(super) fn anybody_works_in(cluster: &Path) -> bool {
    let Ok(entries) = fs::read_dir("/proc") else { return true };
    entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok())
        .any(|pid| works_in(pid, cluster))
}
