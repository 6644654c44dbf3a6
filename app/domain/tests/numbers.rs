//! Numbers people know, on a real PostgreSQL: a company's own, other makers', those of parts that are gone; what there is instead.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;
#[path = "numbers/world.rs"]
mod world;

use domain::accounts::permission::{MemberRole, StaffRole};
use domain::catalog::numbers::{
    Grade, NewCrossReference, NewOwnNumber, NewReplacement, NumberWhy, cross, lookup, own, part, replacement,
    rows,
};
use domain::catalog::service::list_skus_by_id;
use domain::catalog::{Catalog, SearchQuery};
use domain::ids::{CompanyId, OwnNumberId, SkuId};
use domain::lang::Lang;
use domain::op::OpContext;
use domain::pricing::book::PriceBook;
use domain::pricing::selection::{self, Selection};
use domain::rejection::{Problem, Rejection};
use rust_decimal::Decimal;
use world::{M6_STAINLESS, M6_STEEL, M6_THIN, M10_STEEL, World, rejected};

fn own_number(number: &str, part: &str) -> NewOwnNumber {
    NewOwnNumber { number: number.into(), part_number: part.into(), note: String::new(), printed: false }
}

fn cross_reference(number: &str, part: &str, grade: &str) -> NewCrossReference {
    NewCrossReference {
        brand: "Würth".into(),
        number: number.into(),
        part_number: part.into(),
        grade: grade.into(),
        source: "data sheet".into(),
        noted_on: String::new(),
    }
}

async fn searched(op: &OpContext, catalog: &Catalog, query: &SearchQuery) -> Selection {
    selection::search(op, catalog, &PriceBook::default(), query).await.unwrap()
}

/// Part numbers a whole text means, with the first letter of why.
async fn found(op: &OpContext, text: &str) -> Vec<String> {
    let hits = lookup::find(op, text).await.unwrap();
    let shown = hits.into_iter().map(|hit| {
        let why = match hit.why {
            NumberWhy::Own { .. } => "own",
            NumberWhy::Cross { grade, .. } => grade.as_str(),
            NumberWhy::Replaced { .. } => "replaced",
        };
        let gone = hit.instead_of.map(|number| format!(" for {number}")).unwrap_or_default();
        format!("{why} {}{gone}", hit.sku.part_number)
    });
    shown.collect()
}

#[tokio::test]
async fn a_number_is_the_company_s_own_and_nobody_else_finds_it() {
    let world = World::open().await;
    own::save(&world.ours(), None, &own_number("47-11", M6_STEEL)).await.unwrap();
    assert_eq!(found(&world.ours(), "４７１１").await, [format!("own {M6_STEEL}")]);
    assert!(found(&world.theirs(), "4711").await.is_empty());
    assert!(found(&world.db.visitor(), "4711").await.is_empty());
    // a clerk finds it only while he acts for the company
    assert!(found(&world.desk(None), "4711").await.is_empty());
    assert_eq!(found(&world.desk(Some(world.our_company)), "4711").await.len(), 1);
    // the other company means another part by the same number
    own::save(&world.theirs(), None, &own_number("4711", M10_STEEL)).await.unwrap();
    assert_eq!(found(&world.theirs(), "47 11").await, [format!("own {M10_STEEL}")]);
    let theirs = own::list(&world.theirs(), "", 1).await.unwrap();
    assert_eq!(theirs.rows.iter().map(|own| own.number.as_str()).collect::<Vec<_>>(), ["4711"]);
    // by its id neither: changing or removing it is answered like one that does not exist
    let foreign = own::list(&world.ours(), "", 1).await.unwrap().rows[0].id;
    assert_eq!(rejected(own::remove(&world.theirs(), foreign).await), Rejection::NotFound);
    let moved = own::save(&world.theirs(), Some(foreign), &own_number("4712", M10_STEEL)).await;
    assert_eq!(rejected(moved), Rejection::NotFound);
    let mut tx = world.theirs().begin().await.unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from numbers.own").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(seen, 1, "the row policy itself hides the others");
    let stolen = sqlx::query("update numbers.own set company_id = $1 where true")
        .bind(world.our_company.0)
        .execute(&mut *tx)
        .await;
    assert!(stolen.is_err(), "a row cannot be handed to another company");
}

