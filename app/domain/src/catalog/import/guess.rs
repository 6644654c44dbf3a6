//! Guessing, for a person to correct: what a column is by its name, and what a parameter nobody knows could be by its
//! values.

use super::columns::{Column, ColumnPlan, KNOWN, LEAD_TIME, LONG_NAME, LONG_VALUE, NEW, PAIRS, UNDECIDED};
use super::job::Proposal;
use super::known::{Known, Meant, key};
use crate::catalog::parameter::{Bounds, ParameterKind, pieces};
use crate::catalog::text::is_han;
use crate::catalog::unit::{is_unit, shown, split_unit};
use pinyin::ToPinyin;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A text of more different values than this is free text.
const MOST_VALUES: usize = 50;
/// Cells with several values before a parameter is taken for one of several, and of how many filled ones one must be such
/// a cell: a slip of the pen is neither.
const SEVERAL_AT_LEAST: u64 = 3;
const SEVERAL_AMONG: u64 = 100;
/// Examples shown of a parameter nobody knows.
const EXAMPLES: usize = 5;

/// What columns are called, spelling aside.
const CALLED: &[(&str, &[&str])] = &[
    (
        "part_number",
        &[
            "partnumber",
            "partno",
            "partnum",
            "partkey",
            "sku",
            "mpn",
            "orderingcode",
            "型号",
            "规格型号",
            "订货号",
            "货号",
            "料号",
            "物料编码",
            "产品型号",
        ],
    ),
    ("category", &["category", "categorycode", "分类", "类别", "品类"]),
    ("family", &["family", "series", "familycode", "系列", "产品系列"]),
    ("name_zh", &["namezh", "chinesename", "名称", "品名", "产品名称", "中文名", "中文名称"]),
    ("name_en", &["name", "nameen", "englishname", "description", "英文名", "英文名称"]),
    ("brand", &["brand", "maker", "manufacturer", "品牌", "厂家", "制造商"]),
    ("standard", &["standardno", "标准号"]),
    ("unit", &["unit", "uom", "单位", "计量单位"]),
    ("pack_size", &["packsize", "pack", "packqty", "包装", "包装量", "包装数量", "每包数量"]),
    ("moq", &["moq", "minimumorder", "minqty", "起订量", "最小起订量"]),
    ("multiple", &["multiple", "orderstep", "倍数", "订货倍数"]),
    ("price_basis", &["pricebasis", "pricefor", "计价单位", "计价数量"]),
    (LEAD_TIME, &["leadtime", "leadtimedays", "leadtime(days)", "交期", "交货期", "交期天数"]),
    (
        LONG_NAME,
        &[
            "parameter",
            "parametername",
            "attribute",
            "attributename",
            "property",
            "参数",
            "参数名",
            "参数名称",
            "属性",
            "属性名",
        ],
    ),
    (LONG_VALUE, &["value", "parametervalue", "attributevalue", "参数值", "属性值", "值"]),
    ("", &["row", "field", "remedy", "行", "字段", "怎么改"]),
];

/// What the columns of a file look like. A part number, a name and the like are taken once, the first that fits. Of
/// parameters that share a name, the one of the rows' categories is meant.
pub fn propose(header: &[String], rows: &[Vec<String>], known: &Known) -> ColumnPlan {
    let categories = categories_of(header, rows, known);
    let mut used = HashSet::new();
    let mut columns: Vec<Column> = Vec::new();
    for (at, name) in header.iter().enumerate() {
        let cells = || rows.iter().filter_map(|row| row.get(at)).map(|c| c.trim()).filter(|c| !c.is_empty());
        let mut is = column(name, cells, known, &categories);
        let repeated = [PAIRS, NEW, UNDECIDED, ""].contains(&is.as_str());
        if !repeated && !used.insert(is.clone()) {
            is = NEW.to_owned();
        }
        columns.push(Column { header: name.clone(), is });
    }
    let mut plan = ColumnPlan { columns, ..ColumnPlan::default() };
    if plan.has(LONG_NAME) != plan.has(LONG_VALUE) {
        // one without the other is a column like any other
        for column in plan.columns.iter_mut().filter(|c| [LONG_NAME, LONG_VALUE].contains(&c.is.as_str())) {
            column.is = NEW.to_owned();
        }
    }
    plan
}

