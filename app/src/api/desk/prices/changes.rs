//! Changes of prices as documents: the list of them, one of them, and every word said about one.

#[cfg(feature = "ssr")]
mod ssr;

use crate::api::AppError;
use domain::mappings::SavedMapping;
use domain::pricing::change::file::WaitingFile;
use domain::pricing::change::views::Simulation;
use domain::pricing::change::{Change, ChangeLine, ChangeRow, ChangeState, Effect};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Documents as the screen lists them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeList {
    /// The newest first.
    pub rows: Vec<ChangeRow>,
    /// One state only.
    pub state: Option<ChangeState>,
    /// Whether the reader may draft one.
    pub may_edit: bool,
    /// Files whose columns nobody has told yet; for who may draft.
    pub waiting: Vec<WaitingFile>,
    /// What is saved for the next file; for who may draft.
    pub saved: Vec<SavedMapping>,
}

/// A document as the screen shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePage {
    /// The document.
    pub change: Change,
    /// Some of its lines.
    pub lines: Vec<ChangeLine>,
    /// Lines of one effect only.
    pub effect: Option<Effect>,
    /// Part of a part number that was looked for.
    pub part: String,
    /// Page of the lines.
    pub page: u32,
    /// The list new lines are for unless they say otherwise.
    pub list: String,
    /// What it would have done, when that was asked.
    pub simulation: Option<Simulation>,
    /// That was asked, and would take longer than a page has.
    pub is_too_large: bool,
    /// Whether the reader may write on a draft.
    pub may_edit: bool,
    /// Whether the reader may publish.
    pub may_publish: bool,
    /// Whether the reader may let prices go below the floor.
    pub may_approve: bool,
}

/// A row of the grid as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GridRow {
    /// Code of its list; empty for a new row, which is of the grid's.
    pub list: String,
    /// 型号
    pub part: String,
    /// From this quantity on.
    pub min_qty: String,
    /// The new price; `-` takes it away.
    pub price: String,
    /// How many units it is for.
    pub basis: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub until: String,
    /// Ticked: out of the document.
    pub remove: String,
}

/// Documents; `query` is the address's.
#[server]
pub async fn list_price_changes(query: String) -> Result<ChangeList, AppError> {
    use crate::api::backend::{answer, op};
    let op = op().await?;
    let state = ChangeState::parse(&ssr::asked(&query, "state"));
    let rows = domain::pricing::change::read::list(&op, state).await.map_err(answer)?;
    let may_edit = ssr::may_edit(&op);
    let (waiting, saved) = if may_edit { ssr::files(&op).await.map_err(answer)? } else { Default::default() };
    Ok(ChangeList { rows, state, may_edit, waiting, saved })
}

/// One document; `query` is the address's.
#[server]
pub async fn load_price_change(number: String, query: String) -> Result<ChangePage, AppError> {
    use crate::api::backend::{answer, op};
    use domain::accounts::permission::Permission;
    use domain::pricing::change::read;
    let op = op().await?;
    let asked = |name: &str| ssr::asked(&query, name);
    let (effect, part) = (Effect::parse(&asked("effect")), asked("q"));
    let page: u32 = asked("page").parse().unwrap_or(1).max(1);
    let change = read::find(&op, &number).await.map_err(answer)?;
    let lines = read::lines(&op, &number, effect, &part, i64::from(page)).await.map_err(answer)?;
    let is_asked = asked("simulate") == "1";
    let simulation = if is_asked { ssr::simulated(&op, &number).await? } else { None };
    let first = change.lists.first().map(|list| list.code.clone()).unwrap_or_default();
    let list = Some(asked("list")).filter(|list| !list.is_empty()).unwrap_or(first);
    let may = |permission| op.actor.may(permission);
    Ok(ChangePage {
        lines,
        effect,
        part,
        page,
        list,
        is_too_large: is_asked && simulation.is_none(),
        simulation,
        may_edit: ssr::may_edit(&op),
        may_publish: may(Permission::PublishPrices) && !change.needs_other_eyes,
        may_approve: may(Permission::ApproveFloors),
        change,
    })
}

/// Begins a document.
#[server(endpoint = "desk_create_price_change")]
pub async fn create_price_change(
    #[server(default)] title: String,
    #[server(default)] reason: String,
    #[server(default)] starts_on: String,
    #[server(default)] list: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    use crate::api::form::{Notice, lead_on};
    let work = async {
        let op = op().await?;
        let new = ssr::head(&op, &title, &reason, &starts_on)?;
        domain::pricing::change::draft::create(&op, new).await.map_err(answer)
    };
    let typed = [("title", title.as_str()), ("reason", &reason), ("starts_on", &starts_on)];
    let next = |number: String| {
        let (page, list) = (ssr::page(&number), crate::i18n::format::url_component(&list));
        (if list.is_empty() { page } else { format!("{page}?list={list}") }, Some(Notice::Saved))
    };
    lead_on(ssr::CHANGES, &typed, work.await, next).await
}

