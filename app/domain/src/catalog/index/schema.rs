//! The tree and the families in memory: small beside the SKUs, so read anew whenever anything about them changed.

use crate::catalog::parameter::natural_cmp;
use crate::catalog::store::SchemaSource;
use crate::ids::{CategoryId, FamilyId};
use roaring::RoaringBitmap;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

/// Categories and families.
#[derive(Clone, Debug, Default)]
pub(in crate::catalog) struct Schema {
    /// In preorder of the tree: a parent stands before its children.
    pub(in crate::catalog) categories: Vec<Category>,
    pub(in crate::catalog) families: Vec<Family>,
}

#[derive(Clone, Debug)]
pub(in crate::catalog) struct Category {
    pub(in crate::catalog) id: CategoryId,
    pub(in crate::catalog) code: String,
    pub(in crate::catalog) name_zh: String,
    pub(in crate::catalog) name_en: String,
    pub(in crate::catalog) parent: Option<usize>,
    /// Parameter and whether it is a facet, in order; those of the ancestors first.
    pub(in crate::catalog) parameters: Vec<(u32, bool)>,
    /// SKUs in it and below.
    pub(in crate::catalog) docs: Arc<RoaringBitmap>,
}

#[derive(Clone, Debug)]
pub(in crate::catalog) struct Family {
    pub(in crate::catalog) id: FamilyId,
    pub(in crate::catalog) code: String,
    pub(in crate::catalog) standard: String,
    pub(in crate::catalog) brand: String,
    pub(in crate::catalog) name_zh: String,
    pub(in crate::catalog) name_en: String,
    pub(in crate::catalog) category: usize,
    pub(in crate::catalog) docs: Arc<RoaringBitmap>,
}

impl Family {
    pub(super) fn add(&mut self, doc: u32) {
        Arc::make_mut(&mut self.docs).insert(doc);
    }
}

impl Schema {
    /// Without SKUs yet.
    pub(super) fn new(source: &SchemaSource) -> Self {
        let categories = build_categories(source);
        let at: HashMap<CategoryId, usize> = categories.iter().zip(0..).map(|(c, i)| (c.id, i)).collect();
        let family = |row: &crate::catalog::store::FamilySource| Family {
            id: row.id,
            code: row.code.clone(),
            standard: row.standard.clone(),
            brand: row.brand.clone(),
            name_zh: row.name_zh.clone(),
            name_en: row.name_en.clone(),
            category: at.get(&row.category_id).copied().unwrap_or(0),
            docs: Arc::default(),
        };
        Self { families: source.families.iter().map(family).collect(), categories }
    }

    /// Own SKUs from the families, then each into its parent; children stand behind parents, so backwards.
    pub(super) fn collect(&mut self) {
        let mut docs = vec![RoaringBitmap::new(); self.categories.len()];
        for family in &self.families {
            if let Some(category) = docs.get_mut(family.category) {
                *category |= family.docs.as_ref();
            }
        }
        for at in (0..self.categories.len()).rev() {
            if let Some(parent) = self.categories[at].parent {
                let below = docs[at].clone();
                docs[parent] |= below;
            }
        }
        for (category, mut docs) in self.categories.iter_mut().zip(docs) {
            docs.optimize();
            category.docs = Arc::new(docs);
        }
    }

    /// Families as the catalogue stands: by the tree, then by code.
    pub(super) fn compare_families(&self, a: u32, b: u32) -> Ordering {
        let (a, b) = (&self.families[a as usize], &self.families[b as usize]);
        a.category.cmp(&b.category).then_with(|| natural_cmp(&a.code, &b.code))
    }

    /// Parameters of a family's category, in order.
    pub(in crate::catalog) fn listed(&self, family: u32) -> &[(u32, bool)] {
        let family = self.families.get(family as usize);
        let category = family.and_then(|family| self.categories.get(family.category));
        category.map(|c| c.parameters.as_slice()).unwrap_or_default()
    }

    pub(in crate::catalog) fn family(&self, code: &str) -> Option<&Family> {
        self.families.iter().find(|f| f.code == code)
    }

    pub(in crate::catalog) fn category_at(&self, code: &str) -> Option<usize> {
        self.categories.iter().position(|c| c.code == code)
    }

    /// True when the tree or the place of a family is another one: the catalogue's order is then, too.
    pub(super) fn stands_otherwise(&self, other: &Self) -> bool {
        let tree = |s: &Self| -> Vec<_> {
            s.categories.iter().map(|c| (c.code.clone(), c.parent, c.parameters.clone())).collect()
        };
        let places: HashMap<FamilyId, usize> = other.families.iter().map(|f| (f.id, f.category)).collect();
        tree(self) != tree(other)
            || self.families.iter().any(|f| places.get(&f.id).is_some_and(|place| *place != f.category))
    }
}

fn build_categories(source: &SchemaSource) -> Vec<Category> {
    let parameter_at: HashMap<_, u32> = source.parameters.iter().zip(0..).map(|(p, i)| (p.id, i)).collect();
    let mut out: Vec<Category> = Vec::with_capacity(source.categories.len());
    // rows come ordered by position and code; a stack walks the tree, each parent before its children
    let mut stack: Vec<(&crate::catalog::store::CategorySource, Option<usize>)> =
        source.categories.iter().rev().filter(|c| c.parent_id.is_none()).map(|c| (c, None)).collect();
    while let Some((row, parent)) = stack.pop() {
        let mut parameters: Vec<(u32, bool)> =
            parent.map(|p: usize| out[p].parameters.clone()).unwrap_or_default();
        for link in source.category_parameters.iter().filter(|link| link.category_id == row.id) {
            let Some(at) = parameter_at.get(&link.parameter_id) else { continue };
            parameters.retain(|(known, _)| known != at);
            parameters.push((*at, link.facet));
        }
        let below = source.categories.iter().rev().filter(|c| c.parent_id == Some(row.id));
        stack.extend(below.map(|c| (c, Some(out.len()))));
        out.push(Category {
            id: row.id,
            code: row.code.clone(),
            name_zh: row.name_zh.clone(),
            name_en: row.name_en.clone(),
            parent,
            parameters,
            docs: Arc::default(),
        });
    }
    out
}
