//! Letters about seats and passwords: the link in them works, and stands nowhere else.

use crate::fixture::Shop;
use crate::mailbox::{Arrived, Mailbox, empty};
use domain::accounts::permission::Actor;
use domain::accounts::permission::MemberRole;
use domain::accounts::{NewInvitation, bootstrap, invitations, welcome};
use domain::time::clock;

const PASSWORD: &str = "correct horse";

/// The token in a letter's link.
fn token(letter: &Arrived) -> String {
    let link = "https://shop.example/welcome?token=";
    letter.text.lines().find_map(|l| l.split_once(link)).expect("no link").1.trim().to_owned()
}

/// Whether a text stands in any row of any table.
async fn is_kept(shop: &Shop, text: &str) -> bool {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables
         where schemaname in ('accounts', 'notifications', 'app')",
    )
    .fetch_all(&shop.db.owner)
    .await
    .unwrap();
    for table in tables {
        let sql = format!("select exists (select from {table} t where strpos(t::text, $1) > 0)");
        let found: bool =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(text).fetch_one(&shop.db.owner).await.unwrap();
        if found {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn an_invitation_s_letter_lets_in_and_a_withdrawn_one_is_not_written() {
    let shop = Shop::open("0").await;
    let mailbox = Mailbox::new(&shop.db);
    let worker = mailbox.worker(&shop.db);
    let op =
        shop.db.op(Actor::Buyer { person: shop.boss, role: MemberRole::Owner }, Some(shop.ours), clock());
    let new = |email: &str| NewInvitation {
        email: email.into(),
        name: "Ann".into(),
        role: "buyer".into(),
        language: "en".into(),
    };
    invitations::invite(&op, new("ann@one.example")).await.unwrap();
    let gone = invitations::invite(&op, new("bob@one.example")).await.unwrap();
    invitations::withdraw(&op, gone).await.unwrap();
    empty(&worker).await;
    let letters = mailbox.take();
    assert_eq!(letters.iter().map(|l| l.to.as_str()).collect::<Vec<_>>(), ["ann@one.example"]);
    assert!(letters[0].text.contains("王老板 invites you to see prices"), "{}", letters[0].text);
    let token = token(&letters[0]);
    assert!(!is_kept(&shop, &token).await, "the token stands in a table");
    let entered = welcome::enter(&shop.db.pools, clock(), &token, (PASSWORD.into(), PASSWORD), "1.2.3.4")
        .await
        .unwrap();
    assert_eq!(entered.1.name, "Ann");
}

#[tokio::test]
async fn a_lost_password_s_letter_goes_to_whoever_has_the_address_and_to_nobody_else() {
    let shop = Shop::open("0").await;
    let mailbox = Mailbox::new(&shop.db);
    let worker = mailbox.worker(&shop.db);
    let email = format!("{}@example.com", shop.boss);
    assert!(bootstrap::set_password(&shop.db.owner, &email, PASSWORD.into()).await.unwrap());
    for asked in [email.as_str(), "nobody@one.example"] {
        welcome::forgot(&shop.db.pools, clock(), asked, "1.2.3.4").await.unwrap();
    }
    empty(&worker).await;
    let letters = mailbox.take();
    assert_eq!(letters.iter().map(|l| l.to.clone()).collect::<Vec<_>>(), [email]);
    let token = token(&letters[0]);
    assert!(letters[0].text.contains("30 分钟内有效") && !is_kept(&shop, &token).await);
    let new = "battery staple";
    welcome::enter(&shop.db.pools, clock(), &token, (new.into(), new), "1.2.3.4").await.unwrap();
    // what comes too late is written to nobody
    welcome::forgot(&shop.db.pools, clock() - chrono::Duration::hours(2), &letters[0].to, "1.2.3.4")
        .await
        .unwrap();
    empty(&worker).await;
    assert!(mailbox.take().is_empty());
}
