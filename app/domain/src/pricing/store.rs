//! SQL of pricing: loads the terms of one company, writes lists, lines and discounts, reads costs and floors.
//!
//! What is set up for the whole price book is in [`setup`]. Every read of prices names the company beside the row policy. Costs and floors are read on the staff pool only; the
//! buyers' role has no grant on them.

pub(super) mod setup;
pub(super) mod shared;

use crate::error::{Error, Result};
use crate::ids::{CategoryId, CompanyId, ListId, SkuId};
use crate::money::{Currency, TaxMode};
use crate::op::Tx;
use crate::pricing::edit::{NewDiscount, NewLine, NewList};
use crate::pricing::floor::{Cost, Floor};
use crate::pricing::terms::{
    Discount, DiscountTarget, Holder, ListKind, PriceLine, PriceList, SkuFacts, Terms, VAT_CODE, Validity,
    VatRate,
};
use crate::rejection::{FieldProblem, Problem, Rejection};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Rows that ended or begin within so many days are loaded too, so that the trace can say "ended yesterday".
const NEAR_DAYS: i32 = 60;

/// Loads what decides the company's prices for these SKUs around a day: two queries, whatever the number of SKUs.
pub(super) async fn load_terms(
    tx: &mut Tx,
    company: CompanyId,
    skus: &[SkuId],
    day: NaiveDate,
) -> Result<Terms> {
    let mut terms = load_terms_without_lines(tx, company, day).await?;
    load_lines(tx, skus, day, &mut terms).await?;
    Ok(terms)
}

