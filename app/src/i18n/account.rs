//! Words of the account: balance, ageing, statements, disputes, invoices.

use domain::billing::{DisputeReason, Resolution};
use domain::lang::Lang;
use domain::receivables::EntryKind;
use domain::receivables::ageing::Bucket;
use domain::receivables::terms::{Anchor, Terms};

/// The account's words.
pub struct Words {
    pub account: &'static str,
    pub balance: &'static str,
    pub advances: &'static str,
    pub overdue: &'static str,
    pub not_due: &'static str,
    pub limit: &'static str,
    pub exposure: &'static str,
    pub available: &'static str,
    pub credit: &'static str,
    pub no_account: &'static str,
    pub on_hold: &'static str,
    pub ageing: &'static str,
    pub days_overdue: &'static str,
    pub amount: &'static str,
    pub statements: &'static str,
    pub statement: &'static str,
    pub no_statements: &'static str,
    pub no_statements_lead: &'static str,
    pub any_period: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub show: &'static str,
    pub preview: &'static str,
    pub preview_lead: &'static str,
    pub number: &'static str,
    pub period: &'static str,
    pub closing: &'static str,
    pub opening: &'static str,
    pub status: &'static str,
    pub to_confirm: &'static str,
    pub confirmed: &'static str,
    pub disputed: &'static str,
    pub date: &'static str,
    pub kind: &'static str,
    pub document: &'static str,
    pub order: &'static str,
    pub part_number: &'static str,
    pub quantity: &'static str,
    pub running: &'static str,
    pub charges: &'static str,
    pub credits: &'static str,
    pub confirm: &'static str,
    pub confirm_lead: &'static str,
    pub dispute: &'static str,
    pub dispute_reason: &'static str,
    pub send_dispute: &'static str,
    pub withdraw: &'static str,
    pub version: &'static str,
    pub invoices: &'static str,
    pub no_invoices: &'static str,
    pub issued: &'static str,
    pub title: &'static str,
    pub net: &'static str,
    pub tax: &'static str,
    pub gross: &'static str,
    pub due: &'static str,
    pub download: &'static str,
    pub shipment: &'static str,
    pub receipt: &'static str,
    pub credit_note: &'static str,
    pub reversal: &'static str,
    pub adjustment: &'static str,
    pub opening_entry: &'static str,
    pub none: &'static str,
    pub entries: &'static str,
    pub unknown_period: &'static str,
    pub receivable: &'static str,
    pub next_due: &'static str,
    pub no_entries: &'static str,
    pub no_entries_lead: &'static str,
    pub older: &'static str,
    pub unit_price: &'static str,
    pub in_capitals: &'static str,
    pub note: &'static str,
}

/// The words in a language.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: Words = Words {
    account: "对账与开票",
    balance: "应付余额",
    advances: "预收余额",
    overdue: "已逾期",
    not_due: "未到期",
    limit: "授信额度",
    exposure: "已占用",
    available: "剩余额度",
    credit: "授信",
    no_account: "未开通账期,按转账付款下单",
    on_hold: "账户已冻结",
    ageing: "账龄",
    days_overdue: "逾期天数",
    amount: "金额",
    statements: "对账单",
    statement: "对账单",
    no_statements: "还没有对账单",
    no_statements_lead: "任何期间都可以自己出一份预览。",
    any_period: "任意期间",
    from: "从",
    to: "到",
    show: "显示",
    preview: "预览",
    preview_lead: "从账簿实时计算,尚未出单。",
    number: "单号",
    period: "期间",
    closing: "期末余额",
    opening: "期初余额",
    status: "状态",
    to_confirm: "待您确认",
    confirmed: "已确认",
    disputed: "有异议",
    date: "日期",
    kind: "类型",
    document: "单号",
    order: "订单",
    part_number: "型号",
    quantity: "数量",
    running: "余额",
    charges: "本期增加",
    credits: "本期减少",
    confirm: "确认对账单",
    confirm_lead: "确认后本期锁定;异议处理完或撤回后才能确认。",
    dispute: "有异议",
    dispute_reason: "哪里不对",
    send_dispute: "提交异议",
    withdraw: "撤回异议",
    version: "版本",
    invoices: "发票",
    no_invoices: "还没有发票",
    issued: "开票日期",
    title: "抬头",
    net: "不含税金额",
    tax: "税额",
    gross: "价税合计",
    due: "到期日",
    download: "下载",
    shipment: "发货",
    receipt: "收款",
    credit_note: "退货/贷项",
    reversal: "冲正",
    adjustment: "调整",
    opening_entry: "期初",
    none: "无",
    entries: "往来明细",
    unknown_period: "请填两个日期,起日不晚于止日",
    receivable: "已发货未付",
    next_due: "下次到期",
    no_entries: "还没有往来",
    no_entries_lead: "发货和收款会逐笔记在这里。",
    older: "更早的",
    unit_price: "含税单价",
    in_capitals: "期末余额大写:人民币",
    note: "说明",
};

