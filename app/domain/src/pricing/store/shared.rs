//! SQL of the price book: lists that are not one company's, and one company's own lines.

use super::steps::{LineRow, as_lines, lines_at};
use crate::error::Result;
use crate::ids::{CompanyId, ListId, SkuId};
use crate::op::{Tx, begin_on};
use crate::pricing::terms::{PriceLine, PriceList, Terms};
use chrono::{Days, NaiveDate};
use futures_util::TryStreamExt;
use rustc_hash::FxHashMap;
use sqlx::PgPool;
use uuid::Uuid;

/// The lists for everybody and for groups, each with the count of its edits.
pub(in crate::pricing) async fn list_versions(pool: &PgPool) -> Result<Vec<(ListId, i32)>> {
    let rows = sqlx::query!("select id, version from pricing.lists where company_id is null order by id")
        .fetch_all(pool)
        .await?;
    Ok(rows.into_iter().map(|r| (ListId(r.id), r.version)).collect())
}

/// Their lines that hold or will, by SKU, and their versions, from one state of the database.
pub(in crate::pricing) async fn load_lines(
    pool: &PgPool,
) -> Result<(Vec<(ListId, i32)>, Vec<(SkuId, PriceLine)>)> {
    // a million rows take longer than a page's statement may
    let begin = "begin isolation level repeatable read read only; set local statement_timeout = '10min'";
    let mut tx = begin_on(pool, begin).await?;
    let lists = sqlx::query!("select id, version from pricing.lists where company_id is null order by id")
        .fetch_all(&mut *tx)
        .await?;
    let mut steps = Vec::new();
    let mut rows = sqlx::query_as!(
        LineRow,
        "select sku_id, list_id, min_qty, unit_price, price_basis, valid_from, change_id from pricing.lines
         where company_id is null"
    )
    .fetch(&mut *tx);
    while let Some(row) = rows.try_next().await? {
        steps.push(row.read()?);
    }
    drop(rows);
    tx.commit().await?;
    let yesterday = crate::time::clock().date_naive() - Days::new(1);
    let mut lines = as_lines(steps);
    lines.retain(|(_, line)| line.validity.to.is_none_or(|to| to > yesterday));
    Ok((lists.into_iter().map(|r| (ListId(r.id), r.version)).collect(), lines))
}

/// Everything read in this transaction is of one state of the database. Before anything else is asked in it.
pub(in crate::pricing) async fn hold_still(tx: &mut Tx) -> Result<()> {
    sqlx::query!("set transaction isolation level repeatable read, read only").execute(&mut **tx).await?;
    Ok(())
}

/// All lines of the contracts and quotes that count for a company, by SKU.
pub(in crate::pricing) async fn list_contract_lines(
    tx: &mut Tx,
    company: CompanyId,
    terms: &Terms,
    day: NaiveDate,
) -> Result<FxHashMap<SkuId, Vec<PriceLine>>> {
    let nearest = terms.contract_steps_up(day);
    let counting = |list: &&PriceList| {
        list.holder.is_some() && list.validity.holds(day) && !Terms::is_passed_over(list, nearest)
    };
    let lists: Vec<Uuid> = terms.lists.iter().filter(counting).map(|list| list.id.0).collect();
    if lists.is_empty() {
        return Ok(FxHashMap::default());
    }
    let rows = sqlx::query_as!(
        LineRow,
        "select sku_id, list_id, min_qty, unit_price, price_basis, valid_from, change_id from pricing.lines
         where list_id = any($2) and company_id = any((select p.path from accounts.companies p where p.id = $1)::uuid[])",
        company.0,
        &lists
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut lines: FxHashMap<SkuId, Vec<PriceLine>> = FxHashMap::default();
    let steps = rows.into_iter().map(LineRow::read).collect::<Result<_>>()?;
    for (sku, line) in lines_at(steps, day) {
        lines.entry(sku).or_default().push(line);
    }
    Ok(lines)
}
