//! The state of a search, kept in the address: any filtered, sorted, paged view can be shared and bookmarked.
//!
//! Keys: `q` text, `c` category, `f` family, `p.CODE` a chosen value (repeatable), `is.CODE` a number or bounds as typed
//! (`24V`, `≥ 24V`, `10..30`, `1/4"`; the parameter's unit decides what they mean), `price` the same of the own price,
//! `stock=1`, `sort=CODE` or `sort=-CODE` (`part` for the part number, `price` for the own price), `page`; how it is shown:
//! `col` a parameter that is a column (repeatable), `part` a part put aside to be compared (repeatable). Unknown keys are
//! ignored.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Rows on a page.
pub const PAGE_ROWS: u32 = 24;
/// More text than this is not a search.
const MAX_TEXT: usize = 200;
/// A number or bounds are not longer than this.
const MAX_BOUNDS: usize = 40;
/// Parts compared at the same time.
pub const MOST_COMPARED: usize = 8;
/// Rows of a file with a whole result: what a server writes within the time of a request.
pub const MOST_EXPORTED: u32 = 100_000;
/// Columns somebody may choose.
const MAX_COLUMNS: usize = 40;
/// A part number is not longer than this.
const MAX_PART_NUMBER: usize = 120;
/// More filters than this are not a person's.
const MAX_PAIRS: usize = 300;

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchQuery {
    /// What was typed.
    pub text: String,
    /// Code of the category it is confined to.
    pub category: Option<String>,
    /// Code of the family it is confined to.
    pub family: Option<String>,
    /// Chosen values per parameter: any of them.
    pub values: BTreeMap<String, BTreeSet<String>>,
    /// Bounds per parameter, as typed.
    pub ranges: BTreeMap<String, String>,
    /// Bounds of the own price per unit, as typed.
    pub price: Option<String>,
    /// Only what can leave today.
    pub in_stock: bool,
    /// Order of rows; the catalogue's own when `None`.
    pub sort: Option<Sort>,
    /// Page, from 1. 0 counts as 1.
    pub page: u32,
    /// Parameters chosen as columns; the usual ones when empty.
    pub columns: BTreeSet<String>,
    /// Part numbers put aside to be compared, in the order chosen.
    pub compared: Vec<String>,
}

/// Order of rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// By what.
    pub by: SortKey,
    /// Largest first.
    pub descending: bool,
}

/// What rows can be sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SortKey {
    /// The part number.
    PartNumber,
    /// The own price of one unit; for who sees prices.
    Price,
    /// A parameter, by its code.
    Parameter(String),
}

impl SearchQuery {
    /// Reads the pairs of an address. Never fails: what is not understood is left out.
    pub fn from_pairs(pairs: &[(String, String)]) -> Self {
        let mut query = Self { page: 1, ..Self::default() };
        for (key, value) in pairs.iter().take(MAX_PAIRS) {
            let value = value.trim();
            if !value.is_empty() {
                query.read_pair(key, value);
            }
        }
        query
    }

    fn read_pair(&mut self, key: &str, value: &str) {
        match (key, key.split_once('.')) {
            ("q", _) => self.text = value.chars().take(MAX_TEXT).collect::<String>().trim().to_owned(),
            ("c", _) => self.category = Some(value.to_owned()),
            ("f", _) => self.family = Some(value.to_owned()),
            ("stock", _) => self.in_stock = value == "1",
            ("page", _) => self.page = value.parse().unwrap_or(1).max(1),
            ("sort", _) => self.sort = Some(Sort::parse(value)),
            (_, Some(("p", code))) if !code.is_empty() => {
                self.values.entry(code.to_owned()).or_default().insert(value.to_owned());
            }
            (_, Some(("is", code))) if !code.is_empty() => {
                self.ranges.insert(code.to_owned(), cut(value));
            }
            ("price", _) => self.price = Some(cut(value)),
            ("col", _) if self.columns.len() < MAX_COLUMNS => {
                self.columns.insert(value.to_owned());
            }
            ("part", _) => self.put_aside(value),
            _ => {}
        }
    }

    fn put_aside(&mut self, part_number: &str) {
        let number: String = part_number.chars().take(MAX_PART_NUMBER).collect::<String>().trim().to_owned();
        if self.compared.len() < MOST_COMPARED && !self.compared.contains(&number) {
            self.compared.push(number);
        }
    }

