//! Saved mappings of columns, on the page where files of their kind are brought.

use crate::api::form::Echo;
use crate::components::echo::field_error;
use crate::components::once::once;
use crate::i18n::desk::imports::{delete_mapping, words};
use crate::i18n::{current_lang, format};
use domain::mappings::{MappingKind, SavedMapping};
use leptos::prelude::*;

/// What is saved for the next file: renamed in its row, deleted after a second look.
#[component]
pub fn SavedMappings(
    /// What files they are for.
    kind: MappingKind,
    /// All of this kind, by name.
    saved: Vec<SavedMapping>,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let w = words(current_lang());
    (!saved.is_empty()).then(|| {
        let rows: Vec<_> =
            saved.into_iter().enumerate().map(|(at, row)| saved_row(at, kind, row, &echo)).collect();
        view! {
            <section class="block stack" id="saved">
                <header>
                    <h2>{w.saved_all}</h2>
                    <p>{w.saved_lead}</p>
                </header>
                <div class="fold">
                    <table class="tbl dense rows">
                        <caption class="vh">{w.saved_all}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{w.name}</th>
                                <th scope="col">{w.saved_by}</th>
                                <th scope="col">{w.rename}</th>
                                <th scope="col">{w.delete}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

fn saved_row(at: usize, kind: MappingKind, row: SavedMapping, echo: &Echo) -> impl IntoView + use<> {
    let lang = current_lang();
    let w = words(lang);
    let seen = row.seen();
    let SavedMapping { name, who, saved_at } = row;
    let who = if who.is_empty() { w.command_line.to_owned() } else { who };
    let mine = echo.error.is_some() && echo.typed("name") == name;
    let kept = mine && echo.typed.contains_key("to");
    let to = if kept { echo.typed("to") } else { name.clone() };
    let error = field_error(echo, "to", lang).filter(|_| kept);
    let told = format!("e-saved-{at}");
    let label = format!("{}: {name}", w.rename);
    let who_when = format!("{who} {}", format::minute(saved_at, lang));
    let rename = once("/api/desk_rename_import_mapping", echo);
    let delete = once("/api/desk_delete_import_mapping", echo);
    let sure = delete_mapping(&name, lang);
    view! {
        <tr>
            <th scope="row" class="name">{name.clone()}</th>
            <td class="low">{who_when}</td>
            <td class="all">
                <form class="field" method="post" action=rename>
                    <input type="hidden" name="kind" value=kind.as_str() />
                    <input type="hidden" name="name" value=name.clone() />
                    <input type="hidden" name="seen" value=seen.clone() />
                    <span class="row">
                        <input
                            name="to"
                            value=to
                            required=true
                            aria-label=label
                            autocomplete="off"
                            aria-invalid=error.is_some().then_some("true")
                            aria-describedby=error.is_some().then(|| told.clone())
                        />
                        <button class="btn s">{w.rename}</button>
                    </span>
                    {error.map(|e| view! { <span class="error" id=told>{e}</span> })}
                </form>
            </td>
            <td class="end">
                <details>
                    <summary>{w.delete}</summary>
                    <form class="stack" method="post" action=delete>
                        <input type="hidden" name="kind" value=kind.as_str() />
                        <input type="hidden" name="name" value=name />
                        <input type="hidden" name="seen" value=seen />
                        <p>{sure}</p>
                        <button class="btn stop s">{w.delete}</button>
                    </form>
                </details>
            </td>
        </tr>
    }
}

/// The choice of a saved mapping: in a form of its own, or beside a file.
#[component]
pub fn MappingChoice(
    /// Form name.
    name: &'static str,
    /// Label.
    label: &'static str,
    /// What choosing none says.
    #[prop(optional)]
    none: &'static str,
    /// Names of the saved ones.
    saved: Vec<String>,
    /// The one chosen already.
    #[prop(optional, into)]
    chosen: String,
) -> impl IntoView {
    let option = |name: String| {
        let selected = name == chosen;
        view! {
            <option value=name.clone() selected=selected>
                {name.clone()}
            </option>
        }
    };
    let options: Vec<_> = saved.into_iter().map(option).collect();
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <select name=name>
                {(!none.is_empty()).then(|| view! { <option value="">{none}</option> })}
                {options}
            </select>
        </label>
    }
}
