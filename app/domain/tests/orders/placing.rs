//! One buyer, one cart: what placing does, and what every kind of asking again answers.

use crate::setup::{House, d, filled, form, q, rejected};
use domain::accounts::permission::MemberRole;
use domain::ids::{AttemptKey, OrderId};
use domain::money::round2;
use domain::orders::service::*;
use domain::orders::{Checkout, Destination, NewAddress, OrderFilter, OrderStatus, Payment};
use domain::rejection::{Problem, Rejection};

#[tokio::test]
async fn an_order_freezes_price_reason_address_and_promise_and_reserves_what_is_there() {
    let house = House::new().await;
    let (a, b) = (house.part("6204", "11.30", 10).await, house.part("6205", "2.26", 3).await);
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    let form = filled(&op, wang.address, &[(a, "4"), (b, "5")]).await;
    let placed = place_order(&op, form).await.unwrap();
    assert!(placed.number.starts_with("SO-26-") && !placed.replayed);
    house.set_price(a, "99").await;
    let order = load_order(&op, placed.order_id).await.unwrap();
    assert_eq!((order.status, order.ship_to.recipient.as_str()), (OrderStatus::Open, "王"));
    let sums = order.totals.unwrap().amounts;
    assert_eq!((sums.gross, sums.net), (d("56.50"), d("50.00")));
    let [first, second] = order.lines.as_slice() else { panic!("two lines") };
    assert_eq!(
        (first.price.as_ref().unwrap().unit_price.price, first.ledger.reserved, first.ledger.open()),
        (d("11.30"), d("4"), d("0"))
    );
    assert_eq!((second.ledger.reserved, second.ledger.open()), (d("3"), d("2")));
    assert_eq!(first.promised_on.to_string(), "2026-03-10");
    assert_eq!(second.promised_on.to_string(), "2026-03-25");
    assert_eq!(first.price.as_ref().unwrap().reason.as_ref().unwrap().list_name, "面价");
    let sums = "select string_agg(on_hand::int || '/' || reserved::int, ' ' order by on_hand desc) from inventory.levels";
    assert_eq!(house.ask(sums).await, "10/4 3/3");
    assert_eq!(house.ask("select count(*) from orders.line_traces").await, "2");
    assert_eq!(house.ask("select message->>'kind' from notifications.outbox").await, "order_placed");
    assert_eq!(house.ask("select operation from accounts.audit").await, "place_order");
    assert!(cart(&op).await.unwrap().lines.is_empty(), "the next cart is a new one");
}

#[tokio::test]
async fn asking_again_shows_the_same_order_and_another_meaning_is_refused() {
    let house = House::new().await;
    let a = house.part("6204", "10", 10).await;
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    let form = filled(&op, wang.address, &[(a, "1")]).await;
    let first = place_order(&op, form.clone()).await.unwrap();
    let again = place_order(&op, form.clone()).await.unwrap();
    assert_eq!(
        (again.order_id, again.number.clone(), again.replayed),
        (first.order_id, first.number.clone(), true)
    );
    // a colleague's reload of the same page
    let li = house.person("li@buyer.example").await;
    let colleague = house.db.buyer(li, MemberRole::Owner, wang.company);
    assert_eq!(place_order(&colleague, form.clone()).await.unwrap().order_id, first.order_id);
    let other = Checkout { po_number: "PO-2".into(), ..form.clone() };
    assert_eq!(rejected(place_order(&op, other).await), Rejection::KeyReused { order_number: first.number });
    // another key on a placed cart shows its order
    let stray = Checkout { key: AttemptKey::new(), ..form };
    assert_eq!(place_order(&op, stray).await.unwrap().order_id, first.order_id);
    assert_eq!(house.ask("select count(*) from orders.orders").await, "1");
    assert_eq!(house.ask("select count(*) from app.operation_keys").await, "1");
}

