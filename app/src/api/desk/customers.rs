//! Customers as the desk finds and creates them.

use crate::api::AppError;
use domain::accounts::{CompanyBrief, CompanyView};
use domain::orders::OrderRow;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the desk's search found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Customers whose name or number fits; the first fifty.
    pub companies: Vec<CompanyBrief>,
    /// Orders of anybody whose number, PO number or part fits, newest first; none while nothing is asked.
    pub orders: Vec<OrderRow>,
}

/// Customers, and with something to look for orders too.
#[server]
pub async fn find(q: String) -> Result<Found, AppError> {
    use crate::api::backend::{answer, op};
    let op = op().await?;
    let companies = domain::accounts::service::list_companies(&op, &q).await.map_err(answer)?;
    if q.trim().is_empty() {
        return Ok(Found { companies, orders: Vec::new() });
    }
    let filter = domain::orders::OrderFilter { text: q, ..Default::default() };
    let orders = domain::orders::service::list_orders(&op, &filter).await.map_err(answer)?.rows;
    Ok(Found { companies, orders })
}

/// One customer with his addresses.
#[server]
pub async fn load_customer(company: String) -> Result<CompanyView, AppError> {
    use crate::api::backend::{answer, op_at_desk};
    domain::accounts::service::load_company(&op_at_desk(&company).await?).await.map_err(answer)
}

/// Creates a customer and goes to his page.
#[server(endpoint = "desk_create_company")]
pub async fn create_company(
    #[server(default)] name: String,
    #[server(default)] uscc: String,
    #[server(default)] keep_uscc: String,
    #[server(default)] kind: String,
    #[server(default)] recipient: String,
    #[server(default)] phone: String,
    #[server(default)] region: String,
    #[server(default)] street: String,
    #[server(default)] group: String,
) -> Result<(), AppError> {
    use crate::api::form::{Notice, lead_on};
    let keep_uscc = keep_uscc == "yes";
    let new =
        domain::accounts::NewCompany { name, uscc, keep_uscc, kind, recipient, phone, region, street, group };
    let outcome = create(&new).await;
    lead_on("/desk/customers/new", &typed(&new), outcome, |made| {
        (format!("/desk/c/{}", made.id), Some(Notice::CompanyCreated { code: made.code }))
    })
    .await
}

#[cfg(feature = "ssr")]
async fn create(new: &domain::accounts::NewCompany) -> Result<CompanyBrief, AppError> {
    use crate::api::backend::{answer, op};
    domain::accounts::service::create_company(&op().await?, new.clone()).await.map_err(answer)
}

#[cfg(feature = "ssr")]
fn typed(new: &domain::accounts::NewCompany) -> [(&str, &str); 9] {
    [
        ("name", &new.name),
        ("uscc", &new.uscc),
        ("keep_uscc", if new.keep_uscc { "yes" } else { "" }),
        ("kind", &new.kind),
        ("recipient", &new.recipient),
        ("phone", &new.phone),
        ("region", &new.region),
        ("street", &new.street),
        ("group", &new.group),
    ]
}
