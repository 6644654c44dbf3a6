//! What letters say, in both languages: facts in, subject, plain text and HTML out.
//!
//! Plain text is the letter; the HTML says the same with a table and a button. No picture, no tracking,
//! nothing loaded from elsewhere.

mod money;
mod people;
mod quotes;
mod searches;

pub use money::{DisputeRaised, DisputeResolved, DisputedLine, InvoiceIssued, StatementIssued};
pub use people::{Invited, PasswordForgotten};
pub use quotes::QuoteOffered;
pub use searches::SearchAnswered;

use chrono::NaiveDate;
use domain::lang::Lang;
use rust_decimal::Decimal;

use super::{Attachment, Letter};

/// One line of the order as mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterLine {
    pub part_number: String,
    pub name: String,
    pub quantity: Decimal,
    pub unit: String,
    /// Gross.
    pub amount: Decimal,
}

/// An order stands in our books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPlaced {
    pub seller: String,
    pub company: String,
    pub order_number: String,
    pub currency: String,
    pub lines: Vec<LetterLine>,
    pub net: Decimal,
    pub tax: Decimal,
    pub gross: Decimal,
    /// The last of the dates promised; none while a line has no date.
    pub promised_on: Option<NaiveDate>,
    pub link: String,
}

/// A shipment left the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipped {
    pub seller: String,
    pub company: String,
    pub order_number: String,
    pub carrier: String,
    pub tracking_number: String,
    pub link: String,
}

/// Every letter this product writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    OrderPlaced(OrderPlaced),
    Shipped(Shipped),
    Invited(Invited),
    PasswordForgotten(PasswordForgotten),
    StatementIssued(StatementIssued),
    DisputeRaised(DisputeRaised),
    DisputeResolved(DisputeResolved),
    InvoiceIssued(InvoiceIssued),
    SearchAnswered(SearchAnswered),
    QuoteOffered(QuoteOffered),
}

/// A letter before it has an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Composed {
    /// Addresses the letter. `message_id` must be the same on every try.
    pub fn to(self, address: &str, message_id: &str, attachments: Vec<Attachment>) -> Letter {
        Letter {
            to: address.to_owned(),
            subject: self.subject,
            text: self.text,
            html: self.html,
            attachments,
            message_id: message_id.to_owned(),
        }
    }
}

/// Blocks of a letter, drawn once as text and once as HTML.
struct Body<'a> {
    opening: String,
    /// Label and value.
    facts: Vec<(&'static str, String)>,
    lines: &'a [LetterLine],
    /// What the button says, and where it leads.
    button: (&'static str, &'a str),
    closing: Option<String>,
    seller: &'a str,
}

/// Writes a notice in a language.
pub fn compose(lang: Lang, notice: &Notice) -> Composed {
    match notice {
        Notice::OrderPlaced(facts) => order_placed(lang, facts),
        Notice::Shipped(facts) => shipped(lang, facts),
        Notice::Invited(facts) => people::invited(lang, facts),
        Notice::PasswordForgotten(facts) => people::password_forgotten(lang, facts),
        Notice::StatementIssued(facts) => money::statement_issued(lang, facts),
        Notice::DisputeRaised(facts) => money::dispute_raised(lang, facts),
        Notice::DisputeResolved(facts) => money::dispute_resolved(lang, facts),
        Notice::InvoiceIssued(facts) => money::invoice_issued(lang, facts),
        Notice::SearchAnswered(facts) => searches::search_answered(lang, facts),
        Notice::QuoteOffered(facts) => quotes::quote_offered(lang, facts),
    }
}

fn order_placed(lang: Lang, facts: &OrderPlaced) -> Composed {
    let money = |amount: Decimal| format!("{} {}", facts.currency, grouped(amount));
    let promised = facts.promised_on.map(|date| date.to_string());
    let (number, company) = (&facts.order_number, &facts.company);
    let (subject, opening, labels, undated, button) = match lang {
        Lang::Zh => (
            format!("订单 {number} 已收到"),
            format!("{company}:您的订单 {number} 已收到,价格和交期以下表为准。"),
            ["不含税金额", "税额", "价税合计", "承诺交期"],
            "待确认",
            "查看订单",
        ),
        Lang::En => (
            format!("Order {number} received"),
            format!("{company}: we received your order {number}. Prices and dates are as below."),
            ["Net", "Tax", "Total incl. tax", "Promised for"],
            "to be confirmed",
            "View the order",
        ),
    };
    let values =
        [money(facts.net), money(facts.tax), money(facts.gross), promised.unwrap_or(undated.to_owned())];
    Body {
        opening,
        facts: labels.into_iter().zip(values).collect(),
        lines: &facts.lines,
        button: (button, &facts.link),
        closing: None,
        seller: &facts.seller,
    }
    .compose(lang, subject)
}