/// Contracts of the companies above come too: which company's count is decided by [`Terms::contract_steps_up`], so that the
/// trace can say so. Of quotes only accepted ones, from the day they were.
async fn load_lists(tx: &mut Tx, company: CompanyId, day: NaiveDate, terms: &mut Terms) -> Result<()> {
    let rows = sqlx::query!(
        r#"with me as materialized (select c.path, c.price_group_id from accounts.companies c where c.id = $1)
           select l.id, l.kind, l.code, l.name, l.version, l.currency, l.tax_mode, l.allows_promotion,
             case when l.kind <> 'quote' then l.valid_from
               else (select q.accepted_on from pricing.quotes q where q.list_id = l.id) end as "valid_from!",
             l.valid_to, l.company_id,
             case when l.company_id <> $1 then array_position((select m.path from me m), l.company_id) end as steps_up,
             -- none for a buyer: he sees no row of a company above his own
             case when l.company_id <> $1
               then (select array[h.code, h.name] from accounts.companies h where h.id = l.company_id) end as holder,
             d.id as "discount_id?", d.category_id, d.brand, d.min_qty as "min_qty?", d.percent as "percent?",
             d.valid_from as "discount_from?", d.valid_to as discount_to,
             v.rate as "vat_rate?", v.valid_from as "vat_from?", v.valid_to as vat_to
           from pricing.lists l
           left join pricing.discounts d on d.list_id = l.id and (d.company_id is null or d.company_id = l.company_id)
             and d.valid_from < $2::date + $3::int and (d.valid_to is null or d.valid_to > $2::date - $3::int)
           left join pricing.vat_rates v on v.code = $4
             and v.valid_from <= $2::date and (v.valid_to is null or v.valid_to > $2::date)
           where ((l.company_id = any((select m.path from me m)::uuid[]) and (l.kind = 'contract' or l.company_id = $1))
               or (l.company_id is null and l.group_id is null)
               or (l.company_id is null and l.group_id = (select m.price_group_id from me m)))
             and (l.kind <> 'quote'
               or exists (select from pricing.quotes q where q.list_id = l.id and q.state = 'accepted'))
             and l.valid_from < $2::date + $3::int and (l.valid_to is null or l.valid_to > $2::date - $3::int)"#,
        company.0,
        day,
        NEAR_DAYS,
        VAT_CODE
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut known = HashSet::new();
    for row in rows {
        if let (Some(rate), Some(from), true) = (row.vat_rate, row.vat_from, terms.vat.is_empty()) {
            terms.vat.push(VatRate { rate, validity: Validity { from, to: row.vat_to } });
        }
        let list = ListId(row.id);
        if let (Some(min_qty), Some(percent), Some(from)) = (row.min_qty, row.percent, row.discount_from) {
            let target = match (row.category_id, row.brand) {
                (Some(category), _) => DiscountTarget::Category(CategoryId(category)),
                (None, Some(brand)) => DiscountTarget::Brand(brand),
                (None, None) => DiscountTarget::All,
            };
            let validity = Validity { from, to: row.discount_to };
            terms.discounts.push(Discount { list, target, min_qty, percent, validity });
        }
        if known.insert(list) {
            terms.lists.push(PriceList {
                id: list,
                kind: known_kind(&row.kind)?,
                code: row.code,
                name: row.name,
                version: row.version,
                currency: known_currency(&row.currency)?,
                tax_mode: TaxMode::parse(&row.tax_mode),
                allows_promotion: row.allows_promotion,
                validity: Validity { from: row.valid_from, to: row.valid_to },
                holder: row.company_id.map(|company| Holder {
                    company: CompanyId(company),
                    steps_up: row.steps_up.and_then(|n| usize::try_from(n - 1).ok()).unwrap_or(0),
                    known_as: row
                        .holder
                        .and_then(|known| <[String; 2]>::try_from(known).ok().map(Into::into)),
                }),
            });
        }
    }
    Ok(())
}

/// The lists open to a company and their discounts, without any line.
pub(super) async fn load_terms_without_lines(
    tx: &mut Tx,
    company: CompanyId,
    day: NaiveDate,
) -> Result<Terms> {
    let mut terms = Terms::default();
    load_lists(tx, company, day, &mut terms).await?;
    Ok(terms)
}

async fn load_lines(tx: &mut Tx, skus: &[SkuId], day: NaiveDate, terms: &mut Terms) -> Result<()> {
    let wanted: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let lists: Vec<Uuid> = terms.lists.iter().map(|list| list.id.0).collect();
    let holders: Vec<Uuid> =
        terms.lists.iter().filter_map(|list| Some(list.holder.as_ref()?.company.0)).collect();
    let rows = sqlx::query!(
        r#"select s.id, s.part_number, f.brand, c.path,
             n.list_id as "list_id?", n.min_qty as "min_qty?", n.unit_price as "unit_price?",
             n.price_basis as "price_basis?", n.valid_from as "valid_from?", n.valid_to
           from catalog.skus s
           join catalog.families f on f.id = s.family_id
           join catalog.categories c on c.id = f.category_id
           -- part by part (`offset 0` keeps it so): read as whole lists, a base list of a million lines is read for fifty parts
           left join lateral (
             select * from pricing.lines l where l.sku_id = s.id and l.list_id = any($2)
               and (l.company_id is null or l.company_id = any($3))
               and l.valid_from < $4::date + $5::int and (l.valid_to is null or l.valid_to > $4::date - $5::int)
             offset 0) n on true
           where s.id = any($1)"#,
        &wanted,
        &lists,
        &holders,
        day,
        NEAR_DAYS
    )
    .fetch_all(&mut **tx)
    .await?;
    for row in rows {
        let sku = SkuId(row.id);
        terms.skus.entry(sku).or_insert_with(|| SkuFacts {
            part_number: row.part_number,
            brand: row.brand,
            categories: row.path.into_iter().map(CategoryId).collect(),
        });
        let (Some(list), Some(min_qty), Some(price), Some(basis), Some(from)) =
            (row.list_id, row.min_qty, row.unit_price, row.price_basis, row.valid_from)
        else {
            continue;
        };
        let validity = Validity { from, to: row.valid_to };
        let line = PriceLine { list: ListId(list), min_qty, price, basis: known_basis(basis)?, validity };
        terms.lines.entry(sku).or_default().push(line);
    }
    Ok(())
}

/// The cost of SKUs that have one.
pub(super) async fn list_costs(tx: &mut Tx, skus: &[SkuId]) -> Result<HashMap<SkuId, Cost>> {
    let wanted: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let rows =
        sqlx::query!("select sku_id, cost, price_basis from pricing.costs where sku_id = any($1)", &wanted)
            .fetch_all(&mut **tx)
            .await?;
    rows.into_iter()
        .map(|row| Ok((SkuId(row.sku_id), Cost { cost: row.cost, basis: known_basis(row.price_basis)? })))
        .collect()
}

/// The floor of SKUs that have one: the SKU's own, else that of the deepest category. Of two at the same place the one
/// written later, which is the greater id.
pub(super) async fn list_floors(tx: &mut Tx, skus: &[SkuId]) -> Result<HashMap<SkuId, Floor>> {
    let wanted: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query!(
        r#"select distinct on (s.id) s.id as "sku_id!", w.min_price, w.price_basis as "price_basis!",
             w.min_margin_percent
           from catalog.skus s
           join catalog.families f on f.id = s.family_id
           join catalog.categories c on c.id = f.category_id
           join pricing.floors w on w.sku_id = s.id or w.category_id = any(c.path)
           where s.id = any($1)
           order by s.id, w.sku_id is null, array_position(c.path, w.category_id), w.id desc"#,
        &wanted
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let (min_price, min_margin_percent) = (row.min_price, row.min_margin_percent);
            Ok((
                SkuId(row.sku_id),
                Floor { min_price, basis: known_basis(row.price_basis)?, min_margin_percent },
            ))
        })
        .collect()
}

