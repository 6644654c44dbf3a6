//! What is said of a document: why it is made, before anybody looks at it; and what a name means that is none of its kind.

use super::house::*;
use domain::pricing::change::bulk::{Bulk, change_all};
use domain::pricing::change::draft::{self, NewChange, NewHead};
use domain::pricing::change::floors::{self, NewFloor};
use domain::pricing::change::heads::{self, Wanted};
use domain::pricing::change::rows::PriceRow;
use domain::pricing::change::{ChangeState, read, way};
use domain::pricing::service::explain_by_code;
use domain::quantity::Quantity;
use domain::rejection::{CategoryName, FieldProblem, Problem, Rejection, Thing};

fn fields<T: std::fmt::Debug>(result: Result<T, domain::error::Error>) -> Vec<FieldProblem> {
    match rejection(result) {
        Rejection::Fields(problems) => problems,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_document_says_why_before_it_is_sent_and_keeps_what_was_told_with_it() {
    let house = house().await;
    let new = NewChange { title: "铜价".into(), reason: String::new(), starts_on: day("2026-03-10") };
    let number = draft::create(&house.sales, new).await.unwrap();
    draft::put_rows(&house.sales, &number, &[row("BASE", "P-3", "3.5")]).await.unwrap();
    let missing = [FieldProblem::new("reason", Problem::Missing)];
    assert_eq!(fields(way::submit(&house.sales, &number, "  ").await), missing);
    let long = "x".repeat(1001);
    let problem = Problem::TooLong { max: 1000 };
    assert_eq!(
        fields(way::submit(&house.sales, &number, &long).await),
        [FieldProblem::new("reason", problem)]
    );
    let draft = read::find(&house.sales, &number).await.unwrap();
    assert_eq!((draft.row.state, draft.reason.as_str()), (ChangeState::Draft, ""));
    way::submit(&house.sales, &number, " 铜价涨了 ").await.unwrap();
    let sent = read::find(&house.sales, &number).await.unwrap();
    assert_eq!((sent.row.state, sent.reason.as_str()), (ChangeState::Review, "铜价涨了"));
    // one that was sent without, before it was asked for, goes back to say it
    let sql = format!(
        "update pricing.changes set state = 'draft' where number = '{number}';
         update pricing.changes set reason = '' where number = '{number}';
         update pricing.changes set state = 'review' where number = '{number}'"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&house.db.owner).await.unwrap();
    let revision = read::find(&house.admin, &number).await.unwrap().revision;
    assert_eq!(fields(way::publish(&house.admin, &number, revision, "").await), missing);
    way::send_back(&house.sales, &number).await.unwrap();
    way::submit(&house.sales, &number, "铜价").await.unwrap();
    house.publish_submitted(&number, "").await.unwrap();
    assert_eq!(house.shown(2).await, d("3.5"));
}

#[tokio::test]
async fn a_name_that_is_none_says_what_was_looked_for() {
    let house = house().await;
    let op = &house.sales;
    let twins = "insert into pricing.lists (id, kind, code, name, valid_from) values
           (gen_random_uuid(), 'base', 'TWIN-1', '双名', '2026-01-01'), (gen_random_uuid(), 'base', 'TWIN-2', '双名', '2026-01-01');
         update catalog.families set name_zh = '内六角螺钉' where code = 'f1'";
    sqlx::raw_sql(twins).execute(&house.db.owner).await.unwrap();
    let no = |thing, typed: &str| Problem::NoSuch { thing, typed: typed.to_owned() };
    let several = |thing, typed: &str| Problem::SeveralCalled { thing, typed: typed.to_owned() };
    let screws = CategoryName { code: "screws".into(), name_zh: "螺钉".into(), name_en: "Screws".into() };
    let family = Problem::IsFamily { typed: "内六角螺钉".into(), categories: vec![screws] };
    let number = house.draft("2026-03-10").await;
    let of = |who: &str, whom: &str| {
        let mut row = PriceRow { list: String::new(), ..row("", "P-1", "9") };
        *(if who == "customer" { &mut row.customer } else { &mut row.group }) = whom.to_owned();
        row
    };
    let rows = [
        row("NOWHERE", "P-1", "9"),
        row("双名", "P-1", "9"),
        of("customer", "C-99"),
        of("group", "friends"),
        off("BASE", "内六角螺钉", "3"),
        off("BASE", "nails", "3"),
        off("BASE", "", "3"),
        // a category by its name, however it is written
        off("BASE", "SCREWS", "3"),
    ];
    let rows: Vec<PriceRow> = rows.into_iter().zip(1..).map(|(r, at)| PriceRow { row: at, ..r }).collect();
    let mut taken = draft::put_rows(op, &number, &rows).await.unwrap();
    taken.problems.sort_by_key(|problem| problem.row);
    let told: Vec<_> = taken.problems.into_iter().map(|p| (p.row.unwrap(), p.problem)).collect();
    let expected = [
        no(Thing::List, "NOWHERE"),
        several(Thing::List, "双名"),
        no(Thing::Customer, "C-99"),
        no(Thing::Group, "friends"),
        family.clone(),
        no(Thing::Target, "nails"),
        Problem::Missing,
    ];
    assert_eq!(told, (1..).zip(expected).collect::<Vec<_>>());
    let bulk = |list: &str, category: &str, brand: &str| Bulk {
        list: list.into(),
        category: category.into(),
        brand: brand.into(),
        percent: d("3"),
        decimals: 2,
    };
    for (bulk, problem) in [
        (bulk("NOWHERE", "", ""), no(Thing::List, "NOWHERE")),
        (bulk("双名", "", ""), several(Thing::List, "双名")),
        (bulk("BASE", "内六角螺钉", ""), family.clone()),
        (bulk("BASE", "nails", ""), no(Thing::Category, "nails")),
        (bulk("BASE", "", "SMCC"), no(Thing::Brand, "SMCC")),
    ] {
        assert_eq!(fields(change_all(op, &number, &bulk).await)[0].problem, problem);
    }
    let refused = heads::set(op, &number, "NOWHERE", Wanted::default()).await;
    assert_eq!(fields(refused)[0].problem, no(Thing::List, "NOWHERE"));
    let head = NewHead { code: "X".into(), name: "X".into(), ..NewHead::default() };
    let refused = draft::add_list(op, &number, head, "c-99").await;
    assert_eq!(fields(refused)[0].problem, no(Thing::Customer, "C-99"));
    let one = Quantity::parse("1").unwrap();
    let today = day("2026-03-10");
    let whose = |typed: &'static str| explain_by_code(op, typed, "P-1", one, today);
    assert_eq!(fields(whose("Nobody").await)[0].problem, no(Thing::Customer, "Nobody"));
    // One and Two both have an o in their names
    assert_eq!(fields(whose("o").await)[0].problem, several(Thing::Customer, "o"));
    let floor = |scope: &str, of: &str| NewFloor {
        scope: scope.into(),
        of: of.into(),
        floor: margin("5"),
        reason: String::new(),
    };
    for (new, problem) in [
        (floor("category", "内六角螺钉"), family),
        (floor("category", "nails"), no(Thing::Category, "nails")),
        (floor("brand", "SMCC"), no(Thing::Brand, "SMCC")),
        (floor("sku", "P-99"), Problem::UnknownPart { typed: "P-99".into() }),
    ] {
        assert_eq!(fields(floors::set(&house.admin, new).await)[0].problem, problem);
    }
    floors::set(&house.admin, floor("category", "螺钉")).await.unwrap();
}
