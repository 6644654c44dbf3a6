//! The tree and what each category lists: create, rename, move, order, and choose its parameters.

use super::store::schema::{self, NewCategory};
use super::store::{difference, insert_schema_change, list_history, lock_catalogue};
use super::typed::{Typed, refused};
use super::{CategoryDesk, CategoryForm, CategoryRow, LinkForm, LinkRow, in_tree_order};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::Result;
use crate::ids::{CategoryId, ParameterId};
use crate::op::{OpContext, Tx};
use crate::rejection::{Problem, Rejection};
use serde_json::{Value as Json, json};

/// The audit trail's word for a category.
const KIND: &str = "category";
/// Places go up to here.
const MOST: i32 = 100_000;

/// The tree with how much hangs on each node.
///
/// # Errors
/// `Forbidden`.
pub async fn list_categories(op: &OpContext) -> Result<Vec<CategoryRow>> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let rows = schema::list_categories(&mut tx).await?;
    Ok(in_tree_order(rows))
}

/// One category with its parameters.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn load_category(op: &OpContext, id: CategoryId) -> Result<CategoryDesk> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let tree = in_tree_order(schema::list_categories(&mut tx).await?);
    let category = tree.iter().find(|c| c.id == id).cloned().ok_or(Rejection::NotFound)?;
    let links = schema::list_links(&mut tx, id).await?;
    let all = super::store::parameters::list_parameters(&mut tx, "").await?;
    let history = list_history(&mut tx, KIND, id.0).await?;
    drop(tx);
    let listed = |p: ParameterId| links.iter().any(|l| l.parameter.id == p);
    let others = all.into_iter().map(|row| row.parameter).filter(|p| !listed(p.id)).collect();
    Ok(CategoryDesk { category, tree, links, others, history })
}

/// Puts a new category into the tree.
///
/// # Errors
/// `Forbidden`; `Fields`.
pub async fn create_category(op: &OpContext, form: &CategoryForm) -> Result<CategoryId> {
    op.require(Permission::EditCatalogue)?;
    let mut typed = Typed::default();
    let code = typed.code("code", &form.code, '-');
    let mut tx = op.begin().await?;
    lock_catalogue(&mut tx).await?;
    let tree = schema::list_tree(&mut tx).await?;
    let new = read(typed, form, CategoryId::new(), code, &tree)?;
    schema::insert_category(&mut tx, &new).await?;
    insert_schema_change(&mut tx).await?;
    let detail = json!({ "after": facts(&new, &tree) });
    audit::record_in_tx(&mut tx, op, "create_category", (KIND, new.id.0), detail).await?;
    tx.commit().await?;
    Ok(new.id)
}

/// Renames, moves or orders a category.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields`, also when it would hang below itself.
pub async fn save_category(op: &OpContext, id: CategoryId, version: i32, form: &CategoryForm) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    lock_catalogue(&mut tx).await?;
    let tree = schema::list_tree(&mut tx).await?;
    let old = tree.iter().find(|c| c.id == id).ok_or(Rejection::NotFound)?;
    let new = read(Typed::default(), form, id, old.code.clone(), &tree)?;
    let was = NewCategory {
        id,
        parent_id: old.parent_id,
        code: old.code.clone(),
        name_zh: old.name_zh.clone(),
        name_en: old.name_en.clone(),
        position: old.position,
    };
    schema::stale_unless(old.version == version)?;
    if let Some(detail) = difference(&facts(&was, &tree), &facts(&new, &tree)) {
        schema::update_category(&mut tx, &new, version).await?;
        insert_schema_change(&mut tx).await?;
        audit::record_in_tx(&mut tx, op, "save_category", (KIND, id.0), detail).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes the whole table of what a category lists.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields` with the row that cannot be taken.
pub async fn save_links(op: &OpContext, id: CategoryId, version: i32, rows: &[LinkForm]) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut typed = Typed::default();
    let mut read = Vec::new();
    for (number, row) in (1u32..).zip(rows) {
        typed.in_row(number);
        let parameter: ParameterId = row.parameter.trim().parse().map_err(|_| Rejection::NotFound)?;
        let position = typed.whole("place", &row.position, 0, (0, MOST));
        read.push((parameter, position, row));
    }
    typed.done()?;
    let mut tx = op.begin().await?;
    let before = lock_links(&mut tx, id, version).await?;
    for (parameter, position, row) in read {
        if !before.iter().any(|l| l.parameter.id == parameter) {
            return Err(Rejection::Stale.into());
        }
        if row.remove == "yes" {
            schema::delete_link(&mut tx, id, parameter).await?;
        } else {
            let flags = (row.facet == "yes", row.required == "yes", row.distinguishes == "yes");
            schema::upsert_link(&mut tx, id, parameter, position, flags).await?;
        }
    }
    close_links(tx, op, id, version, &before, "save_links").await
}

/// Puts a parameter at the end of what a category lists.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields` when it is listed already.
pub async fn add_link(op: &OpContext, id: CategoryId, version: i32, parameter: ParameterId) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let before = lock_links(&mut tx, id, version).await?;
    if before.iter().any(|l| l.parameter.id == parameter) {
        return Err(refused("parameter", Problem::CodeTaken).into());
    }
    let last = before.iter().map(|l| l.position).max().unwrap_or(-1);
    schema::upsert_link(&mut tx, id, parameter, (last + 1).min(MOST), (true, false, false)).await?;
    close_links(tx, op, id, version, &before, "add_link").await
}

