//! A customer's money: the account, what moved it, and the forms finance keeps it with.

mod account;
mod forms;

pub use account::AccountSum;

use super::company::{CompanyHead, company_param};
use crate::api::desk::money::{MoneyDesk, load_money};
use crate::components::echo::{EchoNote, use_echo};
use crate::pages::error::Failed;
use account::Entries;
use forms::{ReceiptForm, TermsForm};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The money page.
#[component]
pub fn MoneyPage() -> impl IntoView {
    let company = company_param();
    let query = use_query_map();
    let before = move || query.read().get("before").unwrap_or_default();
    let desk = Resource::new_blocking(move || (company(), before()), |(c, b)| load_money(c, b));
    let echo = use_echo();
    view! {
        <div class="stack" data-density="dense">
            <Suspense>
                {move || Suspend::new(async move {
                    let echo = echo.await;
                    match desk.await {
                        Ok(desk) => {
                            view! {
                                <CompanyHead brief=desk.company.clone() />
                                <EchoNote echo=echo.clone() />
                                <Desk desk=desk echo=echo />
                            }
                                .into_any()
                        }
                        Err(error) => view! { <Failed error=error /> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
}

#[component]
fn Desk(desk: MoneyDesk, echo: crate::api::form::Echo) -> impl IntoView {
    let company = desk.company.id;
    view! {
        <div class="split">
            <div class="stack l">
                <ReceiptForm company=company key=desk.key today=desk.today echo=echo.clone() />
                <Entries company=company entries=desk.entries />
                <TermsForm company=company account=desk.account.clone() echo=echo />
            </div>
            <aside class="stack side">
                <AccountSum account=desk.account />
            </aside>
        </div>
    }
}
