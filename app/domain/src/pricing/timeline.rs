//! One rung over time, as steps: from this day on this value, until the next step; a step without a value ends it.
//!
//! The database keeps prices in this form, so two values on one day cannot be written. Pure; what a wish does to the steps
//! is decided here and nowhere else. Invariant: steps ascend by day, one a day, and the first has a value.

use crate::pricing::terms::Validity;
use chrono::NaiveDate;
use uuid::Uuid;

/// From this day on, this value. Two steps are equal when they say the same, whoever said it.
#[derive(Clone, Debug)]
pub struct Step<V> {
    /// First day.
    pub from: NaiveDate,
    /// None: from this day on there is none.
    pub value: Option<V>,
    /// The document that wrote it; none for what was set up.
    pub by: Option<Uuid>,
}

impl<V: PartialEq> PartialEq for Step<V> {
    fn eq(&self, other: &Self) -> bool {
        self.from == other.from && self.value == other.value
    }
}

/// What somebody wants of a rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish<V> {
    /// First day.
    pub from: NaiveDate,
    /// First day on which it no longer holds; without one it holds until the next value planned already.
    pub to: Option<NaiveDate>,
    /// None takes the value away.
    pub value: Option<V>,
    /// The document that says so.
    pub by: Option<Uuid>,
}

/// What has to be written for a timeline to become another.
#[derive(Clone, Debug, PartialEq)]
pub struct Rewrite<V> {
    /// Steps to write, over those of the same day.
    pub put: Vec<Step<V>>,
    /// Old steps that are written over or removed, as they were.
    pub displaced: Vec<Step<V>>,
    /// Days whose steps are removed.
    pub removed: Vec<NaiveDate>,
}

/// The step that holds on a day.
pub fn on<V>(steps: &[Step<V>], day: NaiveDate) -> Option<&Step<V>> {
    steps[..steps.partition_point(|step| step.from <= day)].last()
}

/// Each value with the days it holds.
pub fn spans<V>(steps: &[Step<V>]) -> impl Iterator<Item = (Validity, &V)> {
    steps.iter().enumerate().filter_map(|(i, step)| {
        let to = steps.get(i + 1).map(|next| next.from);
        Some((Validity { from: step.from, to }, step.value.as_ref()?))
    })
}

/// The timeline with a wish fulfilled. After a bounded wish what held before goes on; an open one gives way to the next
/// value planned already. What held on days before `today` is never rewritten: such a wish begins today.
pub fn with<V: Clone + PartialEq>(old: &[Step<V>], wish: &Wish<V>, today: NaiveDate) -> Vec<Step<V>> {
    let was_priced = spans(old).any(|(days, _)| days.from < today && days.to.is_none_or(|to| wish.from < to));
    let from = if was_priced { wish.from.max(today) } else { wish.from };
    let planned = || old.iter().find(|step| step.from > from && step.value.is_some()).map(|step| step.from);
    let to = wish.to.or_else(planned);
    if to.is_some_and(|to| to <= from) {
        return old.to_vec();
    }
    let mut steps: Vec<Step<V>> = old.iter().filter(|step| step.from < from).cloned().collect();
    steps.push(Step { from, value: wish.value.clone(), by: wish.by });
    if let Some(to) = to {
        // where nothing goes on, it is this wish that ends there
        let ends = Step { from: to, value: None, by: wish.by };
        steps.push(if on(old, to).is_some() { resumed(old, to) } else { ends });
        steps.extend(old.iter().filter(|step| step.from > to).cloned());
    }
    tidy(steps)
}

