//! Papers, tables and letters as a customer gets them: drawn, written, read back.
//!
//! Needs the font folder: `TRADECOUNTER_FONTS`, else `<target>/fonts` as filled by scripts/setup.
//! With `TRADECOUNTER_KEEP_PAPERS` set to a folder the PDF files are kept there to be looked at.

#![allow(clippy::unwrap_used)] // helpers of tests, which clippy does not take for tests

#[path = "documents/forged.rs"]
mod forged;
#[path = "documents/letters.rs"]
mod letters;
#[path = "documents/tables.rs"]
mod tables;

use std::path::PathBuf;
use std::sync::LazyLock;

use chrono::{Days, NaiveDate};
use domain::documents::*;
use domain::lang::Lang;
use rust_decimal::Decimal;
use server::pdf::{self, Fonts};

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let dir = std::env::var_os("TRADECOUNTER_FONTS").map(PathBuf::from).unwrap_or_else(|| {
        let exe = std::env::current_exe().expect("a path of this test");
        let target = exe.ancestors().nth(3).expect("<target>/<profile>/deps/<test>");
        target.join("fonts")
    });
    Fonts::load(&dir).unwrap_or_else(|error| {
        panic!("{error}\nRun scripts/setup, or set TRADECOUNTER_FONTS to the folder with the two font files.")
    })
});

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn keep(name: &str, bytes: &[u8]) {
    if let Some(dir) = std::env::var_os("TRADECOUNTER_KEEP_PAPERS") {
        std::fs::write(PathBuf::from(dir).join(name), bytes).unwrap();
    }
}

fn seller(lang: Lang) -> Seller {
    let zh = lang == Lang::Zh;
    Seller {
        name: if zh {
            "苏州通柜工业品有限公司"
        } else {
            "Suzhou Tonggui Industrial Supply Co., Ltd."
        }
        .into(),
        uscc: "91350100M000100Y43".into(),
        address: if zh {
            "江苏省苏州市工业园区星湖街 328 号 5 幢"
        } else {
            "Building 5, 328 Xinghu Street, Suzhou, Jiangsu"
        }
        .into(),
        phone: "0512-6000 0000".into(),
        bank_name: if zh {
            "中国工商银行苏州工业园区支行"
        } else {
            "ICBC, Suzhou Industrial Park Branch"
        }
        .into(),
        bank_account: "1102 0200 0900 0000 000".into(),
        demo: true,
    }
}

fn buyer() -> Buyer {
    Buyer { legal_name: "苏州恒拓自动化设备有限公司".into(), code: "C-004171".into() }
}

/// Parts a mill supplier sells; the last has the longest names met in the trade.
const PARTS: [(&str, &str, &str, &str, u32); 5] = [
    ("ISO4762-M8x30-12.9-BK", "内六角圆柱头螺钉 M8×30 12.9 级 发黑", "件", "24.1000", 100),
    ("6204-2RS1", "深沟球轴承 20×47×14 mm 双面密封", "件", "6.8", 1),
    ("G1/4-φ8 快插", "气动快插直通接头《国标》 \u{201c}φ8\u{201d} G1/4\u{2033}", "只", "3.55", 1),
    ("SKF/Müller-Ø20", "Shaft seal Ø20 × 35 × 7, NBR, Müller & Söhne", "pcs", "12.3456", 1),
    (
        "E3Z-D62-2M-OMS-CN-LONGEST-ORDERABLE-PART-NUMBER-0123456789-ABCDEFGHIJ",
        "光电传感器(漫反射型,检测距离 1 m,红外光,NPN 输出,带 2 m 预接线,含安装支架及不锈钢防护罩),适用于高粉尘环境",
        "台",
        "1186.0000",
        1,
    ),
];

