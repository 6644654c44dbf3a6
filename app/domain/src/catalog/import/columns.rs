//! What each column of a file is: the mapping as a person sees and corrects it.

use super::job::Proposal;
use serde::{Deserialize, Serialize};

/// Fields of a SKU or family a column can be.
pub const FIELDS: [&str; 12] = [
    "part_number",
    "category",
    "family",
    "name_zh",
    "name_en",
    "brand",
    "standard",
    "unit",
    "pack_size",
    "moq",
    "multiple",
    "price_basis",
];
/// Days until it can leave.
pub const LEAD_TIME: &str = "lead_time_days";
/// `bore=20 mm`, one or several.
pub const PAIRS: &str = "pairs";
/// Name of the row's one parameter.
pub const LONG_NAME: &str = "parameter";
/// Value of the row's one parameter.
pub const LONG_VALUE: &str = "value";
/// A parameter nobody knows yet.
pub const NEW: &str = "new";
/// Several parameters are called so: somebody has to say which.
pub const UNDECIDED: &str = "?";
/// Before the code of a known parameter.
pub const KNOWN: &str = "p:";

/// A column and what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Column {
    /// Its name in the file.
    pub header: String,
    /// One of the words above, `p:` and a code, or nothing when it is left out.
    pub is: String,
}

/// What the columns of a file are, and where new families go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ColumnPlan {
    /// In the order of the file.
    pub columns: Vec<Column>,
    /// Code of the category of new families when no column says it.
    pub category: String,
    /// Code of the family of new SKUs when no column says it.
    pub family: String,
    /// Parameters to put into the schema.
    pub create: Vec<Proposal>,
}

impl ColumnPlan {
    /// True when a column is this.
    pub fn has(&self, is: &str) -> bool {
        self.columns.iter().any(|c| c.is == is)
    }

    /// Places of the columns nobody decided yet.
    pub fn undecided(&self) -> Vec<usize> {
        (0..self.columns.len()).filter(|at| self.columns[*at].is == UNDECIDED).collect()
    }

    /// Numbers (from 1) of the columns that are this.
    pub fn columns_of<'a>(&'a self, is: &'a str) -> impl Iterator<Item = usize> + 'a {
        self.columns.iter().zip(1..).filter(move |(c, _)| c.is == is).map(|(_, at)| at)
    }

    /// This plan for a file with another header: columns of the same name are the same, the rest is as proposed for it.
    pub fn fitted(&self, proposed: ColumnPlan) -> ColumnPlan {
        let columns = proposed.columns.into_iter().map(|column| {
            let known = self.columns.iter().find(|c| c.header.trim() == column.header.trim());
            known.cloned().unwrap_or(column)
        });
        ColumnPlan { columns: columns.collect(), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(columns: &[(&str, &str)]) -> ColumnPlan {
        let column = |(header, is): &(&str, &str)| Column { header: (*header).into(), is: (*is).into() };
        ColumnPlan { columns: columns.iter().map(column).collect(), ..ColumnPlan::default() }
    }

    #[test]
    fn a_saved_plan_fits_a_file_whose_columns_stand_elsewhere() {
        let saved =
            ColumnPlan { category: "nuts".into(), ..plan(&[("No", "part_number"), ("d", "p:thread")]) };
        let fitted = saved.fitted(plan(&[("x", "new"), ("d", "new"), ("No", "")]));
        assert_eq!(fitted.columns, plan(&[("x", "new"), ("d", "p:thread"), ("No", "part_number")]).columns);
        assert_eq!(fitted.category, "nuts");
        assert_eq!(fitted.columns_of("part_number").collect::<Vec<_>>(), [3]);
    }
}
