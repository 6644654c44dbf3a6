//! Words of price changes: documents, their grid, review, simulation.

use domain::lang::Lang;
use domain::pricing::change::{ChangeState, Effect};

words! {
    title: "调价单", "Price changes";
    lead: "起草、复核、整单发布、整单撤回;发布前先看会怎样", "Drafted, reviewed, published whole, taken back whole; see what it would do before it does";
    any_state: "全部", "All";
    number: "单号", "Number";
    about: "内容", "About";
    state: "状态", "State";
    starts_on: "生效日", "From";
    made: "起草", "Drafted";
    published: "发布", "Published";
    none: "还没有调价单", "No price changes yet";
    none_lead: "起草一张,或把供应商、客户的价格文件传上来。", "Draft one, or bring a file of prices.";
    new: "新调价单", "New price change";
    name: "标题", "Title";
    reason: "原因", "Reason";
    reason_hint: "为什么调;留在历史里", "Why; it stays in the history";
    day: "生效日", "From the day";
    today_hint: "留空为今天", "Empty means today";
    create: "起草", "Draft it";
    from_file: "从文件起草", "Draft from a file";
    file: "文件", "File";
    file_hint: "CSV 或 XLSX,首行为列名,看不懂的列名下一步再对:价表或客户号或客户组、型号、起订量、单价、生效、失效(不含)或截止(含);或 品类(* 为全部)、折扣", "CSV or XLSX, headings first; those not understood are told in the next step: list or customer or group, sku, min_qty, price, valid_from, valid_to (exclusive) or until; or category (* for everything), percent";
    file_list: "没写价表的行归", "List of rows that name none";
    bring: "读进来", "Bring it";
    by_mapping: "列的对应", "What the columns are";
    by_headings: "按列名", "as their headings say";
    look: "先对列再读", "Tell the columns first";
    fill_in: "按它填", "Fill in by it";
    read_in: "读成调价单", "Read it into a draft";
    need_columns: "要有型号和单价,或品类(品牌)和折扣;每一种只能有一列", "There must be part and price, or category or brand and percent, each in one column only";
    first_row: "首行不是列名,也是一行价格", "The first row is no heading but a row like the others";
    files_wait: "待对列的文件", "Files whose columns are to be told";
    files_wait_lead: "列名没有看懂,或要先看列;三十天没有人读就清除", "Their headings were not understood, or somebody asked to look; thrown away when nobody reads them for thirty days";
    brought: "上传", "Brought";
    became: "已读成调价单", "Read into the price change";
    throw_away: "不要这个文件", "Throw the file away";
    save: "保存", "Save";
    head: "单头", "Head";
    touched: "动到的价表", "Lists it touches";
    to_be_made: "新建", "new";
    lines_word: "行", "lines";
    nothing_yet: "单子还是空的", "Nothing in it yet";
    nothing_lead: "在下面填型号和新价,或从表格粘贴,或整批加价。", "Type parts and new prices below, paste them from a spreadsheet, or raise many at once.";
    all: "全部", "All";
    find: "型号", "Part number";
    list: "价表", "List";
    part: "型号", "Part";
    min_qty: "满", "From qty";
    now: "现价", "Now";
    off_now: "现折扣", "Now off";
    price: "新价", "New";
    per: "每", "per";
    moved: "变动", "Change";
    from: "第一天", "First day";
    until: "最后一天", "Last day";
    margin: "毛利率", "Margin";
    effect: "作用", "Effect";
    below: "低于红线", "below the floor";
    parts_such_as: "个型号,如", "parts, such as";
    not_foretold: "涉及的型号太多,这一页没有数哪些价会因折扣、延期或随单变低而落到红线下;点「会怎样?」会数。", "Too much is concerned to count on this page what goes below the floor by percentages, by lists that end later, or is lowered with it; “What would it do?” counts it.";
    lowered: "个型号会随这张单落到红线下,虽然单子没写那个价:别的调价单的折扣或价格因它变低。如", "parts come below the floor with it although it does not name that price: a percentage or price of another document makes them lower now. Such as";
    foretold_below: "个价因折扣、价表延期或随单变低而低于红线", "prices go below the floor by percentages, by lists that end later, or are lowered with it";
    remove: "删行", "Remove";
    write: "写入", "Write";
    grid_list: "新行归哪个价表", "Price list of new rows";
    grid_hint: "新价填“-”表示取消这个价。Enter 到下一行;可从 Excel 整块粘贴到任意格。", "“-” as the new price takes the price away. Enter moves down; paste a block from Excel into any cell.";
    paste: "从表格粘贴", "Paste from a spreadsheet";
    paste_hint: "型号、新价;或 型号、满、新价、第一天、最后一天;或带列名", "Part, new price; or part, from, new price, first day, last day; or with headings";
    paste_list: "没写价表的行归", "List of rows that name none";
    bulk: "整批加减价", "Raise or lower many";
    bulk_hint: "按生效日有效的价算;有期限的仍到原来的期限,以后的计划价不动", "Reckoned from what holds on its day; a price that ends still ends then, prices planned for later stay";
    category: "品类(名称或代码)", "Category (name or code)";
    brand: "品牌", "Brand";
    any_hint: "留空为不限", "Empty means any";
    percent: "百分之几", "Percent";
    percent_hint: "3 加价,-2.5 降价", "3 raises, -2.5 lowers";
    decimals: "小数位", "Decimals";
    reckon: "算出来写入", "Reckon and write";
    discounts: "折扣", "Percentages";
    target: "对象", "Off";
    target_hint: "品类代码、品牌,或 * 表示全部", "Code of a category, a brand, or * for everything";
    off: "折扣 %", "Percent off";
    set: "写入", "Write";
    everything: "全部", "everything";
    taken_away: "取消", "taken away";
    new_list: "新建价表、合同或促销", "Make a list, contract or promotion";
    new_list_hint: "随单发布时才建", "Made when the document is published";
    kind: "种类", "Kind";
    code: "代码", "Code";
    list_name: "名称(客户看得见)", "Name, seen by customers";
    owner: "客户号或客户组代码", "Customer number or code of the group";
    owner_hint: "面价留空;促销留空为所有客户", "Empty for a base list; for a promotion empty means everybody";
    tax: "税", "VAT";
    gross: "含税", "incl. VAT";
    net: "不含税", "excl. VAT";
    no_promotion: "促销不能压过它", "No promotion undercuts it";
    add: "加进单子", "Add it";
    heads: "价表的名称、期限与促销", "Names and ends of lists, and promotions";
    heads_hint: "随单发布时生效;已过去的日子不变,到期的价表不能续,请新建", "Takes effect when the document is published; days that are over stay, and a list that has ended is not revived: make a new one";
    stays_hint: "留空为不变", "Empty means it stays";
    stays: "不变", "Unchanged";
    promotions: "促销", "Promotions";
    promotions_in: "参加促销", "takes promotions";
    promotions_out: "不参加促销", "takes none";
    open_end: "长期有效", "Open-ended";
    submit: "送复核", "Send for review";
    send_back: "退回修改", "Send back";
    discard: "作废", "Give it up";
    publish: "发布", "Publish";
    publish_lead: "整单一次生效,下一个请求就看到。", "All of it at once; the very next request sees it.";
    other_eyes: "您写过这张单,要由另一个人发布。", "You wrote on it; somebody else has to publish it.";
    no_reason: "单子没有写原因,不能发布:退回修改,写明原因再送复核。", "It does not say why, so it cannot be published: send it back, give the reason, and send it for review again.";
    floor_reason: "为什么低于红线", "Why below the floor";
    floor_hint: "有低于红线的价时必填", "Needed when a price is below the floor";
    needs_right: "低于红线的价要由有审批权的人发布。", "With prices below the floor, somebody with that right has to publish it.";
    take_back: "撤回", "Take it back";
    take_back_lead: "从今天起,就当这张单从未发布;别的调价单说的照旧。", "From today on it is as if it had never been published; what other documents say stays.";
    why: "原因", "Why";
    what_if: "会怎样?", "What would it do?";
    what_if_hint: "按过去十二个月的订单行重算", "Every order line of the last twelve months, reckoned anew";
    simulated: "模拟", "Simulation";
    too_large: "这张单涉及的订单行太多,在一页的时间里算不完。发布不受影响;想先看效果,可以按品类拆成几张单。", "Too many order lines are concerned to reckon them in the time a page has. Publishing is not affected; to see first what it does, split it into several documents, by category say.";
    simulated_on: "比较的是这一天的价,含税", "Prices of this day, incl. VAT";
    reach: "看得见的客户", "Customers who can see it";
    everybody: "全部", "all";
    customers: "价会变的客户", "Customers with another price";
    parts: "价会变的型号", "Parts with another price";
    order_lines: "涉及的订单行", "Order lines concerned";
    changed_lines: "其中价会变的", "Of those, with another price";
    revenue: "销售额", "Revenue";
    margin_sum: "毛利(有成本的行)", "Margin, lines with a cost";
    without_cost: "没有成本的行", "lines without a cost";
    without_price: "行订单的型号将没有价,买不到", "order lines are of parts that would have no price and could not be bought";
    below_prices: "单子里低于红线的价", "Prices of it below the floor";
    newly_below: "会新落到红线下的订单行", "Order lines newly below the floor";
    losers: "多付最多的客户", "Customers who would pay most more";
    winners: "少付最多的客户", "Customers who would pay most less";
    most_moved: "变动最大的型号", "Parts that move most";
    before: "今天的价", "Today's prices";
    after: "新价", "With it";
    more: "差", "Difference";
    nobody: "没有", "None";
    none_bought: "过去十二个月没有客户订过这张单涉及的型号,没有可以重算的订单行。", "In the last twelve months no customer who can see it ordered a part it concerns: there are no order lines to reckon anew.";
    refused: "行没有收", "rows were not taken";
    refused_file: "下载改正后再传", "Download, put right, bring again";
    back_reason: "撤回原因", "Taken back because";
    submitted: "送复核", "Sent for review";
    taken_back: "撤回", "Taken back";
    published_below: "个价低于红线,原因", "prices below the floor, because";
}