fn shipped(lang: Lang, facts: &Shipped) -> Composed {
    let (number, company) = (&facts.order_number, &facts.company);
    let (subject, opening, labels, button) = match lang {
        Lang::Zh => (
            format!("订单 {number} 已发货"),
            format!("{company}:您的订单 {number} 有货物已发出。"),
            ["承运", "运单号"],
            "查看物流",
        ),
        Lang::En => (
            format!("Order {number} is on its way"),
            format!("{company}: goods of your order {number} have left our warehouse."),
            ["Carrier", "Tracking no."],
            "Follow the parcel",
        ),
    };
    let values = [facts.carrier.clone(), facts.tracking_number.clone()];
    Body {
        opening,
        facts: labels.into_iter().zip(values).collect(),
        lines: &[],
        button: (button, &facts.link),
        closing: None,
        seller: &facts.seller,
    }
    .compose(lang, subject)
}

impl Body<'_> {
    fn compose(&self, lang: Lang, subject: String) -> Composed {
        let html = self.html(lang, &subject);
        Composed { subject: one_line(&subject), text: self.text(), html }
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n", one_line(&self.opening));
        if !self.lines.is_empty() {
            text.push('\n');
        }
        for line in self.lines {
            let LetterLine { part_number, name, quantity, unit, amount } = line;
            let (quantity, amount) = (quantity.normalize(), grouped(*amount));
            let line = format!("{part_number} · {name} · {quantity} {unit} · {amount}");
            text.push_str(&format!("- {}\n", one_line(&line)));
        }
        if !self.facts.is_empty() {
            text.push('\n');
        }
        for (label, value) in &self.facts {
            text.push_str(&format!("{label}: {}\n", one_line(value)));
        }
        let (label, link) = self.button;
        text.push_str(&format!("\n{label}: {}\n", one_line(link)));
        if let Some(closing) = &self.closing {
            text.push_str(&format!("\n{}\n", one_line(closing)));
        }
        text.push_str(&format!("\n{}\n", one_line(self.seller)));
        text
    }

    fn html(&self, lang: Lang, subject: &str) -> String {
        let mut html = format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
             <body style=\"margin:0;padding:24px;background:#fff;color:#111;font:15px/1.5 'Segoe UI',Helvetica,\
             Arial,'PingFang SC','Microsoft YaHei',sans-serif\"><div style=\"max-width:640px\">\
             <p style=\"margin:0 0 12px;padding-bottom:8px;border-bottom:2px solid #111;font-weight:600\">{}</p><p>{}</p>",
            lang.as_str(),
            escape(subject),
            escape(self.seller),
            escape(&self.opening),
        );
        if !self.lines.is_empty() {
            html.push_str("<table style=\"width:100%;border-collapse:collapse;margin:16px 0\">");
            self.lines.iter().for_each(|line| html.push_str(&table_row(line)));
            html.push_str("</table>");
        }
        if !self.facts.is_empty() {
            html.push_str("<table style=\"border-collapse:collapse;margin:16px 0\">");
            for (label, value) in &self.facts {
                html.push_str(&format!(
                    "<tr><td style=\"padding:2px 24px 2px 0;color:#555\">{label}</td><td><b>{}</b></td></tr>",
                    escape(value)
                ));
            }
            html.push_str("</table>");
        }
        html.push_str(&self.button_html());
        if let Some(closing) = &self.closing {
            html.push_str(&format!("<p style=\"color:#555\">{}</p>", escape(closing)));
        }
        html.push_str("</div></body></html>");
        html
    }

    /// A link of another kind than http is shown as text and leads nowhere.
    fn button_html(&self) -> String {
        let (label, link) = self.button;
        let shown = escape(link);
        if !link.starts_with("https://") && !link.starts_with("http://") {
            return format!("<p>{label}: {shown}</p>");
        }
        format!(
            "<p style=\"margin:20px 0\"><a href=\"{shown}\" style=\"display:inline-block;padding:9px 18px;\
             background:#005f6b;color:#fff;text-decoration:none;border-radius:2px\">{label}</a></p>\
             <p style=\"color:#555;font-size:13px;word-break:break-all\">{shown}</p>"
        )
    }
}

fn table_row(line: &LetterLine) -> String {
    let cell = "padding:6px 8px 6px 0;border-bottom:1px solid #ccc;vertical-align:top";
    format!(
        "<tr><td style=\"{cell}\"><b>{}</b><br><span style=\"color:#555\">{}</span></td>\
         <td style=\"{cell};text-align:right;white-space:nowrap\">{} {}</td>\
         <td style=\"{cell};text-align:right;white-space:nowrap\">{}</td></tr>",
        escape(&line.part_number),
        escape(&line.name),
        line.quantity.normalize(),
        escape(&line.unit),
        grouped(line.amount),
    )
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

fn grouped(amount: Decimal) -> String {
    crate::pdf::money_text(amount)
}
