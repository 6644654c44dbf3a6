//! Parcels of an order on their timelines, newest event first.

use super::part::PartLink;
use crate::i18n::orders::{tracking, words};
use crate::i18n::{current_lang, format};
use domain::shipping::{EventView, ShipmentView, carrier};
use leptos::prelude::*;

/// All parcels, or that there are none yet.
#[component]
pub fn Parcels(
    /// The shipments of the order.
    parcels: Vec<ShipmentView>,
) -> impl IntoView {
    let w = words(current_lang());
    let nothing = parcels.is_empty();
    view! {
        <section class="block">
            <header>
                <h2>{w.parcels}</h2>
            </header>
            {nothing.then(|| view! { <p class="dim">{w.no_parcels}</p> })}
            <div class="stack l">
                {parcels.into_iter().map(|parcel| view! { <Parcel parcel=parcel /> }).collect_view()}
            </div>
        </section>
    }
}

#[component]
fn Parcel(parcel: ShipmentView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let name =
        carrier::find(&parcel.carrier).map_or(parcel.carrier.clone(), |c| lang.pick(c.zh, c.en).to_owned());
    let state = parcel.state.map(|state| {
        let (shape, word) = tracking(state, lang);
        view! { <span class=shape>{word}</span> }
    });
    let lines = parcel
        .lines
        .into_iter()
        .map(|line| {
            view! {
                <li>
                    <PartLink number=line.part_number />
                    " × "
                    <b class="num">{format::quantity(line.quantity)}</b>
                </li>
            }
        })
        .collect_view();
    let left = EventTime { at: parcel.shipped_at };
    let first = parcel.events.is_empty();
    view! {
        <article class="stack">
            <div class="row apart">
                <p>
                    <b>{name}</b>
                    " "
                    <span class="sku">{parcel.tracking_number}</span>
                    " "
                    {state}
                </p>
                <a class="sku" rel="external" href=format!("/documents/shipments/{}.pdf", parcel.id)>
                    {w.delivery_note}
                    " "
                    {parcel.number}
                </a>
            </div>
            <ul>{lines}</ul>
            <ol class="timeline">
                {parcel
                    .events
                    .into_iter()
                    .enumerate()
                    .map(|(at, event)| view! { <Event event=event newest={at == 0} /> })
                    .collect_view()} <li class=if first { "now" } else { "past" }>
                    {left.view()} <div>{w.shipped}</div>
                </li>
            </ol>
        </article>
    }
}

#[component]
fn Event(event: EventView, newest: bool) -> impl IntoView {
    let lang = current_lang();
    let (_, word) = tracking(event.state, lang);
    let when = EventTime { at: event.happened_at };
    view! {
        <li class=if newest { "now" } else { "past" }>
            {when.view()} <div>
                {word} " " {event.place} <span class="sub">{event.description}</span>
            </div>
        </li>
    }
}

/// An instant for people and for machines.
struct EventTime {
    at: chrono::DateTime<chrono::Utc>,
}

impl EventTime {
    fn view(&self) -> impl IntoView + use<> {
        let machine = self.at.to_rfc3339();
        view! { <time datetime=machine>{format::minute(self.at, current_lang())}</time> }
    }
}
