//! Imports as jobs: what they would change, what they changed, and taking it back.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "imports/names.rs"]
mod names;
#[path = "imports/saved.rs"]
mod saved;
mod support;

use domain::accounts::permission::StaffRole;
use domain::catalog::Catalog;
use domain::catalog::edit::{ValueForm, parameters};
use domain::catalog::import::columns::ColumnPlan;
use domain::catalog::import::job::{ImportState, Proposal};
use domain::catalog::import::jobs::{self, Upload};
use domain::catalog::import::run::{PORTION, Run};
use domain::catalog::import::shape::Shape;
use domain::catalog::import::{ImportReport, Mapping, Table, builtin, import_catalogue};
use domain::catalog::parameter::ParameterKind;
use domain::error::Error;
use domain::ids::{ImportId, PersonId};
use domain::op::OpContext;
use domain::rejection::{Problem, Rejection};
use support::TestDb;

const NUTS: &str = "part_key,standard,gb_equivalent_unverified,family,name_zh,name_en,thread,pitch_mm,height_mm,across_flats_mm
N-M6,ISO 4032,,nut,螺母,Nut,M6,1,5.2,10
N-M8,ISO 4032,,nut,螺母,Nut,M8,1.25,6.8,13
N-M10,ISO 4032,,nut,螺母,Nut,M10,1.5,8.4,16";
const CHANGED: &str = "part_key,standard,gb_equivalent_unverified,family,name_zh,name_en,thread,pitch_mm,height_mm,across_flats_mm
N-M6,ISO 4032,,nut,六角螺母,Hexagon nut,M6,1,5.5,10
N-M8,ISO 4032,,nut,六角螺母,Hexagon nut,M8,1.25,6.9,13
N-M10,ISO 4032,,nut,六角螺母,Hexagon nut,M10,1.5,8.4,16
N-M12,ISO 4032,,nut,六角螺母,Hexagon nut,M12,1.75,10.8,18";

fn texts(line: &str) -> Vec<String> {
    line.split(',').map(str::to_owned).collect()
}

fn table(text: &str) -> Table {
    let mut lines = text.lines().map(texts);
    Table::new(lines.next().unwrap(), lines.collect())
}

fn nuts() -> Mapping {
    builtin::mapping("nuts", false).unwrap()
}

async fn world() -> (TestDb, OpContext) {
    let db = TestDb::new().await;
    let op = db.staff(PersonId::new(), &[StaffRole::Admin]);
    import_catalogue(&op, &nuts(), &table(NUTS), None, false).await.unwrap();
    (db, op)
}

async fn one(db: &TestDb, sql: &'static str) -> String {
    sqlx::query_scalar::<_, Option<String>>(sql).fetch_one(&db.owner).await.unwrap().unwrap_or_default()
}

/// A file through a plan as the screen makes it.
async fn by_columns(op: &OpContext, text: &str, plan: ColumnPlan, dry: bool) -> ImportReport {
    let table = table(text);
    let mapping = jobs::compile(op, &Shape::Columns(plan)).await.unwrap();
    import_catalogue(op, &mapping, &table, None, dry).await.unwrap()
}

async fn proposed(op: &OpContext, text: &str) -> ColumnPlan {
    let table = table(text);
    let rows: Vec<_> = table.rows.into_iter().map(|(_, cells)| cells).collect();
    jobs::propose_columns(op, &table.header, &rows).await.unwrap()
}

async fn undone(op: &OpContext, version: i64) -> ImportId {
    let id = jobs::undo_version(op, version).await.unwrap();
    while jobs::undo_step(op, id).await.unwrap() {}
    id
}

const STATES: &str = "select string_agg(part_number || ' ' || status || ' ' || (parameters ->> 'height'), ', ' order by part_number)
    from catalog.skus";

#[tokio::test]
async fn a_check_says_what_would_change_and_changes_nothing() {
    let (db, op) = world().await;
    let before = one(&db, STATES).await;
    let report = import_catalogue(&op, &nuts(), &table(CHANGED), None, true).await.unwrap();
    assert_eq!((report.inserted, report.updated, report.unchanged, report.families), (1, 2, 1, 1));
    let changes: Vec<String> = report
        .changes
        .iter()
        .map(|c| format!("{} {}: {} > {}", c.part_number, c.field, c.before, c.after))
        .collect();
    assert_eq!(changes, ["N-M6 height: 5.2 > 5.5", "N-M8 height: 6.8 > 6.9"]);
    assert_eq!(one(&db, STATES).await, before);
    assert_eq!(one(&db, "select count(*)::text from catalog.imports").await, "1");
}