fn statement(lang: Lang, count: u32) -> StatementDoc {
    let mut balance = dec("4186.35");
    let mut sums = StatementSums::default();
    let mut lines = Vec::new();
    for seq in 1..=count {
        let date = day("2026-10-01") + Days::new(u64::from(seq) * 30 / u64::from(count.max(1)));
        let (part, name, unit, price, basis) = PARTS[if seq == 17 { 4 } else { (seq as usize) % 4 }];
        let goods = |quantity: Decimal| (quantity * dec(price) / Decimal::from(basis)).round_dp(2);
        let quantity = Decimal::from(20 * seq);
        let (kind, quantity, amount) = match seq % 12 {
            7 => (StatementKind::Receipt, None, dec("-1800.00")),
            11 => (StatementKind::Return, Some(-quantity), -goods(quantity)),
            _ => (StatementKind::Shipment, Some(quantity), goods(quantity)),
        };
        balance += amount;
        match kind {
            StatementKind::Receipt => sums.receipts += amount,
            StatementKind::Return => sums.returns += amount,
            _ => sums.shipments += amount,
        }
        let goods = kind != StatementKind::Receipt;
        lines.push(StatementLine {
            seq,
            date,
            kind,
            document_number: format!("{}-26-{:06}", if goods { "DN" } else { "RC" }, 10_000 + seq),
            order_number: goods.then(|| format!("SO-26-{}", 482_000 + seq * 7)),
            po_number: goods.then(|| format!("PO2026-{seq:04}")),
            part_number: goods.then(|| part.to_owned()),
            customer_part_number: (goods && seq % 2 == 1).then(|| format!("HT-{seq:05}")),
            description: if goods { name.to_owned() } else { "对公转账 工行 1015-7731".to_owned() },
            quantity,
            unit: goods.then(|| unit.to_owned()),
            unit_price: goods.then(|| dec(price)),
            price_basis: basis,
            amount,
            balance,
            disputed: seq == 9,
        });
    }
    let bucket = |label, amount: Decimal| AgeingBucket { label, amount };
    StatementDoc {
        language: lang,
        seller: seller(lang),
        buyer: buyer(),
        number: "ST-26-10-0417".into(),
        version: 1,
        issued_on: day("2026-11-02"),
        period_from: day("2026-10-01"),
        period_to: day("2026-10-31"),
        currency: "CNY".into(),
        opening: dec("4186.35"),
        lines,
        sums,
        closing: balance,
        ageing: vec![
            bucket(AgeingLabel::NotDue, balance - dec("1200.00")),
            bucket(AgeingLabel::Days { from: 1, to: 30 }, dec("1400.00")),
            bucket(AgeingLabel::Days { from: 31, to: 60 }, Decimal::ZERO),
            bucket(AgeingLabel::Days { from: 61, to: 90 }, Decimal::ZERO),
            bucket(AgeingLabel::Over { days: 90 }, Decimal::ZERO),
            bucket(AgeingLabel::Unapplied, dec("-200.00")),
        ],
        due: dec("1400.00"),
        overdue: dec("1400.00"),
    }
}

fn invoice(lang: Lang) -> InvoiceDoc {
    let rows =
        [("1000", 0, "2133.63", "277.37"), ("60", 1, "361.06", "46.94"), ("4", 4, "4198.23", "545.77")];
    let mut totals = Totals::default();
    let lines = rows
        .iter()
        .zip(1..)
        .map(|((quantity, part, net, tax), line)| {
            let (number, name, unit, price, basis) = PARTS[*part];
            let (net, tax) = (dec(net), dec(tax));
            totals.net += net;
            totals.tax += tax;
            totals.gross += net + tax;
            InvoiceLine {
                line,
                part_number: number.into(),
                customer_part_number: (line % 2 == 1).then(|| format!("HT-{line:05}")),
                name: name.into(),
                unit: unit.into(),
                quantity: dec(quantity),
                unit_price: dec(price),
                price_basis: basis,
                net,
                rate: dec("0.13"),
                tax,
                gross: net + tax,
                order_number: "SO-26-482915".into(),
                delivery_note: "DN-26-010231".into(),
            }
        })
        .collect();
    InvoiceDoc {
        language: lang,
        seller: seller(lang),
        buyer: InvoiceTitle { title: buyer().legal_name, tax_number: Some("91110108551385082Q".into()) },
        number: "CI-26-003318".into(),
        date: day("2026-11-03"),
        due_on: Some(day("2026-11-30")),
        currency: "CNY".into(),
        lines,
        totals,
    }
}

fn receiver() -> Receiver {
    Receiver {
        name: "王敏".into(),
        phone: "138 0000 0000".into(),
        address: "江苏省苏州市吴中区木渎镇珠江南路 888 号恒拓自动化产业园 3 号厂房东门收货处(请走货车通道,周六照常收货)".into(),
    }
}

fn delivery_note(lang: Lang) -> DeliveryNoteDoc {
    DeliveryNoteDoc {
        language: lang,
        seller: seller(lang),
        buyer: buyer(),
        receiver: receiver(),
        number: "DN-26-010231".into(),
        date: day("2026-11-03"),
        currency: "CNY".into(),
        carrier: if lang == Lang::Zh { "顺丰速运" } else { "SF Express" }.into(),
        tracking_numbers: vec!["SF1234567890123".into(), "SF1234567890124".into()],
        packages: Some(2),
        weight_g: Some(18_450),
        made_by: "李强".into(),
        checked_by: "周岚".into(),
        objection_days: 7,
        lines: PARTS
            .iter()
            .zip(1..)
            .map(|((part, name, unit, _, _), line)| DeliveryLine {
                line,
                part_number: (*part).into(),
                customer_part_number: (line % 2 == 1).then(|| format!("HT-{line:05}")),
                name: (*name).into(),
                unit: (*unit).into(),
                quantity: Decimal::from(line * 40),
                order_number: "SO-26-482915".into(),
                po_number: Some("PO2026-0331".into()),
                remark: if line == 2 { "余 20 件 11-10 补发".into() } else { String::new() },
                price: None,
            })
            .collect(),
    }
}