/// What a column of a file of prices can be.
pub fn field(field: &str, lang: Lang) -> &'static str {
    let (zh, en) = match field {
        "list" => ("价表代码", "list"),
        "customer" => ("客户号", "customer number"),
        "group" => ("客户组代码", "customer group"),
        "part" => ("型号", "part number"),
        "target" => ("品类代码、品牌或 *(折扣对象)", "category, brand or * that a percentage is off"),
        "min_qty" => ("起订量(满)", "from quantity"),
        "price" => ("单价", "price"),
        "basis" => ("计价单位", "price basis"),
        "percent" => ("折扣 %", "percent off"),
        "from" => ("第一天", "first day"),
        "until" => ("最后一天(含)", "last day, inclusive"),
        "to" => ("失效日(不含)", "first day without"),
        _ => return "",
    };
    lang.pick(zh, en)
}

/// The headings of a block of rows that goes back into the field it was pasted in: list, part, quantity, price, basis, first
/// and last day, each a heading that is understood.
pub fn block_heads(lang: Lang) -> [&'static str; 7] {
    match lang {
        Lang::Zh => ["价表", "型号", "起订量", "单价", "计价单位", "第一天", "最后一天"],
        Lang::En => ["list", "part", "from quantity", "price", "per", "first day", "last day"],
    }
}

