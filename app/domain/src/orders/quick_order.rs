//! Reading an order out of pasted text: chat messages, Excel blocks, one part per line. Pure and deterministic.
//!
//! It finds quantity, unit and the words naming the part; it does not know the catalogue. What it is not sure of it flags for
//! a person, and it never drops a line: every row comes back, readable or not. Source: facts 2.10, 2.11.

use crate::quantity::Quantity;
use crate::rejection::{FieldProblem, Problem};
use figures::{Found, PACKS, UNITS, chinese_digit, read_number, read_quantity, strip_unit};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

pub mod figures;
#[cfg(test)]
mod tests;

/// Longest text taken, in bytes.
pub const MAX_BYTES: usize = 1_000_000;
/// Most lines taken.
pub const MAX_LINES: usize = 5_000;
/// Longest line read as an order line, in characters; longer ones come back as a problem.
pub const MAX_LINE: usize = 500;

/// One line of an order as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastedLine {
    /// 1-based row in the text; two parts written in one line share it.
    pub row: u32,
    /// The text as it was.
    pub raw: String,
    /// The words that name the part.
    pub part_text: String,
    /// How much, or why that cannot be told.
    pub quantity: Result<Quantity, PasteFault>,
    /// The unit's word as written.
    pub unit: Option<String>,
    /// What a person should look at.
    pub flags: Vec<PasteFlag>,
    /// Words after the quantity, a remark for us.
    pub remark: String,
}

/// Why a line has no quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasteFault {
    /// No quantity was written.
    Missing,
    /// It looks like one but is no number.
    NotANumber(String),
    /// Zero, negative or too large.
    OutOfRange(String),
    /// The line is longer than [`MAX_LINE`].
    TooLong,
}

/// Something in a line that wants a person's eye.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasteFlag {
    /// 急
    Urgent,
    /// Boxes or bags: how many pieces that is depends on the part.
    PackConversion,
    /// 同上: part of the name stands in the line above.
    SameAsAbove,
    /// 老样子: the last order again.
    ReorderLast,
    /// The writer expects this price.
    ClaimedPrice(Decimal),
    /// The writer says 含税.
    TaxIncluded,
    /// The number stood without unit right behind a word; it may be part of the name.
    Guessed,
}

impl PastedLine {
    /// The fault as a problem of its row.
    pub fn problem(&self) -> Option<FieldProblem> {
        let problem = match self.quantity.as_ref().err()? {
            PasteFault::Missing => Problem::Missing,
            PasteFault::NotANumber(typed) => Problem::NotANumber { typed: typed.clone() },
            PasteFault::OutOfRange(typed) => Problem::OutOfRange { typed: typed.clone() },
            PasteFault::TooLong => Problem::TooLong { max: MAX_LINE as u32 },
        };
        Some(FieldProblem::in_row("quantity", self.row, problem))
    }
}

/// Reads a whole pasted text. Empty rows and a heading row are passed over.
///
/// # Errors
/// The text is longer than [`MAX_BYTES`] or has more than [`MAX_LINES`] lines; nothing of it was read.
pub fn parse(text: &str) -> Result<Vec<PastedLine>, FieldProblem> {
    if text.len() > MAX_BYTES {
        return Err(FieldProblem::new("text", Problem::TooLong { max: MAX_BYTES as u32 }));
    }
    let rows = text.lines().filter(|line| !line.trim().is_empty()).take(MAX_LINES + 1).count();
    if rows > MAX_LINES {
        return Err(FieldProblem::in_row("text", rows as u32, Problem::TooLong { max: MAX_LINES as u32 }));
    }
    let mut lines = Vec::new();
    let mut columns = None;
    let mut nth = 0;
    for (index, raw) in text.lines().enumerate() {
        let raw = raw.trim_start_matches('\u{feff}').trim_end_matches(['\r', ' ']);
        if raw.trim().is_empty() {
            continue;
        }
        let row = index as u32 + 1;
        if columns.is_none() && nth == 0 {
            columns = heading(raw);
            if columns.is_some() {
                continue;
            }
        }
        nth += 1;
        lines.extend(read_row(row, raw, columns, nth));
    }
    Ok(lines)
}

