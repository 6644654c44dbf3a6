//! Imports of customers: the list, one import, and every word said about one. Files come by `/desk/customers/import-file`.

use crate::api::AppError;
use domain::customers::{ImportList, ImportView};
use leptos::prelude::*;

/// Imports, newest first.
#[server]
pub async fn list_customer_imports() -> Result<ImportList, AppError> {
    use crate::api::backend::{answer, op};
    domain::customers::service::list_imports(&op().await?).await.map_err(answer)
}

/// One import.
#[server]
pub async fn load_customer_import(id: String) -> Result<ImportView, AppError> {
    use crate::api::backend::{answer, op};
    use crate::api::desk::typed::Reader;
    let op = op().await?;
    domain::customers::service::load_import(&op, Reader::id(&id)?).await.map_err(answer)
}

/// Says what the columns are and has the file looked at again.
#[server(endpoint = "desk_map_customers")]
pub async fn map_customers(
    #[server(default)] id: String,
    #[server(default)] revision: String,
    #[server(default)] columns: Vec<String>,
    #[server(default)] keep_uscc: String,
    #[server(default)] save_as: String,
) -> Result<(), AppError> {
    use domain::customers::columns::Columns;
    let columns = Columns { fields: columns, keep_uscc: keep_uscc == "yes" };
    let named = columns.fields.iter().enumerate().map(|(at, is)| (format!("columns[{at}]"), is.clone()));
    let rest = [("keep_uscc".to_owned(), keep_uscc), ("save_as".to_owned(), save_as.clone())];
    let typed: Vec<(String, String)> = named.chain(rest).collect();
    steps::lead_typed(&id, &typed, steps::map(&id, &revision, columns, &save_as).await).await
}

/// Takes what the columns are from a saved mapping and has the file looked at again.
#[server(endpoint = "desk_use_customer_mapping")]
pub async fn use_customer_mapping(
    #[server(default)] id: String,
    #[server(default)] revision: String,
    #[server(default)] name: String,
) -> Result<(), AppError> {
    steps::lead(&id, steps::use_saved(&id, &revision, &name).await).await
}

/// Says the word: import now.
#[server(endpoint = "desk_confirm_customers")]
pub async fn confirm_customers(
    #[server(default)] id: String,
    #[server(default)] revision: String,
) -> Result<(), AppError> {
    steps::lead(&id, steps::confirm(&id, &revision).await).await
}

/// Gives an import up before anything was written.
#[server(endpoint = "desk_discard_customers")]
pub async fn discard_customers(
    #[server(default)] id: String,
    #[server(default)] revision: String,
) -> Result<(), AppError> {
    steps::lead(&id, steps::discard(&id, &revision).await).await
}

/// Takes an import back.
#[server(endpoint = "desk_undo_customers")]
pub async fn undo_customers(#[server(default)] id: String) -> Result<(), AppError> {
    steps::lead(&id, steps::undo(&id).await).await
}

#[cfg(feature = "ssr")]
mod steps {
    //! What the forms above are read into.

    use crate::api::AppError;
    use crate::api::backend::{answer, op, reject};
    use crate::api::desk::typed::Reader;
    use crate::api::form::{Notice, lead_on};
    use domain::customers::columns::Columns;
    use domain::customers::service;
    use domain::rejection::Rejection;

    /// Back to the import's page, whatever became of it.
    pub async fn lead(id: &str, done: Result<(), AppError>) -> Result<(), AppError> {
        lead_typed(id, &[], done).await
    }

    /// The same with what was typed.
    pub async fn lead_typed(
        id: &str,
        typed: &[(String, String)],
        done: Result<(), AppError>,
    ) -> Result<(), AppError> {
        let page = format!("/desk/customers/imports/{id}");
        let typed: Vec<(&str, &str)> =
            typed.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        lead_on(&page, &typed, done, |()| (page.clone(), Some(Notice::Saved))).await
    }

    fn seen(revision: &str) -> Result<i32, AppError> {
        revision.trim().parse().map_err(|_| reject(Rejection::Stale))
    }

    pub async fn map(id: &str, revision: &str, columns: Columns, save_as: &str) -> Result<(), AppError> {
        let op = op().await?;
        service::map(&op, Reader::id(id)?, seen(revision)?, columns, save_as).await.map_err(answer)
    }

    pub async fn use_saved(id: &str, revision: &str, name: &str) -> Result<(), AppError> {
        let op = op().await?;
        service::use_saved(&op, Reader::id(id)?, seen(revision)?, name).await.map_err(answer)
    }

    pub async fn confirm(id: &str, revision: &str) -> Result<(), AppError> {
        let op = op().await?;
        service::confirm(&op, Reader::id(id)?, seen(revision)?).await.map(|_| ()).map_err(answer)
    }

    pub async fn discard(id: &str, revision: &str) -> Result<(), AppError> {
        let op = op().await?;
        service::discard(&op, Reader::id(id)?, seen(revision)?).await.map_err(answer)
    }

    pub async fn undo(id: &str) -> Result<(), AppError> {
        let op = op().await?;
        service::undo(&op, Reader::id(id)?).await.map(|_| ()).map_err(answer)
    }
}
