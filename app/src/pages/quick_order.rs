//! Quick order: one box for pasted text; what was read of it stands beside what was written.

use crate::api::form::Echo;
use crate::api::orders::read_paste;
use crate::components::cart::{BUYER, Pasted};
use crate::components::echo::{EchoNote, echo_id, use_echo};
use crate::components::field::TextArea;
use crate::components::frame::buyer_company;
use crate::components::once::once;
use crate::components::waits::waits;
use crate::i18n::current_lang;
use crate::i18n::orders::words;
use domain::accounts::CompanyBrief;
use domain::orders::PasteResult;
use leptos::prelude::*;
use leptos_meta::Title;

/// Paste, read, add.
#[component]
pub fn QuickOrder() -> impl IntoView {
    let w = words(current_lang());
    let id = echo_id();
    let result = async move {
        let id = id?;
        let result = read_paste(id.clone()).await.unwrap_or_default()?;
        Some((id, result))
    };
    let echo = use_echo();
    view! {
        <Title text=w.quick_title />
        {waits(async move {
            let echo = echo.await;
            let result = result.await;
            match buyer_company() {
                Some(company) => view! { <PasteBox company=company result=result echo=echo /> }.into_any(),
                None => view! { <crate::pages::error::SignInFirst /> }.into_any(),
            }
        })}
    }
}

#[component]
fn PasteBox(company: CompanyBrief, result: Option<(String, PasteResult)>, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let id = company.id.to_string();
    let action = once("/api/paste_order", &echo);
    let told = echo.notice.is_some() || result.is_none();
    view! {
        <div class="pagehead">
            <h1>{w.quick_title}</h1>
            <p>{w.quick_lead}</p>
        </div>
        {told.then(|| view! { <EchoNote echo=echo.clone() /> })}
        <div class="stack l">
            {result
                .map(|(kept, result)| {
                    view! {
                        <Pasted
                            result=result
                            kept=kept
                            company=company.id
                            forms=&BUYER
                            echo=echo.clone()
                            cart_href="/cart"
                        />
                    }
                })}
            <form class="form" method="post" action=action>
                <input type="hidden" name="company" value=id />
                <TextArea name="text" label=w.quick_label class="paste" rows=10 placeholder=w.quick_example echo=echo />
                <div class="actions">
                    <button class="btn go">{w.read_it}</button>
                </div>
            </form>
        </div>
    }
}
