//! Papers and pictures of the catalogue: taking them in from the desk, handing them out to everybody.
//!
//! Invariants: a path on the disk is made of a hash of ours, never of anything that was sent; what a file is is told by its
//! content; what is handed out can run nothing in a browser. Without the right to keep files no body is read.

mod look;
mod shelf;

pub use shelf::Shelf;

use app::api::AppError;
use app::api::backend::{answer, cookie_in, op_of, status_of};
use app::api::form::{Echo, Notice, local, with_echo};
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::accounts::sessions::{self, SessionToken};
use domain::catalog::files::{DocumentForm, MAX_PAPER_MB, MediaType, Owner, Served, StoredFile, service};
use domain::error::Error;
use domain::lang::Lang;
use domain::op::OpContext;
use domain::rejection::{FieldProblem, Problem, Rejection};
use std::collections::BTreeMap;
use tower::ServiceExt;
use tower_http::services::ServeFile;

/// Where the desk's form posts to; it is allowed a larger body than others.
pub const UPLOAD: &str = "/desk/catalogue/upload";
/// Bytes of that body: the largest file and the fields beside it.
pub const UPLOAD_BYTES: usize = (MAX_PAPER_MB as usize + 1) * 1024 * 1024;
/// Bytes of a field that is no file.
const FIELD_BYTES: usize = 4 * 1024;

/// The routes.
pub fn router(shelf: Shelf) -> Router {
    Router::new().route("/files/{id}/{name}", get(hand_out)).route(UPLOAD, post(take_in)).with_state(shelf)
}

async fn operation(shelf: &Shelf, parts: &Parts) -> Result<(OpContext, Option<SessionToken>), Error> {
    let backend = &shelf.backend;
    let token = cookie_in(parts, backend.session_cookie()).and_then(|c| SessionToken::from_text(&c));
    let session = match &token {
        Some(token) => sessions::resolve(&backend.pools, domain::time::clock(), token).await?,
        None => None,
    };
    Ok((op_of(backend, session.as_ref()), token))
}

/// A file by its id. The name in the address is for people; the one it is kept under is ours.
async fn hand_out(
    State(shelf): State<Shelf>,
    Path((id, _name)): Path<(String, String)>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let lang = lang(&parts);
    let found = async {
        let (op, _) = operation(&shelf, &parts).await?;
        service::find_file(&op, id.parse().map_err(|_| Rejection::NotFound)?).await
    };
    let served = match found.await {
        Ok(served) => served,
        Err(error) => return refusal(error, lang),
    };
    let path = shelf.path(&served.sha256);
    let asked = Request::from_parts(parts, body);
    let answered = match ServeFile::new(&path).oneshot(asked).await {
        Ok(answered) => answered,
        Err(never) => match never {},
    };
    if answered.status() == StatusCode::NOT_FOUND {
        tracing::error!(file = %served.file.id, hash = %service::hex(&served.sha256), "a file of the catalogue is missing from the data folder");
        return refusal(Rejection::NotFound.into(), lang);
    }
    let mut answered = answered.map(Body::new);
    if !answered.status().is_client_error() && !answered.status().is_server_error() {
        dress(answered.headers_mut(), &served);
    }
    answered
}

