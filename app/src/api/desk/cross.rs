//! Other makers' numbers and replacements, as the desk keeps them.

use crate::api::AppError;
#[cfg(feature = "ssr")]
use crate::api::form::{Notice, lead_on, lead_with};
use domain::catalog::numbers::{CrossReference, NewCrossReference, NewReplacement, NumberPage, Replacement};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The list of cross references as a screen needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossPage {
    /// The page of the list.
    pub list: NumberPage<CrossReference>,
    /// The one that is being changed.
    pub editing: Option<CrossReference>,
    /// What was looked for.
    pub text: String,
    /// Whether the reader keeps the list.
    pub may_edit: bool,
}

/// The list of replacements as a screen needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacementPage {
    /// The page of the list.
    pub list: NumberPage<Replacement>,
    /// What was looked for.
    pub text: String,
    /// Whether the reader keeps the list.
    pub may_edit: bool,
    /// The day has come for parts that are still sold.
    pub any_due: bool,
}

/// Cross references; `query` is the address's.
#[server]
pub async fn load_cross(query: String) -> Result<CrossPage, AppError> {
    use crate::api::backend::{answer, op};
    let op = op().await?;
    let asked = crate::api::numbers::steps::Asked::of(&query);
    let list = domain::catalog::numbers::cross::list(&op, &asked.text, asked.page).await.map_err(answer)?;
    let may_edit = op.actor.may(domain::accounts::permission::Permission::AnswerSearches);
    let editing = match asked.edit.parse() {
        Ok(id) if may_edit => domain::catalog::numbers::cross::find(&op, id).await.map_err(answer)?,
        _ => None,
    };
    Ok(CrossPage { list, editing, text: asked.text, may_edit })
}

/// Adds a cross reference or changes one.
#[server(endpoint = "desk_save_cross")]
pub async fn save_cross(
    #[server(default)] id: String,
    #[server(flatten)] form: NewCrossReference,
) -> Result<(), AppError> {
    let done = steps::save_cross(&id, &form).await;
    let again = crate::api::numbers::steps::editing(LIST, &id);
    lead_on(&again, &steps::typed_cross(&form), done, |()| (LIST.to_owned(), Some(Notice::Saved))).await
}

/// Takes a cross reference away.
#[server(endpoint = "desk_remove_cross")]
pub async fn remove_cross(#[server(default)] id: String) -> Result<(), AppError> {
    let done = steps::remove_cross(&id).await;
    lead_on(LIST, &[], done, |()| (LIST.to_owned(), Some(Notice::Saved))).await
}

/// Takes a pasted list of cross references; rows that were not taken stay in the field.
#[server(endpoint = "desk_take_cross")]
pub async fn take_cross(#[server(default)] rows: String) -> Result<(), AppError> {
    let taken = steps::take_cross(&rows).await;
    lead_with(LIST, crate::api::numbers::steps::told(taken, &rows)).await
}

/// Replacements; `query` is the address's.
#[server]
pub async fn load_replacements(query: String) -> Result<ReplacementPage, AppError> {
    use crate::api::backend::{answer, op};
    let op = op().await?;
    let asked = crate::api::numbers::steps::Asked::of(&query);
    let list =
        domain::catalog::numbers::replacement::list(&op, &asked.text, asked.page).await.map_err(answer)?;
    let may_edit = op.actor.may(domain::accounts::permission::Permission::AnswerSearches);
    let any_due = list.rows.iter().any(|row| !row.discontinued && row.from_on <= op.today());
    Ok(ReplacementPage { list, text: asked.text, may_edit, any_due })
}

/// Says what takes the place of a part.
#[server(endpoint = "desk_save_replacement")]
pub async fn save_replacement(#[server(flatten)] form: NewReplacement) -> Result<(), AppError> {
    let done = steps::save_replacement(&form).await;
    let typed = [
        ("part_number", form.part_number.as_str()),
        ("replaced_by", &form.replaced_by),
        ("from_on", &form.from_on),
        ("note", &form.note),
    ];
    lead_on(REPLACED, &typed, done, |()| (REPLACED.to_owned(), Some(Notice::Saved))).await
}

/// Takes a replacement back.
#[server(endpoint = "desk_remove_replacement")]
pub async fn remove_replacement(#[server(default)] sku: String) -> Result<(), AppError> {
    let done = steps::remove_replacement(&sku).await;
    lead_on(REPLACED, &[], done, |()| (REPLACED.to_owned(), Some(Notice::Saved))).await
}

/// Discontinues the parts whose day has come.
#[server(endpoint = "desk_discontinue_due")]
pub async fn discontinue_due() -> Result<(), AppError> {
    let done = steps::discontinue_due().await;
    lead_on(REPLACED, &[], done, |()| (REPLACED.to_owned(), Some(Notice::Saved))).await
}

/// The list's address.
#[cfg(feature = "ssr")]
const LIST: &str = "/desk/cross-references";
/// The address of the replacements.
#[cfg(feature = "ssr")]
const REPLACED: &str = "/desk/replacements";

#[cfg(feature = "ssr")]
pub mod steps {
    //! What the forms above are read into.

    use super::{NewCrossReference, NewReplacement};
    use crate::api::AppError;
    use crate::api::backend::{answer, op};
    use crate::api::desk::typed::Reader;
    use domain::catalog::numbers::{TakenRows, cross, replacement, rows};

    /// What was typed, for the form when it comes back.
    pub fn typed_cross(form: &NewCrossReference) -> [(&str, &str); 6] {
        [
            ("brand", &form.brand),
            ("number", &form.number),
            ("part_number", &form.part_number),
            ("grade", &form.grade),
            ("source", &form.source),
            ("noted_on", &form.noted_on),
        ]
    }

    pub async fn save_cross(id: &str, form: &NewCrossReference) -> Result<(), AppError> {
        let op = op().await?;
        let id = if id.is_empty() { None } else { Some(Reader::id(id)?) };
        cross::save(&op, id, form).await.map(|_| ()).map_err(answer)
    }

    pub async fn remove_cross(id: &str) -> Result<(), AppError> {
        cross::remove(&op().await?, Reader::id(id)?).await.map_err(answer)
    }

    pub async fn take_cross(text: &str) -> Result<TakenRows, AppError> {
        cross::take_rows(&op().await?, rows::pasted(text)).await.map_err(answer)
    }

    pub async fn save_replacement(form: &NewReplacement) -> Result<(), AppError> {
        replacement::save(&op().await?, form).await.map_err(answer)
    }

    pub async fn remove_replacement(sku: &str) -> Result<(), AppError> {
        replacement::remove(&op().await?, Reader::id(sku)?).await.map_err(answer)
    }

    pub async fn discontinue_due() -> Result<(), AppError> {
        replacement::discontinue_due(&op().await?).await.map(|_| ()).map_err(answer)
    }
}
