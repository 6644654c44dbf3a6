//! What programs ask: the answers' form, their refusals, and what is in none of them.

use crate::world::{CONTRACT, COST, FLOOR, PART, World};
use serde_json::Value;

fn keys(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| {
            found.push(key.to_lowercase());
            keys(inner, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn no_key_of_cost_margin_or_floor_is_in_an_answer() {
    let world = World::open().await;
    let path = format!("/api/v1/prices?sku={PART}&qty=500&sku={PART}&sku=NO-SUCH");
    let answer = world.get(&path, "buyer").await;
    assert_eq!(answer.status, 200);
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let prices = body["prices"].as_array().unwrap();
    assert_eq!(prices[1]["price"]["unit_price"]["price"].as_str().unwrap().trim_end_matches('0'), CONTRACT);
    assert_eq!(prices[0]["price"]["quantity"], "500");
    assert_eq!(prices[2]["error"]["code"], "unknown_part");
    let mut found = Vec::new();
    keys(&body, &mut found);
    assert!(found.iter().any(|key| key == "next_tier"), "{found:?}");
    for word in ["cost", "margin", "floor", "considered", "percent", "inherited", "company", "list_id"] {
        assert!(found.iter().all(|key| !key.contains(word)), "{word} in {found:?}");
    }
    assert!(!answer.body.contains(COST) && !answer.body.contains(FLOOR) && !answer.body.contains("CT-ALFA"));
}

#[tokio::test]
async fn every_refusal_is_json_with_a_code_that_stays() {
    let world = World::open().await;
    let many = format!("/api/v1/prices?{}", vec!["sku=A"; 201].join("&"));
    for (who, path, status, code) in [
        ("visitor", "/api/v1/prices?sku=KAN-6204", 401, "signed_out"),
        ("visitor", "/api/v1/prices", 401, "signed_out"),
        ("viewer", "/api/v1/prices?sku=KAN-6204", 403, "forbidden"),
        ("s:sales", "/api/v1/prices?sku=KAN-6204", 403, "forbidden"),
        ("owner", "/api/v1/prices?sku=NO-SUCH&sku=NEITHER", 404, "unknown_part"),
        ("owner", "/api/v1/prices", 422, "nothing_asked"),
        ("owner", "/api/v1/prices?sku=", 422, "bad_sku"),
        ("owner", "/api/v1/prices?sku=KAN-6204&qty=%00", 422, "bad_quantity"),
        ("owner", "/api/v1/prices?sku=KAN-6204&qty=-1", 422, "bad_quantity"),
        ("owner", "/api/v1/prices?sku=KAN-6204&company=x", 422, "unknown_parameter"),
        ("owner", many.as_str(), 422, "too_many_skus"),
    ] {
        let answer = world.get(path, who).await;
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_else(|e| panic!("{path}: {e}"));
        let found = (answer.status, body["error"]["code"].as_str().unwrap());
        assert_eq!(found, (status, code), "{who} {path}");
    }
}

#[tokio::test]
async fn who_asks_too_often_waits() {
    let world = World::open().await;
    let (mut given, mut refused) = (0, None);
    while refused.is_none() && given < 300 {
        let answer = world.get("/api/v1/prices?sku=KAN-6204", "owner").await;
        match answer.status {
            200 => given += 1,
            _ => refused = Some(answer),
        }
    }
    let refused = refused.unwrap();
    assert_eq!(refused.status, 429, "{}", refused.body);
    assert!(refused.body.contains("too_many_requests") && given >= 120, "{given}");
    // another's questions are counted by themselves
    assert_eq!(world.get("/api/v1/prices?sku=KAN-6204", "buyer").await.status, 200);
}