/// The SKU of an exact 型号.
pub(super) async fn find_sku(tx: &mut Tx, part_number: &str) -> Result<Option<SkuId>> {
    Ok(sqlx::query_scalar!("select id from catalog.skus where part_number = $1", part_number)
        .fetch_optional(&mut **tx)
        .await?
        .map(SkuId))
}

/// The company of a code.
pub(super) async fn find_company(tx: &mut Tx, code: &str) -> Result<Option<CompanyId>> {
    Ok(sqlx::query_scalar!("select id from accounts.companies where code = $1", code)
        .fetch_optional(&mut **tx)
        .await?
        .map(CompanyId))
}

/// The list of a code.
pub(super) async fn find_list(tx: &mut Tx, code: &str) -> Result<Option<ListId>> {
    Ok(sqlx::query_scalar!("select id from pricing.lists where code = $1", code)
        .fetch_optional(&mut **tx)
        .await?
        .map(ListId))
}

/// Writes a list; its code is its own.
pub(super) async fn insert_list(tx: &mut Tx, id: ListId, list: &NewList, at: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into pricing.lists (id, kind, company_id, group_id, code, name, currency, tax_mode,
           allows_promotion, valid_from, valid_to, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id.0,
        list.kind.as_str(),
        list.company.map(|c| c.0),
        list.group.map(|g| g.0),
        list.code,
        list.name,
        list.currency.code(),
        list.tax_mode.as_str(),
        list.allows_promotion,
        list.valid_from,
        list.valid_to,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| refusal(error, "lists_code_uniq", "code"))?;
    Ok(())
}

/// Locks a list for an edit and counts its version up; whose it is, and what kind.
pub(super) async fn touch_list(
    tx: &mut Tx,
    list: ListId,
    at: DateTime<Utc>,
) -> Result<Option<(Option<CompanyId>, ListKind)>> {
    let row = sqlx::query!(
        "update pricing.lists set version = version + 1, changed_at = $2 where id = $1 returning company_id, kind",
        list.0,
        at
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| Ok((row.company_id.map(CompanyId), known_kind(&row.kind)?))).transpose()
}

/// A line that holds on a day at a rung.
pub(super) struct OldLine {
    pub id: Uuid,
    pub price: Decimal,
    pub basis: i32,
    pub validity: Validity,
}

/// The line of the same rung that holds on the new one's first day.
pub(super) async fn find_line(tx: &mut Tx, line: &NewLine) -> Result<Option<OldLine>> {
    let row = sqlx::query!(
        "select id, unit_price, price_basis, valid_from, valid_to from pricing.lines
         where list_id = $1 and sku_id = $2 and min_qty = $3
           and valid_from <= $4 and (valid_to is null or valid_to > $4)",
        line.list.0,
        line.sku.0,
        line.min_qty.get(),
        line.valid_from
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| OldLine {
        id: row.id,
        price: row.unit_price,
        basis: row.price_basis,
        validity: Validity { from: row.valid_from, to: row.valid_to },
    }))
}

