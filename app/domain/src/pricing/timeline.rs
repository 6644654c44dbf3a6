//! One rung over time, as steps: from this day on this value, until the next step; a step without a value ends it.
//!
//! The database keeps prices in this form, so two values on one day cannot be written. Pure; what a wish does to the steps
//! is decided here and nowhere else. Invariant: steps ascend by day, one a day.

use crate::pricing::terms::Validity;
use chrono::NaiveDate;
use uuid::Uuid;

/// From this day on, this value.
#[derive(Clone, Debug, PartialEq)]
pub struct Step<V> {
    /// First day.
    pub from: NaiveDate,
    /// None: from this day on there is none.
    pub value: Option<V>,
    /// The document that wrote it; none for what was set up.
    pub by: Option<Uuid>,
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

/// A wish that was fulfilled, and the day that was today then.
pub type Fulfilled<V> = (Wish<V>, NaiveDate);

/// What has to be written for a timeline to become another.
#[derive(Clone, Debug, PartialEq)]
pub struct Rewrite<V> {
    /// Steps on days that had none.
    pub added: Vec<Step<V>>,
    /// Steps to write over those of the same day.
    pub changed: Vec<Step<V>>,
    /// Days whose steps are removed.
    pub removed: Vec<NaiveDate>,
}

/// The step that holds on a day.
pub fn on<V>(steps: &[Step<V>], day: NaiveDate) -> Option<&Step<V>> {
    steps[..steps.partition_point(|step| step.from <= day)].last()
}

/// Each value with the days it holds, whoever said so.
pub fn spans<V: PartialEq>(steps: &[Step<V>]) -> impl Iterator<Item = (Validity, &V)> {
    let mut runs = steps.chunk_by(|a, b| a.value == b.value).peekable();
    std::iter::from_fn(move || {
        let run = runs.next()?;
        let to = runs.peek().map(|next| next[0].from);
        Some((Validity { from: run[0].from, to }, run[0].value.as_ref()))
    })
    .filter_map(|(days, value)| Some((days, value?)))
}

/// The timeline with a wish fulfilled. After a bounded wish what held before goes on; an open one gives way to the next
/// value planned for after today. What held on days before `today` is never rewritten: such a wish begins today. One that
/// says what holds already changes nothing.
pub fn with<V: Clone + PartialEq>(old: &[Step<V>], wish: &Wish<V>, today: NaiveDate) -> Vec<Step<V>> {
    let was_priced = spans(old).any(|(days, _)| days.from < today && days.to.is_none_or(|to| wish.from < to));
    let from = if was_priced { wish.from.max(today) } else { wish.from };
    let planned = || spans(old).map(|(days, _)| days.from).find(|day| *day > from.max(today));
    let to = wish.to.or_else(planned);
    if to.is_some_and(|to| to <= from) {
        return old.to_vec();
    }
    let mut steps: Vec<Step<V>> = old.iter().filter(|step| step.from < from).cloned().collect();
    steps.push(Step { from, value: wish.value.clone(), by: wish.by });
    if let Some(to) = to {
        steps.push(resumed(old, to));
        steps.extend(old.iter().filter(|step| step.from > to).cloned());
    }
    let steps = tidy(steps);
    if spans(&steps).eq(spans(old)) { old.to_vec() } else { steps }
}

/// The timeline as if, from a day on, nothing but these wishes had been fulfilled, one after the other, on what was set up.
/// Days before stay as they were.
pub fn anew<V: Clone + PartialEq>(
    now: &[Step<V>],
    set_up: Vec<Step<V>>,
    wishes: &[Fulfilled<V>],
    day: NaiveDate,
) -> Vec<Step<V>> {
    let anew = wishes.iter().fold(tidy(set_up), |steps, (wish, today)| with(&steps, wish, *today));
    let mut steps: Vec<Step<V>> = now.iter().filter(|step| step.from < day).cloned().collect();
    steps.push(resumed(&anew, day));
    steps.extend(anew.into_iter().filter(|step| step.from > day));
    tidy(steps)
}

/// What holds on a day, as a step of that day.
fn resumed<V: Clone>(steps: &[Step<V>], day: NaiveDate) -> Step<V> {
    let held = on(steps, day);
    Step { from: day, value: held.and_then(|step| step.value.clone()), by: held.and_then(|step| step.by) }
}

/// Without steps that say nothing new. Who took a value away is kept: what was set up under it shows again without him.
fn tidy<V: PartialEq>(mut steps: Vec<Step<V>>) -> Vec<Step<V>> {
    steps.dedup_by(|step, before| step.value == before.value && step.by == before.by);
    if steps.first().is_some_and(|first| first.value.is_none() && first.by.is_none()) {
        steps.remove(0);
    }
    steps
}

/// What turns `old` into `new`.
pub fn rewrite<V: Clone + PartialEq>(old: &[Step<V>], new: &[Step<V>]) -> Rewrite<V> {
    fn same_day<V>(steps: &[Step<V>], day: NaiveDate) -> Option<&Step<V>> {
        steps.binary_search_by_key(&day, |step| step.from).ok().map(|at| &steps[at])
    }
    let (mut added, mut changed) = (Vec::new(), Vec::new());
    for step in new {
        match same_day(old, step.from) {
            None => added.push(step.clone()),
            Some(there) if there != step => changed.push(step.clone()),
            Some(_) => {}
        }
    }
    let days = old.iter().map(|step| step.from);
    Rewrite { added, changed, removed: days.filter(|day| same_day(new, *day).is_none()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAYS: u32 = 24;
    /// Days reckoned: those of all wishes, and as many after them.
    const REACH: usize = 3 * DAYS as usize;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 1).unwrap() + chrono::Days::new(u64::from(n))
    }

    fn index(day_: NaiveDate) -> usize {
        (day_ - day(0)).num_days() as usize
    }

    fn any_value() -> impl Strategy<Value = Option<u8>> {
        prop_oneof![3 => (1u8..5).prop_map(Some), 1 => Just(None)]
    }

    fn any_wish() -> impl Strategy<Value = Wish<u8>> {
        (0..DAYS, prop::option::of(1..DAYS), any_value()).prop_map(|(from, long, value)| Wish {
            from: day(from),
            to: long.map(|days| day(from + days)),
            value,
            by: None,
        })
    }

    fn by_day(steps: &[Step<u8>]) -> Vec<Option<u8>> {
        (0..REACH).map(|n| on(steps, day(n as u32)).and_then(|step| step.value)).collect()
    }

    fn is_in_order(steps: &[Step<u8>]) -> bool {
        steps.windows(2).all(|pair| {
            pair[0].from < pair[1].from && (pair[0].value, pair[0].by) != (pair[1].value, pair[1].by)
        }) && steps.first().is_none_or(|step| step.value.is_some() || step.by.is_some())
    }

    /// The rows as they are in the database after a rewrite.
    fn written(old: &[Step<u8>], new: &[Step<u8>]) -> Vec<Step<u8>> {
        let change = rewrite(old, new);
        let mut rows: std::collections::BTreeMap<_, _> = old.iter().map(|s| (s.from, s.clone())).collect();
        for gone in &change.removed {
            assert!(rows.remove(gone).is_some());
        }
        rows.extend(change.added.into_iter().chain(change.changed).map(|step| (step.from, step)));
        rows.into_values().collect()
    }

    fn built(wishes: &[Wish<u8>]) -> Vec<Step<u8>> {
        wishes.iter().fold(Vec::new(), |steps, wish| with(&steps, wish, day(0)))
    }

    /// What [`with`] promises, reckoned day by day.
    fn naive(mut days: Vec<Option<u8>>, wish: &Wish<u8>, today: u32) -> Vec<Option<u8>> {
        let (wanted, today) = (index(wish.from), today as usize);
        let was_priced = (wanted..today).any(|n| days[n].is_some());
        let from = if was_priced { today } else { wanted };
        let planned =
            (from.max(today) + 1..days.len()).find(|n| days[*n].is_some() && days[*n] != days[n - 1]);
        let to = wish.to.map(index).or(planned).unwrap_or(days.len());
        days[from..to.max(from)].fill(wish.value);
        days
    }

    /// A day of the trade: a document with one wish or two, or one of them taken back.
    #[derive(Clone, Debug)]
    enum Event {
        Publish(Vec<Wish<u8>>),
        TakeBack(prop::sample::Index),
    }

    fn any_event() -> impl Strategy<Value = (u32, Event)> {
        let document = prop::collection::vec(any_wish(), 1..3).prop_map(|mut wishes| {
            wishes.sort_by_key(|wish| wish.from);
            Event::Publish(wishes)
        });
        let event = prop_oneof![3 => document, 2 => any::<prop::sample::Index>().prop_map(Event::TakeBack)];
        (0..5u32, event)
    }

    proptest! {
        #[test]
        fn a_wish_changes_its_days_and_no_other(wishes in prop::collection::vec(any_wish(), 0..6), wish in any_wish(), today in 0..DAYS) {
            let old = built(&wishes);
            let new = with(&old, &wish, day(today));
            prop_assert_eq!(by_day(&new), naive(by_day(&old), &wish, today));
            prop_assert!(is_in_order(&new));
            prop_assert_eq!(written(&old, &new), new);
        }

        /// Whatever is published and taken back: the days that are over stay, and from today on there holds what would hold
        /// if only the documents that still stand had ever been published.
        #[test]
        fn what_is_taken_back_might_never_have_been(set_up in prop::collection::vec(any_wish(), 0..4), events in prop::collection::vec(any_event(), 1..9)) {
            let id = |n: usize| Uuid::from_u128(n as u128 + 1);
            let mut rows = built(&set_up);
            let first = by_day(&rows);
            let mut days = first.clone();
            // as the database keeps it: what was set up and was written over, and every document with its day
            let mut kept: std::collections::BTreeMap<NaiveDate, Step<u8>> = Default::default();
            let mut documents: Vec<(usize, Vec<Wish<u8>>, u32)> = Vec::new();
            let mut today = 0;
            for (n, (later, event)) in events.into_iter().enumerate() {
                today += later;
                let next = match event {
                    Event::Publish(wishes) => {
                        let wishes: Vec<_> = wishes.into_iter().map(|w| Wish { by: Some(id(n)), ..w }).collect();
                        days = wishes.iter().fold(days, |days, wish| naive(days, wish, today));
                        let next = wishes.iter().fold(rows.clone(), |rows, wish| with(&rows, wish, day(today)));
                        kept.extend(rows.iter().filter(|step| step.by.is_none()).map(|step| (step.from, step.clone())));
                        documents.push((n, wishes, today));
                        next
                    }
                    Event::TakeBack(_) if documents.is_empty() => continue,
                    Event::TakeBack(which) => {
                        let (gone, _, _) = documents.remove(which.index(documents.len()));
                        let stand = || documents.iter().flat_map(|(_, wishes, on)| wishes.iter().map(|wish| (wish, *on)));
                        let wanted = stand().fold(first.clone(), |days, (wish, on)| naive(days, wish, on));
                        days[today as usize..].copy_from_slice(&wanted[today as usize..]);
                        let mut set_up = kept.clone();
                        set_up.extend(rows.iter().filter(|step| step.by.is_none()).map(|step| (step.from, step.clone())));
                        let wishes: Vec<_> = stand().map(|(wish, on)| (wish.clone(), day(on))).collect();
                        let next = anew(&rows, set_up.into_values().collect(), &wishes, day(today));
                        let names_it = |n: u32| on(&next, day(n)).is_some_and(|step| step.value.is_some() && step.by == Some(id(gone)));
                        prop_assert!(!(today..REACH as u32).any(names_it));
                        next
                    }
                };
                prop_assert!(is_in_order(&next), "{:?}", next);
                prop_assert_eq!(&written(&rows, &next), &next);
                rows = next;
                prop_assert_eq!(by_day(&rows), days.clone(), "after event {}, today {}", n, today);
            }
        }
    }
}
