//! SQL of the steps of lines and discounts: read, written, removed, and kept as they were before a publication.

use super::known_basis;
use crate::error::{Error, Result};
use crate::ids::{CategoryId, ChangeId, ListId, SkuId};
use crate::op::Tx;
use crate::pricing::terms::{Discount, DiscountTarget, PriceLine, Validity};
use crate::pricing::timeline::{Step, spans};
use crate::rejection::Rejection;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

/// How many rows one statement carries.
const PORTION: usize = 20_000;

/// What a price of a SKU hangs on. Ordered as the tables' keys are: what is read and written in this order lies together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineRung {
    /// The SKU.
    pub sku: SkuId,
    /// The list.
    pub list: ListId,
    /// From this quantity on.
    pub min_qty: Decimal,
}

/// A price per so many units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// For `basis` units.
    pub price: Decimal,
    /// How many units it is for.
    pub basis: u32,
}

/// What a percentage hangs on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DiscountRung {
    /// The list.
    pub list: ListId,
    /// What it is off.
    pub target: DiscountTarget,
    /// From this quantity on.
    pub min_qty: Decimal,
}

/// A row of `pricing.lines`.
pub(in crate::pricing) struct LineRow {
    pub list_id: Uuid,
    pub sku_id: Uuid,
    pub min_qty: Decimal,
    pub valid_from: NaiveDate,
    pub unit_price: Option<Decimal>,
    pub price_basis: i32,
    pub change_id: Option<Uuid>,
}

impl LineRow {
    pub(in crate::pricing) fn read(self) -> Result<(LineRung, Step<Rate>)> {
        let rung = LineRung { list: ListId(self.list_id), sku: SkuId(self.sku_id), min_qty: self.min_qty };
        let basis = known_basis(self.price_basis)?;
        let value = self.unit_price.map(|price| Rate { price, basis });
        Ok((rung, Step { from: self.valid_from, value, by: self.change_id }))
    }
}

/// Steps in any order as prices with the days they hold, by SKU.
pub(in crate::pricing) fn as_lines(mut steps: Vec<(LineRung, Step<Rate>)>) -> Vec<(SkuId, PriceLine)> {
    steps.sort_unstable_by(|(a, s), (b, t)| {
        (a.sku, a.list, a.min_qty, s.from).cmp(&(b.sku, b.list, b.min_qty, t.from))
    });
    let mut lines = Vec::with_capacity(steps.len());
    let mut own = Vec::new();
    for same in steps.chunk_by(|(a, _), (b, _)| a == b) {
        let rung = same[0].0;
        own.clear();
        own.extend(same.iter().map(|(_, step)| step.clone()));
        let line = |(validity, rate): (Validity, &Rate)| {
            let (list, min_qty) = (rung.list, rung.min_qty);
            (rung.sku, PriceLine { list, min_qty, price: rate.price, basis: rate.basis, validity })
        };
        lines.extend(spans(&own).map(line));
    }
    lines
}

/// Steps in any order as the prices of one day, by SKU.
pub(in crate::pricing) fn lines_at(
    steps: Vec<(LineRung, Step<Rate>)>,
    day: NaiveDate,
) -> impl Iterator<Item = (SkuId, PriceLine)> {
    as_lines(steps).into_iter().filter(move |(_, line)| line.validity.holds(day))
}

/// Steps in any order as the discounts of one day.
pub(in crate::pricing) fn discounts_at(
    steps: Vec<(DiscountRung, Step<Decimal>)>,
    day: NaiveDate,
) -> Vec<Discount> {
    let mut found = as_discounts(steps);
    found.retain(|discount| discount.validity.holds(day));
    found
}

/// All steps of these rungs.
pub(in crate::pricing) async fn lines_of(
    tx: &mut Tx,
    rungs: &[LineRung],
) -> Result<Vec<(LineRung, Step<Rate>)>> {
    let mut found = Vec::new();
    for portion in rungs.chunks(PORTION) {
        let keys = LineKeys::of(portion.iter());
        let rows = sqlx::query_as!(
            LineRow,
            r#"select l.list_id, l.sku_id, l.min_qty, l.valid_from, l.unit_price, l.price_basis, l.change_id
               from unnest($1::uuid[], $2::uuid[], $3::numeric[]) as n (list_id, sku_id, min_qty)
               -- rung by rung (`offset 0` keeps it so), not sorted against every price there is
               cross join lateral (
                 select * from pricing.lines l where l.sku_id = n.sku_id and l.list_id = n.list_id and l.min_qty = n.min_qty
                 offset 0) l"#,
            &keys.lists,
            &keys.skus,
            &keys.rungs
        )
        .fetch_all(&mut **tx)
        .await?;
        for row in rows {
            found.push(row.read()?);
        }
    }
    Ok(found)
}