async fn lock_links(tx: &mut Tx, id: CategoryId, version: i32) -> Result<Vec<LinkRow>> {
    lock_catalogue(tx).await?;
    let tree = schema::list_tree(tx).await?;
    let category = tree.iter().find(|c| c.id == id).ok_or(Rejection::NotFound)?;
    schema::stale_unless(category.version == version)?;
    schema::list_links(tx, id).await
}

async fn close_links(
    mut tx: Tx,
    op: &OpContext,
    id: CategoryId,
    version: i32,
    before: &[LinkRow],
    operation: &str,
) -> Result<()> {
    let after = schema::list_links(&mut tx, id).await?;
    if let Some(detail) = difference(&listed(before), &listed(&after)) {
        schema::touch_category(&mut tx, id, version).await?;
        insert_schema_change(&mut tx).await?;
        audit::record_in_tx(&mut tx, op, operation, (KIND, id.0), detail).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What a category lists, as the audit trail keeps it: a line per parameter.
fn listed(links: &[LinkRow]) -> Json {
    let line = |l: &LinkRow| {
        let flags = [(l.facet, "facet"), (l.required, "required"), (l.distinguishes, "key")];
        let set: Vec<&str> = flags.iter().filter(|(on, _)| *on).map(|(_, word)| *word).collect();
        json!(format!("{} {}", l.position, set.join(" ")).trim().to_owned())
    };
    links.iter().map(|l| (l.parameter.code.clone(), line(l))).collect::<serde_json::Map<_, _>>().into()
}

fn read(
    mut typed: Typed,
    form: &CategoryForm,
    id: CategoryId,
    code: String,
    tree: &[CategoryRow],
) -> Result<NewCategory> {
    let name_zh = typed.needed("name_zh", &form.name_zh, 200);
    let name_en = typed.needed("name_en", &form.name_en, 200);
    let position = typed.whole("position", &form.position, 0, (0, MOST));
    let parent_id = match form.parent.trim() {
        "" => None,
        text => {
            let parent = text.parse::<CategoryId>().ok().filter(|p| tree.iter().any(|c| c.id == *p));
            if parent.is_none() {
                typed.note("parent", Problem::UnknownChoice { typed: text.to_owned() });
            }
            parent
        }
    };
    if parent_id.is_some_and(|parent| hangs_below(tree, parent, id)) {
        typed.note("parent", Problem::Circular);
    }
    typed.done()?;
    Ok(NewCategory { id, parent_id, code, name_zh, name_en, position })
}

/// True when `node` is `above` itself or hangs below it.
fn hangs_below(tree: &[CategoryRow], node: CategoryId, above: CategoryId) -> bool {
    let mut at = Some(node);
    for _ in 0..=tree.len() {
        match at {
            None => return false,
            Some(id) if id == above => return true,
            Some(id) => at = tree.iter().find(|c| c.id == id).and_then(|c| c.parent_id),
        }
    }
    // longer than the tree has nodes: it hangs on itself already
    true
}

fn facts(new: &NewCategory, tree: &[CategoryRow]) -> Json {
    let parent = new.parent_id.and_then(|p| tree.iter().find(|c| c.id == p)).map(|c| c.code.clone());
    json!({ "code": new.code, "name_zh": new.name_zh, "name_en": new.name_en, "position": new.position,
        "parent": parent })
}
