//! Documents of a family or SKU: what is shown, its versions, and the forms that bring new ones.

use super::fields::{Field, Pick};
use crate::api::form::Echo;
use crate::components::echo::field_error;
use crate::i18n::current_lang;
use crate::i18n::desk::catalogue::{document_kind, document_language, size, words};
use crate::i18n::format;
use domain::catalog::files::{DocumentDesk, DocumentKind, FileRow, LANGUAGES};
use leptos::prelude::*;

/// What the file dialog offers; what a file is, the server finds out by itself.
const ACCEPTED: &str = ".pdf,.png,.jpg,.jpeg,.webp,application/pdf,image/png,image/jpeg,image/webp";

/// The documents, then the form of a new one.
#[component]
pub fn Documents(
    /// `family` or `sku`.
    owner: &'static str,
    /// Its id.
    id: String,
    /// The page to come back to.
    back: String,
    /// Withdrawn ones last.
    documents: Vec<DocumentDesk>,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let none = documents.is_empty();
    // a refused file of a known document is said beside that one
    let of = echo.typed("document");
    let mine = |document: &str| if of == document { echo.clone() } else { Echo::default() };
    let rows: Vec<_> = documents
        .into_iter()
        .map(|document| {
            let echo = mine(&document.document.id.to_string());
            view! { <Row document=document back=back.clone() echo=echo /> }
        })
        .collect();
    let kinds =
        DocumentKind::ALL.map(|k| (k.as_str().to_owned(), document_kind(k, lang).to_owned())).to_vec();
    let echo = mine("");
    view! {
        <section class="block stack" id="documents">
            <header>
                <h2>{w.documents}</h2>
                <p>{w.documents_lead}</p>
            </header>
            {none.then(|| view! { <p class="dim">{w.no_documents}</p> })}
            {rows}
            <form class="form" method="post" action="/desk/catalogue/upload" enctype="multipart/form-data">
                <input type="hidden" name=owner value=id />
                <input type="hidden" name="back" value=back />
                <div class="fields">
                    <Pick name="kind" label=w.kind options=kinds plain=true echo=echo.clone() />
                    <Pick name="language" label=w.language options=languages() plain=true echo=echo.clone() />
                    <Field name="title_zh" label=w.name_zh required=true plain=true echo=echo.clone() />
                    <Field name="title_en" label=w.name_en required=true plain=true echo=echo.clone() />
                    <FileField echo=echo id="f-file".to_owned() />
                </div>
                <div class="actions">
                    <button class="btn go">{w.upload}</button>
                </div>
            </form>
        </section>
    }
}

fn languages() -> Vec<(String, String)> {
    let lang = current_lang();
    LANGUAGES.map(|l| (l.to_owned(), document_language(l, lang).to_owned())).to_vec()
}

#[component]
fn FileField(echo: Echo, id: String) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let error = field_error(&echo, "file", lang);
    view! {
        <div class="field">
            <label for=id.clone()>{w.file}</label>
            <input
                id=id
                type="file"
                name="file"
                accept=ACCEPTED
                required=true
                aria-invalid=error.is_some().then_some("true")
            />
            {error.map(|e| view! { <span class="error">{e}</span> })}
        </div>
    }
}

#[component]
fn Row(document: DocumentDesk, back: String, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let DocumentDesk { document, version, withdrawn, files } = document;
    let (id, version) = (document.id.to_string(), version.to_string());
    let what = format!(
        "{} · {} · {} · {} · v{}",
        document_kind(document.kind, lang),
        document.file.media.short(),
        document_language(&document.language, lang),
        size(document.file.bytes),
        document.file.number
    );
    let title = document.title(lang).to_owned();
    let kinds =
        DocumentKind::ALL.map(|k| (k.as_str().to_owned(), document_kind(k, lang).to_owned())).to_vec();
    let open = echo.error.is_some();
    let older = files.into_iter().map(|row| version_row(row, lang)).collect_view();
    let save = if withdrawn { w.show_again } else { w.save };
    view! {
        <article class="stack">
            <div class="row base">
                <a href=document.file.href() rel="external" target="_blank">
                    {title}
                </a>
                <span class="dim">{what}</span>
                {withdrawn.then(|| view! { <span class="st off none">{w.withdrawn}</span> })}
            </div>
            <details open=open>
                <summary>{w.edit} " · " {w.versions}</summary>
                <ul class="stack">{older}</ul>
                <form class="row ends" method="post" action="/desk/catalogue/upload" enctype="multipart/form-data">
                    <input type="hidden" name="document" value=id.clone() />
                    <input type="hidden" name="version" value=version.clone() />
                    <input type="hidden" name="back" value=back.clone() />
                    <FileField echo=echo id=format!("f-file-{id}") />
                    <button class="btn">{w.replace}</button>
                </form>
                <form class="row ends" method="post" action="/api/desk_save_document">
                    <input type="hidden" name="id" value=id.clone() />
                    <input type="hidden" name="version" value=version.clone() />
                    <input type="hidden" name="back" value=back.clone() />
                    <Chosen name="form[kind]" label=w.kind value=document.kind.as_str().to_owned() options=kinds />
                    <Chosen
                        name="form[language]"
                        label=w.language
                        value=document.language.clone()
                        options=languages()
                    />
                    <Said name="form[title_zh]" label=w.name_zh value=document.title_zh />
                    <Said name="form[title_en]" label=w.name_en value=document.title_en />
                    <button class="btn">{save}</button>
                </form>
                {(!withdrawn)
                    .then(|| {
                        view! {
                            <form method="post" action="/api/desk_withdraw_document">
                                <input type="hidden" name="id" value=id />
                                <input type="hidden" name="version" value=version />
                                <input type="hidden" name="back" value=back />
                                <button class="btn stop s">{w.withdraw}</button>
                            </form>
                        }
                    })}
            </details>
        </article>
    }
}

fn version_row(row: FileRow, lang: domain::lang::Lang) -> impl IntoView {
    let file = row.file;
    let line = format!("v{} · {} · {}", file.number, file.media.short(), size(file.bytes));
    view! {
        <li>
            <a href=file.href() rel="external" target="_blank">
                {line}
            </a>
            " "
            <span class="dim">{format::minute(row.at, lang)} " " {row.who}</span>
        </li>
    }
}

/// A select without a place for errors: they stand above the page's forms.
#[component]
fn Chosen(
    name: &'static str,
    label: &'static str,
    value: String,
    options: Vec<(String, String)>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <select name=name>
                {options
                    .into_iter()
                    .map(|(v, words)| {
                        let selected = v == value;
                        view! {
                            <option value=v selected=selected>
                                {words}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
    }
}

/// A text without a place for errors.
#[component]
fn Said(name: &'static str, label: &'static str, value: String) -> impl IntoView {
    view! {
        <label class="field">
            <span class="label">{label}</span>
            <input name=name value=value required=true autocomplete="off" />
        </label>
    }
}
