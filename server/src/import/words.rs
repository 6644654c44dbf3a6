//! What the command line says of an import: figures, changes, what is wrong and what to do.

use crate::boot::BootError;
use domain::catalog::import::ImportReport;
use domain::rejection::{FieldProblem, Problem, Thing};
use serde_json::json;
use std::path::Path;

/// Problems and changes printed; files have them all.
const SHOWN: usize = 20;

pub(super) fn print(file: &Path, mapping: &str, report: &ImportReport, as_json: bool) {
    if as_json {
        say!("{}", json!({ "file": file, "mapping": mapping, "report": report }));
        return;
    }
    let kept = match report.dry_run {
        true => " (dry run, nothing kept)".to_owned(),
        false if report.version > 0 => {
            format!(" (version {}, import undo {0} takes it back)", report.version)
        }
        false => String::new(),
    };
    say!(
        "{}: {} rows, {} SKUs: {} new, {} changed, {} as they were; {} problems{kept}",
        file.display(),
        report.rows,
        report.skus,
        report.inserted,
        report.updated,
        report.unchanged,
        report.problems.len(),
    );
    for change in report.changes.iter().take(SHOWN) {
        say!("  {} {}: “{}” → “{}”", change.part_number, change.field, change.before, change.after);
    }
    for p in &report.unknown {
        let unit = if p.unit.is_empty() { String::new() } else { format!(" in {}", p.unit) };
        let like = p.examples.join(", ");
        let several = if p.many { ", several at once" } else { "" };
        say!(
            "  unknown parameter “{}”: {} as {}{unit}{several}, {} values such as {like}; --create-parameters takes it in",
            p.said,
            p.code,
            p.kind.as_str(),
            p.values
        );
    }
    for problem in report.problems.iter().take(SHOWN) {
        say!("  row {}, {}: {}", problem.row.unwrap_or(0), problem.called(), remedy(&problem.problem));
    }
    if report.problems.len() > SHOWN {
        say!("  … {} more; --errors FILE writes them all", report.problems.len() - SHOWN);
    }
}

/// What is wrong and what to do, for the person at the command line.
pub(super) fn remedy(problem: &Problem) -> String {
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
        Problem::BelowFloor | Problem::NeedsApproval => "below the floor".into(),
        Problem::NoSuch { thing, typed } => format!("no {} is called “{typed}”", thing_word(*thing)),
        Problem::SeveralCalled { thing, typed } => {
            format!("more than one {} is called “{typed}”; write its code", thing_word(*thing))
        }
        Problem::IsFamily { typed, categories } => {
            let codes: Vec<&str> = categories.iter().map(|category| category.code.as_str()).collect();
            format!("“{typed}” is a family, not a category; it is in {}", codes.join(", "))
        }
        Problem::Differs => "typed twice, and not the same".into(),
        Problem::Taken => "in use already; choose another".into(),
        Problem::UsedForOther { typed } => format!("“{typed}” means another part already"),
        Problem::Twice { typed } => format!("“{typed}” stands in an earlier row; remove one"),
        Problem::Ambiguous { typed } => format!("several parts are written “{typed}”; write it in full"),
        Problem::Circle { typed } => format!("“{typed}” would take its own place"),
        Problem::CheckDigit => "the check digit does not fit".into(),
        Problem::File(fault) => format!("the file cannot be read: {fault:?}"),
        Problem::ListEnded { list } => format!("list “{list}” has ended"),
        Problem::CodeTaken => "the catalogue has it already".into(),
        Problem::NameTaken => "something else is called so already".into(),
        Problem::SeveralWordsOnly => "several values are for lists and texts only".into(),
        Problem::Circular => "hangs on itself".into(),
        Problem::TooDeep { most } => format!("deeper than {most} levels"),
        Problem::InUse { parts, .. } => format!("{parts} parts carry values that would not fit"),
        Problem::WrongFile | Problem::FileTooLarge { .. } => "a file of another kind or size".into(),
        Problem::Malformed { typed } => format!("“{typed}” cannot be read; correct it"),
    }
}

fn thing_word(thing: Thing) -> &'static str {
    match thing {
        Thing::Customer => "customer",
        Thing::Group => "customer group",
        Thing::List => "price list",
        Thing::Category => "category",
        Thing::Brand => "brand",
        Thing::Target => "category or brand",
        Thing::Parameter => "parameter",
    }
}

/// A problem with its file and what stood in the row.
pub(super) type Faulty = (String, FieldProblem, Vec<String>);

/// Every problem with its row, so that the file can be put right and imported again.
pub(super) fn write_errors(
    path: &Path,
    header: &[String],
    faults: &[Faulty],
    remedy: fn(&Problem) -> String,
) -> Result<(), BootError> {
    let io = |e: std::io::Error| BootError::Io(path.display().to_string(), e);
    let mut writer = csv::WriterBuilder::new().flexible(true).from_path(path).map_err(|e| io(e.into()))?;
    let head = ["file", "row", "field", "remedy"].into_iter().chain(header.iter().map(String::as_str));
    writer.write_record(head).map_err(|e| io(e.into()))?;
    for (file, fault, cells) in faults {
        let row = fault.row.map(|r| r.to_string()).unwrap_or_default();
        let said = [file.clone(), row, fault.called().to_owned(), remedy(&fault.problem)];
        writer.write_record(said.iter().chain(cells)).map_err(|e| io(e.into()))?;
    }
    writer.flush().map_err(io)
}
