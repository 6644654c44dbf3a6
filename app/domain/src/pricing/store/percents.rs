//! SQL of percentages held against floors: which parts they concern that have one, and what prices those.

use super::floors::{WideFloors, costs_and_own_floors, families_costs_own_floors};
use super::simulation::{OwnedList, OwnedRow};
use super::steps::{LineRow, LineRung, Rate, columns_of};
use crate::error::Result;
use crate::ids::{CategoryId, ChangeId, CompanyId, FamilyId, ListId, SkuId};
use crate::op::Tx;
use crate::pricing::change::floors::FloorBook;
use crate::pricing::floor::Floor;
use crate::pricing::terms::{DiscountTarget, FamilyFacts};
use crate::pricing::timeline::Step;
use chrono::NaiveDate;
use futures_util::TryStreamExt;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What is known of all parts of a family.
pub(in crate::pricing) struct Family {
    /// What percentages look at.
    pub facts: FamilyFacts,
    /// Of those that have none of their own.
    pub floor: Option<Floor>,
}

/// Some parts with a floor.
#[derive(Default)]
pub(in crate::pricing) struct Floored {
    /// Those they are of.
    pub families: HashMap<FamilyId, Family>,
    /// In ascending order, each with its family.
    pub parts: Vec<(SkuId, FamilyId)>,
}

/// The parts with a floor, their own or one of a category or of their brand, that are in one of these targets.
pub(in crate::pricing) async fn floored(tx: &mut Tx, targets: &[&DiscountTarget]) -> Result<Floored> {
    let (mut categories, mut brands) = (Vec::new(), Vec::new());
    for target in targets {
        let (category, brand) = columns_of(target);
        categories.extend(category);
        brands.extend(brand.map(str::to_owned));
    }
    let rows = sqlx::query!(
        r#"select f.id, f.brand, c.path from catalog.families f join catalog.categories c on c.id = f.category_id
           where $1 or c.path && $2 or (f.brand <> '' and f.brand = any($3))"#,
        targets.contains(&&DiscountTarget::All),
        &categories,
        &brands
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| (row.id, row.brand, row.path));
    let families = families_of(rows, &WideFloors::load(tx).await?);
    let ids = |wide: bool| -> Vec<Uuid> {
        families.iter().filter(|(_, family)| family.floor.is_some() == wide).map(|(id, _)| id.0).collect()
    };
    let (wide, narrow) = (ids(true), ids(false));
    let mut parts = Vec::new();
    let mut rows = sqlx::query!(
        r#"select s.id as "id!", s.family_id as "family_id!" from catalog.skus s where s.family_id = any($1)
           union all
           select s.id, s.family_id from pricing.floors w join catalog.skus s on s.id = w.sku_id where s.family_id = any($2)"#,
        &wide,
        &narrow
    )
    .fetch(&mut **tx);
    while let Some(row) = rows.try_next().await? {
        parts.push((SkuId(row.id), FamilyId(row.family_id)));
    }
    drop(rows);
    parts.sort_unstable();
    Ok(Floored { families, parts })
}

/// Families from their rows: id, brand, way up of the category.
fn families_of(
    rows: impl Iterator<Item = (Uuid, String, Vec<Uuid>)>,
    floors: &WideFloors,
) -> HashMap<FamilyId, Family> {
    let family = |(id, brand, path): (Uuid, String, Vec<Uuid>)| {
        let floor = floors.of(&path, &brand);
        let categories = path.into_iter().map(CategoryId).collect();
        (FamilyId(id), Family { facts: FamilyFacts { categories, brand }, floor })
    };
    rows.map(family).collect()
}

/// Those of these parts that have a floor, and their costs and floors.
pub(in crate::pricing) async fn floored_among(
    tx: &mut Tx,
    skus: &[SkuId],
    vat_rate: Decimal,
) -> Result<(Floored, FloorBook)> {
    let mut all = Vec::with_capacity(skus.len());
    for portion in skus.chunks(20_000) {
        all.extend(families_costs_own_floors(tx, portion).await?);
    }
    let mut ids: Vec<Uuid> = all.iter().map(|(_, family, _)| *family).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = sqlx::query!(
        "select f.id, f.brand, c.path from catalog.families f join catalog.categories c on c.id = f.category_id where f.id = any($1)",
        &ids
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| (row.id, row.brand, row.path));
    let families = families_of(rows, &WideFloors::load(tx).await?);
    let mut parts = Vec::new();
    let mut book = HashMap::with_capacity(all.len());
    for (sku, family, (cost, own)) in all {
        let family = FamilyId(family);
        if let Some(floor) = own.or_else(|| families.get(&family)?.floor) {
            parts.push((sku, family));
            book.insert(sku, (cost, Some(floor)));
        }
    }
    parts.sort_unstable();
    Ok((Floored { families, parts }, FloorBook { parts: book, vat_rate }))
}

impl Floored {
    /// These and others.
    pub(in crate::pricing) fn and(mut self, other: Floored) -> Floored {
        self.families.extend(other.families);
        self.parts.extend(other.parts);
        self.parts.sort_unstable();
        self.parts.dedup();
        self
    }

