//! Workbooks nobody's spreadsheet wrote: counts, sizes and positions that would take all memory if they were believed.
//! Each is refused, or read for what it holds, within a moment; a fault here would end the test's process.

use server::sheet::{Limits, ReadError, Table, read_table};
use std::io::{Cursor, Write};
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;

const PACKAGE: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r0" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const STRINGS: &str = r#"<sst count="2" uniqueCount="2"><si><t>part</t></si><si><t>quantity</t></si></sst>"#;
const CELLS: &str = r#"<dimension ref="A1:B2"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>M8X40</t></is></c><c r="B2"><v>3</v></c></row></sheetData>"#;

fn workbook(strings: &[u8], cells: &str) -> Vec<u8> {
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{cells}</worksheet>"#
    );
    let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts: [(&str, &[u8]); 5] = [
        ("_rels/.rels", PACKAGE.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    for (name, content) in parts {
        file.start_file(name, SimpleFileOptions::default()).unwrap();
        file.write_all(content).unwrap();
    }
    file.finish().unwrap().into_inner()
}

/// Reads as a buyer's upload, and not for long.
fn read(bytes: &[u8]) -> Result<Table, ReadError> {
    let begun = Instant::now();
    let read = read_table(bytes, "order.xlsx", &Limits::BUYER);
    assert!(begun.elapsed() < Duration::from_secs(20), "took {:?}", begun.elapsed());
    read
}

#[test]
fn an_honest_workbook_is_read() {
    let table = read(&workbook(STRINGS.as_bytes(), CELLS)).unwrap();
    assert_eq!(table.header, ["part", "quantity"]);
    assert_eq!(table.rows[0].cells, ["M8X40", "3"]);
    // a count that is too small, or none, is no lie that hurts
    assert!(read(&workbook(STRINGS.replace("uniqueCount=\"2\"", "").as_bytes(), CELLS)).is_ok());
}

#[test]
fn a_forged_number_of_shared_strings_is_refused_wherever_it_stands() {
    let forged = |count: &str| STRINGS.replace("uniqueCount=\"2\"", &format!("uniqueCount={count}"));
    for count in [
        "\"100000000000\"",
        "'99999999999999'",
        "\"+800000000\"",
        "\"18446744073709551615\"",
        "\"99999999999999999999999999\"",
    ] {
        assert_eq!(read(&workbook(forged(count).as_bytes(), CELLS)), Err(ReadError::Damaged), "{count}");
    }
    let lie = forged("\"100000000000\"");
    for front in
        ["<!-- uniqueCount=\"1\" -->".to_owned(), " ".repeat((64 << 10) - 40), " ".repeat((1 << 20) - 17)]
    {
        let strings = format!("{front}{lie}");
        assert_eq!(read(&workbook(strings.as_bytes(), CELLS)), Err(ReadError::Damaged));
    }
    let wide: Vec<u8> =
        std::iter::once(0xFEFF_u16).chain(lie.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&workbook(&wide, CELLS)), Err(ReadError::Damaged));
}

#[test]
fn a_part_that_unpacks_beyond_the_limit_is_refused_whatever_the_directory_says() {
    let many = "<si><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></si>".repeat(1_500_000);
    let strings = format!("<sst>{many}</sst>");
    let limit = Limits::BUYER.bytes * 12;
    let bomb = workbook(strings.as_bytes(), CELLS);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert_eq!(read(&bomb), Err(ReadError::UnpacksTooLarge { limit }));
    // the same with a directory that says 100 bytes
    let mut lying = bomb;
    let size = u32::try_from(strings.len()).unwrap().to_le_bytes();
    let places: Vec<usize> =
        lying.windows(4).enumerate().filter(|(_, w)| *w == size).map(|(at, _)| at).collect();
    for at in places {
        lying[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert!(read(&lying).is_err());
}

#[test]
fn far_cells_and_a_forged_dimension_take_no_room() {
    let vast = CELLS.replace("A1:B2", "A1:XFD1048576");
    assert!(read(&workbook(STRINGS.as_bytes(), &vast)).is_ok());
    for (far, refused) in [
        ("<row r=\"1048576\"><c r=\"A1048576\"><v>1</v></c></row>", "rows"),
        ("<row r=\"3\"><c r=\"XFD3\"><v>1</v></c></row>", "columns"),
        ("<row r=\"4294967295\"><c r=\"A4294967295\"><v>1</v></c></row>", "any"),
        ("<row r=\"3\"><c r=\"ZZZZZZZZZZ3\"><v>1</v></c></row>", "any"),
    ] {
        let cells = CELLS.replace("</sheetData>", &format!("{far}</sheetData>"));
        match (read(&workbook(STRINGS.as_bytes(), &cells)), refused) {
            (Err(ReadError::TooManyRows { .. }), "rows" | "any") => {}
            (Err(ReadError::TooManyColumns { .. }), "columns" | "any") => {}
            (Err(ReadError::Damaged), "any") => {}
            (other, _) => panic!("{far}: {other:?}"),
        }
    }
    // a string that is not in the table
    let cells = CELLS.replace("<v>1</v>", "<v>4000000000</v>");
    let _ = read(&workbook(STRINGS.as_bytes(), &cells));
}

#[test]
fn an_archive_that_is_none_is_refused() {
    let whole = workbook(STRINGS.as_bytes(), CELLS);
    for cut in [4, 30, whole.len() / 2, whole.len() - 1] {
        assert!(read(&whole[..cut]).is_err(), "{cut}");
    }
    let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..2_500 {
        file.start_file(format!("xl/{at}.xml"), SimpleFileOptions::default()).unwrap();
    }
    assert_eq!(read(&file.finish().unwrap().into_inner()), Err(ReadError::Damaged));
}
