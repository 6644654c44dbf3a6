//! Parts side by side: which parameters there are to compare, and which of them differ. Pure.

use super::view::{ColumnView, SkuRow};
use serde::{Deserialize, Serialize};

/// A part put beside others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedPart {
    /// The part with its stock.
    pub row: SkuRow,
    /// Its maker, empty when there is none.
    pub brand: String,
    /// The company's own number of it.
    pub own: Option<String>,
}

/// Parts side by side, with the parameters any of them has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The parts, in the order asked for.
    pub parts: Vec<ComparedPart>,
    /// The parameters.
    pub columns: Vec<ColumnView>,
    /// Part numbers nothing is known of.
    pub unknown: Vec<String>,
    /// Part numbers beyond the most that are compared.
    pub left_out: Vec<String>,
}

/// Codes of all parameters these parts have. Parts of one kind have them in one order; what only a later part has stands
/// behind what stands before it there.
pub fn codes_of<'a>(rows: impl IntoIterator<Item = &'a SkuRow>) -> Vec<&'a str> {
    let mut codes: Vec<&str> = Vec::new();
    for row in rows {
        let mut behind = 0;
        for (code, _, _) in &row.parameters {
            behind = match codes.iter().position(|known| known == code) {
                Some(at) => at + 1,
                None => {
                    codes.insert(behind, code);
                    behind + 1
                }
            };
        }
    }
    codes
}

/// True when not all of them are the same; a missing one is different from one that is there.
pub fn differs<T: PartialEq>(cells: &[T]) -> bool {
    cells.windows(2).any(|two| two[0] != two[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::SkuId;
    use rust_decimal::Decimal;

    fn row(codes: &[&str]) -> SkuRow {
        SkuRow {
            sku_id: SkuId::new(),
            part_number: "P".into(),
            family_code: String::new(),
            name_zh: String::new(),
            name_en: String::new(),
            standard: String::new(),
            category_code: String::new(),
            unit: "piece".into(),
            price_basis: 1,
            pack_size: Decimal::ONE,
            moq: Decimal::ONE,
            multiple: Decimal::ONE,
            lead_time_days: 0,
            parameters: codes.iter().map(|c| ((*c).to_owned(), "1".to_owned(), "1".to_owned())).collect(),
            on_hand_available: Decimal::ZERO,
        }
    }

    #[test]
    fn what_only_one_part_has_stands_where_it_stands_there() {
        let rows = [row(&["thread", "length", "finish"]), row(&["thread", "head", "length"]), row(&["bore"])];
        assert_eq!(codes_of(&rows), ["bore", "thread", "head", "length", "finish"]);
    }

    #[test]
    fn a_missing_value_is_a_difference() {
        assert!(differs(&[Some("8"), None]));
        assert!(!differs(&[Some("8"), Some("8")]));
        assert!(!differs(&[Some("8")]));
    }
}
