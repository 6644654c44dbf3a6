//! 演示数据: an invented distributor's companies, people, parts, prices and stock, made the same way every time. Labelled on
//! every page; loaded once, into an empty installation only.

pub mod catalogue;
pub mod history;
pub mod numbers;
pub mod prices;

use crate::boot::{BootError, House};
use domain::accounts::bootstrap::{self, NewPerson};
use domain::accounts::permission::{MemberRole, StaffRole};
use domain::accounts::service::create_company;
use domain::accounts::{CompanyBrief, NewCompany};
use domain::documents::Seller;
use domain::ids::PersonId;
use domain::lang::Lang;
use domain::receivables::NewTerms;
use domain::receivables::service::set_terms;
use domain::receivables::terms::Terms;
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

/// File in the data folder with the demo's sign-ins, readable by its owner only.
pub const SIGN_INS: &str = "demo-sign-ins.txt";

struct Person {
    email: &'static str,
    name: &'static str,
    what: &'static str,
    language: Lang,
}

const STAFF: [(Person, StaffRole); 5] = [
    (
        Person { email: "chen@desk.example", name: "陈露", what: "customer service", language: Lang::Zh },
        StaffRole::CustomerService,
    ),
    (
        Person { email: "zhao@desk.example", name: "赵宁", what: "sales", language: Lang::Zh },
        StaffRole::Sales,
    ),
    (
        Person { email: "sun@desk.example", name: "孙库", what: "warehouse", language: Lang::Zh },
        StaffRole::Warehouse,
    ),
    (
        Person { email: "qian@desk.example", name: "钱账", what: "finance", language: Lang::Zh },
        StaffRole::Finance,
    ),
    (
        Person { email: "admin@desk.example", name: "管理员", what: "administrator", language: Lang::En },
        StaffRole::Admin,
    ),
];

const BUYERS: [(Person, &[(usize, MemberRole)]); 3] = [
    (
        Person {
            email: "wang@hengtuo.example",
            name: "王敏",
            what: "owner of C-10001, buyer of C-10002",
            language: Lang::Zh,
        },
        &[(0, MemberRole::Owner), (1, MemberRole::Buyer)],
    ),
    (
        Person {
            email: "li@lianchuan.example",
            name: "Li Lei",
            what: "owner of C-10002",
            language: Lang::En,
        },
        &[(1, MemberRole::Owner)],
    ),
    (
        Person {
            email: "zhou@hengtuo.example", name: "周看", what: "viewer of C-10001", language: Lang::Zh
        },
        &[(0, MemberRole::Viewer)],
    ),
];

/// Loads the demo when nobody was ever added. True when it did.
///
/// # Errors
/// Database or file errors; a half-loaded demo is reported and can be dropped with the data folder.
pub async fn load_once(house: &House, data: &Path) -> Result<bool, BootError> {
    if !bootstrap::is_empty(&house.owner).await? {
        return Ok(false);
    }
    let password = invented_password()?;
    let mut staff = HashMap::new();
    for (person, role) in &STAFF {
        let id = add(house, person, &password).await?;
        bootstrap::add_staff_role(&house.owner, id, *role).await?;
        staff.insert(*role, id);
    }
    let hand = |role: StaffRole| staff.get(&role).copied().unwrap_or(PersonId(uuid::Uuid::nil()));
    let admin = hand(StaffRole::Admin);
    let companies = companies(house, admin).await?;
    let mut owners = HashMap::new();
    for (person, seats) in &BUYERS {
        let id = add(house, person, &password).await?;
        for (company, role) in *seats {
            let company = companies[*company].id;
            bootstrap::add_membership(&house.pools.staff, company, id, *role).await?;
            if *role == MemberRole::Owner {
                owners.insert(company, id);
            }
        }
    }
    goods_and_prices(house, admin, &companies).await?;
    let known: Vec<(CompanyBrief, PersonId)> =
        companies.into_iter().filter_map(|one| Some((one.clone(), *owners.get(&one.id)?))).collect();
    let (warehouse, finance) = (hand(StaffRole::Warehouse), hand(StaffRole::Finance));
    history::load(house, history::Hands { warehouse, finance, admin }, &known).await?;
    bootstrap::mark_demo(&house.owner).await?;
    write_sign_ins(data, &password)?;
    Ok(true)
}

