//! Two customers with everything a customer can have, the house's own people, and the router they all meet.

mod setup;

use crate::db::TestDb;
use app::api::backend::Backend;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::accounts::permission::{Actor, MemberRole, StaffRole};
use domain::accounts::{NewInvitation, invitations};
use domain::billing::{DisputeReason, invoice::service as invoices, service as statements};
use domain::catalog::Catalog;
use domain::catalog::numbers::{NewOwnNumber, own};
use domain::catalog::searches::record::keep;
use domain::catalog::searches::service::answer_by_sku;
use domain::ids::{AddressId, AttemptKey, CompanyId, PersonId, SkuId};
use domain::op::OpContext;
use domain::orders::{Checkout, Destination, Payment, cart, placing, service as orders};
use domain::pricing::quotes::{NewQuote, service as quotes};
use domain::quantity::Quantity;
use domain::receivables::{NewReceipt, service as receivables};
use domain::shipping::tracking::TrackingState;
use domain::shipping::{NewEvent, NewShipment, service as shipping};
use server::config::Config;
use server::downloads::Press;
use server::files::Shelf;
use server::http::harden;
use server::web::{self, Health};
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use tower::ServiceExt;
use uuid::Uuid;

use setup::{arrange, code_of, customer, person, session, shelves};

/// Members of the first customer, and what they are.
pub const MEMBERS: [(&str, MemberRole); 4] = [
    ("owner", MemberRole::Owner),
    ("buyer", MemberRole::Buyer),
    ("finance", MemberRole::Finance),
    ("viewer", MemberRole::Viewer),
];
/// The house's people.
pub const STAFF: [(&str, StaffRole); 5] = [
    ("s:customer_service", StaffRole::CustomerService),
    ("s:sales", StaffRole::Sales),
    ("s:warehouse", StaffRole::Warehouse),
    ("s:finance", StaffRole::Finance),
    ("s:admin", StaffRole::Admin),
];
/// What the house knows and no customer may: cost and floor of the part.
pub const COST: &str = "23.1357";
pub const FLOOR: &str = "31.2459";
pub const PART: &str = "KAN-6204";
/// The price on the common list.
pub const BASE: &str = "67.83";
/// The price in the first customer's contract.
pub const CONTRACT: &str = "53.19";
/// What the part hangs on, for the catalogue's desk.
pub const CATEGORY: &str = "01900000-0000-7000-8000-0000000000c1";
pub const FAMILY: &str = "01900000-0000-7000-8000-0000000000f1";
pub const PARAMETER: &str = "01900000-0000-7000-8000-0000000000a1";
pub const DOCUMENT: &str = "01900000-0000-7000-8000-0000000000d1";
/// A draft of a price change.
pub const CHANGE: &str = "PC-26-100001";
/// Who acts at the command line.
pub const HOUSE: &str = "00000000-0000-0000-0000-000000000000";
/// Saved mappings of columns, and when both were saved, in microseconds.
pub const SAVED: [&str; 3] = ["supplier", "another supplier", "1767571200000000"];
pub const IMPORT: &str = "01900000-0000-7000-8000-0000000000b1";
pub const CUSTOMERS: &str = "01900000-0000-7000-8000-0000000000b2";
/// A file of prices whose columns nobody has told.
pub const PRICES: &str = "01900000-0000-7000-8000-0000000000b3";
pub const FILE: &str = "01900000-0000-7000-8000-0000000000e1";
/// Content of the family's one paper.
pub const PAPER: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

/// Everything of one customer that has an id, as it stands in an address or a form.
#[derive(Clone, Debug, Default)]
pub struct Side {
    pub company: String,
    pub code: String,
    pub order: String,
    pub line: String,
    pub shipment: String,
    pub statement: String,
    pub dispute: String,
    pub invoice: String,
    pub cart: String,
    pub cart_key: String,
    pub address: String,
    pub invitation: String,
    pub own_number: String,
    pub answer: String,
    pub quote: String,
    pub sku: String,
    pub part: String,
}

