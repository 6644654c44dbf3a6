//! Failed searches, on a real PostgreSQL: kept, counted, answered by the desk, told to who looked.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;
#[path = "numbers/world.rs"]
mod world;

use domain::accounts::permission::StaffRole;
use domain::catalog::numbers::NewCrossReference;
use domain::catalog::searches::normalise;
use domain::catalog::searches::record::keep;
use domain::catalog::searches::service::{
    QueueOrder, answer_by_alias, answer_by_cross, answer_by_sku, count_open, dismiss, found_notes, list_open,
    load_open, put_away,
};
use domain::catalog::service::search;
use domain::catalog::{Catalog, SearchQuery};
use domain::lang::Lang;
use domain::notifications::facts::searches::search_answer;
use domain::rejection::{Problem, Rejection};
use world::{M6_STEEL, World, rejected};

fn query(text: &str) -> SearchQuery {
    SearchQuery { text: text.into(), page: 1, ..SearchQuery::default() }
}

/// What a text is known by at the desk.
fn key(text: &str) -> String {
    normalise(text).unwrap().0
}

#[tokio::test]
async fn what_was_looked_for_in_vain_is_counted_with_who_and_without_visitors_names() {
    let world = World::open().await;
    for text in ["白锌", "白锌", " 白 锌"] {
        keep(&world.ours(), text).await.unwrap();
    }
    keep(&world.theirs(), "白锌").await.unwrap();
    for text in ["白锌", "白锌", "…", ""] {
        keep(&world.db.visitor(), text).await.unwrap();
    }
    let desk = world.desk(None);
    let list = list_open(&desk, QueueOrder::MostOften, 1).await.unwrap();
    assert_eq!((list.total, count_open(&desk).await.unwrap()), (1, 1), "blanks make no other text");
    let first = &list.rows[0];
    assert_eq!((first.typed.as_str(), first.times, first.by_visitors), ("白 锌", 6, 2));
    assert_eq!(first.spellings, ["白锌"]);
    assert_eq!((first.people, first.companies), (2, 2));
    assert_eq!(first.names, ["客户 C-1", "客户 C-2"]);
    assert_eq!(world.ask("select count(*) from searches.failed where person_id is null").await, "1");
    // a member reads nothing of what others look for
    let mut tx = world.theirs().begin().await.unwrap();
    let seen: i64 =
        sqlx::query_scalar("select count(*) from searches.failed").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(seen, 1);
    drop(tx);
    assert_eq!(rejected(list_open(&world.ours(), QueueOrder::Newest, 1).await), Rejection::Forbidden);
    assert_eq!(rejected(count_open(&world.db.visitor()).await), Rejection::SignedOut);
}

#[tokio::test]
async fn one_person_cannot_fill_the_queue() {
    let world = World::open().await;
    let many = "insert into searches.failed (id, text_key, typed, company_id, person_id, first_at, last_at)
        select gen_random_uuid(), 'text ' || n, 'text ' || n, $1, $2, timestamptz '2026-03-10 03:00Z', now() from generate_series(1, 200) n";
    let (company, person) = (world.our_company.0, world.our_person.0);
    sqlx::query(many).bind(company).bind(person).execute(&world.db.owner).await.unwrap();
    keep(&world.ours(), "one more").await.unwrap();
    keep(&world.theirs(), "one more").await.unwrap();
    assert_eq!(world.ask("select count(*) from searches.failed where typed = 'one more'").await, "1");
}

