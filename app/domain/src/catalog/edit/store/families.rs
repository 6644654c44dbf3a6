//! SQL of families.

use super::schema::{stale_unless, taken};
use super::{count, offset};
use crate::catalog::edit::{FamilyRow, PAGE};
use crate::error::{OnConstraint, Result};
use crate::ids::{CategoryId, FamilyId};
use crate::op::Tx;

/// A family with what only its own page shows.
pub(in crate::catalog::edit) struct FullFamily {
    pub(in crate::catalog::edit) row: FamilyRow,
    pub(in crate::catalog::edit) description_zh: String,
    pub(in crate::catalog::edit) description_en: String,
    pub(in crate::catalog::edit) version: i32,
}

/// A page of families of a category (of all, when none is given) whose code, standard or names hold a text.
pub(in crate::catalog::edit) async fn list_families(
    tx: &mut Tx,
    category: Option<CategoryId>,
    text: &str,
    page: u32,
) -> Result<(Vec<FamilyRow>, u64)> {
    let category = category.map(|c| c.0);
    let rows = sqlx::query!(
        r#"select f.id as "id: FamilyId", f.code, f.standard, f.brand, f.name_zh, f.name_en,
                  f.category_id as "category_id: CategoryId", c.name_zh as category_zh, c.name_en as category_en,
                  (select count(*) from catalog.skus s where s.family_id = f.id) as "skus!", count(*) over () as "total!"
           from catalog.families f join catalog.categories c on c.id = f.category_id
           where ($1::uuid is null or f.category_id = $1)
             and ($2 = '' or strpos(lower(concat_ws(' ', f.code, f.standard, f.brand, f.name_zh, f.name_en)), lower($2)) > 0)
           order by f.code offset $3 limit $4"#,
        category,
        text,
        offset(page),
        i64::from(PAGE)
    )
    .fetch_all(&mut **tx)
    .await?;
    let total = rows.first().map_or(0, |r| u64::try_from(r.total).unwrap_or(0));
    let rows = rows
        .into_iter()
        .map(|r| FamilyRow {
            id: r.id,
            code: r.code,
            standard: r.standard,
            brand: r.brand,
            name_zh: r.name_zh,
            name_en: r.name_en,
            category_id: r.category_id,
            category_zh: r.category_zh,
            category_en: r.category_en,
            skus: count(r.skus),
        })
        .collect();
    Ok((rows, total))
}

pub(in crate::catalog::edit) async fn find_family(tx: &mut Tx, id: FamilyId) -> Result<Option<FullFamily>> {
    let row = sqlx::query!(
        r#"select f.code, f.standard, f.brand, f.name_zh, f.name_en, f.category_id as "category_id: CategoryId",
                  c.name_zh as category_zh, c.name_en as category_en, f.description_zh, f.description_en, f.version,
                  (select count(*) from catalog.skus s where s.family_id = f.id) as "skus!"
           from catalog.families f join catalog.categories c on c.id = f.category_id where f.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|r| FullFamily {
        row: FamilyRow {
            id,
            code: r.code,
            standard: r.standard,
            brand: r.brand,
            name_zh: r.name_zh,
            name_en: r.name_en,
            category_id: r.category_id,
            category_zh: r.category_zh,
            category_en: r.category_en,
            skus: count(r.skus),
        },
        description_zh: r.description_zh,
        description_en: r.description_en,
        version: r.version,
    }))
}

/// What a family is, in both languages.
pub(in crate::catalog::edit) async fn find_description(
    tx: &mut Tx,
    code: &str,
) -> Result<Option<(String, String)>> {
    let row =
        sqlx::query!("select description_zh, description_en from catalog.families where code = $1", code)
            .fetch_optional(&mut **tx)
            .await?;
    Ok(row.map(|r| (r.description_zh, r.description_en)))
}

/// A family to be written.
pub(in crate::catalog::edit) struct NewFamily {
    pub(in crate::catalog::edit) id: FamilyId,
    pub(in crate::catalog::edit) code: String,
    pub(in crate::catalog::edit) category_id: CategoryId,
    pub(in crate::catalog::edit) standard: String,
    pub(in crate::catalog::edit) brand: String,
    pub(in crate::catalog::edit) name_zh: String,
    pub(in crate::catalog::edit) name_en: String,
    pub(in crate::catalog::edit) description_zh: String,
    pub(in crate::catalog::edit) description_en: String,
}

pub(in crate::catalog::edit) async fn insert_family(tx: &mut Tx, new: &NewFamily) -> Result<()> {
    sqlx::query!(
        "insert into catalog.families (id, code, category_id, standard, brand, name_zh, name_en, description_zh, description_en)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        new.id.0,
        new.code,
        new.category_id.0,
        new.standard,
        new.brand,
        new.name_zh,
        new.name_en,
        new.description_zh,
        new.description_en
    )
    .execute(&mut **tx)
    .await
    .on_constraint("families_code_uniq", taken("code"))?;
    Ok(())
}

/// Writes a family whose code stays. `Stale` when another version stands there by now.
pub(in crate::catalog::edit) async fn update_family(
    tx: &mut Tx,
    new: &NewFamily,
    version: i32,
) -> Result<()> {
    let done = sqlx::query!(
        "update catalog.families set category_id = $2, standard = $3, brand = $4, name_zh = $5, name_en = $6,
           description_zh = $7, description_en = $8
         where id = $1 and version = $9",
        new.id.0,
        new.category_id.0,
        new.standard,
        new.brand,
        new.name_zh,
        new.name_en,
        new.description_zh,
        new.description_en,
        version
    )
    .execute(&mut **tx)
    .await?;
    stale_unless(done.rows_affected() == 1)
}
