//! Coming in by a letter's link: taking a seat that was offered, choosing a new password. Runs on the gate's pool.
//!
//! Invariants: a link works once and until its time; of its token only the SHA-256 is stored; who asks for a new password
//! learns nothing about who is here; a new password ends every session there was.

use super::invitations::read_email;
use super::permission::MemberRole;
use super::secret::Secret;
use super::sessions::{self, SessionToken};
use super::tries::{Caller, Meter};
use super::{SessionView, WelcomeView, password, store};
use crate::audit;
use crate::error::Result;
use crate::ids::{CompanyId, InvitationId, PersonId, ResetId};
use crate::notifications::{Message, outbox};
use crate::op::{Pools, Tx, begin_on};
use crate::rejection::{FieldProblem, Problem, Rejection};
use chrono::{DateTime, Duration, Utc};
use serde_json::json;
use sqlx::PgPool;

/// How long the link to a new password works.
const RESET_LIFETIME: Duration = Duration::minutes(30);
/// Letters within [`WINDOW`], per account and per client address (security §1, sending limits).
const ACCOUNT_LETTERS: i32 = 3;
const ADDRESS_LETTERS: i32 = 10;
const WINDOW: Duration = Duration::hours(1);

/// What a link is to be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFor {
    /// A seat on offer.
    Invitation(InvitationId),
    /// A new password.
    Reset(ResetId),
}

/// A fresh token for a letter. Made by the worker as it writes the letter, so that no table and no log ever holds it.
///
/// # Errors
/// Database errors.
pub async fn new_link(worker: &PgPool, what: LinkFor) -> Result<Secret> {
    let secret = Secret::random()?;
    let (invitation, reset) = match what {
        LinkFor::Invitation(id) => (Some(id.0), None),
        LinkFor::Reset(id) => (None, Some(id.0)),
    };
    sqlx::query!(
        "insert into accounts.link_tokens (token_hash, invitation_id, reset_id) values ($1, $2, $3)",
        secret.hash(),
        invitation,
        reset
    )
    .execute(worker)
    .await?;
    Ok(secret)
}

/// Somebody lost the password of this address. The answer and the work are the same whether anybody has it: only the
/// worker looks.
///
/// # Errors
/// `Fields` for what is no address, `TooMany`.
pub async fn forgot(pools: &Pools, now: DateTime<Utc>, email: &str, client: &str) -> Result<()> {
    let email = read_email(email).map_err(|problem| Rejection::Fields(vec![problem]))?;
    let meters =
        [(Meter::new("reset-from", client), ADDRESS_LETTERS), (Meter::new("reset", &email), ACCOUNT_LETTERS)];
    for (meter, most) in meters {
        if !meter.allows(&pools.gate, now, WINDOW, most).await? {
            return Err(Rejection::TooMany { retry_after_seconds: 3600 }.into());
        }
    }
    let id = ResetId::new();
    let mut tx = begin_on(&pools.gate, "begin").await?;
    sqlx::query!("delete from accounts.password_resets where expires_at < $1", now - Duration::days(1))
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "insert into accounts.password_resets (id, email, requested_at, expires_at) values ($1, $2, $3, $4)",
        id.0,
        email,
        now,
        now + RESET_LIFETIME
    )
    .execute(&mut *tx)
    .await?;
    let message = Message::PasswordForgotten { reset_id: id };
    outbox::enqueue_at_gate_in_tx(&mut tx, None, &message, &format!("reset:{id}")).await?;
    tx.commit().await?;
    Ok(())
}

/// A link that still works, and what for.
struct Link {
    what: Purpose,
    email: String,
    /// The person of this address, and whether he has a password.
    person: Option<(PersonId, bool)>,
    staff: bool,
}

enum Purpose {
    Seat {
        id: InvitationId,
        company: CompanyId,
        company_name: String,
        name: String,
        role: MemberRole,
        language: String,
    },
    Password {
        id: ResetId,
    },
}

impl Link {
    fn known(&self) -> bool {
        matches!(self.what, Purpose::Seat { .. }) && self.person.is_some_and(|(_, signs_in)| signs_in)
    }

    fn at_least(&self) -> usize {
        if self.staff { password::STAFF_MIN } else { password::MEMBER_MIN }
    }
}

async fn find(pools: &Pools, now: DateTime<Utc>, typed: &str) -> Result<Option<Link>> {
    let Some(secret) = Secret::from_text(typed) else { return Ok(None) };
    let row = sqlx::query!(
        r#"select i.id as "invitation?", i.company_id as "company?", c.name as "company_name?", i.name as "name?",
             i.role as "role?", i.language as "language?", r.id as "reset?", coalesce(i.email, r.email) as "email!"
           from accounts.link_tokens t
             left join accounts.invitations i on i.id = t.invitation_id and i.accepted_at is null
               and i.withdrawn_at is null and i.expires_at > $2
             left join accounts.companies c on c.id = i.company_id
             left join accounts.password_resets r on r.id = t.reset_id and r.used_at is null and r.expires_at > $2
           where t.token_hash = $1 and (c.status = 'approved' or r.id is not null)"#,
        secret.hash(),
        now
    )
    .fetch_optional(&pools.gate)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let person = store::find_credentials(&pools.gate, &row.email).await?;
    let staff = match &person {
        Some(found) => !store::list_staff_roles(&pools.gate, found.id).await?.is_empty(),
        None => false,
    };
    let seat = (row.invitation, row.company, row.company_name, row.name, row.role, row.language);
    let what = match (seat, row.reset) {
        ((Some(id), Some(company), Some(company_name), Some(name), Some(role), Some(language)), _) => {
            let role = store::member_role(&role)?;
            let (id, company) = (InvitationId(id), CompanyId(company));
            Purpose::Seat { id, company, company_name, name, role, language }
        }
        (_, Some(id)) => Purpose::Password { id: ResetId(id) },
        _ => return Ok(None),
    };
    let person = person.map(|found| (found.id, found.password_hash.is_some()));
    Ok(Some(Link { what, email: row.email, person, staff }))
}

