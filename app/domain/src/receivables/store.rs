//! SQL of the schema `receivables`.

pub(super) mod many;

use super::ledger::{LedgerAccount, TransactionKind};
use super::receipt::{Allocation, Fund, OpenItem};
use super::terms::{Anchor, Terms};
use super::{EntryKind, EntryView, NewReceipt, NewTerms};
use crate::error::{Error, OnConstraint, Result};
use crate::ids::{CompanyId, OrderId, PersonId, ReceiptId, TransactionId};
use crate::money::Currency;
use crate::op::Tx;
use crate::rejection::Rejection;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A customer's account as its row stands.
#[derive(Clone, Debug)]
pub struct AccountRow {
    /// Its currency.
    pub currency: Currency,
    /// None: account trade is off.
    pub credit_limit: Option<Decimal>,
    /// Why it is on hold.
    pub hold_reason: Option<String>,
    /// When deliveries fall due.
    pub terms: Terms,
    /// Delivered and not paid.
    pub receivable: Decimal,
    /// Received and not used.
    pub advances: Decimal,
    /// Number of its last entry.
    pub last_seq: i64,
}

struct RawAccount {
    currency: String,
    credit_limit: Option<Decimal>,
    hold_reason: Option<String>,
    term_anchor: String,
    term_cutoff_day: Option<i32>,
    term_month_offset: i32,
    term_day_offset: i32,
    term_fixed_day: Option<i32>,
    receivable: Decimal,
    advances: Decimal,
    last_seq: i64,
}

impl TryFrom<RawAccount> for AccountRow {
    type Error = Error;
    fn try_from(row: RawAccount) -> Result<Self> {
        let currency =
            Currency::from_code(&row.currency).ok_or_else(|| Error::Internal("unknown currency".into()))?;
        let offsets = (row.term_month_offset, row.term_day_offset);
        let terms = stored_terms(&row.term_anchor, offsets, (row.term_cutoff_day, row.term_fixed_day));
        Ok(AccountRow {
            currency,
            credit_limit: row.credit_limit,
            hold_reason: row.hold_reason,
            terms,
            receivable: row.receivable,
            advances: row.advances,
            last_seq: row.last_seq,
        })
    }
}

/// Terms from their columns: months and days behind the anchor, then the days of the month.
fn stored_terms(
    anchor: &str,
    (months, days): (i32, i32),
    (cutoff, fixed): (Option<i32>, Option<i32>),
) -> Terms {
    Terms {
        anchor: Anchor::parse(anchor),
        cutoff_day: cutoff.map(i32::unsigned_abs),
        month_offset: months.unsigned_abs(),
        day_offset: days.unsigned_abs(),
        fixed_day: fixed.map(i32::unsigned_abs),
    }
}

/// All statements after this one see the same moment. First thing in a transaction.
pub(super) async fn one_snapshot(tx: &mut Tx) -> Result<()> {
    sqlx::query!("set transaction isolation level repeatable read, read only").execute(&mut **tx).await?;
    Ok(())
}

pub(super) async fn insert_account(tx: &mut Tx, company: CompanyId) -> Result<()> {
    sqlx::query!(
        "insert into receivables.accounts (company_id) values ($1) on conflict do nothing",
        company.0
    )
    .execute(&mut **tx)
    .await
    .on_constraint("accounts_company_id_fkey", Rejection::NotFound)?;
    Ok(())
}

pub(super) async fn lock_account(tx: &mut Tx, company: CompanyId) -> Result<bool> {
    let row = sqlx::query_scalar!(
        "select company_id from receivables.accounts where company_id = $1 for no key update",
        company.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.is_some())
}

