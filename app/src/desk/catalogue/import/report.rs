//! What a check found: changes field by field, parameters nobody knows, rows that cannot be taken.

use crate::api::form::Echo;
use crate::i18n::desk::catalogue;
use crate::i18n::desk::imports::{field, left_kind, removed, words};
use crate::i18n::{current_lang, format, rejection};
use domain::catalog::edit::ParameterBrief;
use domain::catalog::import::job::{ImportDesk, Left, Proposal, SkuChange};
use domain::catalog::parameter::ParameterKind;
use domain::rejection::FieldProblem;
use leptos::prelude::*;

const KINDS: [ParameterKind; 5] = [
    ParameterKind::Enum,
    ParameterKind::Number,
    ParameterKind::Range,
    ParameterKind::Text,
    ParameterKind::Boolean,
];

/// What a checked import would change, field by field.
#[component]
pub fn WouldChange(desk: ImportDesk) -> impl IntoView {
    let w = words(current_lang());
    let ImportDesk { report, parameters, .. } = desk;
    let changes = report.changes;
    let any = !changes.is_empty();
    view! {
        {any
            .then(|| {
                let line = |one: SkuChange| change(one, &parameters);
                view! {
                    <section class="block stack">
                        <header>
                            <h2>{w.would_change}</h2>
                            <p>{w.would_lead}</p>
                        </header>
                        <div class="fold">
                            <table class="tbl dense rows">
                                <caption class="vh">{w.would_change}</caption>
                                <thead>
                                    <tr>
                                        <th scope="col">{w.part}</th>
                                        <th scope="col">{w.field}</th>
                                        <th scope="col">{w.before}</th>
                                        <th scope="col">{w.after}</th>
                                    </tr>
                                </thead>
                                <tbody>{changes.into_iter().map(line).collect_view()}</tbody>
                            </table>
                        </div>
                    </section>
                }
            })}
    }
}

fn change(change: SkuChange, parameters: &[ParameterBrief]) -> impl IntoView + use<> {
    let lang = current_lang();
    let w = words(lang);
    let called = match field(&change.field, lang) {
        "" => {
            parameters.iter().find(|p| p.code == change.field).map_or(change.field.as_str(), |p| p.name(lang))
        }
        word => word,
    };
    let called = called.to_owned();
    let said = |text: &str| catalogue::stored_word(&change.field, text, lang);
    view! {
        <tr>
            <th scope="row" class="sku">{change.part_number}</th>
            <td class="low">{called}</td>
            <td data-l=w.before>
                <s>{said(&change.before)}</s>
            </td>
            <td data-l=w.after>
                <b>{said(&change.after)}</b>
            </td>
        </tr>
    }
}

/// Parameters of the file the schema has not, each with what it could be there.
#[component]
pub fn Unknown(desk: ImportDesk, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let (id, revision) = (desk.row.id.to_string(), desk.row.revision.to_string());
    // a mapping made elsewhere has no place for them
    let can_add = desk.plan.is_some();
    let rows: Vec<_> =
        desk.report.unknown.into_iter().enumerate().map(|(at, p)| proposal(at, p, &echo, can_add)).collect();
    view! {
        <section class="block stack" id="unknown">
            <header>
                <h2>{w.unknown}</h2>
                <p>{w.unknown_lead}</p>
            </header>
            <form class="stack" method="post" action="/api/desk_add_import_parameters">
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="revision" value=revision />
                {rows}
                {can_add
                    .then(|| {
                        view! {
                            <div class="actions">
                                <button class="btn">{w.add_ticked}</button>
                            </div>
                        }
                    })}
            </form>
        </section>
    }
}

