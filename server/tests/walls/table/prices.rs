//! What the desk asks of prices: lists, changes, floors.

use super::Needs::Desk;
use super::{Function, Page, function, page, texts};
use crate::world::{CHANGE, PRICES};
use app::api::desk::prices::{changes, files, lists};
use domain::accounts::permission::Permission::*;

pub(super) fn pages() -> Vec<Page> {
    let needs = Desk(SeePriceTrace);
    vec![
        page("/desk/prices/lists", needs, |s| format!("/desk/prices/lists?q={}", s.code)),
        page("/desk/prices/lists/{code}", needs, |_| "/desk/prices/lists/BASE?on=2026-03-10".into()),
        page("/desk/prices/changes", needs, |_| "/desk/prices/changes?state=draft".into()),
        page("/desk/prices/changes/{number}", needs, |_| format!("/desk/prices/changes/{CHANGE}?simulate=1")),
        page("/desk/prices/files/{id}", Desk(EditPrices), |_| format!("/desk/prices/files/{PRICES}")),
        page("/desk/prices/floors", needs, |_| "/desk/prices/floors?q=x".into()),
        page("/desk/prices/exceptions", needs, |_| "/desk/prices/exceptions?days=30".into()),
    ]
}

pub(super) fn functions() -> Vec<Function> {
    let (sees, edits, publishes, approves) =
        (Desk(SeePriceTrace), Desk(EditPrices), Desk(PublishPrices), Desk(ApproveFloors));
    vec![
        function::<lists::ListPriceLists>(sees, |_| texts(&[("query", "q=BASE")])),
        function::<lists::LoadPriceList>(sees, |_| texts(&[("code", "BASE"), ("query", "on=2026-03-10")])),
        function::<lists::ListPriceFloors>(sees, |_| texts(&[("query", "")])),
        function::<lists::ListPriceExceptions>(sees, |_| texts(&[("days", "30")])),
        function::<lists::SetFloor>(approves, |s| {
            let of = [("scope", "sku"), ("of", s.part.as_str()), ("price", "0.01"), ("basis", "1")];
            texts(&[&of[..], &[("margin", ""), ("reason", "test")]].concat())
        }),
        function::<lists::RemoveFloor>(approves, |_| {
            texts(&[("id", "01900000-0000-7000-8000-0000000000f9")])
        }),
        function::<lists::SetFourEyes>(approves, |_| texts(&[("on", "no")])),
        function::<changes::ListPriceChanges>(sees, |_| texts(&[("query", "state=draft")])),
        function::<changes::LoadPriceChange>(sees, |_| texts(&[("number", CHANGE), ("query", "simulate=1")])),
        function::<files::LoadPriceFile>(edits, |_| texts(&[("id", PRICES), ("query", "")])),
        function::<files::ReadPriceFile>(edits, |_| {
            let columns = [("columns[0]", "part"), ("columns[1]", "price"), ("first_row", "")];
            let rest = [("list", "BASE"), ("starts_on", "2030-01-01"), ("save_as", "maker")];
            texts(&[&[("id", PRICES)], &columns[..], &rest[..]].concat())
        }),
        function::<files::DiscardPriceFile>(edits, |_| texts(&[("id", PRICES)])),
        function::<changes::CreatePriceChange>(edits, |_| {
            texts(&[("title", "New"), ("reason", "why"), ("starts_on", "2026-05-01"), ("list", "BASE")])
        }),
        function::<changes::SavePriceChange>(edits, |_| {
            texts(&[("number", CHANGE), ("title", "Other"), ("reason", ""), ("starts_on", "2030-01-01")])
        }),
        function::<changes::WritePriceChange>(edits, |s| {
            let row =
                [("rows[0][list]", "BASE"), ("rows[0][part]", s.part.as_str()), ("rows[0][price]", "7.5")];
            let days = [("rows[0][from]", "2030-01-01"), ("rows[0][until]", ""), ("rows[0][min_qty]", "1")];
            texts(&[&[("number", CHANGE), ("back", "page=1")], &row[..], &days[..]].concat())
        }),
        function::<changes::PastePriceChange>(edits, |s| {
            let rows = format!("{}\t7.25", s.part);
            texts(&[("number", CHANGE), ("list", "BASE"), ("rows", rows.as_str())])
        }),
        function::<changes::SetPriceDiscount>(edits, |_| {
            let what = [("list", "CT-ALFA"), ("target", "*"), ("min_qty", "1")];
            texts(&[&[("number", CHANGE), ("percent", "3"), ("until", "")], &what[..]].concat())
        }),
        function::<changes::RemovePriceDiscount>(edits, |_| {
            let what = [("list", "CT-ALFA"), ("target", "*"), ("min_qty", "1"), ("from", "2030-01-01")];
            texts(&[&[("number", CHANGE)], &what[..]].concat())
        }),
        function::<changes::AddPriceList>(edits, |_| {
            let head = [("kind", "promotion"), ("new_code", "PROMO-W"), ("new_name", "Walls"), ("owner", "")];
            let rest = [
                ("tax_mode", "gross"),
                ("list_from", "2030-01-01"),
                ("list_until", ""),
                ("no_promotion", ""),
            ];
            texts(&[&[("number", CHANGE)], &head[..], &rest[..]].concat())
        }),
        function::<changes::ChangePriceList>(edits, |_| {
            let head =
                [("head_list", "CT-ALFA"), ("head_name", ""), ("head_until", ""), ("head_open", "yes")];
            texts(&[&[("number", CHANGE)], &head[..]].concat())
        }),
        function::<changes::KeepPriceList>(edits, |_| texts(&[("number", CHANGE), ("list", "CT-ALFA")])),
        function::<changes::BulkPriceChange>(edits, |_| {
            let what = [
                ("bulk_list", "BASE"),
                ("category", ""),
                ("brand", ""),
                ("bulk_percent", "3"),
                ("decimals", "2"),
            ];
            texts(&[&[("number", CHANGE)], &what[..]].concat())
        }),
        function::<changes::SubmitPriceChange>(edits, |_| texts(&[("number", CHANGE), ("why", "test")])),
        function::<changes::ReturnPriceChange>(edits, |_| texts(&[("number", CHANGE)])),
        function::<changes::DiscardPriceChange>(edits, |_| texts(&[("number", CHANGE)])),
        function::<changes::PublishPriceChange>(publishes, |_| {
            texts(&[("number", CHANGE), ("revision", "3"), ("floor_reason", "test")])
        }),
        function::<changes::TakeBackPriceChange>(publishes, |_| {
            texts(&[("number", CHANGE), ("reason", "test")])
        }),
    ]
}
