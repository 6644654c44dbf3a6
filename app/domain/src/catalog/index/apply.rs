//! Taking over what changed: a SKU gets a new number at the end, the schema is read anew, stock turns a bit.

use super::build::value_of;
use super::column::{NONE, Parameter};
use super::part_keys::PartKeys;
use super::schema::Schema;
use super::{Builder, Snapshot};
use crate::catalog::lexicon::Lexicon;
use crate::catalog::parameter::natural_cmp;
use crate::catalog::store::{self, Changes, SchemaSource};
use crate::error::Result;
use crate::ids::{FamilyId, SkuId};
use roaring::RoaringBitmap;
use sqlx::PgPool;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The state after the notices since `now`; none when there are none. Too many to apply one by one: all is read.
pub(super) async fn catch_up(now: &Snapshot, pool: &PgPool) -> Result<Option<Snapshot>> {
    let Some(changes) = store::load_changes(pool, &now.mark).await? else { return Ok(None) };
    if changes.all {
        return Snapshot::build(pool).await.map(Some);
    }
    let mut next = now.clone();
    next.mark.horizon = changes.horizon.clone();
    next.mark.seen = changes.seen.clone();
    next.apply(changes);
    Ok(Some(next))
}

impl Snapshot {
    pub(in crate::catalog) fn apply(&mut self, changes: Changes) {
        if changes.schema {
            self.take_schema(&changes.source);
        }
        for (sku, available) in changes.stock {
            let Some(doc) = self.skus.find(sku) else { continue };
            let in_stock = Arc::make_mut(&mut self.in_stock);
            if available {
                in_stock.insert(doc)
            } else {
                in_stock.remove(doc)
            };
        }
        let schema_or_skus = changes.schema || !changes.touched.is_empty();
        if !changes.touched.is_empty() {
            // a small snapshot of the changed SKUs alone reads their parameters the way all are read
            let mut builder = Builder::new(changes.source.clone());
            changes.skus.iter().for_each(|sku| builder.push(sku));
            self.take_skus(&changes.touched, &builder.finish(Default::default()));
        }
        if schema_or_skus {
            self.totals = self.parameters.iter().map(|_| Default::default()).collect();
            self.lexicon = Arc::new(Lexicon::new(&self.schema, &self.parameters, &changes.source));
        }
    }

    /// New names, tree, families. SKUs keep their numbers: the order is put right by the next build.
    fn take_schema(&mut self, source: &SchemaSource) {
        let mut schema = Schema::new(source);
        let at: HashMap<FamilyId, usize> = schema.families.iter().zip(0..).map(|(f, i)| (f.id, i)).collect();
        // families are numbered as before: SKUs point at them
        let mut families: Vec<_> = self.schema.families.clone();
        for family in &mut families {
            if let Some(fresh) = at.get(&family.id) {
                let docs = std::mem::take(&mut family.docs);
                *family = schema.families[*fresh].clone();
                family.docs = docs;
            }
        }
        let known: Vec<FamilyId> = families.iter().map(|f| f.id).collect();
        families.extend(schema.families.iter().filter(|f| !known.contains(&f.id)).cloned());
        schema.families = families;
        self.renumber_parameters(source, &mut schema);
        schema.collect();
        self.mark.out_of_order |= schema.stands_otherwise(&self.schema);
        self.schema = Arc::new(schema);
    }

    /// Parameters keep their numbers too; new ones come last, and the tree is told.
    fn renumber_parameters(&mut self, source: &SchemaSource, schema: &mut Schema) {
        let mut number = vec![0u32; source.parameters.len()];
        for (row, number) in source.parameters.iter().zip(&mut number) {
            let names: HashMap<&str, &store::ValueSource> = source
                .values
                .iter()
                .filter(|v| v.parameter_id == row.id)
                .map(|v| (v.code.as_str(), v))
                .collect();
            let at = self.parameters.iter().position(|p| p.id == row.id).unwrap_or_else(|| {
                let alone = SchemaSource { parameters: vec![row.clone()], ..SchemaSource::default() };
                self.parameters.extend(Builder::new(alone).finish(Default::default()).parameters);
                self.parameters.len() - 1
            });
            let parameter = Arc::make_mut(&mut self.parameters[at]);
            parameter.code.clone_from(&row.code);
            parameter.name_zh.clone_from(&row.name_zh);
            parameter.name_en.clone_from(&row.name_en);
            parameter.unit.clone_from(&row.unit);
            for value in &mut parameter.values {
                let docs = std::mem::take(&mut value.docs);
                *value = value_of(&value.value, |code| names.get(code).copied());
                value.docs = docs;
            }
            parameter.weigh();
            *number = u32::try_from(at).unwrap_or(NONE);
        }
        for category in &mut schema.categories {
            for (parameter, _) in &mut category.parameters {
                *parameter = number[*parameter as usize];
            }
        }
    }

