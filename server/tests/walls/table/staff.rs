//! What only the desk asks: the catalogue's keeping, imports, orders entered and shipped, money.

use super::Needs::Desk;
use super::{Function, changed, checkout, chosen, function, texts};
use crate::world::{CATEGORY, DOCUMENT, FAMILY, IMPORT, PARAMETER, SAVED, Side};
use app::api::desk as api;
use domain::accounts::permission::Permission::{self, *};

pub(super) fn functions() -> Vec<Function> {
    let all =
        [desk_functions(), entry_functions(), catalogue_functions(), catalogue_forms(), import_functions()];
    all.into_iter().flatten().collect()
}

/// Reading at the catalogue's desk.
fn catalogue_functions() -> Vec<Function> {
    use api::catalogue::{self, families, parameters, skus};
    let needs = Desk(EditCatalogue);
    vec![
        function::<catalogue::LoadCatalogueTree>(needs, |_| vec![]),
        function::<catalogue::LoadCatalogueCategory>(needs, |_| texts(&[("id", CATEGORY)])),
        function::<catalogue::LoadCompleteness>(needs, |_| vec![]),
        function::<parameters::ListCatalogueParameters>(needs, |_| texts(&[("q", "s")])),
        function::<parameters::LoadCatalogueParameter>(needs, |_| texts(&[("id", PARAMETER)])),
        function::<families::ListCatalogueFamilies>(needs, |_| {
            texts(&[("category", CATEGORY), ("q", ""), ("page", "1")])
        }),
        function::<families::LoadCatalogueFamily>(needs, |_| texts(&[("id", FAMILY)])),
        function::<skus::ListCatalogueSkus>(needs, |_| texts(&[("query", "lacks=seal")])),
        function::<skus::LoadCatalogueSku>(needs, |s| texts(&[("id", s.sku.as_str()), ("family", "")])),
    ]
}

/// Writing at the catalogue's desk.
fn catalogue_forms() -> Vec<Function> {
    use api::catalogue::{self, documents, families, parameters, skus};
    let needs = Desk(EditCatalogue);
    vec![
        function::<catalogue::CreateCategory>(needs, |_| {
            let names = [("form[name_zh]", "新"), ("form[name_en]", "New"), ("form[position]", "1")];
            texts(&[&[("form[code]", "new-one"), ("form[parent]", CATEGORY)], &names[..]].concat())
        }),
        function::<catalogue::SaveCategory>(needs, |_| {
            let names = [("form[name_zh]", "轴承"), ("form[name_en]", "Bearings"), ("form[position]", "3")];
            texts(&[&[("id", CATEGORY), ("version", "1"), ("form[parent]", "")], &names[..]].concat())
        }),
        function::<catalogue::SaveLinks>(needs, |_| {
            let row =
                [("rows[0][parameter]", PARAMETER), ("rows[0][position]", "2"), ("rows[0][facet]", "yes")];
            texts(&[&[("id", CATEGORY), ("version", "1")], &row[..]].concat())
        }),
        function::<catalogue::AddLink>(needs, |_| {
            texts(&[("id", CATEGORY), ("version", "1"), ("parameter", PARAMETER)])
        }),
        function::<parameters::CreateParameter>(needs, |_| {
            let kind = [("form[kind]", "number"), ("form[unit]", "mm"), ("form[aliases]", "深度; DP")];
            let names = [("form[code]", "depth"), ("form[name_zh]", "深"), ("form[name_en]", "Depth")];
            texts(&[&names[..], &kind[..]].concat())
        }),
        function::<parameters::SaveParameter>(needs, |_| {
            let names = [("form[name_zh]", "密封"), ("form[name_en]", "Seals"), ("form[kind]", "enum")];
            texts(
                &[
                    &[("id", PARAMETER), ("version", "1"), ("form[unit]", ""), ("form[aliases]", "密封圈")],
                    &names[..],
                ]
                .concat(),
            )
        }),
        function::<parameters::SaveValue>(needs, |_| {
            let names = [("form[code]", "2RS"), ("form[name_zh]", "双面"), ("form[name_en]", "Two seals")];
            let more = [("form[aliases]", "DDU; 2RS1"), ("form[position]", "")];
            texts(&[&[("id", PARAMETER), ("version", "1")], &names[..], &more[..]].concat())
        }),
        function::<parameters::RemoveValue>(needs, |_| {
            texts(&[("id", PARAMETER), ("version", "1"), ("code", "ZZ")])
        }),
        function::<families::CreateFamily>(needs, |_| {
            texts(&[&[("form[code]", "another")], &family_words()[..]].concat())
        }),
        function::<families::SaveFamily>(needs, |_| {
            texts(&[&[("id", FAMILY), ("version", "1")], &family_words()[..]].concat())
        }),
        function::<skus::CreateSku>(needs, |_| {
            texts(&[&[("family", FAMILY)], &sku_words("KAN-6205")[..]].concat())
        }),
        function::<skus::SaveSku>(needs, |s| {
            texts(&[&[("id", s.sku.as_str()), ("version", "1")], &sku_words(&s.part)[..]].concat())
        }),
        function::<skus::SaveColumn>(needs, |s| {
            let row = [("rows[0][sku]", s.sku.as_str()), ("rows[0][version]", "1"), ("rows[0][value]", "7")];
            texts(&[&[("query", "column=@lead_time_days")], &row[..]].concat())
        }),
        function::<documents::SaveDocument>(needs, |_| {
            let names = [("form[title_zh]", "数据表"), ("form[title_en]", "Datasheet")];
            let rest = [("form[kind]", "datasheet"), ("form[language]", "zh"), ("back", "/desk/catalogue")];
            texts(&[&[("id", DOCUMENT), ("version", "1")], &names[..], &rest[..]].concat())
        }),
        function::<documents::WithdrawDocument>(needs, |_| {
            texts(&[("id", DOCUMENT), ("version", "0"), ("back", "/desk/catalogue")])
        }),
    ]
}

