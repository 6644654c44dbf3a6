//! Every page, paper and server function, what it takes and who may reach it; compared with what the router registers.

use crate::world::{CATEGORY, DOCUMENT, FAMILY, FILE, IMPORT, PARAMETER, Side};
use app::api::{account, catalog, desk, form, frame, numbers, orders, people, selection};
use domain::accounts::permission::Permission::{self, *};
use leptos::server_fn::ServerFn;
use std::collections::BTreeSet;

/// Who may reach it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody, also without a session.
    Nothing,
    /// A session of any kind.
    Session,
    /// A member of a customer, whatever he may.
    Member,
    /// A member's or a clerk's permission.
    May(Permission),
    /// Of the desk: staff with this permission, and never a member.
    Desk(Permission),
    /// A member's permission for his own company, or a clerk's for any: one form for both.
    Either(Permission),
    /// Changes the session itself, or is of operators; tried by `sessions` and `readiness`.
    Elsewhere,
}

use Needs::*;

/// A letter's token nobody was sent.
const DEAD_LINK: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A page or paper; `address` fills its parameters from a customer's things.
pub struct Page {
    pub route: &'static str,
    pub needs: Needs,
    pub address: fn(&Side) -> String,
}

/// A server function; `fields` fills its form from a customer's things.
pub struct Function {
    pub path: &'static str,
    pub needs: Needs,
    pub fields: fn(&Side) -> Vec<(&'static str, String)>,
}

fn page(route: &'static str, needs: Needs, address: fn(&Side) -> String) -> Page {
    Page { route, needs, address }
}

pub fn pages() -> Vec<Page> {
    vec![
        page("/", Nothing, |_| "/".into()),
        page("/sign-in", Nothing, |s| format!("/sign-in?next=/orders/{}", s.order)),
        page("/forgot-password", Nothing, |_| "/forgot-password".into()),
        page("/welcome", Nothing, |_| format!("/welcome?token={DEAD_LINK}")),
        page("/search", Nothing, |s| format!("/search?q={}", s.part)),
        page("/parts/{part_number}", Nothing, |s| format!("/parts/{}", s.part)),
        page("/families/{code}", Nothing, |_| "/families/deep".into()),
        page("/compare", Nothing, |s| {
            format!("/compare?part={}&part=NO-SUCH&only=differences&from=q%3DKAN", s.part)
        }),
        page("/company", Session, |_| "/company".into()),
        page("/cart", May(PlaceOrders), |_| "/cart".into()),
        page("/quick-order", Member, |_| "/quick-order".into()),
        page("/numbers", May(SeeOrders), |_| "/numbers".into()),
        page("/orders", May(SeeOrders), |s| format!("/orders?q={}", s.code)),
        page("/orders/{id}", May(SeeOrders), |s| format!("/orders/{}", s.order)),
        page("/account", May(SeeMoney), |_| "/account".into()),
        page("/statement", May(SeeMoney), |_| "/statement?from=2020-01-01&to=2030-12-31".into()),
        page("/statements/{id}", May(SeeMoney), |s| format!("/statements/{}", s.statement)),
        page("/desk", Desk(UseDesk), |_| "/desk".into()),
        page("/desk/customers", Desk(UseDesk), |s| format!("/desk/customers?q={}", s.code)),
        page("/desk/customers/new", Desk(UseDesk), |_| "/desk/customers/new".into()),
        page("/desk/prices", Desk(UseDesk), |s| format!("/desk/prices?company={}&part={}", s.code, s.part)),
        page("/desk/cross-references", Desk(UseDesk), |_| "/desk/cross-references?q=x".into()),
        page("/desk/replacements", Desk(UseDesk), |_| "/desk/replacements".into()),
        page("/desk/searches", Desk(UseDesk), |_| "/desk/searches?text=wanted".into()),
        page("/desk/c/{company}/numbers", Desk(SeeOrders), |s| format!("/desk/c/{}/numbers", s.company)),
        page("/desk/catalogue", Desk(EditCatalogue), |_| "/desk/catalogue".into()),
        page("/desk/catalogue/categories/{id}", Desk(EditCatalogue), |_| {
            format!("/desk/catalogue/categories/{CATEGORY}")
        }),
        page("/desk/catalogue/parameters", Desk(EditCatalogue), |_| "/desk/catalogue/parameters?q=s".into()),
        page("/desk/catalogue/parameters/{id}", Desk(EditCatalogue), |_| {
            format!("/desk/catalogue/parameters/{PARAMETER}")
        }),
        page("/desk/catalogue/families", Desk(EditCatalogue), |_| {
            format!("/desk/catalogue/families?category={CATEGORY}")
        }),
        page("/desk/catalogue/families/{id}", Desk(EditCatalogue), |_| {
            format!("/desk/catalogue/families/{FAMILY}")
        }),
        page("/desk/catalogue/skus", Desk(EditCatalogue), |_| {
            format!("/desk/catalogue/skus?family={FAMILY}&column=seal")
        }),
        page("/desk/catalogue/skus/{id}", Desk(EditCatalogue), |s| format!("/desk/catalogue/skus/{}", s.sku)),
        page("/desk/catalogue/completeness", Desk(EditCatalogue), |_| "/desk/catalogue/completeness".into()),
        page("/desk/catalogue/imports", Desk(EditCatalogue), |_| "/desk/catalogue/imports?page=1".into()),
        page("/desk/catalogue/imports/{id}", Desk(EditCatalogue), |_| {
            format!("/desk/catalogue/imports/{IMPORT}")
        }),
        page("/desk/c/{company}", Desk(UseDesk), |s| format!("/desk/c/{}", s.company)),
        page("/desk/c/{company}/money", Desk(SeeMoney), |s| format!("/desk/c/{}/money", s.company)),
        page("/desk/c/{company}/orders", Desk(SeeOrders), |s| format!("/desk/c/{}/orders", s.company)),
        page("/desk/c/{company}/order", Desk(PlaceOrders), |s| format!("/desk/c/{}/order", s.company)),
        page("/desk/c/{company}/statements/{id}", Desk(SeeMoney), |s| {
            format!("/desk/c/{}/statements/{}", s.company, s.statement)
        }),
        page("/desk/c/{company}/orders/{id}", Desk(SeeOrders), |s| {
            format!("/desk/c/{}/orders/{}", s.company, s.order)
        }),
    ]
}

/// Papers and what operators ask; both outside of the app's routes.
pub fn papers() -> Vec<Page> {
    vec![
        page("/documents/statements/{file}", May(SeeMoney), |s| {
            format!("/documents/statements/{}.csv?company={}", s.statement, s.company)
        }),
        page("/documents/statement/{file}", May(SeeMoney), |s| {
            format!("/documents/statement/period.csv?from=2020-01-01&to=2030-12-31&company={}", s.company)
        }),
        page("/documents/invoices/{file}", May(SeeMoney), |s| {
            format!("/documents/invoices/{}.pdf?company={}", s.invoice, s.company)
        }),
        page("/documents/orders/{file}", May(SeePrices), |s| {
            format!("/documents/orders/{}.pdf?company={}", s.order, s.company)
        }),
        page("/documents/shipments/{file}", May(SeeOrders), |s| {
            format!("/documents/shipments/{}.pdf?company={}", s.shipment, s.company)
        }),
        page("/documents/numbers/{file}", May(SeeOrders), |s| {
            format!("/documents/numbers/own.csv?company={}", s.company)
        }),
        page("/documents/cross-references/{file}", Desk(UseDesk), |_| {
            "/documents/cross-references/all.csv".into()
        }),
        page("/documents/results/{file}", Nothing, |s| {
            format!("/documents/results/parts.csv?q={}&company={}", s.part, s.company)
        }),
        page("/documents/imports/{file}", Desk(EditCatalogue), |_| {
            format!("/documents/imports/{IMPORT}.csv")
        }),
        page("/files/{id}/{name}", Nothing, |_| format!("/files/{FILE}/sheet-v1.pdf")),
        page("/healthz", Nothing, |_| "/healthz".into()),
        page("/readyz", Elsewhere, |_| "/readyz".into()),
    ]
}

/// Where files are sent; tried by `uploads`.
pub const UPLOADS: [&str; 2] = ["/uploads/numbers", "/uploads/cross-references"];

fn function<F: ServerFn>(needs: Needs, fields: fn(&Side) -> Vec<(&'static str, String)>) -> Function {
    Function { path: F::PATH, needs, fields }
}

pub fn functions() -> Vec<Function> {
    let mut all = buyer_functions();
    all.extend(desk_functions());
    all.extend(entry_functions());
    all.extend(people_functions());
    all.extend(number_functions());
    all.extend(search_functions());
    all.extend(catalogue_functions());
    all.extend(catalogue_forms());
    all.extend(import_functions());
    all
}

fn texts(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    pairs.iter().map(|(k, v)| (*k, (*v).to_owned())).collect()
}

/// Reading at the catalogue's desk.
fn catalogue_functions() -> Vec<Function> {
    use desk::catalogue::{self, families, parameters, skus};
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
    use desk::catalogue::{self, documents, families, parameters, skus};
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
            let kind = [("form[kind]", "number"), ("form[unit]", "mm")];
            let names = [("form[code]", "depth"), ("form[name_zh]", "深"), ("form[name_en]", "Depth")];
            texts(&[&names[..], &kind[..]].concat())
        }),
        function::<parameters::SaveParameter>(needs, |_| {
            let names = [("form[name_zh]", "密封"), ("form[name_en]", "Seals"), ("form[kind]", "enum")];
            texts(&[&[("id", PARAMETER), ("version", "1"), ("form[unit]", "")], &names[..]].concat())
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
    use desk::catalogue::imports;
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

fn buyer_functions() -> Vec<Function> {
    vec![
        function::<frame::LoadFrame>(Nothing, |_| vec![]),
        function::<frame::SignIn>(Elsewhere, |_| {
            vec![("email", "x@example.com".into()), ("password", "wrong".into()), ("next", "/".into())]
        }),
        function::<frame::SignOut>(Elsewhere, |_| vec![("everywhere", "yes".into())]),
        function::<frame::SwitchCompany>(Elsewhere, |s| vec![("to", s.company.clone())]),
        function::<frame::ChooseLanguage>(Nothing, |_| vec![("lang", "en".into()), ("back", "/cart".into())]),
        function::<form::ReadEcho>(Nothing, |s| vec![("id", s.order.clone())]),
        function::<catalog::SearchParts>(Nothing, |s| vec![("query", format!("q={}", s.part))]),
        function::<catalog::Suggest>(Nothing, |s| vec![("typed", s.part.clone())]),
        function::<catalog::LoadPart>(Nothing, |s| vec![("part_number", s.part.clone())]),
        function::<catalog::LoadCategories>(Nothing, |_| vec![]),
        function::<selection::LoadFamilyPage>(Nothing, |_| texts(&[("code", "deep"), ("query", "stock=1")])),
        function::<selection::LoadComparison>(Nothing, |s| vec![("query", format!("part={}", s.part))]),
        function::<selection::ChooseColumns>(Nothing, |_| {
            texts(&[("category", "bearings"), ("columns[1]", "seal"), ("back", "/search?c=bearings")])
        }),
        function::<orders::LoadCart>(May(PlaceOrders), |_| vec![]),
        function::<orders::AddToCart>(May(PlaceOrders), |s| {
            let line = [("lines[0][sku]", s.sku.clone()), ("lines[0][quantity]", "1".into())];
            [vec![("company", s.company.clone()), ("back", "/cart".into())], line.to_vec()].concat()
        }),
        function::<orders::SetQuantity>(May(PlaceOrders), |s| {
            vec![("company", s.company.clone()), ("sku", s.sku.clone()), ("quantity", "5".into())]
        }),
        function::<orders::RemoveLine>(May(PlaceOrders), |s| {
            vec![("company", s.company.clone()), ("sku", s.sku.clone())]
        }),
        function::<orders::PlaceOrder>(May(PlaceOrders), checkout),
        function::<orders::PasteOrder>(May(PlaceOrders), |s| {
            vec![("company", s.company.clone()), ("text", format!("{} 3", s.part))]
        }),
        function::<orders::ChoosePasted>(May(PlaceOrders), chosen),
        function::<orders::ReadPaste>(Nothing, |s| vec![("echo", s.order.clone())]),
        function::<orders::ListOrders>(May(SeeOrders), |s| vec![("query", format!("q={}", s.code))]),
        function::<orders::LoadOrder>(May(SeeOrders), |s| vec![("id", s.order.clone())]),
        function::<account::LoadAccount>(May(SeeMoney), |_| vec![("before", "".into())]),
        function::<account::PreviewStatement>(May(SeeMoney), |_| {
            vec![("from", "2020-01-01".into()), ("to", "2030-12-31".into())]
        }),
        function::<account::LoadStatement>(May(SeeMoney), |s| vec![("id", s.statement.clone())]),
        function::<account::ConfirmStatement>(May(ConfirmStatements), |s| {
            vec![("company", s.company.clone()), ("statement", s.statement.clone())]
        }),
        function::<account::DisputeLine>(May(ConfirmStatements), |s| {
            let typed = [("seq", "2"), ("reason", "other"), ("note", "why")].map(|(k, v)| (k, v.to_owned()));
            [vec![("company", s.company.clone()), ("statement", s.statement.clone())], typed.to_vec()]
                .concat()
        }),
        function::<account::WithdrawDispute>(May(ConfirmStatements), |s| {
            let ids = [("statement", s.statement.clone()), ("dispute", s.dispute.clone())];
            [vec![("company", s.company.clone())], ids.to_vec()].concat()
        }),
    ]
}

/// Numbers people know: a customer's own, and what the desk keeps for everybody.
fn number_functions() -> Vec<Function> {
    vec![
        function::<numbers::LoadNumbers>(Either(SeeOrders), |s| {
            vec![("company", s.company.clone()), ("query", format!("edit={}", s.own_number))]
        }),
        function::<numbers::SetOwnNumber>(Either(PlaceOrders), |s| {
            let typed = [("number", "OWN-NEW".into()), ("part_number", s.part.clone()), ("note", "n".into())];
            let ids = [("company", s.company.clone()), ("id", s.own_number.clone()), ("back", "".into())];
            [typed.to_vec(), ids.to_vec()].concat()
        }),
        function::<numbers::RemoveOwnNumber>(Either(PlaceOrders), |s| {
            let id = ("id", s.own_number.clone());
            vec![("company", s.company.clone()), id, ("back", "".into())]
        }),
        function::<numbers::TakeOwnNumbers>(Either(PlaceOrders), |s| {
            vec![("company", s.company.clone()), ("rows", format!("OWN-ROW\t{}", s.part))]
        }),
        function::<numbers::LoadFoundNotes>(Nothing, |_| vec![]),
        function::<numbers::PutAwayNote>(Member, |s| {
            let ids = [("company", s.company.clone()), ("answer", s.answer.clone())];
            [ids.to_vec(), vec![("back", "/".into())]].concat()
        }),
        function::<desk::cross::LoadCross>(Desk(UseDesk), |_| vec![("query", "q=x".into())]),
        function::<desk::cross::SaveCross>(Desk(AnswerSearches), |s| {
            let mut all = cross_reference(s);
            all.push(("id", "".into()));
            all
        }),
        function::<desk::cross::RemoveCross>(Desk(AnswerSearches), |s| vec![("id", s.order.clone())]),
        function::<desk::cross::TakeCross>(Desk(AnswerSearches), |s| {
            vec![("rows", format!("Brand\t42\t{}\tdrop_in\tsource\t", s.part))]
        }),
        function::<desk::cross::LoadReplacements>(Desk(UseDesk), |_| vec![("query", "q=x".into())]),
        function::<desk::cross::SaveReplacement>(Desk(AnswerSearches), |s| {
            let parts = [("part_number", "NO-SUCH".into()), ("replaced_by", s.part.clone())];
            [parts.to_vec(), vec![("from_on", "2026-01-05".into()), ("note", "n".into())]].concat()
        }),
        function::<desk::cross::RemoveReplacement>(Desk(AnswerSearches), |s| vec![("sku", s.order.clone())]),
        function::<desk::cross::DiscontinueDue>(Desk(AnswerSearches), |_| vec![]),
    ]
}

fn cross_reference(s: &Side) -> Vec<(&'static str, String)> {
    let typed = [("brand", "SKF"), ("number", "6204-X"), ("grade", "drop_in"), ("source", "catalogue")];
    let mut all: Vec<_> = typed.map(|(k, v)| (k, v.to_owned())).to_vec();
    all.extend([("part_number", s.part.clone()), ("noted_on", "2026-01-05".into())]);
    all
}

/// The queue of failed searches.
fn search_functions() -> Vec<Function> {
    vec![
        function::<desk::searches::LoadSearches>(Desk(UseDesk), |_| vec![("query", "text=wanted".into())]),
        function::<desk::searches::AnswerByAlias>(Desk(AnswerSearches), |s| {
            let value = format!("{} zinc", s.sku);
            vec![("text", "wanted".into()), ("value", value), ("alias", "white".into())]
        }),
        function::<desk::searches::AnswerByCross>(Desk(AnswerSearches), |s| {
            let mut all = cross_reference(s);
            all.push(("text", "wanted".into()));
            all
        }),
        function::<desk::searches::AnswerByPart>(Desk(AnswerSearches), |s| {
            vec![("text", "wanted".into()), ("answer_part", s.part.clone())]
        }),
        function::<desk::searches::DismissSearch>(Desk(AnswerSearches), |_| {
            vec![("text", "wanted".into()), ("reason", "not ours".into())]
        }),
    ]
}

/// Inviting people, and coming in by a letter.
fn people_functions() -> Vec<Function> {
    vec![
        function::<people::LoadPeople>(Either(InvitePeople), |s| vec![("company", s.company.clone())]),
        function::<people::InvitePerson>(Either(InvitePeople), |s| {
            let typed =
                [("email", "new@example.com"), ("name", "New"), ("role", "buyer"), ("language", "en")];
            let mut all: Vec<_> = typed.map(|(k, v)| (k, v.to_owned())).to_vec();
            all.push(("company", s.company.clone()));
            all
        }),
        function::<people::WithdrawInvitation>(Either(InvitePeople), |s| {
            vec![("company", s.company.clone()), ("invitation", s.invitation.clone())]
        }),
        function::<people::ForgotPassword>(Nothing, |_| vec![("email", "x@example.com".into())]),
        function::<people::LoadWelcome>(Nothing, |_| vec![("token", DEAD_LINK.into())]),
        function::<people::EnterByLink>(Elsewhere, |_| {
            let password = "a long enough password";
            let typed = [("password", password), ("again", password), ("token", DEAD_LINK)];
            typed.map(|(k, v)| (k, v.to_owned())).to_vec()
        }),
    ]
}

fn checkout(s: &Side) -> Vec<(&'static str, String)> {
    vec![
        ("company", s.company.clone()),
        ("cart", s.cart.clone()),
        ("key", s.cart_key.clone()),
        ("seen", "".into()),
        ("ship_to", s.address.clone()),
        ("po_number", "PO-TYPED".into()),
        ("requested_on", "".into()),
        ("note", "typed note".into()),
        ("payment", "transfer".into()),
        ("again", "yes".into()),
    ]
}

fn chosen(s: &Side) -> Vec<(&'static str, String)> {
    // an echo nobody has; foreign ones are asked of `read_echo` and `read_paste`
    let kept = "01900000-0000-7000-8000-000000000000".to_owned();
    let typed = [("kept", kept), ("row", "1".into()), ("quantity", "1".into())];
    [vec![("company", s.company.clone()), ("sku", s.sku.clone())], typed.to_vec()].concat()
}

/// Entering an order and answering statements at the desk.
fn entry_functions() -> Vec<Function> {
    vec![
        function::<desk::entry::LoadOrderEntry>(Desk(PlaceOrders), |s| vec![("company", s.company.clone())]),
        function::<desk::entry::PasteOrder>(Desk(PlaceOrders), |s| {
            vec![("company", s.company.clone()), ("text", format!("{} 3", s.part))]
        }),
        function::<desk::entry::AddPart>(Desk(PlaceOrders), |s| {
            let typed = [("part_number", s.part.clone()), ("quantity", "1".into())];
            [vec![("company", s.company.clone())], typed.to_vec()].concat()
        }),
        function::<desk::entry::ChoosePasted>(Desk(PlaceOrders), chosen),
        function::<desk::entry::SetQuantity>(Desk(PlaceOrders), |s| {
            vec![("company", s.company.clone()), ("sku", s.sku.clone()), ("quantity", "5".into())]
        }),
        function::<desk::entry::RemoveLine>(Desk(PlaceOrders), |s| {
            vec![("company", s.company.clone()), ("sku", s.sku.clone())]
        }),
        function::<desk::entry::PlaceOrder>(Desk(PlaceOrders), checkout),
        function::<desk::billing::LoadStatementDesk>(Desk(SeeMoney), |s| {
            vec![("company", s.company.clone()), ("id", s.statement.clone())]
        }),
        function::<desk::billing::IssueStatement>(Desk(KeepAccounts), |s| {
            let period = [("period_from", "2020-01-01".into()), ("period_to", "2020-01-31".into())];
            [vec![("company", s.company.clone())], period.to_vec()].concat()
        }),
        function::<desk::billing::ResolveDispute>(Desk(KeepAccounts), |s| {
            let ids = [("statement", s.statement.clone()), ("dispute", s.dispute.clone())];
            let typed = [("answer", "rejected".into()), ("note", "looked at".into())];
            [vec![("company", s.company.clone())], ids.to_vec(), typed.to_vec()].concat()
        }),
        function::<desk::billing::IssueInvoice>(Desk(KeepAccounts), |s| {
            vec![("company", s.company.clone()), ("shipments[0]", s.shipment.clone())]
        }),
    ]
}

fn desk_functions() -> Vec<Function> {
    vec![
        function::<desk::customers::Find>(Desk(UseDesk), |s| vec![("q", s.code.clone())]),
        function::<desk::customers::LoadCustomer>(Desk(UseDesk), |s| vec![("company", s.company.clone())]),
        function::<desk::customers::CreateCompany>(Desk(EnterOrders), |_| {
            let typed = [("name", "New Firm"), ("uscc", ""), ("kind", "end_user"), ("recipient", "R")];
            let rest = [("keep_uscc", ""), ("phone", "13900000000"), ("region", "R"), ("street", "S 1")];
            typed.into_iter().chain(rest).map(|(k, v)| (k, v.to_owned())).collect()
        }),
        // nothing, rather than a refusal, for those who may not see money
        function::<desk::money::LoadAccount>(Desk(UseDesk), |s| vec![("company", s.company.clone())]),
        function::<desk::money::LoadMoney>(Desk(SeeMoney), |s| {
            vec![("company", s.company.clone()), ("before", "".into())]
        }),
        function::<desk::money::RecordReceipt>(Desk(KeepAccounts), |s| {
            let typed =
                [("received_on", "2026-01-05"), ("amount", "5"), ("bank_reference", "BR-1"), ("note", "")];
            let mut all: Vec<_> = typed.map(|(k, v)| (k, v.to_owned())).to_vec();
            all.extend([("company", s.company.clone()), ("key", s.cart_key.clone())]);
            all
        }),
        function::<desk::money::SetTerms>(Desk(KeepAccounts), |s| {
            let typed =
                [("credit_limit", "5000"), ("anchor", "shipment"), ("cutoff_day", ""), ("month_offset", "0")];
            let rest = [("day_offset", "30"), ("fixed_day", ""), ("hold_reason", ""), ("reason", "test")];
            let mut all: Vec<_> = typed.into_iter().chain(rest).map(|(k, v)| (k, v.to_owned())).collect();
            all.push(("company", s.company.clone()));
            all
        }),
        function::<desk::orders::LoadQueue>(Desk(UseDesk), |_| {
            vec![("show", "".into()), ("page", "1".into())]
        }),
        function::<desk::orders::ResendLetter>(Desk(UseDesk), |s| vec![("letter", s.order.clone())]),
        function::<desk::orders::ListCustomerOrders>(Desk(SeeOrders), |s| {
            vec![("company", s.company.clone()), ("query", "".into())]
        }),
        function::<desk::orders::LoadOrderDesk>(Desk(SeeOrders), |s| {
            vec![("company", s.company.clone()), ("id", s.order.clone())]
        }),
        function::<desk::orders::Ship>(Desk(Permission::Ship), |s| {
            let line = [("lines[0][line]", s.line.clone()), ("lines[0][quantity]", "1".into())];
            let typed = [("carrier", "shunfeng".into()), ("tracking_number", "SF99".into())];
            let ids =
                [("company", s.company.clone()), ("order", s.order.clone()), ("key", s.cart_key.clone())];
            [line.to_vec(), typed.to_vec(), ids.to_vec()].concat()
        }),
        function::<desk::orders::Track>(Desk(Permission::Ship), |s| {
            let typed = [("happened_at", ""), ("state", "delivered"), ("place", "P"), ("description", "D")];
            let mut all: Vec<_> = typed.map(|(k, v)| (k, v.to_owned())).to_vec();
            let ids = [("order", s.order.clone()), ("shipment", s.shipment.clone())];
            all.extend(ids);
            all.push(("company", s.company.clone()));
            all
        }),
        function::<desk::orders::Reserve>(Desk(Permission::Ship), |s| {
            vec![("company", s.company.clone()), ("order", s.order.clone())]
        }),
        function::<desk::orders::Cancel>(Desk(EnterOrders), |s| {
            let ids = [("order", s.order.clone()), ("line", s.line.clone()), ("key", s.cart_key.clone())];
            [vec![("company", s.company.clone()), ("quantity", "1".into())], ids.to_vec()].concat()
        }),
        function::<desk::prices::ExplainPrice>(Desk(SeePriceTrace), |s| {
            let typed = [("question[quantity]", "1".to_owned()), ("question[on]", "".to_owned())];
            let asked = [("question[company]", s.code.clone()), ("question[part]", s.part.clone())];
            [asked, typed].concat()
        }),
    ]
}

/// A form's body as a browser writes it.
pub fn encode(fields: &[(&str, String)]) -> Vec<u8> {
    let escape = |text: &str| -> String {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        text.bytes().map(|b| if plain(b) { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
    };
    let pairs: Vec<String> = fields.iter().map(|(k, v)| format!("{}={}", escape(k), escape(v))).collect();
    pairs.join("&").into_bytes()
}

/// The route patterns a source file hands to axum.
fn routes_in(source: &str) -> impl Iterator<Item = String> + '_ {
    source.split(".route(\"").skip(1).filter_map(|rest| rest.split_once('"').map(|(path, _)| path.to_owned()))
}

fn set(list: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    list.into_iter().collect()
}

#[tokio::test]
async fn every_page_paper_and_server_function_stands_in_the_table() {
    let registered =
        set(leptos_axum::generate_route_list(app::routes::App).iter().map(|r| r.path().to_owned()));
    assert_eq!(registered, set(pages().iter().map(|p| p.route.to_owned())), "pages");
    let registered = set(leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()));
    assert_eq!(registered, set(functions().iter().map(|f| f.path.to_owned())), "server functions");
    let (papers_in, web_in) = (include_str!("../../src/downloads.rs"), include_str!("../../src/web.rs"));
    let (lists_in, files_in) = (include_str!("../../src/lists.rs"), include_str!("../../src/files.rs"));
    let (imports_in, results_in) =
        (include_str!("../../src/imports.rs"), include_str!("../../src/results.rs"));
    let sources = [papers_in, web_in, lists_in, files_in, imports_in, results_in];
    // the forms that bring the catalogue's files are tried by `files` and `imports`
    let registered = set(sources.into_iter().flat_map(routes_in));
    let known = papers().into_iter().map(|p| p.route.to_owned()).chain(UPLOADS.map(str::to_owned));
    assert_eq!(registered, set(known), "papers and uploads");
}
