//! What can be done with a document next, by whom.

use super::href;
use crate::api::desk::prices::changes::ChangePage;
use crate::api::form::Echo;
use crate::components::field::TextField;
use crate::components::once::once;
use crate::i18n::desk::price_changes::words;
use crate::i18n::{current_lang, format};
use domain::pricing::change::ChangeState;
use leptos::prelude::*;

/// The buttons, each with what it does.
#[component]
pub fn Way(page: ChangePage, echo: Echo) -> impl IntoView {
    let number = page.change.row.number.clone();
    let state = page.change.row.state;
    let open = matches!(state, ChangeState::Draft | ChangeState::Review);
    view! {
        <section class="block stack">
            {open.then(|| view! { <WhatIf number=number.clone() list=page.list.clone() /> })}
            {match state {
                ChangeState::Draft if page.may_edit => {
                    view! { <Drafted number=number reason=page.change.reason echo=echo /> }.into_any()
                }
                ChangeState::Review => view! { <Reviewed page=page echo=echo /> }.into_any(),
                ChangeState::Published if page.may_publish || page.change.needs_other_eyes => {
                    view! { <TakeBack number=number echo=echo /> }.into_any()
                }
                _ => ().into_any(),
            }}
        </section>
    }
}

#[component]
fn WhatIf(number: String, list: String) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <form class="stack" method="get" action=href(&number)>
            <input type="hidden" name="simulate" value="1" />
            <input type="hidden" name="list" value=list />
            <button class="btn">{w.what_if}</button>
            <span class="hint">{w.what_if_hint}</span>
        </form>
    }
}

/// A form of one button.
#[component]
fn Step(action: String, number: String, label: &'static str, class: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=action>
            <input type="hidden" name="number" value=number />
            <button class=class>{label}</button>
        </form>
    }
}

#[component]
fn Drafted(number: String, reason: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <form class="stack" method="post" action=once("/api/desk_submit_price_change", &echo)>
            <input type="hidden" name="number" value=number.clone() />
            <TextField name="why" label=w.reason hint=w.reason_hint value=reason required=true echo=echo.clone() />
            <div class="actions">
                <button class="btn go">{w.submit}</button>
            </div>
        </form>
        <div class="actions">
            <Step action=once("/api/desk_discard_price_change", &echo) number=number label=w.discard class="btn quiet" />
        </div>
    }
}

#[component]
fn Reviewed(page: ChangePage, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let number = page.change.row.number.clone();
    let foretold = usize::try_from(page.change.foretold_below()).unwrap_or(usize::MAX);
    let publishing = if page.change.needs_other_eyes {
        view! { <p class="note">{w.other_eyes}</p> }.into_any()
    } else if page.change.reason.is_empty() {
        view! { <p class="note">{w.no_reason}</p> }.into_any()
    } else if page.may_publish {
        view! {
            <form class="stack" method="post" action=once("/api/desk_publish_price_change", &echo)>
                <input type="hidden" name="number" value=number.clone() />
                <input type="hidden" name="revision" value=page.change.revision.to_string() />
                <p>{w.publish_lead}</p>
                {(foretold > 0)
                    .then(|| view! { <p class="note warn" role="note">{format::count(foretold)} " " {w.foretold_below}</p> })}
                {if page.may_approve {
                    view! { <TextField name="floor_reason" label=w.floor_reason hint=w.floor_hint echo=echo.clone() /> }.into_any()
                } else {
                    view! { <p class="hint">{w.needs_right}</p> }.into_any()
                }}
                <div class="actions">
                    <button class="btn go">{w.publish}</button>
                </div>
            </form>
        }
        .into_any()
    } else {
        ().into_any()
    };
    view! {
        {publishing}
        {page
            .may_edit
            .then(|| {
                view! {
                    <div class="actions">
                        <Step action=once("/api/desk_return_price_change", &echo) number=number.clone() label=w.send_back class="btn" />
                        <Step action=once("/api/desk_discard_price_change", &echo) number=number label=w.discard class="btn quiet" />
                    </div>
                }
            })}
    }
}

#[component]
fn TakeBack(number: String, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <form class="stack" method="post" action=once("/api/desk_take_back_price_change", &echo)>
            <input type="hidden" name="number" value=number />
            <p>{w.take_back_lead}</p>
            <TextField name="reason" label=w.why required=true echo=echo.clone() />
            <div class="actions">
                <button class="btn">{w.take_back}</button>
            </div>
        </form>
    }
}
