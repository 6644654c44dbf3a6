//! The catalogue's desk on a real PostgreSQL: what a change writes, what it refuses, and how completeness is counted.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use domain::accounts::permission::StaffRole;
use domain::catalog::completeness::list_scores;
use domain::catalog::edit::{
    CategoryForm, CellForm, FamilyForm, LinkForm, NO_DOCUMENT, NO_PICTURE, ParameterForm, SkuFilter, SkuForm,
    ValueForm, families, parameters, schema, skus,
};
use domain::catalog::files::{DocumentForm, MediaType, Owner, StoredFile, service as files};
use domain::catalog::{Catalog, SearchQuery};
use domain::error::{Error, Result};
use domain::ids::{CategoryId, FamilyId, ParameterId, PersonId, SkuId};
use domain::op::OpContext;
use domain::rejection::{Problem, Rejection};
use sqlx::AssertSqlSafe;
use support::TestDb;

fn text(t: &str) -> String {
    t.to_owned()
}

/// The problem of a refusal, field first.
fn problem<T: std::fmt::Debug>(outcome: Result<T>) -> (String, Problem) {
    match outcome {
        Err(Error::Rejected(Rejection::Fields(mut problems))) => {
            let first = problems.remove(0);
            (first.field, first.problem)
        }
        other => panic!("not refused by a field: {other:?}"),
    }
}

fn is<T: std::fmt::Debug>(outcome: Result<T>, wanted: &Rejection) -> bool {
    matches!(&outcome, Err(Error::Rejected(r)) if r == wanted)
}

async fn ask(db: &TestDb, sql: &str) -> String {
    let sql = format!("select coalesce((({sql})::text), 'null')");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&db.owner).await.unwrap()
}

/// A name, also where the code stays as it is.
fn named(code: &str) -> String {
    if code.is_empty() { text("Name") } else { text(code) }
}

fn category(code: &str, parent: &str) -> CategoryForm {
    CategoryForm {
        code: text(code),
        parent: text(parent),
        name_zh: format!("{code}中"),
        name_en: named(code),
        position: text("1"),
    }
}

fn parameter(code: &str, kind: &str, unit: &str) -> ParameterForm {
    ParameterForm {
        code: text(code),
        name_zh: format!("{code}中"),
        name_en: named(code),
        kind: text(kind),
        unit: text(unit),
        many: String::new(),
        aliases: String::new(),
    }
}

fn family(code: &str, category: CategoryId) -> FamilyForm {
    FamilyForm {
        code: text(code),
        category: category.to_string(),
        name_zh: text("螺钉"),
        name_en: text("Screw"),
        ..FamilyForm::default()
    }
}

fn sku(part: &str, values: &[(&str, &str)]) -> SkuForm {
    SkuForm {
        part_number: text(part),
        unit: text("piece"),
        pack_size: text("100"),
        moq: text("100"),
        multiple: text("100"),
        price_basis: text("100"),
        lead_time_days: text("7"),
        status: text("active"),
        parameters: values.iter().map(|(k, v)| (text(k), text(v))).collect(),
        ..SkuForm::default()
    }
}

/// A category of screws with material (required), length and coating; one family.
struct House {
    db: TestDb,
    op: OpContext,
    category: CategoryId,
    family: FamilyId,
    material: ParameterId,
    length: ParameterId,
}

async fn house() -> House {
    let db = TestDb::new().await;
    let op = db.staff(PersonId::new(), &[StaffRole::Admin]);
    let category = schema::create_category(&op, &category("screws", "")).await.unwrap();
    let material = parameters::create_parameter(&op, &parameter("material", "enum", "")).await.unwrap();
    let length = parameters::create_parameter(&op, &parameter("length", "number", "mm")).await.unwrap();
    let coating = parameters::create_parameter(&op, &parameter("coating", "text", "")).await.unwrap();
    for (version, parameter) in [(1, material), (2, length), (3, coating)] {
        schema::add_link(&op, category, version, parameter).await.unwrap();
    }
    let row = |id: ParameterId, at: &str, required: &str| LinkForm {
        parameter: id.to_string(),
        position: text(at),
        facet: text("yes"),
        required: text(required),
        ..LinkForm::default()
    };
    let rows = [row(material, "1", "yes"), row(length, "0", ""), row(coating, "2", "")];
    schema::save_links(&op, category, 4, &rows).await.unwrap();
    for (version, code, aliases) in [(1, "A2", "SUS304; 不锈钢304;304"), (2, "8.8", "")] {
        let form = ValueForm {
            code: text(code),
            name_zh: format!("{code}级"),
            name_en: format!("Grade {code}"),
            aliases: text(aliases),
            position: text(""),
        };
        parameters::save_value(&op, material, version, &form).await.unwrap();
    }
    let family = families::create_family(&op, &family("iso-4762", category)).await.unwrap();
    House { db, op, category, family, material, length }
}

