//! What fills a draft: rows, files, percentages on a whole category; and what it would do.

use super::house::*;
use super::orders_fixture::{Line, insert_order};
use domain::pricing::change::bulk::{Bulk, change_all};
use domain::pricing::change::draft::{self, LineName, NewChange, NewHead};
use domain::pricing::change::heads::{self, Wanted};
use domain::pricing::change::read;
use domain::pricing::change::rows::PriceRow;
use domain::pricing::change::simulate::simulate;
use domain::pricing::terms::ListKind;
use domain::rejection::{Problem, Rejection};

#[tokio::test]
async fn good_rows_are_kept_and_each_bad_one_says_what_is_wrong() {
    let house = house().await;
    let number = house.draft("2026-04-01").await;
    let with = |edit: fn(&mut PriceRow)| {
        let mut row = row("BASE", "P-1", "11");
        edit(&mut row);
        row
    };
    let mut rows = vec![
        with(|_| {}),
        with(|r| r.part = "P-9".into()),
        with(|r| r.price = "abc".into()),
        with(|r| r.price = "-1".into()),
        with(|r| r.price = String::new()),
        with(|r| r.list = "NONE".into()),
        with(|r| r.list = String::new()),
        with(|r| r.basis = "7".into()),
        with(|r| r.from = "2026-02-30".into()),
        with(|r| r.until = "2026-03-31".into()),
        with(|r| r.price = "12".into()),
        with(|r| (r.min_qty, r.price, r.until) = ("100".into(), "¥1,234.5".into(), "2026/12/31".into())),
        PriceRow {
            list: "CON-C-1".into(),
            target: "screws".into(),
            percent: "12%".into(),
            ..PriceRow::default()
        },
        PriceRow {
            list: "CON-C-1".into(),
            target: "bolts".into(),
            percent: "12".into(),
            ..PriceRow::default()
        },
    ];
    rows.iter_mut().zip(1..).for_each(|(row, at)| row.row = at);
    let taken = draft::put_rows(&house.sales, &number, &rows).await.unwrap();
    assert_eq!(taken.rows, 3);
    let mut wrong: Vec<_> = taken.problems.iter().map(|p| (p.row.unwrap(), p.field.as_str())).collect();
    wrong.sort_unstable();
    assert_eq!(
        wrong,
        [
            (2, "part"),
            (3, "price"),
            (4, "price"),
            (5, "price"),
            (6, "list"),
            (7, "list"),
            (8, "basis"),
            (9, "from"),
            (10, "until"),
            (11, "part"),
            (14, "target")
        ]
    );
    assert!(matches!(
        taken.problems.iter().find(|p| p.row == Some(11)).unwrap().problem,
        Problem::Twice { .. }
    ));
    house.publish(&number).await.unwrap();
    assert_eq!(house.price(1, 0, "2026-03-31").await, Some(d("10")));
    assert_eq!(house.price(1, 0, "2026-04-01").await, Some(d("11")));
    // the percentage of the contract holds where it names no price: 2.00 less 12 %
    assert_eq!(house.price(0, 1, "2026-04-01").await, Some(d("1.76")));
    let names =
        [LineName { list: "BASE".into(), part: "P-1".into(), min_qty: d("1"), from: day("2026-04-01") }];
    let refused = draft::remove_lines(&house.sales, &number, &names).await;
    assert_eq!(rejection(refused), Rejection::Stale);
}

