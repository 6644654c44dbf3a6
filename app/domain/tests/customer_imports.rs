//! Files of customers: what a check says, what is written, what comes back, and undo.
#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use domain::accounts::permission::StaffRole;
use domain::accounts::standing::service::{NewStanding, change_standing};
use domain::customers::columns::Columns;
use domain::customers::service::{self, Upload, import_at_once};
use domain::customers::{ErrorRows, Report};
use domain::error::Error;
use domain::ids::{CompanyId, PersonId};
use domain::op::OpContext;
use domain::rejection::{Problem, Rejection};
use sqlx::AssertSqlSafe;
use support::TestDb;
use uuid::Uuid;

const HEADER: &str = "客户号,名称,税号,类型,分组,上级公司,电话,账期,授信额度";

struct House {
    db: TestDb,
    boss: OpContext,
}

async fn house() -> House {
    let db = TestDb::new().await;
    let person = PersonId::new();
    let sql = format!(
        "insert into accounts.people (id, email, name) values ('{person}', 'a@b.example', 'A');
         insert into accounts.price_groups values (gen_random_uuid(), 'dealers', '经销', 'Dealers'),
           (gen_random_uuid(), 'shops', '门店', 'Shops');
         update accounts.kind_groups set price_group_id = (select id from accounts.price_groups where code = 'dealers')
           where kind = 'dealer';
         insert into accounts.companies (id, code, name) values (gen_random_uuid(), 'C-10001', '老客户'),
           (gen_random_uuid(), 'C-10002', '集团');
         insert into receivables.accounts (company_id) select id from accounts.companies"
    );
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&db.owner).await.unwrap();
    let boss = db.staff(person, &[StaffRole::Admin]);
    House { boss, db }
}

fn upload(rows: &[&str]) -> Upload {
    let cells = |row: &str| row.split(',').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = (2u32..).zip(rows).map(|(n, row)| (n, cells(row))).collect();
    Upload { file_name: "customers.csv".into(), header: cells(HEADER), rows, unread: vec![] }
}

impl House {
    async fn import(&self, rows: &[&str], dry_run: bool) -> (Report, ErrorRows) {
        let upload = upload(rows);
        let columns = Columns::guess(&upload.header);
        import_at_once(&self.boss, upload, &columns, dry_run).await.unwrap()
    }

    async fn ask(&self, sql: &str) -> String {
        let sql = format!("select coalesce((({sql})::text), 'null')");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.db.owner).await.unwrap()
    }

    /// Code, group, company above, status of everybody.
    async fn all(&self) -> String {
        self.ask(
            "select string_agg(concat_ws(' ', c.code, g.code, '<' || p.code, c.status), '; ' order by c.code)
             from accounts.companies c left join accounts.price_groups g on g.id = c.price_group_id
             left join accounts.companies p on p.id = c.parent_id",
        )
        .await
    }
}

fn figures(report: &Report) -> [usize; 4] {
    [report.added, report.changed, report.unchanged, report.refused]
}

const GOOD: [&str; 4] = [
    // below somebody who stands further down
    "K-3,三厂,,经销商,,K-2,0512-1234567,45,20000.50",
    "K-2,二厂,91350100M000100Y43,主机厂,shops,C-10002,,,",
    "C-10001,老客户改名,,,门店,,,,",
    "C-10002,,,,,,,,",
];

#[tokio::test]
async fn a_check_writes_nothing_the_import_does_what_it_said_and_the_same_file_twice_changes_nothing() {
    let house = house().await;
    let before = house.all().await;
    let (checked, _) = house.import(&GOOD, true).await;
    assert_eq!(figures(&checked), [2, 1, 1, 0]);
    assert_eq!(house.all().await, before);
    let renamed = checked.differences.iter().find(|d| d.code == "C-10001").unwrap();
    let named = ("name".to_owned(), "老客户".to_owned(), "老客户改名".to_owned());
    assert_eq!(renamed.fields, [named, ("group".into(), String::new(), "shops".into())]);

    let (done, _) = house.import(&GOOD, false).await;
    assert_eq!(figures(&done), figures(&checked));
    assert_eq!(
        house.all().await,
        "C-10001 shops approved; C-10002 approved; K-2 shops <C-10002 approved; K-3 dealers <K-2 approved"
    );
    let terms = "select credit_limit || ' ' || term_day_offset from receivables.accounts a
        join accounts.companies c on c.id = a.company_id where c.code = 'K-3'";
    assert_eq!(house.ask(terms).await, "20000.50 45");
    let (again, _) = house.import(&GOOD, false).await;
    assert_eq!(figures(&again), [0, 0, 4, 0]);
    // the next number is not one a file has brought
    house.import(&["C-10077,七七,,,,,,,"], false).await;
    assert_eq!(house.ask("select next from app.counters where kind = 'C'").await, "78");
}

