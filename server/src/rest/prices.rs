//! `GET /api/v1/prices?sku=PART&qty=N&sku=…`: own prices of named parts.

use super::{refusal, refuse, reply};
use crate::downloads::{Press, anybody};
use app::api::catalog::pairs_of;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::get;
use domain::pricing::asked::{Answer, MOST_ASKED, prices_of_parts};
use domain::quantity::Quantity;
use serde_json::{Value, json};

/// The route.
pub fn router(press: Press) -> Router {
    Router::new().route("/api/v1/prices", get(prices)).with_state(press)
}

async fn prices(State(press): State<Press>, RawQuery(query): RawQuery, parts: Parts) -> Response {
    let op = match anybody(&press, &parts).await {
        Ok(op) => op,
        Err(error) => return refusal(error),
    };
    // who may not ask is told so whatever he asked
    if let Err(error) = op.require(domain::accounts::permission::Permission::SeePrices) {
        return refusal(error);
    }
    let wanted = match asked(&query.unwrap_or_default()) {
        Ok(wanted) => wanted,
        Err((code, more)) => return refuse(StatusCode::UNPROCESSABLE_ENTITY, code, more),
    };
    let answers = match prices_of_parts(&op, &wanted).await {
        Ok(answers) => answers,
        Err(error) => return refusal(error),
    };
    if answers.iter().all(|answer| answer.part_number.is_none()) {
        let asked: Vec<&str> = answers.iter().map(|answer| answer.asked.as_str()).collect();
        return refuse(StatusCode::NOT_FOUND, "unknown_part", json!({ "skus": asked }));
    }
    let prices: Vec<Value> = answers.iter().map(said).collect();
    reply(StatusCode::OK, &json!({ "on": op.today(), "prices": prices }))
}

fn said(answer: &Answer) -> Value {
    let Answer { asked, part_number, price } = answer;
    match (part_number, price) {
        (Some(part), Some(price)) => json!({ "sku": asked, "part_number": part, "price": price }),
        (Some(part), None) => json!({ "sku": asked, "part_number": part, "error": { "code": "no_price" } }),
        (None, _) => json!({ "sku": asked, "error": { "code": "unknown_part" } }),
    }
}

/// A part, and the quantity behind it.
type Wanted = (String, Option<Quantity>);

/// Each part with the quantity that follows it.
fn asked(query: &str) -> Result<Vec<Wanted>, (&'static str, Value)> {
    let mut wanted: Vec<Wanted> = Vec::new();
    for (key, value) in pairs_of(query) {
        match key.as_str() {
            "sku" if value.trim().is_empty() || value.chars().count() > 100 => {
                return Err(("bad_sku", json!({ "sku": value.chars().take(100).collect::<String>() })));
            }
            "sku" if wanted.len() == MOST_ASKED => {
                return Err(("too_many_skus", json!({ "limit": MOST_ASKED })));
            }
            "sku" => wanted.push((value, None)),
            "qty" => {
                let quantity = Quantity::parse(&value);
                let bad = || json!({ "qty": value.chars().take(100).collect::<String>() });
                match (wanted.last_mut(), quantity) {
                    (Some(last), Ok(quantity)) if last.1.is_none() => last.1 = Some(quantity),
                    _ => return Err(("bad_quantity", bad())),
                }
            }
            _ => {
                return Err((
                    "unknown_parameter",
                    json!({ "name": key.chars().take(100).collect::<String>() }),
                ));
            }
        }
    }
    if wanted.is_empty() { Err(("nothing_asked", json!({}))) } else { Ok(wanted) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_belongs_to_the_part_before_it() {
        let read = asked("sku=A&qty=5&sku=B%2F1&sku=C&qty=1.5").unwrap();
        let read: Vec<_> = read.iter().map(|(part, q)| (part.as_str(), q.map(|q| q.to_string()))).collect();
        assert_eq!(read, [("A", Some("5".into())), ("B/1", None), ("C", Some("1.5".into()))]);
        for (query, code) in [
            ("", "nothing_asked"),
            ("qty=5", "bad_quantity"),
            ("sku=A&qty=x", "bad_quantity"),
            ("sku=A&qty=1&qty=2", "bad_quantity"),
            ("sku=", "bad_sku"),
            ("sku=A&company=1", "unknown_parameter"),
        ] {
            assert_eq!(asked(query).unwrap_err().0, code, "{query}");
        }
        let many = vec!["sku=A"; 201].join("&");
        assert_eq!(asked(&many).unwrap_err().0, "too_many_skus");
    }
}