/// Imports of the catalogue.
fn import_functions() -> Vec<Function> {
    use api::catalogue::imports;
    let needs = Desk(EditCatalogue);
    let seen = |_: &Side| texts(&[("id", IMPORT), ("revision", "1")]);
    vec![
        function::<imports::ListCatalogueImports>(needs, |_| texts(&[("page", "1")])),
        function::<imports::LoadCatalogueImport>(needs, |_| texts(&[("id", IMPORT)])),
        function::<imports::MapImport>(needs, |_| {
            let column = [("columns[0][header]", "a"), ("columns[0][is]", "part_number")];
            let rest = [("category", ""), ("family", ""), ("save_as", "saved")];
            texts(&[&[("id", IMPORT), ("revision", "1")], &column[..], &rest[..]].concat())
        }),
        function::<imports::UseImportMapping>(needs, |_| {
            texts(&[("id", IMPORT), ("revision", "9"), ("name", "saved")])
        }),
        function::<api::mappings::RenameImportMapping>(needs, |_| {
            texts(&[("kind", "catalogue"), ("name", SAVED[0]), ("seen", SAVED[2]), ("to", "renamed")])
        }),
        function::<api::mappings::DeleteImportMapping>(needs, |_| {
            texts(&[("kind", "catalogue"), ("name", SAVED[1]), ("seen", SAVED[2])])
        }),
        function::<imports::AddImportParameters>(needs, |_| {
            let names = [("rows[0][name_zh]", "深"), ("rows[0][name_en]", "Depth")];
            let row = [("rows[0][take]", "yes"), ("rows[0][said]", "b"), ("rows[0][code]", "depth")];
            let kind = [("rows[0][kind]", "number"), ("rows[0][unit]", "mm")];
            texts(&[&[("id", IMPORT), ("revision", "1")], &row[..], &names[..], &kind[..]].concat())
        }),
        function::<imports::ConfirmImport>(needs, seen),
        function::<imports::DiscardImport>(needs, seen),
        function::<imports::ResumeImport>(needs, seen),
        function::<imports::UndoImport>(needs, seen),
    ]
}

fn family_words() -> [(&'static str, &'static str); 7] {
    [
        ("form[category]", CATEGORY),
        ("form[standard]", "ISO 15"),
        ("form[brand]", "KAN"),
        ("form[name_zh]", "深沟"),
        ("form[name_en]", "Deep"),
        ("form[description_zh]", "两行\n说明"),
        ("form[description_en]", ""),
    ]
}

