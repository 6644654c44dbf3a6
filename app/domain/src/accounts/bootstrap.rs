//! The people who are there before anybody can sign in: the first staff, and the demo's. Runs as the owner of the database,
//! from the command line only.

use super::password;
use super::permission::{MemberRole, StaffRole};
use crate::error::{OnConstraint, Result};
use crate::ids::{CompanyId, PersonId};
use crate::lang::Lang;
use crate::rejection::{FieldProblem, Problem, Rejection};
use sqlx::PgPool;

/// A person to add.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// E-mail, in any case.
    pub email: String,
    /// Name.
    pub name: String,
    /// Language of his screens and mails.
    pub language: Lang,
    /// First password.
    pub password: String,
}

/// Adds a person who can sign in.
///
/// # Errors
/// `Fields` when the e-mail is taken.
pub async fn add_person(owner: &PgPool, new: NewPerson) -> Result<PersonId> {
    let id = PersonId::new();
    let hash = password::hash(new.password).await?;
    let taken = Rejection::Fields(vec![FieldProblem::new("email", Problem::Taken)]);
    sqlx::query!(
        "insert into accounts.people (id, email, name, language, password_hash) values ($1, $2, $3, $4, $5)",
        id.0,
        new.email.trim().to_lowercase(),
        new.name,
        new.language.as_str(),
        hash
    )
    .execute(owner)
    .await
    .on_constraint("people_email_uniq", taken)?;
    Ok(id)
}

/// Adds a person who has not signed in yet: he has no password, and sets one by the letter for who forgot his.
///
/// # Errors
/// `Fields` when the e-mail is taken.
pub async fn add_contact(owner: &PgPool, email: &str, name: &str, language: Lang) -> Result<PersonId> {
    let id = PersonId::new();
    let taken = Rejection::Fields(vec![FieldProblem::new("email", Problem::Taken)]);
    sqlx::query!(
        "insert into accounts.people (id, email, name, language) values ($1, $2, $3, $4)",
        id.0,
        email.trim().to_lowercase(),
        name,
        language.as_str()
    )
    .execute(owner)
    .await
    .on_constraint("people_email_uniq", taken)?;
    Ok(id)
}

/// Sets a person's password and ends all his sessions. True when there is such a person.
///
/// # Errors
/// Database errors.
pub async fn set_password(owner: &PgPool, email: &str, typed: String) -> Result<bool> {
    let hash = password::hash(typed).await?;
    let email = email.trim().to_lowercase();
    let changed = sqlx::query_scalar!(
        "update accounts.people set password_hash = $2 where email = $1 returning id",
        email,
        hash
    )
    .fetch_optional(owner)
    .await?;
    if let Some(person) = changed {
        sqlx::query!("delete from accounts.sessions where person_id = $1", person).execute(owner).await?;
    }
    Ok(changed.is_some())
}

/// Shortest new password of whoever has this e-mail: the house's own people need a longer one.
///
/// # Errors
/// Database errors.
pub async fn shortest_password(owner: &PgPool, email: &str) -> Result<usize> {
    let staff = sqlx::query_scalar!(
        r#"select exists (select from accounts.staff_roles s join accounts.people p on p.id = s.person_id
             where p.email = $1) as "staff!""#,
        email.trim().to_lowercase()
    )
    .fetch_one(owner)
    .await?;
    Ok(if staff { password::STAFF_MIN } else { password::MEMBER_MIN })
}

/// Gives a person a staff role.
///
/// # Errors
/// Database errors.
pub async fn add_staff_role(owner: &PgPool, person: PersonId, role: StaffRole) -> Result<()> {
    let word = match role {
        StaffRole::CustomerService => "customer_service",
        StaffRole::Sales => "sales",
        StaffRole::Warehouse => "warehouse",
        StaffRole::Finance => "finance",
        StaffRole::Admin => "admin",
    };
    sqlx::query!(
        "insert into accounts.staff_roles (person_id, role) values ($1, $2) on conflict do nothing",
        person.0,
        word
    )
    .execute(owner)
    .await?;
    Ok(())
}

/// Seats a person in a company. Needs the staff pool: the table's row policy knows no owner.
///
/// # Errors
/// Database errors.
pub async fn add_membership(
    staff: &PgPool,
    company: CompanyId,
    person: PersonId,
    role: MemberRole,
) -> Result<()> {
    sqlx::query!(
        "insert into accounts.memberships (company_id, person_id, role) values ($1, $2, $3) on conflict do nothing",
        company.0,
        person.0,
        role.as_str()
    )
    .execute(staff)
    .await?;
    Ok(())
}

/// True before anybody was ever added.
///
/// # Errors
/// Database errors.
pub async fn is_empty(owner: &PgPool) -> Result<bool> {
    // whoever acts at the command line is there from the beginning
    let people = sqlx::query_scalar!(
        r#"select exists (select from accounts.people where id <> '00000000-0000-0000-0000-000000000000') as "some!""#
    )
    .fetch_one(owner)
    .await?;
    Ok(!people)
}

/// Remembers that the installation holds the invented demo data.
///
/// # Errors
/// Database errors.
pub async fn mark_demo(owner: &PgPool) -> Result<()> {
    sqlx::query!(
        "insert into app.settings (key, value) values ('demo', 'true') on conflict (key) do nothing"
    )
    .execute(owner)
    .await?;
    Ok(())
}

/// Whether the installation holds the invented demo data.
///
/// # Errors
/// Database errors.
pub async fn is_demo(owner: &PgPool) -> Result<bool> {
    let found = sqlx::query_scalar!("select value from app.settings where key = 'demo'")
        .fetch_optional(owner)
        .await?;
    Ok(found == Some(serde_json::Value::Bool(true)))
}
