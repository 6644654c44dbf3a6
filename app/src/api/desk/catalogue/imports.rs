//! Imports of the catalogue: the list, one import, and every word said about one. Files come by `/desk/catalogue/import-file`.

#[cfg(feature = "ssr")]
use super::ssr;
use crate::api::AppError;
use domain::catalog::import::columns::Column;
use domain::catalog::import::job::{ImportDesk, ImportList, ProposalForm};
use leptos::prelude::*;

/// Imports, newest first.
#[server]
pub async fn list_catalogue_imports(page: String) -> Result<ImportList, AppError> {
    use crate::api::backend::{answer, op};
    let page = page.trim().parse().unwrap_or(1);
    domain::catalog::import::jobs::list_imports(&op().await?, page).await.map_err(answer)
}

/// One import.
#[server]
pub async fn load_catalogue_import(id: String) -> Result<ImportDesk, AppError> {
    use crate::api::backend::{answer, op};
    let (op, id) = (op().await?, ssr::id(&id)?);
    domain::catalog::import::jobs::load_import(&op, id).await.map_err(answer)
}

/// Says what the columns are and has the file checked.
#[server(endpoint = "desk_map_import")]
pub async fn map_import(
    #[server(default)] id: String,
    #[server(default)] revision: String,
    #[server(default)] columns: Vec<Column>,
    #[server(default)] category: String,
    #[server(default)] family: String,
    #[server(default)] save_as: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    use domain::catalog::import::{columns::ColumnPlan, jobs};
    let mut typed: std::collections::BTreeMap<_, _> =
        columns.iter().zip(0..).map(|(c, at)| (format!("columns[{at}]"), c.is.clone())).collect();
    let more = [("category", &category), ("family", &family), ("save_as", &save_as)];
    typed.extend(more.map(|(name, text)| (name.to_owned(), text.clone())));
    let work = async {
        let (op, id, revision) = (op().await?, ssr::id(&id)?, ssr::version(&revision)?);
        let plan = ColumnPlan { columns, category, family, create: Vec::new() };
        jobs::map_columns(&op, id, revision, plan, &save_as).await.map_err(answer)
    };
    let page = ssr::page("imports", &id);
    ssr::lead_typed(page.clone(), typed, work.await, |()| page).await
}

/// Takes what the columns are from a saved mapping and has the file checked.
#[server(endpoint = "desk_use_import_mapping")]
pub async fn use_import_mapping(
    #[server(default)] id: String,
    #[server(default)] revision: String,
    #[server(default)] name: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, revision) = (op().await?, ssr::id(&id)?, ssr::version(&revision)?);
        domain::catalog::import::jobs::use_saved(&op, id, revision, &name).await.map_err(answer)
    };
    let page = ssr::page("imports", &id);
    ssr::lead_typed(page.clone(), Default::default(), work.await, |()| page).await
}

/// Puts the ticked parameters among those the import creates and has the file checked once more.
#[server(endpoint = "desk_add_import_parameters")]
pub async fn add_import_parameters(
    #[server(default)] id: String,
    #[server(default)] revision: String,
    #[server(default)] rows: Vec<ProposalForm>,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, revision) = (op().await?, ssr::id(&id)?, ssr::version(&revision)?);
        let create = rows.iter().cloned().filter_map(ProposalForm::ticked).collect();
        domain::catalog::import::jobs::add_parameters(&op, id, revision, create).await.map_err(answer)
    };
    let page = ssr::page("imports", &id);
    ssr::lead_rows(page.clone(), &rows, work.await, |()| page).await
}

/// Says the word: import now.
#[server(endpoint = "desk_confirm_import")]
pub async fn confirm_import(
    #[server(default)] id: String,
    #[server(default)] revision: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, revision) = (op().await?, ssr::id(&id)?, ssr::version(&revision)?);
        domain::catalog::import::jobs::confirm(&op, id, revision).await.map_err(answer)
    };
    let page = ssr::page("imports", &id);
    ssr::lead_typed(page.clone(), Default::default(), work.await, |()| page).await
}

/// Gives an import up before anything was written.
#[server(endpoint = "desk_discard_import")]
pub async fn discard_import(
    #[server(default)] id: String,
    #[server(default)] revision: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, revision) = (op().await?, ssr::id(&id)?, ssr::version(&revision)?);
        domain::catalog::import::jobs::discard(&op, id, revision).await.map_err(answer)
    };
    let page = ssr::page("imports", &id);
    ssr::lead_typed(page.clone(), Default::default(), work.await, |()| page).await
}

/// Has an import that broke off go on.
#[server(endpoint = "desk_resume_import")]
pub async fn resume_import(
    #[server(default)] id: String,
    #[server(default)] revision: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, revision) = (op().await?, ssr::id(&id)?, ssr::version(&revision)?);
        domain::catalog::import::jobs::go_on(&op, id, revision).await.map_err(answer)
    };
    let page = ssr::page("imports", &id);
    ssr::lead_typed(page.clone(), Default::default(), work.await, |()| page).await
}

/// Takes an import back.
#[server(endpoint = "desk_undo_import")]
pub async fn undo_import(
    #[server(default)] id: String,
    #[server(default)] revision: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, revision) = (op().await?, ssr::id(&id)?, ssr::version(&revision)?);
        domain::catalog::import::jobs::undo(&op, id, revision).await.map_err(answer)
    };
    let page = ssr::page("imports", &id);
    ssr::lead_typed(page.clone(), Default::default(), work.await, |()| page).await
}