/// What a browser may do with it: show it, nothing else. Kept for ever by caches when everybody may see it.
fn dress(headers: &mut HeaderMap, served: &Served) {
    // a browser's own PDF viewer does not open inside a sandbox; a PDF runs nothing as this site anyway
    let policy = match served.file.media {
        MediaType::Pdf => "default-src 'none'; object-src 'self'; frame-ancestors 'none'",
        _ => "default-src 'none'; frame-ancestors 'none'; sandbox",
    };
    let keep = if served.public { "public, max-age=31536000, immutable" } else { "private, no-store" };
    let fixed: [(HeaderName, &'static str); 4] = [
        (header::CONTENT_TYPE, served.file.media.as_str()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, keep),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"{}\"", served.file.name)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
}

/// What the form sent beside the file.
#[derive(Default)]
struct Sent {
    fields: BTreeMap<String, String>,
    file: Option<StoredFile>,
    problem: Option<Problem>,
}

impl Sent {
    fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    fn form(&self) -> DocumentForm {
        DocumentForm {
            kind: self.text("kind").to_owned(),
            title_zh: self.text("title_zh").to_owned(),
            title_en: self.text("title_en").to_owned(),
            language: self.text("language").to_owned(),
        }
    }

    fn owner(&self) -> Result<Owner, Error> {
        let not_found = |_| Rejection::NotFound;
        match (self.text("family"), self.text("sku")) {
            (family, "") => Ok(Owner::Family(family.parse().map_err(not_found)?)),
            ("", sku) => Ok(Owner::Sku(sku.parse().map_err(not_found)?)),
            _ => Err(Rejection::NotFound.into()),
        }
    }
}

/// Takes a file from the desk: a new document, or a new version of one.
async fn take_in(State(shelf): State<Shelf>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let lang = lang(&parts);
    let (op, token) = match operation(&shelf, &parts).await {
        Ok(known) => known,
        Err(error) => return refusal(error, lang),
    };
    if let Err(error) = service::may_keep_files(&op) {
        return refusal(error, lang);
    }
    let page =
        parts.headers.get(header::ACCEPT).is_some_and(|a| a.to_str().is_ok_and(|a| a.contains("text/html")));
    let sent = match Multipart::from_request(Request::from_parts(parts, body), &()).await {
        Ok(mut form) => read(&shelf, &mut form).await,
        Err(_) => Ok(Sent::default()),
    };
    let sent = match sent {
        Ok(sent) => sent,
        Err(error) => return refusal(error, lang),
    };
    let outcome = keep(&op, &sent).await;
    if !page {
        return match outcome {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(error) => refusal(error, lang),
        };
    }
    let echo = match outcome {
        Ok(()) => Echo { notice: Some(Notice::Saved), ..Echo::default() },
        Err(error) => Echo { error: Some(answer(error)), notice: None, typed: sent.fields.clone() },
    };
    lead(&shelf, token.as_ref(), sent.text("back"), &echo, lang).await
}

async fn keep(op: &OpContext, sent: &Sent) -> Result<(), Error> {
    let file = match (&sent.file, &sent.problem) {
        (Some(file), None) => file,
        (_, problem) => {
            let problem = problem.clone().unwrap_or(Problem::Missing);
            return Err(Rejection::Fields(vec![FieldProblem::new("file", problem)]).into());
        }
    };
    match sent.text("document") {
        "" => service::add_document(op, sent.owner()?, &sent.form(), file).await.map(|_| ()),
        id => {
            let id = id.parse().map_err(|_| Rejection::NotFound)?;
            let version = sent.text("version").parse().map_err(|_| Rejection::Stale)?;
            service::replace_file(op, id, version, file).await.map(|_| ())
        }
    }
}

/// Reads the form; the file goes to the disk as it comes. What cannot be read ends the reading, not the form.
async fn read(shelf: &Shelf, form: &mut Multipart) -> Result<Sent, Error> {
    let mut sent = Sent::default();
    while let Ok(Some(mut field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            let mut bytes = Vec::new();
            while let Ok(Some(chunk)) = field.chunk().await {
                if bytes.len() < FIELD_BYTES {
                    bytes.extend_from_slice(&chunk);
                }
            }
            bytes.truncate(FIELD_BYTES);
            sent.fields.insert(name, String::from_utf8_lossy(&bytes).replace('\0', ""));
            continue;
        }
        let mut incoming = shelf.incoming().await?;
        let whole = loop {
            match field.chunk().await {
                Ok(Some(chunk)) if incoming.add(&chunk).await? => {}
                Ok(Some(_)) => break Some(Problem::FileTooLarge { max: MAX_PAPER_MB }),
                Ok(None) => break None,
                Err(_) => break Some(Problem::WrongFile),
            }
        };
        match (whole, incoming.len()) {
            (Some(problem), _) => sent.problem = Some(problem),
            // a field without a file chosen
            (None, 0) => {}
            (None, _) => match shelf.keep(incoming).await? {
                Ok(stored) => sent.file = Some(stored),
                Err(problem) => sent.problem = Some(problem),
            },
        }
        if sent.problem.is_some() {
            // the fields behind it are read all the same where they came
            while let Ok(Some(_)) = field.chunk().await {}
        }
    }
    Ok(sent)
}

async fn lead(shelf: &Shelf, token: Option<&SessionToken>, back: &str, echo: &Echo, lang: Lang) -> Response {
    let back = if back.starts_with("/desk/catalogue") { local(back) } else { "/desk/catalogue".to_owned() };
    let kept = match serde_json::to_value(echo) {
        Ok(payload) => {
            let pools = &shelf.backend.pools;
            domain::accounts::echo::keep(pools, domain::time::clock(), token, None, payload).await
        }
        Err(error) => Err(error.into()),
    };
    match kept {
        Ok(id) => Redirect::to(&with_echo(&back, &id.to_string())).into_response(),
        Err(error) => refusal(error, lang),
    }
}

fn lang(parts: &Parts) -> Lang {
    Lang::parse(&cookie_in(parts, "lang").unwrap_or_default())
}

/// One plain sentence in the person's language, under the right status.
fn refusal(error: Error, lang: Lang) -> Response {
    let told: AppError = answer(error);
    (status_of(&told), app::i18n::rejection::sentence(&told, lang)).into_response()
}
