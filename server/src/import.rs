//! `import catalogue`: files into the catalogue. Reads files and prints; what a row means is `domain`'s.

use crate::boot::BootError;
use crate::sheet::{self, Limits, RowFault};
use clap::Args;
use domain::catalog::import::{ImportReport, Mapping, Table, builtin, import_catalogue};
use domain::op::OpContext;
use domain::rejection::{FieldProblem, Problem};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Arguments of `import catalogue`.
#[derive(Debug, Args)]
pub struct CatalogueArgs {
    /// CSV or XLSX files; each must have a header.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Built-in mapping or a JSON file with one; by default the mapping named like the file.
    #[arg(long)]
    mapping: Option<String>,
    /// Materials and finishes every part comes in.
    #[arg(long)]
    cross: Option<PathBuf>,
    /// Do everything, keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where to write the rows that could not be taken.
    #[arg(long)]
    errors: Option<PathBuf>,
    /// One JSON object per file.
    #[arg(long)]
    json: bool,
}

/// Imports the files one after the other, each in its own transaction.
///
/// # Errors
/// Files that cannot be read, mappings that do not exist, a file of which no row could be taken, database errors.
pub async fn run(args: CatalogueArgs, op: &OpContext) -> Result<(), BootError> {
    let cross = args.cross.as_deref().map(read).transpose()?.map(|(table, _)| table);
    let (mut faults, mut refused) = (Vec::new(), Vec::new());
    for file in &args.files {
        let (table, mut problems) = read(file)?;
        let crossed = mapping(args.mapping.as_deref(), file, cross.is_some())?;
        let used = cross.as_ref().filter(|second| applies(&crossed, second));
        // parts the second file says nothing about come as they are
        let mapping = if used.is_some() { crossed } else { mapping(args.mapping.as_deref(), file, false)? };
        let mut report = import_catalogue(op, &mapping, &table, used, args.dry_run).await?;
        report.problems.append(&mut problems);
        report.problems.sort_by_key(|p| p.row);
        print(file, &mapping, &report, args.json);
        if report.skus == 0 && !report.problems.is_empty() {
            refused.push(file.display().to_string());
        }
        faults.extend(report.problems.into_iter().map(|p| (file.display().to_string(), p)));
    }
    if let Some(path) = &args.errors {
        write_errors(path, &faults)?;
    }
    if refused.is_empty() {
        Ok(())
    } else {
        Err(BootError::Usage(format!("nothing could be taken from {}", refused.join(", "))))
    }
}

fn read(path: &Path) -> Result<(Table, Vec<FieldProblem>), BootError> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| BootError::Io(name.clone(), e))?;
    let read = sheet::read_table(&bytes, &name, &Limits::STAFF)
        .map_err(|error| BootError::Usage(format!("{name}: {error}")))?;
    let problem = |p: &sheet::RowProblem| match p.fault {
        RowFault::UnclosedQuote => {
            FieldProblem::in_row("row", p.row, Problem::Malformed { typed: "\"".into() })
        }
        RowFault::CellTooLong { column, limit } => {
            let max = u32::try_from(limit).unwrap_or(u32::MAX);
            FieldProblem::in_row(&format!("column {column}"), p.row, Problem::TooLong { max })
        }
    };
    let problems = read.problems.iter().map(problem).collect();
    let rows = read.rows.into_iter().map(|row| (row.number, row.cells)).collect();
    Ok((Table { header: read.header, rows }, problems))
}

fn mapping(wanted: Option<&str>, file: &Path, crossed: bool) -> Result<Mapping, BootError> {
    let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let name = wanted.unwrap_or(&stem);
    if let Some(mapping) = builtin::mapping(name, crossed) {
        return Ok(mapping);
    }
    if !name.ends_with(".json") {
        let known = builtin::NAMES.join(", ");
        return Err(BootError::Usage(format!(
            "--mapping {name}: no such mapping; a .json file or one of {known}"
        )));
    }
    let text = std::fs::read_to_string(name).map_err(|e| BootError::Io(name.to_owned(), e))?;
    Mapping::from_json(&text).map_err(|error| BootError::Usage(format!("--mapping {name}: {error}")))
}

