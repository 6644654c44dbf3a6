//! Writing on a draft: its head, its lines, its percentages, the lists it makes.

use super::columns::row;
use super::rows::{self, PriceRow, Taken};
use super::way::all_below_in_tx;
use super::{ChangeState, Counts, Effect};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::Result;
use crate::ids::{ChangeId, CompanyId, ListId, PriceGroupId};
use crate::keys::{self, HOUSE};
use crate::money::{Currency, TaxMode};
use crate::op::{OpContext, Tx};
use crate::pricing::edit::{NewList, check_list};
use crate::pricing::store::changes::{self, StoredChange};
use crate::pricing::store::steps::DiscountRung;
use crate::pricing::store::{self, change_lines, names};
use crate::pricing::terms::{DiscountTarget, ListKind};
use crate::rejection::{FieldProblem, Problem, Rejection, Thing};
use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What a document is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewChange {
    /// What people will call it.
    pub title: String,
    /// Why.
    pub reason: String,
    /// The day it is for.
    pub starts_on: NaiveDate,
}

/// The head of a list a document makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewHead {
    /// Whom it is for.
    pub kind: ListKind,
    /// Its code, unlike all others.
    pub code: String,
    /// Its name as customers read it.
    pub name: String,
    /// The company of a contract.
    pub company: Option<CompanyId>,
    /// The group of a group list, or of a promotion for one group only.
    pub group: Option<PriceGroupId>,
    /// Currency of its prices.
    pub currency: Currency,
    /// With or without VAT.
    pub tax_mode: TaxMode,
    /// Whether a promotion may undercut it.
    pub allows_promotion: bool,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
}

impl Default for NewHead {
    fn default() -> Self {
        Self {
            kind: ListKind::Contract,
            code: String::new(),
            name: String::new(),
            company: None,
            group: None,
            currency: Currency::Cny,
            tax_mode: TaxMode::Gross,
            allows_promotion: true,
            valid_from: NaiveDate::default(),
            valid_to: None,
        }
    }
}

impl NewHead {
    /// As a list to be made.
    pub(super) fn as_list(&self) -> NewList {
        NewList {
            kind: self.kind,
            company: self.company,
            group: self.group,
            code: self.code.clone(),
            name: self.name.clone(),
            currency: self.currency,
            tax_mode: self.tax_mode,
            allows_promotion: self.allows_promotion,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
        }
    }
}

/// Begins a document; its number.
///
/// # Errors
/// `Forbidden`; `Fields`.
pub async fn create(op: &OpContext, new: NewChange) -> Result<String> {
    let mut tx = op.begin().await?;
    let (_, number) = create_in_tx(&mut tx, op, &new).await?;
    tx.commit().await?;
    Ok(number)
}

/// [`create`] inside the caller's transaction.
///
/// # Errors
/// As [`create`].
pub(super) async fn create_in_tx(tx: &mut Tx, op: &OpContext, new: &NewChange) -> Result<(ChangeId, String)> {
    op.require(Permission::EditPrices)?;
    check_head(new)?;
    let meaning = format!("{}|{}|{}", new.title, new.reason, new.starts_on);
    if let Some(made) = keys::once_in_tx(tx, op, HOUSE, "create_price_change", &meaning).await? {
        let id = ChangeId(made);
        return Ok((id, changes::number_of(tx, id).await?));
    }
    let id = ChangeId::new();
    let number = keys::next_number_in_tx(tx, "PC", op.today().year()).await?;
    let head = (new.title.trim(), new.reason.trim(), new.starts_on);
    changes::insert_change(tx, (id, &number), head, op.person()?, op.now).await?;
    let detail = json!({ "number": number, "title": new.title, "starts_on": new.starts_on });
    audit::record_in_tx(tx, op, "create_price_change", ("price_change", id.0), detail).await?;
    keys::made_in_tx(tx, op, HOUSE, "create_price_change", id.0).await?;
    Ok((id, number))
}

