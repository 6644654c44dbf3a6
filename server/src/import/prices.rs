//! `import prices`: a file of prices or percentages into a price change.

use super::words::remedy;
use super::{Progress, no_mapping, unreadable};
use crate::boot::BootError;
use crate::price_files::{Table, read};
use crate::sheet::Limits;
use chrono::NaiveDate;
use clap::Args;
use domain::mappings::{MappingKind, service as mappings};
use domain::op::OpContext;
use domain::pricing::change::columns::PriceMapping;
use domain::pricing::change::draft::{Incoming, NewChange};
use domain::pricing::change::{read as changes, way};
use domain::rejection::FieldProblem;
use serde_json::json;
use std::path::PathBuf;

/// Arguments of `import prices`.
#[derive(Debug, Args)]
pub struct PriceArgs {
    /// A CSV or XLSX file with headings: list or customer or group; sku and price, or category and percent; min_qty,
    /// basis, valid_from, valid_to (exclusive) or until (inclusive) where they are needed.
    file: PathBuf,
    /// A saved mapping, or a JSON file: {"columns": {"heading": "field"}, "list": "code of rows that name none"}.
    #[arg(long)]
    mapping: Option<String>,
    /// Save what the columns are under this name, for --mapping and for the desk.
    #[arg(long)]
    save_mapping: Option<String>,
    /// Code of the list of rows that name none.
    #[arg(long)]
    list: Option<String>,
    /// First day of rows that name none; today when left out.
    #[arg(long)]
    on: Option<NaiveDate>,
    /// What the price change is called; the file's name when left out.
    #[arg(long)]
    title: Option<String>,
    /// Why; needed with --publish.
    #[arg(long, default_value = "")]
    reason: String,
    /// Say what would change, keep nothing.
    #[arg(long)]
    dry_run: bool,
    /// Publish it at once; without it the change is a draft for the desk.
    #[arg(long)]
    publish: bool,
    /// Why prices may go below the floor, when some do.
    #[arg(long, default_value = "")]
    floor_reason: String,
    /// Where to write the rows that could not be taken.
    #[arg(long)]
    errors: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// Reads the file into a price change.
///
/// # Errors
/// Files that cannot be read, a header that names neither prices nor percentages, what a document is refused for.
pub async fn run(args: PriceArgs, op: &OpContext) -> Result<(), BootError> {
    let name = args.file.display().to_string();
    if args.publish && args.reason.trim().is_empty() {
        return Err(BootError::Usage("--publish needs --reason: the history of a price says why".to_owned()));
    }
    let bytes = std::fs::read(&args.file).map_err(|e| BootError::Io(name.clone(), e))?;
    let mapping = mapping(&args, op).await?;
    let Table { heading, columns, unclear, mut portions } =
        read(bytes, name.clone(), Limits::COMMAND, mapping.clone())
            .await
            .map_err(|e| unreadable(&name, &e))?;
    let Some(columns) = columns else {
        return Err(BootError::Usage(format!(
            "{name}: the headings name neither part and price nor category and percent; use --mapping"
        )));
    };
    if args.publish && !unclear.is_empty() {
        return Err(BootError::Usage(format!(
            "{name}: nothing is known of {}; say with --mapping what they are, or that they are left out, before --publish",
            unclear.join(", ")
        )));
    }
    if let Some(saved) = &args.save_mapping {
        let read_as = PriceMapping::of(&heading, &columns, &mapping.list);
        mappings::save(op, MappingKind::Prices, saved, &read_as).await?;
    }
    let title = args.title.clone().unwrap_or_else(|| {
        args.file.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_else(|| "prices".into())
    });
    let new =
        NewChange { title, reason: args.reason.clone(), starts_on: args.on.unwrap_or_else(|| op.today()) };
    let mut incoming = Incoming::begin(op, new).await?;
    let mut shown = Progress::begin(&name);
    let mut total = 0;
    while let Some(portion) = portions.recv().await {
        let portion = portion.map_err(|e| unreadable(&name, &e))?;
        total += portion.0.len();
        incoming.take_file(portion, &columns, &mapping.list).await?;
        shown.at(total, None);
    }
    shown.end();
    if args.dry_run {
        let found = incoming.preview(&heading).await?;
        if let Some(path) = &args.errors {
            write_refused(path, &heading, &found.refused)?;
        }
        let c = found.counts;
        if args.json {
            say!(
                "{}",
                json!({ "rows": total, "counts": c, "below_floor": found.below_floor, "refused": found.refused.len(), "unused": unclear })
            );
        } else {
            say!(
                "{name}: {total} rows (dry run, nothing kept): {} new, {} changed, {} as they are, {} taken away, {} below the floor; {} problems",
                c.new,
                c.changed,
                c.same,
                c.ended,
                found.below_floor,
                found.refused.len()
            );
            for (list, part, now, price) in &found.changed {
                say!("  {list} {part}: {} → {}", now, price.map_or("-".to_owned(), |p| p.to_string()));
            }
            tell(&found.refused);
            tell_unused(&unclear);
        }
        return Ok(());
    }
    let (number, taken, refused) = incoming.finish(&heading).await?;
    let (_, problems) = changes::refused(op, &number).await?;
    if let Some(path) = &args.errors {
        write_refused(path, &heading, &problems)?;
    }
    let mut published = None;
    if args.publish && taken > 0 {
        way::submit(op, &number, "").await?;
        let revision = changes::find(op, &number).await?.revision;
        published = Some(way::publish(op, &number, revision, &args.floor_reason).await?);
    }
    if args.json {
        let steps = published.map(|published| published.steps);
        say!(
            "{}",
            json!({ "number": number, "rows": taken, "refused": refused, "published": steps, "unused": unclear })
        );
    } else {
        let state = if published.is_some() { "published" } else { "a draft for the desk" };
        say!("{name}: {total} rows, {taken} in {number}, {state}; {refused} problems");
        tell(&problems);
        tell_unused(&unclear);
    }
    Ok(())
}

/// What headings mean: a saved mapping, one of a file, or none; with the list the command names.
async fn mapping(args: &PriceArgs, op: &OpContext) -> Result<PriceMapping, BootError> {
    let mut mapping = match args.mapping.as_deref() {
        None => PriceMapping::default(),
        Some(name) if name.ends_with(".json") => {
            let text = std::fs::read_to_string(name).map_err(|e| BootError::Io(name.to_owned(), e))?;
            let read: PriceMapping = serde_json::from_str(&text)
                .map_err(|e| BootError::Usage(format!("--mapping {name}: {e}")))?;
            if let Some(field) = read.unknown_field() {
                return Err(BootError::Usage(format!("--mapping {name}: there is no field {field}")));
            }
            read
        }
        Some(name) => match mappings::find(op, MappingKind::Prices, name).await? {
            Some(saved) => saved,
            None => return Err(no_mapping(op, MappingKind::Prices, name).await),
        },
    };
    if let Some(list) = &args.list {
        mapping.list.clone_from(list);
    }
    Ok(mapping)
}

/// The first of what is wrong.
fn tell(refused: &[(FieldProblem, Vec<String>)]) {
    for (problem, _) in refused.iter().take(20) {
        say!("  row {}, {}: {}", problem.row.unwrap_or(0), problem.called(), remedy(&problem.problem));
    }
    if refused.len() > 20 {
        say!("  … {} more; --errors FILE writes them all", refused.len() - 20);
    }
}

/// The columns nobody said anything of.
fn tell_unused(unclear: &[String]) {
    if !unclear.is_empty() {
        say!("  columns not used, because nothing is known of them: {}", unclear.join(", "));
    }
}

fn write_refused(
    path: &std::path::Path,
    heading: &[String],
    refused: &[(FieldProblem, Vec<String>)],
) -> Result<(), BootError> {
    let rows = crate::price_files::with_remedies(
        refused,
        heading.len(),
        |problem| problem.called().to_owned(),
        remedy,
    );
    let heads: Vec<&str> =
        ["row", "field", "remedy"].into_iter().chain(heading.iter().map(String::as_str)).collect();
    let name = path.display().to_string();
    let bytes =
        crate::sheet::plain_csv(&heads, &rows).map_err(|e| BootError::Usage(format!("{name}: {e}")))?;
    std::fs::write(path, bytes).map_err(|e| BootError::Io(name, e))
}
