//! SQL of terms of many customers at once.

use super::stored_terms;
use crate::error::Result;
use crate::ids::CompanyId;
use crate::op::Tx;
use crate::receivables::many::ManyTerms;
use crate::receivables::terms::Terms;
use rust_decimal::Decimal;
use std::collections::HashMap;
use uuid::Uuid;

/// The columns of terms, as they are stored.
struct Raw {
    company_id: Uuid,
    credit_limit: Option<Decimal>,
    hold_reason: Option<String>,
    term_anchor: String,
    term_cutoff_day: Option<i32>,
    term_month_offset: i32,
    term_day_offset: i32,
    term_fixed_day: Option<i32>,
}

impl Raw {
    fn terms(&self) -> Terms {
        let offsets = (self.term_month_offset, self.term_day_offset);
        stored_terms(&self.term_anchor, offsets, (self.term_cutoff_day, self.term_fixed_day))
    }
}

/// Credit limit and terms of every customer with an account.
pub(in crate::receivables) async fn list_terms(
    tx: &mut Tx,
) -> Result<HashMap<CompanyId, (Option<Decimal>, Terms)>> {
    let rows = sqlx::query_as!(
        Raw,
        "select company_id, credit_limit, hold_reason, term_anchor, term_cutoff_day, term_month_offset, term_day_offset,
           term_fixed_day
         from receivables.accounts"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (CompanyId(row.company_id), (row.credit_limit, row.terms()))).collect())
}

/// Opens the accounts there are none of, locks them all, and reads limit, terms and why they are on hold.
pub(in crate::receivables) async fn lock_terms(
    tx: &mut Tx,
    companies: &[CompanyId],
) -> Result<HashMap<CompanyId, (Option<Decimal>, Terms, Option<String>)>> {
    let ids: Vec<Uuid> = companies.iter().map(|company| company.0).collect();
    sqlx::query!(
        "insert into receivables.accounts (company_id) select unnest($1::uuid[]) on conflict do nothing",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    let rows = sqlx::query_as!(
        Raw,
        "select company_id, credit_limit, hold_reason, term_anchor, term_cutoff_day, term_month_offset, term_day_offset,
           term_fixed_day
         from receivables.accounts where company_id = any($1) order by company_id for no key update",
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let read = rows.into_iter().map(|row| {
        let terms = row.terms();
        (CompanyId(row.company_id), (row.credit_limit, terms, row.hold_reason))
    });
    Ok(read.collect())
}

/// Writes limits and terms; holds stay.
pub(in crate::receivables) async fn update_terms(tx: &mut Tx, new: &[ManyTerms]) -> Result<()> {
    let whole = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
    let ids: Vec<Uuid> = new.iter().map(|one| one.company.0).collect();
    let limits: Vec<Option<Decimal>> = new.iter().map(|one| one.credit_limit).collect();
    let anchors: Vec<String> = new.iter().map(|one| one.terms.anchor.as_str().to_owned()).collect();
    let cutoffs: Vec<Option<i32>> = new.iter().map(|one| one.terms.cutoff_day.map(whole)).collect();
    let months: Vec<i32> = new.iter().map(|one| whole(one.terms.month_offset)).collect();
    let days: Vec<i32> = new.iter().map(|one| whole(one.terms.day_offset)).collect();
    let fixed: Vec<Option<i32>> = new.iter().map(|one| one.terms.fixed_day.map(whole)).collect();
    sqlx::query!(
        "update receivables.accounts a set credit_limit = n.credit_limit, term_anchor = n.anchor,
           term_cutoff_day = n.cutoff, term_month_offset = n.months, term_day_offset = n.days, term_fixed_day = n.fixed
         from unnest($1::uuid[], $2::numeric[], $3::text[], $4::int[], $5::int[], $6::int[], $7::int[])
           as n(company, credit_limit, anchor, cutoff, months, days, fixed)
         where a.company_id = n.company",
        &ids,
        &limits as &[Option<Decimal>],
        &anchors,
        &cutoffs as &[Option<i32>],
        &months,
        &days,
        &fixed as &[Option<i32>]
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
