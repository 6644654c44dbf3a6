//! Words of numbers people know: a company's own, other makers', what replaces a part, what there is instead.

use super::format;
use domain::catalog::numbers::{Alternative, Difference, Grade, NumberHit, NumberWhy};
use domain::lang::Lang;

words! {
    title: "我的料号", "My part numbers";
    desk_title: "客户料号", "Customer part numbers";
    lead: "贵公司自己的料号与我们型号的对照:搜索、快速下单都认,单据上也会印。", "Your own numbers for our parts: search and quick order understand them, papers print them.";
    desk_lead: "客户自己的料号与我们型号的对照;客户和我们共同维护。", "The customer's numbers for our parts, kept by him and by us.";
    find: "查找", "Find";
    find_label: "料号、型号、备注", "Number, part or note";
    own_number: "我的料号", "My number";
    customer_number: "客户料号", "Customer number";
    part_number: "型号", "Part number";
    note: "备注", "Note";
    printed: "印在单据上", "Printed on papers";
    printed_short: "单据用", "on papers";
    print_this: "单据上印这个料号", "Print this one on papers";
    add: "添加", "Add";
    save: "保存", "Save";
    change: "更改", "Change";
    cancel: "取消", "Cancel";
    remove: "删除", "Remove";
    add_title: "添加料号", "Add a number";
    change_title: "更改料号", "Change the number";
    none: "还没有料号", "No numbers yet";
    none_lead: "在下面添加,或者上传一张表。", "Add one below, or upload a sheet.";
    none_found: "没有符合的料号", "No number fits";
    read_only: "您的角色可以查看;更改请找采购或负责人。", "Your role may look; ask a buyer or the owner for changes.";
    import: "从表格导入", "Take a list";
    import_own: "三列:自己的料号、型号、备注(可空)。第一行可以是表头。读不懂的行会退回,不会丢。", "Three columns: your number, part number, note (may be empty). The first row may be a heading. Rows that cannot be taken come back; nothing is lost.";
    import_cross: "六列:品牌、对方型号、我方型号、等级(完全替代、功能替代、升级替代)、来源、日期。读不懂的行会退回,不会丢。", "Six columns: brand, their number, our part number, grade (drop-in, functional, upgrade), source, date. Rows that cannot be taken come back; nothing is lost.";
    file: "CSV 或 XLSX 文件", "CSV or XLSX file";
    upload: "上传", "Upload";
    pasted: "或者粘贴表格", "Or paste from a sheet";
    take: "导入这些行", "Take these rows";
    export: "下载", "Download";
    previous: "上一页", "Previous";
    next: "下一页", "Next";
    pages: "翻页", "Pages";
    discontinued: "已停产", "Discontinued";
    set_here: "设为我的料号", "Set my number";
    no_own: "还没有设置料号", "You have no number for it yet";
    stands_for: "可替代", "Stands in for";
    source: "来源", "Source";
    instead: "现货可替代", "In stock instead";
    replaces: "替代了", "Replaces";
    known_as: "按号码找到", "Found by number";
    choose: "这个号码对应几个型号,请选择:", "This number stands for several parts; choose:";
    there_now: "您搜过的,现在有了", "There now: what you looked for";
    put_away: "知道了", "Got it";
    search_now: "再搜一次", "Search again";
}

/// How good a part is in the place of another.
pub fn grade(grade: Grade, lang: Lang) -> &'static str {
    match (grade, lang) {
        (Grade::DropIn, Lang::Zh) => "完全替代",
        (Grade::DropIn, Lang::En) => "drop-in",
        (Grade::Functional, Lang::Zh) => "功能替代,请核对尺寸",
        (Grade::Functional, Lang::En) => "functional, check the fit",
        (Grade::Upgrade, Lang::Zh) => "升级替代",
        (Grade::Upgrade, Lang::En) => "upgrade",
    }
}

/// Why a number found a part, as `your number 4711`.
pub fn why(why: &NumberWhy, lang: Lang) -> String {
    match (why, lang) {
        (NumberWhy::Own { number }, Lang::Zh) => format!("您的料号 {number}"),
        (NumberWhy::Own { number }, Lang::En) => format!("your number {number}"),
        (NumberWhy::Cross { brand, number, grade: g }, Lang::Zh) => {
            format!("{brand} {number} 的{}", grade(*g, lang))
        }
        (NumberWhy::Cross { brand, number, grade: g }, Lang::En) => {
            format!("for {brand} {number}: {}", grade(*g, lang))
        }
        (NumberWhy::Replaced { number, from_on }, Lang::Zh) => {
            format!("自 {} 起替代 {number}", format::date(*from_on, lang))
        }
        (NumberWhy::Replaced { number, from_on }, Lang::En) => {
            format!("replaces {number} since {}", format::date(*from_on, lang))
        }
    }
}

/// That the number stood for a part which is no longer made.
pub fn instead_of(number: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{number} 已停产,由此型号替代"),
        Lang::En => format!("{number} is discontinued, this takes its place"),
    }
}

/// Why, and instead of what.
pub fn why_hit(hit: &NumberHit, lang: Lang) -> String {
    let why = why(&hit.why, lang);
    match &hit.instead_of {
        Some(number) => format!("{why} · {}", instead_of(number, lang)),
        None => why,
    }
}

/// How an alternative differs from what was wanted.
pub fn differs(alternative: &Alternative, lang: Lang) -> String {
    if let Some(g) = alternative.grade {
        return grade(g, lang).to_owned();
    }
    let other = alternative.other_material.then(|| lang.pick("材质不同", "Other material").to_owned());
    let said: Vec<String> =
        other.into_iter().chain(alternative.differs.iter().map(|d| difference(d, lang))).collect();
    said.join(lang.pick(";", "; "))
}

fn difference(d: &Difference, lang: Lang) -> String {
    let none = lang.pick("无", "none");
    let or_none = |text: &str| if text.is_empty() { none.to_owned() } else { text.to_owned() };
    let (has, wanted) =
        (or_none(lang.pick(&d.has_zh, &d.has_en)), or_none(lang.pick(&d.wanted_zh, &d.wanted_en)));
    match lang {
        Lang::Zh => format!("{}:{has},不是{wanted}", d.name_zh),
        Lang::En => format!("{}: {has} instead of {wanted}", d.name_en),
    }
}

/// That a part is no longer made, or will not be, and since when.
pub fn replaced_from(from_on: chrono::NaiveDate, discontinued: bool, lang: Lang) -> String {
    let day = format::date(from_on, lang);
    match (discontinued, lang) {
        (true, Lang::Zh) => format!("本型号已停产;自 {day} 起由以下型号替代:"),
        (true, Lang::En) => format!("This part is discontinued; replaced since {day} by"),
        (false, Lang::Zh) => format!("本型号自 {day} 起停产,由以下型号替代:"),
        (false, Lang::En) => format!("From {day} this part is replaced by"),
    }
}
