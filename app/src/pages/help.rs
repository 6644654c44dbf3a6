//! Help: the keys there are.

use crate::components::frame::frame;
use crate::components::keys::KeyList;
use crate::components::waits::waits;
use crate::i18n::current_lang;
use crate::i18n::keys::words;
use domain::accounts::Seat;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of the keys.
#[component]
pub fn Keys() -> impl IntoView {
    let w = words(current_lang());
    view! {
        <Title text=w.title />
        {waits(async move {
            let desk = frame().session.as_ref().is_some_and(|s| matches!(s.seat, Seat::Staff { .. }));
            view! {
                <div class="pagehead">
                    <h1>{w.title}</h1>
                    <p>{w.lead}</p>
                </div>
                <KeyList desk=desk />
            }
        })}
    }
}
