//! Pictures and papers of a part as a buyer sees them.

use crate::i18n::current_lang;
use crate::i18n::desk::catalogue::{document_kind, document_language, size};
use crate::i18n::parts::words;
use domain::catalog::files::{DocumentKind, DocumentView};
use leptos::prelude::*;

fn is_picture(document: &DocumentView) -> bool {
    document.kind == DocumentKind::Picture && document.file.media.is_picture()
}

/// Pictures, each with its own place so that nothing moves when it comes.
#[component]
pub fn Pictures(
    /// All documents; papers are left out.
    documents: Vec<DocumentView>,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let pictures: Vec<DocumentView> = documents.into_iter().filter(is_picture).collect();
    let one = |picture: DocumentView| {
        let title = picture.title(lang).to_owned();
        let file = picture.file;
        view! {
            <a href=file.href() rel="external" target="_blank">
                <img src=file.href() alt=title width=file.width height=file.height loading="lazy" decoding="async" />
            </a>
        }
    };
    (!pictures.is_empty()).then(|| {
        view! {
            <section class="pictures" aria-label=w.pictures>
                {pictures.into_iter().map(one).collect_view()}
            </section>
        }
    })
}

/// Papers with what they are, in which language and how large.
#[component]
pub fn Papers(
    /// All documents; pictures are left out.
    documents: Vec<DocumentView>,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let papers: Vec<DocumentView> = documents.into_iter().filter(|d| !is_picture(d)).collect();
    let one = |paper: DocumentView| {
        let title = paper.title(lang).to_owned();
        let file = paper.file;
        let kind = document_kind(paper.kind, lang);
        let what = format!(
            "{} · {} · {}",
            file.media.short(),
            document_language(&paper.language, lang),
            size(file.bytes)
        );
        view! {
            <div>
                <dt>{kind}</dt>
                <dd>
                    <a href=file.href() rel="external" target="_blank">
                        {title}
                    </a>
                    " "
                    <span class="dim">{what}</span>
                </dd>
            </div>
        }
    };
    (!papers.is_empty()).then(|| {
        view! {
            <section class="block">
                <header>
                    <h2>{w.documents}</h2>
                </header>
                <dl class="facts">{papers.into_iter().map(one).collect_view()}</dl>
            </section>
        }
    })
}

/// What a family is, a paragraph per line.
pub fn described(text: &str) -> Option<impl IntoView + use<>> {
    let lines: Vec<String> = text.lines().filter(|l| !l.trim().is_empty()).map(str::to_owned).collect();
    (!lines.is_empty()).then(|| {
        view! { <div class="stack">{lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}</div> }
    })
}
