//! SQL of groups and of where customers stand. Staff only.

use super::put::CustomerState;
use super::{GroupChoice, GroupView, NewGroup, StandingChange, StandingNames, StandingView};
use crate::accounts::CompanyBrief;
use crate::error::Result;
use crate::ids::{CompanyId, PersonId, PriceGroupId};
use crate::op::Tx;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

/// Changes of a customer's standing shown on his page.
const CHANGES_SHOWN: i64 = 10;

pub(super) async fn list_groups(tx: &mut Tx) -> Result<Vec<GroupView>> {
    let rows = sqlx::query!(
        r#"select g.id, g.code, g.name_zh, g.name_en,
             (select count(*) from accounts.companies c where c.price_group_id = g.id) as "companies!",
             (select count(*) from pricing.lists l where l.group_id = g.id) as "lists!",
             array(select k.kind from accounts.kind_groups k where k.price_group_id = g.id order by k.kind) as "kinds!"
           from accounts.price_groups g order by g.code"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let groups = rows.into_iter().map(|row| GroupView {
        id: PriceGroupId(row.id),
        code: row.code,
        name_zh: row.name_zh,
        name_en: row.name_en,
        companies: u64::try_from(row.companies).unwrap_or(0),
        lists: u64::try_from(row.lists).unwrap_or(0),
        kinds: row.kinds,
    });
    Ok(groups.collect())
}

pub(super) async fn list_choices(tx: &mut Tx) -> Result<Vec<GroupChoice>> {
    let rows = sqlx::query!("select id, code, name_zh, name_en from accounts.price_groups order by code")
        .fetch_all(&mut **tx)
        .await?;
    let choices = rows.into_iter().map(|row| GroupChoice {
        id: PriceGroupId(row.id),
        code: row.code,
        name_zh: row.name_zh,
        name_en: row.name_en,
    });
    Ok(choices.collect())
}

pub(super) async fn insert_group(
    tx: &mut Tx,
    id: PriceGroupId,
    new: &NewGroup,
) -> std::result::Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into accounts.price_groups (id, code, name_zh, name_en) values ($1, $2, $3, $4)",
        id.0,
        new.code.trim(),
        new.name_zh.trim(),
        new.name_en.trim()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes a group's names; the ones before.
pub(super) async fn rename_group(
    tx: &mut Tx,
    id: PriceGroupId,
    new: &NewGroup,
) -> Result<Option<(String, String)>> {
    let row = sqlx::query!(
        "with old as (select id, name_zh, name_en from accounts.price_groups where id = $1 for update)
         update accounts.price_groups g set name_zh = $2, name_en = $3 from old where g.id = old.id
         returning old.name_zh, old.name_en",
        id.0,
        new.name_zh.trim(),
        new.name_en.trim()
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.name_zh, row.name_en)))
}

/// Writes a kind's group; the one before when it was another, none when nothing changed.
pub(super) async fn put_kind_group(
    tx: &mut Tx,
    kind: &str,
    group: Option<PriceGroupId>,
) -> std::result::Result<Option<Option<PriceGroupId>>, sqlx::Error> {
    let row = sqlx::query!(
        "with old as (select kind, price_group_id from accounts.kind_groups where kind = $1 for update)
         update accounts.kind_groups k set price_group_id = $2 from old
         where k.kind = old.kind and old.price_group_id is distinct from $2
         returning old.price_group_id",
        kind,
        group.map(|g| g.0)
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| row.price_group_id.map(PriceGroupId)))
}

/// The group new customers of a kind are put into.
pub(in crate::accounts) async fn find_kind_group(tx: &mut Tx, kind: &str) -> Result<Option<PriceGroupId>> {
    let found = sqlx::query_scalar!("select price_group_id from accounts.kind_groups where kind = $1", kind)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(found.flatten().map(PriceGroupId))
}

/// Nobody else moves a company until this transaction ends.
pub(super) async fn lock_tree(tx: &mut Tx) -> Result<()> {
    sqlx::query!("select accounts.lock_tree()").execute(&mut **tx).await?;
    Ok(())
}

/// A standing as the row has it.
pub(super) struct StandingRow {
    pub kind: String,
    pub group: Option<PriceGroupId>,
    pub parent: Option<CompanyId>,
    group_code: Option<String>,
    parent_code: Option<String>,
}

impl From<StandingRow> for StandingNames {
    fn from(row: StandingRow) -> Self {
        StandingNames { kind: Some(row.kind), group: row.group_code, parent: row.parent_code }
    }
}

/// Locks a company and reads where it stands.
pub(super) async fn lock_standing(tx: &mut Tx, company: CompanyId) -> Result<Option<StandingRow>> {
    let row = sqlx::query!(
        r#"select c.kind, c.price_group_id, c.parent_id, g.code as "group_code?", p.code as "parent_code?"
           from accounts.companies c
           left join accounts.price_groups g on g.id = c.price_group_id
           left join accounts.companies p on p.id = c.parent_id
           where c.id = $1 for update of c"#,
        company.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| StandingRow {
        kind: row.kind,
        group: row.price_group_id.map(PriceGroupId),
        parent: row.parent_id.map(CompanyId),
        group_code: row.group_code,
        parent_code: row.parent_code,
    }))
}

