//! Rows of a change as people and files write them, into what a document carries: good rows are kept, bad ones are handed
//! back with what is wrong.

use super::draft::{NewHead, put_head_in_tx};
use crate::error::Result;
use crate::ids::{ChangeId, ListId, PriceGroupId, SkuId};
use crate::op::{OpContext, Tx};
use crate::pricing::store::change_lines::{self, DiscountWishes, LineWishes};
use crate::pricing::store::names::{self, Holder};
use crate::pricing::store::steps::{DiscountRung, LineRung, Rate};
use crate::pricing::terms::{DiscountTarget, ListKind};
use crate::pricing::timeline::Wish;
use crate::quantity::Quantity;
use crate::rejection::{FieldProblem, Problem, Thing};
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Texts that are no category looked up for why; who has more of them reads the first.
const NAMES: usize = 500;

/// A row as it was written; empty where nothing stood. Either `part` with `price`, or `target` with `percent`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceRow {
    /// 1-based, for messages.
    pub row: u32,
    /// Code of a list, or a name no other has.
    pub list: String,
    /// Code of a customer: his contract, made when he has none.
    pub customer: String,
    /// Code of a customer group: its list, made when it has none.
    pub group: String,
    /// 型号
    pub part: String,
    /// Code of a category or a name no other has, `brand:` and a brand, or `*`.
    pub target: String,
    /// Empty means 1.
    pub min_qty: String,
    /// A price; `-` takes it away.
    pub price: String,
    /// How many units the price is for; empty means as the part is priced.
    pub basis: String,
    /// Percent off; `-` takes it away.
    pub percent: String,
    /// First day; empty means the document's.
    pub from: String,
    /// Last day, inclusive as people write it; empty means until further notice.
    pub until: String,
    /// First day on which it no longer holds, as systems write it; in place of `until`.
    pub to: String,
}

/// What became of rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Rows that are in the document now.
    pub rows: usize,
    /// What is wrong with the others, each with its row.
    pub problems: Vec<FieldProblem>,
}

impl Taken {
    /// Numbers of the rows that were not taken.
    pub fn refused(&self) -> HashSet<u32> {
        self.problems.iter().filter_map(|problem| problem.row).collect()
    }
}

/// A figure, or the wish that there be none.
type Figure = Option<Decimal>;

/// A row whose figures and days could be read.
struct Read<'a> {
    row: &'a PriceRow,
    min_qty: Decimal,
    figure: Figure,
    basis: Option<u32>,
    from: NaiveDate,
    to: Option<NaiveDate>,
}

/// Writes rows into a draft: names are looked up set-wise, whatever the number of rows.
///
/// # Errors
/// `Stale` when it is no draft any more; database errors. What is wrong with a row is in the answer.
pub(super) async fn put_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    (change, starts_on): (ChangeId, NaiveDate),
    rows: &[PriceRow],
) -> Result<Taken> {
    let mut taken = Taken::default();
    for portion in rows.chunks(20_000) {
        let mut good = Vec::with_capacity(portion.len());
        for row in portion {
            match read(row, starts_on) {
                Ok(row) => good.push(row),
                Err(problem) => taken.problems.push(problem),
            }
        }
        let lists = lists_in_tx(tx, op, change, starts_on, &good).await?;
        let (lines, discounts) = resolve(tx, &lists, good, &mut taken).await?;
        change_lines::put_draft_lines(tx, change, &lines).await?;
        for (rung, wish) in &discounts {
            change_lines::put_draft_discount(tx, change, rung, wish).await?;
        }
        taken.rows += lines.len() + discounts.len();
    }
    Ok(taken)
}

