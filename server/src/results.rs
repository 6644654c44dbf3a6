//! The whole result of a search as a file: every row, with the reader's own prices, or a clear no. Never a part of it.

use crate::downloads::{Kind, Press, anybody, attachment, lang, refusal, split};
use crate::http::client_of;
use crate::sheet::{ResultSheet, SheetError};
use app::api::catalog::pairs_of;
use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::get;
use domain::accounts::tries;
use domain::catalog::{ColumnView, SearchQuery};
use domain::error::Error;
use domain::lang::Lang;
use domain::pricing::export::{Export, ExportRow};
use domain::rejection::Rejection;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};

/// Beginning of the addresses: a large file takes longer than a page may.
pub const FILES: &str = "/documents/results/";
/// Files written at the same time.
const AT_ONCE: usize = 2;
/// Files being written or waiting for it; whoever comes then is asked to come again.
const QUEUE: usize = 12;
/// Batches read ahead of the writing.
const AHEAD: usize = 2;

/// What the route needs.
#[derive(Clone)]
struct Office {
    press: Press,
    queue: Arc<Semaphore>,
    writing: Arc<Semaphore>,
}

/// The route.
pub fn router(press: Press) -> Router {
    let office =
        Office { press, queue: Arc::new(Semaphore::new(QUEUE)), writing: Arc::new(Semaphore::new(AT_ONCE)) };
    Router::new().route("/documents/results/{file}", get(whole_result)).with_state(office)
}

async fn whole_result(
    State(office): State<Office>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    parts: Parts,
) -> Response {
    let lang = lang(&parts);
    let made = async {
        let (_, kind) = split(&file)?;
        let query = SearchQuery::from_pairs(&pairs_of(&query.unwrap_or_default()));
        let bytes = office.write(&parts, &query, kind, lang).await?;
        Ok(attachment(bytes, "parts", kind))
    };
    made.await.unwrap_or_else(|e| refusal(e, lang))
}

impl Office {
    /// Reads and writes side by side, so that neither the rows nor a workbook's cells are in memory as a whole.
    async fn write(
        &self,
        parts: &Parts,
        query: &SearchQuery,
        kind: Kind,
        lang: Lang,
    ) -> Result<Vec<u8>, Error> {
        if kind == Kind::Pdf {
            return Err(Rejection::NotFound.into());
        }
        let op = anybody(&self.press, parts).await?;
        tries::count_file(&op, &client_of(parts)).await?;
        let busy = |_| Error::Unavailable("files of results".into());
        let _place = self.queue.try_acquire().map_err(busy)?;
        let broken = |what: String| Error::Internal(format!("file of a result: {what}"));
        let _turn = self.writing.acquire().await.map_err(|e| broken(e.to_string()))?;
        let backend = self.press.backend();
        let mut export = Export::open(&op, &backend.catalog, &backend.prices, query).await?;
        let (columns, priced) = (export.columns().to_vec(), export.is_priced());
        let (send, receive) = mpsc::channel(AHEAD);
        let writer = tokio::task::spawn_blocking(move || draw(kind, lang, columns, priced, receive));
        while let Some(rows) = export.next().await? {
            if send.send(rows).await.is_err() {
                // the writer stopped and says below why
                break;
            }
        }
        drop(send);
        export.close().await?;
        let written = writer.await.map_err(|e| broken(e.to_string()))?;
        written.map_err(|e| broken(e.to_string()))
    }
}

fn draw(
    kind: Kind,
    lang: Lang,
    columns: Vec<ColumnView>,
    priced: bool,
    mut rows: mpsc::Receiver<Vec<ExportRow>>,
) -> Result<Vec<u8>, SheetError> {
    let mut sheet = match kind {
        Kind::Csv => ResultSheet::csv(lang, columns, priced)?,
        _ => ResultSheet::xlsx(lang, columns, priced)?,
    };
    while let Some(batch) = rows.blocking_recv() {
        sheet.push(&batch)?;
    }
    sheet.finish()
}
