//! The letter with which a quote is offered.

use crate::fixture::Shop;
use crate::mailbox::{Mailbox, empty};
use domain::accounts::permission::StaffRole;
use domain::op::OpContext;
use domain::pricing::quotes::NewQuote;
use domain::pricing::quotes::service::{offer_quote, withdraw_quote};

#[tokio::test]
async fn those_who_order_get_the_offer_and_nobody_hears_of_one_taken_back() {
    let shop = Shop::open("10").await;
    let mailbox = Mailbox::new(&shop.db);
    let worker = mailbox.worker(&shop.db);
    let sales = OpContext { company: shop.buyer().company, ..shop.db.staff(shop.clerk, &[StaffRole::Sales]) };
    sqlx::query("update catalog.skus set part_key = 'M8X40'").execute(&shop.db.owner).await.unwrap();
    let vat =
        "insert into pricing.vat_rates (code, rate, valid_from) values ('standard', 0.13, '2019-04-01')";
    sqlx::query(vat).execute(&shop.db.owner).await.unwrap();
    let new = |price: &str| NewQuote {
        lines: format!("M8X40 5 {price}"),
        last_day: (sales.today() + chrono::Days::new(9)).to_string(),
        note: "for the <new> line".into(),
        reason: "BELOW-ALL-FLOORS".into(),
    };
    let quote = offer_quote(&sales, &new("12.34")).await.unwrap();
    let other = offer_quote(&sales, &new("12.33")).await.unwrap();
    withdraw_quote(&sales, other).await.unwrap();
    empty(&worker).await;
    let letters = mailbox.take();
    let to: Vec<_> = letters.iter().map(|l| l.to.clone()).collect();
    assert_eq!(to, [format!("{}@example.com", shop.boss)], "the owner, who orders");
    let text = &letters[0].text;
    assert!(text.contains("QU-26-") && text.contains("for the <new> line"), "{text}");
    assert!(text.contains(&format!("https://shop.example/account/quotes/{quote}")), "{text}");
    assert!(!text.contains("BELOW-ALL-FLOORS"), "{text}");
}
