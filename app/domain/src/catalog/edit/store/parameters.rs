//! SQL of parameters and their named values.

use super::count;
use super::schema::{kind, stale_unless, taken};
use crate::catalog::edit::{ParameterBrief, ParameterRow, ValueRow};
use crate::error::{OnConstraint, Result};
use crate::ids::{CategoryId, ParameterId};
use crate::op::Tx;
use serde_json::Value as Json;

/// All parameters by code, narrowed by a text in code or names.
pub(in crate::catalog::edit) async fn list_parameters(tx: &mut Tx, text: &str) -> Result<Vec<ParameterRow>> {
    let rows = sqlx::query!(
        r#"select p.id as "id: ParameterId", p.code, p.name_zh, p.name_en, p.kind, p.unit, p.many,
                  (select count(*) from catalog.parameter_values v where v.parameter_id = p.id) as "values!",
                  (select count(*) from catalog.category_parameters cp where cp.parameter_id = p.id) as "categories!"
           from catalog.parameters p
           where $1 = '' or strpos(lower(concat_ws(' ', p.code, p.name_zh, p.name_en, array_to_string(p.aliases, ' '))), lower($1)) > 0
           order by p.code"#,
        text
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            let (code, name_zh, name_en, unit) = (r.code, r.name_zh, r.name_en, r.unit);
            Ok(ParameterRow {
                parameter: ParameterBrief {
                    id: r.id,
                    code,
                    name_zh,
                    name_en,
                    kind: kind(&r.kind)?,
                    unit,
                    many: r.many,
                },
                values: count(r.values),
                categories: count(r.categories),
            })
        })
        .collect()
}

/// Parameters of these codes.
pub(in crate::catalog::edit) async fn list_named(
    tx: &mut Tx,
    codes: &[String],
) -> Result<Vec<ParameterBrief>> {
    let rows = sqlx::query!(
        r#"select id as "id: ParameterId", code, name_zh, name_en, kind, unit, many from catalog.parameters where code = any($1)"#,
        codes
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            let (code, name_zh, name_en, unit) = (r.code, r.name_zh, r.name_en, r.unit);
            Ok(ParameterBrief { id: r.id, code, name_zh, name_en, kind: kind(&r.kind)?, unit, many: r.many })
        })
        .collect()
}

/// A parameter, what else it is called, and its version.
pub(in crate::catalog::edit) async fn find_parameter(
    tx: &mut Tx,
    id: ParameterId,
) -> Result<Option<(ParameterBrief, Vec<String>, i32)>> {
    let row = sqlx::query!(
        r#"select code, name_zh, name_en, kind, unit, many, aliases, version from catalog.parameters where id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|r| {
        let (code, name_zh, name_en, unit) = (r.code, r.name_zh, r.name_en, r.unit);
        let brief = ParameterBrief { id, code, name_zh, name_en, kind: kind(&r.kind)?, unit, many: r.many };
        Ok((brief, r.aliases, r.version))
    })
    .transpose()
}

pub(in crate::catalog::edit) async fn insert_parameter(
    tx: &mut Tx,
    new: &ParameterBrief,
    aliases: &[String],
) -> Result<()> {
    sqlx::query!(
        "insert into catalog.parameters (id, code, name_zh, name_en, kind, unit, many, aliases)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.id.0,
        new.code,
        new.name_zh,
        new.name_en,
        new.kind.as_str(),
        new.unit,
        new.many,
        aliases
    )
    .execute(&mut **tx)
    .await
    .on_constraint("parameters_code_uniq", taken("code"))?;
    Ok(())
}

/// Writes a parameter whose code stays; with the same words it only counts a change of its values.
pub(in crate::catalog::edit) async fn update_parameter(
    tx: &mut Tx,
    new: &ParameterBrief,
    aliases: &[String],
    version: i32,
) -> Result<()> {
    let done = sqlx::query!(
        "update catalog.parameters set name_zh = $2, name_en = $3, kind = $4, unit = $5, many = $7, aliases = $8
         where id = $1 and version = $6",
        new.id.0,
        new.name_zh,
        new.name_en,
        new.kind.as_str(),
        new.unit,
        version,
        new.many,
        aliases
    )
    .execute(&mut **tx)
    .await?;
    stale_unless(done.rows_affected() == 1)
}

/// Different values SKUs carry of a parameter, with how many carry each.
pub(in crate::catalog::edit) async fn list_carried(tx: &mut Tx, code: &str) -> Result<Vec<(Json, i64)>> {
    let rows = sqlx::query!(
        r#"select parameters -> $1 as "value!", count(*) as "skus!" from catalog.skus where parameters ? $1
           group by 1"#,
        code
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| (r.value, r.skus)).collect())
}

/// SKUs that carry a value of a parameter, alone or among others; any value when none is named.
pub(in crate::catalog::edit) async fn count_carrying(
    tx: &mut Tx,
    code: &str,
    value: Option<&str>,
) -> Result<u64> {
    let n = sqlx::query_scalar!(
        r#"select count(*) as "n!" from catalog.skus
           where parameters ? $1 and ($2::text is null or (parameters -> $1) ? $2)"#,
        code,
        value
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// The named values in their order.
pub(in crate::catalog::edit) async fn list_values(tx: &mut Tx, id: ParameterId) -> Result<Vec<ValueRow>> {
    Ok(sqlx::query_as!(
        ValueRow,
        "select code, name_zh, name_en, aliases, position from catalog.parameter_values
         where parameter_id = $1 order by position, code",
        id.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

pub(in crate::catalog::edit) async fn upsert_value(
    tx: &mut Tx,
    id: ParameterId,
    value: &ValueRow,
) -> Result<()> {
    sqlx::query!(
        "insert into catalog.parameter_values (parameter_id, code, name_zh, name_en, aliases, position)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (parameter_id, code) do update set name_zh = excluded.name_zh, name_en = excluded.name_en,
           aliases = excluded.aliases, position = excluded.position",
        id.0,
        value.code,
        value.name_zh,
        value.name_en,
        &value.aliases,
        value.position
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives values their places, one after the other.
pub(in crate::catalog::edit) async fn number_values(
    tx: &mut Tx,
    id: ParameterId,
    codes: &[String],
) -> Result<()> {
    sqlx::query!(
        "update catalog.parameter_values v set position = n.at::int
         from unnest($2::text[]) with ordinality as n(code, at)
         where v.parameter_id = $1 and v.code = n.code and v.position is distinct from n.at::int",
        id.0,
        codes
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::catalog::edit) async fn delete_value(tx: &mut Tx, id: ParameterId, code: &str) -> Result<()> {
    sqlx::query!("delete from catalog.parameter_values where parameter_id = $1 and code = $2", id.0, code)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Categories that list a parameter.
pub(in crate::catalog::edit) async fn list_categories_of(
    tx: &mut Tx,
    id: ParameterId,
) -> Result<Vec<(CategoryId, String, String)>> {
    let rows = sqlx::query!(
        r#"select c.id as "id: CategoryId", c.name_zh, c.name_en
           from catalog.category_parameters cp join catalog.categories c on c.id = cp.category_id
           where cp.parameter_id = $1 order by c.code"#,
        id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.name_zh, r.name_en)).collect())
}
