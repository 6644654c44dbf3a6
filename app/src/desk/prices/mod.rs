//! Why a price is what it is: every rule considered, the winner first, with margin and floor.

pub mod change;
pub mod changes;
pub mod file;
pub mod floors;
pub mod lists;

use crate::api::desk::prices::{Question, explain_price};
use crate::api::form::Echo;
use crate::components::echo::EchoNote;
use crate::components::nav_link::NavLink;
use crate::components::waits::waits;
use crate::i18n::desk::price_lists;
use crate::i18n::desk::prices::{inherited, outcome, rule, standing, words};
use crate::i18n::{current_lang, format};
use domain::money::{TaxMode, UnitPrice};
use domain::pricing::resolve::{Considered, Outcome};
use domain::pricing::terms::Validity;
use domain::pricing::trace::StaffTrace;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use rust_decimal::{Decimal, RoundingStrategy};

/// The question above, the answer under it; both stand in the address.
#[component]
pub fn Prices() -> impl IntoView {
    let w = words(current_lang());
    let query = use_query_map();
    let asked = move || {
        let read = |key: &str| query.read_untracked().get(key).unwrap_or_default().trim().to_owned();
        Question { company: read("company"), part: read("part"), quantity: read("quantity"), on: read("on") }
    };
    let trace = explain_price(asked());
    view! {
        <Title text=w.title />
        <div class="stack" data-density="dense">
            <Tabs />
            <div class="pagehead">
                <h1>{w.title}</h1>
                <p>{w.lead}</p>
            </div>
            {waits(async move {
                let (echo, answer) = match trace.await {
                    Ok(answer) => (Echo::default(), answer),
                    Err(error) => (Echo { error: Some(error), ..Echo::default() }, None),
                };
                let refused = echo.error.is_some();
                view! {
                    <QuestionForm asked=asked() echo=echo.clone() />
                    <EchoNote echo=echo />
                    {answer.map(|trace| view! { <Answer trace=trace /> }.into_any())}
                    {(!refused && !asked().is_asked()).then(|| view! { <NothingAsked /> })}
                }
            })}
        </div>
    }
}

