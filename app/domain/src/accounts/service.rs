//! Companies and their addresses: what the desk creates and both sides read.

use super::permission::Permission;
use super::standing::COMPANY_KINDS;
use super::{AddressView, CompanyBrief, CompanyView, NewCompany, standing, store, uscc};
use crate::audit;
use crate::error::{OnConstraint, Result};
use crate::ids::{AddressId, CompanyId, PriceGroupId};
use crate::keys;
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use serde_json::json;

const CREATE_COMPANY: &str = "create_company";

/// Creates a customer with his first address, in the price group of his kind unless another was chosen; account trade stays
/// off. Returns him ready to order; the same form again,
/// the same customer.
///
/// # Errors
/// `Fields` naming every field that cannot be taken; `Forbidden` for other roles.
pub async fn create_company(op: &OpContext, new: NewCompany) -> Result<CompanyBrief> {
    op.require(Permission::EnterOrders)?;
    let code_typed = uscc::normalise(&new.uscc);
    let problems = problems_of(&new, &code_typed);
    if !problems.is_empty() {
        return Err(Rejection::Fields(problems).into());
    }
    let mut tx = op.begin().await?;
    let meaning = serde_json::to_string(&new)?;
    if let Some(made) = keys::once_in_tx(&mut tx, op, keys::HOUSE, CREATE_COMPANY, &meaning).await? {
        let row = store::find_company(&mut tx, CompanyId(made)).await?.ok_or(Rejection::NotFound)?;
        return Ok(CompanyBrief { id: CompanyId(row.id), code: row.code, name: row.name });
    }
    let brief = CompanyBrief {
        id: CompanyId::new(),
        code: store::next_company_code(&mut tx).await?,
        name: new.name.trim().to_owned(),
    };
    let taken = Rejection::Fields(vec![FieldProblem::new("uscc", Problem::Taken)]);
    let uscc = (!code_typed.is_empty()).then_some(code_typed.as_str());
    let group = group_of(&mut tx, op, &new).await?;
    let standing = (new.kind.as_str(), group);
    store::insert_company(&mut tx, &brief, uscc, standing, new.phone.trim(), op.person()?, op.now)
        .await
        .on_constraint("companies_uscc_uniq", taken)?;
    store::insert_address(&mut tx, brief.id, &address_of(&new, true)).await?;
    let op_for = OpContext { company: Some(brief.id), ..op.clone() };
    audit::record_in_tx(
        &mut tx,
        &op_for,
        CREATE_COMPANY,
        ("company", brief.id.0),
        json!({ "code": brief.code, "uscc": uscc, "uscc_kept": new.keep_uscc, "group": group }),
    )
    .await?;
    keys::made_in_tx(&mut tx, op, keys::HOUSE, CREATE_COMPANY, brief.id.0).await?;
    tx.commit().await?;
    Ok(brief)
}

/// The group that was chosen, by somebody who may set prices, or the one of the kind.
async fn group_of(tx: &mut Tx, op: &OpContext, new: &NewCompany) -> Result<Option<PriceGroupId>> {
    let typed = new.group.trim();
    if typed.is_empty() {
        return standing::store::find_kind_group(tx, &new.kind).await;
    }
    let of_kind = standing::store::find_kind_group(tx, &new.kind).await?;
    let unknown = Rejection::Fields(vec![FieldProblem::new(
        "group",
        Problem::UnknownChoice { typed: typed.to_owned() },
    )]);
    let chosen = typed.parse().map_err(|_| unknown)?;
    if of_kind != Some(chosen) {
        op.require(Permission::EditPrices)?;
    }
    Ok(Some(chosen))
}

fn address_of(new: &NewCompany, is_default: bool) -> AddressView {
    AddressView {
        id: AddressId::new(),
        recipient: new.recipient.trim().to_owned(),
        phone: new.phone.trim().to_owned(),
        region: new.region.trim().to_owned(),
        street: new.street.trim().to_owned(),
        is_default,
    }
}

fn problems_of(new: &NewCompany, code: &str) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let texts = [
        ("name", &new.name, 200),
        ("recipient", &new.recipient, 100),
        ("region", &new.region, 100),
        ("street", &new.street, 300),
    ];
    for (field, text, max) in texts {
        let length = text.trim().chars().count();
        if length == 0 {
            problems.push(FieldProblem::new(field, Problem::Missing));
        } else if length > max {
            problems.push(FieldProblem::new(field, Problem::TooLong { max: max as u32 }));
        }
    }
    let phone = new.phone.trim();
    if phone.is_empty() {
        problems.push(FieldProblem::new("phone", Problem::Missing));
    } else if !(5..=30).contains(&phone.len())
        || !phone.chars().all(|c| c.is_ascii_digit() || "+- ()".contains(c))
    {
        problems.push(FieldProblem::new("phone", Problem::Malformed { typed: new.phone.clone() }));
    }
    if !COMPANY_KINDS.contains(&new.kind.as_str()) {
        problems.push(FieldProblem::new("kind", Problem::UnknownChoice { typed: new.kind.clone() }));
    }
    let check = if code.is_empty() { uscc::UsccCheck::Valid } else { uscc::check(code) };
    match check {
        uscc::UsccCheck::Malformed => {
            problems.push(FieldProblem::new("uscc", Problem::Malformed { typed: new.uscc.clone() }));
        }
        // real codes of early Fujian are like this: a warning, not a stop (facts 2.1)
        uscc::UsccCheck::CheckDigit if !new.keep_uscc => {
            problems.push(FieldProblem::new("uscc", Problem::CheckDigit));
        }
        uscc::UsccCheck::CheckDigit | uscc::UsccCheck::Valid => {}
    }
    problems
}

/// Customers whose name contains, or whose number is, the text; the first fifty.
///
/// # Errors
/// `Forbidden` for others than staff.
pub async fn list_companies(op: &OpContext, matching: &str) -> Result<Vec<CompanyBrief>> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.read().await?;
    let found = store::list_companies(&mut tx, matching.trim(), Some(50)).await?;
    Ok(found)
}

/// Every customer there is, by number.
///
/// # Errors
/// `Forbidden` for others than staff.
pub async fn all_companies(op: &OpContext) -> Result<Vec<CompanyBrief>> {
    op.require(Permission::UseDesk)?;
    let mut tx = op.read().await?;
    let all = store::list_companies(&mut tx, "", None).await?;
    Ok(all)
}

/// The company in force with its addresses.
///
/// # Errors
/// `NotFound` when there is none in force.
pub async fn load_company(op: &OpContext) -> Result<CompanyView> {
    op.require(Permission::SeeOrders)?;
    let company = op.company()?;
    let mut tx = op.read().await?;
    let row = store::find_company(&mut tx, company).await?.ok_or(Rejection::NotFound)?;
    let addresses = store::list_addresses(&mut tx, company).await?;
    Ok(CompanyView {
        brief: CompanyBrief { id: CompanyId(row.id), code: row.code, name: row.name },
        uscc: row.uscc,
        kind: row.kind,
        status: row.status,
        price_group: row.group_zh.zip(row.group_en),
        phone: row.phone,
        addresses,
    })
}
