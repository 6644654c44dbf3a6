//! Where a customer stands: kind, group, the companies above and below, whose contract he has, and who changed it.

use super::choice::Choice;
use crate::api::form::Echo;
use crate::components::field::TextField;
use crate::components::frame::may;
use crate::components::once::once;
use crate::i18n::desk::customers::kind as kind_words;
use crate::i18n::desk::standing::{Words, moved, words};
use crate::i18n::{Lang, current_lang, format};
use domain::accounts::CompanyBrief;
use domain::accounts::permission::Permission;
use domain::accounts::standing::{COMPANY_KINDS, GroupChoice, StandingChange, StandingView};
use leptos::prelude::*;

/// The block on a customer's page.
#[component]
pub fn Standing(
    /// Where he stands.
    standing: StandingView,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let w = words(current_lang());
    let edits = may(Permission::EditPrices);
    let (changes, open) = (standing.changes.clone(), echo.typed.contains_key("reason"));
    view! {
        <section class="block stack" id="standing">
            <header>
                <h2>{w.standing}</h2>
                <p>
                    <a href="/desk/groups">{w.title}</a>
                </p>
            </header>
            <Facts standing=standing.clone() />
            {edits
                .then(|| {
                    view! {
                        <details open=open>
                            <summary>{w.submit}</summary>
                            <ChangeForm standing=standing echo=echo />
                        </details>
                    }
                })}
            {(!changes.is_empty()).then(|| view! { <Changes changes=changes /> })}
        </section>
    }
}

#[component]
fn Facts(standing: StandingView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let group = standing.groups.iter().find(|g| Some(g.id) == standing.group);
    let group = group.map_or(w.no_group.to_owned(), |g| name_of(g, lang));
    // the head of the group first, as one reads a way down
    let above: Vec<CompanyBrief> = standing.above.into_iter().rev().collect();
    let alone = above.is_empty();
    view! {
        <dl class="facts">
            <div>
                <dt>{w.kind}</dt>
                <dd>{kind_words(&standing.kind, lang)}</dd>
            </div>
            <div>
                <dt>{w.group}</dt>
                <dd>{group}</dd>
            </div>
            <div>
                <dt>{w.parent}</dt>
                <dd>{if alone { w.own.into_any() } else { companies(above).into_any() }}</dd>
            </div>
            <div>
                <dt>{w.contract}</dt>
                <dd>
                    {match standing.inherits_from {
                        Some(holder) => view! { {w.contract_from} " " {company(holder)} }.into_any(),
                        None => w.contract_own.into_any(),
                    }}
                </dd>
            </div>
            {(!standing.below.is_empty())
                .then(|| {
                    view! {
                        <div>
                            <dt>{w.below}</dt>
                            <dd>{companies(standing.below)}</dd>
                        </div>
                    }
                })}
        </dl>
    }
}

fn companies(all: Vec<CompanyBrief>) -> impl IntoView {
    view! { <ul>{all.into_iter().map(|one| view! { <li>{company(one)}</li> }).collect_view()}</ul> }
}

fn company(brief: CompanyBrief) -> impl IntoView {
    view! {
        <a href=format!("/desk/c/{}", brief.id)>{brief.name}</a>
        " "
        <span class="sku keep">{brief.code}</span>
    }
}

fn name_of(group: &GroupChoice, lang: Lang) -> String {
    lang.pick(&group.name_zh, &group.name_en).to_owned()
}

#[component]
fn ChangeForm(standing: StandingView, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let action = once("/api/desk_change_standing", &echo);
    let kinds = COMPANY_KINDS.map(|k| (k.to_owned(), kind_words(k, lang).to_owned())).to_vec();
    let none = (String::new(), w.no_group.to_owned());
    let groups = standing.groups.iter().map(|g| (g.id.to_string(), name_of(g, lang)));
    let groups: Vec<_> = std::iter::once(none).chain(groups).collect();
    let group = standing.group.map(|g| g.to_string()).unwrap_or_default();
    let parent = standing.above.first().map(|p| p.code.clone()).unwrap_or_default();
    view! {
        <form class="form" method="post" action=action>
            <input type="hidden" name="company" value=standing.brief.id.to_string() />
            <div class="fields">
                <Choice name="kind" label=w.kind options=kinds value=standing.kind echo=echo.clone() />
                <Choice name="group" label=w.group options=groups value=group echo=echo.clone() />
            </div>
            <div class="fields">
                <TextField name="parent" label=w.parent hint=w.parent_hint value=parent echo=echo.clone() />
                <TextField name="reason" label=w.reason hint=w.reason_hint required=true echo=echo />
            </div>
            <div class="actions">
                <button class="btn go">{w.submit}</button>
            </div>
        </form>
    }
}

#[component]
fn Changes(changes: Vec<StandingChange>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    view! {
        <details>
            <summary>{w.history}</summary>
            <table class="tbl dense rows">
                <caption class="vh">{w.history}</caption>
                <tbody>{changes.into_iter().map(|change| change_row(change, lang, w)).collect_view()}</tbody>
            </table>
        </details>
    }
}

fn change_row(change: StandingChange, lang: Lang, w: &'static Words) -> impl IntoView {
    let kind = |code: &Option<String>| {
        code.as_deref().map_or(String::new(), |code| kind_words(code, lang).to_owned())
    };
    let plain = |code: &Option<String>| code.clone().unwrap_or_default();
    let (before, after) = (&change.before, &change.after);
    let facts = [
        (w.kind, kind(&before.kind), kind(&after.kind)),
        (w.group, plain(&before.group), plain(&after.group)),
        (w.parent, plain(&before.parent), plain(&after.parent)),
    ];
    let changed = facts.into_iter().filter(|(_, before, after)| before != after);
    let told: Vec<String> =
        changed.map(|(label, before, after)| format!("{label} {}", moved(&before, &after, lang))).collect();
    view! {
        <tr>
            <th scope="row" class="name first">
                {format::minute(change.at, lang)}
                " "
                <span class="sub">{change.who}</span>
            </th>
            <td class="all">{told.join(lang.pick(";", "; "))} " " <span class="sub">{change.reason}</span></td>
        </tr>
    }
}
