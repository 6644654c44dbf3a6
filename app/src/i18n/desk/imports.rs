//! Words of imports into the catalogue.

use crate::i18n::format::count;
use domain::catalog::import::job::{ImportRow, ImportState, LeftKind, Removed};
use domain::lang::Lang;

words! {
    title: "导入目录", "Import the catalogue";
    lead: "CSV 或 XLSX,先核对再写入,整批可撤销", "CSV or XLSX; checked before it is written, undone as a whole";
    file: "文件", "File";
    file_hint: "最大 64 MB、30 万行;更大的用命令行", "Up to 64 MB and 300 000 rows; larger ones by the command line";
    shapes: "三种写法都行:每个参数一列;一格写“内径=20 mm;密封=2RS”;每行一个“型号、参数、值”。", "Three ways to write it: a column per parameter; cells such as “bore=20 mm; seal=2RS”; rows of SKU, parameter, value.";
    upload: "上传并看列", "Upload and look";
    none: "还没有导入过", "No imports yet";
    none_lead: "上传第一个文件,写入前会先看到会改什么。", "Upload the first file; you see what it would change before it is written.";
    version: "版本", "Version";
    state: "状态", "State";
    who: "谁", "Who";
    at: "时间", "When";
    command_line: "命令行", "command line";
    rows: "行", "Rows";
    added: "新增", "New";
    changed: "变更", "Changed";
    unchanged: "未变", "As they were";
    refused: "未收", "Refused";
    restored: "已还原", "Put back";
    kept: "未还原", "Left alone";
    at_work: "正在处理,页面会自己更新", "Under way; this page refreshes itself";
    refresh: "刷新", "Refresh";
    columns: "每一列是什么", "What each column is";
    columns_lead: "按列名猜的,不对就改", "Guessed by their names; correct what is wrong";
    column: "列", "Column";
    sample: "例", "Examples";
    is: "是", "Is";
    left_out: "(不导入)", "(left out)";
    undecided: "(几个参数都叫这个,请选一个)", "(several parameters are called so: choose one)";
    fields: "规格与系列", "SKU and family";
    parameters: "参数", "Parameters";
    new_parameter: "还没有的参数", "a parameter nobody knows yet";
    pairs: "“名=值”,可用分号隔多个", "“name=value”, several with semicolons";
    long_name: "参数名(每行一个参数)", "name of the parameter, one per row";
    long_value: "参数值(每行一个参数)", "value of the parameter, one per row";
    category: "新系列放在", "New families go to";
    by_column: "(由列决定)", "(as a column says)";
    family: "新规格的系列", "Family of new SKUs";
    family_hint: "代码或名称;有系列列时留空", "Code or name; empty when a column says it";
    save_as: "把列的对应保存为", "Save what the columns are as";
    save_hint: "下次同样的文件直接用;命令行 --mapping 同名", "For the next file of this kind, here or by --mapping";
    check: "核对", "Check";
    check_again: "按改过的列重新核对", "Check again with these columns";
    saved: "已保存的对应", "Saved mapping";
    saved_all: "已保存的列对应", "Saved mappings of columns";
    saved_lead: "供下次同样的文件用,命令行 --mapping 同名;改名或删除不影响已做的导入", "For the next file of a kind, also by --mapping; renaming or deleting changes no import that was made";
    name: "名称", "Name";
    saved_by: "保存", "Saved";
    rename: "改名", "Rename";
    delete: "删除", "Delete";
    use_saved: "用它并核对", "Use it and check";
    mapped_elsewhere: "列的对应来自模板,不在这里改。", "The mapping is a template made elsewhere; it is not changed here.";
    would_change: "会改什么", "What would change";
    would_lead: "前面一部分,逐字段", "The first of them, field by field";
    part: "型号", "Part";
    field: "字段", "Field";
    before: "现在", "Now";
    after: "导入后", "After";
    unknown: "目录里没有的参数", "Parameters nobody knows";
    unknown_lead: "勾上的会加进参数表并重新核对;不勾的这次不导入", "What you tick is added to the schema and the file checked again; the rest is left out this time";
    take: "加入", "Add";
    said: "文件里叫", "In the file";
    values: "有值", "Values";
    add_ticked: "加入勾上的并重新核对", "Add what is ticked and check again";
    problems: "没收下的行", "Rows that were not taken";
    problems_lead: "改好后可以直接再传这个文件", "Put them right in the file and upload it again";
    error_file: "下载全部(CSV)", "All of them as CSV";
    import_now: "现在导入", "Import now";
    import_without: "不带它们,现在导入", "Import now without them";
    discard: "放弃", "Discard";
    undo: "撤销这次导入", "Undo this import";
    undo_lead: "变更的规格还原,新增的停售,带来的参数、取值、分类没人用就移除;之后又改过的不动,会列出来。", "Changed SKUs become as they were, new ones are withdrawn, and parameters, values and categories it brought go where nobody uses them; what was changed since is left alone and listed.";
    go_on: "接着导入", "Go on";
    broke_off: "中断:", "Broke off: ";
    cause_unknown: "服务器出错,已记录。可以接着导入或撤销。", "a fault of the server, on record. Go on or undo.";
    schema_undone: "目录结构", "Schema";
    left_lead: "还有型号在用或之后改过,保留:", "Used by parts or changed since, so left as it is:";
    kept_lead: "导入之后又改过,没有还原", "Changed after the import, so not put back";
    nothing_new: "没有要改的:目录已经是这样。", "Nothing to change: the catalogue is so already.";
}

