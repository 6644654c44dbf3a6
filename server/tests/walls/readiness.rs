//! `/readyz`: ready only with a database, its schema as this server knows it, and the catalogue's index.

use crate::db::TestDb;
use crate::world::router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use domain::catalog::Catalog;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tower::ServiceExt;

async fn readyz(router: &axum::Router) -> (u16, String) {
    let request = Request::builder().uri("/readyz").header("host", "10.0.0.7").body(Body::empty()).unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = to_bytes(answer.into_body(), 4096).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn change(db: &TestDb, sql: &str) {
    db.owner.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
}

#[tokio::test]
async fn it_is_ready_and_says_which_part_is_not() {
    let db = TestDb::new().await;
    let empty = router(&db, Catalog::empty());
    assert_eq!(readyz(&empty).await, (503, "schema: cannot be read".into()));
    server::boot::show_schema(&db.owner).await.unwrap();
    assert_eq!(readyz(&empty).await, (503, "catalogue index: not loaded".into()));
    let catalog = Catalog::empty();
    let shop = router(&db, catalog.clone());
    assert!(catalog.refresh_if_changed(&db.pools.worker).await.unwrap());
    assert_eq!(readyz(&shop).await, (200, "ready".into()));

    let last = "(select max(version) from _sqlx_migrations)";
    change(&db, "insert into _sqlx_migrations (version, description, success, checksum, execution_time) values (90001, 'x', true, '', 0)").await;
    let (status, said) = readyz(&shop).await;
    assert_eq!((status, said.contains("90001 is newer")), (503, true), "{said}");
    change(&db, "delete from _sqlx_migrations where version = 90001").await;
    change(&db, &format!("update _sqlx_migrations set success = false where version = {last}")).await;
    assert!(readyz(&shop).await.1.contains("failed half-way"));
    change(
        &db,
        &format!("update _sqlx_migrations set success = true, checksum = 'x' where version = {last}"),
    )
    .await;
    assert!(readyz(&shop).await.1.contains("another one"));
    change(&db, &format!("delete from _sqlx_migrations where version = {last}")).await;
    let (status, said) = readyz(&shop).await;
    assert_eq!((status, said.contains("is not applied")), (503, true), "{said}");
}

#[tokio::test]
async fn only_migrate_changes_the_schema_of_a_foreign_database() {
    use server::boot::{BootError, House, Opening};
    let url = std::env::var("TEST_DATABASE_URL").unwrap();
    let name = format!("t_foreign_{}", std::process::id());
    let mut admin = PgConnection::connect(&url).await.unwrap();
    admin.execute(AssertSqlSafe(format!("create database {name}"))).await.unwrap();
    let mut config = server::config::Config::for_data("unused");
    // the owner's password is what the roles' passwords follow from
    let address = url.replacen('@', ":secret@", 1).replacen("/postgres?", &format!("/{name}?"), 1);
    config.database_url = Some(server::config::Secret::new(address));
    for purpose in [Opening::Serve, Opening::Command] {
        let refused = House::open(&config, purpose).await.err();
        assert!(matches!(&refused, Some(BootError::Schema(why)) if why.contains("never")), "{refused:?}");
    }
    House::open(&config, Opening::Migrate).await.unwrap().close().await;
    let house = House::open(&config, Opening::Command).await.unwrap();
    sqlx::raw_sql(
        "insert into public._sqlx_migrations (version, description, success, checksum, execution_time)
        values (9999, 'of tomorrow', true, 'x', 0)",
    )
    .execute(&house.owner)
    .await
    .unwrap();
    house.close().await;
    let refused = House::open(&config, Opening::Serve).await.err();
    assert!(matches!(&refused, Some(BootError::Schema(why)) if why.contains("newer")), "{refused:?}");
    admin.execute(AssertSqlSafe(format!("drop database {name} with (force)"))).await.unwrap();
}

#[tokio::test]
async fn without_the_database_it_is_not_ready_but_alive() {
    let db = TestDb::new().await;
    server::boot::show_schema(&db.owner).await.unwrap();
    let shop = router(&db, Catalog::load(&db.pools.worker).await.unwrap());
    assert_eq!(readyz(&shop).await.0, 200);
    let url = std::env::var("TEST_DATABASE_URL").unwrap();
    let mut admin = PgConnection::connect(&url).await.unwrap();
    let close = format!("alter database {} with allow_connections false", db.name);
    admin.execute(AssertSqlSafe(close)).await.unwrap();
    let end = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{}'", db.name);
    admin.execute(AssertSqlSafe(end)).await.unwrap();
    let (status, said) = readyz(&shop).await;
    assert_eq!((status, said.starts_with("database: ")), (503, true), "{said}");
    let request = Request::builder().uri("/healthz").body(Body::empty()).unwrap();
    assert_eq!(shop.oneshot(request).await.unwrap().status(), 200);
}
