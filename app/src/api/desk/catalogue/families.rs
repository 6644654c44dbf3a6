//! Families.

#[cfg(feature = "ssr")]
use super::ssr;
use crate::api::AppError;
use domain::catalog::edit::{FamilyDesk, FamilyForm, FamilyList};
use domain::catalog::files::DocumentDesk;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A family and its documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyPage {
    /// The family.
    pub desk: FamilyDesk,
    /// Its documents.
    pub documents: Vec<DocumentDesk>,
}

/// A page of families; category and text may be empty.
#[server]
pub async fn list_catalogue_families(
    category: String,
    q: String,
    page: String,
) -> Result<FamilyList, AppError> {
    use crate::api::backend::{answer, op};
    let category = if category.trim().is_empty() { None } else { Some(ssr::id(&category)?) };
    let page = page.trim().parse().unwrap_or(1);
    domain::catalog::edit::families::list_families(&op().await?, category, &q, page).await.map_err(answer)
}

/// One family.
#[server]
pub async fn load_catalogue_family(id: String) -> Result<FamilyPage, AppError> {
    use crate::api::backend::{answer, op};
    use domain::catalog::files::{Owner, service};
    let (op, id) = (op().await?, ssr::id(&id)?);
    let desk = domain::catalog::edit::families::load_family(&op, id).await.map_err(answer)?;
    let documents = service::list_at_desk(&op, Owner::Family(id)).await.map_err(answer)?;
    Ok(FamilyPage { desk, documents })
}

/// Adds a family.
#[server(endpoint = "desk_create_family")]
pub async fn create_family(#[server(default)] form: FamilyForm) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work =
        async { domain::catalog::edit::families::create_family(&op().await?, &form).await.map_err(answer) };
    let list = format!("{}/families", super::HOME);
    ssr::lead(list.clone(), &form, work.await, |id| format!("{list}/{id}")).await
}

/// Changes a family's words or moves it to another category.
#[server(endpoint = "desk_save_family")]
pub async fn save_family(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] form: FamilyForm,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, version) = (op().await?, ssr::id(&id)?, ssr::version(&version)?);
        domain::catalog::edit::families::save_family(&op, id, version, &form).await.map_err(answer)
    };
    let page = ssr::page("families", &id);
    ssr::lead(page.clone(), &form, work.await, |()| page).await
}