#[tokio::test]
async fn a_refusal_is_final_for_its_key_and_the_redrawn_form_has_a_new_one() {
    let house = House::new().await;
    let a = house.part("6204", "10", 10).await;
    let wang = house.customer("C1", "50").await;
    let op = house.buyer(&wang);
    let form1 = filled(&op, wang.address, &[(a, "6")]).await;
    let over = Rejection::OverCredit { missing: d("10.00") };
    assert_eq!(rejected(place_order(&op, form1.clone()).await), over);
    house.arrange("update receivables.accounts set credit_limit = 1000".into()).await;
    // an old tab reloaded must not order what the clerk may have ordered by phone meanwhile
    assert_eq!(rejected(place_order(&op, form1.clone()).await), over);
    let redrawn = form(&cart(&op).await.unwrap(), wang.address);
    assert_ne!(redrawn.key, form1.key);
    assert!(!place_order(&op, redrawn).await.unwrap().replayed);
    assert_eq!(house.ask("select reserved::int from inventory.levels").await, "6");
    assert_eq!(rejected(place_order(&op, form1).await), over, "also afterwards");
}

#[tokio::test]
async fn a_price_that_moved_is_shown_before_anything_is_ordered() {
    let house = House::new().await;
    let a = house.part("6204", "10", 10).await;
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    let form1 = filled(&op, wang.address, &[(a, "1")]).await;
    house.set_price(a, "12.5").await;
    let Rejection::PriceChanged(changes) = rejected(place_order(&op, form1).await) else { panic!() };
    assert_eq!((changes[0].was, changes[0].now), (Some(d("10")), d("12.5")));
    let shown = cart(&op).await.unwrap();
    assert_eq!((shown.lines[0].was, shown.lines[0].unit_price.unwrap().price), (Some(d("10")), d("12.5")));
    assert_eq!(cart(&op).await.unwrap().lines[0].was, None, "seen once");
    let placed = place_order(&op, form(&shown, wang.address)).await.unwrap();
    let order = load_order(&op, placed.order_id).await.unwrap();
    assert_eq!(order.totals.unwrap().amounts.gross, round2(d("12.5")));
}

#[tokio::test]
async fn another_quantity_of_ones_own_is_no_change_of_price() {
    let house = House::new().await;
    let a = house.part("6204", "10", 100).await;
    house.rung(a, "50", "9").await;
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    let form49 = filled(&op, wang.address, &[(a, "49")]).await;
    change(&op, &[(a, q("50"))], None).await.unwrap();
    // a form drawn before it is not taken for the new quantity
    assert_eq!(rejected(place_order(&op, form49).await), Rejection::Stale);
    let shown = cart(&op).await.unwrap();
    assert_eq!((shown.lines[0].was, shown.lines[0].unit_price.unwrap().price), (None, d("9")));
    // back down, and up again by adding more
    change(&op, &[(a, q("49"))], None).await.unwrap();
    assert_eq!(cart(&op).await.unwrap().lines[0].was, None);
    add_to_cart(&op, vec![(a, q("1"))]).await.unwrap();
    let shown = cart(&op).await.unwrap();
    assert_eq!((shown.lines[0].was, shown.lines[0].unit_price.unwrap().price), (None, d("9")));
    place_order(&op, form(&shown, wang.address)).await.unwrap();
}

#[tokio::test]
async fn a_price_that_moved_is_said_also_when_the_quantity_was_changed_after_it() {
    let house = House::new().await;
    let a = house.part("6204", "10", 100).await;
    house.rung(a, "50", "9").await;
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    filled(&op, wang.address, &[(a, "49")]).await;
    house.arrange("update pricing.lines set unit_price = unit_price + 2".into()).await;
    change(&op, &[(a, q("50"))], None).await.unwrap();
    let shown = cart(&op).await.unwrap();
    assert_eq!((shown.lines[0].was, shown.lines[0].unit_price.unwrap().price), (Some(d("10")), d("11")));
    // and a price that moves after the quantity is asked about as ever
    house.arrange("update pricing.lines set unit_price = unit_price + 1".into()).await;
    let Rejection::PriceChanged(changes) = rejected(place_order(&op, form(&shown, wang.address)).await)
    else {
        panic!()
    };
    assert_eq!((changes[0].was, changes[0].now), (Some(d("11")), d("12")));
}

