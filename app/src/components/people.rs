//! A company's people: members, invitations not taken yet, and the form that invites. On the company's own page and at the desk.

use super::field::TextField;
use super::once::once;
use crate::api::form::Echo;
use crate::desk::choice::Choice;
use crate::i18n::people::{Words, words};
use crate::i18n::{Lang, current_lang, frame};
use domain::accounts::permission::MemberRole;
use domain::accounts::{InvitationView, PeopleView};
use leptos::prelude::*;

/// The people of a company; the page around it shows what the forms answered.
#[component]
pub fn People(
    /// Who is there and who is on his way.
    people: PeopleView,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let company = people.company.to_string();
    let nobody = people.members.is_empty();
    view! {
        <section class="block" id="people">
            <header>
                <h2>{w.people}</h2>
            </header>
            {nobody.then(|| view! { <p class="dim">{w.nobody}</p> })}
            {(!nobody).then(|| view! { <Members members=people.members /> })}
            {(!people.invitations.is_empty())
                .then(|| view! { <Pending invitations=people.invitations company=company.clone() echo=echo.clone() /> })}
        </section>
        <section class="block">
            <header>
                <h2>{w.invite}</h2>
                <p>{w.invite_lead}</p>
            </header>
            <InviteForm company=company first=nobody echo=echo />
        </section>
    }
}

#[component]
fn Members(members: Vec<(String, MemberRole)>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    view! {
        <table class="tbl">
            <caption class="vh">{w.people}</caption>
            <tbody>
                {members
                    .into_iter()
                    .map(|(name, role)| {
                        view! {
                            <tr>
                                <th scope="row">{name}</th>
                                <td>{frame::member_role(role, lang)}</td>
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn Pending(invitations: Vec<InvitationView>, company: String, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let row = move |one: InvitationView| {
        pending_row(one, company.clone(), once("/api/withdraw_invitation", &echo), lang, w)
    };
    view! {
        <h3>{w.pending}</h3>
        <table class="tbl">
            <caption class="vh">{w.pending}</caption>
            <tbody>{invitations.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

fn pending_row(
    one: InvitationView,
    company: String,
    withdraw: String,
    lang: Lang,
    w: &'static Words,
) -> impl IntoView {
    let until =
        if one.expired { w.expired.to_owned() } else { format!("{} {}", w.valid_until, one.expires_on) };
    view! {
        <tr>
            <th scope="row">{one.name} <span class="sub">{one.email}</span></th>
            <td>{frame::member_role(one.role, lang)} <span class="sub">{until}</span></td>
            <td>
                <form method="post" action=withdraw>
                    <input type="hidden" name="company" value=company />
                    <input type="hidden" name="invitation" value=one.id.to_string() />
                    <button class="btn s">{w.withdraw}</button>
                </form>
            </td>
        </tr>
    }
}

#[component]
fn InviteForm(company: String, first: bool, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let roles = MemberRole::ALL
        .map(|role| (role.as_str().to_owned(), frame::member_role(role, lang).to_owned()))
        .to_vec();
    let action = once("/api/invite_person", &echo);
    // the first one runs the company, the others mostly order
    let usual = if first { MemberRole::Owner } else { MemberRole::Buyer };
    let languages = [("zh", lang.pick("中文", "Chinese")), ("en", lang.pick("英文", "English"))]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .to_vec();
    view! {
        <form class="form" method="post" action=action>
            <input type="hidden" name="company" value=company />
            <div class="fields">
                <TextField
                    name="email"
                    label=frame::words(lang).email
                    kind="email"
                    required=true
                    echo=echo.clone()
                />
                <TextField name="name" label=w.name required=true echo=echo.clone() />
            </div>
            <div class="fields">
                <Choice name="role" label=w.role options=roles value=usual.as_str() echo=echo.clone() />
                <Choice name="language" label=w.language options=languages value=lang.as_str() echo=echo />
            </div>
            <div class="actions">
                <button class="btn go">{w.send}</button>
            </div>
        </form>
    }
}
