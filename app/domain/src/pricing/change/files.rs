//! Files of prices whose columns have to be told: kept when they are brought, read into a draft when somebody has said what
//! the columns are. What a file became is kept with it, so that the same form twice makes one draft.

use super::columns::{PriceMapping, told};
use super::draft::{Incoming, NewChange};
use super::file::{PriceFile, WaitingFile};
use crate::accounts::permission::Permission;
use crate::error::Result;
use crate::ids::PriceFileId;
use crate::mappings::{MappingKind, service as mappings};
use crate::op::{OpContext, Tx};
use crate::pricing::store::{changes, files as store};
use crate::rejection::{FieldProblem, Problem, Rejection};
use chrono::{Days, NaiveDate};
use serde::Serialize;
use serde_json::Value as Json;

/// A file nobody has come back to for so many days is thrown away.
const KEPT_DAYS: u64 = 30;

/// A file as it is brought.
#[derive(Clone, Debug, Default)]
pub struct NewFile {
    /// As it is called.
    pub file_name: String,
    /// Its headings.
    pub header: Vec<String>,
    /// Code of the list of rows that name none.
    pub list: String,
    /// First day of rows that name none.
    pub starts_on: NaiveDate,
}

/// A file that is being kept, portion by portion, in one transaction.
pub struct Keeping {
    tx: Tx,
    id: PriceFileId,
    parts: i32,
}

impl Keeping {
    /// Begins with its headings; files nobody came back to go.
    ///
    /// # Errors
    /// `Forbidden`; database errors.
    pub async fn begin(op: &OpContext, new: &NewFile) -> Result<Keeping> {
        op.require(Permission::EditPrices)?;
        let mut tx = op.begin().await?;
        changes::take_time(&mut tx).await?;
        if let Some(before) = op.now.checked_sub_days(Days::new(KEPT_DAYS)) {
            store::delete_files_before(&mut tx, before).await?;
        }
        let id = PriceFileId::new();
        let names = (plain_name(&new.file_name), json_of(&new.header)?);
        let of = (op.person()?, op.now);
        store::insert_file(&mut tx, id, (&names.0, &names.1), (&new.list, new.starts_on), of).await?;
        Ok(Keeping { tx, id, parts: 0 })
    }

    /// Keeps rows, and what of them could not be read.
    ///
    /// # Errors
    /// Database errors.
    pub async fn take(&mut self, rows: &[(u32, Vec<String>)], unread: &[FieldProblem]) -> Result<()> {
        let kept = (json_of(&rows)?, json_of(&unread)?);
        store::insert_rows(&mut self.tx, (self.id, self.parts), (&kept.0, &kept.1), rows.len()).await?;
        self.parts += 1;
        Ok(())
    }

    /// Keeps it.
    ///
    /// # Errors
    /// Database errors.
    pub async fn finish(self) -> Result<PriceFileId> {
        self.tx.commit().await?;
        Ok(self.id)
    }
}

/// PostgreSQL keeps no NUL.
fn json_of(value: &impl Serialize) -> Result<Json> {
    let text = serde_json::to_string(value)?;
    if text.contains("\\u0000") {
        return Ok(serde_json::from_str(&text.replace("\\u0000", ""))?);
    }
    Ok(serde_json::from_str(&text)?)
}

/// What a document made of a file is called.
pub fn plain_name(file_name: &str) -> String {
    let name: String = file_name.chars().filter(|c| !c.is_control()).take(200).collect();
    if name.trim().is_empty() { "import".to_owned() } else { name }
}

