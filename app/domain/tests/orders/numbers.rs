//! Ordering by numbers people know, and the number papers print for ever.

use crate::setup::{House, filled, q};
use domain::catalog::numbers::{
    NewCrossReference, NewOwnNumber, NewReplacement, NumberWhy, cross, own, replacement,
};
use domain::documents::Seller;
use domain::lang::Lang;
use domain::orders::paper::confirmation_doc;
use domain::orders::service::{add_pasted, cart, load_order, place_order};
use domain::orders::{OrderFilter, service};

fn own_number(number: &str, part: &str) -> NewOwnNumber {
    NewOwnNumber { number: number.into(), part_number: part.into(), note: String::new(), printed: true }
}

#[tokio::test]
async fn an_order_keeps_the_number_the_customer_had_when_he_placed_it() {
    let house = House::new().await;
    let sku = house.part("6204-2RS", "3.50", 100).await;
    let customer = house.customer("C-1", "10000").await;
    let op = house.buyer(&customer);
    let id = own::save(&op, None, &own_number("W-4711", "6204-2RS")).await.unwrap();
    let checkout = filled(&op, customer.address, &[(sku, "5")]).await;
    assert_eq!(cart(&op).await.unwrap().lines[0].own_number, "W-4711");
    let placed = place_order(&op, checkout).await.unwrap();
    own::save(&op, Some(id), &own_number("W-9999", "6204-2RS")).await.unwrap();
    let order = load_order(&op, placed.order_id).await.unwrap();
    assert_eq!(order.lines[0].own_number, "W-4711");
    let seller = Seller {
        name: "卖方".into(),
        uscc: String::new(),
        address: String::new(),
        phone: String::new(),
        bank_name: String::new(),
        bank_account: String::new(),
        demo: true,
    };
    let paper = confirmation_doc(&order, op.zone, seller, Lang::Zh);
    assert_eq!(paper.unwrap().lines[0].customer_part_number.as_deref(), Some("W-4711"));
    let found = OrderFilter { text: "w-47".into(), ..OrderFilter::default() };
    assert_eq!(service::list_orders(&op, &found).await.unwrap().total, 1);
}

#[tokio::test]
async fn pasted_own_numbers_go_in_and_what_others_call_a_part_is_asked_about() {
    let house = House::new().await;
    house.part("6204-2RS", "3.50", 100).await;
    house.part("6305", "7.00", 100).await;
    house.part("6306", "8.00", 100).await;
    let customer = house.customer("C-1", "10000").await;
    let stranger = house.customer("C-2", "10000").await;
    let (op, desk) = (house.buyer(&customer), house.clerk_for(&customer).await);
    // the customer means another part by a number that is a part number of ours
    own::save(&op, None, &own_number("6305", "6204-2RS")).await.unwrap();
    own::save(&house.buyer(&stranger), None, &own_number("W-1", "6204-2RS")).await.unwrap();
    let reference = NewCrossReference {
        brand: "SKF".into(),
        number: "6204-2RSH".into(),
        part_number: "6204-2RS".into(),
        grade: "drop_in".into(),
        source: "SKF catalogue".into(),
        noted_on: String::new(),
    };
    cross::save(&desk, None, &reference).await.unwrap();
    let replaced = NewReplacement {
        part_number: "6306".into(),
        replaced_by: "6305".into(),
        from_on: String::new(),
        note: String::new(),
    };
    replacement::save(&desk, &replaced).await.unwrap();
    for op in [&op, &desk] {
        let result = add_pasted(op, "6305 4个\n6204 2RSH 3个\n6306 2个\nW-1 1个").await.unwrap();
        assert_eq!(result.added.len(), 1, "{result:?}");
        assert_eq!(result.added[0].part_number, "6204-2RS");
        assert_eq!(result.added[0].why, Some(NumberWhy::Own { number: "6305".into() }));
        let offered: Vec<_> = result
            .choices
            .iter()
            .map(|choice| {
                (choice.row, choice.candidates[0].part_number.as_str(), choice.candidates[0].quantity)
            })
            .collect();
        assert_eq!(offered, [(2, "6204-2RS", q("3")), (3, "6305", q("2"))]);
        let why = |at: usize| result.choices[at].candidates[0].why.clone().unwrap();
        assert!(matches!(why(0), NumberWhy::Cross { brand, .. } if brand == "SKF"));
        assert!(matches!(why(1), NumberWhy::Replaced { number, .. } if number == "6306"));
        assert_eq!(result.problems[0].problem.row, Some(4), "another company's number is unknown");
    }
    // what nobody knows is the desk's to look after, once the answer is out
    for _ in 0..100 {
        if house.ask("select count(*) from searches.failed where typed = 'W-1'").await == "2" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the unknown number was not kept");
}
