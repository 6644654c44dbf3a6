//! A form that arrives twice is written once: every form with an effect that must not double carries a key, and its second
//! arrival is answered like the first.

use crate::table::{Function, encode, functions};
use crate::world::{Answer, How, World};
use std::path::{Path, PathBuf};

/// Forms whose second arrival finds nothing left to do, or that change no record of a customer.
const MAY_REPEAT: [&str; 16] = [
    "suggest",
    "change_cart",
    "desk_change_cart",
    "desk_track",
    "desk_reserve",
    "sign_in",
    "sign_out",
    "switch_company",
    "choose_language",
    "choose_columns",
    "forgot_password",
    "welcome",
    // these carry their key as a field
    "place_order",
    "desk_place_order",
    // named beside the cart's other forms, keyed where the form is drawn
    "choose_pasted",
    "desk_choose_pasted",
];

/// Forms the database holds to one effect by a version, a state or a unique name: their second arrival changes nothing, and
/// says so instead of repeating the first answer.
const SETTLED: [&str; 60] = [
    "desk_read_price_file",
    "desk_discard_price_file",
    "desk_use_customer_mapping",
    "desk_save_price_change",
    "desk_write_price_change",
    "desk_paste_price_change",
    "desk_set_price_discount",
    "desk_remove_price_discount",
    "desk_add_price_list",
    "desk_change_price_list",
    "desk_keep_price_list",
    "desk_bulk_price_change",
    "desk_set_floor",
    "desk_remove_floor",
    "desk_set_four_eyes",
    "accept_quote",
    "desk_accept_quote",
    "desk_withdraw_quote",
    "desk_map_customers",
    "desk_confirm_customers",
    "desk_discard_customers",
    "desk_undo_customers",
    "desk_rename_group",
    "desk_put_kind_groups",
    "desk_map_import",
    "desk_use_import_mapping",
    "desk_add_import_parameters",
    "desk_confirm_import",
    "desk_discard_import",
    "desk_resume_import",
    "desk_undo_import",
    "take_own_numbers",
    "remove_own_number",
    "set_own_number",
    "put_away_note",
    "desk_discontinue_due",
    "desk_remove_replacement",
    "desk_save_replacement",
    "desk_answer_by_alias",
    "desk_answer_by_cross",
    "desk_answer_by_part",
    "desk_dismiss_search",
    "desk_take_cross",
    "desk_remove_cross",
    "desk_save_cross",
    "desk_save_sku",
    "desk_create_sku",
    "desk_create_category",
    "desk_save_links",
    "desk_add_link",
    "desk_save_category",
    "desk_save_document",
    "desk_withdraw_document",
    "desk_save_column",
    "desk_create_family",
    "desk_save_family",
    "desk_create_parameter",
    "desk_save_parameter",
    "desk_remove_value",
    "desk_save_value",
];

fn screens() -> Vec<(PathBuf, String)> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src")];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => open.push(path),
                path => found.push((path.clone(), std::fs::read_to_string(&path).unwrap())),
            }
        }
    }
    found
}

#[test]
fn every_form_that_must_not_double_carries_a_key() {
    let mut keyless = Vec::new();
    for (path, text) in screens() {
        for (at, mark) in text.match_indices("\"/api/") {
            let (before, rest) = (&text[..at], &text[at + mark.len()..]);
            let name = rest.split('"').next().unwrap_or_default();
            let form = rest.split("</form>").next().unwrap_or_default();
            let keyed = before.trim_end().ends_with("once(") || form.contains("name=\"key\"");
            if !keyed && !MAY_REPEAT.contains(&name) && !SETTLED.contains(&name) {
                keyless.push(format!("{}: {name}", path.display()));
            }
        }
    }
    assert!(keyless.is_empty(), "{}", keyless.join("\n"));
}

/// Rows of everything a form may write, apart from the answers it leaves and what is only counted.
async fn rows(world: &World) -> String {
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', schemaname, tablename) from pg_tables
         where schemaname in ('accounts', 'orders', 'receivables', 'shipping', 'billing', 'notifications', 'catalog',
             'numbers', 'searches', 'pricing')
           and format('%s.%s', schemaname, tablename) not in ('accounts.echoes', 'accounts.rate_windows', 'accounts.sessions',
             'catalog.changes') order by 1",
    )
    .fetch_all(&world.db.owner)
    .await
    .unwrap();
    let mut counts = Vec::new();
    for table in tables {
        counts.push(format!("{table} {}", world.ask(&format!("select count(*) from {table}")).await));
    }
    counts.push(
        world.ask("select string_agg(quantity::text, ' ' order by sku_id) from orders.cart_lines").await,
    );
    counts.join("\n")
}