async fn add(house: &House, person: &Person, password: &str) -> Result<PersonId, BootError> {
    let new = NewPerson {
        email: person.email.to_owned(),
        name: person.name.to_owned(),
        language: person.language,
        password: password.to_owned(),
    };
    Ok(bootstrap::add_person(&house.owner, new).await?)
}

async fn companies(house: &House, admin: PersonId) -> Result<Vec<CompanyBrief>, BootError> {
    let op = house.op_as(admin, None);
    let invented = [
        (
            "苏州恒拓自动化设备有限公司",
            "machine_builder",
            "王敏",
            "13800000001",
            "江苏省苏州市吴中区",
            "演示路 1 号",
        ),
        ("无锡联川机械有限公司", "dealer", "Li Lei", "13800000002", "江苏省无锡市滨湖区", "演示路 2 号"),
    ];
    let mut created = Vec::new();
    for (name, kind, recipient, phone, region, street) in invented {
        let new = NewCompany {
            name: name.into(),
            uscc: String::new(),
            keep_uscc: false,
            kind: kind.into(),
            recipient: recipient.into(),
            phone: phone.into(),
            region: region.into(),
            street: street.into(),
            group: String::new(),
        };
        created.push(create_company(&op, new).await?);
    }
    Ok(created)
}

/// Parts and stock, then prices, then what each company may owe; the seller's head for papers.
async fn goods_and_prices(
    house: &House,
    admin: PersonId,
    companies: &[CompanyBrief],
) -> Result<(), BootError> {
    let op = house.op_as(admin, None);
    let skus = catalogue::load(&op).await?;
    tracing::info!(skus, "demo parts");
    prices::load(&op).await?;
    if let Some(first) = companies.first() {
        numbers::load(&op, first).await?;
    }
    // the second company pays before anything leaves
    for (company, credit_limit) in companies.iter().zip([Some(Decimal::from(50_000)), None]) {
        let terms = NewTerms {
            credit_limit,
            terms: Terms::default(),
            hold_reason: None,
            reason: "演示数据".into(),
            seen: String::new(),
        };
        set_terms(&op, company.id, terms).await?;
    }
    domain::seller::store(&house.owner, &seller()).await?;
    Ok(())
}

fn seller() -> Seller {
    Seller {
        name: "演示紧固件供应链有限公司".into(),
        uscc: String::new(),
        address: "江苏省苏州市工业园区演示大道 100 号".into(),
        phone: "0512-00000000".into(),
        bank_name: "演示银行苏州分行".into(),
        bank_account: "0000 0000 0000 0000".into(),
        demo: true,
    }
}

/// Twelve readable characters; printed at start and kept in a file only the operator can read.
fn invented_password() -> Result<String, BootError> {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut bytes = [0u8; 14];
    getrandom::fill(&mut bytes).map_err(|e| BootError::Usage(format!("no system randomness: {e}")))?;
    Ok(bytes.iter().map(|b| LETTERS[usize::from(*b) % LETTERS.len()] as char).collect())
}

fn write_sign_ins(data: &Path, password: &str) -> Result<(), BootError> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut text = format!("password of all demo sign-ins: {password}\n");
    let people = STAFF.iter().map(|(p, _)| p).chain(BUYERS.iter().map(|(p, _)| p));
    for person in people {
        text.push_str(&format!("{:24} {}\n", person.email, person.what));
    }
    let path = data.join(SIGN_INS);
    let io = |e| BootError::Io(path.display().to_string(), e);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&path)
        .map_err(io)?;
    file.write_all(text.as_bytes()).map_err(io)
}
