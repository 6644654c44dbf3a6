//! Typed parameter values and their canonical order. A value is always in its parameter's own unit.
//!
//! Source: facts 2.12 (the four types of ETIM, and free text).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use unicode_normalization::UnicodeNormalization;

/// What the values of a parameter are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ParameterKind {
    /// One of a list of named values.
    Enum,
    /// A number with a unit.
    Number,
    /// From … to, with a unit.
    Range,
    /// Free text.
    Text,
    /// Yes or no.
    Boolean,
}

impl ParameterKind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            ParameterKind::Enum => "enum",
            ParameterKind::Number => "number",
            ParameterKind::Range => "range",
            ParameterKind::Text => "text",
            ParameterKind::Boolean => "boolean",
        }
    }

    /// Reads what is stored.
    pub fn parse(text: &str) -> Option<Self> {
        use ParameterKind::*;
        [Enum, Number, Range, Text, Boolean].into_iter().find(|kind| kind.as_str() == text)
    }

    /// Right-aligned and with a range to choose from.
    pub fn is_numeric(self) -> bool {
        matches!(self, ParameterKind::Number | ParameterKind::Range)
    }
}

/// A value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ParameterValue {
    /// Code of a named value.
    Enum(String),
    /// A number.
    Number(Decimal),
    /// Both ends belong to it; `lo ≤ hi`.
    Range(Decimal, Decimal),
    /// Free text.
    Text(String),
    /// Yes or no.
    Bool(bool),
}

/// How a value is written in the database: a text, a pair of texts, or yes/no.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum StoredValue {
    /// Yes or no.
    Bool(bool),
    /// Both ends of a range.
    Pair(String, String),
    /// Everything else.
    Text(String),
}

impl ParameterValue {
    /// Reads what is stored; `None` when it has not the shape its kind demands.
    pub fn from_stored(kind: ParameterKind, stored: &StoredValue) -> Option<Self> {
        match (kind, stored) {
            (ParameterKind::Boolean, StoredValue::Bool(b)) => Some(Self::Bool(*b)),
            (ParameterKind::Range, StoredValue::Pair(lo, hi)) => {
                Self::range(lo.parse().ok()?, hi.parse().ok()?)
            }
            (_, StoredValue::Text(text)) => Self::parse(kind, "", text),
            _ => None,
        }
    }

    /// As stored.
    pub fn to_stored(&self) -> StoredValue {
        match self {
            Self::Enum(text) | Self::Text(text) => StoredValue::Text(text.clone()),
            Self::Number(n) => StoredValue::Text(n.normalize().to_string()),
            Self::Range(lo, hi) => StoredValue::Pair(lo.normalize().to_string(), hi.normalize().to_string()),
            Self::Bool(b) => StoredValue::Bool(*b),
        }
    }

    /// Reads what a file or a person says, into the parameter's unit.
    pub fn parse(kind: ParameterKind, unit: &str, text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        match kind {
            ParameterKind::Enum => Some(Self::Enum(text.to_owned())),
            ParameterKind::Text => Some(Self::Text(text.to_owned())),
            ParameterKind::Number => parse_measure(text, unit).map(Self::Number),
            ParameterKind::Range => {
                let (lo, hi) = text.split_once("..").or_else(|| text.split_once('~')).unwrap_or((text, text));
                Self::range(parse_measure(lo, unit)?, parse_measure(hi, unit)?)
            }
            ParameterKind::Boolean => match text.to_lowercase().as_str() {
                "1" | "yes" | "true" | "y" | "是" | "有" => Some(Self::Bool(true)),
                "0" | "no" | "false" | "n" | "否" | "无" => Some(Self::Bool(false)),
                _ => None,
            },
        }
    }

    fn range(lo: Decimal, hi: Decimal) -> Option<Self> {
        (lo <= hi).then_some(Self::Range(lo, hi))
    }

    /// The code in addresses; equal values have equal codes.
    pub fn code(&self) -> String {
        match self {
            Self::Enum(text) | Self::Text(text) => text.clone(),
            Self::Number(n) => n.normalize().to_string(),
            Self::Range(lo, hi) => format!("{}..{}", lo.normalize(), hi.normalize()),
            Self::Bool(b) => b.to_string(),
        }
    }

    /// As shown when the value has no name of its own: Chinese, English.
    pub fn display(&self) -> (String, String) {
        let same = |text: String| (text.clone(), text);
        match self {
            Self::Bool(true) => ("是".into(), "yes".into()),
            Self::Bool(false) => ("否".into(), "no".into()),
            Self::Range(lo, hi) if lo == hi => same(lo.normalize().to_string()),
            Self::Range(lo, hi) => same(format!("{}–{}", lo.normalize(), hi.normalize())),
            other => same(other.code()),
        }
    }

    /// True when the value lies in, or overlaps, the inclusive bounds. Values without a number never do.
    pub fn within(&self, min: Option<Decimal>, max: Option<Decimal>) -> bool {
        let (lo, hi) = match self {
            Self::Number(n) => (*n, *n),
            Self::Range(lo, hi) => (*lo, *hi),
            _ => return false,
        };
        min.is_none_or(|min| hi >= min) && max.is_none_or(|max| lo <= max)
    }

    /// Canonical order: numbers by size, texts naturally (M3 before M12), no before yes.
    pub fn canonical_cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Range(a, b), Self::Range(c, d)) => (a, b).cmp(&(c, d)),
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (a, b) => natural_cmp(&a.code(), &b.code()),
        }
    }
}

