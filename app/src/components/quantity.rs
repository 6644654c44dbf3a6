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
    let typed = RwSignal::new(value);
    let live = RwSignal::new(false);
    Effect::new(move |_| live.set(true));
    let less = format!("{label} −");
    let more = format!("{label} +");
    let move_by = move |by: Decimal| {
        let now: Decimal = typed.get_untracked().replace(',', "").trim().parse().unwrap_or_default();
        let next = (now + by).max(Decimal::ZERO);
        typed.set(if next.is_zero() { String::new() } else { next.normalize().to_string() });
    };
    let minus = move |_| move_by(-step);
    let plus = move |_| move_by(step);
    view! {
        <span class="qty">
            <Show when=move || live.get()>
                <button type="button" aria-label=less.clone() on:click=minus>
                    <Icon name="minus" />
                </button>
            </Show>
            <input
                class="pick"
                type="text"
                inputmode="decimal"
                autocomplete="off"
                maxlength="20"
                name=name
                aria-label=label
                placeholder=" "
                value=typed.get_untracked()
                prop:value=move || typed.get()
                on:input=move |e| typed.set(event_target_value(&e))
            />
            <Show when=move || live.get()>
                <button type="button" aria-label=more.clone() on:click=plus>
                    <Icon name="plus" />
                </button>
            </Show>
        </span>
    }
}
