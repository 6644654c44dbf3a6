//! Facet counts against brute force on random catalogues.

use super::super::index::{Builder, Terms};
use super::super::query::{Sort, SortKey};
use super::super::store::*;
use super::*;
use crate::ids::{CategoryId, FamilyId, ParameterId, SkuId};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const THREADS: [&str; 4] = ["M3", "M12", "M8", "M1.6"];

/// category, thread, length
type Part = (usize, Option<usize>, Option<u32>);

fn source() -> SchemaSource {
    let category = |n: u128| CategoryId(Uuid::from_u128(n));
    let node = |n: u128, parent: Option<u128>, code: &str| CategorySource {
        id: category(n),
        parent_id: parent.map(category),
        code: code.into(),
        name_zh: format!("{code}类"),
        name_en: code.into(),
    };
    let parameter = |n: u128, code: &str, kind| ParameterSource {
        id: ParameterId(Uuid::from_u128(n)),
        code: code.into(),
        name_zh: code.into(),
        name_en: code.into(),
        kind,
        unit: "mm".into(),
        many: false,
        aliases: Vec::new(),
    };
    let link = |n: u128| LinkSource {
        category_id: category(1),
        parameter_id: ParameterId(Uuid::from_u128(n)),
        facet: true,
    };
    let family = |n: u128| FamilySource {
        id: FamilyId(Uuid::from_u128(n)),
        category_id: category(n),
        code: format!("f{n}"),
        standard: String::new(),
        brand: String::new(),
        name_zh: "螺钉".into(),
        name_en: "screw".into(),
    };
    SchemaSource {
        categories: vec![node(1, None, "all"), node(2, Some(1), "a"), node(3, Some(1), "b")],
        parameters: vec![
            parameter(1, "length", ParameterKind::Number),
            parameter(2, "thread", ParameterKind::Enum),
        ],
        values: Vec::new(),
        category_parameters: vec![link(2), link(1)],
        families: vec![family(2), family(3)],
    }
}

fn sku(n: u128, (at, thread, length): &Part) -> SkuSource {
    let mut parameters = serde_json::Map::new();
    if let Some(thread) = thread {
        parameters.insert("thread".into(), THREADS[*thread].into());
    }
    if let Some(length) = length {
        parameters.insert("length".into(), length.to_string().into());
    }
    SkuSource {
        id: SkuId(Uuid::from_u128(n)),
        family_id: FamilyId(Uuid::from_u128(2 + *at as u128)),
        part_number: format!("P-{n}"),
        terms: Terms::default(),
        parameters: serde_json::Value::Object(parameters).to_string(),
    }
}

fn snapshot_of<'a>(parts: impl IntoIterator<Item = (u128, &'a Part)>) -> Snapshot {
    let mut builder = Builder::new(source());
    parts.into_iter().for_each(|(n, part)| builder.push(&sku(n, part)));
    builder.finish(Default::default())
}

fn snapshot(parts: &[Part]) -> Snapshot {
    snapshot_of((0u128..).zip(parts))
}

fn query(
    category: Option<usize>,
    threads: &BTreeSet<usize>,
    min: Option<u32>,
    max: Option<u32>,
) -> SearchQuery {
    let mut query =
        SearchQuery { category: category.map(|c| ["a", "b"][c].into()), page: 1, ..SearchQuery::default() };
    if !threads.is_empty() {
        query.values.insert("thread".into(), threads.iter().map(|t| THREADS[*t].to_owned()).collect());
    }
    if min.is_some() || max.is_some() {
        let bounds = Bounds { min: min.map(Into::into), max: max.map(Into::into) };
        query.ranges.insert("length".into(), bounds.text());
    }
    query
}

fn part() -> impl Strategy<Value = Part> {
    (0usize..2, proptest::option::of(0usize..4), proptest::option::of(1u32..30))
}

/// All rows of a search, page after page.
fn rows(index: &Snapshot, query: &SearchQuery) -> Vec<SkuRow> {
    let hits = index.find_with(query, &Known::default(), None);
    let pages = index.page(query, &hits, None).pages;
    (1..=pages).flat_map(|at| index.page(&query.on_page(at), &hits, None).rows).collect()
}

