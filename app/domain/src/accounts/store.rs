//! SQL of accounts. Sign-in runs on the gate's pool, whose role sees no business row.

use super::permission::{MemberRole, StaffRole};
use super::{AddressView, CompanyBrief};
use crate::error::{Error, Result};
use crate::ids::{AddressId, CompanyId, PersonId, PriceGroupId};
use crate::op::Tx;
use chrono::{DateTime, Utc};
use sqlx::PgPool;

pub(super) struct Credentials {
    pub id: PersonId,
    pub password_hash: Option<String>,
}

pub(super) async fn find_credentials(gate: &PgPool, email: &str) -> Result<Option<Credentials>> {
    let row = sqlx::query!("select id, password_hash from accounts.people where email = $1", email)
        .fetch_optional(gate)
        .await?;
    Ok(row.map(|r| Credentials { id: PersonId(r.id), password_hash: r.password_hash }))
}

pub(super) async fn find_person_name(gate: &PgPool, person: PersonId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!("select name from accounts.people where id = $1", person.0)
        .fetch_optional(gate)
        .await?)
}

pub(super) async fn list_staff_roles(gate: &PgPool, person: PersonId) -> Result<Vec<StaffRole>> {
    let rows = sqlx::query_scalar!(
        "select role from accounts.staff_roles where person_id = $1 order by role",
        person.0
    )
    .fetch_all(gate)
    .await?;
    rows.iter().map(|r| staff_role(r)).collect()
}

pub(super) async fn list_memberships(
    gate: &PgPool,
    person: PersonId,
) -> Result<Vec<(CompanyBrief, MemberRole)>> {
    let rows = sqlx::query!(
        "select c.id, c.code, c.name, m.role from accounts.memberships m join accounts.companies c on c.id = m.company_id
         where m.person_id = $1 and c.status = 'approved' order by c.code",
        person.0
    )
    .fetch_all(gate)
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok((CompanyBrief { id: CompanyId(r.id), code: r.code, name: r.name }, member_role(&r.role)?))
        })
        .collect()
}

fn staff_role(text: &str) -> Result<StaffRole> {
    Ok(match text {
        "customer_service" => StaffRole::CustomerService,
        "sales" => StaffRole::Sales,
        "warehouse" => StaffRole::Warehouse,
        "finance" => StaffRole::Finance,
        "admin" => StaffRole::Admin,
        _ => return Err(Error::Internal("unknown staff role".into())),
    })
}

pub(super) fn member_role(text: &str) -> Result<MemberRole> {
    MemberRole::parse(text).ok_or_else(|| Error::Internal("unknown member role".into()))
}

pub(super) struct SessionRow {
    pub(super) kind: String,
    pub(super) company_id: Option<uuid::Uuid>,
    pub(super) last_seen_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) roles: Vec<StaffRole>,
    /// Lines in his open cart at the session's company.
    pub(super) cart_lines: u32,
    /// Companies he is a member of, by code.
    pub(super) seats: Vec<(CompanyBrief, MemberRole)>,
}

/// The session of a token with all its person may sit as, in one query: every page asks for it.
pub(super) async fn find_session(gate: &PgPool, token_hash: &[u8]) -> Result<Option<SessionRow>> {
    let rows = sqlx::query!(
        r#"select s.person_id, s.kind, s.company_id, s.last_seen_at, s.expires_at, p.name,
             array(select r.role from accounts.staff_roles r where r.person_id = s.person_id order by r.role) as "roles!",
             (select count(*) from orders.carts k join orders.cart_lines l on l.company_id = k.company_id and l.cart_id = k.id
              where k.company_id = s.company_id and k.owner_id = s.person_id and not k.acting_for and k.order_id is null) as "cart_lines!",
             c.id as "seat?: CompanyId", c.code as "code?", c.name as "company?", m.role as "role?"
           from accounts.sessions s
           join accounts.people p on p.id = s.person_id
           left join (accounts.memberships m join accounts.companies c on c.id = m.company_id and c.status = 'approved')
             on m.person_id = s.person_id
           where s.token_hash = $1"#,
        token_hash
    )
    .fetch_all(gate)
    .await?;
    let mut seats: Vec<(CompanyBrief, MemberRole)> = Vec::new();
    for r in &rows {
        if let (Some(id), Some(code), Some(name), Some(role)) = (r.seat, &r.code, &r.company, &r.role) {
            seats.push((CompanyBrief { id, code: code.clone(), name: name.clone() }, member_role(role)?));
        }
    }
    seats.sort_by(|(a, _), (b, _)| a.code.cmp(&b.code));
    let Some(r) = rows.into_iter().next() else { return Ok(None) };
    Ok(Some(SessionRow {
        kind: r.kind,
        company_id: r.company_id,
        last_seen_at: r.last_seen_at,
        expires_at: r.expires_at,
        person: PersonId(r.person_id),
        name: r.name,
        cart_lines: u32::try_from(r.cart_lines).unwrap_or(0),
        roles: r.roles.iter().map(|role| staff_role(role)).collect::<Result<_>>()?,
        seats,
    }))
}

