//! Taking a file into the catalogue portion by portion, or comparing it only.
//!
//! Each portion is one transaction of a few statements, so nobody waits long for the catalogue and a run that is cut off
//! goes on behind the last portion. What was written can be taken back as one whole: see [`super::jobs`].

use super::job::{CheckReport, ImportState, SkuChange};
use super::mapping::Mapping;
use super::plan::{NumberedRow, Plan, PlannedSku, Planner, Table};
use super::store::{self, NewImport, Step, Structure};
use super::{ImportReport, shape::Shape};
use crate::accounts::permission::Permission;
use crate::error::Result;
use crate::ids::ImportId;
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Rows read and written at a time.
pub const PORTION: usize = 5_000;
/// More changed SKUs than this are noted in one go.
pub(super) const MOST_NOTICES: usize = 1_000;
/// Changes shown of a check.
const EXAMPLES: usize = 100;

/// A file being taken in, or compared.
pub struct Run {
    op: OpContext,
    job: Option<ImportId>,
    writes: bool,
    planner: Planner,
    structure: Structure,
    /// Rows an earlier run was done with.
    behind: usize,
    blocked: bool,
    known_families: HashMap<String, super::plan::PlannedFamily>,
    known_values: HashSet<(String, String)>,
    known_links: HashSet<(Uuid, Uuid)>,
    schema_changed: bool,
    touched: Vec<Uuid>,
    touched_many: bool,
    changes: Vec<SkuChange>,
    report: ImportReport,
}

impl Run {
    /// Compares only; writes nothing but, for a job, its progress and problems.
    ///
    /// # Errors
    /// `Forbidden`; `Fields` when a parameter exists with another kind or unit; database errors.
    pub async fn check(
        op: &OpContext,
        job: Option<ImportId>,
        mapping: Mapping,
        header: &[String],
        cross: Option<&Table>,
    ) -> Result<Run> {
        let (run, _) = Run::open(op, mapping, header, cross).await?;
        Ok(Run { job, ..run })
    }

    /// A new import of this file.
    ///
    /// # Errors
    /// As [`Run::check`].
    pub async fn begin(
        op: &OpContext,
        file_name: &str,
        mapping: Mapping,
        header: &[String],
        cross: Option<&Table>,
    ) -> Result<Run> {
        let shape = serde_json::to_value(Shape::Templates(Box::new(mapping.clone())))?;
        let (mut run, mut tx) = Run::open(op, mapping, header, cross).await?;
        run.writes = true;
        if run.blocked {
            return Ok(run);
        }
        let id = ImportId::new();
        let sample = json!({ "header": header });
        let new = NewImport {
            id,
            person: op.person()?,
            file_name: &file_name.chars().take(255).collect::<String>(),
            mapping: &shape,
            sample: &sample,
            state: ImportState::Running,
            rows: 0,
            now: op.now,
        };
        run.report.version = store::insert_import(&mut tx, &new).await?;
        run.schema_changed =
            store::insert_schema(&mut tx, id, run.planner.mapping(), &mut run.structure).await?;
        tx.commit().await?;
        run.job = Some(id);
        Ok(run)
    }