#[tokio::test]
async fn only_who_may_edit_the_catalogue_sees_or_changes_it_at_the_desk() {
    let h = house().await;
    for op in [h.db.staff(PersonId::new(), &[StaffRole::Sales]), h.db.visitor()] {
        assert!(schema::list_categories(&op).await.is_err());
        assert!(schema::create_category(&op, &category("x", "")).await.is_err());
        assert!(parameters::save_parameter(&op, h.length, 1, &parameter("", "text", "")).await.is_err());
        assert!(skus::create_sku(&op, h.family, &sku("X-1", &[])).await.is_err());
        assert!(list_scores(&op, None).await.is_err());
        assert!(files::list_at_desk(&op, Owner::Family(h.family)).await.is_err());
    }
}

#[tokio::test]
async fn the_order_and_flags_of_a_category_are_what_was_typed() {
    let h = house().await;
    let desk = schema::load_category(&h.op, h.category).await.unwrap();
    let shown: Vec<_> = desk.links.iter().map(|l| (l.parameter.code.as_str(), l.required, l.facet)).collect();
    assert_eq!(shown, [("length", false, true), ("material", true, true), ("coating", false, true)]);
    assert!(desk.others.is_empty());
    let row = LinkForm { parameter: h.length.to_string(), remove: text("yes"), ..LinkForm::default() };
    schema::save_links(&h.op, h.category, desk.category.version, &[row]).await.unwrap();
    let desk = schema::load_category(&h.op, h.category).await.unwrap();
    assert_eq!((desk.links.len(), desk.others[0].code.as_str()), (2, "length"));
    assert_eq!(desk.history[0].operation, "save_links");
    assert_eq!(desk.history[0].changes[0].field, "length");
    assert_eq!(
        (desk.history[0].changes[0].before.as_str(), desk.history[0].changes[0].after.as_str()),
        ("0 facet", "")
    );
}

#[tokio::test]
async fn a_branch_cannot_hang_on_itself() {
    let h = house().await;
    let below = schema::create_category(&h.op, &category("hex", &h.category.to_string())).await.unwrap();
    let deeper = schema::create_category(&h.op, &category("m8", &below.to_string())).await.unwrap();
    let version = schema::load_category(&h.op, h.category).await.unwrap().category.version;
    for parent in [h.category, below, deeper] {
        let refused =
            schema::save_category(&h.op, h.category, version, &category("", &parent.to_string())).await;
        assert_eq!(problem(refused), (text("parent"), Problem::Circular));
    }
    let moved = category("", "");
    schema::save_category(&h.op, deeper, 1, &moved).await.unwrap();
    let tree: Vec<_> =
        schema::list_categories(&h.op).await.unwrap().into_iter().map(|c| (c.depth, c.code)).collect();
    assert_eq!(tree, [(0, text("m8")), (0, text("screws")), (1, text("hex"))]);
    let taken = schema::create_category(&h.op, &category("hex", "")).await;
    assert_eq!(problem(taken), (text("code"), Problem::CodeTaken));
}

#[tokio::test]
async fn a_save_over_a_state_nobody_saw_is_refused_and_changes_nothing() {
    let h = house().await;
    let rename = |name: &str| CategoryForm { name_en: text(name), ..category("", "") };
    let version = schema::load_category(&h.op, h.category).await.unwrap().category.version;
    schema::save_category(&h.op, h.category, version, &rename("First")).await.unwrap();
    assert!(is(
        schema::save_category(&h.op, h.category, version, &rename("Second")).await,
        &Rejection::Stale
    ));
    assert!(is(schema::add_link(&h.op, h.category, version, h.length).await, &Rejection::Stale));
    assert_eq!(schema::load_category(&h.op, h.category).await.unwrap().category.name_en, "First");
    // an import counts as somebody else, too
    let id = skus::create_sku(&h.op, h.family, &sku("S-1", &[("material", "A2")])).await.unwrap();
    sqlx::query("update catalog.skus set lead_time_days = 3").execute(&h.db.owner).await.unwrap();
    assert!(is(skus::save_sku(&h.op, id, 1, &sku("S-1", &[])).await, &Rejection::Stale));
    let cell = CellForm { sku: id.to_string(), version: text("1"), value: text("M") };
    assert!(is(skus::save_column(&h.op, "coating", &[cell]).await, &Rejection::Stale));
    assert_eq!(skus::load_sku(&h.op, id).await.unwrap().form.lead_time_days, "3");
}

