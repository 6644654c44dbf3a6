//! What the forms above are read into, and where they lead.

pub(super) use crate::api::desk::prices::asked;

use super::{GridRow, NewListForm};
use crate::api::AppError;
use crate::api::backend::{answer, op, reject};
use crate::api::desk::typed::Reader;
use crate::api::form::{Echo, Notice, lead_on, lead_with};
use crate::i18n::desk::price_changes::block_heads;
use chrono::NaiveDate;
use domain::accounts::permission::Permission;
use domain::catalog::numbers::rows as block;
use domain::error::Error;
use domain::mappings::{MappingKind, SavedMapping};
use domain::money::TaxMode;
use domain::op::OpContext;
use domain::pricing::change::bulk::{Bulk, Bulked, change_all};
use domain::pricing::change::columns;
use domain::pricing::change::draft::{self, DiscountName, LineName, NewChange, NewHead};
use domain::pricing::change::file::WaitingFile;
use domain::pricing::change::heads::{self, Wanted};
use domain::pricing::change::rows::{PriceRow, Taken};
use domain::pricing::change::simulate::simulate;
use domain::pricing::change::views::Simulation;
use domain::pricing::change::way;
use domain::pricing::terms::ListKind;
use domain::quantity::Quantity;
use domain::rejection::{FieldProblem, Problem, Rejection};
use std::time::Duration;

/// The list of documents.
pub const CHANGES: &str = "/desk/prices/changes";

/// A document's page.
pub fn page(number: &str) -> String {
    format!("{CHANGES}/{}", crate::i18n::format::url_component(number.trim()))
}

/// How long a page waits for a simulation: less than a request may take.
const SIMULATED_FOR: Duration = Duration::from_secs(24);

/// What a document would have done; none when that takes longer than a page has.
pub async fn simulated(op: &OpContext, number: &str) -> Result<Option<Simulation>, AppError> {
    match tokio::time::timeout(SIMULATED_FOR, simulate(op, number)).await {
        Ok(Ok(found)) => Ok(Some(found)),
        Ok(Err(Error::Unavailable(_))) | Err(_) => Ok(None),
        Ok(Err(error)) => Err(answer(error)),
    }
}

pub fn may_edit(op: &OpContext) -> bool {
    op.actor.may(Permission::EditPrices)
}

/// Files that wait for their columns, and the mappings saved for the next ones.
pub async fn files(op: &OpContext) -> domain::error::Result<(Vec<WaitingFile>, Vec<SavedMapping>)> {
    let waiting = domain::pricing::change::files::list_waiting(op).await?;
    Ok((waiting, domain::mappings::service::list(op, MappingKind::Prices).await?))
}

pub async fn lead<T>(
    number: &str,
    typed: &[(&str, &str)],
    done: Result<T, AppError>,
) -> Result<(), AppError> {
    lead_saying(number, typed, done, |_| Notice::Saved).await
}

/// As [`lead`], and says what was done.
pub async fn lead_saying<T>(
    number: &str,
    typed: &[(&str, &str)],
    done: Result<T, AppError>,
    said: impl FnOnce(T) -> Notice,
) -> Result<(), AppError> {
    let page = page(number);
    lead_on(&page.clone(), typed, done, |done| (page, Some(said(done)))).await
}

pub async fn lead_told(number: &str, query: &str, told: Echo) -> Result<(), AppError> {
    let page = page(number);
    let plain = query.chars().all(|c| c.is_ascii_graphic() && c != '#' && c != '?');
    let path = if query.is_empty() || !plain { page } else { format!("{page}?{query}") };
    lead_with(&path, told).await
}

pub fn head(op: &OpContext, title: &str, reason: &str, starts_on: &str) -> Result<NewChange, AppError> {
    let mut reader = Reader::default();
    let starts_on = reader.day("starts_on", starts_on, op.today());
    reader.done(NewChange { title: title.to_owned(), reason: reason.to_owned(), starts_on })
}

/// A day the page itself had written.
fn written_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
    day.filter(|day| domain::time::is_plausible(*day))
}

