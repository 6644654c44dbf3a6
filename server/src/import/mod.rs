//! `import catalogue`, `import companies` and `import undo`: files in and out again. Reads files and prints; what a row means is
//! `domain`'s.

pub mod companies;
pub mod prices;
mod words;

use crate::boot::BootError;
use crate::sheet::{self, Limits, Portion, Portions, ReadError, RowFault};
use clap::Args;
use domain::catalog::import::columns::ColumnPlan;
use domain::catalog::import::run::{PORTION, Run};
use domain::catalog::import::shape::Shape;
use domain::catalog::import::{ImportReport, Mapping, NumberedRow, Table, builtin, jobs};
use domain::mappings::{MappingKind, service as mappings};
use domain::op::OpContext;
use domain::rejection::{FieldProblem, Problem};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use words::{Faulty, print, write_errors};

/// Arguments of `import catalogue`.
#[derive(Debug, Args)]
pub struct CatalogueArgs {
    /// CSV or XLSX files; each must have a header.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Built-in or saved mapping, or a JSON file with one; by default the mapping named like the file, else what the header
    /// looks like.
    #[arg(long)]
    mapping: Option<String>,
    /// Materials and finishes every part comes in.
    #[arg(long)]
    cross: Option<PathBuf>,
    /// Category of new families, when no column says it.
    #[arg(long)]
    category: Option<String>,
    /// Family of new SKUs, when no column says it.
    #[arg(long)]
    family: Option<String>,
    /// Put parameters nobody knows into the schema as they look.
    #[arg(long)]
    create_parameters: bool,
    /// Save what the columns are under this name, for --mapping and for the desk.
    #[arg(long)]
    save_mapping: Option<String>,
    /// Say what would change, keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Where to write the rows that could not be taken.
    #[arg(long)]
    errors: Option<PathBuf>,
    /// One JSON object per file.
    #[arg(long)]
    json: bool,
}

/// Arguments of `import undo`.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// The number the import was given.
    version: i64,
    /// It was an import of customers.
    #[arg(long)]
    companies: bool,
}

/// Imports the files one after the other. A run that was cut off is begun again: what is there already is left as it is.
///
/// # Errors
/// Files that cannot be read, mappings that do not exist, a file of which no row could be taken, database errors.
pub async fn run(args: CatalogueArgs, op: &OpContext) -> Result<(), BootError> {
    let cross = args.cross.as_deref().map(read).transpose()?;
    let (mut faults, mut refused, mut header) = (Vec::new(), Vec::new(), Vec::new());
    for file in &args.files {
        let name = file.display().to_string();
        let bytes = std::fs::read(file).map_err(|e| BootError::Io(name.clone(), e))?;
        let source = File { bytes: &bytes, name: &name };
        let (mapping, used, said) = source.mapping(&args, file, op, cross.as_ref()).await?;
        let mut report = source.import(op, mapping, used, args.dry_run).await?;
        print(file, &said, &report, args.json);
        if report.skus == 0 && !report.problems.is_empty() {
            refused.push(name.clone());
        }
        if header.is_empty() && args.files.len() == 1 {
            header = source.open()?.header().to_vec();
        }
        let cells = std::mem::take(&mut report.cells);
        faults.extend(report.problems.into_iter().map(|p| -> Faulty {
            let stood = p.row.and_then(|row| cells.get(&row)).cloned().unwrap_or_default();
            (name.clone(), p, stood)
        }));
    }
    if let Some(path) = &args.errors {
        write_errors(path, &header, &faults, words::remedy)?;
    }
    if refused.is_empty() {
        Ok(())
    } else {
        Err(BootError::Usage(format!("nothing could be taken from {}", refused.join(", "))))
    }
}

/// Takes an import back.
///
/// # Errors
/// A version nobody knows or that is undone already; database errors.
pub async fn undo(args: &UndoArgs, op: &OpContext) -> Result<(), BootError> {
    if args.companies {
        return companies::undo(args.version, op).await;
    }
    let id = jobs::undo_version(op, args.version).await?;
    let mut shown = Progress::begin("undo");
    let mut steps = 0;
    while jobs::undo_step(op, id).await? {
        steps += PORTION;
        shown.at(steps, None);
    }
    let desk = jobs::load_import(op, id).await?;
    let row = desk.row;
    say!("version {}: {} SKUs put back, {} left alone: changed since", args.version, row.restored, row.kept);
    desk.kept.iter().for_each(|part| say!("  {part}"));
    if row.kept as usize > desk.kept.len() {
        say!("  … {} more", row.kept as usize - desk.kept.len());
    }
    let gone = desk.report.removed;
    say!(
        "taken away: {} parameters, {} values, {} categories",
        gone.parameters,
        gone.values,
        gone.categories
    );
    if desk.all_left > 0 {
        say!("left, used or changed since: {}", desk.all_left);
        desk.left.iter().for_each(|one| say!("  {}", one.name_en));
    }
    Ok(())
}

