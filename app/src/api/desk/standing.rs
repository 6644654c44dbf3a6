//! Customer groups, and where a customer stands.

use crate::api::AppError;
#[cfg(feature = "ssr")]
use crate::api::form::{Notice, lead_on};
use domain::accounts::standing::{GroupChoice, GroupView, NewGroup, StandingView};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The groups as a page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupsPage {
    /// All of them.
    pub groups: Vec<GroupView>,
    /// The one that is being renamed.
    pub editing: Option<GroupView>,
    /// Whether the reader may change any.
    pub may_edit: bool,
}

/// Every group; `edit` is the id of the one to be renamed, or empty.
#[server]
pub async fn load_groups(edit: String) -> Result<GroupsPage, AppError> {
    use crate::api::backend::{answer, op};
    let op = op().await?;
    let groups = domain::accounts::standing::groups::list_groups(&op).await.map_err(answer)?;
    let may_edit = op.actor.may(domain::accounts::permission::Permission::EditPrices);
    let editing = groups.iter().find(|g| may_edit && g.id.to_string() == edit).cloned();
    Ok(GroupsPage { groups, editing, may_edit })
}

/// What a form offers as groups.
#[server]
pub async fn load_group_choices() -> Result<Vec<GroupChoice>, AppError> {
    use crate::api::backend::{answer, op};
    domain::accounts::standing::service::group_choices(&op().await?).await.map_err(answer)
}

/// Makes a group.
#[server(endpoint = "desk_create_group")]
pub async fn create_group(#[server(flatten)] form: NewGroup) -> Result<(), AppError> {
    let done = steps::create(&form).await;
    lead_on(GROUPS, &steps::typed(&form), done, |()| (GROUPS.to_owned(), Some(Notice::Saved))).await
}

/// Gives a group other names.
#[server(endpoint = "desk_rename_group")]
pub async fn rename_group(
    #[server(default)] id: String,
    #[server(flatten)] form: NewGroup,
) -> Result<(), AppError> {
    let done = steps::rename(&id, &form).await;
    let back = format!("{GROUPS}?edit={id}");
    lead_on(&back, &steps::typed(&form), done, |()| (GROUPS.to_owned(), Some(Notice::Saved))).await
}

/// Says which groups new customers fall into: one field per kind, empty for none.
#[server(endpoint = "desk_put_kind_groups")]
pub async fn put_kind_groups(
    #[server(default)] dealer: String,
    #[server(default)] hardware_store: String,
    #[server(default)] machine_builder: String,
    #[server(default)] end_user: String,
) -> Result<(), AppError> {
    let typed = [
        ("dealer", dealer.as_str()),
        ("hardware_store", &hardware_store),
        ("machine_builder", &machine_builder),
        ("end_user", &end_user),
    ];
    let done = steps::put_kinds(&typed).await;
    lead_on(GROUPS, &typed, done, |()| (GROUPS.to_owned(), Some(Notice::Saved))).await
}

/// Where a customer stands.
#[server]
pub async fn load_standing(company: String) -> Result<StandingView, AppError> {
    use crate::api::backend::{answer, op_at_desk};
    domain::accounts::standing::service::load_standing(&op_at_desk(&company).await?).await.map_err(answer)
}

/// Changes where a customer stands.
#[server(endpoint = "desk_change_standing")]
pub async fn change_standing(
    company: String,
    #[server(default)] kind: String,
    #[server(default)] group: String,
    #[server(default)] parent: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let typed = [("kind", kind.as_str()), ("group", &group), ("parent", &parent), ("reason", &reason)];
    let done = steps::change(&company, typed).await;
    let page = format!("/desk/c/{company}");
    lead_on(&page, &typed, done, |()| (page.clone(), Some(Notice::Saved))).await
}

/// The page of the groups.
#[cfg(feature = "ssr")]
const GROUPS: &str = "/desk/groups";

#[cfg(feature = "ssr")]
mod steps {
    //! What the forms above are read into.

    use super::NewGroup;
    use crate::api::AppError;
    use crate::api::backend::{answer, op, op_at_desk};
    use crate::api::desk::typed::Reader;
    use domain::accounts::standing::{groups, service};
    use domain::ids::PriceGroupId;

    pub fn typed(form: &NewGroup) -> [(&str, &str); 3] {
        [("code", &form.code), ("name_zh", &form.name_zh), ("name_en", &form.name_en)]
    }

    pub async fn create(form: &NewGroup) -> Result<(), AppError> {
        groups::create_group(&op().await?, form).await.map(|_| ()).map_err(answer)
    }

    pub async fn rename(id: &str, form: &NewGroup) -> Result<(), AppError> {
        groups::rename_group(&op().await?, Reader::id(id)?, form).await.map_err(answer)
    }

    pub async fn put_kinds(typed: &[(&str, &str)]) -> Result<(), AppError> {
        let op = op().await?;
        let read = typed.iter().map(|(kind, id)| Ok(((*kind).to_owned(), group(id)?)));
        let chosen: Vec<_> = read.collect::<Result<_, AppError>>()?;
        groups::put_kind_groups(&op, &chosen).await.map_err(answer)
    }

    pub async fn change(company: &str, typed: [(&str, &str); 4]) -> Result<(), AppError> {
        let op = op_at_desk(company).await?;
        let [(_, kind), (_, chosen), (_, parent), (_, reason)] = typed;
        let new =
            service::NewStanding { kind: kind.to_owned(), group: group(chosen)?, parent: parent.to_owned() };
        service::change_standing(&op, &new, reason).await.map_err(answer)
    }

    fn group(id: &str) -> Result<Option<PriceGroupId>, AppError> {
        if id.trim().is_empty() { Ok(None) } else { Reader::id(id).map(Some) }
    }
}