static EN: Words = Words {
    account: "Statements & invoices",
    balance: "Balance due",
    advances: "Paid in advance",
    overdue: "Overdue",
    not_due: "Not due yet",
    limit: "Credit limit",
    exposure: "Used",
    available: "Credit left",
    credit: "Credit",
    no_account: "No account terms; orders are paid by transfer",
    on_hold: "The account is on hold",
    ageing: "Ageing",
    days_overdue: "Days overdue",
    amount: "Amount",
    statements: "Statements",
    statement: "Statement",
    no_statements: "No statements yet",
    no_statements_lead: "Preview one for any period.",
    any_period: "Any period",
    from: "From",
    to: "To",
    show: "Show",
    preview: "Preview",
    preview_lead: "Computed from the ledger just now; not issued.",
    number: "Number",
    period: "Period",
    closing: "Closing balance",
    opening: "Opening balance",
    status: "Status",
    to_confirm: "For you to confirm",
    confirmed: "Confirmed",
    disputed: "Disputed",
    date: "Date",
    kind: "Kind",
    document: "Document",
    order: "Order",
    part_number: "Part number",
    quantity: "Quantity",
    running: "Balance",
    charges: "Charged",
    credits: "Credited",
    confirm: "Confirm statement",
    confirm_lead: "Confirming locks the period; disputes are settled or withdrawn first.",
    dispute: "Dispute",
    dispute_reason: "What is wrong",
    send_dispute: "Send dispute",
    withdraw: "Withdraw",
    version: "Version",
    invoices: "Invoices",
    no_invoices: "No invoices yet",
    issued: "Issued",
    title: "Title",
    net: "Net",
    tax: "VAT",
    gross: "Total",
    due: "Due",
    download: "Download",
    shipment: "Shipment",
    receipt: "Payment",
    credit_note: "Credit",
    reversal: "Reversal",
    adjustment: "Adjustment",
    opening_entry: "Opening",
    none: "none",
    entries: "Entries",
    unknown_period: "Give two dates, the first not after the second",
    receivable: "Delivered, not paid",
    next_due: "Next due",
    no_entries: "Nothing has moved yet",
    no_entries_lead: "Every delivery and payment will stand here.",
    older: "Earlier entries",
    unit_price: "Unit price",
    in_capitals: "In capitals:",
    note: "Note",
};

/// What an entry was.
pub fn kind(kind: EntryKind, lang: Lang) -> &'static str {
    let w = words(lang);
    match kind {
        EntryKind::Shipment => w.shipment,
        EntryKind::Receipt => w.receipt,
        EntryKind::Return => w.credit_note,
        EntryKind::Adjustment => w.adjustment,
    }
}

/// How late an amount is.
pub fn bucket(bucket: Bucket, lang: Lang) -> String {
    let w = words(lang);
    match (bucket, lang) {
        (Bucket::NotDue, _) => w.not_due.to_owned(),
        (Bucket::Unapplied, _) => w.advances.to_owned(),
        (Bucket::Days { from, to }, Lang::Zh) => format!("逾期 {from}–{to} 天"),
        (Bucket::Days { from, to }, Lang::En) => format!("{from}–{to} days overdue"),
        (Bucket::Over { days }, Lang::Zh) => format!("逾期 {days} 天以上"),
        (Bucket::Over { days }, Lang::En) => format!("over {days} days overdue"),
    }
}

/// When deliveries fall due, in one line.
pub fn terms(terms: &Terms, lang: Lang) -> String {
    let (months, days) = (terms.month_offset, terms.day_offset);
    let zh = lang == Lang::Zh;
    let anchor = match terms.anchor {
        Anchor::Shipment => lang.pick("发货后", "after shipment"),
        Anchor::Statement => lang.pick("对账月末后", "after the statement month"),
    };
    match terms.fixed_day {
        Some(day) if zh => format!("{anchor} {months} 个月的 {day} 日"),
        Some(day) => format!("on day {day}, {months} months {anchor}"),
        None if months == 0 && zh => format!("{anchor} {days} 天"),
        None if months == 0 => format!("{days} days {anchor}"),
        None if zh => format!("{anchor} {months} 个月 {days} 天"),
        None => format!("{months} months and {days} days {anchor}"),
    }
}

/// Number and version of an issued statement.
pub fn issued_as(number: &str, version: u32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{number} 第 {version} 版"),
        Lang::En => format!("{number} version {version}"),
    }
}

/// Why a line is disputed.
pub fn dispute_reason(reason: DisputeReason, lang: Lang) -> &'static str {
    match (reason, lang) {
        (DisputeReason::Quantity, Lang::Zh) => "数量不对",
        (DisputeReason::Quantity, Lang::En) => "Another quantity arrived",
        (DisputeReason::Price, Lang::Zh) => "价格不对",
        (DisputeReason::Price, Lang::En) => "Another price was agreed",
        (DisputeReason::NotReceived, Lang::Zh) => "没有收到",
        (DisputeReason::NotReceived, Lang::En) => "Never arrived",
        (DisputeReason::Returned, Lang::Zh) => "已退回",
        (DisputeReason::Returned, Lang::En) => "Was sent back",
        (DisputeReason::Other, Lang::Zh) => "其他",
        (DisputeReason::Other, Lang::En) => "Something else",
    }
}

/// How a dispute ended.
pub fn resolution(resolution: Resolution, lang: Lang) -> &'static str {
    match (resolution, lang) {
        (Resolution::Upheld, Lang::Zh) => "异议成立,将更正",
        (Resolution::Upheld, Lang::En) => "Upheld; a correction follows",
        (Resolution::Rejected, Lang::Zh) => "核对无误,维持原记录",
        (Resolution::Rejected, Lang::En) => "The line stands",
        (Resolution::Withdrawn, Lang::Zh) => "已撤回",
        (Resolution::Withdrawn, Lang::En) => "Withdrawn",
    }
}