/// The timeline without a document, from a day on: where a step of it holds, what was `under` it comes through again; what
/// others have written since stays, and so does what held before the day.
pub fn without<V: Clone + PartialEq>(
    now: &[Step<V>],
    under: &[Step<V>],
    document: Uuid,
    from: NaiveDate,
) -> Vec<Step<V>> {
    let mut steps: Vec<Step<V>> = Vec::with_capacity(now.len());
    for (i, step) in now.iter().enumerate() {
        let end = now.get(i + 1).map(|next| next.from);
        if step.by != Some(document) || end.is_some_and(|end| end <= from) {
            steps.push(step.clone());
            continue;
        }
        let start = step.from.max(from);
        if step.from < start {
            steps.push(step.clone());
        }
        steps.push(resumed(under, start));
        let inside = |below: &&Step<V>| below.from > start && end.is_none_or(|end| below.from < end);
        steps.extend(under.iter().filter(inside).cloned());
    }
    tidy(steps)
}

/// What lies under a document and all that came after it: of the steps there are and those kept aside, the older ones.
/// `kept` in the order it was kept. A later document that says the same as an older one, or takes away where nothing is,
/// leaves no step of its own: where it made the old step last longer, that is taken for the old document's.
pub fn beneath<V: Clone>(
    now: &[Step<V>],
    kept: Vec<Step<V>>,
    is_older: impl Fn(&Step<V>) -> bool,
) -> Vec<Step<V>> {
    // what was kept aside first is what was there first
    let mut steps: Vec<Step<V>> =
        kept.into_iter().chain(now.iter().cloned()).filter(|step| is_older(step)).collect();
    steps.sort_by_key(|step| step.from);
    steps.dedup_by_key(|step| step.from);
    steps
}

/// What holds on a day, as a step of that day.
fn resumed<V: Clone>(steps: &[Step<V>], day: NaiveDate) -> Step<V> {
    let held = on(steps, day);
    Step { from: day, value: held.and_then(|step| step.value.clone()), by: held.and_then(|step| step.by) }
}

/// Without steps that change nothing.
fn tidy<V: PartialEq>(steps: Vec<Step<V>>) -> Vec<Step<V>> {
    let mut kept: Vec<Step<V>> = Vec::with_capacity(steps.len());
    for step in steps {
        let before = kept.last().and_then(|last| last.value.as_ref());
        if before != step.value.as_ref() {
            kept.push(step);
        }
    }
    kept
}

