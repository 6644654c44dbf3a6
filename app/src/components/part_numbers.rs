//! On a part's page: what takes its place, the company's own numbers with the form to set one, what it stands in for.

use super::field::TextField;
use super::frame::may;
use super::part::{PartLink, part_href};
use crate::api::form::Echo;
use crate::i18n::numbers::{grade, replaced_from, words};
use crate::i18n::{current_lang, format};
use domain::accounts::CompanyBrief;
use domain::accounts::permission::Permission;
use domain::catalog::numbers::{CrossReference, OwnNumber, PartNumbers};
use leptos::prelude::*;

/// That the part is no longer made, and what takes its place; nothing for parts that stay.
#[component]
pub fn Replaced(
    /// What is known of the part.
    numbers: PartNumbers,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    match (numbers.replaced_by, numbers.discontinued) {
        (Some((by, from_on)), gone) => view! {
            <div class="note warn" role="note">
                <b>{replaced_from(from_on, gone, lang)}</b>
                " "
                <PartLink number=by.part_number />
                " "
                {lang.pick(&by.name_zh, &by.name_en).to_owned()}
            </div>
        }
        .into_any(),
        (None, true) => view! {
            <div class="note warn" role="note">
                <b>{w.discontinued}</b>
            </div>
        }
        .into_any(),
        (None, false) => ().into_any(),
    }
}

/// Own numbers, and other makers' numbers the part stands in for.
#[component]
pub fn Known(
    /// What is known of the part.
    numbers: PartNumbers,
    /// The part's number.
    part_number: String,
    /// The company in force.
    company: Option<CompanyBrief>,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let PartNumbers { own, stands_for, replaces, .. } = numbers;
    view! {
        {company
            .map(|company| view! { <Own own=own part_number=part_number company=company echo=echo /> })}
        <StandsFor list=stands_for replaces=replaces />
    }
}

#[component]
fn Own(own: Vec<OwnNumber>, part_number: String, company: CompanyBrief, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let back = part_href(&part_number);
    let nothing = own.is_empty();
    let list = own
        .into_iter()
        .map(|one| {
            view! {
                <li>
                    <span class="sku">{one.number}</span>
                    " "
                    <span class="dim">{one.printed.then_some(w.printed_short)} " " {one.note}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="block stack" id="own-number">
            <header>
                <h2>{w.own_number}</h2>
                <a href="/numbers">{w.title}</a>
            </header>
            {if nothing { view! { <p class="dim">{w.no_own}</p> }.into_any() } else { view! { <ul>{list}</ul> }.into_any() }}
            {may(Permission::PlaceOrders)
                .then(|| {
                    view! {
                        <form class="row ends" method="post" action="/api/set_own_number">
                            <input type="hidden" name="company" value=company.id.to_string() />
                            <input type="hidden" name="part_number" value=part_number />
                            <input type="hidden" name="printed" value="yes" />
                            <input type="hidden" name="back" value=back />
                            <TextField name="number" label=w.own_number required=true echo=echo />
                            <button class="btn">{w.set_here}</button>
                        </form>
                    }
                })}
        </section>
    }
}

#[component]
fn StandsFor(list: Vec<CrossReference>, replaces: Vec<String>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let nothing = list.is_empty() && replaces.is_empty();
    (!nothing).then(|| {
        view! {
            <section class="block">
                <header>
                    <h2>{w.stands_for}</h2>
                </header>
                <ul class="stack">
                    {list
                        .into_iter()
                        .map(|one| {
                            view! {
                                <li>
                                    {one.brand} " " <span class="sku">{one.number}</span> " · " <b>{grade(one.grade, lang)}</b>
                                    <span class="sub">{w.source} " " {one.source} " · " {format::date(one.noted_on, lang)}</span>
                                </li>
                            }
                        })
                        .collect_view()}
                    {replaces
                        .into_iter()
                        .map(|number| view! { <li>{w.replaces} " " <PartLink number=number /></li> })
                        .collect_view()}
                </ul>
            </section>
        }
    })
}
