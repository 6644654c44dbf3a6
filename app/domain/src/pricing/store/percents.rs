//! SQL of percentages held against floors: which parts they concern that have one, and what prices those.

use super::floors::WideFloors;
use super::steps::{LineRow, LineRung, Rate, columns_of};
use super::{known_currency, known_kind};
use crate::error::Result;
use crate::ids::{CategoryId, FamilyId, ListId, SkuId};
use crate::money::TaxMode;
use crate::op::Tx;
use crate::pricing::floor::Floor;
use crate::pricing::terms::{DiscountTarget, FamilyFacts, PriceList, Validity};
use crate::pricing::timeline::Step;
use futures_util::TryStreamExt;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// What is known of all parts of a family.
pub(in crate::pricing) struct Family {
    /// What percentages look at.
    pub facts: FamilyFacts,
    /// Of those that have none of their own.
    pub floor: Option<Floor>,
}

/// The parts with a floor that some percentages concern.
pub(in crate::pricing) struct Floored {
    /// Those the percentages concern.
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
    let floors = WideFloors::load(tx).await?;
    let mut families = HashMap::with_capacity(rows.len());
    let (mut wide, mut narrow) = (Vec::new(), Vec::new());
    for row in rows {
        let floor = floors.of(&row.path, &row.brand);
        if floor.is_some() { &mut wide } else { &mut narrow }.push(row.id);
        let categories = row.path.into_iter().map(CategoryId).collect();
        let facts = FamilyFacts { categories, brand: row.brand };
        families.insert(FamilyId(row.id), Family { facts, floor });
    }
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

/// The base lists, and these.
pub(in crate::pricing) async fn lists(tx: &mut Tx, wanted: &[Uuid]) -> Result<Vec<PriceList>> {
    let rows = sqlx::query!(
        "select id, kind, code, name, version, currency, tax_mode, allows_promotion, valid_from, valid_to from pricing.lists
         where kind = 'base' or id = any($1)",
        wanted
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PriceList {
                id: ListId(row.id),
                kind: known_kind(&row.kind)?,
                code: row.code,
                name: row.name,
                version: row.version,
                currency: known_currency(&row.currency)?,
                tax_mode: TaxMode::parse(&row.tax_mode),
                allows_promotion: row.allows_promotion,
                validity: Validity { from: row.valid_from, to: row.valid_to },
                holder: None,
            })
        })
        .collect()
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
