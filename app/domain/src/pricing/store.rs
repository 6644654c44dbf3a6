//! SQL of pricing: loads the terms of one company, writes lists, lines and discounts, reads costs and floors.
//!
//! What is set up for the whole price book is in [`setup`]. Every read of prices names the company beside the row policy. Costs and floors are read on the staff pool only; the
//! buyers' role has no grant on them.

pub(super) mod change_lines;
pub(super) mod changes;
pub(super) mod files;
pub(super) mod floors;
pub(super) mod heads;
pub(super) mod lists;
pub(super) mod names;
pub(super) mod percents;
pub(super) mod setup;
pub(super) mod shared;
pub(super) mod simulation;
pub(super) mod steps;

use crate::error::{Error, Result};
use crate::ids::{CategoryId, CompanyId, FamilyId, ListId, SkuId};
use crate::money::{Currency, TaxMode};
use crate::op::Tx;
use crate::pricing::edit::NewList;
use crate::pricing::memory::{Open, Place, PriceMemory};
use crate::pricing::store::steps::{DiscountRow, LineRow, as_discounts, as_lines};
use crate::pricing::terms::{
    FamilyFacts, Holder, ListKind, PriceList, SkuFacts, Terms, VAT_CODE, Validity, VatRate,
};
use crate::rejection::{FieldProblem, Problem, Rejection};
use chrono::{DateTime, Days, NaiveDate, Utc};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

/// Rows that ended or begin within so many days are loaded too, so that the trace can say "ended yesterday".
const NEAR_DAYS: u64 = 60;

/// How often the lists are asked for again when somebody changes them between two questions.
const TRIES: usize = 3;

/// Loads what decides the company's prices for these SKUs around a day: three queries, whatever the number of SKUs, or one
/// where `memory` knows lists and families and nobody has changed them. `place` is where the company's are remembered.
pub(super) async fn load_terms(
    tx: &mut Tx,
    memory: &PriceMemory,
    place: Option<Place<'_>>,
    company: CompanyId,
    skus: &[SkuId],
    day: NaiveDate,
) -> Result<Terms> {
    let mut remembered = place.as_ref().and_then(Place::recall);
    let mut tried = 0;
    loop {
        let open = match remembered.take() {
            Some(open) => open,
            None => load_lists(tx, company, day).await?,
        };
        let mut terms = open.terms();
        let rows = load_rows(tx, skus, &terms).await?;
        let edition = rows.first().and_then(|row| row.edition);
        let (families, same) = load_families(tx, memory, edition, &rows).await?;
        tried += 1;
        if rows.is_empty() || terms.lists.is_empty() || (edition == open.edition && same) || tried > TRIES {
            place.filter(|_| edition == open.edition).inspect(|place| place.remember(&open));
            fill(&mut terms, rows, &families, day)?;
            return Ok(terms);
        }
    }
}

/// The lists open to a company and their discounts, without any line.
pub(super) async fn open_lists(
    tx: &mut Tx,
    place: Option<Place<'_>>,
    company: CompanyId,
    day: NaiveDate,
) -> Result<Open> {
    if let Some(open) = place.as_ref().and_then(Place::recall) {
        let edition = sqlx::query_scalar!("select n from pricing.edition").fetch_optional(&mut **tx).await?;
        if edition.flatten() == open.edition {
            return Ok(open);
        }
    }
    let open = load_lists(tx, company, day).await?;
    place.inspect(|place| place.remember(&open));
    Ok(open)
}

