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
) -> impl IntoView {
    // the field keeps its own text: what was typed before the script arrived stays
    let field = NodeRef::<leptos::html::Input>::new();
    let live = RwSignal::new(false);
    Effect::new(move |_| live.set(true));
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
                aria-label=label
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
