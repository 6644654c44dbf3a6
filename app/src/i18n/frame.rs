//! Words of the frame, of signing in, and of the notices forms leave.

use super::format;
use crate::api::form::Notice;
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::lang::Lang;

/// The frame's words.
pub struct Words {
    pub skip: &'static str,
    pub search: &'static str,
    pub search_hint: &'static str,
    pub search_desk_hint: &'static str,
    pub home: &'static str,
    pub catalogue: &'static str,
    pub quick_order: &'static str,
    pub orders: &'static str,
    pub cart: &'static str,
    pub account: &'static str,
    /// As short as a thumb is wide.
    pub account_short: &'static str,
    pub company: &'static str,
    pub sign_in: &'static str,
    pub sign_out: &'static str,
    pub sign_out_everywhere: &'static str,
    pub demo: &'static str,
    pub acting_for: &'static str,
    pub stop_acting: &'static str,
    pub other_language: &'static str,
    pub main_nav: &'static str,
    pub desk: &'static str,
    pub desk_today: &'static str,
    pub desk_customers: &'static str,
    pub desk_prices: &'static str,
    pub desk_cross: &'static str,
    pub numbers: &'static str,
    pub desk_catalogue: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub sign_in_lead: &'static str,
    pub session_ended: &'static str,
    pub your_companies: &'static str,
    pub switch_to: &'static str,
    pub current: &'static str,
    pub not_found: &'static str,
    pub not_found_lead: &'static str,
    pub to_home: &'static str,
    pub incident_title: &'static str,
    pub incident_lead: &'static str,
    pub busy: &'static str,
    pub prices_after_sign_in: &'static str,
}

/// The words in a language.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

static ZH: Words = Words {
    skip: "跳到正文",
    search: "搜索",
    search_hint: "型号、我的料号、参数,如 M6x20 12.9",
    search_desk_hint: "客户、订单、型号",
    home: "首页",
    catalogue: "目录",
    quick_order: "快速下单",
    orders: "订单",
    cart: "购物车",
    account: "对账与开票",
    account_short: "对账",
    company: "公司",
    sign_in: "登录",
    sign_out: "退出",
    sign_out_everywhere: "在所有设备上退出",
    demo: "演示数据:公司与价格均为虚构",
    acting_for: "正在代客户操作:",
    stop_acting: "结束",
    other_language: "EN",
    main_nav: "主导航",
    desk: "工作台",
    desk_today: "今日",
    desk_customers: "客户",
    desk_prices: "价格",
    desk_cross: "替代对照",
    numbers: "我的料号",
    desk_catalogue: "目录维护",
    email: "邮箱",
    password: "密码",
    session_ended: "登录已过期,请重新登录。您填的内容还在。",
    sign_in_lead: "登录后看到贵公司的价格、订单与对账单。",
    your_companies: "您所属的公司",
    switch_to: "切换到此公司",
    current: "当前",
    not_found: "没有这个页面",
    not_found_lead: "地址有误,或者它不属于您当前的公司。",
    to_home: "回首页",
    incident_title: "出了点问题",
    incident_lead: "已记录,您填写的内容没有丢失。请稍后再试;来电时报这个编号:",
    busy: "系统正忙,您填写的内容已保留,请再试一次。",
    prices_after_sign_in: "登录后显示价格",
};

static EN: Words = Words {
    skip: "Skip to content",
    search: "Search",
    search_hint: "Part number, my number or a parameter, e.g. M6x20 12.9",
    search_desk_hint: "Customer, order, part",
    home: "Home",
    catalogue: "Catalogue",
    quick_order: "Quick order",
    orders: "Orders",
    cart: "Cart",
    account: "Statements & invoices",
    account_short: "Account",
    company: "Company",
    sign_in: "Sign in",
    sign_out: "Sign out",
    sign_out_everywhere: "Sign out on all devices",
    demo: "Demo data: companies and prices are invented",
    acting_for: "Acting for",
    stop_acting: "Stop",
    other_language: "中文",
    main_nav: "Main",
    desk: "Desk",
    desk_today: "Today",
    desk_customers: "Customers",
    desk_prices: "Prices",
    desk_cross: "Cross references",
    numbers: "My part numbers",
    desk_catalogue: "Keep catalogue",
    email: "E-mail",
    password: "Password",
    session_ended: "Your session has ended. Sign in again. What you typed is kept.",
    sign_in_lead: "Signed in, you see your company's prices, orders and statements.",
    your_companies: "Your companies",
    switch_to: "Act for this company",
    current: "current",
    not_found: "No such page",
    not_found_lead: "The address is wrong, or it does not belong to the company you act for.",
    to_home: "To the front page",
    incident_title: "Something went wrong",
    incident_lead: "It was recorded and nothing you typed is lost. Try again later; on the phone, quote this number:",
    busy: "Busy right now. What you typed is kept; try once more.",
    prices_after_sign_in: "Sign in for prices",
};

