//! Words of other makers' numbers and of replacements.

words! {
    title: "替代对照", "Cross references";
    lead: "其他厂家或竞品的型号,用我们的哪个型号替代,依据是什么。搜索和快速下单都认。", "Other makers' numbers, which of our parts does their work, and who says so. Search and quick order understand them.";
    find: "查找", "Find";
    find_label: "品牌、型号、来源", "Brand, number, source";
    brand: "品牌", "Brand";
    number: "对方型号", "Their number";
    part_number: "我方型号", "Our part number";
    grade: "等级", "Grade";
    source: "来源", "Source";
    source_hint: "谁说的:样本、厂家确认、客户实测", "Who says so: a data sheet, the maker, a customer's trial";
    noted_on: "日期", "Date";
    today_hint: "空着就是今天", "Empty means today";
    add_title: "添加替代对照", "Add a cross reference";
    change_title: "更改替代对照", "Change the cross reference";
    none: "还没有替代对照", "No cross references yet";
    none_lead: "在下面添加,或者导入一张表。", "Add one below, or take a list.";
    replacements: "停产与替代", "Replacements";
    replacements_lead: "停产型号由哪个型号接替、从哪天起。到期当天起旧型号停产,搜旧型号会找到新的。", "Which part takes the place of which, and from when. From that day the old one is discontinued and its number finds the new one.";
    old: "旧型号", "The part that goes";
    new: "新型号", "The part that comes";
    from_on: "自", "From";
    note: "备注", "Note";
    state: "状态", "State";
    announced: "已预告", "announced";
    discontinued: "已停产", "discontinued";
    due: "有到期的型号仍在销售", "Parts whose day has come are still sold";
    discontinue: "全部停产", "Discontinue them";
    add_replacement: "添加替代", "Add a replacement";
    take_back: "撤回", "Take back";
    take_back_hint: "撤回后旧型号恢复销售", "Taken back, the old part is sold again";
    no_replacements: "还没有替代关系", "No replacements yet";
}
