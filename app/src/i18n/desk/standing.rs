//! Words of customer groups, and of where a customer stands.

use domain::lang::Lang;

words! {
    title: "客户分组", "Customer groups";
    lead: "同组客户共用价表与折扣;新客户按类型自动归组", "Customers of a group share lists and discounts; a new customer joins the group of his kind";
    code: "编码", "Code";
    code_hint: "字母、数字、- 和 _", "Letters, digits, - and _";
    names: "名称", "Name";
    name_zh: "中文名称", "Chinese name";
    name_en: "英文名称", "English name";
    companies: "客户数", "Customers";
    lists: "价表", "Lists";
    kinds: "默认类型", "Kinds by default";
    none: "还没有分组", "No groups yet";
    none_lead: "没有分组的客户按面价。建一个分组,再给它价表或折扣。", "Customers without a group pay list prices. Make a group, then give it a list or a discount.";
    add_title: "新建分组", "New group";
    add: "建立分组", "Create group";
    rename_title: "修改名称", "Rename";
    change: "修改", "Change";
    save: "保存", "Save";
    cancel: "取消", "Cancel";
    kinds_title: "新客户归入", "New customers join";
    kinds_lead: "只影响以后新建的客户,已有客户不变。", "Only customers created from now on; those there are stay where they are.";
    no_group: "不分组,按面价", "no group, list price";
    by_kind: "按类型自动归组", "the group of his kind";
    explain: "价格解释", "Explain a price";

    standing: "价格归属", "Pricing";
    kind: "类型", "Kind";
    group: "客户分组", "Customer group";
    parent: "上级公司", "Company above";
    parent_hint: "客户号;留空为独立公司", "Customer number; empty when it stands alone";
    below: "下级公司", "Companies below";
    own: "独立公司", "stands alone";
    contract: "合同", "Contract";
    contract_own: "本公司合同,没有则按分组", "his own; without one, his group's prices";
    contract_from: "没有自己的合同,执行集团合同:", "none of his own; he has the contract of";
    reason: "原因", "Reason";
    reason_hint: "写入记录,改动立即影响该客户的价格", "Kept on record; the customer's prices change at once";
    submit: "更改价格归属", "Change";
    change_title: "更改", "Change";
    history: "更改记录", "Changes";
    nothing: "无", "none";
}

/// One fact of a change, before and after.
pub fn moved(before: &str, after: &str, lang: Lang) -> String {
    let word = |text: &str| if text.is_empty() { words(lang).nothing.to_owned() } else { text.to_owned() };
    format!("{} → {}", word(before), word(after))
}
