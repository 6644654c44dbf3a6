//! Many people at once on one runtime, as in the process: every page is answered, none waits for ever.

use crate::table::{encode, pages};
use crate::world::{How, World};
use std::sync::Arc;
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_answered_when_many_read_at_once() {
    let world = Arc::new(World::open().await);
    let mut crowd = tokio::task::JoinSet::new();
    for at in 0..16_usize {
        let world = world.clone();
        crowd.spawn(async move {
            let mut faults = Vec::new();
            let all = pages();
            for turn in 0..60 {
                let page = &all[(at * 7 + turn) % all.len()];
                let who = if page.route.starts_with("/desk") { "s:admin" } else { "owner" };
                // every third address names nothing, so that pages end while others of their readings are under way
                let path = (page.address)(&world.a);
                let path = if turn % 3 == 0 {
                    path.replace(&world.a.order, "abc").replace(&world.a.company, "-1")
                } else {
                    path
                };
                let begun = Instant::now();
                let answer = world.get(&path, who).await;
                if answer.status >= 500 || begun.elapsed() > Duration::from_secs(20) {
                    faults.push(format!("{path}: {} after {:?}", answer.status, begun.elapsed()));
                }
            }
            faults
        });
    }
    let faults: Vec<String> = crowd.join_all().await.into_iter().flatten().collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn a_browser_that_leaves_cancels_nothing() {
    let world = World::open().await;
    for at in 0..20 {
        let fields =
            [("name", format!("LEAVER {at}")), ("kind", "end_user".into()), ("recipient", "R".into())];
        let rest = [("phone", "13900000000".into()), ("region", "R".into()), ("street", "S 1".into())];
        let body = encode(&fields.into_iter().chain(rest).collect::<Vec<_>>());
        let post = world.send("POST", "/api/desk_create_company", "s:admin", How::page(&body));
        // long enough to have begun, too short to have been answered
        let left = tokio::time::timeout(Duration::from_millis(1), post).await;
        assert!(left.is_err(), "answered before it could leave");
    }
    let made = "select count(*) from accounts.companies where name like 'LEAVER %'";
    for _ in 0..200 {
        if world.ask(made).await == "20" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} of 20 were made", world.ask(made).await);
}
