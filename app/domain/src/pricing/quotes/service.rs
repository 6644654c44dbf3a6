//! Offering, reading, accepting and withdrawing quotes.

use super::typed::{TypedLine, read_lines};
use super::{MOST_LINES, NewQuote, QuoteBrief, QuoteDesk, QuoteView, TEXT_MAX, store};
use crate::accounts::permission::{Actor, Permission};
use crate::audit;
use crate::catalog::numbers::part::find_all_in_tx;
use crate::error::Result;
use crate::ids::{CompanyId, ListId, SkuId};
use crate::keys;
use crate::money::{Currency, TaxMode, UnitPrice};
use crate::notifications::{Message, outbox};
use crate::op::{OpContext, Tx};
use crate::pricing::change::floors::FloorBook;
use crate::pricing::edit::{NewLine, NewList, add_lines_in_tx, create_list_in_tx};
use crate::pricing::terms::ListKind;
use crate::rejection::{FieldProblem, FileFault, Problem, Rejection};
use chrono::{Datelike, Days, NaiveDate};
use serde_json::json;
use std::collections::HashSet;

const OFFER: &str = "offer_quote";
const NUMBER: &str = "QU";

/// Offers prices to the company in force and writes to those of its people who order; the same form again, the same quote.
///
/// # Errors
/// `Forbidden`; `Fields` naming at once every line and field that cannot be taken: a price below the floor is one without the
/// right to grant it, or without the reason for it.
pub async fn offer_quote(op: &OpContext, new: &NewQuote) -> Result<ListId> {
    op.require(Permission::EditPrices)?;
    let company = op.company()?;
    let (lines, mut problems) = read_lines(&new.lines);
    let last_day = check(op, new, &lines, &mut problems);
    let mut tx = op.begin().await?;
    let meaning = serde_json::to_string(new)?;
    if let Some(made) = keys::once_in_tx(&mut tx, op, company, OFFER, &meaning).await? {
        return Ok(ListId(made));
    }
    let priced = priced_in_tx(&mut tx, &lines, &mut problems).await?;
    let below = below_floor_in_tx(&mut tx, op, &priced).await?;
    let reason = new.reason.trim();
    check_floors(op, &below, reason, &mut problems);
    let Some(last_day) = last_day.filter(|_| problems.is_empty()) else {
        problems.sort_by_key(|problem| (problem.row.is_none(), problem.row));
        return Err(Rejection::Fields(problems).into());
    };
    let below: Vec<&str> = below.iter().map(|one| one.line.part_number.as_str()).collect();
    let number = keys::next_number_in_tx(&mut tx, NUMBER, op.today().year()).await?;
    let list = list_in_tx(&mut tx, op, company, (&number, last_day), &priced).await?;
    let quote =
        store::NewQuoteRow { list, company, number: &number, last_day, note: new.note.trim(), reason };
    store::insert_quote(&mut tx, op, &quote).await?;
    let detail = json!({ "number": number, "lines": priced.len(), "last_day": last_day,
        "below_floor": { "parts": below, "reason": reason } });
    audit::record_in_tx(&mut tx, op, OFFER, ("quote", list.0), detail).await?;
    let message = Message::QuoteOffered { quote_id: list };
    outbox::enqueue_in_tx(&mut tx, op, &message, &format!("quote-offered:{list}")).await?;
    keys::made_in_tx(&mut tx, op, company, OFFER, list.0).await?;
    tx.commit().await?;
    Ok(list)
}

/// Takes an offer back that nobody accepted.
///
/// # Errors
/// `Forbidden`, `NotFound`; `QuoteClosed` when it was accepted or withdrawn.
pub async fn withdraw_quote(op: &OpContext, quote: ListId) -> Result<()> {
    op.require(Permission::EditPrices)?;
    close(op, quote, "withdrawn", "withdraw_quote").await
}

