//! The catalogue on a real PostgreSQL: import, search, stock, and what visitors may not do.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used)]

mod support;

use domain::accounts::permission::StaffRole;
use domain::catalog::import::{Table, builtin, import_catalogue, import_opening_stock};
use domain::catalog::service::{
    category_tree, family_around, find_skus_by_part_numbers, list_skus_by_id, search, suggest,
};
use domain::catalog::{Catalog, SearchQuery};
use domain::error::Error;
use domain::ids::PersonId;
use domain::op::OpContext;
use domain::rejection::{Problem, Rejection};
use support::TestDb;

const NUTS: &str = "part_key,standard,gb_equivalent_unverified,family,name_zh,name_en,thread,pitch_mm,height_mm,across_flats_mm
ISO4032-M6,ISO 4032,GB/T 6170,nut,1型六角螺母,Hexagon nut style 1,M6,1,5.2,10
ISO4032-M10,ISO 4032,GB/T 6170,nut,1型六角螺母,Hexagon nut style 1,M10,1.5,8.4,16
ISO4032-M8,ISO 4032,GB/T 6170,nut,1型六角螺母,Hexagon nut style 1,M8,1.25,six,13
ISO4035-M6,ISO 4035,GB/T 6172.1,nut,六角薄螺母,Hexagon thin nut,M6,1,3.2,10
ISO4035-M6,ISO 4035,GB/T 6172.1,nut,六角薄螺母,Hexagon thin nut,M6,1,3.2,10
ISO4035-,ISO 4035,GB/T 6172.1,nut,六角薄螺母,Hexagon thin nut,,1,3.2,10";
const FINISHES: &str = "applies_to,material_code,material_zh,material_en,finish_code,finish_zh,finish_en
nut,8,8级碳钢,Steel class 8,zinc,镀锌,Zinc plated
nut,A2-70,304不锈钢 A2-70,Stainless A2-70,plain,本色,Plain
screw,12.9,12.9级合金钢,Alloy steel 12.9,black,发黑,Black oxide";

fn table(text: &str) -> Table {
    let mut lines = text.lines().map(|l| l.split(',').map(str::to_owned).collect::<Vec<_>>());
    Table::new(lines.next().unwrap(), lines.collect())
}

fn query(pairs: &[(&str, &str)]) -> SearchQuery {
    let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    SearchQuery::from_pairs(&pairs)
}

async fn stocked() -> (TestDb, OpContext, Catalog) {
    let db = TestDb::new().await;
    let op = db.staff(PersonId::new(), &[StaffRole::Admin]);
    let mapping = builtin::mapping("nuts", true).unwrap();
    import_catalogue(&op, &mapping, &table(NUTS), Some(&table(FINISHES)), false).await.unwrap();
    let stock = [("ISO4032-M6-8-zinc".to_owned(), 500.into()), ("ISO4032-M10-8-zinc".to_owned(), 0.into())];
    assert_eq!(import_opening_stock(&op, &stock).await.unwrap(), 1);
    let catalog = Catalog::load(&db.pools.buyer).await.unwrap();
    (db, op, catalog)
}

#[tokio::test]
async fn a_bad_row_stops_no_good_row_and_the_same_file_changes_nothing() {
    let db = TestDb::new().await;
    let op = db.staff(PersonId::new(), &[StaffRole::Admin]);
    let mapping = builtin::mapping("nuts", true).unwrap();
    let import = |dry| import_catalogue(&op, &mapping, &NUTS_TABLE, Some(&FINISHES_TABLE), dry);
    let dry = import(true).await.unwrap();
    assert_eq!((dry.inserted, dry.updated, dry.unchanged, dry.families), (6, 0, 0, 2));
    let catalog = Catalog::load(&db.pools.buyer).await.unwrap();
    assert!(catalog.snapshot().is_empty());
    let first = import(false).await.unwrap();
    assert_eq!((first.inserted, first.rows, first.skus), (6, 6, 6));
    let problems: Vec<_> = first.problems.iter().map(|p| (p.row.unwrap(), p.field.as_str())).collect();
    assert_eq!(problems, [(4, "height"), (6, "part_number"), (7, "thread")]);
    assert_eq!(first.problems[0].problem, Problem::NotANumber { typed: "six".into() });
    assert!(catalog.refresh_if_changed(&db.pools.buyer).await.unwrap());
    assert_eq!(catalog.snapshot().len(), 6);
    let again = import(false).await.unwrap();
    assert_eq!((again.inserted, again.updated, again.unchanged, again.families), (0, 0, 6, 0));
    assert!(!catalog.refresh_if_changed(&db.pools.buyer).await.unwrap());
}

