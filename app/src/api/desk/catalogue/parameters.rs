//! Parameters and the names of their values.

#[cfg(feature = "ssr")]
use super::ssr;
use crate::api::AppError;
use domain::catalog::edit::{ParameterDesk, ParameterForm, ParameterRow, ValueForm};
use leptos::prelude::*;

/// All parameters, narrowed by a text.
#[server]
pub async fn list_catalogue_parameters(q: String) -> Result<Vec<ParameterRow>, AppError> {
    use crate::api::backend::{answer, op};
    domain::catalog::edit::parameters::list_parameters(&op().await?, &q).await.map_err(answer)
}

/// One parameter with its values.
#[server]
pub async fn load_catalogue_parameter(id: String) -> Result<ParameterDesk, AppError> {
    use crate::api::backend::{answer, op};
    let (op, id) = (op().await?, ssr::id(&id)?);
    domain::catalog::edit::parameters::load_parameter(&op, id).await.map_err(answer)
}

/// Adds a parameter to the schema.
#[server(endpoint = "desk_create_parameter")]
pub async fn create_parameter(#[server(default)] form: ParameterForm) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        domain::catalog::edit::parameters::create_parameter(&op().await?, &form).await.map_err(answer)
    };
    let list = format!("{}/parameters", super::HOME);
    ssr::lead(list.clone(), &form, work.await, |id| format!("{list}/{id}")).await
}

/// Renames a parameter or changes what its values are.
#[server(endpoint = "desk_save_parameter")]
pub async fn save_parameter(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] form: ParameterForm,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, version) = (op().await?, ssr::id(&id)?, ssr::version(&version)?);
        domain::catalog::edit::parameters::save_parameter(&op, id, version, &form).await.map_err(answer)
    };
    let page = ssr::page("parameters", &id);
    ssr::lead(page.clone(), &form, work.await, |()| page).await
}

/// Writes a named value, a new one or one that is there.
#[server(endpoint = "desk_save_value")]
pub async fn save_value(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] form: ValueForm,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, version) = (op().await?, ssr::id(&id)?, ssr::version(&version)?);
        domain::catalog::edit::parameters::save_value(&op, id, version, &form).await.map_err(answer)
    };
    let page = ssr::page("parameters", &id);
    // names of the two forms of this page differ, so that only this one keeps what was typed
    let typed = [
        ("code", &form.code),
        ("name_zh", &form.name_zh),
        ("name_en", &form.name_en),
        ("aliases", &form.aliases),
        ("position", &form.position),
    ];
    let typed = typed.into_iter().map(|(k, v)| (format!("value.{k}"), v.clone())).collect();
    ssr::lead_typed(page.clone(), typed, work.await, |()| page).await
}

/// Takes a named value away.
#[server(endpoint = "desk_remove_value")]
pub async fn remove_value(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] code: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, version) = (op().await?, ssr::id(&id)?, ssr::version(&version)?);
        domain::catalog::edit::parameters::remove_value(&op, id, version, &code).await.map_err(answer)
    };
    let page = ssr::page("parameters", &id);
    ssr::lead_typed(page.clone(), Default::default(), work.await, |()| page).await
}
