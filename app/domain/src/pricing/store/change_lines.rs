//! SQL of what documents want: their lines and percentages, beside what holds.

use super::known_basis;
use super::steps::{DiscountRung, LineRung, Rate, columns_of, target_of};
use crate::error::{Error, Result};
use crate::ids::{ChangeId, ListId, SkuId};
use crate::op::Tx;
use crate::pricing::change::{Counts, DraftDiscount, Effect};
use crate::pricing::timeline::Wish;
use crate::rejection::Rejection;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

/// What a document wants of lines.
pub(in crate::pricing) type LineWishes = Vec<(LineRung, Wish<Rate>)>;
/// What a document wants of percentages.
pub(in crate::pricing) type DiscountWishes = Vec<(DiscountRung, Wish<Decimal>)>;

/// A row named twice in one statement is the caller's mistake; everything else that cannot be is said.
fn refused(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(db) if db.is_foreign_key_violation() => Rejection::NotFound.into(),
        sqlx::Error::Database(db) if db.constraint() == Some("changes_draft_check") => {
            Rejection::Stale.into()
        }
        _ => error.into(),
    }
}

/// Writes lines of a draft, over those of the same rung and first day.
pub(in crate::pricing) async fn put_draft_lines(
    tx: &mut Tx,
    change: ChangeId,
    wishes: &[(LineRung, Wish<Rate>)],
) -> Result<()> {
    for portion in wishes.chunks(20_000) {
        let lists: Vec<Uuid> = portion.iter().map(|(rung, _)| rung.list.0).collect();
        let skus: Vec<Uuid> = portion.iter().map(|(rung, _)| rung.sku.0).collect();
        let rungs: Vec<Decimal> = portion.iter().map(|(rung, _)| rung.min_qty).collect();
        let from: Vec<NaiveDate> = portion.iter().map(|(_, wish)| wish.from).collect();
        let to: Vec<Option<NaiveDate>> = portion.iter().map(|(_, wish)| wish.to).collect();
        let prices: Vec<Option<Decimal>> =
            portion.iter().map(|(_, w)| w.value.map(|rate| rate.price)).collect();
        let bases: Vec<i32> = portion
            .iter()
            .map(|(_, w)| w.value.map_or(1, |rate| i32::try_from(rate.basis).unwrap_or(0)))
            .collect();
        sqlx::query!(
            "insert into pricing.change_lines (change_id, list_id, sku_id, min_qty, valid_from, valid_to, unit_price, price_basis)
             select $1, n.* from unnest($2::uuid[], $3::uuid[], $4::numeric[], $5::date[], $6::date[], $7::numeric[], $8::int[]) n
             on conflict on constraint change_lines_pkey do update
               set valid_to = excluded.valid_to, unit_price = excluded.unit_price, price_basis = excluded.price_basis",
            change.0,
            &lists,
            &skus,
            &rungs,
            &from,
            &to as &[Option<NaiveDate>],
            &prices as &[Option<Decimal>],
            &bases
        )
        .execute(&mut **tx)
        .await
        .map_err(refused)?;
    }
    Ok(())
}

/// Removes a line of a draft.
pub(in crate::pricing) async fn remove_draft_line(
    tx: &mut Tx,
    change: ChangeId,
    (list, part_number): (&str, &str),
    min_qty: Decimal,
    from: NaiveDate,
) -> Result<()> {
    sqlx::query!(
        "delete from pricing.change_lines n using catalog.skus s
         where n.change_id = $1 and s.part_number = $3 and n.sku_id = s.id and n.min_qty = $4 and n.valid_from = $5
           and n.list_id in (select id from pricing.lists where code = $2
             union select list_id from pricing.change_lists where change_id = $1 and head ->> 'code' = $2)",
        change.0,
        list,
        part_number,
        min_qty,
        from
    )
    .execute(&mut **tx)
    .await
    .map_err(refused)?;
    Ok(())
}

/// Writes a percentage of a draft, over that of the same rung and first day.
pub(in crate::pricing) async fn put_draft_discount(
    tx: &mut Tx,
    change: ChangeId,
    rung: &DiscountRung,
    wish: &Wish<Decimal>,
) -> Result<()> {
    let (category, brand) = columns_of(&rung.target);
    sqlx::query!(
        "insert into pricing.change_discounts (change_id, list_id, category_id, brand, min_qty, valid_from, valid_to, percent)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict on constraint change_discounts_uniq do update set valid_to = excluded.valid_to, percent = excluded.percent",
        change.0,
        rung.list.0,
        category,
        brand,
        rung.min_qty,
        wish.from,
        wish.to,
        wish.value
    )
    .execute(&mut **tx)
    .await
    .map_err(refused)?;
    Ok(())
}

/// Removes a percentage of a draft.
pub(in crate::pricing) async fn remove_draft_discount(
    tx: &mut Tx,
    change: ChangeId,
    rung: &DiscountRung,
    from: NaiveDate,
) -> Result<()> {
    let (category, brand) = columns_of(&rung.target);
    sqlx::query!(
        "delete from pricing.change_discounts where change_id = $1 and list_id = $2 and category_id is not distinct from $3
           and brand is not distinct from $4 and min_qty = $5 and valid_from = $6",
        change.0,
        rung.list.0,
        category,
        brand,
        rung.min_qty,
        from
    )
    .execute(&mut **tx)
    .await
    .map_err(refused)?;
    Ok(())
}

