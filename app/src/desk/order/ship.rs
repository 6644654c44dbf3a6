//! Shipping: how much of each line leaves now, with whom, under which number.

use crate::api::desk::orders::OrderDesk;
use crate::api::form::Echo;
use crate::components::field::TextField;
use crate::components::part::PartNumber;
use crate::components::quantity::QuantityInput;
use crate::desk::choice::Choice;
use crate::i18n::desk::orders::words;
use crate::i18n::{current_lang, format};
use domain::orders::OrderLineView;
use domain::shipping::carrier::CARRIERS;
use leptos::prelude::*;
use rust_decimal::Decimal;

/// The ship form; what is reserved stands in it already.
#[component]
pub fn ShipForm(
    /// The order and its keys.
    desk: OrderDesk,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let key = echo.key();
    let order = desk.order;
    let lines: Vec<_> = order.lines.into_iter().filter(|l| l.ledger.outstanding() > Decimal::ZERO).collect();
    if lines.is_empty() {
        return view! { <p class="dim">{w.all_shipped}</p> }.into_any();
    }
    let carriers = CARRIERS.iter().map(|c| (c.code.to_owned(), lang.pick(c.zh, c.en).to_owned())).collect();
    let rows = lines.into_iter().enumerate().map(|(at, line)| ship_row(at, line, &echo)).collect_view();
    view! {
        <section class="block">
            <header>
                <h2>{w.ship}</h2>
                <p>{w.ship_lead}</p>
            </header>
            <form class="stack" method="post" action="/api/desk_ship">
                <input type="hidden" name="company" value=order.company_id.to_string() />
                <input type="hidden" name="order" value=order.order_id.to_string() />
                <input type="hidden" name="key" value=key />
                <div class="fold">
                    <table class="tbl dense rows">
                        <caption class="vh">{w.ship}</caption>
                        <thead>
                            <tr>
                                <th scope="col">{w.part}</th>
                                <th scope="col" class="num">{w.reserved}</th>
                                <th scope="col" class="num">{w.open}</th>
                                <th scope="col" class="num">{w.ship_now}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <div class="fields">
                    <Choice name="carrier" label=w.carrier options=carriers echo=echo.clone() />
                    <TextField name="tracking_number" label=w.tracking_number required=true echo=echo />
                </div>
                <div class="actions">
                    <button class="btn go">{w.do_ship}</button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

fn ship_row(at: usize, line: OrderLineView, echo: &Echo) -> impl IntoView + use<> {
    let lang = current_lang();
    let w = words(lang);
    let id = line.line_id.to_string();
    let kept = echo.error.as_ref().and_then(|_| echo.typed.get(&format!("ship {id}")).cloned());
    let ready = line.ledger.reserved;
    let ready = if ready.is_zero() { String::new() } else { ready.normalize().to_string() };
    let name = line.name(lang).to_owned();
    view! {
        <tr>
            <th scope="row" class="name first all">
                <PartNumber number=line.part_number.clone() />
                <span class="sub">{name}</span>
            </th>
            <td class="num" data-l=w.reserved>
                {format::quantity(line.ledger.reserved)}
            </td>
            <td class="num" data-l=w.open>
                {format::quantity(line.ledger.open())}
            </td>
            <td class="num end">
                <input type="hidden" name=format!("lines[{at}][line]") value=id />
                <QuantityInput
                    name=format!("lines[{at}][quantity]")
                    label=format!("{} {}", w.ship_now, line.part_number)
                    step=Decimal::ONE
                    value=kept.unwrap_or(ready)
                    problem=String::new()
                    form=String::new()
                />
            </td>
        </tr>
    }
}
