//! What people see of an import: its state, its figures, what it would change, what it could not take.

use super::columns::ColumnPlan;
use crate::catalog::edit::{CategoryRow, ParameterBrief};
use crate::catalog::parameter::ParameterKind;
use crate::ids::ImportId;
use crate::lang::Lang;
use crate::mappings::SavedMapping;
use crate::rejection::{FieldProblem, Rejection};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Imports on a page.
pub const PAGE: u32 = 50;

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportState {
    /// Somebody has to say what the columns are.
    Mapping,
    /// The worker reads the file and compares.
    Checking,
    /// The report is there; somebody has to say the word.
    Waiting,
    /// Rows are being written.
    Running,
    /// All good rows are in the catalogue.
    Done,
    /// It broke off; what was written stays until it goes on or is undone.
    Failed,
    /// What it changed is being taken back.
    Undoing,
    /// Taken back.
    Undone,
    /// Given up before anything was written.
    Discarded,
}

impl ImportState {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            ImportState::Mapping => "mapping",
            ImportState::Checking => "checking",
            ImportState::Waiting => "waiting",
            ImportState::Running => "running",
            ImportState::Done => "done",
            ImportState::Failed => "failed",
            ImportState::Undoing => "undoing",
            ImportState::Undone => "undone",
            ImportState::Discarded => "discarded",
        }
    }

    /// Reads what is stored.
    pub fn parse(text: &str) -> Option<Self> {
        use ImportState::*;
        [Mapping, Checking, Waiting, Running, Done, Failed, Undoing, Undone, Discarded]
            .into_iter()
            .find(|state| state.as_str() == text)
    }

    /// The worker is, or will be, at it.
    pub fn is_at_work(self) -> bool {
        matches!(self, ImportState::Checking | ImportState::Running | ImportState::Undoing)
    }
}

/// An import in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    /// Its id.
    pub id: ImportId,
    /// The number it is undone by.
    pub version: i64,
    /// Who brought it; empty for the command line.
    pub who: String,
    /// As the file was called.
    pub file_name: String,
    /// Where it stands.
    pub state: ImportState,
    /// Rows of the file; 0 while nobody has counted them.
    pub rows_total: u32,
    /// Rows done with.
    pub rows_done: u32,
    /// SKUs that are new.
    pub added: u32,
    /// SKUs that changed.
    pub changed: u32,
    /// SKUs that were so already.
    pub unchanged: u32,
    /// Rows that could not be taken.
    pub refused: u32,
    /// SKUs an undo put back.
    pub restored: u32,
    /// SKUs an undo left alone because they were changed since.
    pub kept: u32,
    /// When it was brought.
    pub created_at: DateTime<Utc>,
    /// Why it broke off, when that is known.
    pub failure: Option<Rejection>,
    /// Counts what people did to it.
    pub revision: i32,
}

/// One field of a SKU an import would change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuChange {
    /// As the maker writes it.
    pub part_number: String,
    /// Code of the parameter, or the field.
    pub field: String,
    /// As it is.
    pub before: String,
    /// As it would become.
    pub after: String,
}

/// A parameter nobody knows: what it could be in the schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// What the file calls it.
    pub said: String,
    /// Code it would get.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// What its values look like.
    pub kind: ParameterKind,
    /// Unit of its numbers.
    pub unit: String,
    /// Its cells say several values at once, divided by `;`.
    #[serde(default)]
    pub many: bool,
    /// Values in the file.
    pub values: u64,
    /// Some of them.
    pub examples: Vec<String>,
}

/// What a check found beside the figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckReport {
    /// The first changes, field by field.
    pub changes: Vec<SkuChange>,
    /// Parameters nobody knows.
    pub unknown: Vec<Proposal>,
    /// Families created or changed.
    pub families: u32,
    /// What an undo took away of the schema.
    pub removed: Removed,
}

/// What an undo took away of what the import had added to the schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Removed {
    /// Categories.
    pub categories: u32,
    /// Parameters.
    pub parameters: u32,
    /// Named values.
    pub values: u32,
    /// Parameters categories listed.
    pub links: u32,
}

impl Removed {
    /// True when nothing went.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Something an import added that its undo left where it is: somebody uses or changed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// What it is.
    pub kind: LeftKind,
    /// 中文; of a value with its parameter before it.
    pub name_zh: String,
    /// English
    pub name_en: String,
}

/// What an import may add to the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeftKind {
    /// A node of the tree.
    Category,
    /// A parameter.
    Parameter,
    /// A named value of one.
    Value,
}

/// Header and first rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sample {
    /// Names of the columns.
    pub header: Vec<String>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
}

/// An import with everything its page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportDesk {
    /// Its figures.
    pub row: ImportRow,
    /// What the file looks like.
    pub sample: Sample,
    /// What each column is; none for mappings made elsewhere.
    pub plan: Option<ColumnPlan>,
    /// What the last check found.
    pub report: CheckReport,
    /// The first rows that could not be taken.
    pub problems: Vec<FieldProblem>,
    /// The first part numbers an undo left alone.
    pub kept: Vec<String>,
    /// The first of what it added that its undo left where it is.
    pub left: Vec<Left>,
    /// How much of that there is.
    pub all_left: u32,
    /// Parameters a column may be.
    pub parameters: Vec<ParameterBrief>,
    /// Categories new families may go to.
    pub tree: Vec<CategoryRow>,
    /// Names of saved mappings.
    pub saved: Vec<String>,
    /// The file is still here to be read again.
    pub has_file: bool,
}

/// A page of imports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportList {
    /// Newest first.
    pub rows: Vec<ImportRow>,
    /// All there are.
    pub total: u64,
    /// This page, from 1.
    pub page: u32,
    /// What is saved for the next file.
    pub saved: Vec<SavedMapping>,
}

/// A proposed parameter as typed; a box that is not ticked is not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProposalForm {
    /// `yes`
    pub take: String,
    /// What the file calls it.
    pub said: String,
    /// Code.
    pub code: String,
    /// 中文
    pub name_zh: String,
    /// English
    pub name_en: String,
    /// enum, number, range, text or boolean.
    pub kind: String,
    /// Unit of its numbers.
    pub unit: String,
    /// `yes`: its cells say several values.
    pub many: String,
}

impl ProposalForm {
    /// As a parameter to create; none when it is not ticked or its kind is none of the five.
    pub fn ticked(self) -> Option<Proposal> {
        let kind = ParameterKind::parse(&self.kind).filter(|_| !self.take.is_empty())?;
        let unit = if kind.is_numeric() { self.unit.trim().to_owned() } else { String::new() };
        let trimmed = |text: String| text.trim().to_owned();
        Some(Proposal {
            said: self.said,
            code: trimmed(self.code),
            name_zh: trimmed(self.name_zh),
            name_en: trimmed(self.name_en),
            kind,
            unit,
            many: !self.many.is_empty() && matches!(kind, ParameterKind::Enum | ParameterKind::Text),
            values: 0,
            examples: Vec::new(),
        })
    }
}

impl Proposal {
    /// The name in this language.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_zh, &self.name_en)
    }
}
