//! SQL of price lists as the desk reads them.

use super::steps::{LineRow, LineRung, Rate};
use super::{known_currency, known_kind};
use crate::error::Result;
use crate::ids::{ChangeId, ListId};
use crate::money::{Currency, TaxMode};
use crate::op::Tx;
use crate::pricing::change::read::ListQuery;
use crate::pricing::change::views::{ListDiscount, ListRow};
use crate::pricing::terms::{ListKind, Validity};
use crate::pricing::timeline::{Step, on, spans};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use std::collections::HashMap;
use uuid::Uuid;

struct Row {
    id: Uuid,
    code: String,
    name: String,
    kind: String,
    whose: String,
    company: Option<String>,
    version: i32,
    tax_mode: String,
    currency: String,
    allows_promotion: bool,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    changed_at: DateTime<Utc>,
}

impl Row {
    fn read(self) -> Result<ListRow> {
        Ok(ListRow {
            id: ListId(self.id),
            kind: known_kind(&self.kind)?,
            tax_mode: TaxMode::parse(&self.tax_mode),
            currency: known_currency(&self.currency)?,
            code: self.code,
            name: self.name,
            whose: self.whose,
            company: self.company,
            version: self.version,
            allows_promotion: self.allows_promotion,
            validity: Validity { from: self.valid_from, to: self.valid_to },
            changed_at: self.changed_at,
        })
    }
}

/// Lists by code, this many at most, and how many there are.
pub(in crate::pricing) async fn list_lists(
    tx: &mut Tx,
    query: &ListQuery,
    most: i64,
) -> Result<(Vec<ListRow>, i64)> {
    let (kind, text) = (query.kind.map(ListKind::as_str), query.text.trim());
    let rows = sqlx::query_as!(
        Row,
        r#"select l.id, l.code, l.name, l.kind, coalesce(c.name, g.name_zh, '') as "whose!", c.code as "company?", l.version, l.tax_mode,
             l.currency, l.allows_promotion, l.valid_from, l.valid_to, l.changed_at
           from pricing.lists l
           left join accounts.companies c on c.id = l.company_id
           left join accounts.price_groups g on g.id = l.group_id
           where ($1::text is null or l.kind = $1) and ($2 = '' or l.code ilike '%' || $2 || '%' or l.name ilike '%' || $2 || '%'
             or c.name ilike '%' || $2 || '%' or c.code ilike $2 || '%')
           order by array_position(array['base', 'group', 'promotion', 'contract'], l.kind), l.code limit $3"#,
        kind,
        text,
        most
    )
    .fetch_all(&mut **tx)
    .await?;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "n!" from pricing.lists l left join accounts.companies c on c.id = l.company_id
           where ($1::text is null or l.kind = $1) and ($2 = '' or l.code ilike '%' || $2 || '%' or l.name ilike '%' || $2 || '%'
             or c.name ilike '%' || $2 || '%' or c.code ilike $2 || '%')"#,
        kind,
        text
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((rows.into_iter().map(Row::read).collect::<Result<_>>()?, count))
}

/// The list of a code.
pub(in crate::pricing) async fn find_list(tx: &mut Tx, code: &str) -> Result<Option<ListRow>> {
    sqlx::query_as!(
        Row,
        r#"select l.id, l.code, l.name, l.kind, coalesce(c.name, g.name_zh, '') as "whose!", c.code as "company?", l.version, l.tax_mode,
             l.currency, l.allows_promotion, l.valid_from, l.valid_to, l.changed_at
           from pricing.lists l
           left join accounts.companies c on c.id = l.company_id
           left join accounts.price_groups g on g.id = l.group_id
           where l.code = $1"#,
        code
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Row::read)
    .transpose()
}

/// With or without VAT, and in what currency, for every list a document touches.
pub(in crate::pricing) async fn tax_modes(
    tx: &mut Tx,
    change: ChangeId,
) -> Result<HashMap<ListId, (TaxMode, Currency)>> {
    let rows = sqlx::query!(
        r#"select t.list_id as "id!", coalesce(l.tax_mode, h.head ->> 'tax_mode') as "tax_mode!",
             coalesce(l.currency, h.head ->> 'currency') as "currency!"
           from (select distinct list_id from pricing.change_lines where change_id = $1
             union select list_id from pricing.change_heads where change_id = $1
             union select list_id from pricing.change_lists where change_id = $1) t
           left join pricing.lists l on l.id = t.list_id
           left join pricing.change_lists h on h.change_id = $1 and h.list_id = t.list_id"#,
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| Ok((ListId(row.id), (TaxMode::parse(&row.tax_mode), known_currency(&row.currency)?))))
        .collect()
}

