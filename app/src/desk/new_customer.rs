//! Creating a customer while he is on the phone.

use super::choice::Choice;
use crate::api::AppError;
use crate::api::desk::standing::load_group_choices;
use crate::api::form::Echo;
use crate::components::echo::{EchoNote, use_echo};
use crate::components::field::TextField;
use crate::components::frame::may;
use crate::components::once::once;
use crate::components::waits::waits;
use crate::i18n::current_lang;
use crate::i18n::desk::customers::{kind, words};
use domain::accounts::permission::Permission;
use domain::accounts::standing::GroupChoice;
use domain::rejection::{Problem, Rejection};
use leptos::prelude::*;
use leptos_meta::Title;

/// The kinds offered, the commonest first.
const KINDS: [&str; 4] = ["machine_builder", "end_user", "hardware_store", "dealer"];

/// The form; after a refusal every field that cannot be taken says why, the rest stays.
#[component]
pub fn NewCustomer() -> impl IntoView {
    let w = words(current_lang());
    let (echo, groups) = (use_echo(), load_group_choices());
    view! {
        <Title text=w.new />
        <div class="stack" data-density="dense">
            <nav class="crumbs">
                <ol>
                    <li>
                        <a href="/desk/customers">{w.title}</a>
                    </li>
                </ol>
            </nav>
            <div class="pagehead">
                <h1>{w.new}</h1>
                <p>{w.new_lead}</p>
            </div>
            {waits(async move {
                let (echo, groups) = (echo.await, groups.await.unwrap_or_default());
                view! {
                    <EchoNote echo=echo.clone() />
                    <CompanyForm groups=groups echo=echo />
                }
            })}
        </div>
    }
}

#[component]
fn CompanyForm(groups: Vec<GroupChoice>, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let action = once("/api/desk_create_company", &echo);
    let kinds = KINDS.map(|k| (k.to_owned(), kind(k, lang).to_owned())).to_vec();
    let name = |g: GroupChoice| (g.id.to_string(), lang.pick(&g.name_zh, &g.name_en).to_owned());
    let by_kind = (String::new(), crate::i18n::desk::standing::words(lang).by_kind.to_owned());
    let groups: Vec<_> = std::iter::once(by_kind).chain(groups.into_iter().map(name)).collect();
    // offered once the check character was found not to fit, and as long as the form comes back
    let kept = echo.typed("keep_uscc") == "yes";
    let doubted = kept
        || matches!(&echo.error, Some(AppError::Rejected(Rejection::Fields(problems)))
            if problems.iter().any(|p| p.problem == Problem::CheckDigit));
    view! {
        <form class="form" method="post" action=action>
            <TextField name="name" label=w.legal_name hint=w.legal_name_hint required=true echo=echo.clone() />
            <div class="fields">
                <TextField name="uscc" label=w.uscc hint=w.uscc_hint echo=echo.clone() />
                <Choice name="kind" label=w.kind options=kinds echo=echo.clone() />
                {may(Permission::EditPrices)
                    .then(|| view! { <Choice name="group" label=w.price_group options=groups echo=echo.clone() /> })}
            </div>
            {doubted
                .then(|| {
                    view! {
                        <label class="check">
                            <input type="checkbox" name="keep_uscc" value="yes" checked=kept />
                            {w.keep_uscc}
                        </label>
                    }
                })}
            <fieldset>
                <legend>{w.first_address}</legend>
                <div class="fields">
                    <TextField name="recipient" label=w.recipient required=true echo=echo.clone() />
                    <TextField name="phone" label=w.phone kind="tel" required=true echo=echo.clone() />
                </div>
                <div class="fields">
                    <TextField name="region" label=w.region required=true echo=echo.clone() />
                    <TextField name="street" label=w.street required=true echo=echo />
                </div>
            </fieldset>
            <div class="actions">
                <button class="btn go">{w.create}</button>
                <a href="/desk/customers">{w.cancel}</a>
            </div>
        </form>
    }
}