/// Compares texts with the numbers in them by size: `M1.6 < M2 < M10 < N1`.
pub fn natural_cmp(a: &str, b: &str) -> Ordering {
    let (mut a_rest, mut b_rest) = (a, b);
    while !a_rest.is_empty() && !b_rest.is_empty() {
        let ((x, x_number), (y, y_number)) = (chunk(a_rest), chunk(b_rest));
        let order = match (x_number.then(|| x.parse::<Decimal>()), y_number.then(|| y.parse::<Decimal>())) {
            (Some(Ok(m)), Some(Ok(n))) => m.cmp(&n),
            _ => x.cmp(y),
        };
        if order != Ordering::Equal {
            return order;
        }
        a_rest = &a_rest[x.len()..];
        b_rest = &b_rest[y.len()..];
    }
    a_rest.len().cmp(&b_rest.len()).then_with(|| a.cmp(b))
}

/// The leading number (with at most one point followed by a digit) or the leading text up to the next digit.
fn chunk(text: &str) -> (&str, bool) {
    let bytes = text.as_bytes();
    let is_digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    if !is_digit(0) {
        let end = bytes.iter().position(u8::is_ascii_digit).unwrap_or(bytes.len());
        return (&text[..end], false);
    }
    let (mut end, mut pointed) = (0, false);
    while is_digit(end) || (!pointed && bytes.get(end) == Some(&b'.') && is_digit(end + 1)) {
        pointed |= bytes.get(end) == Some(&b'.');
        end += 1;
    }
    (&text[..end], true)
}

/// Millimetres of an inch.
const INCH: Decimal = Decimal::from_parts(254, 0, 0, false, 1);

/// Reads a measure as people write it (`6`, `6mm`, `0.25in`, `1/4"`, `1 1/2"`) into millimetres; a bare number is in
/// the parameter's unit already. A parameter in inches gets inches.
pub fn parse_measure(text: &str, unit: &str) -> Option<Decimal> {
    let folded: String = text.nfkc().collect::<String>().trim().to_lowercase();
    let inches =
        ["inches", "inch", "in", "\"", "″", "''", "英寸"].iter().find_map(|s| folded.strip_suffix(s));
    let millimetres = ["mm", "毫米"].iter().find_map(|s| folded.strip_suffix(s));
    let own = folded.strip_suffix(&unit.to_lowercase()).filter(|_| !unit.is_empty());
    match (unit, inches, millimetres) {
        ("in", Some(number), _) => fraction(number),
        ("in", _, Some(number)) => fraction(number)?.checked_div(INCH),
        ("" | "mm", Some(number), _) => fraction(number)?.checked_mul(INCH),
        ("" | "mm", _, Some(number)) => fraction(number),
        _ => fraction(own.unwrap_or(&folded)),
    }
}

fn fraction(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (whole, part) = match text.split_once([' ', '-']) {
        Some((whole, part)) if part.contains('/') => (whole.trim().parse().ok()?, part.trim()),
        _ => (Decimal::ZERO, text),
    };
    let part = match part.split_once('/').or_else(|| part.split_once('⁄')) {
        Some((over, under)) => {
            over.trim().parse::<Decimal>().ok()?.checked_div(under.trim().parse::<Decimal>().ok()?)?
        }
        None => part.parse().ok()?,
    };
    whole.checked_add(part).map(|n| n.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn sizes_stand_in_the_order_of_the_trade() {
        let mut sizes =
            vec!["M10", "M3", "M1.6", "M2", "M16", "M2.5", "A4-80", "A2-70", "10.9", "8.8", "12.9"];
        sizes.sort_by(|a, b| natural_cmp(a, b));
        assert_eq!(
            sizes,
            ["8.8", "10.9", "12.9", "A2-70", "A4-80", "M1.6", "M2", "M2.5", "M3", "M10", "M16"]
        );
    }

    #[test]
    fn measures_are_read_in_both_systems() {
        assert_eq!(parse_measure("6", "mm"), Some(d("6")));
        assert_eq!(parse_measure("６ mm", "mm"), Some(d("6")));
        assert_eq!(parse_measure("0.25in", "mm"), Some(d("6.35")));
        assert_eq!(parse_measure("1/4\"", "mm"), Some(d("6.35")));
        assert_eq!(parse_measure("1 1/2\"", "mm"), Some(d("38.1")));
        assert_eq!(parse_measure("25.4mm", "in"), Some(d("1")));
        assert_eq!(parse_measure("24V", "V"), Some(d("24")));
        for bad in ["", "abc", "1/0\"", "in", "1e400"] {
            assert_eq!(parse_measure(bad, "mm"), None, "{bad}");
        }
    }

    #[test]
    fn what_is_stored_comes_back() {
        for (kind, text) in [
            (ParameterKind::Enum, "M8"),
            (ParameterKind::Number, "1.25"),
            (ParameterKind::Range, "10..30"),
            (ParameterKind::Text, "a b"),
            (ParameterKind::Boolean, "true"),
        ] {
            let value = ParameterValue::parse(kind, "mm", text).unwrap();
            assert_eq!(ParameterValue::from_stored(kind, &value.to_stored()), Some(value.clone()));
            assert_eq!(value.code(), text);
        }
        let voltage = ParameterValue::Range(d("10"), d("30"));
        assert!(voltage.within(Some(d("24")), None) && !voltage.within(Some(d("31")), None));
    }
}
