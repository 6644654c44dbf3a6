//! Words of the queue, of an order at the desk, and of its parcels.

use domain::lang::Lang;
use domain::notifications::Message;
use domain::shipping::carrier;
use domain::shipping::tracking::TrackingState;

words! {
    today: "今日", "Today";
    today_lead: "待办按队列,最久的在前", "What waits, oldest first";
    queue: "队列", "Queue";
    count: "数量", "Count";
    oldest: "最久", "Oldest";
    ready: "可发货", "Ready to ship";
    waiting: "等货", "Waiting for goods";
    late: "已过承诺日", "Past the promised day";
    disputed: "对账差异待答复", "Statements with open disputes";
    dead_letters: "未能寄出的邮件", "Letters that did not leave";
    letter: "邮件", "Letter";
    written: "生成", "Written";
    tries: "尝试", "Tries";
    cause: "原因", "Cause";
    resend: "重新发送", "Send again";
    searches: "没搜到的", "Failed searches";
    price_changes: "调价单待复核", "Price changes to review";
    show_all: "显示全部", "Show all";
    nothing_waits: "没有待发订单", "No order waits";
    nothing_waits_lead: "新订单会出现在这里;也可以代客户下单。", "New orders appear here; or enter one for a customer.";
    to_customers: "找客户", "Find a customer";
    orders_to_ship: "待发订单", "Orders to ship";
    order: "订单", "Order";
    customer: "客户", "Customer";
    age: "已等", "Age";
    lines: "行", "Lines";
    ready_lines: "可发行", "Ready";
    waiting_lines: "等货行", "Waiting";
    promised: "承诺日", "Promised";
    amount: "金额", "Amount";
    by_clerk: "手工单", "manual order";
    orders: "订单", "Orders";
    placed: "下单", "Placed";
    status: "状态", "Status";
    no_orders: "还没有订单", "No orders yet";
    po_number: "客户单号", "Their number";
    part: "型号", "Part";
    ordered: "订购", "Ordered";
    reserved: "占用", "Reserved";
    shipped: "已发", "Shipped";
    open: "欠货", "Open";
    cancelled: "取消", "Cancelled";
    price: "单价", "Price";
    ship: "发货", "Ship";
    ship_lead: "先出占用,再出现货;数量留空则不发该行。", "Reserved stock goes first, then what is free; an empty quantity ships nothing of the line.";
    ship_now: "本次发", "Ship now";
    carrier: "承运商", "Carrier";
    tracking_number: "运单号", "Tracking number";
    do_ship: "发货并记应收", "Ship and post the receivable";
    all_shipped: "没有可发的数量", "Nothing is left to ship";
    reserve: "占用新到货", "Reserve what came in";
    cancel: "取消", "Cancel";
    cancel_line: "取消数量", "Quantity to cancel";
    do_cancel: "取消这些", "Cancel these";
    parcels: "发货单", "Shipments";
    no_parcels: "还没有发货", "Nothing has left yet";
    track: "添加物流轨迹", "Add a tracking event";
    happened_at: "时间", "When";
    state: "状态", "State";
    place: "地点", "Place";
    description: "说明", "Description";
    do_track: "添加轨迹", "Add event";
    left_us: "已出库", "Left the warehouse";
    ship_to: "收货", "Ship to";
    requested_on: "要求日期", "Wanted on";
    note: "备注", "Note";
    payment: "付款", "Payment";
    none: "无", "none";
    again: "再下一单", "Order again";
    frozen: "下单时的规则", "Rules when it was ordered";
    today_price: "按今天解释", "Explain as of today";
    total: "价税合计", "Total incl. VAT";
}

/// What a letter was to say.
pub fn letter(message: Option<&Message>, lang: Lang) -> &'static str {
    let (zh, en) = match message {
        Some(Message::SearchAnswered { .. }) => ("您找的已有了", "What was looked for is there"),
        Some(Message::OrderPlaced { .. }) => ("订单确认", "Order confirmation"),
        Some(Message::Shipped { .. }) => ("发货通知", "Shipping notice"),
        Some(Message::Invited { .. }) => ("成员邀请", "Invitation"),
        Some(Message::PasswordForgotten { .. }) => ("重设密码", "New password"),
        Some(Message::StatementIssued { .. }) => ("对账单", "Statement"),
        Some(Message::DisputeRaised { .. }) => ("对账差异", "Dispute raised"),
        Some(Message::DisputeResolved { .. }) => ("差异答复", "Answer to a dispute"),
        Some(Message::QuoteOffered { .. }) => ("报价", "Quote"),
        Some(Message::InvoiceIssued { .. }) => ("发票", "Invoice"),
        None => ("无法读取", "Unreadable"),
    };
    lang.pick(zh, en)
}

/// How long something waits.
pub fn age(hours: u32, lang: Lang) -> String {
    match (hours, lang) {
        (0, Lang::Zh) => "不到 1 小时".to_owned(),
        (0, Lang::En) => "under an hour".to_owned(),
        (h, Lang::Zh) if h < 48 => format!("{h} 小时"),
        (h, Lang::En) if h < 48 => format!("{h} h"),
        (h, Lang::Zh) => format!("{} 天", h / 24),
        (h, Lang::En) => format!("{} days", h / 24),
    }
}

/// The carrier of a code, by name.
pub fn carrier_name(code: &str, lang: Lang) -> String {
    carrier::find(code).map_or_else(|| code.to_owned(), |c| lang.pick(c.zh, c.en).to_owned())
}

/// Where a parcel is, in words.
pub fn tracking(state: TrackingState, lang: Lang) -> &'static str {
    let (zh, en) = match state {
        TrackingState::Collected => ("已揽收", "Collected"),
        TrackingState::InTransit => ("运输中", "In transit"),
        TrackingState::OutForDelivery => ("派送中", "Out for delivery"),
        TrackingState::Delivered => ("已签收", "Delivered"),
        TrackingState::Problem => ("疑难件", "Problem"),
        TrackingState::Returned => ("已退回", "Returned"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
