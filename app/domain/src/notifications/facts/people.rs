//! What letters about seats and passwords need to know.

use super::{Recipient, recipient};
use crate::error::Result;
use crate::ids::{InvitationId, ResetId};
use chrono::{DateTime, Utc};
use sqlx::PgPool;

/// A seat on offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationFacts {
    /// Whom it is for.
    pub to: Recipient,
    /// The company's name.
    pub company: String,
    /// Who offers it.
    pub invited_by: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// The offer's facts; none when it has ended meanwhile.
///
/// # Errors
/// Database errors.
pub async fn invitation(
    worker: &PgPool,
    id: InvitationId,
    now: DateTime<Utc>,
) -> Result<Option<InvitationFacts>> {
    let row = sqlx::query!(
        "select i.email, i.language, i.expires_at, c.name as company, p.name as invited_by
         from accounts.invitations i join accounts.companies c on c.id = i.company_id join accounts.people p on p.id = i.invited_by
         where i.id = $1 and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > $2",
        id.0,
        now
    )
    .fetch_optional(worker)
    .await?;
    Ok(row.map(|r| InvitationFacts {
        to: recipient(id.0, r.email, &r.language),
        company: r.company,
        invited_by: r.invited_by,
        expires_at: r.expires_at,
    }))
}

/// Who hears of a wish for a new password; nobody when nobody has the address or the wish is too old.
///
/// # Errors
/// Database errors.
pub async fn password_reset(worker: &PgPool, id: ResetId, now: DateTime<Utc>) -> Result<Option<Recipient>> {
    let row = sqlx::query!(
        "select p.id, p.email, p.language from accounts.password_resets r join accounts.people p on p.email = r.email
         where r.id = $1 and r.used_at is null and r.expires_at > $2",
        id.0,
        now
    )
    .fetch_optional(worker)
    .await?;
    Ok(row.map(|r| recipient(r.id, r.email, &r.language)))
}