/// A price of a list with the days it holds.
pub(in crate::pricing) struct TimedLine {
    pub rung: LineRung,
    pub part_number: String,
    pub rate: Rate,
    pub validity: Validity,
    /// Number of the document that wrote it.
    pub change: Option<String>,
}

/// Lines of some parts of a list, and how many parts it prices.
pub(in crate::pricing) async fn lines_page(
    tx: &mut Tx,
    list: ListId,
    part: &str,
    skip: i64,
    most: i64,
) -> Result<(Vec<TimedLine>, i64)> {
    let parts = sqlx::query!(
        r#"select s.id, s.part_number, count(*) over () as "total!" from catalog.skus s
           where s.id in (select l.sku_id from pricing.lines l where l.list_id = $1) and ($2 = '' or s.part_number ilike '%' || $2 || '%')
           order by s.part_number offset $3 limit $4"#,
        list.0,
        part,
        skip,
        most
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = parts.first().map_or(0, |part| part.total);
    let wanted: Vec<Uuid> = parts.iter().map(|part| part.id).collect();
    let rows = sqlx::query!(
        r#"select l.list_id, l.sku_id, l.min_qty, l.valid_from, l.unit_price, l.price_basis, l.change_id, c.number as "number?"
           from pricing.lines l left join pricing.changes c on c.id = l.change_id
           where l.list_id = $1 and l.sku_id = any($2)
           order by array_position($2, l.sku_id), l.min_qty, l.valid_from"#,
        list.0,
        &wanted
    )
    .fetch_all(&mut **tx)
    .await?;
    let names: HashMap<Uuid, String> = parts.into_iter().map(|part| (part.id, part.part_number)).collect();
    let mut numbers: HashMap<Uuid, String> = HashMap::new();
    let mut steps: Vec<(LineRung, Step<Rate>)> = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some((id, number)) = row.change_id.zip(row.number) {
            numbers.insert(id, number);
        }
        let (list_id, sku_id, min_qty, valid_from) = (row.list_id, row.sku_id, row.min_qty, row.valid_from);
        let (unit_price, price_basis, change_id) = (row.unit_price, row.price_basis, row.change_id);
        let row = LineRow { list_id, sku_id, min_qty, valid_from, unit_price, price_basis, change_id };
        steps.push(row.read()?);
    }
    let mut lines = Vec::with_capacity(steps.len());
    for same in steps.chunk_by(|(a, _), (b, _)| a == b) {
        let own: Vec<_> = same.iter().map(|(_, step)| step.clone()).collect();
        for (validity, rate) in spans(&own) {
            let by = on(&own, validity.from).and_then(|step| step.by);
            lines.push(TimedLine {
                rung: same[0].0,
                part_number: names.get(&same[0].0.sku.0).cloned().unwrap_or_default(),
                rate: *rate,
                validity,
                change: by.and_then(|by| numbers.get(&by).cloned()),
            });
        }
    }
    Ok((lines, total))
}

/// The percentages of a list, those of the past too.
pub(in crate::pricing) async fn discounts_of_list(tx: &mut Tx, list: ListId) -> Result<Vec<ListDiscount>> {
    let rows = sqlx::query!(
        r#"select c.code as "category?", d.brand, d.min_qty, d.valid_from, d.percent, h.number as "number?",
             lead(d.valid_from) over (partition by d.category_id, d.brand, d.min_qty order by d.valid_from) as valid_to
           from pricing.discounts d
           left join catalog.categories c on c.id = d.category_id
           left join pricing.changes h on h.id = d.change_id
           where d.list_id = $1 order by c.code nulls last, d.brand nulls last, d.min_qty, d.valid_from limit 1000"#,
        list.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let percent: Decimal = row.percent?;
            let validity = Validity { from: row.valid_from, to: row.valid_to };
            let (category, brand, min_qty) = (row.category, row.brand, row.min_qty);
            Some(ListDiscount { category, brand, min_qty, percent, validity, change: row.number })
        })
        .collect())
}
