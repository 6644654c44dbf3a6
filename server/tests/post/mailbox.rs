//! A worker whose letters can be read: out of a folder, or off a small mail server of our own.

use crate::db::TestDb;
use base64::Engine;
use server::mail::Mailer;
use server::worker::Worker;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

/// A letter as it arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub to: String,
    pub id: String,
    pub text: String,
}

/// A folder of letters, removed at the end.
pub struct Mailbox {
    dir: PathBuf,
}

impl Mailbox {
    pub fn new(db: &TestDb) -> Mailbox {
        let dir = std::env::temp_dir().join(format!("tradecounter-post-{}", db.name));
        Mailbox { dir }
    }

    pub fn worker(&self, db: &TestDb) -> Worker {
        worker(db, Mailer::open(None, &self.dir, "orders@shop.example").unwrap())
    }

    /// Everything that lies there, taken out.
    pub fn take(&self) -> Vec<Arrived> {
        let mut all = Vec::new();
        for file in std::fs::read_dir(self.dir.join("mail")).unwrap() {
            let path = file.unwrap().path();
            all.push(read(&std::fs::read_to_string(&path).unwrap()));
            std::fs::remove_file(path).unwrap();
        }
        all.sort_by(|a, b| a.to.cmp(&b.to));
        all
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

pub fn worker(db: &TestDb, mailer: Mailer) -> Worker {
    Worker {
        pools: db.pools.clone(),
        mailer,
        zone: chrono_tz::Asia::Shanghai,
        public_url: "https://shop.example".into(),
        host: "shop.example".into(),
    }
}

/// Sends until nothing is due.
pub async fn empty(worker: &Worker) {
    while worker.send_next().await.unwrap() {}
}

/// Recipient, Message-ID and the plain text of a message in transit.
fn read(raw: &str) -> Arrived {
    let header = |name: &str| {
        raw.lines().find_map(|l| l.strip_prefix(name)).unwrap_or_default().trim().trim_matches(['<', '>'])
    };
    let (to, id) = (header("To:").to_owned(), header("Message-ID:").to_owned());
    let part = raw.split("text/plain").nth(1).unwrap();
    let (head, body) = part.split_once("\r\n\r\n").unwrap();
    let body = body.split("\r\n--").next().unwrap();
    let bytes = if head.contains("base64") {
        let joined: String = body.split_whitespace().collect();
        base64::engine::general_purpose::STANDARD.decode(joined).unwrap()
    } else if head.contains("quoted-printable") {
        unquoted(&body.replace("=\r\n", ""))
    } else {
        body.as_bytes().to_vec()
    };
    Arrived { to, id, text: String::from_utf8(bytes).unwrap() }
}

fn unquoted(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'=' {
            let pair = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&pair).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

/// A mail server that answers some recipients otherwise, and counts whom it took letters for.
#[derive(Clone, Default)]
pub struct MailServer {
    pub answers: Arc<Mutex<BTreeMap<String, &'static str>>>,
    pub taken: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// Takes connections and never says a word; gives back its address.
    pub async fn silent() -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let mut held = Vec::new();
            while let Ok(connection) = listener.accept().await {
                held.push(connection);
            }
        });
        url
    }

    /// Listens; gives back its address.
    pub async fn open(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(server.clone().talk(stream));
            }
        });
        url
    }

    async fn talk(self, stream: tokio::net::TcpStream) {
        let (read, mut write) = stream.into_split();
        let (mut lines, mut data, mut to) = (BufReader::new(read).lines(), false, String::new());
        let _ = write.write_all(b"220 here\r\n").await;
        while let Ok(Some(line)) = lines.next_line().await {
            let reply = match line.get(..4).unwrap_or(&line) {
                "." if data => {
                    data = false;
                    self.taken.lock().unwrap().push(to.clone());
                    "250 kept"
                }
                _ if data => continue,
                "RCPT" => {
                    to = line.trim_start_matches("RCPT TO:<").split('>').next().unwrap().to_owned();
                    self.answers.lock().unwrap().get(&to).copied().unwrap_or("250 ok")
                }
                "DATA" => {
                    data = true;
                    "354 go on"
                }
                "QUIT" => break,
                _ => "250 ok",
            };
            let _ = write.write_all(format!("{reply}\r\n").as_bytes()).await;
        }
    }
}
