//! Setting prices up: lists, lines and discounts written at once, with an audit row; the next request sees them.
//!
//! What people change afterwards goes through a document: see [`super::change`].

use crate::accounts::permission::Permission;
use crate::audit;
use crate::error::Result;
use crate::ids::{CompanyId, ListId, PriceGroupId, SkuId};
use crate::money::{Currency, TaxMode};
use crate::op::{OpContext, Tx};
use crate::pricing::change::write;
use crate::pricing::store;
use crate::pricing::store::steps::{DiscountRung, LineRung, Rate};
use crate::pricing::terms::{DiscountTarget, ListKind};
use crate::pricing::timeline::Wish;
use crate::quantity::Quantity;
use crate::rejection::{FieldProblem, Problem, Rejection};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::json;

/// A list or contract to be made.
#[derive(Clone, Debug)]
pub struct NewList {
    /// Whom it is for.
    pub kind: ListKind,
    /// The company of a contract or quote.
    pub company: Option<CompanyId>,
    /// The group of a group list, or of a promotion for one group only.
    pub group: Option<PriceGroupId>,
    /// Its code, unlike all others.
    pub code: String,
    /// Its name as customers read it.
    pub name: String,
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

/// A price of a SKU from a quantity on.
#[derive(Clone, Debug)]
pub struct NewLine {
    /// The list.
    pub list: ListId,
    /// The SKU.
    pub sku: SkuId,
    /// From this quantity on.
    pub min_qty: Quantity,
    /// Price of `price_basis` units, at most six decimals.
    pub unit_price: Decimal,
    /// 1, 10, 100 or 1000.
    pub price_basis: u32,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
}

/// Percent off the base list.
#[derive(Clone, Debug)]
pub struct NewDiscount {
    /// The list; not a base list.
    pub list: ListId,
    /// What it is off.
    pub target: DiscountTarget,
    /// From this quantity on.
    pub min_qty: Quantity,
    /// 15 means 15 % off; below 100, at most three decimals.
    pub percent: Decimal,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day on which it no longer holds.
    pub valid_to: Option<NaiveDate>,
}

impl NewLine {
    /// As what it wants of its rung.
    pub(super) fn wish(&self) -> (LineRung, Wish<Rate>) {
        let rung = LineRung { list: self.list, sku: self.sku, min_qty: self.min_qty.get() };
        let rate = Rate { price: self.unit_price, basis: self.price_basis };
        (rung, Wish { from: self.valid_from, to: self.valid_to, value: Some(rate), by: None })
    }
}

impl NewDiscount {
    /// As what it wants of its rung.
    fn wish(&self) -> (DiscountRung, Wish<Decimal>) {
        let (target, min_qty) = (self.target.clone(), self.min_qty.get());
        let rung = DiscountRung { list: self.list, target, min_qty };
        (rung, Wish { from: self.valid_from, to: self.valid_to, value: Some(self.percent), by: None })
    }
}

/// Makes a list.
///
/// # Errors
/// `Forbidden`; `Fields` when a field cannot be taken or the code is taken.
pub async fn create_list(op: &OpContext, list: NewList) -> Result<ListId> {
    let mut tx = op.begin().await?;
    let id = create_list_in_tx(&mut tx, op, list).await?;
    tx.commit().await?;
    Ok(id)
}

/// [`create_list`] inside the caller's transaction.
///
/// # Errors
/// As [`create_list`].
pub async fn create_list_in_tx(tx: &mut Tx, op: &OpContext, list: NewList) -> Result<ListId> {
    op.require(Permission::EditPrices)?;
    check_list(&list)?;
    let id = ListId::new();
    store::insert_list(tx, id, &list, op.now).await?;
    let detail = json!({ "code": list.code, "kind": list.kind, "company": list.company, "group": list.group,
        "valid_from": list.valid_from, "valid_to": list.valid_to });
    audit::record_in_tx(tx, op, "create_price_list", ("price_list", id.0), detail).await?;
    Ok(id)
}

/// Sets the price of a rung from a day on. See [`timeline::with`](crate::pricing::timeline::with) for what becomes of the
/// prices around it.
///
/// # Errors
/// `Forbidden`; `NotFound` for an unknown list or SKU; `Fields` when a field cannot be taken.
pub async fn put_line(op: &OpContext, line: NewLine) -> Result<()> {
    let mut tx = op.begin().await?;
    let list = line.list;
    add_lines_in_tx(&mut tx, op, list, &[line]).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes many lines of one list at once, as a set-up does: one audit row; prices of the past are written as they stand.
///
/// # Errors
/// As [`put_line`]; one line that cannot be taken refuses all, with its row.
pub async fn add_lines_in_tx(tx: &mut Tx, op: &OpContext, list: ListId, lines: &[NewLine]) -> Result<()> {
    op.require(Permission::EditPrices)?;
    for (row, line) in lines.iter().enumerate() {
        check_line(line).map_err(|rejection| in_row(rejection, row))?;
        if line.list != list {
            return Err(Rejection::NotFound.into());
        }
    }
    if store::touch_list(tx, list, op.now).await?.is_none() {
        return Err(Rejection::NotFound.into());
    }
    let wishes = lines.iter().map(NewLine::wish).collect();
    write::lines_in_tx(tx, wishes, NaiveDate::MIN, None).await?;
    audit::record_in_tx(tx, op, "add_price_lines", ("price_list", list.0), json!({ "lines": lines.len() }))
        .await
}

/// Adds a discount to a list.
///
/// # Errors
/// `Forbidden`; `NotFound` for an unknown list or category; `Fields` when a field cannot be taken.
pub async fn put_discount(op: &OpContext, discount: NewDiscount) -> Result<()> {
    let mut tx = op.begin().await?;
    put_discount_in_tx(&mut tx, op, discount).await?;
    tx.commit().await?;
    Ok(())
}

/// [`put_discount`] inside the caller's transaction.
///
/// # Errors
/// As [`put_discount`].
pub async fn put_discount_in_tx(tx: &mut Tx, op: &OpContext, discount: NewDiscount) -> Result<()> {
    op.require(Permission::EditPrices)?;
    check_discount(&discount)?;
    let Some(kind) = store::touch_list(tx, discount.list, op.now).await? else {
        return Err(Rejection::NotFound.into());
    };
    if matches!(kind, ListKind::Base | ListKind::Quote) {
        return Err(refused("list", Problem::UnknownChoice { typed: kind.as_str().into() }).into());
    }
    write::discounts_in_tx(tx, vec![discount.wish()], NaiveDate::MIN, None).await?;
    let target = match &discount.target {
        DiscountTarget::Category(id) => json!({ "category": id }),
        DiscountTarget::Brand(brand) => json!({ "brand": brand }),
        DiscountTarget::All => json!("all"),
    };
    let detail = json!({ "target": target, "min_qty": discount.min_qty, "percent": discount.percent,
        "from": discount.valid_from, "to": discount.valid_to });
    audit::record_in_tx(tx, op, "put_discount", ("price_list", discount.list.0), detail).await
}

pub(super) fn check_list(list: &NewList) -> std::result::Result<(), Rejection> {
    let mut problems = Vec::new();
    check_text("code", &list.code, 60, &mut problems);
    check_text("name", &list.name, 200, &mut problems);
    check_dates(list.valid_from, list.valid_to, &mut problems);
    if list.kind.is_one_companys() != list.company.is_some() {
        problems.push(FieldProblem::new("company", Problem::Missing));
    }
    if list.kind == ListKind::Group && list.group.is_none() {
        problems.push(FieldProblem::new("group", Problem::Missing));
    }
    all_or(problems)
}

fn check_line(line: &NewLine) -> std::result::Result<(), Rejection> {
    let mut problems = Vec::new();
    let price = line.unit_price.normalize();
    if price < Decimal::ZERO || price >= Decimal::from(1_000_000_000) || price.scale() > 6 {
        problems.push(FieldProblem::new(
            "unit_price",
            Problem::OutOfRange { typed: line.unit_price.to_string() },
        ));
    }
    if ![1, 10, 100, 1000].contains(&line.price_basis) {
        let typed = line.price_basis.to_string();
        problems.push(FieldProblem::new("price_basis", Problem::UnknownChoice { typed }));
    }
    check_dates(line.valid_from, line.valid_to, &mut problems);
    all_or(problems)
}

fn check_discount(discount: &NewDiscount) -> std::result::Result<(), Rejection> {
    let mut problems = Vec::new();
    let percent = discount.percent.normalize();
    if percent < Decimal::ZERO || percent >= Decimal::ONE_HUNDRED || percent.scale() > 3 {
        problems
            .push(FieldProblem::new("percent", Problem::OutOfRange { typed: discount.percent.to_string() }));
    }
    if let DiscountTarget::Brand(brand) = &discount.target {
        check_text("brand", brand, 100, &mut problems);
    }
    check_dates(discount.valid_from, discount.valid_to, &mut problems);
    all_or(problems)
}

fn check_text(field: &str, text: &str, max: u32, problems: &mut Vec<FieldProblem>) {
    if text.trim().is_empty() {
        problems.push(FieldProblem::new(field, Problem::Missing));
    } else if text.chars().count() > max as usize {
        problems.push(FieldProblem::new(field, Problem::TooLong { max }));
    }
}

fn check_dates(from: NaiveDate, to: Option<NaiveDate>, problems: &mut Vec<FieldProblem>) {
    if let Some(to) = to.filter(|to| *to <= from) {
        problems.push(FieldProblem::new("valid_to", Problem::OutOfRange { typed: to.to_string() }));
    }
}

fn all_or(problems: Vec<FieldProblem>) -> std::result::Result<(), Rejection> {
    if problems.is_empty() { Ok(()) } else { Err(Rejection::Fields(problems)) }
}

fn refused(field: &str, problem: Problem) -> Rejection {
    Rejection::Fields(vec![FieldProblem::new(field, problem)])
}

fn in_row(rejection: Rejection, row: usize) -> Rejection {
    let Rejection::Fields(problems) = rejection else { return rejection };
    let row = u32::try_from(row + 1).ok();
    Rejection::Fields(problems.into_iter().map(|problem| FieldProblem { row, ..problem }).collect())
}
