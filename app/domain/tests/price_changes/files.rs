//! Files whose headings say too little: kept, told, read into a draft once, and what was told saved for the next one.

use super::house::*;
use domain::accounts::permission::StaffRole;
use domain::ids::{PersonId, PriceFileId};
use domain::mappings::{MappingKind, service as mappings};
use domain::op::OpContext;
use domain::pricing::change::columns::PriceMapping;
use domain::pricing::change::files::{self, Keeping, NewFile, Told};
use domain::pricing::change::{Counts, read};
use domain::rejection::{FieldProblem, Problem, Rejection};

fn texts(line: &str) -> Vec<String> {
    line.split(',').map(str::to_owned).collect()
}

async fn kept(op: &OpContext, header: &str, portions: &[&[&str]]) -> PriceFileId {
    let new = NewFile {
        file_name: "maker.csv".into(),
        header: texts(header),
        list: String::new(),
        starts_on: day("2026-04-01"),
    };
    let mut keeping = Keeping::begin(op, &new).await.unwrap();
    let mut number = 1;
    for portion in portions {
        let rows: Vec<(u32, Vec<String>)> = portion
            .iter()
            .map(|row| {
                number += 1;
                (number, texts(row))
            })
            .collect();
        keeping.take(&rows, &[]).await.unwrap();
    }
    let unread = FieldProblem::in_row("row", number + 1, Problem::Malformed { typed: "\"".into() });
    keeping.take(&[], &[unread]).await.unwrap();
    keeping.finish().await.unwrap()
}

fn told(columns: &str, save_as: &str) -> Told {
    Told {
        columns: texts(columns),
        list: " BASE ".into(),
        starts_on: day("2026-04-01"),
        save_as: save_as.into(),
        ..Told::default()
    }
}

const ROWS: [&[&str]; 2] = [&["P-1,Bolt,10.50", "P-2,Nut,\u{0}2.20"], &["NO-SUCH,Ring,3", "P-3,Ring,3"]];

#[tokio::test]
async fn a_file_nobody_understands_is_told_read_once_and_its_mapping_kept_for_the_next() {
    let house = house().await;
    let op = &house.sales;
    let id = kept(op, "Artikel,Bezeichnung,Preis", &ROWS).await;
    let file = files::load(op, id, "").await.unwrap();
    assert_eq!((file.rows, file.fields.concat(), file.number), (4, String::new(), None));
    assert_eq!(file.sample[1], ["P-2", "Nut", "2.20"]);
    assert_eq!(files::list_waiting(op).await.unwrap()[0].id, id);
    // what cannot be read by is refused, and the file waits on
    for columns in ["part,,", "part,price,price", "part,,cost", "part,price"] {
        let refused = rejection(files::read_in(op, id, &told(columns, "")).await);
        assert!(matches!(refused, Rejection::Fields(f) if f[0].field == "columns"), "{columns}");
    }
    let refused = rejection(files::read_in(op, id, &told("part,,price", &"x".repeat(61))).await);
    assert!(matches!(refused, Rejection::Fields(f) if f[0].field == "save_as"));
    assert!(files::load(op, id, "").await.unwrap().number.is_none());

    let number = files::read_in(op, id, &told("part,,price", "maker")).await.unwrap();
    let change = read::find(op, &number).await.unwrap();
    assert_eq!(change.row.title, "maker.csv");
    assert_eq!(change.counts, Counts { lines: 3, new: 0, changed: 2, same: 1, ended: 0 });
    let (heading, refused) = read::refused(op, &number).await.unwrap();
    assert_eq!(heading, texts("Artikel,Bezeichnung,Preis"));
    // the field is called as the file calls it
    assert_eq!((refused[0].0.field.as_str(), refused[0].0.called()), ("part", "Artikel"));
    assert_eq!(refused[1].0.heading, None, "a row nobody could read has no field");
    let refused: Vec<_> = refused.iter().map(|(problem, cells)| (problem.row, cells.len())).collect();
    assert_eq!(refused, [(Some(4), 3), (Some(6), 0)]);
    // the same form again is answered by the same draft, also when it says something else by now
    assert_eq!(files::read_in(op, id, &told("part,price,", "")).await.unwrap(), number);
    assert_eq!(files::load(op, id, "").await.unwrap().number, Some(number));
    assert!(files::list_waiting(op).await.unwrap().is_empty());
    assert_eq!(rejection(files::discard(op, id).await), Rejection::NotFound);

    // the next file of this maker, its columns elsewhere and one of them new
    let saved: PriceMapping = mappings::find(op, MappingKind::Prices, "maker").await.unwrap().unwrap();
    assert_eq!(saved.list, "BASE");
    let next = kept(op, "Preis,Price,Artikel,Bezeichnung", &[&["11,99,P-1,Bolt"]]).await;
    let file = files::load(op, next, "maker").await.unwrap();
    assert_eq!((file.fields, file.list.as_str()), (texts("price,,part,"), "BASE"));
    assert_eq!(file.saved, ["maker"]);
    assert_eq!(rejection(files::load(op, next, "other").await), Rejection::NotFound);
    files::discard(op, next).await.unwrap();
    assert_eq!(rejection(files::load(op, next, "").await), Rejection::NotFound);
}

