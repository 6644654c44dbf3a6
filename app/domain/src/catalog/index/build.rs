//! Building a snapshot: SKUs come one after the other, are put into the catalogue's order, and become columns.

use super::column::{Column, NONE, Parameter, Value};
use super::part_keys::PartKeys;
use super::schema::Schema;
use super::sku::{SkuTable, Terms};
use super::{Mark, Snapshot};
use crate::catalog::lexicon::Lexicon;
use crate::catalog::parameter::{ParameterKind, ParameterValue, StoredValue, natural_cmp};
use crate::catalog::store::{SchemaSource, SkuSource};
use crate::ids::{FamilyId, ParameterId, SkuId};
use roaring::RoaringBitmap;
use serde::de::{DeserializeSeed, MapAccess, Visitor};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

/// Between the texts of a set of values.
const BETWEEN: char = '\u{1f}';

/// What is known of a parameter while SKUs come in: every text seen has a number.
struct Seen {
    kind: ParameterKind,
    many: bool,
    numbers: HashMap<String, u32>,
    /// Values of each text; none when a text has not the shape its kind demands.
    meant: Vec<Vec<ParameterValue>>,
}

impl Seen {
    fn number(&mut self, text: &str, stored: impl FnOnce() -> StoredValue) -> u32 {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let number = u32::try_from(self.meant.len()).unwrap_or(NONE);
        self.numbers.insert(text.to_owned(), number);
        self.meant.push(ParameterValue::from_stored(self.kind, &stored()).into_iter().collect());
        number
    }

    fn set(&mut self, texts: &[Cow<'_, str>]) -> u32 {
        let whole = texts.join(&BETWEEN.to_string());
        if let Some(known) = self.numbers.get(&whole) {
            return *known;
        }
        let read = |text: &Cow<'_, str>| {
            ParameterValue::from_stored(self.kind, &StoredValue::Text(text.to_string()))
        };
        let meant = texts.iter().filter_map(read).collect();
        let number = u32::try_from(self.meant.len()).unwrap_or(NONE);
        self.meant.push(meant);
        self.numbers.insert(whole, number);
        number
    }
}

/// Takes SKUs in and gives a [`Snapshot`].
pub(in crate::catalog) struct Builder {
    source: SchemaSource,
    families: HashMap<FamilyId, u32>,
    codes: HashMap<String, u32>,
    seen: Vec<Seen>,
    ids: Vec<SkuId>,
    family: Vec<u32>,
    terms: Vec<u32>,
    known_terms: HashMap<Terms, u32>,
    part_numbers: String,
    part_ends: Vec<u32>,
    /// Per SKU its parameters and the numbers of their texts.
    cells: Vec<(u32, u32)>,
    cell_ends: Vec<u32>,
}

