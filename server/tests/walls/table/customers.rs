//! Customers' standing: groups, kinds, companies above and below.

use super::Needs::{Desk, May};
use super::{Function, function, texts};
use crate::world::{CUSTOMERS, SAVED};
use app::api::desk::{customer_imports as imports, quotes as desk_quotes, standing as api};
use app::api::quotes;
use domain::accounts::permission::Permission::*;

pub(super) fn functions() -> Vec<Function> {
    let mut all = standing_functions();
    all.extend(import_functions());
    all.extend(quote_functions());
    all
}

fn quote_functions() -> Vec<Function> {
    let both = |s: &crate::world::Side| vec![("company", s.company.clone()), ("quote", s.quote.clone())];
    vec![
        function::<quotes::ListQuotes>(May(SeePrices), |_| vec![]),
        function::<quotes::LoadQuote>(May(SeePrices), |s| vec![("id", s.quote.clone())]),
        function::<quotes::AcceptQuote>(May(PlaceOrders), both),
        function::<desk_quotes::ListDeskQuotes>(Desk(SeePrices), |s| vec![("company", s.company.clone())]),
        function::<desk_quotes::LoadDeskQuote>(Desk(SeePrices), |s| {
            vec![("company", s.company.clone()), ("id", s.quote.clone())]
        }),
        function::<desk_quotes::OfferQuote>(Desk(EditPrices), |s| {
            let last_day = domain::time::clock().date_naive() + chrono::Days::new(9);
            let typed = [("last_day", last_day.to_string()), ("note", "n".into()), ("reason", "r".into())];
            let lines = [("company", s.company.clone()), ("lines", format!("{} 1 77.77", s.part))];
            [lines.to_vec(), typed.to_vec()].concat()
        }),
        function::<desk_quotes::WithdrawQuote>(Desk(EditPrices), both),
        function::<desk_quotes::DeskAcceptQuote>(Desk(PlaceOrders), both),
    ]
}

fn import_functions() -> Vec<Function> {
    let needs = Desk(EditPrices);
    vec![
        function::<imports::ListCustomerImports>(needs, |_| vec![]),
        function::<imports::LoadCustomerImport>(needs, |_| texts(&[("id", CUSTOMERS)])),
        function::<imports::MapCustomers>(needs, |_| {
            let columns = [("columns[0]", "code"), ("columns[1]", "name"), ("keep_uscc", "")];
            texts(&[&[("id", CUSTOMERS), ("revision", "1")], &columns[..]].concat())
        }),
        function::<imports::UseCustomerMapping>(needs, |_| {
            texts(&[("id", CUSTOMERS), ("revision", "9"), ("name", SAVED[0])])
        }),
        function::<imports::ConfirmCustomers>(needs, |_| texts(&[("id", CUSTOMERS), ("revision", "1")])),
        function::<imports::DiscardCustomers>(needs, |_| texts(&[("id", CUSTOMERS), ("revision", "1")])),
        function::<imports::UndoCustomers>(needs, |_| texts(&[("id", CUSTOMERS)])),
    ]
}

fn standing_functions() -> Vec<Function> {
    vec![
        function::<api::LoadGroups>(Desk(UseDesk), |_| texts(&[("edit", "")])),
        function::<api::LoadGroupChoices>(Desk(UseDesk), |_| vec![]),
        function::<api::CreateGroup>(Desk(EditPrices), |_| {
            texts(&[("code", "shops"), ("name_zh", "五金店"), ("name_en", "Shops")])
        }),
        function::<api::RenameGroup>(Desk(EditPrices), |s| {
            let names = [("name_zh", "店".to_owned()), ("name_en", "Stores".to_owned())];
            [vec![("id", s.order.clone())], names.to_vec()].concat()
        }),
        function::<api::PutKindGroups>(Desk(EditPrices), |_| {
            texts(&[("dealer", ""), ("hardware_store", ""), ("machine_builder", ""), ("end_user", "")])
        }),
        function::<api::LoadStanding>(Desk(UseDesk), |s| vec![("company", s.company.clone())]),
        function::<api::ChangeStanding>(Desk(EditPrices), |s| {
            let typed = [("kind", "dealer"), ("group", ""), ("parent", ""), ("reason", "sells on now")];
            [vec![("company", s.company.clone())], texts(&typed)].concat()
        }),
    ]
}
