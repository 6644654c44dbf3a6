//! Customers written as a file has them, for [`crate::customers`]: the caller owns the transaction and decided what stands
//! in it.

use super::{StandingNames, store};
use crate::accounts::store as accounts_store;
use crate::audit;
use crate::error::{Error, Result};
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

/// Customers written with one statement.
const PORTION: usize = 5_000;

/// New customers, below nobody yet, each under his number or the next one that is free behind those of the file.
///
/// # Errors
/// `Fields` when a tax number is taken; database errors.
pub async fn insert_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    new: &mut [&mut CustomerState],
) -> Result<Vec<CompanyId>> {
    let numbered: Vec<&str> = new.iter().map(|state| state.code.as_str()).collect();
    store::pass_codes(tx, &numbered).await?;
    let without = new.iter_mut().filter(|state| state.code.is_empty());
    let without: Vec<&mut &mut CustomerState> = without.collect();
    if !without.is_empty() {
        let codes = accounts_store::next_company_codes(tx, without.len()).await?;
        without.into_iter().zip(codes).for_each(|(state, code)| state.code = code);
    }
    let all: Vec<(CompanyId, &CustomerState)> =
        new.iter().map(|state| (CompanyId::new(), &**state)).collect();
    for portion in all.chunks(PORTION) {
        store::insert_states(tx, portion, (op.person()?, op.now)).await.map_err(refusal)?;
        let made = |(id, state): &(CompanyId, &CustomerState)| {
            let facts =
                json!({ "code": state.code, "uscc": state.uscc, "group": state.group, "by": "import" });
            (*id, facts)
        };
        let facts: Vec<_> = portion.iter().map(made).collect();
        audit::record_all_in_tx(tx, op, "create_company", "company", &facts).await?;
    }
    Ok(all.into_iter().map(|(id, _)| id).collect())
}

/// A customer as he shall be; `before` is none for one just made.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    /// Who.
    pub company: CompanyId,
    /// As he is.
    pub before: Option<&'a CustomerState>,
    /// As he shall be.
    pub after: &'a CustomerState,
}

/// Writes customers as they shall be, with the trail of it. Whoever moves is taken out of the tree first, so that it may be
/// turned round in any order.
///
/// # Errors
/// `Fields` for a place in the tree the database refuses; database errors.
pub async fn update_in_tx(tx: &mut Tx, op: &OpContext, changed: &[Changed<'_>], reason: &str) -> Result<()> {
    let moved = |one: &&Changed<'_>| one.before.map_or(&None, |before| &before.parent) != &one.after.parent;
    let moved: Vec<&Changed<'_>> = changed.iter().filter(moved).collect();
    let ids: Vec<CompanyId> = moved.iter().map(|one| one.company).collect();
    store::detach(tx, &ids).await?;
    let known: Vec<(CompanyId, &CustomerState)> =
        changed.iter().filter(|one| one.before.is_some()).map(|one| (one.company, one.after)).collect();
    for portion in known.chunks(PORTION) {
        store::update_states(tx, portion).await.map_err(refusal)?;
    }
    let below: Vec<(CompanyId, &str)> =
        moved.iter().filter_map(|one| Some((one.company, one.after.parent.as_deref()?))).collect();
    for portion in below.chunks(PORTION) {
        store::attach(tx, portion).await.map_err(refusal)?;
    }
    let groups = store::list_choices(tx).await?;
    let names = |state: &CustomerState| StandingNames {
        kind: Some(state.kind.clone()),
        group: groups.iter().find(|g| Some(g.id) == state.group).map(|g| g.code.clone()),
        parent: state.parent.clone(),
    };
    let facts = |state: &CustomerState| json!({ "name": state.name, "uscc": state.uscc, "phone": state.phone, "status": state.status });
    let (mut standings, mut others) = (Vec::new(), Vec::new());
    for Changed { company, before, after } in changed {
        let Some(before) = before else { continue };
        if (&before.kind, before.group, &before.parent) != (&after.kind, after.group, &after.parent) {
            let detail = json!({ "before": names(before), "after": names(after), "reason": reason });
            standings.push((*company, detail));
        }
        if (&before.name, &before.uscc, &before.phone, &before.status)
            != (&after.name, &after.uscc, &after.phone, &after.status)
        {
            let detail = json!({ "before": facts(before), "after": facts(after), "reason": reason });
            others.push((*company, detail));
        }
    }
    for (operation, trail) in [("change_standing", standings), ("change_customer", others)] {
        for portion in trail.chunks(PORTION) {
            audit::record_all_in_tx(tx, op, operation, "company", portion).await?;
        }
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
