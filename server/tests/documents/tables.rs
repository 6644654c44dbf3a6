//! Tables: an exported statement, and what people upload.

use domain::lang::Lang;
use rust_decimal::Decimal;
use server::sheet::{
    Limits, ReadError, Row, RowFault, RowProblem, Source, read_table, statement_csv, statement_xlsx,
};

use super::{keep, statement};

fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

#[test]
fn an_exported_statement_is_read_back_as_it_was() {
    let mut doc = statement(Lang::Zh, 12);
    doc.lines[0].part_number = Some("-40C".into());
    doc.lines[0].customer_part_number = Some("HT-00001".into());
    doc.lines[1].description = "=HYPERLINK(\"http://x\")".into();
    let csv = statement_csv(&doc).unwrap();
    assert!(csv.starts_with("\u{FEFF}".as_bytes()));
    let text = String::from_utf8(csv.clone()).unwrap();
    assert!(text.contains(",'-40C,") && text.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{text}");
    keep("statement.csv", &csv);
    let xlsx = statement_xlsx(&doc).unwrap();
    keep("statement.xlsx", &xlsx);
    for (name, bytes, skipped) in [("a.csv", &csv, 0), ("a.xlsx", &xlsx, 5)] {
        let table = read_table(bytes, name, &Limits::BUYER).unwrap();
        let rows: Vec<_> = table.rows.iter().skip(skipped).collect();
        assert_eq!(table.problems, []);
        let lines: Vec<_> = rows.iter().filter(|row| row.cells[0].parse::<u32>().is_ok()).collect();
        assert_eq!(lines.len(), 12, "{name}");
        assert_eq!(lines[0].cells[6], "-40C");
        assert_eq!(lines[0].cells[7], "HT-00001");
        assert_eq!(lines[1].cells[8], "=HYPERLINK(\"http://x\")");
        let closing = rows.last().unwrap().cells[14].parse::<Decimal>().unwrap();
        assert_eq!(closing, doc.closing, "{name}");
    }
}

#[test]
fn the_workbook_of_two_far_cells_is_refused_at_once() {
    for (row, column) in [(19_999, 16_383), (1_048_575, 0), (0, 16_383)] {
        let bytes = workbook(|sheet| {
            sheet.write_string(0, 0, "型号").unwrap();
            sheet.write_string(row, column, "x").unwrap();
        });
        let started = std::time::Instant::now();
        let error = read_table(&bytes, "bomb.xlsx", &Limits::BUYER).unwrap_err();
        assert!(matches!(error, ReadError::TooManyRows { .. } | ReadError::TooManyColumns { .. }), "{error}");
        assert!(started.elapsed().as_millis() < 1_000);
    }
}

#[test]
fn a_workbook_keeps_row_numbers_dates_and_leading_zeros() {
    let bytes = workbook(|sheet| {
        sheet.write_string(1, 0, "型号").unwrap();
        sheet.write_string(1, 1, "数量").unwrap();
        sheet.write_string(3, 0, "000123").unwrap();
        sheet.write_number(3, 1, 0.1 + 0.2).unwrap();
        sheet.write_number(4, 0, 12_345_678_901_234.0).unwrap();
        let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 10, 1).unwrap();
        let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
        sheet.write_datetime_with_format(4, 1, date, &format).unwrap();
    });
    let table = read_table(&bytes, "x.xlsx", &Limits::BUYER).unwrap();
    assert_eq!(table.header, ["型号", "数量"]);
    assert_eq!(table.rows[0], Row { number: 4, cells: vec!["000123".into(), "0.3".into()] });
    assert_eq!(table.rows[1], Row { number: 5, cells: vec!["12345678901234".into(), "2026-10-01".into()] });
}

#[test]
fn text_tables_are_read_in_the_encodings_of_the_trade() {
    let text = "型号;数量\r\n6204-2RS1;20\r\n\r\n内六角𠮷;5\r\n";
    let gb = encoding_rs::GB18030.encode(text).0.into_owned();
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    for (bytes, source) in
        [(gb, Source::Gb18030), (utf16, Source::Utf16), (bom, Source::Utf8), (text.into(), Source::Utf8)]
    {
        let table = read_table(&bytes, "x.csv", &Limits::BUYER).unwrap();
        assert_eq!((table.source, table.header), (source, vec!["型号".to_owned(), "数量".to_owned()]));
        assert_eq!(table.rows[1], Row { number: 4, cells: vec!["内六角𠮷".into(), "5".into()] });
    }
}

#[test]
fn what_is_no_table_is_named() {
    let read = |bytes: &[u8], name: &str| read_table(bytes, name, &Limits::BUYER).unwrap_err();
    assert_eq!(read(b"", "x.csv"), ReadError::Empty);
    assert_eq!(read(b" \r\n\r\n", "x.csv"), ReadError::Empty);
    assert_eq!(read(b"\xD0\xCF\x11\xE0old", "x.xls"), ReadError::OldOrLocked);
    assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0", "x.png"), ReadError::NotATable);
    assert_eq!(read(b"a,b\n1,\xFF\xFF", "x.csv"), ReadError::Encoding);
    assert_eq!(read(b"PK\x03\x04garbage", "x.xlsx"), ReadError::Damaged);
    assert_eq!(read(b"a,b", "x.xlsx"), ReadError::Damaged);
    let small = Limits { bytes: 4, ..Limits::BUYER };
    assert_eq!(read_table(b"a,b,c", "x.csv", &small), Err(ReadError::TooLarge { limit: 4 }));
    let wide = ",".repeat(64) + "x";
    assert!(matches!(read(wide.as_bytes(), "x.csv"), ReadError::TooManyColumns { column: 65, .. }));
}

#[test]
fn five_thousand_rows_pass_and_one_more_is_refused_by_number() {
    let text = |rows: usize| format!("型号,数量\n{}", "6204,1\n".repeat(rows));
    assert_eq!(read_table(text(5_000).as_bytes(), "x.csv", &Limits::BUYER).unwrap().rows.len(), 5_000);
    let refused = read_table(text(5_001).as_bytes(), "x.csv", &Limits::BUYER);
    assert_eq!(refused, Err(ReadError::TooManyRows { row: 5_002, limit: 5_000 }));
    assert_eq!(read_table(text(5_001).as_bytes(), "x.csv", &Limits::STAFF).unwrap().rows.len(), 5_001);
}

#[test]
fn one_bad_row_is_handed_back_and_the_others_are_kept() {
    let long = "长".repeat(2_001);
    let table = read_table(format!("a,b\n1,{long}\n2,x\n").as_bytes(), "x.csv", &Limits::BUYER).unwrap();
    let fault = RowFault::CellTooLong { column: 2, limit: 2_000 };
    assert_eq!(table.problems, [RowProblem { row: 2, fault }]);
    assert_eq!(table.rows.len(), 1);
}
