//! The queue of failed searches.

use crate::api::AppError;
#[cfg(feature = "ssr")]
use crate::api::form::{Notice, lead_on};
use domain::catalog::numbers::{NewCrossReference, NumberPage};
use domain::catalog::searches::{FailedDetail, FailedText};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The queue as a screen needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchQueue {
    /// The page of the queue.
    pub list: NumberPage<FailedText>,
    /// Most often looked for first, else newest first.
    pub most_often: bool,
    /// The text that is being worked on; none when it is closed.
    pub chosen: Option<FailedDetail>,
    /// What values were looked for by.
    pub find: String,
    /// Whether the reader closes texts.
    pub may_answer: bool,
}

/// Texts nobody found anything for; `query` is the address's.
#[server]
pub async fn load_searches(query: String) -> Result<SearchQueue, AppError> {
    use crate::api::backend::{answer, op};
    let op = op().await?;
    let asked = steps::Asked::of(&query);
    let (order, page) = (asked.order, asked.page);
    let list = domain::catalog::searches::service::list_open(&op, order, page).await.map_err(answer)?;
    let chosen = steps::chosen(&op, &asked).await?;
    let may_answer = op.actor.may(domain::accounts::permission::Permission::AnswerSearches);
    let most_often = order == domain::catalog::searches::service::QueueOrder::MostOften;
    Ok(SearchQueue { list, most_often, chosen, find: asked.find, may_answer })
}

/// Makes the words an alias of a value.
#[server(endpoint = "desk_answer_by_alias")]
pub async fn answer_by_alias(
    #[server(default)] text: String,
    #[server(default)] value: String,
    #[server(default)] alias: String,
) -> Result<(), AppError> {
    let done = steps::by_alias(&text, &value, &alias).await;
    let typed = [("value", value.as_str()), ("alias", &alias), ("form", "alias")];
    lead_on(&steps::page_of(&text), &typed, done, |()| steps::closed()).await
}

/// Records whose number it is and what of ours does its work.
#[server(endpoint = "desk_answer_by_cross")]
pub async fn answer_by_cross(
    #[server(default)] text: String,
    #[server(flatten)] form: NewCrossReference,
) -> Result<(), AppError> {
    let done = steps::by_cross(&text, &form).await;
    let mut typed = super::cross::steps::typed_cross(&form).to_vec();
    typed.push(("form", "cross"));
    lead_on(&steps::page_of(&text), &typed, done, |()| steps::closed()).await
}

/// Says which part answers it.
#[server(endpoint = "desk_answer_by_part")]
pub async fn answer_by_part(
    #[server(default)] text: String,
    #[server(default)] answer_part: String,
) -> Result<(), AppError> {
    let done = steps::by_part(&text, &answer_part).await;
    let typed = [("answer_part", answer_part.as_str()), ("form", "part")];
    lead_on(&steps::page_of(&text), &typed, done, |()| steps::closed()).await
}

/// Closes the text with a reason.
#[server(endpoint = "desk_dismiss_search")]
pub async fn dismiss_search(
    #[server(default)] text: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let done = steps::dismiss(&text, &reason).await;
    let typed = [("reason", reason.as_str()), ("form", "dismiss")];
    lead_on(&steps::page_of(&text), &typed, done, |()| ("/desk/searches".to_owned(), Some(Notice::Saved)))
        .await
}

#[cfg(feature = "ssr")]
mod steps {
    //! What the forms above are read into.

    use super::{FailedDetail, NewCrossReference};
    use crate::api::AppError;
    use crate::api::backend::{answer, op, reject};
    use crate::api::form::Notice;
    use domain::catalog::searches::service::{self, QueueOrder};
    use domain::error::Error;
    use domain::op::OpContext;
    use domain::rejection::{FieldProblem, Problem, Rejection};

    /// What the queue's address asks for.
    pub struct Asked {
        pub order: QueueOrder,
        pub page: u32,
        pub text: String,
        pub find: String,
    }

    impl Asked {
        pub fn of(query: &str) -> Asked {
            let pairs = crate::api::catalog::pairs_of(query);
            let get = |name: &str| {
                pairs.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone()).unwrap_or_default()
            };
            let order = if get("sort") == "often" { QueueOrder::MostOften } else { QueueOrder::Newest };
            let find = get("find").chars().take(100).collect();
            Asked { order, page: get("page").parse().unwrap_or(1), text: get("text"), find }
        }
    }

    pub async fn chosen(op: &OpContext, asked: &Asked) -> Result<Option<FailedDetail>, AppError> {
        if asked.text.is_empty() {
            return Ok(None);
        }
        match service::load_open(op, &asked.text, &asked.find).await {
            Ok(found) => Ok(Some(found)),
            Err(Error::Rejected(Rejection::NotFound)) => Ok(None),
            Err(error) => Err(answer(error)),
        }
    }

    /// The text's page; longer ones are nobody's.
    pub fn page_of(text: &str) -> String {
        let text: String = text.chars().take(domain::catalog::searches::MAX_TEXT).collect();
        format!("/desk/searches?text={}", crate::i18n::format::url_component(&text))
    }

    pub fn closed() -> (String, Option<Notice>) {
        ("/desk/searches".to_owned(), Some(Notice::SearchAnswered))
    }

    /// A value is named by its parameter's id and its code.
    pub async fn by_alias(text: &str, value: &str, alias: &str) -> Result<(), AppError> {
        let missing = || {
            let problem = if value.is_empty() {
                Problem::Missing
            } else {
                Problem::UnknownChoice { typed: value.to_owned() }
            };
            reject(Rejection::Fields(vec![FieldProblem::new("value", problem)]))
        };
        let op = op().await?;
        let (parameter, code) = value.split_once(' ').ok_or_else(missing)?;
        let parameter = parameter.parse().map_err(|_| missing())?;
        service::answer_by_alias(&op, text, (parameter, code), alias).await.map(|_| ()).map_err(answer)
    }

    pub async fn by_cross(text: &str, form: &NewCrossReference) -> Result<(), AppError> {
        service::answer_by_cross(&op().await?, text, form).await.map(|_| ()).map_err(answer)
    }

    pub async fn by_part(text: &str, part: &str) -> Result<(), AppError> {
        service::answer_by_sku(&op().await?, text, part).await.map(|_| ()).map_err(answer)
    }

    pub async fn dismiss(text: &str, reason: &str) -> Result<(), AppError> {
        service::dismiss(&op().await?, text, reason).await.map(|_| ()).map_err(answer)
    }
}
