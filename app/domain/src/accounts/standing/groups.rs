//! Customer groups, and which of them new customers of a kind fall into.

use super::{COMPANY_KINDS, GroupView, NewGroup, store};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::{OnConstraint, Result};
use crate::ids::PriceGroupId;
use crate::keys;
use crate::op::OpContext;
use crate::rejection::{FieldProblem, Problem, Rejection};
use serde_json::json;

const CREATE_GROUP: &str = "create_price_group";

/// Every group, by code.
///
/// # Errors
/// `Forbidden` for others than staff.
pub async fn list_groups(op: &OpContext) -> Result<Vec<GroupView>> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.read().await?;
    let groups = store::list_groups(&mut tx).await?;
    Ok(groups)
}

/// Makes a group; the same form again, the same group.
///
/// # Errors
/// `Forbidden`; `Fields` when a field cannot be taken or the code is taken.
pub async fn create_group(op: &OpContext, new: &NewGroup) -> Result<PriceGroupId> {
    op.require(Permission::EditPrices)?;
    check(new, true)?;
    let mut tx = op.begin().await?;
    let meaning = serde_json::to_string(new)?;
    if let Some(made) = keys::once_in_tx(&mut tx, op, keys::HOUSE, CREATE_GROUP, &meaning).await? {
        return Ok(PriceGroupId(made));
    }
    let id = PriceGroupId::new();
    let taken = Rejection::Fields(vec![FieldProblem::new("code", Problem::Taken)]);
    store::insert_group(&mut tx, id, new).await.on_constraint("price_groups_code_uniq", taken)?;
    let detail =
        json!({ "code": new.code.trim(), "name_zh": new.name_zh.trim(), "name_en": new.name_en.trim() });
    audit::record_in_tx(&mut tx, op, CREATE_GROUP, ("price_group", id.0), detail).await?;
    keys::made_in_tx(&mut tx, op, keys::HOUSE, CREATE_GROUP, id.0).await?;
    tx.commit().await?;
    Ok(id)
}

/// Gives a group other names; its code stays.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Fields` when a name cannot be taken.
pub async fn rename_group(op: &OpContext, group: PriceGroupId, new: &NewGroup) -> Result<()> {
    op.require(Permission::EditPrices)?;
    check(new, false)?;
    let mut tx = op.begin().await?;
    let (zh, en) = store::rename_group(&mut tx, group, new).await?.ok_or(Rejection::NotFound)?;
    let detail = json!({ "before": { "name_zh": zh, "name_en": en },
        "after": { "name_zh": new.name_zh.trim(), "name_en": new.name_en.trim() } });
    audit::record_in_tx(&mut tx, op, "rename_price_group", ("price_group", group.0), detail).await?;
    tx.commit().await?;
    Ok(())
}

/// Says which group new customers of each kind are put into; none for kinds without. Those there are stay where they are.
///
/// # Errors
/// `Forbidden`; `Fields` for a kind there is not; `NotFound` for a group there is not.
pub async fn put_kind_groups(op: &OpContext, chosen: &[(String, Option<PriceGroupId>)]) -> Result<()> {
    op.require(Permission::EditPrices)?;
    for (kind, _) in chosen {
        if !COMPANY_KINDS.contains(&kind.as_str()) {
            let problem = Problem::UnknownChoice { typed: kind.clone() };
            return Err(Rejection::Fields(vec![FieldProblem::new("kind", problem)]).into());
        }
    }
    let mut tx = op.begin().await?;
    for (kind, group) in chosen {
        let Some(before) = store::put_kind_group(&mut tx, kind, *group)
            .await
            .on_constraint("kind_groups_price_group_id_fkey", Rejection::NotFound)?
        else {
            continue;
        };
        let detail = json!({ "kind": kind, "before": before, "after": group });
        let object = ("kind_group", group.map_or(uuid::Uuid::nil(), |g| g.0));
        audit::record_in_tx(&mut tx, op, "put_kind_group", object, detail).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn check(new: &NewGroup, with_code: bool) -> Result<()> {
    let mut problems = Vec::new();
    let code = with_code.then_some(("code", new.code.trim(), 30));
    let names = [("name_zh", new.name_zh.trim(), 60), ("name_en", new.name_en.trim(), 60)];
    for (field, text, max) in code.into_iter().chain(names) {
        if text.is_empty() {
            problems.push(FieldProblem::new(field, Problem::Missing));
        } else if text.chars().count() > max as usize {
            problems.push(FieldProblem::new(field, Problem::TooLong { max }));
        }
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if with_code && problems.is_empty() && !new.code.trim().chars().all(plain) {
        problems.push(FieldProblem::new("code", Problem::Malformed { typed: new.code.clone() }));
    }
    if problems.is_empty() { Ok(()) } else { Err(Rejection::Fields(problems).into()) }
}
