//! Numbers people know in the demo: some of the first customer's own, and other makers' numbers for bearings.

use domain::accounts::CompanyBrief;
use domain::catalog::numbers::{cross, own};
use domain::error::{Error, Result};
use domain::op::OpContext;

/// Own numbers of the first customer: his number, our part, his note.
const OWN: [[&str; 3]; 4] = [
    ["HT-10230", "ISO4762-M8x20-12.9-black", "机架"],
    ["HT-10231", "ISO4762-M8x25-12.9-black", "机架"],
    ["HT-20617", "6204-2RS", "主轴电机"],
    ["HT-20618", "6205-2RS", ""],
];

/// Other makers' numbers: brand, number, our part, grade, source, date.
const CROSS: [[&str; 6]; 4] = [
    ["SKF", "6204-2RSH", "6204-2RS", "drop_in", "演示数据", "2026-01-05"],
    ["NSK", "6204DDU", "6204-2RS", "drop_in", "演示数据", "2026-01-05"],
    ["SKF", "6205-2RSH", "6205-2RS", "drop_in", "演示数据", "2026-01-05"],
    ["SKF", "6204-Z", "6204-2Z", "upgrade", "演示数据", "2026-01-05"],
];

/// Takes both lists the way a pasted sheet goes.
///
/// # Errors
/// Database errors; a row that is not taken.
pub async fn load(op: &OpContext, company: &CompanyBrief) -> Result<()> {
    let for_company = OpContext { company: Some(company.id), ..op.clone() };
    let taken =
        [own::take_rows(&for_company, numbered(&OWN)).await?, cross::take_rows(op, numbered(&CROSS)).await?];
    match taken.iter().flat_map(|taken| &taken.refused).next() {
        Some(refused) => Err(Error::Internal(format!("demo numbers: {refused:?}"))),
        None => Ok(()),
    }
}

fn numbered<const N: usize>(rows: &[[&str; N]]) -> Vec<(u32, Vec<String>)> {
    (1..).zip(rows).map(|(row, cells)| (row, cells.map(str::to_owned).to_vec())).collect()
}
