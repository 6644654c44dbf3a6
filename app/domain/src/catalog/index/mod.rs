//! The catalogue in memory: bitmaps per value, columns, part numbers, words. Read from PostgreSQL at start and kept up by
//! change notices, per process, so any number of servers can run.
//!
//! SKUs are numbered in the catalogue's own order (tree, family, parameters, part number), so the default order of a
//! result is the order of its bitmap. A changed SKU gets a new number at the end and remembers where it stands; when many
//! have gathered the whole is built anew beside the one in use, which answers meanwhile. Discontinued SKUs are not in it.

mod apply;
mod build;
mod column;
mod part_keys;
mod schema;
mod sku;

pub(super) use build::Builder;
pub(super) use column::{Parameter, Value, listed, small};
pub(super) use part_keys::{PartKeys, begins_but_for_one};
pub(super) use schema::{Category, Schema};
pub(crate) use sku::Numbering;
pub(super) use sku::{SkuTable, Terms};

use super::lexicon::Lexicon;
use super::store;
use super::view::SkuBrief;
use crate::error::{Error, Result};
use crate::ids::{CategoryId, SkuId};
use arc_swap::{ArcSwap, ArcSwapOption};
use roaring::RoaringBitmap;
use rust_decimal::Decimal;
use sqlx::PgPool;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Beyond so many late SKUs, and a fiftieth of all, the whole is built anew.
const MOST_LATE: usize = 2_000;

/// The catalogue of this process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Catalog {
    current: Arc<ArcSwap<Snapshot>>,
    /// When it last was what the database says; never for one that was not read from it.
    agreed: Arc<ArcSwapOption<Instant>>,
    /// One at a time puts a new state in place.
    changing: Arc<tokio::sync::Mutex<()>>,
    rebuilding: Arc<AtomicBool>,
}

impl Catalog {
    /// Reads the catalogue through this pool; any role that may read it will do.
    ///
    /// # Errors
    /// Database errors.
    pub async fn load(pool: &PgPool) -> Result<Self> {
        let catalog = Self::empty();
        catalog.refresh_if_changed(pool).await?;
        Ok(catalog)
    }

    /// A catalogue without anything in it, for a process that must start before its database.
    pub fn empty() -> Self {
        let snapshot = Builder::new(store::SchemaSource::default()).finish(Mark::default());
        Self {
            current: Arc::new(ArcSwap::from_pointee(snapshot)),
            agreed: Arc::default(),
            changing: Arc::default(),
            rebuilding: Arc::default(),
        }
    }

    /// How long ago it last was what the database says; none when it never was read.
    pub fn age(&self) -> Option<Duration> {
        self.agreed.load().as_ref().map(|at| at.elapsed())
    }

    /// The catalogue as of now; stays as it is while held.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// The same, once it was read.
    ///
    /// # Errors
    /// `Unavailable` while a starting process still reads it.
    pub fn loaded(&self) -> Result<Arc<Snapshot>> {
        match self.age() {
            Some(_) => Ok(self.snapshot()),
            None => Err(Error::Unavailable("the catalogue is being loaded".into())),
        }
    }

    /// Takes over what changed since; true when anything did. Asked several times a second by every process. The first
    /// time everything is read.
    ///
    /// # Errors
    /// Database errors; the old state stays in use.
    pub async fn refresh_if_changed(&self, pool: &PgPool) -> Result<bool> {
        let _alone = self.changing.lock().await;
        let changed = if self.age().is_none() {
            self.current.store(Arc::new(Snapshot::build(pool).await?));
            true
        } else {
            let now = self.current.load_full();
            let next = apply::catch_up(&now, pool).await?;
            let changed = next.is_some();
            if let Some(next) = next {
                self.current.store(Arc::new(next));
            }
            changed
        };
        self.agreed.store(Some(Arc::new(Instant::now())));
        Ok(changed)
    }

