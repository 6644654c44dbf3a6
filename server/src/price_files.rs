//! Files of prices from the desk: read into a price change, and the rows that could not be taken handed back.

use crate::downloads::{Asked, Kind, Press, attachment, lang, operation, refusal, split};
use crate::import::parted;
use crate::imports::error_sheet;
use crate::lists::fault;
use crate::sheet::{Limits, Portions, ReadError};
use app::api::backend::{answer, cookie_in};
use app::api::form::{Echo, local, with_echo};
use app::i18n::desk::price_changes;
use app::i18n::format::url_component;
use axum::Router;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::accounts::echo;
use domain::accounts::permission::Permission;
use domain::accounts::sessions::SessionToken;
use domain::catalog::import::NumberedRow;
use domain::error::Error;
use domain::ids::PriceFileId;
use domain::lang::Lang;
use domain::mappings::{MappingKind, service as mappings};
use domain::op::OpContext;
use domain::pricing::change::columns::{Columns, PriceMapping};
use domain::pricing::change::draft::{Incoming, NewChange};
use domain::pricing::change::files::{Keeping, NewFile, plain_name};
use domain::pricing::change::read::refused;
use domain::rejection::{FieldProblem, FileFault, Problem, Rejection};
use std::collections::HashMap;
use tokio::sync::{mpsc, oneshot};

/// Where the desk's form posts a file to.
pub const UPLOAD: &str = "/desk/prices/import-file";
/// A file and what a form writes around it.
pub const UPLOAD_BYTES: usize = Limits::STAFF.bytes + (64 << 10);
/// Where documents are kept.
const PAGE: &str = "/desk/prices/changes";
/// Where it is said what the columns of a file are.
const FILES: &str = "/desk/prices/files";
/// Where a file whose columns were told is read: three hundred thousand rows take longer than a page may.
pub const READ: &str = "/api/desk_read_price_file";
/// Rows read at a time.
const PORTION: usize = 20_000;

/// The routes.
pub fn router(press: Press) -> Router {
    Router::new()
        .route(UPLOAD, post(take_in))
        .route("/documents/price-changes/{file}", get(errors))
        .with_state(press)
}

/// Some rows, and what is wrong with those that could not be read.
type Portion = (Vec<NumberedRow>, Vec<FieldProblem>);

/// A file being read by a thread of its own.
pub(crate) struct Table {
    /// Its headings.
    pub(crate) heading: Vec<String>,
    /// What they are; none when they name no prices.
    pub(crate) columns: Option<Columns>,
    /// Headings nothing is known of.
    pub(crate) unclear: Vec<String>,
    /// Its rows.
    pub(crate) portions: mpsc::Receiver<Result<Portion, ReadError>>,
}

/// Begins to read a file away from the threads that serve.
pub(crate) async fn read(
    bytes: impl AsRef<[u8]> + Send + 'static,
    name: String,
    limits: Limits,
    mapping: PriceMapping,
) -> Result<Table, ReadError> {
    let (begun, opened) = oneshot::channel();
    let (send, portions) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        let mut rows = match Portions::open(bytes.as_ref(), &name, limits) {
            Ok(rows) => rows,
            Err(error) => return drop(begun.send(Err(error))),
        };
        let header = rows.header().to_vec();
        if begun.send(Ok(header.clone())).is_err() {
            return;
        }
        while let Some(portion) = rows.next(PORTION).transpose() {
            // nobody waits any more: the request ended
            if send.blocking_send(portion.map(|portion| parted(portion, &header))).is_err() {
                return;
            }
        }
    });
    let heading = opened.await.map_err(|_| ReadError::Damaged)??;
    let (columns, unclear) = (mapping.header(&heading), mapping.unclear(&heading));
    Ok(Table { heading, columns, unclear, portions })
}

/// Takes a file in. Without the right to draft no body is read.
async fn take_in(State(press): State<Press>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let lang = lang(&parts);
    let op = match operation(&press, &parts, &Asked::default()).await {
        Ok(op) => op,
        Err(error) => return refusal(error, lang),
    };
    if let Err(error) = op.require(Permission::EditPrices) {
        return refusal(error, lang);
    }
    match taken(&op, Request::from_parts(parts.clone(), body)).await {
        Ok(page) => Redirect::to(&page).into_response(),
        Err(error) => lead(&press, &parts, error, lang).await,
    }
}

