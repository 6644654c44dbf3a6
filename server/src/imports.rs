//! Files of the catalogue from the desk: taken in for the worker, and rows that could not be taken handed back.

use crate::downloads::{Asked, Kind, Press, attachment, lang, operation, refusal, split};
use crate::lists::fault;
use crate::price_files::with_remedies;
use crate::sheet::{Limits, Portions, ReadError, plain_csv};
use app::api::backend::{answer, cookie_in};
use app::api::form::{Echo, local, with_echo};
use app::i18n::desk::imports as words;
use app::i18n::rejection::{self, FieldWords};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::accounts::echo;
use domain::accounts::permission::Permission;
use domain::accounts::sessions::SessionToken;
use domain::catalog::import::jobs::{self, Upload};
use domain::error::Error;
use domain::ids::ImportId;
use domain::lang::Lang;
use domain::rejection::{FieldProblem, FileFault, Problem, Rejection};

/// Where the desk's form posts a file to.
pub const UPLOAD: &str = "/desk/catalogue/import-file";
/// A file and what a form writes around it.
pub const UPLOAD_BYTES: usize = Limits::STAFF.bytes + (64 << 10);
/// Where the imports are kept.
const PAGE: &str = "/desk/catalogue/imports";
/// Rows looked at to guess what the columns are.
const LOOKED_AT: usize = 2_000;

/// The routes.
pub fn router(press: Press) -> Router {
    Router::new()
        .route(UPLOAD, post(take_in))
        .route("/documents/imports/{file}", get(errors))
        .with_state(press)
}

/// Takes a file in. Without the right to import no body is read.
async fn take_in(State(press): State<Press>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let lang = lang(&parts);
    let op = match operation(&press, &parts, &Asked::default()).await {
        Ok(op) => op,
        Err(error) => return refusal(error, lang),
    };
    if let Err(error) = op.require(Permission::EditCatalogue) {
        return refusal(error, lang);
    }
    let taken = async {
        let (name, bytes) = read_form(Request::from_parts(parts.clone(), body)).await?;
        let file = tokio::task::spawn_blocking({
            let (name, bytes) = (name.clone(), bytes.clone());
            move || look(&name, &bytes)
        });
        let look = file.await.map_err(|e| Error::Internal(format!("file: {e}")))?;
        let (header, rows, total) = look.map_err(|error| broken(fault(&error)))?;
        let upload = Upload { file_name: &name, bytes: &bytes, header, rows, total };
        jobs::receive(&op, upload).await
    };
    match taken.await {
        Ok(id) => Redirect::to(&format!("{PAGE}/{id}")).into_response(),
        Err(error) => lead(&press, &parts, PAGE, error, lang).await,
    }
}

/// A file that cannot be taken, as the form says it.
pub(crate) fn broken(fault: FileFault) -> Error {
    Rejection::Fields(vec![FieldProblem::new("file", Problem::File(fault))]).into()
}

/// Name and bytes of the file a form brings.
pub(crate) async fn read_form(request: Request) -> Result<(String, Bytes), Error> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| broken(FileFault::NotATable))?;
    // a body cut off at the limit ends in an error
    while let Some(field) = form.next_field().await.map_err(|_| broken(FileFault::TooLarge))? {
        if field.name() == Some("file") {
            let name = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(|_| broken(FileFault::TooLarge))?;
            if !bytes.is_empty() {
                return Ok((name, bytes));
            }
        }
    }
    Err(Rejection::Fields(vec![FieldProblem::new("file", Problem::Missing)]).into())
}

/// Header, first rows, and how many rows there are: a file that cannot be read to its end is not taken in.
#[expect(clippy::type_complexity, reason = "three facts of one file, taken apart at once")]
fn look(name: &str, bytes: &[u8]) -> Result<(Vec<String>, Vec<Vec<String>>, usize), ReadError> {
    let mut portions = Portions::open(bytes, name, Limits::STAFF)?;
    let (mut rows, mut total) = (Vec::new(), 0);
    while let Some(portion) = portions.next(LOOKED_AT)? {
        total += portion.rows.len() + portion.problems.len();
        if rows.is_empty() {
            rows = portion.rows.into_iter().map(|row| row.cells).collect();
        }
    }
    Ok((portions.header().to_vec(), rows, total))
}

/// Back to the page of the form, which says why not.
pub(crate) async fn lead(press: &Press, parts: &Parts, page: &str, error: Error, lang: Lang) -> Response {
    let backend = press.backend();
    let token = cookie_in(parts, backend.session_cookie()).and_then(|c| SessionToken::from_text(&c));
    let told = Echo { error: Some(answer(error)), ..Echo::default() };
    let kept = async {
        let payload = serde_json::to_value(&told)?;
        echo::keep(&backend.pools, domain::time::clock(), token.as_ref(), None, payload).await
    };
    match kept.await {
        Ok(id) => Redirect::to(&with_echo(&local(page), &id.to_string())).into_response(),
        Err(error) => refusal(error, lang),
    }
}

/// The rows that could not be taken as a file that can be put right and imported again.
async fn errors(State(press): State<Press>, Path(file): Path<String>, parts: Parts) -> Response {
    let lang = lang(&parts);
    let made = async {
        let (id, kind) = split(&file)?;
        let id: ImportId = id.parse().map_err(|_| Rejection::NotFound)?;
        if kind != Kind::Csv {
            return Err(Rejection::NotFound.into());
        }
        let op = operation(&press, &parts, &Asked::default()).await?;
        let list = jobs::load_errors(&op, id).await?;
        let bytes = error_sheet(&list.header, list.rows, (lang, words::field))?;
        Ok(attachment(bytes, "import-errors", Kind::Csv))
    };
    made.await.unwrap_or_else(|e| refusal(e, lang))
}

/// Rows that could not be taken with what is wrong, in the reader's language; a field is called as his file calls it.
pub(crate) fn error_sheet(
    header: &[String],
    rows: Vec<(FieldProblem, Vec<String>)>,
    (lang, words): (Lang, FieldWords),
) -> Result<Vec<u8>, Error> {
    let said: &[&str] = match lang {
        Lang::Zh => &["行", "字段", "怎么改"],
        Lang::En => &["row", "field", "remedy"],
    };
    let heads: Vec<&str> = said.iter().copied().chain(header.iter().map(String::as_str)).collect();
    let named = |problem: &FieldProblem| rejection::called(problem, words, lang);
    let rows = with_remedies(&rows, header.len(), named, |problem| rejection::field(problem, lang));
    plain_csv(&heads, &rows).map_err(|e| Error::Internal(format!("sheet: {e}")))
}
