//! Offering seats in a company: by its owner, or by the desk for him. Taking them is `welcome`'s.

use super::permission::{MemberRole, Permission};
use super::{InvitationView, NewInvitation, PeopleView, store};
use crate::audit;
use crate::error::{OnConstraint, Result};
use crate::ids::{CompanyId, InvitationId};
use crate::keys;
use crate::lang::Lang;
use crate::notifications::{Message, outbox};
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use chrono::Duration;
use serde_json::json;

/// How long an offer stands (security §1).
const LIFETIME: Duration = Duration::days(7);
/// Offers of one company within an hour: the letters go to strangers.
const AN_HOUR: i64 = 20;
const INVITE: &str = "invite";
const WITHDRAW: &str = "withdraw_invitation";

/// The people of the company in force and the offers not taken yet.
///
/// # Errors
/// `Forbidden`; `NotFound` for a company that is none.
pub async fn list_people(op: &OpContext) -> Result<PeopleView> {
    op.require(Permission::InvitePeople)?;
    let company = op.company()?;
    let mut tx = op.read().await?;
    store::find_company(&mut tx, company).await?.ok_or(Rejection::NotFound)?;
    let members = sqlx::query!(
        "select p.name, m.role from accounts.memberships m join accounts.people p on p.id = m.person_id
         where m.company_id = $1 order by p.name, p.id",
        company.0
    )
    .fetch_all(&mut *tx)
    .await?;
    let open = sqlx::query!(
        "select id, email, name, role, expires_at from accounts.invitations
         where company_id = $1 and accepted_at is null and withdrawn_at is null order by invited_at desc, id",
        company.0
    )
    .fetch_all(&mut *tx)
    .await?;
    drop(tx);
    let members = members.into_iter().map(|r| Ok((r.name, store::member_role(&r.role)?)));
    let invitations = open.into_iter().map(|r| {
        Ok(InvitationView {
            id: InvitationId(r.id),
            email: r.email,
            name: r.name,
            role: store::member_role(&r.role)?,
            expires_on: crate::time::day_at(r.expires_at, op.zone),
            expired: r.expires_at <= op.now,
        })
    });
    Ok(PeopleView {
        company,
        members: members.collect::<Result<_>>()?,
        invitations: invitations.collect::<Result<_>>()?,
    })
}

/// Offers a seat in the company in force by letter. An offer to the same address that is still open ends with it.
///
/// # Errors
/// `Fields`, `Forbidden`, `NotFound` for a company that is none, `TooMany` letters within the hour.
pub async fn invite(op: &OpContext, new: NewInvitation) -> Result<InvitationId> {
    op.require(Permission::InvitePeople)?;
    let company = op.company()?;
    let (email, name, role) = read(&new)?;
    let mut tx = op.begin().await?;
    store::find_company(&mut tx, company).await?.ok_or(Rejection::NotFound)?;
    let meaning = serde_json::to_string(&new)?;
    if let Some(made) = keys::once_in_tx(&mut tx, op, company, INVITE, &meaning).await? {
        return Ok(InvitationId(made));
    }
    if count_since(&mut tx, company, op).await? >= AN_HOUR {
        return Err(Rejection::TooMany { retry_after_seconds: 3600 }.into());
    }
    sqlx::query!(
        "update accounts.invitations set withdrawn_at = $3
         where company_id = $1 and email = $2 and accepted_at is null and withdrawn_at is null",
        company.0,
        email,
        op.now
    )
    .execute(&mut *tx)
    .await?;
    let id = InvitationId::new();
    sqlx::query!(
        "insert into accounts.invitations (id, company_id, email, name, role, language, invited_by, invited_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.0,
        company.0,
        email,
        name,
        role.as_str(),
        Lang::parse(&new.language).as_str(),
        op.person()?.0,
        op.now,
        op.now + LIFETIME
    )
    .execute(&mut *tx)
    .await
    .on_constraint("invitations_open_uniq", Rejection::Stale)?;
    outbox::enqueue_in_tx(&mut tx, op, &Message::Invited { invitation_id: id }, &format!("invited:{id}"))
        .await?;
    let detail = json!({ "email": email, "role": role });
    audit::record_in_tx(&mut tx, op, INVITE, ("invitation", id.0), detail).await?;
    keys::made_in_tx(&mut tx, op, company, INVITE, id.0).await?;
    tx.commit().await?;
    Ok(id)
}

/// Takes an offer of the company in force back; its link is dead at once.
///
/// # Errors
/// `NotFound` for one of another company, one that was taken, or none.
pub async fn withdraw(op: &OpContext, id: InvitationId) -> Result<()> {
    op.require(Permission::InvitePeople)?;
    let company = op.company()?;
    let mut tx = op.begin().await?;
    if keys::once_in_tx(&mut tx, op, company, WITHDRAW, &id.to_string()).await?.is_some() {
        return Ok(());
    }
    let done = sqlx::query!(
        "update accounts.invitations set withdrawn_at = $3
         where company_id = $1 and id = $2 and accepted_at is null and withdrawn_at is null",
        company.0,
        id.0,
        op.now
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Rejection::NotFound.into());
    }
    audit::record_in_tx(&mut tx, op, WITHDRAW, ("invitation", id.0), json!({})).await?;
    keys::made_in_tx(&mut tx, op, company, WITHDRAW, id.0).await?;
    tx.commit().await?;
    Ok(())
}

async fn count_since(tx: &mut Tx, company: CompanyId, op: &OpContext) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "n!" from accounts.invitations where company_id = $1 and invited_at > $2"#,
        company.0,
        op.now - Duration::hours(1)
    )
    .fetch_one(&mut **tx)
    .await?)
}

fn read(new: &NewInvitation) -> Result<(String, String, MemberRole)> {
    let mut problems = Vec::new();
    let email = read_email(&new.email).unwrap_or_else(|problem| {
        problems.push(problem);
        String::new()
    });
    let name = new.name.trim();
    match name.chars().count() {
        0 => problems.push(FieldProblem::new("name", Problem::Missing)),
        101.. => problems.push(FieldProblem::new("name", Problem::TooLong { max: 100 })),
        _ => {}
    }
    match MemberRole::parse(&new.role) {
        Some(role) if problems.is_empty() => return Ok((email, name.to_owned(), role)),
        Some(_) => {}
        None => problems.push(FieldProblem::new("role", Problem::UnknownChoice { typed: new.role.clone() })),
    }
    Err(Rejection::Fields(problems).into())
}

/// An address as it is stored: one `@` between plain characters, in lower case.
pub(super) fn read_email(typed: &str) -> std::result::Result<String, FieldProblem> {
    let email = typed.trim().to_lowercase();
    let plain = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic() && !"<>()[]\\,;:\"@".contains(c))
    };
    let fits =
        email.len() <= 254 && email.split_once('@').is_some_and(|(left, right)| plain(left) && plain(right));
    let problem = match email.is_empty() {
        true => Problem::Missing,
        false if fits => return Ok(email),
        false if email.len() > 254 => Problem::TooLong { max: 254 },
        false => Problem::Malformed { typed: typed.to_owned() },
    };
    Err(FieldProblem::new("email", problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_at_between_plain_characters() {
        assert_eq!(read_email(" Wang@One.Example ").ok().as_deref(), Some("wang@one.example"));
        for bad in ["", "wang", "@one", "wang@", "a@b@c", "a b@c", "a@b\r\nBcc: x", "a@b,c@d", "王@一.例"]
        {
            assert!(read_email(bad).is_err(), "{bad:?}");
        }
    }
}
