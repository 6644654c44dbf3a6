//! The real process: answers many at once from its first moment; told to stop it answers what is under way, lets nobody
//! new in and leaves nothing running.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The server in a folder of its own; both gone with the test.
struct House {
    folder: PathBuf,
    addr: SocketAddr,
    process: Child,
}

impl House {
    /// Ready for business.
    fn open(name: &str) -> House {
        let folder = std::env::temp_dir().join(format!("tc-process-{}-{}", std::process::id(), name));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        let addr = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_tradecounter"))
            .arg("serve")
            .env_remove("DATABASE_URL")
            .env("TRADECOUNTER_ADDR", addr.to_string())
            .env("TRADECOUNTER_DATA", folder.join("data"))
            .env("TRADECOUNTER_DEMO", "off")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut house = House { folder, addr, process };
        house.until("ready", Duration::from_secs(90), |h| {
            assert!(h.process.try_wait().unwrap().is_none(), "ended while opening");
            h.ask("/readyz").is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
        });
        house
    }

    /// One request on a connection of its own; nothing when nobody listens.
    fn ask(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(self.addr).ok()?;
        let head = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", self.addr);
        stream.write_all(head.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// Waits until something is so.
    fn until(&mut self, what: &str, limit: Duration, mut done: impl FnMut(&mut House) -> bool) {
        let end = Instant::now() + limit;
        while !done(self) {
            assert!(Instant::now() < end, "never: {what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A connection to the database is not had quickly while all hands are busy; the house has them all before it opens.
#[test]
fn many_at_once_are_answered_from_the_first_moment() {
    let house = House::open("crowd");
    let visitor = |_| {
        let answers = (0..40).map(|turn| {
            let begun = Instant::now();
            let answer = house.ask(["/", "/search", "/sign-in"][turn % 3]).unwrap_or_default();
            let answered = answer.starts_with("HTTP/1.1 200") && begun.elapsed() < Duration::from_secs(10);
            if answered { None } else { Some((begun.elapsed(), answer)) }
        });
        answers.flatten().collect::<Vec<_>>()
    };
    let faults: Vec<_> = std::thread::scope(|threads| {
        let crowd: Vec<_> = (0..12).map(|at| threads.spawn(move || visitor(at))).collect();
        crowd.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    assert!(faults.is_empty(), "{} faults, the first: {:?}", faults.len(), faults.first());
}

#[test]
fn told_to_stop_it_answers_what_is_under_way_and_refuses_the_rest() {
    let mut house = House::open("stop");
    // a connection that is kept open and asks nothing
    let mut idle = TcpStream::connect(house.addr).unwrap();
    // a form whose second half is still on its way
    let body = "email=nobody%40example.com&password=wrong&next=%2Forders";
    let (first, rest) = body.split_at(20);
    let mut slow = TcpStream::connect(house.addr).unwrap();
    let head = format!(
        "POST /api/sign_in HTTP/1.1\r\nhost: {}\r\nsec-fetch-site: same-origin\r\naccept: text/html\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{first}",
        house.addr,
        body.len()
    );
    slow.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(500));

    let pid = house.process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    house.until("no longer listening", Duration::from_secs(10), |h| TcpStream::connect(h.addr).is_err());
    assert!(house.process.try_wait().unwrap().is_none(), "it left a request unanswered");
    std::thread::sleep(Duration::from_millis(500));
    slow.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    slow.read_to_string(&mut answer).unwrap();
    // the whole way: the form was read, the password checked, the refusal kept in the database
    let head = answer.to_lowercase();
    assert!(head.starts_with("http/1.1 302") && head.contains("location: /sign-in?next="), "{answer}");
    assert!(head.contains("echo="), "{answer}");
    let mut nothing = Vec::new();
    assert!(matches!(idle.read_to_end(&mut nothing), Ok(0) | Err(_)), "an idle connection was kept");

    house.until("ended", Duration::from_secs(60), |h| h.process.try_wait().unwrap().is_some());
    assert!(house.process.wait().unwrap().success());
    assert!(!house.folder.join("data/postgres/cluster/postmaster.pid").exists(), "PostgreSQL is still there");
}

impl House {
    /// A command beside the running server: whether it succeeded, what it printed, what it told on the side.
    fn command(&self, args: &[&str]) -> (bool, String, String) {
        let done = self.asked(args).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.success(), text(done.stdout), text(done.stderr))
    }

    fn asked(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tradecounter"));
        command.args(args).env_remove("DATABASE_URL").env("TRADECOUNTER_DATA", self.folder.join("data"));
        command
    }
}

#[test]
fn a_file_is_imported_and_undone_at_the_command_line_and_a_closed_pipe_is_no_fault() {
    let house = House::open("import");
    let file = |name: &str, text: &str| {
        let path = house.folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let head = "part_key,standard,gb_equivalent_unverified,family,name_zh,name_en,thread,pitch_mm,height_mm,across_flats_mm\n";
    let nuts = file("nuts.csv", &format!("{head}N-M6,ISO 4032,,nut,螺母,Nut,M6,1,5.2,10\n"));
    let (done, said, told) = house.command(&["import", "catalogue", &nuts]);
    assert!(done && said.contains("1 new") && said.contains("version 1"), "{said} {told}");
    // a file of another shape: the header is read, what nobody knows is proposed, the bad row comes back
    let more = file("more.csv", "型号,内径(mm),colour\nN-M6,20,red\nNEW-1,x,blue\n");
    let errors = house.folder.join("errors.csv").display().to_string();
    let (done, said, told) = house.command(&["import", "catalogue", &more, "--dry-run", "--errors", &errors]);
    assert!(
        done && said.contains("dry run") && said.contains("unknown parameter “内径(mm)”"),
        "{said} {told}"
    );
    assert!(told.contains("“型号” is part_number"), "{told}");
    let written = std::fs::read_to_string(&errors).unwrap();
    assert!(written.contains("3,family,") && written.contains("NEW-1,x,blue"), "{written}");
    let taken = ["import", "catalogue", &more, "--create-parameters", "--save-mapping", "more"];
    let (done, said, told) = house.command(&taken);
    assert!(done && said.contains("1 changed") && said.contains("version 2"), "{said} {told}");
    let (done, said, _) = house.command(&["import", "catalogue", &more, "--mapping", "more"]);
    assert!(done && said.contains("1 as they were"), "{said}");
    let (done, _, told) = house.command(&["import", "catalogue", &more, "--mapping", "none"]);
    assert!(!done && told.contains("screws") && told.contains("more"), "{told}");
    let (done, said, _) = house.command(&["import", "undo", "2"]);
    assert!(done && said.contains("1 SKUs put back, 0 left alone"), "{said}");
    let (done, _, _) = house.command(&["import", "undo", "2"]);
    assert!(!done, "undone twice");
    // nobody reads what it says
    let mut child = house.asked(&["import", "catalogue", &nuts]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert!(child.wait().unwrap().success());
}
