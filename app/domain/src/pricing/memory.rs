//! What this process remembers of which lists are open to which company, and of what discounts look at in a family. An
//! edition of it holds until a commit changes any of it (`pricing.editions`), and prices are read together with the number of
//! the edition they go with: remembered or not, the answer is the database's. Prices themselves are never remembered.

use super::terms::{Discount, FamilyFacts, PriceList, Terms, VatRate};
use crate::accounts::permission::Actor;
use crate::ids::{CompanyId, FamilyId};
use crate::op::OpContext;
use chrono::NaiveDate;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The lists open to a company around a day, with their percentages.
#[derive(Clone, Debug, Default)]
pub(super) struct Open {
    /// None where it may not be remembered: the transaction that read it had changed it.
    pub edition: Option<i64>,
    pub lists: Arc<[PriceList]>,
    pub discounts: Arc<[Discount]>,
    pub vat: Arc<[VatRate]>,
}

impl Open {
    /// Terms without any SKU.
    pub(super) fn terms(&self) -> Terms {
        let Open { lists, discounts, vat, .. } = self.clone();
        Terms { lists, discounts, vat, ..Terms::default() }
    }
}

/// So many companies, and so many families, at most; at more, all of them are forgotten.
const MOST_COMPANIES: usize = 4_096;
const MOST_FAMILIES: usize = 65_536;

/// The memory of this process. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct PriceMemory {
    open: Arc<Mutex<FxHashMap<Key, Open>>>,
    families: Arc<Mutex<Families>>,
}

/// Families of one edition.
#[derive(Debug, Default)]
struct Families {
    edition: i64,
    known: FxHashMap<FamilyId, Arc<FamilyFacts>>,
}

impl PriceMemory {
    /// What is remembered of these families in an edition; of another than it knew, nothing.
    pub(super) fn families(
        &self,
        edition: Option<i64>,
        wanted: impl Iterator<Item = FamilyId>,
    ) -> FxHashMap<FamilyId, Arc<FamilyFacts>> {
        let families = self.families.lock().unwrap_or_else(PoisonError::into_inner);
        if edition != Some(families.edition) {
            return FxHashMap::default();
        }
        wanted.filter_map(|id| Some((id, families.known.get(&id)?.clone()))).collect()
    }

    pub(super) fn remember_families(&self, edition: i64, found: &[(FamilyId, Arc<FamilyFacts>)]) {
        let mut families = self.families.lock().unwrap_or_else(PoisonError::into_inner);
        if families.edition != edition || families.known.len() + found.len() > MOST_FAMILIES {
            *families = Families { edition, known: FxHashMap::default() };
        }
        families.known.extend(found.iter().cloned());
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Key {
    company: CompanyId,
    day: NaiveDate,
    /// A buyer may not read what staff may: how a company above him is called.
    buyer: bool,
}

/// Where an operation's question about a company's prices is remembered.
pub(super) struct Place<'a> {
    memory: &'a PriceMemory,
    key: Key,
}

impl<'a> Place<'a> {
    /// None for a company that is not the one in force: then the row policies may hide some of its lists.
    pub(super) fn of(op: &'a OpContext, company: CompanyId, day: NaiveDate) -> Option<Self> {
        let buyer = match op.actor {
            Actor::Staff { .. } => false,
            Actor::Buyer { .. } => true,
            Actor::Visitor | Actor::System => return None,
        };
        let key = Key { company, day, buyer };
        (op.company == Some(company)).then_some(Self { memory: &op.pools.prices, key })
    }

    pub(super) fn recall(&self) -> Option<Open> {
        self.memory.open.lock().unwrap_or_else(PoisonError::into_inner).get(&self.key).cloned()
    }

    pub(super) fn remember(&self, open: &Open) {
        if open.edition.is_none() {
            return;
        }
        let mut known = self.memory.open.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_COMPANIES && !known.contains_key(&self.key) {
            known.clear();
        }
        known.insert(self.key, open.clone());
    }
}
