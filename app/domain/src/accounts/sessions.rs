//! Signing in and the server-side session: a random token in the browser, its SHA-256 in the table.

use super::permission::{Actor, MemberRole, StaffRole};
use super::secret::Secret;
use super::tries::{self, Caller, Meter};
use super::{CompanyBrief, Seat, SessionView, password, store};
use crate::error::Result;
use crate::ids::{CompanyId, PersonId};
use crate::op::Pools;
use crate::rejection::Rejection;
use chrono::{DateTime, Duration, Utc};

/// Lifetimes (security §1): idle and absolute.
const BUYER_IDLE: Duration = Duration::days(14);
const BUYER_ABSOLUTE: Duration = Duration::days(30);
const STAFF_IDLE: Duration = Duration::minutes(60);
const STAFF_ABSOLUTE: Duration = Duration::hours(12);
/// Failures allowed within [`WINDOW`], per client address and per known browser.
const ADDRESS_TRIES: i32 = 30;
const BROWSER_TRIES: i32 = 20;
const WINDOW: Duration = Duration::minutes(15);
/// Longest e-mail address there is.
const EMAIL_MAX: usize = 254;
/// Written at most this often, so that reading pages does not write rows.
const TOUCH_EVERY: Duration = Duration::minutes(1);

/// What the cookie holds.
pub type SessionToken = Secret;

/// Checks e-mail and password and opens a session. Failures of an address are counted and refused beyond a number, those
/// on an account make strangers wait.
///
/// # Errors
/// `WrongCredentials` for unknown, wrong and passwordless accounts alike; `TooMany` when the address's tries ran out;
/// `Forbidden` when the person is neither staff nor member of an approved company.
pub async fn sign_in(
    pools: &Pools,
    now: DateTime<Utc>,
    email: &str,
    typed: String,
    caller: impl Into<Caller<'_>>,
) -> Result<(SessionToken, SessionView)> {
    let caller = caller.into();
    let person = recognise(pools, now, email, typed, caller).await?;
    open(pools, now, person, None, caller.session).await
}

/// Whose e-mail and password these are. Failures count.
pub(super) async fn recognise(
    pools: &Pools,
    now: DateTime<Utc>,
    email: &str,
    typed: String,
    caller: Caller<'_>,
) -> Result<PersonId> {
    let email = email.trim().to_lowercase();
    let counted = count_try(pools, now, &email, caller).await?;
    let found = store::find_credentials(&pools.gate, &email).await?;
    let stored = found.as_ref().and_then(|row| row.password_hash.clone());
    if !password::verify(typed, stored).await? {
        return Err(Rejection::WrongCredentials.into());
    }
    for meter in counted {
        meter.give_back(&pools.gate, now).await?;
    }
    found.map(|row| row.id).ok_or(Rejection::WrongCredentials.into())
}

/// Counts the try, of a known browser on its own, else of the address and the account; lets a stranger wait.
async fn count_try(pools: &Pools, now: DateTime<Utc>, email: &str, caller: Caller<'_>) -> Result<Vec<Meter>> {
    let gate = &pools.gate;
    if let Some(browser) = caller.browser
        && email.len() <= EMAIL_MAX
        && tries::is_known(gate, now, browser, email).await?
    {
        let own = Meter::new("browser", browser.reveal());
        if own.allows(gate, now, WINDOW, BROWSER_TRIES).await? {
            return Ok(vec![own]);
        }
    }
    let (address, account) = (Meter::new("address", caller.address), Meter::new("account", email));
    if !address.allows(gate, now, WINDOW, ADDRESS_TRIES).await? {
        return Err(Rejection::TooMany { retry_after_seconds: 60 }.into());
    }
    // nobody has such an address, so there is no account to guard and nothing to compare
    if email.len() > EMAIL_MAX {
        return Err(Rejection::WrongCredentials.into());
    }
    let failures = account.count(gate, now, WINDOW).await? - 1;
    tries::wait(failures).await?;
    Ok(vec![address, account])
}

/// Opens a session, for the wanted company where he sits in it. The one before ends in the same statement.
pub(super) async fn open(
    pools: &Pools,
    now: DateTime<Utc>,
    person: PersonId,
    wanted: Option<CompanyId>,
    before: Option<&SessionToken>,
) -> Result<(SessionToken, SessionView)> {
    let token = SessionToken::random()?;
    let view = seat_of(pools, person, wanted).await?.ok_or(Rejection::Forbidden)?;
    let (kind, company, absolute) = match &view.seat {
        Seat::Buyer { company, .. } => ("buyer", Some(company.id), BUYER_ABSOLUTE),
        Seat::Staff { .. } => ("staff", None, STAFF_ABSOLUTE),
    };
    let times = (now, now + absolute);
    let before = before.map(SessionToken::hash);
    store::insert_session(&pools.gate, &token.hash(), (person, kind, company), times, before.as_deref())
        .await?;
    Ok((token, view))
}

