//! The private PostgreSQL with a real initdb: what survives which death, who attaches, what is left running.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::op::begin_on;
use server::config::Config;
use server::database::{Database, DatabaseError, LOGIN_ROLES, pool_options};
use sqlx::postgres::PgPool;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A folder of its own under the system's temporary folder, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("tc-launcher-{}-{number}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self(path)
    }

    fn config(&self) -> Config {
        Config::for_data(self.0.join("data"))
    }

    fn cluster(&self) -> PathBuf {
        self.0.join("data/postgres/cluster")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Ids of all processes whose working folder is this cluster.
fn processes(cluster: &Path) -> Vec<i32> {
    std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd == cluster))
        .collect()
}

/// What is left when orphans of a killed postmaster had time to notice.
async fn left(cluster: &Path) -> Vec<i32> {
    for _ in 0..100 {
        if processes(cluster).is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    processes(cluster)
}

fn postmaster(cluster: &Path) -> i32 {
    let text = std::fs::read_to_string(cluster.join("postmaster.pid")).unwrap();
    text.lines().next().unwrap().trim().parse().unwrap()
}

fn kill(pid: i32) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}

async fn connect(database: &Database) -> PgConnection {
    PgConnection::connect_with(&database.owner_options()).await.unwrap()
}

async fn write(database: &Database) {
    let mut connection = connect(database).await;
    connection.execute("create table kept (n int); insert into kept values (7)").await.unwrap();
}

async fn read(database: &Database) -> i32 {
    let mut connection = connect(database).await;
    sqlx::query_scalar("select n from kept").fetch_one(&mut connection).await.unwrap()
}

#[tokio::test]
async fn rows_survive_a_killed_postmaster_and_stop_leaves_no_process() {
    let (folder, other) = (Folder::new("killed"), Folder::new("other"));
    let (database, bystander) = tokio::try_join!(async { Database::open(&folder.config()).await }, async {
        Database::open(&other.config()).await
    })
    .unwrap();
    write(&database).await;
    let untouched = postmaster(&other.cluster());
    kill(postmaster(&folder.cluster()));
    drop(database);

    let database = Database::open(&folder.config()).await.unwrap();
    assert!(database.is_owner());
    assert_eq!(read(&database).await, 7);
    database.stop().await;
    assert_eq!(left(&folder.cluster()).await, Vec::<i32>::new());

    assert_eq!(postmaster(&other.cluster()), untouched);
    assert!(processes(&other.cluster()).contains(&untouched));
    bystander.stop().await;
}

#[tokio::test]
async fn a_second_open_attaches_and_does_not_stop_what_it_did_not_start() {
    let folder = Folder::new("attach");
    let owner = Database::open(&folder.config()).await.unwrap();
    write(&owner).await;
    let running = postmaster(&folder.cluster());

    let guest = Database::open(&folder.config()).await.unwrap();
    assert!(!guest.is_owner() && guest.is_private());
    assert_eq!(read(&guest).await, 7);
    guest.stop().await;
    assert_eq!(postmaster(&folder.cluster()), running);
    assert_eq!(read(&owner).await, 7);

    match Database::open_as_owner(&folder.config()).await {
        Err(DatabaseError::InUse { holder }) => assert_eq!(holder, std::process::id().to_string()),
        other => panic!("{other:?}"),
    }
    owner.stop().await;
}

#[tokio::test]
async fn the_server_is_private_durable_and_silent_about_values() {
    let folder = Folder::new("settings");
    let database = Database::open(&folder.config()).await.unwrap();
    let mut connection = connect(&database).await;
    for (name, value) in [
        ("listen_addresses", ""),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("log_error_verbosity", "terse"),
        ("log_min_error_statement", "panic"),
        ("log_parameter_max_length_on_error", "0"),
        ("password_encryption", "scram-sha-256"),
        ("TimeZone", "UTC"),
    ] {
        let found: String = sqlx::query_scalar("select current_setting($1)")
            .bind(name)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(found, value, "{name}");
    }
    let secret = std::fs::metadata(folder.0.join("data/postgres-owner.secret")).unwrap();
    assert_eq!(secret.mode() & 0o777, 0o600);
    assert_eq!(std::fs::metadata(folder.cluster()).unwrap().mode() & 0o777, 0o700);
    assert!(!folder.0.join("data/postgres/initdb.secret").exists());

    // A clash leaves neither the value nor the statement in the log.
    connection.execute("create table clash (word text primary key)").await.unwrap();
    for _ in 0..2 {
        let _ = connection.execute("insert into clash values ('canary-4711')").await;
    }
    database.stop().await;
    let logs = std::fs::read_dir(folder.cluster().join("log")).unwrap().flatten();
    let text: String = logs.map(|file| std::fs::read_to_string(file.path()).unwrap()).collect();
    assert!(text.contains("duplicate key") && !text.contains("canary-4711"), "{text}");
}