fn size(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

impl Builder {
    pub(in crate::catalog) fn new(source: SchemaSource) -> Self {
        let seen = |p: &crate::catalog::store::ParameterSource| Seen {
            kind: p.kind,
            many: p.many,
            numbers: HashMap::new(),
            meant: Vec::new(),
        };
        Self {
            families: source.families.iter().zip(0u32..).map(|(f, i)| (f.id, i)).collect(),
            codes: source.parameters.iter().zip(0u32..).map(|(p, i)| (p.code.clone(), i)).collect(),
            seen: source.parameters.iter().map(seen).collect(),
            source,
            ids: Vec::new(),
            family: Vec::new(),
            terms: Vec::new(),
            known_terms: HashMap::new(),
            part_numbers: String::new(),
            part_ends: Vec::new(),
            cells: Vec::new(),
            cell_ends: Vec::new(),
        }
    }

    /// Takes a SKU; one of a family nobody knows is left out.
    pub(in crate::catalog) fn push(&mut self, sku: &SkuSource) {
        let Some(family) = self.families.get(&sku.family_id) else { return };
        self.ids.push(sku.id);
        self.family.push(*family);
        let next = size(self.known_terms.len());
        self.terms.push(*self.known_terms.entry(sku.terms.clone()).or_insert(next));
        self.part_numbers.push_str(&sku.part_number);
        self.part_ends.push(size(self.part_numbers.len()));
        let into = Cells { codes: &self.codes, seen: &mut self.seen, cells: &mut self.cells };
        // what has not the shape of a value is left out rather than hiding the whole catalogue
        let _ = into.deserialize(&mut serde_json::Deserializer::from_str(&sku.parameters));
        self.cell_ends.push(size(self.cells.len()));
    }

    fn cells_of(&self, at: usize) -> &[(u32, u32)] {
        let from = at.checked_sub(1).map_or(0, |before| self.cell_ends[before] as usize);
        &self.cells[from..self.cell_ends[at] as usize]
    }

    fn part_number(&self, at: usize) -> &str {
        let from = at.checked_sub(1).map_or(0, |before| self.part_ends[before] as usize);
        &self.part_numbers[from..self.part_ends[at] as usize]
    }

    /// The snapshot of what was taken in.
    pub(in crate::catalog) fn finish(mut self, mark: Mark) -> Snapshot {
        let mut schema = Schema::new(&self.source);
        let named: HashMap<(ParameterId, &str), &crate::catalog::store::ValueSource> =
            self.source.values.iter().map(|v| ((v.parameter_id, v.code.as_str()), v)).collect();
        let seen = std::mem::take(&mut self.seen);
        let (mut parameters, cells): (Vec<Parameter>, Vec<Vec<u32>>) =
            self.source.parameters.iter().zip(seen).map(|(row, seen)| values_of(row, &seen, &named)).unzip();
        let places: Vec<Vec<u32>> = parameters
            .iter()
            .zip(&cells)
            .map(|(p, cells)| cells.iter().map(|cell| p.place(*cell)).collect())
            .collect();
        let order = self.order(&schema, &places);
        for (doc, at) in (0u32..).zip(&order) {
            for (parameter, text) in self.cells_of(*at as usize) {
                let cell = cells[*parameter as usize][*text as usize];
                parameters[*parameter as usize].column.set(doc, cell);
            }
            schema.families[self.family[*at as usize] as usize].add(doc);
        }
        let live: RoaringBitmap = (0u32..).take(order.len()).collect();
        for parameter in &mut parameters {
            fill(parameter, size(order.len()));
        }
        schema.collect();
        let skus = self.sku_table(&order);
        let parts = PartKeys::new(0, (0..size(order.len())).map(|doc| skus.part_number(doc)));
        let mut by_part_number: Vec<u32> = live.iter().collect();
        by_part_number.sort_by(|a, b| natural_cmp(skus.part_number(*a), skus.part_number(*b)));
        let mut part_place = vec![0u32; by_part_number.len()];
        for (place, doc) in (0u32..).zip(&by_part_number) {
            part_place[*doc as usize] = place;
        }
        let parameters: Vec<Arc<Parameter>> = parameters.into_iter().map(Arc::new).collect();
        let lexicon = Lexicon::new(&schema, &parameters, &self.source);
        let totals = parameters.iter().map(|_| Default::default()).collect();
        Snapshot {
            mark,
            skus,
            schema: Arc::new(schema),
            parameters,
            lexicon: Arc::new(lexicon),
            parts: Arc::new(parts),
            late_parts: Arc::default(),
            by_part_number: Arc::new(by_part_number),
            part_place: Arc::new(part_place),
            live: Arc::new(live),
            late: Arc::default(),
            late_by_part: Arc::default(),
            in_stock: Arc::default(),
            totals,
        }
    }

    /// SKUs as the catalogue stands: tree, family, values in the category's order, part number.
    fn order(&self, schema: &Schema, places: &[Vec<u32>]) -> Vec<u32> {
        let mut families: Vec<u32> = (0..size(schema.families.len())).collect();
        families.sort_by(|a, b| schema.compare_families(*a, *b));
        let mut family_place = vec![0u32; families.len()];
        for (place, family) in (0u32..).zip(&families) {
            family_place[*family as usize] = place;
        }
        let keys: Vec<u32> = self.family.iter().map(|family| family_place[*family as usize]).collect();
        let place = |at: usize, parameter: u32| {
            let cell = self.cells_of(at).iter().find(|(p, _)| *p == parameter);
            cell.map_or(NONE, |(p, text)| places[*p as usize][*text as usize])
        };
        let mut order: Vec<u32> = (0..size(self.ids.len())).collect();
        order.sort_by(|a, b| {
            let (a, b) = (*a as usize, *b as usize);
            keys[a].cmp(&keys[b]).then_with(|| {
                let differ = |p: &(u32, bool)| place(a, p.0).cmp(&place(b, p.0));
                let listed = schema.listed(self.family[a]);
                let by_values = listed.iter().map(differ).find(|o| o.is_ne()).unwrap_or(Ordering::Equal);
                by_values.then_with(|| natural_cmp(self.part_number(a), self.part_number(b)))
            })
        });
        order
    }

    fn sku_table(&self, order: &[u32]) -> SkuTable {
        let mut terms = vec![Terms::default(); self.known_terms.len()];
        for (known, at) in &self.known_terms {
            terms[*at as usize] = known.clone();
        }
        let mut table = SkuTable::filling(terms);
        for at in order {
            let at = *at as usize;
            table.push(self.ids[at], self.part_number(at), self.family[at], self.terms[at]);
        }
        table.seal()
    }
}

/// The values of a parameter in canonical order, and the cell each text seen stands for.
fn values_of(
    row: &crate::catalog::store::ParameterSource,
    seen: &Seen,
    named: &HashMap<(ParameterId, &str), &crate::catalog::store::ValueSource>,
) -> (Parameter, Vec<u32>) {
    let mut distinct: Vec<&ParameterValue> =
        seen.meant.iter().flatten().collect::<HashSet<_>>().into_iter().collect();
    distinct.sort_by(|a, b| a.canonical_cmp(b));
    let at: HashMap<&ParameterValue, u32> = distinct.iter().copied().zip(0u32..).collect();
    let values = distinct.iter().map(|v| value_of(v, |code| named.get(&(row.id, code)).copied())).collect();
    let (mut cells, mut sets) = (Vec::with_capacity(seen.meant.len()), Vec::new());
    for meant in &seen.meant {
        let mut set: Vec<u32> = meant.iter().map(|v| at[v]).collect();
        set.sort_unstable();
        set.dedup();
        match (set.as_slice(), seen.many) {
            ([], _) => cells.push(NONE),
            (_, true) => {
                cells.push(size(sets.len()));
                sets.push(set);
            }
            ([first, ..], false) => cells.push(*first),
        }
    }
    let mut parameter = Parameter {
        id: row.id,
        code: row.code.clone(),
        name_zh: row.name_zh.clone(),
        name_en: row.name_en.clone(),
        unit: row.unit.clone(),
        kind: row.kind,
        values,
        order: Vec::new(),
        rank: Vec::new(),
        sets: seen.many.then_some(sets),
        column: Column::default(),
        any: RoaringBitmap::new(),
        cost: 0,
    };
    parameter.weigh();
    (parameter, cells)
}

/// A value nobody has yet, with its names.
pub(super) fn value_of<'a>(
    value: &ParameterValue,
    name: impl FnOnce(&str) -> Option<&'a crate::catalog::store::ValueSource>,
) -> Value {
    let code: Arc<str> = value.code().into();
    let shared = |text: &str| if *text == *code { code.clone() } else { Arc::from(text) };
    let named = name(&code);
    let (name_zh, name_en) = match named {
        Some(named) => (shared(&named.name_zh), shared(&named.name_en)),
        None => {
            let (zh, en) = value.display();
            (shared(&zh), shared(&en))
        }
    };
    let position = named.map(|n| n.position);
    Value { value: value.clone(), name_zh, name_en, code, position, docs: Arc::default() }
}

