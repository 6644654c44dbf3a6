//! A company's own numbers, kept by its members and by the desk for them; and notes about what was looked for in vain.

use super::AppError;
#[cfg(feature = "ssr")]
use super::form::Notice;
use domain::accounts::CompanyBrief;
use domain::catalog::numbers::{NumberPage, OwnNumber};
use domain::catalog::searches::FoundNote;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The list of a company's own numbers as a screen needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersPage {
    /// Whose.
    pub company: CompanyBrief,
    /// The page of the list.
    pub list: NumberPage<OwnNumber>,
    /// The one that is being changed.
    pub editing: Option<OwnNumber>,
    /// What was looked for.
    pub text: String,
    /// Whether the reader keeps the list.
    pub may_edit: bool,
}

/// A form of one own number as it arrives.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnNumberTyped {
    pub company: String,
    pub id: String,
    pub number: String,
    pub part_number: String,
    pub note: String,
    pub printed: String,
    pub back: String,
}

/// The list of a company; `query` is the address's.
#[server]
pub async fn load_numbers(company: String, query: String) -> Result<NumbersPage, AppError> {
    use super::backend::{answer, op_for};
    let op = op_for(&company).await?;
    let asked = steps::Asked::of(&query);
    let list = domain::catalog::numbers::own::list(&op, &asked.text, asked.page).await.map_err(answer)?;
    let brief = steps::brief(&op).await?;
    let may_edit = op.actor.may(domain::accounts::permission::Permission::PlaceOrders);
    let editing = match asked.edit.parse() {
        Ok(id) if may_edit => domain::catalog::numbers::own::find(&op, id).await.map_err(answer)?,
        _ => None,
    };
    Ok(NumbersPage { company: brief, list, editing, text: asked.text, may_edit })
}

/// Adds an own number or changes one.
#[server(endpoint = "set_own_number")]
pub async fn set_own_number(#[server(flatten)] form: OwnNumberTyped) -> Result<(), AppError> {
    let done = steps::save(&form).await;
    let here = steps::page_of(&form.company, &form.back).await;
    let again = steps::editing(&here, &form.id);
    let typed = [
        ("number", form.number.as_str()),
        ("part_number", &form.part_number),
        ("note", &form.note),
        ("printed", &form.printed),
    ];
    super::form::lead_on(&again, &typed, done, |()| (here.clone(), Some(Notice::Saved))).await
}

/// Takes an own number out of the list.
#[server(endpoint = "remove_own_number")]
pub async fn remove_own_number(
    #[server(default)] company: String,
    #[server(default)] id: String,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    let done = steps::remove(&company, &id).await;
    let here = steps::page_of(&company, &back).await;
    super::form::lead_on(&here, &[], done, |()| (here.clone(), Some(Notice::Saved))).await
}

/// Takes a pasted list of own numbers; rows that were not taken stay in the field.
#[server(endpoint = "take_own_numbers")]
pub async fn take_own_numbers(
    #[server(default)] company: String,
    #[server(default)] rows: String,
) -> Result<(), AppError> {
    let taken = steps::take(&company, &rows).await;
    let here = steps::page_of(&company, "").await;
    super::form::lead_with(&here, steps::told(taken, &rows)).await
}

/// What the reader looked for in vain and is there now.
#[server]
pub async fn load_found_notes() -> Result<Vec<FoundNote>, AppError> {
    use super::backend::{answer, op};
    domain::catalog::searches::service::found_notes(&op().await?).await.map_err(answer)
}

/// Puts a note away.
#[server(endpoint = "put_away_note")]
pub async fn put_away_note(
    #[server(default)] company: String,
    #[server(default)] answer: String,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    let done = steps::put_away(&company, &answer).await;
    super::form::lead_on(&back, &[], done, |()| (back.clone(), Some(Notice::PutAway))).await
}

#[cfg(feature = "ssr")]
pub mod steps {
    //! What the forms above are read into; the way of an uploaded file is the same as that of a pasted list.

    use super::OwnNumberTyped;
    use crate::api::AppError;
    use crate::api::backend::{Backend, answer, op_for, reject, session};
    use crate::api::form::{Echo, Notice};
    use domain::accounts::{CompanyBrief, Seat};
    use domain::catalog::numbers::{NewOwnNumber, TakenRows, own, rows};
    use domain::op::OpContext;
    use domain::rejection::Rejection;