fn sku_words(part: &str) -> [(&'static str, &str); 9] {
    [
        ("form[part_number]", part),
        ("form[unit]", "piece"),
        ("form[pack_size]", "1"),
        ("form[moq]", "1"),
        ("form[multiple]", "1"),
        ("form[price_basis]", "1"),
        ("form[lead_time_days]", "9"),
        ("form[status]", "active"),
        ("form[parameters][seal]", ""),
    ]
}

/// Entering an order and answering statements at the desk.
fn entry_functions() -> Vec<Function> {
    vec![
        function::<api::entry::LoadOrderEntry>(Desk(PlaceOrders), |s| vec![("company", s.company.clone())]),
        function::<api::entry::PasteOrder>(Desk(PlaceOrders), |s| {
            vec![("company", s.company.clone()), ("text", format!("{} 3", s.part))]
        }),
        function::<api::entry::AddPart>(Desk(PlaceOrders), |s| {
            let typed = [("part_number", s.part.clone()), ("quantity", "1".into())];
            [vec![("company", s.company.clone())], typed.to_vec()].concat()
        }),
        function::<api::entry::ChoosePasted>(Desk(PlaceOrders), chosen),
        function::<api::entry::ChangeCart>(Desk(PlaceOrders), changed),
        function::<api::entry::PlaceOrder>(Desk(PlaceOrders), checkout),
        function::<api::billing::LoadStatementDesk>(Desk(SeeMoney), |s| {
            vec![("company", s.company.clone()), ("id", s.statement.clone())]
        }),
        function::<api::billing::IssueStatement>(Desk(KeepAccounts), |s| {
            let period = [("period_from", "2020-01-01".into()), ("period_to", "2020-01-31".into())];
            [vec![("company", s.company.clone())], period.to_vec()].concat()
        }),
        function::<api::billing::ResolveDispute>(Desk(KeepAccounts), |s| {
            let ids = [("statement", s.statement.clone()), ("dispute", s.dispute.clone())];
            let typed = [("answer", "rejected".into()), ("note", "looked at".into())];
            [vec![("company", s.company.clone())], ids.to_vec(), typed.to_vec()].concat()
        }),
        function::<api::billing::IssueInvoice>(Desk(KeepAccounts), |s| {
            vec![("company", s.company.clone()), ("shipments[0]", s.shipment.clone())]
        }),
    ]
}

fn desk_functions() -> Vec<Function> {
    vec![
        function::<api::customers::Find>(Desk(UseDesk), |s| vec![("q", s.code.clone())]),
        function::<api::customers::LoadCustomer>(Desk(UseDesk), |s| vec![("company", s.company.clone())]),
        function::<api::customers::CreateCompany>(Desk(EnterOrders), |_| {
            let typed = [("name", "New Firm"), ("uscc", ""), ("kind", "end_user"), ("recipient", "R")];
            let rest = [("keep_uscc", ""), ("phone", "13900000000"), ("region", "R"), ("street", "S 1")];
            typed.into_iter().chain(rest).map(|(k, v)| (k, v.to_owned())).collect()
        }),
        // nothing, rather than a refusal, for those who may not see money
        function::<api::money::LoadAccount>(Desk(UseDesk), |s| vec![("company", s.company.clone())]),
        function::<api::money::LoadMoney>(Desk(SeeMoney), |s| {
            vec![("company", s.company.clone()), ("before", "".into())]
        }),
        function::<api::money::RecordReceipt>(Desk(KeepAccounts), |s| {
            let typed =
                [("received_on", "2026-01-05"), ("amount", "5"), ("bank_reference", "BR-1"), ("note", "")];
            let mut all: Vec<_> = typed.map(|(k, v)| (k, v.to_owned())).to_vec();
            all.extend([("company", s.company.clone()), ("key", s.cart_key.clone())]);
            all
        }),
        function::<api::money::SetTerms>(Desk(KeepAccounts), |s| {
            let typed =
                [("credit_limit", "5000"), ("anchor", "shipment"), ("cutoff_day", ""), ("month_offset", "0")];
            let rest = [("day_offset", "30"), ("fixed_day", ""), ("hold_reason", ""), ("reason", "test")];
            let mut all: Vec<_> = typed.into_iter().chain(rest).map(|(k, v)| (k, v.to_owned())).collect();
            all.push(("company", s.company.clone()));
            all
        }),
        function::<api::orders::LoadQueue>(Desk(UseDesk), |_| {
            vec![("show", "".into()), ("page", "1".into())]
        }),
        function::<api::orders::ResendLetter>(Desk(UseDesk), |s| vec![("letter", s.order.clone())]),
        function::<api::orders::ListCustomerOrders>(Desk(SeeOrders), |s| {
            vec![("company", s.company.clone()), ("query", "".into())]
        }),
        function::<api::orders::LoadOrderDesk>(Desk(SeeOrders), |s| {
            vec![("company", s.company.clone()), ("id", s.order.clone())]
        }),
        function::<api::orders::Ship>(Desk(Permission::Ship), |s| {
            let line = [("lines[0][line]", s.line.clone()), ("lines[0][quantity]", "1".into())];
            let typed = [("carrier", "shunfeng".into()), ("tracking_number", "SF99".into())];
            let ids =
                [("company", s.company.clone()), ("order", s.order.clone()), ("key", s.cart_key.clone())];
            [line.to_vec(), typed.to_vec(), ids.to_vec()].concat()
        }),
        function::<api::orders::Track>(Desk(Permission::Ship), |s| {
            let typed = [("happened_at", ""), ("state", "delivered"), ("place", "P"), ("description", "D")];
            let mut all: Vec<_> = typed.map(|(k, v)| (k, v.to_owned())).to_vec();
            let ids = [("order", s.order.clone()), ("shipment", s.shipment.clone())];
            all.extend(ids);
            all.push(("company", s.company.clone()));
            all
        }),
        function::<api::orders::Reserve>(Desk(Permission::Ship), |s| {
            vec![("company", s.company.clone()), ("order", s.order.clone())]
        }),
        function::<api::orders::Cancel>(Desk(EnterOrders), |s| {
            let ids = [("order", s.order.clone()), ("line", s.line.clone()), ("key", s.cart_key.clone())];
            [vec![("company", s.company.clone()), ("quantity", "1".into())], ids.to_vec()].concat()
        }),
        function::<api::prices::ExplainPrice>(Desk(SeePriceTrace), |s| {
            let typed = [("question[quantity]", "1".to_owned()), ("question[on]", "".to_owned())];
            let asked = [("question[company]", s.code.clone()), ("question[part]", s.part.clone())];
            [asked, typed].concat()
        }),
    ]
}