/// Changes what a draft is about.
#[server(endpoint = "desk_save_price_change")]
pub async fn save_price_change(
    #[server(default)] number: String,
    #[server(default)] title: String,
    #[server(default)] reason: String,
    #[server(default)] starts_on: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async {
        let op = op().await?;
        let new = ssr::head(&op, &title, &reason, &starts_on)?;
        domain::pricing::change::draft::set_head(&op, &number, new).await.map_err(answer)
    };
    let typed = [("title", title.as_str()), ("reason", &reason), ("starts_on", &starts_on)];
    ssr::lead(&number, &typed, work.await).await
}

/// Writes the grid: changed and new rows in, ticked ones out. Rows that cannot be taken come back in the paste field.
#[server(endpoint = "desk_write_price_change")]
pub async fn write_price_change(
    #[server(default)] number: String,
    #[server(default)] back: String,
    #[server(default)] grid_list: String,
    #[server(default)] rows: Vec<GridRow>,
) -> Result<(), AppError> {
    let told = ssr::write_grid(&number, &grid_list, &rows).await;
    let query = format!("{back}&list={}", crate::i18n::format::url_component(&grid_list));
    ssr::lead_told(&number, &query, told).await
}

/// Writes a pasted block; rows that cannot be taken stay in the field.
#[server(endpoint = "desk_paste_price_change")]
pub async fn paste_price_change(
    #[server(default)] number: String,
    #[server(default)] list: String,
    #[server(default)] rows: String,
) -> Result<(), AppError> {
    let told = ssr::write_pasted(&number, &list, &rows).await;
    let query = format!("list={}", crate::i18n::format::url_component(&list));
    ssr::lead_told(&number, &query, told).await
}

/// Sets a percentage in a draft.
#[server(endpoint = "desk_set_price_discount")]
pub async fn set_price_discount(
    #[server(default)] number: String,
    #[server(default)] off_list: String,
    #[server(default)] target: String,
    #[server(default)] min_qty: String,
    #[server(default)] percent: String,
    #[server(default)] until: String,
) -> Result<(), AppError> {
    use domain::pricing::change::rows::PriceRow;
    let typed = [
        ("off_list", off_list.as_str()),
        ("target", &target),
        ("min_qty", &min_qty),
        ("percent", &percent),
        ("until", &until),
    ];
    let row = PriceRow {
        list: off_list.clone(),
        target: target.clone(),
        min_qty: min_qty.clone(),
        percent: percent.clone(),
        until: until.clone(),
        ..PriceRow::default()
    };
    let done = ssr::percentage(&number, row).await;
    ssr::lead(&number, &typed, done).await
}

/// Takes a percentage out of a draft.
#[server(endpoint = "desk_remove_price_discount")]
pub async fn remove_price_discount(
    #[server(default)] number: String,
    #[server(default)] list: String,
    #[server(default)] target: String,
    #[server(default)] min_qty: String,
    #[server(default)] from: String,
) -> Result<(), AppError> {
    let done = ssr::remove_discount(&number, list, target, &min_qty, &from).await;
    ssr::lead(&number, &[], done).await
}

/// Puts a list to be made into a draft.
#[server(endpoint = "desk_add_price_list")]
pub async fn add_price_list(
    #[server(default)] number: String,
    #[server(flatten)] form: NewListForm,
) -> Result<(), AppError> {
    let typed = form.typed();
    let typed: Vec<(&str, &str)> = typed.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let done = ssr::add_list(&number, &form).await;
    ssr::lead(&number, &typed, done).await
}

/// A list to be made, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewListForm {
    /// `base`, `group`, `contract` or `promotion`.
    pub kind: String,
    /// Its code.
    pub new_code: String,
    /// Its name.
    pub new_name: String,
    /// Code of the customer or group it is for.
    pub owner: String,
    /// `gross` or `net`.
    pub tax_mode: String,
    /// First day.
    pub list_from: String,
    /// Last day.
    pub list_until: String,
    /// Ticked: no promotion undercuts it.
    pub no_promotion: String,
}

