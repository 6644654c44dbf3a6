//! The strict keys of all part numbers: exact, by beginning, by piece, and with one slip of the finger.

use crate::catalog::part_number::PartKey;
use roaring::RoaringBitmap;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Shortest text a slip is looked for in; below it everything is one slip from everything.
const SHORTEST_SLIP: usize = 5;

/// Keys of SKUs numbered from `first` on, in one piece of memory.
#[derive(Debug, Default)]
pub(in crate::catalog) struct PartKeys {
    first: u32,
    text: String,
    /// Where each key begins in `text`, and the end of the last.
    starts: Vec<u32>,
    /// Where separators were: per key its share of `breaks`.
    break_starts: Vec<u32>,
    breaks: Vec<u16>,
    /// SKUs in the order of their keys.
    sorted: Vec<u32>,
    trigrams: HashMap<[u8; 3], RoaringBitmap>,
}

impl PartKeys {
    /// Of part numbers in the order of their SKUs, of which the first is numbered `first`.
    pub(super) fn new<'a>(first: u32, part_numbers: impl Iterator<Item = &'a str>) -> Self {
        let mut keys = Self { first, starts: vec![0], break_starts: vec![0], ..Self::default() };
        let size = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        for part_number in part_numbers {
            let key = PartKey::of(part_number);
            keys.text.push_str(&key.key);
            keys.starts.push(size(keys.text.len()));
            keys.breaks.extend(key.breaks);
            keys.break_starts.push(size(keys.breaks.len()));
        }
        let docs = first..first + size(keys.len());
        for doc in docs.clone() {
            let (from, to) = keys.span(doc);
            for window in keys.text.as_bytes()[from..to].windows(3) {
                keys.trigrams.entry([window[0], window[1], window[2]]).or_default().insert(doc);
            }
        }
        let mut sorted: Vec<u32> = docs.collect();
        sorted.sort_unstable_by(|a, b| keys.key(*a).cmp(keys.key(*b)).then(a.cmp(b)));
        keys.sorted = sorted;
        keys
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn span(&self, doc: u32) -> (usize, usize) {
        let at = (doc - self.first) as usize;
        (self.starts[at] as usize, self.starts[at + 1] as usize)
    }

    /// The key of a SKU.
    pub(in crate::catalog) fn key(&self, doc: u32) -> &str {
        let (from, to) = self.span(doc);
        &self.text[from..to]
    }

    fn part(&self, doc: u32) -> PartKey {
        let at = (doc - self.first) as usize;
        let breaks = &self.breaks[self.break_starts[at] as usize..self.break_starts[at + 1] as usize];
        PartKey { key: self.key(doc).to_owned(), breaks: breaks.to_vec() }
    }

    /// SKUs whose key is exactly this.
    pub(in crate::catalog) fn exact<'a>(&'a self, key: &'a str) -> impl Iterator<Item = u32> + 'a {
        self.from(key).iter().copied().take_while(move |doc| self.key(*doc) == key)
    }

    /// SKUs whose key begins so, in the order of keys.
    pub(in crate::catalog) fn prefix<'a>(&'a self, key: &'a str) -> impl Iterator<Item = u32> + 'a {
        self.from(key).iter().copied().take_while(move |doc| self.key(*doc).starts_with(key))
    }

    fn from(&self, key: &str) -> &[u32] {
        let start = self.sorted.partition_point(|doc| self.key(*doc) < key);
        &self.sorted[start..]
    }

    /// SKUs whose key contains this: those where it cuts no number in two, and all of them.
    pub(in crate::catalog) fn containing(&self, key: &str) -> (RoaringBitmap, RoaringBitmap) {
        let (mut whole, mut any) = (RoaringBitmap::new(), RoaringBitmap::new());
        for doc in self.candidates(&[key]) {
            let mut places = self.key(doc).match_indices(key).map(|(at, _)| at).peekable();
            if places.peek().is_none() {
                continue;
            }
            any.insert(doc);
            let mut part = None;
            if places
                .any(|at| at == 0 || part.get_or_insert_with(|| self.part(doc)).is_whole(at, at + key.len()))
            {
                whole.insert(doc);
            }
        }
        (whole, any)
    }

    /// SKUs whose key contains this and no number goes on before or behind it: `20X2` is not inside `20X2.65`.
    pub(in crate::catalog) fn holding(&self, key: &str) -> RoaringBitmap {
        let whole = |doc: &u32| {
            let part = self.part(*doc);
            part.key.match_indices(key).any(|(at, _)| part.is_whole(at, at + key.len()))
        };
        self.candidates(&[key]).iter().filter(whole).collect()
    }

    /// SKUs a piece of whose part number begins so, with the number that follows: behind `20X` 2.65.
    pub(in crate::catalog) fn followed(&self, head: &str) -> Vec<(u32, Decimal)> {
        let number = |doc: u32| {
            let part = self.part(doc);
            let breaks: Vec<usize> = part.breaks.iter().map(|at| usize::from(*at)).collect();
            let begins = |at: usize| at == 0 || breaks.contains(&at);
            let (at, _) = part.key.match_indices(head).find(|(at, _)| begins(*at))?;
            let from = at + head.len();
            let piece = breaks.into_iter().find(|end| *end > from).unwrap_or(part.key.len());
            let behind = &part.key[from..piece];
            let end = behind.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(behind.len());
            behind[..end].trim_end_matches('.').parse().ok().map(|number| (doc, number))
        };
        self.candidates(&[head]).iter().filter_map(number).collect()
    }

    /// SKUs that have all trigrams of all these pieces.
    fn candidates(&self, pieces: &[&str]) -> RoaringBitmap {
        let mut lists = Vec::new();
        for window in pieces.iter().flat_map(|piece| piece.as_bytes().windows(3)) {
            match self.trigrams.get(window) {
                Some(docs) => lists.push(docs),
                None => return RoaringBitmap::new(),
            }
        }
        lists.sort_unstable_by_key(|docs| docs.len());
        let mut lists = lists.into_iter();
        let Some(rarest) = lists.next() else { return self.sorted.iter().copied().collect() };
        lists.fold(rarest.clone(), |found, docs| found & docs)
    }

    /// SKUs whose key begins with this, at most one slip apart: a letter too many, too few, another one, or two exchanged.
    pub(in crate::catalog) fn slipped(&self, key: &str) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        if key.len() < SHORTEST_SLIP || !key.is_ascii() {
            return found;
        }
        // wherever the slip is, what stands before it and what stands after it is right
        for at in 0..key.len() {
            let rest = [at + 1, (at + 2).min(key.len()), at];
            for after in rest {
                let (left, right) = (&key[..at], &key[after..]);
                if left.len().max(right.len()) < 3 {
                    continue;
                }
                let fits = |doc: &u32| begins_but_for_one(self.key(*doc).as_bytes(), key.as_bytes());
                found.extend(self.candidates(&[left, right]).iter().filter(fits));
            }
        }
        found
    }
}

