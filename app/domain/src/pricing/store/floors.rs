//! SQL of floors and costs, for many SKUs at once and for the desk. Staff pool only.

use super::{known_basis, known_currency};
use crate::error::{Error, Result};
use crate::ids::{CategoryId, PersonId, SkuId};
use crate::money::{TaxMode, UnitPrice};
use crate::op::Tx;
use crate::pricing::change::Hand;
use crate::pricing::change::floors::FloorBook;
use crate::pricing::change::views::{FloorRow, SoldBelow};
use crate::pricing::floor::{Cost, Floor};
use crate::pricing::terms::VAT_CODE;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A floor's place: one of part, category, brand.
#[derive(Default)]
pub(in crate::pricing) struct Place {
    sku: Option<Uuid>,
    category: Option<Uuid>,
    brand: Option<String>,
}

impl Place {
    /// The floor of all parts of a category.
    pub(in crate::pricing) fn of_category(category: CategoryId) -> Place {
        Place { category: Some(category.0), ..Place::default() }
    }
}

/// What is known of a part's cost and floor.
pub(in crate::pricing) type CostAndFloor = (Option<Cost>, Option<Floor>);

/// Costs and floors of these SKUs, and the VAT rate of the day.
pub(in crate::pricing) async fn load_book(tx: &mut Tx, skus: &[SkuId], day: NaiveDate) -> Result<FloorBook> {
    Ok(FloorBook { parts: costs_and_floors(tx, skus).await?, vat_rate: vat_rate(tx, day).await? })
}