static NUTS_TABLE: std::sync::LazyLock<Table> = std::sync::LazyLock::new(|| table(NUTS));
static FINISHES_TABLE: std::sync::LazyLock<Table> = std::sync::LazyLock::new(|| table(FINISHES));

#[tokio::test]
async fn a_visitor_finds_parts_with_their_stock_by_every_name_they_have() {
    let (db, _, catalog) = stocked().await;
    let visitor = db.visitor();
    for (text, total) in [
        ("", 6),
        ("ISO4032", 4),
        ("gb/t 6170", 4),
        ("SUS304", 3),
        ("薄螺母 304", 1),
        ("zinc m6", 2),
        ("镀锌M10", 1),
        ("m16", 0),
    ] {
        let page = search(&visitor, &catalog, &query(&[("q", text)])).await.unwrap();
        assert_eq!(page.total, total, "{text}");
    }
    let page = search(&visitor, &catalog, &query(&[("c", "nuts"), ("p.thread", "M6"), ("p.finish", "zinc")]))
        .await
        .unwrap();
    let numbers: Vec<_> = page.rows.iter().map(|r| (r.part_number.as_str(), r.on_hand_available)).collect();
    assert_eq!(numbers, [("ISO4032-M6-8-zinc", 500.into()), ("ISO4035-M6-8-zinc", 0.into())]);
    let counts = |code: &str| {
        let facet = page.facets.iter().find(|f| f.code == code).unwrap();
        facet.values.iter().map(|v| (v.code.clone(), v.count, v.selected)).collect::<Vec<_>>()
    };
    assert_eq!(counts("thread"), [("M6".into(), 2, true), ("M10".into(), 1, false)]);
    assert_eq!(counts("material"), [("8".into(), 2, false), ("A2-70".into(), 0, false)]);
    assert_eq!(page.crumbs.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["fasteners", "nuts"]);
    assert_eq!(page.rows[0].parameter("finish", domain::lang::Lang::Zh), Some("镀锌"));
    let stock = search(&visitor, &catalog, &query(&[("stock", "1")])).await.unwrap();
    assert_eq!(stock.total, 1);
    let thin = page.rows[1].sku_id;
    let family = family_around(&visitor, &catalog, "iso-4035", thin).await.unwrap();
    assert_eq!((family.page.total, family.standard.as_str()), (2, "ISO 4035"));
    let beside: Vec<_> = family.page.rows.iter().map(|row| row.part_number.as_str()).collect();
    assert_eq!(beside, ["ISO4035-M6-8-zinc"], "the other of the family is of another material");
    let family = family_around(&visitor, &catalog, "iso-4032", page.rows[0].sku_id).await.unwrap();
    let beside: Vec<_> = family.page.rows.iter().map(|row| row.part_number.as_str()).collect();
    assert_eq!(beside, ["ISO4032-M6-8-zinc", "ISO4032-M10-8-zinc"], "the sizes around it in its material");
    let missing = family_around(&visitor, &catalog, "nothing", thin).await;
    assert!(matches!(missing, Err(Error::Rejected(Rejection::NotFound))));
    assert_eq!(category_tree(&catalog)[0].count, 6);
}