    /// True when so much came late, or stands out of order, that it is time for [`Catalog::rebuild`].
    pub fn wants_rebuild(&self) -> bool {
        let now = self.current.load();
        let late = now.skus.late();
        let many = late > MOST_LATE && late > now.live.len() as usize / 50;
        (many || now.mark.out_of_order) && !self.rebuilding.load(Ordering::Relaxed)
    }

    /// Builds the whole anew beside the state in use and puts it in place when it has caught up.
    ///
    /// # Errors
    /// Database errors; the old state stays in use.
    pub async fn rebuild(&self, pool: &PgPool) -> Result<()> {
        if self.rebuilding.swap(true, Ordering::Relaxed) {
            return Ok(());
        }
        let done = async {
            let fresh = Snapshot::build(pool).await?;
            let _alone = self.changing.lock().await;
            let fresh = apply::catch_up(&fresh, pool).await?.unwrap_or(fresh);
            self.current.store(Arc::new(fresh));
            Ok(())
        }
        .await;
        self.rebuilding.store(false, Ordering::Relaxed);
        done
    }
}

/// How far a state has read the change notices. Notices of transactions that were not over then are read again, so those
/// seen already are remembered.
#[derive(Clone, Debug, Default)]
pub(super) struct Mark {
    /// Every transaction before this one was over.
    pub(super) horizon: String,
    /// Notices read of later ones.
    pub(super) seen: HashSet<i64>,
    /// The tree is another one than the SKUs are numbered by.
    out_of_order: bool,
}

impl Mark {
    pub(super) fn new(horizon: String, seen: HashSet<i64>) -> Self {
        Self { horizon, seen, out_of_order: false }
    }
}

/// One state of the catalogue.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(super) mark: Mark,
    pub(super) skus: SkuTable,
    pub(super) schema: Arc<Schema>,
    pub(super) parameters: Vec<Arc<Parameter>>,
    pub(super) lexicon: Arc<Lexicon>,
    parts: Arc<PartKeys>,
    late_parts: Arc<PartKeys>,
    /// The bulk in the order of part numbers, and the place of each in it.
    by_part_number: Arc<Vec<u32>>,
    part_place: Arc<Vec<u32>>,
    /// SKUs that are for sale. Bitmaps of values and families may hold others.
    pub(super) live: Arc<RoaringBitmap>,
    /// SKUs that came late with the place each stands before in the catalogue's order.
    pub(super) late: Arc<Vec<(u32, u32)>>,
    /// The same in the order of part numbers.
    late_by_part: Arc<Vec<(u32, u32)>>,
    /// SKUs of which something can leave today.
    pub(super) in_stock: Arc<RoaringBitmap>,
    /// Per parameter, once somebody asked: how many SKUs of the whole catalogue have each value.
    pub(super) totals: Totals,
}

/// Counts that are made when first asked for; states that differ in stock alone share them.
pub(super) type Totals = Arc<[OnceLock<Box<[u32]>>]>;

impl Snapshot {
    /// Reads and builds, from one state of the database.
    ///
    /// # Errors
    /// Database errors.
    pub async fn build(pool: &PgPool) -> Result<Self> {
        let started = Instant::now();
        let (builder, mark, in_stock) = store::load_source(pool).await?;
        let read_ms = started.elapsed().as_millis();
        let snapshot = tokio::task::spawn_blocking(move || {
            let mut snapshot = builder.finish(mark);
            let docs = in_stock.iter().filter_map(|id| snapshot.skus.find(*id)).collect();
            snapshot.in_stock = Arc::new(docs);
            snapshot
        })
        .await
        .map_err(|problem| Error::Internal(problem.to_string()))?;
        let ms = started.elapsed().as_millis();
        tracing::info!(skus = snapshot.live.len(), read_ms, ms, "catalogue index built");
        Ok(snapshot)
    }

    /// How many SKUs are in it.
    pub fn len(&self) -> usize {
        usize::try_from(self.live.len()).unwrap_or(usize::MAX)
    }

