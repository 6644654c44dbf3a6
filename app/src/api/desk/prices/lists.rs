//! Price lists, floors and exceptions as the desk reads them, and the rules of the house for prices.

use crate::api::AppError;
use chrono::NaiveDate;
use domain::pricing::change::views::{Exceptions, FloorRow, ListPage, ListRow};
use domain::pricing::terms::ListKind;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Lists as the screen shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lists {
    /// Those found, two hundred at most.
    pub rows: Vec<ListRow>,
    /// How many there are.
    pub total: u64,
    /// What was looked for.
    pub text: String,
    /// One kind only.
    pub kind: Option<ListKind>,
}

/// A list as the screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListView {
    /// The list.
    pub page: ListPage,
    /// Part of a part number that was looked for.
    pub part: String,
    /// The day.
    pub on: NaiveDate,
    /// Page of the parts.
    pub at: u32,
    /// Whether the reader may draft a change.
    pub may_edit: bool,
}

/// Floors as the screen shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floors {
    /// Those of brands and categories, and the first hundred of parts.
    pub rows: Vec<FloorRow>,
    /// How many parts have one of their own.
    pub parts: u64,
    /// The part that was looked for.
    pub text: String,
    /// Another pair of eyes publishes.
    pub four_eyes: bool,
    /// Whether the reader sets floors.
    pub may_set: bool,
}

/// Lists; `query` is the address's.
#[server]
pub async fn list_price_lists(query: String) -> Result<Lists, AppError> {
    use crate::api::backend::{answer, op};
    use domain::pricing::change::read::{ListQuery, price_lists};
    let asked =
        ListQuery { text: ssr::asked(&query, "q"), kind: ListKind::parse(&ssr::asked(&query, "kind")) };
    let (rows, total) = price_lists(&op().await?, &asked).await.map_err(answer)?;
    Ok(Lists { rows, total: u64::try_from(total).unwrap_or(0), text: asked.text, kind: asked.kind })
}

/// One list on a day; `query` is the address's.
#[server]
pub async fn load_price_list(code: String, query: String) -> Result<ListView, AppError> {
    use crate::api::backend::{answer, op};
    let op = op().await?;
    let part = ssr::asked(&query, "q");
    let on = ssr::asked(&query, "on").parse().ok().filter(|on| domain::time::is_plausible(*on));
    let on = on.unwrap_or_else(|| op.today());
    let at: u32 = ssr::asked(&query, "page").parse().unwrap_or(1).clamp(1, 1_000_000);
    let page = domain::pricing::change::read::price_list(&op, &code, &part, on, i64::from(at)).await;
    let may_edit = op.actor.may(domain::accounts::permission::Permission::EditPrices);
    Ok(ListView { page: page.map_err(answer)?, part, on, at, may_edit })
}

/// Floors, and the house's rules for publishing; `query` is the address's.
#[server]
pub async fn list_price_floors(query: String) -> Result<Floors, AppError> {
    use crate::api::backend::{answer, op};
    use domain::pricing::change::{floors, read};
    let op = op().await?;
    let text = ssr::asked(&query, "q");
    let (rows, parts) = floors::list(&op, &text).await.map_err(answer)?;
    let four_eyes = read::four_eyes(&op).await.map_err(answer)?;
    let may_set = op.actor.may(domain::accounts::permission::Permission::ApproveFloors);
    Ok(Floors { rows, parts: u64::try_from(parts).unwrap_or(0), text, four_eyes, may_set })
}

/// Sets a floor.
#[server(endpoint = "desk_set_floor")]
pub async fn set_floor(
    #[server(default)] scope: String,
    #[server(default)] of: String,
    #[server(default)] price: String,
    #[server(default)] basis: String,
    #[server(default)] margin: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let typed = [
        ("scope", scope.as_str()),
        ("of", &of),
        ("price", &price),
        ("basis", &basis),
        ("margin", &margin),
        ("reason", &reason),
    ];
    let done = ssr::set_floor([&scope, &of, &price, &basis, &margin, &reason]).await;
    ssr::lead(&typed, done).await
}

/// Removes a floor.
#[server(endpoint = "desk_remove_floor")]
pub async fn remove_floor(#[server(default)] id: String) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    use crate::api::desk::typed::Reader;
    let work = async {
        domain::pricing::change::floors::remove(&op().await?, Reader::id(&id)?).await.map_err(answer)
    };
    ssr::lead(&[], work.await).await
}

/// Says whether another pair of eyes publishes.
#[server(endpoint = "desk_set_four_eyes")]
pub async fn set_four_eyes(#[server(default)] on: String) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        domain::pricing::change::way::set_four_eyes(&op().await?, on == "yes").await.map_err(answer)
    };
    ssr::lead(&[], work.await).await
}

/// Prices below the floor, granted and sold in so many days; `days` as it stands in the address.
#[server]
pub async fn list_price_exceptions(days: String) -> Result<Exceptions, AppError> {
    use crate::api::backend::{answer, op};
    let days = days.trim().parse().unwrap_or(90);
    domain::pricing::change::exceptions::exceptions(&op().await?, days).await.map_err(answer)
}

#[cfg(feature = "ssr")]
mod ssr {
    //! What the forms above are read into, and where they lead.

    pub(super) use crate::api::desk::prices::asked;

    use crate::api::AppError;
    use crate::api::backend::{answer, op, reject};
    use crate::api::desk::typed::Reader;
    use crate::api::form::{Notice, lead_on};
    use domain::pricing::change::floors::{self, NewFloor};
    use domain::pricing::floor::Floor;
    use domain::rejection::{FieldProblem, Problem, Rejection};

    const FLOORS: &str = "/desk/prices/floors";

    pub async fn lead(typed: &[(&str, &str)], done: Result<(), AppError>) -> Result<(), AppError> {
        lead_on(FLOORS, typed, done, |()| (FLOORS.to_owned(), Some(Notice::Saved))).await
    }

    pub async fn set_floor(typed: [&String; 6]) -> Result<(), AppError> {
        let [scope, of, price, basis, margin, reason] = typed;
        let op = op().await?;
        let mut reader = Reader::default();
        reader.needed("of", !of.trim().is_empty());
        let min_price = reader.optional_amount("price", price);
        let min_margin_percent = reader.optional_amount("margin", margin.trim().trim_end_matches('%'));
        let basis = reader.done(if basis.trim().is_empty() { Some(1) } else { basis.trim().parse().ok() })?;
        let Some(basis) = basis.filter(|basis: &u32| [1, 10, 100, 1000].contains(basis)) else {
            let problem = Problem::UnknownChoice { typed: typed[3].clone() };
            return Err(reject(Rejection::Fields(vec![FieldProblem::new("basis", problem)])));
        };
        let floor = Floor { min_price, basis, min_margin_percent };
        let (scope, of, reason) = (scope.clone(), of.clone(), reason.clone());
        floors::set(&op, NewFloor { scope, of, floor, reason }).await.map_err(answer)
    }
}