    /// Lets go of the SKUs touched and takes in those of them that are for sale.
    fn take_skus(&mut self, touched: &[SkuId], fresh: &Snapshot) {
        let gone: RoaringBitmap = touched.iter().filter_map(|id| self.skus.find(*id)).collect();
        let had_stock: HashSet<SkuId> =
            (&gone & self.in_stock.as_ref()).iter().map(|doc| self.skus.id(doc)).collect();
        *Arc::make_mut(&mut self.live) -= &gone;
        *Arc::make_mut(&mut self.in_stock) -= &gone;
        touched.iter().for_each(|id| self.skus.drop(*id));
        let mut schema = (*self.schema).clone();
        let family_at: HashMap<FamilyId, u32> =
            schema.families.iter().zip(0u32..).map(|(f, i)| (f.id, i)).collect();
        for from in fresh.live.iter() {
            let family_id = fresh.schema.families[fresh.skus.family(from) as usize].id;
            let Some(family) = family_at.get(&family_id) else { continue };
            let (id, part_number) = (fresh.skus.id(from), fresh.skus.part_number(from));
            let doc = self.skus.add(id, part_number, *family, fresh.skus.terms(from).clone());
            Arc::make_mut(&mut self.live).insert(doc);
            if had_stock.contains(&id) {
                Arc::make_mut(&mut self.in_stock).insert(doc);
            }
            schema.families[*family as usize].add(doc);
            for parameter in &fresh.parameters {
                self.take_values(parameter, from, doc);
            }
        }
        schema.collect();
        self.schema = Arc::new(schema);
        let first = self.skus.first_late();
        let numbers = (first..self.skus.len()).map(|doc| self.skus.part_number(doc));
        self.late_parts = Arc::new(PartKeys::new(first, numbers));
        self.place_late();
    }

    /// Gives a SKU the values it has in the small snapshot.
    fn take_values(&mut self, fresh: &Parameter, from: u32, doc: u32) {
        let values: Vec<_> = fresh.values_of(from).cloned().collect();
        let Some(at) = self.parameters.iter().position(|p| p.id == fresh.id).filter(|_| !values.is_empty())
        else {
            return;
        };
        let parameter = Arc::make_mut(&mut self.parameters[at]);
        let mut set = Vec::new();
        for mut value in values {
            let known = parameter.values.iter().position(|v| v.value == value.value);
            let number = known.unwrap_or_else(|| {
                value.docs = Arc::default();
                parameter.values.push(value);
                parameter.values.len() - 1
            });
            Arc::make_mut(&mut parameter.values[number].docs).insert(doc);
            set.push(u32::try_from(number).unwrap_or(NONE));
        }
        set.sort_unstable();
        let cell = match &mut parameter.sets {
            None => set.first().copied().unwrap_or(NONE),
            Some(sets) => {
                let known = sets.iter().position(|other| *other == set).unwrap_or_else(|| {
                    sets.push(set);
                    sets.len() - 1
                });
                u32::try_from(known).unwrap_or(NONE)
            }
        };
        parameter.column.set(doc, cell);
        parameter.any.insert(doc);
        parameter.weigh();
    }

    /// Where late SKUs stand among the others, in the catalogue's order and in that of part numbers.
    fn place_late(&mut self) {
        let first = self.skus.first_late();
        let late: Vec<u32> = (first..self.skus.len()).filter(|doc| self.live.contains(*doc)).collect();
        let bulk: Vec<u32> = (0..first).collect();
        let by_part = |a: &u32, b: &u32| natural_cmp(self.skus.part_number(*a), self.skus.part_number(*b));
        let place = |order: &[u32], compare: &dyn Fn(&u32, &u32) -> Ordering| {
            let before = |doc: &u32| order.partition_point(|other| compare(other, doc).is_lt());
            let mut placed: Vec<(u32, u32)> =
                late.iter().map(|doc| (u32::try_from(before(doc)).unwrap_or(NONE), *doc)).collect();
            placed.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| compare(&a.1, &b.1)));
            Arc::new(placed)
        };
        let by_order = place(&bulk, &|a, b| self.compare(*a, *b));
        let by_part = place(&self.by_part_number, &by_part);
        (self.late, self.late_by_part) = (by_order, by_part);
    }

    /// The catalogue's order of two SKUs.
    fn compare(&self, a: u32, b: u32) -> Ordering {
        let (fa, fb) = (self.skus.family(a), self.skus.family(b));
        let place = |parameter: u32, doc: u32| {
            let parameter = &self.parameters[parameter as usize];
            parameter.place(parameter.column.get(doc))
        };
        let by_values = || {
            let listed = self.schema.listed(fa).iter();
            listed
                .map(|(p, _)| place(*p, a).cmp(&place(*p, b)))
                .find(|o| o.is_ne())
                .unwrap_or(Ordering::Equal)
        };
        self.schema
            .compare_families(fa, fb)
            .then_with(by_values)
            .then_with(|| natural_cmp(self.skus.part_number(a), self.skus.part_number(b)))
    }
}
