//! Which keys there are: in a dialog on every page, and on a page of its own.

use crate::i18n::current_lang;
use crate::i18n::keys::words;
use leptos::prelude::*;

/// The keys and what they do; those of the desk for who works there.
#[component]
pub fn KeyList(
    /// For staff.
    desk: bool,
) -> impl IntoView {
    let w = words(current_lang());
    let everywhere = [("/", w.search), ("?", w.keys)];
    // the desk's search finds customers and suggests nothing
    let buyer = [("↑ ↓ Enter Esc", w.suggestions), ("Enter", w.row)];
    let grid = [("Enter", w.grid), ("Ctrl+V", w.paste)];
    let keys = everywhere.into_iter().chain(if desk { grid.to_vec() } else { buyer.to_vec() });
    view! {
        <dl class="facts keys">
            {keys
                .map(|(keys, does)| {
                    view! {
                        <div>
                            <dt>
                                {keys
                                    .split(' ')
                                    .map(|key| {
                                        view! {
                                            <kbd>{key.to_owned()}</kbd>
                                            " "
                                        }
                                    })
                                    .collect_view()}
                            </dt>
                            <dd>{does}</dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
    }
}

/// The same, opened by its key.
#[component]
pub fn KeyDialog(
    /// For staff.
    desk: bool,
) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <dialog id="keys" aria-labelledby="keys-title">
            <form method="dialog" class="stack">
                <h2 id="keys-title">{w.title}</h2>
                <KeyList desk=desk />
                <button class="btn">{w.close}</button>
            </form>
        </dialog>
    }
}