/// The page a file leads to: the draft it became, or the columns somebody has to tell, because not every heading is known or
/// because he asked for them. No column is passed over unasked: it could be the day a price ends.
async fn taken(op: &OpContext, request: Request) -> Result<String, Error> {
    let (name, bytes, fields) = read_form(request).await?;
    let field = |name: &str| {
        let text = fields.get(name).map(String::as_str).unwrap_or_default();
        text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
    };
    let starts_on = match field("starts_on") {
        text if text.is_empty() => op.today(),
        text => text.parse().map_err(|_| wrong("starts_on", Problem::NotADate { typed: text.clone() }))?,
    };
    let saved = field("mapping");
    let mapping: PriceMapping = match saved.as_str() {
        "" => PriceMapping::default(),
        name => mappings::find(op, MappingKind::Prices, name).await?.ok_or(Rejection::NotFound)?,
    };
    let list = Some(field("list")).filter(|list| !list.is_empty()).unwrap_or(mapping.list.clone());
    let table = read(bytes, name.clone(), Limits::STAFF, mapping).await;
    let mut table = table.map_err(|error| wrong("file", Problem::File(fault(&error))))?;
    let is_clear = table.unclear.is_empty() && field("look").is_empty();
    match table.columns.take().filter(|_| is_clear) {
        Some(columns) => {
            let new = NewChange { title: plain_name(&name), reason: String::new(), starts_on };
            let number = draft(op, new, table, (&columns, &list)).await?;
            Ok(format!("{PAGE}/{number}"))
        }
        None => {
            let new = NewFile { file_name: name, header: table.heading.clone(), list, starts_on };
            let id = keep(op, &new, table).await?;
            Ok(format!("{FILES}/{id}?mapping={}", url_component(&saved)))
        }
    }
}

async fn draft(
    op: &OpContext,
    new: NewChange,
    mut table: Table,
    (columns, list): (&[Option<&'static str>], &str),
) -> Result<String, Error> {
    let mut incoming = Incoming::begin(op, new).await?;
    while let Some(portion) = table.portions.recv().await {
        let portion = portion.map_err(|error| wrong("file", Problem::File(fault(&error))))?;
        incoming.take_file(portion, columns, list).await?;
    }
    Ok(incoming.finish(&table.heading).await?.0)
}

async fn keep(op: &OpContext, new: &NewFile, mut table: Table) -> Result<PriceFileId, Error> {
    let mut keeping = Keeping::begin(op, new).await?;
    while let Some(portion) = table.portions.recv().await {
        let (rows, unread) = portion.map_err(|error| wrong("file", Problem::File(fault(&error))))?;
        keeping.take(&rows, &unread).await?;
    }
    keeping.finish().await
}

fn wrong(field: &str, problem: Problem) -> Error {
    Rejection::Fields(vec![FieldProblem::new(field, problem)]).into()
}

/// The file's name and bytes, and the other fields.
async fn read_form(request: Request) -> Result<(String, axum::body::Bytes, HashMap<String, String>), Error> {
    let broken = |fault| wrong("file", Problem::File(fault));
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| broken(FileFault::NotATable))?;
    let (mut file, mut fields) = (None, HashMap::new());
    // a body cut off at the limit ends in an error
    while let Some(field) = form.next_field().await.map_err(|_| broken(FileFault::TooLarge))? {
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| broken(FileFault::TooLarge))?;
        if name == "file" && !bytes.is_empty() {
            file = Some((file_name, bytes));
        } else if bytes.len() <= 1_000 {
            fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    let (name, bytes) = file.ok_or_else(|| wrong("file", Problem::Missing))?;
    Ok((name, bytes, fields))
}

/// Back to the documents, with why not.
async fn lead(press: &Press, parts: &Parts, error: Error, lang: Lang) -> Response {
    let backend = press.backend();
    let token = cookie_in(parts, backend.session_cookie()).and_then(|c| SessionToken::from_text(&c));
    let told = Echo { error: Some(answer(error)), ..Echo::default() };
    let kept = async {
        let payload = serde_json::to_value(&told)?;
        echo::keep(&backend.pools, domain::time::clock(), token.as_ref(), None, payload).await
    };
    match kept.await {
        Ok(id) => Redirect::to(&with_echo(&local(PAGE), &id.to_string())).into_response(),
        Err(error) => refusal(error, lang),
    }
}

/// Refused rows, each with its number, field and remedy before its cells. A row may be longer than the heading: nothing of
/// it is lost, but a table has one width.
pub(crate) fn with_remedies(
    refused: &[(FieldProblem, Vec<String>)],
    width: usize,
    named: impl Fn(&FieldProblem) -> String,
    remedy: impl Fn(&Problem) -> String,
) -> Vec<Vec<String>> {
    let row = |(problem, cells): &(FieldProblem, Vec<String>)| {
        let number = problem.row.map(|row| row.to_string()).unwrap_or_default();
        let mut row = vec![number, named(problem), remedy(&problem.problem)];
        row.extend(cells.iter().cloned());
        let more = row.split_off(row.len().min(width + 3));
        row.resize(width + 3, String::new());
        if let (false, Some(last)) = (more.is_empty(), row.last_mut()) {
            *last = std::iter::once(std::mem::take(last)).chain(more).collect::<Vec<_>>().join(" | ");
        }
        row
    };
    refused.iter().map(row).collect()
}

/// The rows that could not be taken as a file that can be put right and brought again.
async fn errors(State(press): State<Press>, Path(file): Path<String>, parts: Parts) -> Response {
    let lang = lang(&parts);
    let made = async {
        let (number, kind) = split(&file)?;
        if kind != Kind::Csv {
            return Err(Rejection::NotFound.into());
        }
        let op = operation(&press, &parts, &Asked::default()).await?;
        let (heading, rows) = refused(&op, number).await?;
        let bytes = error_sheet(&heading, rows, (lang, price_changes::field))?;
        Ok(attachment(bytes, "price-rows", Kind::Csv))
    };
    made.await.unwrap_or_else(|e| refusal(e, lang))
}
