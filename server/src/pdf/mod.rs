//! Draws the facts of `domain::documents` on A4 pages.
//!
//! Owns fonts, layout and the printed words. Decides no figure: a document whose figures do not add up
//! is refused, not corrected. Drawing costs some 10 ms of processor time: call it from a blocking
//! thread.

mod blocks;
mod delivery_note;
mod fonts;
mod format;
mod invoice;
mod order_confirmation;
mod sheet;
mod statement;
mod table;
mod words;
mod wrap;

use chrono::NaiveDate;
use domain::documents::DocumentFault;
use domain::lang::Lang;

pub use delivery_note::render_delivery_note;
pub use fonts::{BOLD_FILE, FontError, Fonts, REGULAR_FILE};
pub use format::money as money_text;
pub use invoice::render_invoice;
pub use order_confirmation::render_order_confirmation;
pub use statement::render_statement;

/// Why a paper was not drawn.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    #[error("the document does not add up: {0}")]
    Fault(#[from] DocumentFault),
    #[error("the date {0} cannot be written into a PDF")]
    Date(NaiveDate),
    #[error("the PDF writer gave no file")]
    Writer,
}

/// 人民币 in capitals, for Chinese papers in CNY only.
fn capitals(lang: Lang, currency: &str, amount: rust_decimal::Decimal) -> Option<String> {
    if lang != Lang::Zh || currency != "CNY" {
        return None;
    }
    domain::capital::capital_amount(amount).ok().map(|text| format!("人民币{text}"))
}
