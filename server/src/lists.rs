//! Lists of numbers as files: own numbers and cross references, out as CSV and XLSX, in from both.
//!
//! A file goes the way of a pasted list: good rows are kept, the others come back into the page's field with what is wrong.

use crate::downloads::{Asked, Kind, Press, attachment, lang, operation, refusal, split};
use crate::sheet::{Limits, ReadError, RowFault, RowProblem, Table, plain_csv, plain_xlsx, read_table};
use app::api::backend::{answer, cookie_in};
use app::api::form::Echo;
use app::api::numbers::steps::{page_for, told};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Path, Query, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::accounts::echo;
use domain::accounts::permission::Actor;
use domain::accounts::sessions::{self, SessionToken};
use domain::catalog::numbers::{TakenRows, cross, own, rows};
use domain::error::Error;
use domain::lang::Lang;
use domain::op::OpContext;
use domain::rejection::{FieldProblem, FileFault, Problem, Rejection};

/// Beginning of the addresses files are sent to.
pub const UPLOADS: &str = "/uploads/";
/// A file and what a form writes around it.
pub const UPLOAD_BYTES: usize = Limits::BUYER.bytes + (64 << 10);

/// The routes.
pub fn router(press: Press) -> Router {
    Router::new()
        .route("/documents/numbers/{file}", get(own_numbers))
        .route("/documents/cross-references/{file}", get(cross_references))
        .route("/uploads/numbers", post(take_own_numbers))
        .route("/uploads/cross-references", post(take_cross_references))
        .with_state(press)
}

async fn own_numbers(
    State(press): State<Press>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    parts: Parts,
) -> Response {
    let lang = lang(&parts);
    let made = async {
        let (_, kind) = split(&file)?;
        let op = operation(&press, &parts, &asked).await?;
        let list = own::list_all(&op).await?;
        let heads = match lang {
            Lang::Zh => ["客户料号", "型号", "备注", "名称"],
            Lang::En => ["My number", "Part number", "Note", "Name"],
        };
        let row = |n: &domain::catalog::numbers::OwnNumber| {
            vec![n.number.clone(), n.part_number.clone(), n.note.clone(), n.name(lang).to_owned()]
        };
        let rows: Vec<_> = list.iter().map(row).collect();
        sheet("part-numbers", lang.pick("客户料号", "Part numbers"), &heads, &rows, kind)
    };
    made.await.unwrap_or_else(|e| refusal(e, lang))
}

async fn cross_references(
    State(press): State<Press>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    parts: Parts,
) -> Response {
    let lang = lang(&parts);
    let made = async {
        let (_, kind) = split(&file)?;
        let op = operation(&press, &parts, &asked).await?;
        let list = cross::list_all(&op).await?;
        let heads = match lang {
            Lang::Zh => ["品牌", "对方型号", "型号", "等级", "来源", "日期"],
            Lang::En => ["Brand", "Their number", "Part number", "Grade", "Source", "Date"],
        };
        let row = |c: &domain::catalog::numbers::CrossReference| {
            let grade = c.grade.as_str().to_owned();
            let (brand, number, part) = (c.brand.clone(), c.number.clone(), c.part_number.clone());
            vec![brand, number, part, grade, c.source.clone(), c.noted_on.to_string()]
        };
        let rows: Vec<_> = list.iter().map(row).collect();
        sheet("cross-references", lang.pick("替代对照", "Cross references"), &heads, &rows, kind)
    };
    made.await.unwrap_or_else(|e| refusal(e, lang))
}

fn sheet(
    name: &str,
    title: &str,
    heads: &[&str],
    rows: &[Vec<String>],
    kind: Kind,
) -> Result<Response, Error> {
    let bytes = match kind {
        Kind::Csv => plain_csv(heads, rows),
        Kind::Xlsx => plain_xlsx(title, heads, rows),
        Kind::Pdf => return Err(Rejection::NotFound.into()),
    };
    let bytes = bytes.map_err(|e| Error::Internal(format!("sheet: {e}")))?;
    Ok(attachment(bytes, name, kind))
}

/// What a form with a file brings.
#[derive(Default)]
struct Sent {
    company: String,
    name: String,
    bytes: Bytes,
}

async fn take_own_numbers(State(press): State<Press>, request: Request) -> Response {
    let (parts, sent) = receive(request).await;
    let taken = async {
        let sent = sent?;
        let op = acting(&press, &parts, &sent.company).await?;
        let (list, faults) = listed(&sent)?;
        with_faults(own::take_rows(&op, list).await?, faults)
    };
    let company = parts.1.clone();
    lead(&press, &parts.0, company.as_deref(), taken.await).await
}

async fn take_cross_references(State(press): State<Press>, request: Request) -> Response {
    let (parts, sent) = receive(request).await;
    let taken = async {
        let op = operation(&press, &parts.0, &Asked::default()).await?;
        let (list, faults) = listed(&sent?)?;
        with_faults(cross::take_rows(&op, list).await?, faults)
    };
    lead(&press, &parts.0, None, taken.await).await
}

/// The request's head with the company its form was drawn for, and what it brought.
type Received = ((Parts, Option<String>), Result<Sent, Error>);

