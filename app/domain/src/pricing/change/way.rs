//! The way of a document: sent for review, sent back, given up, published, taken back. The database checks every step.

use super::ChangeState;
use super::draft::{NewChange, NewHead, check_head, needs_other_eyes, open_in_tx};
use super::floors::FloorBook;
use super::lowered::Said;
use super::rules::Ruling;
use super::{heads, lowered, percents, write};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::Result;
use crate::ids::{ChangeId, ListId, SkuId};
use crate::keys::{self, HOUSE};
use crate::money::UnitPrice;
use crate::op::{OpContext, Tx};
use crate::pricing::store::change_lines::{self, LineWishes};
use crate::pricing::store::changes::{self, StoredChange};
use crate::pricing::store::percents::{Floored, floored_among};
use crate::pricing::store::steps::{LineRung, Rate};
use crate::pricing::store::{self, lists, steps};
use crate::pricing::timeline::{Fulfilled, Wish};
use crate::rejection::{FieldProblem, Problem, Rejection};
use crate::time::day_at;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

/// What publishing did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Lists it touched.
    pub lists: usize,
    /// Steps it wrote.
    pub steps: usize,
    /// Prices below the floor it let through: lines, parts of percentages, and parts it lowers without naming them.
    pub below_floor: usize,
}

/// Sends a draft for review. From here on it says why: what is told with the sending, else what the draft has.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Stale` when it is no draft any more; `Fields` when nothing is in it, or no reason.
pub async fn submit(op: &OpContext, number: &str, reason: &str) -> Result<()> {
    let mut tx = op.begin().await?;
    if done_before(&mut tx, op, "submit_price_change", number).await? {
        return Ok(());
    }
    let change = open_in_tx(&mut tx, op, number).await?;
    if changes::is_empty(&mut tx, change.id).await? {
        return Err(Rejection::Fields(vec![FieldProblem::new("rows", Problem::Missing)]).into());
    }
    let reason = Some(reason.trim()).filter(|reason| !reason.is_empty());
    if let Some(reason) = reason.filter(|reason| *reason != change.reason) {
        let (title, starts_on) = (change.row.title.clone(), change.row.starts_on);
        let head = NewChange { title, reason: reason.to_owned(), starts_on };
        check_head(&head)?;
        changes::update_head(&mut tx, change.id, (&head.title, &head.reason, starts_on)).await?;
    }
    says_why(reason.unwrap_or(&change.reason))?;
    changes::submit(&mut tx, change.id, op.person()?, op.now).await?;
    let detail = json!({ "revision": change.revision });
    audit::record_in_tx(&mut tx, op, "submit_price_change", ("price_change", change.id.0), detail).await?;
    tx.commit().await?;
    Ok(())
}

/// Who reads a price's history years later wants to know why.
fn says_why(reason: &str) -> Result<()> {
    match reason.is_empty() {
        true => Err(Rejection::Fields(vec![FieldProblem::new("reason", Problem::Missing)]).into()),
        false => Ok(()),
    }
}

/// True when this very form did it before. Its key is taken by whoever is first; a refusal gives it back.
async fn done_before(tx: &mut Tx, op: &OpContext, operation: &str, number: &str) -> Result<bool> {
    op.require(Permission::EditPrices)?;
    if keys::once_in_tx(tx, op, HOUSE, operation, number).await?.is_some() {
        return Ok(true);
    }
    if let Some(change) = changes::find_change(tx, number, false).await? {
        keys::made_in_tx(tx, op, HOUSE, operation, change.id.0).await?;
    }
    Ok(false)
}

/// The document of a number, nobody else at it, in one of these states.
async fn held(
    tx: &mut Tx,
    op: &OpContext,
    number: &str,
    permission: Permission,
    states: &[ChangeState],
) -> Result<StoredChange> {
    op.require(permission)?;
    let change = changes::find_change(tx, number, true).await?.ok_or(Rejection::NotFound)?;
    if !states.contains(&change.row.state) {
        return Err(Rejection::Stale.into());
    }
    Ok(change)
}

/// Sends a document back to be written on.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Stale` when it is not waiting for review.
pub async fn send_back(op: &OpContext, number: &str) -> Result<()> {
    step(op, number, "send_back_price_change", &[ChangeState::Review], ChangeState::Draft).await
}

/// Gives a document up.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Stale` when it was published or given up already.
pub async fn discard(op: &OpContext, number: &str) -> Result<()> {
    let from = [ChangeState::Draft, ChangeState::Review];
    step(op, number, "discard_price_change", &from, ChangeState::Discarded).await
}