/// The VAT rate of a day; `Internal` when none holds.
pub(in crate::pricing) async fn vat_rate(tx: &mut Tx, day: NaiveDate) -> Result<Decimal> {
    sqlx::query_scalar!(
        "select rate from pricing.vat_rates where code = $1 and valid_from <= $2 and (valid_to is null or valid_to > $2)",
        VAT_CODE,
        day
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or_else(|| Error::Internal("no VAT rate holds on the day".into()))
}

/// The floors of categories and brands: few, and read once, not per part.
pub(in crate::pricing) struct WideFloors {
    by_category: HashMap<Uuid, Floor>,
    by_brand: HashMap<String, Floor>,
}

impl WideFloors {
    pub(in crate::pricing) async fn load(tx: &mut Tx) -> Result<WideFloors> {
        let wide = sqlx::query!(
            "select category_id, brand, min_price, price_basis, min_margin_percent from pricing.floors where sku_id is null"
        )
        .fetch_all(&mut **tx)
        .await?;
        let (mut by_category, mut by_brand) = (HashMap::new(), HashMap::new());
        for row in wide {
            let floor = Floor {
                min_price: row.min_price,
                basis: known_basis(row.price_basis)?,
                min_margin_percent: row.min_margin_percent,
            };
            match (row.category_id, row.brand) {
                (Some(category), _) => by_category.insert(category, floor),
                (None, Some(brand)) => by_brand.insert(brand, floor),
                (None, None) => None,
            };
        }
        Ok(WideFloors { by_category, by_brand })
    }

    /// That of the deepest category, else that of the brand, the same order as among discounts.
    pub(in crate::pricing) fn of(&self, path: &[Uuid], brand: &str) -> Option<Floor> {
        let by_category = path.iter().find_map(|category| self.by_category.get(category).copied());
        by_category.or_else(|| self.by_brand.get(brand).copied().filter(|_| !brand.is_empty()))
    }

    /// Puts those of these families among the known that are not yet.
    async fn put_families(
        &self,
        tx: &mut Tx,
        families: impl Iterator<Item = Uuid>,
        known: &mut HashMap<Uuid, Option<Floor>>,
    ) -> Result<()> {
        if self.by_category.is_empty() && self.by_brand.is_empty() {
            return Ok(());
        }
        let unknown: HashSet<Uuid> = families.filter(|family| !known.contains_key(family)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let unknown: Vec<Uuid> = unknown.into_iter().collect();
        let rows = sqlx::query!(
            "select f.id, f.brand, c.path from catalog.families f join catalog.categories c on c.id = f.category_id where f.id = any($1)",
            &unknown
        )
        .fetch_all(&mut **tx)
        .await?;
        known.extend(rows.into_iter().map(|row| (row.id, self.of(&row.path, &row.brand))));
        Ok(())
    }
}

/// A cost from its columns.
fn cost_of(cost: Option<Decimal>, basis: Option<i32>) -> Result<Option<Cost>> {
    let basis = basis.map(known_basis).transpose()?;
    Ok(cost.zip(basis).map(|(cost, basis)| Cost { cost, basis }))
}

/// A part's own floor from its columns; without a basis there is none.
fn own_floor(
    basis: Option<i32>,
    min_price: Option<Decimal>,
    min_margin_percent: Option<Decimal>,
) -> Result<Option<Floor>> {
    let basis = basis.map(known_basis).transpose()?;
    Ok(basis.map(|basis| Floor { min_price, basis, min_margin_percent }))
}

/// What is known of some SKUs themselves: family, cost, own floor.
pub(in crate::pricing) async fn families_costs_own_floors(
    tx: &mut Tx,
    skus: &[SkuId],
) -> Result<Vec<(SkuId, Uuid, CostAndFloor)>> {
    let wanted: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query!(
        r#"select s.id, s.family_id, k.cost as "cost?", k.price_basis as "cost_basis?",
             w.min_price, w.price_basis as "floor_basis?", w.min_margin_percent
           from unnest($1::uuid[]) as n (id)
           join catalog.skus s on s.id = n.id
           left join pricing.costs k on k.sku_id = s.id
           left join pricing.floors w on w.sku_id = s.id"#,
        &wanted
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let own = own_floor(row.floor_basis, row.min_price, row.min_margin_percent)?;
            Ok((SkuId(row.id), row.family_id, (cost_of(row.cost, row.cost_basis)?, own)))
        })
        .collect()
}

/// Costs and floors of these SKUs: the SKU's own floor, else one of [`WideFloors`]. What is said of families is read once for
/// each of them, not for each of their parts.
pub(in crate::pricing) async fn costs_and_floors(
    tx: &mut Tx,
    skus: &[SkuId],
) -> Result<HashMap<SkuId, CostAndFloor>> {
    let wide = WideFloors::load(tx).await?;
    let mut of_families: HashMap<Uuid, Option<Floor>> = HashMap::new();
    let mut parts = HashMap::with_capacity(skus.len());
    for portion in skus.chunks(20_000) {
        let rows = families_costs_own_floors(tx, portion).await?;
        wide.put_families(tx, rows.iter().map(|(_, family, _)| *family), &mut of_families).await?;
        parts.extend(rows.into_iter().map(|(sku, family, (cost, own))| {
            (sku, (cost, own.or_else(|| of_families.get(&family).copied().flatten())))
        }));
    }
    Ok(parts)
}

/// Costs and own floors of SKUs whose families are known already.
pub(in crate::pricing) async fn costs_and_own_floors(
    tx: &mut Tx,
    skus: &[SkuId],
) -> Result<HashMap<SkuId, CostAndFloor>> {
    let wanted: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query!(
        r#"select n.id as "id!", k.cost as "cost?", k.price_basis as "cost_basis?",
             w.min_price, w.price_basis as "floor_basis?", w.min_margin_percent
           from unnest($1::uuid[]) as n (id)
           left join pricing.costs k on k.sku_id = n.id
           left join pricing.floors w on w.sku_id = n.id"#,
        &wanted
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let own = own_floor(row.floor_basis, row.min_price, row.min_margin_percent)?;
            Ok((SkuId(row.id), (cost_of(row.cost, row.cost_basis)?, own)))
        })
        .collect()
}

/// The floors of brands and categories, and the first hundred of parts; how many parts have one.
pub(in crate::pricing) async fn list_floors(tx: &mut Tx, part: &str) -> Result<(Vec<FloorRow>, i64)> {
    let rows = sqlx::query!(
        r#"(select w.id as "id!", s.part_number as "part?", c.code as "category?", w.brand, w.min_price, w.price_basis as "price_basis!",
             w.min_margin_percent, w.reason as "reason!", coalesce(p.name, '') as "set_by!"
           from pricing.floors w
           left join catalog.skus s on s.id = w.sku_id
           left join catalog.categories c on c.id = w.category_id
           left join accounts.people p on p.id = w.set_by
           where w.sku_id is null order by c.code nulls last, w.brand limit 1000)
           union all
           (select w.id, s.part_number, null, null, w.min_price, w.price_basis, w.min_margin_percent, w.reason, coalesce(p.name, '')
           from pricing.floors w
           join catalog.skus s on s.id = w.sku_id
           left join accounts.people p on p.id = w.set_by
           where $1 = '' or s.part_number ilike $1 || '%' order by s.part_number limit 100)"#,
        part
    )
    .fetch_all(&mut **tx)
    .await?;
    let parts =
        sqlx::query_scalar!(r#"select count(*) as "n!" from pricing.floors where sku_id is not null"#)
            .fetch_one(&mut **tx)
            .await?;
    let floors = rows
        .into_iter()
        .map(|row| {
            let (min_price, min_margin_percent) = (row.min_price, row.min_margin_percent);
            Ok(FloorRow {
                id: row.id,
                part: row.part,
                category: row.category,
                brand: row.brand,
                floor: Floor { min_price, basis: known_basis(row.price_basis)?, min_margin_percent },
                reason: row.reason,
                set_by: row.set_by,
            })
        })
        .collect::<Result<_>>()?;
    Ok((floors, parts))
}

