//! How pasted orders read.

use super::*;

fn one(text: &str) -> PastedLine {
    let lines = parse(text).unwrap();
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.into_iter().next().unwrap()
}

fn read(text: &str) -> (String, Option<String>, Option<String>) {
    let line = one(text);
    (line.part_text, line.quantity.ok().map(|q| q.to_string()), line.unit)
}

fn expect(text: &str, part: &str, quantity: &str, unit: &str) {
    let unit = (!unit.is_empty()).then(|| unit.to_owned());
    assert_eq!(read(text), (part.to_owned(), Some(quantity.to_owned()), unit), "{text}");
}

#[test]
fn chat_lines_are_read_as_people_write_them() {
    expect("6204-2RS 20个", "6204-2RS", "20", "个");
    expect("304 外六角 M10×40  2箱", "304 外六角 M10×40", "2", "箱");
    expect("平垫Φ8 1千只", "平垫Φ8", "1000", "只");
    expect("O型圈 20*2.4 丁腈 ５０只", "O型圈 20*2.4 丁腈", "50", "只");
    expect("NJ205 x 4", "NJ205", "4", "");
    expect("NJ205 x4", "NJ205", "4", "");
    expect("挡圈轴用25的一百个", "挡圈轴用25", "100", "个");
    expect("ISO4762 M8x30 8.8 镀锌 100 pcs", "ISO4762 M8x30 8.8 镀锌", "100", "pcs");
    expect("6204 20", "6204", "20", "");
    expect("20个 6204-2RS", "6204-2RS", "20", "个");
    expect("2 x 6204", "6204", "2", "");
    expect("6204-2RS,20", "6204-2RS", "20", "");
    expect("6204,20", "6204", "20", "");
    expect("6204：20", "6204", "20", "");
    expect("ISO4762-M8x30-8.8-ZN 1,000", "ISO4762-M8x30-8.8-ZN", "1000", "");
    expect("螺杆 M10 10.5米", "螺杆 M10", "10.5", "米");
    expect("6204 两千只", "6204", "2000", "只");
}

#[test]
fn flags_tell_what_a_person_must_look_at() {
    let line = one("内六角 M8*30 12.9级 500件 急");
    assert_eq!((line.part_text.as_str(), line.flags), ("内六角 M8*30 12.9级", vec![PasteFlag::Urgent]));
    assert_eq!(one("304 M10×40 2箱").flags, [PasteFlag::PackConversion]);
    let line = one("同上 M12 的 200");
    assert_eq!((line.part_text.as_str(), line.flags), ("M12", vec![PasteFlag::SameAsAbove]));
    let line = one("老样子来一份");
    assert_eq!((line.flags, line.quantity), (vec![PasteFlag::ReorderLast], Err(PasteFault::Missing)));
    let line = one("6205 10个 单价8.5 含税");
    assert_eq!((line.part_text.as_str(), line.quantity), ("6205", Ok(Quantity::parse("10").unwrap())));
    assert_eq!(line.flags, [PasteFlag::TaxIncluded, PasteFlag::ClaimedPrice("8.5".parse().unwrap())]);
    assert_eq!(one("6204 20个 送到二车间").remark, "送到二车间");
}

#[test]
fn two_parts_in_one_line_are_two_lines_of_one_row() {
    let lines = parse("6204 5\nM6螺母2000，M6平垫2000").unwrap();
    let parts: Vec<_> = lines.iter().map(|l| (l.row, l.part_text.as_str())).collect();
    assert_eq!(parts, [(1, "6204"), (2, "M6螺母"), (2, "M6平垫")]);
    assert_eq!(lines[2].quantity, Ok(Quantity::parse("2000").unwrap()));
    assert_eq!(parse("M6 螺母，镀锌 200个").unwrap().len(), 1);
}

#[test]
fn sheets_are_read_by_their_heading_or_their_order() {
    let lines =
        parse("序号\t名称\t规格型号\t单位\t数量\r\n1\t轴承\t6204-2RS\t个\t20\r\n2\t轴承\t6205\t箱\t3")
            .unwrap();
    assert_eq!((lines[0].row, lines[0].part_text.as_str()), (2, "6204-2RS"));
    assert_eq!(lines[0].unit.as_deref(), Some("个"));
    assert_eq!(lines[1].flags, [PasteFlag::PackConversion]);
    let lines = parse("型号 数量\n6204 20\n").unwrap();
    assert_eq!((lines.len(), lines[0].row), (1, 2));
    expect("6204-2RS\t20", "6204-2RS", "20", "");
    expect("1\t6204-2RS\t20\t个", "6204-2RS", "20", "个");
    assert_eq!(one("6204\tabc").quantity, Err(PasteFault::NotANumber("abc".into())));
}

#[test]
fn what_is_no_quantity_is_handed_back_and_never_dropped() {
    for text in ["6204", "M8*30", "平垫Φ8", "M8x30", "hello world"] {
        let line = one(text);
        assert_eq!(line.quantity, Err(PasteFault::Missing), "{text}");
        assert_eq!(line.part_text, text);
    }
    assert!(matches!(one("6204 0个").quantity, Err(PasteFault::OutOfRange(_))));
    assert!(matches!(one("6204 -3").quantity, Err(PasteFault::OutOfRange(_))));
    assert!(one("6204 99999999999999999999999999999999999个").quantity.is_err());
    assert!(matches!(one("6204 1,5个").quantity, Err(PasteFault::NotANumber(_))));
    assert!(matches!(one(&"x".repeat(600)).quantity, Err(PasteFault::TooLong)));
    assert_eq!(one("6204 0个").problem().unwrap().row, Some(1));
}

#[test]
fn huge_texts_are_refused_cleanly() {
    let ten_megabytes = "6204 20\n".repeat(1_300_000);
    assert_eq!(parse(&ten_megabytes).unwrap_err().problem, Problem::TooLong { max: 1_000_000 });
    assert_eq!(parse(&"6204 20\n".repeat(5_001)).unwrap_err().row, Some(5_001));
    assert_eq!(parse(&"6204 20\n".repeat(5_000)).unwrap().len(), 5_000);
    assert!(parse("").unwrap().is_empty());
}

#[test]
fn every_shared_vector_reads_as_suggested() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/vectors/pasted_orders.json");
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    for case in vectors["lines"].as_array().unwrap() {
        let lines = parse(case["text"].as_str().unwrap()).unwrap();
        let wanted = case["split"].as_array().cloned().unwrap_or_else(|| vec![case.clone()]);
        assert_eq!(lines.len(), wanted.len(), "{case}");
        for (line, wanted) in lines.iter().zip(&wanted) {
            let quantity = line.quantity.as_ref().ok().map(|q| q.to_string());
            assert_eq!(quantity.as_deref(), wanted["qty"].as_str(), "{case}");
            assert_eq!(line.unit.as_deref(), wanted["unit"].as_str(), "{case}");
            if let Some(desc) = wanted["desc"].as_str() {
                assert_eq!(line.part_text, desc);
            }
        }
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_no_row_is_lost(text in "\\PC{0,60}") {
        let lines = parse(&text).unwrap();
        proptest::prop_assert!(text.trim().is_empty() || heading(&text).is_some() || !lines.is_empty());
    }
    #[test]
    fn order_like_text_never_panics(text in "[0-9一百千万个x×*,，.\\t :Φ急单价@A-Z-]{0,24}") {
        proptest::prop_assert!(parse(&text).is_ok());
    }
}
