//! One customer: who he is, where his goods go, and the ways to his orders and his money.

use super::money::AccountSum;
use super::standing::Standing;
use crate::api::desk::customers::load_customer;
use crate::api::desk::money::load_account;
use crate::api::desk::standing::load_standing;
use crate::api::people::load_people;
use crate::components::echo::{EchoNote, use_echo};
use crate::components::frame::may;
use crate::components::nav_link::NavLink;
use crate::components::people::People;
use crate::components::waits::waits;
use crate::i18n::current_lang;
use crate::i18n::desk::customers::{status, words};
use crate::pages::error::Failed;
use domain::accounts::permission::Permission;
use domain::accounts::{AddressView, CompanyBrief, CompanyView};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// The company in the page's address.
pub fn company_param() -> impl Fn() -> String + Copy + Send + Sync + 'static {
    let params = use_params_map();
    move || params.read_untracked().get("company").unwrap_or_default()
}

/// The customer's page.
#[component]
pub fn CustomerPage() -> impl IntoView {
    let customer = load_customer(company_param()());
    let account = load_account(company_param()());
    let standing = load_standing(company_param()());
    // nothing for those who may not invite
    let people = load_people(company_param()());
    let echo = use_echo();
    view! {
        <div class="stack" data-density="dense">
            {waits(async move {
                let (echo, account) = (echo.await, account.await.unwrap_or_default());
                let (people, standing) = (people.await.ok(), standing.await.ok());
                match customer.await {
                    Ok(company) => {
                        view! {
                            <CompanyHead brief=company.brief.clone() />
                            <EchoNote echo=echo.clone() />
                            <div class="split half">
                                <div class="stack l">
                                    <Profile company=company.clone() />
                                    {standing
                                        .map(|standing| {
                                            view! { <Standing standing=standing echo=echo.clone() /> }
                                        })}
                                    <Addresses addresses=company.addresses />
                                    {people
                                        .map(|people| view! { <People people=people echo=echo /> })}
                                </div>
                                <section class="block">
                                    {account.map(|account| view! { <AccountSum account=account /> })}
                                </section>
                            </div>
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Failed error=error /> }.into_any(),
                }
            })}
        </div>
    }
}

/// Name, number and the links between a customer's pages.
#[component]
pub fn CompanyHead(
    /// Who.
    brief: CompanyBrief,
) -> impl IntoView {
    let w = words(current_lang());
    let home = format!("/desk/c/{}", brief.id);
    let (order, orders, money) = (format!("{home}/order"), format!("{home}/orders"), format!("{home}/money"));
    let (numbers, quotes) = (format!("{home}/numbers"), format!("{home}/quotes"));
    view! {
        <Title text=brief.name.clone() />
        <nav class="crumbs">
            <ol>
                <li>
                    <a href="/desk/customers">{w.title}</a>
                </li>
            </ol>
        </nav>
        <div class="pagehead">
            <h1>{brief.name}</h1>
            <p class="sku">{brief.code}</p>
        </div>
        <nav class="tabs" aria-label=w.company_tabs>
            <ul class="links">
                <li>
                    <NavLink href=home exact=true>
                        {w.tab_profile}
                    </NavLink>
                </li>
                {may(Permission::EnterOrders).then(|| view! { <li><NavLink href=order>{w.tab_order}</NavLink></li> })}
                <li>
                    <NavLink href=orders>{w.tab_orders}</NavLink>
                </li>
                <li>
                    <NavLink href=numbers>{w.tab_numbers}</NavLink>
                </li>
                {may(Permission::SeePrices).then(|| view! { <li><NavLink href=quotes>{w.tab_quotes}</NavLink></li> })}
                {may(Permission::SeeMoney).then(|| view! { <li><NavLink href=money>{w.tab_money}</NavLink></li> })}
            </ul>
        </nav>
    }
}

/// The accent band that says for whom a clerk acts.
#[component]
pub fn ActingFor(
    /// Who.
    brief: CompanyBrief,
) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <div class="acting" role="note">
            <div>
                <span>{w.acting_for} " " <b>{brief.name}</b> " · " {brief.code} " · " {w.recorded}</span>
                <a href=format!("/desk/c/{}", brief.id)>{w.stop}</a>
            </div>
        </div>
    }
}

#[component]
fn Profile(company: CompanyView) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let given =
        |text: Option<String>| text.filter(|t| !t.is_empty()).unwrap_or_else(|| w.not_given.to_owned());
    let state = if company.status == "approved" { "st done" } else { "st hold" };
    view! {
        <section class="block">
            <header>
                <h2>{w.profile}</h2>
            </header>
            <dl class="facts">
                <div>
                    <dt>{w.uscc}</dt>
                    <dd class="sku">{given(company.uscc)}</dd>
                </div>
                <div>
                    <dt>{w.status}</dt>
                    <dd>
                        <span class=state>{status(&company.status, lang)}</span>
                    </dd>
                </div>
                <div>
                    <dt>{w.phone}</dt>
                    <dd>{given(company.phone)}</dd>
                </div>
            </dl>
        </section>
    }
}

#[component]
fn Addresses(addresses: Vec<AddressView>) -> impl IntoView {
    let w = words(current_lang());
    let none = addresses.is_empty();
    view! {
        <section class="block">
            <header>
                <h2>{w.addresses}</h2>
            </header>
            {none.then(|| view! { <p class="dim">{w.no_addresses}</p> })}
            {(!none)
                .then(|| {
                    view! {
                        <div class="fold">
                            <table class="tbl dense rows">
                                <caption class="vh">{w.addresses}</caption>
                                <tbody>{addresses.into_iter().map(address_row).collect_view()}</tbody>
                            </table>
                        </div>
                    }
                })}
        </section>
    }
}

fn address_row(address: AddressView) -> impl IntoView {
    let w = words(current_lang());
    view! {
        <tr>
            <th scope="row" class="name first">{address.recipient} " " <span class="sub">{address.phone}</span></th>
            <td class="all">{address.region} " " {address.street}</td>
            <td class="first end">{address.is_default.then_some(w.default_address)}</td>
        </tr>
    }
}
