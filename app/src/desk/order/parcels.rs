//! The parcels of an order: what is in each, where it is, and what the carrier said.

use crate::api::form::Echo;
use crate::components::field::TextField;
use crate::desk::choice::Choice;
use crate::i18n::catalog::unit;
use crate::i18n::desk::orders::{carrier_name, tracking, words};
use crate::i18n::{current_lang, format};
use domain::ids::CompanyId;
use domain::shipping::tracking::TrackingState;
use domain::shipping::{EventView, ShipmentView};
use leptos::prelude::*;

/// All parcels.
#[component]
pub fn Parcels(
    /// Whose.
    company: CompanyId,
    /// As they left.
    shipments: Vec<ShipmentView>,
    /// The seller's clock for the event form; none for those who do not ship.
    now: Option<String>,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let w = words(current_lang());
    let none = shipments.is_empty();
    view! {
        <section class="block stack">
            <header>
                <h2>{w.parcels}</h2>
            </header>
            {none.then(|| view! { <p class="dim">{w.no_parcels}</p> })}
            {shipments
                .into_iter()
                .map(|parcel| {
                    // what was typed belongs to one parcel's form only
                    let mine = echo.typed("shipment") == parcel.id.to_string();
                    let echo = if mine { echo.clone() } else { Echo::default() };
                    view! { <Parcel company=company parcel=parcel now=now.clone() echo=echo open=mine /> }
                })
                .collect_view()}
        </section>
    }
}

#[component]
fn Parcel(
    company: CompanyId,
    parcel: ShipmentView,
    now: Option<String>,
    echo: Echo,
    open: bool,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let refused = open && echo.error.is_some();
    let carrier = carrier_name(&parcel.carrier, lang);
    let state = parcel.state.map_or(w.left_us, |state| tracking(state, lang));
    let paper = format!("/documents/shipments/{}.pdf?company={company}", parcel.id);
    let delivery_note = crate::i18n::orders::words(lang).delivery_note;
    let (order, shipment) = (parcel.order_id.to_string(), parcel.id.to_string());
    view! {
        <article class="stack">
            <h3>
                <a class="sku" rel="external" href=paper>
                    {delivery_note}
                    " "
                    {parcel.number}
                </a>
                " · "
                {carrier}
                " "
                <span class="sku">{parcel.tracking_number}</span>
                " · "
                {state}
            </h3>
            <ul>
                {parcel
                    .lines
                    .into_iter()
                    .map(|line| {
                        view! {
                            <li>
                                <span class="sku">{line.part_number}</span>
                                " × "
                                {format::quantity(line.quantity)}
                                " "
                                <span class="dim">{unit(&line.unit, lang)}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            <ol class="timeline">
                {parcel.events.into_iter().enumerate().map(|(at, event)| event_row(event, at == 0)).collect_view()}
                <li class="past">
                    <time datetime=parcel.shipped_at.to_rfc3339()>{format::minute(parcel.shipped_at, lang)}</time>
                    <div>{w.left_us} <span class="sub">{parcel.shipped_by}</span></div>
                </li>
            </ol>
            {now.map(|now| {
                view! {
                    <details open=refused>
                        <summary class="why">{w.track}</summary>
                        <EventForm company=company order=order shipment=shipment now=now echo=echo />
                    </details>
                }
            })}
        </article>
    }
}

fn event_row(event: EventView, latest: bool) -> impl IntoView {
    let lang = current_lang();
    let words = [event.place, event.description];
    let told = words.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    view! {
        <li class=if latest { "now" } else { "past" }>
            <time datetime=event.happened_at.to_rfc3339()>{format::minute(event.happened_at, lang)}</time>
            <div>{tracking(event.state, lang)} <span class="sub">{told}</span></div>
        </li>
    }
}

#[component]
fn EventForm(company: CompanyId, order: String, shipment: String, now: String, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let states = TrackingState::ALL.map(|s| (s.as_str().to_owned(), tracking(s, lang).to_owned())).to_vec();
    view! {
        <form class="stack" method="post" action="/api/desk_track">
            <input type="hidden" name="company" value=company.to_string() />
            <input type="hidden" name="order" value=order />
            <input type="hidden" name="shipment" value=shipment />
            <div class="fields">
                <TextField name="happened_at" label=w.happened_at kind="datetime-local" value=now echo=echo.clone() />
                <Choice name="state" label=w.state options=states echo=echo.clone() />
                <TextField name="place" label=w.place echo=echo.clone() />
                <TextField name="description" label=w.description echo=echo />
            </div>
            <div class="actions">
                <button class="btn">{w.do_track}</button>
            </div>
        </form>
    }
}
