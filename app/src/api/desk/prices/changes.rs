//! Changes of prices as documents: the list of them, one of them, and every word said about one.

use crate::api::AppError;
use domain::pricing::change::views::Simulation;
use domain::pricing::change::{Change, ChangeLine, ChangeRow, ChangeState, Effect};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Documents as the screen lists them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeList {
    /// The newest first.
    pub rows: Vec<ChangeRow>,
    /// One state only.
    pub state: Option<ChangeState>,
    /// Whether the reader may draft one.
    pub may_edit: bool,
}

/// A document as the screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePage {
    /// The document.
    pub change: Change,
    /// Some of its lines.
    pub lines: Vec<ChangeLine>,
    /// Lines of one effect only.
    pub effect: Option<Effect>,
    /// Part of a part number that was looked for.
    pub part: String,
    /// Page of the lines.
    pub page: u32,
    /// The list new lines are for unless they say otherwise.
    pub list: String,
    /// What it would have done, when that was asked.
    pub simulation: Option<Simulation>,
    /// Whether the reader may write on a draft.
    pub may_edit: bool,
    /// Whether the reader may publish.
    pub may_publish: bool,
    /// Whether the reader may let prices go below the floor.
    pub may_approve: bool,
}

/// A row of the grid as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GridRow {
    /// Code of its list.
    pub list: String,
    /// 型号
    pub part: String,
    /// From this quantity on.
    pub min_qty: String,
    /// The new price; `-` takes it away.
    pub price: String,
    /// How many units it is for.
    pub basis: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Ticked: out of the document.
    pub remove: String,
}

/// Documents; `query` is the address's.
#[server]
pub async fn list_price_changes(query: String) -> Result<ChangeList, AppError> {
    use crate::api::backend::{answer, op};
    let op = op().await?;
    let state = ChangeState::parse(&ssr::asked(&query, "state"));
    let rows = domain::pricing::change::read::list(&op, state).await.map_err(answer)?;
    Ok(ChangeList { rows, state, may_edit: ssr::may_edit(&op) })
}

/// One document; `query` is the address's.
#[server]
pub async fn load_price_change(number: String, query: String) -> Result<ChangePage, AppError> {
    use crate::api::backend::{answer, op};
    use domain::accounts::permission::Permission;
    use domain::pricing::change::{read, simulate};
    let op = op().await?;
    let asked = |name: &str| ssr::asked(&query, name);
    let (effect, part) = (Effect::parse(&asked("effect")), asked("q"));
    let page: u32 = asked("page").parse().unwrap_or(1).max(1);
    let change = read::find(&op, &number).await.map_err(answer)?;
    let lines = read::lines(&op, &number, effect, &part, i64::from(page)).await.map_err(answer)?;
    let simulation = match asked("simulate").as_str() {
        "1" => Some(simulate::simulate(&op, &number).await.map_err(answer)?),
        _ => None,
    };
    let first = change.lists.first().map(|list| list.code.clone()).unwrap_or_default();
    let list = Some(asked("list")).filter(|list| !list.is_empty()).unwrap_or(first);
    let may = |permission| op.actor.may(permission);
    Ok(ChangePage {
        lines,
        effect,
        part,
        page,
        list,
        simulation,
        may_edit: ssr::may_edit(&op),
        may_publish: may(Permission::PublishPrices) && !change.needs_other_eyes,
        may_approve: may(Permission::ApproveFloors),
        change,
    })
}

/// Begins a document.
#[server(endpoint = "desk_create_price_change")]
pub async fn create_price_change(
    #[server(default)] title: String,
    #[server(default)] reason: String,
    #[server(default)] starts_on: String,
    #[server(default)] list: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    use crate::api::form::{Notice, lead_on};
    let work = async {
        let op = op().await?;
        let new = ssr::head(&op, &title, &reason, &starts_on)?;
        domain::pricing::change::draft::create(&op, new).await.map_err(answer)
    };
    let typed = [("title", title.as_str()), ("reason", &reason), ("starts_on", &starts_on)];
    let next = |number: String| {
        let (page, list) = (ssr::page(&number), crate::i18n::format::url_component(&list));
        (if list.is_empty() { page } else { format!("{page}?list={list}") }, Some(Notice::Saved))
    };
    lead_on(ssr::CHANGES, &typed, work.await, next).await
}

