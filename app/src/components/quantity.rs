//! A quantity: typing first; minus and plus appear with script and step by the multiple.

use super::icon::Icon;
use leptos::prelude::*;
use rust_decimal::Decimal;

/// A field for a quantity. Takes what people type (full-width digits, commas); the server judges it.
#[island]
pub fn QuantityInput(
    /// Form name.
    name: String,
    /// What is counted, for screen readers.
    label: String,
    /// The step of minus and plus, in the part's unit.
    step: Decimal,
    /// What stands in it.
    value: String,
    /// Id of what says why it was refused; empty while nothing is wrong.
    problem: String,
    /// Id of the form it belongs to; empty where it stands within.
    form: String,
) -> impl IntoView {
    let elsewhere = (!form.is_empty()).then_some(form);
    // the field keeps its own text: what was typed before the script arrived stays
    let field = NodeRef::<leptos::html::Input>::new();
    let live = RwSignal::new(false);
    Effect::new(move |_| live.set(true));
    let invalid = (!problem.is_empty()).then_some("true");
    let described = (!problem.is_empty()).then_some(problem);
    let less = format!("{label} −");
    let more = format!("{label} +");
    let move_by = move |by: Decimal| {
        let Some(field) = field.get_untracked() else { return };
        let now: Decimal = field.value().replace(',', "").trim().parse().unwrap_or_default();
        let next = (now + by).max(Decimal::ZERO);
        field.set_value(&if next.is_zero() { String::new() } else { next.normalize().to_string() });
    };
    let minus = move |_| move_by(-step);
    let plus = move |_| move_by(step);
    view! {
        <span class="qty">
            {move || {
                live.get()
                    .then(|| {
                        view! {
                            <button type="button" aria-label=less.clone() on:click=minus>
                                <Icon name="minus" />
                            </button>
                        }
                    })
            }}
            <input
                class="pick"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                maxlength="20"
                name=name
                form=elsewhere
                aria-label=label
                aria-invalid=invalid
                aria-describedby=described
                placeholder=" "
                value=value
                node_ref=field
            />
            {move || {
                live.get()
                    .then(|| {
                        view! {
                            <button type="button" aria-label=more.clone() on:click=plus>
                                <Icon name="plus" />
                            </button>
                        }
                    })
            }}
        </span>
    }
}

/// Why a quantity was refused, under its field.
#[component]
pub fn QuantityProblem(
    /// The id the field names.
    id: String,
    /// The sentence; nothing is shown without one.
    said: Option<String>,
) -> impl IntoView {
    said.map(|said| {
        view! {
            <span class="st bad refused" id=id>
                {said}
            </span>
        }
    })
}
