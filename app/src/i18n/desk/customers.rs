//! Words of the customer list, of creating a customer, and of his page.

use domain::lang::Lang;

words! {
    title: "客户", "Customers";
    lead: "按名称、客户号查找客户;按订单号、客户单号、型号查找订单", "Customers by name or number; orders by number, PO number or part";
    find: "查找", "Find";
    find_label: "客户、订单号、型号", "Customer, order, part";
    name: "名称", "Name";
    code: "客户号", "Number";
    new: "新建客户", "New customer";
    new_lead: "电话里的新客户:建好即可下单,先款后货;账期由财务另行开通。", "A customer on the phone: ready to order at once, paid in advance; finance grants terms later.";
    none: "没有找到客户或订单", "No customer or order fits";
    none_lead: "换一个写法,或者新建。", "Try another spelling, or create one.";
    first_fifty: "只显示前 50 个,请缩小范围", "Only the first 50 are shown; narrow it down";
    legal_name: "公司全称", "Legal name";
    legal_name_hint: "与营业执照一致", "As on the business licence";
    uscc: "统一社会信用代码", "Tax number (USCC)";
    uscc_hint: "18 位;暂时没有可留空", "18 characters; may stay empty for now";
    keep_uscc: "已核对营业执照,保留此代码", "Compared with the licence: keep this number";
    kind: "类型", "Kind";
    first_address: "收货地址", "Delivery address";
    recipient: "收货人", "Recipient";
    phone: "电话", "Phone";
    region: "省市区", "Province, city, district";
    street: "详细地址", "Street and number";
    create: "建立客户", "Create customer";
    cancel: "返回列表", "Back to the list";
    profile: "概况", "Profile";
    status: "状态", "Status";
    price_group: "价格组", "Price group";
    no_group: "无,按面价", "none, list price";
    addresses: "收货地址", "Delivery addresses";
    default_address: "默认", "default";
    no_addresses: "还没有地址,下单时填写", "No address yet; it is typed with the order";
    not_given: "未填", "not given";
    tab_profile: "概况", "Customer";
    tab_order: "代客下单", "New order";
    tab_orders: "订单", "Orders";
    tab_money: "账款", "Money";
    tab_quotes: "报价", "Quotes";
    tab_numbers: "料号", "Part numbers";
    acting_for: "正在代客户操作:", "Acting for";
    recorded: "每一步都记在您的名下", "every step is recorded under your name";
    stop: "结束", "Stop";
    company_tabs: "客户页面", "Pages of the customer";
}

/// What kind of customer it is, in words.
pub fn kind(kind: &str, lang: Lang) -> &'static str {
    match (kind, lang) {
        ("dealer", Lang::Zh) => "经销商",
        ("dealer", Lang::En) => "dealer",
        ("hardware_store", Lang::Zh) => "五金店",
        ("hardware_store", Lang::En) => "hardware store",
        ("machine_builder", Lang::Zh) => "主机厂",
        ("machine_builder", Lang::En) => "machine builder",
        (_, Lang::Zh) => "终端用户",
        (_, Lang::En) => "end user",
    }
}

/// Where a customer's registration stands, in words.
pub fn status(status: &str, lang: Lang) -> &'static str {
    match (status, lang) {
        ("approved", Lang::Zh) => "已通过",
        ("approved", Lang::En) => "approved",
        ("refused", Lang::Zh) => "已拒绝",
        ("refused", Lang::En) => "refused",
        ("suspended", Lang::Zh) => "已停用",
        ("suspended", Lang::En) => "suspended",
        (_, Lang::Zh) => "待审核",
        (_, Lang::En) => "pending",
    }
}
