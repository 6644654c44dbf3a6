//! SQL of statements and disputes.

use super::{DisputeReason, DisputeView, Resolution, StatementBrief, StatementLineView};
use crate::error::{Error, OnConstraint, Result};
use crate::ids::{CompanyId, DisputeId, PersonId, StatementId};
use crate::money::Currency;
use crate::op::Tx;
use crate::receivables::EntryKind;
use crate::rejection::Rejection;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

/// Which entries a statement shows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Span {
    /// Those that happened in these days, by day.
    Days { from: NaiveDate, to: NaiveDate },
    /// Those of these numbers, by number.
    Seqs { from: i64, to: i64 },
}

impl Span {
    fn days(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Span::Days { from, to } => (Some(from), Some(to)),
            Span::Seqs { .. } => (None, None),
        }
    }

    fn seqs(self) -> (Option<i64>, Option<i64>) {
        match self {
            Span::Days { .. } => (None, None),
            Span::Seqs { from, to } => (Some(from), Some(to)),
        }
    }
}

/// All statements after this one see the same moment. First thing in a transaction.
pub(super) async fn one_snapshot(tx: &mut Tx) -> Result<()> {
    sqlx::query!("set transaction isolation level repeatable read, read only").execute(&mut **tx).await?;
    Ok(())
}

pub(super) struct Head {
    pub code: String,
    pub name: String,
    pub currency: Currency,
}

pub(super) async fn find_head(tx: &mut Tx, company: CompanyId) -> Result<Option<Head>> {
    let row = sqlx::query!(
        r#"select c.code, c.name, coalesce(a.currency, 'CNY') as "currency!" from accounts.companies c
           left join receivables.accounts a on a.company_id = c.id where c.id = $1"#,
        company.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|r| Ok(Head { code: r.code, name: r.name, currency: currency(&r.currency)? })).transpose()
}

fn currency(code: &str) -> Result<Currency> {
    Currency::from_code(code).ok_or_else(|| Error::Internal("unknown currency".into()))
}

/// Opening, lines with running balance, closing.
pub(super) struct Movements {
    pub opening: Decimal,
    pub lines: Vec<StatementLineView>,
    pub closing: Decimal,
}

/// Everything a statement says about movements, in one query: it cannot contradict itself.
pub(super) async fn load_movements(tx: &mut Tx, company: CompanyId, span: Span) -> Result<Movements> {
    let ((from_on, to_on), (from_seq, to_seq)) = (span.days(), span.seqs());
    let rows = sqlx::query!(
        r#"with numbered as (
             select e.*,
               case when $4::bigint is null then e.occurred_on < $2::date else e.seq < $4 end as earlier,
               -- by number a late entry stands where it was posted, by day where it happened
               case when $4::bigint is null then e.occurred_on end as day
             from receivables.account_entries e
             where e.company_id = $1 and case when $4::bigint is null then e.occurred_on <= $3::date else e.seq <= $5::bigint end),
           moved as (select n.*, sum(n.amount) over (order by n.day, n.seq) as running from numbered n)
           select (select coalesce(sum(amount), 0)::numeric(18,2) from numbered where earlier) as "opening!",
             (select coalesce(sum(amount), 0)::numeric(18,2) from numbered) as "closing!",
             m.seq as "seq?", m.occurred_on as "occurred_on?", m.kind as "kind?", m.document_number as "document_number?",
             m.amount as "amount?", m.running as "running?", m.due_on as "due_on?",
             o.number as "order_number?", o.po_number as "po_number?", l.part_number as "part_number?",
             nullif(l.customer_part_number, '') as own_number, l.name_zh as "name_zh?",
             l.name_en as "name_en?", l.unit as "unit?", l.price_basis as "price_basis?", s.quantity as "quantity?",
             case when l.tax_mode = 'net' then round(l.unit_price * (1 + l.vat_rate), 6) else l.unit_price end as "unit_price?",
             exists (select from billing.disputes d where d.company_id = $1 and d.seq = m.seq and d.resolution is null) as "disputed!"
           from (select 1) always left join moved m on not m.earlier
           left join orders.orders o on o.company_id = $1 and o.id = m.order_id
           left join orders.order_lines l on l.company_id = $1 and l.id = m.order_line_id
           left join shipping.shipment_lines s on s.company_id = $1 and s.id = m.shipment_line_id
           order by m.day, m.seq"#,
        company.0,
        from_on,
        to_on,
        from_seq,
        to_seq
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut movements = Movements { opening: Decimal::ZERO, lines: Vec::new(), closing: Decimal::ZERO };
    for r in rows {
        (movements.opening, movements.closing) = (r.opening, r.closing);
        let (Some(seq), Some(occurred_on), Some(kind), Some(document_number), Some(amount), Some(balance)) =
            (r.seq, r.occurred_on, r.kind, r.document_number, r.amount, r.running)
        else {
            continue; // nothing moved: the one row carries the sums only
        };
        movements.lines.push(StatementLineView {
            seq,
            occurred_on,
            kind: EntryKind::parse(&kind).ok_or_else(|| Error::Internal("unknown entry kind".into()))?,
            document_number,
            order_number: r.order_number,
            po_number: r.po_number,
            part_number: r.part_number,
            own_number: r.own_number,
            name_zh: r.name_zh,
            name_en: r.name_en,
            quantity: r.quantity.map(|q| q.normalize()),
            unit: r.unit,
            unit_price: r.unit_price.map(|p| p.normalize()),
            price_basis: r.price_basis.map_or(1, i32::unsigned_abs),
            amount,
            balance,
            due_on: r.due_on,
            disputed: r.disputed,
        });
    }
    Ok(movements)
}

