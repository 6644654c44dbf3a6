//! What a file calls things: two parameters of one name, the fields of rows that are refused, units in the trade's words.

use super::*;
use domain::catalog::import::columns::UNDECIDED;
use domain::rejection::FieldProblem;
use domain::rejection::Thing;

/// Belts and rings both have a width, each its own.
const SCHEMA: &str = "insert into catalog.categories (id, code, name_zh, name_en) values
    ('00000000-0000-0000-0000-0000000000c1', 'belts', '皮带', 'Belts'), ('00000000-0000-0000-0000-0000000000c2', 'rings', '挡圈', 'Rings');
  insert into catalog.parameters (id, code, name_zh, name_en, kind, unit) values
    ('00000000-0000-0000-0000-0000000000a1', 'belt_width', '宽度', 'Width', 'number', 'mm'),
    ('00000000-0000-0000-0000-0000000000a2', 'ring_width', '宽度', 'Width', 'number', 'mm');
  insert into catalog.category_parameters (category_id, parameter_id) values
    ('00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000a1'),
    ('00000000-0000-0000-0000-0000000000c2', '00000000-0000-0000-0000-0000000000a2');
  insert into catalog.families (id, category_id, code, name_zh, name_en)
    values ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000c2', 'circlips', '卡簧', 'Circlips')";

async fn shop() -> (TestDb, OpContext) {
    let db = TestDb::new().await;
    let op = db.staff(PersonId::new(), &[StaffRole::Admin]);
    sqlx::raw_sql(SCHEMA).execute(&db.owner).await.unwrap();
    (db, op)
}

fn is(plan: &ColumnPlan) -> Vec<&str> {
    plan.columns.iter().map(|column| column.is.as_str()).collect()
}

#[tokio::test]
async fn of_two_parameters_with_one_name_the_rows_category_says_which_and_else_a_person() {
    let (db, op) = shop().await;
    let by_column = proposed(&op, "型号,分类,宽度(mm)\nB-1,皮带,20\nB-2,belts,25").await;
    assert_eq!(is(&by_column), ["part_number", "category", "p:belt_width"]);
    let by_family = proposed(&op, "型号,系列,宽度\nR-1,卡簧,2").await;
    assert_eq!(is(&by_family)[2], "p:ring_width");
    let mixed = proposed(&op, "型号,分类,宽度\nB-1,皮带,20\nR-1,挡圈,2").await;
    assert_eq!(is(&mixed)[2], UNDECIDED);
    let alone = proposed(&op, "型号,宽度\nB-1,20").await;
    assert_eq!(is(&alone), ["part_number", UNDECIDED]);
    // the category of rows that say none decides as well
    let (decided, open) =
        jobs::decide_columns(&op, ColumnPlan { category: "belts".into(), ..alone.clone() }).await.unwrap();
    assert_eq!((is(&decided)[1], open.len()), ("p:belt_width", 0));
    let (_, open) = jobs::decide_columns(&op, alone).await.unwrap();
    assert_eq!(open, [("宽度".to_owned(), texts("belt_width,ring_width"))]);
    // nobody's guess is imported: the screen asks, and takes the category for an answer
    let rows = vec![texts("B-1,20")];
    let upload = Upload {
        file_name: "w.csv",
        bytes: "型号,宽度\nB-1,20".as_bytes(),
        header: texts("型号,宽度"),
        rows,
        total: 1,
    };
    let id = jobs::receive(&op, upload).await.unwrap();
    let desk = jobs::load_import(&op, id).await.unwrap();
    let (plan, revision) = (desk.plan.unwrap(), desk.row.revision);
    let refused = jobs::map_columns(&op, id, revision, plan.clone(), "").await;
    let Err(Error::Rejected(Rejection::Fields(problems))) = refused else { panic!("{refused:?}") };
    assert_eq!(problems, [FieldProblem::new("columns[1]", Problem::Missing)]);
    jobs::map_columns(&op, id, revision, ColumnPlan { category: "rings".into(), ..plan }, "").await.unwrap();
    let plan = jobs::load_import(&op, id).await.unwrap().plan.unwrap();
    assert_eq!(is(&plan)[1], "p:ring_width");
    assert_eq!(one(&db, "select count(*)::text from catalog.skus").await, "0");
}

#[tokio::test]
async fn a_refused_row_is_told_under_the_files_own_heading() {
    let (_db, op) = shop().await;
    let text = "型号,分类,系列,更多,起订量,单位\n\
        B-1,皮带,同步带,宽度=x,1,件\nB-2,皮带,同步带,宽度=20,abc,件\nB-3,螺母,新系列,,1,件\nB-4,皮带,同步带,宽度=20,1,只";
    let plan = proposed(&op, text).await;
    assert_eq!(is(&plan)[3], "pairs");
    let report = by_columns(&op, text, plan, true).await;
    let told: Vec<_> =
        report.problems.iter().map(|p| (p.row.unwrap(), p.field.as_str(), p.called())).collect();
    assert_eq!(told, [(2, "belt_width", "宽度"), (3, "moq", "起订量"), (4, "category", "分类")]);
    assert_eq!((report.inserted, report.refused), (1, 3));
    // a row of no category cannot say which width it means
    let text = "型号,系列,更多\nX-1,新系列,宽度=20";
    let plan = ColumnPlan { category: String::new(), ..proposed(&op, text).await };
    let report = by_columns(&op, text, plan, true).await;
    let several = Problem::SeveralCalled { thing: Thing::Parameter, typed: "宽度".into() };
    assert!(
        report.problems.iter().any(|p| p.called() == "宽度" && p.problem == several),
        "{:?}",
        report.problems
    );
}

#[tokio::test]
async fn a_unit_in_the_trades_words_is_the_houses_unit() {
    let (db, op) = shop().await;
    let text = "型号,系列,单位\nR-1,卡簧,件\nR-2,卡簧,pcs\nR-3,卡簧,桶";
    by_columns(&op, text, proposed(&op, text).await, false).await;
    let units = "select string_agg(unit, ' ' order by part_number) from catalog.skus";
    assert_eq!(one(&db, units).await, "piece piece 桶");
}