#[tokio::test]
async fn one_number_means_one_part_and_one_of_a_part_s_numbers_is_printed() {
    let world = World::open().await;
    let op = world.ours();
    let first = own::save(&op, None, &own_number("A-1", M6_STEEL)).await.unwrap();
    let problem = |outcome| match rejected(outcome) {
        Rejection::Fields(problems) => (problems[0].field.clone(), problems[0].problem.clone()),
        other => panic!("{other:?}"),
    };
    let twice = problem(own::save(&op, None, &own_number("a 1", M10_STEEL)).await);
    assert_eq!(twice, ("number".into(), Problem::UsedForOther { typed: "a 1".into() }));
    let nothing = problem(own::save(&op, None, &own_number("A-2", "NO-SUCH")).await);
    assert_eq!(nothing, ("part_number".into(), Problem::UnknownPart { typed: "NO-SUCH".into() }));
    let second = NewOwnNumber { printed: true, ..own_number("A-2", M6_STEEL) };
    let second = own::save(&op, None, &second).await.unwrap();
    let printed = |op: OpContext| async move {
        let list = own::list(&op, "", 1).await.unwrap().rows;
        list.into_iter().filter(|own| own.printed).map(|own| own.number).collect::<Vec<_>>()
    };
    assert_eq!(printed(op.clone()).await, ["A-2"]);
    own::remove(&op, second).await.unwrap();
    assert_eq!(printed(op.clone()).await, ["A-1"], "the one that is left is printed");
    own::save(&op, Some(first), &own_number("A-9", M10_STEEL)).await.unwrap();
    assert_eq!(found(&op, "A9").await, [format!("own {M10_STEEL}")]);
    assert!(found(&op, "A1").await.is_empty());
    assert_eq!(world.audited("set_own_number").await, 3);
    assert_eq!(world.audited("remove_own_number").await, 1);
}

#[tokio::test]
async fn who_may_not_order_reads_the_numbers_and_changes_none() {
    let world = World::open().await;
    let id = own::save(&world.ours(), None, &own_number("4711", M6_STEEL)).await.unwrap();
    for role in [MemberRole::Viewer, MemberRole::Finance] {
        let op = world.db.buyer(world.our_person, role, world.our_company);
        assert_eq!(own::list(&op, "47", 1).await.unwrap().total, 1);
        assert_eq!(rejected(own::save(&op, None, &own_number("1", M6_STEEL)).await), Rejection::Forbidden);
        assert_eq!(rejected(own::remove(&op, id).await), Rejection::Forbidden);
        assert_eq!(rejected(own::take_rows(&op, Vec::new()).await), Rejection::Forbidden);
    }
    assert_eq!(rejected(own::list(&world.db.visitor(), "", 1).await), Rejection::SignedOut);
    let nobody = world.desk(Some(CompanyId::new()));
    assert_eq!(rejected(own::list(&nobody, "", 1).await), Rejection::NotFound);
    assert_eq!(rejected(own::remove(&world.ours(), OwnNumberId::new()).await), Rejection::NotFound);
    let warehouse = world.db.staff(world.clerk, &[StaffRole::Warehouse]);
    let made = cross::save(&warehouse, None, &cross_reference("1", M6_STEEL, "drop_in")).await;
    assert_eq!(rejected(made), Rejection::Forbidden);
}

#[tokio::test]
async fn a_list_keeps_its_good_rows_and_hands_the_others_back() {
    let world = World::open().await;
    let op = world.desk(Some(world.our_company));
    own::save(&op, None, &own_number("B-1", M6_STEEL)).await.unwrap();
    let text = format!(
        "我的料号\t型号\t备注\nB-1\t{M10_STEEL}\t\nB-2\tiso 4032 m6 8 zinc\tbox 3\n\t{M6_STEEL}\t\nB-3\tNO-SUCH\t\nb 2\t{M6_STEEL}\t"
    );
    let taken = own::take_rows(&op, rows::pasted(&text)).await.unwrap();
    assert_eq!((taken.added, taken.changed, taken.unchanged), (1, 1, 0));
    let refused: Vec<_> = taken.refused.iter().map(|(_, p)| (p.row.unwrap(), p.field.as_str())).collect();
    assert_eq!(refused, [(4, "number"), (5, "part_number"), (6, "number")]);
    assert_eq!(taken.refused[1].0, ["B-3", "NO-SUCH", ""]);
    assert_eq!(taken.refused[2].1.problem, Problem::Twice { typed: "b 2".into() });
    assert_eq!(found(&world.ours(), "B1").await, [format!("own {M10_STEEL}")]);
    let again = own::take_rows(&op, rows::pasted(&format!("B-1\t{M10_STEEL}"))).await.unwrap();
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 1));
    let printed = own::list_all(&op).await.unwrap();
    assert!(printed.iter().all(|own| own.printed), "each part's only number is printed: {printed:?}");
}