fn read(row: &PriceRow, starts_on: NaiveDate) -> std::result::Result<Read<'_>, FieldProblem> {
    let wrong = |field: &str, problem| FieldProblem::in_row(field, row.row, problem);
    let min_qty = match row.min_qty.trim() {
        "" => Decimal::ONE,
        text => Quantity::parse(text)
            .map_err(|_| wrong("min_qty", Problem::NotANumber { typed: text.to_owned() }))?
            .get(),
    };
    let (field, text, most, scale) = if row.part.trim().is_empty() {
        ("percent", row.percent.trim(), Decimal::ONE_HUNDRED, 3)
    } else {
        ("price", row.price.trim(), Decimal::from(1_000_000_000), 6)
    };
    let figure = match text
        .trim_start_matches(['¥', '$', '€', '￥'])
        .replace([',', ','], "")
        .trim_end_matches('%')
        .trim()
    {
        "" => return Err(wrong(field, Problem::Missing)),
        "-" | "—" | "–" => None,
        text => {
            let number = Decimal::from_str_exact(text)
                .map_err(|_| wrong(field, Problem::NotANumber { typed: text.to_owned() }))?
                .normalize();
            if number < Decimal::ZERO || number >= most || number.scale() > scale {
                return Err(wrong(field, Problem::OutOfRange { typed: text.to_owned() }));
            }
            Some(number)
        }
    };
    let basis = match row.basis.trim() {
        "" => None,
        text => match text.parse() {
            Ok(basis) if [1, 10, 100, 1000].contains(&basis) => Some(basis),
            _ => return Err(wrong("basis", Problem::UnknownChoice { typed: text.to_owned() })),
        },
    };
    let from = match row.from.trim() {
        "" => starts_on,
        text => day(text).ok_or_else(|| wrong("from", Problem::NotADate { typed: text.to_owned() }))?,
    };
    let ends = |field: &'static str, text: &str, more: u64| {
        if text.is_empty() {
            return Ok(None);
        }
        let typed = || text.to_owned();
        let end = day(text).ok_or_else(|| wrong(field, Problem::NotADate { typed: typed() }))?;
        let end = end.checked_add_days(Days::new(more)).filter(|end| *end > from);
        end.map(Some).ok_or_else(|| wrong(field, Problem::OutOfRange { typed: typed() }))
    };
    let to = ends("until", row.until.trim(), 1)?.or(ends("to", row.to.trim(), 0)?);
    Ok(Read { row, min_qty, figure, basis, from, to })
}

/// `2026-01-31`, `2026/1/31`, or a workbook's `2026-01-31 00:00:00`.
fn day(text: &str) -> Option<NaiveDate> {
    let text = text.split([' ', 'T']).next()?.replace(['/', '.'], "-");
    NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().filter(|day| crate::time::is_plausible(*day))
}

/// The lists rows name, by what they name them with.
struct Lists {
    by_code: HashMap<String, ListId>,
    by_customer: HashMap<String, ListId>,
    by_group: HashMap<String, ListId>,
    /// Names several lists have: none is meant by them.
    shared: HashSet<String>,
}

impl Lists {
    fn of(&self, row: &PriceRow) -> std::result::Result<ListId, FieldProblem> {
        let named = [
            ("list", Thing::List, &row.list, &self.by_code),
            ("customer", Thing::Customer, &row.customer, &self.by_customer),
            ("group", Thing::Group, &row.group, &self.by_group),
        ];
        let Some((field, thing, name, known)) =
            named.into_iter().find(|(_, _, name, _)| !name.trim().is_empty())
        else {
            return Err(FieldProblem::in_row("list", row.row, Problem::Missing));
        };
        let said = name.trim().to_uppercase();
        known.get(&said).copied().ok_or_else(|| {
            let typed = name.trim().to_owned();
            let problem = match thing == Thing::List && self.shared.contains(&said) {
                true => Problem::SeveralCalled { thing, typed },
                false => Problem::NoSuch { thing, typed },
            };
            FieldProblem::in_row(field, row.row, problem)
        })
    }
}

