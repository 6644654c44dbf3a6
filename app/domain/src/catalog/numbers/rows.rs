//! Lists people keep in sheets: which column is which, and one row from a pasted line. Pure.
//!
//! A heading is understood by its words in both languages; without one the columns stand in the order of our own export.

/// A list's rows with the numbers a person sees beside them.
pub type Numbered = Vec<(u32, Vec<String>)>;

/// The words a column's heading may have, in the order of the columns.
pub type Headings = [&'static [&'static str]];

/// Headings of a list of own numbers: own number, part number, note.
pub const OWN: &Headings = &[
    &[
        "客户料号",
        "我的料号",
        "我方料号",
        "料号",
        "物料编码",
        "ownnumber",
        "mynumber",
        "yournumber",
        "customerpartnumber",
    ],
    &["型号", "规格型号", "供应商型号", "partnumber", "part", "partno", "ourpartnumber"],
    &["备注", "note", "remark"],
];

/// Headings of a list of cross references: brand, number, part number, grade, source, date.
pub const CROSS: &Headings = &[
    &["品牌", "厂家", "brand", "maker", "manufacturer"],
    &["对方型号", "竞品型号", "原型号", "theirnumber", "number", "competitornumber"],
    &["型号", "我方型号", "partnumber", "part", "partno", "ourpartnumber"],
    &["等级", "替代等级", "grade"],
    &["来源", "source"],
    &["日期", "date"],
];

/// The rows of a text pasted from a sheet: cells between tabs, else between `;` or `,`.
pub fn pasted(text: &str) -> Numbered {
    let cells = |line: &str| {
        let parts: Vec<&str> = match ['\t', ';', '；', ',', '，'].iter().find(|mark| line.contains(**mark))
        {
            Some(mark) => line.split(*mark).collect(),
            None => vec![line],
        };
        parts.into_iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
    };
    let lines = (1u32..).zip(text.lines()).map(|(row, line)| (row, cells(line)));
    lines.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())).collect()
}

/// The rows with their cells in the order of `headings`; the heading row itself is left out.
pub fn in_order(rows: Numbered, headings: &Headings) -> Numbered {
    let Some(columns) = rows.first().and_then(|(_, cells)| columns(cells, headings)) else { return rows };
    let pick = |cells: Vec<String>| {
        columns.iter().map(|at| at.and_then(|at| cells.get(at).cloned()).unwrap_or_default()).collect()
    };
    rows.into_iter().skip(1).map(|(row, cells)| (row, pick(cells))).collect()
}

/// Where each column stands when this row is a heading: the first two must be named.
fn columns(cells: &[String], headings: &Headings) -> Option<Vec<Option<usize>>> {
    let names: Vec<String> = cells
        .iter()
        .map(|cell| cell.to_lowercase().chars().filter(|c| !c.is_whitespace() && *c != '_').collect())
        .collect();
    let found: Vec<Option<usize>> =
        headings.iter().map(|words| names.iter().position(|name| words.contains(&name.as_str()))).collect();
    (found.iter().take(2).all(Option::is_some)).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(rows: &Numbered) -> Vec<String> {
        rows.iter().map(|(row, cells)| format!("{row}:{}", cells.join("|"))).collect()
    }

    #[test]
    fn a_heading_tells_the_columns_and_its_absence_leaves_them_as_they_are() {
        let with = pasted("Part number\tNote\tMy number\nM8x40\tbox\t4711\n\nM8x50\t\t4712");
        assert_eq!(cells(&in_order(with, OWN)), ["2:4711|M8x40|box", "4:4712|M8x50|"]);
        let without = pasted("4711;M8x40\n4712, M8x50");
        assert_eq!(cells(&in_order(without, OWN)), ["1:4711|M8x40", "2:4712|M8x50"]);
    }

    #[test]
    fn a_list_of_cross_references_is_read_in_chinese_too() {
        let rows = pasted("品牌\t对方型号\t型号\t等级\nSKF\t6204-2RSH\t6204-2RS\t完全替代");
        assert_eq!(cells(&in_order(rows, CROSS)), ["2:SKF|6204-2RSH|6204-2RS|完全替代||"]);
    }
}
