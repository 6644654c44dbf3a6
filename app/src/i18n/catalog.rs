//! Words of the catalogue: search, filters, the part page, prices and their reasons.

use super::format;
use domain::lang::Lang;
use domain::pricing::explanation::{BuyerReason, BuyerRule, NextTier};
use rust_decimal::Decimal;

/// The catalogue's words.
pub struct Words {
    pub catalogue: &'static str,
    pub filter: &'static str,
    pub close: &'static str,
    pub clear_all: &'static str,
    pub remove: &'static str,
    pub selected: &'static str,
    pub parts: &'static str,
    pub show_results: &'static str,
    pub categories: &'static str,
    pub part_number: &'static str,
    pub name: &'static str,
    pub supply: &'static str,
    pub my_number: &'static str,
    pub quantity: &'static str,
    pub incl_vat: &'static str,
    pub excl_vat: &'static str,
    pub per: &'static str,
    pub add: &'static str,
    pub rows_filled: &'static str,
    pub fill_hint: &'static str,
    /// Nobody knows whether a row reached the cart.
    pub unsent: &'static str,
    pub in_stock: &'static str,
    pub to_order: &'static str,
    pub rest: &'static str,
    pub days: &'static str,
    pub sign_in_prices: &'static str,
    pub no_price: &'static str,
    pub nothing: &'static str,
    pub nothing_lead: &'static str,
    pub instead: &'static str,
    pub nothing_for: &'static str,
    pub closest: &'static str,
    pub understood: &'static str,
    pub pages: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub value_or_bounds: &'static str,
    pub per_one: &'static str,
    pub price_hint: &'static str,
    pub bounds_hint: &'static str,
    pub bounds_misread: &'static str,
    pub misread: &'static str,
    pub no_value: &'static str,
    pub taken_for_measure: &'static str,
    pub taken_for_size: &'static str,
    pub taken_for_part: &'static str,
    pub taken_for_names: &'static str,
    pub taken_for_similar: &'static str,
    pub taken_for_nothing: &'static str,
    pub parameters: &'static str,
    pub tiers: &'static str,
    pub why: &'static str,
    pub your_price: &'static str,
    pub standard: &'static str,
    pub brand: &'static str,
    pub unit: &'static str,
    pub pack: &'static str,
    pub moq: &'static str,
    pub steps: &'static str,
    pub lead_time: &'static str,
    pub discontinued: &'static str,
    pub part_not_found: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub sort_by: &'static str,
}

/// The words in a language.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: Words = Words {
    catalogue: "目录",
    filter: "筛选",
    close: "关闭",
    clear_all: "全部清除",
    remove: "去掉",
    selected: "已选",
    parts: "个型号",
    show_results: "显示结果",
    categories: "分类",
    part_number: "型号",
    name: "名称",
    supply: "供货",
    my_number: "我的料号",
    quantity: "数量",
    incl_vat: "含税",
    excl_vat: "不含税",
    per: "每",
    add: "加入购物车",
    rows_filled: " 行已填",
    fill_hint: "填好数量,一次加入;按 Enter 加入本行。",
    unsent: "没有收到答复。请再按一次 Enter,不会重复加入。",
    in_stock: "现货",
    to_order: "期货",
    rest: "其余",
    days: "天",
    sign_in_prices: "登录后显示价格",
    no_price: "询价",
    nothing: "没有找到",
    nothing_lead: "换个写法,或去掉一个筛选条件。",
    instead: "可以改搜:",
    nothing_for: "没有找到“{}”",
    closest: "最接近的型号",
    understood: "识别为",
    pages: "翻页",
    previous: "上一页",
    next: "下一页",
    value_or_bounds: "数值或范围",
    per_one: "每单位",
    price_hint: "按最小起订量的含税单价",
    bounds_hint: "例:24、≥24、10..30、1/4\"",
    bounds_misread: "看不懂这个数值,未用于筛选。可写 24、≥24、10..30 或带单位 6mm、1/4\"。",
    misread: "看不懂,未用",
    no_value: "没给数值,未用",
    taken_for_measure: "数值",
    taken_for_size: "尺寸",
    taken_for_part: "型号或名称",
    taken_for_names: "名称",
    taken_for_similar: "相近",
    taken_for_nothing: "没有此词",
    parameters: "参数",
    tiers: "阶梯价",
    why: "为什么是这个价",
    your_price: "您的价格",
    standard: "标准",
    brand: "品牌",
    unit: "单位",
    pack: "每包",
    moq: "起订",
    steps: "递增",
    lead_time: "交期",
    discontinued: "已停产",
    part_not_found: "没有这个型号",
    yes: "是",
    no: "否",
    sort_by: "排序:",
};

