//! Words of choosing among what was found: export, columns, comparing, a family's page.

use super::format;
use domain::lang::Lang;

words! {
    export: "导出全部结果", "Export all";
    more: "更多", "More";
    columns: "列", "Columns";
    columns_lead: "选出要显示的参数;本浏览器会记住这个分类的选择。", "Choose the parameters to show; this browser remembers them for the category.";
    columns_apply: "显示所选列", "Show these columns";
    columns_usual: "恢复默认列", "Usual columns";
    compare: "比较", "Compare";
    compare_chosen: "比较所选", "Compare chosen";
    compare_hint: "勾选型号,最多 8 个。", "Tick up to 8 parts.";
    compare_title: "型号比较", "Compare parts";
    compare_none: "还没有选型号", "No parts chosen yet";
    compare_none_lead: "在结果表里勾选 2 到 8 个型号,再点“比较所选”。", "Tick 2 to 8 parts in a table of results, then press “Compare chosen”.";
    to_results: "返回结果", "Back to the results";
    add_more: "再加型号", "Add parts";
    parameter: "参数", "Parameter";
    differs: "不同", "differs";
    differs_only: "只看不同", "Differences only";
    show_all: "显示全部参数", "All parameters";
    unknown: "没有这些型号:", "Not in the catalogue:";
    left_out: "一次最多比较 8 个,这些没有放入:", "Eight are compared at a time; left out:";
    families: "系列", "Families";
    family_table: "选型表", "Selection table";
    example: "图例型号", "Drawn for";
    arrives: "到", "arrives";
}

/// How many of the lines differ.
pub fn differing(count: usize, of: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{of} 项参数中 {count} 项不同"),
        Lang::En => format!("{count} of {of} parameters differ"),
    }
}

/// Parts put aside that are not on this page.
pub fn put_aside(count: usize, lang: Lang) -> String {
    match (lang, count) {
        (Lang::Zh, _) => format!("另有 {count} 个已选"),
        (Lang::En, 1) => "1 more chosen".to_owned(),
        (Lang::En, _) => format!("{count} more chosen"),
    }
}

/// Why there is no file: too many rows for one.
pub fn too_many_to_export(limit: u32, lang: Lang) -> String {
    let limit = format::count(limit as usize);
    match lang {
        Lang::Zh => format!("超过 {limit} 行不能导出,先加筛选条件。"),
        Lang::En => format!("More than {limit} rows are not exported; narrow the result down."),
    }
}
