//! Steps of receivables: locking an account, checking credit, posting, recording money, reading the account.

use super::ledger::{LedgerAccount, Posting, TransactionKind};
use super::receipt::{self, Fund};
use super::store::{self, EntryRow, TransactionHead};
use super::terms::Terms;
use super::{AccountView, EntryKind, EntryView, NewReceipt, NewTerms, ageing, credit};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, OrderId, OrderLineId, ReceiptId, ShipmentLineId, TransactionId};
use crate::keys::{self, KeyState};
use crate::money::Currency;
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use crate::time::is_plausible;
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

pub use super::store::AccountRow;

const RECORD_RECEIPT: &str = "record_receipt";
pub(super) const SET_TERMS: &str = "set_terms";
/// The largest amount a single figure may have.
const MAX_AMOUNT: Decimal = Decimal::from_parts(1_316_134_912, 2_328, 0, false, 0); // 10 000 000 000 000
const ENTRIES_PER_PAGE: i64 = 50;

/// A line for the customer's account; number and balance come with the posting.
#[derive(Clone, Debug)]
pub struct NewAccountEntry {
    /// What it is.
    pub kind: EntryKind,
    /// Signed: goods raise, money lowers. Never zero.
    pub amount: Decimal,
    /// Delivery note or receipt.
    pub document_number: String,
    /// The order.
    pub order_id: Option<OrderId>,
    /// The line of the order.
    pub order_line_id: Option<OrderLineId>,
    /// The line of the shipment.
    pub shipment_line_id: Option<ShipmentLineId>,
    /// When it is due.
    pub due_on: Option<NaiveDate>,
}

/// Locks the customer's account, then reads it. None: he never had one, so account trade is off.
///
/// # Errors
/// `Unavailable` when somebody holds it too long.
pub async fn lock_account_in_tx(tx: &mut Tx, company: CompanyId) -> Result<Option<AccountRow>> {
    if !store::lock_account(tx, company).await? {
        return Ok(None);
    }
    store::find_account(tx, company).await
}

/// [`lock_account_in_tx`], opening the account when there is none. Staff only: the buyer's role may not insert.
///
/// # Errors
/// `NotFound` when there is no such company.
pub async fn open_account_in_tx(tx: &mut Tx, company: CompanyId) -> Result<AccountRow> {
    store::insert_account(tx, company).await?;
    lock_account_in_tx(tx, company).await?.ok_or(Error::Rejected(Rejection::NotFound))
}

/// What counts against the limit now. Under the account's lock it stays so until commit.
///
/// # Errors
/// Database errors.
pub async fn exposure_in_tx(tx: &mut Tx, company: CompanyId, account: &AccountRow) -> Result<Decimal> {
    let open_orders = store::open_orders_gross(tx, company).await?;
    Ok(credit::exposure(account.receivable, open_orders, account.advances))
}

/// Locks the account and decides whether `gross` more may be ordered on it. Call it before the order's lines are inserted.
///
/// # Errors
/// `AccountTradeOff`, `OnHold` or `OverCredit`.
pub async fn check_credit_in_tx(tx: &mut Tx, company: CompanyId, gross: Decimal) -> Result<()> {
    let account = lock_account_in_tx(tx, company).await?.ok_or(Rejection::AccountTradeOff)?;
    check_locked_in_tx(tx, company, &account, gross).await
}

/// The decision on an account locked before.
///
/// # Errors
/// `AccountTradeOff`, `OnHold` or `OverCredit`.
pub async fn check_locked_in_tx(
    tx: &mut Tx,
    company: CompanyId,
    account: &AccountRow,
    gross: Decimal,
) -> Result<()> {
    if let Some(reason) = account.hold_reason.clone() {
        return Err(Rejection::OnHold { reason }.into());
    }
    let limit = account.credit_limit.ok_or(Rejection::AccountTradeOff)?;
    let exposure = exposure_in_tx(tx, company, account).await?;
    Ok(credit::check(limit, exposure, gross)?)
}

/// What of a company's credit bears on one more order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreditNow {
    /// None: account trade is off.
    pub limit: Option<Decimal>,
    /// Limit − exposure; zero when account trade is off.
    pub available: Decimal,
    /// Why the account is on hold.
    pub hold: Option<String>,
}

impl CreditNow {
    /// Whether ordering on account is possible at all; how much is another question.
    pub fn is_open(&self) -> bool {
        self.limit.is_some() && self.hold.is_none()
    }
}

