//! Words of the catalogue's desk.

use domain::catalog::completeness::CategoryScore;
use domain::catalog::counted;
use domain::catalog::edit::unit::measured_by;
use domain::catalog::files::DocumentKind;
use domain::catalog::parameter::ParameterKind;
use domain::lang::Lang;

words! {
    title: "目录维护", "Keep the catalogue";
    lead: "分类、参数、系列、规格,改动留痕,一秒内可搜", "Categories, parameters, families, SKUs; every change on record and found within a second";
    tree: "分类", "Categories";
    parameters: "参数", "Parameters";
    families: "系列", "Families";
    skus: "规格", "SKUs";
    completeness: "完整度", "Completeness";
    imports: "导入", "Imports";
    code: "代码", "Code";
    code_hint: "小写字母、数字;建立后不变", "Small letters and figures; never changes";
    name_zh: "中文名", "Chinese name";
    name_en: "英文名", "English name";
    parent: "上级", "Below";
    root: "(顶层)", "(top of the tree)";
    position: "顺序", "Place";
    new_category: "新建分类", "New category";
    create: "建立", "Create";
    save: "保存", "Save";
    edit: "改", "Edit";
    cancel: "取消", "Cancel";
    empty_tree: "还没有分类", "No categories yet";
    empty_tree_lead: "先建一个顶层分类,或导入目录。", "Create one at the top, or import a catalogue.";
    links: "这个分类的参数", "Parameters of this category";
    links_lead: "顺序就是筛选和列的顺序", "Their order is that of filters and columns";
    parameter: "参数", "Parameter";
    kind: "类型", "Kind";
    unit: "单位", "Unit";
    facet: "可筛选", "Filter";
    required: "必填", "Required";
    distinguishes: "区分规格", "Tells SKUs apart";
    remove: "移除", "Remove";
    add_parameter: "添加参数", "Add a parameter";
    add: "添加", "Add";
    no_links: "还没有参数", "No parameters yet";
    no_links_lead: "从下面添加,买家就能按它选型。", "Add one below and buyers can select by it.";
    new_parameter: "新建参数", "New parameter";
    parameter_code_hint: "小写字母、数字、下划线;建立后不变", "Small letters, figures, underscores; never changes";
    unit_hint: "数值的单位;有型号用了就不能改", "Of numbers; cannot change once parts use it";
    no_unit: "(无单位)", "(none)";
    values: "取值", "Values";
    values_lead: "按行业顺序排,M3 在 M4 前面", "In the order of the trade: M3 before M4";
    value_code: "值", "Value";
    aliases: "别名", "Other names";
    parameter_aliases_hint: "搜索时也认这些叫法,用分号隔开:内孔;孔径;ID", "Searches know these, too; semicolons between: ID; bore diameter";
    aliases_hint: "用分号隔开:304;SUS304;不锈钢304", "Semicolons between: 304; SUS304; 1.4301";
    position_hint: "留空为现在的位置或末尾", "Empty keeps its place, or goes last";
    save_value: "保存取值", "Save value";
    new_value: "新取值", "New value";
    no_values: "还没有取值", "No values yet";
    in_categories: "用于分类", "In categories";
    on_skus: "有值的型号", "Parts with a value";
    find: "查找", "Find";
    find_parameter: "代码或名称", "Code or name";
    find_family: "代码、标准、品牌或名称", "Code, standard, brand or name";
    find_sku: "型号开头", "Beginning of a part number";
    none_found: "没有找到", "Nothing found";
    new_family: "新建系列", "New family";
    category: "分类", "Category";
    standard: "标准", "Standard";
    brand: "品牌", "Brand";
    description_zh: "中文说明", "Chinese description";
    description_en: "英文说明", "English description";
    all_categories: "全部分类", "All categories";
    new_sku: "新建规格", "New SKU";
    part_number: "型号", "Part number";
    pack_size: "包装数", "Pack size";
    moq: "起订量", "Minimum";
    multiple: "倍数", "Step";
    price_basis: "计价单位", "Price basis";
    lead_time: "交期(天)", "Lead time in days";
    status: "状态", "Status";
    active: "在售", "Sold";
    discontinued: "停产", "Discontinued";
    order_data: "订货", "Ordering";
    open_shop: "看商城页", "As buyers see it";
    list_skus: "规格表", "Table of SKUs";
    column: "逐行填写", "Fill in by row";
    choose: "显示", "Show";
    save_column: "保存这一列", "Save this column";
    lacks: "只看缺", "Only without";
    anything: "(不限)", "(anything)";
    picture: "图片", "a picture";
    document: "文档", "a document";
    score: "完整度", "Complete";
    missing_most: "缺得最多", "Missing most";
    complete: "全部齐了", "Nothing is missing";
    completeness_lead: "必填参数算两分,其余参数、图片、文档各一分", "A required parameter counts two, others, a picture and a document one each";
    no_scores: "还没有在售的型号", "No parts are sold yet";
    history: "改动记录", "Changes";
    no_history: "还没有改动", "No changes yet";
    by_server: "系统", "the server";
    stands_now: "现在是:", "Now: ";
    documents: "文档与图片", "Documents and pictures";
    documents_lead: "PDF 最大 20 MB;PNG、JPEG、WebP 最大 10 MB", "PDF up to 20 MB; PNG, JPEG, WebP up to 10 MB";
    no_documents: "还没有文档", "No documents yet";
    upload: "上传", "Upload";
    file: "文件", "File";
    language: "语言", "Language";
    replace: "换新版本", "Replace by a new version";
    versions: "历史版本", "Versions";
    withdraw: "撤下", "Withdraw";
    withdrawn: "已撤下", "Withdrawn";
    show_again: "重新显示", "Show again";
    several: "可有多个值", "Several values";
    several_lead: "一个型号可以同时有几个", "A part may have more than one";
    yes: "是", "Yes";
    no: "否", "No";
    previous: "上一页", "Previous";
    next: "下一页", "Next";
    pages: "翻页", "Pages";
}

