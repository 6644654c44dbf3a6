//! SKUs: the table, one form, one column of many.

#[cfg(feature = "ssr")]
use super::ssr;
use crate::api::AppError;
use domain::catalog::edit::{CellForm, SkuDesk, SkuFilter, SkuForm, SkuTable};
use domain::catalog::files::DocumentDesk;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A SKU and its own documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuPage {
    /// The SKU.
    pub desk: SkuDesk,
    /// Its own documents; those of its family stand there.
    pub documents: Vec<DocumentDesk>,
}

/// What the table's address asks for.
pub fn filter_of(query: &str) -> SkuFilter {
    let mut filter = SkuFilter { page: 1, ..SkuFilter::default() };
    for (key, value) in crate::api::catalog::pairs_of(query) {
        match key.as_str() {
            "family" => filter.family = value,
            "category" => filter.category = value,
            "q" => filter.q = value,
            "lacks" => filter.lacks = value,
            "column" => filter.column = value,
            "page" => filter.page = value.trim().parse().unwrap_or(1),
            _ => {}
        }
    }
    filter
}

/// The address of a table.
pub fn table_href(filter: &SkuFilter) -> String {
    let page = filter.page.to_string();
    let all = [
        ("family", filter.family.as_str()),
        ("category", &filter.category),
        ("q", &filter.q),
        ("lacks", &filter.lacks),
        ("column", &filter.column),
        ("page", if filter.page > 1 { &page } else { "" }),
    ];
    let pairs: Vec<String> = all
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| format!("{key}={}", crate::i18n::format::url_component(value)))
        .collect();
    let home = format!("{}/skus", super::HOME);
    if pairs.is_empty() { home } else { format!("{home}?{}", pairs.join("&")) }
}

/// A page of SKUs by the address's query string.
#[server]
pub async fn list_catalogue_skus(query: String) -> Result<SkuTable, AppError> {
    use crate::api::backend::{answer, op};
    domain::catalog::edit::skus::list_skus(&op().await?, &filter_of(&query)).await.map_err(answer)
}

/// One SKU; with the id `new` the empty form of a family.
#[server]
pub async fn load_catalogue_sku(id: String, family: String) -> Result<SkuPage, AppError> {
    use crate::api::backend::{answer, op};
    use domain::catalog::{edit::skus, files};
    let op = op().await?;
    if id == "new" {
        let desk = skus::new_sku(&op, ssr::id(&family)?).await.map_err(answer)?;
        return Ok(SkuPage { desk, documents: Vec::new() });
    }
    let id = ssr::id(&id)?;
    let desk = skus::load_sku(&op, id).await.map_err(answer)?;
    let documents = files::service::list_at_desk(&op, files::Owner::Sku(id)).await.map_err(answer)?;
    Ok(SkuPage { desk, documents })
}

/// Adds a SKU to a family.
#[server(endpoint = "desk_create_sku")]
pub async fn create_sku(
    #[server(default)] family: String,
    #[server(default)] form: SkuForm,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, family) = (op().await?, ssr::id(&family)?);
        domain::catalog::edit::skus::create_sku(&op, family, &form).await.map_err(answer)
    };
    let back = match family.trim().parse::<domain::ids::FamilyId>() {
        Ok(family) => format!("{}/skus/new?family={family}", super::HOME),
        Err(_) => super::HOME.to_owned(),
    };
    ssr::lead(back, &form, work.await, |id| format!("{}/skus/{id}", super::HOME)).await
}

/// Changes a SKU.
#[server(endpoint = "desk_save_sku")]
pub async fn save_sku(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] form: SkuForm,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let (op, id, version) = (op().await?, ssr::id(&id)?, ssr::version(&version)?);
        domain::catalog::edit::skus::save_sku(&op, id, version, &form).await.map_err(answer)
    };
    let page = ssr::page("skus", &id);
    ssr::lead(page.clone(), &form, work.await, |()| page).await
}

/// Fills in one column of the table.
#[server(endpoint = "desk_save_column")]
pub async fn save_column(
    #[server(default)] query: String,
    #[server(default)] rows: Vec<CellForm>,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let filter = filter_of(&query);
    let work = async {
        let op = op().await?;
        domain::catalog::edit::skus::save_column(&op, &filter.column, &rows).await.map_err(answer)
    };
    let usual = |id: &str| id.is_empty() || id.trim().parse::<uuid::Uuid>().is_ok();
    // a table of nothing shows no note, and no page of ours has an address that long
    let known = usual(&filter.family) && usual(&filter.category) && query.len() < 2_000;
    let page = if known { table_href(&filter) } else { super::HOME.to_owned() };
    ssr::lead_rows(page.clone(), &rows, work.await, |_| page).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tables_address_says_what_it_shows() {
        let filter =
            SkuFilter { lacks: "@picture".into(), q: "M8 x".into(), page: 3, ..SkuFilter::default() };
        let href = table_href(&filter);
        assert_eq!(filter_of(href.split_once('?').unwrap().1), filter);
        assert_eq!(table_href(&SkuFilter { page: 1, ..SkuFilter::default() }), "/desk/catalogue/skus");
    }
}