/// What a head may say.
///
/// # Errors
/// `Fields`.
pub(super) fn check_head(new: &NewChange) -> Result<()> {
    let mut problems = Vec::new();
    let title = new.title.trim();
    if title.is_empty() {
        problems.push(FieldProblem::new("title", Problem::Missing));
    } else if title.chars().count() > 200 {
        problems.push(FieldProblem::new("title", Problem::TooLong { max: 200 }));
    }
    if new.reason.trim().chars().count() > 1000 {
        problems.push(FieldProblem::new("reason", Problem::TooLong { max: 1000 }));
    }
    if !crate::time::is_plausible(new.starts_on) {
        problems
            .push(FieldProblem::new("starts_on", Problem::OutOfRange { typed: new.starts_on.to_string() }));
    }
    if problems.is_empty() { Ok(()) } else { Err(Rejection::Fields(problems).into()) }
}

/// A draft nobody else writes on until this transaction ends, with the writer's hand on it.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Stale` when it is no draft any more.
pub(super) async fn open_in_tx(tx: &mut Tx, op: &OpContext, number: &str) -> Result<StoredChange> {
    op.require(Permission::EditPrices)?;
    let change = changes::find_change(tx, number, true).await?.ok_or(Rejection::NotFound)?;
    if change.row.state != ChangeState::Draft {
        return Err(Rejection::Stale.into());
    }
    changes::add_hand(tx, change.id, op.person()?).await?;
    Ok(change)
}