/// Changes what a draft is about.
#[server(endpoint = "desk_save_price_change")]
pub async fn save_price_change(
    #[server(default)] number: String,
    #[server(default)] title: String,
    #[server(default)] reason: String,
    #[server(default)] starts_on: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let op = op().await?;
        let new = ssr::head(&op, &title, &reason, &starts_on)?;
        domain::pricing::change::draft::set_head(&op, &number, new).await.map_err(answer)
    };
    let typed = [("title", title.as_str()), ("reason", &reason), ("starts_on", &starts_on)];
    ssr::lead(&number, &typed, work.await).await
}

/// Writes the grid: changed and new rows in, ticked ones out. Rows that cannot be taken come back in the paste field.
#[server(endpoint = "desk_write_price_change")]
pub async fn write_price_change(
    #[server(default)] number: String,
    #[server(default)] back: String,
    #[server(default)] rows: Vec<GridRow>,
) -> Result<(), AppError> {
    let told = ssr::write_grid(&number, &rows).await;
    ssr::lead_told(&number, &back, told).await
}

/// Writes a pasted block; rows that cannot be taken stay in the field.
#[server(endpoint = "desk_paste_price_change")]
pub async fn paste_price_change(
    #[server(default)] number: String,
    #[server(default)] list: String,
    #[server(default)] rows: String,
) -> Result<(), AppError> {
    let told = ssr::write_pasted(&number, &list, &rows).await;
    let query = format!("list={}", crate::i18n::format::url_component(&list));
    ssr::lead_told(&number, &query, told).await
}

/// Sets a percentage in a draft.
#[server(endpoint = "desk_set_price_discount")]
pub async fn set_price_discount(
    #[server(default)] number: String,
    #[server(default)] list: String,
    #[server(default)] target: String,
    #[server(default)] min_qty: String,
    #[server(default)] percent: String,
    #[server(default)] until: String,
) -> Result<(), AppError> {
    use domain::pricing::change::rows::PriceRow;
    let typed = [
        ("list", list.as_str()),
        ("target", &target),
        ("min_qty", &min_qty),
        ("percent", &percent),
        ("until", &until),
    ];
    let row = PriceRow {
        list: list.clone(),
        target: target.clone(),
        min_qty: min_qty.clone(),
        percent: percent.clone(),
        until: until.clone(),
        ..PriceRow::default()
    };
    let done = ssr::one_row(&number, row).await;
    ssr::lead(&number, &typed, done).await
}

/// Takes a percentage out of a draft.
#[server(endpoint = "desk_remove_price_discount")]
pub async fn remove_price_discount(
    #[server(default)] number: String,
    #[server(default)] list: String,
    #[server(default)] target: String,
    #[server(default)] min_qty: String,
    #[server(default)] from: String,
) -> Result<(), AppError> {
    let done = ssr::remove_discount(&number, list, target, &min_qty, &from).await;
    ssr::lead(&number, &[], done).await
}

/// Puts a list to be made into a draft.
#[server(endpoint = "desk_add_price_list")]
pub async fn add_price_list(
    #[server(default)] number: String,
    #[server(flatten)] form: NewListForm,
) -> Result<(), AppError> {
    let typed = form.typed();
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let done = ssr::add_list(&number, &form).await;
    ssr::lead(&number, &typed, done).await
}

/// A list to be made, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewListForm {
    /// `base`, `group`, `contract` or `promotion`.
    pub kind: String,
    /// Its code.
    pub new_code: String,
    /// Its name.
    pub new_name: String,
    /// Code of the customer or group it is for.
    pub owner: String,
    /// `gross` or `net`.
    pub tax_mode: String,
    /// First day.
    pub list_from: String,
    /// Last day.
    pub list_until: String,
    /// Ticked: no promotion undercuts it.
    pub no_promotion: String,
}

