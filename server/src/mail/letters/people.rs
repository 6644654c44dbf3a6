//! Letters about people's seats and passwords.

use super::{Body, Composed};
use chrono::NaiveDate;
use domain::lang::Lang;

/// Someone is asked to join his company's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    pub seller: String,
    pub company: String,
    pub invited_by: String,
    pub expires_on: NaiveDate,
    pub link: String,
}

/// Somebody asked for a new password for this address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordForgotten {
    pub seller: String,
    pub link: String,
}

pub(super) fn invited(lang: Lang, facts: &Invited) -> Composed {
    let Invited { seller, company, invited_by, expires_on, link } = facts;
    let (subject, opening, button, closing) = match lang {
        Lang::Zh => (
            format!("{invited_by} 邀请您加入 {company}"),
            format!("{invited_by} 邀请您在 {seller} 为 {company} 查价、下单和对账。"),
            "接受邀请",
            format!("链接只能使用一次,{expires_on} 前有效。如果您不认识邀请人,忽略本邮件即可。"),
        ),
        Lang::En => (
            format!("{invited_by} invites you to join {company}"),
            format!(
                "{invited_by} invites you to see prices, order and check statements for {company} at {seller}."
            ),
            "Accept the invitation",
            format!(
                "The link works once, until {expires_on}. If you do not know the sender, ignore this mail."
            ),
        ),
    };
    let closing = Some(closing);
    Body { opening, facts: Vec::new(), lines: &[], button: (button, link), closing, seller }
        .compose(lang, subject)
}

pub(super) fn password_forgotten(lang: Lang, facts: &PasswordForgotten) -> Composed {
    let PasswordForgotten { seller, link } = facts;
    let (subject, opening, button, closing) = match lang {
        Lang::Zh => (
            "设置新密码",
            format!("有人(应该是您)忘记了在 {seller} 的登录密码。"),
            "设置新密码",
            "链接只能使用一次,30 分钟内有效。如果不是您本人申请,忽略本邮件即可,密码不会改变。",
        ),
        Lang::En => (
            "Set a new password",
            format!("Somebody, probably you, forgot the password for {seller}."),
            "Set a new password",
            "The link works once, within 30 minutes. If it was not you, ignore this mail: your password stays as it is.",
        ),
    };
    let closing = Some(closing.to_owned());
    Body { opening, facts: Vec::new(), lines: &[], button: (button, link), closing, seller }
        .compose(lang, subject.to_owned())
}