/// Columns of an Excel block that has a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Columns {
    part: usize,
    quantity: usize,
    unit: Option<usize>,
}

fn heading(raw: &str) -> Option<Columns> {
    const PART: [&str; 9] =
        ["型号", "规格", "规格型号", "料号", "编号", "partnumber", "part", "partno", "sku"];
    const QUANTITY: [&str; 5] = ["数量", "订购数量", "qty", "quantity", "amount"];
    const UNIT: [&str; 3] = ["单位", "unit", "uom"];
    let names: Vec<String> = cells(raw)
        .iter()
        .map(|cell| {
            cell.to_lowercase()
                .chars()
                .filter(|c| !c.is_whitespace() && !matches!(c, '.' | ':' | '_'))
                .collect()
        })
        .collect();
    let find = |words: &[&str]| names.iter().position(|name| words.contains(&name.as_str()));
    Some(Columns { part: find(&PART)?, quantity: find(&QUANTITY)?, unit: find(&UNIT) })
}

/// Cells of a row from a sheet; with tabs, else blanks for headings such as `型号 数量`.
fn cells(raw: &str) -> Vec<String> {
    let folded: String = raw.nfkc().collect();
    if folded.contains('\t') {
        folded.split('\t').map(|cell| cell.trim().to_owned()).collect()
    } else {
        folded.split([',', ';', ' ']).map(str::to_owned).filter(|cell| !cell.is_empty()).collect()
    }
}

fn read_row(row: u32, raw: &str, columns: Option<Columns>, nth: usize) -> Vec<PastedLine> {
    if raw.chars().count() > MAX_LINE {
        let mut line = empty(row, raw);
        line.quantity = Err(PasteFault::TooLong);
        return vec![line];
    }
    if raw.contains('\t') {
        return vec![read_cells(row, raw, &cells(raw), columns, nth)];
    }
    let pieces = split_pieces(raw);
    if let [part, quantity] = pieces.as_slice()
        && read_quantity(quantity).is_some_and(|found| found.unit.is_some() || !found.bare_word)
        && !part.trim().is_empty()
    {
        let found = vec![part.trim().to_owned(), quantity.trim().to_owned()];
        return vec![read_cells(row, raw, &found, None, nth)];
    }
    let several: Vec<PastedLine> = pieces.iter().map(|piece| read_chat(row, piece)).collect();
    if several.len() > 1
        && several.iter().all(|line| !matches!(line.quantity, Err(PasteFault::Missing)))
        && several.iter().all(|line| !line.part_text.is_empty())
    {
        return several;
    }
    vec![read_chat(row, raw)]
}

fn empty(row: u32, raw: &str) -> PastedLine {
    PastedLine {
        row,
        raw: raw.to_owned(),
        part_text: String::new(),
        quantity: Err(PasteFault::Missing),
        unit: None,
        flags: Vec::new(),
        remark: String::new(),
    }
}

/// Pieces at 、；， and at a comma that does not stand inside a number.
fn split_pieces(raw: &str) -> Vec<String> {
    let chars: Vec<char> = raw.chars().collect();
    let digit = |i: Option<usize>| {
        i.and_then(|i| chars.get(i)).is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(c))
    };
    let mut pieces = vec![String::new()];
    for (i, c) in chars.iter().enumerate() {
        let inside_number = *c == ',' && digit(i.checked_sub(1)) && digit(Some(i + 1));
        if matches!(c, '，' | '、' | '；' | ';' | ',') && !inside_number {
            pieces.push(String::new());
        } else if let Some(last) = pieces.last_mut() {
            last.push(*c);
        }
    }
    pieces.retain(|piece| !piece.trim().is_empty());
    pieces
}