/// Between what there is to prices.
#[component]
pub fn Tabs() -> impl IntoView {
    let w = price_lists::words(current_lang());
    let tabs = [
        ("/desk/prices", w.explain),
        ("/desk/prices/lists", w.lists),
        ("/desk/prices/changes", w.changes),
        ("/desk/prices/floors", w.floors),
        ("/desk/prices/exceptions", w.exceptions),
        ("/desk/groups", w.groups),
    ];
    view! {
        <nav class="tabs" aria-label=w.tabs>
            <ul class="links">
                {tabs
                    .map(|(href, name)| {
                        view! {
                            <li>
                                <NavLink href=href exact=href == "/desk/prices">
                                    {name}
                                </NavLink>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
}

/// The look of a choice: the one that holds stands out.
fn chip_class(current: bool) -> &'static str {
    if current { "chip" } else { "chip off" }
}

/// The days something holds, the last one included.
fn days(validity: &Validity) -> String {
    let lang = current_lang();
    let last = validity.to.and_then(|to| to.pred_opt());
    let end = last.map_or(words(lang).open_end.to_owned(), |last| format::date(last, lang));
    format!("{} – {end}", format::date(validity.from, lang))
}

#[component]
fn NothingAsked() -> impl IntoView {
    let w = words(current_lang());
    view! {
        <section class="empty">
            <h2>{w.empty}</h2>
            <p>{w.empty_lead}</p>
        </section>
    }
}

#[component]
fn QuestionForm(asked: Question, echo: Echo) -> impl IntoView {
    use crate::components::field::TextField;
    let w = words(current_lang());
    view! {
        <form class="stack" method="get" action="/desk/prices">
            <div class="fields">
                <TextField name="company" label=w.company value=asked.company required=true echo=echo.clone() />
                <TextField name="part" label=w.part value=asked.part required=true echo=echo.clone() />
                <TextField name="quantity" label=w.quantity value=asked.quantity echo=echo.clone() />
                <TextField name="on" label=w.on kind="date" hint=w.today_hint value=asked.on echo=echo />
            </div>
            <div class="actions">
                <button class="btn go">{w.explain}</button>
            </div>
        </form>
    }
}

#[component]
fn Answer(trace: StaffTrace) -> impl IntoView {
    let w = words(current_lang());
    let rules = trace.considered.clone();
    view! {
        <div class="split">
            <section class="block">
                <header>
                    <h2>{w.considered}</h2>
                </header>
                <Rules rules=rules />
            </section>
            <aside>
                <Figures trace=trace />
            </aside>
        </div>
    }
}

/// Every rule considered, the winner first.
#[component]
pub fn Rules(
    /// As the trace has them.
    mut rules: Vec<Considered>,
) -> impl IntoView {
    rules.sort_by_key(|r| r.outcome != Outcome::Won);
    view! { <ol class="reasons">{rules.into_iter().map(rule_row).collect_view()}</ol> }
}

/// Cost, margin and floor of a price.
#[component]
pub fn Margin(
    /// The trace.
    trace: StaffTrace,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let cost = trace.cost.map(|c| format!("{} / {}", format::price(c.cost), c.basis));
    // never shown lower than it is; with more than two decimals only beside a price that has them
    let decimals = format::decimals([trace.unit_price.price]);
    let up = |lowest: Decimal| lowest.round_dp_with_strategy(decimals, RoundingStrategy::ToPositiveInfinity);
    let floor = trace.floor.map(|f| {
        let (class, words) = standing(f.standing, lang);
        view! {
            <span class=class>{words}</span>
            {f.lowest.map(|lowest| view! { <span class="sub">"≥ " {format::price(up(lowest))}</span> })}
        }
    });
    view! {
        <div>
            <dt>{w.cost}</dt>
            <dd class="num">{cost.unwrap_or_else(|| w.unknown.to_owned())}</dd>
        </div>
        <div>
            <dt>{w.margin}</dt>
            <dd class="num">{trace.margin_percent.map_or(w.unknown.to_owned(), |m| format!("{m}%"))}</dd>
        </div>
        {floor
            .map(|floor| {
                view! {
                    <div>
                        <dt>{w.floor}</dt>
                        <dd>{floor}</dd>
                    </div>
                }
            })}
    }
}

fn rule_row(considered: Considered) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let won = considered.outcome == Outcome::Won;
    let list = considered.list;
    view! {
        <li class=if won { "won" } else { "lost" }>
            <span>
                {rule(considered.rule, lang)}
                {considered.percent.map(|p| view! { " " <span class="dim">{w.off} " " {p.normalize().to_string()} "%"</span> })}
            </span>
            <span class="num">{considered.price.map(|p| per(&p))}</span>
            <span class="sub">
                {outcome(&considered.outcome, lang)} " · " {list.name} " (" <span class="sku">{list.code}</span> " v" {list.version} ")"
                {list.inherited_from.map(|above| view! { " · " {inherited(above.known_as.as_ref(), lang)} })}
            </span>
        </li>
    }
}

#[component]
fn Figures(trace: StaffTrace) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let tax = match trace.unit_price.tax_mode {
        TaxMode::Gross => w.gross,
        TaxMode::Net => w.net,
    };
    let next =
        trace.next_tier.map(|t| format!("{} {}: {}", w.from, format::quantity(t.min_qty), per(&t.price)));
    let total = format!("{} {}", tax, format::percent(trace.vat_rate));
    view! {
        <dl class="sum">
            <div>
                <dt class="sku">{trace.part_number.clone()}</dt>
                <dd class="num">"× " {format::quantity(trace.quantity)}</dd>
            </div>
            <div>
                <dt>{w.on}</dt>
                <dd>{format::date(trace.on, lang)}</dd>
            </div>
            <div class="total">
                <dt>{w.price}</dt>
                <dd class="num">{per(&trace.unit_price)} <span class="sub">{total}</span></dd>
            </div>
            <div>
                <dt>{w.valid_to}</dt>
                <dd>{trace.valid_to.map_or(w.open_end.to_owned(), |day| format::date(day, lang))}</dd>
            </div>
            <div>
                <dt>{w.next_tier}</dt>
                <dd class="num">{next.unwrap_or_else(|| w.no_tier.to_owned())}</dd>
            </div>
            <Margin trace=trace.clone() />
            {trace
                .written
                .map(|written| {
                    view! {
                        <div>
                            <dt>{w.written}</dt>
                            <dd>
                                <a class="sku" href=format!("/desk/prices/changes/{}", written.number)>
                                    {written.number.clone()}
                                </a>
                                " "
                                {written.by.name}
                                <span class="sub">
                                    {format::minute(written.by.at, lang)} " · " {written.title}
                                    {(!written.reason.is_empty()).then(|| format!(" · {}", written.reason))}
                                </span>
                            </dd>
                        </div>
                    }
                })}
        </dl>
    }
}

/// `¥24.10 / 100`
fn per(price: &UnitPrice) -> String {
    format!("{}{} / {}", price.currency.sign(), format::price(price.price), price.basis)
}
