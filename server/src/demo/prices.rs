//! The demo's price book, made the same way every time: a base list for every SKU, three customer groups, two contracts, a
//! promotion, costs and floors. Invented figures; no real distributor's prices.

use chrono::NaiveDate;
use domain::error::{Error, Result};
use domain::ids::{ListId, PriceGroupId, SkuId};
use domain::money::{Currency, TaxMode};
use domain::op::{OpContext, Tx};
use domain::pricing::change::bulk::{Bulk, change_all};
use domain::pricing::change::draft::{self, NewChange};
use domain::pricing::change::way;
use domain::pricing::edit::{self, NewDiscount, NewLine, NewList};
use domain::pricing::floor::{Cost, Floor};
use domain::pricing::service::{SetUp, SkuToPrice, set_up};
use domain::pricing::terms::{DiscountTarget, ListKind, Validity, VatRate};
use domain::quantity::Quantity;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

const BASE: &str = "BASE-2026";

/// Groups: code, names, kind of company that belongs to it, percent off everything.
const GROUPS: [(&str, &str, &str, &str, i64); 3] = [
    ("dealer", "经销商", "Dealers", "dealer", 14),
    ("hardware", "五金店", "Hardware stores", "hardware_store", 8),
    ("machine", "主机厂", "Machine builders", "machine_builder", 6),
];

/// A contract of the demo.
struct Contract {
    company: &'static str,
    name: &'static str,
    /// Percent off everything.
    percent: i64,
    /// Every so many SKUs one has a price of its own, …
    every: usize,
    /// … at this percent off.
    deeper: i64,
    allows_promotion: bool,
}

const CONTRACTS: [Contract; 2] = [
    Contract {
        company: "C-10001",
        name: "2026 年度框架合同",
        percent: 10,
        every: 70,
        deeper: 15,
        allows_promotion: true,
    },
    Contract {
        company: "C-10002",
        name: "2026 经销协议",
        percent: 16,
        every: 110,
        deeper: 20,
        allows_promotion: false,
    },
];

/// Loads the price book once; does nothing when it is there. `op` is staff who may edit prices.
///
/// # Errors
/// `Forbidden`; database errors.
pub async fn load(op: &OpContext) -> Result<()> {
    let book = set_up(op)?;
    let mut tx = book.begin().await?;
    if book.find_list(&mut tx, BASE).await?.is_some() {
        return Ok(());
    }
    let always = Validity { from: day(2019, 4, 1)?, to: None };
    book.ensure_vat(&mut tx, &VatRate { rate: Decimal::new(13, 2), validity: always }).await?;
    let parts: Vec<Part> = book.skus(&mut tx).await?.iter().map(Part::of).collect::<Result<_>>()?;
    base_list(&mut tx, op, &parts).await?;
    groups(&book, &mut tx, op, &parts).await?;
    contracts(&book, &mut tx, op, &parts).await?;
    promotion(&mut tx, op, &parts).await?;
    costs_and_floors(&book, &mut tx, &parts).await?;
    tx.commit().await?;
    next_year(op).await
}

/// A price change somebody is to look at: the screws three per cent dearer from the new year on.
async fn next_year(op: &OpContext) -> Result<()> {
    let new = NewChange {
        title: "2027 年面价 +3%".into(),
        reason: "线材涨价,演示数据".into(),
        starts_on: day(2027, 1, 1)?,
    };
    let number = draft::create(op, new).await?;
    let raise = Bulk { list: BASE.into(), percent: 3.into(), decimals: 2, ..Bulk::default() };
    change_all(op, &number, &raise).await?;
    way::submit(op, &number, "").await
}

/// A SKU with its list price for one pack and less.
struct Part {
    sku: SkuId,
    basis: u32,
    pack: Decimal,
    price: Decimal,
}

impl Part {
    fn of(sku: &SkuToPrice) -> Result<Part> {
        let threaded = parameter(sku, "thread").is_some();
        let basis = match sku.price_basis {
            1 if threaded => 100,
            basis => basis,
        };
        let price = rounded(per_piece(sku) * Decimal::from(basis));
        Ok(Part { sku: sku.id, basis, pack: sku.pack_size.max(Decimal::ONE), price })
    }

    /// List price with VAT less a percentage.
    fn less(&self, percent: i64) -> Decimal {
        rounded(self.price * Decimal::new(100 - percent, 2))
    }

