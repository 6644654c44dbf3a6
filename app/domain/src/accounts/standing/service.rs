//! Reading and changing a customer's standing.

use super::{COMPANY_KINDS, REASON_MAX, StandingNames, StandingView, store};
use crate::accounts::permission::Permission;
use crate::accounts::store as accounts_store;
use crate::audit;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, PriceGroupId};
use crate::keys;
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection, Thing};
use serde_json::json;

const CHANGE: &str = "change_standing";

/// A standing as it shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStanding {
    /// dealer, hardware_store, machine_builder or end_user.
    pub kind: String,
    /// The price group; none for list prices.
    pub group: Option<PriceGroupId>,
    /// Code of the company above, as typed; empty for none.
    pub parent: String,
}

/// The standing of the company in force.
///
/// # Errors
/// `Forbidden` for others than staff; `NotFound`.
pub async fn load_standing(op: &OpContext) -> Result<StandingView> {
    op.require(Permission::UseDesk)?;
    let company = op.company()?;
    let mut tx = op.read().await?;
    let view = store::load_standing(&mut tx, company, op.today()).await?.ok_or(Rejection::NotFound)?;
    Ok(view)
}

/// The groups a form offers.
///
/// # Errors
/// `Forbidden` for others than staff.
pub async fn group_choices(op: &OpContext) -> Result<Vec<super::GroupChoice>> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.read().await?;
    let groups = store::list_choices(&mut tx).await?;
    Ok(groups)
}

/// Changes kind, group and the company above of the company in force, with a reason; his next request has the new prices.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Fields` naming what cannot be taken, also a parent that stands below.
pub async fn change_standing(op: &OpContext, new: &NewStanding, reason: &str) -> Result<()> {
    op.require(Permission::EditPrices)?;
    let company = op.company()?;
    check(new, reason)?;
    let mut tx = op.begin().await?;
    let meaning =
        json!({ "kind": new.kind, "group": new.group, "parent": new.parent.trim(), "reason": reason });
    if keys::once_in_tx(&mut tx, op, company, CHANGE, &meaning.to_string()).await?.is_some() {
        return Ok(());
    }
    change_in_tx(&mut tx, op, company, new, reason.trim()).await?;
    keys::made_in_tx(&mut tx, op, company, CHANGE, company.0).await?;
    tx.commit().await?;
    Ok(())
}

/// The change itself, for one customer or a row of an import; true when something is different now.
pub(in crate::accounts) async fn change_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    new: &NewStanding,
    reason: &str,
) -> Result<bool> {
    let parent = parent_of(tx, &new.parent).await?;
    // before any row is locked: whoever moves a company waits here
    store::lock_tree(tx).await?;
    let before = store::lock_standing(tx, company).await?.ok_or(Rejection::NotFound)?;
    if before.kind == new.kind && before.group == new.group && before.parent == parent {
        return Ok(false);
    }
    store::update_standing(tx, company, &new.kind, new.group, parent).await.map_err(refusal)?;
    let after = store::lock_standing(tx, company).await?.ok_or(Rejection::NotFound)?;
    let detail = json!({ "before": StandingNames::from(before), "after": StandingNames::from(after), "reason": reason });
    let op_for = OpContext { company: Some(company), ..op.clone() };
    audit::record_in_tx(tx, &op_for, CHANGE, ("company", company.0), detail).await?;
    Ok(true)
}

/// The company of a code somebody typed; none when nothing was.
async fn parent_of(tx: &mut Tx, typed: &str) -> Result<Option<CompanyId>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let unknown = || {
        let problem = Problem::NoSuch { thing: Thing::Customer, typed: typed.to_owned() };
        Rejection::Fields(vec![FieldProblem::new("parent", problem)])
    };
    let found = accounts_store::find_company_by_code(tx, &typed.to_uppercase()).await?;
    Ok(Some(found.ok_or_else(unknown)?))
}

fn check(new: &NewStanding, reason: &str) -> Result<()> {
    let mut problems = Vec::new();
    if !COMPANY_KINDS.contains(&new.kind.as_str()) {
        problems.push(FieldProblem::new("kind", Problem::UnknownChoice { typed: new.kind.clone() }));
    }
    if reason.trim().is_empty() {
        problems.push(FieldProblem::new("reason", Problem::Missing));
    } else if reason.trim().chars().count() > REASON_MAX as usize {
        problems.push(FieldProblem::new("reason", Problem::TooLong { max: REASON_MAX }));
    }
    if problems.is_empty() { Ok(()) } else { Err(Rejection::Fields(problems).into()) }
}

/// What the database says about a place in the tree, in a form's words.
pub(super) fn refusal(error: sqlx::Error) -> Error {
    let constraint = match &error {
        sqlx::Error::Database(db) => db.constraint().unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    let parent = |problem| Rejection::Fields(vec![FieldProblem::new("parent", problem)]).into();
    match constraint.as_str() {
        "companies_own_parent_check" | "companies_circle_check" => parent(Problem::Circular),
        "companies_path_check" => parent(Problem::TooDeep { most: 8 }),
        "companies_price_group_id_fkey" => Rejection::NotFound.into(),
        _ => error.into(),
    }
}
