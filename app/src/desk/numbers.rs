//! A customer's own part numbers, kept at the desk.

use super::company::{CompanyHead, company_param};
use crate::api::numbers::load_numbers;
use crate::components::numbers::OwnNumbers;
use crate::components::waits::answered;
use crate::i18n::current_lang;
use crate::i18n::numbers::words;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The list of the customer in the address.
#[component]
pub fn CustomerNumbers() -> impl IntoView {
    let w = words(current_lang());
    let (company, search) = (company_param(), use_location().search);
    let page = load_numbers(company(), search.get_untracked());
    view! {
        <div class="stack" data-density="dense">
            {answered(page, move |page, echo| {
                let base = format!("/desk/c/{}/numbers", page.company.id);
                view! {
                    <CompanyHead brief=page.company.clone() />
                    <p class="dim">{w.desk_lead}</p>
                    <OwnNumbers page=page base=base label=w.customer_number echo=echo />
                }
            })}
        </div>
    }
}
