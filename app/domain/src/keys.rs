//! Exactly-once: the operation key a form carries, and the document numbers people see.

use crate::error::Result;
use crate::ids::{AttemptKey, CompanyId};
use crate::op::{OpContext, Tx};
use crate::rejection::Rejection;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The scope of keys of writes that no company is the owner of, such as creating one.
pub const HOUSE: CompanyId = CompanyId(Uuid::nil());

/// What is known about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Nobody used it: this transaction owns it now.
    Fresh,
    /// Its write was done.
    Done {
        /// What it made.
        result_id: Uuid,
        /// Whether it meant the same.
        same_meaning: bool,
    },
    /// Its write was refused for good.
    Rejected(Rejection),
}

/// SHA-256 over the canonical meaning of an operation, led by a version byte.
pub fn fingerprint(meaning: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update([1u8]);
    hash.update(meaning.as_bytes());
    hash.finalize().to_vec()
}

/// Takes the key, or says what it did before. A concurrent duplicate waits here for the first to finish.
///
/// # Errors
/// `Unavailable` when the first one takes longer than the lock timeout.
pub async fn take_in_tx(
    tx: &mut Tx,
    company: CompanyId,
    operation: &str,
    key: AttemptKey,
    print: &[u8],
) -> Result<KeyState> {
    let fresh = sqlx::query_scalar!(
        "insert into app.operation_keys (company_id, operation, key, fingerprint) values ($1, $2, $3, $4)
         on conflict do nothing returning key",
        company.0,
        operation,
        key.0,
        print
    )
    .fetch_optional(&mut **tx)
    .await?;
    if fresh.is_some() {
        return Ok(KeyState::Fresh);
    }
    let row = sqlx::query!(
        "select fingerprint, result_id, rejection from app.operation_keys where company_id = $1 and operation = $2 and key = $3",
        company.0,
        operation,
        key.0
    )
    .fetch_one(&mut **tx)
    .await?;
    match (row.result_id, row.rejection) {
        (Some(result_id), _) => Ok(KeyState::Done { result_id, same_meaning: row.fingerprint == print }),
        (None, Some(rejection)) => Ok(KeyState::Rejected(serde_json::from_value(rejection)?)),
        (None, None) => Ok(KeyState::Rejected(Rejection::Stale)),
    }
}

/// Writes what the key made, in the transaction that made it.
///
/// # Errors
/// Database errors.
pub async fn answer_in_tx(
    tx: &mut Tx,
    company: CompanyId,
    operation: &str,
    key: AttemptKey,
    result_id: Uuid,
) -> Result<()> {
    sqlx::query!(
        "update app.operation_keys set result_id = $4 where company_id = $1 and operation = $2 and key = $3",
        company.0,
        operation,
        key.0,
        result_id
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes a final refusal under the key, in a transaction of its own. When somebody was faster, his answer stands.
///
/// # Errors
/// Database errors.
pub async fn reject_in_tx(
    tx: &mut Tx,
    company: CompanyId,
    operation: &str,
    key: AttemptKey,
    print: &[u8],
    rejection: &Rejection,
) -> Result<()> {
    sqlx::query!(
        "insert into app.operation_keys (company_id, operation, key, fingerprint, state, rejection)
         values ($1, $2, $3, $4, 'rejected', $5) on conflict do nothing",
        company.0,
        operation,
        key.0,
        print,
        serde_json::to_value(rejection)?
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes the key of the form that asks, first thing in the transaction of its write. None: go on, and say with
/// [`made_in_tx`] what was made. Some: this form did it before, and this is what it made.
///
/// # Errors
/// `Stale` when the key did something else before; `Unavailable` as [`take_in_tx`].
pub async fn once_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    operation: &str,
    meaning: &str,
) -> Result<Option<Uuid>> {
    let Some(key) = op.attempt else { return Ok(None) };
    match take_in_tx(tx, company, operation, key, &fingerprint(meaning)).await? {
        KeyState::Fresh => Ok(None),
        KeyState::Done { result_id, same_meaning: true } => Ok(Some(result_id)),
        KeyState::Done { same_meaning: false, .. } => Err(Rejection::Stale.into()),
        KeyState::Rejected(rejection) => Err(rejection.into()),
    }
}

/// Writes what the form made, for its next click to find.
///
/// # Errors
/// Database errors.
pub async fn made_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    operation: &str,
    made: Uuid,
) -> Result<()> {
    match op.attempt {
        Some(key) => answer_in_tx(tx, company, operation, key, made).await,
        None => Ok(()),
    }
}

/// The next number of a kind of document, such as `SO-26-482915`: a permutation of the year's counter under a secret only
/// the database knows, so that numbers do not tell how much we sell.
///
/// # Errors
/// Database errors.
pub async fn next_number_in_tx(tx: &mut Tx, kind: &str, year: i32) -> Result<String> {
    let n = sqlx::query_scalar!(r#"select app.next_number($1, $2) as "n!""#, kind, year)
        .fetch_one(&mut **tx)
        .await?;
    Ok(format!("{kind}-{:02}-{n}", year.rem_euclid(100)))
}