/// A file with what its columns are taken for: by a saved mapping when one is named, else by their headings.
///
/// # Errors
/// `Forbidden`; `NotFound` for a file or mapping there is not.
pub async fn load(op: &OpContext, id: PriceFileId, mapping: &str) -> Result<PriceFile> {
    op.require(Permission::EditPrices)?;
    let mut tx = op.read().await?;
    let file = store::find_file(&mut tx, id, false).await?.ok_or(Rejection::NotFound)?;
    let saved = mappings::names_in_tx(&mut tx, MappingKind::Prices).await?;
    let by: PriceMapping = match mapping {
        "" => PriceMapping::default(),
        name => mappings::find_in_tx(&mut tx, MappingKind::Prices, name).await?.ok_or(Rejection::NotFound)?,
    };
    let sample = store::first_rows(&mut tx, id).await?;
    let number = match file.change {
        Some(change) => Some(changes::number_of(&mut tx, change).await?),
        None => None,
    };
    drop(tx);
    let fields = by.fitted(&file.header).into_iter().map(|field| field.unwrap_or_default().to_owned());
    Ok(PriceFile {
        id,
        fields: fields.collect(),
        rows: u64::try_from(file.rows).unwrap_or(0),
        header: file.header,
        sample,
        list: if file.list.is_empty() { by.list } else { file.list },
        starts_on: file.starts_on,
        mapping: mapping.to_owned(),
        saved,
        number,
        file_name: file.file_name,
    })
}

/// Files whose columns nobody has told yet.
///
/// # Errors
/// `Forbidden`.
pub async fn list_waiting(op: &OpContext) -> Result<Vec<WaitingFile>> {
    op.require(Permission::EditPrices)?;
    let mut tx = op.read().await?;
    let files = store::list_files(&mut tx).await?;
    Ok(files)
}

/// What somebody says of a file.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// What each column is; empty for one that is left out.
    pub columns: Vec<String>,
    /// Code of the list of rows that name none.
    pub list: String,
    /// First day of rows that name none.
    pub starts_on: NaiveDate,
    /// The file has no headings: its first row is one like the others.
    pub first_row: bool,
    /// Name to save this under for the next file; empty saves nothing.
    pub save_as: String,
}

/// Reads a file into a draft by what its columns are said to be; the draft's number. A file that was read already answers
/// with the draft it became.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Fields` for columns of which no prices can be read, and for a name that cannot be one.
pub async fn read_in(op: &OpContext, id: PriceFileId, told_by: &Told) -> Result<String> {
    op.require(Permission::EditPrices)?;
    let mut tx = op.begin().await?;
    changes::take_time(&mut tx).await?;
    let file = store::find_file(&mut tx, id, true).await?.ok_or(Rejection::NotFound)?;
    if let Some(change) = file.change {
        return changes::number_of(&mut tx, change).await;
    }
    let problem = || Rejection::Fields(vec![FieldProblem::new("columns", Problem::Missing)]);
    let columns = told(&file.header, &told_by.columns).ok_or_else(problem)?;
    let list = told_by.list.trim();
    if !told_by.save_as.trim().is_empty() {
        let mapping = PriceMapping::of(&file.header, &columns, list);
        mappings::save_in_tx(&mut tx, op, MappingKind::Prices, &told_by.save_as, &mapping).await?;
    }
    let title = plain_name(&file.file_name);
    let new = NewChange { title, reason: String::new(), starts_on: told_by.starts_on };
    let mut incoming = Incoming::within(tx, op, new).await?;
    incoming.without_headings = told_by.first_row;
    if told_by.first_row {
        let first = (vec![(1, file.header.clone())], Vec::new());
        incoming.take_file(first, &columns, list).await?;
    }
    for part in 0..file.parts {
        let rows = store::load_rows(incoming.parts().0, (id, part)).await?;
        incoming.take_file(rows, &columns, list).await?;
    }
    let (tx, change) = incoming.parts();
    store::end_file(tx, id, change).await?;
    Ok(incoming.finish(&file.header).await?.0)
}

/// Throws away a file that became nothing.
///
/// # Errors
/// `Forbidden`; `NotFound` when there is none, or it became a draft.
pub async fn discard(op: &OpContext, id: PriceFileId) -> Result<()> {
    op.require(Permission::EditPrices)?;
    let mut tx = op.begin().await?;
    if !store::delete_file(&mut tx, id).await? {
        return Err(Rejection::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}