/// What a document wants of lines, all of it.
pub(in crate::pricing) async fn line_wishes(tx: &mut Tx, change: ChangeId) -> Result<LineWishes> {
    let rows = sqlx::query!(
        "select list_id, sku_id, min_qty, valid_from, valid_to, unit_price, price_basis from pricing.change_lines where change_id = $1",
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let rung = LineRung { list: ListId(row.list_id), sku: SkuId(row.sku_id), min_qty: row.min_qty };
            let basis = known_basis(row.price_basis)?;
            let value = row.unit_price.map(|price| Rate { price, basis });
            Ok((rung, Wish { from: row.valid_from, to: row.valid_to, value, by: Some(change.0) }))
        })
        .collect()
}

/// What a document wants of percentages.
pub(in crate::pricing) async fn discount_wishes(tx: &mut Tx, change: ChangeId) -> Result<DiscountWishes> {
    let rows = sqlx::query!(
        "select list_id, category_id, brand, min_qty, valid_from, valid_to, percent from pricing.change_discounts where change_id = $1",
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let target = target_of(row.category_id, row.brand);
            let rung = DiscountRung { list: ListId(row.list_id), target, min_qty: row.min_qty };
            (rung, Wish { from: row.valid_from, to: row.valid_to, value: row.percent, by: Some(change.0) })
        })
        .collect())
}

/// Of the other documents that stand: what they want of the rungs a document is about, and when each was published; the first
/// published first, and of one document the earliest day first.
pub(in crate::pricing) async fn others_on_lines(
    tx: &mut Tx,
    change: ChangeId,
) -> Result<Vec<(LineRung, Wish<Rate>, DateTime<Utc>)>> {
    let rows = sqlx::query!(
        r#"select o.change_id, o.list_id, o.sku_id, o.min_qty, o.valid_from, o.valid_to, o.unit_price, o.price_basis,
             c.published_at as "published_at!"
           from (select distinct list_id, sku_id, min_qty from pricing.change_lines where change_id = $1) n
           join pricing.change_lines o on o.sku_id = n.sku_id and o.list_id = n.list_id and o.min_qty = n.min_qty
           join pricing.changes c on c.id = o.change_id
           where c.state = 'published' and c.id <> $1 order by c.publication, o.valid_from"#,
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let rung = LineRung { list: ListId(row.list_id), sku: SkuId(row.sku_id), min_qty: row.min_qty };
            let basis = known_basis(row.price_basis)?;
            let value = row.unit_price.map(|price| Rate { price, basis });
            let wish = Wish { from: row.valid_from, to: row.valid_to, value, by: Some(row.change_id) };
            Ok((rung, wish, row.published_at))
        })
        .collect()
}

/// [`others_on_lines`] for the percentages of the lists a document has percentages on.
pub(in crate::pricing) async fn others_on_discounts(
    tx: &mut Tx,
    change: ChangeId,
) -> Result<Vec<(DiscountRung, Wish<Decimal>, DateTime<Utc>)>> {
    let rows = sqlx::query!(
        r#"select o.change_id, o.list_id, o.category_id, o.brand, o.min_qty, o.valid_from, o.valid_to, o.percent,
             c.published_at as "published_at!"
           from pricing.change_discounts o join pricing.changes c on c.id = o.change_id
           where o.list_id in (select list_id from pricing.change_discounts where change_id = $1)
             and c.state = 'published' and c.id <> $1 order by c.publication, o.valid_from"#,
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let target = target_of(row.category_id, row.brand);
            let rung = DiscountRung { list: ListId(row.list_id), target, min_qty: row.min_qty };
            let (from, to, by) = (row.valid_from, row.valid_to, Some(row.change_id));
            (rung, Wish { from, to, value: row.percent, by }, row.published_at)
        })
        .collect())
}

/// A line of a document as a page shows it.
pub(in crate::pricing) struct ShownLine {
    pub rung: LineRung,
    pub list: String,
    pub part_number: String,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub price: Option<Rate>,
    /// For the same basis.
    pub now: Option<Decimal>,
    pub effect: Effect,
}

