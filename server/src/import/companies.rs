//! `import companies`: customers, their groups, their place in the tree and their terms, out of a file.

use super::no_mapping;
use super::words::{Faulty, remedy as usual, write_errors};
use crate::boot::BootError;
use crate::customers::upload;
use clap::Args;
use domain::customers::Report;
use domain::customers::columns::{Columns, FIELDS};
use domain::customers::service;
use domain::mappings::{MappingKind, service as mappings};
use domain::op::OpContext;
use domain::rejection::Problem;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Differences and problems printed; files have them all.
const SHOWN: usize = 20;

/// Arguments of `import companies`.
#[derive(Debug, Args)]
pub struct CompaniesArgs {
    /// A CSV or XLSX file with a header.
    file: PathBuf,
    /// What the columns are: `name=Firm,code=No`, a JSON file with `{"name": "Firm", "code": "No"}`, or a saved mapping; by
    /// default what their names look like.
    #[arg(long)]
    mapping: Option<String>,
    /// Save what the columns are under this name, for --mapping and for the desk.
    #[arg(long)]
    save_mapping: Option<String>,
    /// Tax numbers whose check character does not fit were compared with the licences.
    #[arg(long)]
    keep_uscc: bool,
    /// Say what would change, keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where to write the rows that could not be taken.
    #[arg(long)]
    errors: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// Imports the file.
///
/// # Errors
/// Files and mappings that cannot be read, a file of which no row could be taken, database errors.
pub async fn run(args: CompaniesArgs, op: &OpContext) -> Result<(), BootError> {
    let name = args.file.display().to_string();
    let bytes = std::fs::read(&args.file).map_err(|e| BootError::Io(name.clone(), e))?;
    let upload = upload(&name, &bytes).map_err(|e| BootError::Usage(format!("{name}: {e}")))?;
    let mut columns = match &args.mapping {
        Some(name) if !name.contains('=') && !name.ends_with(".json") => {
            match mappings::find(op, MappingKind::Customers, name).await? {
                Some(saved) => Columns::fitted(&upload.header, &saved),
                None => return Err(no_mapping(op, MappingKind::Customers, name).await),
            }
        }
        Some(mapping) => {
            let pairs = pairs(mapping)?;
            let named = Columns::named(&upload.header, &pairs);
            named.map_err(|e| BootError::Usage(format!("--mapping {mapping}: {e}")))?
        }
        None => Columns::guess(&upload.header),
    };
    columns.keep_uscc = args.keep_uscc;
    for (header, field) in upload.header.iter().zip(&columns.fields) {
        eprintln!("{name}: column “{header}” is {}", if field.is_empty() { "left out" } else { field });
    }
    if !columns.is_usable() {
        let fields = FIELDS.join(", ");
        return Err(BootError::Usage(format!(
            "{name}: no column is the customer number or the tax number; use --mapping with {fields}"
        )));
    }
    if let Some(saved) = &args.save_mapping {
        mappings::save(op, MappingKind::Customers, saved, &columns.said(&upload.header)).await?;
    }
    let (report, errors) = service::import_at_once(op, upload, &columns, args.dry_run).await?;
    print(&args.file, &report, args.dry_run, args.json);
    if let Some(path) = &args.errors {
        let faulty = |(problem, cells)| -> Faulty { (name.clone(), problem, cells) };
        let faults: Vec<Faulty> = errors.rows.into_iter().map(faulty).collect();
        write_errors(path, &errors.header, &faults, remedy)?;
    }
    if report.refused == report.rows && report.rows > 0 {
        return Err(BootError::Usage(format!("nothing could be taken from {name}")));
    }
    Ok(())
}

/// Takes an import of customers back.
///
/// # Errors
/// A version nobody knows or that is undone already; database errors.
pub async fn undo(version: i64, op: &OpContext) -> Result<(), BootError> {
    let id = service::find_version(op, version).await?;
    let (restored, kept) = service::undo(op, id).await?;
    say!(
        "version {version}: {restored} customers put back, {} left alone: changed since, or have ordered",
        kept.len()
    );
    kept.iter().for_each(|code| say!("  {code}"));
    Ok(())
}

/// Field and column of a mapping, written out or in a file.
fn pairs(mapping: &str) -> Result<Vec<(String, String)>, BootError> {
    if mapping.ends_with(".json") {
        let text = std::fs::read_to_string(mapping).map_err(|e| BootError::Io(mapping.to_owned(), e))?;
        let read: std::collections::BTreeMap<String, String> =
            serde_json::from_str(&text).map_err(|e| BootError::Usage(format!("--mapping {mapping}: {e}")))?;
        return Ok(read.into_iter().collect());
    }
    let pair = |piece: &str| {
        let (field, column) = piece.split_once('=')?;
        Some((field.trim().to_owned(), column.trim().to_owned()))
    };
    let read: Option<Vec<_>> = mapping.split(',').map(pair).collect();
    read.ok_or_else(|| {
        BootError::Usage(format!("--mapping {mapping}: write field=column,field=column or name a .json file"))
    })
}

/// What is wrong and what to do.
fn remedy(problem: &Problem) -> String {
    match problem {
        Problem::UnknownChoice { typed } => format!("“{typed}” is not known here; correct it"),
        Problem::Taken => "another customer has it".into(),
        Problem::CheckDigit => {
            "the check character does not fit; --keep-uscc when it was compared with the licence".into()
        }
        other => usual(other),
    }
}

fn print(file: &Path, report: &Report, dry_run: bool, as_json: bool) {
    if as_json {
        say!("{}", json!({ "file": file, "dry_run": dry_run, "report": report }));
        return;
    }
    let kept = if dry_run {
        " (dry run, nothing kept)".to_owned()
    } else {
        format!(" (version {}, import undo {0} --companies takes it back)", report.version)
    };
    say!(
        "{}: {} rows: {} new, {} changed, {} as they were; {} refused{kept}",
        file.display(),
        report.rows,
        report.added,
        report.changed,
        report.unchanged,
        report.refused
    );
    for one in report.differences.iter().take(SHOWN) {
        let is = if one.is_new { "new" } else { "changed" };
        say!("  row {}, {} {} {is}", one.row, one.code, one.name);
        for (field, before, after) in one.fields.iter().filter(|_| !one.is_new) {
            say!("    {field}: “{before}” → “{after}”");
        }
    }
    for problem in report.problems.iter().take(SHOWN) {
        say!("  row {}, {}: {}", problem.row.unwrap_or(0), problem.called(), remedy(&problem.problem));
    }
    if report.problems.len() > SHOWN {
        say!("  … {} more; --errors FILE writes them all", report.problems.len() - SHOWN);
    }
}