#[cfg(feature = "ssr")]
impl NewListForm {
    fn typed(&self) -> [(&'static str, String); 8] {
        [
            ("kind", self.kind.clone()),
            ("new_code", self.new_code.clone()),
            ("new_name", self.new_name.clone()),
            ("owner", self.owner.clone()),
            ("tax_mode", self.tax_mode.clone()),
            ("list_from", self.list_from.clone()),
            ("list_until", self.list_until.clone()),
            ("no_promotion", self.no_promotion.clone()),
        ]
    }
}

/// Writes into a draft what is to become of the name or the end of a list, or of promotions beside it.
#[server(endpoint = "desk_change_price_list")]
pub async fn change_price_list(
    #[server(default)] number: String,
    #[server(default)] head_list: String,
    #[server(default)] head_name: String,
    #[server(default)] head_until: String,
    #[server(default)] head_open: String,
    #[server(default)] head_promotions: String,
) -> Result<(), AppError> {
    let typed = [
        ("head_list", head_list.as_str()),
        ("head_name", &head_name),
        ("head_until", &head_until),
        ("head_open", &head_open),
        ("head_promotions", &head_promotions),
    ];
    let form = [&head_list, &head_name, &head_until, &head_open, &head_promotions];
    let done = ssr::change_list(&number, form).await;
    ssr::lead(&number, &typed, done).await
}

/// Takes that out of a draft again.
#[server(endpoint = "desk_keep_price_list")]
pub async fn keep_price_list(
    #[server(default)] number: String,
    #[server(default)] list: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work =
        async { domain::pricing::change::heads::remove(&op().await?, &number, &list).await.map_err(answer) };
    ssr::lead(&number, &[], work.await).await
}

/// Raises or lowers many prices of a list in a draft.
#[server(endpoint = "desk_bulk_price_change")]
pub async fn bulk_price_change(
    #[server(default)] number: String,
    #[server(default)] bulk_list: String,
    #[server(default)] category: String,
    #[server(default)] brand: String,
    #[server(default)] bulk_percent: String,
    #[server(default)] decimals: String,
) -> Result<(), AppError> {
    let typed = [
        ("bulk_list", bulk_list.as_str()),
        ("category", &category),
        ("brand", &brand),
        ("bulk_percent", &bulk_percent),
        ("decimals", &decimals),
    ];
    let done = ssr::bulk(&number, [&bulk_list, &category, &brand, &bulk_percent, &decimals]).await;
    crate::api::form::lead_on(&ssr::page(&number), &typed, done, |done| {
        let notice = crate::api::form::Notice::PricesRaised {
            lines: u32::try_from(done.lines).unwrap_or(u32::MAX),
            planned: u32::try_from(done.planned).unwrap_or(u32::MAX),
        };
        (ssr::page(&number), Some(notice))
    })
    .await
}

/// Sends a draft for review, with why.
#[server(endpoint = "desk_submit_price_change")]
pub async fn submit_price_change(
    #[server(default)] number: String,
    #[server(default)] why: String,
) -> Result<(), AppError> {
    use crate::api::form::Notice;
    let done = ssr::submit(&number, &why).await;
    ssr::lead_saying(&number, &[("why", &why)], done, |()| Notice::PricesSubmitted).await
}

/// Sends a document back to be written on.
#[server(endpoint = "desk_return_price_change")]
pub async fn return_price_change(#[server(default)] number: String) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async { domain::pricing::change::way::send_back(&op().await?, &number).await.map_err(answer) };
    ssr::lead(&number, &[], work.await).await
}

/// Gives a document up.
#[server(endpoint = "desk_discard_price_change")]
pub async fn discard_price_change(#[server(default)] number: String) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    let work = async { domain::pricing::change::way::discard(&op().await?, &number).await.map_err(answer) };
    ssr::lead(&number, &[], work.await).await
}

/// Publishes a document.
#[server(endpoint = "desk_publish_price_change")]
pub async fn publish_price_change(
    #[server(default)] number: String,
    #[server(default)] revision: String,
    #[server(default)] floor_reason: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op, reject};
    use crate::api::form::Notice;
    use domain::rejection::Rejection;
    let work = async {
        let revision = revision.trim().parse().map_err(|_| reject(Rejection::Stale))?;
        let done =
            domain::pricing::change::way::publish(&op().await?, &number, revision, &floor_reason).await;
        done.map_err(answer)
    };
    let typed = [("floor_reason", floor_reason.as_str())];
    ssr::lead_saying(&number, &typed, work.await, |done| Notice::PricesPublished { steps: done.steps as u64 })
        .await
}

/// Takes a published document back.
#[server(endpoint = "desk_take_back_price_change")]
pub async fn take_back_price_change(
    #[server(default)] number: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    use crate::api::form::Notice;
    let work = async {
        domain::pricing::change::way::take_back(&op().await?, &number, &reason).await.map_err(answer)
    };
    let typed = [("reason", reason.as_str())];
    ssr::lead_saying(&number, &typed, work.await, |steps| Notice::PricesTakenBack { steps: steps as u64 })
        .await
}
