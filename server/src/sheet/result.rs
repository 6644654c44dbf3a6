//! A whole result as a table: one row per part, a column per parameter that occurs with its unit in the head, and what the
//! reader pays where he sees prices. Written row by row; of a workbook no more than a row is in memory.

use super::{SheetError, guard};
use app::components::price::ladder;
use app::i18n::catalog::unit;
use app::i18n::format;
use domain::catalog::{ColumnView, STANDARD, SkuRow};
use domain::lang::Lang;
use domain::money::TaxMode;
use domain::pricing::explanation::PriceView;
use domain::pricing::export::ExportRow;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{Format, FormatBorder, Workbook, Worksheet};

/// Heads before the parameters, between them and the prices, and of the prices.
struct Heads {
    sheet: &'static str,
    part: [&'static str; 9],
    supply: [&'static str; 2],
    price: [&'static str; 7],
    incl: &'static str,
    excl: &'static str,
}

static ZH: Heads = Heads {
    sheet: "结果",
    part: ["型号", "客户料号", "名称", "品牌", "标准", "单位", "每包", "起订", "递增"],
    supply: ["可用库存", "交期(天)"],
    price: ["您的价格", "计价单位", "起始数量", "阶梯价", "币种", "含税", "税率"],
    incl: "含税",
    excl: "不含税",
};

static EN: Heads = Heads {
    sheet: "Results",
    part: [
        "Part number",
        "Your number",
        "Name",
        "Brand",
        "Standard",
        "Unit",
        "Pack",
        "Minimum",
        "In steps of",
    ],
    supply: ["Available", "Lead time (days)"],
    price: ["Your price", "Price per", "From quantity", "Price tiers", "Currency", "VAT", "VAT rate"],
    incl: "included",
    excl: "excluded",
};

fn heads(lang: Lang) -> &'static Heads {
    match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    }
}

/// What stands in one cell.
enum Cell {
    Text(String),
    Number(Decimal),
    Nothing,
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Nothing } else { Self::Text(text) }
    }

    /// A figure where it is one: a range or several values stay as they are written.
    fn figure(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::text(text), Self::Number)
    }
}

/// Where the rows go.
enum Target {
    Csv(Box<csv::Writer<Vec<u8>>>),
    Xlsx { workbook: Box<Workbook>, written: u32 },
}

/// A table in the making.
pub struct ResultSheet {
    lang: Lang,
    columns: Vec<ColumnView>,
    priced: bool,
    target: Target,
}

impl ResultSheet {
    /// CSV with the mark that makes Excel read Chinese; texts a spreadsheet could run are quoted.
    ///
    /// # Errors
    /// `Csv`
    pub fn csv(lang: Lang, columns: Vec<ColumnView>, priced: bool) -> Result<Self, SheetError> {
        let columns = without_standard(columns);
        let writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{FEFF}".as_bytes().to_vec());
        let mut sheet = Self { lang, columns, priced, target: Target::Csv(Box::new(writer)) };
        let labels = sheet.labels();
        if let Target::Csv(writer) = &mut sheet.target {
            writer.write_record(labels.iter().map(|label| guard(label)))?;
        }
        Ok(sheet)
    }

    /// A workbook with one sheet; a text cell never computes.
    ///
    /// # Errors
    /// `Xlsx`
    pub fn xlsx(lang: Lang, columns: Vec<ColumnView>, priced: bool) -> Result<Self, SheetError> {
        let columns = without_standard(columns);
        let target = Target::Xlsx { workbook: Box::new(Workbook::new()), written: 0 };
        let mut made = Self { lang, columns, priced, target };
        let labels = made.labels();
        if let Target::Xlsx { workbook, .. } = &mut made.target {
            let sheet = workbook.add_worksheet_with_low_memory()?;
            sheet.set_name(heads(lang).sheet)?;
            sheet.set_freeze_panes(1, 1)?;
            let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
            for (at, label) in (0u16..).zip(&labels) {
                let width = match at {
                    0 => 28,
                    _ => u16::try_from(label.chars().count()).unwrap_or(0).clamp(8, 24) + 4,
                };
                sheet.set_column_width(at, width)?;
                sheet.write_string_with_format(0, at, label, &bold)?;
            }
        }
        Ok(made)
    }

    /// Writes rows behind those written.
    ///
    /// # Errors
    /// `Csv`, `Xlsx`
    pub fn push(&mut self, rows: &[ExportRow]) -> Result<(), SheetError> {
        for row in rows {
            let cells = self.cells(row);
            match &mut self.target {
                Target::Csv(writer) => writer.write_record(cells.iter().map(plain))?,
                Target::Xlsx { workbook, written } => {
                    *written += 1;
                    write_row(workbook.worksheet_from_index(0)?, *written, &cells)?;
                }
            }
        }
        Ok(())
    }

    /// The file.
    ///
    /// # Errors
    /// `Csv`, `Xlsx`
    pub fn finish(self) -> Result<Vec<u8>, SheetError> {
        match self.target {
            Target::Csv(writer) => {
                writer.into_inner().map_err(|error| csv::Error::from(error.into_error()).into())
            }
            Target::Xlsx { mut workbook, .. } => Ok(workbook.save_to_buffer()?),
        }
    }

    fn labels(&self) -> Vec<String> {
        let heads = heads(self.lang);
        let parameter = |column: &ColumnView| match column.unit.as_str() {
            "" => column.name(self.lang).to_owned(),
            unit => format!("{} ({unit})", column.name(self.lang)),
        };
        let mut labels: Vec<String> = heads.part.map(str::to_owned).to_vec();
        labels.extend(self.columns.iter().map(parameter));
        labels.extend(heads.supply.map(str::to_owned));
        if self.priced {
            labels.extend(heads.price.map(str::to_owned));
        }
        labels
    }