/// What deleting a saved mapping means, before it is done.
pub fn delete_mapping(name: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("删除“{name}”?之后同样的文件要重新对列。"),
        Lang::En => format!("Delete “{name}”? The next file of this kind starts from its guessed columns."),
    }
}

/// Where an import stands.
pub fn state(state: ImportState, lang: Lang) -> &'static str {
    let (zh, en) = match state {
        ImportState::Mapping => ("待对列", "columns to be told"),
        ImportState::Checking => ("核对中", "being checked"),
        ImportState::Waiting => ("待确认", "waits for the word"),
        ImportState::Running => ("写入中", "being written"),
        ImportState::Done => ("已导入", "imported"),
        ImportState::Failed => ("中断", "broke off"),
        ImportState::Undoing => ("撤销中", "being undone"),
        ImportState::Undone => ("已撤销", "undone"),
        ImportState::Discarded => ("已放弃", "discarded"),
    };
    lang.pick(zh, en)
}

/// A field of a SKU or family a column can be; nothing for a parameter, which has names of its own.
pub fn field(field: &str, lang: Lang) -> &'static str {
    let (zh, en) = match field {
        "part_number" => ("型号", "part number"),
        "category" => ("分类", "category"),
        "family" => ("系列", "family"),
        "name_zh" => ("中文名", "Chinese name"),
        "name_en" => ("英文名", "English name"),
        "brand" => ("品牌", "brand"),
        "standard" => ("标准", "standard"),
        "unit" => ("单位", "unit"),
        "pack_size" => ("包装数", "pack size"),
        "moq" => ("起订量", "minimum order"),
        "multiple" => ("倍数", "step of orders"),
        "price_basis" => ("计价单位", "price basis"),
        "lead_time_days" => ("交期(天)", "lead time in days"),
        "pairs" => ("“名=值”", "“name=value”"),
        "parameter" => ("参数名", "name of the parameter"),
        "value" => ("参数值", "value of the parameter"),
        _ => return "",
    };
    lang.pick(zh, en)
}

/// What of a file an import leaves out: parameters nobody knows, and columns somebody said so of. Nothing when all goes in.
pub fn left_out(parameters: &[&str], columns: &[&str], lang: Lang) -> String {
    let part = |names: &[&str], (zh, one, many): (&str, &str, &str)| {
        let listed = names.join(lang.pick("、", ", "));
        match (names.len(), lang) {
            (0, _) => None,
            (n, Lang::Zh) => Some(format!("{n} {zh}({listed})")),
            (1, Lang::En) => Some(format!("1 {one} ({listed})")),
            (n, Lang::En) => Some(format!("{n} {many} ({listed})")),
        }
    };
    let unknown =
        part(parameters, ("个目录里没有的参数", "parameter nobody knows", "parameters nobody knows"));
    let unread = part(columns, ("列", "column", "columns"));
    let said: Vec<String> = unknown.into_iter().chain(unread).collect();
    match (said.is_empty(), lang) {
        (true, _) => String::new(),
        (_, Lang::Zh) => format!("这次会略过:{}。", said.join(";")),
        (_, Lang::En) => format!("Will be left out: {}.", said.join("; ")),
    }
}

/// What an undo took away of what the import had added.
pub fn removed(removed: &Removed, lang: Lang) -> String {
    let n = |n: u32| count(n as usize);
    let (categories, parameters, values) = (n(removed.categories), n(removed.parameters), n(removed.values));
    match lang {
        Lang::Zh => format!("移除了这次导入带来的 {parameters} 个参数、{values} 个取值、{categories} 个分类"),
        Lang::En => format!(
            "Taken away of what this import brought: parameters {parameters}, values {values}, categories {categories}"
        ),
    }
}

/// What of the schema an import can add.
pub fn left_kind(kind: LeftKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        LeftKind::Category => ("分类", "category"),
        LeftKind::Parameter => ("参数", "parameter"),
        LeftKind::Value => ("取值", "value"),
    };
    lang.pick(zh, en)
}

/// Rows done of how many.
pub fn progress(row: &ImportRow, lang: Lang) -> String {
    let n = |n: u32| count(n as usize);
    match (row.state, lang) {
        (ImportState::Undoing, Lang::Zh) => format!("已还原 {}", n(row.restored)),
        (ImportState::Undoing, Lang::En) => format!("{} put back", n(row.restored)),
        (_, Lang::Zh) => format!("{} / {} 行", n(row.rows_done), n(row.rows_total)),
        (_, Lang::En) => format!("{} of {} rows", n(row.rows_done), n(row.rows_total)),
    }
}