/// A row of a sheet: the columns its heading named, else part first and the first readable quantity behind it.
fn read_cells(row: u32, raw: &str, cells: &[String], columns: Option<Columns>, nth: usize) -> PastedLine {
    let mut line = empty(row, raw);
    let cell = |i: usize| cells.get(i).map(|c| c.trim()).unwrap_or_default();
    if let Some(columns) = columns {
        line.part_text = cell(columns.part).to_owned();
        line.unit = columns.unit.map(|u| cell(u).to_owned()).filter(|u| !u.is_empty());
        take_quantity(&mut line, cell(columns.quantity));
        return line;
    }
    let first = cells.iter().position(|c| !c.is_empty()).unwrap_or(0);
    // a leading running number of the sheet
    let counted = cells.len() > first + 2 && cell(first).parse() == Ok(nth);
    let part = if counted { first + 1 } else { first };
    line.part_text = cell(part).to_owned();
    match (part + 1..cells.len()).find(|i| read_quantity(cell(*i)).is_some()) {
        Some(at) => {
            take_quantity(&mut line, cell(at));
            if line.unit.is_none() && UNITS.contains(&cell(at + 1).to_lowercase().as_str()) {
                line.unit = Some(cell(at + 1).to_owned());
            }
        }
        None if cells.len() > part + 1 && !cell(part + 1).is_empty() => {
            line.quantity = Err(PasteFault::NotANumber(cell(part + 1).to_owned()));
        }
        None => {}
    }
    flag_packs(&mut line);
    line
}

fn take_quantity(line: &mut PastedLine, text: &str) {
    match read_quantity(text) {
        Some(found) => {
            line.quantity = found.quantity;
            line.unit = found.unit.or(line.unit.take());
        }
        None if text.is_empty() => {}
        None => line.quantity = Err(PasteFault::NotANumber(text.to_owned())),
    }
    flag_packs(line);
}

fn flag_packs(line: &mut PastedLine) {
    let pack = line.unit.as_deref().is_some_and(|u| PACKS.contains(&u.to_lowercase().as_str()));
    if pack && !line.flags.contains(&PasteFlag::PackConversion) {
        line.flags.push(PasteFlag::PackConversion);
    }
}

/// A line as people chat it.
fn read_chat(row: u32, raw: &str) -> PastedLine {
    let mut line = empty(row, raw.trim());
    let folded: String = raw.nfkc().collect();
    let text = take_remarks(&folded, &mut line.flags);
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some((part, remark, found)) = find_quantity(&words, &mut line.flags) else {
        line.part_text = tidy(&words.join(" "));
        return line;
    };
    line.part_text = tidy(&part);
    line.remark = remark;
    line.quantity = found.quantity;
    line.unit = found.unit;
    flag_packs(&mut line);
    line
}

/// Takes 急, 同上, prices and the like out of the text and flags them.
fn take_remarks(text: &str, flags: &mut Vec<PasteFlag>) -> String {
    let mut rest = text.to_owned();
    let words: [(&[&str], PasteFlag); 4] = [
        (&["同上", "ditto"], PasteFlag::SameAsAbove),
        (&["老样子", "照旧", "same as last time"], PasteFlag::ReorderLast),
        (&["加急", "急用", "急", "urgent"], PasteFlag::Urgent),
        (&["含税"], PasteFlag::TaxIncluded),
    ];
    for (spellings, flag) in words {
        for word in spellings {
            if rest.contains(word) && !(*word == "含税" && rest.contains("不含税")) {
                rest = rest.replace(word, " ");
                if !flags.contains(&flag) {
                    flags.push(flag.clone());
                }
            }
        }
    }
    for mark in ["单价", "@", "¥"] {
        if let Some(at) = rest.find(mark) {
            let behind = rest[at + mark.len()..].trim_start_matches([':', ' ', '¥']);
            let end = behind.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(behind.len());
            if let Ok(price) = behind[..end].parse::<Decimal>() {
                flags.push(PasteFlag::ClaimedPrice(price));
                let tail = behind[end..].trim_start_matches('元').to_owned();
                rest = format!("{} {}", &rest[..at], tail);
                break;
            }
        }
    }
    rest
}

type Read = (String, String, Found);