pub(in crate::pricing) async fn place_of_part(tx: &mut Tx, part_number: &str) -> Result<Option<Place>> {
    let id = sqlx::query_scalar!("select id from catalog.skus where part_number = $1", part_number)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(id.map(|id| Place { sku: Some(id), ..Place::default() }))
}

pub(in crate::pricing) async fn place_of_brand(tx: &mut Tx, brand: &str) -> Result<Option<Place>> {
    let brand = sqlx::query_scalar!(
        "select brand from catalog.families where brand = $1 and brand <> '' limit 1",
        brand
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(brand.map(|brand| Place { brand: Some(brand), ..Place::default() }))
}

/// Writes a floor over the one at its place.
pub(in crate::pricing) async fn put_floor(
    tx: &mut Tx,
    place: &Place,
    floor: &Floor,
    reason: &str,
    (person, at): (PersonId, DateTime<Utc>),
) -> Result<Uuid> {
    Ok(sqlx::query_scalar!(
        "insert into pricing.floors (id, sku_id, category_id, brand, min_price, price_basis, min_margin_percent, reason, set_by, set_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict on constraint floors_place_uniq do update set min_price = excluded.min_price, price_basis = excluded.price_basis,
           min_margin_percent = excluded.min_margin_percent, reason = excluded.reason, set_by = excluded.set_by, set_at = excluded.set_at
         returning id",
        Uuid::now_v7(),
        place.sku,
        place.category,
        place.brand,
        floor.min_price,
        i32::try_from(floor.basis).unwrap_or(0),
        floor.min_margin_percent,
        reason,
        person.0,
        at
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Removes a floor; what it was.
pub(in crate::pricing) async fn remove_floor(tx: &mut Tx, id: Uuid) -> Result<Option<Json>> {
    let row = sqlx::query!(
        "delete from pricing.floors where id = $1 returning sku_id, category_id, brand, min_price, price_basis, min_margin_percent",
        id
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        json!({ "sku": row.sku_id, "category": row.category_id, "brand": row.brand,
            "min_price": row.min_price, "basis": row.price_basis, "min_margin_percent": row.min_margin_percent })
    }))
}

/// The newest order lines since then; what is below the floor is not said here.
pub(in crate::pricing) async fn sold_since(
    tx: &mut Tx,
    since: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(SkuId, SoldBelow)>> {
    let rows = sqlx::query!(
        "select o.id, o.number, o.company_id, c.name as company, n.sku_id, n.part_number, n.ordered - n.cancelled as quantity,
           n.unit_price, n.price_basis, n.tax_mode, o.currency, o.placed_at, o.acting_for, p.name as by
         from orders.orders o
         join orders.order_lines n on n.company_id = o.company_id and n.order_id = o.id
         join accounts.companies c on c.id = o.company_id
         join accounts.people p on p.id = o.placed_by
         where o.placed_at >= $1 and n.ordered > n.cancelled
         order by o.placed_at desc, n.line_no limit $2",
        since,
        most
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let price = UnitPrice {
                price: row.unit_price.normalize(),
                basis: known_basis(row.price_basis)?,
                tax_mode: TaxMode::parse(&row.tax_mode),
                currency: known_currency(&row.currency)?,
            };
            let line = SoldBelow {
                order_id: row.id,
                order: row.number,
                company_id: row.company_id,
                company: row.company,
                part_number: row.part_number,
                quantity: row.quantity.unwrap_or_default(),
                price,
                lowest: None,
                margin: None,
                by: Hand { name: row.by, at: row.placed_at },
                acting_for: row.acting_for,
            };
            Ok((SkuId(row.sku_id), line))
        })
        .collect()
}
