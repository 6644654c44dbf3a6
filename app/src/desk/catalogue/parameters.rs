//! Parameters: the list, and one with its values.

use super::fields::{Field, History, Pick};
use super::{DeskHead, HOME};
use crate::api::desk::catalogue::parameters::{list_catalogue_parameters, load_catalogue_parameter};
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, field_error};
use crate::components::waits::answered;
use crate::i18n::desk::catalogue::{kind, words};
use crate::i18n::{current_lang, format};
use domain::catalog::edit::unit::{QUANTITIES, measured_by};
use domain::catalog::edit::{ParameterDesk, ParameterRow, ValueRow};
use domain::catalog::parameter::ParameterKind;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

const KINDS: [ParameterKind; 5] = [
    ParameterKind::Enum,
    ParameterKind::Number,
    ParameterKind::Range,
    ParameterKind::Text,
    ParameterKind::Boolean,
];

fn kinds() -> Vec<(String, String)> {
    let lang = current_lang();
    KINDS.map(|k| (k.as_str().to_owned(), kind(k, lang).to_owned())).to_vec()
}

/// Units by what they measure; one the house does not know stays offered.
fn units(stored: &str) -> Vec<(String, String)> {
    let lang = current_lang();
    let mut all = vec![(String::new(), words(lang).no_unit.to_owned())];
    for quantity in QUANTITIES {
        let line = |unit: &&str| ((*unit).to_owned(), format!("{unit} · {}", quantity.name(lang)));
        all.extend(quantity.units.iter().map(line));
    }
    if !stored.is_empty() && measured_by(stored).is_none() {
        all.push((stored.to_owned(), stored.to_owned()));
    }
    all
}

/// All parameters, and the form of a new one.
#[component]
pub fn ParametersPage() -> impl IntoView {
    let w = words(current_lang());
    let query = use_query_map();
    let typed = move || query.read_untracked().get("q").unwrap_or_default();
    let rows = list_catalogue_parameters(typed());
    view! {
        <div class="stack" data-density="dense">
            <DeskHead title=w.parameters />
            <form class="row" method="get" action=format!("{HOME}/parameters")>
                <input
                    type="search"
                    name="q"
                    aria-label=w.find_parameter
                    placeholder=w.find_parameter
                    maxlength="100"
                    value=typed
                />
                <button class="btn">{w.find}</button>
            </form>
            {answered(rows, move |rows, echo| {
                view! {
                    <EchoNote echo=echo.clone() />
                    <div class="split">
                        <List rows=rows />
                        <NewParameter echo=echo />
                    </div>
                }
            })}
        </div>
    }
}

#[component]
fn List(rows: Vec<ParameterRow>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    if rows.is_empty() {
        return view! { <section class="empty"><h2>{w.none_found}</h2></section> }.into_any();
    }
    let line = |row: ParameterRow| {
        let p = row.parameter;
        let name = p.name(lang).to_owned();
        let values = if row.values == 0 { String::new() } else { row.values.to_string() };
        let class = if values.is_empty() { "num drop" } else { "num" };
        view! {
            <tr>
                <th scope="row" class="name">
                    <a href=format!("{HOME}/parameters/{}", p.id)>{name}</a>
                    <span class="sub sku">{p.code}</span>
                </th>
                <td class="low">
                    {kind(p.kind, lang)} " " <span class="unit">{p.unit}</span>
                    {p.many.then(|| view! { <span class="sub">{w.several}</span> })}
                </td>
                <td class=class data-l=w.values>
                    {values}
                </td>
                <td class="num" data-l=w.in_categories>
                    {row.categories}
                </td>
            </tr>
        }
    };
    view! {
        <div class="fold">
            <table class="tbl dense rows">
                <caption class="vh">{w.parameters}</caption>
                <thead>
                    <tr>
                        <th scope="col">{w.parameter}</th>
                        <th scope="col">{w.kind}</th>
                        <th scope="col" class="num">{w.values}</th>
                        <th scope="col" class="num">{w.in_categories}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(line).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn NewParameter(echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="block stack">
            <header>
                <h2>{w.new_parameter}</h2>
            </header>
            <form class="stack" method="post" action="/api/desk_create_parameter">
                <Field name="code" label=w.code hint=w.parameter_code_hint required=true echo=echo.clone() />
                <Field name="name_zh" label=w.name_zh required=true echo=echo.clone() />
                <Field name="name_en" label=w.name_en required=true echo=echo.clone() />
                <Pick name="kind" label=w.kind options=kinds() echo=echo.clone() />
                <Pick name="unit" label=w.unit options=units("") echo=echo.clone() />
                <Field name="aliases" label=w.aliases hint=w.parameter_aliases_hint echo=echo.clone() />
                <Several stored=false echo=echo />
                <div class="actions">
                    <button class="btn go">{w.create}</button>
                </div>
            </form>
        </section>
    }
}

/// Whether a part may have several of the values at once.
#[component]
fn Several(stored: bool, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let error = field_error(&echo, "many", lang);
    let kept = echo.error.is_some() && echo.typed.contains_key("many");
    let on = if kept { echo.typed("many") == "yes" } else { stored };
    view! {
        <div class="field">
            <label class="check">
                <input
                    type="checkbox"
                    name="form[many]"
                    value="yes"
                    checked=on
                    aria-invalid=error.is_some().then_some("true")
                    aria-describedby="h-many"
                />
                {w.several}
            </label>
            <span class="hint" id="h-many">
                {w.several_lead}
            </span>
            {error.map(|e| view! { <span class="error">{e}</span> })}
        </div>
    }
}

/// The page of a parameter's id; `value` in the address opens one of its values.
#[component]
pub fn ParameterDeskPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let id = move || params.read_untracked().get("id").unwrap_or_default();
    let page = load_catalogue_parameter(id());
    let open = query.read_untracked().get("value").unwrap_or_default();
    view! {
        <div class="stack l" data-density="dense">
            {answered(page, move |desk, echo| view! { <Shown desk=desk open=open echo=echo /> })}
        </div>
    }
}

