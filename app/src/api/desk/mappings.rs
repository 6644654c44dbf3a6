//! Saved mappings of columns, of every kind of file: renamed and deleted on the page that lists them.

use crate::api::AppError;
use leptos::prelude::*;

/// Gives a saved mapping another name.
#[server(endpoint = "desk_rename_import_mapping")]
pub async fn rename_import_mapping(
    #[server(default)] kind: String,
    #[server(default)] name: String,
    #[server(default)] seen: String,
    #[server(default)] to: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    use domain::mappings::service::rename;
    let work = async {
        let (op, kind) = (op().await?, steps::kind(&kind)?);
        rename(&op, kind, &name, &seen, &to).await.map_err(answer)
    };
    steps::lead(&kind, &[("name", name.as_str()), ("to", &to)], work.await).await
}

/// Deletes a saved mapping.
#[server(endpoint = "desk_delete_import_mapping")]
pub async fn delete_import_mapping(
    #[server(default)] kind: String,
    #[server(default)] name: String,
    #[server(default)] seen: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    use domain::mappings::service::delete;
    let work = async {
        let (op, kind) = (op().await?, steps::kind(&kind)?);
        delete(&op, kind, &name, &seen).await.map_err(answer)
    };
    steps::lead(&kind, &[("name", name.as_str())], work.await).await
}

#[cfg(feature = "ssr")]
mod steps {
    //! Which kind a form is about, and the page it came from.

    use crate::api::AppError;
    use crate::api::backend::reject;
    use crate::api::form::{Notice, lead_on};
    use domain::mappings::MappingKind;
    use domain::rejection::Rejection;

    /// The kind the page itself had written.
    pub fn kind(typed: &str) -> Result<MappingKind, AppError> {
        MappingKind::parse(typed).ok_or_else(|| reject(Rejection::NotFound))
    }

    /// Back to the page that lists mappings of this kind.
    pub async fn lead(
        kind: &str,
        typed: &[(&str, &str)],
        done: Result<(), AppError>,
    ) -> Result<(), AppError> {
        let list = match MappingKind::parse(kind) {
            Some(MappingKind::Prices) => "/desk/prices/changes",
            Some(MappingKind::Customers) => "/desk/customers/imports",
            Some(MappingKind::Catalogue) | None => "/desk/catalogue/imports",
        };
        lead_on(list, typed, done, |()| (list.to_owned(), Some(Notice::Saved))).await
    }
}
