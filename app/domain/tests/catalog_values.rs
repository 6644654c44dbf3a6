//! Parameters of which a part has several values: written at the desk, read by name everywhere, kept while parts carry them.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use domain::accounts::permission::StaffRole;
use domain::catalog::edit::{
    CategoryForm, CellForm, FamilyForm, ParameterForm, SkuFilter, SkuForm, ValueForm, families, parameters,
    schema, skus,
};
use domain::catalog::{Catalog, SearchQuery, service};
use domain::error::{Error, Result};
use domain::ids::{FamilyId, ParameterId, PersonId};
use domain::op::OpContext;
use domain::rejection::{Problem, Rejection};
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

fn seal(many: &str, kind: &str) -> ParameterForm {
    ParameterForm {
        code: text("seal"),
        name_zh: text("密封"),
        name_en: text("Seal"),
        kind: text(kind),
        many: text(many),
        ..ParameterForm::default()
    }
}

fn part(number: &str, seals: &str) -> SkuForm {
    SkuForm {
        part_number: text(number),
        unit: text("piece"),
        price_basis: text("1"),
        status: text("active"),
        parameters: [(text("seal"), text(seals))].into(),
        ..SkuForm::default()
    }
}

/// Valves with the materials of their seals; in the schema FKM stands before EPDM and NBR.
struct House {
    db: TestDb,
    op: OpContext,
    family: FamilyId,
    seal: ParameterId,
}

async fn house() -> House {
    let db = TestDb::new().await;
    let op = db.staff(PersonId::new(), &[StaffRole::Admin]);
    let words = |code: &str| (text(code), format!("{code}中"), text(code));
    let (code, name_zh, name_en) = words("valves");
    let form = CategoryForm { code, name_zh, name_en, ..CategoryForm::default() };
    let category = schema::create_category(&op, &form).await.unwrap();
    let seal = parameters::create_parameter(&op, &seal("yes", "enum")).await.unwrap();
    schema::add_link(&op, category, 1, seal).await.unwrap();
    for (version, (value, zh, en)) in (1..).zip([
        ("FKM", "氟橡胶", "Viton"),
        ("EPDM", "三元乙丙", "EPDM rubber"),
        ("NBR", "丁腈", "Buna-N"),
    ]) {
        let form =
            ValueForm { code: text(value), name_zh: text(zh), name_en: text(en), ..ValueForm::default() };
        parameters::save_value(&op, seal, version, &form).await.unwrap();
    }
    let (code, name_zh, name_en) = words("valve");
    let form = FamilyForm { code, name_zh, name_en, category: category.to_string(), ..FamilyForm::default() };
    let family = families::create_family(&op, &form).await.unwrap();
    House { db, op, family, seal }
}

async fn stored(h: &House) -> String {
    let sql = "select string_agg(part_number || ' ' || coalesce((parameters -> 'seal')::text, '-'), ', ' order by part_number)
               from catalog.skus";
    sqlx::query_scalar(sql).fetch_one(&h.db.owner).await.unwrap()
}

