//! A customer's own part numbers, kept at the desk.

use super::company::{CompanyHead, company_param};
use crate::api::numbers::load_numbers;
use crate::components::echo::use_echo;
use crate::components::numbers::OwnNumbers;
use crate::components::waits::waits;
use crate::i18n::current_lang;
use crate::i18n::numbers::words;
use crate::pages::error::Failed;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The list of the customer in the address.
#[component]
pub fn CustomerNumbers() -> impl IntoView {
    let w = words(current_lang());
    let (company, search) = (company_param(), use_location().search);
    let page = load_numbers(company(), search.get_untracked());
    let echo = use_echo();
    view! {
        <div class="stack" data-density="dense">
            {waits(async move {
                let echo = echo.await;
                match page.await {
                    Ok(page) => {
                        let base = format!("/desk/c/{}/numbers", page.company.id);
                        view! {
                            <CompanyHead brief=page.company.clone() />
                            <p class="dim">{w.desk_lead}</p>
                            <OwnNumbers page=page base=base label=w.customer_number echo=echo />
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Failed error=error /> }.into_any(),
                }
            })}
        </div>
    }
}
