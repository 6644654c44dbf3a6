//! The company's own part numbers.

use crate::api::numbers::load_numbers;
use crate::components::echo::use_echo;
use crate::components::frame::buyer_company;
use crate::components::numbers::OwnNumbers;
use crate::components::waits::waits;
use crate::i18n::current_lang;
use crate::i18n::numbers::words;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// The list of the company in force.
#[component]
pub fn Numbers() -> impl IntoView {
    let w = words(current_lang());
    let search = use_location().search;
    let page = buyer_company().map(|company| load_numbers(company.id.to_string(), search.get_untracked()));
    let echo = use_echo();
    view! {
        <Title text=w.title />
        {waits(async move {
            let echo = echo.await;
            let Some(page) = page else {
                return view! { <crate::pages::error::SignInFirst /> }.into_any();
            };
            match page.await {
                Ok(page) => {
                    view! {
                        <div class="pagehead">
                            <h1>{w.title}</h1>
                            <p>{w.lead}</p>
                        </div>
                        <OwnNumbers page=page base="/numbers".to_owned() label=w.own_number echo=echo />
                    }
                        .into_any()
                }
                Err(error) => view! { <crate::pages::error::Failed error=error /> }.into_any(),
            }
        })}
    }
}
