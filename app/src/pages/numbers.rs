//! The company's own part numbers.

use crate::api::numbers::load_numbers;
use crate::components::echo::use_echo;
use crate::components::frame::{FrameFacts, buyer_company};
use crate::components::numbers::OwnNumbers;
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
    let facts = expect_context::<FrameFacts>();
    let page = Resource::new_blocking(
        move || search.get(),
        move |query| async move {
            match buyer_company(facts.0.await.ok()) {
                Some(company) => Some(load_numbers(company.id.to_string(), query).await),
                None => None,
            }
        },
    );
    let echo = use_echo();
    view! {
        <Title text=w.title />
        <Suspense>
            {move || Suspend::new(async move {
                let echo = echo.await;
                match page.await {
                    Some(Ok(page)) => {
                        view! {
                            <div class="pagehead">
                                <h1>{w.title}</h1>
                                <p>{w.lead}</p>
                            </div>
                            <OwnNumbers page=page base="/numbers".to_owned() label=w.own_number echo=echo />
                        }
                            .into_any()
                    }
                    Some(Err(error)) => view! { <crate::pages::error::Failed error=error /> }.into_any(),
                    None => view! { <crate::pages::error::SignInFirst /> }.into_any(),
                }
            })}
        </Suspense>
    }
}