pub(super) async fn update_standing(
    tx: &mut Tx,
    company: CompanyId,
    kind: &str,
    group: Option<PriceGroupId>,
    parent: Option<CompanyId>,
) -> std::result::Result<(), sqlx::Error> {
    sqlx::query!(
        "update accounts.companies set kind = $2, price_group_id = $3, parent_id = $4 where id = $1",
        company.0,
        kind,
        group.map(|g| g.0),
        parent.map(|p| p.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn load_standing(
    tx: &mut Tx,
    company: CompanyId,
    day: NaiveDate,
) -> Result<Option<StandingView>> {
    let Some(row) = sqlx::query!(
        "select id, code, name, kind, price_group_id from accounts.companies where id = $1",
        company.0
    )
    .fetch_optional(&mut **tx)
    .await?
    else {
        return Ok(None);
    };
    let above = list_above(tx, company, day).await?;
    // the nearest with a contract, unless that is the company itself
    let holder = above.iter().find(|(_, has_contract)| *has_contract).map(|(brief, _)| brief.clone());
    Ok(Some(StandingView {
        brief: CompanyBrief { id: CompanyId(row.id), code: row.code, name: row.name },
        kind: row.kind,
        group: row.price_group_id.map(PriceGroupId),
        inherits_from: holder.filter(|brief| brief.id != company),
        above: above.into_iter().map(|(brief, _)| brief).filter(|brief| brief.id != company).collect(),
        below: list_below(tx, company).await?,
        groups: list_choices(tx).await?,
        changes: list_changes(tx, company).await?,
    }))
}

/// The way up, the company itself first, and whether each has a contract in force.
async fn list_above(tx: &mut Tx, company: CompanyId, day: NaiveDate) -> Result<Vec<(CompanyBrief, bool)>> {
    let rows = sqlx::query!(
        r#"select p.id, p.code, p.name,
             exists (select from pricing.lists l where l.company_id = p.id and l.kind = 'contract'
               and l.valid_from <= $2 and (l.valid_to is null or l.valid_to > $2)) as "has_contract!"
           from accounts.companies c join accounts.companies p on p.id = any(c.path)
           where c.id = $1 order by array_position(c.path, p.id)"#,
        company.0,
        day
    )
    .fetch_all(&mut **tx)
    .await?;
    let step = |r: Uuid, code, name| CompanyBrief { id: CompanyId(r), code, name };
    Ok(rows.into_iter().map(|r| (step(r.id, r.code, r.name), r.has_contract)).collect())
}

async fn list_below(tx: &mut Tx, company: CompanyId) -> Result<Vec<CompanyBrief>> {
    let rows = sqlx::query!(
        "select id, code, name from accounts.companies where parent_id = $1 order by code",
        company.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| CompanyBrief { id: CompanyId(r.id), code: r.code, name: r.name }).collect())
}

async fn list_changes(tx: &mut Tx, company: CompanyId) -> Result<Vec<StandingChange>> {
    let rows = sqlx::query!(
        r#"select a.at, coalesce(p.name, '') as "name!", a.detail from accounts.audit a left join accounts.people p on p.id = a.actor
         where a.object_kind = 'company' and a.object_id = $1 and a.operation = 'change_standing'
         order by a.id desc limit $2"#,
        company.0,
        CHANGES_SHOWN
    )
    .fetch_all(&mut **tx)
    .await?;
    let names = |detail: &serde_json::Value, key: &str| {
        serde_json::from_value(detail.get(key).cloned().unwrap_or_default()).unwrap_or_default()
    };
    let change = |at, who, detail: serde_json::Value| StandingChange {
        at,
        who,
        before: names(&detail, "before"),
        after: names(&detail, "after"),
        reason: detail.get("reason").and_then(|r| r.as_str()).unwrap_or_default().to_owned(),
    };
    Ok(rows.into_iter().map(|row| change(row.at, row.name, row.detail)).collect())
}

pub(super) async fn list_states(tx: &mut Tx) -> Result<Vec<(CompanyId, CustomerState)>> {
    let rows = sqlx::query!(
        r#"select c.id, c.code, c.name, c.uscc, c.kind, c.price_group_id, p.code as "parent?", c.phone, c.status
           from accounts.companies c left join accounts.companies p on p.id = c.parent_id order by c.code"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let states = rows.into_iter().map(|row| {
        let state = CustomerState {
            code: row.code,
            name: row.name,
            uscc: row.uscc,
            kind: row.kind,
            group: row.price_group_id.map(PriceGroupId),
            parent: row.parent,
            phone: row.phone,
            status: row.status,
        };
        (CompanyId(row.id), state)
    });
    Ok(states.collect())
}

pub(super) async fn list_kind_groups(tx: &mut Tx) -> Result<Vec<(String, PriceGroupId)>> {
    let rows = sqlx::query!(
        r#"select kind, price_group_id as "group!" from accounts.kind_groups where price_group_id is not null"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.kind, PriceGroupId(row.group))).collect())
}

/// Numbers given from now on begin behind these, where they are of the house's own form.
pub(super) async fn pass_codes(tx: &mut Tx, codes: &[&str]) -> Result<()> {
    let number =
        |code: &&str| code.strip_prefix("C-").filter(|n| n.len() <= 9).and_then(|n| n.parse::<i64>().ok());
    let highest = codes.iter().filter_map(number).max();
    let Some(behind) = highest.map(|n| n - 10_000 + 1).filter(|n| *n > 1) else { return Ok(()) };
    sqlx::query!(
        "insert into app.counters (kind, year, next) values ('C', 0, $1)
         on conflict (kind, year) do update set next = greatest(app.counters.next, excluded.next)",
        behind
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn detach(tx: &mut Tx, companies: &[CompanyId]) -> Result<()> {
    let ids: Vec<Uuid> = companies.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update accounts.companies set parent_id = null where id = any($1) and parent_id is not null",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Customers in columns, one array per column.
struct Columns {
    ids: Vec<Uuid>,
    codes: Vec<String>,
    names: Vec<String>,
    usccs: Vec<Option<String>>,
    kinds: Vec<String>,
    groups: Vec<Option<Uuid>>,
    phones: Vec<Option<String>>,
    statuses: Vec<String>,
}

fn columns(states: &[(CompanyId, &CustomerState)]) -> Columns {
    let text = |of: fn(&CustomerState) -> &String| states.iter().map(|(_, s)| of(s).clone()).collect();
    let maybe =
        |of: fn(&CustomerState) -> &Option<String>| states.iter().map(|(_, s)| of(s).clone()).collect();
    Columns {
        ids: states.iter().map(|(id, _)| id.0).collect(),
        codes: text(|s| &s.code),
        names: text(|s| &s.name),
        usccs: maybe(|s| &s.uscc),
        kinds: text(|s| &s.kind),
        groups: states.iter().map(|(_, s)| s.group.map(|g| g.0)).collect(),
        phones: maybe(|s| &s.phone),
        statuses: text(|s| &s.status),
    }
}

/// New customers, below nobody yet. Account trade is off: their accounts have no limit.
pub(super) async fn insert_states(
    tx: &mut Tx,
    states: &[(CompanyId, &CustomerState)],
    (created_by, now): (PersonId, DateTime<Utc>),
) -> std::result::Result<(), sqlx::Error> {
    let c = columns(states);
    sqlx::query!(
        "insert into accounts.companies (id, code, name, uscc, kind, price_group_id, phone, status, created_by, created_at)
         select n.id, n.code, n.name, n.uscc, n.kind, n.price_group, n.phone, n.status, $9, $10
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[])
           as n(id, code, name, uscc, kind, price_group, phone, status)",
        &c.ids,
        &c.codes,
        &c.names,
        &c.usccs as &[Option<String>],
        &c.kinds,
        &c.groups as &[Option<Uuid>],
        &c.phones as &[Option<String>],
        &c.statuses,
        created_by.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("insert into receivables.accounts (company_id) select unnest($1::uuid[])", &c.ids)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Writes everything of them but their place in the tree.
pub(super) async fn update_states(
    tx: &mut Tx,
    states: &[(CompanyId, &CustomerState)],
) -> std::result::Result<(), sqlx::Error> {
    let c = columns(states);
    sqlx::query!(
        "update accounts.companies c set name = n.name, uscc = n.uscc, kind = n.kind, price_group_id = n.price_group,
           phone = n.phone, status = n.status
         from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[])
           as n(id, name, uscc, kind, price_group, phone, status)
         where c.id = n.id",
        &c.ids,
        &c.names,
        &c.usccs as &[Option<String>],
        &c.kinds,
        &c.groups as &[Option<Uuid>],
        &c.phones as &[Option<String>],
        &c.statuses
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts these, who stand below nobody, below the companies of these numbers. All at once: whoever is moved after another one
/// takes along who came to stand below him before.
pub(super) async fn attach(tx: &mut Tx, below: &[(CompanyId, &str)]) -> std::result::Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = below.iter().map(|(id, _)| id.0).collect();
    let parents: Vec<String> = below.iter().map(|(_, parent)| (*parent).to_owned()).collect();
    sqlx::query!(
        "update accounts.companies c set parent_id = p.id
         from unnest($1::uuid[], $2::text[]) as n(id, parent) join accounts.companies p on p.code = n.parent
         where c.id = n.id",
        &ids,
        &parents
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