/// All steps of a list, or of those of its parts that are in a category or below it, and of a brand.
pub(in crate::pricing) async fn lines_within(
    tx: &mut Tx,
    list: ListId,
    category: Option<CategoryId>,
    brand: &str,
) -> Result<Vec<(LineRung, Step<Rate>)>> {
    let rows = sqlx::query_as!(
        LineRow,
        "select l.list_id, l.sku_id, l.min_qty, l.valid_from, l.unit_price, l.price_basis, l.change_id
         from pricing.lines l
         join catalog.skus s on s.id = l.sku_id
         join catalog.families f on f.id = s.family_id
         join catalog.categories c on c.id = f.category_id
         where l.list_id = $1 and ($2::uuid is null or $2 = any(c.path)) and ($3 = '' or f.brand = $3)",
        list.0,
        category.map(|category| category.0),
        brand
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(LineRow::read).collect()
}

/// The columns of many rungs.
#[derive(Default)]
struct LineKeys {
    lists: Vec<Uuid>,
    skus: Vec<Uuid>,
    rungs: Vec<Decimal>,
}

impl LineKeys {
    fn of<'a>(rungs: impl Iterator<Item = &'a LineRung>) -> Self {
        rungs.fold(Self::default(), |mut keys, rung| {
            keys.lists.push(rung.list.0);
            keys.skus.push(rung.sku.0);
            keys.rungs.push(rung.min_qty);
            keys
        })
    }
}

/// The columns of many steps beside those of their rungs.
struct StepColumns {
    from: Vec<NaiveDate>,
    prices: Vec<Option<Decimal>>,
    bases: Vec<i32>,
    by: Vec<Option<Uuid>>,
}

impl StepColumns {
    fn of(steps: &[(LineRung, Step<Rate>)]) -> Self {
        let basis = |step: &Step<Rate>| step.value.map_or(1, |rate| i32::try_from(rate.basis).unwrap_or(0));
        Self {
            from: steps.iter().map(|(_, step)| step.from).collect(),
            prices: steps.iter().map(|(_, step)| step.value.map(|rate| rate.price)).collect(),
            bases: steps.iter().map(|(_, step)| basis(step)).collect(),
            by: steps.iter().map(|(_, step)| step.by).collect(),
        }
    }
}

/// Writes steps of rungs that have none on their day; the company is the list's own. `NotFound` when a list or SKU is not
/// there.
pub(in crate::pricing) async fn insert_lines(tx: &mut Tx, steps: &[(LineRung, Step<Rate>)]) -> Result<()> {
    for portion in steps.chunks(PORTION) {
        let keys = LineKeys::of(portion.iter().map(|(rung, _)| rung));
        let columns = StepColumns::of(portion);
        let done = sqlx::query!(
            "insert into pricing.lines (list_id, company_id, sku_id, min_qty, valid_from, unit_price, price_basis, change_id)
             select n.list_id, l.company_id, n.sku_id, n.min_qty, n.valid_from, n.unit_price, n.price_basis, n.change_id
             from unnest($1::uuid[], $2::uuid[], $3::numeric[], $4::date[], $5::numeric[], $6::int[], $7::uuid[])
               as n (list_id, sku_id, min_qty, valid_from, unit_price, price_basis, change_id)
             join pricing.lists l on l.id = n.list_id",
            &keys.lists,
            &keys.skus,
            &keys.rungs,
            &columns.from,
            &columns.prices as &[Option<Decimal>],
            &columns.bases,
            &columns.by as &[Option<Uuid>]
        )
        .execute(&mut **tx)
        .await
        .map_err(unknown)?;
        if done.rows_affected() != portion.len() as u64 {
            return Err(Rejection::NotFound.into());
        }
    }
    Ok(())
}