#[tokio::test]
async fn login_roles_get_their_derived_passwords_and_no_transaction_is_left_to_the_next() {
    let folder = Folder::new("roles");
    let database = Database::open(&folder.config()).await.unwrap();
    let owner = PgPool::connect_with(database.owner_options()).await.unwrap();
    assert!(matches!(database.set_role_passwords(&owner).await, Err(DatabaseError::NoRoles)));
    for role in LOGIN_ROLES {
        owner.execute(AssertSqlSafe(format!("create role {role}"))).await.unwrap();
    }
    tokio::try_join!(database.set_role_passwords(&owner), database.set_role_passwords(&owner)).unwrap();
    for role in LOGIN_ROLES {
        let mut connection = PgConnection::connect_with(&database.role_options(role)).await.unwrap();
        let name: String =
            sqlx::query_scalar("select current_user::text").fetch_one(&mut connection).await.unwrap();
        assert_eq!(name, role);
    }
    let wrong = database.role_options("tc_buyer").password("guess");
    assert!(PgConnection::connect_with(&wrong).await.is_err());

    let pool = pool_options(1).connect_with(database.role_options("tc_buyer")).await.unwrap();
    for patience in (0..200).map(|step| Duration::from_micros(step * 10)) {
        // given up anywhere: before the connection was had, half way into the transaction, after it had begun
        let _ = tokio::time::timeout(patience, begin_on(&pool, "begin; set local app.company = '1'")).await;
        let scope = sqlx::query_scalar::<_, Option<String>>("select current_setting('app.company', true)");
        assert_eq!(scope.fetch_one(&pool).await.unwrap().unwrap_or_default(), "", "after {patience:?}");
    }
    let timeout: String = sqlx::query_scalar("show statement_timeout").fetch_one(&pool).await.unwrap();
    assert_eq!(timeout, "5s");
    pool.close().await;
    owner.close().await;
    database.stop().await;
}

#[tokio::test]
async fn a_long_path_and_an_unfinished_cluster_are_no_obstacle() {
    let folder = Folder::new(&"long-".repeat(20));
    let half = folder.0.join("data/postgres/cluster.new");
    std::fs::create_dir_all(&half).unwrap();
    std::fs::write(half.join("half"), "").unwrap();
    std::fs::set_permissions(folder.0.join("data"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let database = Database::open(&folder.config()).await.unwrap();
    write(&database).await;
    assert!(folder.0.join("data/postgres/unfinished-1/half").exists());
    let socket = database.owner_options().get_socket().unwrap().clone();
    assert!(socket.starts_with("/tmp"));
    database.stop().await;
    let _ = std::fs::remove_dir(socket);
}

/// Not a test of its own: the process that the next test starts, tells so by the variable, and kills.
#[tokio::test]
async fn owner_process() {
    let Some(data) = std::env::var_os("TC_LAUNCHER_TEST_DATA") else { return };
    let database = Database::open(&Config::for_data(data)).await.unwrap();
    assert!(database.is_owner());
    write(&database).await;
    tokio::time::sleep(Duration::from_secs(120)).await;
}

#[tokio::test]
async fn the_owner_is_killed_and_the_next_process_finds_its_rows() {
    let folder = Folder::new("owner");
    let mut owner = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "owner_process"])
        .env("TC_LAUNCHER_TEST_DATA", folder.0.join("data"))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        assert!(Instant::now() < until && owner.try_wait().unwrap().is_none(), "the owner never wrote");
        if folder.cluster().join("postmaster.pid").exists() {
            let guest = Database::open(&folder.config()).await.unwrap();
            assert!(!guest.is_owner());
            let mut connection = connect(&guest).await;
            let rows =
                sqlx::query_scalar::<_, i32>("select n from kept").fetch_optional(&mut connection).await;
            if matches!(rows, Ok(Some(7))) {
                break;
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    owner.kill().unwrap();
    owner.wait().unwrap();

    let database = Database::open(&folder.config()).await.unwrap();
    assert!(database.is_owner());
    assert_eq!(read(&database).await, 7);
    database.stop().await;
    assert_eq!(processes(&folder.cluster()), Vec::<i32>::new());
}

#[tokio::test]
async fn an_orphan_is_stopped_before_the_server_starts_again() {
    let folder = Folder::new("orphan");
    let database = Database::open(&folder.config()).await.unwrap();
    write(&database).await;
    let line = std::fs::read(format!("/proc/{}/cmdline", postmaster(&folder.cluster()))).unwrap();
    let uid = std::fs::metadata(folder.cluster()).unwrap().uid();
    let words: Vec<String> =
        line.split(|byte| *byte == 0).map(|word| String::from_utf8(word.to_vec()).unwrap()).collect();
    database.stop().await;

    // The same server without an owner, as if the kernel had not ended it with its parent.
    let mut command = Command::new(&words[0]);
    command.args(&words[1..words.len() - 1]).current_dir("/").stdout(Stdio::null()).stderr(Stdio::null());
    if uid != std::fs::metadata("/proc/self").unwrap().uid() {
        std::os::unix::process::CommandExt::uid(&mut command, uid);
    }
    let mut orphan = command.spawn().unwrap();
    let reaper = std::thread::spawn(move || orphan.wait());
    let until = Instant::now() + Duration::from_secs(30);
    while !std::fs::read_to_string(folder.cluster().join("postmaster.pid"))
        .is_ok_and(|text| text.contains("ready"))
    {
        assert!(Instant::now() < until, "the orphan did not start");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }

    let database = Database::open(&folder.config()).await.unwrap();
    assert!(database.is_owner());
    assert_eq!(read(&database).await, 7);
    assert!(reaper.join().unwrap().is_ok());
    database.stop().await;
}