#[tokio::test]
async fn every_change_is_on_record_and_reaches_the_index() {
    let h = house().await;
    let catalog = Catalog::load(&h.db.pools.buyer).await.unwrap();
    let changes =
        "select string_agg(kind || coalesce(' ' || (sku_id is not null)::text, ''), ', ' order by version)
                   from (select * from catalog.changes order by version desc limit 2) t";
    let id = skus::create_sku(&h.op, h.family, &sku("ISO4762-M8x30", &[("material", "304")])).await.unwrap();
    let form = ValueForm {
        code: text("A2"),
        name_zh: text("不锈钢"),
        name_en: text("Stainless"),
        aliases: text("SUS304;304;1.4301;五月花"),
        position: text(""),
    };
    let version = parameters::load_parameter(&h.op, h.material).await.unwrap().version;
    parameters::save_value(&h.op, h.material, version, &form).await.unwrap();
    assert_eq!(ask(&h.db, changes).await, "sku true, schema false");
    let desk = parameters::load_parameter(&h.op, h.material).await.unwrap();
    let codes: Vec<_> = desk.values.iter().map(|v| (v.code.as_str(), v.position)).collect();
    assert_eq!(codes, [("A2", 1), ("8.8", 2)], "its place is kept when none is typed");
    let alias = desk.history[0].changes.iter().find(|c| c.field == "aliases").unwrap();
    assert_eq!(
        (alias.before.as_str(), alias.after.as_str()),
        ("SUS304; 不锈钢304; 304", "SUS304; 304; 1.4301; 五月花")
    );
    assert!(catalog.refresh_if_changed(&h.db.pools.buyer).await.unwrap());
    let found = |q: &str| {
        let query = SearchQuery { text: text(q), page: 1, ..SearchQuery::default() };
        let (visitor, catalog) = (h.db.visitor(), &catalog);
        async move { domain::catalog::service::search(&visitor, catalog, &query).await.unwrap().total }
    };
    assert_eq!(found("五月花").await, 1, "a new alias finds the part");
    // what else a parameter is called is a word of searches, and on record
    let long = sku("ISO4762-M8x45", &[("material", "304"), ("length", "45")]);
    skus::create_sku(&h.op, h.family, &long).await.unwrap();
    let lengths = ParameterForm { aliases: text("总高;LG; 总高"), ..parameter("", "number", "mm") };
    let version = parameters::load_parameter(&h.op, h.length).await.unwrap().version;
    parameters::save_parameter(&h.op, h.length, version, &lengths).await.unwrap();
    let length = parameters::load_parameter(&h.op, h.length).await.unwrap();
    assert_eq!(
        (length.aliases, length.history[0].changes[0].after.as_str()),
        (vec![text("总高"), text("LG")], "总高; LG")
    );
    assert_eq!(parameters::list_parameters(&h.op, "总高").await.unwrap().len(), 1);
    assert!(catalog.refresh_if_changed(&h.db.pools.buyer).await.unwrap());
    for (asked, parts) in [("总高 45", 1), ("总高45", 1), ("LG 45 mm", 1), ("zonggao 45", 1), ("总高 46", 0)]
    {
        assert_eq!(found(asked).await, parts, "{asked}");
    }
    let many = ParameterForm {
        aliases: (0..51).map(|n| format!("n{n};")).collect(),
        ..parameter("", "number", "mm")
    };
    let refused = problem(parameters::save_parameter(&h.op, h.length, version + 1, &many).await);
    assert_eq!(refused, (text("aliases"), Problem::OutOfRange { typed: text("51") }));
    // the same once more is no change
    let before = ask(&h.db, "select count(*) from catalog.changes").await;
    parameters::save_value(&h.op, h.material, desk.version, &form).await.unwrap();
    assert_eq!(ask(&h.db, "select count(*) from catalog.changes").await, before);
    let history = skus::load_sku(&h.op, id).await.unwrap().history;
    assert_eq!(history[0].operation, "create_sku");
    assert!(history[0].changes.iter().any(|c| c.field == "p.material" && c.after == "A2"));
    let actor = h.op.person().unwrap();
    assert_eq!(ask(&h.db, &format!("select bool_and(actor = '{actor}') from accounts.audit")).await, "true");
}

