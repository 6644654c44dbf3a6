//! Reconciling: every stored sum against what it is the sum of. Finds, never repairs.

use crate::error::Result;
use sqlx::PgPool;

/// A figure that is not the sum it claims to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which promise is broken.
    pub promise: String,
    /// The row concerned.
    pub object: String,
}

/// Checks ledger, accounts, statements, stock and order lines in one statement, so in one moment. Empty means all is well.
/// The pool's role must see every company: staff or the owner.
///
/// # Errors
/// Database errors.
pub async fn reconcile(pool: &PgPool) -> Result<Vec<Fault>> {
    Ok(sqlx::query_as!(
        Fault,
        r#"with
         ledger as (
           select company_id, coalesce(sum(amount) filter (where account = '1122'), 0) as receivable,
             -coalesce(sum(amount) filter (where account = '2203'), 0) as advances
           from receivables.entries group by 1),
         numbered as (
           select company_id, seq, balance, row_number() over w as n, sum(amount) over w as running, posted_at,
             lag(posted_at) over w as before
           from receivables.account_entries window w as (partition by company_id order by seq)),
         ends as (select company_id, count(*) as n, coalesce(sum(amount), 0) as balance from receivables.account_entries group by 1),
         used as (select company_id, seq, sum(amount) as amount from receivables.allocations group by 1, 2),
         statements as (
           select id, opening, from_seq, lag(closing) over w as closed, lag(to_seq) over w as upto
           from billing.statements window w as (partition by company_id order by period_from))
         select 'transaction sums to zero' as "promise!", t.id::text as "object!"
           from receivables.transactions t left join receivables.entries e on e.transaction_id = t.id
           group by t.id having coalesce(sum(e.amount), 0) <> 0 or count(e.account) < 2
         union all select 'account is the fold of the ledger', a.company_id::text
           from receivables.accounts a left join ledger l using (company_id)
           where (a.receivable, a.advances) is distinct from (coalesce(l.receivable, 0), coalesce(l.advances, 0))
         union all select 'entries are numbered without gaps', company_id::text || '/' || seq from numbered where seq <> n
         union all select 'running balance is the fold', company_id::text || '/' || seq from numbered where balance <> running
         union all select 'ledger time never goes back', company_id::text || '/' || seq from numbered where posted_at < before
         union all select 'last number and balance are those of the account', a.company_id::text
           from receivables.accounts a left join ends e using (company_id)
           where a.last_seq <> coalesce(e.n, 0) or a.receivable - a.advances <> coalesce(e.balance, 0)
         union all select 'settled is what was allocated', e.company_id::text || '/' || e.seq
           from receivables.account_entries e left join used u using (company_id, seq) where e.settled <> coalesce(u.amount, 0)
         union all select 'a receipt is used once', r.id::text
           from receivables.receipts r join receivables.allocations a on a.receipt_id = r.id
           group by r.id having sum(a.amount) > r.amount
         union all select 'opening is the closing before', id::text from statements
           where opening <> coalesce(closed, 0) or from_seq <> coalesce(upto, 0) + 1
         union all select 'stock is the sum of its movements', v.sku_id::text
           from inventory.levels v left join inventory.movements m using (sku_id)
           group by v.sku_id, v.on_hand having v.on_hand <> coalesce(sum(m.delta), 0)
         union all select 'reserved is what lines hold', v.sku_id::text
           from inventory.levels v left join orders.order_lines l using (sku_id)
           group by v.sku_id, v.reserved having v.reserved <> coalesce(sum(l.reserved), 0)
         union all select 'shipped is what shipments say', l.id::text
           from orders.order_lines l left join shipping.shipment_lines s on s.order_line_id = l.id
           group by l.id, l.shipped having l.shipped <> coalesce(sum(s.quantity), 0)
         union all select 'a shipment is posted at its gross', s.id::text
           from shipping.shipment_lines l join shipping.shipments s on s.id = l.shipment_id
           left join receivables.entries e on e.transaction_id = s.transaction_id and e.account = '1122'
           group by s.id, e.amount having sum(l.gross) <> coalesce(e.amount, 0)"#
    )
    .fetch_all(pool)
    .await?)
}
