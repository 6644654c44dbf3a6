//! SQL of the tree and of what each category lists.

use super::count;
use crate::catalog::edit::{CategoryRow, LinkRow, ParameterBrief};
use crate::catalog::parameter::ParameterKind;
use crate::error::{Error, OnConstraint, Result};
use crate::ids::{CategoryId, ParameterId};
use crate::op::Tx;
use crate::rejection::{FieldProblem, Problem, Rejection};

/// Every node with how much hangs on it, in no order.
pub(in crate::catalog) async fn list_categories(tx: &mut Tx) -> Result<Vec<CategoryRow>> {
    let rows = sqlx::query!(
        r#"select c.id as "id: CategoryId", c.parent_id as "parent_id: CategoryId", c.code, c.name_zh, c.name_en, c.position,
                  c.version, coalesce(n.families, 0) as "families!", coalesce(n.skus, 0) as "skus!"
           from catalog.categories c
           left join (select f.category_id, count(*) as families, coalesce(sum(s.skus), 0)::bigint as skus
                      from catalog.families f
                      left join (select family_id, count(*) as skus from catalog.skus where status = 'active' group by family_id) s
                        on s.family_id = f.id
                      group by f.category_id) n on n.category_id = c.id"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| CategoryRow {
            id: r.id,
            parent_id: r.parent_id,
            code: r.code,
            name_zh: r.name_zh,
            name_en: r.name_en,
            position: r.position,
            version: r.version,
            families: count(r.families),
            skus: count(r.skus),
            depth: 0,
        })
        .collect())
}

/// The tree alone, to choose from: without looking at families and SKUs.
pub(in crate::catalog) async fn list_tree(tx: &mut Tx) -> Result<Vec<CategoryRow>> {
    let rows = sqlx::query!(
        r#"select id as "id: CategoryId", parent_id as "parent_id: CategoryId", code, name_zh, name_en, position, version
           from catalog.categories"#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| CategoryRow {
            id: r.id,
            parent_id: r.parent_id,
            code: r.code,
            name_zh: r.name_zh,
            name_en: r.name_en,
            position: r.position,
            version: r.version,
            families: 0,
            skus: 0,
            depth: 0,
        })
        .collect())
}

/// A category to be written.
pub(in crate::catalog::edit) struct NewCategory {
    pub(in crate::catalog::edit) id: CategoryId,
    pub(in crate::catalog::edit) parent_id: Option<CategoryId>,
    pub(in crate::catalog::edit) code: String,
    pub(in crate::catalog::edit) name_zh: String,
    pub(in crate::catalog::edit) name_en: String,
    pub(in crate::catalog::edit) position: i32,
}

pub(in crate::catalog::edit) async fn insert_category(tx: &mut Tx, new: &NewCategory) -> Result<()> {
    sqlx::query!(
        "insert into catalog.categories (id, parent_id, code, name_zh, name_en, position) values ($1, $2, $3, $4, $5, $6)",
        new.id.0,
        new.parent_id.map(|p| p.0),
        new.code,
        new.name_zh,
        new.name_en,
        new.position
    )
    .execute(&mut **tx)
    .await
    .on_constraint("categories_code_uniq", taken("code"))?;
    Ok(())
}

/// Writes a category whose code stays. `Stale` when another version stands there by now.
pub(in crate::catalog::edit) async fn update_category(
    tx: &mut Tx,
    new: &NewCategory,
    version: i32,
) -> Result<()> {
    let done = sqlx::query!(
        "update catalog.categories set parent_id = $2, name_zh = $3, name_en = $4, position = $5
         where id = $1 and version = $6",
        new.id.0,
        new.parent_id.map(|p| p.0),
        new.name_zh,
        new.name_en,
        new.position,
        version
    )
    .execute(&mut **tx)
    .await?;
    stale_unless(done.rows_affected() == 1)
}

/// Counts a change of what hangs on a category. `Stale` when another version stands there by now.
pub(in crate::catalog::edit) async fn touch_category(
    tx: &mut Tx,
    id: CategoryId,
    version: i32,
) -> Result<()> {
    let done = sqlx::query!(
        "update catalog.categories set position = position where id = $1 and version = $2",
        id.0,
        version
    )
    .execute(&mut **tx)
    .await?;
    stale_unless(done.rows_affected() == 1)
}

/// What a category lists, in its order.
pub(in crate::catalog) async fn list_links(tx: &mut Tx, category: CategoryId) -> Result<Vec<LinkRow>> {
    let rows = sqlx::query!(
        r#"select p.id as "id: ParameterId", p.code, p.name_zh, p.name_en, p.kind, p.unit, p.many, cp.position, cp.facet,
                  cp.required, cp.distinguishes
           from catalog.category_parameters cp join catalog.parameters p on p.id = cp.parameter_id
           where cp.category_id = $1 order by cp.position, p.code"#,
        category.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(LinkRow {
                parameter: ParameterBrief {
                    id: r.id,
                    code: r.code,
                    name_zh: r.name_zh,
                    name_en: r.name_en,
                    kind: kind(&r.kind)?,
                    unit: r.unit,
                    many: r.many,
                },
                position: r.position,
                facet: r.facet,
                required: r.required,
                distinguishes: r.distinguishes,
            })
        })
        .collect()
}

/// Writes one row of what a category lists.
pub(in crate::catalog::edit) async fn upsert_link(
    tx: &mut Tx,
    category: CategoryId,
    parameter: ParameterId,
    position: i32,
    (facet, required, distinguishes): (bool, bool, bool),
) -> Result<()> {
    sqlx::query!(
        "insert into catalog.category_parameters (category_id, parameter_id, position, facet, required, distinguishes)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (category_id, parameter_id) do update set position = excluded.position, facet = excluded.facet,
           required = excluded.required, distinguishes = excluded.distinguishes",
        category.0,
        parameter.0,
        position,
        facet,
        required,
        distinguishes
    )
    .execute(&mut **tx)
    .await
    .on_constraint("category_parameters_parameter_id_fkey", Rejection::NotFound)?;
    Ok(())
}

pub(in crate::catalog::edit) async fn delete_link(
    tx: &mut Tx,
    category: CategoryId,
    parameter: ParameterId,
) -> Result<()> {
    sqlx::query!(
        "delete from catalog.category_parameters where category_id = $1 and parameter_id = $2",
        category.0,
        parameter.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The kind as stored; only ours are.
pub(in crate::catalog) fn kind(stored: &str) -> Result<ParameterKind> {
    ParameterKind::parse(stored).ok_or_else(|| Error::Internal("parameter kind".into()))
}

/// Refuses a save of somebody who did not see the last one.
pub(in crate::catalog) fn stale_unless(current: bool) -> Result<()> {
    if current { Ok(()) } else { Err(Rejection::Stale.into()) }
}

/// The refusal of a code another record has.
pub(in crate::catalog) fn taken(field: &str) -> Rejection {
    Rejection::Fields(vec![FieldProblem::new(field, Problem::CodeTaken)])
}