/// Writes steps over those of the same rung and day.
pub(in crate::pricing) async fn update_lines(tx: &mut Tx, steps: &[(LineRung, Step<Rate>)]) -> Result<()> {
    for portion in steps.chunks(PORTION) {
        let keys = LineKeys::of(portion.iter().map(|(rung, _)| rung));
        let columns = StepColumns::of(portion);
        sqlx::query!(
            "update pricing.lines l set unit_price = n.unit_price, price_basis = n.price_basis, change_id = n.change_id
             from unnest($1::uuid[], $2::uuid[], $3::numeric[], $4::date[], $5::numeric[], $6::int[], $7::uuid[])
               as n (list_id, sku_id, min_qty, valid_from, unit_price, price_basis, change_id)
             where l.sku_id = n.sku_id and l.list_id = n.list_id and l.min_qty = n.min_qty and l.valid_from = n.valid_from",
            &keys.lists,
            &keys.skus,
            &keys.rungs,
            &columns.from,
            &columns.prices as &[Option<Decimal>],
            &columns.bases,
            &columns.by as &[Option<Uuid>]
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Removes the steps of these days.
pub(in crate::pricing) async fn remove_lines(tx: &mut Tx, steps: &[(LineRung, NaiveDate)]) -> Result<()> {
    for portion in steps.chunks(PORTION) {
        let keys = LineKeys::of(portion.iter().map(|(rung, _)| rung));
        let from: Vec<NaiveDate> = portion.iter().map(|(_, from)| *from).collect();
        sqlx::query!(
            "delete from pricing.lines l using unnest($1::uuid[], $2::uuid[], $3::numeric[], $4::date[])
               as n (list_id, sku_id, min_qty, valid_from)
             where l.sku_id = n.sku_id and l.list_id = n.list_id and l.min_qty = n.min_qty and l.valid_from = n.valid_from",
            &keys.lists,
            &keys.skus,
            &keys.rungs,
            &from
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Keeps what the rungs of a document held when it was published.
pub(in crate::pricing) async fn keep_lines(
    tx: &mut Tx,
    change: Uuid,
    steps: &[(LineRung, Step<Rate>)],
) -> Result<()> {
    for portion in steps.chunks(PORTION) {
        let keys = LineKeys::of(portion.iter().map(|(rung, _)| rung));
        let columns = StepColumns::of(portion);
        sqlx::query!(
            "insert into pricing.lines_before (change_id, list_id, sku_id, min_qty, valid_from, unit_price, price_basis, set_by)
             select $1, n.* from unnest($2::uuid[], $3::uuid[], $4::numeric[], $5::date[], $6::numeric[], $7::int[], $8::uuid[]) n",
            change,
            &keys.lists,
            &keys.skus,
            &keys.rungs,
            &columns.from,
            &columns.prices as &[Option<Decimal>],
            &columns.bases,
            &columns.by as &[Option<Uuid>]
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// What was set up on the rungs of a document and has been written over since, the latest kept last.
pub(in crate::pricing) async fn lines_set_up(
    tx: &mut Tx,
    change: ChangeId,
) -> Result<Vec<(LineRung, Step<Rate>)>> {
    let rows = sqlx::query_as!(
        LineRow,
        "select b.list_id, b.sku_id, b.min_qty, b.valid_from, b.unit_price, b.price_basis, b.set_by as change_id
         from (select distinct list_id, sku_id, min_qty from pricing.change_lines where change_id = $1) n
         join pricing.lines_before b on b.sku_id = n.sku_id and b.list_id = n.list_id and b.min_qty = n.min_qty and b.set_by is null
         join pricing.changes c on c.id = b.change_id
         order by c.publication",
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().map(LineRow::read).collect()
}

/// A row of `pricing.discounts`.
pub(in crate::pricing) struct DiscountRow {
    pub list_id: Uuid,
    pub category_id: Option<Uuid>,
    pub brand: Option<String>,
    pub min_qty: Decimal,
    pub valid_from: NaiveDate,
    pub percent: Option<Decimal>,
    pub change_id: Option<Uuid>,
}

impl DiscountRow {
    pub(in crate::pricing) fn read(self) -> (DiscountRung, Step<Decimal>) {
        let target = target_of(self.category_id, self.brand);
        let rung = DiscountRung { list: ListId(self.list_id), target, min_qty: self.min_qty };
        (rung, Step { from: self.valid_from, value: self.percent, by: self.change_id })
    }
}

/// Steps in any order as discounts with the days they hold.
pub(in crate::pricing) fn as_discounts(mut steps: Vec<(DiscountRung, Step<Decimal>)>) -> Vec<Discount> {
    steps.sort_unstable_by(|(a, s), (b, t)| (a, s.from).cmp(&(b, t.from)));
    let mut found = Vec::with_capacity(steps.len());
    for same in steps.chunk_by(|(a, _), (b, _)| a == b) {
        let DiscountRung { list, target, min_qty } = &same[0].0;
        let own: Vec<_> = same.iter().map(|(_, step)| step.clone()).collect();
        found.extend(spans(&own).map(|(validity, percent)| Discount {
            list: *list,
            target: target.clone(),
            min_qty: *min_qty,
            percent: *percent,
            validity,
        }));
    }
    found
}

/// All steps of the discounts of these lists: there are few of them.
pub(in crate::pricing) async fn discounts_of(
    tx: &mut Tx,
    lists: &[Uuid],
) -> Result<Vec<(DiscountRung, Step<Decimal>)>> {
    let rows = sqlx::query_as!(
        DiscountRow,
        "select list_id, category_id, brand, min_qty, valid_from, percent, change_id from pricing.discounts where list_id = any($1)",
        lists
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(DiscountRow::read).collect())
}

/// A target from its two columns.
pub(in crate::pricing) fn target_of(category: Option<Uuid>, brand: Option<String>) -> DiscountTarget {
    match (category, brand) {
        (Some(category), _) => DiscountTarget::Category(CategoryId(category)),
        (None, Some(brand)) => DiscountTarget::Brand(brand),
        (None, None) => DiscountTarget::All,
    }
}

/// A target as its two columns.
pub(in crate::pricing) fn columns_of(target: &DiscountTarget) -> (Option<Uuid>, Option<&str>) {
    match target {
        DiscountTarget::Category(id) => (Some(id.0), None),
        DiscountTarget::Brand(brand) => (None, Some(brand.as_str())),
        DiscountTarget::All => (None, None),
    }
}

/// Writes steps of discounts, over those of the same rung and day. `NotFound` when a list or category is not there.
pub(in crate::pricing) async fn put_discounts(
    tx: &mut Tx,
    steps: &[(DiscountRung, Step<Decimal>)],
) -> Result<()> {
    for (rung, step) in steps {
        let (category, brand) = columns_of(&rung.target);
        let done = sqlx::query!(
            "insert into pricing.discounts (list_id, company_id, category_id, brand, min_qty, valid_from, percent, change_id)
             select l.id, l.company_id, $2, $3, $4, $5, $6, $7 from pricing.lists l where l.id = $1
             on conflict on constraint discounts_rung_uniq do update set percent = excluded.percent, change_id = excluded.change_id",
            rung.list.0,
            category,
            brand,
            rung.min_qty,
            step.from,
            step.value,
            step.by
        )
        .execute(&mut **tx)
        .await
        .map_err(unknown)?;
        if done.rows_affected() == 0 {
            return Err(Rejection::NotFound.into());
        }
    }
    Ok(())
}

/// Removes the steps of these days.
pub(in crate::pricing) async fn remove_discounts(
    tx: &mut Tx,
    steps: &[(DiscountRung, NaiveDate)],
) -> Result<()> {
    for (rung, from) in steps {
        let (category, brand) = columns_of(&rung.target);
        sqlx::query!(
            "delete from pricing.discounts where list_id = $1 and category_id is not distinct from $2
               and brand is not distinct from $3 and min_qty = $4 and valid_from = $5",
            rung.list.0,
            category,
            brand,
            rung.min_qty,
            from
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Keeps what the rungs of a document held when it was published.
pub(in crate::pricing) async fn keep_discounts(
    tx: &mut Tx,
    change: Uuid,
    steps: &[(DiscountRung, Step<Decimal>)],
) -> Result<()> {
    for (rung, step) in steps {
        let (category, brand) = columns_of(&rung.target);
        sqlx::query!(
            "insert into pricing.discounts_before (change_id, list_id, category_id, brand, min_qty, valid_from, percent, set_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            change,
            rung.list.0,
            category,
            brand,
            rung.min_qty,
            step.from,
            step.value,
            step.by
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// What was set up as discounts on the lists of a document and has been written over since, the latest kept last.
pub(in crate::pricing) async fn discounts_set_up(
    tx: &mut Tx,
    change: ChangeId,
) -> Result<Vec<(DiscountRung, Step<Decimal>)>> {
    let rows = sqlx::query_as!(
        DiscountRow,
        "select b.list_id, b.category_id, b.brand, b.min_qty, b.valid_from, b.percent, b.set_by as change_id
         from pricing.discounts_before b
         join pricing.changes c on c.id = b.change_id
         where b.set_by is null and b.list_id in (select list_id from pricing.change_discounts where change_id = $1)
         order by c.publication",
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(DiscountRow::read).collect())
}

/// A foreign key says that something named does not exist.
fn unknown(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(db) if db.is_foreign_key_violation() => Rejection::NotFound.into(),
        _ => error.into(),
    }
}
