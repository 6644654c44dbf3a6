//! Files of customers: the form of a new one, those there were, and one with what it would do or did.

use crate::api::desk::customer_imports::{list_customer_imports, load_customer_import};
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, field_error};
use crate::components::field::TextField;
use crate::components::waits::answered;
use crate::desk::saved_mappings::{MappingChoice, SavedMappings};
use crate::i18n::desk::customer_imports::{field, state, words};
use crate::i18n::desk::customers::{kind as kind_words, status as status_words};
use crate::i18n::desk::imports::words as import_words;
use crate::i18n::rejection::{called, field as problem_words};
use crate::i18n::{Lang, current_lang, format};
use domain::customers::columns::FIELDS;
use domain::customers::{Difference, ImportRow, ImportView, Report};
use domain::mappings::MappingKind;
use domain::rejection::FieldProblem;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

const HOME: &str = "/desk/customers/imports";
/// Problems shown; the file has them all.
const SHOWN: usize = 50;

/// The list of imports.
#[component]
pub fn CustomerImports() -> impl IntoView {
    let w = words(current_lang());
    let list = list_customer_imports();
    view! {
        <div class="stack" data-density="dense">
            <Head />
            {answered(list, move |list, echo| {
                view! {
                    <EchoNote echo=echo.clone() />
                    <p class="sub">{w.rules}</p>
                    <Upload echo=echo.clone() />
                    <SavedMappings kind=MappingKind::Customers saved=list.saved echo=echo />
                    <List rows=list.rows />
                }
            })}
        </div>
    }
}

/// One import.
#[component]
pub fn CustomerImport() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let import = load_customer_import(id);
    view! {
        <div class="stack" data-density="dense">
            <Head />
            {answered(import, move |view, echo| {
                view! {
                    <EchoNote echo=echo.clone() />
                    <div class="stack l">
                        <One view=view echo=echo />
                    </div>
                }
            })}
        </div>
    }
}

#[component]
fn Head() -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    view! {
        <Title text=w.title />
        <nav class="crumbs">
            <ol>
                <li>
                    <a href="/desk/customers">{crate::i18n::desk::customers::words(lang).title}</a>
                </li>
                <li>
                    <a href=HOME>{w.title}</a>
                </li>
            </ol>
        </nav>
        <div class="pagehead">
            <h1>{w.title}</h1>
            <p>{w.lead}</p>
        </div>
    }
}

#[component]
fn Upload(echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let error = field_error(&echo, "file", lang);
    view! {
        <form class="form" method="post" action="/desk/customers/import-file" enctype="multipart/form-data">
            <div class="field">
                <label for="f-file">{import_words(lang).file}</label>
                <input
                    id="f-file"
                    type="file"
                    name="file"
                    accept=".csv,.txt,.tsv,.xlsx,text/csv"
                    required=true
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby="h-file"
                />
                <span class="hint" id="h-file">
                    {w.file_hint}
                </span>
                {error.map(|e| view! { <span class="error">{e}</span> })}
            </div>
            <div class="actions">
                <button class="btn go">{w.upload}</button>
            </div>
        </form>
    }
}