/// A seat in a company, in words.
pub fn member_role(role: MemberRole, lang: Lang) -> &'static str {
    match (role, lang) {
        (MemberRole::Owner, Lang::Zh) => "负责人",
        (MemberRole::Owner, Lang::En) => "owner",
        (MemberRole::Buyer, Lang::Zh) => "采购",
        (MemberRole::Buyer, Lang::En) => "buyer",
        (MemberRole::Finance, Lang::Zh) => "财务",
        (MemberRole::Finance, Lang::En) => "finance",
        (MemberRole::Viewer, Lang::Zh) => "只读",
        (MemberRole::Viewer, Lang::En) => "viewer",
    }
}

/// A staff role, in words.
pub fn staff_role(role: StaffRole, lang: Lang) -> &'static str {
    match (role, lang) {
        (StaffRole::CustomerService, Lang::Zh) => "客服",
        (StaffRole::CustomerService, Lang::En) => "customer service",
        (StaffRole::Sales, Lang::Zh) => "销售",
        (StaffRole::Sales, Lang::En) => "sales",
        (StaffRole::Warehouse, Lang::Zh) => "仓库",
        (StaffRole::Warehouse, Lang::En) => "warehouse",
        (StaffRole::Finance, Lang::Zh) => "财务",
        (StaffRole::Finance, Lang::En) => "finance",
        (StaffRole::Admin, Lang::Zh) => "管理员",
        (StaffRole::Admin, Lang::En) => "administrator",
    }
}