/// What a document is for.
pub fn document_kind(kind: DocumentKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        DocumentKind::Picture => ("图片", "Picture"),
        DocumentKind::Drawing => ("图纸", "Drawing"),
        DocumentKind::Datasheet => ("数据表", "Datasheet"),
        DocumentKind::Certificate => ("证书", "Certificate"),
        DocumentKind::Manual => ("安装使用说明", "Manual"),
    };
    lang.pick(zh, en)
}

/// The language of a document, as stored.
pub fn document_language(language: &str, lang: Lang) -> &'static str {
    let (zh, en) = match language {
        "zh" => ("中文", "Chinese"),
        "en" => ("英文", "English"),
        "both" => ("中英文", "Chinese and English"),
        _ => ("无文字", "no words"),
    };
    lang.pick(zh, en)
}

/// What the values of a parameter are.
pub fn kind(kind: ParameterKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        ParameterKind::Enum => ("选项", "one of a list"),
        ParameterKind::Number => ("数值", "number"),
        ParameterKind::Range => ("范围", "range"),
        ParameterKind::Text => ("文字", "text"),
        ParameterKind::Boolean => ("是/否", "yes or no"),
    };
    lang.pick(zh, en)
}

/// A field of the catalogue's records, as history keeps it; none for what is not one.
pub fn field_word(field: &str, lang: Lang) -> Option<&'static str> {
    let w = words(lang);
    Some(match field {
        "code" => w.code,
        "name_zh" => w.name_zh,
        "name_en" => w.name_en,
        "kind" => w.kind,
        "unit" => w.unit,
        "many" => w.several,
        "position" => w.position,
        "parent" => w.parent,
        "category" => w.category,
        "standard" => w.standard,
        "brand" => w.brand,
        "description_zh" => w.description_zh,
        "description_en" => w.description_en,
        "aliases" => w.aliases,
        "part_number" => w.part_number,
        "pack_size" => w.pack_size,
        "moq" => w.moq,
        "multiple" => w.multiple,
        "price_basis" => w.price_basis,
        "lead_time_days" => w.lead_time,
        "status" => w.status,
        _ => return None,
    })
}

