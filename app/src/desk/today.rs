//! What waits today: queues as rows with count and age, and the orders to ship.

use crate::api::desk::orders::{Queue, load_queue};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::icon::Icon;
use crate::components::once::once;
use crate::components::pager::Pager;
use crate::components::waits::answered;
use crate::i18n::desk::orders::{age, letter, words};
use crate::i18n::orders::words as order_words;
use crate::i18n::{current_lang, format};
use chrono::NaiveDate;
use domain::billing::StatementBrief;
use domain::notifications::DeadLetter;
use domain::orders::{QueuePage, QueueRow, QueueShow};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The front page of the desk.
#[component]
pub fn Today() -> impl IntoView {
    let w = words(current_lang());
    let query = use_query_map();
    let asked = move |name: &str| query.read_untracked().get(name).unwrap_or_default();
    let queue = load_queue(asked("show"), asked("page"));
    view! {
        <Title text=w.today />
        <div class="stack l" data-density="dense">
            <div class="pagehead">
                <h1>{w.today}</h1>
                <p>{w.today_lead}</p>
            </div>
            {answered(queue, move |queue, echo| view! { <EchoNote echo=echo.clone() /> <Waiting queue=queue echo=echo /> })}
        </div>
    }
}

#[component]
fn Waiting(queue: Queue, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let Queue { orders, today, disputed, dead, searches, price_changes } = queue;
    let empty = orders.count(QueueShow::All).orders == 0;
    let others = [
        ("#disputed", "st hold", w.disputed, disputed.len()),
        ("#dead", "st bad", w.dead_letters, dead.total as usize),
        ("/desk/searches", "st wait", w.searches, searches as usize),
        ("/desk/prices/changes?state=review", "st wait", w.price_changes, price_changes as usize),
    ];
    let counts = view! { <Counts orders=orders.clone() others=others /> };
    view! {
        {counts}
        {(!disputed.is_empty()).then(|| view! { <Disputed list=disputed /> })}
        {(dead.total > 0).then(|| view! { <Dead letters=dead.latest echo=echo /> })}
        {if empty {
            view! {
                <section class="empty">
                    <h2>{w.nothing_waits}</h2>
                    <p>{w.nothing_waits_lead}</p>
                    <a href="/desk/customers" class="btn">
                        {w.to_customers}
                    </a>
                </section>
            }
                .into_any()
        } else {
            view! { <ToShip orders=orders today=today /> }.into_any()
        }}
    }
}

fn is_late(row: &QueueRow, today: NaiveDate) -> bool {
    row.order.promised_on.is_some_and(|day| day < today)
}

#[component]
fn Counts(
    orders: QueuePage,
    others: [(&'static str, &'static str, &'static str, usize); 4],
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let count = |name: &'static str, mark: &'static str, show: QueueShow| {
        let count = orders.count(show);
        let current = (show == orders.show).then_some("true");
        let oldest = count.oldest_hours.map(|hours| age(hours, lang)).unwrap_or_default();
        let class = if count.orders == 0 { "st none" } else { mark };
        view! {
            <tr>
                <th scope="row">
                    <a class="plain" href=format!("/desk?show={}", show.as_str()) aria-current=current>
                        <span class=class>{name}</span>
                    </a>
                </th>
                <td class="num">
                    <b>{format::count(count.orders as usize)}</b>
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
                {count(w.ready, "st full", QueueShow::Ready)}
                {count(w.waiting, "st wait", QueueShow::Waiting)}
                {count(w.late, "st late", QueueShow::Late)}
                {others
                    .into_iter()
                    .filter(|(_, _, _, count)| *count > 0)
                    .map(|(href, mark, name, count)| other_queue(href, mark, name, count))
                    .collect_view()}
            </tbody>
        </table>
    }
}

/// Letters that were given up, each to be sent again.
#[component]
fn Dead(letters: Vec<DeadLetter>, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="block" id="dead">
            <header>
                <h2>{w.dead_letters}</h2>
            </header>
            <div class="fold scroll">
                <table class="tbl dense rows">
                    <caption class="vh">{w.dead_letters}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{w.letter}</th>
                            <th scope="col">{w.customer}</th>
                            <th scope="col">{w.written}</th>
                            <th scope="col" class="num">{w.tries}</th>
                            <th scope="col">{w.cause}</th>
                            <th scope="col">
                                <span class="vh">{w.resend}</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{letters.into_iter().map(|one| dead_row(one, &echo)).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

fn dead_row(one: DeadLetter, echo: &Echo) -> impl IntoView + use<> {
    let lang = current_lang();
    let w = words(lang);
    let action = once("/api/desk_resend_letter", echo);
    let company = one.company.map(|c| view! { <a href=format!("/desk/c/{}", c.id)>{c.name}</a> });
    view! {
        <tr>
            <th scope="row" class="name first">{letter(one.message.as_ref(), lang)}</th>
            <td class="all">{company}</td>
            <td data-l=w.written>{format::minute(one.written_at, lang)}</td>
            <td class="num" data-l=w.tries>
                {one.attempts}
            </td>
            <td class="low all">{one.cause}</td>
            <td class="end">
                <form method="post" action=action>
                    <input type="hidden" name="letter" value=one.id.to_string() />
                    <button class="btn s">{w.resend}</button>
                </form>
            </td>
        </tr>
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
                                <a href=format!("/desk/c/{}/statements/{}", statement.company_id, statement.id)>
                                    <span class="sku">{statement.number}</span>
                                </a>
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
fn ToShip(orders: QueuePage, today: NaiveDate) -> impl IntoView {
    let w = words(current_lang());
    let s = order_words(current_lang());
    let QueuePage { show, page, pages, rows, .. } = orders;
    let priced = rows.iter().any(|row| row.order.totals.is_some());
    let only = match show {
        QueueShow::All => None,
        QueueShow::Ready => Some(w.ready),
        QueueShow::Waiting => Some(w.waiting),
        QueueShow::Late => Some(w.late),
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
                            {priced.then(|| view! { <th scope="col" class="num">{w.amount}</th> })}
                        </tr>
                    </thead>
                    <tbody>{rows.into_iter().map(|row| queue_row(row, today)).collect_view()}</tbody>
                </table>
            </div>
            <Pager
                page=page
                pages=pages
                href=Callback::new(move |n: u32| format!("/desk?show={}&page={n}", show.as_str()))
                label=(s.pages, s.previous, s.next)
            />
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
                <a href=format!("{company}/orders/{}", order.order_id)>
                    <span class="sku">{order.number}</span>
                </a>
                {order.acting_for.then(|| view! { <span class="sub">{w.by_clerk}</span> })}
            </th>
            <td class="all">
                <a href=company.clone() class="plain">
                    {order.company_name}
                </a>
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
            {order
                .totals
                .map(|sum| {
                    view! { <td class="num first end">{format::money(sum.amounts.gross, sum.currency)}</td> }
                })}
        </tr>
    }
}