#[tokio::test]
async fn what_can_be_put_right_leaves_the_key_as_it_was() {
    let house = House::new().await;
    let a = house.part("6204", "10", 10).await;
    house.arrange("update catalog.skus set moq = 4, multiple = 2".into()).await;
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    assert_eq!(
        rejected(place_order(&op, form(&cart(&op).await.unwrap(), wang.address)).await),
        Rejection::EmptyCart
    );
    let form1 = filled(&op, wang.address, &[(a, "5")]).await;
    let Rejection::Fields(problems) = rejected(place_order(&op, form1.clone()).await) else { panic!() };
    let Problem::Rounding(offer) = &problems[0].problem else { panic!("{problems:?}") };
    assert_eq!((problems[0].row, offer.down, offer.up), (Some(1), Some(d("4")), d("6")));
    change(&op, &[(a, q("6"))], None).await.unwrap();
    // the page still shows five
    assert_eq!(rejected(place_order(&op, form1.clone()).await), Rejection::Stale);
    let form2 = form(&cart(&op).await.unwrap(), wang.address);
    assert_eq!(form2.key, form1.key);
    let typed = Checkout { requested_on: "soon".into(), po_number: "x".repeat(61), ..form2.clone() };
    assert!(matches!(rejected(place_order(&op, typed).await), Rejection::Fields(p) if p.len() == 2));
    let address = NewAddress {
        recipient: "李".into(),
        phone: "13900000000".into(),
        region: "上海".into(),
        street: "路 2 号".into(),
    };
    let form3 = Checkout { destination: Destination::New(address), ..form2 };
    let placed = place_order(&op, form3).await.unwrap();
    assert_eq!(load_order(&op, placed.order_id).await.unwrap().ship_to.recipient, "李");
}

#[tokio::test]
async fn credit_rules_hold_for_account_trade_and_not_for_transfers() {
    let house = House::new().await;
    let a = house.part("6204", "10", 100).await;
    let wang = house.customer("C1", "null").await;
    let op = house.buyer(&wang);
    let form1 = filled(&op, wang.address, &[(a, "1")]).await;
    assert_eq!(rejected(place_order(&op, form1).await), Rejection::AccountTradeOff);
    house.arrange("update receivables.accounts set credit_limit = 100, hold_reason = '逾期'".into()).await;
    let form2 = form(&cart(&op).await.unwrap(), wang.address);
    assert_eq!(rejected(place_order(&op, form2).await), Rejection::OnHold { reason: "逾期".into() });
    let by_transfer =
        Checkout { payment: Payment::Transfer, ..form(&cart(&op).await.unwrap(), wang.address) };
    place_order(&op, by_transfer).await.unwrap();
}

#[tokio::test]
async fn an_equal_order_is_asked_about_and_the_tick_lets_it_pass() {
    let house = House::new().await;
    let a = house.part("6204", "10", 100).await;
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    let form1 = Checkout { po_number: "PO-1".into(), ..filled(&op, wang.address, &[(a, "1")]).await };
    let first = place_order(&op, form1).await.unwrap();
    let form2 = filled(&op, wang.address, &[(a, "1")]).await;
    assert_eq!(cart(&op).await.unwrap().po_warning, Some(first.number.clone()));
    let equal = Rejection::AlreadyDone { document: first.number };
    assert_eq!(rejected(place_order(&op, form2.clone()).await), equal);
    change(&op, &[(a, q("2"))], None).await.unwrap();
    let shown = cart(&op).await.unwrap();
    let same_po = Checkout { po_number: "PO-1".into(), ..form(&shown, wang.address) };
    assert_eq!(rejected(place_order(&op, same_po.clone()).await), equal);
    place_order(&op, Checkout { again: true, ..same_po }).await.unwrap();
}

#[tokio::test]
async fn lines_that_must_ship_from_stock_are_refused_with_what_there_is() {
    let house = House::new().await;
    let (a, b) = (house.part("6204", "10", 2).await, house.part("6205", "10", 9).await);
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    let form1 = Checkout { from_stock_only: true, ..filled(&op, wang.address, &[(a, "3"), (b, "3")]).await };
    let Rejection::Short(short) = rejected(place_order(&op, form1).await) else { panic!() };
    assert_eq!((short.len(), short[0].part_number.as_str(), short[0].available), (1, "6204", d("2")));
    assert_eq!(
        house.ask("select sum(reserved)::int from inventory.levels").await,
        "0",
        "nothing stays reserved"
    );
    house.arrange("update catalog.skus set status = 'discontinued' where part_number = '6204'".into()).await;
    let form2 = form(&cart(&op).await.unwrap(), wang.address);
    assert!(matches!(rejected(place_order(&op, form2).await), Rejection::Short(_)), "what is made no more");
}