#[tokio::test]
async fn the_whole_text_of_a_search_is_the_company_s_word_first() {
    let world = World::open().await;
    own::save(&world.ours(), None, &own_number("M6", M10_STEEL)).await.unwrap();
    let catalog = Catalog::load(&world.db.pools.buyer).await.unwrap();
    let query = SearchQuery { text: "m6".into(), page: 1, ..SearchQuery::default() };
    let Selection { page, known, .. } = searched(&world.ours(), &catalog, &query).await;
    assert_eq!(page.rows[0].part_number, M10_STEEL);
    assert_eq!(known[0].why, NumberWhy::Own { number: "M6".into() });
    let Selection { page: other, known, .. } = searched(&world.theirs(), &catalog, &query).await;
    assert!(known.is_empty() && other.rows.iter().all(|row| row.part_number != M10_STEEL));
    assert_eq!(page.total, other.total + 1);
    let nothing = SearchQuery { text: "4711".into(), page: 1, ..SearchQuery::default() };
    own::save(&world.ours(), None, &own_number("4711", M6_STEEL)).await.unwrap();
    let Selection { page, .. } = searched(&world.ours(), &catalog, &nothing).await;
    assert_eq!((page.total, page.exact.map(|e| e.part_number)), (1, Some(M6_STEEL.into())));
    assert_eq!(page.rows[0].on_hand_available, 500.into());
}

