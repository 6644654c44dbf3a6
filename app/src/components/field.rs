//! A form field: label above, hint under it, error beside it; what was typed stays.

use super::echo::field_error;
use crate::api::form::Echo;
use leptos::prelude::*;

/// A one-line text field.
#[component]
pub fn TextField(
    /// Form name, also used for the error and for what was typed.
    name: &'static str,
    /// Label.
    label: &'static str,
    /// The page's echo.
    echo: Echo,
    /// What stands in it before anything was typed.
    #[prop(optional, into)]
    value: String,
    /// Input type; `text` unless given.
    #[prop(default = "text")]
    kind: &'static str,
    /// One line under it.
    #[prop(optional)]
    hint: &'static str,
    /// For browsers' own filling-in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Whether it may be left empty.
    #[prop(default = false)]
    required: bool,
    /// Whether the page starts here.
    #[prop(default = false)]
    autofocus: bool,
) -> impl IntoView {
    let lang = crate::i18n::current_lang();
    let error = field_error(&echo, name, lang);
    // also with a notice: what was typed beside what was done stays
    let value = if echo.typed.contains_key(name) { echo.typed(name) } else { value };
    let id = format!("f-{name}");
    let told = format!("e-{name}");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input
                id=id
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                required=required
                autofocus=autofocus
                aria-invalid=error.is_some().then_some("true")
                aria-describedby=error.is_some().then(|| told.clone())
            />
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}
            {error.map(|e| view! { <span class="error" id=told>{e}</span> })}
        </div>
    }
}

/// A field of several lines. The one place with a `<textarea>`: Leptos 0.8 does not escape its children, so this does.
#[component]
pub fn TextArea(
    /// Form name.
    name: &'static str,
    /// Label.
    label: &'static str,
    /// The page's echo.
    echo: Echo,
    /// Lines shown.
    #[prop(default = 3)]
    rows: u32,
    /// Extra class, such as `paste`.
    #[prop(optional)]
    class: &'static str,
    /// Shown while empty.
    #[prop(optional)]
    placeholder: &'static str,
    /// What stands in it before anything was typed.
    #[prop(optional, into)]
    value: String,
    /// Name it is posted under, when its form has names within names.
    #[prop(optional)]
    posted: &'static str,
) -> impl IntoView {
    let lang = crate::i18n::current_lang();
    let error = field_error(&echo, name, lang);
    // also with a notice: what was not taken of a pasted text stays
    let value = if echo.typed.contains_key(name) { echo.typed(name) } else { value };
    let id = format!("f-{name}");
    let posted = if posted.is_empty() { name } else { posted };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <textarea id=id name=posted rows=rows class=class placeholder=placeholder prop:value=value.clone()>
                {escaped(&value)}
            </textarea>
            {error.map(|e| view! { <span class="error">{e}</span> })}
        </div>
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
