//! Figures and units as people write them: `1,000`, `1千只`, `一百个`, `５０只`, `100 pcs`.

use super::PasteFault;
use crate::quantity::{Quantity, QuantityError};
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

/// Words for single things and measures.
pub const UNITS: [&str; 53] = [
    "平方米",
    "千克",
    "公斤",
    "个",
    "件",
    "只",
    "支",
    "条",
    "根",
    "套",
    "付",
    "副",
    "对",
    "米",
    "克",
    "吨",
    "升",
    "台",
    "片",
    "颗",
    "粒",
    "块",
    "张",
    "把",
    "打",
    "盒",
    "箱",
    "包",
    "袋",
    "卷",
    "桶",
    "pieces",
    "piece",
    "pcs",
    "pc",
    "each",
    "ea",
    "sets",
    "set",
    "pairs",
    "pair",
    "boxes",
    "box",
    "packs",
    "pack",
    "bags",
    "bag",
    "rolls",
    "roll",
    "cartons",
    "carton",
    "kg",
    "m",
];
/// Words for packs: how many pieces they hold is not said.
pub const PACKS: [&str; 18] = [
    "打", "盒", "箱", "包", "袋", "卷", "桶", "boxes", "box", "packs", "pack", "bags", "bag", "rolls",
    "roll", "cartons", "carton", "dozen",
];

/// A measure that pieces cannot be ordered in, and the other way round.
pub fn unit_contradicts(word: &str, sku_unit: &str) -> bool {
    let measure = |unit: &str| match unit.to_lowercase().as_str() {
        "米" | "m" | "metre" | "meter" | "mtr" => Some("m"),
        "千克" | "公斤" | "kg" | "kgm" | "kilogram" => Some("kg"),
        "升" | "litre" | "liter" | "ltr" => Some("l"),
        "吨" | "tonne" | "tne" => Some("t"),
        "克" | "gram" | "grm" => Some("g"),
        "平方米" | "mtk" => Some("m2"),
        _ => None,
    };
    measure(word) != measure(sku_unit)
}

/// A quantity found in a text.
#[derive(Debug)]
pub struct Found {
    /// How much, or why that cannot be told.
    pub quantity: Result<Quantity, PasteFault>,
    /// The unit's word.
    pub unit: Option<String>,
    /// Chinese numerals without a unit: more likely a word.
    pub bare_word: bool,
}

/// Reads a text that is nothing but a quantity: `20个`, `1千只`, `1,000`, `一百个`, `x4`.
pub fn read_quantity(text: &str) -> Option<Found> {
    let folded: String = text.nfkc().collect::<String>().trim().to_owned();
    let text = folded.strip_prefix(['x', 'X', '×', '*']).map_or(folded.as_str(), str::trim_start);
    let (number, unit) = strip_unit(text);
    let (quantity, bare_word) = read_number(number.trim())?;
    Some(Found { quantity, bare_word: bare_word && unit.is_none(), unit })
}

/// Splits a trailing unit off, longest word first.
pub fn strip_unit(text: &str) -> (&str, Option<String>) {
    let lower = text.to_lowercase();
    let mut best: Option<&str> = None;
    for unit in UNITS {
        let ends = lower.len() == text.len() && lower.ends_with(unit);
        if ends && best.is_none_or(|b| unit.len() > b.len()) {
            best = Some(unit);
        }
    }
    let Some(unit) = best else { return (text, None) };
    let (head, word) = text.split_at(text.len() - unit.len());
    let stands_alone = !unit.is_ascii()
        || head.ends_with(|c: char| c.is_ascii_digit() || c.is_whitespace() || chinese_digit(c).is_some());
    if stands_alone && !head.trim().is_empty() {
        (head.trim_end(), Some(word.to_owned()))
    } else {
        (text, None)
    }
}

/// Arabic figures with an optional 百千万, or Chinese numerals. `true` for the latter.
pub fn read_number(text: &str) -> Option<(Result<Quantity, PasteFault>, bool)> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.starts_with(|c: char| c.is_ascii_digit()) {
        let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(digits.len());
        let (figure, rest) = digits.split_at(end);
        let factor = match rest.trim() {
            "" => 1,
            "百" => 100,
            "千" => 1_000,
            "万" => 10_000,
            _ => return None,
        };
        if text.starts_with('-') {
            return Some((Err(PasteFault::OutOfRange(text.to_owned())), false));
        }
        let read = match Quantity::parse(figure) {
            Ok(q) => q
                .get()
                .checked_mul(Decimal::from(factor))
                .ok_or(QuantityError::OutOfRange)
                .and_then(Quantity::new),
            Err(error) => Err(error),
        };
        let fault = |error| match error {
            QuantityError::NotANumber => PasteFault::NotANumber(text.to_owned()),
            QuantityError::OutOfRange => PasteFault::OutOfRange(text.to_owned()),
        };
        return Some((read.map_err(fault), false));
    }
    let value = chinese_number(text)?;
    Some((Quantity::new(value).map_err(|_| PasteFault::OutOfRange(text.to_owned())), true))
}

/// The value of a Chinese numeral's sign.
pub fn chinese_digit(c: char) -> Option<u64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '十' => 10,
        '百' => 100,
        '千' => 1_000,
        '万' => 10_000,
        _ => return None,
    })
}

/// 一百二十 → 120, 两千 → 2000, 一万五千 → 15 000.
pub fn chinese_number(text: &str) -> Option<Decimal> {
    if text.is_empty() || text.chars().count() > 12 {
        return None;
    }
    let (mut total, mut section, mut digit) = (0u64, 0u64, None);
    for c in text.chars() {
        match chinese_digit(c)? {
            10_000 => {
                total = (total + section + digit.take().unwrap_or(0)).checked_mul(10_000)?;
                section = 0;
            }
            unit @ (10 | 100 | 1_000) => section += digit.take().unwrap_or(1) * unit,
            figure => digit = Some(figure),
        }
    }
    Some(Decimal::from(total + section + digit.unwrap_or(0)))
}