/// What turns `old` into `new`.
pub fn rewrite<V: Clone + PartialEq>(old: &[Step<V>], new: &[Step<V>]) -> Rewrite<V> {
    let same_day = |steps: &[Step<V>], day: NaiveDate| {
        steps.binary_search_by_key(&day, |step| step.from).ok().map(|at| steps[at].clone())
    };
    let put = new.iter().filter(|step| same_day(old, step.from).as_ref() != Some(step)).cloned().collect();
    let displaced: Vec<Step<V>> =
        old.iter().filter(|step| same_day(new, step.from).as_ref() != Some(step)).cloned().collect();
    let removed =
        displaced.iter().map(|step| step.from).filter(|day| same_day(new, *day).is_none()).collect();
    Rewrite { put, displaced, removed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAYS: u32 = 24;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 1).unwrap() + chrono::Days::new(u64::from(n))
    }

    fn any_value() -> impl Strategy<Value = Option<u8>> {
        prop_oneof![3 => (1u8..6).prop_map(Some), 1 => Just(None)]
    }

    fn any_wish() -> impl Strategy<Value = Wish<u8>> {
        (0..DAYS, prop::option::of(1..DAYS), any_value()).prop_map(|(from, long, value)| Wish {
            from: day(from),
            to: long.map(|days| day(from + days)),
            value,
            by: None,
        })
    }

    /// A value for every day, and for the day after all of them.
    fn by_day(steps: &[Step<u8>]) -> Vec<Option<u8>> {
        (0..3 * DAYS).map(|n| on(steps, day(n)).and_then(|step| step.value)).collect()
    }

    /// The rows as they are in the database after a rewrite.
    fn written(old: &[Step<u8>], rewrite: &Rewrite<u8>) -> Vec<Step<u8>> {
        let mut rows: std::collections::BTreeMap<_, _> = old.iter().map(|s| (s.from, s.clone())).collect();
        rewrite.removed.iter().for_each(|gone| drop(rows.remove(gone)));
        rows.extend(rewrite.put.iter().map(|step| (step.from, step.clone())));
        rows.into_values().collect()
    }

    fn built(wishes: &[Wish<u8>]) -> Vec<Step<u8>> {
        wishes.iter().fold(Vec::new(), |steps, wish| with(&steps, wish, day(0)))
    }

    /// What [`with`] promises, reckoned day by day.
    fn naive(old: &[Step<u8>], wish: &Wish<u8>, today: u32) -> Vec<Option<u8>> {
        let mut days = by_day(old);
        let wanted = (wish.from - day(0)).num_days() as usize;
        let today = today as usize;
        let was_priced = (wanted..today).any(|n| days[n].is_some());
        let from = if was_priced { wanted.max(today) } else { wanted };
        let planned = old.iter().filter(|s| s.from > day(from as u32) && s.value.is_some()).map(|s| s.from);
        let to = wish.to.or(planned.min()).map_or(days.len(), |to| (to - day(0)).num_days() as usize);
        days[from..to.max(from)].fill(wish.value);
        days
    }

    proptest! {
        #[test]
        fn a_wish_changes_its_days_and_no_other(wishes in prop::collection::vec(any_wish(), 0..6), wish in any_wish(), today in 0..DAYS) {
            let old = built(&wishes);
            let new = with(&old, &wish, day(today));
            prop_assert_eq!(by_day(&new), naive(&old, &wish, today));
            prop_assert!(new.windows(2).all(|pair| pair[0].from < pair[1].from && pair[0].value != pair[1].value));
            prop_assert!(new.first().is_none_or(|step| step.value.is_some()));
        }

        #[test]
        fn without_a_document_what_was_under_it_comes_through(
            wishes in prop::collection::vec((any_wish(), 0..DAYS), 1..7), which in 0..7usize, from in 0..DAYS,
        ) {
            let which = which % wishes.len();
            // no two say the same, and none takes away: see `beneath`
            let own = |n: usize| Some(n as u8 + 10);
            let id = |n: usize| Uuid::from_u128(n as u128 + 1);
            let (mut now, mut before) = (Vec::new(), Vec::new());
            // rows as the database keeps them: what is displaced by the document or a later one is kept aside
            let mut kept: Vec<Step<u8>> = Vec::new();
            for (n, (wish, today)) in wishes.iter().enumerate() {
                if n == which {
                    before = now.clone();
                }
                let next = with(&now, &Wish { value: own(n), by: Some(id(n)), ..wish.clone() }, day(*today));
                let change = rewrite(&now, &next);
                // a step that says the same stays whose it was
                now = written(&now, &change);
                if n >= which {
                    kept.extend(change.displaced);
                }
            }
            let is_older = |step: &Step<u8>| (which..wishes.len()).all(|n| step.by != Some(id(n)));
            let back = without(&now, &beneath(&now, kept, is_older), id(which), day(from));
            let (was, then, undone) = (by_day(&before), by_day(&now), by_day(&back));
            for n in 0..undone.len() {
                let by = on(&now, day(n as u32)).and_then(|step| step.by);
                let wanted = if n >= from as usize && by == Some(id(which)) { was[n] } else { then[n] };
                prop_assert_eq!(undone[n], wanted, "day {}", n);
            }
        }

        #[test]
        fn a_rewrite_turns_one_into_the_other(wishes in prop::collection::vec(any_wish(), 0..6), more in prop::collection::vec(any_wish(), 0..3)) {
            let old = built(&wishes);
            let new = more.iter().fold(old.clone(), |steps, wish| with(&steps, wish, day(5)));
            let rewrite = rewrite(&old, &new);
            prop_assert!(rewrite.removed.iter().all(|gone| old.iter().any(|step| step.from == *gone)));
            prop_assert_eq!(written(&old, &rewrite), new);
        }
    }
}
