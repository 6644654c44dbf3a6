//! The catalogue in memory: bitmaps per value, dense columns, part keys, words. Rebuilt whole when something changed.
//!
//! SKUs are numbered in the catalogue's own order (tree, family, parameters, part number), so the default order of a
//! result is the order of its bitmap. Discontinued SKUs are not in it.

use super::parameter::{ParameterKind, ParameterValue, natural_cmp};
use super::part_number::PartKey;
use super::store::{self, Source};
use super::view::SkuBrief;
use super::words::{PartKeys, Words};
use crate::error::Result;
use crate::ids::SkuId;
use arc_swap::{ArcSwap, ArcSwapOption};
use roaring::RoaringBitmap;
use rust_decimal::Decimal;
use sqlx::PgPool;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// No value in a column.
pub(super) const NONE: u32 = u32::MAX;

/// The catalogue of this process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Catalog {
    current: Arc<ArcSwap<Snapshot>>,
    /// When it last was what the database says; never for one that was not read from it.
    agreed: Arc<ArcSwapOption<Instant>>,
}

impl Catalog {
    /// Reads the catalogue through this pool; any role that may read it will do.
    ///
    /// # Errors
    /// Database errors.
    pub async fn load(pool: &PgPool) -> Result<Self> {
        let snapshot = Snapshot::build(pool).await?;
        let agreed = Arc::new(ArcSwapOption::from_pointee(Instant::now()));
        Ok(Self { current: Arc::new(ArcSwap::from_pointee(snapshot)), agreed })
    }

    /// A catalogue without anything in it, for a process that must start before its database.
    pub fn empty() -> Self {
        let snapshot = Snapshot::assemble(Source::default());
        Self { current: Arc::new(ArcSwap::from_pointee(snapshot)), agreed: Arc::default() }
    }

    /// How long ago it last was what the database says; none when it never was read.
    pub fn age(&self) -> Option<Duration> {
        self.agreed.load().as_ref().map(|at| at.elapsed())
    }

    /// The catalogue as of now; stays as it is while held.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Rebuilds when the catalogue changed since; true when it did. Asked every second by every process.
    ///
    /// # Errors
    /// Database errors; the old snapshot stays in use.
    pub async fn refresh_if_changed(&self, pool: &PgPool) -> Result<bool> {
        let changed = self.age().is_none() || store::find_version(pool).await? != self.current.load().version;
        if changed {
            self.current.store(Arc::new(Snapshot::build(pool).await?));
        }
        self.agreed.store(Some(Arc::new(Instant::now())));
        Ok(changed)
    }
}

/// One state of the catalogue.
#[derive(Debug)]
pub struct Snapshot {
    /// Last change that is in it.
    pub version: i64,
    pub(super) skus: Vec<Sku>,
    pub(super) by_id: HashMap<SkuId, u32>,
    pub(super) by_part_number: Vec<u32>,
    pub(super) categories: Vec<Category>,
    pub(super) families: Vec<Family>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) words: Words,
}

#[derive(Debug)]
pub(super) struct Sku {
    pub(super) id: SkuId,
    pub(super) part_number: String,
    pub(super) family: usize,
    pub(super) unit: String,
    pub(super) price_basis: u32,
    pub(super) pack_size: Decimal,
    pub(super) moq: Decimal,
    pub(super) multiple: Decimal,
    pub(super) lead_time_days: u32,
}

#[derive(Debug)]
pub(super) struct Family {
    pub(super) code: String,
    pub(super) standard: String,
    pub(super) brand: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
    pub(super) category: usize,
    pub(super) docs: RoaringBitmap,
}

/// In preorder of the tree: a parent stands before its children.
#[derive(Debug)]
pub(super) struct Category {
    pub(super) code: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
    pub(super) parent: Option<usize>,
    /// Parameter and whether it is a facet, in order; those of the ancestors first.
    pub(super) parameters: Vec<(usize, bool)>,
    /// SKUs in it and below.
    pub(super) docs: RoaringBitmap,
}

#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) code: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
    pub(super) unit: String,
    pub(super) kind: ParameterKind,
    /// In canonical order.
    pub(super) values: Vec<Value>,
    /// Value per SKU.
    pub(super) column: Vec<u32>,
}

#[derive(Debug)]
pub(super) struct Value {
    pub(super) value: ParameterValue,
    pub(super) code: String,
    pub(super) name_zh: String,
    pub(super) name_en: String,
    pub(super) docs: RoaringBitmap,
}

impl Snapshot {
    /// Reads and builds, from one state of the database.
    ///
    /// # Errors
    /// Database errors.
    pub async fn build(pool: &PgPool) -> Result<Self> {
        let source = store::load_source(pool).await?;
        let started = Instant::now();
        let snapshot = Self::assemble(source);
        tracing::info!(
            skus = snapshot.skus.len(),
            ms = started.elapsed().as_millis(),
            "catalogue index built"
        );
        Ok(snapshot)
    }