/// What was open at the end of the span: only payments within it count.
pub(super) async fn list_open_at(
    tx: &mut Tx,
    company: CompanyId,
    span: Span,
) -> Result<Vec<(Option<NaiveDate>, Decimal)>> {
    let (to_on, to_seq) = (span.days().1, span.seqs().1);
    let rows = sqlx::query!(
        r#"with shown as (
             select e.seq, e.kind, e.amount, e.due_on, t.document_id
             from receivables.account_entries e join receivables.transactions t on t.company_id = e.company_id and t.id = e.transaction_id
             where e.company_id = $1 and case when $3::bigint is null then e.occurred_on <= $2::date else e.seq <= $3 end)
           select s.due_on, s.amount - coalesce(sum(a.amount), 0) as "open!"
           from shown s
           left join receivables.allocations a on a.company_id = $1 and a.seq = s.seq
             and a.receipt_id in (select document_id from shown where kind = 'receipt')
           where s.amount > 0 group by s.seq, s.amount, s.due_on having s.amount > coalesce(sum(a.amount), 0)
           order by s.due_on, s.seq"#,
        company.0,
        to_on,
        to_seq
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| (r.due_on, r.open)).collect())
}

/// A statement as its row stands.
pub(super) struct StatementRow {
    pub id: StatementId,
    pub company: CompanyId,
    pub number: String,
    pub version: i32,
    pub period_from: NaiveDate,
    pub period_to: NaiveDate,
    pub from_seq: i64,
    pub to_seq: i64,
    pub opening: Decimal,
    pub closing: Decimal,
    pub content_hash: Vec<u8>,
    pub issued_at: DateTime<Utc>,
    pub confirmed_at: Option<DateTime<Utc>>,
    pub confirmed_by: String,
}