fn proposal(at: usize, p: Proposal, echo: &Echo, can_add: bool) -> impl IntoView + use<> {
    let lang = current_lang();
    let (w, c) = (words(lang), catalogue::words(lang));
    let typed = |field: &str, stored: &str| match echo.typed.get(&format!("rows[{at}][{field}]")) {
        Some(typed) if echo.error.is_some() => typed.clone(),
        _ => stored.to_owned(),
    };
    let name = |field: &str| format!("rows[{at}][{field}]");
    let text = |field: &'static str, label: &'static str, stored: &str| {
        view! {
            <label class="field">
                <span class="label">{label}</span>
                <input name=name(field) value=typed(field, stored) autocomplete="off" maxlength="200" />
            </label>
        }
    };
    let kind = typed("kind", p.kind.as_str());
    let kinds = KINDS.map(|k| {
        let selected = k.as_str() == kind;
        view! {
            <option value=k.as_str() selected=selected>
                {catalogue::kind(k, lang)}
            </option>
        }
    });
    let many = typed("many", if p.many { "yes" } else { "" }) == "yes";
    let ticked = echo.error.is_some() && typed("take", "") == "yes";
    let like = p.examples.join(" · ");
    let fields = can_add.then(|| {
        view! {
            <div class="fields">
                {text("code", c.code, &p.code)} {text("name_zh", c.name_zh, &p.name_zh)}
                {text("name_en", c.name_en, &p.name_en)}
                <label class="field">
                    <span class="label">{c.kind}</span>
                    <select name=name("kind")>{kinds.into_iter().collect_view()}</select>
                </label> {text("unit", c.unit, &p.unit)}
                <label class="check">
                    <input type="checkbox" name=name("many") value="yes" checked=many />
                    {c.several}
                </label>
            </div>
        }
    });
    view! {
        <fieldset class="stack">
            <legend>
                <label>
                    <input type="checkbox" name=name("take") value="yes" checked=ticked disabled=!can_add />
                    " "
                    {w.take}
                    " "
                    <b>{p.said.clone()}</b>
                </label>
            </legend>
            <p class="sub">
                {w.values} " " {format::count(usize::try_from(p.values).unwrap_or(usize::MAX))} ": " {like}
            </p>
            <input type="hidden" name=name("said") value=p.said />
            {fields}
        </fieldset>
    }
}

/// The first rows that could not be taken, and where all of them are.
#[component]
pub fn Problems(id: String, problems: Vec<FieldProblem>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let lines = problems.into_iter().map(|p| {
        let sentence = rejection::with_row(&p, lang);
        view! {
            <li>
                <b>{rejection::called(&p, field, lang)}</b>
                " "
                {sentence}
            </li>
        }
    });
    view! {
        <section class="block stack" id="problems">
            <header>
                <h2>{w.problems}</h2>
                <p>{w.problems_lead}</p>
            </header>
            <p>
                <a href=format!("/documents/imports/{id}.csv") rel="external" download="">
                    {w.error_file}
                </a>
            </p>
            <ul class="stack">{lines.collect_view()}</ul>
        </section>
    }
}

/// SKUs an undo left alone.
#[component]
pub fn Kept(parts: Vec<String>, all: u32) -> impl IntoView {
    let w = words(current_lang());
    let more = (all as usize).saturating_sub(parts.len());
    view! {
        <section class="block stack">
            <header>
                <h2>{w.kept} " " {format::count(all as usize)}</h2>
                <p>{w.kept_lead}</p>
            </header>
            <ul>
                {parts.into_iter().map(|part| view! { <li class="sku">{part}</li> }).collect_view()}
                {(more > 0).then(|| view! { <li class="dim">"… " {format::count(more)}</li> })}
            </ul>
        </section>
    }
}

/// What an undo did to the schema: what it took away, and what somebody uses or changed since.
#[component]
pub fn Schema(desk: ImportDesk) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let ImportDesk { report, left, all_left, .. } = desk;
    let more = (all_left as usize).saturating_sub(left.len());
    let some = !left.is_empty();
    let line = |one: Left| {
        let name = lang.pick(&one.name_zh, &one.name_en).to_owned();
        view! {
            <li>
                <span class="dim">{left_kind(one.kind, lang)}</span>
                " "
                {name}
            </li>
        }
    };
    view! {
        <section class="block stack">
            <header>
                <h2>{w.schema_undone}</h2>
                <p>{removed(&report.removed, lang)}</p>
            </header>
            {some.then(|| view! { <p>{w.left_lead} " " {format::count(all_left as usize)}</p> })}
            <ul>
                {left.into_iter().map(line).collect_view()}
                {(more > 0).then(|| view! { <li class="dim">"… " {format::count(more)}</li> })}
            </ul>
        </section>
    }
}
