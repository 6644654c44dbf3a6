//! Quotes at the desk: made, withdrawn, and accepted for a customer who said yes.

use crate::api::AppError;
use domain::pricing::quotes::{NewQuote, QuoteBrief, QuoteDesk, QuoteView};
use leptos::prelude::*;

/// A customer's quotes, newest first.
#[server]
pub async fn list_desk_quotes(company: String) -> Result<Vec<QuoteBrief>, AppError> {
    use crate::api::backend::{answer, op_at_desk};
    domain::pricing::quotes::service::list_quotes(&op_at_desk(&company).await?).await.map_err(answer)
}

/// One of them, with what staff may know besides.
#[server]
pub async fn load_desk_quote(
    company: String,
    id: String,
) -> Result<(QuoteView, Option<QuoteDesk>), AppError> {
    use crate::api::backend::{answer, op_at_desk};
    use crate::api::desk::typed::Reader;
    let op = op_at_desk(&company).await?;
    domain::pricing::quotes::service::load_quote(&op, Reader::id(&id)?).await.map_err(answer)
}

/// Offers prices to a customer.
#[server(endpoint = "desk_offer_quote")]
pub async fn offer_quote(
    #[server(default)] company: String,
    #[server(flatten)] form: NewQuote,
) -> Result<(), AppError> {
    use crate::api::form::{Notice, lead_on};
    let typed = [
        ("lines", form.lines.as_str()),
        ("last_day", &form.last_day),
        ("note", &form.note),
        ("reason", &form.reason),
    ];
    let done = steps::offer(&company, &form).await;
    let quotes = format!("/desk/c/{company}/quotes");
    lead_on(&quotes, &typed, done, |id| (format!("{quotes}/{id}"), Some(Notice::Saved))).await
}

/// Takes an offer back.
#[server(endpoint = "desk_withdraw_quote")]
pub async fn withdraw_quote(
    #[server(default)] company: String,
    #[server(default)] quote: String,
) -> Result<(), AppError> {
    steps::lead(&company, &quote, steps::withdraw(&company, &quote).await).await
}

/// Accepts an offer for a customer.
#[server(endpoint = "desk_accept_quote")]
pub async fn desk_accept_quote(
    #[server(default)] company: String,
    #[server(default)] quote: String,
) -> Result<(), AppError> {
    steps::lead(&company, &quote, steps::accept(&company, &quote).await).await
}

#[cfg(feature = "ssr")]
mod steps {
    //! What the forms above are read into.

    use crate::api::AppError;
    use crate::api::backend::{answer, op_at_desk};
    use crate::api::desk::typed::Reader;
    use crate::api::form::{Notice, lead_on};
    use domain::ids::ListId;
    use domain::pricing::quotes::{NewQuote, service};

    pub async fn lead(company: &str, quote: &str, done: Result<(), AppError>) -> Result<(), AppError> {
        let page = format!("/desk/c/{company}/quotes/{quote}");
        lead_on(&page, &[], done, |()| (page.clone(), Some(Notice::Saved))).await
    }

    pub async fn offer(company: &str, form: &NewQuote) -> Result<ListId, AppError> {
        service::offer_quote(&op_at_desk(company).await?, form).await.map_err(answer)
    }

    pub async fn withdraw(company: &str, quote: &str) -> Result<(), AppError> {
        service::withdraw_quote(&op_at_desk(company).await?, Reader::id(quote)?).await.map_err(answer)
    }

    pub async fn accept(company: &str, quote: &str) -> Result<(), AppError> {
        service::accept_quote(&op_at_desk(company).await?, Reader::id(quote)?).await.map_err(answer)
    }
}
