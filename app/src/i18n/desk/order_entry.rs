//! Words of the order desk.

words! {
    title: "代客下单", "New order";
    part_number: "型号", "Part number";
    quantity: "数量", "Quantity";
    add: "加入", "Add";
    paste: "粘贴客户消息或表格", "Paste a message or a sheet";
    paste_label: "微信、邮件、Excel 里的原文,一行一项", "As it stands in the chat, mail or sheet, one item a line";
    read: "识读", "Read it";
    nothing_yet: "按下单之前,什么都不会下出去", "Nothing is ordered before you press Place";
    empty: "还没有行", "No lines yet";
    empty_lead: "输入型号按回车,或把客户的消息粘贴进来;价格是这个客户的价。", "Type a part and press Enter, or paste what the customer wrote; the prices are his.";
    po_number: "客户单号", "The customer's PO number";
    customer: "客户情况", "The customer";
    credit: "可用额度", "Credit left";
    prepaid: "未开通账期,先款后货", "no account terms, paid in advance";
    on_hold: "账户冻结", "on hold";
    recent: "最近订单", "Latest orders";
    first_order: "这是第一张单", "This is the first order";
    whole_trace: "完整解释和毛利", "Whole trace and margin";
    line_notes: "代客户下的单,客户在订单上看得到是谁录入的", "The customer sees on the order who entered it";
}