/// Ends a line before `day`, or removes it when it began that day.
pub(super) async fn end_line(tx: &mut Tx, old: &OldLine, day: NaiveDate) -> Result<()> {
    if old.validity.from < day {
        sqlx::query!("update pricing.lines set valid_to = $2 where id = $1", old.id, day)
            .execute(&mut **tx)
            .await?;
    } else {
        sqlx::query!("delete from pricing.lines where id = $1", old.id).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Writes many lines of one list at once; the company is the list's own.
pub(super) async fn insert_lines(
    tx: &mut Tx,
    list: ListId,
    company: Option<CompanyId>,
    lines: &[NewLine],
) -> Result<u64> {
    let ids: Vec<Uuid> = lines.iter().map(|_| Uuid::now_v7()).collect();
    let skus: Vec<Uuid> = lines.iter().map(|line| line.sku.0).collect();
    let rungs: Vec<Decimal> = lines.iter().map(|line| line.min_qty.get()).collect();
    let prices: Vec<Decimal> = lines.iter().map(|line| line.unit_price).collect();
    let bases: Vec<i32> = lines.iter().map(|line| i32::try_from(line.price_basis).unwrap_or(0)).collect();
    let from: Vec<NaiveDate> = lines.iter().map(|line| line.valid_from).collect();
    let to: Vec<Option<NaiveDate>> = lines.iter().map(|line| line.valid_to).collect();
    let done = sqlx::query!(
        "insert into pricing.lines (id, list_id, company_id, sku_id, min_qty, unit_price, price_basis, valid_from, valid_to)
         select n.id, $1, $2, n.sku_id, n.min_qty, n.unit_price, n.price_basis, n.valid_from, n.valid_to
         from unnest($3::uuid[], $4::uuid[], $5::numeric[], $6::numeric[], $7::int[], $8::date[], $9::date[])
           as n (id, sku_id, min_qty, unit_price, price_basis, valid_from, valid_to)",
        list.0,
        company.map(|c| c.0),
        &ids,
        &skus,
        &rungs,
        &prices,
        &bases,
        &from,
        &to as &[Option<NaiveDate>]
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| refusal(error, "lines_rung_excl", "valid_from"))?;
    Ok(done.rows_affected())
}

/// Writes a discount of a list.
pub(super) async fn insert_discount(
    tx: &mut Tx,
    id: Uuid,
    company: Option<CompanyId>,
    discount: &NewDiscount,
) -> Result<()> {
    let (category, brand) = match &discount.target {
        DiscountTarget::Category(id) => (Some(id.0), None),
        DiscountTarget::Brand(brand) => (None, Some(brand.as_str())),
        DiscountTarget::All => (None, None),
    };
    sqlx::query!(
        "insert into pricing.discounts (id, list_id, company_id, category_id, brand, min_qty, percent, valid_from, valid_to)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        discount.list.0,
        company.map(|c| c.0),
        category,
        brand,
        discount.min_qty.get(),
        discount.percent,
        discount.valid_from,
        discount.valid_to
    )
    .execute(&mut **tx)
    .await
    .map_err(|error| refusal(error, "discounts_rung_excl", "valid_from"))?;
    Ok(())
}

/// The constraint `name` says that `field` is taken; a foreign key, that something named does not exist.
fn refusal(error: sqlx::Error, name: &str, field: &str) -> Error {
    match &error {
        sqlx::Error::Database(db) if db.constraint() == Some(name) => {
            Rejection::Fields(vec![FieldProblem::new(field, Problem::Taken)]).into()
        }
        sqlx::Error::Database(db) if db.is_foreign_key_violation() => Rejection::NotFound.into(),
        _ => error.into(),
    }
}

fn known_kind(text: &str) -> Result<ListKind> {
    ListKind::parse(text).ok_or_else(|| Error::Internal("unknown kind of price list".into()))
}

fn known_currency(code: &str) -> Result<Currency> {
    Currency::from_code(code).ok_or_else(|| Error::Internal("price list in an unknown currency".into()))
}

pub(super) fn known_basis(basis: i32) -> Result<u32> {
    u32::try_from(basis).map_err(|_| Error::Internal("negative price basis".into()))
}