/// Takes the ticked lines out and writes the others; new ones into `list`.
pub async fn write_grid(number: &str, list: &str, rows: &[GridRow]) -> Echo {
    let named = |row: &GridRow| -> Option<LineName> {
        let min_qty = Quantity::parse(&row.min_qty).ok()?.get();
        let from = written_day(&row.from)?;
        Some(LineName { list: row.list.clone(), part: row.part.clone(), min_qty, from })
    };
    let gone: Vec<LineName> = rows.iter().filter(|row| !row.remove.is_empty()).filter_map(named).collect();
    let meant = |row: &&GridRow| row.remove.is_empty() && !row.part.trim().is_empty();
    let wanted: Vec<PriceRow> = rows
        .iter()
        .filter(meant)
        .zip(1..)
        .map(|(row, at)| PriceRow {
            row: at,
            list: if row.list.is_empty() { list.trim().to_owned() } else { row.list.clone() },
            part: row.part.trim().to_owned(),
            min_qty: row.min_qty.clone(),
            price: row.price.clone(),
            basis: row.basis.clone(),
            from: row.from.clone(),
            until: row.until.clone(),
            ..PriceRow::default()
        })
        .collect();
    if wanted.iter().any(|row| row.list.is_empty()) {
        // beside the pasted block, where the rows are now
        let missing = FieldProblem::new("list", Problem::Missing);
        return told(Err(reject(Rejection::Fields(vec![missing]))), &wanted);
    }
    let done = async {
        let op = op().await?;
        if !gone.is_empty() {
            draft::remove_lines(&op, number, &gone).await.map_err(answer)?;
        }
        put(&op, number, &wanted).await
    };
    told(done.await, &wanted)
}

async fn put(op: &OpContext, number: &str, rows: &[PriceRow]) -> Result<Taken, AppError> {
    if rows.is_empty() {
        return Ok(Taken::default());
    }
    draft::put_rows(op, number, rows).await.map_err(answer)
}

pub async fn write_pasted(number: &str, list: &str, text: &str) -> Echo {
    let rows = columns::pasted(&block::pasted(text), list.trim());
    let done = async { put(&op().await?, number, &rows).await };
    told(done.await, &rows)
}

/// What was taken, and the rows that were not as a block that can be put right, counted anew.
fn told(done: Result<Taken, AppError>, rows: &[PriceRow]) -> Echo {
    let heads = block_heads(crate::i18n::current_lang());
    let block = |rows: Vec<&PriceRow>| {
        let line = |row: &&PriceRow| {
            [&row.list, &row.part, &row.min_qty, &row.price, &row.basis, &row.from, &row.until]
                .map(|cell| cell.replace(['\t', '\n', '\r'], " "))
                .join("\t")
        };
        let lines: Vec<String> = rows.iter().map(line).collect();
        if lines.is_empty() { String::new() } else { format!("{}\n{}", heads.join("\t"), lines.join("\n")) }
    };
    match done {
        Err(error) => {
            let typed = [("rows".to_owned(), block(rows.iter().collect()))].into();
            Echo { error: Some(error), notice: None, typed }
        }
        Ok(taken) => {
            let refused = taken.refused();
            let left: Vec<&PriceRow> = rows.iter().filter(|row| refused.contains(&row.row)).collect();
            let renumber = |problem: FieldProblem| {
                let at = left.iter().position(|row| Some(row.row) == problem.row);
                // the heading is row 1
                FieldProblem { row: at.and_then(|at| u32::try_from(at + 2).ok()), ..problem }
            };
            let problems: Vec<FieldProblem> = taken.problems.into_iter().map(renumber).collect();
            let added = u32::try_from(taken.rows).unwrap_or(u32::MAX);
            Echo {
                error: (!problems.is_empty()).then(|| reject(Rejection::Fields(problems))),
                notice: Some(Notice::PricesTaken { lines: added }),
                typed: [("rows".to_owned(), block(left))].into(),
            }
        }
    }
}

/// One row of a form of its own: its problem stands beside its field.
pub async fn percentage(number: &str, row: PriceRow) -> Result<(), AppError> {
    let taken = put(&op().await?, number, &[row]).await?;
    let problems: Vec<_> = taken.problems.into_iter().map(|p| FieldProblem { row: None, ..p }).collect();
    if problems.is_empty() {
        return Ok(());
    }
    Err(renamed(reject(Rejection::Fields(problems)), &[("list", "off_list")]))
}