/// What a form did.
pub fn notice(notice: &Notice, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    match notice {
        Notice::AddedToCart { lines } if zh => format!("已加入购物车 {lines} 行"),
        Notice::AddedToCart { lines: 1 } => "1 line added to the cart".to_owned(),
        Notice::AddedToCart { lines } => format!("{lines} lines added to the cart"),
        Notice::CompanyCreated { code } if zh => format!("客户 {code} 已建立,可以下单"),
        Notice::CompanyCreated { code } => format!("Customer {code} created and ready to order"),
        Notice::OrderPlaced { number, replayed: true } if zh => format!("这张单已下过:{number}"),
        Notice::OrderPlaced { number, replayed: true } => format!("Already ordered as {number}"),
        Notice::OrderPlaced { number, .. } if zh => format!("订单 {number} 已下,确认邮件随后到"),
        Notice::OrderPlaced { number, .. } => format!("Order {number} placed; a confirmation is on its way"),
        Notice::Shipped if zh => "已发货".to_owned(),
        Notice::Shipped => "Shipped".to_owned(),
        Notice::Tracked if zh => "物流轨迹已添加".to_owned(),
        Notice::Tracked => "Tracking event added".to_owned(),
        Notice::Received { number, elsewhere: None } if zh => format!("收款 {number} 已登记"),
        Notice::Received { number, elsewhere: None } => format!("Receipt {number} recorded"),
        Notice::Received { number, elsewhere: Some((receipt, company)) } if zh => {
            format!("收款 {number} 已登记。请核对:客户 {company} 的收款 {receipt} 用的是同一个银行流水号。")
        }
        Notice::Received { number, elsewhere: Some((receipt, company)) } => format!(
            "Receipt {number} recorded. Please check: receipt {receipt} of customer {company} has the same bank number."
        ),
        Notice::StatementIssued { number } if zh => format!("对账单 {number} 已出"),
        Notice::StatementIssued { number } => format!("Statement {number} issued"),
        Notice::StatementConfirmed if zh => "对账单已确认,本期已锁定".to_owned(),
        Notice::StatementConfirmed => "Statement confirmed; the period is locked".to_owned(),
        Notice::DisputeNoted if zh => "差异已记录".to_owned(),
        Notice::DisputeNoted => "Dispute recorded".to_owned(),
        Notice::DisputeResolved if zh => "已答复客户,他会收到邮件".to_owned(),
        Notice::DisputeResolved => "Answered; the customer is told by mail".to_owned(),
        Notice::Invoiced { number } if zh => format!("发票 {number} 已开"),
        Notice::Invoiced { number } => format!("Invoice {number} issued"),
        Notice::TermsChanged if zh => "账期与额度已更改".to_owned(),
        Notice::TermsChanged => "Terms changed".to_owned(),
        Notice::Invited { email } if zh => format!("邀请已发往 {email}"),
        Notice::Invited { email } => format!("Invitation sent to {email}"),
        Notice::InvitationWithdrawn if zh => "邀请已撤回,链接已失效".to_owned(),
        Notice::InvitationWithdrawn => "Invitation withdrawn; its link is dead".to_owned(),
        Notice::LetterQueued if zh => "邮件已重新排队发送".to_owned(),
        Notice::LetterQueued => "The letter is on its way again".to_owned(),
        Notice::ResetAsked if zh => "如果这个邮箱可以登录,设置新密码的链接已发往该邮箱。".to_owned(),
        Notice::ResetAsked => {
            "If this address can sign in, a link to a new password is on its way to it.".to_owned()
        }
        Notice::RowsTaken { added, changed, unchanged } if zh => {
            format!("新增 {added} 行,更改 {changed} 行,原样 {unchanged} 行")
        }
        Notice::RowsTaken { added, changed, unchanged } => {
            format!("{added} added, {changed} changed, {unchanged} as they were")
        }
        Notice::PricesTaken { lines } if zh => format!("已写入 {lines} 行"),
        Notice::PricesTaken { lines: 1 } => "1 line written".to_owned(),
        Notice::PricesTaken { lines } => format!("{lines} lines written"),
        Notice::PricesRaised { lines, planned: 0 } if zh => format!("已写入 {lines} 行,逐行可改"),
        Notice::PricesRaised { lines, planned } if zh => {
            format!("已写入 {lines} 行,逐行可改;另有 {planned} 个以后的计划价未动")
        }
        Notice::PricesRaised { lines, planned: 0 } => {
            format!("{lines} lines written; each can still be corrected")
        }
        Notice::PricesRaised { lines, planned } => {
            format!(
                "{lines} lines written; each can still be corrected. {planned} prices planned for later stay as they are"
            )
        }
        Notice::PricesSubmitted if zh => "已送复核,列在今日待办".to_owned(),
        Notice::PricesSubmitted => "Handed in; it stands under Today as waiting for review".to_owned(),
        Notice::PricesPublished { steps: 0 } if zh => "已发布".to_owned(),
        Notice::PricesPublished { steps: 0 } => "Published".to_owned(),
        Notice::PricesPublished { steps } if zh => {
            format!("已发布,写入 {} 个价", format::count(*steps as usize))
        }
        Notice::PricesPublished { steps } => {
            format!("Published; prices written: {}", format::count(*steps as usize))
        }
        Notice::PricesTakenBack { steps: 0 } if zh => "已撤回".to_owned(),
        Notice::PricesTakenBack { steps: 0 } => "Taken back".to_owned(),
        Notice::PricesTakenBack { steps } if zh => {
            format!("已撤回,改回 {} 个价", format::count(*steps as usize))
        }
        Notice::PricesTakenBack { steps } => {
            format!("Taken back; prices put right: {}", format::count(*steps as usize))
        }
        Notice::SearchAnswered if zh => "已处理,搜索过的人会收到邮件".to_owned(),
        Notice::SearchAnswered => "Done; everybody who looked for it is told by mail".to_owned(),
        Notice::PutAway if zh => "已收起".to_owned(),
        Notice::PutAway => "Put away".to_owned(),
        Notice::Saved if zh => "已保存".to_owned(),
        Notice::Saved => "Saved".to_owned(),
        Notice::QuantitiesChanged if zh => "数量改了,金额也变了:还没有下单,请看过再下".to_owned(),
        Notice::QuantitiesChanged => {
            "The quantities are changed and so is the amount. Nothing is ordered yet: look at it, then order"
                .to_owned()
        }
    }
}
