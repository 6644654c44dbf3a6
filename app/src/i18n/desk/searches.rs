//! Words of the queue of failed searches.

use crate::i18n::format;
use domain::catalog::searches::FailedText;
use domain::lang::Lang;

words! {
    title: "没搜到的", "Failed searches";
    lead: "客户搜过却没有结果的词。补一个别名、替代对照或型号,搜过的人会收到邮件。", "What was looked for and not found. Give it an alias, a cross reference or a part, and everybody who looked for it is told by mail.";
    text: "搜索词", "Text";
    times: "次数", "Times";
    who: "谁", "Who";
    last: "最近", "Last";
    newest: "最近的在前", "Newest first";
    often: "次数多的在前", "Most often first";
    none: "没有待处理的搜索", "No search waits";
    none_lead: "没有结果的搜索会出现在这里。", "Searches without a result appear here.";
    work_on: "处理", "Work on it";
    back: "回到列表", "Back to the list";
    closed: "这个词已经处理过,或者没有人搜过。", "This text is closed, or nobody looked for it.";
    by_alias: "设为参数值的别名", "Make it an alias of a value";
    alias_lead: "例如\"白锌\"就是\"镀锌\":以后这样搜就能找到。", "Such as “white zinc” for “zinc plated”: whoever types it finds that value from now on.";
    alias: "别名", "Alias";
    find_value: "找参数值", "Find a value";
    find: "查找", "Find";
    value: "参数值", "Value";
    no_value: "没有符合的参数值,换个词再找。", "No value fits; try another word.";
    do_alias: "设为别名", "Make it an alias";
    by_cross: "记为其他厂家的型号", "Record another maker's number";
    do_cross: "记下替代对照", "Record the cross reference";
    by_part: "指明是哪个型号", "Say which part it is";
    part_lead: "例如刚建的新型号。", "Such as a part that was just added.";
    part: "型号", "Part number";
    do_part: "就是它", "That is it";
    dismiss: "不处理", "Dismiss";
    reason: "原因", "Reason";
    dismiss_lead: "不会通知任何人。", "Nobody is told.";
    do_dismiss: "不处理", "Dismiss it";
    search_again: "按此搜索", "Search for it";
    visitors: "访客", "visitors";
}

/// How else it was typed; none when everybody typed it alike.
pub fn spellings(text: &FailedText, lang: Lang) -> Option<String> {
    let listed = text.spellings.join(lang.pick("、", ", "));
    (!listed.is_empty()).then(|| format!("{}{listed}", lang.pick("也写作:", "also typed: ")))
}

/// Who looked for it: names of some, how many companies and visitors.
pub fn who(text: &FailedText, lang: Lang) -> String {
    let mut said = Vec::new();
    if text.people > 0 {
        let names = text.names.join(lang.pick("、", ", "));
        let count = format::count(text.companies as usize);
        said.push(match (text.companies, lang) {
            (0 | 1, _) => names,
            (_, Lang::Zh) => format!("{count} 家客户:{names}"),
            (_, Lang::En) => format!("{count} customers: {names}"),
        });
    }
    if text.by_visitors > 0 {
        let times = format::count(text.by_visitors as usize);
        said.push(match lang {
            Lang::Zh => format!("访客 {times} 次"),
            Lang::En => format!("{times} by visitors"),
        });
    }
    said.join(" · ")
}