static EN: Words = Words {
    catalogue: "Catalogue",
    filter: "Filter",
    close: "Close",
    clear_all: "Clear all",
    remove: "Remove",
    selected: "Selected",
    parts: "parts",
    show_results: "Show results",
    categories: "Categories",
    part_number: "Part number",
    name: "Name",
    supply: "Availability",
    my_number: "My number",
    quantity: "Quantity",
    incl_vat: "incl. VAT",
    excl_vat: "excl. VAT",
    per: "per",
    add: "Add to cart",
    rows_filled: " filled in",
    fill_hint: "Fill in quantities, add them together; Enter adds a row.",
    unsent: "No answer came. Press Enter again, nothing is added twice.",
    in_stock: "In stock",
    to_order: "To order",
    rest: "rest",
    days: "days",
    sign_in_prices: "Sign in for prices",
    no_price: "On request",
    nothing: "Nothing found",
    nothing_lead: "Try another spelling, or drop a filter.",
    instead: "Try instead:",
    nothing_for: "Nothing found for \"{}\"",
    closest: "Closest parts",
    understood: "Read as",
    pages: "Pages",
    previous: "Previous",
    next: "Next",
    value_or_bounds: "value or range",
    per_one: "per unit",
    price_hint: "with VAT, at the smallest order",
    bounds_hint: "e.g. 24, ≥24, 10..30, 1/4\"",
    bounds_misread: "This number was not understood and does not filter. Write 24, ≥24, 10..30, or with a unit: 6mm, 1/4\".",
    misread: "not understood, not used",
    no_value: "no value given, not used",
    taken_for_measure: "Measure",
    taken_for_size: "Size",
    taken_for_part: "Part number or name",
    taken_for_names: "Name",
    taken_for_similar: "Similar to",
    taken_for_nothing: "Not known",
    parameters: "Parameters",
    tiers: "Price tiers",
    why: "Why this price",
    your_price: "Your price",
    standard: "Standard",
    brand: "Brand",
    unit: "Unit",
    pack: "Pack",
    moq: "Minimum",
    steps: "in steps of",
    lead_time: "Lead time",
    discontinued: "Discontinued",
    part_not_found: "No such part",
    yes: "yes",
    no: "no",
    sort_by: "Sort by",
};

/// The basis behind a price: nothing for one, `/100` for a hundred.
pub fn per(basis: u32) -> String {
    if basis <= 1 { String::new() } else { format!("/{}", format::count(basis as usize)) }
}

/// The kind of rule that gives the price.
pub fn rule(rule: BuyerRule, lang: Lang) -> &'static str {
    match (rule, lang) {
        (BuyerRule::QuotePrice, Lang::Zh) => "报价",
        (BuyerRule::QuotePrice, Lang::En) => "Quoted price",
        (BuyerRule::ContractPrice, Lang::Zh) => "合同价",
        (BuyerRule::ContractPrice, Lang::En) => "Your contract price",
        (BuyerRule::ContractRate, Lang::Zh) => "合同折扣",
        (BuyerRule::ContractRate, Lang::En) => "Your contract discount",
        (BuyerRule::GroupPrice, Lang::Zh) => "客户等级价",
        (BuyerRule::GroupPrice, Lang::En) => "Price of your customer group",
        (BuyerRule::GroupRate, Lang::Zh) => "客户等级折扣",
        (BuyerRule::GroupRate, Lang::En) => "Discount of your customer group",
        (BuyerRule::ListPrice, Lang::Zh) => "面价",
        (BuyerRule::ListPrice, Lang::En) => "List price",
        (BuyerRule::Promotion, Lang::Zh) => "限时促销",
        (BuyerRule::Promotion, Lang::En) => "Promotion",
    }
}

/// On which list, from which quantity, until when.
pub fn standing(reason: &BuyerReason, lang: Lang) -> String {
    let from = format::quantity(reason.tier_from);
    let vat = format::percent(reason.vat_rate);
    // `valid_to` is the first day on which it no longer holds; people read the last one on which it does
    let last = reason.valid_to.and_then(|day| day.pred_opt()).map(|day| format::date(day, lang));
    match lang {
        Lang::Zh => {
            let until = last.map(|day| format!(",有效至 {day}")).unwrap_or_default();
            format!(
                "{} 第 {} 版,满 {from} 起整行同价,税率 {vat}{until}",
                reason.list_name, reason.list_version
            )
        }
        Lang::En => {
            let until = last.map(|day| format!(", valid to {day}")).unwrap_or_default();
            format!(
                "{} version {}, from {from} on, for the whole line, VAT {vat}{until}",
                reason.list_name, reason.list_version
            )
        }
    }
}

/// What more would bring.
pub fn next_tier(tier: &NextTier, lang: Lang) -> String {
    let more = format::quantity(tier.more);
    let price = format!("{}{}", format::price(tier.price.price), per(tier.price.basis));
    match lang {
        Lang::Zh => format!("再买 {more},单价降到 {price}"),
        Lang::En => format!("{more} more and the price is {price}"),
    }
}

/// Smallest order and its step, as a sentence.
pub fn ordering(moq: Decimal, multiple: Decimal, lang: Lang) -> String {
    format!("{} {}", words(lang).moq, steps(moq, multiple, lang))
}

/// Smallest order and its step, where a label says already what it is.
pub fn steps(moq: Decimal, multiple: Decimal, lang: Lang) -> String {
    let (moq, step) = (format::quantity(moq), format::quantity(multiple));
    match lang {
        Lang::Zh => format!("{moq},按 {step} 递增"),
        Lang::En => format!("{moq}, in steps of {step}"),
    }
}

/// What is counted in the catalogue.
pub fn parts(count: usize, lang: Lang) -> &'static str {
    if count == 1 && lang == Lang::En { "part" } else { words(lang).parts }
}

/// The unit a part is counted in.
pub fn unit(code: &str, lang: Lang) -> String {
    domain::catalog::counted::name(code, lang).to_owned()
}