#[component]
fn Shown(desk: ParameterDesk, open: String, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let parameter = desk.parameter.clone();
    let (id, version) = (parameter.id.to_string(), desk.version.to_string());
    let categories = desk.categories.iter().map(|(id, zh, en)| {
        let name = lang.pick(zh, en).to_owned();
        view! { <a href=format!("{HOME}/categories/{id}")>{name}</a> " " }
    });
    let has_values = parameter.kind == ParameterKind::Enum;
    // what was typed into the form of a value is not for this one
    let of_value = echo.typed.keys().any(|key| key.starts_with("value."));
    let words_echo = if of_value { Echo::default() } else { echo.clone() };
    let stored_unit = parameter.unit.clone();
    let aliases = desk.aliases.join("; ");
    view! {
        <DeskHead title=parameter.name(lang) lead=parameter.code.clone() />
        <EchoNote echo=echo.clone() />
        <dl class="facts">
            <div>
                <dt>{w.on_skus}</dt>
                <dd>{format::count(usize::try_from(desk.skus).unwrap_or(usize::MAX))}</dd>
            </div>
            <div>
                <dt>{w.in_categories}</dt>
                <dd>{categories.collect_view()}</dd>
            </div>
        </dl>
        {has_values.then(|| view! { <Values desk=desk.clone() open=open echo=echo.clone() /> })}
        <section class="block stack">
            <header>
                <h2>{w.parameter}</h2>
            </header>
            <form class="form" method="post" action="/api/desk_save_parameter">
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="version" value=version />
                <div class="fields">
                    <Field
                        name="name_zh"
                        label=w.name_zh
                        value=parameter.name_zh
                        required=true
                        echo=words_echo.clone()
                    />
                    <Field
                        name="name_en"
                        label=w.name_en
                        value=parameter.name_en
                        required=true
                        echo=words_echo.clone()
                    />
                    <Pick
                        name="kind"
                        label=w.kind
                        value=parameter.kind.as_str()
                        options=kinds()
                        echo=words_echo.clone()
                    />
                    <Pick
                        name="unit"
                        label=w.unit
                        value=stored_unit.clone()
                        options=units(&stored_unit)
                        echo=words_echo.clone()
                    />
                </div>
                <p class="sub">{w.unit_hint}</p>
                <Field
                    name="aliases"
                    label=w.aliases
                    hint=w.parameter_aliases_hint
                    value=aliases
                    echo=words_echo.clone()
                />
                <Several stored=parameter.many echo=words_echo />
                <div class="actions">
                    <button class="btn">{w.save}</button>
                </div>
            </form>
        </section>
        <History rows=desk.history />
    }
}