/// Contracts of the companies above come too: which company's count is decided by [`Terms::contract_steps_up`], so that the
/// trace can say so. Of quotes only accepted ones, from the day they were.
async fn load_lists(tx: &mut Tx, company: CompanyId, day: NaiveDate) -> Result<Open> {
    let rows = sqlx::query!(
        r#"with seen as materialized (select pricing.scope($1) as by)
           select l.id, l.kind, l.code, l.name, l.version, l.currency, l.tax_mode, l.allows_promotion,
             case when l.kind <> 'quote' then l.valid_from
               else (select q.accepted_on from pricing.quotes q where q.list_id = l.id) end as "valid_from!",
             l.valid_to, l.company_id,
             case when l.company_id <> $1 then array_position((select s.by from seen s), l.company_id) end as steps_up,
             -- none for a buyer: he sees no row of a company above his own
             case when l.company_id <> $1
               then (select array[h.code, h.name] from accounts.companies h where h.id = l.company_id) end as holder,
             d.category_id, d.brand, d.min_qty as "min_qty?", d.percent as "percent?", d.valid_from as "discount_from?",
             d.change_id,
             v.rate as "vat_rate?", v.valid_from as "vat_from?", v.valid_to as vat_to,
             (select e.n from pricing.edition e) as edition
           from pricing.lists l
           left join pricing.discounts d on d.list_id = l.id and (d.company_id is null or d.company_id = l.company_id)
           left join pricing.vat_rates v on v.code = $4
             and v.valid_from <= $2::date and (v.valid_to is null or v.valid_to > $2::date)
           where l.open_to = any((select s.by from seen s)::uuid[])
             and (l.company_id is null or l.kind = 'contract' or l.company_id = $1)
             and (l.kind <> 'quote'
               or exists (select from pricing.quotes q where q.list_id = l.id and q.state = 'accepted'))
             and l.valid_from < $2::date + $3::int and (l.valid_to is null or l.valid_to > $2::date - $3::int)"#,
        company.0,
        day,
        i32::try_from(NEAR_DAYS).unwrap_or(i32::MAX),
        VAT_CODE
    )
    .fetch_all(&mut **tx)
    .await?;
    let edition = rows.first().and_then(|row| row.edition);
    let mut known = HashSet::new();
    let (mut lists, mut discounts, mut vat) = (Vec::new(), Vec::new(), None);
    for row in rows {
        if let (Some(rate), Some(from)) = (row.vat_rate, row.vat_from) {
            vat.get_or_insert(VatRate { rate, validity: Validity { from, to: row.vat_to } });
        }
        let list = ListId(row.id);
        if let (Some(min_qty), Some(valid_from)) = (row.min_qty, row.discount_from) {
            let (category_id, brand, percent, change_id) =
                (row.category_id, row.brand, row.percent, row.change_id);
            let row =
                DiscountRow { list_id: list.0, category_id, brand, min_qty, valid_from, percent, change_id };
            discounts.push(row.read());
        }
        if known.insert(list) {
            lists.push(PriceList {
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
    let mut discounts = as_discounts(discounts);
    discounts.retain(|discount| is_near(&discount.validity, day));
    Ok(Open { edition, lists: lists.into(), discounts: discounts.into(), vat: vat.into_iter().collect() })
}

/// Whether it held, holds or will within [`NEAR_DAYS`] of a day.
fn is_near(validity: &Validity, day: NaiveDate) -> bool {
    let near = Days::new(NEAR_DAYS);
    validity.from < day + near && validity.to.is_none_or(|to| to > day - near)
}

/// A SKU, and a step of a line of it where it has any.
struct Row {
    id: Uuid,
    part_number: String,
    family_id: Uuid,
    list_id: Option<Uuid>,
    min_qty: Option<Decimal>,
    unit_price: Option<Decimal>,
    price_basis: Option<i32>,
    valid_from: Option<NaiveDate>,
    change_id: Option<Uuid>,
    /// Which the lines go with.
    edition: Option<i64>,
}

/// The SKUs, and their lines on the lists of the terms.
async fn load_rows(tx: &mut Tx, skus: &[SkuId], terms: &Terms) -> Result<Vec<Row>> {
    let wanted: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let lists: Vec<Uuid> = terms.lists.iter().map(|list| list.id.0).collect();
    let holders: Vec<Uuid> =
        terms.lists.iter().filter_map(|list| Some(list.holder.as_ref()?.company.0)).collect();
    Ok(sqlx::query_as!(
        Row,
        r#"select s.id, s.part_number, s.family_id, n.list_id as "list_id?", n.min_qty as "min_qty?", n.unit_price,
             n.price_basis as "price_basis?", n.valid_from as "valid_from?", n.change_id,
             (select e.n from pricing.edition e) as edition
           from catalog.skus s
           -- part by part and list by list (`offset 0` keeps it so): read as whole lists, a base list of a million lines is read
           -- for fifty parts; read as whole parts, a bolt in every contract is read twenty thousand times for one of them
           left join lateral (
             select l.* from unnest($2::uuid[]) o (list_id) cross join lateral (
               select * from pricing.lines l where l.sku_id = s.id and l.list_id = o.list_id
                 and (l.company_id is null or l.company_id = any($3))
               offset 0) l) n on true
           where s.id = any($1)"#,
        &wanted,
        &lists,
        &holders
    )
    .fetch_all(&mut **tx)
    .await?)
}

type Families = FxHashMap<FamilyId, Arc<FamilyFacts>>;

/// What discounts look at in the families of these SKUs; false where that is of another edition than theirs.
async fn load_families(
    tx: &mut Tx,
    memory: &PriceMemory,
    edition: Option<i64>,
    rows: &[Row],
) -> Result<(Families, bool)> {
    let mut families = memory.families(edition, rows.iter().map(|row| FamilyId(row.family_id)));
    let mut missing: Vec<Uuid> =
        rows.iter().map(|row| row.family_id).filter(|id| !families.contains_key(&FamilyId(*id))).collect();
    if missing.is_empty() {
        return Ok((families, true));
    }
    missing.sort_unstable();
    missing.dedup();
    let found = sqlx::query!(
        "select f.id, f.brand, c.path, (select e.n from pricing.edition e) as edition
         from catalog.families f join catalog.categories c on c.id = f.category_id where f.id = any($1)",
        &missing
    )
    .fetch_all(&mut **tx)
    .await?;
    let same = found.iter().all(|row| row.edition == edition);
    let facts = found.into_iter().map(|row| {
        let categories = row.path.into_iter().map(CategoryId).collect();
        (FamilyId(row.id), Arc::new(FamilyFacts { categories, brand: row.brand }))
    });
    let facts: Vec<_> = facts.collect();
    if let Some(edition) = edition.filter(|_| same) {
        memory.remember_families(edition, &facts);
    }
    families.extend(facts);
    Ok((families, same))
}

/// Puts SKUs and lines into the terms.
fn fill(terms: &mut Terms, rows: Vec<Row>, families: &Families, day: NaiveDate) -> Result<()> {
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let sku = SkuId(row.id);
        let part_number = row.part_number;
        terms.skus.entry(sku).or_insert_with(|| SkuFacts {
            part_number,
            family: families.get(&FamilyId(row.family_id)).cloned().unwrap_or_default(),
        });
        let (Some(list_id), Some(min_qty), Some(price_basis), Some(valid_from)) =
            (row.list_id, row.min_qty, row.price_basis, row.valid_from)
        else {
            continue;
        };
        let (sku_id, unit_price, change_id) = (sku.0, row.unit_price, row.change_id);
        let row = LineRow { list_id, sku_id, min_qty, valid_from, unit_price, price_basis, change_id };
        lines.push(row.read()?);
    }
    for (sku, line) in as_lines(lines) {
        if is_near(&line.validity, day) {
            terms.lines.entry(sku).or_default().push(line);
        }
    }
    Ok(())
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

/// Locks a list for an edit and counts its version up; what kind it is.
pub(super) async fn touch_list(tx: &mut Tx, list: ListId, at: DateTime<Utc>) -> Result<Option<ListKind>> {
    let kind = sqlx::query_scalar!(
        "update pricing.lists set version = version + 1, changed_at = $2 where id = $1 returning kind",
        list.0,
        at
    )
    .fetch_optional(&mut **tx)
    .await?;
    kind.map(|kind| known_kind(&kind)).transpose()
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