    /// What an address of a list asks for.
    pub struct Asked {
        pub text: String,
        pub page: u32,
        pub edit: String,
    }

    impl Asked {
        pub fn of(query: &str) -> Asked {
            let pairs = crate::api::catalog::pairs_of(query);
            let get = |name: &str| {
                pairs.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone()).unwrap_or_default()
            };
            let text = get("q").chars().take(200).collect::<String>().trim().to_owned();
            Asked { text, page: get("page").parse().unwrap_or(1), edit: get("edit") }
        }
    }

    pub async fn brief(op: &OpContext) -> Result<CompanyBrief, AppError> {
        Ok(domain::accounts::service::load_company(op).await.map_err(answer)?.brief)
    }

    /// Where the person sees this list: where he came from, the desk on the customer's page, a member on his own.
    pub async fn page_of(company: &str, back: &str) -> String {
        if !back.is_empty() {
            return back.to_owned();
        }
        let session = match Backend::of_request() {
            Ok(backend) => session(&backend).await.ok().flatten(),
            Err(_) => None,
        };
        page_for(session.map(|s| s.seat).as_ref(), company)
    }

    /// The list's page for somebody in this seat.
    pub fn page_for(seat: Option<&Seat>, company: &str) -> String {
        match seat {
            Some(Seat::Staff { .. }) => format!("/desk/c/{company}/numbers"),
            _ => "/numbers".to_owned(),
        }
    }

    fn id_of<T: std::str::FromStr>(text: &str) -> Result<T, AppError> {
        text.parse().map_err(|_| reject(Rejection::NotFound))
    }

    /// The list's page with the form of one entry open; what is no id opens none.
    pub fn editing(page: &str, id: &str) -> String {
        match id.parse::<uuid::Uuid>() {
            Ok(id) if !page.contains('?') => format!("{page}?edit={id}"),
            _ => page.to_owned(),
        }
    }

    pub async fn save(form: &OwnNumberTyped) -> Result<(), AppError> {
        let op = op_for(&form.company).await?;
        let id = if form.id.is_empty() { None } else { Some(id_of(&form.id)?) };
        let new = NewOwnNumber {
            number: form.number.clone(),
            part_number: form.part_number.clone(),
            note: form.note.clone(),
            printed: form.printed == "yes",
        };
        own::save(&op, id, &new).await.map(|_| ()).map_err(answer)
    }

    pub async fn remove(company: &str, id: &str) -> Result<(), AppError> {
        own::remove(&op_for(company).await?, id_of(id)?).await.map_err(answer)
    }

    pub async fn take(company: &str, text: &str) -> Result<TakenRows, AppError> {
        own::take_rows(&op_for(company).await?, rows::pasted(text)).await.map_err(answer)
    }

    pub async fn put_away(company: &str, note: &str) -> Result<(), AppError> {
        let op = op_for(company).await?;
        domain::catalog::searches::service::put_away(&op, id_of(note)?).await.map_err(answer)
    }

    /// What a list's page says after a list was taken; the rows that were not stand in the field again.
    pub fn told(taken: Result<TakenRows, AppError>, typed: &str) -> Echo {
        let kept = |text: String| [("rows".to_owned(), text)].into();
        match taken {
            Err(error) => Echo { error: Some(error), notice: None, typed: kept(typed.to_owned()) },
            Ok(taken) => {
                let problems: Vec<_> = taken.refused.iter().map(|(_, problem)| problem.clone()).collect();
                let cells = taken.refused.iter().map(|(cells, _)| cells.join("\t"));
                let left: Vec<String> = cells.filter(|row| !row.trim().is_empty()).collect();
                let (added, changed, unchanged) = (taken.added, taken.changed, taken.unchanged);
                let any = added + changed + unchanged > 0 || problems.is_empty();
                Echo {
                    error: (!problems.is_empty()).then_some(AppError::Rejected(Rejection::Fields(problems))),
                    notice: any.then_some(Notice::RowsTaken { added, changed, unchanged }),
                    typed: kept(left.join("\n")),
                }
            }
        }
    }
}