#[tokio::test]
async fn part_numbers_are_found_however_they_are_written() {
    let (db, _, catalog) = stocked().await;
    let texts = ["iso 4032 m6 8 ZINC".to_owned(), "ISO4032-M7".to_owned(), String::new()];
    let found = find_skus_by_part_numbers(&db.visitor(), &texts).await.unwrap();
    assert_eq!(found.iter().map(|(_, f)| f.len()).collect::<Vec<_>>(), [1, 0, 0]);
    let id = found[0].1[0].sku_id;
    let rows = list_skus_by_id(&db.visitor(), &[id]).await.unwrap();
    let page = search(&db.visitor(), &catalog, &query(&[("q", "iso4032-m6-8-zinc")])).await.unwrap();
    assert_eq!(page.exact.map(|e| e.sku_id), Some(id));
    assert_eq!(page.rows[0], rows[0], "the index and the database describe a SKU alike");
    assert_eq!(suggest(&catalog, "iso4032m6")[0].part_number, "ISO4032-M6-8-zinc");
}

#[tokio::test]
async fn only_those_who_keep_the_catalogue_change_it() {
    let db = TestDb::new().await;
    let mapping = builtin::mapping("nuts", false).unwrap();
    for op in [db.visitor(), db.staff(PersonId::new(), &[StaffRole::Sales])] {
        let refused = import_catalogue(&op, &mapping, &table(NUTS), None, false).await;
        assert!(matches!(refused, Err(Error::Rejected(_))));
    }
    let mut tx = db.visitor().begin().await.unwrap();
    let refused = sqlx::query("insert into catalog.changes (sku_id) values (gen_random_uuid())")
        .execute(&mut *tx)
        .await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn the_kind_of_a_parameter_never_changes() {
    let (_db, op, _) = stocked().await;
    let mut mapping = builtin::mapping("nuts", false).unwrap();
    mapping.parameters.iter_mut().find(|p| p.code == "height").unwrap().unit = "in".into();
    let refused = import_catalogue(&op, &mapping, &table(NUTS), None, false).await;
    let Err(Error::Rejected(Rejection::Fields(problems))) = refused else { panic!("{refused:?}") };
    assert_eq!(problems[0].field, "height");
}

#[tokio::test]
async fn the_whole_set_of_standard_parts_is_in_quickly() {
    let folder = std::path::Path::new("../../../shared/data/parts");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok().map(|text| csv(&text));
    let Some(finishes) = read("materials_finishes.csv") else { return };
    let db = TestDb::new().await;
    let op = db.staff(PersonId::new(), &[StaffRole::Admin]);
    let started = std::time::Instant::now();
    let mut skus = 0;
    for name in builtin::NAMES {
        let crossed = ["screws", "nuts", "washers"].contains(&name);
        let mapping = builtin::mapping(name, crossed).unwrap();
        let Some(table) = read(&format!("{name}.csv")) else { return };
        let report =
            import_catalogue(&op, &mapping, &table, crossed.then_some(&finishes), false).await.unwrap();
        assert!(report.problems.is_empty(), "{name}: {:?}", &report.problems[..report.problems.len().min(5)]);
        skus += report.inserted;
    }
    let imported = started.elapsed();
    let catalog = Catalog::load(&db.pools.buyer).await.unwrap();
    println!("{skus} skus in {imported:?}, index in {:?}", started.elapsed() - imported);
    assert_eq!(catalog.snapshot().len(), skus);
    assert!(skus > 28_000 && imported.as_secs() < 60);
    for (text, least) in
        [("ISO4762 M8x30", 9), ("内六角 M8 304", 10), ("6204", 0), ("gb/t70.1 12.9", 200), ("O型圈", 300)]
    {
        let started = std::time::Instant::now();
        let page = search(&db.visitor(), &catalog, &query(&[("q", text)])).await.unwrap();
        println!("{text}: {} in {:?}", page.total, started.elapsed());
        assert!(page.total >= least, "{text}: {}", page.total);
    }
}

/// Enough of CSV for our own files: commas and double quotes.
fn csv(text: &str) -> Table {
    let line = |line: &str| {
        let (mut cells, mut quoted) = (vec![String::new()], false);
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(String::new()),
                c => cells.last_mut().unwrap().push(c),
            }
        }
        cells
    };
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(line);
    Table::new(lines.next().unwrap(), lines.collect())
}
