//! Fields of the catalogue's forms: names within names, what was typed stays, and after somebody else's save what stands
//! there now is said under it.

use crate::api::AppError;
use crate::api::form::Echo;
use crate::components::echo::field_error;
use crate::i18n::current_lang;
use crate::i18n::desk::catalogue::{field_word, link_words, stored_word, words};
use domain::catalog::edit::{CategoryRow, HistoryRow};
use domain::rejection::Rejection;
use leptos::prelude::*;

/// What a field shows: typed or stored, its error, and what stands there now when that differs.
struct Standing {
    value: String,
    error: Option<String>,
    now: Option<String>,
}

fn standing(echo: &Echo, name: &str, value: String) -> Standing {
    let error = field_error(echo, name, current_lang());
    let typed = echo.error.as_ref().and_then(|_| echo.typed.get(name).cloned());
    let stale = matches!(echo.error, Some(AppError::Rejected(Rejection::Stale)));
    match typed {
        Some(typed) => {
            let now = (stale && typed != value).then(|| value.clone());
            Standing { value: typed, error, now }
        }
        None => Standing { value, error, now: None },
    }
}

/// `name_zh` is posted as `form[name_zh]`, `parameters[x]` as `form[parameters][x]`.
fn posted(name: &str, plain: bool) -> String {
    match (plain, name.split_once('[')) {
        (true, _) => name.to_owned(),
        (false, Some((outer, inner))) => format!("form[{outer}][{inner}"),
        (false, None) => format!("form[{name}]"),
    }
}

/// A one-line field.
#[component]
pub fn Field(
    /// Name within the form, also of its error and of what was typed.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// What is stored.
    #[prop(optional, into)]
    value: String,
    /// The page's echo.
    echo: Echo,
    /// One line under it.
    #[prop(optional, into)]
    hint: String,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// Only shown.
    #[prop(optional)]
    fixed: bool,
    /// Posted under its own name, not within `form`.
    #[prop(optional)]
    plain: bool,
    /// Answers to choose from while typing.
    #[prop(optional)]
    offered: Vec<(String, String)>,
    /// Prefix of its typed name where two forms of a page share names.
    #[prop(optional, into)]
    typed_as: String,
) -> impl IntoView {
    let w = words(current_lang());
    let typed_name = format!("{typed_as}{name}");
    let mut shown = standing(&echo, &typed_name, value);
    if !typed_as.is_empty() && echo.typed.contains_key(&typed_name) {
        shown.error = field_error(&echo, &name, current_lang());
    } else if !typed_as.is_empty() {
        shown.error = None;
    }
    let id = format!("f-{}{}", typed_as.replace('.', "-"), name.replace(['[', ']'], "-"));
    let (told, list) = (format!("e-{id}"), format!("l-{id}"));
    let has_list = !offered.is_empty();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                name=posted(&name, plain)
                value=shown.value
                autocomplete="off"
                required=required
                readonly=fixed
                list=has_list.then(|| list.clone())
                aria-invalid=shown.error.is_some().then_some("true")
                aria-describedby=shown.error.is_some().then(|| told.clone())
            />
            {has_list
                .then(|| {
                    view! {
                        <datalist id=list>
                            {offered
                                .into_iter()
                                .map(|(value, words)| view! { <option value=value>{words}</option> })
                                .collect_view()}
                        </datalist>
                    }
                })}
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}
            {shown.now.map(|now| view! { <span class="warn">{w.stands_now} <b>{now}</b></span> })}
            {shown.error.map(|e| view! { <span class="error" id=told>{e}</span> })}
        </div>
    }
}

