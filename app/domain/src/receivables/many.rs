//! Credit limits and terms of many customers at once, for [`crate::customers`]: the caller owns the transaction.

use super::NewTerms;
use super::service::{SET_TERMS, check_terms};
use super::store::many as store;
use super::terms::Terms;
use crate::audit;
use crate::error::Result;
use crate::ids::CompanyId;
use crate::op::{OpContext, Tx};
use rust_decimal::Decimal;
use serde_json::json;
use std::collections::HashMap;

/// Accounts written with one statement.
const PORTION: usize = 5_000;

/// What a customer's account shall say; whether it is on hold stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManyTerms {
    /// Whose.
    pub company: CompanyId,
    /// None: account trade is off.
    pub credit_limit: Option<Decimal>,
    /// When deliveries fall due.
    pub terms: Terms,
}

/// Credit limit and terms of every customer.
///
/// # Errors
/// Database errors.
pub async fn list_terms_in_tx(tx: &mut Tx) -> Result<HashMap<CompanyId, (Option<Decimal>, Terms)>> {
    store::list_terms(tx).await
}

/// Sets limits and terms, with the trail of it.
///
/// # Errors
/// `Forbidden`; `Fields` for a limit or terms that cannot be.
pub async fn set_terms_in_tx(tx: &mut Tx, op: &OpContext, new: &[ManyTerms], reason: &str) -> Result<()> {
    for portion in new.chunks(PORTION) {
        for one in portion {
            let said = NewTerms {
                credit_limit: one.credit_limit,
                terms: one.terms,
                hold_reason: None,
                reason: reason.to_owned(),
                seen: String::new(),
            };
            check_terms(op, &said)?;
        }
        let companies: Vec<CompanyId> = portion.iter().map(|one| one.company).collect();
        let was = store::lock_terms(tx, &companies).await?;
        store::update_terms(tx, portion).await?;
        let fact = |one: &ManyTerms| {
            let (limit, terms, hold) = was.get(&one.company)?;
            let detail = json!({
                "before": { "credit_limit": limit, "terms": terms, "hold": hold },
                "after": { "credit_limit": one.credit_limit, "terms": one.terms, "hold": hold },
                "reason": reason.trim(),
            });
            Some((one.company, detail))
        };
        let facts: Vec<_> = portion.iter().filter_map(fact).collect();
        audit::record_all_in_tx(tx, op, SET_TERMS, "account", &facts).await?;
    }
    Ok(())
}