/// The categories rows are said to be of, by a column of their own or by that of their families.
fn categories_of(header: &[String], rows: &[Vec<String>], known: &Known) -> Vec<String> {
    let place = |field: &str| header.iter().position(|name| called(name) == Some(field));
    let (by_category, by_family) = (place("category"), place("family"));
    let cell =
        |row: &'_ [String], at: Option<usize>| at.and_then(|at| row.get(at)).cloned().unwrap_or_default();
    let of = |row: &Vec<String>| {
        let (category, family) = (cell(row, by_category), cell(row, by_family));
        let found = known.category_called(&category).or_else(|| known.category_of_family(&family));
        found.map(str::to_owned)
    };
    rows.iter().filter_map(of).collect::<BTreeSet<String>>().into_iter().collect()
}

/// Decides what can be decided of the undecided columns when rows without a category are of this one.
pub fn decide(plan: &mut ColumnPlan, known: &Known) {
    let Some(category) = known.category_called(&plan.category).map(str::to_owned) else { return };
    for at in plan.undecided() {
        let is = parameter(&plan.columns[at].header, known, std::slice::from_ref(&category));
        if let Some(is) = is.filter(|is| plan.columns.iter().all(|column| column.is != *is)) {
            plan.columns[at].is = is;
        }
    }
}

/// Codes of the parameters a column may be.
pub fn may_be<'a>(header: &str, known: &'a Known) -> &'a [String] {
    let (bare, _) = split_header(header);
    [header, bare]
        .into_iter()
        .find_map(|said| match known.parameter_called(said, &[]) {
            Meant::Several(codes) => Some(codes),
            _ => None,
        })
        .unwrap_or_default()
}

/// The field a column's name means, whatever the catalogue has.
fn called(name: &str) -> Option<&'static str> {
    let spelled = key(name);
    CALLED.iter().find(|(_, names)| names.contains(&spelled.as_str())).map(|(is, _)| *is)
}

/// The parameter a column is by its name; undecided where several are called so.
fn parameter(name: &str, known: &Known, categories: &[String]) -> Option<String> {
    let (bare, _) = split_header(name);
    [name, bare].into_iter().find_map(|said| match known.parameter_called(said, categories) {
        Meant::One(parameter) => Some(format!("{KNOWN}{}", parameter.def.code)),
        Meant::Several(_) => Some(UNDECIDED.to_owned()),
        Meant::Nothing => None,
    })
}

fn column<'a, I: Iterator<Item = &'a str>>(
    name: &str,
    cells: impl Fn() -> I,
    known: &Known,
    categories: &[String],
) -> String {
    if let Some(is) = called(name) {
        return is.to_owned();
    }
    if let Some(is) = parameter(name, known, categories) {
        return is;
    }
    let all = cells().count();
    let paired = cells().filter(|cell| !pairs(cell).is_empty() && pairs(cell).iter().all(Option::is_some));
    if all > 0 && paired.count() * 2 > all {
        return PAIRS.to_owned();
    }
    // without a name and without a word in it there is nothing to propose
    if all == 0 && name.trim().is_empty() { String::new() } else { NEW.to_owned() }
}

/// `bore=20 mm; 密封:2RS` as name and value each; none for a piece that is not one.
pub fn pairs(cell: &str) -> Vec<Option<(&str, &str)>> {
    cell.split([';', '\u{ff1b}', '\n'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let equals = piece.split_once(['=', '\u{ff1d}']);
            let (name, value) = equals.or_else(|| piece.split_once([':', '\u{ff1a}']))?;
            (!name.trim().is_empty()).then(|| (name.trim(), value.trim()))
        })
        .collect()
}