pub(super) async fn find_statement(
    tx: &mut Tx,
    scope: Option<CompanyId>,
    id: StatementId,
) -> Result<Option<StatementRow>> {
    Ok(sqlx::query_as!(
        StatementRow,
        r#"select s.id as "id: StatementId", s.company_id as "company: CompanyId", s.number, s.version, s.period_from, s.period_to,
             s.from_seq, s.to_seq, s.opening, s.closing, s.content_hash, s.issued_at, s.confirmed_at,
             coalesce(p.name, '') as "confirmed_by!"
           from billing.statements s left join accounts.people p on p.id = s.confirmed_by
           where s.id = $1 and ($2::uuid is null or s.company_id = $2)"#,
        id.0,
        scope.map(|c| c.0)
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub(super) async fn lock_statement(tx: &mut Tx, company: CompanyId, id: StatementId) -> Result<bool> {
    let row = sqlx::query_scalar!(
        "select id from billing.statements where company_id = $1 and id = $2 for no key update",
        company.0,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.is_some())
}

/// Where the chain of statements stands before a day.
pub(super) struct Link {
    pub to_seq: i64,
    pub period_to: NaiveDate,
    pub closing: Decimal,
    pub content_hash: Vec<u8>,
}

pub(super) async fn find_link_before(
    tx: &mut Tx,
    company: CompanyId,
    day: NaiveDate,
) -> Result<Option<Link>> {
    Ok(sqlx::query_as!(
        Link,
        "select to_seq, period_to, closing, content_hash from billing.statements
         where company_id = $1 and period_from < $2 order by period_from desc limit 1",
        company.0,
        day
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// The last entry that may stand on a statement up to `period_to`: the first of a later day ends it, so that no number is
/// left out; what is late comes after and goes to the next.
pub(super) async fn last_seq_within(
    tx: &mut Tx,
    company: CompanyId,
    from_seq: i64,
    period_to: NaiveDate,
    last_seq: i64,
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select coalesce(min(seq) - 1, $4) as "to_seq!" from receivables.account_entries
           where company_id = $1 and seq >= $2 and occurred_on > $3"#,
        company.0,
        from_seq,
        period_to,
        last_seq
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub(super) async fn insert_statement(tx: &mut Tx, row: &StatementRow, by: PersonId) -> Result<()> {
    sqlx::query!(
        "insert into billing.statements (id, company_id, number, version, period_from, period_to, from_seq, to_seq, opening, closing,
           content_hash, issued_at, issued_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        row.id.0,
        row.company.0,
        row.number,
        row.version,
        row.period_from,
        row.period_to,
        row.from_seq,
        row.to_seq,
        row.opening,
        row.closing,
        row.content_hash,
        row.issued_at,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn list_statements(
    tx: &mut Tx,
    scope: Option<CompanyId>,
    disputed_only: bool,
    limit: Option<i64>,
) -> Result<Vec<StatementBrief>> {
    let rows = sqlx::query!(
        r#"select s.id, s.company_id, c.name, s.number, s.version, s.period_from, s.period_to, s.opening, s.closing, s.confirmed_at,
             a.currency, (select count(*) from billing.disputes d where d.company_id = s.company_id and d.statement_id = s.id
               and d.resolution is null) as "disputes!"
           from billing.statements s join accounts.companies c on c.id = s.company_id
           join receivables.accounts a on a.company_id = s.company_id
           where ($1::uuid is null or s.company_id = $1)
             and (not $2 or exists (select from billing.disputes d where d.company_id = s.company_id and d.statement_id = s.id
               and d.resolution is null))
           order by s.period_to desc, s.issued_at desc limit $3"#,
        scope.map(|c| c.0),
        disputed_only,
        limit
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(StatementBrief {
                id: StatementId(r.id),
                company_id: CompanyId(r.company_id),
                company_name: r.name,
                number: r.number,
                version: r.version.unsigned_abs(),
                period_from: r.period_from,
                period_to: r.period_to,
                opening: r.opening,
                closing: r.closing,
                currency: currency(&r.currency)?,
                confirmed_at: r.confirmed_at,
                open_disputes: u32::try_from(r.disputes).unwrap_or(u32::MAX),
            })
        })
        .collect()
}

pub(super) async fn count_open_disputes(tx: &mut Tx, company: CompanyId, id: StatementId) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from billing.disputes
           where company_id = $1 and statement_id = $2 and resolution is null"#,
        company.0,
        id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

pub(super) async fn confirm_statement(
    tx: &mut Tx,
    company: CompanyId,
    id: StatementId,
    (by, now): (PersonId, DateTime<Utc>),
) -> Result<()> {
    sqlx::query!(
        "update billing.statements set confirmed_at = $3, confirmed_by = $4 where company_id = $1 and id = $2",
        company.0,
        id.0,
        now,
        by.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A dispute to be raised.
pub(super) struct NewDispute<'a> {
    pub id: DisputeId,
    pub company: CompanyId,
    pub statement: StatementId,
    pub seq: i64,
    pub reason: DisputeReason,
    pub note: &'a str,
}

pub(super) async fn insert_dispute(
    tx: &mut Tx,
    new: &NewDispute<'_>,
    statement_number: &str,
    (by, now): (PersonId, DateTime<Utc>),
) -> Result<()> {
    sqlx::query!(
        "insert into billing.disputes (id, company_id, statement_id, seq, reason, note, raised_by, raised_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.id.0,
        new.company.0,
        new.statement.0,
        new.seq,
        new.reason.as_str(),
        new.note,
        by.0,
        now
    )
    .execute(&mut **tx)
    .await
    .on_constraint("disputes_open_uniq", Rejection::AlreadyDone { document: statement_number.to_owned() })?;
    Ok(())
}

/// Ends an open dispute and says whose it was; None when there is no such open one in the scope.
pub(super) async fn resolve_dispute(
    tx: &mut Tx,
    scope: Option<CompanyId>,
    id: DisputeId,
    (resolution, note): (Resolution, &str),
    (by, now): (PersonId, DateTime<Utc>),
) -> Result<Option<CompanyId>> {
    Ok(sqlx::query_scalar!(
        "update billing.disputes set resolution = $3, resolution_note = $4, resolved_by = $5, resolved_at = $6
         where id = $1 and ($2::uuid is null or company_id = $2) and resolution is null returning company_id",
        id.0,
        scope.map(|c| c.0),
        resolution.as_str(),
        note,
        by.0,
        now
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(CompanyId))
}

pub(super) async fn dispute_exists(tx: &mut Tx, scope: Option<CompanyId>, id: DisputeId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from billing.disputes where id = $1 and ($2::uuid is null or company_id = $2)) as "known!""#,
        id.0,
        scope.map(|c| c.0)
    )
    .fetch_one(&mut **tx)
    .await?)
}

pub(super) async fn list_disputes(
    tx: &mut Tx,
    company: CompanyId,
    statement: StatementId,
) -> Result<Vec<DisputeView>> {
    let rows = sqlx::query!(
        r#"select d.id, d.seq, d.reason, d.note, coalesce(p.name, '') as "raised_by!", d.raised_at, d.resolution,
             coalesce(d.resolution_note, '') as "resolution_note!", d.resolved_at
           from billing.disputes d left join accounts.people p on p.id = d.raised_by
           where d.company_id = $1 and d.statement_id = $2 order by d.raised_at desc, d.id desc"#,
        company.0,
        statement.0
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            Ok(DisputeView {
                id: DisputeId(r.id),
                seq: r.seq,
                reason: DisputeReason::parse(&r.reason)
                    .ok_or_else(|| Error::Internal("unknown dispute reason".into()))?,
                note: r.note,
                raised_by: r.raised_by,
                raised_at: r.raised_at,
                resolution: r.resolution.as_deref().and_then(Resolution::parse),
                resolution_note: r.resolution_note,
                resolved_at: r.resolved_at,
            })
        })
        .collect()
}