#[tokio::test]
async fn an_import_is_undone_as_one_action_and_leaves_alone_what_changed_since() {
    let (db, op) = world().await;
    let catalog = Catalog::load(&db.pools.buyer).await.unwrap();
    let report = import_catalogue(&op, &nuts(), &table(CHANGED), None, false).await.unwrap();
    assert_eq!((report.inserted, report.updated, report.unchanged), (1, 2, 1));
    assert!(catalog.refresh_if_changed(&db.pools.buyer).await.unwrap());
    assert_eq!(catalog.snapshot().len(), 4);
    // somebody goes on with one of them
    let edited = "update catalog.skus set lead_time_days = 3 where part_number = 'N-M8'";
    sqlx::query(edited).execute(&db.owner).await.unwrap();
    let id = undone(&op, report.version).await;
    let now = "N-M10 active 8.4, N-M12 discontinued 10.8, N-M6 active 5.2, N-M8 active 6.9";
    assert_eq!(one(&db, STATES).await, now);
    assert_eq!(one(&db, "select name_zh from catalog.families").await, "螺母");
    let desk = jobs::load_import(&op, id).await.unwrap();
    assert_eq!((desk.row.state, desk.row.restored, desk.row.kept), (ImportState::Undone, 2, 1));
    assert_eq!(desk.kept, ["N-M8"]);
    assert!(catalog.refresh_if_changed(&db.pools.buyer).await.unwrap());
    assert_eq!(catalog.snapshot().len(), 3);
    // once only, and in the audit trail once each
    assert!(matches!(jobs::undo_version(&op, report.version).await, Err(Error::Rejected(Rejection::Stale))));
    let trail =
        "select string_agg(operation, ' ' order by id) from accounts.audit where object_kind = 'import'";
    assert_eq!(one(&db, trail).await, "import_catalogue import_catalogue undo_import");
    // what was withdrawn comes back with the file
    let again = import_catalogue(&op, &nuts(), &table(CHANGED), None, false).await.unwrap();
    assert_eq!((again.inserted, again.updated), (0, 2));
}

#[tokio::test]
async fn imports_are_undone_one_after_the_other() {
    let (db, op) = world().await;
    let second = import_catalogue(&op, &nuts(), &table(CHANGED), None, false).await.unwrap();
    undone(&op, second.version).await;
    let first = undone(&op, second.version - 1).await;
    let desk = jobs::load_import(&op, first).await.unwrap();
    assert_eq!((desk.row.restored, desk.row.kept), (3, 0));
    assert_eq!(one(&db, "select count(*)::text from catalog.skus where status = 'active'").await, "0");
}

const WIDE: &str = "型号,分类,系列,Thread,height,密封,ports (mm),colour
V-1,nuts,Valves,M6,20 mm,是,4,red
V-2,nuts,Valves,M8,25 mm,否,6,blue";
const PAIRED: &str = "型号,分类,系列,one,two
V-1,nuts,Valves,Thread=M6; height=20 mm,密封=是;ports (mm)=4;colour=red
V-2,nuts,Valves,Thread=M8,height=25 mm;密封=否;ports (mm)=6;colour=blue";
const LONG: &str = "型号,分类,系列,参数,值
V-1,nuts,Valves,Thread,M6
V-1,nuts,Valves,height,20 mm
V-2,nuts,Valves,Thread,M8
V-1,nuts,Valves,密封,是
V-1,nuts,Valves,ports (mm),4
V-1,nuts,Valves,colour,red
V-2,nuts,Valves,height,25 mm
V-2,nuts,Valves,密封,否
V-2,nuts,Valves,ports (mm),6
V-2,nuts,Valves,colour,blue";