/// `内径(mm)` is 内径 in mm, `length_mm` length in mm.
pub fn split_header(name: &str) -> (&str, &str) {
    let name = name.trim();
    let brackets = [('(', ')'), ('\u{ff08}', '\u{ff09}'), ('[', ']'), ('【', '】')];
    for (open, close) in brackets {
        let inner = name.strip_suffix(close).and_then(|rest| rest.rsplit_once(open));
        if let Some((bare, unit)) = inner.filter(|(bare, unit)| !bare.trim().is_empty() && is_unit(unit)) {
            return (bare.trim(), unit.trim());
        }
    }
    let tail = name.rsplit_once(['_', ' ', '/']);
    // a single letter is a class or a size as often as a unit
    match tail.filter(|(bare, unit)| !bare.is_empty() && unit.len() > 1 && *unit != "in" && is_unit(unit)) {
        Some((bare, unit)) => (bare.trim(), unit),
        None => (name, ""),
    }
}

/// A code out of a name: 内径 is `nei_jing`.
pub fn code_of(name: &str) -> String {
    let mut out = String::new();
    let mut apart = true;
    for c in name.chars() {
        let sound = c.to_pinyin().filter(|_| is_han(c)).map(|p| p.plain());
        let piece: Option<String> = match sound {
            Some(sound) => Some(sound.chars().filter(char::is_ascii_lowercase).collect()),
            None => c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase().to_string()),
        };
        let Some(piece) = piece else {
            apart = true;
            continue;
        };
        if (apart || sound.is_some()) && !out.is_empty() {
            out.push('_');
        }
        out.push_str(&piece);
        apart = sound.is_some();
    }
    let code: String = out.chars().take(40).collect();
    let code = code.trim_matches('_');
    if code.is_empty() { "parameter".to_owned() } else { code.to_owned() }
}

/// What was seen of one name.
#[derive(Clone, Debug, Default)]
struct Seen {
    values: u64,
    numbers: u64,
    ranges: u64,
    answers: u64,
    /// Cells with several values, all cells' values one by one, and the different ones among them.
    several: u64,
    pieces: u64,
    different_pieces: BTreeSet<String>,
    /// A cell of `name=value` among several says more than values.
    named: bool,
    units: BTreeMap<String, u64>,
    different: BTreeSet<String>,
    examples: Vec<String>,
}

/// What a value looks like, with the unit of a number.
enum Look {
    Number(String),
    Range(String),
    Answer,
    Words,
}

impl Look {
    fn of(value: &str) -> Look {
        // most values of a large file are plain numbers or words without any
        let plain = |b: u8| b.is_ascii_digit() || b == b'.';
        if value.bytes().all(plain) && value.parse::<Decimal>().is_ok() {
            return Look::Number(String::new());
        }
        if !value.chars().any(char::is_numeric) {
            let answer = value.to_lowercase();
            let answers = ["yes", "no", "true", "false", "y", "n", "是", "否", "有", "无"];
            return if answers.contains(&answer.as_str()) { Look::Answer } else { Look::Words };
        }
        match split_unit(value).filter(|(_, unit)| unit.is_empty() || is_unit(unit)) {
            Some((_, unit)) => Look::Number(unit),
            None => range_unit(value).map_or(Look::Words, Look::Range),
        }
    }
}

/// Parameters nobody knows, as they are met.
#[derive(Clone, Debug, Default)]
pub struct Guesses {
    seen: BTreeMap<String, Seen>,
}

impl Guesses {
    /// A value under a name.
    pub fn note(&mut self, said: &str, value: &str) {
        let said = said.trim();
        let seen = match self.seen.get_mut(said) {
            Some(seen) => seen,
            None => self.seen.entry(said.to_owned()).or_default(),
        };
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        seen.values += 1;
        if seen.examples.len() < EXAMPLES && !seen.examples.iter().any(|e| e == value) {
            seen.examples.push(value.chars().take(40).collect());
        }
        if seen.different.len() <= MOST_VALUES && !seen.different.contains(value) {
            seen.different.insert(value.to_owned());
        }
        seen.part(value);
        match Look::of(value) {
            Look::Number(unit) => {
                seen.numbers += 1;
                if !unit.is_empty() {
                    *seen.units.entry(unit).or_default() += 1;
                }
            }
            Look::Range(unit) => {
                seen.ranges += 1;
                *seen.units.entry(unit).or_default() += 1;
            }
            Look::Answer => seen.answers += 1,
            Look::Words => {}
        }
    }