/// The values in their order, and the form of one of them or of a new one.
#[component]
fn Values(desk: ParameterDesk, open: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let (id, version) = (desk.parameter.id.to_string(), desk.version.to_string());
    let typed = echo.error.is_some().then(|| echo.typed("value.code")).filter(|code| !code.is_empty());
    let open = typed.unwrap_or(open);
    let opened = desk.values.iter().find(|v| v.code == open).cloned();
    let none = desk.values.is_empty();
    let rows = desk.values.into_iter().map(|v| value_row(v, &id, &version, &open)).collect_view();
    view! {
        <section class="block stack">
            <header>
                <h2>{w.values}</h2>
                <p>{w.values_lead}</p>
            </header>
            <div class="split">
                {if none {
                    view! { <p class="dim">{w.no_values}</p> }.into_any()
                } else {
                    view! {
                        <div class="fold">
                            <table class="tbl dense rows">
                                <caption class="vh">{w.values}</caption>
                                <thead>
                                    <tr>
                                        <th scope="col" class="num">{w.position}</th>
                                        <th scope="col">{w.value_code}</th>
                                        <th scope="col">{w.name_zh}</th>
                                        <th scope="col">{w.name_en}</th>
                                        <th scope="col">{w.aliases}</th>
                                        <th scope="col"></th>
                                    </tr>
                                </thead>
                                <tbody>{rows}</tbody>
                            </table>
                        </div>
                    }
                        .into_any()
                }} <ValueForm id=id version=version value=opened echo=echo />
            </div>
        </section>
    }
}

fn value_row(value: ValueRow, id: &str, version: &str, open: &str) -> impl IntoView + use<> {
    let w = words(current_lang());
    let here = if value.code == open { "here" } else { "" };
    let edit = format!("{HOME}/parameters/{id}?value={}", format::url_component(&value.code));
    let aliases = value.aliases.join("; ");
    let (id, version) = (id.to_owned(), version.to_owned());
    let class = if aliases.is_empty() { "low drop" } else { "low all" };
    let (code, label) = (value.code.clone(), format!("{} {}", w.remove, value.code));
    view! {
        <tr class=here>
            <td class="num">{value.position}</td>
            <th scope="row" class="name">
                <a href=edit>{value.code}</a>
            </th>
            <td>{value.name_zh}</td>
            <td>{value.name_en}</td>
            <td class=class>{aliases}</td>
            <td class="end">
                <form method="post" action="/api/desk_remove_value">
                    <input type="hidden" name="id" value=id />
                    <input type="hidden" name="version" value=version />
                    <input type="hidden" name="code" value=code />
                    <button class="btn quiet s" aria-label=label>
                        {w.remove}
                    </button>
                </form>
            </td>
        </tr>
    }
}

#[component]
fn ValueForm(id: String, version: String, value: Option<ValueRow>, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let known = value.is_some();
    let page = format!("{HOME}/parameters/{id}");
    let value = value.unwrap_or(ValueRow {
        code: String::new(),
        name_zh: String::new(),
        name_en: String::new(),
        aliases: Vec::new(),
        position: 0,
    });
    let position = if known { value.position.to_string() } else { String::new() };
    let shared = "value.";
    view! {
        <form class="stack" method="post" action="/api/desk_save_value">
            <h3>{if known { value.code.clone() } else { w.new_value.to_owned() }}</h3>
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="version" value=version />
            <Field
                name="code"
                label=w.value_code
                value=value.code
                required=true
                fixed=known
                typed_as=shared
                echo=echo.clone()
            />
            <Field
                name="name_zh"
                label=w.name_zh
                value=value.name_zh
                required=true
                typed_as=shared
                echo=echo.clone()
            />
            <Field
                name="name_en"
                label=w.name_en
                value=value.name_en
                required=true
                typed_as=shared
                echo=echo.clone()
            />
            <Field
                name="aliases"
                label=w.aliases
                value=value.aliases.join("; ")
                hint=w.aliases_hint
                typed_as=shared
                echo=echo.clone()
            />
            <Field
                name="position"
                label=w.position
                value=position
                hint=w.position_hint
                typed_as=shared
                echo=echo
            />
            <div class="actions">
                <button class="btn go">{w.save_value}</button>
                {known.then(|| view! { <a href=page>{w.new_value}</a> })}
            </div>
        </form>
    }
}
