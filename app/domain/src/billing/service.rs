//! Steps of statements: draw up, issue, read back against the hash, confirm, dispute, resolve.

use super::statement::canonical;
use super::store::{self, Link, NewDispute, Span, StatementRow};
use super::{DisputeReason, Issued, Resolution, StatementBrief, StatementView};
use crate::accounts::permission::{Actor, Permission};
use crate::audit;
use crate::error::{Error, Result};
use crate::ids::{CompanyId, DisputeId, StatementId};
use crate::keys;
use crate::notifications::{Message, outbox};
use crate::op::{OpContext, Tx};
use crate::receivables::{ageing, service as receivables};
use crate::rejection::{FieldProblem, Problem, Rejection};
use crate::time::is_plausible;
use chrono::{Datelike, NaiveDate};
use serde_json::json;

const STATEMENTS_SHOWN: i64 = 200;
const NOTE_MAX: u32 = 1000;
const ISSUE_STATEMENT: &str = "issue_statement";
const CONFIRM: &str = "confirm_statement";
const DISPUTE: &str = "dispute";
const END_DISPUTE: &str = "end_dispute";

/// Draws up any period for the company in force, from the ledger as it stands. Movements count by the day they happened.
///
/// # Errors
/// `Fields` when the period ends before it starts; `NotFound` for staff who chose no company.
pub async fn statement_preview(op: &OpContext, from: NaiveDate, to: NaiveDate) -> Result<StatementView> {
    op.require(Permission::SeeMoney)?;
    let company = op.company()?;
    check_period(from, to)?;
    let mut tx = op.read().await?;
    store::one_snapshot(&mut tx).await?;
    let as_of = to.min(op.today());
    let view = draw_up(&mut tx, company, Span::Days { from, to }, (from, to), as_of).await?;
    Ok(view)
}

fn check_period(from: NaiveDate, to: NaiveDate) -> Result<()> {
    let (field, typed) = match (is_plausible(from), is_plausible(to)) {
        (false, _) => ("period_from", from),
        (_, false) => ("period_to", to),
        _ if from <= to => return Ok(()),
        _ => ("period_to", to),
    };
    let problem = Problem::OutOfRange { typed: typed.to_string() };
    Err(Rejection::Fields(vec![FieldProblem::new(field, problem)]).into())
}

async fn draw_up(
    tx: &mut Tx,
    company: CompanyId,
    span: Span,
    (period_from, period_to): (NaiveDate, NaiveDate),
    as_of: NaiveDate,
) -> Result<StatementView> {
    let head = store::find_head(tx, company).await?.ok_or(Rejection::NotFound)?;
    let moved = store::load_movements(tx, company, span).await?;
    let open = store::list_open_at(tx, company, span).await?;
    let ageing = ageing::age_balance(as_of, &open, moved.closing);
    Ok(StatementView {
        company_id: company,
        company_code: head.code,
        company_name: head.name,
        issued: None,
        period_from,
        period_to,
        currency: head.currency,
        opening: moved.opening,
        lines: moved.lines,
        closing: moved.closing,
        as_of,
        due: open.iter().filter(|(due, _)| due.is_some_and(|d| d <= as_of)).map(|(_, a)| *a).sum(),
        overdue: ageing::overdue(&ageing),
        ageing,
    })
}