    /// The pairs of the address, in canonical order: equal queries give equal addresses.
    pub fn to_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut push = |key: String, value: String| pairs.push((key, value));
        if !self.text.is_empty() {
            push("q".into(), self.text.clone());
        }
        if let Some(category) = &self.category {
            push("c".into(), category.clone());
        }
        if let Some(family) = &self.family {
            push("f".into(), family.clone());
        }
        for (code, values) in &self.values {
            values.iter().for_each(|value| push(format!("p.{code}"), value.clone()));
        }
        for (code, bounds) in &self.ranges {
            push(format!("is.{code}"), bounds.clone());
        }
        if let Some(price) = &self.price {
            push("price".into(), price.clone());
        }
        if self.in_stock {
            push("stock".into(), "1".into());
        }
        if let Some(sort) = &self.sort {
            push("sort".into(), sort.code());
        }
        if self.page > 1 {
            push("page".into(), self.page.to_string());
        }
        self.columns.iter().for_each(|code| push("col".into(), code.clone()));
        self.compared.iter().for_each(|number| push("part".into(), number.clone()));
        pairs
    }

    /// The address after the question mark; empty for the whole catalogue.
    pub fn to_query_string(&self) -> String {
        query_string(&self.to_pairs())
    }

    /// The same search with this value added or, when it was chosen, taken away. Back to page 1.
    pub fn toggled(&self, parameter: &str, value: &str) -> Self {
        let mut query = Self { page: 1, ..self.clone() };
        let chosen = query.values.entry(parameter.to_owned()).or_default();
        if !chosen.remove(value) {
            chosen.insert(value.to_owned());
        }
        query.values.retain(|_, values| !values.is_empty());
        query
    }

    /// The same search without the bounds typed for this parameter. Back to page 1.
    pub fn unbounded(&self, parameter: &str) -> Self {
        let mut query = Self { page: 1, ..self.clone() };
        query.ranges.remove(parameter);
        query
    }

    /// The same search for another text. Back to page 1.
    pub fn saying(&self, text: &str) -> Self {
        Self { text: text.to_owned(), page: 1, ..self.clone() }
    }

    /// Text and category only: everything chosen is taken away, but not how it is shown.
    pub fn cleared(&self) -> Self {
        Self {
            text: self.text.clone(),
            category: self.category.clone(),
            family: self.family.clone(),
            sort: self.sort.clone(),
            columns: self.columns.clone(),
            compared: self.compared.clone(),
            page: 1,
            ..Self::default()
        }
    }

    /// Another page of it.
    pub fn on_page(&self, page: u32) -> Self {
        Self { page: page.max(1), ..self.clone() }
    }

    /// The same search in another category; what was chosen there is gone, its columns too. Back to page 1.
    pub fn in_category(&self, code: Option<&str>) -> Self {
        Self { category: code.map(str::to_owned), columns: BTreeSet::new(), ..self.cleared() }
    }

    /// True when a family is all that it is confined to: its own page shows that.
    pub fn is_of_family_alone(&self) -> bool {
        self.family.is_some() && self.text.is_empty() && self.category.is_none()
    }

    /// The same search sorted by this; a second time turns it round. Back to page 1.
    pub fn sorted_by(&self, by: SortKey) -> Self {
        let descending = self.sort.as_ref().is_some_and(|sort| sort.by == by && !sort.descending);
        Self { sort: Some(Sort { by, descending }), page: 1, ..self.clone() }
    }

    /// How many filters are chosen: values, bounds, stock.
    pub fn chosen(&self) -> usize {
        self.values.values().map(BTreeSet::len).sum::<usize>()
            + self.ranges.len()
            + usize::from(self.price.is_some())
            + usize::from(self.in_stock)
    }
}

impl Sort {
    fn parse(text: &str) -> Self {
        let (descending, code) = match text.strip_prefix('-') {
            Some(code) => (true, code),
            None => (false, text),
        };
        let by = match code {
            "part" => SortKey::PartNumber,
            "price" => SortKey::Price,
            code => SortKey::Parameter(code.to_owned()),
        };
        Self { by, descending }
    }

    /// As in the address.
    pub fn code(&self) -> String {
        let code = match &self.by {
            SortKey::PartNumber => "part",
            SortKey::Price => "price",
            SortKey::Parameter(code) => code,
        };
        if self.descending { format!("-{code}") } else { code.to_owned() }
    }
}

fn cut(value: &str) -> String {
    value.chars().take(MAX_BOUNDS).collect::<String>().trim().to_owned()
}

/// Pairs as they stand behind the question mark of an address.
pub fn query_string(pairs: &[(String, String)]) -> String {
    let encoded: Vec<String> =
        pairs.iter().map(|(key, value)| format!("{}={}", percent(key), percent(value))).collect();
    encoded.join("&")
}

/// A text as one piece of an address.
pub fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn the_address_says_it_all() {
        let query = SearchQuery::from_pairs(&pairs(&[
            ("q", "内六角 M8"),
            ("c", "screws"),
            ("p.thread", "M8"),
            ("p.thread", "M6"),
            ("is.length", "1/4\"..40mm"),
            ("price", "≤ 2"),
            ("stock", "1"),
            ("sort", "-length"),
            ("page", "3"),
            ("col", "length"),
            ("col", "head"),
            ("part", "B-2"),
            ("part", "A-1"),
            ("part", "B-2"),
            ("utm_source", "wechat"),
            ("p.material", ""),
        ]));
        assert_eq!(
            query.to_query_string(),
            "q=%E5%86%85%E5%85%AD%E8%A7%92%20M8&c=screws&p.thread=M6&p.thread=M8&is.length=1%2F4%22..40mm&price=%E2%89%A4%202&stock=1&sort=-length&page=3&col=head&col=length&part=B-2&part=A-1"
        );
        assert_eq!(SearchQuery::from_pairs(&query.to_pairs()), query);
        assert_eq!(query.chosen(), 5);
        assert_eq!(query.toggled("thread", "M6").toggled("thread", "M6"), query.on_page(1));
        let elsewhere = query.in_category(Some("nuts"));
        assert_eq!(
            elsewhere.to_query_string(),
            "q=%E5%86%85%E5%85%AD%E8%A7%92%20M8&c=nuts&sort=-length&part=B-2&part=A-1"
        );
    }

    #[test]
    fn no_more_are_put_aside_than_are_compared() {
        let many: Vec<_> = (0..12).map(|n| ("part".to_owned(), format!("P-{n}"))).collect();
        assert_eq!(SearchQuery::from_pairs(&many).compared.len(), MOST_COMPARED);
    }

    proptest! {
        #[test]
        fn any_address_comes_back(list in proptest::collection::vec(("(q|c|f|p\\.[a-z]{1,5}|is\\.[a-z]{1,3}|price|stock|sort|page|col|part|[a-z.]{0,6})", "\\PC{0,12}"), 0..20)) {
            let query = SearchQuery::from_pairs(&list);
            prop_assert_eq!(SearchQuery::from_pairs(&query.to_pairs()), query);
        }
    }
}
