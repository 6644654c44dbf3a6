//! SQL of the simulation: who bought what in a year, and everything that prices it for all of those companies at once.

use super::steps::{DiscountRow, DiscountRung, LineRow, LineRung, Rate};
use super::{known_currency, known_kind};
use crate::error::Result;
use crate::ids::{CategoryId, ChangeId, CompanyId, ListId, SkuId};
use crate::money::TaxMode;
use crate::op::Tx;
use crate::pricing::terms::{FamilyFacts, PriceList, SkuFacts, VAT_CODE, Validity, VatRate};
use crate::pricing::timeline::Step;
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::TryStreamExt;
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// So many orders of so much of a part by a company.
pub(in crate::pricing) struct Bought {
    pub company: CompanyId,
    pub sku: SkuId,
    pub quantity: Decimal,
    pub times: i64,
}

/// Who can see what a document changes: none means everybody.
pub(in crate::pricing) async fn audience(
    tx: &mut Tx,
    change: ChangeId,
    lists: &[Uuid],
) -> Result<Option<Vec<Uuid>>> {
    let open = sqlx::query_scalar!(
        r#"select exists (select from pricing.lists where id = any($1) and company_id is null and group_id is null)
             or exists (select from pricing.change_lists where change_id = $2 and list_id = any($1)
               and head ->> 'company' is null and head ->> 'group' is null) as "all!""#,
        lists,
        change.0
    )
    .fetch_one(&mut **tx)
    .await?;
    if open {
        return Ok(None);
    }
    let companies = sqlx::query_scalar!(
        r#"with t as (
             select company_id, group_id from pricing.lists where id = any($1)
             union select (head ->> 'company')::uuid, (head ->> 'group')::uuid from pricing.change_lists
               where change_id = $2 and list_id = any($1))
           select c.id from accounts.companies c
           where c.path && array(select company_id from t where company_id is not null) or c.price_group_id in (select group_id from t)"#,
        lists,
        change.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(Some(companies))
}

/// What was ordered since, of parts a document concerns, by companies that can see it.
pub(in crate::pricing) async fn bought(
    tx: &mut Tx,
    change: ChangeId,
    companies: Option<&[Uuid]>,
    since: DateTime<Utc>,
) -> Result<Vec<Bought>> {
    let mut found = Vec::new();
    let mut rows = sqlx::query!(
        r#"select n.company_id, n.sku_id, n.ordered - n.cancelled as "quantity!", count(*) as "times!"
           from orders.orders o
           join orders.order_lines n on n.company_id = o.company_id and n.order_id = o.id
           join catalog.skus s on s.id = n.sku_id
           join catalog.families f on f.id = s.family_id
           join catalog.categories c on c.id = f.category_id
           where o.placed_at >= $2 and n.ordered > n.cancelled and ($3::uuid[] is null or o.company_id = any($3))
             and (n.sku_id in (select sku_id from pricing.change_lines where change_id = $1)
               or exists (select from pricing.change_discounts d where d.change_id = $1
                 and (d.category_id = any(c.path) or d.brand = f.brand or (d.category_id is null and d.brand is null)))
               or exists (select from pricing.change_heads h where h.change_id = $1 and (h.changes_end or h.allows_promotion is not null)
                 and (exists (select from pricing.lines l where l.sku_id = n.sku_id and l.list_id = h.list_id)
                   or exists (select from pricing.discounts d where d.list_id = h.list_id and (d.category_id = any(c.path)
                     or d.brand = f.brand or (d.category_id is null and d.brand is null))))))
           group by 1, 2, 3"#,
        change.0,
        since,
        companies
    )
    .fetch(&mut **tx);
    while let Some(row) = rows.try_next().await? {
        found.push(Bought {
            company: CompanyId(row.company_id),
            sku: SkuId(row.sku_id),
            quantity: row.quantity,
            times: row.times,
        });
    }
    Ok(found)
}

/// A company as the simulation needs it.
pub(in crate::pricing) struct Buyer {
    pub code: String,
    pub name: String,
    pub group: Option<Uuid>,
    /// Itself first, the head of its group last.
    pub path: Vec<CompanyId>,
}

/// Everything that prices these parts for these companies.
pub(in crate::pricing) struct Market {
    pub buyers: HashMap<CompanyId, Buyer>,
    pub lists: Vec<OwnedList>,
    pub lines: Vec<(LineRung, Step<Rate>)>,
    pub discounts: Vec<(DiscountRung, Step<Decimal>)>,
    pub skus: HashMap<SkuId, SkuFacts>,
    pub vat: Arc<[VatRate]>,
}

/// A list and whose it is; how far above a company it stands is said when that company's turn comes.
#[derive(Clone)]
pub(in crate::pricing) struct OwnedList {
    pub list: PriceList,
    pub company: Option<CompanyId>,
    pub group: Option<Uuid>,
}

