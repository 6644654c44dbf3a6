//! Keys of a grid of fields: Enter moves down, a block pasted from a spreadsheet spreads over the cells. Without script the
//! same form has the same fields, and a field for blocks beside it.

use leptos::prelude::*;

/// What makes `table.grid` of this page one. Its fields are named `rows[3][price]`.
#[island]
pub fn GridKeys() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    keys::listen();
}

#[cfg(feature = "hydrate")]
mod keys {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlInputElement, NodeList};

    /// The columns in the order of a pasted block.
    const COLUMNS: [&str; 6] = ["part", "min_qty", "price", "basis", "from", "until"];

    pub fn listen() {
        window_event_listener(leptos::ev::keydown, |event| {
            let Some((field, row, column)) = place(event.target()) else { return };
            if event.key() != "Enter" || event.ctrl_key() || event.meta_key() {
                return;
            }
            event.prevent_default();
            let below = std::iter::successors(row.next_element_sibling(), Element::next_element_sibling);
            match below.into_iter().find_map(|row| cell(&row, &column)) {
                Some(next) => {
                    // a browser that will not move the focus loses nothing
                    let _ = next.focus();
                    next.select();
                }
                None => {
                    let _ = field.blur();
                }
            }
        });
        window_event_listener(leptos::ev::paste, |event| {
            let Some((_, row, column)) = place(event.target()) else { return };
            let text = event.clipboard_data().and_then(|data| data.get_data("text").ok()).unwrap_or_default();
            let text = text.trim_end_matches(['\r', '\n']);
            if !text.contains(['\t', '\n']) {
                return;
            }
            event.prevent_default();
            spread(row, &column, text);
        });
    }

    /// The field an event is for, its row, and the name of its column.
    fn place(target: Option<web_sys::EventTarget>) -> Option<(HtmlInputElement, Element, String)> {
        let field: HtmlInputElement = target?.dyn_into().ok()?;
        field.closest("table.grid").ok()??;
        let row = field.closest("tr").ok()??;
        let name = field.name();
        let column = name.rsplit_once('[')?.1.trim_end_matches(']').to_owned();
        Some((field, row, column))
    }

    fn cell(row: &Element, column: &str) -> Option<HtmlInputElement> {
        let found = row.query_selector(&format!("input:not([type=hidden])[name$='[{column}]']")).ok()??;
        found.dyn_into().ok()
    }

    /// Lays lines over the rows from here on; where rows end, the last empty one is drawn again.
    fn spread(first: Element, column: &str, text: &str) {
        let from = COLUMNS.iter().position(|name| *name == column).unwrap_or(0);
        let mut row = first;
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            for (value, column) in line.split('\t').zip(&COLUMNS[from..]) {
                if let Some(cell) = cell(&row, column) {
                    cell.set_value(value.trim());
                }
            }
            if lines.peek().is_none() {
                return;
            }
            let Some(next) = row.next_element_sibling().or_else(|| drawn_again(&row)) else { return };
            row = next;
        }
    }

    /// Another row like this one, under it, with nothing in it and a number of its own.
    fn drawn_again(row: &Element) -> Option<Element> {
        let copy: Element = row.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        let fields: NodeList = copy.query_selector_all("input").ok()?;
        for at in 0..fields.length() {
            let Some(field) = fields.get(at).and_then(|node| node.dyn_into::<HtmlInputElement>().ok()) else {
                continue;
            };
            let name = field.name();
            let number = name.strip_prefix("rows[").and_then(|rest| rest.split_once(']'));
            if let Some((number, rest)) = number.and_then(|(n, rest)| Some((n.parse::<u32>().ok()?, rest))) {
                field.set_name(&format!("rows[{}]{rest}", number + 1));
            }
            if field.type_() != "hidden" {
                field.set_value("");
            }
        }
        row.parent_node()?.append_child(&copy).ok()?;
        Some(copy)
    }
}
