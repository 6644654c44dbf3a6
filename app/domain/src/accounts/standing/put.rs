//! Customers written as a file has them, for [`crate::customers`]: the caller owns the transaction and decided what stands
//! in it.

use super::{StandingNames, store};
use crate::accounts::{CompanyBrief, store as accounts_store};
use crate::audit;
use crate::error::{Error, OnConstraint, Result};
use crate::ids::{CompanyId, PriceGroupId};
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Everything a file may change of a customer's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerState {
    /// Customer number; empty until one is given.
    pub code: String,
    /// Legal name.
    pub name: String,
    /// 统一社会信用代码, normalised.
    pub uscc: Option<String>,
    /// dealer, hardware_store, machine_builder or end_user.
    pub kind: String,
    /// His price group.
    pub group: Option<PriceGroupId>,
    /// Number of the company above.
    pub parent: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// pending, approved, refused or suspended.
    pub status: String,
}

/// Every customer as he stands. Nobody moves one until the transaction ends.
///
/// # Errors
/// Database errors.
pub async fn lock_states_in_tx(tx: &mut Tx) -> Result<Vec<(CompanyId, CustomerState)>> {
    store::lock_tree(tx).await?;
    store::list_states(tx).await
}

/// The same without waiting for anybody.
///
/// # Errors
/// Database errors.
pub async fn list_states_in_tx(tx: &mut Tx) -> Result<Vec<(CompanyId, CustomerState)>> {
    store::list_states(tx).await
}

/// The group of new customers, by kind.
///
/// # Errors
/// Database errors.
pub async fn list_kind_groups_in_tx(tx: &mut Tx) -> Result<Vec<(String, PriceGroupId)>> {
    store::list_kind_groups(tx).await
}

/// Every group, as a form or file names it.
///
/// # Errors
/// Database errors.
pub async fn list_groups_in_tx(tx: &mut Tx) -> Result<Vec<super::GroupChoice>> {
    store::list_choices(tx).await
}

/// A new customer, below nobody yet, under his number or the next one.
///
/// # Errors
/// `Fields` when his tax number is taken; database errors.
pub async fn insert_in_tx(tx: &mut Tx, op: &OpContext, new: &mut CustomerState) -> Result<CompanyId> {
    if new.code.is_empty() {
        new.code = accounts_store::next_company_code(tx).await?;
    } else {
        store::pass_code(tx, &new.code).await?;
    }
    let brief = CompanyBrief { id: CompanyId::new(), code: new.code.clone(), name: new.name.clone() };
    let (standing, phone) = ((new.kind.as_str(), new.group), new.phone.clone().unwrap_or_default());
    let taken = Rejection::Fields(vec![FieldProblem::new("uscc", Problem::Taken)]);
    accounts_store::insert_company(tx, &brief, new.uscc.as_deref(), standing, &phone, op.person()?, op.now)
        .await
        .on_constraint("companies_uscc_uniq", taken)?;
    let op_for = OpContext { company: Some(brief.id), ..op.clone() };
    let detail = json!({ "code": new.code, "uscc": new.uscc, "group": new.group, "by": "import" });
    audit::record_in_tx(tx, &op_for, "create_company", ("company", brief.id.0), detail).await?;
    Ok(brief.id)
}

/// Takes these out from below whatever they stand below, so that they can be put elsewhere in any order.
///
/// # Errors
/// Database errors.
pub async fn detach_in_tx(tx: &mut Tx, companies: &[CompanyId]) -> Result<()> {
    store::detach(tx, companies).await
}

/// Writes a customer as he shall be, with the trail of it. `before` is none for one just made.
///
/// # Errors
/// `Fields` for a place in the tree the database refuses; database errors.
pub async fn update_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    before: Option<&CustomerState>,
    after: &CustomerState,
    reason: &str,
) -> Result<()> {
    store::update_state(tx, company, after).await.map_err(refusal)?;
    let Some(before) = before else { return Ok(()) };
    let op_for = OpContext { company: Some(company), ..op.clone() };
    if (&before.kind, before.group, &before.parent) != (&after.kind, after.group, &after.parent) {
        let groups = store::list_choices(tx).await?;
        let names = |state: &CustomerState| StandingNames {
            kind: Some(state.kind.clone()),
            group: groups.iter().find(|g| Some(g.id) == state.group).map(|g| g.code.clone()),
            parent: state.parent.clone(),
        };
        let detail = json!({ "before": names(before), "after": names(after), "reason": reason });
        audit::record_in_tx(tx, &op_for, "change_standing", ("company", company.0), detail).await?;
    }
    if (&before.name, &before.uscc, &before.phone, &before.status)
        != (&after.name, &after.uscc, &after.phone, &after.status)
    {
        let facts = |state: &CustomerState| json!({ "name": state.name, "uscc": state.uscc, "phone": state.phone, "status": state.status });
        let detail = json!({ "before": facts(before), "after": facts(after), "reason": reason });
        audit::record_in_tx(tx, &op_for, "change_customer", ("company", company.0), detail).await?;
    }
    Ok(())
}

fn refusal(error: sqlx::Error) -> Error {
    match &error {
        sqlx::Error::Database(db) if db.constraint() == Some("companies_uscc_uniq") => {
            Rejection::Fields(vec![FieldProblem::new("uscc", Problem::Taken)]).into()
        }
        _ => super::service::refusal(error),
    }
}
