//! Quotes as a company sees and accepts them.

use super::AppError;
use domain::pricing::quotes::{QuoteBrief, QuoteView};
use leptos::prelude::*;

/// The quotes of the company in force, newest first.
#[server]
pub async fn list_quotes() -> Result<Vec<QuoteBrief>, AppError> {
    use super::backend::{answer, op};
    domain::pricing::quotes::service::list_quotes(&op().await?).await.map_err(answer)
}

/// Those of them that wait for an answer.
#[server]
pub async fn list_waiting_quotes() -> Result<Vec<QuoteBrief>, AppError> {
    use super::backend::{answer, op};
    domain::pricing::quotes::service::list_waiting(&op().await?).await.map_err(answer)
}

/// One of them.
#[server]
pub async fn load_quote(id: String) -> Result<QuoteView, AppError> {
    use super::backend::{answer, op};
    use super::desk::typed::Reader;
    let op = op().await?;
    let found = domain::pricing::quotes::service::load_quote(&op, Reader::id(&id)?).await;
    found.map(|(quote, _)| quote).map_err(answer)
}

/// Takes an offer.
#[server(endpoint = "accept_quote")]
pub async fn accept_quote(
    #[server(default)] company: String,
    #[server(default)] quote: String,
) -> Result<(), AppError> {
    use super::form::{Notice, lead_on};
    let page = format!("/account/quotes/{quote}");
    let done = accept(&company, &quote).await;
    lead_on(&page, &[], done, |()| (page.clone(), Some(Notice::Saved))).await
}

#[cfg(feature = "ssr")]
async fn accept(company: &str, quote: &str) -> Result<(), AppError> {
    use super::backend::{answer, op_for};
    use super::desk::typed::Reader;
    let op = op_for(company).await?;
    domain::pricing::quotes::service::accept_quote(&op, Reader::id(quote)?).await.map_err(answer)
}