#[tokio::test]
async fn values_that_would_not_fit_keep_a_parameter_as_it_is() {
    let h = house().await;
    for (part, coating) in [("S-1", "12"), ("S-2", "zinc"), ("S-3", "zinc")] {
        skus::create_sku(&h.op, h.family, &sku(part, &[("coating", coating), ("length", "30")]))
            .await
            .unwrap();
    }
    let coating = parameters::list_parameters(&h.op, "coating").await.unwrap().remove(0).parameter.id;
    let to = |kind: &str| parameter("", kind, "");
    let refused = problem(parameters::save_parameter(&h.op, coating, 1, &to("number")).await);
    assert_eq!(refused, (text("kind"), Problem::InUse { parts: 2, example: text("zinc") }));
    parameters::save_parameter(&h.op, coating, 1, &to("enum")).await.unwrap();
    // a number reads as a range of itself, a unit does not change under stored numbers
    let refused =
        problem(parameters::save_parameter(&h.op, h.length, 1, &parameter("", "number", "in")).await);
    assert_eq!(refused, (text("unit"), Problem::InUse { parts: 3, example: String::new() }));
    parameters::save_parameter(&h.op, h.length, 1, &parameter("", "range", "mm")).await.unwrap();
    let refused = problem(parameters::save_parameter(&h.op, h.length, 2, &parameter("", "text", "mm")).await);
    assert_eq!(refused.0, "unit", "a text has no unit");
}

#[tokio::test]
async fn a_value_parts_carry_stays_and_others_go() {
    let h = house().await;
    skus::create_sku(&h.op, h.family, &sku("S-1", &[("material", "A2")])).await.unwrap();
    let refused = problem(parameters::remove_value(&h.op, h.material, 3, "A2").await);
    assert_eq!(refused, (text("code"), Problem::InUse { parts: 1, example: text("A2") }));
    parameters::remove_value(&h.op, h.material, 3, "8.8").await.unwrap();
    assert!(is(parameters::remove_value(&h.op, h.material, 4, "8.8").await, &Rejection::NotFound));
    assert_eq!(parameters::load_parameter(&h.op, h.material).await.unwrap().values.len(), 1);
}

