//! The letter with which a quote is offered.

use super::{Body, Composed};
use chrono::NaiveDate;
use domain::lang::Lang;

/// Prices were offered to a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteOffered {
    pub seller: String,
    pub company: String,
    pub number: String,
    pub lines: i64,
    pub last_day: NaiveDate,
    /// May be empty.
    pub note: String,
    pub link: String,
}

pub(super) fn quote_offered(lang: Lang, facts: &QuoteOffered) -> Composed {
    let QuoteOffered { seller, company, number, lines, last_day, note, link } = facts;
    let (subject, opening, labels, button) = match lang {
        Lang::Zh => (
            format!("报价 {number},有效至 {last_day}"),
            format!("{company}:{seller} 给您的报价 {number} 已备好。接受后,有效期内下单按报价执行。"),
            ["行数", "有效至(含)", "说明"],
            "查看报价",
        ),
        Lang::En => (
            format!("Quote {number}, valid until {last_day}"),
            format!(
                "{company}: {seller} offers you prices in quote {number}. Once accepted they hold until its last day."
            ),
            ["Lines", "Valid until, inclusive", "Note"],
            "View the quote",
        ),
    };
    let values = [lines.to_string(), last_day.to_string(), note.clone()];
    let facts = labels.into_iter().zip(values).filter(|(_, value)| !value.is_empty()).collect();
    Body { opening, facts, lines: &[], button: (button, link), closing: None, seller }.compose(lang, subject)
}