    /// How many SKUs are in it.
    pub fn len(&self) -> usize {
        self.skus.len()
    }

    /// True when nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.skus.is_empty()
    }

    pub(super) fn assemble(mut source: Source) -> Self {
        let mut parameters = build_parameters(&source);
        let mut categories = build_categories(&source);
        let mut families = build_families(&source, &categories);
        let family_at: HashMap<_, usize> = source.families.iter().zip(0..).map(|(f, i)| (f.id, i)).collect();
        source.skus.retain(|sku| family_at.contains_key(&sku.family_id));
        let order = order_skus(&source, &parameters, &categories, &families, &family_at);
        let columns: Vec<Vec<u32>> =
            parameters.iter().map(|p| order.iter().map(|at| p.column[*at]).collect()).collect();
        for (parameter, column) in parameters.iter_mut().zip(columns) {
            for (doc, value) in (0u32..).zip(&column) {
                if let Some(value) = parameter.values.get_mut(*value as usize) {
                    value.docs.insert(doc);
                }
            }
            parameter.column = column;
        }
        let mut rows: Vec<Option<store::SkuSource>> = source.skus.into_iter().map(Some).collect();
        let mut skus = Vec::with_capacity(rows.len());
        for (doc, at) in (0u32..).zip(order) {
            let Some(row) = rows[at].take() else { continue };
            let family = family_at[&row.family_id];
            families[family].docs.insert(doc);
            skus.push(row.into_sku(family));
        }
        collect_categories(&mut categories, &families);
        let words =
            build_words(&skus, &source.values, &parameters, &families, &categories, &source.parameters);
        let by_id = (0u32..).zip(&skus).map(|(doc, sku)| (sku.id, doc)).collect();
        let mut by_part_number: Vec<u32> = (0u32..).take(skus.len()).collect();
        by_part_number
            .sort_by(|a, b| natural_cmp(&skus[*a as usize].part_number, &skus[*b as usize].part_number));
        Self { version: source.version, skus, by_id, by_part_number, categories, families, parameters, words }
    }

    pub(super) fn brief(&self, doc: u32) -> SkuBrief {
        let sku = &self.skus[doc as usize];
        let family = &self.families[sku.family];
        SkuBrief {
            sku_id: sku.id,
            part_number: sku.part_number.clone(),
            family_code: family.code.clone(),
            name_zh: family.name_zh.clone(),
            name_en: family.name_en.clone(),
            standard: family.standard.clone(),
            unit: sku.unit.clone(),
        }
    }
}

/// Values of every parameter in canonical order; the columns are still in the order of the source.
fn build_parameters(source: &Source) -> Vec<Parameter> {
    let named: HashMap<_, _> = source.values.iter().map(|v| ((v.parameter_id, v.code.as_str()), v)).collect();
    let build = |row: &store::ParameterSource| {
        let read = |sku: &store::SkuSource| {
            sku.parameters.get(&row.code).and_then(|stored| ParameterValue::from_stored(row.kind, stored))
        };
        let parsed: Vec<Option<ParameterValue>> = source.skus.iter().map(read).collect();
        let mut distinct: Vec<ParameterValue> =
            parsed.iter().flatten().collect::<std::collections::HashSet<_>>().into_iter().cloned().collect();
        let position = |v: &ParameterValue| named.get(&(row.id, v.code().as_str())).map(|n| n.position);
        distinct.sort_by(|a, b| {
            let by_position = match (position(a), position(b)) {
                (Some(x), Some(y)) => x.cmp(&y),
                _ => std::cmp::Ordering::Equal,
            };
            by_position.then_with(|| a.canonical_cmp(b))
        });
        let at: HashMap<&ParameterValue, u32> = distinct.iter().zip(0u32..).collect();
        let column = parsed.iter().map(|v| v.as_ref().map_or(NONE, |v| at[v])).collect();
        let values = distinct.iter().map(|value| {
            let code = value.code();
            let (zh, en) = value.display();
            let name = named.get(&(row.id, code.as_str()));
            Value {
                name_zh: name.map_or(zh, |n| n.name_zh.clone()),
                name_en: name.map_or(en, |n| n.name_en.clone()),
                value: value.clone(),
                code,
                docs: RoaringBitmap::new(),
            }
        });
        Parameter {
            code: row.code.clone(),
            name_zh: row.name_zh.clone(),
            name_en: row.name_en.clone(),
            unit: row.unit.clone(),
            kind: row.kind,
            values: values.collect(),
            column,
        }
    };
    source.parameters.iter().map(build).collect()
}

