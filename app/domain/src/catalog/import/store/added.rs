//! What an import added to the schema, taken away by its undo where nobody uses or changed it since.
//!
//! Used is what a SKU carries; those the import itself brought and its undo withdrew do not count. Whether it did is asked SKU
//! by SKU, and so is its category: what the database believes of how many were withdrawn, and of how much was added, is from
//! before this undo or this import, and a join by it takes hours.

use crate::catalog::import::job::{Left, LeftKind, Removed};
use crate::error::Result;
use crate::ids::ImportId;
use crate::op::Tx;

/// Takes away what can go: values, then what categories list, parameters, categories from the leaves up.
pub(in crate::catalog::import) async fn undo_added(tx: &mut Tx, import: ImportId) -> Result<Removed> {
    let kinds =
        sqlx::query_scalar!("select distinct kind from catalog.import_added where import_id = $1", import.0)
            .fetch_all(&mut **tx)
            .await?;
    let added = |kind: &str| kinds.iter().any(|k| k == kind);
    let mut removed = Removed::default();
    // each looks through what all SKUs carry
    if added("value") {
        removed.values = delete_values(tx, import).await?;
    }
    if added("link") {
        removed.links = delete_links(tx, import).await?;
    }
    if added("parameter") {
        removed.parameters = delete_parameters(tx, import).await?;
    }
    loop {
        let gone = delete_leaves(tx, import).await?;
        removed.categories += gone;
        if gone == 0 {
            break;
        }
    }
    sqlx::query!("delete from catalog.import_withdrawn where import_id = $1", import.0)
        .execute(&mut **tx)
        .await?;
    Ok(removed)
}