/// Where a document stands, with the class of its shape.
pub fn state(state: ChangeState, lang: Lang) -> (&'static str, &'static str) {
    match (state, lang) {
        (ChangeState::Draft, Lang::Zh) => ("st none", "起草中"),
        (ChangeState::Draft, Lang::En) => ("st none", "draft"),
        (ChangeState::Review, Lang::Zh) => ("st wait", "待复核"),
        (ChangeState::Review, Lang::En) => ("st wait", "in review"),
        (ChangeState::Published, Lang::Zh) => ("st done", "已发布"),
        (ChangeState::Published, Lang::En) => ("st done", "published"),
        (ChangeState::RolledBack, Lang::Zh) => ("st bad", "已撤回"),
        (ChangeState::RolledBack, Lang::En) => ("st bad", "taken back"),
        (ChangeState::Discarded, Lang::Zh) => ("st hold", "已作废"),
        (ChangeState::Discarded, Lang::En) => ("st hold", "given up"),
    }
}

/// What a line does, in a word.
pub fn effect(effect: Effect, lang: Lang) -> &'static str {
    match (effect, lang) {
        (Effect::New, Lang::Zh) => "新价",
        (Effect::New, Lang::En) => "new",
        (Effect::Changed, Lang::Zh) => "改价",
        (Effect::Changed, Lang::En) => "changed",
        (Effect::Same, Lang::Zh) => "未变",
        (Effect::Same, Lang::En) => "the same",
        (Effect::Ended, Lang::Zh) => "取消",
        (Effect::Ended, Lang::En) => "taken away",
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use domain::pricing::change::columns::PriceMapping;

    #[test]
    fn the_headings_of_a_block_are_understood_when_it_comes_back() {
        for lang in [Lang::Zh, Lang::En] {
            let heads = block_heads(lang).map(str::to_owned);
            let fields = ["list", "part", "min_qty", "price", "basis", "from", "until"].map(Some);
            assert_eq!(PriceMapping::default().fitted(&heads), fields, "{lang:?}");
        }
    }
}
