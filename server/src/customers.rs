//! Files of customers from the desk: taken in and looked at, and rows that could not be taken handed back.

use crate::downloads::{Asked, Kind, Press, attachment, lang, operation, refusal, split};
use crate::import::parted;
use crate::imports::{broken, error_sheet, lead, read_form};
use crate::lists::fault;
use crate::sheet::{self, Limits};
use app::i18n::desk::customer_imports;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::accounts::permission::Permission;
use domain::customers::MOST_ROWS;
use domain::customers::service::{self, Upload};
use domain::error::Error;
use domain::ids::CustomerImportId;
use domain::rejection::Rejection;

/// Where the desk's form posts a file to.
pub const UPLOAD: &str = "/desk/customers/import-file";
/// Where a checked file is made and taken back: twenty thousand customers take longer than a page may.
pub const CONFIRMED: &str = "/api/desk_confirm_customers";
/// See [`CONFIRMED`].
pub const UNDONE: &str = "/api/desk_undo_customers";
/// What a file of customers may hold.
pub(crate) const LIMITS: Limits = Limits { bytes: 10 << 20, rows: MOST_ROWS, columns: 64, cell_chars: 2_000 };
/// A file and what a form writes around it.
pub const UPLOAD_BYTES: usize = LIMITS.bytes + (64 << 10);
/// Where the imports are kept.
const PAGE: &str = "/desk/customers/imports";

/// The routes.
pub fn router(press: Press) -> Router {
    Router::new()
        .route(UPLOAD, post(take_in))
        .route("/documents/customer-imports/{file}", get(errors))
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
    if let Err(error) = op.require(Permission::EditPrices) {
        return refusal(error, lang);
    }
    let taken = async {
        let (name, bytes) = read_form(Request::from_parts(parts.clone(), body)).await?;
        let read = tokio::task::spawn_blocking(move || upload(&name, &bytes));
        let upload = read.await.map_err(|e| Error::Internal(format!("file: {e}")))?;
        service::receive(&op, upload.map_err(|error| broken(fault(&error)))?).await
    };
    match taken.await {
        Ok(id) => Redirect::to(&format!("{PAGE}/{id}")).into_response(),
        Err(error) => lead(&press, &parts, PAGE, error, lang).await,
    }
}

/// A file as the import takes it.
pub(crate) fn upload(name: &str, bytes: &[u8]) -> Result<Upload, sheet::ReadError> {
    let table = sheet::read_table(bytes, name, &LIMITS)?;
    let portion = sheet::Portion { rows: table.rows, problems: table.problems };
    let (rows, unread) = parted(portion, &table.header);
    Ok(Upload { file_name: name.to_owned(), header: table.header, rows, unread })
}

/// The rows that could not be taken as a file that can be put right and imported again.
async fn errors(State(press): State<Press>, Path(file): Path<String>, parts: Parts) -> Response {
    let lang = lang(&parts);
    let made = async {
        let (id, kind) = split(&file)?;
        let id: CustomerImportId = id.parse().map_err(|_| Rejection::NotFound)?;
        if kind != Kind::Csv {
            return Err(Rejection::NotFound.into());
        }
        let op = operation(&press, &parts, &Asked::default()).await?;
        let list = service::load_errors(&op, id).await?;
        let bytes = error_sheet(&list.header, list.rows, (lang, customer_imports::field))?;
        Ok(attachment(bytes, "customer-import-errors", Kind::Csv))
    };
    made.await.unwrap_or_else(|e| refusal(e, lang))
}