#[tokio::test]
async fn several_values_are_read_by_name_in_the_order_of_the_schema_everywhere() {
    let h = house().await;
    let id = skus::create_sku(&h.op, h.family, &part("V-1", "丁腈；viton")).await.unwrap();
    skus::create_sku(&h.op, h.family, &part("V-2", "epdm rubber")).await.unwrap();
    assert_eq!(stored(&h).await, r#"V-1 ["NBR", "FKM"], V-2 "EPDM""#);
    let wanted = (text("seal"), text("氟橡胶、丁腈"), text("Viton, Buna-N"));
    // the part's page, from the database
    let rows = service::list_skus_by_id(&h.db.visitor(), &[id]).await.unwrap();
    assert_eq!(rows[0].parameters, std::slice::from_ref(&wanted));
    // the table of results, the family, the file of a result, from the index: built, and caught up
    let catalog = Catalog::load(&h.db.pools.buyer).await.unwrap();
    let visitor = h.db.visitor();
    let query = SearchQuery { text: text("V-1"), page: 1, ..SearchQuery::default() };
    let found = service::search(&visitor, &catalog, &query).await.unwrap();
    assert_eq!(found.rows[0].parameters, std::slice::from_ref(&wanted));
    let mut form = skus::load_sku(&h.op, id).await.unwrap().form;
    form.ticked = [(text("seal"), vec![String::new(), text("NBR"), text("EPDM"), text("FKM")])].into();
    skus::save_sku(&h.op, id, 1, &form).await.unwrap();
    assert!(catalog.refresh_if_changed(&h.db.pools.buyer).await.unwrap());
    let found = service::search(&visitor, &catalog, &query).await.unwrap();
    let all = (text("seal"), text("氟橡胶、三元乙丙、丁腈"), text("Viton, EPDM rubber, Buna-N"));
    assert_eq!(found.rows[0].parameters, std::slice::from_ref(&all));
    // the desk's own table
    let filter = SkuFilter { family: h.family.to_string(), page: 1, ..SkuFilter::default() };
    let table = skus::list_skus(&h.op, &filter).await.unwrap();
    assert_eq!(table.rows[0].shown, [all]);
    assert_eq!(table.rows[0].values["seal"], "NBR; EPDM; FKM");
    // what the schema does not name stands behind what it names
    sqlx::query(
        "update catalog.skus set parameters = '{\"seal\": [\"ZZZ\", \"NBR\"]}' where part_number = 'V-1'",
    )
    .execute(&h.db.owner)
    .await
    .unwrap();
    let rows = service::list_skus_by_id(&h.db.visitor(), &[id]).await.unwrap();
    assert_eq!(rows[0].parameters, [(text("seal"), text("丁腈、ZZZ"), text("Buna-N, ZZZ"))]);
}

#[tokio::test]
async fn a_form_and_a_column_write_all_values_and_name_what_is_none() {
    let h = house().await;
    let id = skus::create_sku(&h.op, h.family, &part("V-1", "NBR; FKM")).await.unwrap();
    let desk = skus::load_sku(&h.op, id).await.unwrap();
    assert_eq!(desk.form.parameters["seal"], "NBR; FKM");
    assert_eq!(desk.form.ticked["seal"], ["NBR", "FKM"]);
    // as it was shown it changes nothing, whatever order the boxes stand in
    let ticked = |codes: &[&str]| SkuForm {
        ticked: [(text("seal"), codes.iter().map(|c| text(c)).collect())].into(),
        ..desk.form.clone()
    };
    skus::save_sku(&h.op, id, 1, &ticked(&["", "FKM", "NBR"])).await.unwrap();
    assert_eq!(skus::load_sku(&h.op, id).await.unwrap().version, 1);
    let refused = skus::save_sku(&h.op, id, 1, &ticked(&["", "FKM", "wood"])).await;
    assert_eq!(problem(refused), (text("parameters[seal]"), Problem::UnknownChoice { typed: text("wood") }));
    skus::save_sku(&h.op, id, 1, &ticked(&[""])).await.unwrap();
    assert_eq!(stored(&h).await, "V-1 -");
    let history = skus::load_sku(&h.op, id).await.unwrap().history;
    let change = &history[0].changes[0];
    assert_eq!(
        (change.field.as_str(), change.before.as_str(), change.after.as_str()),
        ("p.seal", "NBR; FKM", "")
    );
    // a column of the table
    let cell = |version: &str, value: &str| CellForm {
        sku: id.to_string(),
        version: text(version),
        value: text(value),
    };
    let refused = skus::save_column(&h.op, "seal", &[cell("2", "NBR; glass; wood")]).await;
    assert_eq!(problem(refused), (text("value"), Problem::UnknownChoice { typed: text("glass; wood") }));
    assert_eq!(skus::save_column(&h.op, "seal", &[cell("2", "Viton; 丁腈")]).await.unwrap(), 1);
    assert_eq!(stored(&h).await, r#"V-1 ["FKM", "NBR"]"#);
    assert_eq!(skus::save_column(&h.op, "seal", &[cell("3", "FKM; NBR")]).await.unwrap(), 0);
}

#[tokio::test]
async fn parts_keep_a_value_among_others_and_a_parameter_of_several_as_it_is() {
    let h = house().await;
    skus::create_sku(&h.op, h.family, &part("V-1", "NBR; FKM")).await.unwrap();
    skus::create_sku(&h.op, h.family, &part("V-2", "EPDM")).await.unwrap();
    let refused = problem(parameters::remove_value(&h.op, h.seal, 4, "FKM").await);
    assert_eq!(refused, (text("code"), Problem::InUse { parts: 1, example: text("FKM") }));
    let refused = problem(parameters::save_parameter(&h.op, h.seal, 4, &seal("", "enum")).await);
    assert_eq!(refused, (text("many"), Problem::InUse { parts: 1, example: text("NBR; FKM") }));
    for kind in ["number", "boolean"] {
        let refused = problem(parameters::save_parameter(&h.op, h.seal, 4, &seal("yes", kind)).await);
        assert_eq!(refused, (text("many"), Problem::SeveralWordsOnly));
    }
    parameters::save_parameter(&h.op, h.seal, 4, &seal("yes", "text")).await.unwrap();
    parameters::save_parameter(&h.op, h.seal, 5, &seal("yes", "enum")).await.unwrap();
    // with one value each it can go back to one, and every index reads it so
    let catalog = Catalog::load(&h.db.pools.buyer).await.unwrap();
    let cells: Vec<CellForm> = skus::list_skus(&h.op, &SkuFilter { page: 1, ..SkuFilter::default() })
        .await
        .unwrap()
        .rows
        .iter()
        .map(|row| CellForm { sku: row.id.to_string(), version: row.version.to_string(), value: text("NBR") })
        .collect();
    skus::save_column(&h.op, "seal", &cells).await.unwrap();
    parameters::save_parameter(&h.op, h.seal, 6, &seal("", "enum")).await.unwrap();
    assert!(catalog.refresh_if_changed(&h.db.pools.buyer).await.unwrap());
    let query = SearchQuery { text: text("Buna-N"), page: 1, ..SearchQuery::default() };
    assert_eq!(service::search(&h.db.visitor(), &catalog, &query).await.unwrap().total, 2);
    let found = skus::create_sku(&h.op, h.family, &part("V-3", "NBR; FKM")).await;
    assert_eq!(problem(found).0, "parameters[seal]", "one value only, again");
}