fn codes(rows: &[Read<'_>], of: impl Fn(&PriceRow) -> &String) -> Vec<String> {
    let found: HashSet<String> =
        rows.iter().map(|read| of(read.row).trim().to_uppercase()).filter(|code| !code.is_empty()).collect();
    found.into_iter().collect()
}

/// The lists of these rows. A customer without a contract gets one in the document, and so does a group without a list.
async fn lists_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    change: ChangeId,
    starts_on: NaiveDate,
    rows: &[Read<'_>],
) -> Result<Lists> {
    let upper = |found: Vec<(String, ListId)>| {
        found.into_iter().map(|(code, list)| (code.to_uppercase(), list)).collect::<HashMap<_, _>>()
    };
    let said = codes(rows, |row| &row.list);
    let mut by_code = upper(names::lists_by_code(tx, change, &said).await?);
    let others: Vec<String> = said.into_iter().filter(|said| !by_code.contains_key(said)).collect();
    by_code.extend(names::lists_by_name(tx, &others).await?);
    let others: Vec<String> = others.into_iter().filter(|said| !by_code.contains_key(said)).collect();
    let shared = names::shared_list_names(tx, &others).await?;
    let earliest = rows.iter().map(|row| row.from).min().unwrap_or(starts_on);
    let companies = names::companies_by_code(tx, &codes(rows, |row| &row.customer), op.today()).await?;
    let by_customer = upper(holders_in_tx(tx, op, change, (earliest, starts_on), companies).await?);
    let groups = names::groups_by_code(tx, &codes(rows, |row| &row.group), op.today()).await?;
    let by_group = upper(holders_in_tx(tx, op, change, (earliest, starts_on), groups).await?);
    Ok(Lists { by_code, by_customer, by_group, shared })
}

async fn holders_in_tx(
    tx: &mut Tx,
    op: &OpContext,
    change: ChangeId,
    (from, starts_on): (NaiveDate, NaiveDate),
    holders: Vec<Holder>,
) -> Result<Vec<(String, ListId)>> {
    let mut found = Vec::with_capacity(holders.len());
    let codes: Vec<String> = holders.iter().map(|holder| holder.list_code(starts_on)).collect();
    let made: HashMap<String, ListId> = names::lists_by_code(tx, change, &codes).await?.into_iter().collect();
    for (holder, code) in holders.into_iter().zip(codes) {
        let list = match holder.list.or_else(|| made.get(&code).copied()) {
            Some(list) => list,
            None => {
                let kind = if holder.company.is_some() { ListKind::Contract } else { ListKind::Group };
                let head = NewHead {
                    kind,
                    code,
                    name: holder.name.clone(),
                    company: holder.company,
                    group: holder.group.map(PriceGroupId),
                    valid_from: from,
                    ..NewHead::default()
                };
                put_head_in_tx(tx, op, change, head).await?
            }
        };
        found.push((holder.code, list));
    }
    Ok(found)
}

impl Holder {
    /// The code of the list a document of a day makes for him; an earlier one of his may have ended.
    fn list_code(&self, starts_on: NaiveDate) -> String {
        let kind = if self.company.is_some() { "CON" } else { "GRP" };
        format!("{kind}-{}-{}", self.code, starts_on.format("%Y%m%d"))
    }
}

/// Rows with their lists, parts and categories found; what is not found is a problem of its row.
async fn resolve(
    tx: &mut Tx,
    lists: &Lists,
    rows: Vec<Read<'_>>,
    taken: &mut Taken,
) -> Result<(LineWishes, DiscountWishes)> {
    let parts: Vec<String> =
        rows.iter().map(|r| r.row.part.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    let parts: HashMap<String, (SkuId, u32)> = names::parts(tx, &parts).await?;
    let targets: Vec<String> = rows.iter().map(|r| r.row.target.trim().to_owned()).collect();
    let categories = names::categories(tx, &targets).await?;
    let brands = names::brands(tx, &targets).await?;
    let others: HashSet<&String> = targets
        .iter()
        .filter(|name| !["", "*"].contains(&name.as_str()))
        .filter(|name| !categories.contains_key(*name) && !brands.contains_key(*name))
        .collect();
    let others: Vec<String> = others.into_iter().take(NAMES).cloned().collect();
    let no_targets = names::no_categories(tx, Thing::Target, &others).await?;
    // written in the order of the table's key
    let mut lines: BTreeMap<(LineRung, NaiveDate), (u32, Wish<Rate>)> = BTreeMap::new();
    let mut discounts: DiscountWishes = Vec::new();
    for read in rows {
        let row = read.row;
        let list = match lists.of(row) {
            Ok(list) => list,
            Err(problem) => {
                taken.problems.push(problem);
                continue;
            }
        };
        let (min_qty, part) = (read.min_qty, row.part.trim());
        if part.is_empty() {
            let target = match row.target.trim() {
                "*" => Some(DiscountTarget::All),
                name => categories
                    .get(name)
                    .map(|category| DiscountTarget::Category(*category))
                    .or_else(|| brands.get(name).map(|brand| DiscountTarget::Brand(brand.clone()))),
            };
            match target {
                Some(target) => {
                    let wish = Wish { from: read.from, to: read.to, value: read.figure, by: None };
                    discounts.push((DiscountRung { list, target, min_qty }, wish));
                }
                None => {
                    let typed = row.target.trim().to_owned();
                    let problem = no_targets.get(&typed).cloned();
                    let problem = problem.unwrap_or(match typed.is_empty() {
                        true => Problem::Missing,
                        false => Problem::NoSuch { thing: Thing::Target, typed },
                    });
                    taken.problems.push(FieldProblem::in_row("target", row.row, problem));
                }
            }
            continue;
        }
        let Some((sku, basis)) = parts.get(part).copied() else {
            taken.problems.push(FieldProblem::in_row(
                "part",
                row.row,
                Problem::UnknownPart { typed: part.into() },
            ));
            continue;
        };
        let basis = read.basis.unwrap_or(basis);
        let value = read.figure.map(|price| Rate { price, basis });
        let wish = Wish { from: read.from, to: read.to, value, by: None };
        // of two rows that say something of the same rung and day neither is more right than the other
        if let Some((first, other)) = lines.get(&(LineRung { list, sku, min_qty }, read.from))
            && (other.value != wish.value || other.to != wish.to)
        {
            let typed = format!("{part} ({first})");
            taken.problems.push(FieldProblem::in_row("part", row.row, Problem::Twice { typed }));
            continue;
        }
        lines.insert((LineRung { list, sku, min_qty }, read.from), (row.row, wish));
    }
    Ok((lines.into_iter().map(|((rung, _), (_, wish))| (rung, wish)).collect(), discounts))
}
