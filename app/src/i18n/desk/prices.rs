//! Words of the price explanation.

use crate::i18n::format;
use domain::lang::Lang;
use domain::pricing::floor::Standing;
use domain::pricing::resolve::{Outcome, Reason, Rule};

words! {
    title: "价格解释", "Explain a price";
    lead: "任何客户、任何型号、任何数量、任何日期", "Any customer, any part, any quantity, any day";
    company: "客户号或名称", "Customer number or name";
    part: "型号", "Part number";
    quantity: "数量", "Quantity";
    on: "日期", "Date";
    today_hint: "留空为今天", "Empty means today";
    explain: "解释价格", "Explain";
    price: "价格", "Price";
    per: "每", "per";
    gross: "含税", "incl. VAT";
    net: "不含税", "excl. VAT";
    valid_to: "有效至(不含)", "Holds until, exclusive";
    open_end: "长期", "open-ended";
    next_tier: "下一档", "Next tier";
    from: "满", "from";
    no_tier: "没有更低的档", "no lower tier";
    cost: "成本(含税)", "Cost incl. VAT";
    margin: "毛利率", "Margin";
    floor: "红线", "Floor";
    unknown: "未知", "unknown";
    considered: "看过的规则,先胜者", "Rules considered, the winner first";
    written: "由谁定", "Set by";
    off: "折扣", "off";
    version: "第", "version";
    empty: "还没有问题", "Nothing asked yet";
    empty_lead: "填客户号和型号,看价格是怎么来的。", "Type a customer number and a part to see where its price comes from.";
}

/// A rule, in words.
pub fn rule(rule: Rule, lang: Lang) -> &'static str {
    let (zh, en) = match rule {
        Rule::QuoteLine => ("报价", "quoted price"),
        Rule::ContractLine => ("合同价", "contract price"),
        Rule::ContractCategory => ("合同品类折扣", "contract rate on the category"),
        Rule::ContractBrand => ("合同品牌折扣", "contract rate on the brand"),
        Rule::ContractAll => ("合同整单折扣", "contract rate on everything"),
        Rule::GroupLine => ("价格组价", "group price"),
        Rule::GroupCategory => ("价格组品类折扣", "group rate on the category"),
        Rule::GroupBrand => ("价格组品牌折扣", "group rate on the brand"),
        Rule::GroupAll => ("价格组整单折扣", "group rate on everything"),
        Rule::Base => ("面价", "list price"),
        Rule::Promotion => ("促销价", "promotion"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Whose contract it is when it is a company's above, in words.
pub fn inherited(known_as: Option<&(String, String)>, lang: Lang) -> String {
    match (known_as, lang) {
        (Some((code, name)), Lang::Zh) => format!("集团合同:{name}({code})"),
        (Some((code, name)), Lang::En) => format!("group contract of {name} ({code})"),
        (None, Lang::Zh) => "集团合同".to_owned(),
        (None, Lang::En) => "contract of the company above".to_owned(),
    }
}

/// What became of a rule, in words.
pub fn outcome(outcome: &Outcome, lang: Lang) -> String {
    let (zh, en) = match outcome {
        Outcome::Won => ("采用", "holds"),
        Outcome::Lost(Reason::MoreSpecificRule) => ("有更具体的规则", "a more specific rule holds"),
        Outcome::Lost(Reason::OtherListOfItsKind) => {
            ("同类另一张表优先", "another list of its kind comes first")
        }
        Outcome::Lost(Reason::Expired) => ("已到期", "has ended"),
        Outcome::Lost(Reason::NotYetValid) => ("尚未生效", "has not begun"),
        Outcome::Lost(Reason::BelowFirstTier { min_qty }) => {
            let from = format::quantity(*min_qty);
            return match lang {
                Lang::Zh => format!("数量不到首档 {from}"),
                Lang::En => format!("its first tier begins at {from}"),
            };
        }
        Outcome::Lost(Reason::NoBasePrice) => ("没有面价可折", "no list price to take it off"),
        Outcome::Lost(Reason::NotLower) => ("并不更低", "is not lower"),
        Outcome::Lost(Reason::PromotionsExcluded) => {
            ("所用价表不参加促销", "the winning list lets no promotion in")
        }
        Outcome::Lost(Reason::OtherCurrency) => ("币种不同", "is in another currency"),
        Outcome::Lost(Reason::NoRegularPrice) => ("没有正常价", "there is no regular price"),
        Outcome::Lost(Reason::NearerContract) => {
            ("有更近一级的合同", "a contract nearer to the company is in force")
        }
        Outcome::Lost(Reason::Undercut) => ("被促销价压过", "a promotion undercuts it"),
    };
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}

/// Where a price stands against the floor, with the class of its shape.
pub fn standing(standing: Standing, lang: Lang) -> (&'static str, &'static str) {
    match (standing, lang) {
        (Standing::NoFloor, Lang::Zh) => ("st none", "没有红线"),
        (Standing::NoFloor, Lang::En) => ("st none", "no floor"),
        (Standing::Holds, Lang::Zh) => ("st done", "不低于红线"),
        (Standing::Holds, Lang::En) => ("st done", "at the floor or above"),
        (Standing::Below, Lang::Zh) => ("st bad", "低于红线,需审批"),
        (Standing::Below, Lang::En) => ("st bad", "below the floor, needs approval"),
    }
}
