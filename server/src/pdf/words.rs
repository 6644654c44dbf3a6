//! Every word printed on a paper, in both languages: a missing one does not compile.

use domain::documents::{AgeingLabel, StatementKind};
use domain::lang::Lang;

/// The words of one language.
pub struct Words {
    pub lang: Lang,
    pub demo_mark: &'static str,
    pub phone: &'static str,
    pub uscc: &'static str,
    pub customer: &'static str,
    pub customer_code: &'static str,
    pub tax_number: &'static str,
    pub period: &'static str,
    pub issued_on: &'static str,
    pub version: &'static str,
    pub currency: &'static str,
    pub bank: &'static str,
    pub bank_account: &'static str,
    pub statement: &'static str,
    pub invoice: &'static str,
    pub delivery_note: &'static str,
    pub order_confirmation: &'static str,
    pub opening: &'static str,
    pub closing: &'static str,
    pub shipped: &'static str,
    pub returned: &'static str,
    pub adjusted: &'static str,
    pub received: &'static str,
    pub due: &'static str,
    pub overdue: &'static str,
    pub in_capitals: &'static str,
    pub ageing: &'static str,
    pub disputed: &'static str,
    pub confirm_and_pay: &'static str,
    pub seller_seal: &'static str,
    pub buyer_seal: &'static str,
    pub date: &'static str,
    pub due_on: &'static str,
    pub document: &'static str,
    pub order: &'static str,
    pub po: &'static str,
    pub part: &'static str,
    pub quantity: &'static str,
    pub unit: &'static str,
    pub gross_price: &'static str,
    pub amount: &'static str,
    pub balance: &'static str,
    pub net: &'static str,
    pub rate: &'static str,
    pub tax: &'static str,
    pub gross: &'static str,
    pub not_a_tax_invoice: &'static str,
    pub receiver: &'static str,
    pub delivery_address: &'static str,
    pub carrier: &'static str,
    pub tracking: &'static str,
    pub packages: &'static str,
    pub weight: &'static str,
    pub made_by: &'static str,
    pub checked_by: &'static str,
    pub customer_part: &'static str,
    /// Head of a column that shows the customer's own number in brackets before the name.
    pub part_with_own: &'static str,
    pub remark: &'static str,
    pub signed_by: &'static str,
    pub signed_on: &'static str,
    pub promised: &'static str,
}

static ZH: Words = Words {
    lang: Lang::Zh,
    demo_mark: "演示数据",
    phone: "电话",
    uscc: "统一社会信用代码",
    customer: "客户",
    customer_code: "客户编号",
    tax_number: "纳税人识别号",
    period: "对账期间",
    issued_on: "出单日期",
    version: "版本",
    currency: "币种",
    bank: "开户行",
    bank_account: "收款账号",
    statement: "对账单",
    invoice: "商业发票",
    delivery_note: "送货单",
    order_confirmation: "订单确认书",
    opening: "期初余额",
    closing: "期末余额",
    shipped: "本期发货",
    returned: "本期退货",
    adjusted: "本期调整",
    received: "本期收款",
    due: "其中已到期",
    overdue: "其中已逾期",
    in_capitals: "大写",
    ageing: "账龄(按到期日)",
    disputed: "有异议,待答复",
    confirm_and_pay: "请确认并按期付款。如有不符,请逐行注明原因。",
    seller_seal: "供方(盖章)",
    buyer_seal: "客户确认(盖章)",
    date: "日期",
    due_on: "付款到期日",
    document: "单据",
    order: "订单",
    po: "客户订单",
    part: "型号 / 名称",
    quantity: "数量",
    unit: "单位",
    gross_price: "含税单价",
    amount: "金额",
    balance: "余额",
    net: "不含税金额",
    rate: "税率",
    tax: "税额",
    gross: "价税合计",
    not_a_tax_invoice: "本单据为供方商业发票,不是增值税发票,不作为抵扣凭证。",
    receiver: "收货人",
    delivery_address: "收货地址",
    carrier: "承运",
    tracking: "运单号",
    packages: "件数",
    weight: "重量",
    made_by: "制单",
    checked_by: "复核",
    customer_part: "客户料号",
    part_with_own: "型号 / [客户料号] 名称",
    remark: "备注",
    signed_by: "签收人(签字或盖章)",
    signed_on: "签收日期",
    promised: "承诺交期",
};