/// Changes what a draft is about.
///
/// # Errors
/// As [`create`]; `NotFound`; `Stale` when it is no draft any more.
pub async fn set_head(op: &OpContext, number: &str, new: NewChange) -> Result<()> {
    check_head(&new)?;
    let mut tx = op.begin().await?;
    let change = open_in_tx(&mut tx, op, number).await?;
    changes::update_head(&mut tx, change.id, (new.title.trim(), new.reason.trim(), new.starts_on)).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes rows into a draft: those that can be taken are, the others are in the answer.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Stale` when it is no draft any more.
pub async fn put_rows(op: &OpContext, number: &str, rows: &[PriceRow]) -> Result<Taken> {
    let mut tx = op.begin().await?;
    let change = open_in_tx(&mut tx, op, number).await?;
    let taken = rows::put_in_tx(&mut tx, op, (change.id, change.row.starts_on), rows).await?;
    let detail = json!({ "rows": taken.rows, "refused": taken.problems.len() });
    audit::record_in_tx(&mut tx, op, "write_price_change", ("price_change", change.id.0), detail).await?;
    tx.commit().await?;
    Ok(taken)
}

/// What a file would do.
pub struct Preview {
    /// What its lines come to.
    pub counts: Counts,
    /// Prices below the floor.
    pub below_floor: usize,
    /// List, part, price now and price wanted of the first that change.
    pub changed: Vec<(String, String, Decimal, Option<Decimal>)>,
    /// Rows that were not taken.
    pub refused: Vec<(FieldProblem, Vec<String>)>,
}

/// A draft that is being made of a file, portion by portion, in one transaction.
pub struct Incoming<'a> {
    tx: Tx,
    op: &'a OpContext,
    id: ChangeId,
    number: String,
    starts_on: NaiveDate,
    rows: usize,
    refused: Vec<(FieldProblem, Vec<String>)>,
    columns: Vec<Option<String>>,
    /// The file's first row is one like the others.
    pub(super) without_headings: bool,
}

impl<'a> Incoming<'a> {
    /// Begins the draft.
    ///
    /// # Errors
    /// As [`create`].
    pub async fn begin(op: &'a OpContext, new: NewChange) -> Result<Self> {
        let mut tx = op.begin().await?;
        changes::take_time(&mut tx).await?;
        Self::within(tx, op, new).await
    }

    /// [`Self::begin`] in a transaction that did something else before.
    ///
    /// # Errors
    /// As [`create`].
    pub(super) async fn within(mut tx: Tx, op: &'a OpContext, new: NewChange) -> Result<Self> {
        let (id, number) = create_in_tx(&mut tx, op, &new).await?;
        Ok(Self {
            tx,
            op,
            id,
            number,
            starts_on: new.starts_on,
            rows: 0,
            refused: Vec::new(),
            columns: Vec::new(),
            without_headings: false,
        })
    }

    /// Its transaction, and the draft.
    pub(super) fn parts(&mut self) -> (&mut Tx, ChangeId) {
        (&mut self.tx, self.id)
    }

    /// Takes rows of a file as its columns say.
    ///
    /// # Errors
    /// Database errors.
    pub async fn take_file(
        &mut self,
        (rows, unread): (Vec<(u32, Vec<String>)>, Vec<FieldProblem>),
        columns: &[Option<&str>],
        list: &str,
    ) -> Result<()> {
        self.columns = columns.iter().map(|field| field.map(str::to_owned)).collect();
        let (numbers, cells): (Vec<u32>, Vec<Vec<String>>) = rows.into_iter().unzip();
        let read = numbers.iter().zip(&cells).map(|(number, cells)| row(*number, cells, columns, list));
        self.take(&read.collect::<Vec<_>>(), &cells).await?;
        unread.into_iter().for_each(|problem| self.refuse(problem, Vec::new()));
        Ok(())
    }

    /// Takes rows; `cells` are theirs, as the file has them.
    ///
    /// # Errors
    /// Database errors.
    pub async fn take(&mut self, rows: &[PriceRow], cells: &[Vec<String>]) -> Result<()> {
        let taken = rows::put_in_tx(&mut self.tx, self.op, (self.id, self.starts_on), rows).await?;
        self.rows += taken.rows;
        for problem in taken.problems {
            let at = rows.iter().position(|row| Some(row.row) == problem.row);
            let own = at.and_then(|at| cells.get(at)).cloned().unwrap_or_default();
            self.refuse(problem, own);
        }
        Ok(())
    }

    /// Notes a row that could not be read at all.
    pub fn refuse(&mut self, problem: FieldProblem, cells: Vec<String>) {
        self.refused.push((problem, cells));
    }

    /// What it would do, with nothing kept: its lines beside what holds, the first changes, and how many go below the floor.
    ///
    /// # Errors
    /// Database errors.
    pub async fn preview(mut self, heading: &[String]) -> Result<Preview> {
        let counts = change_lines::count_lines(&mut self.tx, (self.id, false)).await?;
        let changed =
            change_lines::shown_lines(&mut self.tx, (self.id, false), Some(Effect::Changed), "", (0, 20))
                .await?;
        let wishes = change_lines::line_wishes(&mut self.tx, self.id).await?;
        let below_floor = all_below_in_tx(&mut self.tx, self.op, self.id, &wishes).await?.prices;
        let refused = self.headed(heading);
        self.tx.rollback().await?;
        let changed = changed.into_iter().map(|line| {
            (line.list, line.part_number, line.now.unwrap_or_default(), line.price.map(|rate| rate.price))
        });
        Ok(Preview { counts, below_floor, changed: changed.collect(), refused })
    }

    /// Keeps the draft, and the rows that were not taken under the file's heading; number, rows taken, rows refused.
    ///
    /// # Errors
    /// Database errors.
    pub async fn finish(mut self, heading: &[String]) -> Result<(String, usize, usize)> {
        let refused = self.headed(heading);
        if !refused.is_empty() {
            changes::keep_refused(&mut self.tx, self.id, heading, &refused).await?;
        }
        let detail = json!({ "rows": self.rows, "refused": refused.len() });
        let object = ("price_change", self.id.0);
        audit::record_in_tx(&mut self.tx, self.op, "write_price_change", object, detail).await?;
        self.tx.commit().await?;
        Ok((self.number, self.rows, refused.len()))
    }

    /// What was not taken, each problem under the file's own heading of its field. A row that was said to be no heading
    /// names nothing.
    fn headed(&mut self, heading: &[String]) -> Vec<(FieldProblem, Vec<String>)> {
        let of = |field: &str| {
            let at = self.columns.iter().position(|column| column.as_deref() == Some(field))?;
            heading.get(at).filter(|_| !self.without_headings).map(String::as_str)
        };
        let headed = |(problem, cells): (FieldProblem, Vec<String>)| {
            let heading = of(&problem.field);
            (problem.under(heading), cells)
        };
        std::mem::take(&mut self.refused).into_iter().map(headed).collect()
    }
}

/// Which line of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineName {
    /// Code of its list.
    pub list: String,
    /// 型号
    pub part: String,
    /// Its rung.
    pub min_qty: Decimal,
    /// Its first day.
    pub from: NaiveDate,
}

/// Takes lines out of a draft.
///
/// # Errors
/// As [`put_rows`].
pub async fn remove_lines(op: &OpContext, number: &str, lines: &[LineName]) -> Result<()> {
    let mut tx = op.begin().await?;
    let change = open_in_tx(&mut tx, op, number).await?;
    for line in lines {
        let named = (line.list.as_str(), line.part.as_str());
        change_lines::remove_draft_line(&mut tx, change.id, named, line.min_qty, line.from).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Which percentage of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscountName {
    /// Code of its list.
    pub list: String,
    /// Code of a category, `brand:` and a brand, or `*`.
    pub target: String,
    /// Its rung.
    pub min_qty: Decimal,
    /// Its first day.
    pub from: NaiveDate,
}

/// Takes a percentage out of a draft.
///
/// # Errors
/// As [`put_rows`]; `NotFound` for a list or category there is not.
pub async fn remove_discount(op: &OpContext, number: &str, name: &DiscountName) -> Result<()> {
    let mut tx = op.begin().await?;
    let change = open_in_tx(&mut tx, op, number).await?;
    let list = names::lists_by_code(&mut tx, change.id, std::slice::from_ref(&name.list)).await?;
    let (_, list) = list.into_iter().next().ok_or(Rejection::NotFound)?;
    let target = match name.target.as_str() {
        "*" => DiscountTarget::All,
        text => match text.strip_prefix("brand:") {
            Some(brand) => DiscountTarget::Brand(brand.to_owned()),
            None => {
                let found = names::categories(&mut tx, &[text.to_owned()]).await?;
                DiscountTarget::Category(found.get(text).copied().ok_or(Rejection::NotFound)?)
            }
        },
    };
    let rung = DiscountRung { list, target, min_qty: name.min_qty };
    change_lines::remove_draft_discount(&mut tx, change.id, &rung, name.from).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts a list to be made into a draft, its owner named by code.
///
/// # Errors
/// As [`put_rows`]; `Fields` when a field cannot be taken or the code is taken.
pub async fn add_list(op: &OpContext, number: &str, mut head: NewHead, owner: &str) -> Result<()> {
    let mut tx = op.begin().await?;
    let change = open_in_tx(&mut tx, op, number).await?;
    let owner = owner.trim().to_uppercase();
    let unknown = |thing: Thing| {
        let typed = owner.clone();
        let problem = if owner.is_empty() { Problem::Missing } else { Problem::NoSuch { thing, typed } };
        Rejection::Fields(vec![FieldProblem::new("owner", problem)])
    };
    match head.kind {
        ListKind::Quote => {
            let problem = Problem::UnknownChoice { typed: head.kind.as_str().to_owned() };
            return Err(Rejection::Fields(vec![FieldProblem::new("kind", problem)]).into());
        }
        ListKind::Contract => {
            let found = store::find_company(&mut tx, &owner).await?;
            head.company = Some(found.ok_or_else(|| unknown(Thing::Customer))?);
        }
        ListKind::Group | ListKind::Promotion if head.kind == ListKind::Group || !owner.is_empty() => {
            let found = names::groups_by_code(&mut tx, std::slice::from_ref(&owner), op.today()).await?;
            let group = found.first().and_then(|holder| holder.group).map(PriceGroupId);
            head.group = Some(group.ok_or_else(|| unknown(Thing::Group))?);
        }
        _ => {}
    }
    put_head_in_tx(&mut tx, op, change.id, head).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts the head of a list to be made into a draft; the id it will have.
///
/// # Errors
/// `Fields` when a field cannot be taken or the code is taken.
pub(super) async fn put_head_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    change: ChangeId,
    head: NewHead,
) -> Result<ListId> {
    check_list(&head.as_list())?;
    if !names::lists_by_code(tx, change, std::slice::from_ref(&head.code)).await?.is_empty() {
        return Err(Rejection::Fields(vec![FieldProblem::new("code", Problem::Taken)]).into());
    }
    let id = ListId::new();
    changes::put_list_head(tx, change, id, &serde_json::to_value(&head)?).await?;
    let detail = json!({ "list": head.code, "kind": head.kind });
    audit::record_in_tx(tx, op, "draft_price_list", ("price_change", change.0), detail).await?;
    Ok(id)
}

/// Whether the reader may publish it as it stands.
pub(super) fn needs_other_eyes(op: &OpContext, change: &StoredChange, four_eyes: bool) -> bool {
    let hands = &change.hands;
    four_eyes && op.actor.person().is_some_and(|person| hands.contains(&person.0))
}