/// A field with a few fixed answers.
#[component]
pub fn Pick(
    /// Name within the form.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// What is stored.
    #[prop(optional, into)]
    value: String,
    /// The page's echo.
    echo: Echo,
    /// Value and words of each answer.
    options: Vec<(String, String)>,
    /// Posted under its own name, not within `form`.
    #[prop(optional)]
    plain: bool,
) -> impl IntoView {
    let w = words(current_lang());
    let shown = standing(&echo, &name, value);
    let id = format!("f-{}", name.replace(['[', ']'], "-"));
    let told = format!("e-{id}");
    let now = shown.now.map(|now| options.iter().find(|(v, _)| *v == now).map_or(now, |(_, w)| w.clone()));
    let chosen = shown.value;
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                id=id
                name=posted(&name, plain)
                aria-invalid=shown.error.is_some().then_some("true")
                aria-describedby=shown.error.is_some().then(|| told.clone())
            >
                {options
                    .into_iter()
                    .map(|(value, words)| {
                        let selected = value == chosen;
                        view! {
                            <option value=value selected=selected>
                                {words}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            {now.map(|now| view! { <span class="warn">{w.stands_now} <b>{now}</b></span> })}
            {shown.error.map(|e| view! { <span class="error" id=told>{e}</span> })}
        </div>
    }
}

/// Several answers of a list at once, a box each. What was ticked is posted by place, and that there were boxes as well, so
/// that none ticked says something.
#[component]
pub fn Ticks(
    /// Code of the parameter.
    code: String,
    /// Label.
    label: String,
    /// Values stored.
    stored: Vec<String>,
    /// The page's echo.
    echo: Echo,
    /// Value and words of each box.
    options: Vec<(String, String)>,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let name = format!("parameters[{code}]");
    let error = field_error(&echo, &name, lang);
    let told = format!("e-f-{code}");
    let prefix = format!("ticked[{code}][");
    let typed: Vec<&String> =
        echo.typed.iter().filter(|(key, _)| key.starts_with(&prefix)).map(|(_, value)| value).collect();
    let kept = echo.error.is_some() && !typed.is_empty();
    let ticked = |value: &String| if kept { typed.contains(&value) } else { stored.contains(value) };
    let stale = kept && matches!(echo.error, Some(AppError::Rejected(Rejection::Stale)));
    let differ = stale && options.iter().any(|(value, _)| ticked(value) != stored.contains(value));
    let now = differ.then(|| {
        let those = options.iter().filter(|(value, _)| stored.contains(value));
        those.map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("; ")
    });
    let posted = |at: usize| format!("form[ticked][{code}][{at}]");
    let none = posted(0);
    let boxes: Vec<_> = options
        .iter()
        .zip(1..)
        .map(|((value, words), at)| {
            view! {
                <label class="check">
                    <input type="checkbox" name=posted(at) value=value.clone() checked=ticked(value) />
                    {words.clone()}
                </label>
            }
        })
        .collect();
    let described = error.is_some().then(|| told.clone());
    view! {
        <fieldset class="field" aria-describedby=described>
            <legend class="label">{label}</legend>
            <input type="hidden" name=none value="" />
            <div class="row">{boxes}</div>
            {now.map(|now| view! { <span class="warn">{w.stands_now} <b>{now}</b></span> })}
            {error.map(|e| view! { <span class="error" id=told>{e}</span> })}
        </fieldset>
    }
}

/// The tree as answers of a field: deeper nodes further in.
pub fn tree_options(tree: &[CategoryRow]) -> Vec<(String, String)> {
    let lang = current_lang();
    let line = |c: &CategoryRow| {
        let inset = "\u{2003}".repeat(c.depth as usize);
        (c.id.to_string(), format!("{inset}{}", c.name(lang)))
    };
    tree.iter().map(line).collect()
}

/// What was changed on a record, by whom and when.
#[component]
pub fn History(
    /// Newest first.
    rows: Vec<HistoryRow>,
    /// Parameters it may speak of: code and name.
    #[prop(optional)]
    names: Vec<(String, String)>,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let none = rows.is_empty();
    let line = |row: HistoryRow| {
        let who = if row.who.is_empty() { w.by_server.to_owned() } else { row.who };
        let did = crate::i18n::desk::catalogue::operation(&row.operation, lang);
        let changes = row.changes.into_iter().map(|c| {
            let code = c.field.strip_prefix("p.").unwrap_or(&c.field);
            let named = names.iter().find(|(known, _)| known == code).map(|(_, name)| name.clone());
            let named = named.unwrap_or_else(|| field_word(code, lang).unwrap_or(code).to_owned());
            let is_link = code == c.field && field_word(code, lang).is_none();
            let said = |text: &str| match is_link {
                true => link_words(text, lang),
                false => stored_word(&c.field, text, lang),
            };
            view! {
                <span class="sub">
                    {named} ": " <s>{said(&c.before)}</s> " → " <b>{said(&c.after)}</b>
                </span>
            }
        });
        view! {
            <li>
                <span class="dim">{crate::i18n::format::minute(row.at, lang)}</span>
                " "
                {who}
                " "
                {did}
                {changes.collect_view()}
            </li>
        }
    };
    view! {
        <details class="block">
            <summary>{w.history}</summary>
            {none.then(|| view! { <p class="dim">{w.no_history}</p> })}
            <ul class="stack">{rows.into_iter().map(line).collect_view()}</ul>
        </details>
    }
}
