//! What the last form post on this page said: a note above the form, errors beside the fields, what was typed inside them.

use crate::api::AppError;
use crate::api::form::{Echo, read_echo};
use crate::i18n::{Lang, frame, rejection};
use domain::rejection::Rejection;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The echo of this page's URL. Empty, without asking the server, when the URL has none.
pub fn use_echo() -> impl Future<Output = Echo> + Send + 'static {
    let id = echo_id();
    async move {
        match id {
            Some(id) => read_echo(id).await.unwrap_or_default(),
            None => Echo::default(),
        }
    }
}

/// The id of the echo in this page's address.
pub fn echo_id() -> Option<String> {
    use_query_map().read_untracked().get("echo")
}

/// The problem of one field, as a sentence.
pub fn field_error(echo: &Echo, field: &str, lang: Lang) -> Option<String> {
    let Some(AppError::Rejected(Rejection::Fields(problems))) = &echo.error else { return None };
    problems.iter().find(|p| p.field == field).map(|p| rejection::with_row(p, lang))
}

/// What is wrong with a field, to stand beside it where its own name is seen.
pub fn beside_field(echo: &Echo, field: &str, lang: Lang) -> Option<String> {
    let Some(AppError::Rejected(Rejection::Fields(problems))) = &echo.error else { return None };
    problems.iter().find(|p| p.field == field).map(|p| rejection::field(&p.problem, lang))
}

/// The note above a form: what was done, or why not.
#[component]
pub fn EchoNote(
    /// The page's echo.
    echo: Echo,
    /// The form itself lists what is wrong with its rows.
    #[prop(optional)]
    rows_below: bool,
) -> impl IntoView {
    let lang = crate::i18n::current_lang();
    let done = echo
        .notice
        .as_ref()
        .map(|n| view! { <div class="note act" role="status">{frame::notice(n, lang)}</div> });
    let refused = echo.error.as_ref().map(|e| {
        let rows = match e {
            // what stands beside its field is not said twice; a row has no field of its own
            AppError::Rejected(Rejection::Fields(problems)) if problems.len() > 1 && !rows_below => {
                problems.iter().filter(|problem| problem.row.is_some()).cloned().collect()
            }
            _ => Vec::new(),
        };
        view! {
            <div class="note bad" role="alert">
                <b>{rejection::sentence(e, lang)}</b>
                {(!rows.is_empty())
                    .then(|| {
                        view! {
                            <ul>
                                {rows
                                    .iter()
                                    .map(|p| view! { <li>{rejection::with_row(p, lang)}</li> })
                                    .collect_view()}
                            </ul>
                        }
                    })}
            </div>
        }
    });
    view! {
        {done}
        {refused}
    }
}
