//! Documents and lists as the desk reads them.

use super::draft::needs_other_eyes;
use super::floors::FloorBook;
use super::lowered::Said;
use super::rules::Ruling;
use super::views::{ListDiscount, ListLine, ListPage, ListRow};
use super::way::{below_in_tx, floors_in_tx};
use super::{
    Change, ChangeLine, ChangeRow, ChangeState, DraftDiscount, Effect, HeadChange, LoweredBelow, PartsBelow,
    lowered, percents,
};
use crate::accounts::permission::Permission;
use crate::error::Result;
use crate::ids::{ChangeId, ListId, SkuId};
use crate::money::UnitPrice;
use crate::op::{OpContext, Tx};
use crate::pricing::store::change_lines::LineWishes;
use crate::pricing::store::steps::DiscountRung;
use crate::pricing::store::{change_lines, changes, heads, lists, names};
use crate::pricing::terms::{ListKind, Validity, earlier};
use crate::rejection::{FieldProblem, Rejection};
use chrono::NaiveDate;

/// Rows of a page of lines.
pub const PAGE: i64 = 100;
/// Parts with a floor that a page looks at; a simulation looks at all.
const FORETOLD: usize = 100_000;
/// Lines of a document that a page holds against what they lower.
const LINES_FORETOLD: i64 = 20_000;

/// Documents in a state, or in any: the newest two hundred.
///
/// # Errors
/// `Forbidden`.
pub async fn list(op: &OpContext, state: Option<ChangeState>) -> Result<Vec<ChangeRow>> {
    op.require(Permission::SeePriceTrace)?;
    let mut tx = op.read().await?;
    let found = changes::list_changes(&mut tx, state, None, 200).await?;
    Ok(found)
}

/// How many documents wait for review, for the desk's first page.
///
/// # Errors
/// `Forbidden`.
pub async fn count_in_review(op: &OpContext) -> Result<u32> {
    op.require(Permission::SeePriceTrace)?;
    let mut tx = op.read().await?;
    changes::count_in_review(&mut tx).await
}

/// A document.
///
/// # Errors
/// `Forbidden`; `NotFound`.
pub async fn find(op: &OpContext, number: &str) -> Result<Change> {
    op.require(Permission::SeePriceTrace)?;
    let mut tx = op.read().await?;
    changes::take_page_time(&mut tx).await?;
    let stored = changes::find_change(&mut tx, number, false).await?.ok_or(Rejection::NotFound)?;
    let four_eyes = changes::four_eyes(&mut tx).await?;
    let needs_other_eyes = needs_other_eyes(op, &stored, four_eyes);
    let which = (stored.id, stored.row.published.is_some());
    let (mut heads, mut discounts) =
        (heads::shown(&mut tx, which).await?, change_lines::shown_discounts(&mut tx, which).await?);
    let counts = change_lines::count_lines(&mut tx, which).await?;
    let mut foretold = Some(None);
    if matches!(stored.row.state, ChangeState::Draft | ChangeState::Review) {
        let which = (stored.id, counts.lines);
        foretold = say_below(&mut tx, op, which, &mut heads, &mut discounts).await?;
    }
    let change = Change {
        id: stored.id,
        lists: changes::touched_lists(&mut tx, stored.id).await?,
        heads: heads.into_iter().map(|(_, head)| head).collect(),
        discounts: discounts.into_iter().map(|(_, discount)| discount).collect(),
        counts,
        row: stored.row,
        reason: stored.reason,
        revision: stored.revision,
        submitted: stored.submitted,
        taken_back: stored.taken_back,
        taken_back_reason: stored.taken_back_reason,
        floor_reason: stored.floor_reason,
        below_floor: u64::try_from(stored.below_floor).unwrap_or(0),
        refused: u64::try_from(stored.refused).unwrap_or(0),
        is_foretold: foretold.is_some(),
        lowered: foretold.flatten(),
        needs_other_eyes,
    };
    Ok(change)
}