async fn send(world: &World, function: &Function, who: &str, key: &str) -> Answer {
    let path = format!("{}?key={key}", function.path);
    world.send("POST", &path, who, How::page(&encode(&(function.fields)(&world.a)))).await
}

/// Where an answer leads, without the id of what it says; and what it says.
async fn told(world: &World, answer: &Answer) -> (String, String) {
    let (place, echo) = answer.location.split_once("echo=").unwrap_or((&answer.location, ""));
    let said =
        world.ask(&format!("select payload - 'typed' from accounts.echoes where id::text = '{echo}'")).await;
    (place.to_owned(), said)
}

#[tokio::test]
async fn the_second_arrival_changes_nothing_and_is_answered_like_the_first() {
    let world = World::open().await;
    let once = [
        ("owner", "/api/add_to_cart"),
        ("owner", "/api/paste_order"),
        ("owner", "/api/choose_pasted"),
        ("owner", "/api/invite_person"),
        ("owner", "/api/withdraw_invitation"),
        ("owner", "/api/withdraw_dispute"),
        ("owner", "/api/dispute_line"),
        ("s:admin", "/api/desk_resolve_dispute"),
        ("owner", "/api/confirm_statement"),
        ("s:admin", "/api/desk_paste_order"),
        ("s:admin", "/api/desk_add_part"),
        ("s:admin", "/api/desk_choose_pasted"),
        ("s:admin", "/api/desk_create_company"),
        ("s:admin", "/api/desk_create_group"),
        ("s:admin", "/api/desk_change_standing"),
        ("s:admin", "/api/desk_set_terms"),
        ("s:admin", "/api/desk_create_price_change"),
        ("s:admin", "/api/desk_submit_price_change"),
        ("s:admin", "/api/desk_return_price_change"),
        ("s:admin", "/api/desk_submit_price_change"),
        ("s:admin", "/api/desk_publish_price_change"),
        ("s:admin", "/api/desk_take_back_price_change"),
        ("s:admin", "/api/desk_offer_quote"),
        ("s:admin", "/api/desk_rename_import_mapping"),
        ("s:admin", "/api/desk_delete_import_mapping"),
    ];
    for (who, path) in once {
        let function = functions().into_iter().find(|f| f.path == path).unwrap();
        // a dispute taken back is open again to be answered; a statement is confirmed without any
        let arranged = match path {
            "/api/desk_resolve_dispute" => {
                "null, resolved_at = null, resolved_by = null, resolution_note = ''"
            }
            "/api/confirm_statement" => "'withdrawn', resolved_at = now(), resolved_by = raised_by",
            _ => "resolution",
        };
        let sql = format!("update billing.disputes set resolution = {arranged}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&world.db.owner).await.unwrap();
        let (key, before) = (uuid::Uuid::now_v7().to_string(), rows(&world).await);
        let first = send(&world, &function, who, &key).await;
        let after = rows(&world).await;
        assert_ne!(before, after, "{path} did nothing: {first:?}");
        let second = send(&world, &function, who, &key).await;
        assert_eq!(told(&world, &first).await, told(&world, &second).await, "{path}");
        assert_eq!(after, rows(&world).await, "{path} doubled");
    }
}

#[tokio::test]
async fn what_the_database_settles_is_there_once() {
    let world = World::open().await;
    // that the same was asked twice may stand in the audit
    let rows = async || {
        let all = rows(&world).await;
        all.lines().filter(|line| !line.starts_with("accounts.audit ")).collect::<Vec<_>>().join("\n")
    };
    for name in SETTLED {
        let path = format!("/api/{name}");
        let function = functions().into_iter().find(|f| f.path == path).unwrap();
        let who = if name.starts_with("desk_") { "s:admin" } else { "owner" };
        let key = uuid::Uuid::now_v7().to_string();
        send(&world, &function, who, &key).await;
        let after = rows().await;
        send(&world, &function, who, &key).await;
        assert_eq!(after, rows().await, "{path} doubled");
    }
}