/// Takes the offer: from now on its prices hold for the company, until its last day.
///
/// # Errors
/// `Forbidden`, `NotFound`; `QuoteClosed` when it was answered, withdrawn or is past its last day.
pub async fn accept_quote(op: &OpContext, quote: ListId) -> Result<()> {
    op.require(Permission::PlaceOrders)?;
    close(op, quote, "accepted", "accept_quote").await
}

async fn close(op: &OpContext, quote: ListId, state: &str, operation: &str) -> Result<()> {
    let company = op.company()?;
    let mut tx = op.begin().await?;
    let found = store::find_quote(&mut tx, company, quote, op.zone, op.today()).await?;
    let number = found.ok_or(Rejection::NotFound)?.brief.number;
    if !store::close_quote(&mut tx, op, company, quote, state).await? {
        return Err(Rejection::QuoteClosed.into());
    }
    audit::record_in_tx(&mut tx, op, operation, ("quote", quote.0), json!({ "number": number })).await?;
    tx.commit().await?;
    Ok(())
}

/// The quotes of the company in force, newest first.
///
/// # Errors
/// `Forbidden`, `NotFound` for staff without a company.
pub async fn list_quotes(op: &OpContext) -> Result<Vec<QuoteBrief>> {
    op.require(Permission::SeePrices)?;
    let company = op.company()?;
    let mut tx = op.read().await?;
    let quotes = store::list_quotes(&mut tx, company, op.zone, op.today(), false).await?;
    Ok(quotes)
}

/// Those that wait for an answer, newest first.
///
/// # Errors
/// As [`list_quotes`].
pub async fn list_waiting(op: &OpContext) -> Result<Vec<QuoteBrief>> {
    op.require(Permission::SeePrices)?;
    let company = op.company()?;
    let mut tx = op.read().await?;
    let quotes = store::list_quotes(&mut tx, company, op.zone, op.today(), true).await?;
    Ok(quotes)
}

/// One quote of the company in force; for staff also who offered it and why it goes below a floor.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn load_quote(op: &OpContext, quote: ListId) -> Result<(QuoteView, Option<QuoteDesk>)> {
    op.require(Permission::SeePrices)?;
    let company = op.company()?;
    let mut tx = op.read().await?;
    let found = store::find_quote(&mut tx, company, quote, op.zone, op.today()).await?;
    let view = found.ok_or(Rejection::NotFound)?;
    let knows = matches!(op.actor, Actor::Staff { .. }) && op.actor.may(Permission::SeePriceTrace);
    let desk = if knows { Some(store::load_desk(&mut tx, quote).await?) } else { None };
    Ok((view, desk))
}

/// What is wrong with the form beside its lines; its last day.
fn check(
    op: &OpContext,
    new: &NewQuote,
    lines: &[TypedLine],
    problems: &mut Vec<FieldProblem>,
) -> Option<NaiveDate> {
    if lines.is_empty() && problems.is_empty() {
        problems.push(FieldProblem::new("lines", Problem::Missing));
    }
    if lines.len() > MOST_LINES {
        let limit = u32::try_from(MOST_LINES).unwrap_or(u32::MAX);
        problems.push(FieldProblem::new("lines", Problem::File(FileFault::TooManyRows { limit })));
    }
    for (field, text) in [("note", &new.note), ("reason", &new.reason)] {
        if text.trim().chars().count() > TEXT_MAX as usize {
            problems.push(FieldProblem::new(field, Problem::TooLong { max: TEXT_MAX }));
        }
    }
    let typed = new.last_day.trim();
    let today = op.today();
    let day = NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok();
    match day {
        None if typed.is_empty() => problems.push(FieldProblem::new("last_day", Problem::Missing)),
        None => problems.push(FieldProblem::new("last_day", Problem::NotADate { typed: typed.to_owned() })),
        Some(day) if day < today || day > today + Days::new(731) => {
            problems.push(FieldProblem::new("last_day", Problem::OutOfRange { typed: typed.to_owned() }));
        }
        Some(_) => {}
    }
    day
}

