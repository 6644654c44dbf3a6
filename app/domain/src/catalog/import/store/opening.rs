//! Opening stock as a file says it.

use crate::error::Result;
use crate::op::{OpContext, Tx};
use rust_decimal::Decimal;
use uuid::Uuid;

/// Rows per statement.
const PORTION: usize = 5_000;

/// Rows (from 1) whose part number nobody knows.
pub(in crate::catalog::import) async fn list_unknown(
    tx: &mut Tx,
    stock: &[(String, Decimal)],
) -> Result<Vec<(u32, String)>> {
    let parts: Vec<String> = stock.iter().map(|(part, _)| part.clone()).collect();
    let rows = sqlx::query!(
        r#"select w.at as "at!", w.part as "part!" from unnest($1::text[]) with ordinality as w(part, at)
           where not exists (select from catalog.skus s where s.part_number = w.part) order by w.at"#,
        &parts
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| (u32::try_from(r.at).unwrap_or(u32::MAX), r.part)).collect())
}

pub(in crate::catalog::import) async fn insert_opening(
    tx: &mut Tx,
    op: &OpContext,
    stock: &[(String, Decimal)],
) -> Result<usize> {
    let actor = op.person()?.0;
    let mut booked = 0;
    for portion in stock.chunks(PORTION) {
        let ids: Vec<Uuid> = portion.iter().map(|_| Uuid::now_v7()).collect();
        let parts: Vec<String> = portion.iter().map(|(part, _)| part.clone()).collect();
        let quantities: Vec<Decimal> = portion.iter().map(|(_, quantity)| *quantity).collect();
        let done = sqlx::query!(
            "insert into inventory.movements (id, sku_id, delta, reason, actor, at)
             select w.id, s.id, w.quantity, 'opening', $4, $5
             from unnest($1::uuid[], $2::text[], $3::numeric[]) as w(id, part, quantity)
             join catalog.skus s on s.part_number = w.part
             where w.quantity > 0 and not exists (select from inventory.movements m where m.sku_id = s.id)",
            &ids,
            &parts,
            &quantities,
            actor,
            op.now
        )
        .execute(&mut **tx)
        .await?;
        booked += usize::try_from(done.rows_affected()).unwrap_or(0);
    }
    Ok(booked)
}
