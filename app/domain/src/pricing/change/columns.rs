//! Which column of a pasted block or file is what: by its heading, or by its place when there is none.

use super::file::FIELDS;
use super::rows::PriceRow;
use crate::mappings::{fitted, said};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// What the columns of a file are; none for one that is left out.
pub type Columns = Vec<Option<&'static str>>;

/// The headings a field is known by: lower case, without blanks, underlines and what stands in brackets.
fn headings(field: &str) -> &'static [&'static str] {
    match field {
        "list" => &["list", "pricelist", "价表", "价目表", "价表代码"],
        "customer" => &["customer", "customercode", "company", "客户", "客户号", "客户编号"],
        "group" => &["group", "customergroup", "客户组", "价格组"],
        "part" => &["sku", "part", "partnumber", "partno", "型号", "料号", "规格型号"],
        "target" => &["target", "category", "categoryor*", "品类", "类别", "折扣对象"],
        "min_qty" => {
            &["minqty", "from", "qty", "quantity", "fromquantity", "起订量", "数量", "满", "阶梯", "阶梯数量"]
        }
        "price" => &["price", "unitprice", "newprice", "单价", "价格", "新价", "合同价", "含税单价"],
        "basis" => &["basis", "pricebasis", "per", "计价单位", "每"],
        "percent" => &["percent", "discount", "%", "折扣", "折扣%", "百分比"],
        "from" => {
            &["validfrom", "fromdate", "firstday", "start", "生效", "生效日", "生效日期", "开始", "第一天"]
        }
        "until" => &["until", "lastday", "end", "截止", "截止日", "截止日期", "最后一天", "有效期至"],
        "to" => &["validto", "todate", "失效", "失效日", "失效日期"],
        _ => &[],
    }
}

/// The columns before rows that were not taken, when their file is brought again.
const HANDED_BACK: [&str; 6] = ["行", "字段", "怎么改", "row", "field", "remedy"];

fn called(heading: &str) -> Option<&'static str> {
    let folded: String = heading.nfkc().flat_map(char::to_lowercase).collect();
    let said = folded.split('(').next().unwrap_or_default();
    let plain: String = said.chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
    FIELDS.into_iter().find(|field| headings(field).contains(&plain.as_str()))
}

/// Whether prices or percentages can be read by them.
pub fn is_usable(columns: &[Option<&str>]) -> bool {
    let has = |field: &str| columns.contains(&Some(field));
    (has("part") && has("price")) || (has("target") && has("percent"))
}

/// Columns as a form says them, one word for each of the headings; none for a word there is not, for a field that stands
/// twice, and when neither prices nor percentages are among them.
pub fn told(header: &[String], words: &[String]) -> Option<Columns> {
    let mut columns: Columns = Vec::with_capacity(words.len());
    for word in words {
        let field = match word.as_str() {
            "" => None,
            word => Some(FIELDS.into_iter().find(|field| *field == word)?),
        };
        if field.is_some() && columns.contains(&field) {
            return None;
        }
        columns.push(field);
    }
    (words.len() == header.len() && is_usable(&columns)).then_some(columns)
}

/// A saved mapping: what the columns of a kind of file are, by their headings, and what stands in none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PriceMapping {
    /// Heading to field: `list`, `customer`, `group`, `part`, `target`, `min_qty`, `price`, `basis`, `percent`, `from`,
    /// `until` (last day) or `to` (first day without); empty for a column that is left out.
    pub columns: BTreeMap<String, String>,
    /// Code of the list of rows that name none.
    pub list: String,
}

impl PriceMapping {
    /// What these columns were read as, for the next file with such headings.
    pub fn of(header: &[String], columns: &[Option<&str>], list: &str) -> Self {
        let words: Vec<String> = columns.iter().map(|field| field.unwrap_or_default().to_owned()).collect();
        PriceMapping { columns: said(header, &words), list: list.to_owned() }
    }

    /// The first field it names that there is not.
    pub fn unknown_field(&self) -> Option<&str> {
        let known = |field: &str| field.is_empty() || FIELDS.contains(&field);
        self.columns.values().map(String::as_str).find(|field| !known(field))
    }

    /// What the columns under these headings are, whether prices can be read by them or not.
    pub fn fitted(&self, cells: &[String]) -> Columns {
        fitted(cells, &self.columns, &FIELDS, called)
    }

    /// The headings nothing is known of: neither what they are nor that they are left out. What the house itself put before the
    /// rows it handed back is no column of the file.
    pub fn unclear(&self, header: &[String]) -> Vec<String> {
        let left_out = |heading: &str| {
            HANDED_BACK.contains(&heading) || self.columns.get(heading).is_some_and(String::is_empty)
        };
        let columns = self.fitted(header);
        let unclear = header
            .iter()
            .map(|heading| heading.trim())
            .zip(columns)
            .filter(|(heading, field)| field.is_none() && !heading.is_empty() && !left_out(heading));
        unclear.map(|(heading, _)| heading.to_owned()).collect()
    }

    /// What the columns of a header are; none for a row that is no header.
    pub fn header(&self, cells: &[String]) -> Option<Columns> {
        Some(self.fitted(cells)).filter(|columns| is_usable(columns))
    }
}

