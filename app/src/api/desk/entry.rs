//! Entering an order for a customer: the clerk's own cart for him, filled and placed by the same steps as a buyer's.

use crate::api::AppError;
#[cfg(feature = "ssr")]
use crate::api::form::{Notice, lead_on};
#[cfg(feature = "ssr")]
use crate::api::orders::steps;
use crate::api::orders::{CartPage, CheckoutTyped, TypedLine};
use domain::accounts::CompanyView;
use domain::orders::OrderRow;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Everything the order desk shows of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEntry {
    /// Who it is for.
    pub company: CompanyView,
    /// The clerk's cart for him, at his prices.
    pub page: CartPage,
    /// His latest orders.
    pub recent: Vec<OrderRow>,
}

/// The clerk's cart for a customer.
#[server]
pub async fn load_order_entry(company: String) -> Result<OrderEntry, AppError> {
    use crate::api::backend::{answer, op_at_desk};
    let op = op_at_desk(&company).await?;
    let (page, company) = steps::cart_page(&op).await?;
    let latest = domain::orders::service::list_orders(&op, &Default::default()).await.map_err(answer)?;
    Ok(OrderEntry { company, page, recent: latest.rows.into_iter().take(5).collect() })
}

/// Reads a pasted message into the cart; rows that were not taken stay in the box with what was made of them.
#[server(endpoint = "desk_paste_order")]
pub async fn paste_order(
    #[server(default)] company: String,
    #[server(default)] text: String,
) -> Result<(), AppError> {
    let (outcome, left, result) = steps::paste(&company, &text).await;
    let typed = [("text", left.as_str()), ("result", result.as_str())];
    let page = page_of(&company);
    lead_on(&page, &typed, outcome, |lines| (page.clone(), Some(Notice::AddedToCart { lines }))).await
}

/// Adds one part by its number.
#[server(endpoint = "desk_add_part")]
pub async fn add_part(
    #[server(default)] company: String,
    #[server(default)] part_number: String,
    #[server(default)] quantity: String,
) -> Result<(), AppError> {
    let (outcome, result) = add(&company, &part_number, &quantity).await;
    let typed = [("part_number", &*part_number), ("quantity", &quantity), ("result", &result)];
    let page = page_of(&company);
    lead_on(&page, &typed, outcome, |lines| (page.clone(), Some(Notice::AddedToCart { lines }))).await
}

/// Takes one of the parts a pasted row may mean.
#[server(endpoint = "desk_choose_pasted")]
pub async fn choose_pasted(
    #[server(default)] company: String,
    #[server(default)] kept: String,
    #[server(default)] row: String,
    #[server(default)] sku: String,
    #[server(default)] quantity: String,
) -> Result<(), AppError> {
    let line = TypedLine { sku, quantity, ..TypedLine::default() };
    let chosen = steps::choose(&company, kept, &row, line).await;
    let page = page_of(&company);
    steps::lead_on_choice(&page, &page, chosen).await
}

/// Sets the quantities that were changed, or takes a line out; what was typed beside it stays.
#[server(endpoint = "desk_change_cart")]
pub async fn change_cart(
    #[server(default)] lines: Vec<TypedLine>,
    #[server(default)] remove: String,
    #[server(default)] round: String,
    #[server(flatten)] form: CheckoutTyped,
) -> Result<(), AppError> {
    let done = steps::change(&form.company, &lines, &remove, &round).await;
    let done = done.map(|()| Notice::Saved);
    steps::lead_on_change(&page_of(&form.company), &form, &lines, done).await
}

/// Places the order for the customer under the clerk's name, as the customer himself would.
#[server(endpoint = "desk_place_order")]
pub async fn place_order(
    #[server(default)] lines: Vec<TypedLine>,
    #[server(flatten)] form: CheckoutTyped,
) -> Result<(), AppError> {
    let orders = format!("/desk/c/{}/orders", form.company);
    steps::lead_on_place(&page_of(&form.company), &orders, &form, &lines).await
}

#[cfg(feature = "ssr")]
fn page_of(company: &str) -> String {
    format!("/desk/c/{company}/order")
}

/// One line read like a row of a sheet: added, or why not; what it may mean when that is several parts.
#[cfg(feature = "ssr")]
async fn add(company: &str, part_number: &str, quantity: &str) -> (Result<u32, AppError>, String) {
    use domain::rejection::Rejection;
    let mut read = super::typed::Reader::default();
    read.needed("part_number", !part_number.trim().is_empty());
    if let Err(missing) = read.done(()) {
        return (Err(missing), String::new());
    }
    let row = [part_number, quantity].map(|cell| cell.replace(char::is_whitespace, " ")).join("\t");
    let (outcome, _, result) = steps::paste(company, &row).await;
    match outcome {
        // stands beside its field: there is no row to name
        Err(AppError::Rejected(Rejection::Fields(mut problems))) if !problems.is_empty() => {
            problems.iter_mut().for_each(|problem| problem.row = None);
            (Err(AppError::Rejected(Rejection::Fields(problems))), String::new())
        }
        outcome => (outcome, result),
    }
}
