//! Families: the product pages SKUs hang on.

use super::store::families::{self as store, NewFamily};
use super::store::{difference, insert_schema_change, list_history, lock_catalogue, schema};
use super::typed::Typed;
use super::{CategoryRow, FamilyDesk, FamilyForm, FamilyList, in_tree_order};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::Result;
use crate::ids::{CategoryId, FamilyId};
use crate::op::OpContext;
use crate::rejection::{Problem, Rejection};
use serde_json::{Value as Json, json};

/// The audit trail's word for a family.
const KIND: &str = "family";

/// Families of a category, or of all, narrowed by a text.
///
/// # Errors
/// `Forbidden`.
pub async fn list_families(
    op: &OpContext,
    category: Option<CategoryId>,
    text: &str,
    page: u32,
) -> Result<FamilyList> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let (rows, total) = store::list_families(&mut tx, category, text.trim(), page).await?;
    let tree = in_tree_order(schema::list_tree(&mut tx).await?);
    Ok(FamilyList { rows, total, page: page.max(1), tree })
}

/// One family.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn load_family(op: &OpContext, id: FamilyId) -> Result<FamilyDesk> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let full = store::find_family(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    let tree = in_tree_order(schema::list_tree(&mut tx).await?);
    let history = list_history(&mut tx, KIND, id.0).await?;
    drop(tx);
    let store::FullFamily { row, description_zh, description_en, version } = full;
    Ok(FamilyDesk { family: row, description_zh, description_en, version, tree, history })
}

/// What the family of a code is, in Chinese and English; for its parts' pages. Visitors may ask.
///
/// # Errors
/// Database errors.
pub async fn describe_family(op: &OpContext, code: &str) -> Result<(String, String)> {
    let mut tx = op.read().await?;
    let found = store::find_description(&mut tx, code).await?;
    Ok(found.unwrap_or_default())
}

/// Adds a family.
///
/// # Errors
/// `Forbidden`; `Fields`.
pub async fn create_family(op: &OpContext, form: &FamilyForm) -> Result<FamilyId> {
    op.require(Permission::EditCatalogue)?;
    let mut typed = Typed::default();
    let code = typed.code("code", &form.code, '-');
    let mut tx = op.begin().await?;
    lock_catalogue(&mut tx).await?;
    let tree = schema::list_tree(&mut tx).await?;
    let new = read(typed, form, FamilyId::new(), code, &tree)?;
    store::insert_family(&mut tx, &new).await?;
    insert_schema_change(&mut tx).await?;
    let detail = json!({ "after": facts(&new, &tree) });
    audit::record_in_tx(&mut tx, op, "create_family", (KIND, new.id.0), detail).await?;
    tx.commit().await?;
    Ok(new.id)
}

/// Changes a family's words or moves it to another category.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields`.
pub async fn save_family(op: &OpContext, id: FamilyId, version: i32, form: &FamilyForm) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    lock_catalogue(&mut tx).await?;
    let tree = schema::list_tree(&mut tx).await?;
    let old = store::find_family(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    schema::stale_unless(old.version == version)?;
    let new = read(Typed::default(), form, id, old.row.code.clone(), &tree)?;
    let was = NewFamily {
        id,
        code: old.row.code,
        category_id: old.row.category_id,
        standard: old.row.standard,
        brand: old.row.brand,
        name_zh: old.row.name_zh,
        name_en: old.row.name_en,
        description_zh: old.description_zh,
        description_en: old.description_en,
    };
    if let Some(detail) = difference(&facts(&was, &tree), &facts(&new, &tree)) {
        store::update_family(&mut tx, &new, version).await?;
        insert_schema_change(&mut tx).await?;
        audit::record_in_tx(&mut tx, op, "save_family", (KIND, id.0), detail).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn read(
    mut typed: Typed,
    form: &FamilyForm,
    id: FamilyId,
    code: String,
    tree: &[CategoryRow],
) -> Result<NewFamily> {
    let category = form.category.trim().parse::<CategoryId>().ok();
    let category = category.filter(|id| tree.iter().any(|c| c.id == *id));
    if category.is_none() {
        let text = form.category.trim();
        let unknown = || Problem::UnknownChoice { typed: text.to_owned() };
        typed.note("category", if text.is_empty() { Problem::Missing } else { unknown() });
    }
    let new = NewFamily {
        id,
        code,
        category_id: category.unwrap_or(CategoryId(uuid::Uuid::nil())),
        standard: typed.text("standard", &form.standard, 100),
        brand: typed.text("brand", &form.brand, 100),
        name_zh: typed.needed("name_zh", &form.name_zh, 200),
        name_en: typed.needed("name_en", &form.name_en, 200),
        description_zh: typed.lines("description_zh", &form.description_zh, 5_000),
        description_en: typed.lines("description_en", &form.description_en, 5_000),
    };
    typed.done()?;
    Ok(new)
}

fn facts(f: &NewFamily, tree: &[CategoryRow]) -> Json {
    let category = tree.iter().find(|c| c.id == f.category_id).map(|c| c.code.clone());
    json!({ "code": f.code, "category": category, "standard": f.standard, "brand": f.brand, "name_zh": f.name_zh,
        "name_en": f.name_en, "description_zh": f.description_zh, "description_en": f.description_en })
}