impl Side {
    /// Ids nobody has, beside the part everybody knows.
    pub fn nobody(of: &Side) -> Side {
        let id = || Uuid::now_v7().to_string();
        Side {
            company: id(),
            code: "C-404".into(),
            order: id(),
            line: id(),
            shipment: id(),
            statement: id(),
            dispute: id(),
            invoice: id(),
            cart: id(),
            cart_key: id(),
            address: id(),
            invitation: id(),
            own_number: id(),
            answer: id(),
            quote: id(),
            sku: of.sku.clone(),
            part: of.part.clone(),
        }
    }

    /// This customer's things under another customer's name.
    pub fn under(&self, company: &Side) -> Side {
        Side { company: company.company.clone(), code: company.code.clone(), ..self.clone() }
    }

    /// All ids, to tell answers apart from what was asked.
    pub fn ids(&self) -> Vec<&str> {
        vec![
            &self.company,
            &self.code,
            &self.order,
            &self.line,
            &self.shipment,
            &self.statement,
            &self.dispute,
            &self.invoice,
            &self.cart,
            &self.cart_key,
            &self.address,
            &self.invitation,
            &self.own_number,
            &self.answer,
            &self.quote,
        ]
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub cookies: Vec<String>,
    pub clears: String,
    pub body: String,
}

/// The house open for business.
pub struct World {
    pub db: TestDb,
    pub router: Router,
    pub a: Side,
    pub b: Side,
    /// Words only this customer's people may read; the first that of A, the second that of B.
    pub words: [Vec<String>; 2],
    /// Cookie of each person, by name; B's owner is `other`.
    pub tokens: HashMap<String, String>,
}

impl World {
    pub async fn open() -> World {
        let db = TestDb::new().await;
        server::boot::show_schema(&db.owner).await.unwrap();
        let sku = shelves(&db).await;
        let mut tokens = HashMap::new();
        for (name, role) in STAFF {
            let person = person(&db, name).await;
            let sql = format!("insert into accounts.staff_roles values ('{person}', '{}')", code_of(&role));
            arrange(&db, sql).await;
            tokens.insert(name.to_owned(), session(&db, person, None).await);
        }
        let (a, a_words) = customer(&db, &mut tokens, sku, "ALFA", CONTRACT, "3").await;
        let (b, b_words) = customer(&db, &mut tokens, sku, "BRAVO", "41.37", "7").await;
        let router = router(&db, Catalog::load(&db.pools.worker).await.unwrap());
        World { db, router, a, b, words: [a_words, b_words], tokens }
    }

