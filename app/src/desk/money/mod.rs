//! A customer's money: the account, what moved it, and the forms finance keeps it with.

mod account;
mod forms;
mod papers;

pub use account::AccountSum;

use super::company::{CompanyHead, company_param};
use crate::api::desk::money::{MoneyDesk, load_money};
use crate::components::echo::EchoNote;
use crate::components::waits::answered;
use account::Entries;
use forms::{ReceiptForm, TermsForm};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use papers::{Invoices, Statements};

/// The money page.
#[component]
pub fn MoneyPage() -> impl IntoView {
    let company = company_param();
    let query = use_query_map();
    let before = query.read_untracked().get("before").unwrap_or_default();
    let desk = load_money(company(), before);
    view! {
        <div class="stack" data-density="dense">
            {answered(desk, move |desk, echo| {
                view! {
                    <CompanyHead brief=desk.company.clone() />
                    <EchoNote echo=echo.clone() />
                    <Desk desk=desk echo=echo />
                }
            })}
        </div>
    }
}

#[component]
fn Desk(desk: MoneyDesk, echo: crate::api::form::Echo) -> impl IntoView {
    let MoneyDesk { company, account, entries, today, may_keep, papers } = desk;
    let company = company.id;
    view! {
        <div class="split">
            <div class="stack l">
                {may_keep
                    .then(|| view! { <ReceiptForm company=company today=today echo=echo.clone() /> })}
                <Statements
                    company=company
                    papers=papers.clone()
                    may_keep=may_keep
                    today=today
                    echo=echo.clone()
                />
                <Invoices company=company papers=papers may_keep=may_keep echo=echo.clone() />
                <Entries company=company entries=entries />
                {may_keep.then(|| view! { <TermsForm company=company account=account.clone() echo=echo /> })}
            </div>
            <aside class="stack side">
                <AccountSum account=account.clone() />
            </aside>
        </div>
    }
}
