//! Enter in the quantity of a row: it goes into the cart, and the next row's quantity is next. Without script, and where the
//! house says no, the form of the whole table is sent instead.

use leptos::prelude::*;

/// What listens in `form.filled` of this page, and says aloud what happened.
#[island]
pub fn RowKeys(
    /// The company the table was drawn for.
    company: String,
    /// Said of a row when nobody knows whether it arrived.
    unsent: String,
) -> impl IntoView {
    let aloud = NodeRef::<leptos::html::P>::new();
    #[cfg(feature = "hydrate")]
    keys::listen(company, unsent, aloud);
    #[cfg(not(feature = "hydrate"))]
    let _ = (company, unsent);
    view! { <p class="vh" aria-live="polite" node_ref=aloud></p> }
}

#[cfg(feature = "hydrate")]
mod keys {
    use crate::api::AppError;
    use crate::api::orders::add_row;
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlFormElement, HtmlInputElement};

    /// Where a row keeps the key of what it sent, until it is known what became of it.
    const KEY: &str = "data-key";

    pub fn listen(company: String, unsent: String, aloud: NodeRef<leptos::html::P>) {
        window_event_listener(leptos::ev::keydown, move |event| {
            let Some((field, row)) = place(event.target()) else { return };
            if event.key() != "Enter" || event.ctrl_key() || event.meta_key() || event.is_composing() {
                return;
            }
            event.prevent_default();
            if event.repeat() {
                return;
            }
            let typed = field.value();
            if !typed.trim().is_empty() {
                send(company.clone(), unsent.clone(), aloud, field, row.clone(), typed);
            }
            let below = std::iter::successors(row.next_element_sibling(), Element::next_element_sibling);
            if let Some(next) = below.into_iter().find_map(|row| found(&row, ".pick")) {
                let next: HtmlInputElement = next;
                // a browser that will not move the focus loses nothing
                let _ = next.focus();
                next.select();
            }
        });
    }

    /// The quantity an event is for, and its row.
    fn place(target: Option<web_sys::EventTarget>) -> Option<(HtmlInputElement, Element)> {
        let field: HtmlInputElement = target?.dyn_into().ok()?;
        field.closest("form.filled .pick").ok()??;
        let row = field.closest("tr").ok()??;
        Some((field, row))
    }

    fn found<T: JsCast>(within: &Element, selector: &str) -> Option<T> {
        within.query_selector(selector).ok()??.dyn_into().ok()
    }

    fn send(
        company: String,
        unsent: String,
        aloud: NodeRef<leptos::html::P>,
        field: HtmlInputElement,
        row: Element,
        typed: String,
    ) {
        let Some(sku) = found::<HtmlInputElement>(&row, "[name$='[sku]']").map(|sku| sku.value()) else {
            return;
        };
        // what was sent before without an answer is the same sending
        let key = row.get_attribute(KEY).unwrap_or_else(fresh);
        // a row that cannot keep it sends the next time anew
        let _ = row.set_attribute(KEY, &key);
        spawn_local(async move {
            let said = match add_row(company, sku, typed.clone(), key).await {
                Ok(added) => {
                    if field.value() == typed {
                        field.set_value("");
                    }
                    count(added.lines);
                    Ok(added.said)
                }
                // the form says beside the field what is wrong
                Err(AppError::Rejected(_)) => return submit(&field),
                Err(_) => Err(unsent),
            };
            let (class, text) = match &said {
                Ok(text) => ("st done", text),
                Err(text) => ("st bad", text),
            };
            if said.is_ok() {
                let _ = row.remove_attribute(KEY);
            }
            say(&row, class, text);
            if let Some(aloud) = aloud.get_untracked() {
                let part = row.query_selector(".sku").ok().flatten().and_then(|sku| sku.text_content());
                aloud.set_text_content(Some(&format!("{} {text}", part.unwrap_or_default())));
            }
        });
    }

    fn submit(field: &HtmlInputElement) {
        let form =
            field.closest("form").ok().flatten().and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
        if let Some(form) = form {
            // a form that cannot be sent stays as it is
            let _ = form.request_submit();
        }
    }

    /// Under the row's quantity.
    fn say(row: &Element, class: &str, text: &str) {
        let told = found::<Element>(row, ".told").or_else(|| {
            let cell = found::<Element>(row, ".pick")?.closest("td").ok()??;
            let told = document().create_element("small").ok()?;
            cell.append_child(&told).ok()?;
            Some(told)
        });
        if let Some(told) = told {
            told.set_class_name(&format!("told {class}"));
            told.set_text_content(Some(text));
        }
    }

    /// Beside every way to the cart.
    fn count(lines: u32) {
        let Ok(ways) = document().query_selector_all("header a[href='/cart'], .thumbs a[href='/cart']")
        else {
            return;
        };
        for at in 0..ways.length() {
            let Some(way) = ways.get(at).and_then(|way| way.dyn_into::<Element>().ok()) else { continue };
            let shown = found::<Element>(&way, ".count").or_else(|| {
                let shown = document().create_element("span").ok()?;
                shown.set_class_name("count");
                way.append_child(&shown).ok()?;
                Some(shown)
            });
            if let Some(shown) = shown {
                shown.set_text_content(Some(&lines.to_string()));
            }
        }
    }

    /// A key nobody used.
    fn fresh() -> String {
        let mut bytes = [0; 16];
        // without any the house takes what comes as it comes
        let drawn =
            window().crypto().is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
        if drawn { uuid::Builder::from_random_bytes(bytes).into_uuid().to_string() } else { String::new() }
    }
}