#[tokio::test]
async fn bad_rows_come_back_with_row_field_and_what_stood_in_them() {
    let house = house().await;
    let rows = [
        "K-1,好的,,,,,,,",
        "K-2,,,,,,,,",
        "K-3,三,,planet,nobody,,abc,x,-1",
        "K-1,又一个,,,,,,,",
        ",没有号,,,,,,,",
        "K-6,六,12,,,,,,",
        "K-7,七,,,,K-404,,,",
        "K-8,八,,,,K-2,,,",
        "C-10001,,,,,K-9,,,",
        "K-9,九,,,,C-10001,,,",
        "k 10,坏号,,,,,,,",
    ];
    let (report, errors) = house.import(&rows, false).await;
    let found: Vec<(u32, &str)> =
        report.problems.iter().map(|p| (p.row.unwrap(), p.field.as_str())).collect();
    let expected = [
        (3, "name"),
        (4, "kind"),
        (4, "group"),
        (4, "phone"),
        (4, "payment_days"),
        (4, "credit_limit"),
        (5, "code"),
        (6, "code"),
        (7, "uscc"),
        (8, "parent"),
        // below one that was refused
        (9, "parent"),
        (10, "parent"),
        (11, "parent"),
        (12, "code"),
    ];
    assert_eq!(found, expected);
    // each under the heading of the file
    let headings: Vec<&str> = report.problems.iter().map(|p| p.called()).collect();
    assert_eq!(headings[..7], ["名称", "类型", "分组", "电话", "账期", "授信额度", "客户号"]);
    assert_eq!((report.added, report.refused, report.rows), (1, 10, 11));
    assert_eq!(errors.rows[0].1[0], "K-2");
    assert!(report.problems.iter().any(|p| p.problem == Problem::Circular));
    assert_eq!(house.all().await, "C-10001 approved; C-10002 approved; K-1 approved");
}

#[tokio::test]
async fn a_whole_family_may_be_turned_round_in_one_file() {
    let house = house().await;
    house.import(&["C-10001,,,,,C-10002,,,"], false).await;
    house.import(&["C-10002,,,,,C-10001,,,", "C-10001,,,,,-,,,"], false).await;
    assert_eq!(house.all().await, "C-10001 approved; C-10002 <C-10001 approved");
    let trail = "select string_agg(detail -> 'before' ->> 'parent', ',') from accounts.audit where operation = 'change_standing'";
    assert_eq!(house.ask(trail).await, "C-10002");
}

/// Three hundred customers in a tree of three below each, in an order of its own; nobody of the house's stands above.
fn forest(step: usize) -> Vec<String> {
    const ALL: usize = 300;
    let name = |rank: usize| format!("T-{}", rank * step % ALL);
    let row = |rank: usize| match rank {
        0 => format!("{},公司,,,,-,,45,100", name(0)),
        rank => format!("{},公司,,,,{},,45,100", name(rank), name((rank - 1) / 3)),
    };
    // whoever stands above comes after those below him as often as before
    (0..ALL).map(|n| row(n * 7 % ALL)).collect()
}

#[tokio::test]
async fn any_tree_may_come_in_any_order_and_be_turned_into_any_other() {
    let house = house().await;
    let wrong = "with recursive tree as (select id, array[id] as path from accounts.companies where parent_id is null
        union all select c.id, array[c.id] || t.path from accounts.companies c join tree t on c.parent_id = t.id)
        select count(*) filter (where t.path is distinct from c.path) || ' of ' || count(c.parent_id)
        from accounts.companies c left join tree t using (id)";
    for (step, added) in [(1, 300), (11, 0), (101, 0)] {
        let rows = forest(step);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let (report, _) = house.import(&rows, false).await;
        assert_eq!((report.refused, report.added), (0, added), "{step}");
        assert_eq!(house.ask(wrong).await, "0 of 299", "{step}");
        if step == 101 {
            let id = service::find_version(&house.boss, report.version).await.unwrap();
            assert_eq!(service::undo(&house.boss, id).await.unwrap(), (report.changed, vec![]));
            assert_eq!(house.ask(wrong).await, "0 of 299");
        }
    }
    let trail = "select count(*) || ' ' || count(distinct object_id) from accounts.audit where operation = 'create_company'
        and company_id = object_id and acting_for";
    assert_eq!(house.ask(trail).await, "300 300");
    assert_eq!(house.ask("select count(*) from accounts.audit where operation = 'set_terms'").await, "300");
    // numbers of the file and numbers given to it do not meet
    let uscc = "91350100M000100Y43";
    let rows = [format!(",没有号,{uscc},,,,,,"), "C-10003,有号,,,,,,,".to_owned()];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (report, _) = house.import(&rows, false).await;
    assert_eq!(figures(&report), [2, 0, 0, 0]);
    let given = format!("select code from accounts.companies where uscc = '{uscc}'");
    assert_eq!(house.ask(&given).await, "C-10004");
}

