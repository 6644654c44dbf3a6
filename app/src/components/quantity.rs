//! A quantity: typing first; minus and plus appear with script and step by the multiple.

use super::markup::Markup;
use leptos::prelude::*;
use rust_decimal::Decimal;

/// A field for a quantity. Takes what people type (full-width digits, commas); the server judges it.
pub struct QuantityField<'a> {
    /// Form name.
    pub name: &'a str,
    /// What is counted, for screen readers.
    pub label: &'a str,
    /// The step of minus and plus, in the part's unit.
    pub step: Decimal,
    /// What stands in it.
    pub value: &'a str,
    /// Id of what says why it was refused; empty while nothing is wrong.
    pub problem: &'a str,
    /// Id of the form it belongs to; empty where it stands within.
    pub form: &'a str,
}

/// The field in a row of a table.
pub fn write_quantity(m: &mut Markup, field: &QuantityField<'_>) {
    m.raw(r#"<span class="qty""#)
        .attr("data-step", field.step)
        .raw(r#"><input class="pick" type="text" inputmode="decimal" autocomplete="off" maxlength="20" placeholder=" ""#)
        .attr("name", field.name)
        .attr("aria-label", field.label)
        .attr("value", field.value);
    if !field.problem.is_empty() {
        m.raw(r#" aria-invalid="true""#).attr("aria-describedby", field.problem);
    }
    if !field.form.is_empty() {
        m.attr("form", field.form);
    }
    m.raw("></span>");
}

/// The field anywhere else.
#[component]
pub fn QuantityInput(
    /// [`QuantityField::name`]
    name: String,
    /// [`QuantityField::label`]
    label: String,
    /// [`QuantityField::step`]
    step: Decimal,
    /// [`QuantityField::value`]
    value: String,
    /// [`QuantityField::problem`]
    problem: String,
    /// [`QuantityField::form`]
    form: String,
) -> impl IntoView {
    let mut m = Markup::default();
    let (name, label, value, problem, form) = (&name, &label, &value, &problem, &form);
    write_quantity(&mut m, &QuantityField { name, label, step, value, problem, form });
    m.done()
}

/// Minus and plus beside every quantity of the page; there are none where no script could answer them.
#[island]
pub fn QuantitySteps() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    steps::appear();
}

#[cfg(feature = "hydrate")]
mod steps {
    use leptos::prelude::*;
    use rust_decimal::Decimal;
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{Element, HtmlInputElement};

    pub fn appear() {
        let Ok(fields) = document().query_selector_all(".qty") else { return };
        for at in 0..fields.length() {
            let Some(qty) = fields.item(at).and_then(|node| node.dyn_into::<Element>().ok()) else {
                continue;
            };
            // a field without buttons is a field all the same
            let _ = flank(&qty);
        }
        window_event_listener(leptos::ev::click, |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let Some(button) = target.and_then(|t| t.closest(".qty button").ok().flatten()) else { return };
            move_by(&button);
        });
    }

    /// Puts the buttons before and behind the field, called as it is.
    fn flank(qty: &Element) -> Result<(), JsValue> {
        let label = qty.query_selector("input")?.and_then(|input| input.get_attribute("aria-label"));
        let label = label.unwrap_or_default();
        for (place, way, sign, icon) in [("afterbegin", "-1", '−', "minus"), ("beforeend", "1", '+', "plus")]
        {
            let button = document().create_element("button")?;
            button.set_attribute("type", "button")?;
            button.set_attribute("value", way)?;
            button.set_attribute("aria-label", &format!("{label} {sign}"))?;
            let svg = drawn(icon)?;
            button.append_child(&svg)?;
            qty.insert_adjacent_element(place, &button)?;
        }
        Ok(())
    }

    /// An icon of the site's sheet.
    fn drawn(icon: &str) -> Result<Element, JsValue> {
        const SVG: Option<&str> = Some("http://www.w3.org/2000/svg");
        let svg = document().create_element_ns(SVG, "svg")?;
        svg.set_attribute("class", "i")?;
        svg.set_attribute("aria-hidden", "true")?;
        let sign = document().create_element_ns(SVG, "use")?;
        sign.set_attribute("href", &format!("/icons.svg#i-{icon}"))?;
        svg.append_child(&sign)?;
        Ok(svg)
    }

    /// One step up or down from what stands there, never below nothing.
    fn move_by(button: &Element) -> Option<()> {
        let qty = button.closest(".qty").ok()??;
        let step: Decimal = qty.get_attribute("data-step")?.parse().ok()?;
        let way: Decimal = button.get_attribute("value")?.parse().ok()?;
        let field: HtmlInputElement = qty.query_selector("input").ok()??.dyn_into().ok()?;
        let now: Decimal = field.value().replace(',', "").trim().parse().unwrap_or_default();
        let next = now.checked_add(step * way)?.max(Decimal::ZERO);
        field.set_value(&if next.is_zero() { String::new() } else { next.normalize().to_string() });
        Some(())
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
