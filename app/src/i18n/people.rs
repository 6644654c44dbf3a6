//! Words of a company's people and invitations, of lost passwords, and of the page behind a letter's link.

use domain::accounts::permission::MemberRole;
use domain::lang::Lang;

words! {
    people: "成员", "People";
    name: "姓名", "Name";
    role: "角色", "Role";
    nobody: "还没有成员可以登录", "Nobody can sign in yet";
    pending: "待接受的邀请", "Invitations not taken yet";
    valid_until: "有效至", "Valid until";
    expired: "已过期,请重新邀请", "Expired; invite again";
    withdraw: "撤回", "Withdraw";
    invite: "邀请成员", "Invite a person";
    invite_lead: "对方会收到邮件,用里面的链接设置密码后即可登录;链接 7 天内有效。再邀请同一邮箱会换发新链接。", "An e-mail with a link to set a password; it works for 7 days. Inviting the same address again sends a new link.";
    language: "邮件语言", "Language of the letter";
    send: "发送邀请", "Send the invitation";
    forgot: "忘记密码?", "Forgot your password?";
    forgot_title: "忘记密码", "Forgotten password";
    forgot_lead: "填写登录邮箱,我们会发一个设置新密码的链接,30 分钟内有效。", "Type the e-mail you sign in with. We send a link to a new password; it works for 30 minutes.";
    send_link: "发送链接", "Send the link";
    back_to_sign_in: "返回登录", "Back to signing in";
    welcome: "接受邀请", "Accept the invitation";
    new_password: "设置新密码", "Set a new password";
    password: "密码", "Password";
    password_again: "再输一次", "Once more";
    known_lead: "您已有账号,用现在的密码确认即可。", "You have an account already: confirm with its password.";
    enter: "确定并登录", "Confirm and sign in";
    dead: "链接已失效", "This link is dead";
    dead_lead: "它已经用过、被撤回,或者过期。设过密码的请直接登录;否则请重新申请,或者请邀请人重发。", "It was used, withdrawn or is too old. If you have set a password, sign in; else ask for a new link, or for a new invitation.";
}

/// What the person is asked to join, and as what.
pub fn offered(company: &str, role: MemberRole, lang: Lang) -> String {
    let role = super::frame::member_role(role, lang);
    match lang {
        Lang::Zh => format!("{company} 邀请您加入,角色:{role}。"),
        Lang::En => format!("{company} invites you to join as {role}."),
    }
}

/// How long the password must be.
pub fn at_least(characters: u32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("至少 {characters} 个字符"),
        Lang::En => format!("At least {characters} characters"),
    }
}