/// A row of `pricing.lists`; a quote holds from the day it was accepted.
pub(super) struct OwnedRow {
    pub id: Uuid,
    pub kind: String,
    pub code: String,
    pub name: String,
    pub version: i32,
    pub currency: String,
    pub tax_mode: String,
    pub allows_promotion: bool,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub company_id: Option<Uuid>,
    pub group_id: Option<Uuid>,
}

impl OwnedRow {
    pub(super) fn read(self) -> Result<OwnedList> {
        let list = PriceList {
            id: ListId(self.id),
            kind: known_kind(&self.kind)?,
            code: self.code,
            name: self.name,
            version: self.version,
            currency: known_currency(&self.currency)?,
            tax_mode: TaxMode::parse(&self.tax_mode),
            allows_promotion: self.allows_promotion,
            validity: Validity { from: self.valid_from, to: self.valid_to },
            holder: None,
        };
        Ok(OwnedList { list, company: self.company_id.map(CompanyId), group: self.group_id })
    }
}

/// Loads it for a day, these lists too if they have ended by then: six queries, whatever the number of companies and parts.
pub(in crate::pricing) async fn market(
    tx: &mut Tx,
    companies: &[Uuid],
    skus: &[Uuid],
    ended: &[Uuid],
    day: NaiveDate,
) -> Result<Market> {
    let buyers = sqlx::query!(
        "select id, code, name, price_group_id, path from accounts.companies where id = any($1)",
        companies
    )
    .fetch_all(&mut **tx)
    .await?;
    let buyers: HashMap<CompanyId, Buyer> = buyers
        .into_iter()
        .map(|row| {
            let path = row.path.into_iter().map(CompanyId).collect();
            (CompanyId(row.id), Buyer { code: row.code, name: row.name, group: row.price_group_id, path })
        })
        .collect();
    let mut companies: Vec<Uuid> =
        buyers.values().flat_map(|buyer| buyer.path.iter().map(|company| company.0)).collect();
    companies.sort_unstable();
    companies.dedup();
    let companies = companies.as_slice();
    let lists = sqlx::query_as!(
        OwnedRow,
        r#"select * from (
             select l.id, l.kind, l.code, l.name, l.version, l.currency, l.tax_mode, l.allows_promotion, l.valid_to, l.company_id, l.group_id,
               case when l.kind <> 'quote' then l.valid_from
                 else (select q.accepted_on from pricing.quotes q where q.list_id = l.id and q.state = 'accepted') end as "valid_from!"
             from pricing.lists l where l.company_id is null or l.company_id = any($1)) t
           where "valid_from!" <= $2 and (valid_to is null or valid_to > $2 or id = any($3))"#,
        companies,
        day,
        ended
    )
    .fetch_all(&mut **tx)
    .await?;
    let lists = lists.into_iter().map(OwnedRow::read).collect::<Result<_>>()?;
    let mut lines = Vec::new();
    let mut rows = sqlx::query_as!(
        LineRow,
        "select list_id, sku_id, min_qty, valid_from, unit_price, price_basis, change_id from pricing.lines
         where sku_id = any($1) and (company_id is null or company_id = any($2))",
        skus,
        companies
    )
    .fetch(&mut **tx);
    while let Some(row) = rows.try_next().await? {
        lines.push(row.read()?);
    }
    drop(rows);
    let discounts = sqlx::query_as!(
        DiscountRow,
        "select list_id, category_id, brand, min_qty, valid_from, percent, change_id from pricing.discounts
         where company_id is null or company_id = any($1)",
        companies
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = sqlx::query!(
        "select s.id, s.part_number, f.brand, c.path from catalog.skus s
         join catalog.families f on f.id = s.family_id join catalog.categories c on c.id = f.category_id where s.id = any($1)",
        skus
    )
    .fetch_all(&mut **tx)
    .await?;
    let facts = rows.into_iter().map(|row| {
        let categories = row.path.into_iter().map(CategoryId).collect();
        let family = Arc::new(FamilyFacts { categories, brand: row.brand });
        (SkuId(row.id), SkuFacts { part_number: row.part_number, family })
    });
    let skus = facts.collect();
    let vat = sqlx::query!(
        "select rate, valid_from, valid_to from pricing.vat_rates where code = $1 and valid_from <= $2 and (valid_to is null or valid_to > $2)",
        VAT_CODE,
        day
    )
    .fetch_all(&mut **tx)
    .await?;
    let vat = vat
        .into_iter()
        .map(|row| VatRate { rate: row.rate, validity: Validity { from: row.valid_from, to: row.valid_to } })
        .collect();
    let discounts = discounts.into_iter().map(DiscountRow::read).collect();
    Ok(Market { buyers, lists, lines, discounts, skus, vat })
}
