//! The form of what each column is, filled in as guessed.

use super::super::fields::Field;
use crate::api::form::Echo;
use crate::components::echo::{beside_field, field_error};
use crate::desk::saved_mappings::MappingChoice;
use crate::i18n::current_lang;
use crate::i18n::desk::imports::{field, words};
use domain::catalog::edit::{CategoryRow, ParameterBrief};
use domain::catalog::import::columns::{
    Column, ColumnPlan, FIELDS, KNOWN, LEAD_TIME, LONG_NAME, LONG_VALUE, NEW, PAIRS, UNDECIDED,
};
use domain::catalog::import::job::{ImportDesk, ImportState};
use leptos::prelude::*;

/// Examples shown of a column.
const EXAMPLES: usize = 3;

/// A saved mapping to take, and the columns one by one.
#[component]
pub fn Mapping(desk: ImportDesk, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let (id, revision) = (desk.row.id.to_string(), desk.row.revision.to_string());
    let saved = desk.saved.clone();
    let has_saved = !saved.is_empty();
    let body = match desk.plan.clone() {
        Some(plan) => view! { <Columns desk=desk plan=plan echo=echo /> }.into_any(),
        None => view! { <p class="dim">{w.mapped_elsewhere}</p> }.into_any(),
    };
    view! {
        <section class="block stack" id="columns">
            <header>
                <h2>{w.columns}</h2>
                <p>{w.columns_lead}</p>
            </header>
            {has_saved
                .then(|| {
                    view! {
                        <form class="row ends" method="post" action="/api/desk_use_import_mapping">
                            <input type="hidden" name="id" value=id />
                            <input type="hidden" name="revision" value=revision />
                            <MappingChoice name="name" label=w.saved saved=saved />
                            <button class="btn">{w.use_saved}</button>
                        </form>
                    }
                })}
            {body}
        </section>
    }
}

#[component]
fn Columns(desk: ImportDesk, plan: ColumnPlan, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let error = field_error(&echo, "part_number", lang);
    let again = desk.row.state != ImportState::Mapping;
    let kept = |name: &str, stored: String| match &echo.error {
        Some(_) if echo.typed.contains_key(name) => echo.typed(name),
        _ => stored,
    };
    let rows: Vec<_> = plan
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let is = kept(&format!("columns[{at}]"), column.is.clone());
            let cells = desk.sample.rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
            let sample = cells.take(EXAMPLES).cloned().collect::<Vec<_>>().join(" · ");
            let error = beside_field(&echo, &format!("columns[{at}]"), lang);
            column_row((at, column), &is, (sample, error), &desk.parameters)
        })
        .collect();
    let category = kept("category", plan.category.clone());
    let (id, revision) = (desk.row.id.to_string(), desk.row.revision.to_string());
    view! {
        {error.map(|e| view! { <p class="error" role="alert">{w.part} ": " {e}</p> })}
        <form class="stack" method="post" action="/api/desk_map_import">
            <input type="hidden" name="id" value=id />
            <input type="hidden" name="revision" value=revision />
            <div class="fold">
                <table class="tbl dense rows">
                    <caption class="vh">{w.columns}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{w.column}</th>
                            <th scope="col">{w.sample}</th>
                            <th scope="col">{w.is}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="fields">
                <Category chosen=category tree=desk.tree />
                <Field
                    name="family"
                    label=w.family
                    value=plan.family
                    hint=w.family_hint
                    plain=true
                    echo=echo.clone()
                />
                <Field name="save_as" label=w.save_as hint=w.save_hint plain=true echo=echo />
            </div>
            <div class="actions">
                <button class="btn go">{if again { w.check_again } else { w.check }}</button>
            </div>
        </form>
    }
}

fn column_row(
    (at, column): (usize, &Column),
    is: &str,
    (sample, error): (String, Option<String>),
    parameters: &[ParameterBrief],
) -> impl IntoView + use<> {
    let lang = current_lang();
    let w = words(lang);
    let name = format!("columns[{at}][is]");
    let header = format!("columns[{at}][header]");
    let label = format!("{} {}", column.header, w.is);
    let option = |value: String, words: String| {
        let selected = value == is;
        view! {
            <option value=value selected=selected>
                {words}
            </option>
        }
    };
    let fields: Vec<_> = FIELDS
        .iter()
        .chain([&LEAD_TIME])
        .map(|f| option((*f).to_owned(), field(f, lang).to_owned()))
        .collect();
    let shapes: Vec<_> =
        [(NEW, w.new_parameter), (PAIRS, w.pairs), (LONG_NAME, w.long_name), (LONG_VALUE, w.long_value)]
            .map(|(value, words)| option(value.to_owned(), words.to_owned()))
            .into_iter()
            .collect();
    let known: Vec<_> = parameters
        .iter()
        .map(|p| {
            let unit = if p.unit.is_empty() { String::new() } else { format!(" ({})", p.unit) };
            option(format!("{KNOWN}{}", p.code), format!("{}{unit} · {}", p.name(lang), p.code))
        })
        .collect();
    let left_out = option(String::new(), w.left_out.to_owned());
    let told = format!("e-column-{at}");
    let invalid = error.is_some().then_some("true");
    let described = error.is_some().then(|| told.clone());
    let undecided = (column.is == UNDECIDED).then(|| option(UNDECIDED.to_owned(), w.undecided.to_owned()));
    view! {
        <tr>
            <th scope="row" class="name">{column.header.clone()}</th>
            <td class="low all">{sample}</td>
            <td>
                <input type="hidden" name=header value=column.header.clone() />
                <select name=name aria-label=label aria-invalid=invalid aria-describedby=described>
                    {undecided} {left_out}
                    <optgroup label=w.fields>{fields}</optgroup>
                    <optgroup label=w.parameters>{shapes} {known}</optgroup>
                </select>
                {error.map(|e| view! { <span class="error" id=told>{e}</span> })}
            </td>
        </tr>
    }
}

#[component]
fn Category(chosen: String, tree: Vec<CategoryRow>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let options = tree.into_iter().map(|c| {
        let inset = "\u{2003}".repeat(c.depth as usize);
        let name = format!("{inset}{}", c.name(lang));
        let selected = c.code == chosen;
        view! {
            <option value=c.code selected=selected>
                {name}
            </option>
        }
    });
    view! {
        <div class="field">
            <label for="f-category">{w.category}</label>
            <select id="f-category" name="category">
                <option value="">{w.by_column}</option>
                {options.collect_view()}
            </select>
        </div>
    }
}
