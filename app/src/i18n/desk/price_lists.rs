//! Words of price lists, floors and exceptions.

use domain::lang::Lang;
use domain::pricing::terms::ListKind;

words! {
    explain: "价格解释", "Explain a price";
    lists: "价表与合同", "Lists and contracts";
    changes: "调价单", "Price changes";
    floors: "红线", "Floors";
    exceptions: "低于红线", "Below the floor";
    groups: "客户组", "Groups";
    tabs: "价格", "Prices";
    lists_lead: "面价、客户组价、合同、促销;每一次改动都是一张调价单", "Base lists, group lists, contracts, promotions; every change of one is a document";
    find: "代码、名称、客户", "Code, name, customer";
    any_kind: "全部", "All";
    code: "代码", "Code";
    name: "名称", "Name";
    kind: "种类", "Kind";
    whose: "给谁", "For";
    everybody: "所有客户", "everybody";
    holds: "有效期", "Holds";
    version: "版本", "Version";
    changed: "最近改动", "Last change";
    none: "没有找到", "None found";
    none_lead: "换个词找,或用调价单新建一张价表。", "Look for something else, or make a list with a price change.";
    shown_of: "只显示前 200 个;请缩小范围", "Only the first 200 are shown; narrow it down";
    open_end: "长期", "open-ended";
    gross: "含税", "incl. VAT";
    net: "不含税", "excl. VAT";
    promotions_in: "促销可压过", "promotions may undercut it";
    promotions_out: "不参加促销", "no promotion undercuts it";
    change_prices: "改这张表", "Change this list";
    change_lead: "价格、折扣、名称、期限、参不参加促销都随调价单改。", "Prices, percentages, name, end and whether it takes promotions change with a document.";
    history: "改动记录", "History";
    no_history: "还没有调价单动过它。", "No document has touched it yet.";
    prices: "价格", "Prices";
    parts_priced: "个型号有价", "parts with a price";
    on: "日期", "Day";
    show: "看", "Show";
    part: "型号", "Part";
    min_qty: "满", "From";
    price: "价格", "Price";
    margin: "毛利率", "Margin";
    days: "有效期", "Holds";
    by: "调价单", "Set by";
    set_up: "初始", "set up";
    below: "低于红线", "below the floor";
    planned: "计划", "planned";
    discounts: "折扣", "Percentages";
    target: "对象", "Off";
    everything: "全部", "everything";
    brand: "品牌", "brand";
    percent: "折扣", "Percent";
    no_lines: "这一天没有价格。", "No prices on this day.";
    floors_lead: "低于红线的价要有审批权的人写明原因才能发布;只有员工看得见", "Below it a price is published only by somebody with that right, with a reason; seen by staff only";
    floor_of: "对象", "Of";
    category: "品类", "category";
    part_word: "型号", "part";
    lowest_price: "最低价(含税)", "Lowest price incl. VAT";
    lowest_margin: "最低毛利率", "Lowest margin";
    per: "每", "per";
    reason: "原因", "Reason";
    set_by: "谁定的", "Set by";
    remove: "取消", "Remove";
    new_floor: "定一条红线", "Set a floor";
    scope: "范围", "Scope";
    of_hint: "型号、品类代码或品牌", "Part number, code of a category, or brand";
    margin_hint: "售价的百分之几;按成本算", "Percent of the selling price, reckoned from the cost";
    set: "定下", "Set";
    no_floors: "还没有红线", "No floors yet";
    part_floors: "个型号有自己的红线", "parts have a floor of their own";
    four_eyes: "四眼原则", "Four eyes";
    four_eyes_on: "写过调价单的人不能自己发布。", "Whoever wrote on a price change does not publish it himself.";
    four_eyes_off: "写调价单的人可以自己发布。", "Whoever writes a price change may publish it himself.";
    turn_on: "要求另一个人发布", "Ask for another pair of eyes";
    turn_off: "允许自己发布", "Let people publish their own";
    exceptions_lead: "谁批准的、为什么,以及按今天的红线看哪些订单行卖低了", "Who let them and why, and which order lines were sold below the floor as it is today";
    last_days: "最近", "Last";
    days_word: "天", "days";
    approved: "批准发布的", "Published with approval";
    below_prices: "低于红线的价", "Prices below";
    who: "谁", "Who";
    when: "何时", "When";
    none_approved: "这段时间没有低于红线的发布。", "Nothing below the floor was published in this time.";
    sold: "卖低的订单行", "Order lines";
    none_sold: "这段时间没有卖低的订单行。", "No order line was sold below the floor in this time.";
    order: "订单", "Order";
    customer: "客户", "Customer";
    quantity: "数量", "Quantity";
    lowest: "红线", "Floor";
    looked_at: "看过的订单行", "order lines looked at";
    oldest_left_out: "更早的没有看", "older ones were not";
    by_clerk: "客服代下", "entered by a clerk";
}

/// A kind of list, in words.
pub fn kind(kind: ListKind, lang: Lang) -> &'static str {
    match (kind, lang) {
        (ListKind::Base, Lang::Zh) => "面价",
        (ListKind::Base, Lang::En) => "base list",
        (ListKind::Group, Lang::Zh) => "客户组价",
        (ListKind::Group, Lang::En) => "group list",
        (ListKind::Contract, Lang::Zh) => "合同",
        (ListKind::Contract, Lang::En) => "contract",
        (ListKind::Quote, Lang::Zh) => "报价",
        (ListKind::Quote, Lang::En) => "quote",
        (ListKind::Promotion, Lang::Zh) => "促销",
        (ListKind::Promotion, Lang::En) => "promotion",
    }
}