    /// Each with its likely kind and unit; codes differ from one another and from what is known.
    pub fn proposals(&self, known: &Known) -> Vec<Proposal> {
        let mut taken = HashSet::new();
        let propose = |(said, seen): (&String, &Seen)| {
            let (bare, typed) = split_header(said);
            let kind = seen.kind();
            let unit = if kind.is_numeric() { seen.unit(typed) } else { String::new() };
            let code =
                free_code(code_of(bare), |code| known.parameter(code).is_none() && !taken.contains(code));
            taken.insert(code.clone());
            Proposal {
                said: said.clone(),
                code,
                name_zh: bare.to_owned(),
                name_en: bare.to_owned(),
                kind,
                unit,
                many: seen.says_several(),
                values: seen.values,
                examples: seen.examples.clone(),
            }
        };
        self.seen.iter().map(propose).collect()
    }
}

/// The code, or the first with a number behind it that is free.
fn free_code(base: String, free: impl Fn(&str) -> bool) -> String {
    let mut code = base.clone();
    let mut number = 1u32;
    while !free(&code) {
        number += 1;
        code = format!("{base}_{number}");
    }
    code
}

/// The unit of a text that is from … to; none when it is no range.
fn range_unit(text: &str) -> Option<String> {
    let number =
        |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '–' | '—' | '~' | '…' | ' ' | '至' | '到');
    let end = text.char_indices().find(|(_, c)| !number(*c)).map_or(text.len(), |(at, _)| at);
    let unit = text[end..].trim();
    let bounds = Bounds::parse(text, unit).filter(|_| unit.is_empty() || is_unit(unit))?;
    matches!((bounds.min, bounds.max), (Some(low), Some(high)) if low < high).then(|| unit.to_owned())
}

/// Words that come again and again are a list of named values, others free text.
fn named_or_free(all: u64, different: usize) -> ParameterKind {
    if different <= MOST_VALUES && (different <= 12 || all >= 2 * different as u64) {
        ParameterKind::Enum
    } else {
        ParameterKind::Text
    }
}

impl Seen {
    /// The values of a cell one by one.
    fn part(&mut self, cell: &str) {
        let before = self.pieces;
        for piece in pieces(cell) {
            self.pieces += 1;
            self.named |= piece.contains(['=', '\u{ff1d}']);
            if self.different_pieces.len() <= MOST_VALUES && !self.different_pieces.contains(piece) {
                self.different_pieces.insert(piece.to_owned());
            }
        }
        self.several += u64::from(self.pieces > before + 1);
    }

    /// Its cells say several values: more than a few of them, and none of those is a name with its value.
    fn says_several(&self) -> bool {
        !self.named && self.several >= SEVERAL_AT_LEAST && self.several * SEVERAL_AMONG > self.values
    }

    fn kind(&self) -> ParameterKind {
        if self.says_several() {
            return named_or_free(self.pieces, self.different_pieces.len());
        }
        let different = self.different.len();
        match self.values {
            0 => ParameterKind::Text,
            all if self.answers == all => ParameterKind::Boolean,
            all if self.numbers == all => ParameterKind::Number,
            all if self.ranges > 0 && self.numbers + self.ranges == all => ParameterKind::Range,
            all => named_or_free(all, different),
        }
    }

    /// The unit most values are in, else the one of the column's name.
    fn unit(&self, typed: &str) -> String {
        let most = self.units.iter().filter(|(unit, _)| !unit.is_empty()).max_by_key(|(_, count)| **count);
        let unit = most.map_or(typed, |(unit, _)| unit.as_str());
        shown(unit).unwrap_or(unit).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        line.split('|').map(str::to_owned).collect()
    }

    #[test]
    fn columns_are_known_by_their_names_in_both_languages() {
        let rows = [texts("6204|球轴承|20 mm|bore=20 mm;od=47 mm|x")];
        let plan = propose(&texts("型号|名称|内径(mm)|more|Part No"), &rows, &Known::default());
        let is: Vec<&str> = plan.columns.iter().map(|c| c.is.as_str()).collect();
        assert_eq!(is, ["part_number", "name_zh", NEW, PAIRS, NEW]);
        let long = propose(&texts("SKU|参数|值"), &[], &Known::default());
        assert!(long.has(LONG_NAME) && long.has(LONG_VALUE));
        let half = propose(&texts("SKU|value"), &[], &Known::default());
        assert!(half.has(NEW) && !half.has(LONG_VALUE));
    }

