//! Files people take away: statements as PDF, XLSX, CSV; invoices, order confirmations and delivery notes as PDF. Drawn from the same view the screen shows.
//!
//! A file of another company is answered like one that does not exist.

use crate::pdf::{Fonts, render_delivery_note, render_invoice, render_order_confirmation, render_statement};
use crate::sheet::{statement_csv, statement_xlsx};
use app::api::AppError;
use app::api::backend::{Backend, cookie_in, op_of, status_of};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::NaiveDate;
use domain::accounts::permission::Actor;
use domain::accounts::sessions::{self, SessionToken};
use domain::billing::StatementView;
use domain::billing::invoice::{invoice_doc, service as invoices};
use domain::billing::service as statements;
use domain::billing::statement::statement_doc;
use domain::error::Error;
use domain::ids::ShipmentId;
use domain::lang::Lang;
use domain::op::OpContext;
use domain::orders::paper::confirmation_doc;
use domain::orders::service as orders;
use domain::rejection::{FieldProblem, Problem, Rejection};
use domain::shipping::paper::delivery_note_doc;
use domain::shipping::service as shipments;
use serde::Deserialize;
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// Papers drawn or waiting for it at one time.
const QUEUE: usize = 32;

/// What downloads need.
#[derive(Clone)]
pub struct Press {
    backend: Backend,
    fonts: Arc<OnceLock<Option<Fonts>>>,
    folder: std::path::PathBuf,
    /// Drawn or waiting for it; whoever comes then is asked to come again.
    queue: Arc<Semaphore>,
    /// Drawn at the same time: one core stays free for those who order.
    slots: Arc<Semaphore>,
}

impl Press {
    /// A press that loads its fonts when the first paper is asked for.
    pub fn new(backend: Backend, folder: std::path::PathBuf) -> Press {
        let cores = std::thread::available_parallelism().map_or(2, |n| n.get());
        let slots = Arc::new(Semaphore::new(cores.saturating_sub(1).max(1)));
        Press { backend, fonts: Arc::default(), folder, queue: Arc::new(Semaphore::new(QUEUE)), slots }
    }

    /// The process behind the request.
    pub(crate) fn backend(&self) -> &Backend {
        &self.backend
    }

    /// Draws with the fonts.
    async fn draw<T: Send + 'static>(
        &self,
        draw: impl FnOnce(&Fonts) -> Result<T, String> + Send + 'static,
    ) -> Result<T, Error> {
        let (fonts, folder) = (self.fonts.clone(), self.folder.clone());
        self.work(move || {
            let loaded = fonts.get_or_init(|| {
                Fonts::load(&folder).map_err(|problem| tracing::error!(%problem, "fonts for papers")).ok()
            });
            loaded.as_ref().ok_or_else(|| "no fonts".to_owned()).and_then(draw)
        })
        .await
    }

    /// Works away from the threads that serve.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, String> + Send + 'static,
    ) -> Result<T, Error> {
        let broken = |what: String| Error::Internal(format!("paper: {what}"));
        let _place = self.queue.try_acquire().map_err(|_| Error::Unavailable("papers".into()))?;
        let _slot = self.slots.acquire().await.map_err(|e| broken(e.to_string()))?;
        tokio::task::spawn_blocking(work).await.map_err(|e| broken(e.to_string()))?.map_err(broken)
    }
}

/// Where the fonts lie: as configured, else beside the executable's target folder.
pub fn fonts_folder(configured: Option<&std::path::Path>) -> std::path::PathBuf {
    let beside = || std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.parent()?.join("fonts")));
    configured.map(std::path::Path::to_path_buf).or_else(beside).unwrap_or_else(|| "fonts".into())
}

/// The routes.
pub fn router(press: Press) -> Router {
    Router::new()
        .route("/documents/statements/{file}", get(issued_statement))
        .route("/documents/statement/{file}", get(statement_of_period))
        .route("/documents/invoices/{file}", get(invoice))
        .route("/documents/orders/{file}", get(order_confirmation))
        .route("/documents/shipments/{file}", get(delivery_note))
        .with_state(press)
}

/// What a link may say beside the file.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The company, when staff ask.
    company: Option<String>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Asked {
    /// For this company, and nothing else.
    pub(crate) fn of(company: &str) -> Asked {
        Asked { company: Some(company.to_owned()), ..Asked::default() }
    }
}

/// The operation of whoever asks, also without a session.
pub(crate) async fn anybody(press: &Press, parts: &Parts) -> Result<OpContext, Error> {
    let backend = &press.backend;
    let token = cookie_in(parts, backend.session_cookie()).and_then(|c| SessionToken::from_text(&c));
    let session = match token {
        Some(token) => sessions::resolve(&backend.pools, domain::time::clock(), &token).await?,
        None => None,
    };
    Ok(op_of(backend, session.as_ref()))
}

pub(crate) async fn operation(press: &Press, parts: &Parts, asked: &Asked) -> Result<OpContext, Error> {
    let mut op = anybody(press, parts).await?;
    match (&op.actor, &asked.company) {
        (Actor::Visitor, _) => return Err(Rejection::SignedOut.into()),
        (Actor::Staff { .. }, Some(company)) => {
            op.company = Some(company.parse().map_err(|_| Rejection::NotFound)?);
        }
        _ => {}
    }
    Ok(op)
}

async fn issued_statement(
    State(press): State<Press>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    parts: Parts,
) -> Response {
    let made = async {
        let (id, kind) = split(&file)?;
        let op = operation(&press, &parts, &asked).await?;
        let view = statements::load_statement(&op, id.parse().map_err(|_| Rejection::NotFound)?).await?;
        let name =
            view.issued.as_ref().map_or("statement".to_owned(), |i| format!("{}-v{}", i.number, i.version));
        statement_file(&press, &op, &view, lang(&parts), &name, kind).await
    };
    made.await.unwrap_or_else(|e| refusal(e, lang(&parts)))
}