#[tokio::test]
async fn an_undo_puts_back_what_nobody_touched_and_names_the_rest() {
    let house = house().await;
    let before = house.all().await;
    let (done, _) = house.import(&GOOD, false).await;
    let id = service::find_version(&house.boss, done.version).await.unwrap();
    let (restored, kept) = service::undo(&house.boss, id).await.unwrap();
    assert_eq!((restored, kept), (3, vec![]));
    assert_eq!(house.all().await, format!("{before}; K-2 shops suspended; K-3 dealers suspended"));
    assert_eq!(house.ask("select name from accounts.companies where code = 'C-10001'").await, "老客户");
    let twice = service::undo(&house.boss, id).await.unwrap_err();
    assert!(matches!(twice, Error::Rejected(Rejection::Stale)));
    // the same file brings them back
    let (again, _) = house.import(&GOOD, false).await;
    assert_eq!(figures(&again), [0, 3, 1, 0]);
    assert!(house.all().await.contains("K-3 dealers <K-2 approved"));
    // changed since: left alone
    let company: Uuid =
        house.ask("select id from accounts.companies where code = 'C-10001'").await.parse().unwrap();
    let op = OpContext { company: Some(CompanyId(company)), ..house.boss.clone() };
    let new = NewStanding { kind: "dealer".into(), group: None, parent: String::new() };
    change_standing(&op, &new, "sells on").await.unwrap();
    let id = service::find_version(&house.boss, again.version).await.unwrap();
    let (restored, kept) = service::undo(&house.boss, id).await.unwrap();
    assert_eq!((restored, kept), (2, vec!["C-10001".to_owned()]));
}

#[tokio::test]
async fn at_the_desk_a_file_waits_for_the_word_and_a_form_drawn_before_is_stale() {
    let house = house().await;
    let id = service::receive(&house.boss, upload(&GOOD)).await.unwrap();
    let view = service::load_import(&house.boss, id).await.unwrap();
    assert_eq!((view.row.state.as_str(), figures(&view.row.report)), ("waiting", [2, 1, 1, 0]));
    let mut columns = view.columns.clone();
    columns.fields[4] = String::new();
    service::map(&house.boss, id, view.revision, columns, "").await.unwrap();
    let stale = service::confirm(&house.boss, id, view.revision).await.unwrap_err();
    assert!(matches!(stale, Error::Rejected(Rejection::Stale)));
    let view = service::load_import(&house.boss, id).await.unwrap();
    service::confirm(&house.boss, id, view.revision).await.unwrap();
    assert!(house.all().await.contains("K-2 <C-10002 approved"));
    assert!(service::confirm(&house.boss, id, view.revision + 1).await.is_err());

    // what the columns were is there for the next file, wherever they stand in it
    let id = service::receive(&house.boss, upload(&["K-8,八,,,,,,,"])).await.unwrap();
    let view = service::load_import(&house.boss, id).await.unwrap();
    let mut columns = view.columns.clone();
    columns.fields[4] = String::new();
    service::map(&house.boss, id, view.revision, columns, "erp").await.unwrap();
    service::discard(&house.boss, id, view.revision + 1).await.unwrap();
    let mut next = upload(&["shops,K-8,八"]);
    next.header = ["分组", "客户号", "名称"].map(str::to_owned).to_vec();
    let id = service::receive(&house.boss, next).await.unwrap();
    let view = service::load_import(&house.boss, id).await.unwrap();
    assert_eq!(
        (view.saved, view.columns.fields.join(" ")),
        (vec!["erp".to_owned()], "group code name".into())
    );
    service::use_saved(&house.boss, id, view.revision, "erp").await.unwrap();
    let view = service::load_import(&house.boss, id).await.unwrap();
    assert_eq!(
        (view.columns.fields.join(" "), figures(&view.row.report)),
        (" code name".into(), [1, 0, 0, 0])
    );
    assert!(service::use_saved(&house.boss, id, view.revision, "none").await.is_err());
    assert_eq!(service::list_imports(&house.boss).await.unwrap().saved[0].name, "erp");

    // sales may bring customers, terms are of the accounts
    let sales = house.db.staff(house.boss.person().unwrap(), &[StaffRole::Sales]);
    let id = service::receive(&sales, upload(&["K-9,九,,,,,,30,"])).await.unwrap();
    let view = service::load_import(&sales, id).await.unwrap();
    let refused = service::confirm(&sales, id, view.revision).await.unwrap_err();
    assert!(matches!(refused, Error::Rejected(Rejection::Forbidden)));
    service::discard(&sales, id, view.revision).await.unwrap();
    let clerk = house.db.staff(house.boss.person().unwrap(), &[StaffRole::CustomerService]);
    assert!(service::receive(&clerk, upload(&GOOD)).await.is_err());
}