/// The text of each page.
fn text_of(bytes: &[u8]) -> Vec<String> {
    let mut warnings = Vec::new();
    let options = printpdf::PdfParseOptions::default();
    let document = printpdf::PdfDocument::parse(bytes, &options, &mut warnings).expect("a PDF that parses");
    document.extract_text().into_iter().map(|chunks| chunks.join("\n")).collect()
}

#[test]
fn a_statement_of_sixty_lines_takes_few_pages_and_numbers_them_in_both_languages() {
    for (lang, name, foot) in
        [(Lang::Zh, "statement-zh.pdf", "第 2 页 / 共 "), (Lang::En, "statement-en.pdf", "Page 2 of ")]
    {
        let bytes = pdf::render_statement(&FONTS, &statement(lang, 60)).unwrap();
        keep(name, &bytes);
        assert!(bytes.len() < 200_000, "{} bytes: fonts must be subset", bytes.len());
        let pages = text_of(&bytes);
        assert!((2..=3).contains(&pages.len()), "{} pages", pages.len());
        assert!(pages[1].contains(foot), "{}", pages[1]);
        assert!(pages[1].contains("ST-26-10-0417"));
    }
}

#[test]
fn a_short_statement_says_its_closing_balance_in_capitals() {
    let doc = statement(Lang::Zh, 3);
    let bytes = pdf::render_statement(&FONTS, &doc).unwrap();
    keep("statement-short.pdf", &bytes);
    let pages = text_of(&bytes);
    assert_eq!(pages.len(), 1);
    let capital = domain::capital::capital_amount(doc.closing).unwrap();
    assert!(pages[0].contains(&format!("人民币{capital}")), "{}", pages[0]);
    assert!(pages[0].contains("演示数据"));
}

#[test]
fn a_statement_that_does_not_add_up_is_not_drawn() {
    let mut doc = statement(Lang::Zh, 5);
    doc.closing += dec("0.01");
    assert!(matches!(
        pdf::render_statement(&FONTS, &doc),
        Err(pdf::PdfError::Fault(DocumentFault::Closing { .. }))
    ));
}

#[test]
fn invoice_delivery_note_and_order_confirmation_are_drawn_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let bytes = pdf::render_invoice(&FONTS, &invoice(lang)).unwrap();
        keep(&format!("invoice-{}.pdf", lang.as_str()), &bytes);
        assert!(text_of(&bytes)[0].contains("91110108551385082Q"));

        let bytes = pdf::render_delivery_note(&FONTS, &delivery_note(lang)).unwrap();
        keep(&format!("delivery-{}.pdf", lang.as_str()), &bytes);
        assert!(text_of(&bytes)[0].contains("18.45 kg"));

        let bytes = pdf::render_order_confirmation(&FONTS, &confirmation(lang)).unwrap();
        keep(&format!("order-{}.pdf", lang.as_str()), &bytes);
        assert!(text_of(&bytes)[0].contains("2026-12-01"));
    }
}

fn confirmation(lang: Lang) -> OrderConfirmationDoc {
    let invoice = invoice(lang);
    OrderConfirmationDoc {
        language: lang,
        seller: seller(lang),
        buyer: buyer(),
        receiver: receiver(),
        number: "SO-26-482915".into(),
        po_number: Some("PO2026-0331".into()),
        date: day("2026-11-01"),
        currency: "CNY".into(),
        totals: invoice.totals,
        lines: invoice
            .lines
            .into_iter()
            .map(|line| OrderConfirmationLine {
                line: line.line,
                part_number: line.part_number,
                customer_part_number: Some(format!("HT-{:05}", line.line)),
                name: line.name,
                unit: line.unit,
                quantity: line.quantity,
                unit_price: line.unit_price,
                price_basis: line.price_basis,
                net: line.net,
                tax: line.tax,
                gross: line.gross,
                promised_on: Some(day("2026-12-01")),
            })
            .collect(),
    }
}

#[test]
fn a_character_without_a_glyph_is_printed_as_a_geta_not_dropped() {
    let mut doc = statement(Lang::Zh, 1);
    doc.buyer.legal_name = "甲\u{1F600}乙\u{10FFFD}丙".into();
    let pages = text_of(&pdf::render_statement(&FONTS, &doc).unwrap());
    assert!(pages[0].contains("甲〓乙〓丙"), "{}", pages[0]);
}

#[test]
fn a_description_longer_than_a_page_is_continued_not_cut() {
    let mut doc = statement(Lang::Zh, 1);
    doc.lines[0].description = format!("{}末尾", "很长的说明文字。".repeat(600));
    let pages = text_of(&pdf::render_statement(&FONTS, &doc).unwrap());
    assert!(pages.len() > 2);
    assert!(pages.iter().any(|page| page.replace('\n', "").contains("末尾")));
}

#[test]
fn a_missing_font_folder_is_named() {
    let error = Fonts::load(std::path::Path::new("/nonexistent/fonts")).err().unwrap();
    assert!(error.to_string().contains("NotoSansSC_400Regular.ttf"), "{error}");
}