async fn step(
    op: &OpContext,
    number: &str,
    operation: &str,
    from: &[ChangeState],
    to: ChangeState,
) -> Result<()> {
    let mut tx = op.begin().await?;
    if done_before(&mut tx, op, operation, number).await? {
        return Ok(());
    }
    let change = held(&mut tx, op, number, Permission::EditPrices, from).await?;
    changes::set_state(&mut tx, change.id, to).await?;
    audit::record_in_tx(&mut tx, op, operation, ("price_change", change.id.0), json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// Publishes a document as it stood at `revision`: all of it or nothing, for the very next request. Below the floor it
/// takes the right to approve that, and a reason.
///
/// # Errors
/// `Forbidden`, where the house wants another pair of eyes too; `NotFound`; `Stale` when it is not waiting for review or was
/// changed; `NeedsApproval` with a part below the floor; `Fields` when the reason for that is missing, the document itself
/// says none, or a code is taken.
pub async fn publish(op: &OpContext, number: &str, revision: i32, floor_reason: &str) -> Result<Published> {
    let mut tx = op.begin().await?;
    changes::take_time(&mut tx).await?;
    if done_before(&mut tx, op, "publish_price_change", number).await? {
        return Ok(Published::default());
    }
    let change = held(&mut tx, op, number, Permission::PublishPrices, &[ChangeState::Review]).await?;
    if change.revision != revision {
        return Err(Rejection::Stale.into());
    }
    if needs_other_eyes(op, &change, changes::four_eyes(&mut tx).await?) {
        return Err(Rejection::Forbidden.into());
    }
    says_why(&change.reason)?;
    make_lists(&mut tx, op, &change).await?;
    let lists = changes::touch_lists(&mut tx, change.id, op.now).await?;
    let wishes = change_lines::line_wishes(&mut tx, change.id).await?;
    let below = all_below_in_tx(&mut tx, op, change.id, &wishes).await?;
    let below_floor = check_floors(&mut tx, op, &below, floor_reason.trim()).await?;
    heads::publish_in_tx(&mut tx, op, change.id).await?;
    let by = Some(change.id.0);
    let mut written = write::lines_in_tx(&mut tx, wishes, op.today(), by).await?;
    let discounts = change_lines::discount_wishes(&mut tx, change.id).await?;
    written += write::discounts_in_tx(&mut tx, discounts, op.today(), by).await?;
    let reason = Some((floor_reason.trim(), below_floor)).filter(|_| below_floor > 0);
    changes::publish(&mut tx, change.id, op.person()?, op.now, reason).await?;
    let published = Published { lists: lists.len(), steps: written, below_floor };
    let detail = json!({ "lists": published.lists, "steps": written, "below_floor": below_floor, "floor_reason": floor_reason.trim() });
    audit::record_in_tx(&mut tx, op, "publish_price_change", ("price_change", change.id.0), detail).await?;
    tx.commit().await?;
    Ok(published)
}

async fn make_lists(tx: &mut Tx, op: &OpContext, change: &StoredChange) -> Result<()> {
    for (id, head) in changes::list_heads(tx, change.id).await? {
        let head: NewHead = serde_json::from_value(head)?;
        store::insert_list(tx, id, &head.as_list(), op.now).await?;
    }
    Ok(())
}

/// Those of the parts of these lines that have a floor, with their floors.
pub(super) async fn floors_in_tx(
    tx: &mut Tx,
    wishes: &LineWishes,
    vat_rate: Decimal,
) -> Result<(Floored, FloorBook)> {
    let mut skus: Vec<SkuId> = wishes.iter().map(|(rung, _)| rung.sku).collect();
    skus.sort_unstable();
    skus.dedup();
    floored_among(tx, &skus, vat_rate).await
}

/// The lines whose wanted price is below the floor.
pub(super) async fn below_in_tx(
    tx: &mut Tx,
    change: ChangeId,
    wishes: &LineWishes,
    floors: &FloorBook,
) -> Result<Vec<LineRung>> {
    let modes = lists::tax_modes(tx, change).await?;
    let is_below = |(rung, wish): &&(LineRung, Wish<Rate>)| {
        let (tax_mode, currency) = modes.get(&rung.list).copied().unwrap_or_default();
        wish.value.is_some_and(|rate| {
            let price = UnitPrice { price: rate.price, basis: rate.basis, tax_mode, currency };
            floors.is_below(rung.sku, &price)
        })
    };
    Ok(wishes.iter().filter(is_below).map(|(rung, _)| *rung).collect())
}

/// What of a document is below the floor.
#[derive(Default)]
pub(super) struct AllBelow {
    /// Its lines, the parts its percentages concern, one for each percentage, and the parts it lowers without naming them.
    pub prices: usize,
    /// One of the parts.
    pub first: Option<SkuId>,
}

/// What of a document is below the floor: these lines of it, its percentages, what it makes hold longer, and what it lowers
/// without naming it. One count for who drafts, simulates and publishes.
pub(super) async fn all_below_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    change: ChangeId,
    wishes: &LineWishes,
) -> Result<AllBelow> {
    let mut all = heads::longer_in_tx(tx, op, change).await?;
    all.extend(wishes.iter().cloned());
    let ruling = Ruling::load(tx, op, change).await?;
    let (floored, floors) = floors_in_tx(tx, &all, ruling.vat_rate).await?;
    let lines = below_in_tx(tx, change, &all, &floors).await?;
    let percents = percents::below_in_tx(tx, &ruling, wishes, usize::MAX).await?.unwrap_or_default();
    let said = Said { all: &all, lines: wishes, floored: &floored, floors: &floors };
    let lowered = lowered::below_in_tx(tx, &ruling, said, &percents.parts, usize::MAX).await?;
    let lowered = lowered.unwrap_or_default();
    let first = lines.first().map(|rung| rung.sku);
    let first = first.or_else(|| Some(percents.all.first()?.first)).or_else(|| Some(lowered.first?.0));
    let by_percents = percents.all.iter().map(|below| below.parts).sum::<usize>();
    Ok(AllBelow { prices: lines.len() + by_percents + lowered.parts, first })
}

/// How many prices are below the floor; refused where that is not granted.
async fn check_floors(tx: &mut Tx, op: &OpContext, below: &AllBelow, reason: &str) -> Result<usize> {
    let Some(first) = below.first else { return Ok(0) };
    if op.require(Permission::ApproveFloors).is_err() {
        let part_number = store::names::part_number(tx, first).await?;
        return Err(Rejection::NeedsApproval { part_number }.into());
    }
    if reason.is_empty() {
        return Err(Rejection::Fields(vec![FieldProblem::new("floor_reason", Problem::Missing)]).into());
    }
    if reason.chars().count() > 1000 {
        let problem = Problem::TooLong { max: 1000 };
        return Err(Rejection::Fields(vec![FieldProblem::new("floor_reason", problem)]).into());
    }
    Ok(below.prices)
}

/// Takes a published document back: from today on, all its rungs hold what they would if it had never been published. What
/// other documents say stays, and so do the days before today. How many steps that took.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Stale` when it is not published; `Fields` without a reason.
pub async fn take_back(op: &OpContext, number: &str, reason: &str) -> Result<usize> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Rejection::Fields(vec![FieldProblem::new("reason", Problem::Missing)]).into());
    }
    if reason.chars().count() > 1000 {
        let problem = Problem::TooLong { max: 1000 };
        return Err(Rejection::Fields(vec![FieldProblem::new("reason", problem)]).into());
    }
    let mut tx = op.begin().await?;
    changes::take_time(&mut tx).await?;
    if done_before(&mut tx, op, "take_back_price_change", number).await? {
        return Ok(0);
    }
    let change = held(&mut tx, op, number, Permission::PublishPrices, &[ChangeState::Published]).await?;
    let lists = changes::touch_lists(&mut tx, change.id, op.now).await?;
    let written = lines_without(&mut tx, op, change.id).await?
        + discounts_without(&mut tx, op, change.id, &lists).await?;
    heads::take_back_in_tx(&mut tx, op, change.id).await?;
    changes::take_back(&mut tx, change.id, op.person()?, op.now, reason).await?;
    let detail = json!({ "reason": reason, "steps": written });
    audit::record_in_tx(&mut tx, op, "take_back_price_change", ("price_change", change.id.0), detail).await?;
    tx.commit().await?;
    Ok(written)
}