pub(super) async fn insert_session(
    gate: &PgPool,
    token_hash: &[u8],
    (person, kind, company): (PersonId, &str, Option<CompanyId>),
    (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
    before: Option<&[u8]>,
) -> Result<()> {
    // one statement: there is never both, and never neither
    sqlx::query!(
        "with ended as (delete from accounts.sessions where token_hash = $7)
         insert into accounts.sessions (token_hash, person_id, kind, company_id, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, $5, $5, $6)",
        token_hash,
        person.0,
        kind,
        company.map(|c| c.0),
        now,
        expires_at,
        before
    )
    .execute(gate)
    .await?;
    Ok(())
}

pub(super) async fn touch_session(gate: &PgPool, token_hash: &[u8], now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("update accounts.sessions set last_seen_at = $2 where token_hash = $1", token_hash, now)
        .execute(gate)
        .await?;
    Ok(())
}

pub(super) async fn delete_session(gate: &PgPool, token_hash: &[u8]) -> Result<()> {
    sqlx::query!("delete from accounts.sessions where token_hash = $1", token_hash).execute(gate).await?;
    Ok(())
}

pub(super) async fn delete_sessions_of(gate: &PgPool, person: PersonId) -> Result<()> {
    sqlx::query!("delete from accounts.sessions where person_id = $1", person.0).execute(gate).await?;
    Ok(())
}

pub(super) async fn list_addresses(tx: &mut Tx, company: CompanyId) -> Result<Vec<AddressView>> {
    let rows = sqlx::query!(
        "select id, recipient, phone, region, street, is_default from accounts.addresses
         where company_id = $1 order by is_default desc, id",
        company.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| AddressView {
            id: AddressId(r.id),
            recipient: r.recipient,
            phone: r.phone,
            region: r.region,
            street: r.street,
            is_default: r.is_default,
        })
        .collect())
}

pub(super) async fn insert_address(tx: &mut Tx, company: CompanyId, address: &AddressView) -> Result<()> {
    sqlx::query!(
        "insert into accounts.addresses (id, company_id, recipient, phone, region, street, is_default)
         values ($1, $2, $3, $4, $5, $6, $7)",
        address.id.0,
        company.0,
        address.recipient,
        address.phone,
        address.region,
        address.street,
        address.is_default
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) struct CompanyRow {
    pub id: uuid::Uuid,
    pub code: String,
    pub name: String,
    pub uscc: Option<String>,
    pub kind: String,
    pub status: String,
    pub phone: Option<String>,
    pub group_zh: Option<String>,
    pub group_en: Option<String>,
}

pub(super) async fn find_company(tx: &mut Tx, company: CompanyId) -> Result<Option<CompanyRow>> {
    Ok(sqlx::query_as!(
        CompanyRow,
        r#"select c.id, c.code, c.name, c.uscc, c.kind, c.status, c.phone, g.name_zh as "group_zh?", g.name_en as "group_en?"
           from accounts.companies c left join accounts.price_groups g on g.id = c.price_group_id where c.id = $1"#,
        company.0
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// The company of a code.
pub(super) async fn find_company_by_code(tx: &mut Tx, code: &str) -> Result<Option<CompanyId>> {
    Ok(sqlx::query_scalar!("select id from accounts.companies where code = $1", code)
        .fetch_optional(&mut **tx)
        .await?
        .map(CompanyId))
}

pub(super) async fn list_companies(
    tx: &mut Tx,
    matching: &str,
    limit: Option<i64>,
) -> Result<Vec<CompanyBrief>> {
    let rows = sqlx::query!(
        "select id, code, name from accounts.companies
         where $1 = '' or strpos(lower(name), lower($1)) > 0 or strpos(code, upper($1)) > 0 or uscc = upper($1)
         order by code limit $2",
        matching,
        limit
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| CompanyBrief { id: CompanyId(r.id), code: r.code, name: r.name }).collect())
}

pub(super) async fn next_company_code(tx: &mut Tx) -> Result<String> {
    Ok(next_company_codes(tx, 1).await?.into_iter().next().unwrap_or_default())
}

/// So many customer numbers nobody has.
pub(super) async fn next_company_codes(tx: &mut Tx, count: usize) -> Result<Vec<String>> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let first = sqlx::query_scalar!(
        r#"insert into app.counters (kind, year, next) values ('C', 0, 1 + $1::bigint)
           on conflict (kind, year) do update set next = app.counters.next + $1::bigint returning next - $1::bigint as "first!""#,
        count
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((first..first + count).map(|n| format!("C-{}", 10_000 + n)).collect())
}

pub(super) async fn insert_company(
    tx: &mut Tx,
    brief: &CompanyBrief,
    uscc: Option<&str>,
    (kind, group): (&str, Option<PriceGroupId>),
    phone: &str,
    created_by: PersonId,
    now: DateTime<Utc>,
) -> std::result::Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into accounts.companies (id, code, name, uscc, kind, phone, created_by, created_at, price_group_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        brief.id.0,
        brief.code,
        brief.name,
        uscc,
        kind,
        phone,
        created_by.0,
        now,
        group.map(|g| g.0)
    )
    .execute(&mut **tx)
    .await?;
    // account trade stays off until finance grants it: the row has no limit
    sqlx::query!("insert into receivables.accounts (company_id) values ($1)", brief.id.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