/// What stood in a field, as history keeps it: words of the house in the reader's language, all else as it was.
pub fn stored_word(field: &str, text: &str, lang: Lang) -> String {
    let w = words(lang);
    match (field, text) {
        ("kind", text) => {
            ParameterKind::parse(text).map_or_else(|| text.to_owned(), |k| kind(k, lang).to_owned())
        }
        ("status", "active") => w.active.to_owned(),
        ("status", "discontinued") => w.discontinued.to_owned(),
        // a symbol is one in every language
        ("unit", text) if measured_by(text).is_none() => counted::name(text, lang).to_owned(),
        (_, "true") => w.yes.to_owned(),
        (_, "false") => w.no.to_owned(),
        (_, text) => text.to_owned(),
    }
}

/// How a category lists a parameter, as history keeps it: its place, and what is said of it.
pub fn link_words(text: &str, lang: Lang) -> String {
    let w = words(lang);
    let word = |piece| match piece {
        "facet" => w.facet,
        "required" => w.required,
        "key" => w.distinguishes,
        other => other,
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// What somebody did, by its word in the audit trail.
pub fn operation(word: &str, lang: Lang) -> &'static str {
    let (zh, en) = match word {
        "create_category" | "create_parameter" | "create_family" | "create_sku" => ("建立", "created"),
        "save_links" => ("改参数表", "changed its parameters"),
        "add_link" => ("添加参数", "added a parameter"),
        "save_value" => ("改取值", "changed a value"),
        "remove_value" => ("删取值", "removed a value"),
        "add_document" => ("上传文档", "added a document"),
        "replace_file" => ("换文档版本", "replaced a file"),
        "save_document" => ("改文档", "changed a document"),
        "withdraw_document" => ("撤下文档", "withdrew a document"),
        _ => ("修改", "changed"),
    };
    lang.pick(zh, en)
}

/// `缺 图片 120` and the like: how many SKUs lack what.
pub fn lacking(n: u64, lang: Lang) -> String {
    let n = crate::i18n::format::count(usize::try_from(n).unwrap_or(usize::MAX));
    match lang {
        Lang::Zh => format!("{n} 个缺"),
        Lang::En => format!("{n} without"),
    }
}

/// How several values are written in one field, with some that there are.
pub fn several_hint(offered: &[(String, String)], lang: Lang) -> String {
    let some: Vec<&str> = offered.iter().take(3).map(|(_, name)| name.as_str()).collect();
    match (some.is_empty(), lang) {
        (true, Lang::Zh) => "几个值用分号隔开".into(),
        (true, Lang::En) => "Semicolons between several values".into(),
        (false, Lang::Zh) => format!("几个值用分号隔开:{}", some.join(";")),
        (false, Lang::En) => format!("Semicolons between several values: {}", some.join("; ")),
    }
}

/// A count of families and SKUs.
pub fn holds(families: u32, skus: u32, lang: Lang) -> String {
    let n = |n: u32| crate::i18n::format::count(n as usize);
    match lang {
        Lang::Zh => format!("{} 系列 · {} 规格", n(families), n(skus)),
        Lang::En => format!("{} families · {} SKUs", n(families), n(skus)),
    }
}

/// A name of a score for those who hear it.
pub fn score_of(score: &CategoryScore, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}:{}%", score.name_zh, score.percent),
        Lang::En => format!("{}: {}%", score.name_en, score.percent),
    }
}

/// A size as people read it: `820 KB`, `1.4 MB`.
pub fn size(bytes: u64) -> String {
    let kb = bytes.div_ceil(1024);
    if kb < 1024 { format!("{kb} KB") } else { format!("{}.{} MB", kb / 1024, kb % 1024 * 10 / 1024) }
}