pub async fn remove_discount(
    number: &str,
    list: String,
    target: String,
    min_qty: &str,
    from: &str,
) -> Result<(), AppError> {
    let op = op().await?;
    let gone = || reject(Rejection::NotFound);
    let min_qty = Quantity::parse(min_qty).map_err(|_| gone())?.get();
    let from = written_day(from).ok_or_else(gone)?;
    let name = DiscountName { list, target, min_qty, from };
    draft::remove_discount(&op, number, &name).await.map_err(answer)
}

pub async fn add_list(number: &str, form: &NewListForm) -> Result<(), AppError> {
    let op = op().await?;
    let mut reader = Reader::default();
    let valid_from = reader.day("list_from", &form.list_from, op.today());
    let last = reader.day("list_until", &form.list_until, NaiveDate::MAX);
    let kind = reader.done(ListKind::parse(&form.kind))?;
    let unknown = Problem::UnknownChoice { typed: form.kind.clone() };
    let kind = kind.ok_or_else(|| reject(Rejection::Fields(vec![FieldProblem::new("kind", unknown)])))?;
    let head = NewHead {
        kind,
        code: form.new_code.trim().to_owned(),
        name: form.new_name.trim().to_owned(),
        tax_mode: TaxMode::parse(&form.tax_mode),
        allows_promotion: form.no_promotion.is_empty(),
        valid_from,
        valid_to: last.succ_opt(),
        ..NewHead::default()
    };
    let fields = [
        ("code", "new_code"),
        ("name", "new_name"),
        ("valid_to", "list_until"),
        ("company", "owner"),
        ("group", "owner"),
    ];
    draft::add_list(&op, number, head, &form.owner).await.map_err(|error| renamed(answer(error), &fields))
}

pub async fn submit(number: &str, why: &str) -> Result<(), AppError> {
    let done = way::submit(&op().await?, number, why).await;
    done.map_err(|error| renamed(answer(error), &[("reason", "why")]))
}

/// Problems under the names the form gives its fields: several forms stand on one page.
fn renamed(error: AppError, fields: &[(&str, &str)]) -> AppError {
    let AppError::Rejected(Rejection::Fields(problems)) = error else { return error };
    let field = |name: String| match fields.iter().find(|(known, _)| *known == name) {
        Some((_, shown)) => (*shown).to_owned(),
        None => name,
    };
    let renamed = problems.into_iter().map(|p| FieldProblem { field: field(p.field), ..p });
    reject(Rejection::Fields(renamed.collect()))
}

pub async fn change_list(number: &str, typed: [&String; 5]) -> Result<(), AppError> {
    let [list, name, until, open, promotions] = typed;
    let op = op().await?;
    let mut reader = Reader::default();
    reader.needed("head_list", !list.trim().is_empty());
    let last = reader.day("head_until", until, NaiveDate::MAX);
    let end = match (open.is_empty(), last.succ_opt()) {
        (false, _) => Some(None),
        (true, end) => end.map(Some),
    };
    let promotions = match promotions.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let wanted = reader.done(Wanted { name: Some(name.clone()), end, promotions })?;
    let fields = [
        ("list", "head_list"),
        ("name", "head_name"),
        ("until", "head_until"),
        ("promotions", "head_promotions"),
    ];
    heads::set(&op, number, list, wanted).await.map_err(|error| renamed(answer(error), &fields))
}

pub async fn bulk(number: &str, typed: [&String; 5]) -> Result<Bulked, AppError> {
    let [list, category, brand, percent, decimals] = typed;
    let mut reader = Reader::default();
    let plain = percent.trim().trim_end_matches('%');
    let number_of = |text: &str| rust_decimal::Decimal::from_str_exact(text.trim().trim_start_matches('+'));
    reader.needed("bulk_percent", !plain.is_empty());
    let read = number_of(plain);
    let decimals = if decimals.trim().is_empty() { Some(4) } else { reader.whole("decimals", decimals) };
    let decimals = reader.done(decimals)?.unwrap_or(4);
    let percent = read.map_err(|_| {
        let problem = Problem::NotANumber { typed: percent.clone() };
        reject(Rejection::Fields(vec![FieldProblem::new("bulk_percent", problem)]))
    })?;
    let bulk = Bulk {
        list: list.trim().to_owned(),
        category: category.clone(),
        brand: brand.clone(),
        percent,
        decimals,
    };
    let fields = [("list", "bulk_list"), ("percent", "bulk_percent")];
    change_all(&op().await?, number, &bulk).await.map_err(|error| renamed(answer(error), &fields))
}