#[tokio::test]
async fn a_first_row_that_is_no_heading_is_not_lost_and_strangers_see_no_file() {
    let house = house().await;
    let id = kept(&house.sales, "P-1,10.50", &[&["P-2,2.20"]]).await;
    for roles in [StaffRole::Finance, StaffRole::CustomerService] {
        let op = house.db.staff(PersonId::new(), &[roles]);
        assert_eq!(rejection(files::load(&op, id, "").await), Rejection::Forbidden);
        assert_eq!(rejection(files::read_in(&op, id, &told("part,price", "")).await), Rejection::Forbidden);
        assert_eq!(rejection(files::discard(&op, id).await), Rejection::Forbidden);
        assert_eq!(rejection(files::list_waiting(&op).await), Rejection::Forbidden);
        assert!(Keeping::begin(&op, &NewFile::default()).await.is_err());
    }
    let headless = Told { first_row: true, ..told("part,price", "") };
    let number = files::read_in(&house.sales, id, &headless).await.unwrap();
    assert_eq!(read::find(&house.sales, &number).await.unwrap().counts.lines, 2);
    // a row that is no heading names no field
    let id = kept(&house.sales, "P-1,10.50", &[&["NO-SUCH,2.20"]]).await;
    let number = files::read_in(&house.sales, id, &headless).await.unwrap();
    let (_, refused) = read::refused(&house.sales, &number).await.unwrap();
    assert_eq!((refused[0].0.called(), refused[0].0.heading.as_deref()), ("part", None));
}

#[tokio::test]
async fn a_name_is_of_one_kind_and_kept_by_those_who_bring_such_files() {
    let house = house().await;
    let mapping = PriceMapping { list: "BASE".into(), ..PriceMapping::default() };
    mappings::save(&house.sales, MappingKind::Prices, "maker", &mapping).await.unwrap();
    mappings::save(&house.admin, MappingKind::Catalogue, "maker", &"templates").await.unwrap();
    let found: Option<PriceMapping> =
        mappings::find(&house.sales, MappingKind::Prices, "maker").await.unwrap();
    assert_eq!(found, Some(mapping));
    let saved = mappings::list(&house.sales, MappingKind::Prices).await.unwrap();
    assert_eq!(saved.len(), 1);
    let seen = saved[0].seen();
    let rename = mappings::rename(&house.sales, MappingKind::Catalogue, "maker", &seen, "x");
    assert_eq!(rejection(rename.await), Rejection::Forbidden);
    mappings::rename(&house.sales, MappingKind::Prices, "maker", &seen, "maker 2").await.unwrap();
    mappings::delete(&house.sales, MappingKind::Prices, "maker 2", &seen).await.unwrap();
    assert_eq!(mappings::list(&house.admin, MappingKind::Catalogue).await.unwrap()[0].name, "maker");
    let clerk = house.db.staff(PersonId::new(), &[StaffRole::CustomerService]);
    for kind in [MappingKind::Prices, MappingKind::Customers, MappingKind::Catalogue] {
        assert_eq!(rejection(mappings::list(&clerk, kind).await), Rejection::Forbidden);
    }
}