    fn line(&self, list: ListId, packs: i64, percent: i64, from: NaiveDate) -> Result<NewLine> {
        let rung = if packs == 0 { Decimal::ONE } else { self.pack * Decimal::from(packs) };
        Ok(NewLine {
            list,
            sku: self.sku,
            min_qty: Quantity::new(rung).map_err(|_| Error::Internal("a pack too large to price".into()))?,
            unit_price: self.less(percent),
            price_basis: self.basis,
            valid_from: from,
            valid_to: None,
        })
    }
}

/// Price of one piece: grows with the volume of a screw, the material and the surface; everything else by its own number.
fn per_piece(sku: &SkuToPrice) -> Decimal {
    let number = |code: &str| parameter(sku, code).and_then(|text| leading_number(&text));
    let own = Decimal::from(spread(&sku.part_number) % 21) + Decimal::from(90);
    let factor = material_factor(sku) * own / Decimal::ONE_HUNDRED;
    let Some(thread) = number("thread") else {
        // a bearing, a valve, a sensor: 5 to 405 for each
        return Decimal::from(spread(&sku.family) % 320 + spread(&sku.part_number) % 80 + 5) * factor;
    };
    let length = number("length").or_else(|| number("length_mm")).unwrap_or(thread * Decimal::new(8, 1));
    let volume = thread * thread * (length + thread * Decimal::TWO);
    (Decimal::new(2, 2) + volume * Decimal::new(45, 6)) * factor
}

fn material_factor(sku: &SkuToPrice) -> Decimal {
    let text =
        ["material", "finish"].iter().filter_map(|code| parameter(sku, code)).collect::<Vec<_>>().join(" ");
    let known =
        [("A4", 34), ("A2", 22), ("12.9", 16), ("10.9", 14), ("hdg", 13), ("zinc-flake", 15), ("zinc", 11)];
    known
        .iter()
        .find(|(word, _)| text.contains(word))
        .map_or(Decimal::ONE, |(_, tenths)| Decimal::new(*tenths, 1))
}

fn parameter(sku: &SkuToPrice, code: &str) -> Option<String> {
    match sku.parameters.get(code)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `M8` is 8, `M10x1.25` is 10, `40` is 40; nothing beyond a metre is believed.
fn leading_number(text: &str) -> Option<Decimal> {
    let digits: String = text
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    digits.trim_end_matches('.').parse().ok().filter(|n| *n > Decimal::ZERO && *n <= Decimal::ONE_THOUSAND)
}

/// FNV-1a: the same number for the same text in every installation.
pub(super) fn spread(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn rounded(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero).max(Decimal::new(1, 2))
}

fn day(year: i32, month: u32, day: u32) -> Result<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| Error::Internal("no such day".into()))
}

fn list(kind: ListKind, code: &str, name: &str, valid_from: NaiveDate) -> NewList {
    NewList {
        kind,
        company: None,
        group: None,
        code: code.to_owned(),
        name: name.to_owned(),
        currency: Currency::Cny,
        tax_mode: TaxMode::Gross,
        allows_promotion: true,
        valid_from,
        valid_to: None,
    }
}

/// The first day of the price lists.
pub(super) fn first_day() -> Result<NaiveDate> {
    day(2026, 1, 1)
}

async fn base_list(tx: &mut Tx, op: &OpContext, parts: &[Part]) -> Result<()> {
    let from = first_day()?;
    let id = edit::create_list_in_tx(tx, op, list(ListKind::Base, BASE, "2026 年面价表", from)).await?;
    let mut lines = Vec::with_capacity(parts.len() * 3);
    for part in parts {
        // a pack, ten packs, fifty packs; less than a pack costs what a pack does
        for (packs, percent) in [(0, 0), (10, 5), (50, 9)] {
            lines.push(part.line(id, packs, percent, from)?);
        }
    }
    edit::add_lines_in_tx(tx, op, id, &lines).await?;
    Ok(())
}

async fn groups(book: &SetUp<'_>, tx: &mut Tx, op: &OpContext, parts: &[Part]) -> Result<()> {
    let from = first_day()?;
    for (n, (code, zh, en, kind, percent)) in GROUPS.into_iter().enumerate() {
        let group: PriceGroupId = book.ensure_group(tx, (code, zh, en), kind).await?;
        let code = format!("GROUP-{}-2026", code.to_uppercase());
        let new = NewList {
            group: Some(group),
            ..list(ListKind::Group, &code, &format!("{zh} 2026 年价"), from)
        };
        let id = edit::create_list_in_tx(tx, op, new).await?;
        discount(tx, op, id, percent, from).await?;
        let mut lines = Vec::new();
        for part in parts.iter().skip(n).step_by(40) {
            lines.push(part.line(id, 0, percent + 3, from)?);
            lines.push(part.line(id, 20, percent + 7, from)?);
        }
        edit::add_lines_in_tx(tx, op, id, &lines).await?;
    }
    Ok(())
}