static EN: Words = Words {
    lang: Lang::En,
    demo_mark: "DEMO DATA",
    phone: "Phone",
    uscc: "USCC",
    customer: "Customer",
    customer_code: "Customer no.",
    tax_number: "Tax number",
    period: "Period",
    issued_on: "Issued on",
    version: "Version",
    currency: "Currency",
    bank: "Bank",
    bank_account: "Account",
    statement: "Statement of account",
    invoice: "Commercial invoice",
    delivery_note: "Delivery note",
    order_confirmation: "Order confirmation",
    opening: "Opening balance",
    closing: "Closing balance",
    shipped: "Shipped",
    returned: "Returned",
    adjusted: "Adjusted",
    received: "Received",
    due: "of which due",
    overdue: "of which overdue",
    in_capitals: "In words",
    ageing: "Ageing by due date",
    disputed: "Disputed, answer pending",
    confirm_and_pay: "Confirm this statement and pay by the due dates. Mark any difference on its line, with the reason.",
    seller_seal: "For the seller (seal)",
    buyer_seal: "Confirmed by the customer (seal)",
    date: "Date",
    due_on: "Due on",
    document: "Document",
    order: "Order",
    po: "Your order",
    part: "Part number / description",
    quantity: "Quantity",
    unit: "Unit",
    gross_price: "Unit price incl. tax",
    amount: "Amount",
    balance: "Balance",
    net: "Net",
    rate: "Rate",
    tax: "Tax",
    gross: "Total incl. tax",
    not_a_tax_invoice: "This is the seller's commercial invoice. It is not a VAT invoice and cannot be used for deduction.",
    receiver: "Receiver",
    delivery_address: "Deliver to",
    carrier: "Carrier",
    tracking: "Tracking no.",
    packages: "Packages",
    weight: "Weight",
    made_by: "Made by",
    checked_by: "Checked by",
    customer_part: "Your part number",
    part_with_own: "Part number / [your number] name",
    remark: "Remark",
    signed_by: "Received by (signature or seal)",
    signed_on: "Received on",
    promised: "Promised",
};

/// The words of a language.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

impl Words {
    /// The customer's own number with its label; empty when there is none.
    pub fn own_number(&self, number: Option<&str>) -> String {
        number.map(|number| format!("{} {number}", self.customer_part)).unwrap_or_default()
    }

    /// What moved the balance.
    pub fn kind(&self, kind: StatementKind) -> &'static str {
        match (self.lang, kind) {
            (Lang::Zh, StatementKind::Shipment) => "发货",
            (Lang::Zh, StatementKind::Receipt) => "收款",
            (Lang::Zh, StatementKind::Return) => "退货",
            (Lang::Zh, StatementKind::Adjustment) => "调整",
            (Lang::En, StatementKind::Shipment) => "Shipment",
            (Lang::En, StatementKind::Receipt) => "Receipt",
            (Lang::En, StatementKind::Return) => "Return",
            (Lang::En, StatementKind::Adjustment) => "Adjustment",
        }
    }

    /// Head of an ageing bucket.
    pub fn bucket(&self, label: AgeingLabel) -> String {
        match (self.lang, label) {
            (Lang::Zh, AgeingLabel::NotDue) => "未到期".to_owned(),
            (Lang::Zh, AgeingLabel::Days { from, to }) => format!("逾期 {from}–{to} 天"),
            (Lang::Zh, AgeingLabel::Over { days }) => format!("逾期 {days} 天以上"),
            (Lang::Zh, AgeingLabel::Unapplied) => "未核销收款".to_owned(),
            (Lang::En, AgeingLabel::NotDue) => "Not due".to_owned(),
            (Lang::En, AgeingLabel::Days { from, to }) => format!("{from}–{to} days"),
            (Lang::En, AgeingLabel::Over { days }) => format!("over {days} days"),
            (Lang::En, AgeingLabel::Unapplied) => "Unapplied".to_owned(),
        }
    }

    /// First to last day of a period.
    pub fn period_text(&self, from: &str, to: &str) -> String {
        match self.lang {
            Lang::Zh => format!("{from} 至 {to}"),
            Lang::En => format!("{from} to {to}"),
        }
    }

    /// Foot of every page.
    pub fn page_of(&self, page: usize, pages: usize) -> String {
        match self.lang {
            Lang::Zh => format!("第 {page} 页 / 共 {pages} 页"),
            Lang::En => format!("Page {page} of {pages}"),
        }
    }

    /// How long the receiver may object. Source: 民法典 621, 623.
    pub fn objection(&self, days: u32) -> String {
        match self.lang {
            Lang::Zh => format!(
                "签收即确认上列数量、型号和规格。数量和外观异议请于签收后 {days} 日内提出,并在本单注明。"
            ),
            Lang::En => format!(
                "Signing confirms the quantities, part numbers and sizes above. Objections to quantity and visible \
                 defects: within {days} days of receipt, noted on this paper."
            ),
        }
    }
}
