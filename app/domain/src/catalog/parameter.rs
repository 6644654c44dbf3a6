//! Typed parameter values and their canonical order. A value is always in its parameter's own unit.
//!
//! Source: facts 2.12 (the four types of ETIM, and free text).

use super::unit::{convert, split_unit};
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
    /// Both ends of a range, or two values.
    Pair(String, String),
    /// Several values.
    List(Vec<String>),
    /// Everything else.
    Text(String),
}

impl StoredValue {
    /// Every value of it, in the order stored; what has not the shape its kind demands is left out.
    pub fn values(&self, kind: ParameterKind) -> Vec<ParameterValue> {
        let read = |text: &String| ParameterValue::from_stored(kind, &StoredValue::Text(text.clone()));
        match self {
            StoredValue::List(texts) => texts.iter().filter_map(read).collect(),
            // two values look like the ends of a range
            StoredValue::Pair(one, other) if kind != ParameterKind::Range => {
                [one, other].into_iter().filter_map(read).collect()
            }
            one => ParameterValue::from_stored(kind, one).into_iter().collect(),
        }
    }

    /// How many values it is.
    pub fn count(&self, kind: ParameterKind) -> usize {
        match self {
            StoredValue::List(texts) => texts.len(),
            StoredValue::Pair(..) if kind != ParameterKind::Range => 2,
            _ => 1,
        }
    }

    /// Several values as they are stored; each once, in this order. None when there are none.
    pub fn of_texts(texts: Vec<String>) -> Option<Self> {
        let mut once: Vec<String> = Vec::with_capacity(texts.len());
        for text in texts {
            if !once.contains(&text) {
                once.push(text);
            }
        }
        match once.len() {
            0 => None,
            1 => once.pop().map(StoredValue::Text),
            _ => Some(StoredValue::List(once)),
        }
    }
}

/// The pieces of a text that says several values: `CE; UL`, with a semicolon of either width between them.
pub fn pieces(typed: &str) -> impl Iterator<Item = &str> {
    typed.split([';', '\u{ff1b}']).map(str::trim).filter(|piece| !piece.is_empty())
}

/// Several values as people read them, each in Chinese and English; none when there is no value.
pub fn together<'a>(mut values: impl Iterator<Item = (&'a str, &'a str)>) -> Option<(String, String)> {
    let (zh, en) = values.next()?;
    let (mut all_zh, mut all_en) = (zh.to_owned(), en.to_owned());
    for (zh, en) in values {
        all_zh.push('、');
        all_zh.push_str(zh);
        all_en.push_str(", ");
        all_en.push_str(en);
    }
    Some((all_zh, all_en))
}