/// Issues the next statement of a company: everything posted up to now, up to the last day of the period, that is on no
/// statement yet. Frozen: what is posted later goes to the next one.
///
/// # Errors
/// `Fields` for a period that overlaps the one before or has not ended; `NotFound`.
pub async fn issue_statement(
    op: &OpContext,
    company: CompanyId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<StatementId> {
    op.require(Permission::KeepAccounts)?;
    check_period(from, to)?;
    if to > op.today() {
        let problem = Problem::OutOfRange { typed: to.to_string() };
        return Err(Rejection::Fields(vec![FieldProblem::new("period_to", problem)]).into());
    }
    let mut tx = op.begin().await?;
    let meaning = format!("{from}|{to}");
    if let Some(made) = keys::once_in_tx(&mut tx, op, company, ISSUE_STATEMENT, &meaning).await? {
        return Ok(StatementId(made));
    }
    let account = receivables::open_account_in_tx(&mut tx, company).await?;
    let before = store::find_link_before(&mut tx, company, NaiveDate::MAX).await?;
    if before.as_ref().is_some_and(|link| from <= link.period_to) {
        let problem = Problem::OutOfRange { typed: from.to_string() };
        return Err(Rejection::Fields(vec![FieldProblem::new("period_from", problem)]).into());
    }
    let from_seq = before.as_ref().map_or(0, |link| link.to_seq) + 1;
    let to_seq = store::last_seq_within(&mut tx, company, from_seq, to, account.last_seq).await?;
    let span = Span::Seqs { from: from_seq, to: to_seq };
    let view = draw_up(&mut tx, company, span, (from, to), to).await?;
    if before.as_ref().is_some_and(|link| link.closing != view.opening) {
        return Err(Error::Internal("opening is not the closing before".into()));
    }
    let number = keys::next_number_in_tx(&mut tx, "ST", op.today().year()).await?;
    let row = StatementRow {
        id: StatementId::new(),
        company,
        content_hash: content_hash(&view, &number, 1, before.as_ref()),
        number,
        version: 1,
        period_from: from,
        period_to: to,
        from_seq,
        to_seq,
        opening: view.opening,
        closing: view.closing,
        issued_at: op.now,
        confirmed_at: None,
        confirmed_by: String::new(),
    };
    store::insert_statement(&mut tx, &row, op.person()?).await?;
    let op_for = OpContext { company: Some(company), ..op.clone() };
    let issued = Message::StatementIssued { statement_id: row.id };
    outbox::enqueue_in_tx(&mut tx, &op_for, &issued, &format!("statement:{}", row.id)).await?;
    let detail =
        json!({ "number": row.number, "from_seq": from_seq, "to_seq": to_seq, "closing": row.closing });
    audit::record_in_tx(&mut tx, &op_for, ISSUE_STATEMENT, ("statement", row.id.0), detail).await?;
    keys::made_in_tx(&mut tx, op, company, ISSUE_STATEMENT, row.id.0).await?;
    tx.commit().await?;
    Ok(row.id)
}

fn content_hash(view: &StatementView, number: &str, version: u32, before: Option<&Link>) -> Vec<u8> {
    let hash_before = before.map(|link| hex(&link.content_hash)).unwrap_or_default();
    keys::fingerprint(&canonical(view, number, version, &hash_before))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Members see their company's; staff everybody's, or those of the company they act for.
pub(super) fn scope(op: &OpContext) -> Result<Option<CompanyId>> {
    match op.actor {
        Actor::Staff { .. } => Ok(op.company),
        _ => op.company().map(Some),
    }
}

/// The statements of the company in force, newest first; without one, staff see everybody's.
///
/// # Errors
/// `Forbidden` without `SeeMoney`.
pub async fn list_statements(op: &OpContext) -> Result<Vec<StatementBrief>> {
    op.require(Permission::SeeMoney)?;
    let scope = scope(op)?;
    let mut tx = op.read().await?;
    let list = store::list_statements(&mut tx, scope, false, Some(STATEMENTS_SHOWN)).await?;
    Ok(list)
}

/// All statements with a dispute nobody answered: of the company in force, or for staff of everybody.
///
/// # Errors
/// `Forbidden` without `SeeMoney`.
pub async fn list_disputed(op: &OpContext) -> Result<Vec<StatementBrief>> {
    op.require(Permission::SeeMoney)?;
    let scope = scope(op)?;
    let mut tx = op.read().await?;
    let list = store::list_statements(&mut tx, scope, true, None).await?;
    Ok(list)
}

/// An issued statement, rebuilt from the ledger and held against its hash.
///
/// # Errors
/// `NotFound`; `Internal` when the ledger does not say what was frozen.
pub async fn load_statement(op: &OpContext, id: StatementId) -> Result<StatementView> {
    op.require(Permission::SeeMoney)?;
    let scope = scope(op)?;
    let mut tx = op.read().await?;
    store::one_snapshot(&mut tx).await?;
    let row = store::find_statement(&mut tx, scope, id).await?.ok_or(Rejection::NotFound)?;
    let before = store::find_link_before(&mut tx, row.company, row.period_from).await?;
    let span = Span::Seqs { from: row.from_seq, to: row.to_seq };
    let period = (row.period_from, row.period_to);
    let mut view = draw_up(&mut tx, row.company, span, period, row.period_to).await?;
    let version = row.version.unsigned_abs();
    let same = (view.opening, view.closing) == (row.opening, row.closing)
        && content_hash(&view, &row.number, version, before.as_ref()) == row.content_hash;
    if !same {
        return Err(Error::Internal("statement differs from its hash".into()));
    }
    view.issued = Some(Issued {
        id: row.id,
        number: row.number,
        version,
        from_seq: row.from_seq,
        to_seq: row.to_seq,
        issued_on: crate::time::day_at(row.issued_at, op.zone),
        content_hash: hex(&row.content_hash),
        confirmed: row.confirmed_at.map(|at| (at, row.confirmed_by)),
        disputes: store::list_disputes(&mut tx, row.company, id).await?,
    });
    Ok(view)
}

/// Locks a statement of the company in force that may still be answered.
async fn lock_open_in_tx(tx: &mut Tx, company: CompanyId, id: StatementId) -> Result<StatementRow> {
    if !store::lock_statement(tx, company, id).await? {
        return Err(Rejection::NotFound.into());
    }
    let row = store::find_statement(tx, Some(company), id).await?.ok_or(Rejection::NotFound)?;
    match row.confirmed_at {
        Some(_) => Err(Rejection::AlreadyDone { document: row.number }.into()),
        None => Ok(row),
    }
}

/// The customer says the statement is right. Locks it.
///
/// # Errors
/// `NotFound`, `AlreadyDone` when it was confirmed before, `DisputesOpen`.
pub async fn confirm(op: &OpContext, id: StatementId) -> Result<()> {
    op.require(Permission::ConfirmStatements)?;
    let company = op.company()?;
    let mut tx = op.begin().await?;
    if keys::once_in_tx(&mut tx, op, company, CONFIRM, &id.to_string()).await?.is_some() {
        return Ok(());
    }
    let row = lock_open_in_tx(&mut tx, company, id).await?;
    let count = store::count_open_disputes(&mut tx, company, id).await?;
    if count > 0 {
        return Err(Rejection::DisputesOpen { count }.into());
    }
    store::confirm_statement(&mut tx, company, id, (op.person()?, op.now)).await?;
    let detail = json!({ "number": row.number, "closing": row.closing });
    audit::record_in_tx(&mut tx, op, CONFIRM, ("statement", id.0), detail).await?;
    keys::made_in_tx(&mut tx, op, company, CONFIRM, id.0).await?;
    tx.commit().await?;
    Ok(())
}

/// The customer says a line is wrong, and why. The balance stays until a correction is posted.
///
/// # Errors
/// `Fields`, `NotFound` for a line not on the statement, `AlreadyDone` when confirmed or disputed before.
pub async fn dispute(
    op: &OpContext,
    statement: StatementId,
    seq: i64,
    reason: DisputeReason,
    note: &str,
) -> Result<DisputeId> {
    op.require(Permission::ConfirmStatements)?;
    let company = op.company()?;
    let note = note.trim();
    check_note(note, reason == DisputeReason::Other)?;
    let mut tx = op.begin().await?;
    let meaning = format!("{statement}|{seq}|{reason:?}|{note}");
    if let Some(made) = keys::once_in_tx(&mut tx, op, company, DISPUTE, &meaning).await? {
        return Ok(DisputeId(made));
    }
    let row = lock_open_in_tx(&mut tx, company, statement).await?;
    if seq < row.from_seq || seq > row.to_seq {
        return Err(Rejection::NotFound.into());
    }
    let id = DisputeId::new();
    let new = NewDispute { id, company, statement, seq, reason, note };
    store::insert_dispute(&mut tx, &new, &row.number, (op.person()?, op.now)).await?;
    let raised = Message::DisputeRaised { dispute_id: id };
    outbox::enqueue_in_tx(&mut tx, op, &raised, &format!("dispute:{id}")).await?;
    let detail = json!({ "statement": row.number, "seq": seq, "reason": reason });
    audit::record_in_tx(&mut tx, op, DISPUTE, ("dispute", id.0), detail).await?;
    keys::made_in_tx(&mut tx, op, company, DISPUTE, id.0).await?;
    tx.commit().await?;
    Ok(id)
}

fn check_note(note: &str, needed: bool) -> Result<()> {
    let problem = if needed && note.is_empty() {
        Problem::Missing
    } else if note.chars().count() > NOTE_MAX as usize {
        Problem::TooLong { max: NOTE_MAX }
    } else {
        return Ok(());
    };
    Err(Rejection::Fields(vec![FieldProblem::new("note", problem)]).into())
}

/// The customer takes his dispute back.
///
/// # Errors
/// `NotFound`; `Stale` when it has ended already.
pub async fn withdraw(op: &OpContext, id: DisputeId) -> Result<()> {
    op.require(Permission::ConfirmStatements)?;
    let company = op.company()?;
    let mut tx = op.begin().await?;
    if keys::once_in_tx(&mut tx, op, company, END_DISPUTE, &format!("{id}|withdrawn")).await?.is_some() {
        return Ok(());
    }
    end_dispute_in_tx(&mut tx, op, Some(company), id, (Resolution::Withdrawn, "")).await?;
    keys::made_in_tx(&mut tx, op, company, END_DISPUTE, id.0).await?;
    tx.commit().await?;
    Ok(())
}

/// Finance answers a dispute. Upheld means a correction is posted next; this does not post it.
///
/// # Errors
/// `Fields` without a note, `NotFound`, `Stale` when it has ended already.
pub async fn resolve(op: &OpContext, id: DisputeId, upheld: bool, note: &str) -> Result<()> {
    op.require(Permission::KeepAccounts)?;
    let note = note.trim();
    check_note(note, true)?;
    let resolution = if upheld { Resolution::Upheld } else { Resolution::Rejected };
    let mut tx = op.begin().await?;
    let meaning = format!("{id}|{resolution:?}|{note}");
    if keys::once_in_tx(&mut tx, op, keys::HOUSE, END_DISPUTE, &meaning).await?.is_some() {
        return Ok(());
    }
    let company = end_dispute_in_tx(&mut tx, op, op.company, id, (resolution, note)).await?;
    keys::made_in_tx(&mut tx, op, keys::HOUSE, END_DISPUTE, id.0).await?;
    let op_for = OpContext { company: Some(company), ..op.clone() };
    let resolved = Message::DisputeResolved { dispute_id: id };
    outbox::enqueue_in_tx(&mut tx, &op_for, &resolved, &format!("dispute-resolved:{id}")).await?;
    tx.commit().await?;
    Ok(())
}

async fn end_dispute_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    scope: Option<CompanyId>,
    id: DisputeId,
    answer: (Resolution, &str),
) -> Result<CompanyId> {
    let by = (op.person()?, op.now);
    let Some(company) = store::resolve_dispute(tx, scope, id, answer, by).await? else {
        let known = store::dispute_exists(tx, scope, id).await?;
        return Err(if known { Rejection::Stale } else { Rejection::NotFound }.into());
    };
    let op_for = OpContext { company: Some(company), ..op.clone() };
    let detail = json!({ "resolution": answer.0, "note": answer.1 });
    audit::record_in_tx(tx, &op_for, END_DISPUTE, ("dispute", id.0), detail).await?;
    Ok(company)
}