proptest! {
    /// Taking changes over one by one gives what building anew gives: rows, their orders, counts.
    #[test]
    fn a_state_that_caught_up_is_the_state_built_anew(
        before in proptest::collection::vec(part(), 0..60),
        steps in proptest::collection::vec(proptest::collection::vec((0u128..80, proptest::option::of(part())), 1..12), 1..4),
    ) {
        let mut all: BTreeMap<u128, Part> = (0u128..).zip(before.iter().copied()).collect();
        let mut caught_up = snapshot(&before);
        for step in steps {
            let step: BTreeMap<u128, Option<Part>> = step.into_iter().collect();
            for (n, part) in &step {
                match part {
                    Some(part) => all.insert(*n, *part),
                    None => all.remove(n),
                };
            }
            caught_up.apply(Changes {
                source: source(),
                touched: step.keys().map(|n| SkuId(Uuid::from_u128(*n))).collect(),
                skus: step.iter().filter_map(|(n, part)| Some(sku(*n, part.as_ref()?))).collect(),
                ..Changes::default()
            });
        }
        let anew = snapshot_of(all.iter().map(|(n, part)| (*n, part)));
        for address in ["", "c=a", "p.thread=M8", "is.length=5..20", "sort=part", "sort=-part", "sort=length", "sort=-thread", "q=p1"] {
            let pairs: Vec<_> = address.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter().collect();
            let query = SearchQuery::from_pairs(&pairs);
            // equal places of a sorted order may stand otherwise
            let key = |row: &SkuRow| (row.part_number.clone(), row.parameters.clone());
            let of = |index: &Snapshot| {
                let mut rows: Vec<_> = rows(index, &query).iter().map(key).collect();
                if address.ends_with("length") || address.ends_with("thread") { rows.sort(); }
                rows
            };
            prop_assert_eq!(of(&caught_up), of(&anew), "{}", address);
            let facets = |index: &Snapshot| {
                let mut facets = index.page(&query, &index.find_with(&query, &Known::default(), None), None).facets;
                // a chosen value nothing has any more stands last in one and in its place in the other
                facets.iter_mut().for_each(|f| f.values.sort_by(|a, b| a.code.cmp(&b.code)));
                facets
            };
            prop_assert_eq!(facets(&caught_up), facets(&anew), "{}", address);
        }
    }

    #[test]
    fn counts_are_exact_with_the_own_facet_excluded(
        parts in proptest::collection::vec(part(), 0..120),
        category in proptest::option::of(0usize..2),
        threads in proptest::collection::btree_set(0usize..4, 0..3),
        min in proptest::option::of(1u32..30),
        max in proptest::option::of(1u32..30),
    ) {
        let (min, max) = if min.zip(max).is_some_and(|(a, b)| a > b) { (max, min) } else { (min, max) };
        let index = snapshot(&parts);
        let query = query(category, &threads, min, max);
        let hits = index.find_with(&query, &Known::default(), None);
        let page = index.page(&query, &hits, None);
        let in_category = |p: &&Part| category.is_none_or(|c| c == p.0);
        let in_threads = |p: &&Part| threads.is_empty() || p.1.is_some_and(|t| threads.contains(&t));
        let in_length = |p: &&Part| (min.is_none() && max.is_none())
            || p.2.is_some_and(|l| min.is_none_or(|m| l >= m) && max.is_none_or(|m| l <= m));
        let total = parts.iter().filter(in_category).filter(in_threads).filter(in_length).count();
        prop_assert_eq!(page.total as usize, total);
        prop_assert_eq!(page.rows.len(), total.min(PAGE_ROWS as usize));
        for facet in &page.facets {
            for value in &facet.values {
                let expected = match facet.code.as_str() {
                    "thread" => parts.iter().filter(in_category).filter(in_length)
                        .filter(|p| p.1.is_some_and(|t| THREADS[t] == value.code)).count(),
                    _ => parts.iter().filter(in_category).filter(in_threads)
                        .filter(|p| p.2.is_some_and(|l| l.to_string() == value.code)).count(),
                };
                prop_assert_eq!(value.count as usize, expected, "{} {}", facet.code, value.code);
            }
            if let Some(range) = &facet.range {
                let others = parts.iter().filter(in_category).filter(in_threads).filter(|p| p.2.is_some()).count();
                prop_assert_eq!(range.histogram.iter().sum::<u32>() as usize, others);
            }
        }
        // what exists in the category is shown even when the other filters rule it out
        let exist: BTreeSet<&str> = parts.iter().filter(in_category).filter_map(|p| p.1.map(|t| THREADS[t])).collect();
        if let Some(facet) = page.facets.iter().find(|f| f.code == "thread") {
            prop_assert!(exist.iter().all(|code| facet.values.iter().any(|v| v.code == *code)));
        }
        let walked: u32 = index.children(Some(0), hits.docs(), false).iter().map(|c| c.count).sum();
        prop_assert_eq!(walked as usize, total);
    }
}

#[test]
fn rows_stand_in_the_order_of_the_trade() {
    let index =
        snapshot(&[(0, Some(1), Some(8)), (0, Some(0), Some(20)), (0, Some(0), Some(5)), (0, Some(3), None)]);
    let numbers = |sort: Option<Sort>| {
        let query = SearchQuery { sort, page: 1, ..SearchQuery::default() };
        let page = index.page(&query, &index.find_with(&query, &Known::default(), None), None);
        page.rows.into_iter().map(|r| r.part_number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(None), ["P-3", "P-2", "P-1", "P-0"]);
    let by = |code: &str, descending| Some(Sort { by: SortKey::Parameter(code.into()), descending });
    assert_eq!(numbers(by("length", true)), ["P-1", "P-0", "P-2", "P-3"]);
    assert_eq!(
        numbers(Some(Sort { by: SortKey::PartNumber, descending: true })),
        ["P-3", "P-2", "P-1", "P-0"]
    );
    let typed = SearchQuery { text: "p1".into(), ..SearchQuery::default() };
    let page = index.page(&typed, &index.find_with(&typed, &Known::default(), None), None);
    assert_eq!(page.exact.map(|e| e.part_number), Some("P-1".into()));
}
