//! SQL of imports of customers. Staff only.

use super::columns::Columns;
use super::plan::{Planned, Row, State};
use super::{ImportRow, ImportView, Report};
use crate::error::Result;
use crate::ids::{CompanyId, CustomerImportId};
use crate::op::{OpContext, Tx};
use crate::rejection::FieldProblem;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Imports shown in the list.
const LISTED: i64 = 100;

/// An import as its row stands, with the file's rows.
pub(super) struct Stored {
    pub state: String,
    pub file_name: String,
    pub version: i64,
    pub revision: i32,
    pub header: Vec<String>,
    pub rows: Vec<Row>,
    pub columns: Columns,
}

/// Writes a new import; the number people undo it by.
pub(super) async fn insert_import(
    tx: &mut Tx,
    op: &OpContext,
    id: CustomerImportId,
    (file_name, header, rows): (&str, &[String], &[Row]),
    columns: &Columns,
) -> Result<i64> {
    let version = sqlx::query_scalar!(
        "insert into accounts.customer_imports (id, person_id, file_name, state, header, rows, columns, report, problems, created_at)
         values ($1, $2, $3, 'waiting', $4, $5, $6, '{}', '[]', $7) returning version",
        id.0,
        op.person()?.0,
        file_name,
        serde_json::to_value(header)?,
        serde_json::to_value(rows)?,
        serde_json::to_value(columns)?,
        op.now
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(version)
}

/// Locks an import and reads it.
pub(super) async fn lock_import(tx: &mut Tx, id: CustomerImportId) -> Result<Option<Stored>> {
    let row = sqlx::query!(
        "select state, file_name, version, revision, header, rows, columns from accounts.customer_imports
         where id = $1 for update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(Stored {
            state: row.state,
            file_name: row.file_name,
            version: row.version,
            revision: row.revision,
            header: serde_json::from_value(row.header)?,
            rows: serde_json::from_value(row.rows)?,
            columns: serde_json::from_value(row.columns)?,
        })
    })
    .transpose()
}