/// What an open document takes below the floor beside its lines: what its publication will count. Its ends and percentages
/// are told theirs; what it lowers without naming it is the inner answer. None where it concerns more than a page has time for.
async fn say_below(
    tx: &mut Tx,
    op: &OpContext,
    (change, lines): (ChangeId, i64),
    heads: &mut [(ListId, HeadChange)],
    discounts: &mut [(DiscountRung, DraftDiscount)],
) -> Result<Option<Option<LoweredBelow>>> {
    if heads.is_empty() && discounts.is_empty() && lines == 0 {
        return Ok(Some(None));
    }
    if lines > LINES_FORETOLD {
        return Ok(None);
    }
    let ruling = Ruling::load(tx, op, change).await?;
    let wishes = change_lines::line_wishes(tx, change).await?;
    let Some(percents) = percents::below_in_tx(tx, &ruling, &wishes, FORETOLD).await? else {
        return Ok(None);
    };
    let longer = super::heads::longer_in_tx(tx, op, change).await?;
    let all: LineWishes = longer.iter().chain(&wishes).cloned().collect();
    let (floored, floors) = floors_in_tx(tx, &all, ruling.vat_rate).await?;
    let said = Said { all: &all, lines: &wishes, floored: &floored, floors: &floors };
    let Some(lowered) = lowered::below_in_tx(tx, &ruling, said, &percents.parts, FORETOLD).await? else {
        return Ok(None);
    };
    let longer = below_in_tx(tx, change, &longer, &floors).await?;
    let percents = percents.all;
    let firsts = longer.iter().map(|rung| rung.sku).chain(percents.iter().map(|below| below.first));
    let firsts: Vec<SkuId> = firsts.chain(lowered.first.map(|(sku, _)| sku)).collect();
    let named = names::part_numbers(tx, &firsts).await?;
    let parts_below = |all: Vec<(usize, SkuId)>| {
        let first = named.get(&all.first()?.1).cloned().unwrap_or_default();
        Some(PartsBelow { parts: all.iter().map(|(parts, _)| *parts as u64).sum(), first })
    };
    for (list, head) in heads {
        let lines = longer.iter().filter(|rung| rung.list == *list).map(|rung| (1, rung.sku));
        let percents = percents.iter().filter(|below| below.from.is_none() && below.rung.list == *list);
        head.below = parts_below(lines.chain(percents.map(|below| (below.parts, below.first))).collect());
    }
    for (rung, shown) in discounts {
        let own = percents.iter().filter(|b| b.rung == *rung && b.from == Some(shown.valid_from));
        shown.below = parts_below(own.map(|below| (below.parts, below.first)).collect());
    }
    Ok(Some(lowered.first.and_then(|(sku, list)| {
        let below = parts_below(vec![(lowered.parts, sku)])?;
        Some(LoweredBelow { below, list: ruling.after.list(list)?.code.clone() })
    })))
}

/// Lines of a document beside what holds, by list and part number, [`PAGE`] at a time from page 1.
///
/// # Errors
/// `Forbidden`; `NotFound`.
pub async fn lines(
    op: &OpContext,
    number: &str,
    effect: Option<Effect>,
    part: &str,
    page: i64,
) -> Result<Vec<ChangeLine>> {
    op.require(Permission::SeePriceTrace)?;
    let mut tx = op.read().await?;
    let stored = changes::find_change(&mut tx, number, false).await?.ok_or(Rejection::NotFound)?;
    changes::take_page_time(&mut tx).await?;
    let page = ((page.clamp(1, 1_000_000) - 1) * PAGE, PAGE);
    let which = (stored.id, stored.row.published.is_some());
    let shown = change_lines::shown_lines(&mut tx, which, effect, part.trim(), page).await?;
    let modes = lists::tax_modes(&mut tx, stored.id).await?;
    let skus: Vec<SkuId> = shown.iter().map(|line| line.rung.sku).collect();
    let floors = FloorBook::load_in_tx(&mut tx, op, &skus).await?;
    drop(tx);
    let line = |line: change_lines::ShownLine| {
        let (tax_mode, currency) = modes.get(&line.rung.list).copied().unwrap_or_default();
        let price =
            line.price.map(|rate| UnitPrice { price: rate.price, basis: rate.basis, tax_mode, currency });
        ChangeLine {
            list: line.list,
            part_number: line.part_number,
            min_qty: line.rung.min_qty,
            valid_from: line.valid_from,
            valid_to: line.valid_to,
            price: line.price.map(|rate| rate.price),
            basis: line.price.map_or(1, |rate| rate.basis),
            now: line.now,
            effect: line.effect,
            margin: price.as_ref().and_then(|price| floors.margin(line.rung.sku, price)),
            below_floor: price.as_ref().is_some_and(|price| floors.is_below(line.rung.sku, price)),
        }
    };
    Ok(shown.into_iter().map(line).collect())
}

