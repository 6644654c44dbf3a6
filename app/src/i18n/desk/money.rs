//! Words of a customer's money: account, terms, receipts, statements, invoices.

use domain::lang::Lang;
use domain::receivables::EntryKind;
use domain::receivables::ageing::Bucket;
use domain::receivables::terms::{Anchor, Terms};

words! {
    title: "账款", "Money";
    account: "账户", "Account";
    balance: "余额", "Balance";
    receivable: "应收", "Receivable";
    advances: "预收", "Advances";
    open_orders: "账期未发订单", "Open orders on account";
    exposure: "占用额度", "Exposure";
    limit: "授信额度", "Credit limit";
    available: "可用额度", "Available";
    account_off: "未开通账期,先款后货", "no account terms, paid in advance";
    overdue: "已逾期", "Overdue";
    hold: "冻结", "On hold";
    terms: "账期", "Terms";
    next_due: "下次到期", "Next due";
    ageing: "账龄", "Ageing";
    nothing_owed: "没有未清款项", "Nothing is open";
    to_money: "收款、对账、开票", "Receipts, statements, invoices";
    entries: "往来明细", "Account entries";
    no_entries: "还没有往来", "Nothing has moved yet";
    no_entries_lead: "发货或收款后,这里逐笔列出。", "Shipments and receipts are listed here one by one.";
    seq: "序号", "No.";
    date: "日期", "Date";
    kind: "类型", "Kind";
    document: "单号", "Document";
    order: "订单", "Order";
    part: "型号", "Part";
    due: "到期日", "Due";
    settled: "已核销", "Settled";
    amount: "金额", "Amount";
    older: "更早的", "Older";
    receipt: "登记收款", "Record a receipt";
    receipt_lead: "先核销最早到期的,余下记为预收。", "Pays what is due longest; the rest stays as an advance.";
    received_on: "到账日期", "Received on";
    bank_reference: "银行流水号", "Bank reference";
    bank_hint: "同一流水号只能登记一次", "Each reference is taken once";
    note: "备注", "Note";
    record: "登记收款", "Record receipt";
    set_terms: "授信与账期", "Credit and terms";
    limit_hint: "留空即关闭账期", "Empty switches account trade off";
    anchor: "从何时起算", "Counted from";
    anchor_shipment: "发货日", "the day of shipment";
    anchor_statement: "结算月末", "the end of the statement month";
    cutoff_day: "结算截止日", "Cut-off day";
    cutoff_hint: "1–28;留空为月末", "1–28; empty is the month's end";
    month_offset: "加几个月", "Plus months";
    day_offset: "加几天", "Plus days";
    fixed_day: "固定付款日", "Fixed day of payment";
    fixed_hint: "1–31;填了就不看天数", "1–31; wins over the days";
    hold_reason: "冻结原因", "Reason for the hold";
    hold_hint: "客户会看到;留空即解除", "The customer reads it; empty lifts the hold";
    reason: "变更原因", "Why it is changed";
    reason_hint: "记入审计", "Kept in the audit trail";
    change: "更改授信与账期", "Change credit and terms";
}

/// What moved a balance, in words.
pub fn entry_kind(kind: EntryKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        EntryKind::Shipment => ("发货", "Shipment"),
        EntryKind::Receipt => ("收款", "Receipt"),
        EntryKind::Return => ("退货", "Return"),
        EntryKind::Adjustment => ("调整", "Adjustment"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// How late, in words.
pub fn bucket(bucket: Bucket, lang: Lang) -> String {
    match (bucket, lang) {
        (Bucket::NotDue, Lang::Zh) => "未到期".to_owned(),
        (Bucket::NotDue, Lang::En) => "Not due".to_owned(),
        (Bucket::Days { from, to }, Lang::Zh) => format!("逾期 {from}–{to} 天"),
        (Bucket::Days { from, to }, Lang::En) => format!("{from}–{to} days late"),
        (Bucket::Over { days }, Lang::Zh) => format!("逾期超过 {days} 天"),
        (Bucket::Over { days }, Lang::En) => format!("More than {days} days late"),
        (Bucket::Unapplied, Lang::Zh) => "未核销预收".to_owned(),
        (Bucket::Unapplied, Lang::En) => "Advances not used".to_owned(),
    }
}

/// When deliveries fall due, in one line.
pub fn terms(terms: &Terms, lang: Lang) -> String {
    match lang {
        Lang::Zh => terms_zh(terms),
        Lang::En => terms_en(terms),
    }
}

fn terms_zh(terms: &Terms) -> String {
    let mut text = match (terms.anchor, terms.cutoff_day) {
        (Anchor::Shipment, _) => "货到".to_owned(),
        (Anchor::Statement, None) => "月结".to_owned(),
        (Anchor::Statement, Some(day)) => format!("月结({day} 日截止)"),
    };
    if terms.month_offset > 0 {
        text.push_str(&format!("加 {} 个月", terms.month_offset));
    }
    match terms.fixed_day {
        Some(day) => text.push_str(&format!(",{day} 日付款")),
        None => text.push_str(&format!(" {} 天", terms.day_offset)),
    }
    text
}

fn terms_en(terms: &Terms) -> String {
    let from = match (terms.anchor, terms.cutoff_day) {
        (Anchor::Shipment, _) => "from shipment".to_owned(),
        (Anchor::Statement, None) => "from the month's end".to_owned(),
        (Anchor::Statement, Some(day)) => format!("from the statement of the {day}."),
    };
    let months = match terms.month_offset {
        0 => String::new(),
        n => format!("{n} months and "),
    };
    match terms.fixed_day {
        Some(day) if terms.month_offset > 0 => {
            format!("{} months {from}, paid on day {day}", terms.month_offset)
        }
        Some(day) => format!("Paid on day {day}, {from}"),
        None => format!("{months}{} days {from}", terms.day_offset),
    }
}