async fn statement_of_period(
    State(press): State<Press>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    parts: Parts,
) -> Response {
    let made = async {
        let (_, kind) = split(&file)?;
        let op = operation(&press, &parts, &asked).await?;
        let missing = |field| Rejection::Fields(vec![FieldProblem::new(field, Problem::Missing)]);
        let from = asked.from.ok_or_else(|| missing("from"))?;
        let to = asked.to.ok_or_else(|| missing("to"))?;
        let view = statements::statement_preview(&op, from, to).await?;
        statement_file(&press, &op, &view, lang(&parts), &format!("statement-{from}-{to}"), kind).await
    };
    made.await.unwrap_or_else(|e| refusal(e, lang(&parts)))
}

async fn statement_file(
    press: &Press,
    op: &OpContext,
    view: &StatementView,
    lang: Lang,
    name: &str,
    kind: Kind,
) -> Result<Response, Error> {
    let seller = domain::seller::load(&op.pools.worker).await?;
    let doc = statement_doc(view, seller, lang);
    let bytes = match kind {
        Kind::Pdf => {
            press.draw(move |fonts| render_statement(fonts, &doc).map_err(|e| e.to_string())).await?
        }
        Kind::Xlsx => press.work(move || statement_xlsx(&doc).map_err(|e| e.to_string())).await?,
        Kind::Csv => press.work(move || statement_csv(&doc).map_err(|e| e.to_string())).await?,
    };
    Ok(attachment(bytes, name, kind))
}

async fn invoice(
    State(press): State<Press>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    parts: Parts,
) -> Response {
    let made = async {
        let id = split_pdf(&file)?;
        let op = operation(&press, &parts, &asked).await?;
        let view = invoices::load_invoice(&op, id.parse().map_err(|_| Rejection::NotFound)?).await?;
        let seller = domain::seller::load(&op.pools.worker).await?;
        let (name, doc) = (view.number.clone(), invoice_doc(&view, seller, lang(&parts)));
        let bytes = press.draw(move |fonts| render_invoice(fonts, &doc).map_err(|e| e.to_string())).await?;
        Ok(attachment(bytes, &name, Kind::Pdf))
    };
    made.await.unwrap_or_else(|e| refusal(e, lang(&parts)))
}

async fn order_confirmation(
    State(press): State<Press>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    parts: Parts,
) -> Response {
    let made = async {
        let id = split_pdf(&file)?;
        let op = operation(&press, &parts, &asked).await?;
        let order = orders::load_order(&op, id.parse().map_err(|_| Rejection::NotFound)?).await?;
        let seller = domain::seller::load(&op.pools.worker).await?;
        let doc = confirmation_doc(&order, op.zone, seller, lang(&parts))?;
        let bytes = press
            .draw(move |fonts| render_order_confirmation(fonts, &doc).map_err(|e| e.to_string()))
            .await?;
        Ok(attachment(bytes, &order.number, Kind::Pdf))
    };
    made.await.unwrap_or_else(|e| refusal(e, lang(&parts)))
}

async fn delivery_note(
    State(press): State<Press>,
    Path(file): Path<String>,
    Query(asked): Query<Asked>,
    parts: Parts,
) -> Response {
    let made = async {
        let id: ShipmentId = split_pdf(&file)?.parse().map_err(|_| Rejection::NotFound)?;
        let op = operation(&press, &parts, &asked).await?;
        let order_id = shipments::order_of_shipment(&op, id).await?;
        let order = orders::load_order(&op, order_id).await?;
        let all = shipments::order_shipments(&op, order_id).await?;
        let shipment = all.into_iter().find(|s| s.id == id).ok_or(Rejection::NotFound)?;
        let seller = domain::seller::load(&op.pools.worker).await?;
        let doc = delivery_note_doc(&order, &shipment, seller, lang(&parts));
        let bytes =
            press.draw(move |fonts| render_delivery_note(fonts, &doc).map_err(|e| e.to_string())).await?;
        Ok(attachment(bytes, &shipment.number, Kind::Pdf))
    };
    made.await.unwrap_or_else(|e| refusal(e, lang(&parts)))
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Pdf,
    Xlsx,
    Csv,
}

pub(crate) fn split(file: &str) -> Result<(&str, Kind), Error> {
    let (id, ending) = file.rsplit_once('.').ok_or(Rejection::NotFound)?;
    let kind = match ending {
        "pdf" => Kind::Pdf,
        "xlsx" => Kind::Xlsx,
        "csv" => Kind::Csv,
        _ => return Err(Rejection::NotFound.into()),
    };
    Ok((id, kind))
}

/// The id in front of `.pdf`, for papers that come in no other form.
fn split_pdf(file: &str) -> Result<&str, Error> {
    match split(file)? {
        (id, Kind::Pdf) => Ok(id),
        _ => Err(Rejection::NotFound.into()),
    }
}

/// Always an attachment, under an ASCII name of ours.
pub(crate) fn attachment(bytes: Vec<u8>, name: &str, kind: Kind) -> Response {
    let (content_type, ending) = match kind {
        Kind::Pdf => ("application/pdf", "pdf"),
        Kind::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        Kind::Csv => ("text/csv; charset=utf-8", "csv"),
    };
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

pub(crate) fn lang(parts: &Parts) -> Lang {
    app::i18n::lang_of(parts)
}

/// One plain sentence in the person's language, under the right status.
pub(crate) fn refusal(error: Error, lang: Lang) -> Response {
    let told: AppError = app::api::backend::answer(error);
    let status: StatusCode = status_of(&told);
    (status, app::i18n::rejection::sentence(&told, lang)).into_response()
}