/// The bitmaps of a parameter from its column.
fn fill(parameter: &mut Parameter, docs: u32) {
    let mut bitmaps = vec![RoaringBitmap::new(); parameter.values.len()];
    let mut any = RoaringBitmap::new();
    for doc in 0..docs {
        let cell = parameter.column.get(doc);
        if cell == NONE {
            continue;
        }
        any.insert(doc);
        for at in parameter.members(cell) {
            bitmaps[at as usize].insert(doc);
        }
    }
    for (value, mut docs) in parameter.values.iter_mut().zip(bitmaps) {
        docs.optimize();
        value.docs = Arc::new(docs);
    }
    any.optimize();
    parameter.any = any;
    parameter.weigh();
}

/// Reads the stored parameters of one SKU without keeping them.
struct Cells<'a> {
    codes: &'a HashMap<String, u32>,
    seen: &'a mut Vec<Seen>,
    cells: &'a mut Vec<(u32, u32)>,
}

impl<'de> DeserializeSeed<'de> for Cells<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

/// A stored value, borrowed.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Stored<'a> {
    Bool(bool),
    #[serde(borrow)]
    Text(Cow<'a, str>),
    #[serde(borrow)]
    List(Vec<Cow<'a, str>>),
    Other(serde::de::IgnoredAny),
}

impl<'de> Visitor<'de> for Cells<'_> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("parameters of a SKU")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(code) = map.next_key::<Cow<'de, str>>()? {
            let stored = map.next_value::<Stored<'de>>()?;
            let Some(at) = self.codes.get(code.as_ref()) else { continue };
            let seen = &mut self.seen[*at as usize];
            let text = match &stored {
                Stored::Text(text) if seen.many => seen.set(std::slice::from_ref(text)),
                Stored::Text(text) => seen.number(text, || StoredValue::Text(text.to_string())),
                Stored::Bool(yes) => {
                    seen.number(if *yes { "true" } else { "false" }, || StoredValue::Bool(*yes))
                }
                Stored::List(texts) if seen.many => seen.set(texts),
                Stored::List(texts) => match texts.as_slice() {
                    [low, high] => seen.number(&texts.join(&BETWEEN.to_string()), || {
                        StoredValue::Pair(low.to_string(), high.to_string())
                    }),
                    _ => continue,
                },
                Stored::Other(_) => continue,
            };
            self.cells.push((*at, text));
        }
        Ok(())
    }
}
