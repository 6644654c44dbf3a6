//! SQL of completeness: counted set-wise, whatever the number of SKUs.

use super::schema::kind;
use crate::catalog::completeness::{Counted, Gap};
use crate::catalog::edit::ParameterBrief;
use crate::error::Result;
use crate::ids::{CategoryId, ParameterId};
use crate::op::Tx;
use std::collections::HashMap;

fn whole(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// Reading every SKU of a large catalogue takes longer than a page usually may.
pub(in crate::catalog) async fn allow_long(tx: &mut Tx) -> Result<()> {
    sqlx::query!("set local statement_timeout = '25s'").execute(&mut **tx).await?;
    Ok(())
}

/// Categories with active SKUs, and how many of those have neither picture nor document.
pub(in crate::catalog) async fn count_categories(
    tx: &mut Tx,
    only: Option<CategoryId>,
) -> Result<Vec<Counted>> {
    let rows = sqlx::query!(
        r#"with shown as (select family_id, sku_id, kind = 'picture' as picture from catalog.documents where withdrawn_at is null)
           select c.id as "id: CategoryId", c.name_zh, c.name_en, count(*) as "skus!",
                  count(*) filter (where not (
                    s.family_id in (select family_id from shown where picture and family_id is not null)
                    or s.id in (select sku_id from shown where picture and sku_id is not null))) as "without_picture!",
                  count(*) filter (where not (
                    s.family_id in (select family_id from shown where not picture and family_id is not null)
                    or s.id in (select sku_id from shown where not picture and sku_id is not null))) as "without_document!"
           from catalog.skus s
           join catalog.families f on f.id = s.family_id
           join catalog.categories c on c.id = f.category_id
           where s.status = 'active' and ($1::uuid is null or c.id = $1)
           group by c.id"#,
        only.map(|c| c.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Counted {
            id: r.id,
            name_zh: r.name_zh,
            name_en: r.name_en,
            skus: whole(r.skus),
            without_picture: whole(r.without_picture),
            without_document: whole(r.without_document),
        })
        .collect())
}

/// Per category each parameter it lists, with the active SKUs that lack it.
pub(in crate::catalog) async fn list_missing(
    tx: &mut Tx,
    only: Option<CategoryId>,
) -> Result<HashMap<CategoryId, Vec<Gap>>> {
    let rows = sqlx::query!(
        r#"select f.category_id as "category: CategoryId", p.id as "id: ParameterId", p.code, p.name_zh, p.name_en, p.kind,
                  p.unit, p.many, cp.required, count(*) filter (where not s.parameters ? p.code) as "missing!"
           from catalog.skus s
           join catalog.families f on f.id = s.family_id
           join catalog.category_parameters cp on cp.category_id = f.category_id
           join catalog.parameters p on p.id = cp.parameter_id
           where s.status = 'active' and ($1::uuid is null or f.category_id = $1)
           group by f.category_id, p.id, cp.required"#,
        only.map(|c| c.0)
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: HashMap<CategoryId, Vec<Gap>> = HashMap::new();
    for r in rows {
        let (code, name_zh, name_en, unit) = (r.code, r.name_zh, r.name_en, r.unit);
        let parameter =
            ParameterBrief { id: r.id, code, name_zh, name_en, kind: kind(&r.kind)?, unit, many: r.many };
        let gap = Gap { parameter, required: r.required, missing: whole(r.missing) };
        found.entry(r.category).or_default().push(gap);
    }
    Ok(found)
}
