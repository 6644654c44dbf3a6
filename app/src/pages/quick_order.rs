//! Quick order: one box for pasted text; what was read of it stands beside what was written.

use crate::api::form::Echo;
use crate::api::orders::read_paste;
use crate::components::echo::{EchoNote, use_echo};
use crate::components::field::TextArea;
use crate::components::frame::{FrameFacts, buyer_company};
use crate::components::part::PartLink;
use crate::i18n::orders::{paste_flag, words};
use crate::i18n::{current_lang, format, rejection};
use domain::accounts::CompanyBrief;
use domain::orders::{PasteChoice, PasteResult};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;

/// Paste, read, add.
#[component]
pub fn QuickOrder() -> impl IntoView {
    let w = words(current_lang());
    let query = use_query_map();
    let result = Resource::new_blocking(
        move || query.read().get("echo"),
        |id| async move {
            match id {
                Some(id) => read_paste(id).await.unwrap_or_default(),
                None => None,
            }
        },
    );
    let echo = use_echo();
    let frame = expect_context::<FrameFacts>();
    view! {
        <Title text=w.quick_title />
        <Suspense>
            {move || Suspend::new(async move {
                let echo = echo.await;
                let result = result.await;
                match buyer_company(frame.0.await.ok()) {
                    Some(company) => view! { <PasteBox company=company result=result echo=echo /> }.into_any(),
                    None => view! { <crate::pages::error::SignInFirst /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn PasteBox(company: CompanyBrief, result: Option<PasteResult>, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let id = company.id.to_string();
    let plain = result.is_none();
    view! {
        <div class="pagehead">
            <h1>{w.quick_title}</h1>
            <p>{w.quick_lead}</p>
        </div>
        {plain.then(|| view! { <EchoNote echo=echo.clone() /> })}
        <div class="stack l">
            {result.map(|result| view! { <Read result=result company=company /> })}
            <form class="form" method="post" action="/api/paste_order">
                <input type="hidden" name="company" value=id />
                <TextArea name="text" label=w.quick_label class="paste" rows=10 placeholder=w.quick_example echo=echo />
                <div class="actions">
                    <button class="btn go">{w.read_it}</button>
                </div>
            </form>
        </div>
    }
}

/// What was added, what wants a choice, what could not be read.
#[component]
fn Read(result: PasteResult, company: CompanyBrief) -> impl IntoView {
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
        .map(|c| view! { <Choice choice=c company=company.clone() /> })
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
                <A href="/cart">{w.view_cart} " · " {w.added} " " {format::count(added)}</A>
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
fn Choice(choice: PasteChoice, company: CompanyBrief) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let flags: Vec<String> = choice.flags.iter().map(|f| paste_flag(f, lang)).collect();
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
                            let name = lang.pick(&c.name_zh, &c.name_en).to_owned();
                            view! {
                                <li>
                                    <form method="post" action="/api/add_to_cart" class="row">
                                        <input type="hidden" name="company" value=company.id.to_string() />
                                        <input type="hidden" name="back" value="/quick-order" />
                                        <input type="hidden" name="lines[0][sku]" value=c.sku_id.to_string() />
                                        <input type="hidden" name="lines[0][quantity]" value=c.quantity.to_string() />
                                        <PartLink number=c.part_number />
                                        <span class="dim">{name}</span>
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
