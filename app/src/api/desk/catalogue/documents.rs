//! Documents: their words, and whether they are shown. Files themselves come by the server's own form.

#[cfg(feature = "ssr")]
use super::ssr;
use crate::api::AppError;
use domain::catalog::files::DocumentForm;
use leptos::prelude::*;

/// Changes title, kind or language of a document, and shows it again when it was withdrawn.
#[server(endpoint = "desk_save_document")]
pub async fn save_document(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] back: String,
    #[server(default)] form: DocumentForm,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, version) = (op().await?, ssr::id(&id)?, ssr::version(&version)?);
        domain::catalog::files::service::save_document(&op, id, version, &form).await.map_err(answer)
    };
    let page = local(&back);
    let typed = Default::default();
    ssr::lead_typed(page.clone(), typed, work.await, |_| page).await
}

/// Shows a document to nobody any more.
#[server(endpoint = "desk_withdraw_document")]
pub async fn withdraw_document(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, version) = (op().await?, ssr::id(&id)?, ssr::version(&version)?);
        domain::catalog::files::service::withdraw_document(&op, id, version).await.map_err(answer)
    };
    let page = local(&back);
    ssr::lead_typed(page.clone(), Default::default(), work.await, |_| page).await
}

/// A page of this desk, or its beginning.
#[cfg(feature = "ssr")]
fn local(back: &str) -> String {
    match crate::api::form::local(back) {
        path if path.starts_with(super::HOME) => path,
        _ => super::HOME.to_owned(),
    }
}