/// Whether the second file has a row for what this mapping reads.
fn applies(mapping: &Mapping, second: &Table) -> bool {
    let Some(def) = &mapping.cross else { return false };
    let Some(column) = second.header.iter().position(|name| *name == def.column) else { return true };
    second.rows.iter().any(|(_, cells)| cells.get(column).is_some_and(|cell| cell.trim() == def.equals))
}

fn print(file: &Path, mapping: &Mapping, report: &ImportReport, as_json: bool) {
    if as_json {
        println!("{}", json!({ "file": file, "mapping": mapping.name, "report": report }));
        return;
    }
    let kept = if report.dry_run { " (dry run, nothing kept)" } else { "" };
    println!(
        "{}: {} rows, {} SKUs: {} new, {} changed, {} as they were; {} problems{kept}",
        file.display(),
        report.rows,
        report.skus,
        report.inserted,
        report.updated,
        report.unchanged,
        report.problems.len(),
    );
    for problem in report.problems.iter().take(20) {
        println!("  row {}, {}: {}", problem.row.unwrap_or(0), problem.field, remedy(&problem.problem));
    }
    if report.problems.len() > 20 {
        println!("  … {} more; --errors FILE writes them all", report.problems.len() - 20);
    }
}

/// What is wrong and what to do, for the person at the command line.
fn remedy(problem: &Problem) -> String {
    match problem {
        Problem::Missing => "empty or the column is missing; fill it in".into(),
        Problem::NotANumber { typed } => format!("“{typed}” is not a number; write digits with a point"),
        Problem::NotADate { typed } => format!("“{typed}” is not a date; write 2026-03-10"),
        Problem::TooLong { max } => format!("longer than {max} characters; shorten it"),
        Problem::TooShort { min } => format!("shorter than {min} characters"),
        Problem::OutOfRange { typed } => format!("“{typed}” is not allowed here"),
        Problem::UnknownPart { typed } => format!("no part “{typed}”"),
        Problem::Rounding(offer) => format!("not a step; next is {}", offer.up),
        Problem::UnknownChoice { typed } => {
            format!("“{typed}” is none of the choices of the mapping; add a case")
        }
        Problem::Differs => "typed twice, and not the same".into(),
        Problem::Taken => "the part number stands in an earlier row; remove one".into(),
        Problem::UsedForOther { typed } => format!("“{typed}” means another part already"),
        Problem::Twice { typed } => format!("“{typed}” stands in an earlier row; remove one"),
        Problem::Ambiguous { typed } => format!("several parts are written “{typed}”; write it in full"),
        Problem::Circle { typed } => format!("“{typed}” would take its own place"),
        Problem::CheckDigit => "the check digit does not fit".into(),
        Problem::File(fault) => format!("the file cannot be read: {fault:?}"),
        Problem::CodeTaken => "the catalogue has it already".into(),
        Problem::Circular => "hangs on itself".into(),
        Problem::InUse { parts, .. } => format!("{parts} parts carry values that would not fit"),
        Problem::WrongFile | Problem::FileTooLarge { .. } => "a file of another kind or size".into(),
        Problem::Malformed { typed } => format!("“{typed}” cannot be read; correct it"),
    }
}

fn write_errors(path: &Path, faults: &[(String, FieldProblem)]) -> Result<(), BootError> {
    let io = |e: std::io::Error| BootError::Io(path.display().to_string(), e);
    let mut writer = csv::Writer::from_path(path).map_err(|e| io(e.into()))?;
    writer.write_record(["file", "row", "field", "remedy"]).map_err(|e| io(e.into()))?;
    for (file, fault) in faults {
        let row = fault.row.map(|r| r.to_string()).unwrap_or_default();
        let record = [file.as_str(), &row, &fault.field, &remedy(&fault.problem)];
        writer.write_record(record).map_err(|e| io(e.into()))?;
    }
    writer.flush().map_err(io)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    #[test]
    fn a_second_file_is_used_for_the_kinds_it_speaks_of_only() {
        let rows = vec![vec!["screw".to_owned(), "A2-70".to_owned()]];
        let second = Table::new(vec!["applies_to".into(), "material_code".into()], rows);
        assert!(applies(&builtin::mapping("screws", true).unwrap(), &second));
        assert!(!applies(&builtin::mapping("o_rings", true).unwrap(), &second));
        assert!(!applies(&builtin::mapping("screws", false).unwrap(), &second));
    }
}
