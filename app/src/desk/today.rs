//! What waits today: queues as rows with count and age, and the orders to ship.

use crate::api::desk::orders::{Queue, load_queue};
use crate::components::icon::Icon;
use crate::i18n::desk::orders::{age, words};
use crate::i18n::{current_lang, format};
use crate::pages::error::Failed;
use chrono::NaiveDate;
use domain::billing::StatementBrief;
use domain::orders::QueueRow;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;

/// The front page of the desk.
#[component]
pub fn Today() -> impl IntoView {
    let w = words(current_lang());
    let query = use_query_map();
    let chosen = move || query.read().get("show").unwrap_or_default();
    let queue = Resource::new_blocking(|| (), |()| load_queue());
    view! {
        <Title text=w.today />
        <div class="stack l" data-density="dense">
            <div class="pagehead">
                <h1>{w.today}</h1>
                <p>{w.today_lead}</p>
            </div>
            <Suspense>
                {move || Suspend::new(async move {
                    match queue.await {
                        Ok(queue) => view! { <Waiting queue=queue chosen=Show::of(&chosen()) /> }.into_any(),
                        Err(error) => view! { <Failed error=error /> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
}

/// Which orders of the queue are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    All,
    Ready,
    Waiting,
    Late,
}

impl Show {
    /// Reads the address's word.
    fn of(word: &str) -> Show {
        [Show::Ready, Show::Waiting, Show::Late].into_iter().find(|s| s.word() == word).unwrap_or(Show::All)
    }

    fn word(self) -> &'static str {
        match self {
            Show::All => "",
            Show::Ready => "ready",
            Show::Waiting => "waiting",
            Show::Late => "late",
        }
    }

    fn takes(self, row: &QueueRow, today: NaiveDate) -> bool {
        match self {
            Show::All => true,
            Show::Ready => row.ready_lines > 0,
            Show::Waiting => row.ready_lines == 0,
            Show::Late => is_late(row, today),
        }
    }
}

#[component]
fn Waiting(queue: Queue, chosen: Show) -> impl IntoView {
    let w = words(current_lang());
    let Queue { mut rows, today, disputed, searches } = queue;
    let empty = rows.is_empty();
    let others = (disputed.len(), searches as usize);
    let counts = view! { <Counts rows=rows.clone() today=today others=others chosen=chosen /> };
    rows.retain(|row| chosen.takes(row, today));
    view! {
        {counts}
        {(!disputed.is_empty()).then(|| view! { <Disputed list=disputed /> })}
        {if empty {
            view! {
                <section class="empty">
                    <h2>{w.nothing_waits}</h2>
                    <p>{w.nothing_waits_lead}</p>
                    <A href="/desk/customers" attr:class="btn">
                        {w.to_customers}
                    </A>
                </section>
            }
                .into_any()
        } else {
            view! { <ToShip rows=rows today=today chosen=chosen /> }.into_any()
        }}
    }
}

fn is_late(row: &QueueRow, today: NaiveDate) -> bool {
    row.order.promised_on.is_some_and(|day| day < today)
}

#[component]
fn Counts(rows: Vec<QueueRow>, today: NaiveDate, others: (usize, usize), chosen: Show) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let count = |name: &'static str, mark: &'static str, show: Show| {
        let ages: Vec<u32> =
            rows.iter().filter(|row| show.takes(row, today)).map(|row| row.age_hours).collect();
        let current = (show == chosen).then_some("true");
        let oldest = ages.iter().max().map(|hours| age(*hours, lang)).unwrap_or_default();
        let class = if ages.is_empty() { "st none" } else { mark };
        view! {
            <tr>
                <th scope="row">
                    <a class="plain" href=format!("/desk?show={}", show.word()) aria-current=current>
                        <span class=class>{name}</span>
                    </a>
                </th>
                <td class="num">
                    <b>{format::count(ages.len())}</b>
                </td>
                <td class="num">{oldest}</td>
            </tr>
        }
    };
    view! {
        <table class="tbl dense">
            <caption class="vh">{w.queue}</caption>
            <thead>
                <tr>
                    <th scope="col">{w.queue}</th>
                    <th scope="col" class="num">{w.count}</th>
                    <th scope="col" class="num">{w.oldest}</th>
                </tr>
            </thead>
            <tbody>
                {count(w.ready, "st full", Show::Ready)}
                {count(w.waiting, "st wait", Show::Waiting)}
                {count(w.late, "st late", Show::Late)}
                {(others.0 > 0).then(|| other_queue("#disputed", "st hold", w.disputed, others.0))}
                {(others.1 > 0).then(|| other_queue("/desk/searches", "st wait", w.searches, others.1))}
            </tbody>
        </table>
    }
}

/// A queue of something else than orders.
fn other_queue(href: &'static str, mark: &'static str, name: &'static str, count: usize) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">
                <a class="plain" href=href>
                    <span class=mark>{name}</span>
                </a>
            </th>
            <td class="num">
                <b>{format::count(count)}</b>
            </td>
            <td></td>
        </tr>
    }
}

/// Statements whose disputes nobody answered yet.
#[component]
fn Disputed(list: Vec<StatementBrief>) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="block" id="disputed">
            <header>
                <h2>{w.disputed}</h2>
            </header>
            <ul>
                {list
                    .into_iter()
                    .map(|statement| {
                        view! {
                            <li class="row base">
                                <A href=format!("/desk/c/{}/statements/{}", statement.company_id, statement.id)>
                                    <span class="sku">{statement.number}</span>
                                </A>
                                <span>{statement.company_name}</span>
                                <span class="st hold">{statement.open_disputes}</span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn ToShip(rows: Vec<QueueRow>, today: NaiveDate, chosen: Show) -> impl IntoView {
    let w = words(current_lang());
    let only = match chosen {
        Show::All => None,
        Show::Ready => Some(w.ready),
        Show::Waiting => Some(w.waiting),
        Show::Late => Some(w.late),
    };
    view! {
        <section class="block">
            <header>
                <h2>{w.orders_to_ship}</h2>
                {only
                    .map(|name| {
                        view! {
                            <a class="chip" href="/desk">
                                {name}
                                <Icon name="x" />
                                <span class="vh">{w.show_all}</span>
                            </a>
                        }
                    })}
            </header>
            <div class="fold scroll">
                <table class="tbl dense rows">
                    <caption class="vh">{w.orders_to_ship}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{w.order}</th>
                            <th scope="col">{w.customer}</th>
                            <th scope="col">{w.part}</th>
                            <th scope="col" class="num">{w.lines}</th>
                            <th scope="col" class="num">{w.ready_lines}</th>
                            <th scope="col" class="num">{w.waiting_lines}</th>
                            <th scope="col">{w.promised}</th>
                            <th scope="col" class="num">{w.age}</th>
                            <th scope="col" class="num">{w.amount}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| queue_row(row, today)).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

fn queue_row(row: QueueRow, today: NaiveDate) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let late = is_late(&row, today);
    let QueueRow { order, company_code, age_hours, ready_lines, waiting_lines } = row;
    let company = format!("/desk/c/{}", order.company_id);
    view! {
        <tr class=if late { "warn" } else { "" }>
            <th scope="row" class="name first">
                <A href=format!("{company}/orders/{}", order.order_id)>
                    <span class="sku">{order.number}</span>
                </A>
                {order.acting_for.then(|| view! { <span class="sub">{w.by_clerk}</span> })}
            </th>
            <td class="all">
                <A href=company.clone() attr:class="plain">
                    {order.company_name}
                </A>
                " "
                <span class="sub">{company_code}</span>
            </td>
            <td class="sku low all">{order.first_part}</td>
            <td class="num" data-l=w.lines>
                {order.lines}
            </td>
            <td class="num" data-l=w.ready_lines>
                <b>{ready_lines}</b>
            </td>
            <td class="num" data-l=w.waiting_lines>
                {waiting_lines}
            </td>
            <td data-l=w.promised>
                <span class=late.then_some("st late")>{order.promised_on.map(|day| format::date(day, lang))}</span>
            </td>
            <td class="num" data-l=w.age>
                {age(age_hours, lang)}
            </td>
            <td class="num first end">{format::money(order.totals.amounts.gross, order.totals.currency)}</td>
        </tr>
    }
}
