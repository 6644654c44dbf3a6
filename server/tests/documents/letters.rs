//! Letters: what they say, and where they go.

use std::path::PathBuf;

use domain::lang::Lang;
use server::mail::letters::{
    self, DisputeRaised, DisputedLine, Invited, LetterLine, Notice, OrderPlaced, Shipped,
};
use server::mail::{self, MailSetupError, Mailer};

use super::{day, dec};

fn order_placed() -> Notice {
    Notice::OrderPlaced(OrderPlaced {
        seller: "苏州通柜工业品有限公司".into(),
        company: "恒拓 <b>自动化</b>".into(),
        order_number: "SO-26-482915".into(),
        currency: "CNY".into(),
        lines: vec![LetterLine {
            part_number: "6204-2RS1".into(),
            name: "深沟球轴承".into(),
            quantity: dec("60.00"),
            unit: "件".into(),
            amount: dec("408"),
        }],
        net: dec("361.06"),
        tax: dec("46.94"),
        gross: dec("408.00"),
        promised_on: Some(day("2026-12-01")),
        link: "https://shop.example/orders/SO-26-482915?a=1&b=2".into(),
    })
}

#[test]
fn letters_say_the_facts_in_both_languages_and_escape_them() {
    let zh = letters::compose(Lang::Zh, &order_placed());
    assert_eq!(zh.subject, "订单 SO-26-482915 已收到");
    for fact in ["6204-2RS1 · 深沟球轴承 · 60 件 · 408.00", "价税合计: CNY 408.00", "承诺交期: 2026-12-01"]
    {
        assert!(zh.text.contains(fact), "{}", zh.text);
    }
    assert!(zh.html.contains("恒拓 &lt;b&gt;") && zh.html.contains("a=1&amp;b=2"), "{}", zh.html);
    let en = letters::compose(Lang::En, &order_placed());
    assert_eq!(en.subject, "Order SO-26-482915 received");
    assert!(en.text.contains("Total incl. tax: CNY 408.00") && en.html.contains("lang=\"en\""));

    let invited = Notice::Invited(Invited {
        seller: "通柜".into(),
        company: "恒拓".into(),
        invited_by: "王敏\r\nBcc: all@example.com".into(),
        expires_on: day("2026-11-30"),
        link: "javascript:alert(1)".into(),
    });
    let letter = letters::compose(Lang::Zh, &invited);
    assert!(!letter.subject.contains('\n') && !letter.html.contains("href"), "{letter:?}");
    let shipped = Notice::Shipped(Shipped {
        seller: "通柜".into(),
        company: "恒拓".into(),
        order_number: "SO-26-482915".into(),
        carrier: "顺丰速运".into(),
        tracking_number: "SF1234567890123".into(),
        link: "https://shop.example/p/x".into(),
    });
    assert!(letters::compose(Lang::Zh, &shipped).text.contains("运单号: SF1234567890123"));
}

#[test]
fn a_customers_own_words_are_escaped_and_left_out_when_he_said_nothing() {
    let raised = |note: &str| {
        Notice::DisputeRaised(DisputeRaised {
            seller: "通柜".into(),
            line: DisputedLine {
                company: "恒拓".into(),
                number: "ST-26-100001".into(),
                from: day("2026-10-01"),
                to: day("2026-10-31"),
                document_number: "DN-26-100002".into(),
                occurred_on: day("2026-10-05"),
                currency: "CNY".into(),
                amount: dec("-1200.5"),
            },
            raised_by: "王敏".into(),
            reason: "价格不对".into(),
            note: note.into(),
            link: "https://shop.example/desk/c/1/statements/2".into(),
        })
    };
    let letter = letters::compose(Lang::Zh, &raised("<script>\r\nBcc: x"));
    assert!(letter.html.contains("&lt;script&gt;") && letter.text.contains("客户说明: <script> Bcc: x\n"));
    assert!(letter.text.contains("金额: CNY -1,200.50"), "{}", letter.text);
    assert!(!letters::compose(Lang::En, &raised("")).text.contains("In their words"));
}

/// A folder of its own below the system's temporary one, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("tradecounter-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn letter(to: &str) -> mail::Letter {
    let pdf = mail::Attachment {
        name: "statement-2026-10.pdf".into(),
        content_type: "application/pdf".into(),
        bytes: b"%PDF-1.7".to_vec(),
    };
    letters::compose(Lang::Zh, &order_placed()).to(to, "0192-abc@shop.example", vec![pdf])
}

#[tokio::test]
async fn without_a_mail_server_a_letter_becomes_one_file_however_often_it_is_sent() {
    let scratch = Scratch::new("mail");
    let mailer = Mailer::open(None, &scratch.0, "通柜 <orders@shop.example>").unwrap();
    mailer.send(&letter("wang@example.com")).await.unwrap();
    mailer.send(&letter("wang@example.com")).await.unwrap();
    let files: Vec<_> =
        std::fs::read_dir(scratch.0.join("mail")).unwrap().map(|f| f.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let text = std::fs::read_to_string(&files[0]).unwrap();
    assert!(text.contains("Message-ID: <0192-abc@shop.example>"), "{text}");
    assert!(text.contains("multipart/alternative") && text.contains("statement-2026-10.pdf"));
    assert!(mailer.send(&letter("nobody")).await.unwrap_err().is_permanent());
}

/// A mail server that answers every recipient with one line; gives back what it was sent.
async fn sink(answer: &'static str) -> (String, tokio::task::JoinHandle<String>) {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let (mut lines, mut got, mut data) = (BufReader::new(read).lines(), String::new(), false);
        write.write_all(b"220 sink\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            got.push_str(&format!("{line}\n"));
            let reply = match line.get(..4).unwrap_or(&line) {
                "." if data => {
                    data = false;
                    "250 kept"
                }
                _ if data => continue,
                "RCPT" => answer,
                "DATA" => {
                    data = true;
                    "354 go on"
                }
                "QUIT" => break,
                _ => "250 sink",
            };
            write.write_all(format!("{reply}\r\n").as_bytes()).await.unwrap();
        }
        got
    });
    (url, served)
}

#[tokio::test]
async fn a_mail_server_decides_between_sent_refused_and_later() {
    let here = std::path::Path::new(".");
    let send = async |url: &str| {
        Mailer::open(Some(url), here, "orders@shop.example").unwrap().send(&letter("wang@example.com")).await
    };
    let (url, got) = sink("250 ok").await;
    assert_eq!(send(&url).await, Ok(()));
    let got = got.await.unwrap();
    assert!(
        got.contains("RCPT TO:<wang@example.com>") && got.contains("Message-ID: <0192-abc@shop.example>")
    );

    let (url, _served) = sink("550 no such person wang@example.com").await;
    let refused = send(&url).await.unwrap_err();
    assert!(refused.is_permanent() && !refused.to_string().contains('@'), "{refused}");

    let (url, _served) = sink("451 later").await;
    assert!(!send(&url).await.unwrap_err().is_permanent());

    let closed = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("smtp://{}", listener.local_addr().unwrap())
    };
    assert!(!send(&closed).await.unwrap_err().is_permanent());
}

#[test]
fn settings_that_cannot_send_are_refused_at_the_start() {
    let here = std::path::Path::new(".");
    assert!(matches!(Mailer::open(Some("http://x"), here, "a@b.example"), Err(MailSetupError::SmtpUrl)));
    assert!(matches!(Mailer::open(Some("smtp://x"), here, "nobody"), Err(MailSetupError::Sender)));
}
