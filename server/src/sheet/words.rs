//! Heads and kinds in exported tables, in both languages.

use domain::documents::StatementKind;
use domain::lang::Lang;

/// Words of one language for an exported statement.
pub struct SheetWords {
    pub sheet: &'static str,
    /// In the order of the columns.
    pub heads: [&'static str; 16],
    pub opening: &'static str,
    pub closing: &'static str,
    pub disputed: &'static str,
    pub kinds: [&'static str; 4],
    pub facts: [&'static str; 5],
    pub demo: &'static str,
}

static ZH: SheetWords = SheetWords {
    sheet: "对账单",
    heads: [
        "序号",
        "日期",
        "类型",
        "单据号",
        "订单号",
        "客户订单号",
        "型号",
        "客户料号",
        "名称",
        "数量",
        "单位",
        "含税单价",
        "计价单位",
        "金额",
        "余额",
        "异议",
    ],
    opening: "期初余额",
    closing: "期末余额",
    disputed: "有异议",
    kinds: ["发货", "收款", "退货", "调整"],
    facts: ["供方", "客户", "单号", "期间", "币种"],
    demo: "演示数据",
};

static EN: SheetWords = SheetWords {
    sheet: "Statement",
    heads: [
        "No.",
        "Date",
        "Kind",
        "Document",
        "Order",
        "Your order",
        "Part number",
        "Your part number",
        "Description",
        "Quantity",
        "Unit",
        "Unit price incl. tax",
        "Price per",
        "Amount",
        "Balance",
        "Dispute",
    ],
    opening: "Opening balance",
    closing: "Closing balance",
    disputed: "Disputed",
    kinds: ["Shipment", "Receipt", "Return", "Adjustment"],
    facts: ["Seller", "Customer", "Number", "Period", "Currency"],
    demo: "DEMO DATA",
};

pub fn words(lang: Lang) -> &'static SheetWords {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

impl SheetWords {
    pub fn kind(&self, kind: StatementKind) -> &'static str {
        let [shipment, receipt, goods_back, adjustment] = self.kinds;
        match kind {
            StatementKind::Shipment => shipment,
            StatementKind::Receipt => receipt,
            StatementKind::Return => goods_back,
            StatementKind::Adjustment => adjustment,
        }
    }
}