/// Writes what a check found.
pub(super) async fn put_report(
    tx: &mut Tx,
    id: CustomerImportId,
    columns: &Columns,
    report: &Report,
    problems: &[(FieldProblem, Vec<String>)],
) -> Result<()> {
    sqlx::query!(
        "update accounts.customer_imports set columns = $2, report = $3, problems = $4, revision = revision + 1 where id = $1",
        id.0,
        serde_json::to_value(columns)?,
        serde_json::to_value(report)?,
        serde_json::to_value(problems)?
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Brings an import to its end; its rows are let go of.
pub(super) async fn end_import(
    tx: &mut Tx,
    id: CustomerImportId,
    state: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update accounts.customer_imports set state = $2, rows = '[]', ended_at = $3, revision = revision + 1 where id = $1",
        id.0,
        state,
        at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes what an undo did.
pub(super) async fn put_undone(
    tx: &mut Tx,
    id: CustomerImportId,
    restored: usize,
    kept: &[String],
) -> Result<()> {
    sqlx::query!(
        "update accounts.customer_imports set restored = $2, kept = $3 where id = $1",
        id.0,
        i32::try_from(restored).unwrap_or(i32::MAX),
        serde_json::to_value(kept)?
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Remembers what it takes to undo these rows.
pub(super) async fn insert_effects(tx: &mut Tx, id: CustomerImportId, entries: &[Planned]) -> Result<()> {
    let (mut companies, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries {
        let Some(company) = entry.id else { continue };
        companies.push(company.0);
        before.push(entry.before.as_ref().map(serde_json::to_value).transpose()?);
        after.push(serde_json::to_value(&entry.after)?);
    }
    sqlx::query!(
        "insert into accounts.customer_import_effects (import_id, company_id, before, after)
         select $1, e.company, e.before, e.after from unnest($2::uuid[], $3::jsonb[], $4::jsonb[]) as e(company, before, after)",
        id.0,
        &companies,
        &before as &[Option<serde_json::Value>],
        &after
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What an import changed: before, none for a new customer, and after.
pub(super) async fn list_effects(
    tx: &mut Tx,
    id: CustomerImportId,
) -> Result<Vec<(CompanyId, Option<State>, State)>> {
    let rows = sqlx::query!(
        "select company_id, before, after from accounts.customer_import_effects where import_id = $1 order by company_id",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let before = row.before.map(serde_json::from_value).transpose()?;
            Ok((CompanyId(row.company_id), before, serde_json::from_value(row.after)?))
        })
        .collect()
}

/// Customers an undo withdrew: the same file brings them back.
pub(super) async fn list_withdrawn(tx: &mut Tx) -> Result<Vec<CompanyId>> {
    let ids = sqlx::query_scalar!(
        "select distinct e.company_id from accounts.customer_import_effects e
         join accounts.customer_imports i on i.id = e.import_id and i.state = 'undone'
         join accounts.companies c on c.id = e.company_id and c.status = 'suspended'
         where e.before is null"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(ids.into_iter().map(CompanyId).collect())
}

/// Those of these who ever had an order.
pub(super) async fn list_with_orders(tx: &mut Tx, companies: &[CompanyId]) -> Result<Vec<CompanyId>> {
    let ids: Vec<Uuid> = companies.iter().map(|id| id.0).collect();
    let found =
        sqlx::query_scalar!("select distinct company_id from orders.orders where company_id = any($1)", &ids)
            .fetch_all(&mut **tx)
            .await?;
    Ok(found.into_iter().map(CompanyId).collect())
}

/// The import of a number.
pub(super) async fn find_version(tx: &mut Tx, version: i64) -> Result<Option<CustomerImportId>> {
    let found = sqlx::query_scalar!("select id from accounts.customer_imports where version = $1", version)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(found.map(CustomerImportId))
}

/// The latest imports, newest first.
pub(super) async fn list_imports(tx: &mut Tx) -> Result<Vec<ImportRow>> {
    let rows = sqlx::query!(
        r#"select i.id, i.version, i.state, i.file_name, i.created_at, i.report, p.name as "who?"
           from accounts.customer_imports i left join accounts.people p on p.id = i.person_id
           order by i.version desc limit $1"#,
        LISTED
    )
    .fetch_all(&mut **tx)
    .await?;
    let read = rows.into_iter().map(|row| {
        let report: Report = serde_json::from_value(row.report).unwrap_or_default();
        ImportRow {
            id: CustomerImportId(row.id),
            version: row.version,
            state: row.state,
            file_name: row.file_name,
            who: row.who.unwrap_or_default(),
            at: row.created_at,
            report: Report { differences: Vec::new(), problems: Vec::new(), ..report },
        }
    });
    Ok(read.collect())
}

/// One import with its report.
pub(super) async fn find_import(tx: &mut Tx, id: CustomerImportId) -> Result<Option<ImportView>> {
    let row = sqlx::query!(
        r#"select i.id, i.version, i.state, i.file_name, i.created_at, i.report, i.header, i.columns, i.revision, i.restored,
             i.kept, p.name as "who?"
           from accounts.customer_imports i left join accounts.people p on p.id = i.person_id where i.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(ImportView {
            row: ImportRow {
                id: CustomerImportId(row.id),
                version: row.version,
                state: row.state,
                file_name: row.file_name,
                who: row.who.unwrap_or_default(),
                at: row.created_at,
                report: serde_json::from_value(row.report)?,
            },
            header: serde_json::from_value(row.header)?,
            columns: serde_json::from_value(row.columns)?,
            saved: Vec::new(),
            revision: row.revision,
            restored: usize::try_from(row.restored).unwrap_or(0),
            kept: serde_json::from_value(row.kept)?,
        })
    })
    .transpose()
}

/// The rows that could not be taken, below the header.
pub(super) async fn find_problems(tx: &mut Tx, id: CustomerImportId) -> Result<Option<super::ErrorRows>> {
    let row = sqlx::query!("select header, problems from accounts.customer_imports where id = $1", id.0)
        .fetch_optional(&mut **tx)
        .await?;
    row.map(|row| {
        Ok(super::ErrorRows {
            header: serde_json::from_value(row.header)?,
            rows: serde_json::from_value(row.problems)?,
        })
    })
    .transpose()
}
