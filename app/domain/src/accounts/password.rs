//! Passwords: Argon2id, two at once at most, one time for known and unknown accounts.

use crate::error::{Error, Result};
use crate::rejection::Problem;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::LazyLock;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Shortest password of a customer's member, in characters.
pub const MEMBER_MIN: usize = 10;
/// Shortest password of the house's own people.
pub const STAFF_MIN: usize = 14;
/// Longest password.
pub const MAX: usize = 128;

/// What is wrong with a new password's length, counted in characters; nothing else is asked of it.
pub fn problem(typed: &str, at_least: usize) -> Option<Problem> {
    match typed.chars().count() {
        0 => Some(Problem::Missing),
        length if length < at_least => Some(Problem::TooShort { min: at_least as u32 }),
        length if length > MAX => Some(Problem::TooLong { max: MAX as u32 }),
        _ => None,
    }
}

/// Hashing is bounded by cores; some wait in line, the rest is sent away.
static SLOTS: Semaphore = Semaphore::const_new(2);
/// Those hashing and those in line.
static LINE: Semaphore = Semaphore::const_new(2 + 32);

/// A place in the line, then a slot.
async fn slot() -> Result<(SemaphorePermit<'static>, SemaphorePermit<'static>)> {
    let place = LINE.try_acquire().map_err(|_| Error::Unavailable("password line".into()))?;
    let slot = SLOTS.acquire().await.map_err(|_| Error::Unavailable("password slots".into()))?;
    Ok((place, slot))
}

/// Verified when the account does not exist, so that the answer takes the same time.
static DUMMY: LazyLock<String> = LazyLock::new(|| hash_now("no such account").unwrap_or_default());

fn hash_now(password: &str) -> Result<String> {
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|_| Error::Internal("no system randomness".into()))?;
    // the crate's default is the OWASP setting: Argon2id v19, m = 19456 KiB, t = 2, p = 1
    let hash: argon2::password_hash::phc::PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| Error::Internal("argon2".into()))?;
    Ok(hash.to_string())
}

/// Hashes a password for storage (PHC string).
///
/// # Errors
/// `Unavailable` when too many wait; `Internal` without system randomness.
pub async fn hash(password: String) -> Result<String> {
    let _slot = slot().await?;
    tokio::task::spawn_blocking(move || hash_now(&password))
        .await
        .map_err(|_| Error::Internal("argon2 task".into()))?
}

/// Compares a typed password with the stored hash; without a hash it takes the same time and says no.
///
/// # Errors
/// As [`hash`].
pub async fn verify(password: String, stored: Option<String>) -> Result<bool> {
    let _slot = slot().await?;
    let checked = tokio::task::spawn_blocking(move || {
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| DUMMY.clone());
        let fits = PasswordHash::new(&text)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        known && fits
    });
    checked.await.map_err(|_| Error::Internal("argon2 task".into()))
}