async fn lines_without(tx: &mut Tx, op: &OpContext, change: ChangeId) -> Result<usize> {
    let mut rungs: Vec<_> =
        change_lines::line_wishes(tx, change).await?.into_iter().map(|(rung, _)| rung).collect();
    rungs.sort_unstable();
    rungs.dedup();
    let now = steps::lines_of(tx, &rungs).await?;
    let set_up = steps::lines_set_up(tx, change).await?;
    let others = on_their_day(op, change_lines::others_on_lines(tx, change).await?);
    write::store_lines(tx, &write::anew(now, set_up, others, op.today()), None).await
}

async fn discounts_without(tx: &mut Tx, op: &OpContext, change: ChangeId, lists: &[ListId]) -> Result<usize> {
    let wishes = change_lines::discount_wishes(tx, change).await?;
    let touched: HashSet<_> = wishes.into_iter().map(|(rung, _)| rung).collect();
    let ids: Vec<Uuid> = lists.iter().map(|list| list.0).collect();
    let mut now = steps::discounts_of(tx, &ids).await?;
    now.retain(|(rung, _)| touched.contains(rung));
    let set_up = steps::discounts_set_up(tx, change).await?;
    let others = on_their_day(op, change_lines::others_on_discounts(tx, change).await?);
    write::store_discounts(tx, &write::anew(now, set_up, others, op.today()), None).await
}

/// Wishes with the day their document was published on.
fn on_their_day<K, V>(op: &OpContext, wishes: Vec<(K, Wish<V>, DateTime<Utc>)>) -> Vec<(K, Fulfilled<V>)> {
    wishes.into_iter().map(|(rung, wish, at)| (rung, (wish, day_at(at, op.zone)))).collect()
}

/// Whether the house wants another pair of eyes before a change is published.
///
/// # Errors
/// `Forbidden`.
pub async fn set_four_eyes(op: &OpContext, on: bool) -> Result<()> {
    op.require(Permission::ApproveFloors)?;
    let mut tx = op.begin().await?;
    changes::set_four_eyes(&mut tx, on).await?;
    audit::record_in_tx(&mut tx, op, "set_four_eyes", ("settings", Uuid::nil()), json!({ "on": on })).await?;
    tx.commit().await?;
    Ok(())
}
