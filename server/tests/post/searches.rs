//! The letter to everybody who looked for something in vain: it is there now.

use crate::fixture::Shop;
use crate::mailbox::{Mailbox, empty};
use domain::accounts::permission::StaffRole;
use domain::catalog::searches::record::keep;
use domain::catalog::searches::service::{answer_by_sku, dismiss};

#[tokio::test]
async fn who_looked_in_vain_gets_one_letter_with_his_own_words_when_it_is_there() {
    let shop = Shop::open("0").await;
    let mailbox = Mailbox::new(&shop.db);
    let worker = mailbox.worker(&shop.db);
    for (op, text) in [(shop.buyer(), "Hex  M8"), (shop.other(), "hex m8"), (shop.buyer(), "hex m8")] {
        keep(&op, text).await.unwrap();
    }
    keep(&shop.db.visitor(), "hex m8").await.unwrap();
    keep(&shop.buyer(), "diamonds").await.unwrap();
    // who has left his company is told nothing
    sqlx::query("delete from accounts.memberships where person_id = $1")
        .bind(shop.stranger.0)
        .execute(&shop.db.owner)
        .await
        .unwrap();
    let desk = shop.db.staff(shop.clerk, &[StaffRole::CustomerService]);
    sqlx::query("update catalog.skus set part_key = 'M8X40'").execute(&shop.db.owner).await.unwrap();
    answer_by_sku(&desk, "hex m8", "M8X40").await.unwrap();
    dismiss(&desk, "diamonds", "we do not sell them").await.unwrap();
    empty(&worker).await;
    let letters = mailbox.take();
    let to: Vec<_> = letters.iter().map(|l| l.to.clone()).collect();
    assert_eq!(to, [format!("{}@example.com", shop.boss)]);
    let text = &letters[0].text;
    assert!(text.contains("hex m8") && text.contains("M8X40"), "{text}");
    assert!(text.contains("https://shop.example/parts/M8X40"), "{text}");
}