    /// What a download brings.
    async fn bytes(&self, path: &str, who: &str) -> Vec<u8> {
        let request = self.request("GET", path, who, How::page(&[]));
        let response = self.router.clone().oneshot(request).await.unwrap();
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    fn request(&self, method: &str, path: &str, who: &str, how: How<'_>) -> Request<Body> {
        let mut cookie = format!("lang={}", how.lang);
        if let Some(token) = self.tokens.get(who) {
            cookie = format!("{cookie}; tc-dev={token}");
        }
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1:3000")
            .header("sec-fetch-site", how.site)
            .header("cookie", cookie)
            .header("accept", how.accept)
            .header("referer", "http://127.0.0.1:3000/cart")
            .body(Body::from(how.body.to_vec()))
            .unwrap();
        if !how.content_type.is_empty() {
            let value = HeaderValue::from_str(how.content_type).unwrap();
            request.headers_mut().insert(header::CONTENT_TYPE, value);
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 4000))));
        request
    }

    /// Sends a request as this person (`visitor` has no cookie) in this language.
    pub async fn send(&self, method: &str, path: &str, who: &str, how: How<'_>) -> Answer {
        let request = self.request(method, path, who, how);
        let (head, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let texts = |name: header::HeaderName| -> Vec<String> {
            let all = head.headers.get_all(name);
            all.iter().map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned()).collect()
        };
        let (location, cookies) = (texts(header::LOCATION).concat(), texts(header::SET_COOKIE));
        let clears = texts(header::HeaderName::from_static("clear-site-data")).concat();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let status = head.status.as_u16();
        Answer { status, location, cookies, clears, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub async fn get(&self, path: &str, who: &str) -> Answer {
        self.send("GET", path, who, How::page(&[])).await
    }

    /// A member who may order for a company, under a name of his own.
    pub async fn seat(&mut self, name: &str, company: CompanyId) {
        let who = person(&self.db, name).await;
        arrange(&self.db, format!("insert into accounts.memberships values ('{company}', '{who}', 'owner')"))
            .await;
        let token = session(&self.db, who, Some(company)).await;
        self.tokens.insert(name.to_owned(), token);
    }

    /// The text on a paper.
    pub async fn paper(&self, path: &str, who: &str) -> String {
        let bytes = self.bytes(path, who).await;
        let options = printpdf::PdfParseOptions::default();
        let read = printpdf::PdfDocument::parse(&bytes, &options, &mut Vec::new());
        let read = read.unwrap_or_else(|e| panic!("{path}: {e} {}", String::from_utf8_lossy(&bytes)));
        read.extract_text().concat().join(" ")
    }

    /// One text out of the database, as the owner sees it.
    pub async fn ask(&self, sql: &str) -> String {
        let sql = format!("select coalesce((({sql})::text), 'null')");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.db.owner).await.unwrap()
    }

    /// Everything the database holds of a company, in one number.
    pub async fn state_of(&self, company: &str) -> String {
        let tables: Vec<String> = sqlx::query_scalar(
            "select format('%I.%I', table_schema, table_name) from information_schema.columns
             where column_name = 'company_id' and table_schema not in ('pg_catalog', 'information_schema') order by 1",
        )
        .fetch_all(&self.db.owner)
        .await
        .unwrap();
        let mut sums = Vec::new();
        for table in tables {
            let sql = format!(
                "select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table} t where company_id = '{company}'"
            );
            sums.push(format!("{table} {}", self.ask(&sql).await));
        }
        sums.join("\n")
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(data_of(&self.db));
    }
}

/// How a request is sent.
#[derive(Clone, Copy)]
pub struct How<'a> {
    pub lang: &'a str,
    pub accept: &'a str,
    pub content_type: &'a str,
    pub site: &'a str,
    pub body: &'a [u8],
}

impl<'a> How<'a> {
    /// As a page's form or link.
    pub fn page(body: &'a [u8]) -> How<'a> {
        let content_type = if body.is_empty() { "" } else { "application/x-www-form-urlencoded" };
        How { lang: "en", accept: "text/html,*/*;q=0.8", content_type, site: "same-origin", body }
    }

    /// As an island's fetch.
    pub fn fetch(body: &'a [u8]) -> How<'a> {
        let content_type = "application/x-www-form-urlencoded";
        How { accept: "application/json", content_type, ..How::page(body) }
    }
}

/// The real router behind its real edge, under the plain address of a private house.
pub fn router(db: &TestDb, catalog: Catalog) -> Router {
    let config = Config::for_data("unused");
    let backend = Backend {
        pools: db.pools.clone(),
        catalog: catalog.clone(),
        prices: Default::default(),
        zone: chrono_tz::Asia::Shanghai,
        secure: false,
        demo: false,
    };
    let draining = Arc::new(AtomicBool::new(false));
    let health = Health { gate: db.pools.gate.clone(), catalog, draining };
    let beside = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().join("fonts");
    let fonts = std::env::var_os("TRADECOUNTER_FONTS").map_or(beside, std::path::PathBuf::from);
    let press = Press::new(backend.clone(), fonts);
    let options = web::leptos_options(&web::site_root(), config.addr);
    let shelf = Shelf::new(backend.clone(), &data_of(db));
    harden(web::router(options, backend, health, press, shelf), Router::new(), web::edge_rules(&config))
}

/// The data folder of a test's house.
fn data_of(db: &TestDb) -> std::path::PathBuf {
    std::env::temp_dir().join(&db.name)
}

/// Where its catalogue's files lie.
pub fn files_of(db: &TestDb) -> std::path::PathBuf {
    data_of(db).join("files")
}
