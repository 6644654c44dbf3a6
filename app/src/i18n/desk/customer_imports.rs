//! Words of imports of customers.

use domain::lang::Lang;

words! {
    title: "导入客户", "Import customers";
    lead: "CSV 或 XLSX:客户号、名称、税号、类型、分组、上级公司、电话、账期、授信;先核对再写入,整批可撤销", "CSV or XLSX: number, name, tax number, kind, group, company above, phone, payment days, credit limit; checked first, undone as a whole";
    file_hint: "最大 10 MB、2 万行;首行是列名", "Up to 10 MB and 20 000 rows; the first row names the columns";
    rules: "按客户号或税号认出客户;空格不改动;分组或上级填 - 表示取消。", "A customer is known by his number or tax number; an empty cell changes nothing; - takes a group or a company above away.";
    upload: "上传并核对", "Upload and check";
    none: "还没有导入过", "No imports yet";
    none_lead: "上传第一个文件,写入前会先看到会改什么。", "Upload the first file; you see what it would change before it is written.";
    keep_uscc: "校验位不符的税号已核对营业执照", "Tax numbers whose check character does not fit were compared with the licences";
    check: "按这些列核对", "Check with these columns";
    need_key: "至少要有客户号列或税号列,且每列只对一次", "One column must be the customer number or the tax number, and none may stand twice";
    fresh: "新客户", "new";
    nothing_new: "没有要改的:客户已经是这样。", "Nothing to change: the customers are so already.";
    undo_lead: "变更的客户还原,新客户停用;之后又改过的、已下过单的不动,会列出来。", "Changed customers become as they were, new ones are suspended; who was changed since or has ordered is left alone and listed.";
    kept_lead: "之后又改过或已下单,没有还原", "Changed since or has ordered, so not put back";
    customer: "客户", "Customer";
    change: "改动", "Change";
    row: "行", "Row";
}

/// A field of a customer.
pub fn field(field: &str, lang: Lang) -> &'static str {
    let (zh, en) = match field {
        "code" => ("客户号", "number"),
        "name" => ("名称", "name"),
        "uscc" => ("税号", "tax number"),
        "kind" => ("类型", "kind"),
        "group" => ("分组", "group"),
        "parent" => ("上级公司", "company above"),
        "phone" => ("电话", "phone"),
        "payment_days" => ("账期(天)", "payment days"),
        "credit_limit" => ("授信额度", "credit limit"),
        "status" => ("状态", "status"),
        "columns" => ("列", "columns"),
        _ => return "",
    };
    lang.pick(zh, en)
}

/// Where an import stands.
pub fn state(state: &str, lang: Lang) -> &'static str {
    let (zh, en) = match state {
        "waiting" => ("待确认", "waits for the word"),
        "done" => ("已导入", "imported"),
        "undone" => ("已撤销", "undone"),
        _ => ("已放弃", "discarded"),
    };
    lang.pick(zh, en)
}
