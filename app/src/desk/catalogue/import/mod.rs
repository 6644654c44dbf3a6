//! One import: its figures, what its columns are, what it would change, and what can be done with it.

mod mapping;
mod report;

use super::{DeskHead, HOME};
use crate::api::AppError;
use crate::api::desk::catalogue::imports::load_catalogue_import;
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::waits::answered;
use crate::i18n::desk::imports::{left_out, progress, state, words};
use crate::i18n::{current_lang, format, rejection};
use domain::catalog::import::columns::UNDECIDED;
use domain::catalog::import::job::{ImportDesk, ImportRow, ImportState};
use leptos::prelude::*;
use leptos_meta::Meta;
use leptos_router::hooks::use_params_map;
use mapping::Mapping;
use report::{Kept, Problems, Schema, Unknown, WouldChange};

/// The page of an import's id.
#[component]
pub fn ImportPage() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id").unwrap_or_default();
    let page = load_catalogue_import(id);
    view! {
        <div class="stack l" data-density="dense">
            {answered(page, move |desk, echo| view! { <Shown desk=desk echo=echo /> })}
        </div>
    }
}

#[component]
fn Shown(desk: ImportDesk, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let row = desk.row.clone();
    let at_work = row.state.is_at_work();
    let written = row.added + row.changed > 0;
    let tells = desk.has_file
        && (matches!(row.state, ImportState::Mapping | ImportState::Waiting)
            || row.state == ImportState::Failed && !written);
    let waits_for_word = row.state == ImportState::Waiting;
    let undone = row.state == ImportState::Undone && (!desk.report.removed.is_nothing() || desk.all_left > 0);
    let refused = row.refused > 0 || !desk.problems.is_empty();
    let title = format!("{} · {} {}", row.file_name, w.version, row.version);
    view! {
        <DeskHead title=title lead=state(row.state, lang) />
        <EchoNote echo=echo.clone() />
        {at_work.then(|| view! { <AtWork row=row.clone() /> })}
        {broke_off(&row)}
        <Figures row=row.clone() />
        {(waits_for_word && !desk.report.unknown.is_empty())
            .then(|| view! { <Unknown desk=desk.clone() echo=echo.clone() /> })}
        {waits_for_word.then(|| view! { <Word desk=desk.clone() /> })}
        {waits_for_word.then(|| view! { <WouldChange desk=desk.clone() /> })}
        {refused.then(|| view! { <Problems id=row.id.to_string() problems=desk.problems.clone() /> })}
        {(!desk.kept.is_empty()).then(|| view! { <Kept parts=desk.kept.clone() all=row.kept /> })}
        {undone.then(|| view! { <Schema desk=desk.clone() /> })}
        {tells.then(|| view! { <Mapping desk=desk.clone() echo=echo /> })}
        <Ways row=row has_file=desk.has_file />
    }
}

/// Progress; the page asks again by itself, without a script.
#[component]
fn AtWork(row: ImportRow) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let here = format!("{HOME}/imports/{}", row.id);
    view! {
        <Meta http_equiv="refresh" content=format!("2;url={here}") />
        <section class="block job" aria-live="polite">
            <div class="row">
                <b>{state(row.state, lang)}</b>
                <span>{progress(&row, lang)}</span>
            </div>
            <progress
                max=row.rows_total.max(1).to_string()
                value=(row.state != ImportState::Undoing).then(|| row.rows_done.to_string())
            ></progress>
            <p class="sub">
                {w.at_work} ". " <a href=here>{w.refresh}</a>
            </p>
        </section>
    }
}

fn broke_off(row: &ImportRow) -> Option<impl IntoView + use<>> {
    let lang = current_lang();
    let w = words(lang);
    let why = match &row.failure {
        Some(rejection) => rejection::sentence(&AppError::Rejected(rejection.clone()), lang),
        None => w.cause_unknown.to_owned(),
    };
    (row.state == ImportState::Failed).then(|| {
        view! {
            <div class="note bad" role="alert">
                <b>{w.broke_off} {why}</b>
            </div>
        }
    })
}

#[component]
fn Figures(row: ImportRow) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let n = |n: u32| format::count(n as usize);
    let who = if row.who.is_empty() { w.command_line.to_owned() } else { row.who.clone() };
    let mut facts = vec![(w.rows, n(row.rows_total))];
    if row.state != ImportState::Mapping {
        facts.extend([
            (w.added, n(row.added)),
            (w.changed, n(row.changed)),
            (w.unchanged, n(row.unchanged)),
            (w.refused, n(row.refused)),
        ]);
    }
    if matches!(row.state, ImportState::Undoing | ImportState::Undone) {
        facts.extend([(w.restored, n(row.restored)), (w.kept, n(row.kept))]);
    }
    facts.extend([(w.who, who), (w.at, format::minute(row.created_at, lang))]);
    let facts = facts.into_iter().map(|(name, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    });
    view! { <dl class="facts">{facts.collect_view()}</dl> }
}

/// A form of one button about this import.
#[component]
fn Button(
    /// Where it posts to.
    action: &'static str,
    /// The import.
    row: ImportRow,
    /// How the button looks.
    class: &'static str,
    /// What it says.
    label: &'static str,
) -> impl IntoView {
    view! {
        <form method="post" action=action>
            <input type="hidden" name="id" value=row.id.to_string() />
            <input type="hidden" name="revision" value=row.revision.to_string() />
            <button class=class>{label}</button>
        </form>
    }
}

/// The word that has it written, beside what of the file it leaves out.
#[component]
fn Word(desk: ImportDesk) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let row = desk.row.clone();
    if row.added + row.changed == 0 {
        return view! { <p class="note">{w.nothing_new}</p> }.into_any();
    }
    let parameters: Vec<&str> = desk.report.unknown.iter().map(|p| p.said.as_str()).collect();
    let plan = desk.plan.as_ref();
    let columns = plan
        .into_iter()
        .flat_map(|plan| &plan.columns)
        .filter(|column| ["", UNDECIDED].contains(&column.is.as_str()));
    let columns: Vec<&str> =
        columns.map(|column| column.header.trim()).filter(|name| !name.is_empty()).collect();
    let said = left_out(&parameters, &columns, lang);
    let label = if parameters.is_empty() { w.import_now } else { w.import_without };
    view! {
        <section class="block stack" id="word">
            {(!said.is_empty()).then(|| view! { <p>{said}</p> })}
            <Button action="/api/desk_confirm_import" row=row class="btn go" label=label />
        </section>
    }
    .into_any()
}

/// What else can be done now.
#[component]
fn Ways(row: ImportRow, has_file: bool) -> impl IntoView {
    let w = words(current_lang());
    let failed = row.state == ImportState::Failed;
    let written = row.added + row.changed > 0;
    let undone = row.state == ImportState::Done || failed && written;
    let discarded = matches!(row.state, ImportState::Mapping | ImportState::Waiting) || failed && !written;
    let on = failed && has_file && written;
    view! {
        {undone
            .then(|| {
                view! {
                    <section class="block stack">
                        <header>
                            <h2>{w.undo}</h2>
                            <p>{w.undo_lead}</p>
                        </header>
                        <Button action="/api/desk_undo_import" row=row.clone() class="btn stop" label=w.undo />
                    </section>
                }
            })}
        {on
            .then(|| {
                view! { <Button action="/api/desk_resume_import" row=row.clone() class="btn" label=w.go_on /> }
            })}
        {discarded
            .then(|| {
                view! { <Button action="/api/desk_discard_import" row=row.clone() class="btn quiet" label=w.discard /> }
            })}
    }
}