/// A file at hand.
struct File<'a> {
    bytes: &'a [u8],
    name: &'a str,
}

impl File<'_> {
    fn open(&self) -> Result<Portions<'_>, BootError> {
        Portions::open(self.bytes, self.name, Limits::COMMAND).map_err(|error| unreadable(self.name, &error))
    }

    fn next(&self, portions: &mut Portions<'_>) -> Result<Option<Portion>, BootError> {
        portions.next(PORTION).map_err(|error| unreadable(self.name, &error))
    }

    /// What rows mean: a built-in mapping, a saved one, one of a file, or what the header looks like.
    async fn mapping<'c>(
        &self,
        args: &CatalogueArgs,
        file: &Path,
        op: &OpContext,
        cross: Option<&'c Table>,
    ) -> Result<(Mapping, Option<&'c Table>, String), BootError> {
        let stem = file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let name = args.mapping.as_deref().unwrap_or(&stem);
        if let Some(crossed) = builtin::mapping(name, cross.is_some()) {
            let used = cross.filter(|second| applies(&crossed, second));
            // parts the second file says nothing about come as they are
            let plain = builtin::mapping(name, false).filter(|_| used.is_none());
            return Ok((plain.unwrap_or(crossed), used, name.to_owned()));
        }
        if name.ends_with(".json") && args.mapping.is_some() {
            let text = std::fs::read_to_string(name).map_err(|e| BootError::Io(name.to_owned(), e))?;
            let mapping = Mapping::from_json(&text)
                .map_err(|error| BootError::Usage(format!("--mapping {name}: {error}")))?;
            let used = cross.filter(|second| applies(&mapping, second));
            return Ok((mapping, used, name.to_owned()));
        }
        let mut portions = self.open()?;
        let rows = self.next(&mut portions)?.unwrap_or_default().rows;
        let rows: Vec<Vec<String>> = rows.into_iter().map(|row| row.cells).collect();
        let proposed = jobs::propose_columns(op, portions.header(), &rows).await?;
        let saved: Option<Shape> = mappings::find(op, MappingKind::Catalogue, name).await?;
        let shape = match (saved, &args.mapping) {
            (Some(Shape::Columns(saved)), _) => Shape::Columns(saved.fitted(proposed)),
            (Some(templates), _) => templates,
            (None, Some(name)) => return Err(no_mapping(op, MappingKind::Catalogue, name).await),
            (None, None) => Shape::Columns(proposed),
        };
        let shape = self.completed(args, shape, op).await?;
        if let Some(name) = &args.save_mapping {
            mappings::save(op, MappingKind::Catalogue, name, &shape).await?;
        }
        Ok((jobs::compile(op, &shape).await?, None, name.to_owned()))
    }

    /// The shape with what the command line adds, told on the standard error: it was guessed.
    async fn completed(
        &self,
        args: &CatalogueArgs,
        shape: Shape,
        op: &OpContext,
    ) -> Result<Shape, BootError> {
        let Shape::Columns(mut plan) = shape else { return Ok(shape) };
        if let Some(category) = &args.category {
            plan.category.clone_from(category);
        }
        if let Some(family) = &args.family {
            plan.family.clone_from(family);
        }
        let (plan, open) = jobs::decide_columns(op, plan).await?;
        if let Some((header, codes)) = open.first() {
            return Err(BootError::Usage(format!(
                "{}: column “{header}” may be any of {}; call it by the code, say --category, or use --mapping",
                self.name,
                codes.join(", ")
            )));
        }
        tell(self.name, &plan);
        if !plan.has("part_number") {
            return Err(BootError::Usage(format!(
                "{}: no column looks like the part number; name one “part number”, or use --mapping",
                self.name
            )));
        }
        let mut shape = Shape::Columns(plan);
        if args.create_parameters {
            let found = self.import(op, jobs::compile(op, &shape).await?, None, true).await?;
            shape = jobs::with_created(shape, found.unknown);
        }
        Ok(shape)
    }

    /// Portion by portion, with progress.
    async fn import(
        &self,
        op: &OpContext,
        mapping: Mapping,
        cross: Option<&Table>,
        dry_run: bool,
    ) -> Result<ImportReport, BootError> {
        let mut portions = self.open()?;
        let header = portions.header().to_vec();
        let mut run = match dry_run {
            true => Run::check(op, None, mapping, &header, cross).await?,
            false => Run::begin(op, self.name, mapping, &header, cross).await?,
        };
        let mut shown = Progress::begin(self.name);
        while let Some(portion) = self.next(&mut portions)? {
            let (rows, problems) = parted(portion, &header);
            run.take(&rows, &problems).await?;
            shown.at(run.so_far().rows, Some(run.so_far()));
        }
        shown.end();
        Ok(run.finish().await?)
    }
}

