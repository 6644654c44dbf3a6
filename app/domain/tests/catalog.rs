//! The catalogue on a real PostgreSQL.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(feature = "ssr")]

mod support;

use support::TestDb;

#[tokio::test]
async fn a_visitor_may_read_the_catalogue_and_nothing_else() {
    let db = TestDb::new().await;
    let op = db.visitor();
    let mut tx = op.begin().await.unwrap();
    let count: i64 =
        sqlx::query_scalar("select count(*) from catalog.skus").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(count, 0);
    let refused = sqlx::query("insert into catalog.changes (sku_id) values (gen_random_uuid())")
        .execute(&mut *tx)
        .await;
    assert!(refused.is_err());
}