fn build_categories(source: &Source) -> Vec<Category> {
    let parameter_at: HashMap<_, usize> = source.parameters.iter().zip(0..).map(|(p, i)| (p.id, i)).collect();
    let mut out: Vec<Category> = Vec::with_capacity(source.categories.len());
    // rows come ordered by position and code; a stack walks the tree, each parent before its children
    let mut stack: Vec<(&store::CategorySource, Option<usize>)> =
        source.categories.iter().rev().filter(|c| c.parent_id.is_none()).map(|c| (c, None)).collect();
    while let Some((row, parent)) = stack.pop() {
        let mut parameters: Vec<(usize, bool)> =
            parent.map(|p: usize| out[p].parameters.clone()).unwrap_or_default();
        for link in source.category_parameters.iter().filter(|link| link.category_id == row.id) {
            let Some(at) = parameter_at.get(&link.parameter_id) else { continue };
            parameters.retain(|(known, _)| known != at);
            parameters.push((*at, link.facet));
        }
        stack.extend(
            source
                .categories
                .iter()
                .rev()
                .filter(|c| c.parent_id == Some(row.id))
                .map(|c| (c, Some(out.len()))),
        );
        out.push(Category {
            code: row.code.clone(),
            name_zh: row.name_zh.clone(),
            name_en: row.name_en.clone(),
            parent,
            parameters,
            docs: RoaringBitmap::new(),
        });
    }
    out
}

fn build_families(source: &Source, categories: &[Category]) -> Vec<Family> {
    let code_of: HashMap<_, &str> = source.categories.iter().map(|c| (c.id, c.code.as_str())).collect();
    let at: HashMap<&str, usize> = categories.iter().zip(0..).map(|(c, i)| (c.code.as_str(), i)).collect();
    source
        .families
        .iter()
        .map(|row| Family {
            code: row.code.clone(),
            standard: row.standard.clone(),
            brand: row.brand.clone(),
            name_zh: row.name_zh.clone(),
            name_en: row.name_en.clone(),
            category: code_of.get(&row.category_id).and_then(|code| at.get(code)).copied().unwrap_or(0),
            docs: RoaringBitmap::new(),
        })
        .collect()
}

fn order_skus(
    source: &Source,
    parameters: &[Parameter],
    categories: &[Category],
    families: &[Family],
    family_at: &HashMap<crate::ids::FamilyId, usize>,
) -> Vec<usize> {
    let mut order: Vec<usize> = (0..source.skus.len()).collect();
    let family = |at: usize| family_at[&source.skus[at].family_id];
    order.sort_by(|a, b| {
        let (fa, fb) = (family(*a), family(*b));
        let by_family = || {
            families[fa]
                .category
                .cmp(&families[fb].category)
                .then_with(|| natural_cmp(&families[fa].code, &families[fb].code))
        };
        let by_values = || {
            let listed =
                categories.get(families[fa].category).map(|c| c.parameters.as_slice()).unwrap_or_default();
            let differ = |(p, _): &(usize, bool)| parameters[*p].column[*a].cmp(&parameters[*p].column[*b]);
            listed.iter().map(differ).find(|o| o.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
        };
        by_family()
            .then_with(by_values)
            .then_with(|| natural_cmp(&source.skus[*a].part_number, &source.skus[*b].part_number))
    });
    order
}

/// Own SKUs from the families, then each into its parent; children stand behind parents, so backwards.
fn collect_categories(categories: &mut [Category], families: &[Family]) {
    for family in families {
        if let Some(category) = categories.get_mut(family.category) {
            category.docs |= &family.docs;
        }
    }
    for at in (0..categories.len()).rev() {
        if let Some(parent) = categories[at].parent {
            let docs = categories[at].docs.clone();
            categories[parent].docs |= docs;
        }
    }
}

fn build_words(
    skus: &[Sku],
    names: &[store::ValueSource],
    parameters: &[Parameter],
    families: &[Family],
    categories: &[Category],
    sources: &[store::ParameterSource],
) -> Words {
    let keys = PartKeys::new(skus.iter().map(|sku| PartKey::of(&sku.part_number)).collect());
    let mut words = Words::new(keys);
    for (parameter, row) in parameters.iter().zip(sources) {
        // numbers and yes/no are for filters; as words they would hit everything
        if !matches!(parameter.kind, ParameterKind::Enum | ParameterKind::Text) {
            continue;
        }
        let aliases: HashMap<&str, &[String]> = names
            .iter()
            .filter(|n| n.parameter_id == row.id)
            .map(|n| (n.code.as_str(), n.aliases.as_slice()))
            .collect();
        for value in &parameter.values {
            for text in [&value.code, &value.name_zh, &value.name_en] {
                words.add(text, &value.docs);
            }
            let aliases = aliases.get(value.code.as_str()).copied().unwrap_or_default();
            aliases.iter().for_each(|alias| words.add(alias, &value.docs));
        }
    }
    for family in families {
        for text in [&family.name_zh, &family.name_en, &family.standard, &family.brand, &family.code] {
            words.add(text, &family.docs);
        }
    }
    for category in categories {
        words.add(&category.name_zh, &category.docs);
        words.add(&category.name_en, &category.docs);
    }
    words
}
