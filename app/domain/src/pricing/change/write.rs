//! Wishes into steps: reads what the rungs hold, decides with [`timeline`](crate::pricing::timeline), writes the difference.

use crate::error::Result;
use crate::op::Tx;
use crate::pricing::store::steps::{self, DiscountRung, LineRung, Rate};
use crate::pricing::timeline::{self, Fulfilled, Rewrite, Step, Wish, rewrite, with};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The steps of many rungs.
pub(in crate::pricing) type Steps<K, V> = Vec<(K, Step<V>)>;

/// What has to be written for many rungs.
pub(super) struct Writes<K, V> {
    /// Steps on days that had none.
    pub added: Steps<K, V>,
    /// Steps to write over those of the same day.
    pub changed: Steps<K, V>,
    /// Days whose steps are removed.
    pub removed: Vec<(K, NaiveDate)>,
    /// What the rungs held, from the first day wanted on.
    pub before: Steps<K, V>,
}

impl<K: Clone, V> Writes<K, V> {
    fn none() -> Self {
        Self { added: Vec::new(), changed: Vec::new(), removed: Vec::new(), before: Vec::new() }
    }

    fn add(&mut self, rung: &K, rewrite: Rewrite<V>) {
        self.added.extend(rewrite.added.into_iter().map(|step| (rung.clone(), step)));
        self.changed.extend(rewrite.changed.into_iter().map(|step| (rung.clone(), step)));
        self.removed.extend(rewrite.removed.into_iter().map(|from| (rung.clone(), from)));
    }

    /// How many steps that is.
    fn count(&self) -> usize {
        self.added.len() + self.changed.len() + self.removed.len()
    }
}

/// Steps in any order, by rung, ascending by day.
pub(in crate::pricing) fn by_rung<K: Ord, V>(steps: Steps<K, V>) -> BTreeMap<K, Vec<Step<V>>> {
    let mut found: BTreeMap<K, Vec<Step<V>>> = BTreeMap::new();
    for (rung, step) in steps {
        found.entry(rung).or_default().push(step);
    }
    found.values_mut().for_each(|steps| steps.sort_by_key(|step| step.from));
    found
}

/// What fulfilling these wishes writes. Of one rung the earlier wish first, so that an open one gives way to a later one.
fn fulfil<K: Ord + Clone, V: Clone + PartialEq>(
    old: Steps<K, V>,
    mut wishes: Vec<(K, Wish<V>)>,
    today: NaiveDate,
) -> Writes<K, V> {
    let old = by_rung(old);
    let mut writes = Writes::none();
    wishes.sort_by(|(a, x), (b, y)| (a, x.from).cmp(&(b, y.from)));
    for wishes in wishes.chunk_by(|(a, _), (b, _)| a == b) {
        let rung = &wishes[0].0;
        let before = old.get(rung).map(Vec::as_slice).unwrap_or_default();
        let after = wishes.iter().fold(before.to_vec(), |steps, (_, wish)| with(&steps, wish, today));
        let held = before.partition_point(|step| step.from <= wishes[0].1.from).saturating_sub(1);
        writes.before.extend(before[held..].iter().map(|step| (rung.clone(), step.clone())));
        writes.add(rung, rewrite(before, &after));
    }
    writes
}

/// The steps as they would be with these wishes fulfilled.
pub(super) fn fulfilled<K: Ord + Clone, V: Clone + PartialEq>(
    old: &Steps<K, V>,
    wishes: Vec<(K, Wish<V>)>,
    today: NaiveDate,
) -> Steps<K, V> {
    let writes = fulfil(old.clone(), wishes, today);
    let changed = writes.changed.iter().map(|(rung, step)| (rung.clone(), step.from));
    let gone: BTreeSet<(K, NaiveDate)> = changed.chain(writes.removed.iter().cloned()).collect();
    let kept = old.iter().filter(|(rung, step)| !gone.contains(&(rung.clone(), step.from))).cloned();
    kept.chain(writes.added).chain(writes.changed).collect()
}