#[tokio::test]
async fn a_part_is_read_by_the_schema_of_its_category() {
    let h = house().await;
    let wrong = sku("ISO4762-M8x30", &[("material", "unobtainium"), ("length", "long"), ("coating", "zinc")]);
    let Err(Error::Rejected(Rejection::Fields(problems))) = skus::create_sku(&h.op, h.family, &wrong).await
    else {
        panic!("taken");
    };
    let fields: Vec<_> = problems.iter().map(|p| (p.field.as_str(), p.problem.clone())).collect();
    assert_eq!(
        fields,
        [
            ("parameters[length]", Problem::NotANumber { typed: text("long") }),
            ("parameters[material]", Problem::UnknownChoice { typed: text("unobtainium") }),
        ]
    );
    let right = sku("ISO4762-M8x1/4", &[("material", "不锈钢304"), ("length", "1/4\""), ("coating", "")]);
    let id = skus::create_sku(&h.op, h.family, &right).await.unwrap();
    let stored = ask(&h.db, "select parameters from catalog.skus").await;
    assert_eq!(stored, r#"{"length": "6.35", "material": "A2"}"#);
    let mut form = skus::load_sku(&h.op, id).await.unwrap().form;
    form.parameters.insert(text("length"), String::new());
    form.moq = text("150");
    let refused = problem(skus::save_sku(&h.op, id, 1, &form).await);
    assert_eq!(refused.0, "moq", "150 is not whole steps of 100");
    form.moq = text("200");
    form.status = text("discontinued");
    skus::save_sku(&h.op, id, 1, &form).await.unwrap();
    assert_eq!(ask(&h.db, "select parameters from catalog.skus").await, r#"{"material": "A2"}"#);
    let history = skus::load_sku(&h.op, id).await.unwrap().history;
    let changed: Vec<_> = history[0].changes.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(changed, ["moq", "p.length", "status"]);
    let taken = skus::create_sku(&h.op, h.family, &sku("ISO4762-M8x1/4", &[])).await;
    assert_eq!(problem(taken), (text("part_number"), Problem::CodeTaken));
}

#[tokio::test]
async fn one_column_is_filled_in_for_many_and_one_bad_row_refuses_all() {
    let h = house().await;
    for part in ["S-1", "S-2", "S-3"] {
        skus::create_sku(&h.op, h.family, &sku(part, &[("material", "A2")])).await.unwrap();
    }
    let lacking = SkuFilter {
        category: h.category.to_string(),
        lacks: text("length"),
        page: 1,
        ..SkuFilter::default()
    };
    let table = skus::list_skus(&h.op, &lacking).await.unwrap();
    assert_eq!((table.total, table.of_en.as_str()), (3, "screws"));
    let cell = |at: usize, value: &str| CellForm {
        sku: table.rows[at].id.to_string(),
        version: table.rows[at].version.to_string(),
        value: text(value),
    };
    let rows = [cell(0, "10"), cell(1, "ten"), cell(2, "")];
    let Err(Error::Rejected(Rejection::Fields(problems))) = skus::save_column(&h.op, "length", &rows).await
    else {
        panic!("taken");
    };
    assert_eq!((problems[0].row, problems.len()), (Some(2), 1));
    assert_eq!(
        skus::save_column(&h.op, "length", &[cell(0, "10"), cell(1, "10"), cell(2, "")]).await.unwrap(),
        2
    );
    assert_eq!(skus::save_column(&h.op, "@status", &[cell(2, "discontinued")]).await.unwrap(), 1);
    assert_eq!(skus::list_skus(&h.op, &lacking).await.unwrap().total, 0, "what is not sold lacks nothing");
    let found = SkuFilter { q: text("s 2"), page: 9, ..SkuFilter::default() };
    let table = skus::list_skus(&h.op, &found).await.unwrap();
    assert_eq!((table.rows.len(), table.rows[0].part_number.as_str(), table.filter.page), (1, "S-2", 1));
    assert!(skus::save_column(&h.op, "nothing", &[]).await.is_err());
}

fn stored(byte: u8, media: MediaType) -> StoredFile {
    StoredFile { sha256: [byte; 32], media, bytes: 2048, pixels: media.is_picture().then_some((40, 30)) }
}

fn paper(kind: &str) -> DocumentForm {
    DocumentForm {
        kind: text(kind),
        title_zh: text("数据表"),
        title_en: text("Datasheet M8"),
        language: text("both"),
    }
}

#[tokio::test]
async fn completeness_is_what_counting_by_hand_gives() {
    let h = house().await;
    let full = [("material", "A2"), ("length", "30"), ("coating", "zinc")];
    let first = skus::create_sku(&h.op, h.family, &sku("S-1", &full)).await.unwrap();
    skus::create_sku(&h.op, h.family, &sku("S-2", &full[..1])).await.unwrap();
    skus::create_sku(&h.op, h.family, &sku("S-3", &full[1..2])).await.unwrap();
    let gone = SkuForm { status: text("discontinued"), ..sku("S-4", &[]) };
    skus::create_sku(&h.op, h.family, &gone).await.unwrap();
    // of 2 + 1 + 1 + 2 points: S-1 four, S-2 two, S-3 one
    let percents = || async {
        let filter = SkuFilter { family: h.family.to_string(), page: 1, ..SkuFilter::default() };
        skus::list_skus(&h.op, &filter).await.unwrap().rows.into_iter().map(|r| r.percent).collect::<Vec<_>>()
    };
    assert_eq!(percents().await, [66, 33, 16, 0]);
    let score = list_scores(&h.op, None).await.unwrap().remove(0);
    assert_eq!((score.skus, score.percent), (3, 7 * 100 / 18));
    let gaps: Vec<_> =
        score.gaps.iter().map(|g| (g.parameter.code.as_str(), g.required, g.missing)).collect();
    assert_eq!(gaps, [("material", true, 1), ("coating", false, 2), ("length", false, 1)]);
    assert_eq!((score.without_picture, score.without_document), (3, 3));
    // a picture of one part, a paper for the whole family
    let form = paper("picture");
    files::add_document(&h.op, Owner::Sku(first), &form, &stored(1, MediaType::Png)).await.unwrap();
    files::add_document(&h.op, Owner::Family(h.family), &paper("datasheet"), &stored(2, MediaType::Pdf))
        .await
        .unwrap();
    assert_eq!(percents().await, [100, 50, 33, 16]);
    let score = list_scores(&h.op, Some(h.category)).await.unwrap().remove(0);
    assert_eq!((score.percent, score.without_picture, score.without_document), (11 * 100 / 18, 2, 0));
    for (lacks, total) in [(NO_PICTURE, 2), (NO_DOCUMENT, 0)] {
        let filter = SkuFilter { lacks: text(lacks), page: 1, ..SkuFilter::default() };
        assert_eq!(skus::list_skus(&h.op, &filter).await.unwrap().total, total, "{lacks}");
    }
}

#[tokio::test]
async fn a_paper_has_versions_and_what_was_shown_stays_at_the_desk() {
    let h = house().await;
    let part = skus::create_sku(&h.op, h.family, &sku("S-1", &[])).await.unwrap();
    let visitor = h.db.visitor();
    let owner = Owner::Family(h.family);
    let (form, file) = (paper("datasheet"), stored(1, MediaType::Pdf));
    let id = files::add_document(&h.op, owner, &form, &file).await.unwrap();
    let again = files::add_document(&h.op, owner, &form, &file).await.unwrap();
    assert_eq!(again, id, "the same file for the same purpose is there already");
    let first = files::list_of_sku(&visitor, part).await.unwrap().remove(0);
    assert_eq!(first.file.name, "datasheet-m8-v1.pdf");
    let second = files::replace_file(&h.op, id, 1, &stored(2, MediaType::Pdf)).await.unwrap();
    assert!(is(files::replace_file(&h.op, id, 1, &stored(3, MediaType::Pdf)).await, &Rejection::Stale));
    let shown = files::list_of_sku(&visitor, part).await.unwrap();
    assert_eq!((shown.len(), shown[0].file.id, shown[0].file.number), (1, second, 2));
    assert!(is(files::find_file(&visitor, first.file.id).await, &Rejection::NotFound));
    let old = files::find_file(&h.op, first.file.id).await.unwrap();
    assert_eq!((old.sha256, old.public), ([1; 32], false));
    let desk = files::list_at_desk(&h.op, owner).await.unwrap().remove(0);
    assert_eq!((desk.files.len(), desk.version), (2, 2));
    files::withdraw_document(&h.op, id, 2).await.unwrap();
    assert!(files::list_of_sku(&visitor, part).await.unwrap().is_empty());
    assert!(is(files::find_file(&visitor, second).await, &Rejection::NotFound));
    files::save_document(&h.op, id, 3, &paper("certificate")).await.unwrap();
    assert_eq!(files::list_of_sku(&visitor, part).await.unwrap()[0].kind.as_str(), "certificate");
    let history = families::load_family(&h.op, h.family).await.unwrap().history;
    let did: Vec<_> = history.iter().map(|r| r.operation.as_str()).collect();
    assert_eq!(did, ["save_document", "withdraw_document", "replace_file", "add_document", "create_family"]);
    // a file, once there, is neither changed nor removed
    for verb in ["update catalog.document_files set number = 9", "delete from catalog.document_files"] {
        assert!(sqlx::query(verb).execute(&h.db.owner).await.is_err(), "{verb}");
    }
}

#[tokio::test]
async fn a_picture_is_a_picture_and_nobody_owns_what_is_not_there() {
    let h = house().await;
    let pdf = stored(1, MediaType::Pdf);
    let owner = Owner::Family(h.family);
    let refused = files::add_document(&h.op, owner, &paper("picture"), &pdf).await;
    assert_eq!(problem(refused), (text("file"), Problem::WrongFile));
    let large = StoredFile { bytes: 11 * 1024 * 1024, ..stored(1, MediaType::Jpeg) };
    let refused = files::add_document(&h.op, owner, &paper("picture"), &large).await;
    assert_eq!(problem(refused), (text("file"), Problem::FileTooLarge { max: 10 }));
    let nobody = Owner::Sku(SkuId::new());
    assert!(is(files::add_document(&h.op, nobody, &paper("datasheet"), &pdf).await, &Rejection::NotFound));
    let untitled = DocumentForm { title_en: text(" "), ..paper("datasheet") };
    assert_eq!(
        problem(files::add_document(&h.op, owner, &untitled, &pdf).await),
        (text("title_en"), Problem::Missing)
    );
}