/// That there is no mapping of this name, and which there are.
async fn no_mapping(op: &OpContext, kind: MappingKind, name: &str) -> BootError {
    let saved = match mappings::list(op, kind).await {
        Ok(saved) => saved.into_iter().map(|one| one.name),
        Err(error) => return error.into(),
    };
    let builtin = builtin::NAMES.iter().filter(|_| kind == MappingKind::Catalogue);
    let known: Vec<String> = builtin.map(|name| (*name).to_owned()).chain(saved).collect();
    let known =
        if known.is_empty() { "none is saved".to_owned() } else { format!("one of {}", known.join(", ")) };
    BootError::Usage(format!("--mapping {name}: no such mapping; a .json file, or {known}"))
}

fn unreadable(name: &str, error: &ReadError) -> BootError {
    BootError::Usage(format!("{name}: {error}"))
}

/// Rows and problems as the import takes them, under the headings of the file.
pub(crate) fn parted(portion: Portion, header: &[String]) -> (Vec<NumberedRow>, Vec<FieldProblem>) {
    let problem = |p: &sheet::RowProblem| match p.fault {
        RowFault::UnclosedQuote => {
            FieldProblem::in_row("row", p.row, Problem::Malformed { typed: "\"".into() })
        }
        RowFault::CellTooLong { column, limit } => {
            let max = u32::try_from(limit).unwrap_or(u32::MAX);
            let heading = header.get(column.saturating_sub(1) as usize).map(String::as_str);
            FieldProblem::in_row(&format!("column {column}"), p.row, Problem::TooLong { max }).under(heading)
        }
    };
    let problems = portion.problems.iter().map(problem).collect();
    (portion.rows.into_iter().map(|row| (row.number, row.cells)).collect(), problems)
}

/// The second file, whole.
fn read(path: &Path) -> Result<Table, BootError> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| BootError::Io(name.clone(), e))?;
    let read = sheet::read_table(&bytes, &name, &Limits::STAFF).map_err(|error| unreadable(&name, &error))?;
    let rows = read.rows.into_iter().map(|row| (row.number, row.cells)).collect();
    Ok(Table { header: read.header, rows })
}

/// What each column was taken for.
fn tell(file: &str, plan: &ColumnPlan) {
    for column in &plan.columns {
        let is = match column.is.as_str() {
            "" => "left out",
            "new" => "a parameter nobody knows",
            known => known.strip_prefix("p:").unwrap_or(known),
        };
        eprintln!("{file}: column “{}” is {is}", column.header);
    }
}

/// Rows and speed on the standard error, once a second, when it takes longer than that.
struct Progress<'a> {
    what: &'a str,
    begun: Instant,
    told: Instant,
    any: bool,
}

impl<'a> Progress<'a> {
    fn begin(what: &'a str) -> Self {
        let now = Instant::now();
        Self { what, begun: now, told: now, any: false }
    }

    fn at(&mut self, rows: usize, report: Option<&ImportReport>) {
        if self.told.elapsed() < Duration::from_secs(1) {
            return;
        }
        (self.told, self.any) = (Instant::now(), true);
        let speed = rows as u128 * 1_000 / self.begun.elapsed().as_millis().max(1);
        let figures =
            report.map(|r| format!(", {} new, {} changed, {} refused", r.inserted, r.updated, r.refused));
        let (begin, end) = if std::io::stderr().is_terminal() { ("\r", "") } else { ("", "\n") };
        eprint!("{begin}{}: {rows} rows, {speed} a second{}{end}", self.what, figures.unwrap_or_default());
    }

    fn end(&self) {
        if self.any && std::io::stderr().is_terminal() {
            eprintln!();
        }
    }
}

/// Whether the second file has a row for what this mapping reads.
fn applies(mapping: &Mapping, second: &Table) -> bool {
    let Some(def) = &mapping.cross else { return false };
    let Some(column) = second.header.iter().position(|name| *name == def.column) else { return true };
    second.rows.iter().any(|(_, cells)| cells.get(column).is_some_and(|cell| cell.trim() == def.equals))
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