/// What a link is good for, without using it up: mail programs look at links too. None: used, withdrawn, old or invented.
///
/// # Errors
/// Database errors.
pub async fn look(pools: &Pools, now: DateTime<Utc>, token: &str) -> Result<Option<WelcomeView>> {
    Ok(find(pools, now, token).await?.map(|link| WelcomeView {
        known: link.known(),
        at_least: link.at_least() as u32,
        seat: match link.what {
            Purpose::Seat { company_name, role, .. } => Some((company_name, role)),
            Purpose::Password { .. } => None,
        },
        email: link.email,
    }))
}

/// Uses a link: sets the password typed twice, or checks the one of somebody who signs in already, and opens a session.
///
/// # Errors
/// `LinkDead`, `Fields`; as `sessions::sign_in` for somebody who signs in already.
pub async fn enter(
    pools: &Pools,
    now: DateTime<Utc>,
    token: &str,
    (typed, again): (String, &str),
    caller: impl Into<Caller<'_>>,
) -> Result<(SessionToken, SessionView)> {
    let link = find(pools, now, token).await?.ok_or(Rejection::LinkDead)?;
    let caller = caller.into();
    if link.known() {
        sessions::recognise(pools, now, &link.email, typed, caller).await?;
        return use_up(pools, now, link, None, caller).await;
    }
    let problem = match password::problem(&typed, link.at_least()) {
        Some(problem) => Some(FieldProblem::new("password", problem)),
        None if typed != again => Some(FieldProblem::new("again", Problem::Differs)),
        None => None,
    };
    if let Some(problem) = problem {
        return Err(Rejection::Fields(vec![problem]).into());
    }
    let hash = password::hash(typed).await?;
    use_up(pools, now, link, Some(&hash), caller).await
}

async fn use_up(
    pools: &Pools,
    now: DateTime<Utc>,
    link: Link,
    hash: Option<&str>,
    caller: Caller<'_>,
) -> Result<(SessionToken, SessionView)> {
    let mut tx = begin_on(&pools.gate, "begin").await?;
    let (person, wanted) = match &link.what {
        Purpose::Seat { company, .. } => (take_seat(&mut tx, now, &link, hash).await?, Some(*company)),
        Purpose::Password { id } => {
            let used = sqlx::query!(
                "update accounts.password_resets set used_at = $2 where id = $1 and used_at is null and expires_at > $2",
                id.0,
                now
            )
            .execute(&mut *tx)
            .await?;
            let person = link.person.map(|(id, _)| id).filter(|_| used.rows_affected() == 1);
            (person.ok_or(Rejection::LinkDead)?, None)
        }
    };
    if let Some(hash) = hash {
        set_password(&mut tx, now, person, &link.email, hash).await?;
    }
    tx.commit().await?;
    sessions::open(pools, now, person, wanted, caller.session).await
}

/// Ends the offer and seats whom it was for, as a new person when nobody has the address. Who sits there already changes
/// to the seat offered.
async fn take_seat(tx: &mut Tx, now: DateTime<Utc>, link: &Link, hash: Option<&str>) -> Result<PersonId> {
    let Purpose::Seat { id, company, name, role, language, .. } = &link.what else {
        return Err(Rejection::LinkDead.into());
    };
    // of two who use the link at once, one waits here and then finds it used
    let open = sqlx::query_scalar!(
        "select id from accounts.invitations
         where id = $1 and accepted_at is null and withdrawn_at is null and expires_at > $2 for update",
        id.0,
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    open.ok_or(Rejection::LinkDead)?;
    let person = match link.person {
        Some((person, _)) => person,
        None => {
            let made = sqlx::query_scalar!(
                "insert into accounts.people (id, email, name, language, password_hash) values ($1, $2, $3, $4, $5)
                 on conflict (email) do nothing returning id",
                PersonId::new().0,
                link.email,
                name,
                language,
                hash
            )
            .fetch_optional(&mut **tx)
            .await?;
            // somebody took the address since the link was looked at: whoever it is has a password of his own
            PersonId(made.ok_or(Rejection::Stale)?)
        }
    };
    sqlx::query!(
        "update accounts.invitations set accepted_at = $2, accepted_by = $3 where id = $1",
        id.0,
        now,
        person.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into accounts.memberships (company_id, person_id, role) values ($1, $2, $3)
         on conflict (company_id, person_id) do update set role = excluded.role",
        company.0,
        person.0,
        role.as_str()
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from accounts.link_tokens where invitation_id = $1", id.0)
        .execute(&mut **tx)
        .await?;
    let detail = json!({ "role": role });
    audit::record_entry_in_tx(
        tx,
        (person, now),
        Some(*company),
        "accept_invitation",
        ("invitation", id.0),
        detail,
    )
    .await?;
    Ok(person)
}

/// Sets the password, ends every session there was and every other link to a new password.
async fn set_password(
    tx: &mut Tx,
    now: DateTime<Utc>,
    person: PersonId,
    email: &str,
    hash: &str,
) -> Result<()> {
    sqlx::query!("update accounts.people set password_hash = $2 where id = $1", person.0, hash)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from accounts.sessions where person_id = $1", person.0).execute(&mut **tx).await?;
    sqlx::query!(
        "update accounts.password_resets set used_at = $2 where email = $1 and used_at is null",
        email,
        now
    )
    .execute(&mut **tx)
    .await?;
    audit::record_entry_in_tx(tx, (person, now), None, "set_password", ("person", person.0), json!({})).await
}