#[cfg(feature = "ssr")]
impl NewListForm {
    fn typed(&self) -> [(&'static str, String); 8] {
        [
            ("kind", self.kind.clone()),
            ("new_code", self.new_code.clone()),
            ("new_name", self.new_name.clone()),
            ("owner", self.owner.clone()),
            ("tax_mode", self.tax_mode.clone()),
            ("list_from", self.list_from.clone()),
            ("list_until", self.list_until.clone()),
            ("no_promotion", self.no_promotion.clone()),
        ]
    }
}

/// Raises or lowers many prices of a list in a draft.
#[server(endpoint = "desk_bulk_price_change")]
pub async fn bulk_price_change(
    #[server(default)] number: String,
    #[server(default)] bulk_list: String,
    #[server(default)] category: String,
    #[server(default)] brand: String,
    #[server(default)] bulk_percent: String,
    #[server(default)] decimals: String,
) -> Result<(), AppError> {
    let typed = [
        ("bulk_list", bulk_list.as_str()),
        ("category", &category),
        ("brand", &brand),
        ("bulk_percent", &bulk_percent),
        ("decimals", &decimals),
    ];
    let done = ssr::bulk(&number, [&bulk_list, &category, &brand, &bulk_percent, &decimals]).await;
    crate::api::form::lead_on(&ssr::page(&number), &typed, done, |done| {
        let notice = crate::api::form::Notice::PricesRaised {
            lines: u32::try_from(done.lines).unwrap_or(u32::MAX),
            planned: u32::try_from(done.planned).unwrap_or(u32::MAX),
        };
        (ssr::page(&number), Some(notice))
    })
    .await
}

/// Sends a draft for review.
#[server(endpoint = "desk_submit_price_change")]
pub async fn submit_price_change(#[server(default)] number: String) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async { domain::pricing::change::way::submit(&op().await?, &number).await.map_err(answer) };
    ssr::lead(&number, &[], work.await).await
}

/// Sends a document back to be written on.
#[server(endpoint = "desk_return_price_change")]
pub async fn return_price_change(#[server(default)] number: String) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async { domain::pricing::change::way::send_back(&op().await?, &number).await.map_err(answer) };
    ssr::lead(&number, &[], work.await).await
}

/// Gives a document up.
#[server(endpoint = "desk_discard_price_change")]
pub async fn discard_price_change(#[server(default)] number: String) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async { domain::pricing::change::way::discard(&op().await?, &number).await.map_err(answer) };
    ssr::lead(&number, &[], work.await).await
}

/// Publishes a document.
#[server(endpoint = "desk_publish_price_change")]
pub async fn publish_price_change(
    #[server(default)] number: String,
    #[server(default)] revision: String,
    #[server(default)] floor_reason: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op, reject};
    use domain::rejection::Rejection;
    let work = async {
        let revision = revision.trim().parse().map_err(|_| reject(Rejection::Stale))?;
        let done =
            domain::pricing::change::way::publish(&op().await?, &number, revision, &floor_reason).await;
        done.map_err(answer)
    };
    ssr::lead(&number, &[("floor_reason", floor_reason.as_str())], work.await).await
}

/// Takes a published document back.
#[server(endpoint = "desk_take_back_price_change")]
pub async fn take_back_price_change(
    #[server(default)] number: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        domain::pricing::change::way::take_back(&op().await?, &number, &reason).await.map_err(answer)
    };
    ssr::lead(&number, &[("reason", reason.as_str())], work.await).await
}

#[cfg(feature = "ssr")]
mod ssr {
    //! What the forms above are read into, and where they lead.

    pub(super) use crate::api::desk::prices::asked;

    use super::{GridRow, NewListForm};
    use crate::api::AppError;
    use crate::api::backend::{answer, op, reject};
    use crate::api::desk::typed::Reader;
    use crate::api::form::{Echo, Notice, lead_on, lead_with};
    use chrono::NaiveDate;
    use domain::accounts::permission::Permission;
    use domain::catalog::numbers::rows as block;
    use domain::money::TaxMode;
    use domain::op::OpContext;
    use domain::pricing::change::bulk::{Bulk, Bulked, change_all};
    use domain::pricing::change::columns;
    use domain::pricing::change::draft::{self, DiscountName, LineName, NewChange, NewHead};
    use domain::pricing::change::rows::{PriceRow, Taken};
    use domain::pricing::terms::ListKind;
    use domain::quantity::Quantity;
    use domain::rejection::{FieldProblem, Problem, Rejection};

    /// The list of documents.
    pub const CHANGES: &str = "/desk/prices/changes";

    /// A document's page.
    pub fn page(number: &str) -> String {
        format!("{CHANGES}/{}", crate::i18n::format::url_component(number.trim()))
    }