/// True when some beginning of `text` is `typed`, or is at most one slip apart.
pub(in crate::catalog) fn begins_but_for_one(text: &[u8], typed: &[u8]) -> bool {
    let same = text.iter().zip(typed).take_while(|(a, b)| a == b).count();
    let (text, typed) = (&text[same..], &typed[same..]);
    if typed.is_empty() {
        return true;
    }
    let exchanged = text.len() > 1
        && typed.len() > 1
        && text[0] == typed[1]
        && text[1] == typed[0]
        && text[2..].starts_with(&typed[2..]);
    let another = !text.is_empty() && text[1..].starts_with(&typed[1..]);
    let too_many = text.starts_with(&typed[1..]);
    let too_few = !text.is_empty() && text[1..].starts_with(typed);
    exchanged || another || too_many || too_few
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_forgiven_and_two_are_not() {
        let parts = ["6204-2RS", "6205-2RS", "6ES7214-1AG40-0XB0", "LC1D09M7C", "ISO4762-M8x40-8.8"];
        let keys = PartKeys::new(0, parts.into_iter());
        let slipped = |typed: &str| keys.slipped(typed).iter().collect::<Vec<_>>();
        assert_eq!(slipped("6ES7241"), [2], "two exchanged");
        assert_eq!(slipped("LC1D9M7C"), [3], "one too few");
        assert_eq!(slipped("LC1DD09M7"), [3], "one too many");
        assert_eq!(slipped("6207-2RS".replace('-', "").as_str()), [0, 1], "another one");
        assert!(slipped("LC1E08M7C").is_empty() && slipped("6204").is_empty());
    }

    #[test]
    fn no_number_is_cut_in_two() {
        let keys =
            PartKeys::new(0, ["ORING-20x2.65", "ORING-20x2-NBR", "ORING-120x2", "M8x40-8.8"].into_iter());
        let all = |found: RoaringBitmap| found.iter().collect::<Vec<_>>();
        assert_eq!(all(keys.holding("20X2")), [1]);
        assert!(all(keys.holding("8X4")).is_empty());
        let followed: Vec<(u32, String)> =
            keys.followed("20X").into_iter().map(|(doc, number)| (doc, number.to_string())).collect();
        assert_eq!(followed, [(0, "2.65".to_owned()), (1, "2".to_owned())]);
        assert_eq!(keys.followed("M8X"), [(3, Decimal::from(40))]);
    }

    proptest::proptest! {
        #[test]
        fn every_slip_is_found(key in "[A-Z0-9]{6,14}", at in 0usize..14, letter in "[A-Z0-9]", how in 0u8..4) {
            let at = at % key.len();
            let mut typed: Vec<char> = key.chars().collect();
            match how {
                0 => { typed.remove(at); }
                1 => typed.insert(at, letter.chars().next().unwrap()),
                2 => typed[at] = letter.chars().next().unwrap(),
                _ => if at + 1 < typed.len() { typed.swap(at, at + 1); },
            }
            let typed: String = typed.into_iter().collect();
            let keys = PartKeys::new(7, [key.as_str()].into_iter());
            let found = keys.slipped(&typed);
            // shorter pieces than a trigram on both sides cannot be looked up
            let reachable = typed.len() >= 7;
            proptest::prop_assert!(!reachable || found.contains(7), "{key} {typed}");
        }
    }
}