/// What has to be written for rungs to hold, from a day on, what they would if only these wishes had ever been fulfilled.
pub(super) fn anew<K: Ord + Clone, V: Clone + PartialEq>(
    now: Steps<K, V>,
    set_up: Steps<K, V>,
    wishes: Vec<(K, Fulfilled<V>)>,
    day: NaiveDate,
) -> Writes<K, V> {
    let mut stand: BTreeMap<K, Vec<Fulfilled<V>>> = BTreeMap::new();
    for (rung, wish) in wishes {
        stand.entry(rung).or_default().push(wish);
    }
    // one step a day: of those kept aside the latest, and before all what is there
    let mut base: BTreeMap<K, BTreeMap<NaiveDate, Step<V>>> = BTreeMap::new();
    let there = now.iter().filter(|(_, step)| step.by.is_none()).cloned();
    for (rung, step) in set_up.into_iter().chain(there) {
        base.entry(rung).or_default().insert(step.from, step);
    }
    let mut writes = Writes::none();
    for (rung, now) in by_rung(now) {
        let set_up = base.remove(&rung).unwrap_or_default().into_values().collect();
        let wishes = stand.remove(&rung).unwrap_or_default();
        writes.add(&rung, rewrite(&now, &timeline::anew(&now, set_up, &wishes, day)));
    }
    writes
}

/// Fulfils wishes for lines; what their rungs held is kept under the id of a document. How many steps were written.
///
/// # Errors
/// `NotFound` for an unknown list or SKU; database errors.
pub(in crate::pricing) async fn lines_in_tx(
    tx: &mut Tx,
    wishes: Vec<(LineRung, Wish<Rate>)>,
    today: NaiveDate,
    change: Option<Uuid>,
) -> Result<usize> {
    let mut rungs: Vec<LineRung> = wishes.iter().map(|(rung, _)| *rung).collect();
    rungs.sort_unstable();
    rungs.dedup();
    let old = steps::lines_of(tx, &rungs).await?;
    let writes = fulfil(old, wishes, today);
    store_lines(tx, &writes, change).await
}

/// Writes what is to be written of lines.
///
/// # Errors
/// As [`lines_in_tx`].
pub(super) async fn store_lines(
    tx: &mut Tx,
    writes: &Writes<LineRung, Rate>,
    change: Option<Uuid>,
) -> Result<usize> {
    if let Some(change) = change {
        steps::keep_lines(tx, change, &writes.before).await?;
    }
    steps::remove_lines(tx, &writes.removed).await?;
    steps::update_lines(tx, &writes.changed).await?;
    steps::insert_lines(tx, &writes.added).await?;
    Ok(writes.count())
}

/// Fulfils wishes for discounts, as [`lines_in_tx`].
///
/// # Errors
/// `NotFound` for an unknown list or category; database errors.
pub(in crate::pricing) async fn discounts_in_tx(
    tx: &mut Tx,
    wishes: Vec<(DiscountRung, Wish<Decimal>)>,
    today: NaiveDate,
    change: Option<Uuid>,
) -> Result<usize> {
    let mut lists: Vec<Uuid> = wishes.iter().map(|(rung, _)| rung.list.0).collect();
    lists.sort_unstable();
    lists.dedup();
    let old = steps::discounts_of(tx, &lists).await?;
    let writes = fulfil(old, wishes, today);
    store_discounts(tx, &writes, change).await
}

/// Writes what is to be written of discounts.
///
/// # Errors
/// As [`discounts_in_tx`].
pub(super) async fn store_discounts(
    tx: &mut Tx,
    writes: &Writes<DiscountRung, Decimal>,
    change: Option<Uuid>,
) -> Result<usize> {
    if let Some(change) = change {
        steps::keep_discounts(tx, change, &writes.before).await?;
    }
    steps::remove_discounts(tx, &writes.removed).await?;
    for steps in [&writes.changed, &writes.added] {
        steps::put_discounts(tx, steps).await?;
    }
    Ok(writes.count())
}