#[tokio::test]
async fn three_shapes_bring_the_same_parts_and_propose_what_nobody_knows() {
    let parts =
        "select string_agg(part_number || parameters::text, ' ' order by part_number) from catalog.skus
                 where part_number like 'V-%'";
    let mut seen = Vec::new();
    for file in [WIDE, PAIRED, LONG] {
        let (db, op) = world().await;
        let mut plan = proposed(&op, file).await;
        let check = by_columns(&op, file, plan.clone(), true).await;
        assert_eq!((check.inserted, check.updated, check.problems.len()), (2, 0, 0), "{:?}", check.problems);
        let unknown: Vec<_> =
            check.unknown.iter().map(|p| (p.code.as_str(), p.kind, p.unit.as_str())).collect();
        let mut want = vec![
            ("colour", ParameterKind::Enum, ""),
            ("mi_feng", ParameterKind::Boolean, ""),
            ("ports", ParameterKind::Number, "mm"),
        ];
        let mut found = unknown.clone();
        found.sort_by_key(|p| p.0);
        want.sort_by_key(|p| p.0);
        assert_eq!(found, want);
        plan.create = check.unknown;
        let done = by_columns(&op, file, plan, false).await;
        assert_eq!((done.inserted, done.unknown.len()), (2, 0));
        seen.push(one(&db, parts).await);
        // the category lists them, and a second run changes nothing
        let listed = "select count(*)::text from catalog.category_parameters cp join catalog.parameters p
                      on p.id = cp.parameter_id where p.code in ('colour', 'mi_feng', 'ports')";
        assert_eq!(one(&db, listed).await, "3");
        let again = by_columns(&op, file, proposed(&op, file).await, false).await;
        assert_eq!((again.inserted, again.updated, again.unchanged), (0, 0, 2));
    }
    assert!(seen[0].contains(r#""ports": "4""#) && seen[0].contains(r#""mi_feng": true"#), "{}", seen[0]);
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
}

#[tokio::test]
async fn a_file_that_says_little_changes_little() {
    let (db, op) = world().await;
    let file = "part number,height(cm),MOQ\nN-M6,0.6,200\nNEW-1,1,1\nN-M8,,";
    let plan = proposed(&op, file).await;
    let report = by_columns(&op, file, plan, false).await;
    assert_eq!((report.inserted, report.updated, report.refused), (0, 2, 1));
    assert_eq!(
        (report.problems[0].field.as_str(), &report.problems[0].problem),
        ("family", &Problem::Missing)
    );
    assert_eq!(report.cells[&3][0], "NEW-1");
    let m6 = "select (parameters ->> 'height') || ' ' || (parameters ->> 'thread') || ' ' || moq::int from catalog.skus
              where part_number = 'N-M6'";
    assert_eq!(one(&db, m6).await, "6 M6 200");
    // an empty cell of a parameter's column takes the value away, an empty field says nothing
    let m8 = "select (parameters ? 'height')::text || ' ' || moq::int from catalog.skus where part_number = 'N-M8'";
    assert_eq!(one(&db, m8).await, "false 100");
}

#[tokio::test]
async fn what_the_desk_has_set_stays() {
    let (db, op) = world().await;
    let all = parameters::list_parameters(&op, "thread").await.unwrap();
    let thread = all[0].parameter.id;
    let form = ValueForm {
        code: "M10".into(),
        name_zh: "粗牙M10".into(),
        name_en: "M10 coarse".into(),
        position: "1".into(),
        ..ValueForm::default()
    };
    let desk = parameters::load_parameter(&op, thread).await.unwrap();
    parameters::save_value(&op, thread, desk.version, &form).await.unwrap();
    let set = "update catalog.category_parameters set facet = false, position = 90 where parameter_id =
               (select id from catalog.parameters where code = 'height')";
    sqlx::query(set).execute(&db.owner).await.unwrap();
    import_catalogue(&op, &nuts(), &table(CHANGED), None, false).await.unwrap();
    let order = "select string_agg(code, ' ' order by position) from catalog.parameter_values v
                 where parameter_id = (select id from catalog.parameters where code = 'thread')";
    assert_eq!(one(&db, order).await, "M10 M6 M8 M12");
    let name = "select name_zh from catalog.parameter_values where code = 'M10'";
    assert_eq!(one(&db, name).await, "粗牙M10");
    let link = "select position || ' ' || facet from catalog.category_parameters cp join catalog.parameters p
                on p.id = cp.parameter_id where p.code = 'height'";
    assert_eq!(one(&db, link).await, "90 false");
}

#[tokio::test]
async fn several_values_stand_in_one_cell() {
    let (db, op) = world().await;
    let file = "part number,approvals\nN-M6,CE;UL\nN-M8,ce\nN-M10,UL; CE;UL";
    let mut plan = proposed(&op, file).await;
    plan.create = vec![Proposal {
        said: "approvals".into(),
        code: "approvals".into(),
        name_zh: "认证".into(),
        name_en: "Approvals".into(),
        kind: ParameterKind::Enum,
        unit: String::new(),
        many: false,
        values: 0,
        examples: Vec::new(),
    }];
    by_columns(&op, "part number,approvals\nN-M6,CE", plan, false).await;
    sqlx::query("update catalog.parameters set many = true where code = 'approvals'")
        .execute(&db.owner)
        .await
        .unwrap();
    by_columns(&op, file, proposed(&op, file).await, false).await;
    let stored =
        "select string_agg((parameters -> 'approvals')::text, ' ' order by part_number) from catalog.skus";
    assert_eq!(one(&db, stored).await, r#"["UL", "CE"] ["CE", "UL"] "CE""#);
    let catalog = Catalog::load(&db.pools.buyer).await.unwrap();
    assert_eq!(catalog.snapshot().len(), 3);
}

#[tokio::test]
async fn a_column_of_several_values_is_proposed_and_created_as_one() {
    let (db, op) = world().await;
    let file = "part number,approvals,colour\nN-M6,CE;UL,red\nN-M8,CE;CCC,red;\nN-M10,UL; CE;UL,blue";
    let found = by_columns(&op, file, proposed(&op, file).await, true).await.unknown;
    let told: Vec<_> = found.iter().map(|p| (p.code.as_str(), p.kind, p.many)).collect();
    let list = ParameterKind::Enum;
    assert_eq!(told, [("approvals", list, true), ("colour", list, false)]);
    let mut plan = proposed(&op, file).await;
    plan.create = found.into_iter().filter(|p| p.many).collect();
    let report = by_columns(&op, file, plan.clone(), false).await;
    assert_eq!((report.updated, report.problems), (3, vec![]));
    let stored = "select string_agg((parameters -> 'approvals')::text, ' ' order by part_number) || ' '
        || (select many from catalog.parameters where code = 'approvals') from catalog.skus";
    assert_eq!(one(&db, stored).await, r#"["UL", "CE"] ["CE", "UL"] ["CE", "CCC"] true"#);
    // the same file again is read by what there is now
    assert_eq!(by_columns(&op, file, plan, false).await.unchanged, 3);
    // an undo takes a parameter of several values away like any other
    undone(&op, report.version).await;
    let gone = "select count(*)::text from catalog.parameters where code = 'approvals'";
    assert_eq!(one(&db, gone).await, "0");
}

/// Parameters with their values, and what nuts list besides what every nut has.
const SCHEMA: &str = "select string_agg(p.code || coalesce('(' || (select string_agg(v.code, ' ' order by v.code)
      from catalog.parameter_values v where v.parameter_id = p.id) || ')', '') || case when exists (select from
      catalog.category_parameters l where l.parameter_id = p.id) then '' else ' unlisted' end, ', ' order by p.code)
    from catalog.parameters p where p.code in ('thread', 'colour', 'ports', 'mi_feng')";

#[tokio::test]
async fn an_undo_takes_away_what_the_import_added_and_nobody_uses() {
    let (db, op) = world().await;
    let before = one(&db, SCHEMA).await;
    assert_eq!(before, "thread(M10 M6 M8)");
    let file = WIDE.replace("V-2,nuts,Valves,M8", "V-2,nuts,Valves,M14");
    let mut plan = proposed(&op, &file).await;
    plan.create = by_columns(&op, &file, plan.clone(), true).await.unknown;
    let catalog = Catalog::load(&db.pools.buyer).await.unwrap();
    let report = by_columns(&op, &file, plan.clone(), false).await;
    assert_eq!(one(&db, SCHEMA).await, "colour(blue red), mi_feng, ports, thread(M10 M14 M6 M8)");
    assert!(catalog.refresh_if_changed(&db.pools.buyer).await.unwrap());
    let id = undone(&op, report.version).await;
    assert_eq!(one(&db, SCHEMA).await, before);
    let desk = jobs::load_import(&op, id).await.unwrap();
    let gone = desk.report.removed;
    assert_eq!((gone.parameters, gone.values, gone.categories, desk.all_left), (3, 3, 0, 0));
    assert!(catalog.refresh_if_changed(&db.pools.buyer).await.unwrap());
    assert_eq!(catalog.snapshot().len(), 3);
    assert_eq!(one(&db, "select count(*)::text from catalog.import_withdrawn").await, "0");
    // the file once more brings all of it again
    let mut plan = proposed(&op, &file).await;
    plan.create = by_columns(&op, &file, plan.clone(), true).await.unknown;
    by_columns(&op, &file, plan, false).await;
    assert_eq!(one(&db, SCHEMA).await, "colour(blue red), mi_feng, ports, thread(M10 M14 M6 M8)");
}

#[tokio::test]
async fn what_an_import_added_and_somebody_uses_or_changed_stays_and_is_named() {
    let (db, op) = world().await;
    let mut plan = proposed(&op, WIDE).await;
    plan.create = by_columns(&op, WIDE, plan.clone(), true).await.unknown;
    let report = by_columns(&op, WIDE, plan, false).await;
    // a nut is painted red, the seal gets a better name, and one of the new parts is sold otherwise
    for sql in [
        "update catalog.skus set parameters = parameters || '{\"colour\": [\"red\"]}' where part_number = 'N-M6'",
        "update catalog.parameters set name_en = 'Sealed' where code = 'mi_feng'",
        "update catalog.skus set moq = 7 where part_number = 'V-2'",
    ] {
        sqlx::query(sql).execute(&db.owner).await.unwrap();
    }
    let id = undone(&op, report.version).await;
    let desk = jobs::load_import(&op, id).await.unwrap();
    assert_eq!((desk.row.restored, desk.row.kept), (1, 1));
    assert_eq!(one(&db, SCHEMA).await, "colour(blue red), mi_feng, ports, thread(M10 M6 M8)");
    let left: Vec<&str> = desk.left.iter().map(|l| l.name_en.as_str()).collect();
    assert_eq!(left, ["colour", "ports", "Sealed", "colour: blue", "colour: red"]);
    assert_eq!((desk.report.removed.values, desk.report.removed.parameters), (0, 0));
}

#[tokio::test]
async fn empty_categories_of_a_template_go_with_its_undo_unless_prices_are_for_them() {
    let (db, op) = world().await;
    let mut mapping = nuts();
    let bolts = mapping.categories[0].clone();
    for (code, parent) in [("spare", ""), ("spare-small", "spare"), ("priced", "")] {
        let parent = parent.to_owned();
        mapping.categories.push(domain::catalog::import::mapping::CategoryDef {
            code: code.into(),
            parent: Some(parent).filter(|p| !p.is_empty()),
            ..bolts.clone()
        });
    }
    let report = import_catalogue(&op, &mapping, &table(CHANGED), None, false).await.unwrap();
    let floor = "insert into pricing.floors (id, category_id, min_margin_percent) select gen_random_uuid(), id, 10 from catalog.categories
                 where code = 'priced'";
    sqlx::query(floor).execute(&db.owner).await.unwrap();
    let id = undone(&op, report.version).await;
    let left = "select string_agg(code, ' ' order by code) from catalog.categories where code in ('spare', 'spare-small', 'priced')";
    assert_eq!(one(&db, left).await, "priced");
    let desk = jobs::load_import(&op, id).await.unwrap();
    assert_eq!((desk.report.removed.categories, desk.all_left), (2, 1));
}

fn many(rows: usize) -> (Vec<String>, Vec<Vec<String>>) {
    let header = texts("part number,family,category,height");
    let row = |n: usize| vec![format!("X-{n}"), "Extra".into(), "nuts".into(), (n % 7).to_string()];
    (header, (0..rows).map(row).collect())
}

#[tokio::test]
async fn a_job_that_was_cut_off_goes_on_where_it_was() {
    let (db, op) = world().await;
    let (header, rows) = many(PORTION + 20);
    let upload = Upload {
        file_name: "extra.csv",
        bytes: b"bytes",
        header: header.clone(),
        rows: rows[..100].to_vec(),
        total: rows.len(),
    };
    let id = jobs::receive(&op, upload).await.unwrap();
    let desk = jobs::load_import(&op, id).await.unwrap();
    let plan = desk.plan.unwrap();
    assert!(
        jobs::claim(&db.pools, op.zone, op.now).await.unwrap().is_none(),
        "nobody said what the columns are"
    );
    jobs::map_columns(&op, id, desk.row.revision, plan, "extra parts").await.unwrap();
    assert_eq!(saved::names(&op).await, ["extra parts"]);
    let table = Table::new(header.clone(), rows);
    // the person is not in the accounts of this test: the worker finds a visitor
    let claimed = jobs::claim(&db.pools, op.zone, op.now).await.unwrap().unwrap();
    assert_eq!((claimed.id, claimed.state), (id, ImportState::Checking));
    assert!(jobs::load_work(&claimed.op, id).await.is_err());
    assert!(jobs::claim(&db.pools, op.zone, op.now).await.unwrap().is_none(), "one worker at a time");
    let (bytes, _, mapping) = jobs::load_work(&op, id).await.unwrap().unwrap();
    assert_eq!(bytes, b"bytes");
    let mut check = Run::check(&op, Some(id), mapping.clone(), &header, None).await.unwrap();
    for portion in table.rows.chunks(PORTION) {
        check.take(portion, &[]).await.unwrap();
    }
    check.finish().await.unwrap();
    let row = jobs::load_import(&op, id).await.unwrap().row;
    assert_eq!(
        (row.state, row.added, row.rows_done as usize),
        (ImportState::Waiting, PORTION as u32 + 20, PORTION + 20)
    );
    assert!(matches!(jobs::confirm(&op, id, row.revision - 1).await, Err(Error::Rejected(Rejection::Stale))));
    jobs::confirm(&op, id, row.revision).await.unwrap();
    let claimed = jobs::claim(&db.pools, op.zone, op.now).await.unwrap().unwrap();
    let mut run = Run::resume(&op, id, mapping.clone(), &header, None).await.unwrap();
    run.take(&table.rows[..PORTION], &[]).await.unwrap();
    drop(run);
    jobs::release(&claimed).await.unwrap();
    let row = jobs::load_import(&op, id).await.unwrap().row;
    assert_eq!((row.state, row.rows_done as usize), (ImportState::Running, PORTION));
    let claimed = jobs::claim(&db.pools, op.zone, op.now).await.unwrap().unwrap();
    assert_eq!(claimed.state, ImportState::Running);
    let mut run = Run::resume(&op, id, mapping, &header, None).await.unwrap();
    for portion in table.rows.chunks(PORTION) {
        run.take(portion, &[]).await.unwrap();
    }
    let report = run.finish().await.unwrap();
    assert_eq!((report.inserted, report.updated, report.skus), (PORTION + 20, 0, PORTION + 20));
    let row = jobs::load_import(&op, id).await.unwrap().row;
    assert_eq!((row.state, row.added as usize, row.changed), (ImportState::Done, PORTION + 20, 0));
    assert_eq!(one(&db, "select count(*)::text from catalog.import_files").await, "0");
    jobs::undo(&op, id, row.revision).await.unwrap();
    while jobs::undo_step(&op, id).await.unwrap() {}
    assert_eq!(one(&db, "select count(*)::text from catalog.skus where status = 'active'").await, "3");
}

#[tokio::test]
async fn imports_are_for_those_who_keep_the_catalogue() {
    let (db, op) = world().await;
    let sales = db.staff(PersonId::new(), &[StaffRole::Sales]);
    let id = ImportId::new();
    for op in [&sales, &db.visitor()] {
        assert!(jobs::list_imports(op, 1).await.is_err());
        assert!(jobs::load_import(op, id).await.is_err());
        assert!(jobs::undo_version(op, 1).await.is_err());
        assert!(jobs::undo_step(op, id).await.is_err());
        assert!(jobs::confirm(op, id, 1).await.is_err());
        assert!(jobs::load_errors(op, id).await.is_err());
        assert!(jobs::propose_columns(op, &[], &[]).await.is_err());
    }
    assert_eq!(jobs::list_imports(&op, 1).await.unwrap().total, 1);
    assert!(matches!(jobs::load_import(&op, id).await, Err(Error::Rejected(Rejection::NotFound))));
}