#[tokio::test]
async fn so_many_percent_on_a_category_ends_where_the_old_price_ended() {
    let house = house().await;
    let number = house.draft("2026-04-01").await;
    let mut ending = row("BASE", "P-2", "2.05");
    (ending.from, ending.until) = ("2026-03-20".into(), "2026-04-30".into());
    draft::put_rows(&house.sales, &number, &[ending]).await.unwrap();
    house.publish(&number).await.unwrap();

    let number = house.draft("2026-04-01").await;
    let bulk = Bulk {
        list: "BASE".into(),
        category: "screws".into(),
        percent: d("3"),
        decimals: 2,
        ..Bulk::default()
    };
    let done = change_all(&house.sales, &number, &bulk).await.unwrap();
    assert_eq!((done.lines, done.planned), (2, 1));
    // as people call them
    let called = Bulk { list: " 面价 ".into(), category: "螺钉".into(), ..bulk.clone() };
    let done = change_all(&house.sales, &number, &called).await.unwrap();
    assert_eq!((done.lines, done.planned), (2, 1));
    let taken = draft::put_rows(&house.sales, &number, &[row("面价", "P-1", "10.30")]).await.unwrap();
    assert_eq!((taken.rows, taken.problems), (1, Vec::new()));
    for (bad, field) in [
        (Bulk { percent: d("-100"), ..bulk.clone() }, "percent"),
        (Bulk { list: "NONE".into(), ..bulk.clone() }, "list"),
        (Bulk { category: "bolts".into(), ..bulk.clone() }, "category"),
        (Bulk { brand: "NSK".into(), ..bulk.clone() }, "brand"),
        (Bulk { category: "nuts".into(), brand: "SMC".into(), ..bulk.clone() }, "list"),
    ] {
        let refused = rejection(change_all(&house.sales, &number, &bad).await);
        assert!(matches!(refused, Rejection::Fields(f) if f[0].field == field), "{field}");
    }
    house.publish(&number).await.unwrap();
    for (part, on, price) in [
        (0, "2026-03-31", "10"),
        (0, "2026-04-01", "10.3"),
        (1, "2026-03-31", "2.05"),
        (1, "2026-04-30", "2.11"),
        (1, "2026-05-01", "2"),
        (2, "2026-04-01", "3"),
    ] {
        assert_eq!(house.price(1, part, on).await, Some(d(price)), "P-{} on {on}", part + 1);
    }
}

#[tokio::test]
async fn rows_for_customers_make_the_contracts_they_need_when_published() {
    let house = house().await;
    let customer = |code: &str, part: &str, price: &str| PriceRow {
        customer: code.into(),
        list: String::new(),
        ..row("", part, price)
    };
    let rows = [customer("C-1", "P-3", "2.8"), customer("c-2", "P-1", "9.5"), customer("C-7", "P-1", "1")];
    let new = NewChange { title: "合同价".into(), reason: "谈价".into(), starts_on: day("2026-03-10") };
    let mut incoming = draft::Incoming::begin(&house.sales, new).await.unwrap();
    let cells: Vec<Vec<String>> =
        rows.iter().map(|row| vec![row.customer.clone(), row.part.clone(), row.price.clone()]).collect();
    let rows: Vec<PriceRow> =
        rows.into_iter().zip(2..).map(|(row, at)| PriceRow { row: at, ..row }).collect();
    incoming.take(&rows, &cells).await.unwrap();
    let (number, taken, refused) =
        incoming.finish(&["customer".into(), "sku".into(), "price".into()]).await.unwrap();
    assert_eq!((taken, refused), (2, 1));
    let (heading, refused) = read::refused(&house.sales, &number).await.unwrap();
    assert_eq!((heading.len(), refused[0].0.row, refused[0].1[0].as_str()), (3, Some(4), "C-7"));
    let change = read::find(&house.sales, &number).await.unwrap();
    let lists: Vec<_> =
        change.lists.iter().map(|list| (list.code.as_str(), list.is_new, list.whose.as_str())).collect();
    assert_eq!(lists, [("CON-C-1", false, "One"), ("CON-C-2-20260310", true, "Two")]);
    // a list that is being made can be named in the same document
    draft::put_rows(&house.sales, &number, &[row("CON-C-2-20260310", "P-3", "2.7")]).await.unwrap();
    let taken_code = NewHead {
        code: "CON-C-2-20260310".into(),
        name: "x".into(),
        valid_from: day("2026-01-01"),
        ..NewHead::default()
    };
    let refused = draft::add_list(&house.sales, &number, taken_code, "C-2").await;
    assert!(matches!(rejection(refused), Rejection::Fields(f) if f[0].field == "code"));
    let quote = NewHead { kind: ListKind::Quote, code: "Q".into(), name: "x".into(), ..NewHead::default() };
    let refused = draft::add_list(&house.sales, &number, quote, "C-2").await;
    assert!(matches!(rejection(refused), Rejection::Fields(f) if f[0].field == "kind"));
    let promotion = NewHead {
        kind: ListKind::Promotion,
        code: "PROMO".into(),
        name: "Spring".into(),
        valid_from: day("2026-03-01"),
        ..NewHead::default()
    };
    draft::add_list(&house.sales, &number, promotion, "").await.unwrap();
    draft::put_rows(&house.sales, &number, &[row("PROMO", "P-2", "1.8")]).await.unwrap();
    assert_eq!(house.price(1, 0, "2026-03-10").await, Some(d("10")));
    house.publish(&number).await.unwrap();
    for (company, part, price) in [(0, 2, "2.8"), (1, 0, "9.5"), (1, 2, "2.7"), (0, 1, "1.8"), (1, 1, "1.8")]
    {
        assert_eq!(
            house.price(company, part, "2026-03-10").await,
            Some(d(price)),
            "C-{} P-{}",
            company + 1,
            part + 1
        );
    }
}