#[tokio::test]
async fn a_piece_of_an_own_number_finds_the_part_and_nobody_else_s() {
    let world = World::open().await;
    for (number, part) in [("HT-20617", M10_STEEL), ("HT-20618", M6_STAINLESS), ("KX-2061", M6_THIN)] {
        own::save(&world.ours(), None, &own_number(number, part)).await.unwrap();
    }
    own::save(&world.theirs(), None, &own_number("HT-20619", M6_STEEL)).await.unwrap();
    let catalog = Catalog::load(&world.db.pools.buyer).await.unwrap();
    let asked = async |op: OpContext, text: &str, category: Option<&str>| {
        let category = category.map(str::to_owned);
        let query = SearchQuery { text: text.into(), category, page: 1, ..SearchQuery::default() };
        let Selection { page, known, .. } = searched(&op, &catalog, &query).await;
        assert!(known.is_empty(), "{text} is no whole number");
        page.rows.into_iter().map(|row| row.part_number).collect::<Vec<_>>()
    };
    assert_eq!(asked(world.ours(), "ht206", None).await, [M10_STEEL, M6_STAINLESS]);
    assert_eq!(asked(world.ours(), "HT-2", Some("nuts")).await, [M10_STEEL, M6_STAINLESS]);
    assert_eq!(asked(world.ours(), "2061", None).await, [M10_STEEL, M6_STAINLESS, M6_THIN]);
    assert_eq!(asked(world.ours(), "0618", None).await, [M6_STAINLESS]);
    assert!(asked(world.ours(), "17", None).await.is_empty(), "too short a piece from the midst");
    assert_eq!(asked(world.theirs(), "2061", None).await, [M6_STEEL]);
    assert!(asked(world.db.visitor(), "2061", None).await.is_empty());
    assert!(asked(world.desk(None), "2061", None).await.is_empty());
    assert_eq!(asked(world.desk(Some(world.our_company)), "HT206", None).await.len(), 2);
    // a part that is gone is what takes its place
    let gone = "update catalog.skus set status = 'discontinued' where part_number = $1";
    sqlx::query(gone).bind(M6_STAINLESS).execute(&world.db.owner).await.unwrap();
    sqlx::query("insert into numbers.replacements (sku_id, replaced_by, from_on, note, changed_at, changed_by) values ($1, $2, '2020-01-01', '', now(), $3)")
        .bind(world.sku(M6_STAINLESS).await.0)
        .bind(world.sku(M6_STEEL).await.0)
        .bind(world.clerk.0)
        .execute(&world.db.owner)
        .await
        .unwrap();
    assert_eq!(asked(world.ours(), "HT-2061", None).await, [M10_STEEL, M6_STEEL]);

    let suggested = async |op: OpContext, text: &str| {
        let hits = lookup::own_with(&op, text, 4).await.unwrap();
        hits.into_iter()
            .filter_map(|hit| match hit.why {
                NumberWhy::Own { number } => Some(number),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(suggested(world.ours(), "ht-").await, ["HT-20617", "HT-20618"]);
    assert_eq!(suggested(world.ours(), "2061").await, ["HT-20617", "HT-20618", "KX-2061"]);
    assert!(suggested(world.ours(), "06").await.is_empty());
    assert_eq!(suggested(world.theirs(), "2061").await, ["HT-20619"]);
    assert!(suggested(world.db.visitor(), "2061").await.is_empty());
}

#[tokio::test]
async fn another_maker_s_number_is_found_by_everybody_with_its_grade() {
    let world = World::open().await;
    let desk = world.desk(None);
    let id = cross::save(&desk, None, &cross_reference("0317-6", M6_STAINLESS, "functional")).await.unwrap();
    cross::save(&desk, None, &cross_reference("0317 6", M6_STEEL, "完全替代")).await.unwrap();
    let all = [format!("drop_in {M6_STEEL}"), format!("functional {M6_STAINLESS}")];
    for op in [world.ours(), world.db.visitor()] {
        assert_eq!(found(&op, "03176").await, all, "the best grade first, and all of them");
    }
    for text in ["WÜRTH 0317-6", "03176 würth"] {
        assert_eq!(found(&world.ours(), text).await, all, "{text}");
    }
    let same = rejected(cross::save(&desk, None, &cross_reference("03176", M6_STEEL, "upgrade")).await);
    assert!(matches!(same, Rejection::Fields(problems) if problems[0].field == "number"));
    let facts = part::facts(&world.ours(), world.sku(M6_STEEL).await).await.unwrap();
    assert_eq!((facts.stands_for[0].brand.as_str(), facts.stands_for[0].grade), ("Würth", Grade::DropIn));
    cross::remove(&desk, id).await.unwrap();
    assert_eq!(found(&world.ours(), "0317-6").await, all[..1]);
    let bad = cross::save(&desk, None, &NewCrossReference::default()).await;
    let Rejection::Fields(problems) = rejected(bad) else { panic!("no fields") };
    let fields: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
    assert_eq!(fields, ["brand", "number", "source", "grade", "part_number"]);
    let text = format!(
        "Brand\tNumber\tPart number\tGrade\tSource\tDate\nX\t1\t{M6_STEEL}\tdrop-in\tme\t2026-01-02\nX\t2\t{M6_STEEL}\tgood\tme\t"
    );
    let taken = cross::take_rows(&desk, rows::pasted(&text)).await.unwrap();
    assert_eq!((taken.added, taken.refused.len()), (1, 1));
    assert_eq!(taken.refused[0].1.problem, Problem::UnknownChoice { typed: "good".into() });
}

#[tokio::test]
async fn the_number_of_a_part_that_is_gone_finds_what_took_its_place() {
    let world = World::open().await;
    let desk = world.desk(None);
    own::save(&world.ours(), None, &own_number("4711", M6_STEEL)).await.unwrap();
    let new = |goes: &str, comes: &str, from: &str| NewReplacement {
        part_number: goes.into(),
        replaced_by: comes.into(),
        from_on: from.into(),
        note: String::new(),
    };
    // announced only: nothing changes yet
    replacement::save(&desk, &new(M6_STEEL, M6_THIN, "2026-03-11")).await.unwrap();
    assert!(found(&world.ours(), M6_STEEL).await.is_empty());
    let facts = part::facts(&world.ours(), world.sku(M6_STEEL).await).await.unwrap();
    assert!(!facts.discontinued && facts.replaced_by.is_some());
    replacement::save(&desk, &new(M6_STEEL, M6_THIN, "")).await.unwrap();
    assert_eq!(found(&world.db.visitor(), M6_STEEL).await, [format!("replaced {M6_THIN}")]);
    assert_eq!(found(&world.ours(), "4711").await, [format!("own {M6_THIN} for {M6_STEEL}")]);
    let facts = part::facts(&world.ours(), world.sku(M6_STEEL).await).await.unwrap();
    assert!(facts.discontinued);
    assert_eq!(facts.replaced_by.unwrap().0.part_number, M6_THIN);
    assert_eq!(part::facts(&desk, world.sku(M6_THIN).await).await.unwrap().replaces, [M6_STEEL]);
    let catalog = Catalog::load(&world.db.pools.buyer).await.unwrap();
    let query = SearchQuery { text: M6_STEEL.into(), page: 1, ..SearchQuery::default() };
    let Selection { page, known, .. } = searched(&world.ours(), &catalog, &query).await;
    assert_eq!((page.rows[0].part_number.as_str(), known.len()), (M6_THIN, 1));
    // a chain ends where it ends, and never in a circle
    replacement::save(&desk, &new(M6_THIN, M10_STEEL, "2026-03-10")).await.unwrap();
    assert_eq!(found(&world.ours(), M6_STEEL).await, [format!("replaced {M10_STEEL}")]);
    let circle = rejected(replacement::save(&desk, &new(M10_STEEL, M6_STEEL, "")).await);
    let Rejection::Fields(problems) = circle else { panic!("{circle:?}") };
    assert_eq!(problems[0].problem, Problem::Circle { typed: M6_STEEL.into() });
    replacement::remove(&desk, world.sku(M6_STEEL).await).await.unwrap();
    assert!(!part::facts(&desk, world.sku(M6_STEEL).await).await.unwrap().discontinued);
}

#[tokio::test]
async fn what_is_not_in_stock_names_what_is_and_how_it_differs() {
    let world = World::open().await;
    let (wanted, thin) = (world.sku(M6_STAINLESS).await, world.sku(M6_THIN).await);
    let index = Catalog::load(&world.db.pools.buyer).await.unwrap().snapshot();
    let of = |sku: SkuId| {
        let (op, index) = (world.ours(), index.clone());
        async move {
            let mut rows = list_skus_by_id(&op, &[sku]).await.unwrap();
            let mut tx = op.begin().await.unwrap();
            let mut asked = part::beside_in_tx(&mut tx, &op, None, &mut rows).await.unwrap();
            // the index only says what need not be asked
            let helped = part::beside_in_tx(&mut tx, &op, Some(&index), &mut rows).await.unwrap();
            assert_eq!((&asked.instead, rows[0].on_hand_available), (&helped.instead, Decimal::ZERO));
            asked.instead.remove(&sku).unwrap_or_default()
        }
    };
    let list = of(wanted).await;
    assert_eq!(list.iter().map(|a| a.part_number.as_str()).collect::<Vec<_>>(), [M6_STEEL]);
    assert_eq!((list[0].available, list[0].grade), (500.into(), None));
    let said: Vec<_> =
        list[0].differs.iter().map(|d| [&d.name_zh, &d.has_zh, &d.wanted_zh].map(String::as_str)).collect();
    assert_eq!(said, [["材质/等级", "8级碳钢", "304不锈钢 A2-70"], ["表面处理", "镀锌", "本色"]]);
    assert_eq!(Lang::En.pick("", &list[0].differs[1].has_en), "Zinc plated");
    // several values are read by their names as well
    let two = "update catalog.skus set parameters = jsonb_set(parameters, '{material}', parameters -> 'material' || '[\"X\"]')
               where id = $1";
    sqlx::query(two).bind(wanted.0).execute(&world.db.owner).await.unwrap();
    let two = of(wanted).await;
    assert_eq!(two[0].differs[0].wanted_zh, "304不锈钢 A2-70、X");
    assert_eq!(two[0].differs[0].has_zh, "8级碳钢");
    // another family is no alternative until somebody says that both do the same work
    assert!(of(thin).await.is_empty());
    let desk = world.desk(None);
    for (part, grade) in [(M6_THIN, "drop_in"), (M6_STEEL, "functional")] {
        cross::save(&desk, None, &cross_reference("9-9", part, grade)).await.unwrap();
    }
    let list = of(thin).await;
    assert_eq!(list[0].grade, Some(Grade::Functional));
    assert_eq!((list[0].part_number.as_str(), list[0].differs.len()), (M6_STEEL, 0));
}

#[tokio::test]
async fn the_same_kind_of_material_stands_before_another_and_what_was_recorded_before_both() {
    let world = World::open().await;
    let more = "nut,A4-80,316不锈钢 A4-80,Stainless A4-80,plain,本色,Plain
nut,8,8级碳钢,Steel class 8,plain,本色,Plain
nut,10,10级钢,Steel class 10,black,发黑,Black oxide";
    let alike = ["ISO4032-M6-A4-80-plain", "ISO4032-M6-8-plain", "ISO4032-M6-10-black"];
    world.stocked_in(more, &alike).await;
    let list = || async {
        let wanted = world.sku(M6_STAINLESS).await;
        part::facts(&world.ours(), wanted).await.unwrap().alternatives
    };
    // the best stocked is carbon steel with zinc: it differs in most and stands last of those shown
    let found = list().await;
    let said: Vec<_> = found.iter().map(|one| (one.part_number.as_str(), one.other_material)).collect();
    assert_eq!(said, [(alike[0], false), (alike[1], true), (M6_STEEL, true)]);
    for (part, grade) in [(M6_STAINLESS, "drop_in"), (alike[2], "upgrade")] {
        cross::save(&world.desk(None), None, &cross_reference("9-9", part, grade)).await.unwrap();
    }
    let found = list().await;
    assert_eq!((found[0].part_number.as_str(), found[0].grade), (alike[2], Some(Grade::Upgrade)));
    assert_eq!(found[1].part_number, alike[0]);
}
