//! Every page, paper and server function, what it takes and who may reach it; compared with what the router registers.

mod customers;
mod prices;
mod staff;

use crate::world::{CATEGORY, CHANGE, CUSTOMERS, FAMILY, FILE, IMPORT, PARAMETER, Side};
use app::api::{account, catalog, desk, form, frame, numbers, orders, people, quotes, selection};
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
    let mut all = prices::pages();
    all.extend(vec![
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
        page("/help/keys", Nothing, |_| "/help/keys".into()),
        page("/company", Session, |_| "/company".into()),
        page("/cart", May(PlaceOrders), |_| "/cart".into()),
        page("/quick-order", Member, |_| "/quick-order".into()),
        page("/numbers", May(SeeOrders), |_| "/numbers".into()),
        page("/orders", May(SeeOrders), |s| format!("/orders?q={}", s.code)),
        page("/orders/{id}", May(SeeOrders), |s| format!("/orders/{}", s.order)),
        page("/account/quotes", May(SeePrices), |_| "/account/quotes".into()),
        page("/account/quotes/{id}", May(SeePrices), |s| format!("/account/quotes/{}", s.quote)),
        page("/account", May(SeeMoney), |_| "/account".into()),
        page("/statement", May(SeeMoney), |_| "/statement?from=2020-01-01&to=2030-12-31".into()),
        page("/statements/{id}", May(SeeMoney), |s| format!("/statements/{}", s.statement)),
        page("/desk", Desk(UseDesk), |_| "/desk".into()),
        page("/desk/customers", Desk(UseDesk), |s| format!("/desk/customers?q={}", s.code)),
        page("/desk/customers/new", Desk(UseDesk), |_| "/desk/customers/new".into()),
        page("/desk/customers/imports", Desk(EditPrices), |_| "/desk/customers/imports".into()),
        page("/desk/customers/imports/{id}", Desk(EditPrices), |_| {
            format!("/desk/customers/imports/{CUSTOMERS}")
        }),
        page("/desk/groups", Desk(UseDesk), |_| "/desk/groups".into()),
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
        page("/desk/c/{company}/quotes", Desk(SeePrices), |s| format!("/desk/c/{}/quotes", s.company)),
        page("/desk/c/{company}/quotes/{id}", Desk(SeePrices), |s| {
            format!("/desk/c/{}/quotes/{}", s.company, s.quote)
        }),
        page("/desk/c/{company}/orders", Desk(SeeOrders), |s| format!("/desk/c/{}/orders", s.company)),
        page("/desk/c/{company}/order", Desk(PlaceOrders), |s| format!("/desk/c/{}/order", s.company)),
        page("/desk/c/{company}/statements/{id}", Desk(SeeMoney), |s| {
            format!("/desk/c/{}/statements/{}", s.company, s.statement)
        }),
        page("/desk/c/{company}/orders/{id}", Desk(SeeOrders), |s| {
            format!("/desk/c/{}/orders/{}", s.company, s.order)
        }),
    ]);
    all
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
        page("/documents/price-changes/{file}", Desk(EditPrices), |_| {
            format!("/documents/price-changes/{CHANGE}.csv")
        }),
        page("/documents/customer-imports/{file}", Desk(EditPrices), |_| {
            format!("/documents/customer-imports/{CUSTOMERS}.csv")
        }),
        page("/files/{id}/{name}", Nothing, |_| format!("/files/{FILE}/sheet-v1.pdf")),
        page("/api/v1/prices", May(SeePrices), |s| format!("/api/v1/prices?sku={}&qty=500", s.part)),
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
    all.extend(staff::functions());
    all.extend(customers::functions());
    all.extend(prices::functions());
    all.extend(people_functions());
    all.extend(number_functions());
    all.extend(search_functions());
    all
}

fn texts(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    pairs.iter().map(|(k, v)| (*k, (*v).to_owned())).collect()
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
        function::<orders::AddRow>(May(PlaceOrders), |s| {
            let key = ("key", s.cart_key.clone());
            vec![("company", s.company.clone()), ("sku", s.sku.clone()), ("quantity", "1".into()), key]
        }),
        function::<orders::ChangeCart>(May(PlaceOrders), changed),
        function::<orders::PlaceOrder>(May(PlaceOrders), checkout),
        function::<orders::PasteOrder>(May(PlaceOrders), |s| {
            vec![("company", s.company.clone()), ("text", format!("{} 3", s.part))]
        }),
        function::<orders::ChoosePasted>(May(PlaceOrders), chosen),
        function::<orders::ReadPaste>(Nothing, |s| vec![("echo", s.order.clone())]),
        function::<orders::ListOrders>(May(SeeOrders), |s| vec![("query", format!("q={}", s.code))]),
        function::<orders::LoadOrder>(May(SeeOrders), |s| vec![("id", s.order.clone())]),
        function::<quotes::ListWaitingQuotes>(May(SeePrices), |_| vec![]),
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

/// The cart's page with another quantity, and what was typed beside it.
fn changed(s: &Side) -> Vec<(&'static str, String)> {
    let line =
        [("lines[0][sku]", s.sku.clone()), ("lines[0][quantity]", "5".into()), ("lines[0][was]", "1".into())];
    [checkout(s), line.to_vec(), vec![("remove", "".into()), ("round", "".into())]].concat()
}

fn chosen(s: &Side) -> Vec<(&'static str, String)> {
    // an echo nobody has; foreign ones are asked of `read_echo` and `read_paste`
    let kept = "01900000-0000-7000-8000-000000000000".to_owned();
    let typed = [("kept", kept), ("row", "1".into()), ("quantity", "1".into())];
    [vec![("company", s.company.clone()), ("sku", s.sku.clone())], typed.to_vec()].concat()
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
    let (customers_in, rest_in) =
        (include_str!("../../src/customers.rs"), include_str!("../../src/rest/prices.rs"));
    let prices_in = include_str!("../../src/price_files.rs");
    let sources =
        [papers_in, web_in, lists_in, files_in, imports_in, results_in, customers_in, rest_in, prices_in];
    // the forms that bring the catalogue's files are tried by `files` and `imports`
    let registered = set(sources.into_iter().flat_map(routes_in));
    let known = papers().into_iter().map(|p| p.route.to_owned()).chain(UPLOADS.map(str::to_owned));
    assert_eq!(registered, set(known), "papers and uploads");
}
