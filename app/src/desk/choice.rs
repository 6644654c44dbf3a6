//! A field with a few fixed answers.

use crate::api::form::Echo;
use crate::components::echo::field_error;
use leptos::prelude::*;

/// A select field; what was chosen stays after a refusal.
#[component]
pub fn Choice(
    /// Form name.
    name: &'static str,
    /// Label.
    label: &'static str,
    /// The page's echo.
    echo: Echo,
    /// Value and words of each answer, the usual one first.
    options: Vec<(String, String)>,
    /// The answer chosen before anything was typed; the first unless given.
    #[prop(optional, into)]
    value: String,
) -> impl IntoView {
    let error = field_error(&echo, name, crate::i18n::current_lang());
    let chosen = if echo.error.is_some() && echo.typed.contains_key(name) { echo.typed(name) } else { value };
    let id = format!("f-{name}");
    let told = format!("e-{name}");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select
                id=id
                name=name
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=error.is_some().then(|| told.clone())
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
            {error.map(|e| view! { <span class="error" id=told>{e}</span> })}
        </div>
    }
}
