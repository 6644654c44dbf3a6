//! A customer's money as finance keeps it: account, terms, receipts.

use crate::api::AppError;
use domain::accounts::CompanyBrief;
use domain::receivables::{AccountView, EntryView};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Everything the money page shows of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyDesk {
    /// Whose.
    pub company: CompanyBrief,
    /// The account from one snapshot.
    pub account: AccountView,
    /// Newest first.
    pub entries: Vec<EntryView>,
    /// The seller's day.
    pub today: chrono::NaiveDate,
    /// Whether the reader keeps accounts; others only look.
    pub may_keep: bool,
    /// Statements and invoices.
    pub papers: super::billing::Papers,
}

/// The account at a glance; nothing for those who may not see money.
#[server]
pub async fn load_account(company: String) -> Result<Option<AccountView>, AppError> {
    use crate::api::backend::{answer, op_at_desk};
    let op = op_at_desk(&company).await?;
    if !op.actor.may(domain::accounts::permission::Permission::SeeMoney) {
        return Ok(None);
    }
    domain::receivables::service::account_summary(&op).await.map(Some).map_err(answer)
}

/// The money page; `before` is the last entry number of the page before.
#[server]
pub async fn load_money(company: String, before: String) -> Result<MoneyDesk, AppError> {
    use crate::api::backend::{answer, op_at_desk};
    use domain::{accounts::service::load_company, receivables::service};
    let op = op_at_desk(&company).await?;
    let account = service::account_summary(&op).await.map_err(answer)?;
    let entries = service::list_entries(&op, before.parse().ok()).await.map_err(answer)?;
    let company = load_company(&op).await.map_err(answer)?.brief;
    let papers = super::billing::papers(&op).await.map_err(answer)?;
    let may_keep = op.actor.may(domain::accounts::permission::Permission::KeepAccounts);
    Ok(MoneyDesk { company, account, entries, today: op.today(), may_keep, papers })
}

/// Records money that arrived.
#[server(endpoint = "desk_record_receipt")]
pub async fn record_receipt(
    #[server(default)] company: String,
    #[server(default)] received_on: String,
    #[server(default)] amount: String,
    #[server(default)] bank_reference: String,
    #[server(default)] note: String,
    #[server(default)] key: String,
) -> Result<(), AppError> {
    use crate::api::form::{Notice, lead_on};
    let typed = [("received_on", &*received_on), ("amount", &amount), ("bank_reference", &bank_reference)];
    let typed = [&typed[..], &[("note", &note), ("key", &key)]].concat();
    let outcome = receive(&company, &received_on, &amount, &bank_reference, &note, &key).await;
    let page = money_page(&company);
    let number = bank_reference.trim().to_owned();
    lead_on(&page, &typed, outcome, |elsewhere| (page.clone(), Some(Notice::Received { number, elsewhere })))
        .await
}

#[cfg(feature = "ssr")]
async fn receive(
    company: &str,
    received_on: &str,
    amount: &str,
    bank_reference: &str,
    note: &str,
    key: &str,
) -> Result<Option<(String, String)>, AppError> {
    use super::typed::Reader;
    use crate::api::backend::{answer, op_at_desk};
    let op = op_at_desk(company).await?;
    let mut read = Reader::default();
    let new = domain::receivables::NewReceipt {
        received_on: read.day("received_on", received_on, op.today()),
        amount: read.amount("amount", amount),
        bank_reference: bank_reference.trim().to_owned(),
        note: note.trim().to_owned(),
        key: Reader::id(key)?,
    };
    let new = read.done(new)?;
    let company = op.company().map_err(answer)?;
    let reference = new.bank_reference.clone();
    domain::receivables::service::record_receipt(&op, company, new).await.map_err(answer)?;
    domain::receivables::service::same_reference(&op, company, &reference).await.map_err(answer)
}

/// The terms form as typed.
#[cfg(feature = "ssr")]
struct TypedTerms {
    credit_limit: String,
    anchor: String,
    cutoff_day: String,
    month_offset: String,
    day_offset: String,
    fixed_day: String,
    hold_reason: String,
    reason: String,
    seen: String,
}

#[cfg(feature = "ssr")]
impl TypedTerms {
    fn new(credit_limit: String, anchor: String, days: [String; 4], why: [String; 3]) -> TypedTerms {
        let ([cutoff_day, month_offset, day_offset, fixed_day], [hold_reason, reason, seen]) = (days, why);
        TypedTerms {
            credit_limit,
            anchor,
            cutoff_day,
            month_offset,
            day_offset,
            fixed_day,
            hold_reason,
            reason,
            seen,
        }
    }

    fn pairs(&self) -> [(&str, &str); 8] {
        [
            ("credit_limit", &self.credit_limit),
            ("anchor", &self.anchor),
            ("cutoff_day", &self.cutoff_day),
            ("month_offset", &self.month_offset),
            ("day_offset", &self.day_offset),
            ("fixed_day", &self.fixed_day),
            ("hold_reason", &self.hold_reason),
            ("reason", &self.reason),
        ]
    }

    fn read(&self) -> Result<domain::receivables::NewTerms, AppError> {
        use domain::receivables::terms::{Anchor, Terms};
        let mut read = super::typed::Reader::default();
        let terms = Terms {
            anchor: Anchor::parse(&self.anchor),
            cutoff_day: read.whole("cutoff_day", &self.cutoff_day),
            month_offset: read.whole("month_offset", &self.month_offset).unwrap_or(0),
            day_offset: read.whole("day_offset", &self.day_offset).unwrap_or(0),
            fixed_day: read.whole("fixed_day", &self.fixed_day),
        };
        let hold = self.hold_reason.trim();
        let new = domain::receivables::NewTerms {
            credit_limit: read.optional_amount("credit_limit", &self.credit_limit),
            terms,
            hold_reason: (!hold.is_empty()).then(|| hold.to_owned()),
            reason: self.reason.trim().to_owned(),
            seen: self.seen.clone(),
        };
        read.done(new)
    }
}

/// Grants, changes or withdraws account trade; sets or lifts a hold.
#[server(endpoint = "desk_set_terms")]
pub async fn set_terms(
    #[server(default)] company: String,
    #[server(default)] credit_limit: String,
    #[server(default)] anchor: String,
    #[server(default)] cutoff_day: String,
    #[server(default)] month_offset: String,
    #[server(default)] day_offset: String,
    #[server(default)] fixed_day: String,
    #[server(default)] hold_reason: String,
    #[server(default)] reason: String,
    #[server(default)] seen: String,
) -> Result<(), AppError> {
    use crate::api::form::{Notice, lead_on};
    let (days, why) = ([cutoff_day, month_offset, day_offset, fixed_day], [hold_reason, reason, seen]);
    let terms = TypedTerms::new(credit_limit, anchor, days, why);
    let outcome = change_terms(&company, &terms).await;
    let page = money_page(&company);
    lead_on(&page, &terms.pairs(), outcome, |()| (page.clone(), Some(Notice::TermsChanged))).await
}

#[cfg(feature = "ssr")]
async fn change_terms(company: &str, typed: &TypedTerms) -> Result<(), AppError> {
    use crate::api::backend::{answer, op_at_desk};
    let op = op_at_desk(company).await?;
    let company = op.company().map_err(answer)?;
    domain::receivables::service::set_terms(&op, company, typed.read()?).await.map_err(answer)
}

#[cfg(feature = "ssr")]
pub(super) fn money_page(company: &str) -> String {
    format!("/desk/c/{company}/money")
}