async fn seat_of(pools: &Pools, person: PersonId, wanted: Option<CompanyId>) -> Result<Option<SessionView>> {
    let Some(name) = store::find_person_name(&pools.gate, person).await? else { return Ok(None) };
    let roles = store::list_staff_roles(&pools.gate, person).await?;
    let seats = store::list_memberships(&pools.gate, person).await?;
    Ok(seated(person, name, roles, seats, wanted))
}

/// What a person may sit as: staff when he has a staff role, else a member of the wanted or the first company.
fn seated(
    person: PersonId,
    name: String,
    roles: Vec<StaffRole>,
    mut seats: Vec<(CompanyBrief, MemberRole)>,
    wanted: Option<CompanyId>,
) -> Option<SessionView> {
    if !roles.is_empty() {
        return Some(SessionView { person, name, seat: Seat::Staff { roles }, cart_lines: 0 });
    }
    let at = match wanted {
        Some(id) => seats.iter().position(|(c, _)| c.id == id)?,
        None if seats.is_empty() => return None,
        None => 0,
    };
    let (company, role) = seats.remove(at);
    let others = seats.into_iter().map(|(c, _)| c).collect();
    Some(SessionView { person, name, seat: Seat::Buyer { company, role, others }, cart_lines: 0 })
}

/// Who a token belongs to, if it is alive: not idle too long, not past its end, its person still seated.
///
/// # Errors
/// Database errors only; a dead or foreign token is `None`.
pub async fn resolve(pools: &Pools, now: DateTime<Utc>, token: &SessionToken) -> Result<Option<SessionView>> {
    let Some(row) = store::find_session(&pools.gate, &token.hash()).await? else { return Ok(None) };
    let idle = if row.kind == "staff" { STAFF_IDLE } else { BUYER_IDLE };
    if now >= row.expires_at || now >= row.last_seen_at + idle {
        store::delete_session(&pools.gate, &token.hash()).await?;
        return Ok(None);
    }
    if now - row.last_seen_at > TOUCH_EVERY {
        store::touch_session(&pools.gate, &token.hash(), now).await?;
    }
    let seated = seated(row.person, row.name, row.roles, row.seats, row.company_id.map(CompanyId));
    Ok(seated.map(|view| SessionView { cart_lines: row.cart_lines, ..view }))
}

/// Who a member of staff is now, for work he asked for earlier; a visitor when he is none any more.
///
/// # Errors
/// Database errors.
pub async fn staff_actor(pools: &Pools, person: PersonId) -> Result<Actor> {
    let roles = store::list_staff_roles(&pools.gate, person).await?;
    Ok(if roles.is_empty() { Actor::Visitor } else { Actor::Staff { person, roles } })
}

/// Acts for another of the person's companies under a new token; the old one dies.
///
/// # Errors
/// `NotFound` when the person is no member of it, `SignedOut` for a dead token.
pub async fn switch_company(
    pools: &Pools,
    now: DateTime<Utc>,
    token: &SessionToken,
    to: CompanyId,
) -> Result<(SessionToken, SessionView)> {
    let session = resolve(pools, now, token).await?.ok_or(Rejection::SignedOut)?;
    let Seat::Buyer { company, others, .. } = &session.seat else { return Err(Rejection::NotFound.into()) };
    if company.id != to && !others.iter().any(|c| c.id == to) {
        return Err(Rejection::NotFound.into());
    }
    open(pools, now, session.person, Some(to), Some(token)).await
}

/// Ends one session.
///
/// # Errors
/// Database errors.
pub async fn sign_out(pools: &Pools, token: &SessionToken) -> Result<()> {
    store::delete_session(&pools.gate, &token.hash()).await
}

/// Ends every session of the token's person.
///
/// # Errors
/// Database errors.
pub async fn sign_out_everywhere(pools: &Pools, now: DateTime<Utc>, token: &SessionToken) -> Result<()> {
    if let Some(session) = resolve(pools, now, token).await? {
        store::delete_sessions_of(&pools.gate, session.person).await?;
    }
    Ok(())
}

/// The actor and company a session stands for.
pub fn actor_of(session: Option<&SessionView>) -> (Actor, Option<CompanyId>) {
    match session {
        None => (Actor::Visitor, None),
        Some(SessionView { person, seat: Seat::Buyer { company, role, .. }, .. }) => {
            (Actor::Buyer { person: *person, role: *role }, Some(company.id))
        }
        Some(SessionView { person, seat: Seat::Staff { roles }, .. }) => {
            (Actor::Staff { person: *person, roles: roles.clone() }, None)
        }
    }
}
