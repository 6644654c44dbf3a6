//! Letters about statements, disputes and invoices.

use super::{Body, Composed, grouped};
use chrono::NaiveDate;
use domain::lang::Lang;
use rust_decimal::Decimal;

/// A statement waits for the customer's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementIssued {
    pub seller: String,
    pub company: String,
    pub number: String,
    pub currency: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub opening: Decimal,
    pub closing: Decimal,
    pub link: String,
}

/// A customer says a line is wrong; to our own finance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeRaised {
    pub seller: String,
    pub line: DisputedLine,
    pub raised_by: String,
    /// In words.
    pub reason: String,
    /// The customer's own words; may be empty.
    pub note: String,
    pub link: String,
}

/// Our finance answered a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeResolved {
    pub seller: String,
    pub line: DisputedLine,
    /// In words.
    pub resolution: String,
    pub note: String,
    pub link: String,
}

/// The line in question, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputedLine {
    pub company: String,
    /// The statement's number.
    pub number: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Delivery note or receipt.
    pub document_number: String,
    pub occurred_on: NaiveDate,
    pub currency: String,
    pub amount: Decimal,
}

/// An invoice is ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceIssued {
    pub seller: String,
    pub company: String,
    pub number: String,
    pub currency: String,
    pub issued_on: NaiveDate,
    pub net: Decimal,
    pub tax: Decimal,
    pub gross: Decimal,
    pub link: String,
}

pub(super) fn statement_issued(lang: Lang, facts: &StatementIssued) -> Composed {
    let StatementIssued { seller, company, number, currency, from, to, opening, closing, link } = facts;
    let (subject, told, labels, button) = match lang {
        Lang::Zh => (
            format!("对账单 {number} 待确认"),
            format!("{company}:对账单 {number} 已出,请核对后确认;对不上的行可以逐行提出差异。"),
            ["期间", "期初余额", "期末余额"],
            "查看对账单",
        ),
        Lang::En => (
            format!("Statement {number} waits for your answer"),
            format!(
                "{company}: statement {number} is ready. Please check and confirm it, or dispute the lines that differ."
            ),
            ["Period", "Opening balance", "Closing balance"],
            "View the statement",
        ),
    };
    let values = [period(lang, *from, *to), money(currency, *opening), money(currency, *closing)];
    Body {
        opening: told,
        facts: labels.into_iter().zip(values).collect(),
        lines: &[],
        button: (button, link),
        closing: None,
        seller,
    }
    .compose(lang, subject)
}

pub(super) fn dispute_raised(lang: Lang, facts: &DisputeRaised) -> Composed {
    let DisputeRaised { seller, line, raised_by, reason, note, link } = facts;
    let (company, number) = (&line.company, &line.number);
    let (subject, opening, labels, button) = match lang {
        Lang::Zh => (
            format!("{company} 对 {number} 提出差异"),
            format!("{company} 的 {raised_by} 认为对账单 {number} 有一行不对,请核对后答复。"),
            ["原因", "客户说明"],
            "答复差异",
        ),
        Lang::En => (
            format!("{company} disputes a line of {number}"),
            format!(
                "{raised_by} of {company} says a line of statement {number} is wrong. Please check and answer."
            ),
            ["Reason", "In their words"],
            "Answer the dispute",
        ),
    };
    let mut facts = disputed(lang, line);
    facts.extend(
        labels.into_iter().zip([reason.clone(), note.clone()]).filter(|(_, value)| !value.is_empty()),
    );
    Body { opening, facts, lines: &[], button: (button, link), closing: None, seller }.compose(lang, subject)
}

pub(super) fn dispute_resolved(lang: Lang, facts: &DisputeResolved) -> Composed {
    let DisputeResolved { seller, line, resolution, note, link } = facts;
    let (company, number) = (&line.company, &line.number);
    let (subject, opening, labels, button) = match lang {
        Lang::Zh => (
            format!("对账单 {number} 的差异已答复"),
            format!("{company}:您对对账单 {number} 提出的差异已有答复。"),
            ["结果", "答复"],
            "查看对账单",
        ),
        Lang::En => (
            format!("Your dispute of {number} was answered"),
            format!("{company}: we answered your dispute of a line of statement {number}."),
            ["Outcome", "Answer"],
            "View the statement",
        ),
    };
    let mut facts = disputed(lang, line);
    facts.extend(labels.into_iter().zip([resolution.clone(), note.clone()]));
    Body { opening, facts, lines: &[], button: (button, link), closing: None, seller }.compose(lang, subject)
}

pub(super) fn invoice_issued(lang: Lang, facts: &InvoiceIssued) -> Composed {
    let InvoiceIssued { seller, company, number, currency, issued_on, net, tax, gross, link } = facts;
    let (subject, opening, labels, button) = match lang {
        Lang::Zh => (
            format!("发票 {number} 已开"),
            format!("{company}:发票 {number} 已开,可在对账与开票页查看和下载。"),
            ["开票日期", "不含税金额", "税额", "价税合计"],
            "查看发票",
        ),
        Lang::En => (
            format!("Invoice {number} issued"),
            format!(
                "{company}: invoice {number} is issued. View and download it under statements and invoices."
            ),
            ["Date", "Net", "Tax", "Total incl. tax"],
            "View the invoice",
        ),
    };
    let values =
        [issued_on.to_string(), money(currency, *net), money(currency, *tax), money(currency, *gross)];
    Body {
        opening,
        facts: labels.into_iter().zip(values).collect(),
        lines: &[],
        button: (button, link),
        closing: None,
        seller,
    }
    .compose(lang, subject)
}

fn disputed(lang: Lang, line: &DisputedLine) -> Vec<(&'static str, String)> {
    let labels = match lang {
        Lang::Zh => ["期间", "单据", "日期", "金额"],
        Lang::En => ["Period", "Document", "Date", "Amount"],
    };
    let values = [
        period(lang, line.from, line.to),
        line.document_number.clone(),
        line.occurred_on.to_string(),
        money(&line.currency, line.amount),
    ];
    labels.into_iter().zip(values).collect()
}

fn period(lang: Lang, from: NaiveDate, to: NaiveDate) -> String {
    format!("{from} {} {to}", lang.pick("至", "to"))
}

fn money(currency: &str, amount: Decimal) -> String {
    format!("{currency} {}", grouped(amount))
}
