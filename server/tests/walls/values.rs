//! Forms of the catalogue's desk as a browser without a script posts them: several values of a parameter, saved mappings.

use crate::table::encode;
use crate::world::{Answer, How, PARAMETER, SAVED, World};

const ADMIN: &str = "s:admin";

/// Posts a form and reads the page it leads to, in this language.
async fn post(world: &World, lang: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
    let body = encode(&fields);
    let answer = world.send("POST", path, ADMIN, How { lang, ..How::page(&body) }).await;
    assert!(matches!(answer.status, 302 | 303), "{path}: {} {}", answer.status, answer.body);
    get(world, lang, &answer.location).await
}

async fn get(world: &World, lang: &str, path: &str) -> Answer {
    world.send("GET", path, ADMIN, How { lang, ..How::page(&[]) }).await
}

/// The seal of the world's part may have several of three values.
async fn several(world: &World) {
    let sql = format!(
        "update catalog.parameters set many = true where id = '{PARAMETER}';
         insert into catalog.parameter_values (parameter_id, code, name_zh, name_en, position) values
           ('{PARAMETER}', 'FKM', '氟橡胶', 'Viton', 1), ('{PARAMETER}', 'NBR', '丁腈', 'Buna-N', 2),
           ('{PARAMETER}', 'EPDM', '三元乙丙', 'EPDM rubber', 3);
         insert into catalog.changes (kind) values ('all')"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&world.db.owner).await.unwrap();
}

async fn seals(world: &World) -> String {
    world
        .ask("select coalesce(parameters -> 'seal', 'null') from catalog.skus where part_number = 'KAN-6204'")
        .await
}

/// The boxes of a page that are ticked.
fn ticked(page: &str) -> Vec<&str> {
    let boxes = page.split("<input").map(|tag| tag.split_once('>').map_or(tag, |(tag, _)| tag));
    let ticked = boxes.filter(|tag| tag.contains("form[ticked]") && tag.contains(" checked"));
    ticked.filter_map(|tag| tag.split_once(" value=\"")?.1.split_once('"')).map(|(value, _)| value).collect()
}

#[tokio::test]
async fn all_values_of_a_part_are_ticked_in_its_form_and_read_by_name_in_both_languages() {
    let world = World::open().await;
    several(&world).await;
    let page = format!("/desk/catalogue/skus/{}", world.a.sku);
    let form = get(&world, "zh", &page).await.body;
    assert!(
        form.contains("氟橡胶") && form.contains("form[ticked][seal][3]") && ticked(&form).is_empty(),
        "{form}"
    );
    let words: [(&str, &str); 10] = [
        ("id", &world.a.sku),
        ("version", "1"),
        ("form[part_number]", &world.a.part),
        ("form[unit]", "piece"),
        ("form[pack_size]", "1"),
        ("form[moq]", "1"),
        ("form[multiple]", "1"),
        ("form[price_basis]", "1"),
        ("form[lead_time_days]", "9"),
        ("form[status]", "active"),
    ];
    let boxes = |extra: &'static [(&'static str, &'static str)]| {
        [&words[..], &[("form[ticked][seal][0]", "")], extra].concat()
    };
    // what is none of the choices is refused, and what was ticked stays
    let refused = boxes(&[("form[ticked][seal][2]", "NBR"), ("form[ticked][seal][9]", "wood")]);
    for (lang, says) in [("en", "is not one of the choices"), ("zh", "这个选项")] {
        let page = post(&world, lang, "/api/desk_save_sku", &refused).await.body;
        assert!(page.contains(says) && page.contains("wood"), "{page}");
        assert_eq!(ticked(&page), ["NBR"]);
    }
    assert_eq!(seals(&world).await, "null");
    let two = boxes(&[("form[ticked][seal][1]", "FKM"), ("form[ticked][seal][3]", "EPDM")]);
    let shown = post(&world, "en", "/api/desk_save_sku", &two).await.body;
    assert_eq!(ticked(&shown), ["FKM", "EPDM"]);
    assert_eq!(seals(&world).await, r#"["FKM", "EPDM"]"#);
    let part = format!("/parts/{}", world.a.part);
    assert!(get(&world, "zh", &part).await.body.contains("氟橡胶、三元乙丙"));
    let english = get(&world, "en", &part).await.body;
    assert!(english.contains("Viton, EPDM rubber") && !english.contains(">FKM"), "{english}");
    // somebody else's save: his state is named beside what was ticked
    let one = boxes(&[("form[ticked][seal][2]", "NBR")]);
    let stale = post(&world, "en", "/api/desk_save_sku", &one).await.body;
    assert!(stale.contains("Viton; EPDM rubber"), "{stale}");
    assert_eq!(ticked(&stale), ["NBR"]);
    // none ticked says so
    let mut none = boxes(&[]);
    none[1] = ("version", "2");
    post(&world, "en", "/api/desk_save_sku", &none).await;
    assert_eq!(seals(&world).await, "null");
}

#[tokio::test]
async fn a_column_takes_several_values_and_keeps_what_it_refuses() {
    let world = World::open().await;
    several(&world).await;
    let family = crate::world::FAMILY;
    let query = format!("family={family}&column=seal");
    let page = get(&world, "en", &format!("/desk/catalogue/skus?{query}")).await.body;
    assert!(page.contains("Semicolons between several values"), "{page}");
    let row = |version: &'static str, value: &'static str| {
        [
            ("query", query.as_str()),
            ("rows[0][sku]", &world.a.sku),
            ("rows[0][version]", version),
            ("rows[0][value]", value),
        ]
    };
    let refused = post(&world, "zh", "/api/desk_save_column", &row("1", "丁腈;木头")).await.body;
    assert!(refused.contains("丁腈;木头") && refused.contains("这个选项"), "{refused}");
    assert_eq!(seals(&world).await, "null");
    let saved = post(&world, "en", "/api/desk_save_column", &row("1", "丁腈;viton")).await.body;
    assert!(saved.contains("NBR; FKM"), "{saved}");
    assert_eq!(seals(&world).await, r#"["NBR", "FKM"]"#);
    // read, not filled in, it is said by name
    let table = get(&world, "en", &format!("/desk/catalogue/skus?family={family}")).await.body;
    assert!(table.contains("Viton, Buna-N"), "{table}");
}

#[tokio::test]
async fn that_a_part_may_have_several_values_is_ticked_at_the_parameter() {
    let world = World::open().await;
    let page = format!("/desk/catalogue/parameters/{PARAMETER}");
    let ask = |kind: &'static str, version: &'static str| {
        [
            ("id", PARAMETER),
            ("version", version),
            ("form[name_zh]", "密封"),
            ("form[name_en]", "Seal"),
            ("form[kind]", kind),
            ("form[unit]", ""),
            ("form[many]", "yes"),
        ]
    };
    for (lang, says) in
        [("en", "Only lists and texts can have several values"), ("zh", "只有选项和文字可以有多个值")]
    {
        let refused = post(&world, lang, "/api/desk_save_parameter", &ask("number", "1")).await.body;
        assert!(refused.contains(says), "{refused}");
    }
    post(&world, "en", "/api/desk_save_parameter", &ask("enum", "1")).await;
    assert_eq!(
        world.ask(&format!("select many from catalog.parameters where id = '{PARAMETER}'")).await,
        "true"
    );
    let shown = get(&world, "en", &page).await.body;
    let tick = shown.split("name=\"form[many]\"").nth(1).and_then(|rest| rest.split_once('>')).unwrap().0;
    assert!(tick.contains("checked"), "{tick}");
}

#[tokio::test]
async fn saved_mappings_are_renamed_and_deleted_on_the_page_of_imports() {
    let world = World::open().await;
    let [supplier, another, seen] = SAVED;
    let list = "/desk/catalogue/imports";
    let page = get(&world, "zh", list).await.body;
    assert!(page.contains("已保存的列对应") && page.contains(supplier) && page.contains(another), "{page}");
    assert!(
        page.contains("desk_rename_import_mapping?key=") && page.contains(&format!("value=\"{seen}\"")),
        "{page}"
    );
    let rename = |to: &'static str| [("kind", "catalogue"), ("name", supplier), ("seen", seen), ("to", to)];
    // refused beside its field, and what was typed stays
    for (lang, to, says) in [
        ("en", another, "Something else is called so already"),
        ("zh", another, "这个名称已经有了"),
        ("en", "", "Needed"),
    ] {
        let page = post(&world, lang, "/api/desk_rename_import_mapping", &rename(to)).await.body;
        assert!(page.contains(says) && page.contains("aria-invalid"), "{page}");
        assert!(to.is_empty() || page.matches(&format!("value=\"{to}\"")).count() >= 2, "{page}");
    }
    let page = post(&world, "en", "/api/desk_rename_import_mapping", &rename("Bolts & nuts")).await.body;
    assert!(page.contains("Bolts &amp; nuts") && !page.contains("aria-invalid"), "{page}");
    let delete = [("kind", "catalogue"), ("name", "Bolts & nuts"), ("seen", seen)];
    let page = post(&world, "zh", "/api/desk_delete_import_mapping", &delete).await.body;
    assert!(!page.contains("Bolts") && page.contains(another), "{page}");
    assert_eq!(
        world.ask("select string_agg(name, ',') from app.import_mappings where kind = 'catalogue'").await,
        another
    );
    // it is gone: said, not an error
    let page = post(&world, "en", "/api/desk_delete_import_mapping", &delete).await;
    assert!(page.status == 200 && page.body.contains("role=\"alert\""), "{}", page.body);
}