    pub fn may_edit(op: &OpContext) -> bool {
        op.actor.may(Permission::EditPrices)
    }

    pub async fn lead<T>(
        number: &str,
        typed: &[(&str, &str)],
        done: Result<T, AppError>,
    ) -> Result<(), AppError> {
        let page = page(number);
        lead_on(&page.clone(), typed, done, |_| (page, Some(Notice::Saved))).await
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

    /// Takes the ticked lines out and writes the others.
    pub async fn write_grid(number: &str, rows: &[GridRow]) -> Echo {
        let named = |row: &GridRow| -> Option<LineName> {
            let min_qty = Quantity::parse(&row.min_qty).ok()?.get();
            let from = NaiveDate::parse_from_str(row.from.trim(), "%Y-%m-%d").ok()?;
            Some(LineName { list: row.list.clone(), part: row.part.clone(), min_qty, from })
        };
        let gone: Vec<LineName> =
            rows.iter().filter(|row| !row.remove.is_empty()).filter_map(named).collect();
        let meant = |row: &&GridRow| row.remove.is_empty() && !row.part.trim().is_empty();
        let wanted: Vec<PriceRow> = rows
            .iter()
            .filter(meant)
            .zip(1..)
            .map(|(row, at)| PriceRow {
                row: at,
                list: row.list.clone(),
                part: row.part.trim().to_owned(),
                min_qty: row.min_qty.clone(),
                price: row.price.clone(),
                basis: row.basis.clone(),
                from: row.from.clone(),
                until: row.until.clone(),
                ..PriceRow::default()
            })
            .collect();
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
        let block = |rows: Vec<&PriceRow>| {
            let heads = "list\tpart\tmin_qty\tprice\tbasis\tfrom\tuntil\n";
            let line = |row: &&PriceRow| {
                [&row.list, &row.part, &row.min_qty, &row.price, &row.basis, &row.from, &row.until]
                    .map(|cell| cell.replace(['\t', '\n', '\r'], " "))
                    .join("\t")
            };
            let lines: Vec<String> = rows.iter().map(line).collect();
            if lines.is_empty() {
                String::new()
            } else {
                format!("{}{}", heads.replace("from\t", "first day\t"), lines.join("\n"))
            }
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
    pub async fn one_row(number: &str, row: PriceRow) -> Result<(), AppError> {
        let taken = put(&op().await?, number, &[row]).await?;
        let problems: Vec<_> = taken.problems.into_iter().map(|p| FieldProblem { row: None, ..p }).collect();
        if problems.is_empty() { Ok(()) } else { Err(reject(Rejection::Fields(problems))) }
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
        let from = NaiveDate::parse_from_str(from, "%Y-%m-%d").map_err(|_| gone())?;
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
        let named = |error: AppError| match error {
            AppError::Rejected(Rejection::Fields(problems)) => {
                let field = |name: &str| match name {
                    "code" => "new_code".to_owned(),
                    "name" => "new_name".to_owned(),
                    "valid_to" => "list_until".to_owned(),
                    "company" | "group" => "owner".to_owned(),
                    other => other.to_owned(),
                };
                let renamed = problems.into_iter().map(|p| FieldProblem { field: field(&p.field), ..p });
                reject(Rejection::Fields(renamed.collect()))
            }
            other => other,
        };
        draft::add_list(&op, number, head, &form.owner).await.map_err(|error| named(answer(error)))
    }

    pub async fn bulk(number: &str, typed: [&String; 5]) -> Result<Bulked, AppError> {
        let [list, category, brand, percent, decimals] = typed;
        let mut reader = Reader::default();
        let plain = percent.trim().trim_end_matches('%');
        let number_of =
            |text: &str| rust_decimal::Decimal::from_str_exact(text.trim().trim_start_matches('+'));
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
        change_all(&op().await?, number, &bulk).await.map_err(|error| match answer(error) {
            AppError::Rejected(Rejection::Fields(problems)) => {
                let field = |name: &str| match name {
                    "list" => "bulk_list".to_owned(),
                    "percent" => "bulk_percent".to_owned(),
                    other => other.to_owned(),
                };
                let renamed = problems.into_iter().map(|p| FieldProblem { field: field(&p.field), ..p });
                reject(Rejection::Fields(renamed.collect()))
            }
            other => other,
        })
    }
}