    /// True when nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    pub(super) fn brief(&self, doc: u32) -> SkuBrief {
        let family = &self.schema.families[self.skus.family(doc) as usize];
        SkuBrief {
            sku_id: self.skus.id(doc),
            part_number: self.skus.part_number(doc).to_owned(),
            family_code: family.code.clone(),
            name_zh: family.name_zh.clone(),
            name_en: family.name_en.clone(),
            standard: family.standard.clone(),
            unit: self.skus.terms(doc).unit.clone(),
        }
    }

    /// How the bulk is numbered.
    pub(crate) fn numbering(&self) -> Numbering {
        self.skus.numbering()
    }

    /// The number of a SKU, if it is for sale.
    pub(crate) fn doc_of(&self, sku: SkuId) -> Option<u32> {
        self.skus.find(sku)
    }

    /// The SKU of a number.
    pub(crate) fn sku_id(&self, doc: u32) -> SkuId {
        self.skus.id(doc)
    }

    /// The number of a SKU's family.
    pub(crate) fn family_of(&self, doc: u32) -> u32 {
        self.skus.family(doc)
    }

    /// Smallest order and step of a SKU.
    pub(crate) fn steps(&self, doc: u32) -> (Decimal, Decimal) {
        let terms = self.skus.terms(doc);
        (terms.moq, terms.multiple)
    }

    /// Brand of the family of a code; empty when there is none.
    pub(crate) fn brand_of(&self, family_code: &str) -> String {
        self.schema.family(family_code).map(|family| family.brand.clone()).unwrap_or_default()
    }

    /// Brand of a family, and its categories from its own up to the root.
    pub(crate) fn place_of(&self, family: u32) -> (String, Vec<CategoryId>) {
        let Some(family) = self.schema.families.get(family as usize) else { return Default::default() };
        let mut categories = Vec::new();
        let mut at = Some(family.category);
        while let Some(category) = at.and_then(|at| self.schema.categories.get(at)) {
            categories.push(category.id);
            at = category.parent;
        }
        (family.brand.clone(), categories)
    }

    /// False when, a moment ago at most, nothing was in stock that is of this SKU's family and like it in all parameters
    /// but these.
    pub(in crate::catalog) fn may_have_alike(&self, sku: SkuId, but: &[&str]) -> bool {
        let Some(doc) = self.skus.find(sku) else { return true };
        let number = self.skus.family(doc);
        let Some(family) = self.schema.families.get(number as usize) else { return true };
        let mut alike = family.docs.as_ref() & self.in_stock.as_ref();
        alike.remove(doc);
        for (at, _) in self.schema.listed(number) {
            let parameter = &self.parameters[*at as usize];
            if alike.is_empty() {
                break;
            }
            if !but.contains(&parameter.code.as_str()) {
                parameter.values_of(doc).for_each(|value| alike &= value.docs.as_ref());
            }
        }
        !alike.is_empty()
    }

    /// False when, a moment ago at most, nothing at all was in stock.
    pub(in crate::catalog) fn may_have_stock(&self) -> bool {
        !self.in_stock.is_empty()
    }

    /// What sorts by part number: late SKUs stand before the one of the bulk that is behind them.
    pub(super) fn part_places(&self) -> impl Fn(u32) -> (u32, u32) + '_ {
        let late: HashMap<u32, (u32, u32)> =
            (0u32..).zip(self.late_by_part.iter()).map(|(n, (before, doc))| (*doc, (*before, n))).collect();
        move |doc| match self.part_place.get(doc as usize) {
            Some(place) => (*place, u32::MAX),
            None => late.get(&doc).copied().unwrap_or((u32::MAX, doc)),
        }
    }

    /// The part numbers: the bulk, and those that came late.
    pub(super) fn part_keys(&self) -> [&PartKeys; 2] {
        [&self.parts, &self.late_parts]
    }
}