/// Looks for the quantity where people put it, surest place first.
fn find_quantity(words: &[&str], flags: &mut Vec<PasteFlag>) -> Option<Read> {
    let n = words.len();
    let one = |i: usize| words.get(i).and_then(|w| read_quantity(w));
    let join = |range: &[&str]| range.join(" ");
    // `20个` or `100 pcs`, the last such word first; what stands behind is a remark
    for i in (0..n).rev() {
        let pair = (i + 1 < n).then(|| format!("{} {}", words[i], words[i + 1]));
        let (found, width) = match pair.as_deref().and_then(read_quantity).filter(|f| f.unit.is_some()) {
            Some(found) => (found, 2),
            None => match one(i).filter(|f| f.unit.is_some()) {
                Some(found) => (found, 1),
                None => continue,
            },
        };
        if i == 0 && n > width {
            return Some((join(&words[width..]), String::new(), found));
        }
        if i > 0 {
            return Some((join(&words[..i]), join(&words[i + width..]), found));
        }
    }
    let times = |w: &str| matches!(w, "x" | "X" | "×" | "*");
    let digits = |w: &str| w.chars().all(|c| c.is_ascii_digit());
    // `2 x 6204` and `2 x NJ205`, but `6204 x 4`
    let count_first = n == 3 && digits(words[0]) && (!digits(words[2]) || words[0].len() < words[2].len());
    if count_first && times(words[1]) {
        return one(0).map(|found| (words[2].to_owned(), String::new(), found));
    }
    if n >= 3
        && times(words[n - 2])
        && let Some(found) = one(n - 1)
    {
        return Some((join(&words[..n - 2]), String::new(), found));
    }
    if n >= 2
        && let Some(found) = one(n - 1).filter(|f| !f.bare_word)
    {
        return Some((join(&words[..n - 1]), String::new(), found));
    }
    adhering(words, flags)
}

/// A quantity written onto the name: `M6螺母2000`, `挡圈轴用25的一百个`, `6204:20`, `6204,20`.
fn adhering(words: &[&str], flags: &mut Vec<PasteFlag>) -> Option<Read> {
    let (last, before) = words.split_last()?;
    let (body, unit) = strip_unit(last);
    let figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let mut at = body.trim_end_matches(figure).len();
    if at == body.len() || (at > 0 && body[at..].starts_with(['.', ','])) {
        // 一百, 1千: the longest tail that reads as a number
        at = body.char_indices().map(|(i, _)| i).find(|i| read_number(&body[*i..]).is_some())?;
        unit.as_ref()?;
    }
    if at == 0 {
        let (part, quantity) = body.rsplit_once(',')?;
        let found = read_quantity(quantity)?;
        flags.push(PasteFlag::Guessed);
        return Some((format!("{} {part}", before.join(" ")), String::new(), Found { unit, ..found }));
    }
    let (head, number) = body.split_at(at);
    let previous = head.chars().next_back()?;
    let parted = matches!(previous, ':' | '=') || !previous.is_ascii();
    // Φ8, M8×30 and 6204Z2 are sizes, not quantities
    if (!parted || matches!(previous, 'Φ' | 'φ' | 'Ø' | '⌀' | '×' | 'х' | 'Х' | '≥' | '≤')) && unit.is_none()
    {
        return None;
    }
    if !parted
        && previous.is_ascii_alphanumeric()
        && !number.starts_with(|c: char| chinese_digit(c).is_some())
    {
        return None;
    }
    let (quantity, bare_word) = read_number(number)?;
    if unit.is_none() && !matches!(previous, ':' | '=') {
        flags.push(PasteFlag::Guessed);
    }
    let part = format!("{} {head}", before.join(" "));
    Some((part, String::new(), Found { quantity, unit, bare_word }))
}

/// The name without the little words between it and the quantity.
fn tidy(part: &str) -> String {
    part.trim()
        .trim_end_matches([':', '=', ',', '的', '要', '各', ' '])
        .trim_start_matches(['要', ' '])
        .to_owned()
}
