//! What was made of a pasted text: rows that went in, rows with several meanings, rows nothing could be done with.

use super::CartForms;
use crate::api::form::Echo;
use crate::components::once::once;
use crate::components::part::PartLink;
use crate::i18n::numbers::{instead_of, why};
use crate::i18n::orders::{paste_flag, words};
use crate::i18n::{current_lang, format, rejection};
use domain::ids::CompanyId;
use domain::orders::{PasteChoice, PasteResult};
use leptos::prelude::*;

/// What was added, what wants a choice, what could not be read.
#[component]
pub fn Pasted(
    /// What was made of it.
    result: PasteResult,
    /// The echo it is kept under; a choice takes its row out of it.
    kept: String,
    /// The company ordered for.
    company: CompanyId,
    /// Where choices go.
    forms: &'static CartForms,
    /// The page's echo.
    echo: Echo,
    /// Where the cart is; empty when it is on the same page.
    #[prop(optional)]
    cart_href: &'static str,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let added = result.added.len();
    let problems = result
        .problems
        .into_iter()
        .map(|p| {
            let row = p.problem.row.map(|r| r.to_string()).unwrap_or_default();
            let flags: Vec<String> = p.flags.iter().map(|f| paste_flag(f, lang)).collect();
            view! {
                <tr class="bad">
                    <th scope="row" class="num">{row}</th>
                    <td class="raw name">{p.raw}</td>
                    <td class="all">
                        <span class="st bad">{rejection::field(&p.problem.problem, lang)}</span>
                        <span class="sub">{flags.join(" · ")}</span>
                    </td>
                </tr>
            }
        })
        .collect_view();
    let choices = result
        .choices
        .into_iter()
        .map(
            |c| view! { <Choice choice=c kept=kept.clone() company=company forms=forms echo=echo.clone() /> },
        )
        .collect_view();
    let lines = result
        .added
        .into_iter()
        .map(|a| {
            let flags: Vec<String> = a.flags.iter().map(|f| paste_flag(f, lang)).collect();
            view! {
                <tr>
                    <th scope="row" class="num">{a.row}</th>
                    <td class="raw name">{a.raw}</td>
                    <td class="all">
                        <span class="st full">{w.added}</span>
                        " "
                        <PartLink number=a.part_number />
                        " × "
                        <b class="num">{format::quantity(a.quantity.get())}</b>
                        {a.why.map(|known| view! { <span class="sub">{why(&known, lang)}</span> })}
                        <span class="sub">{flags.join(" · ")} " " {a.remark}</span>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="block">
            <header>
                <h2>{w.result}</h2>
                {if cart_href.is_empty() {
                    view! { <p>{w.added} " " {format::count(added)}</p> }.into_any()
                } else {
                    view! { <a href=cart_href>{w.view_cart} " · " {w.added} " " {format::count(added)}</a> }.into_any()
                }}
            </header>
            <div class="fold">
                <table class="tbl rows">
                    <thead>
                        <tr>
                            <th scope="col" class="num">{w.row}</th>
                            <th scope="col">{w.raw_text}</th>
                            <th scope="col">{w.matched}</th>
                        </tr>
                    </thead>
                    <tbody>{problems} {choices} {lines}</tbody>
                </table>
            </div>
        </section>
    }
}

/// Several parts it may be: one button each.
#[component]
fn Choice(
    choice: PasteChoice,
    kept: String,
    company: CompanyId,
    forms: &'static CartForms,
    echo: Echo,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let flags: Vec<String> = choice.flags.iter().map(|f| paste_flag(f, lang)).collect();
    let row = choice.row.to_string();
    view! {
        <tr class="warn">
            <th scope="row" class="num">{choice.row}</th>
            <td class="raw name">{choice.raw}</td>
            <td class="all">
                <p>
                    <span class="st wait">{w.choose_one}</span>
                    <span class="sub">{flags.join(" · ")}</span>
                </p>
                <ul class="stack">
                    {choice
                        .candidates
                        .into_iter()
                        .map(|c| {
                            let action = once(forms.choose, &echo);
                            let name = lang.pick(&c.name_zh, &c.name_en).to_owned();
                            let known = c.why.as_ref().map(|known| why(known, lang));
                            let gone = c.instead_of.as_ref().map(|number| instead_of(number, lang));
                            let said: Vec<String> = known.into_iter().chain(gone).collect();
                            view! {
                                <li>
                                    <form method="post" action=action class="row">
                                        <input type="hidden" name="company" value=company.to_string() />
                                        <input type="hidden" name="kept" value=kept.clone() />
                                        <input type="hidden" name="row" value=row.clone() />
                                        <input type="hidden" name="sku" value=c.sku_id.to_string() />
                                        <input type="hidden" name="quantity" value=c.quantity.to_string() />
                                        <PartLink number=c.part_number />
                                        <span class="dim">{name}</span>
                                        {(!said.is_empty()).then(|| view! { <b>{said.join(" · ")}</b> })}
                                        <button class="btn s">{w.added_this} " " {format::quantity(c.quantity.get())}</button>
                                    </form>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
            </td>
        </tr>
    }
}