fn whole(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

async fn delete_values(tx: &mut Tx, import: ImportId) -> Result<u32> {
    let done = sqlx::query!(
        "with wanted as materialized (
           select a.parameter_id, a.value, p.code from catalog.import_added a
           join catalog.parameters p on p.id = a.parameter_id
           join catalog.parameter_values v on v.parameter_id = a.parameter_id and v.code = a.value
           where a.import_id = $1 and a.kind = 'value' and catalog.value_state(v) = a.after),
         used as materialized (
           select distinct held.key as code, one.value
           from (
             select s.parameters from catalog.skus s where (select true from catalog.import_withdrawn w
               where w.import_id = $1 and w.sku_id = s.id) is not true offset 0) s
           cross join lateral jsonb_each(s.parameters) as held(key, value)
           cross join lateral jsonb_array_elements_text(
             case jsonb_typeof(held.value) when 'array' then held.value else jsonb_build_array(held.value) end) as one(value)
           where held.key in (select code from wanted)),
         gone as (
           delete from catalog.parameter_values v using wanted w
           where v.parameter_id = w.parameter_id and v.code = w.value
             and not exists (select from used u where u.code = w.code and u.value = w.value)
           returning v.parameter_id, v.code)
         delete from catalog.import_added a using gone
         where a.import_id = $1 and a.kind = 'value' and a.parameter_id = gone.parameter_id and a.value = gone.code",
        import.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(whole(done.rows_affected()))
}

/// A category with others below it is left alone: theirs may be what uses its list.
async fn delete_links(tx: &mut Tx, import: ImportId) -> Result<u32> {
    let done = sqlx::query!(
        "with wanted as materialized (
           select a.category_id, a.parameter_id, p.code from catalog.import_added a
           join catalog.parameters p on p.id = a.parameter_id
           join catalog.category_parameters l on l.category_id = a.category_id and l.parameter_id = a.parameter_id
           where a.import_id = $1 and a.kind = 'link' and catalog.link_state(l) = a.after
             and not exists (select from catalog.categories below where below.parent_id = a.category_id)),
         used as materialized (
           select distinct s.category_id, held.key as code
           from (
             select (select f.category_id from catalog.families f where f.id = s.family_id) as category_id, s.parameters
             from catalog.skus s where (select true from catalog.import_withdrawn w
               where w.import_id = $1 and w.sku_id = s.id) is not true offset 0) s
           cross join lateral jsonb_object_keys(s.parameters) as held(key)
           where s.category_id in (select category_id from wanted)),
         gone as (
           delete from catalog.category_parameters l using wanted w
           where l.category_id = w.category_id and l.parameter_id = w.parameter_id
             and not exists (select from used u where u.category_id = w.category_id and u.code = w.code)
           returning l.category_id, l.parameter_id)
         delete from catalog.import_added a using gone
         where a.import_id = $1 and a.kind = 'link' and a.category_id = gone.category_id
           and a.parameter_id = gone.parameter_id",
        import.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(whole(done.rows_affected()))
}

/// What withdrawn SKUs carry of a parameter that goes stays with them unseen, for the file once more.
async fn delete_parameters(tx: &mut Tx, import: ImportId) -> Result<u32> {
    let gone = sqlx::query_scalar!(
        "with wanted as materialized (
           select p.id, p.code from catalog.import_added a join catalog.parameters p on p.id = a.parameter_id
           where a.import_id = $1 and a.kind = 'parameter' and catalog.parameter_state(p) = a.after
             and not exists (select from catalog.parameter_values v where v.parameter_id = p.id)
             and not exists (select from catalog.category_parameters l where l.parameter_id = p.id)),
         used as materialized (
           select distinct held.key as code from (
             select s.parameters from catalog.skus s where (select true from catalog.import_withdrawn w
               where w.import_id = $1 and w.sku_id = s.id) is not true offset 0) s
           cross join lateral jsonb_object_keys(s.parameters) as held(key)
           where held.key in (select code from wanted)),
         gone as (
           delete from catalog.parameters p using wanted w
           where p.id = w.id and not exists (select from used u where u.code = w.code) returning p.id, p.code),
         noted as (
           delete from catalog.import_added a using gone
           where a.import_id = $1 and a.kind = 'parameter' and a.parameter_id = gone.id)
         select code from gone",
        import.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(u32::try_from(gone.len()).unwrap_or(u32::MAX))
}

/// Categories nothing is in and nothing points at. Prices may be for one: who else points at it is for the database to say.
async fn delete_leaves(tx: &mut Tx, import: ImportId) -> Result<u32> {
    let leaves = sqlx::query_scalar!(
        r#"select c.id from catalog.import_added a join catalog.categories c on c.id = a.category_id
           where a.import_id = $1 and a.kind = 'category' and catalog.category_state(c) = a.after
             and not exists (select from catalog.categories below where below.parent_id = c.id)
             and not exists (select from catalog.families f where f.category_id = c.id)
             and not exists (select from catalog.category_parameters l where l.category_id = c.id)
           order by c.id"#,
        import.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut gone = 0;
    for leaf in leaves {
        sqlx::query!("savepoint leaf").execute(&mut **tx).await?;
        match sqlx::query!("delete from catalog.categories where id = $1", leaf).execute(&mut **tx).await {
            Ok(_) => {
                sqlx::query!(
                    "delete from catalog.import_added where import_id = $1 and kind = 'category' and category_id = $2",
                    import.0,
                    leaf
                )
                .execute(&mut **tx)
                .await?;
                gone += 1;
            }
            Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => {
                sqlx::query!("rollback to savepoint leaf").execute(&mut **tx).await?;
            }
            Err(other) => return Err(other.into()),
        }
    }
    Ok(gone)
}

/// What an import added that is still there after its undo, and how much of it there is.
pub(in crate::catalog::import) async fn list_left(
    tx: &mut Tx,
    import: ImportId,
    most: i64,
) -> Result<(Vec<Left>, u32)> {
    let rows = sqlx::query!(
        r#"select a.kind, coalesce(c.name_zh, p.name_zh) as "name_zh!", coalesce(c.name_en, p.name_en) as "name_en!",
             a.value, v.name_zh as "value_zh?", v.name_en as "value_en?", count(*) over () as "all!"
           from catalog.import_added a
           left join catalog.categories c on c.id = a.category_id
           left join catalog.parameters p on p.id = a.parameter_id
           left join catalog.parameter_values v on v.parameter_id = a.parameter_id and v.code = a.value
           where a.import_id = $1 and a.kind <> 'link'
             and case a.kind when 'category' then c.id when 'parameter' then p.id else v.parameter_id end is not null
           order by a.kind, 2, v.position, a.value limit $2"#,
        import.0,
        most
    )
    .fetch_all(&mut **tx)
    .await?;
    let all = rows.first().map_or(0, |r| whole(u64::try_from(r.all).unwrap_or(0)));
    let left = rows.into_iter().map(|r| {
        let kind = match r.kind.as_str() {
            "category" => LeftKind::Category,
            "parameter" => LeftKind::Parameter,
            _ => LeftKind::Value,
        };
        let name = |of: String, value: Option<String>| match value {
            Some(value) => format!("{of}: {value}"),
            None => of,
        };
        Left { kind, name_zh: name(r.name_zh, r.value_zh), name_en: name(r.name_en, r.value_en) }
    });
    Ok((left.collect(), all))
}

/// Says beside what the last check found what the undo took away.
pub(in crate::catalog::import) async fn update_removed(
    tx: &mut Tx,
    import: ImportId,
    removed: Removed,
) -> Result<()> {
    sqlx::query!(
        "update catalog.imports set report = report || jsonb_build_object('removed', $2::jsonb) where id = $1",
        import.0,
        serde_json::to_value(removed)?
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