/// A row by what its columns are; rows without a list, customer or group are of `list`.
pub fn row(number: u32, cells: &[String], columns: &[Option<&str>], list: &str) -> PriceRow {
    let mut row = PriceRow { row: number, ..PriceRow::default() };
    for (cell, field) in cells.iter().zip(columns) {
        let Some(field) = field else { continue };
        let place = match *field {
            "list" => &mut row.list,
            "customer" => &mut row.customer,
            "group" => &mut row.group,
            "part" => &mut row.part,
            "target" => &mut row.target,
            "min_qty" => &mut row.min_qty,
            "price" => &mut row.price,
            "basis" => &mut row.basis,
            "percent" => &mut row.percent,
            "from" => &mut row.from,
            "until" => &mut row.until,
            _ => &mut row.to,
        };
        cell.trim().clone_into(place);
    }
    if row.list.is_empty() && row.customer.is_empty() && row.group.is_empty() {
        list.clone_into(&mut row.list);
    }
    row
}

/// Rows of a block as it was pasted: with a header, by its headings; else part and price, or part, quantity, price, first
/// day, last day.
pub fn pasted(rows: &[(u32, Vec<String>)], list: &str) -> Vec<PriceRow> {
    let header = rows.first().and_then(|(_, cells)| PriceMapping::default().header(cells));
    let by_place = |cells: &[String]| -> &'static [Option<&'static str>] {
        const FULL: [Option<&str>; 5] =
            [Some("part"), Some("min_qty"), Some("price"), Some("from"), Some("until")];
        const SHORT: [Option<&str>; 2] = [Some("part"), Some("price")];
        if cells.len() <= 2 { &SHORT } else { &FULL }
    };
    let skip = usize::from(header.is_some());
    rows.iter()
        .skip(skip)
        .map(|(number, cells)| match &header {
            Some(columns) => row(*number, cells, columns, list),
            None => row(*number, cells, by_place(cells), list),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<String> {
        text.split('\t').map(str::to_owned).collect()
    }

    #[test]
    fn a_block_is_read_by_its_headings_or_by_place() {
        let block = [(1, cells("P-1\t9.5")), (2, cells("P-2\t100\t8\t2026-04-01\t2026-04-30"))];
        let rows = pasted(&block, "BASE");
        assert_eq!(
            (rows[0].part.as_str(), rows[0].price.as_str(), rows[0].list.as_str()),
            ("P-1", "9.5", "BASE")
        );
        assert_eq!(
            (rows[1].min_qty.as_str(), rows[1].price.as_str(), rows[1].until.as_str()),
            ("100", "8", "2026-04-30")
        );
        let block = [(1, cells("客户号\t型号\t单价")), (2, cells("C-1\tP-1\t9"))];
        let rows = pasted(&block, "BASE");
        assert_eq!(
            (rows.len(), rows[0].customer.as_str(), rows[0].list.as_str(), rows[0].row),
            (1, "C-1", "", 2)
        );
    }

    #[test]
    fn a_heading_may_say_more_in_brackets_and_none_is_passed_over() {
        let header = cells("客户号\t型号\t单价(含税)\t截止（含）\t失效(不含)\tNotiz\t");
        let columns = [Some("customer"), Some("part"), Some("price"), Some("until"), Some("to"), None, None];
        assert_eq!(PriceMapping::default().fitted(&header), columns);
        assert_eq!(PriceMapping::default().unclear(&header), ["Notiz"]);
        let told = PriceMapping::of(&header, &columns, "");
        assert_eq!(told.unclear(&header), Vec::<String>::new(), "it was said to be left out");
        let again = cells("行\t字段\t怎么改\t型号\t单价");
        assert_eq!(PriceMapping::default().unclear(&again), Vec::<String>::new());
    }

    #[test]
    fn a_mapping_says_what_foreign_headings_are() {
        let mapping = PriceMapping {
            columns: [
                ("Kunde".to_owned(), "customer".to_owned()),
                ("Artikel".into(), "part".into()),
                ("Preis".into(), "price".into()),
            ]
            .into(),
            list: String::new(),
        };
        let header = mapping.header(&cells("Kunde\tArtikel\tPreis\tNotiz")).unwrap();
        assert_eq!(header, [Some("customer"), Some("part"), Some("price"), None]);
        assert_eq!(PriceMapping::default().header(&cells("Kunde\tArtikel")), None);
        let wrong =
            PriceMapping { columns: [("x".to_owned(), "prices".to_owned())].into(), ..mapping.clone() };
        assert_eq!(wrong.unknown_field(), Some("prices"));
        assert_eq!(
            PriceMapping::of(&cells("Kunde\tNotiz"), &[Some("customer"), None], "").columns["Notiz"],
            ""
        );
        let twice = mapping.header(&cells("Price\tPreis\tArtikel\t单价")).unwrap();
        assert_eq!(
            twice,
            [None, Some("price"), Some("part"), None],
            "what was said goes before what is guessed"
        );
        let words = |text: &str| told(&cells("a\tb\tc"), &cells(text));
        assert_eq!(words("part\t\tprice"), Some(vec![Some("part"), None, Some("price")]));
        for bad in ["part\tprice", "part\tprice\tprice", "part\tprices\t", "part\t\t", "list\tpercent\t"] {
            assert_eq!(words(bad), None, "{bad}");
        }
        let issue = cells("customer\tsku\tmin_qty\tprice\tvalid_from\tvalid_to");
        let header = PriceMapping::default().header(&issue).unwrap();
        assert_eq!(header, ["customer", "part", "min_qty", "price", "from", "to"].map(Some));
        let header =
            PriceMapping::default().header(&cells("group\tcategory or *\tmin_qty\tpercent")).unwrap();
        assert_eq!(header, ["group", "target", "min_qty", "percent"].map(Some));
    }
}