/// Some lines of a document, by list and part number, beside what holds on their first day; of a published one, beside what
/// held when it was.
pub(in crate::pricing) async fn shown_lines(
    tx: &mut Tx,
    (change, published): (ChangeId, bool),
    effect: Option<Effect>,
    part: &str,
    (skip, most): (i64, i64),
) -> Result<Vec<ShownLine>> {
    let rows = sqlx::query!(
        r#"select * from (
             select n.list_id, n.sku_id, n.min_qty, n.valid_from, n.valid_to, n.unit_price, n.price_basis, s.part_number,
               coalesce(l.code, h.head ->> 'code') as "code!", w.unit_price * n.price_basis / w.price_basis as now,
               case when n.unit_price is null and w.unit_price is not null then 'ended'
                 when w.unit_price is null and n.unit_price is not null then 'new'
                 when w.unit_price * n.price_basis = n.unit_price * w.price_basis or n.unit_price is null then 'same'
                 else 'changed' end as "effect!"
             from pricing.change_lines n
             join catalog.skus s on s.id = n.sku_id
             left join pricing.lists l on l.id = n.list_id
             left join pricing.change_lists h on h.change_id = n.change_id and h.list_id = n.list_id
             left join lateral (
               (select unit_price, price_basis from pricing.lines o
               where not $6 and o.sku_id = n.sku_id and o.list_id = n.list_id and o.min_qty = n.min_qty and o.valid_from <= n.valid_from
               order by o.valid_from desc limit 1)
               union all
               (select unit_price, price_basis from pricing.lines_before o
               where $6 and o.change_id = $1 and o.sku_id = n.sku_id and o.list_id = n.list_id and o.min_qty = n.min_qty
                 and o.valid_from <= n.valid_from
               order by o.valid_from desc limit 1)) w on true
             where n.change_id = $1 and ($3 = '' or s.part_number ilike '%' || $3 || '%')) t
           where ($2::text is null or t."effect!" = $2)
           order by t."code!", t.part_number, t.min_qty, t.valid_from offset $4 limit $5"#,
        change.0,
        effect.map(Effect::as_str),
        part,
        skip,
        most,
        published
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let basis = known_basis(row.price_basis)?;
            Ok(ShownLine {
                rung: LineRung { list: ListId(row.list_id), sku: SkuId(row.sku_id), min_qty: row.min_qty },
                list: row.code,
                part_number: row.part_number,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                price: row.unit_price.map(|price| Rate { price, basis }),
                now: row.now.map(|now| now.normalize()),
                effect: Effect::parse(&row.effect)
                    .ok_or_else(|| Error::Internal("unknown effect of a price line".into()))?,
            })
        })
        .collect()
}

/// What the lines of a document come to.
pub(in crate::pricing) async fn count_lines(
    tx: &mut Tx,
    (change, published): (ChangeId, bool),
) -> Result<Counts> {
    let row = sqlx::query!(
        r#"select count(*) as "lines!",
             count(*) filter (where n.unit_price is not null and w.unit_price is null) as "new!",
             count(*) filter (where n.unit_price * w.price_basis <> w.unit_price * n.price_basis) as "changed!",
             count(*) filter (where n.unit_price is null and w.unit_price is not null) as "ended!"
           from pricing.change_lines n
           left join lateral (
             (select unit_price, price_basis from pricing.lines o
             where not $2 and o.sku_id = n.sku_id and o.list_id = n.list_id and o.min_qty = n.min_qty and o.valid_from <= n.valid_from
             order by o.valid_from desc limit 1)
             union all
             (select unit_price, price_basis from pricing.lines_before o
             where $2 and o.change_id = $1 and o.sku_id = n.sku_id and o.list_id = n.list_id and o.min_qty = n.min_qty
               and o.valid_from <= n.valid_from
             order by o.valid_from desc limit 1)) w on true
           where n.change_id = $1"#,
        change.0,
        published
    )
    .fetch_one(&mut **tx)
    .await?;
    let (lines, new, changed, ended) = (row.lines, row.new, row.changed, row.ended);
    Ok(Counts { lines, new, changed, ended, same: lines - new - changed - ended })
}

/// The percentages of a document, as [`shown_lines`].
pub(in crate::pricing) async fn shown_discounts(
    tx: &mut Tx,
    (change, published): (ChangeId, bool),
) -> Result<Vec<(DiscountRung, DraftDiscount)>> {
    let rows = sqlx::query!(
        r#"select coalesce(l.code, h.head ->> 'code') as "list!", c.code as "category?", n.list_id, n.category_id, n.brand, n.min_qty, n.valid_from, n.valid_to,
             n.percent, w.percent as "now?"
           from pricing.change_discounts n
           left join catalog.categories c on c.id = n.category_id
           left join pricing.lists l on l.id = n.list_id
           left join pricing.change_lists h on h.change_id = n.change_id and h.list_id = n.list_id
           left join lateral (select percent from (
             select valid_from, percent, list_id, category_id, brand, min_qty from pricing.discounts where not $2
             union all
             select valid_from, percent, list_id, category_id, brand, min_qty from pricing.discounts_before where $2 and change_id = $1) o
             where o.list_id = n.list_id and o.category_id is not distinct from n.category_id
               and o.brand is not distinct from n.brand and o.min_qty = n.min_qty and o.valid_from <= n.valid_from
             order by o.valid_from desc limit 1) w on true
           where n.change_id = $1 order by 1, 2 nulls first, 3 nulls first, n.min_qty, n.valid_from limit 500"#,
        change.0,
        published
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let target = target_of(row.category_id, row.brand.clone());
            let rung = DiscountRung { list: ListId(row.list_id), target, min_qty: row.min_qty };
            let shown = DraftDiscount {
                list: row.list,
                category: row.category,
                brand: row.brand,
                min_qty: row.min_qty,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                percent: row.percent,
                now: row.now,
                below: None,
            };
            (rung, shown)
        })
        .collect())
}
