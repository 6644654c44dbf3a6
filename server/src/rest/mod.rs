//! What programs ask in JSON, under `/api/v1`. Refusals are JSON too, with a code that stays.

mod prices;

use crate::downloads::Press;
use app::api::AppError;
use app::api::backend::{answer, status_of};
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::error::Error;
use domain::rejection::Rejection;
use serde_json::{Value, json};

/// The routes.
pub fn router(press: Press) -> Router {
    prices::router(press)
}

/// An answer. It is somebody's own: kept by nobody on the way.
fn reply(status: StatusCode, body: &Value) -> Response {
    let headers =
        [(header::CONTENT_TYPE, "application/json; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body.to_string()).into_response()
}

/// A refusal with its code and what else there is to say.
fn refuse(status: StatusCode, code: &str, more: Value) -> Response {
    let mut error = json!({ "code": code });
    if let (Value::Object(error), Value::Object(more)) = (&mut error, more) {
        error.extend(more);
    }
    reply(status, &json!({ "error": error }))
}

/// A service's no.
fn refusal(error: Error) -> Response {
    let told = answer(error);
    let status = status_of(&told);
    let (code, more) = match &told {
        AppError::Rejected(Rejection::SignedOut) => ("signed_out", json!({})),
        AppError::Rejected(Rejection::Forbidden) => ("forbidden", json!({})),
        AppError::Rejected(Rejection::NotFound) => ("not_found", json!({})),
        AppError::Rejected(Rejection::TooMany { retry_after_seconds }) => {
            ("too_many_requests", json!({ "retry_after_seconds": retry_after_seconds }))
        }
        AppError::Rejected(_) => ("refused", json!({})),
        AppError::Busy => ("busy", json!({})),
        AppError::Incident(id) => ("incident", json!({ "id": id })),
        AppError::Transport => ("bad_request", json!({})),
    };
    let mut response = refuse(status, code, more);
    if let AppError::Rejected(Rejection::TooMany { retry_after_seconds }) = told {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds));
    }
    response
}