#[tokio::test]
async fn a_pasted_text_fills_the_cart_and_hands_back_the_bad_row() {
    let house = House::new().await;
    let a = house.part("6204-2RS", "10", 2).await;
    house.part("NJ205", "10", 9).await;
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    let result =
        add_pasted(&op, "6204-2RS 20个\n没有的 3\nnj 205 x 4\n6204-2rs 1千只\nNJ205 2箱").await.unwrap();
    assert_eq!(result.added.iter().map(|l| l.row).collect::<Vec<_>>(), [1, 3, 4]);
    assert_eq!(result.left_over(), "没有的 3\nNJ205 2箱");
    let shown = cart(&op).await.unwrap();
    assert_eq!(shown.lines.len(), 2);
    assert_eq!((shown.lines[0].sku_id, shown.lines[0].quantity), (a, q("1020")));
    let long: String = (1..=5_000).map(|n| if n == 77 { "坏行\n" } else { "NJ205 1\n" }).collect();
    let result = add_pasted(&op, &long).await.unwrap();
    assert_eq!((result.added.len(), result.problems[0].problem.row), (4_999, Some(77)));
    let huge = "6204 20\n".repeat(1_300_000);
    assert!(matches!(rejected(add_pasted(&op, &huge).await), Rejection::Fields(_)));
}

#[tokio::test]
async fn cancelling_gives_reservations_back_once() {
    let house = House::new().await;
    let a = house.part("6204", "10", 4).await;
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    let placed = place_order(&op, filled(&op, wang.address, &[(a, "6")]).await).await.unwrap();
    let line = load_order(&op, placed.order_id).await.unwrap().lines[0].line_id;
    let key = AttemptKey::new();
    for _ in 0..2 {
        cancel_open_quantity(&op, key, placed.order_id, line, q("3")).await.unwrap();
    }
    let ledger = load_order(&op, placed.order_id).await.unwrap().lines[0].ledger;
    assert_eq!((ledger.cancelled, ledger.reserved, ledger.open()), (d("3"), d("3"), d("0")));
    let more = cancel_open_quantity(&op, AttemptKey::new(), placed.order_id, line, q("4")).await;
    assert_eq!(rejected(more), Rejection::MoreThanOpen { open: d("3") });
    assert_eq!(
        rejected(cancel_open_quantity(&op, key, placed.order_id, line, q("1")).await),
        Rejection::Stale,
        "the key stands for three"
    );
    cancel_open_quantity(&op, AttemptKey::new(), placed.order_id, line, q("3")).await.unwrap();
    assert_eq!(load_order(&op, placed.order_id).await.unwrap().status, OrderStatus::Cancelled);
    assert_eq!(house.ask("select reserved::int from inventory.levels").await, "0");
    let cancelled = OrderFilter { status: Some(OrderStatus::Cancelled), ..Default::default() };
    assert_eq!(list_orders(&op, &cancelled).await.unwrap().total, 1);
    let nobody = cancel_open_quantity(&op, AttemptKey::new(), OrderId::new(), line, q("1")).await;
    assert_eq!(rejected(nobody), Rejection::NotFound);
}

#[tokio::test]
async fn a_part_that_lost_its_price_stays_in_the_cart_and_cannot_be_ordered() {
    let house = House::new().await;
    let (a, b) = (house.part("6204", "10", 4).await, house.part("6205", "10", 4).await);
    let wang = house.customer("C1", "1000").await;
    let op = house.buyer(&wang);
    filled(&op, wang.address, &[(a, "1"), (b, "1")]).await;
    house.arrange(format!("delete from pricing.lines where sku_id = '{b}'")).await;
    let shown = cart(&op).await.unwrap();
    assert!(!shown.can_be_placed() && shown.lines[1].unit_price.is_none());
    assert_eq!(shown.totals.amounts.gross, d("10.00"));
    let refused = place_order(&op, form(&shown, wang.address)).await;
    assert_eq!(rejected(refused), Rejection::NoPrice { part_number: "6205".into() });
    change(&op, &[], Some(b)).await.unwrap();
    place_order(&op, form(&cart(&op).await.unwrap(), wang.address)).await.unwrap();
}
