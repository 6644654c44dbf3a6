//! SQL of quotes. The company stands in every query beside the row policy.

use super::{QuoteBrief, QuoteDesk, QuoteLine, QuoteState, QuoteView};
use crate::error::{Error, Result};
use crate::ids::{CompanyId, ListId, SkuId};
use crate::money::{Currency, TaxMode, UnitPrice};
use crate::op::{OpContext, Tx};
use crate::pricing::store::known_basis;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use std::collections::HashMap;
use uuid::Uuid;

pub(super) struct NewQuoteRow<'a> {
    pub list: ListId,
    pub company: CompanyId,
    pub number: &'a str,
    pub last_day: NaiveDate,
    pub note: &'a str,
    pub reason: &'a str,
}

pub(super) async fn insert_quote(tx: &mut Tx, op: &OpContext, new: &NewQuoteRow<'_>) -> Result<()> {
    sqlx::query!(
        "insert into pricing.quotes (list_id, company_id, number, offered_at, offered_by, last_day, note, below_floor_reason)
         values ($1, $2, $3, $4, $5, $6, $7, nullif($8, ''))",
        new.list.0,
        new.company.0,
        new.number,
        op.now,
        op.person()?.0,
        new.last_day,
        new.note,
        new.reason
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Answers or withdraws an offer; false when that has been done, or its last day has passed.
pub(super) async fn close_quote(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    quote: ListId,
    state: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        "update pricing.quotes set state = $3, closed_at = $4, closed_by = $5,
           accepted_on = case when $3 = 'accepted' then $6::date end
         where list_id = $1 and company_id = $2 and state = 'offered' and ($3 = 'withdrawn' or last_day >= $6::date)",
        quote.0,
        company.0,
        state,
        op.now,
        op.person()?.0,
        op.today()
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many units prices of these parts are usually for.
pub(super) async fn list_bases(tx: &mut Tx, skus: &[SkuId]) -> Result<HashMap<SkuId, u32>> {
    let ids: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query!("select id, price_basis from catalog.skus where id = any($1)", &ids)
        .fetch_all(&mut **tx)
        .await?;
    rows.into_iter().map(|row| Ok((SkuId(row.id), known_basis(row.price_basis)?))).collect()
}

struct Row {
    list_id: Uuid,
    number: String,
    state: String,
    offered_at: DateTime<Utc>,
    last_day: NaiveDate,
    accepted_on: Option<NaiveDate>,
    lines: i64,
    note: String,
}

impl Row {
    fn brief(self, zone: Tz, today: NaiveDate) -> QuoteBrief {
        let over = self.last_day < today;
        QuoteBrief {
            id: ListId(self.list_id),
            number: self.number,
            state: match (self.state.as_str(), over) {
                ("accepted", false) => QuoteState::Accepted,
                ("accepted", true) => QuoteState::Ended,
                ("offered", false) => QuoteState::Offered,
                ("offered", true) => QuoteState::Lapsed,
                _ => QuoteState::Withdrawn,
            },
            offered_on: crate::time::day_at(self.offered_at, zone),
            last_day: self.last_day,
            accepted_on: self.accepted_on,
            lines: u32::try_from(self.lines).unwrap_or(u32::MAX),
        }
    }
}

/// All, or those that wait for an answer.
pub(super) async fn list_quotes(
    tx: &mut Tx,
    company: CompanyId,
    zone: Tz,
    today: NaiveDate,
    waiting: bool,
) -> Result<Vec<QuoteBrief>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select q.list_id, q.number, q.state, q.offered_at, q.last_day, q.accepted_on, q.note,
             (select count(*) from pricing.lines l where l.list_id = q.list_id and l.company_id = $1 and l.unit_price is not null) as "lines!"
           from pricing.quotes q where q.company_id = $1 and (not $2 or (q.state = 'offered' and q.last_day >= $3))
           order by q.offered_at desc, q.number limit 200"#,
        company.0,
        waiting,
        today
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.brief(zone, today)).collect())
}

pub(super) async fn find_quote(
    tx: &mut Tx,
    company: CompanyId,
    quote: ListId,
    zone: Tz,
    today: NaiveDate,
) -> Result<Option<QuoteView>> {
    let row = sqlx::query_as!(
        Row,
        r#"select q.list_id, q.number, q.state, q.offered_at, q.last_day, q.accepted_on, q.note,
             (select count(*) from pricing.lines l where l.list_id = q.list_id and l.company_id = $1 and l.unit_price is not null) as "lines!"
           from pricing.quotes q where q.company_id = $1 and q.list_id = $2"#,
        company.0,
        quote.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let note = row.note.clone();
    Ok(Some(QuoteView { brief: row.brief(zone, today), note, lines: list_lines(tx, company, quote).await? }))
}

async fn list_lines(tx: &mut Tx, company: CompanyId, quote: ListId) -> Result<Vec<QuoteLine>> {
    let rows = sqlx::query!(
        r#"select s.part_number, f.name_zh, f.name_en, s.unit, n.min_qty, n.unit_price as "unit_price!", n.price_basis, l.currency, l.tax_mode
         from pricing.lines n
         join pricing.lists l on l.id = n.list_id
         join catalog.skus s on s.id = n.sku_id
         join catalog.families f on f.id = s.family_id
         where n.list_id = $1 and n.company_id = $2 and n.unit_price is not null order by s.part_number, n.min_qty"#,
        quote.0,
        company.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency = Currency::from_code(&row.currency)
                .ok_or_else(|| Error::Internal("quote in an unknown currency".into()))?;
            let (basis, tax_mode) = (known_basis(row.price_basis)?, TaxMode::parse(&row.tax_mode));
            Ok(QuoteLine {
                part_number: row.part_number,
                name_zh: row.name_zh,
                name_en: row.name_en,
                min_qty: row.min_qty.normalize(),
                unit: row.unit,
                price: UnitPrice { price: row.unit_price.normalize(), basis, tax_mode, currency },
            })
        })
        .collect()
}

/// Staff only: buyers have no grant on the reason.
pub(super) async fn load_desk(tx: &mut Tx, quote: ListId) -> Result<QuoteDesk> {
    let row = sqlx::query!(
        r#"select coalesce(p.name, '') as "offered_by!", coalesce(q.below_floor_reason, '') as "reason!"
           from pricing.quotes q left join accounts.people p on p.id = q.offered_by where q.list_id = $1"#,
        quote.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(QuoteDesk { offered_by: row.offered_by, below_floor_reason: row.reason })
}
