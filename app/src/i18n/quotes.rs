//! Words of quotes, on both sides.

use domain::lang::Lang;
use domain::pricing::quotes::QuoteState;

words! {
    title: "报价", "Quotes";
    lead: "给贵公司的报价;接受后,有效期内下单按报价执行", "Prices offered to your company; once accepted they hold until their last day";
    waiting: "等贵公司答复的报价", "Quotes waiting for your answer";
    none: "还没有报价", "No quotes yet";
    none_lead: "我们报价后会发邮件,也会列在这里。", "When we offer you prices, you get a letter and they stand here.";
    number: "报价单号", "Quote";
    status: "状态", "Status";
    offered_on: "报价日期", "Offered";
    last_day: "有效至(含)", "Valid until, inclusive";
    accepted_on: "接受日期", "Accepted";
    lines: "行数", "Lines";
    part: "型号", "Part";
    from: "数量起", "From";
    price: "含税单价", "Price incl. VAT";
    note: "说明", "Note";
    accept: "接受报价", "Accept the quote";
    accept_lead: "接受后,有效期内下单自动按这些价格,其他活动不再改价。", "Once accepted, your orders have these prices until the last day; nothing else changes them.";
    may_not: "由有下单权限的同事接受。", "A colleague who may order can accept it.";
    orders: "订单", "Orders";

    desk_lead: "按型号给这个客户单独报价", "Prices for this customer, part by part";
    desk_none_lead: "在下面写型号、数量、价格,发给客户。", "Write part, quantity and price below and send it to the customer.";
    new: "新报价", "New quote";
    new_lines: "型号、数量起、含税单价,每行一条", "Part, from quantity, price incl. VAT, one per line";
    new_hint: "可从 Excel 粘贴;单价按该型号的计价单位,也可写 85.00/1000。", "Paste from Excel if you like; a price is for the part's own basis, or write 85.00/1000.";
    note_hint: "客户看得到", "The customer reads it";
    reason: "低于红线的原因", "Why it goes below the floor";
    reason_hint: "只在有价格低于红线时要填,客户看不到", "Only when a price is below the floor; the customer never reads it";
    offer: "发出报价", "Send the quote";
    withdraw: "撤回报价", "Withdraw the quote";
    accept_for: "客户已同意,代为接受", "The customer agreed: accept it for him";
    offered_by: "报价人", "Offered by";
    all: "全部报价", "All quotes";
}

/// Where a quote stands, with the class of its shape.
pub fn state(state: QuoteState, lang: Lang) -> (&'static str, &'static str) {
    let (class, zh, en) = match state {
        QuoteState::Offered => ("st wait", "待接受", "not accepted yet"),
        QuoteState::Accepted => ("st done", "已接受,执行中", "accepted, holds"),
        QuoteState::Lapsed => ("st none", "已过期", "lapsed"),
        QuoteState::Ended => ("st none", "已到期", "has ended"),
        QuoteState::Withdrawn => ("st none", "已撤回", "withdrawn"),
    };
    (class, lang.pick(zh, en))
}