#[component]
fn List(rows: Vec<ImportRow>) -> impl IntoView {
    let lang = current_lang();
    let (w, i) = (words(lang), import_words(lang));
    if rows.is_empty() {
        return view! {
            <section class="empty">
                <h2>{w.none}</h2>
                <p>{w.none_lead}</p>
            </section>
        }
        .into_any();
    }
    let line = move |row: ImportRow| {
        view! {
            <tr>
                <th scope="row" class="name first">
                    <a href=format!("{HOME}/{}", row.id)>{row.file_name}</a>
                    " "
                    <span class="sub">{i.version} " " {row.version}</span>
                </th>
                <td>{state(&row.state, lang)}</td>
                <td class="num" data-l=i.added>{format::count(row.report.added)}</td>
                <td class="num" data-l=i.changed>{format::count(row.report.changed)}</td>
                <td class="num" data-l=i.refused>{format::count(row.report.refused)}</td>
                <td>{who(&row.who, lang)} " " <span class="sub">{format::minute(row.at, lang)}</span></td>
            </tr>
        }
    };
    view! {
        <div class="fold">
            <table class="tbl dense rows">
                <caption class="vh">{w.title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{i.file}</th>
                        <th scope="col">{i.state}</th>
                        <th scope="col" class="num">{i.added}</th>
                        <th scope="col" class="num">{i.changed}</th>
                        <th scope="col" class="num">{i.refused}</th>
                        <th scope="col">{i.who}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn who(name: &str, lang: Lang) -> String {
    if name.is_empty() { import_words(lang).command_line.to_owned() } else { name.to_owned() }
}

#[component]
fn One(view: ImportView, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let report = view.row.report.clone();
    let waiting = view.row.state == "waiting";
    let kept = view.kept.clone();
    view! {
        <section class="block stack">
            <header>
                <h2>{view.row.file_name.clone()}</h2>
                <p>{state(&view.row.state, lang)} " · " {who(&view.row.who, lang)}</p>
            </header>
            <Figures report=report.clone() restored=view.restored />
            <Words view=view.clone() />
        </section>
        {(!kept.is_empty()).then(|| view! { <p>{w.kept_lead} ": " <span class="sku">{kept.join(" ")}</span></p> })}
        {waiting.then(|| view! { <ColumnsForm view=view.clone() echo=echo /> })}
        <Differences report=report.clone() />
        <Problems id=view.row.id.to_string() problems=report.problems />
    }
}

#[component]
fn Figures(report: Report, restored: usize) -> impl IntoView {
    let i = import_words(current_lang());
    let facts = [
        (i.rows, report.rows),
        (i.added, report.added),
        (i.changed, report.changed),
        (i.unchanged, report.unchanged),
        (i.refused, report.refused),
        (i.restored, restored),
    ];
    let fact = |(label, n): (&'static str, usize)| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd class="num">{format::count(n)}</dd>
            </div>
        }
    };
    view! { <dl class="facts">{facts.map(fact).collect_view()}</dl> }
}

/// What can be said about an import as it stands.
#[component]
fn Words(view: ImportView) -> impl IntoView {
    let lang = current_lang();
    let (w, i) = (words(lang), import_words(lang));
    let (id, revision) = (view.row.id.to_string(), view.revision.to_string());
    let some = view.row.report.added + view.row.report.changed > 0;
    let form = move |action: &'static str, class: &'static str, label: &'static str| {
        view! {
            <form method="post" action=action>
                <input type="hidden" name="id" value=id.clone() />
                <input type="hidden" name="revision" value=revision.clone() />
                <button class=class>{label}</button>
            </form>
        }
    };
    match view.row.state.as_str() {
        "waiting" => view! {
            {(!some).then(|| view! { <p class="dim">{w.nothing_new}</p> })}
            <div class="row">
                {some.then(|| form("/api/desk_confirm_customers", "btn go", i.import_now))}
                {form("/api/desk_discard_customers", "btn quiet", i.discard)}
            </div>
        }
        .into_any(),
        "done" => view! {
            <p class="sub">{w.undo_lead}</p>
            {form("/api/desk_undo_customers", "btn", i.undo)}
        }
        .into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn ColumnsForm(view: ImportView, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let (w, i) = (words(lang), import_words(lang));
    let usable = view.columns.is_usable();
    let saved = view.saved.clone();
    let has_saved = !saved.is_empty();
    let typed = echo.typed.clone();
    let row = move |(at, (name, is)): (usize, (String, String))| {
        let is = typed.get(&format!("columns[{at}]")).cloned().unwrap_or(is);
        let options = std::iter::once((String::new(), i.left_out))
            .chain(FIELDS.map(|f| (f.to_owned(), field(f, lang))))
            .map(|(value, label)| {
                let selected = value == is;
                view! {
                    <option value=value selected=selected>
                        {label}
                    </option>
                }
            })
            .collect_view();
        view! {
            <label class="field">
                <span class="label">{name}</span>
                <select name=format!("columns[{at}]")>{options}</select>
            </label>
        }
    };
    let pairs: Vec<_> = view.header.iter().cloned().zip(view.columns.fields.iter().cloned()).collect();
    view! {
        <section class="block stack" id="columns">
            <header>
                <h2>{i.columns}</h2>
                <p>{i.columns_lead}</p>
            </header>
            {(!usable).then(|| view! { <p class="error" role="alert">{w.need_key}</p> })}
            {has_saved
                .then(|| {
                    view! {
                        <form class="row ends" method="post" action="/api/desk_use_customer_mapping">
                            <input type="hidden" name="id" value=view.row.id.to_string() />
                            <input type="hidden" name="revision" value=view.revision.to_string() />
                            <MappingChoice name="name" label=i.saved saved=saved />
                            <button class="btn">{i.use_saved}</button>
                        </form>
                    }
                })}
            <form class="stack" method="post" action="/api/desk_map_customers">
                <input type="hidden" name="id" value=view.row.id.to_string() />
                <input type="hidden" name="revision" value=view.revision.to_string() />
                <div class="fields">{pairs.into_iter().enumerate().map(row).collect_view()}</div>
                <label class="check">
                    <input type="checkbox" name="keep_uscc" value="yes" checked=view.columns.keep_uscc />
                    {w.keep_uscc}
                </label>
                <TextField name="save_as" label=i.save_as hint=i.save_hint echo=echo />
                <div class="actions">
                    <button class="btn">{w.check}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn Differences(report: Report) -> impl IntoView {
    let lang = current_lang();
    let (w, i) = (words(lang), import_words(lang));
    if report.differences.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="block">
            <header>
                <h2>{i.would_change}</h2>
                <p>{i.would_lead}</p>
            </header>
            <div class="fold">
                <table class="tbl dense rows">
                    <caption class="vh">{i.would_change}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{w.customer}</th>
                            <th scope="col">{w.change}</th>
                            <th scope="col" class="num">{w.row}</th>
                        </tr>
                    </thead>
                    <tbody>{report.differences.into_iter().map(|d| difference(d, lang)).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn difference(one: Difference, lang: Lang) -> impl IntoView {
    let w = words(lang);
    let shown = |name: &str, text: String| match name {
        _ if text.is_empty() => "–".to_owned(),
        "kind" => kind_words(&text, lang).to_owned(),
        "status" => status_words(&text, lang).to_owned(),
        _ => text,
    };
    let is_new = one.is_new;
    let facts = one.fields.into_iter().map(|(name, before, after)| {
        let (label, after) = (field(&name, lang), shown(&name, after));
        if is_new {
            format!("{label} {after}")
        } else {
            format!("{label} {} → {after}", shown(&name, before))
        }
    });
    let facts: Vec<String> = facts.collect();
    view! {
        <tr>
            <th scope="row" class="name first">
                {one.name} " " <span class="sku">{one.code}</span>
                {is_new.then(|| view! { " " <span class="st new">{w.fresh}</span> })}
            </th>
            <td class="all">{facts.join(lang.pick(";", "; "))}</td>
            <td class="num" data-l=w.row>{one.row}</td>
        </tr>
    }
}

#[component]
fn Problems(id: String, problems: Vec<FieldProblem>) -> impl IntoView {
    let lang = current_lang();
    let (w, i) = (words(lang), import_words(lang));
    if problems.is_empty() {
        return ().into_any();
    }
    let row = move |problem: FieldProblem| {
        view! {
            <tr>
                <th scope="row" class="num">
                    {problem.row}
                </th>
                <td>{called(&problem, field, lang)}</td>
                <td class="all">{problem_words(&problem.problem, lang)}</td>
            </tr>
        }
    };
    let file = format!("/documents/customer-imports/{id}.csv");
    view! {
        <section class="block">
            <header>
                <h2>{i.problems}</h2>
                <p>
                    {i.problems_lead} " " <a href=file download="">
                        {i.error_file}
                    </a>
                </p>
            </header>
            <table class="tbl dense rows">
                <caption class="vh">{i.problems}</caption>
                <thead>
                    <tr>
                        <th scope="col" class="num">{w.row}</th>
                        <th scope="col">{i.field}</th>
                        <th scope="col">{i.problems}</th>
                    </tr>
                </thead>
                <tbody>{problems.into_iter().take(SHOWN).map(row).collect_view()}</tbody>
            </table>
        </section>
    }
    .into_any()
}