pub(super) async fn find_account(tx: &mut Tx, company: CompanyId) -> Result<Option<AccountRow>> {
    sqlx::query_as!(
        RawAccount,
        "select currency, credit_limit, hold_reason, term_anchor, term_cutoff_day, term_month_offset, term_day_offset,
           term_fixed_day, receivable, advances, last_seq
         from receivables.accounts where company_id = $1",
        company.0
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(AccountRow::try_from)
    .transpose()
}

pub(super) async fn update_terms(tx: &mut Tx, company: CompanyId, new: &NewTerms) -> Result<()> {
    let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
    sqlx::query!(
        "update receivables.accounts set credit_limit = $2, hold_reason = $3, term_anchor = $4, term_cutoff_day = $5,
           term_month_offset = $6, term_day_offset = $7, term_fixed_day = $8 where company_id = $1",
        company.0,
        new.credit_limit,
        new.hold_reason.as_deref().map(str::trim).filter(|text| !text.is_empty()),
        new.terms.anchor.as_str(),
        new.terms.cutoff_day.map(days),
        days(new.terms.month_offset),
        days(new.terms.day_offset),
        new.terms.fixed_day.map(days)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gross of what was ordered on account and neither delivered nor cancelled; the parts are cut as shipments cut them.
pub(super) async fn open_orders_gross(tx: &mut Tx, company: CompanyId) -> Result<Decimal> {
    Ok(sqlx::query_scalar!(
        r#"select coalesce(sum(round(l.gross * (l.ordered - l.cancelled) / l.ordered, 2)
             - round(l.gross * l.shipped / l.ordered, 2)), 0)::numeric(18,2) as "gross!"
           from orders.orders o join orders.order_lines l on l.company_id = o.company_id and l.order_id = o.id
           where o.company_id = $1 and o.payment = 'account' and l.ordered > l.shipped + l.cancelled"#,
        company.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// Gross of what was ordered against payment in advance and neither delivered nor cancelled, cut as shipments cut it.
pub(super) async fn open_prepaid_gross(tx: &mut Tx, company: CompanyId) -> Result<Decimal> {
    Ok(sqlx::query_scalar!(
        r#"select coalesce(sum(round(l.gross * (l.ordered - l.cancelled) / l.ordered, 2)
             - round(l.gross * l.shipped / l.ordered, 2)), 0)::numeric(18,2) as "gross!"
           from orders.orders o join orders.order_lines l on l.company_id = o.company_id and l.order_id = o.id
           where o.company_id = $1 and o.payment = 'transfer' and l.ordered > l.shipped + l.cancelled"#,
        company.0
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// The latest receipt of another customer under this bank number. Staff only.
pub(super) async fn find_reference_elsewhere(
    tx: &mut Tx,
    company: CompanyId,
    reference: &str,
) -> Result<Option<(String, String)>> {
    let row = sqlx::query!(
        "select r.number, c.code from receivables.receipts r join accounts.companies c on c.id = r.company_id
         where r.bank_reference = $2 and r.company_id <> $1 order by r.recorded_at desc limit 1",
        company.0,
        reference
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|r| (r.number, r.code)))
}

/// What the account row says after a posting.
pub(super) struct Posted {
    pub last_seq: i64,
    pub balance: Decimal,
    pub posted_at: DateTime<Utc>,
}

pub(super) async fn advance_account(
    tx: &mut Tx,
    company: CompanyId,
    (receivable, advances): (Decimal, Decimal),
    entries: i64,
    now: DateTime<Utc>,
) -> Result<Posted> {
    // ledger time never goes back, whatever a server's clock does
    let row = sqlx::query!(
        r#"update receivables.accounts set receivable = receivable + $2, advances = advances + $3, last_seq = last_seq + $4,
             last_posted_at = greatest(last_posted_at, $5)
           where company_id = $1 returning last_seq, receivable - advances as "balance!", last_posted_at"#,
        company.0,
        receivable,
        advances,
        entries,
        now
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Posted { last_seq: row.last_seq, balance: row.balance, posted_at: row.last_posted_at })
}

/// Head of a ledger transaction.
pub(super) struct TransactionHead<'a> {
    pub id: TransactionId,
    pub company: CompanyId,
    pub kind: TransactionKind,
    pub document: Option<Uuid>,
    pub occurred_on: NaiveDate,
    pub posted_at: DateTime<Utc>,
    pub actor: PersonId,
    pub memo: &'a str,
}

pub(super) async fn insert_transaction(
    tx: &mut Tx,
    head: &TransactionHead<'_>,
    entries: &[(LedgerAccount, Decimal)],
) -> Result<()> {
    sqlx::query!(
        "insert into receivables.transactions (id, company_id, kind, document_id, occurred_on, posted_at, actor, memo)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        head.id.0,
        head.company.0,
        head.kind.as_str(),
        head.document,
        head.occurred_on,
        head.posted_at,
        head.actor.0,
        head.memo
    )
    .execute(&mut **tx)
    .await?;
    let codes: Vec<String> = entries.iter().map(|(account, _)| account.code().to_owned()).collect();
    let amounts: Vec<Decimal> = entries.iter().map(|(_, amount)| *amount).collect();
    sqlx::query!(
        "insert into receivables.entries (transaction_id, company_id, account, amount)
         select $1, $2, e.account, e.amount from unnest($3::text[], $4::numeric[]) e(account, amount)",
        head.id.0,
        head.company.0,
        &codes,
        &amounts
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A line for the customer's account, numbered.
pub(super) struct EntryRow {
    pub seq: i64,
    pub balance: Decimal,
    pub entry: super::service::NewAccountEntry,
}

pub(super) async fn insert_account_entry(
    tx: &mut Tx,
    head: &TransactionHead<'_>,
    row: &EntryRow,
) -> Result<()> {
    sqlx::query!(
        "insert into receivables.account_entries (company_id, seq, transaction_id, kind, occurred_on, posted_at, amount, balance,
           document_number, order_id, order_line_id, shipment_line_id, due_on)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        head.company.0,
        row.seq,
        head.id.0,
        row.entry.kind.as_str(),
        head.occurred_on,
        head.posted_at,
        row.entry.amount,
        row.balance,
        row.entry.document_number,
        row.entry.order_id.map(|id| id.0),
        row.entry.order_line_id.map(|id| id.0),
        row.entry.shipment_line_id.map(|id| id.0),
        row.entry.due_on
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn list_open_items(tx: &mut Tx, company: CompanyId) -> Result<Vec<OpenItem>> {
    Ok(sqlx::query_as!(
        OpenItem,
        r#"select seq, due_on, amount - settled as "open!" from receivables.account_entries
           where company_id = $1 and amount > 0 and settled < amount order by due_on nulls last, seq"#,
        company.0
    )
    .fetch_all(&mut **tx)
    .await?)
}

/// Receipts that still have something left, oldest first.
pub(super) async fn list_funds(tx: &mut Tx, company: CompanyId) -> Result<Vec<Fund>> {
    let rows = sqlx::query!(
        r#"select r.id, r.amount - coalesce(a.used, 0) as "left!"
           from receivables.receipts r
           left join (select receipt_id, sum(amount) as used from receivables.allocations where company_id = $1 group by 1) a
             on a.receipt_id = r.id
           where r.company_id = $1 and r.amount > coalesce(a.used, 0) order by r.received_on, r.recorded_at, r.id"#,
        company.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| Fund { receipt: ReceiptId(r.id), left: r.left }).collect())
}

pub(super) async fn insert_allocations(tx: &mut Tx, company: CompanyId, list: &[Allocation]) -> Result<()> {
    let receipts: Vec<Uuid> = list.iter().map(|a| a.receipt.0).collect();
    let seqs: Vec<i64> = list.iter().map(|a| a.seq).collect();
    let amounts: Vec<Decimal> = list.iter().map(|a| a.amount).collect();
    sqlx::query!(
        "insert into receivables.allocations (company_id, receipt_id, seq, amount)
         select $1, a.receipt_id, a.seq, a.amount from unnest($2::uuid[], $3::bigint[], $4::numeric[]) a(receipt_id, seq, amount)",
        company.0,
        &receipts,
        &seqs,
        &amounts
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update receivables.account_entries e set settled = e.settled + a.amount
         from (select u.seq, sum(u.amount) as amount from unnest($2::bigint[], $3::numeric[]) u(seq, amount) group by u.seq) a
         where e.company_id = $1 and e.seq = a.seq",
        company.0,
        &seqs,
        &amounts
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn find_receipt_by_reference(
    tx: &mut Tx,
    company: CompanyId,
    bank_reference: &str,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select number from receivables.receipts where company_id = $1 and bank_reference = $2",
        company.0,
        bank_reference
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub(super) async fn find_receipt_number(tx: &mut Tx, company: CompanyId, id: Uuid) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select number from receivables.receipts where company_id = $1 and id = $2",
        company.0,
        id
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub(super) async fn insert_receipt(
    tx: &mut Tx,
    company: CompanyId,
    (id, number): (ReceiptId, &str),
    new: &NewReceipt,
    (by, now): (PersonId, DateTime<Utc>),
) -> Result<()> {
    sqlx::query!(
        "insert into receivables.receipts (id, company_id, number, received_on, amount, bank_reference, note, recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.0,
        company.0,
        number,
        new.received_on,
        new.amount,
        new.bank_reference.trim(),
        new.note.trim(),
        by.0,
        now
    )
    .execute(&mut **tx)
    .await
    .on_constraint(
        "receipts_bank_reference_uniq",
        Rejection::AlreadyDone { document: new.bank_reference.trim().to_owned() },
    )?;
    Ok(())
}

/// Newest first, those before `before_seq`.
pub(super) async fn list_entries(
    tx: &mut Tx,
    company: CompanyId,
    before_seq: i64,
    limit: i64,
) -> Result<Vec<EntryView>> {
    let rows = sqlx::query!(
        r#"select e.seq, e.kind, e.occurred_on, e.posted_at, e.amount, e.balance, e.document_number, e.order_id, e.due_on,
             e.settled, o.number as "order_number?", l.part_number as "part_number?"
           from receivables.account_entries e
           left join orders.orders o on o.company_id = e.company_id and o.id = e.order_id
           left join orders.order_lines l on l.company_id = e.company_id and l.id = e.order_line_id
           where e.company_id = $1 and e.seq < $2 order by e.seq desc limit $3"#,
        company.0,
        before_seq,
        limit
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(EntryView {
                seq: r.seq,
                kind: EntryKind::parse(&r.kind)
                    .ok_or_else(|| Error::Internal("unknown entry kind".into()))?,
                occurred_on: r.occurred_on,
                posted_at: r.posted_at,
                amount: r.amount,
                balance: r.balance,
                document_number: r.document_number,
                order_id: r.order_id.map(OrderId),
                order_number: r.order_number,
                part_number: r.part_number,
                due_on: r.due_on,
                settled: r.settled,
            })
        })
        .collect()
}