#[tokio::test]
async fn a_simulation_says_what_a_year_would_have_come_to() {
    let house = house().await;
    let mut tx = house.db.owner.begin().await.unwrap();
    for (company, part, quantity) in [(0, 0, "10"), (1, 0, "10"), (1, 1, "100"), (1, 2, "5")] {
        let line = Line { ordered: d(quantity), reserved: d("0"), gross: d("1") };
        let who = (house.companies[company], house.member, house.parts[part]);
        insert_order(&mut tx, who, "transfer", line).await;
    }
    tx.commit().await.unwrap();
    let number = house.draft("2026-03-10").await;
    let rows = [row("BASE", "P-1", "10.30"), row("BASE", "P-2", "1.40"), row("CON-C-1", "P-1", "-")];
    draft::put_rows(&house.sales, &number, &rows).await.unwrap();
    let found = simulate(&house.sales, &number).await.unwrap();
    assert_eq!((found.reach, found.customers, found.parts), (None, 2, 2));
    assert_eq!((found.lines, found.changed_lines), (3, 3));
    // 10 × 9 + 10 × 10 + 100 × 2, and 10 × 10.30 + 10 × 10.30 + 100 × 1.40
    assert_eq!((found.before, found.after), (d("390"), d("346")));
    assert_eq!((found.margin_before, found.margin_after, found.without_cost), (d("30"), d("46"), 1));
    assert_eq!((found.below_floor, found.newly_below), (1, 1));
    let who = |moved: &[domain::pricing::change::views::Moved]| {
        moved.iter().map(|m| (m.code.clone(), m.more())).collect::<Vec<_>>()
    };
    assert_eq!(who(&found.losers), [("C-1".to_owned(), d("13"))]);
    assert_eq!(who(&found.winners), [("C-2".to_owned(), d("-57"))]);
    assert_eq!(who(&found.most_moved)[0], ("P-2".to_owned(), d("-60")));
    // nothing was written, and a document for one customer reaches one
    assert_eq!(house.price(0, 0, "2026-03-10").await, Some(d("9")));
    let number = house.draft("2026-03-10").await;
    draft::put_rows(&house.sales, &number, &[row("CON-C-1", "P-1", "8.50")]).await.unwrap();
    let found = simulate(&house.sales, &number).await.unwrap();
    assert_eq!((found.reach, found.customers, found.before, found.after), (Some(1), 1, d("90"), d("85")));
    // the end of a list is looked at from its day on: the contract's customer pays the list price then
    let ended = |end: &str| Wanted { end: Some(Some(day(end))), ..Wanted::default() };
    let number = house.draft("2026-03-10").await;
    heads::set(&house.sales, &number, "CON-C-1", ended("2026-06-01")).await.unwrap();
    let found = simulate(&house.sales, &number).await.unwrap();
    assert_eq!((found.on, found.reach, found.customers), (day("2026-06-01"), Some(1), 1));
    assert_eq!((found.before, found.after), (d("90"), d("100")));
    // and without the base list nearly nothing has a price
    let number = house.draft("2026-03-10").await;
    heads::set(&house.sales, &number, "BASE", ended("2026-06-01")).await.unwrap();
    let found = simulate(&house.sales, &number).await.unwrap();
    assert_eq!((found.reach, found.lines, found.without_price), (None, 4, 3));
}
