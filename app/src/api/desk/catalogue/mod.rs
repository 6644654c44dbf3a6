//! The catalogue's desk: its tree and schema, families, SKUs, documents, and how complete they are.

pub mod documents;
pub mod families;
pub mod imports;
pub mod parameters;
pub mod skus;

use crate::api::AppError;
use domain::catalog::completeness::CategoryScore;
use domain::catalog::edit::{CategoryDesk, CategoryForm, CategoryRow, LinkForm};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where the desk's catalogue begins; also where a form leads whose record cannot be told.
pub const HOME: &str = "/desk/catalogue";

/// A category and how complete it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryPage {
    /// The category.
    pub desk: CategoryDesk,
    /// Its score; none without active SKUs.
    pub score: Option<CategoryScore>,
}

/// The whole tree.
#[server]
pub async fn load_catalogue_tree() -> Result<Vec<CategoryRow>, AppError> {
    use crate::api::backend::{answer, op};
    domain::catalog::edit::schema::list_categories(&op().await?).await.map_err(answer)
}

/// One category.
#[server]
pub async fn load_catalogue_category(id: String) -> Result<CategoryPage, AppError> {
    use crate::api::backend::{answer, op};
    let (op, id) = (op().await?, ssr::id(&id)?);
    let desk = domain::catalog::edit::schema::load_category(&op, id).await.map_err(answer)?;
    let scores = domain::catalog::completeness::list_scores(&op, Some(id)).await.map_err(answer)?;
    Ok(CategoryPage { desk, score: scores.into_iter().next() })
}

/// How complete every category is, the least complete first.
#[server]
pub async fn load_completeness() -> Result<Vec<CategoryScore>, AppError> {
    use crate::api::backend::{answer, op};
    domain::catalog::completeness::list_scores(&op().await?, None).await.map_err(answer)
}

/// Puts a new category into the tree.
#[server(endpoint = "desk_create_category")]
pub async fn create_category(#[server(default)] form: CategoryForm) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work =
        async { domain::catalog::edit::schema::create_category(&op().await?, &form).await.map_err(answer) };
    ssr::lead(HOME.into(), &form, work.await, |id| format!("{HOME}/categories/{id}")).await
}

/// Renames, moves or orders a category.
#[server(endpoint = "desk_save_category")]
pub async fn save_category(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] form: CategoryForm,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, version) = (op().await?, ssr::id(&id)?, ssr::version(&version)?);
        domain::catalog::edit::schema::save_category(&op, id, version, &form).await.map_err(answer)
    };
    let page = ssr::page("categories", &id);
    ssr::lead(page.clone(), &form, work.await, |()| page).await
}

/// Writes the table of what a category lists.
#[server(endpoint = "desk_save_links")]
pub async fn save_links(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] rows: Vec<LinkForm>,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, version) = (op().await?, ssr::id(&id)?, ssr::version(&version)?);
        domain::catalog::edit::schema::save_links(&op, id, version, &rows).await.map_err(answer)
    };
    let page = ssr::page("categories", &id);
    ssr::lead_rows(page.clone(), &rows, work.await, |()| page).await
}

/// Puts a parameter at the end of what a category lists.
#[server(endpoint = "desk_add_link")]
pub async fn add_link(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] parameter: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, version) = (op().await?, ssr::id(&id)?, ssr::version(&version)?);
        let parameter = ssr::id(&parameter)?;
        domain::catalog::edit::schema::add_link(&op, id, version, parameter).await.map_err(answer)
    };
    let page = ssr::page("categories", &id);
    let typed = [("parameter".to_owned(), parameter.clone())].into();
    ssr::lead_typed(page.clone(), typed, work.await, |()| page).await
}

/// What all forms of this desk do: read the ids, and lead back with what was typed.
#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    use super::HOME;
    use crate::api::AppError;
    use crate::api::backend::reject;
    use crate::api::form::{Notice, lead_on};
    use domain::rejection::Rejection;
    use serde::Serialize;
    use serde_json::Value as Json;
    use std::collections::BTreeMap;

    /// An id the page itself had written.
    pub fn id<T: std::str::FromStr>(typed: &str) -> Result<T, AppError> {
        typed.trim().parse().map_err(|_| reject(Rejection::NotFound))
    }

    /// The version the page was drawn with.
    pub fn version(typed: &str) -> Result<i32, AppError> {
        typed.trim().parse().map_err(|_| reject(Rejection::Stale))
    }

    /// A record's page; the beginning of the desk when the id is none.
    pub fn page(of: &str, id: &str) -> String {
        match id.trim().parse::<uuid::Uuid>() {
            Ok(id) => format!("{HOME}/{of}/{id}"),
            Err(_) => HOME.to_owned(),
        }
    }

    /// Leads on from a form of one record.
    pub async fn lead<T>(
        back: String,
        form: &impl Serialize,
        outcome: Result<T, AppError>,
        next: impl FnOnce(T) -> String,
    ) -> Result<(), AppError> {
        let mut typed = BTreeMap::new();
        flatten("", &serde_json::to_value(form).unwrap_or_default(), &mut typed);
        lead_typed(back, typed, outcome, next).await
    }

    /// Leads on from a form of rows, typed as `rows[0][field]`.
    pub async fn lead_rows<T>(
        back: String,
        rows: &impl Serialize,
        outcome: Result<T, AppError>,
        next: impl FnOnce(T) -> String,
    ) -> Result<(), AppError> {
        let mut typed = BTreeMap::new();
        flatten("rows", &serde_json::to_value(rows).unwrap_or_default(), &mut typed);
        lead_typed(back, typed, outcome, next).await
    }

    /// Leads on with what was typed by name.
    pub async fn lead_typed<T>(
        back: String,
        typed: BTreeMap<String, String>,
        outcome: Result<T, AppError>,
        next: impl FnOnce(T) -> String,
    ) -> Result<(), AppError> {
        let typed: Vec<(&str, &str)> = typed.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        lead_on(&back, &typed, outcome, |done| (next(done), Some(Notice::Saved))).await
    }

    /// Names as the screens look them up: `field`, `field[key]`, `rows[0][field]`.
    fn flatten(name: &str, value: &Json, into: &mut BTreeMap<String, String>) {
        let below = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}[{key}]") };
        match value {
            Json::Object(map) => map.iter().for_each(|(key, value)| flatten(&below(key), value, into)),
            Json::Array(list) => {
                list.iter().enumerate().for_each(|(at, value)| flatten(&below(&at.to_string()), value, into));
            }
            Json::String(text) => {
                into.insert(name.to_owned(), text.clone());
            }
            _ => {}
        }
    }
}