async fn contracts(book: &SetUp<'_>, tx: &mut Tx, op: &OpContext, parts: &[Part]) -> Result<()> {
    let (from, to) = (first_day()?, day(2027, 1, 1)?);
    for contract in &CONTRACTS {
        let Some(company) = book.find_company(tx, contract.company).await? else { continue };
        let code = format!("CON-{}-2026", contract.company);
        let new = NewList {
            company: Some(company),
            valid_to: Some(to),
            allows_promotion: contract.allows_promotion,
            ..list(ListKind::Contract, &code, contract.name, from)
        };
        let id = edit::create_list_in_tx(tx, op, new).await?;
        discount(tx, op, id, contract.percent, from).await?;
        let mut lines = Vec::new();
        for part in parts.iter().step_by(contract.every) {
            lines.push(part.line(id, 0, contract.deeper, from)?);
            lines.push(part.line(id, 10, contract.deeper + 4, from)?);
        }
        edit::add_lines_in_tx(tx, op, id, &lines).await?;
    }
    Ok(())
}

async fn discount(tx: &mut Tx, op: &OpContext, list: ListId, percent: i64, from: NaiveDate) -> Result<()> {
    let min_qty = Quantity::new(Decimal::ONE).map_err(|_| Error::Internal("one is a quantity".into()))?;
    let percent = Decimal::from(percent);
    let target = DiscountTarget::All;
    let new = NewDiscount { list, target, min_qty, percent, valid_from: from, valid_to: None };
    edit::put_discount_in_tx(tx, op, new).await
}

/// A clearance that undercuts list and groups on some parts, and the contracts that let it.
async fn promotion(tx: &mut Tx, op: &OpContext, parts: &[Part]) -> Result<()> {
    let from = day(2026, 11, 1)?;
    let new = NewList {
        valid_to: Some(day(2027, 1, 1)?),
        ..list(ListKind::Promotion, "PROMO-2026-11", "年末清仓", from)
    };
    let id = edit::create_list_in_tx(tx, op, new).await?;
    let lines: Vec<NewLine> =
        parts.iter().skip(5).step_by(97).map(|part| part.line(id, 0, 20, from)).collect::<Result<_>>()?;
    edit::add_lines_in_tx(tx, op, id, &lines).await?;
    Ok(())
}

/// About 70 % of the list price, give or take three; and a floor for each top category.
async fn costs_and_floors(book: &SetUp<'_>, tx: &mut Tx, parts: &[Part]) -> Result<()> {
    let costs: Vec<(SkuId, Cost)> = parts
        .iter()
        .enumerate()
        .map(|(n, part)| {
            (part.sku, Cost { cost: part.less(27 + i64::from(n as u32 % 7)), basis: part.basis })
        })
        .collect();
    book.put_costs(tx, &costs).await?;
    for top in book.top_categories(tx).await? {
        let floor = Floor {
            min_price: None,
            basis: 1,
            min_margin_percent: Some(Decimal::from(3 + spread(&top.code) % 4)),
        };
        book.put_category_floor(tx, top.id, &floor).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sku(part_number: &str, parameters: Value) -> SkuToPrice {
        SkuToPrice {
            id: SkuId(uuid::Uuid::nil()),
            part_number: part_number.into(),
            pack_size: Decimal::ONE_HUNDRED,
            price_basis: 1,
            family: "iso4762".into(),
            category: "socket-screws".into(),
            parameters,
        }
    }

    #[test]
    fn longer_thicker_and_stainless_cost_more() {
        let price = |thread: &str, length: &str, material: &str| {
            per_piece(&sku(
                "X",
                serde_json::json!({ "thread": thread, "length": length, "material": material }),
            ))
        };
        let small = price("M4", "10", "8.8");
        assert!(small < price("M4", "40", "8.8") && small < price("M8", "10", "8.8"));
        assert!(small < price("M4", "10", "A2-70"));
        assert!(small > Decimal::new(1, 2) && price("M30", "200", "A4-80") < Decimal::ONE_HUNDRED);
    }

    #[test]
    fn fasteners_are_priced_per_hundred_and_others_each() {
        let screw = Part::of(&sku("X", serde_json::json!({ "thread": "M8", "length": "40" }))).unwrap();
        assert_eq!(screw.basis, 100);
        let valve = Part::of(&sku("Y", serde_json::json!({ "voltage": ["10", "30"] }))).unwrap();
        assert_eq!((valve.basis, valve.price >= Decimal::from(4)), (1, true));
    }
}