/// The order the schema gives values: by the place people set, those without one after them in canonical order.
pub fn schema_order(a: (Option<i32>, &ParameterValue), b: (Option<i32>, &ParameterValue)) -> Ordering {
    let placed = |place: Option<i32>| (place.is_none(), place);
    placed(a.0).cmp(&placed(b.0)).then_with(|| a.1.canonical_cmp(b.1))
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
            ParameterKind::Range => match Bounds::parse(text, unit)? {
                Bounds { min: Some(lo), max: Some(hi) } => Self::range(lo, hi),
                _ => None,
            },
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

    /// True when the value lies in, or overlaps, the bounds: 24 is met by 10–30. Values without a number never do.
    pub fn within(&self, bounds: &Bounds) -> bool {
        let (lo, hi) = match self {
            Self::Number(n) => (*n, *n),
            Self::Range(lo, hi) => (*lo, *hi),
            _ => return false,
        };
        bounds.min.is_none_or(|min| hi >= min) && bounds.max.is_none_or(|max| lo <= max)
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

/// Reads a measure as people write it (`6`, `6mm`, `0.25in`, `1/4"`, `24 VDC`) into this unit; a bare number is in it
/// already.
pub fn parse_measure(text: &str, unit: &str) -> Option<Decimal> {
    let (number, typed) = split_unit(text)?;
    if typed.is_empty() { Some(number) } else { convert(number, &typed, unit) }
}

/// Inclusive bounds, in a parameter's own unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// At least.
    pub min: Option<Decimal>,
    /// At most.
    pub max: Option<Decimal>,
}

impl Bounds {
    /// Reads what people type where a number is wanted, into this unit: `24V` is that very value, `≥ 24V`, `<= 1/4"`,
    /// `10..30`, `6mm-1in`, `10~30`. None when it is not understood. Bounds are inclusive, also of `>` and `<`: nobody
    /// who types `> 24` minds seeing 24.
    pub fn parse(text: &str, unit: &str) -> Option<Self> {
        let text: String = text.nfkc().collect::<String>().replace('≧', "≥").replace('≦', "≤");
        let text = text.trim();
        let after = |signs: &[&str]| signs.iter().find_map(|sign| text.strip_prefix(sign));
        if let Some(rest) = after(&["≥", ">=", "=>", ">", "大于", "不小于", "至少"]) {
            return Some(Self { min: Some(parse_measure(rest, unit)?), max: None });
        }
        if let Some(rest) = after(&["≤", "<=", "=<", "<", "小于", "不大于", "至多"]) {
            return Some(Self { min: None, max: Some(parse_measure(rest, unit)?) });
        }
        if let Some(value) = parse_measure(after(&["="]).unwrap_or(text), unit) {
            return Some(Self { min: Some(value), max: Some(value) });
        }
        let ends = [" to ", "..", "…", "~", "–", "—", "至", "到", "-"]
            .iter()
            .filter_map(|sign| text.split_once(sign));
        ends.filter_map(|(low, high)| Self::between(low.trim(), high.trim_start_matches('.').trim(), unit))
            .next()
    }

    /// `10..30V`: a bare first end is in the unit of the second. An empty end is open.
    fn between(low: &str, high: &str, unit: &str) -> Option<Self> {
        let typed = split_unit(high).map(|(_, typed)| typed).filter(|typed| !typed.is_empty());
        let low = match split_unit(low) {
            Some((number, bare)) if bare.is_empty() => {
                Some(convert(number, typed.as_deref().unwrap_or(unit), unit)?)
            }
            Some((number, typed)) => Some(convert(number, &typed, unit)?),
            None if low.is_empty() => None,
            None => return None,
        };
        let high = if high.is_empty() { None } else { Some(parse_measure(high, unit)?) };
        let bounds = Self { min: low, max: high };
        let ordered = low.zip(high).is_none_or(|(low, high)| low <= high);
        (ordered && (low.is_some() || high.is_some())).then_some(bounds)
    }

    /// As typed again: parses to itself.
    pub fn text(&self) -> String {
        let number = |n: Decimal| n.normalize().to_string();
        match (self.min, self.max) {
            (Some(min), Some(max)) if min == max => number(min),
            (Some(min), Some(max)) => format!("{}..{}", number(min), number(max)),
            (Some(min), None) => format!("≥{}", number(min)),
            (None, Some(max)) => format!("≤{}", number(max)),
            (None, None) => String::new(),
        }
    }
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
        assert_eq!(parse_measure("0.25in", "mm"), Some(d("6.35")));
        assert_eq!(parse_measure("25.4mm", "in"), Some(d("1")));
        assert_eq!(parse_measure("24V", "V"), Some(d("24")));
        for bad in ["", "abc", "1/0\"", "in", "1e400", "24V"] {
            assert_eq!(parse_measure(bad, "mm"), None, "{bad}");
        }
    }

    #[test]
    fn bounds_are_read_as_people_type_them() {
        let both = |low: &str, high: &str| Some(Bounds { min: Some(d(low)), max: Some(d(high)) });
        for (text, unit, expected) in [
            ("24V", "V", both("24", "24")),
            ("24 VDC", "V", both("24", "24")),
            ("≥ 24V", "V", Some(Bounds { min: Some(d("24")), max: None })),
            (">=24", "V", Some(Bounds { min: Some(d("24")), max: None })),
            ("<= 1/4\"", "mm", Some(Bounds { min: None, max: Some(d("6.35")) })),
            ("10..30", "V", both("10", "30")),
            ("10-30V", "V", both("10", "30")),
            ("10~30 伏", "V", both("10", "30")),
            ("6mm-1in", "mm", both("6", "25.4")),
            ("1/4\"..1/2\"", "mm", both("6.35", "12.7")),
            ("1..2in", "mm", both("25.4", "50.8")),
            ("-40..-10", "°C", both("-40", "-10")),
            ("10..", "mm", Some(Bounds { min: Some(d("10")), max: None })),
            ("6mm", "mm", both("6", "6")),
            ("0.25in", "mm", both("6.35", "6.35")),
        ] {
            assert_eq!(Bounds::parse(text, unit), expected, "{text}");
            if let Some(bounds) = expected {
                assert_eq!(Bounds::parse(&bounds.text(), unit), expected, "{}", bounds.text());
            }
        }
        for bad in ["", "abc", "30..10", "24V", "..", "6 or 8"] {
            assert_eq!(Bounds::parse(bad, "mm"), None, "{bad}");
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
        let wanted = |text: &str| Bounds::parse(text, "V").unwrap();
        assert!(voltage.within(&wanted("24 VDC")) && !voltage.within(&wanted("≥31")));
    }

    #[test]
    fn several_values_are_read_one_by_one_and_each_once() {
        let typed: Vec<_> = pieces(" CE;UL；;CE ; ").collect();
        assert_eq!(typed, ["CE", "UL", "CE"]);
        let stored = StoredValue::of_texts(typed.into_iter().map(str::to_owned).collect()).unwrap();
        assert_eq!(stored, StoredValue::List(vec!["CE".into(), "UL".into()]));
        // as it comes back from the database two values look like a range
        let read: StoredValue = serde_json::from_str(&serde_json::to_string(&stored).unwrap()).unwrap();
        let codes = |kind| read.values(kind).iter().map(ParameterValue::code).collect::<Vec<_>>();
        assert_eq!(
            (codes(ParameterKind::Enum), read.count(ParameterKind::Text)),
            (vec!["CE".into(), "UL".into()], 2)
        );
        assert_eq!(StoredValue::of_texts(vec!["CE".into(); 2]), Some(StoredValue::Text("CE".into())));
        assert_eq!(StoredValue::of_texts(Vec::new()), None);
        let range = StoredValue::Pair("10".into(), "30".into());
        assert_eq!((range.values(ParameterKind::Range).len(), range.count(ParameterKind::Range)), (1, 1));
    }

    #[test]
    fn several_values_are_read_in_both_languages() {
        let shown = together([("氟橡胶", "FKM"), ("丁腈", "NBR")].into_iter());
        assert_eq!(shown, Some(("氟橡胶、丁腈".into(), "FKM, NBR".into())));
        assert_eq!(together(std::iter::empty()), None);
    }
}