    fn cells(&self, part: &ExportRow) -> Vec<Cell> {
        let (lang, row) = (self.lang, &part.row);
        let mut cells = vec![
            Cell::text(&row.part_number),
            Cell::text(part.own.clone().unwrap_or_default()),
            Cell::text(row.name(lang)),
            Cell::text(&part.brand),
            Cell::text(row.standard(lang)),
            Cell::text(unit(&row.unit, lang)),
            Cell::Number(row.pack_size),
            Cell::Number(row.moq),
            Cell::Number(row.multiple),
        ];
        cells.extend(self.columns.iter().map(|column| {
            let shown = row.parameter(&column.code, lang).unwrap_or_default();
            if column.numeric { Cell::figure(shown) } else { Cell::text(shown) }
        }));
        cells.push(Cell::Number(row.on_hand_available));
        cells.push(Cell::Number(row.lead_time_days.into()));
        if self.priced {
            cells.extend(part.price.as_ref().map_or_else(
                || heads(lang).price.map(|_| Cell::Nothing),
                |price| price_cells(price, row, lang),
            ));
        }
        cells
    }
}

/// The standard has a column of its own already.
fn without_standard(mut columns: Vec<ColumnView>) -> Vec<ColumnView> {
    columns.retain(|column| column.code != STANDARD);
    columns
}

/// Price, basis, from which quantity, all tiers, currency, with or without VAT, its rate.
fn price_cells(price: &PriceView, row: &SkuRow, lang: Lang) -> [Cell; 7] {
    let heads = heads(lang);
    let tiers: Vec<String> = ladder(price, row.smallest())
        .iter()
        .map(|rung| format!("≥{} {}", rung.from.normalize(), format::price(rung.price.price)))
        .collect();
    let mode = match price.tax_mode {
        TaxMode::Gross => heads.incl,
        TaxMode::Net => heads.excl,
    };
    [
        Cell::Number(price.unit_price.price),
        Cell::Number(price.basis.into()),
        Cell::Number(price.quantity.get()),
        Cell::text(tiers.join("; ")),
        Cell::text(price.currency.code()),
        Cell::text(mode),
        Cell::text(format::percent(price.vat_rate)),
    ]
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => guard(text),
        Cell::Number(number) => number.normalize().to_string(),
        Cell::Nothing => String::new(),
    }
}

fn write_row(sheet: &mut Worksheet, at: u32, cells: &[Cell]) -> Result<(), SheetError> {
    for (column, cell) in (0u16..).zip(cells) {
        match cell {
            Cell::Text(text) => sheet.write_string(at, column, text)?,
            // a workbook knows no decimal numbers; the figure only changes its form
            Cell::Number(number) => sheet.write_number(at, column, number.to_f64().unwrap_or_default())?,
            Cell::Nothing => continue,
        };
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::{Limits, Table, read_table};
    use domain::ids::SkuId;

    fn column(code: &str, unit: &str) -> ColumnView {
        let name = code.to_owned();
        let numeric = !unit.is_empty();
        ColumnView { code: name.clone(), name_zh: name.clone(), name_en: name, unit: unit.into(), numeric }
    }

    fn part(number: &str, parameters: &[(&str, &str)]) -> ExportRow {
        let shown = |(code, value): &(&str, &str)| {
            let value = (*value).to_owned();
            ((*code).to_owned(), value.clone(), value)
        };
        let row = SkuRow {
            sku_id: SkuId::new(),
            part_number: number.into(),
            family_code: "f".into(),
            name_zh: "螺钉".into(),
            name_en: "Screw".into(),
            standard: "ISO 1".into(),
            category_code: "c".into(),
            unit: "piece".into(),
            price_basis: 100,
            pack_size: 200.into(),
            moq: 200.into(),
            multiple: 200.into(),
            lead_time_days: 7,
            parameters: parameters.iter().map(shown).collect(),
            on_hand_available: Decimal::new(125, 1),
        };
        ExportRow { row, brand: String::new(), own: Some("=1+1".into()), price: None }
    }

    fn written(csv: bool) -> Table {
        let columns = vec![column("temperature", "°C"), column(STANDARD, ""), column("text", "")];
        let made = if csv { ResultSheet::csv } else { ResultSheet::xlsx };
        let mut sheet = made(Lang::En, columns, false).unwrap();
        let hostile = [("temperature", "-40"), ("text", "@SUM(A1)"), (STANDARD, "DIN 2")];
        sheet.push(&[part("-40C", &hostile), part("P,\"2", &[("temperature", "-40–85")])]).unwrap();
        let bytes = sheet.finish().unwrap();
        if csv {
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert!(text.contains("'-40C,'=1+1,") && text.contains(",-40,'@SUM(A1),"), "{text}");
        }
        read_table(&bytes, if csv { "a.csv" } else { "a.xlsx" }, &Limits::BUYER).unwrap()
    }

    #[test]
    fn figures_stay_figures_and_no_text_computes() {
        for csv in [true, false] {
            let table = written(csv);
            assert_eq!(table.header[9..], ["temperature (°C)", "text", "Available", "Lead time (days)"]);
            let [first, second] = table.rows.as_slice() else { panic!("two rows") };
            assert_eq!(first.cells[..5], ["-40C", "=1+1", "Screw", "", "DIN 2"]);
            assert_eq!(first.cells[9..], ["-40", "@SUM(A1)", "12.5", "7"]);
            assert_eq!(second.cells[0], "P,\"2");
            assert_eq!(second.cells[4], "ISO 1");
            assert_eq!(second.cells[9], "-40–85");
        }
    }
}