/// What of a list a page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// Part of a code, a name, or a customer's name or code.
    pub text: String,
    /// One kind only.
    pub kind: Option<ListKind>,
}

/// Lists by code, two hundred at most, and how many there are.
///
/// # Errors
/// `Forbidden`.
pub async fn price_lists(op: &OpContext, query: &ListQuery) -> Result<(Vec<ListRow>, i64)> {
    op.require(Permission::SeePriceTrace)?;
    let mut tx = op.read().await?;
    let found = lists::list_lists(&mut tx, query, 200).await?;
    Ok(found)
}

/// A list as it stands on a day: fifty parts at a time from page 1.
///
/// # Errors
/// `Forbidden`; `NotFound`.
pub async fn price_list(
    op: &OpContext,
    code: &str,
    part: &str,
    on: NaiveDate,
    page: i64,
) -> Result<ListPage> {
    op.require(Permission::SeePriceTrace)?;
    let mut tx = op.read().await?;
    let list = lists::find_list(&mut tx, code).await?.ok_or(Rejection::NotFound)?;
    let (rows, parts) = lists::lines_page(&mut tx, list.id, part.trim(), (page.max(1) - 1) * 50, 50).await?;
    let skus: Vec<SkuId> = rows.iter().map(|row| row.rung.sku).collect();
    let floors = FloorBook::load_in_tx(&mut tx, op, &skus).await?;
    let discounts = lists::discounts_of_list(&mut tx, list.id).await?;
    let changes = changes::list_changes(&mut tx, None, Some(list.id), 20).await?;
    drop(tx);
    let holds = |validity: &Validity| validity.to.is_none_or(|to| on < to);
    // nothing holds longer than its list
    let until = |validity: Validity| Validity { to: earlier(validity.to, list.validity.to), ..validity };
    let line = |row: lists::TimedLine| {
        let (tax_mode, currency) = (list.tax_mode, list.currency);
        let price = UnitPrice { price: row.rate.price, basis: row.rate.basis, tax_mode, currency };
        ListLine {
            part_number: row.part_number,
            min_qty: row.rung.min_qty,
            price: row.rate.price,
            basis: row.rate.basis,
            validity: until(row.validity),
            change: row.change,
            margin: floors.margin(row.rung.sku, &price),
            below_floor: floors.is_below(row.rung.sku, &price),
        }
    };
    Ok(ListPage {
        lines: rows.into_iter().filter(|row| holds(&row.validity)).map(line).collect(),
        discounts: discounts
            .into_iter()
            .filter(|discount| holds(&discount.validity))
            .map(|discount| ListDiscount { validity: until(discount.validity), ..discount })
            .collect(),
        parts,
        changes,
        list,
    })
}

/// Whether the house wants another pair of eyes before a change is published.
///
/// # Errors
/// `Forbidden`.
pub async fn four_eyes(op: &OpContext) -> Result<bool> {
    op.require(Permission::SeePriceTrace)?;
    let mut tx = op.read().await?;
    let on = changes::four_eyes(&mut tx).await?;
    Ok(on)
}

/// The heading of the file a document was made of, and its rows that were not taken.
///
/// # Errors
/// `Forbidden`; `NotFound`.
pub async fn refused(
    op: &OpContext,
    number: &str,
) -> Result<(Vec<String>, Vec<(FieldProblem, Vec<String>)>)> {
    op.require(Permission::EditPrices)?;
    let mut tx = op.read().await?;
    let stored = changes::find_change(&mut tx, number, false).await?.ok_or(Rejection::NotFound)?;
    let found = changes::list_refused(&mut tx, stored.id).await?;
    Ok(found)
}