#[tokio::test]
async fn an_alias_closes_the_text_makes_it_found_and_tells_who_looked_for_it() {
    let world = World::open().await;
    let catalog = Catalog::load(&world.db.pools.buyer).await.unwrap();
    assert_eq!(search(&world.ours(), &catalog, &query("白锌")).await.unwrap().total, 0);
    for op in [world.ours(), world.theirs(), world.db.visitor()] {
        keep(&op, "白锌").await.unwrap();
    }
    let desk = world.desk(None);
    let found = load_open(&desk, "白锌", "镀锌").await.unwrap();
    let zinc = found.values.iter().find(|v| v.code == "zinc").unwrap();
    let empty = answer_by_alias(&desk, "白锌", (zinc.parameter, "zinc"), " ").await;
    assert!(matches!(rejected(empty), Rejection::Fields(p) if p[0].problem == Problem::Missing));
    let unknown = answer_by_alias(&desk, "白锌", (zinc.parameter, "gold"), "白锌").await;
    assert!(matches!(rejected(unknown), Rejection::Fields(p) if p[0].field == "value"));
    let answer = answer_by_alias(&desk, "白锌", (zinc.parameter, "zinc"), "白锌").await.unwrap();
    assert!(catalog.refresh_if_changed(&world.db.pools.buyer).await.unwrap());
    assert_eq!(search(&world.ours(), &catalog, &query("白锌")).await.unwrap().total, 3);
    assert_eq!(count_open(&desk).await.unwrap(), 0);
    let again = answer_by_alias(&desk, "白锌", (zinc.parameter, "zinc"), "白锌").await;
    assert_eq!(rejected(again), Rejection::Stale);
    // one message for all of them, each in his language
    assert_eq!(
        world
            .ask("select count(*) from notifications.outbox where message ->> 'kind' = 'search_answered'")
            .await,
        "1"
    );
    let facts = search_answer(&world.db.pools.worker, answer).await.unwrap();
    let mut told: Vec<_> =
        facts.searchers.iter().map(|(who, typed)| (who.language, typed.as_str())).collect();
    told.sort_by_key(|(lang, _)| *lang == Lang::En);
    assert_eq!(told, [(Lang::Zh, "白锌"), (Lang::En, "白锌")]);
    let notes = found_notes(&world.ours()).await.unwrap();
    assert_eq!((notes.len(), notes[0].search_for.as_str()), (1, "白锌"));
    put_away(&world.ours(), answer).await.unwrap();
    assert!(found_notes(&world.ours()).await.unwrap().is_empty());
    assert_eq!(found_notes(&world.theirs()).await.unwrap().len(), 1, "the other has not read it yet");
    assert_eq!(world.audited("answer_search").await, 1);
    assert_eq!(world.audited("add_alias").await, 1);
    // looked for in vain again, it is a new text
    keep(&world.ours(), "白锌").await.unwrap();
    assert_eq!(count_open(&desk).await.unwrap(), 1);
}

#[tokio::test]
async fn a_cross_reference_a_part_or_a_reason_close_a_text_too() {
    let world = World::open().await;
    let desk = world.desk(None);
    for text in ["0317-6", "新螺母", "钻石"] {
        keep(&world.ours(), text).await.unwrap();
    }
    let new = NewCrossReference {
        brand: "Würth".into(),
        number: "0317-6".into(),
        part_number: M6_STEEL.into(),
        grade: "drop_in".into(),
        source: "catalogue".into(),
        noted_on: String::new(),
    };
    let bad = NewCrossReference { part_number: "NO-SUCH".into(), ..new.clone() };
    assert!(matches!(rejected(answer_by_cross(&desk, &key("0317-6"), &bad).await), Rejection::Fields(_)));
    answer_by_cross(&desk, &key("0317-6"), &new).await.unwrap();
    assert!(matches!(rejected(answer_by_sku(&desk, &key("新螺母"), "").await), Rejection::Fields(_)));
    let part = answer_by_sku(&desk, &key("新螺母"), M6_STEEL).await.unwrap();
    assert!(matches!(rejected(dismiss(&desk, &key("钻石"), " ").await), Rejection::Fields(_)));
    let dismissed = dismiss(&desk, &key("钻石"), "我们不做").await.unwrap();
    let notes = found_notes(&world.ours()).await.unwrap();
    assert_eq!(notes.len(), 2, "nobody is told of what was dismissed: {notes:?}");
    assert!(notes.iter().all(|note| note.part_number.as_deref() == Some(M6_STEEL)));
    assert_eq!(world.ask("select count(*) from notifications.outbox").await, "2");
    // another company reads neither texts nor reasons, and puts nothing away that is not its own
    let mut tx = world.theirs().begin().await.unwrap();
    let seen: i64 =
        sqlx::query_scalar("select count(*) from searches.answers").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(seen, 0);
    drop(tx);
    for answer in [part, dismissed] {
        assert_eq!(rejected(put_away(&world.theirs(), answer).await), Rejection::NotFound);
    }
    let sales = world.db.staff(world.clerk, &[StaffRole::Warehouse]);
    assert_eq!(rejected(dismiss(&sales, &key("钻石"), "x").await), Rejection::Forbidden);
}