/// Where the company's credit stands, read without a lock: it informs, [`check_credit_in_tx`] decides. The caller knows who
/// may see the figures.
///
/// # Errors
/// Database errors.
pub async fn credit_in_tx(tx: &mut Tx, company: CompanyId) -> Result<CreditNow> {
    let Some(account) = store::find_account(tx, company).await? else { return Ok(CreditNow::default()) };
    let exposure = exposure_in_tx(tx, company, &account).await?;
    let available = account.credit_limit.map(|limit| limit - exposure).unwrap_or_default();
    Ok(CreditNow { limit: account.credit_limit, available, hold: account.hold_reason })
}

/// What a posting is about.
#[derive(Clone, Copy, Debug)]
pub struct PostingFacts {
    /// Whose account; locked by the caller.
    pub company: CompanyId,
    /// What it is.
    pub kind: TransactionKind,
    /// Shipment or receipt behind it.
    pub document: Option<Uuid>,
    /// The seller's day it happened.
    pub occurred_on: NaiveDate,
}

/// Posts a transaction: ledger entries, the customer's numbered entries and the account's sums together.
///
/// # Errors
/// `Internal` when the customer's entries are not what the posting does to his balance.
pub async fn post_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    facts: PostingFacts,
    posting: &Posting,
    entries: Vec<NewAccountEntry>,
) -> Result<TransactionId> {
    let shown: Decimal = entries.iter().map(|e| e.amount).sum();
    if posting.is_empty() || shown != posting.customer() {
        return Err(Error::Internal("customer entries differ from the posting".into()));
    }
    let count = i64::try_from(entries.len()).map_err(|_| Error::Internal("too many entries".into()))?;
    // advances are a credit account: the column counts what the customer has with us
    let moved = (posting.on(LedgerAccount::Receivable), -posting.on(LedgerAccount::Advances));
    let posted = store::advance_account(tx, facts.company, moved, count, op.now).await?;
    let head = TransactionHead {
        id: TransactionId::new(),
        company: facts.company,
        kind: facts.kind,
        document: facts.document,
        occurred_on: facts.occurred_on,
        posted_at: posted.posted_at,
        actor: op.person()?,
        memo: "",
    };
    store::insert_transaction(tx, &head, posting.entries()).await?;
    let (mut seq, mut balance) = (posted.last_seq - count, posted.balance - shown);
    for entry in entries {
        seq += 1;
        balance += entry.amount;
        store::insert_account_entry(tx, &head, &EntryRow { seq, balance, entry }).await?;
    }
    Ok(head.id)
}

/// Uses advances for open entries, oldest with oldest; what prepaid orders wait for stays with them. Entries after the
/// number `prepaid_after` are deliveries of a prepaid order: its money is theirs, before anything older. Moves nothing when
/// there is nothing to use. The account is locked, the order's lines say what has left.
///
/// # Errors
/// Database errors.
pub async fn apply_advances_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    document: Option<Uuid>,
    occurred_on: NaiveDate,
    prepaid_after: Option<i64>,
) -> Result<Decimal> {
    let funds = store::list_funds(tx, company).await?;
    if funds.is_empty() {
        return Ok(Decimal::ZERO);
    }
    let (own, others): (Vec<_>, Vec<_>) = store::list_open_items(tx, company)
        .await?
        .into_iter()
        .partition(|item| prepaid_after.is_some_and(|seq| item.seq > seq));
    let due: Decimal = own.iter().map(|item| item.open).sum();
    let free =
        funds.iter().map(|fund| fund.left).sum::<Decimal>() - store::open_prepaid_gross(tx, company).await?;
    let items = [own, others].concat();
    let paid = receipt::allocate(&items, &receipt::at_most(&funds, free.max(due)));
    let total = receipt::total(&paid);
    if total > Decimal::ZERO {
        let facts = PostingFacts { company, kind: TransactionKind::Application, document, occurred_on };
        post_in_tx(tx, op, facts, &Posting::application(total), Vec::new()).await?;
        store::insert_allocations(tx, company, &paid).await?;
    }
    Ok(total)
}

