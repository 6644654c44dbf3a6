//! What the company owes and what moved it.

use super::AppError;
use domain::receivables::{AccountView, EntryView};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The account page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPage {
    /// Balance, credit, ageing.
    pub account: AccountView,
    /// The latest entries, newest first.
    pub entries: Vec<EntryView>,
}

/// The account of the company in force; `before` is the number of the entry the page ends above.
#[server]
pub async fn load_account(before: String) -> Result<AccountPage, AppError> {
    use super::backend::{answer, op};
    let op = op().await?;
    let account = domain::receivables::service::account_summary(&op).await.map_err(answer)?;
    let entries =
        domain::receivables::service::list_entries(&op, before.parse().ok()).await.map_err(answer)?;
    Ok(AccountPage { account, entries })
}