/// Who may grant a price below the floor says why; for anybody else it is not to be offered.
fn check_floors(op: &OpContext, below: &[&Priced], reason: &str, problems: &mut Vec<FieldProblem>) {
    if below.is_empty() {
        return;
    }
    let granted = op.require(Permission::ApproveFloors).is_ok();
    if granted && !reason.is_empty() {
        return;
    }
    let problem = if granted { Problem::BelowFloor } else { Problem::NeedsApproval };
    problems.extend(below.iter().map(|one| FieldProblem::in_row("lines", one.line.row, problem.clone())));
    if granted {
        problems.push(FieldProblem::new("reason", Problem::Missing));
    }
}

/// A line whose part is known.
struct Priced {
    sku: SkuId,
    line: TypedLine,
    basis: u32,
}

/// The lines whose part is known; of the others what is wrong.
async fn priced_in_tx(
    tx: &mut Tx,
    lines: &[TypedLine],
    problems: &mut Vec<FieldProblem>,
) -> Result<Vec<Priced>> {
    // too many are refused already: none of them is looked for
    let lines = if lines.len() > MOST_LINES { &[] } else { lines };
    let texts: Vec<String> = lines.iter().map(|line| line.part_number.clone()).collect();
    let found = find_all_in_tx(tx, &texts).await?;
    let skus: Vec<SkuId> = found.iter().flatten().copied().collect();
    let bases = store::list_bases(tx, &skus).await?;
    let (mut priced, mut seen) = (Vec::new(), HashSet::new());
    for (line, sku) in lines.iter().zip(found) {
        let mut refuse = |problem| problems.push(FieldProblem::in_row("lines", line.row, problem));
        let Some(sku) = sku else {
            refuse(Problem::UnknownPart { typed: line.part_number.clone() });
            continue;
        };
        if !seen.insert((sku, line.min_qty.get())) {
            refuse(Problem::Twice { typed: line.part_number.clone() });
            continue;
        }
        let basis = line.basis.or_else(|| bases.get(&sku).copied()).unwrap_or(1);
        priced.push(Priced { sku, line: line.clone(), basis });
    }
    Ok(priced)
}

/// Lines whose price goes below the house's own floor.
async fn below_floor_in_tx<'a>(tx: &mut Tx, op: &OpContext, priced: &'a [Priced]) -> Result<Vec<&'a Priced>> {
    let skus: Vec<SkuId> = priced.iter().map(|one| one.sku).collect();
    let floors = FloorBook::load_in_tx(tx, op, &skus).await?;
    let below = priced.iter().filter(|one| {
        let (price, basis) = (one.line.price, one.basis);
        let price = UnitPrice { price, basis, tax_mode: TaxMode::Gross, currency: Currency::Cny };
        floors.is_below(one.sku, &price)
    });
    Ok(below.collect())
}

/// The list behind a quote.
async fn list_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    company: CompanyId,
    (number, last_day): (&str, NaiveDate),
    priced: &[Priced],
) -> Result<ListId> {
    let (valid_from, valid_to) = (op.today(), last_day.succ_opt());
    let list = NewList {
        kind: ListKind::Quote,
        company: Some(company),
        group: None,
        code: number.to_owned(),
        name: number.to_owned(),
        currency: Currency::Cny,
        tax_mode: TaxMode::Gross,
        allows_promotion: false,
        valid_from,
        valid_to,
    };
    let list = create_list_in_tx(tx, op, list).await?;
    let line = |one: &Priced| NewLine {
        list,
        sku: one.sku,
        min_qty: one.line.min_qty,
        unit_price: one.line.price,
        price_basis: one.basis,
        valid_from,
        valid_to: None,
    };
    let lines: Vec<NewLine> = priced.iter().map(line).collect();
    add_lines_in_tx(tx, op, list, &lines).await?;
    Ok(list)
}