/// Records money that arrived: what prepaid orders wait for is kept for them, the rest pays what is due longest, and what is
/// left over stays as an advance. Same key, same receipt; the bank's
/// number is taken once per customer.
///
/// # Errors
/// `Fields`, `NotFound`, `AlreadyDone` for a bank number seen before, `KeyReused` for a key that meant something else.
pub async fn record_receipt(op: &OpContext, company: CompanyId, new: NewReceipt) -> Result<ReceiptId> {
    op.require(Permission::KeepAccounts)?;
    let problems = receipt_problems(&new, op.today());
    if !problems.is_empty() {
        return Err(Rejection::Fields(problems).into());
    }
    let reference = new.bank_reference.trim();
    let print = keys::fingerprint(&format!(
        "receipt|{}|{}|{reference}|{}",
        new.received_on,
        new.amount.normalize(),
        new.note.trim()
    ));
    let mut tx = op.begin().await?;
    match keys::take_in_tx(&mut tx, company, RECORD_RECEIPT, new.key, &print).await? {
        KeyState::Fresh => {}
        KeyState::Done { result_id, same_meaning: true } => return Ok(ReceiptId(result_id)),
        KeyState::Done { result_id, same_meaning: false } => {
            let number = store::find_receipt_number(&mut tx, company, result_id).await?;
            return Err(Rejection::KeyReused { order_number: number.unwrap_or_default() }.into());
        }
        KeyState::Rejected(rejection) => return Err(rejection.into()),
    }
    let account = open_account_in_tx(&mut tx, company).await?;
    if let Some(document) = store::find_receipt_by_reference(&mut tx, company, reference).await? {
        return Err(Rejection::AlreadyDone { document }.into());
    }
    let id = ReceiptId::new();
    let waiting = store::open_prepaid_gross(&mut tx, company).await? - account.advances;
    post_receipt_in_tx(&mut tx, op, company, id, &new, waiting.max(Decimal::ZERO)).await?;
    keys::answer_in_tx(&mut tx, company, RECORD_RECEIPT, new.key, id.0).await?;
    tx.commit().await?;
    Ok(id)
}

/// A receipt of another customer under the same number of the bank: its number and the customer's. The same money may have
/// been recorded twice.
///
/// # Errors
/// `Forbidden` without `KeepAccounts`.
pub async fn same_reference(
    op: &OpContext,
    company: CompanyId,
    reference: &str,
) -> Result<Option<(String, String)>> {
    op.require(Permission::KeepAccounts)?;
    let mut tx = op.read().await?;
    let found = store::find_reference_elsewhere(&mut tx, company, reference.trim()).await?;
    Ok(found)
}

async fn post_receipt_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    id: ReceiptId,
    new: &NewReceipt,
    kept: Decimal,
) -> Result<()> {
    let items = store::list_open_items(tx, company).await?;
    let funds = receipt::at_most(&[Fund { receipt: id, left: new.amount }], new.amount - kept);
    let paid = receipt::allocate(&items, &funds);
    let applied = receipt::total(&paid);
    let number = keys::next_number_in_tx(tx, "RC", op.today().year()).await?;
    store::insert_receipt(tx, company, (id, &number), new, (op.person()?, op.now)).await?;
    let facts = PostingFacts {
        company,
        kind: TransactionKind::Receipt,
        document: Some(id.0),
        occurred_on: new.received_on,
    };
    let entry = NewAccountEntry {
        kind: EntryKind::Receipt,
        amount: -new.amount,
        document_number: number.clone(),
        order_id: None,
        order_line_id: None,
        shipment_line_id: None,
        due_on: None,
    };
    post_in_tx(tx, op, facts, &Posting::receipt(applied, new.amount - applied), vec![entry]).await?;
    store::insert_allocations(tx, company, &paid).await?;
    let op_for = OpContext { company: Some(company), ..op.clone() };
    let detail =
        json!({ "number": number, "amount": new.amount, "applied": applied, "received_on": new.received_on });
    audit::record_in_tx(tx, &op_for, RECORD_RECEIPT, ("receipt", id.0), detail).await
}

fn receipt_problems(new: &NewReceipt, today: NaiveDate) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let amount = new.amount.normalize();
    if amount <= Decimal::ZERO || amount > MAX_AMOUNT || amount.scale() > 2 {
        problems.push(FieldProblem::new("amount", Problem::OutOfRange { typed: amount.to_string() }));
    }
    if new.received_on > today || !is_plausible(new.received_on) {
        problems.push(FieldProblem::new(
            "received_on",
            Problem::OutOfRange { typed: new.received_on.to_string() },
        ));
    }
    let reference = new.bank_reference.trim().chars().count();
    if reference == 0 {
        problems.push(FieldProblem::new("bank_reference", Problem::Missing));
    } else if reference > 100 {
        problems.push(FieldProblem::new("bank_reference", Problem::TooLong { max: 100 }));
    }
    if new.note.trim().chars().count() > 1000 {
        problems.push(FieldProblem::new("note", Problem::TooLong { max: 1000 }));
    }
    problems
}