    /// Costs and floors of some of them.
    pub(in crate::pricing) async fn book_in_tx(
        &self,
        tx: &mut Tx,
        portion: &[(SkuId, FamilyId)],
        vat_rate: Decimal,
    ) -> Result<FloorBook> {
        let mut parts = HashMap::with_capacity(portion.len());
        for portion in portion.chunks(20_000) {
            let skus: Vec<SkuId> = portion.iter().map(|(sku, _)| *sku).collect();
            parts.extend(costs_and_own_floors(tx, &skus).await?);
        }
        for (sku, family) in portion {
            let (_, floor) = parts.entry(*sku).or_default();
            *floor = floor.or_else(|| self.families.get(family)?.floor);
        }
        Ok(FloorBook { parts, vat_rate })
    }
}

/// The lists that may price something with a document otherwise than without it, those that ended before a day left out: all
/// that are for everybody or for groups, and the contracts of every company, and of those above it, that has one with a
/// percentage, one the document is about, or one that takes promotions where others do not; quotes never.
pub(in crate::pricing) async fn lists(
    tx: &mut Tx,
    change: ChangeId,
    day: NaiveDate,
) -> Result<Vec<OwnedList>> {
    let rows = sqlx::query_as!(
        OwnedRow,
        r#"with some_closed as (
             select exists (select from pricing.lists where kind in ('base', 'group') and not allows_promotion)
               and exists (select from pricing.discounts d join pricing.lists p on p.id = d.list_id where p.kind = 'promotion') as yes),
           holders as (
             select l.company_id from pricing.lists l
             where l.kind = 'contract' and (l.valid_to is null or l.valid_to >= $2)
               -- list by list (`offset 0` keeps it so): there are fewer lists than lines
               and (exists (select from pricing.change_lines n where n.change_id = $1 and n.list_id = l.id offset 0)
                 or exists (select from pricing.change_discounts n where n.change_id = $1 and n.list_id = l.id offset 0)
                 or exists (select from pricing.change_heads n where n.change_id = $1 and n.list_id = l.id offset 0)
                 or l.id in (select list_id from pricing.discounts)
                 or (l.allows_promotion and (select yes from some_closed)))
             union select (head ->> 'company')::uuid from pricing.change_lists where change_id = $1),
           owners as materialized (
             select distinct p.id from accounts.companies c join holders h on h.company_id = c.id cross join lateral unnest(c.path) as p (id))
           select id, kind, code, name, version, currency, tax_mode, allows_promotion, valid_from, valid_to, company_id, group_id
           from pricing.lists
           where (valid_to is null or valid_to >= $2) and (kind in ('base', 'group', 'promotion') or kind = 'contract' and company_id in (
             select id from owners))"#,
        change.0,
        day
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(OwnedRow::read).collect()
}

/// The parts that promotions price.
pub(in crate::pricing) async fn promoted(tx: &mut Tx) -> Result<Vec<SkuId>> {
    let skus = sqlx::query_scalar!(
        "select distinct n.sku_id from pricing.lists l join pricing.lines n on n.list_id = l.id where l.kind = 'promotion'"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(skus.into_iter().map(SkuId).collect())
}

/// The way up of each of these companies, and the groups of those at or below it.
pub(in crate::pricing) async fn those_below(
    tx: &mut Tx,
    companies: &[Uuid],
) -> Result<Vec<(Vec<CompanyId>, Option<Uuid>)>> {
    let rows = sqlx::query!(
        r#"select h.path, b.price_group_id
           from (select distinct n.id, c.price_group_id from accounts.companies c cross join lateral unnest(c.path) as p (id)
             join unnest($1::uuid[]) as n (id) on n.id = p.id) b
           join accounts.companies h on h.id = b.id"#,
        companies
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.path.into_iter().map(CompanyId).collect(), row.price_group_id))
        .collect())
}

/// All steps of these parts, on whatever list but a quote.
pub(in crate::pricing) async fn all_lines_of_parts(
    tx: &mut Tx,
    skus: &[SkuId],
) -> Result<Vec<(LineRung, Step<Rate>)>> {
    let skus: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query_as!(
        LineRow,
        r#"select l.list_id, l.sku_id, l.min_qty, l.valid_from, l.unit_price, l.price_basis, l.change_id
           from unnest($1::uuid[]) as n (id)
           cross join lateral (select * from pricing.lines l where l.sku_id = n.id offset 0) l
           join pricing.lists h on h.id = l.list_id where h.kind <> 'quote'"#,
        &skus
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(LineRow::read).collect()
}

/// All steps of these parts on these lists.
pub(in crate::pricing) async fn lines_of_parts(
    tx: &mut Tx,
    skus: &[SkuId],
    lists: &HashSet<ListId>,
) -> Result<Vec<(LineRung, Step<Rate>)>> {
    let skus: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let lists: Vec<Uuid> = lists.iter().map(|list| list.0).collect();
    let rows = sqlx::query_as!(
        LineRow,
        r#"select l.list_id, l.sku_id, l.min_qty, l.valid_from, l.unit_price, l.price_basis, l.change_id
           from unnest($1::uuid[]) as n (id)
           -- part by part (`offset 0` keeps it so), not against every price there is
           cross join lateral (select * from pricing.lines l where l.sku_id = n.id and l.list_id = any($2) offset 0) l"#,
        &skus,
        &lists
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(LineRow::read).collect()
}
