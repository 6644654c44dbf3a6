//! The search box that suggests while one types. Without script it is a plain field of a plain form.

use crate::api::catalog::{Suggested, suggest};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// Typing faster than this asks only once.
const PAUSE: Duration = Duration::from_millis(60);

/// The field of the search form with its list. Arrows choose, Enter goes there, Escape closes; Enter without a choice
/// searches as ever.
#[island]
pub fn SearchField(
    /// What it is, for screen readers.
    label: String,
    /// What may be typed.
    hint: String,
    /// What stands in it.
    value: String,
) -> impl IntoView {
    let typed = RwSignal::new(value);
    let found = RwSignal::new(Vec::<Suggested>::new());
    let chosen = RwSignal::new(None::<usize>);
    let close = move || {
        found.set(Vec::new());
        chosen.set(None);
    };
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let ask = move |text: String| {
        typed.set(text.clone());
        if let Some(before) = waiting.get_value() {
            before.clear();
        }
        if text.trim().is_empty() {
            return close();
        }
        let later = move || {
            spawn_local(async move {
                let answer = suggest(text.clone()).await.unwrap_or_default();
                // an answer to what was typed before is none any more
                if typed.get_untracked() == text {
                    found.set(answer);
                    chosen.set(None);
                }
            });
        };
        waiting.set_value(set_timeout_with_handle(later, PAUSE).ok());
    };
    let keys = move |event: leptos::ev::KeyboardEvent| {
        let last = found.with_untracked(Vec::len);
        if last == 0 {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|c| *c = Some(c.map_or(0, |at| (at + 1) % last))),
            "ArrowUp" => chosen.update(|c| *c = Some(c.map_or(last - 1, |at| (at + last - 1) % last))),
            "Escape" => close(),
            "Enter" => {
                let to = chosen
                    .get_untracked()
                    .and_then(|at| found.with_untracked(|f| Some(f.get(at)?.href.clone())));
                let Some(to) = to else { return };
                // a browser that will not go there shows the list still
                let _ = window().location().set_href(&to);
            }
            _ => return,
        }
        event.prevent_default();
    };
    let option_id = |at: usize| format!("suggested-{at}");
    view! {
        <input
            type="search"
            name="q"
            role="combobox"
            aria-label=label.clone()
            aria-autocomplete="list"
            aria-controls="suggested"
            aria-expanded=move || if found.with(Vec::is_empty) { "false" } else { "true" }
            aria-activedescendant=move || chosen.get().map(option_id)
            placeholder=hint
            autocomplete="off"
            maxlength="200"
            value=typed.get_untracked()
            on:input=move |e| ask(event_target_value(&e))
            on:keydown=keys
            on:blur=move |_| close()
        />
        <ul id="suggested" class="suggested" role="listbox" aria-label=label hidden=move || found.with(Vec::is_empty)>
            {move || {
                let mut group = String::new();
                found
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(at, line)| {
                        let first = group != line.group;
                        group.clone_from(&line.group);
                        view! {
                            {first.then(|| view! { <li role="presentation" class="group">{line.group.clone()}</li> })}
                            <li role="option" id=option_id(at) aria-selected=move || (chosen.get() == Some(at)).to_string()>
                                // the field keeps the focus, so that the list is there when the click comes
                                <a href=line.href tabindex="-1" on:mousedown=|e| e.prevent_default()>
                                    <span>{line.label}</span>
                                    <span class="dim">{line.note}</span>
                                </a>
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
    }
}