async fn receive(request: Request) -> Received {
    let (parts, body) = request.into_parts();
    let again = Request::from_parts(parts.clone(), body);
    let sent = read_form(again).await;
    let company = sent.as_ref().ok().map(|sent| sent.company.clone());
    ((parts, company), sent)
}

async fn read_form(request: Request) -> Result<Sent, Error> {
    let broken = |fault| Rejection::Fields(vec![FieldProblem::new("file", Problem::File(fault))]);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| broken(FileFault::NotATable))?;
    let mut sent = Sent::default();
    // a body cut off at the limit ends in an error
    while let Some(field) = form.next_field().await.map_err(|_| broken(FileFault::TooLarge))? {
        match field.name() {
            Some("company") => {
                sent.company = field.text().await.map_err(|_| broken(FileFault::TooLarge))?;
            }
            Some("file") => {
                sent.name = field.file_name().unwrap_or_default().to_owned();
                sent.bytes = field.bytes().await.map_err(|_| broken(FileFault::TooLarge))?;
            }
            _ => {}
        }
    }
    Ok(sent)
}

/// The operation for the company the form was drawn for: a member's must be the one he acts for now.
async fn acting(press: &Press, parts: &(Parts, Option<String>), company: &str) -> Result<OpContext, Error> {
    let op = operation(press, &parts.0, &Asked::of(company)).await?;
    let drawn_for = company.parse().ok();
    match op.actor {
        Actor::Buyer { .. } if op.company != drawn_for => Err(Rejection::DrawnForOther.into()),
        _ => Ok(op),
    }
}

/// The file's rows with their heading, and the rows that could not be read at all.
fn listed(sent: &Sent) -> Result<(rows::Numbered, Vec<FieldProblem>), Error> {
    if sent.bytes.is_empty() {
        return Err(Rejection::Fields(vec![FieldProblem::new("file", Problem::Missing)]).into());
    }
    let table = read_table(&sent.bytes, &sent.name, &Limits::BUYER).map_err(|error| {
        Error::from(Rejection::Fields(vec![FieldProblem::new("file", Problem::File(fault(&error)))]))
    })?;
    let Table { header, rows, problems, .. } = table;
    let heading = rows.first().map_or(1, |row| row.number.saturating_sub(1).max(1));
    let all = std::iter::once((heading, header)).chain(rows.into_iter().map(|row| (row.number, row.cells)));
    Ok((all.collect(), problems.iter().map(row_problem).collect()))
}

/// What is wrong with a whole file, as a fact of the business.
pub(crate) fn fault(error: &ReadError) -> FileFault {
    match error {
        ReadError::TooLarge { .. } | ReadError::UnpacksTooLarge { .. } => FileFault::TooLarge,
        ReadError::TooManyRows { limit, .. } => FileFault::TooManyRows { limit: *limit },
        ReadError::TooManyColumns { limit, .. } => FileFault::TooManyColumns { limit: *limit },
        ReadError::Empty => FileFault::Empty,
        ReadError::OldOrLocked => FileFault::OldOrLocked,
        ReadError::NotATable | ReadError::Encoding => FileFault::NotATable,
        ReadError::Damaged => FileFault::Damaged,
    }
}

fn row_problem(problem: &RowProblem) -> FieldProblem {
    let what = match problem.fault {
        RowFault::UnclosedQuote => Problem::Malformed { typed: "\"".into() },
        RowFault::CellTooLong { limit, .. } => {
            Problem::TooLong { max: u32::try_from(limit).unwrap_or(u32::MAX) }
        }
    };
    FieldProblem::in_row("rows", problem.row, what)
}

fn with_faults(mut taken: TakenRows, faults: Vec<FieldProblem>) -> Result<TakenRows, Error> {
    taken.refused.extend(faults.into_iter().map(|problem| (Vec::new(), problem)));
    taken.refused.sort_by_key(|(_, problem)| problem.row);
    Ok(taken)
}

/// Back to the list's page, which says what was taken and keeps what was not.
async fn lead(
    press: &Press,
    parts: &Parts,
    company: Option<&str>,
    taken: Result<TakenRows, Error>,
) -> Response {
    let lang = lang(parts);
    let backend = press.backend();
    let token = cookie_in(parts, backend.session_cookie()).and_then(|c| SessionToken::from_text(&c));
    let taken = match taken {
        // who may not be here at all gets no page
        Err(Error::Rejected(refused @ (Rejection::SignedOut | Rejection::Forbidden))) => {
            return refusal(refused.into(), lang);
        }
        taken => taken.map_err(answer),
    };
    let kept = async {
        let now = domain::time::clock();
        let session = match &token {
            Some(token) => sessions::resolve(&backend.pools, now, token).await?,
            None => None,
        };
        let page = match company {
            Some(company) => page_for(session.map(|s| s.seat).as_ref(), company),
            None => "/desk/cross-references".to_owned(),
        };
        let told: Echo = told(taken, "");
        let id = echo::keep(&backend.pools, now, token.as_ref(), None, serde_json::to_value(&told)?).await?;
        Ok::<_, Error>(format!("{}?echo={id}", app::api::form::local(&page)))
    };
    match kept.await {
        Ok(place) => Redirect::to(&place).into_response(),
        Err(error) => refusal(error, lang),
    }
}
