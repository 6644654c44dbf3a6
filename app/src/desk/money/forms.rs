//! Entering a receipt; granting credit and terms.

use crate::api::form::Echo;
use crate::components::field::TextField;
use crate::components::once::once;
use crate::desk::choice::Choice;
use crate::i18n::current_lang;
use crate::i18n::desk::money::words;
use chrono::NaiveDate;
use domain::ids::CompanyId;
use domain::receivables::AccountView;
use leptos::prelude::*;

/// Money that arrived: day, amount, the bank's number. The form's key makes it happen once.
#[component]
pub fn ReceiptForm(
    /// Whose money.
    company: CompanyId,
    /// The seller's day.
    today: NaiveDate,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let w = words(current_lang());
    let key = echo.key();
    view! {
        <section class="block">
            <header>
                <h2>{w.receipt}</h2>
                <p>{w.receipt_lead}</p>
            </header>
            <form class="stack" method="post" action="/api/desk_record_receipt">
                <input type="hidden" name="company" value=company.to_string() />
                <input type="hidden" name="key" value=key />
                <div class="fields">
                    <TextField
                        name="received_on"
                        label=w.received_on
                        kind="date"
                        value=today.to_string()
                        echo=echo.clone()
                    />
                    <TextField name="amount" label=w.amount required=true echo=echo.clone() />
                    <TextField
                        name="bank_reference"
                        label=w.bank_reference
                        hint=w.bank_hint
                        required=true
                        echo=echo.clone()
                    />
                    <TextField name="note" label=w.note echo=echo />
                </div>
                <div class="actions">
                    <button class="btn go">{w.record}</button>
                </div>
            </form>
        </section>
    }
}

/// Credit limit, terms and hold. What stands now is in the fields.
#[component]
pub fn TermsForm(
    /// Whose.
    company: CompanyId,
    /// The account as it is.
    account: AccountView,
    /// The page's echo.
    echo: Echo,
) -> impl IntoView {
    let w = words(current_lang());
    let (action, seen) = (once("/api/desk_set_terms", &echo), account.terms_seen.clone());
    let limit = account.credit_limit.map(|l| l.normalize().to_string()).unwrap_or_default();
    view! {
        <section class="block">
            <header>
                <h2>{w.set_terms}</h2>
            </header>
            <form class="stack" method="post" action=action>
                <input type="hidden" name="company" value=company.to_string() />
                <input type="hidden" name="seen" value=seen />
                <div class="fields">
                    <TextField name="credit_limit" label=w.limit hint=w.limit_hint value=limit echo=echo.clone() />
                    <TextField
                        name="hold_reason"
                        label=w.hold_reason
                        hint=w.hold_hint
                        value=account.hold_reason.clone().unwrap_or_default()
                        echo=echo.clone()
                    />
                </div>
                <DueFields account=account echo=echo.clone() />
                <TextField name="reason" label=w.reason hint=w.reason_hint required=true echo=echo />
                <div class="actions">
                    <button class="btn">{w.change}</button>
                </div>
            </form>
        </section>
    }
}

#[component]
fn DueFields(account: AccountView, echo: Echo) -> impl IntoView {
    let w = words(current_lang());
    let terms = account.terms;
    let anchors = vec![
        ("shipment".to_owned(), w.anchor_shipment.to_owned()),
        ("statement".to_owned(), w.anchor_statement.to_owned()),
    ];
    let day = |day: Option<u32>| day.map(|d| d.to_string()).unwrap_or_default();
    view! {
        <div class="fields">
            <Choice
                name="anchor"
                label=w.anchor
                options=anchors
                value=terms.anchor.as_str().to_owned()
                echo=echo.clone()
            />
            <TextField
                name="cutoff_day"
                label=w.cutoff_day
                hint=w.cutoff_hint
                value=day(terms.cutoff_day)
                echo=echo.clone()
            />
            <TextField
                name="month_offset"
                label=w.month_offset
                value=terms.month_offset.to_string()
                echo=echo.clone()
            />
            <TextField name="day_offset" label=w.day_offset value=terms.day_offset.to_string() echo=echo.clone() />
            <TextField
                name="fixed_day"
                label=w.fixed_day
                hint=w.fixed_hint
                value=day(terms.fixed_day)
                echo=echo
            />
        </div>
    }
}