/// Limit, terms and hold of an account in short: two that differ, differ here.
fn terms_seen(account: &AccountRow) -> String {
    let limit = account.credit_limit.map(|limit| limit.normalize());
    let said = format!("{limit:?}|{:?}|{:?}", account.terms, account.hold_reason);
    keys::fingerprint(&said).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// Grants, changes or withdraws account trade; sets or lifts a hold. Counts from the next order on.
///
/// # Errors
/// `Fields`, `NotFound`, `Forbidden`; `Stale` when somebody changed them since the page was drawn.
pub async fn set_terms(op: &OpContext, company: CompanyId, new: NewTerms) -> Result<()> {
    check_terms(op, &new)?;
    let mut tx = op.begin().await?;
    let meaning = serde_json::to_string(&new)?;
    if keys::once_in_tx(&mut tx, op, company, SET_TERMS, &meaning).await?.is_some() {
        return Ok(());
    }
    put_terms_in_tx(&mut tx, op, company, &new).await?;
    keys::made_in_tx(&mut tx, op, company, SET_TERMS, company.0).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) fn check_terms(op: &OpContext, new: &NewTerms) -> Result<()> {
    op.require(Permission::KeepAccounts)?;
    let mut problems = Vec::new();
    if let Some(limit) = new.credit_limit.map(|l| l.normalize())
        && (limit < Decimal::ZERO || limit > MAX_AMOUNT || limit.scale() > 2)
    {
        problems.push(FieldProblem::new("credit_limit", Problem::OutOfRange { typed: limit.to_string() }));
    }
    if !new.terms.is_valid() {
        problems.push(FieldProblem::new("terms", Problem::OutOfRange { typed: String::new() }));
    }
    if new.reason.trim().is_empty() {
        problems.push(FieldProblem::new("reason", Problem::Missing));
    }
    if problems.is_empty() { Ok(()) } else { Err(Rejection::Fields(problems).into()) }
}

async fn put_terms_in_tx(tx: &mut Tx, op: &OpContext, company: CompanyId, new: &NewTerms) -> Result<()> {
    let was = open_account_in_tx(tx, company).await?;
    if !new.seen.is_empty() && new.seen != terms_seen(&was) {
        return Err(Rejection::Stale.into());
    }
    store::update_terms(tx, company, new).await?;
    let op_for = OpContext { company: Some(company), ..op.clone() };
    let detail = json!({
        "before": { "credit_limit": was.credit_limit, "terms": was.terms, "hold": was.hold_reason },
        "after": { "credit_limit": new.credit_limit, "terms": new.terms, "hold": new.hold_reason },
        "reason": new.reason.trim(),
    });
    audit::record_in_tx(tx, &op_for, SET_TERMS, ("account", company.0), detail).await
}

/// The account of the company in force, for its members and for staff.
///
/// # Errors
/// `Forbidden` without `SeeMoney`; `NotFound` for staff who chose no company.
pub async fn account_summary(op: &OpContext) -> Result<AccountView> {
    op.require(Permission::SeeMoney)?;
    let company = op.company()?;
    let mut tx = op.read().await?;
    store::one_snapshot(&mut tx).await?;
    let account = store::find_account(&mut tx, company).await?;
    let open_orders = store::open_orders_gross(&mut tx, company).await?;
    let items = store::list_open_items(&mut tx, company).await?;
    drop(tx);
    let account = account.unwrap_or(AccountRow {
        currency: Currency::Cny,
        credit_limit: None,
        hold_reason: None,
        terms: Terms::default(),
        receivable: Decimal::ZERO,
        advances: Decimal::ZERO,
        last_seq: 0,
    });
    let open: Vec<_> = items.iter().map(|item| (item.due_on, item.open)).collect();
    let balance = account.receivable - account.advances;
    let ageing = ageing::age_balance(op.today(), &open, balance);
    let exposure = credit::exposure(account.receivable, open_orders, account.advances);
    let next = items.iter().filter_map(|i| i.due_on).filter(|due| *due >= op.today()).min();
    let next_due = next.map(|day| (day, open.iter().filter(|(d, _)| *d == Some(day)).map(|(_, a)| *a).sum()));
    Ok(AccountView {
        currency: account.currency,
        balance,
        receivable: account.receivable,
        advances: account.advances,
        open_orders,
        credit_limit: account.credit_limit,
        exposure,
        available: account.credit_limit.map(|limit| limit - exposure),
        terms_seen: terms_seen(&account),
        hold_reason: account.hold_reason,
        terms: account.terms,
        overdue: ageing::overdue(&ageing),
        ageing,
        next_due,
    })
}

/// The account's entries, newest first, fifty at a time; `before` is the last number of the page before.
///
/// # Errors
/// `Forbidden` without `SeeMoney`; `NotFound` for staff who chose no company.
pub async fn list_entries(op: &OpContext, before: Option<i64>) -> Result<Vec<EntryView>> {
    op.require(Permission::SeeMoney)?;
    let company = op.company()?;
    let mut tx = op.read().await?;
    let entries = store::list_entries(&mut tx, company, before.unwrap_or(i64::MAX), ENTRIES_PER_PAGE).await?;
    Ok(entries)
}