    #[test]
    fn names_carry_their_unit_and_become_codes() {
        assert_eq!(split_header("内径(mm)"), ("内径", "mm"));
        assert_eq!(split_header("length_mm"), ("length", "mm"));
        assert_eq!(split_header("Pressure [bar]"), ("Pressure", "bar"));
        assert_eq!(split_header("class_a"), ("class_a", ""));
        assert_eq!(code_of("内径"), "nei_jing");
        assert_eq!(code_of("Head Ø (max)"), "head_max");
        assert_eq!(code_of("IP等级"), "ip_deng_ji");
        assert_eq!(code_of("★"), "parameter");
        assert_eq!(pairs("a=1; b:2;c=3"), [Some(("a", "1")), Some(("b", "2")), Some(("c", "3"))]);
        assert_eq!(pairs("A2"), [None]);
    }

    #[test]
    fn kinds_and_units_are_told_by_the_values() {
        let mut guesses = Guesses::default();
        let said = [
            ("内径(mm)", "20|25|30"),
            ("weight", "1.5 kg|200 g|3 kg"),
            ("supply", "10-30 V|24 V"),
            ("sealed", "yes|no|是"),
            ("colour", "red|blue|red|red"),
        ];
        for (name, values) in said {
            texts(values).iter().for_each(|value| guesses.note(name, value));
        }
        (0..200).for_each(|n| guesses.note("note", &format!("free text {n}")));
        let found = guesses.proposals(&Known::default());
        let of = |said: &str| found.iter().find(|p| p.said == said).map(|p| (p.kind, p.unit.as_str()));
        assert_eq!(of("内径(mm)"), Some((ParameterKind::Number, "mm")));
        assert_eq!(of("weight"), Some((ParameterKind::Number, "kg")));
        assert_eq!(of("supply"), Some((ParameterKind::Range, "V")));
        assert_eq!(of("sealed"), Some((ParameterKind::Boolean, "")));
        assert_eq!(of("colour"), Some((ParameterKind::Enum, "")));
        assert_eq!(of("note"), Some((ParameterKind::Text, "")));
    }

    #[test]
    fn cells_of_several_values_are_told_from_a_slip_of_the_pen() {
        let many = |cells: &[&str], plain: usize| {
            let mut guesses = Guesses::default();
            cells.iter().for_each(|cell| guesses.note("x", cell));
            (0..plain).for_each(|_| guesses.note("x", "CE"));
            let found = guesses.proposals(&Known::default()).remove(0);
            (found.many, found.kind)
        };
        let three = ["CE;UL", "CE；CCC; UL", "UL;CE;"];
        assert_eq!(many(&three, 10), (true, ParameterKind::Enum));
        // of three hundred cells three are one in a hundred, and not more
        assert_eq!(many(&three, 296), (true, ParameterKind::Enum));
        assert_eq!(many(&three, 297), (false, ParameterKind::Enum));
        assert_eq!(many(&three[..2], 10), (false, ParameterKind::Enum));
        // one value with a semicolon behind it is one
        assert_eq!(many(&["CE;", "UL;", ";CCC"], 10), (false, ParameterKind::Enum));
        assert_eq!(many(&["CE;UL", "CE;UL", "UL;CE", "class=A;UL"], 10), (false, ParameterKind::Enum));
        // the different values count, not the ways they are put together
        let pairs: Vec<String> = (0..20).flat_map(|a| (0..20).map(move |b| format!("v{a};v{b}"))).collect();
        let pairs: Vec<&str> = pairs.iter().map(String::as_str).collect();
        assert_eq!(many(&pairs, 0), (true, ParameterKind::Enum));
        let free: Vec<String> = (0..200).map(|n| format!("see drawing {n}; sheet {}", n + 500)).collect();
        let free: Vec<&str> = free.iter().map(String::as_str).collect();
        assert_eq!(many(&free, 0), (true, ParameterKind::Text));
        // several numbers are names, not one measure
        assert_eq!(many(&["12;24", "12", "24;48", "12;24;48"], 0), (true, ParameterKind::Enum));
    }
}