    /// Goes on with an import whose word was said.
    ///
    /// # Errors
    /// As [`Run::check`]; `Stale` when it is not running.
    pub async fn resume(
        op: &OpContext,
        id: ImportId,
        mapping: Mapping,
        header: &[String],
        cross: Option<&Table>,
    ) -> Result<Run> {
        let (mut run, mut tx) = Run::open(op, mapping, header, cross).await?;
        let stored = store::find_import(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
        if stored.row.state != ImportState::Running {
            return Err(Rejection::Stale.into());
        }
        run.writes = true;
        run.job = Some(id);
        run.report.version = stored.row.version;
        run.behind = stored.row.rows_done as usize;
        run.touched_many = run.behind > 0;
        if !run.blocked {
            run.schema_changed =
                store::insert_schema(&mut tx, id, run.planner.mapping(), &mut run.structure).await?;
        }
        tx.commit().await?;
        Ok(run)
    }

    async fn open(
        op: &OpContext,
        mapping: Mapping,
        header: &[String],
        cross: Option<&Table>,
    ) -> Result<(Run, Tx)> {
        op.require(Permission::EditCatalogue)?;
        let mut tx = op.begin().await?;
        store::lock_catalogue(&mut tx).await?;
        let (known, structure) = store::load_known(&mut tx).await?;
        let conflicts = store::conflicts(&mapping, &known);
        if !conflicts.is_empty() {
            return Err(Rejection::Fields(conflicts).into());
        }
        let (planner, problems) = Planner::new(mapping, header, cross, known);
        let run = Run {
            op: op.clone(),
            job: None,
            writes: false,
            planner,
            structure,
            behind: 0,
            blocked: !problems.is_empty(),
            known_families: HashMap::new(),
            known_values: HashSet::new(),
            known_links: HashSet::new(),
            schema_changed: false,
            touched: Vec::new(),
            touched_many: false,
            changes: Vec::new(),
            report: ImportReport { problems, ..ImportReport::default() },
        };
        Ok((run, tx))
    }

    /// True when no row can be read: the report says which columns are missing.
    pub fn is_blocked(&self) -> bool {
        self.blocked
    }

    /// Figures so far.
    pub fn so_far(&self) -> &ImportReport {
        &self.report
    }

    /// The next rows, [`PORTION`] at most, and rows among them that could not be read at all.
    ///
    /// # Errors
    /// `Stale` when somebody stopped the import; database errors. The portion is then not written.
    pub async fn take(&mut self, rows: &[NumberedRow], unreadable: &[FieldProblem]) -> Result<()> {
        if self.blocked {
            self.report.rows += rows.len();
            return Ok(());
        }
        let mut plan = self.planner.read(rows);
        plan.problems.extend_from_slice(unreadable);
        self.report.rows += rows.len() + unreadable.len();
        if self.report.rows <= self.behind {
            self.report.skus += plan.skus.iter().filter(|s| !s.again).count();
            return Ok(());
        }
        let mut tx = self.op.begin().await?;
        match self.writes {
            true => store::lock_catalogue(&mut tx).await?,
            false => store::be_patient(&mut tx).await?,
        }
        self.without_family(&mut tx, &mut plan).await?;
        let unchanged = match self.writes {
            true => self.write(&mut tx, &plan).await?,
            false => self.compare(&mut tx, &plan).await?,
        };
        let refused = refused(&plan.problems);
        if let Some(job) = self.job {
            let step = Step {
                rows_done: whole(self.report.rows),
                unchanged: if self.writes { whole(unchanged) } else { 0 },
                refused: whole(refused),
            };
            let state = if self.writes { ImportState::Running } else { ImportState::Checking };
            if !store::update_progress(&mut tx, job, state, step).await? {
                return Err(Rejection::Stale.into());
            }
            if !plan.problems.is_empty() {
                store::insert_problems(&mut tx, job, &with_cells(&plan.problems, rows)).await?;
            }
        }
        tx.commit().await?;
        self.report.skus += plan.skus.iter().filter(|s| !s.again).count();
        self.report.unchanged += unchanged;
        self.report.refused += refused;
        if !plan.problems.is_empty() {
            let faulty: HashSet<u32> = plan.problems.iter().filter_map(|p| p.row).collect();
            let cells = rows.iter().filter(|(row, _)| faulty.contains(row)).cloned();
            self.report.cells.extend(cells);
        }
        self.report.problems.extend(plan.problems);
        Ok(())
    }

    /// Only a SKU that exists can do without a family.
    async fn without_family(&self, tx: &mut Tx, plan: &mut Plan) -> Result<()> {
        let bare = |sku: &&PlannedSku| sku.family.is_none() && (self.writes || !sku.again);
        let parts: Vec<String> = plan.skus.iter().filter(bare).map(|sku| sku.part_number.clone()).collect();
        if parts.is_empty() {
            return Ok(());
        }
        let known: HashSet<String> = store::list_existing(tx, &parts).await?.into_iter().collect();
        let lost = |sku: &PlannedSku| {
            sku.family.is_none() && (self.writes || !sku.again) && !known.contains(&sku.part_number)
        };
        for sku in plan.skus.iter().filter(|sku| lost(sku)) {
            let problem = FieldProblem::in_row("family", sku.row, Problem::Missing);
            plan.problems.push(self.planner.headed(problem));
        }
        plan.skus.retain(|sku| !lost(sku));
        Ok(())
    }

    /// Writes a portion. Returns how many SKUs were so already.
    async fn write(&mut self, tx: &mut Tx, plan: &Plan) -> Result<usize> {
        let Some(job) = self.job else { return Ok(0) };
        let fresh: Vec<_> =
            plan.families.iter().filter(|(code, f)| self.known_families.get(*code) != Some(f)).collect();
        let families = store::upsert_families(tx, job, &fresh, &mut self.structure).await?;
        let values: Vec<_> = plan.values.iter().filter(|(of, _)| !self.known_values.contains(*of)).collect();
        let mut changed = store::upsert_values(tx, job, &values, &self.structure).await?;
        changed |= families > 0;
        let written = store::upsert_skus(tx, self.op.now, job, &plan.skus, &self.structure).await?;
        changed |= self.link(tx, job, plan, &written).await?;
        self.report.families += families;
        self.schema_changed |= changed;
        self.known_values.extend(values.into_iter().map(|(of, _)| of.clone()));
        self.known_families.extend(fresh.into_iter().map(|(code, f)| (code.clone(), f.clone())));
        let inserted = written.iter().filter(|(_, new)| *new).count();
        self.report.inserted += inserted;
        self.report.updated += written.len() - inserted;
        self.touched_many |= self.touched.len() + written.len() > MOST_NOTICES;
        if !self.touched_many {
            self.touched.extend(written.iter().map(|(id, _)| *id));
        }
        Ok(plan.skus.len() - written.len())
    }

    /// What parts of a category carry, the category lists.
    async fn link(
        &mut self,
        tx: &mut Tx,
        job: ImportId,
        plan: &Plan,
        written: &[(Uuid, bool)],
    ) -> Result<bool> {
        let place: HashMap<&str, (usize, bool)> = self
            .planner
            .mapping()
            .parameters
            .iter()
            .zip(0..)
            .map(|(def, at)| (def.code.as_str(), (at, def.facet)))
            .collect();
        let mut wanted: BTreeMap<(String, usize, String), (Uuid, Uuid, bool)> = BTreeMap::new();
        for (category, code) in &plan.category_parameters {
            let ids = self.structure.categories.get(category).zip(self.structure.parameters.get(code));
            let Some((category_id, parameter_id)) = ids.map(|(c, p)| (*c, *p)) else { continue };
            if self.known_links.insert((category_id, parameter_id)) {
                let (at, facet) = place.get(code.as_str()).copied().unwrap_or((usize::MAX, true));
                wanted.insert((category.clone(), at, code.clone()), (category_id, parameter_id, facet));
            }
        }
        let links: Vec<_> = wanted.into_values().collect();
        let mut changed = store::insert_links(tx, job, &links).await?;
        let told = |sku: &PlannedSku| {
            let family = sku.family.as_ref().and_then(|code| plan.families.get(code));
            family.is_some_and(|f| f.category.is_some())
        };
        if !written.is_empty() && !plan.skus.iter().all(told) {
            let ids: Vec<Uuid> = written.iter().map(|(id, _)| *id).collect();
            changed |= store::insert_links_of(tx, job, &ids).await?;
        }
        Ok(changed)
    }

    /// Compares a portion. Returns how many SKUs are so already.
    async fn compare(&mut self, tx: &mut Tx, plan: &Plan) -> Result<usize> {
        let fresh: Vec<_> =
            plan.families.iter().filter(|(code, _)| !self.known_families.contains_key(*code)).collect();
        self.report.families += store::count_families(tx, &fresh, &self.structure).await?;
        self.known_families.extend(fresh.into_iter().map(|(code, f)| (code.clone(), f.clone())));
        let differ = store::compare_skus(tx, &plan.skus, &self.structure).await?;
        let mut counted = 0;
        for (at, states) in differ {
            let Some(sku) = plan.skus.get(at).filter(|sku| !sku.again) else { continue };
            counted += 1;
            match states {
                None => self.report.inserted += 1,
                Some((before, after)) => {
                    self.report.updated += 1;
                    if self.changes.len() < EXAMPLES {
                        self.changes.extend(changes(sku, &before, &after, &self.structure));
                    }
                }
            }
        }
        Ok(plan.skus.iter().filter(|s| !s.again).count() - counted)
    }

    /// The end: figures, one line in the audit trail, the indexes told.
    ///
    /// # Errors
    /// Database errors.
    pub async fn finish(mut self) -> Result<ImportReport> {
        self.report.dry_run = !self.writes;
        self.report.problems.sort_by_key(|p| p.row);
        self.report.unknown = self.planner.unknown();
        self.report.changes = std::mem::take(&mut self.changes);
        let Some(job) = self.job else { return Ok(self.report) };
        let mut tx = self.op.begin().await?;
        store::lock_catalogue(&mut tx).await?;
        let found = CheckReport {
            changes: self.report.changes.clone(),
            unknown: self.report.unknown.clone(),
            families: u32::try_from(self.report.families).unwrap_or(u32::MAX),
            ..CheckReport::default()
        };
        let found = serde_json::to_value(&found)?;
        let figures = &self.report;
        let (added, changed, unchanged) = (figures.inserted, figures.updated, figures.unchanged);
        if !self.writes {
            let counts = (whole(added), whole(changed), whole(unchanged));
            store::update_report(&mut tx, job, counts, &found).await?;
            if self.blocked {
                let problems = with_cells(&self.report.problems, &[]);
                store::insert_problems(&mut tx, job, &problems).await?;
            }
            store::update_state(&mut tx, job, ImportState::Waiting, None, "").await?;
            tx.commit().await?;
            return Ok(self.report);
        }
        let (added, changed) = store::update_effects(&mut tx, job).await?;
        self.report.inserted = usize::try_from(added).unwrap_or(0);
        self.report.updated = usize::try_from(changed).unwrap_or(0);
        self.notify(&mut tx).await?;
        store::update_state(&mut tx, job, ImportState::Done, Some(self.op.now), "").await?;
        store::delete_file(&mut tx, job).await?;
        let detail = json!({
            "mapping": self.planner.mapping().name, "rows": self.report.rows, "inserted": added, "updated": changed,
            "version": self.report.version,
        });
        crate::audit::record_in_tx(&mut tx, &self.op, "import_catalogue", ("import", job.0), detail).await?;
        tx.commit().await?;
        Ok(self.report)
    }

    async fn notify(&self, tx: &mut Tx) -> Result<()> {
        if self.schema_changed {
            store::insert_schema_change(tx).await?;
        }
        match self.touched_many {
            true => store::insert_all_changed(tx).await,
            false => store::insert_sku_changes(tx, &self.touched).await,
        }
    }
}

fn whole(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// Rows that have a problem.
fn refused(problems: &[FieldProblem]) -> usize {
    problems.iter().map(|p| p.row).collect::<HashSet<_>>().len()
}

fn with_cells(problems: &[FieldProblem], rows: &[NumberedRow]) -> Vec<(FieldProblem, Json)> {
    let faulty: HashSet<u32> = problems.iter().filter_map(|p| p.row).collect();
    let cells: HashMap<u32, &Vec<String>> =
        rows.iter().filter(|(row, _)| faulty.contains(row)).map(|(row, cells)| (*row, cells)).collect();
    let of = |p: &FieldProblem| p.row.and_then(|row| cells.get(&row)).map_or(json!([]), |c| json!(c));
    problems.iter().map(|p| (p.clone(), of(p))).collect()
}

/// Field by field, as a person reads them.
fn changes(sku: &PlannedSku, before: &Json, after: &Json, structure: &Structure) -> Vec<SkuChange> {
    let empty = serde_json::Map::new();
    let (old, new) = (before.as_object().unwrap_or(&empty), after.as_object().unwrap_or(&empty));
    let change = |field: &str, before: String, after: String| SkuChange {
        part_number: sku.part_number.clone(),
        field: field.to_owned(),
        before,
        after,
    };
    let mut found = Vec::new();
    let family = |value: Option<&Json>| {
        let id = value.and_then(Json::as_str).and_then(|text| text.parse::<Uuid>().ok());
        structure.families.iter().find(|(_, known)| Some(**known) == id).map(|(code, _)| code.clone())
    };
    let (was, becomes) = (family(old.get("family_id")), sku.family.clone());
    if becomes.is_some() && was != becomes {
        found.push(change("family", was.unwrap_or_default(), becomes.unwrap_or_default()));
    }
    for (field, value) in
        new.iter().filter(|(field, _)| !["family_id", "parameters"].contains(&field.as_str()))
    {
        let (was, becomes) = (shown(old.get(field)), shown(Some(value)));
        if was != becomes {
            found.push(change(field, was, becomes));
        }
    }
    let inner = |all: &serde_json::Map<String, Json>| {
        all.get("parameters").and_then(Json::as_object).cloned().unwrap_or_default()
    };
    let (old, new) = (inner(old), inner(new));
    let codes: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for code in codes {
        let (was, becomes) = (shown(old.get(code)), shown(new.get(code)));
        if was != becomes {
            found.push(change(code, was, becomes));
        }
    }
    found
}

fn shown(value: Option<&Json>) -> String {
    match value {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        // 1.0000 and 1 are one number
        Some(Json::Number(n)) => n
            .to_string()
            .parse::<rust_decimal::Decimal>()
            .map_or_else(|_| n.to_string(), |d| d.normalize().to_string()),
        Some(Json::Array(list)) => list.iter().map(|v| shown(Some(v))).collect::<Vec<_>>().join("; "),
        Some(other) => other.to_string(),
    }
}
