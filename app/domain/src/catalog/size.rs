//! Sizes: `M8×40`, `20×47×14`, `8x40`, `M8-40`: a name in front, if there is one, and measures in millimetres behind it.
//!
//! A size means what has exactly these measures. What comes next to it is only ever offered.

use super::index::Snapshot;
use super::lexicon::Target;
use super::parameter::{ParameterKind, ParameterValue};
use super::part_number::{is_separator, strict_key};
use super::understand::find_value;
use roaring::RoaringBitmap;
use rust_decimal::Decimal;

/// Shortest beginning of a size that is looked for in part numbers.
const SHORTEST_HEAD: usize = 3;
/// Letter of metric threads, which people leave out: `8x40` is M8×40 as well.
const METRIC: &str = "M";

/// A word that is a size.
#[derive(Debug)]
pub(super) struct Size {
    /// The ways to read it.
    ways: Vec<Way>,
}

/// What a size may say.
#[derive(Debug)]
struct Way {
    /// As part numbers write it: `M8X40`.
    key: String,
    /// What is called as it begins; none where it begins with a measure.
    head: Option<Vec<Target>>,
    measures: Vec<Decimal>,
}

impl Snapshot {
    /// Reads a word as a size; none when it is none.
    pub(super) fn read_size(&self, word: &str) -> Option<Size> {
        let parted = |c: char| c != '.' && is_separator(c);
        let ways: Vec<Way> = match word.rfind(parted) {
            None => {
                let key = strict_key(word);
                let metric = format!("{METRIC}{key}");
                let threaded =
                    || self.read_way(&metric).filter(|way| way.head.is_some() && way.measures.len() == 1);
                let digits = key.starts_with(|c: char| c.is_ascii_digit());
                self.read_way(&key).into_iter().chain(digits.then(threaded).flatten()).collect()
            }
            // M8-40 and M8/40: no other name has a number behind a dash that is a measure
            Some(at) => {
                let (head, tail) = (strict_key(&word[..at]), word[at..].trim_start_matches(parted));
                let lettered = head.starts_with(|c: char| c.is_ascii_alphabetic());
                let thread =
                    lettered && head.ends_with(|c: char| c.is_ascii_digit()) && !word[..at].contains(parted);
                let way = self.read_way(&format!("{head}X{tail}"));
                way.filter(|way| thread && way.head.is_some() && way.measures.len() == 1)
                    .into_iter()
                    .collect()
            }
        };
        (!ways.is_empty()).then_some(Size { ways })
    }

    fn read_way(&self, key: &str) -> Option<Way> {
        let parts: Vec<&str> = key.split('X').collect();
        if parts.len() < 2 || parts.iter().any(|part| !part.ends_with(|c: char| c.is_ascii_digit())) {
            return None;
        }
        let named = (1..parts.len()).rev().map(|n| (n, self.lexicon.named(&parts[..n].join("X"))));
        let (taken, head) = named.into_iter().find(|(_, named)| !named.is_empty()).unwrap_or_default();
        let measures = parts[taken..].iter().map(|part| part.trim_start_matches('D').parse().ok());
        let measures: Vec<Decimal> = measures.collect::<Option<_>>()?;
        Some(Way { key: key.to_owned(), head: (taken > 0).then_some(head), measures })
    }

    /// SKUs of exactly this size: by their measures, or by their part number where it is written otherwise than typed.
    pub(super) fn sized(&self, size: &Size, typed: &str) -> RoaringBitmap {
        let mut docs = RoaringBitmap::new();
        for way in &size.ways {
            docs |= self.measuring_all(way, &way.measures);
            if way.key != typed {
                docs |= self.holding(&way.key);
            }
        }
        docs
    }

    /// SKUs whose key contains this without cutting a number.
    pub(super) fn holding(&self, key: &str) -> RoaringBitmap {
        let held = self.part_keys().map(|keys| keys.holding(key));
        held.into_iter().fold(RoaringBitmap::new(), |docs, found| docs | found) & self.live.as_ref()
    }

    fn measuring_all(&self, way: &Way, measures: &[Decimal]) -> RoaringBitmap {
        let mut docs = match &way.head {
            Some(head) => self.docs_of(head),
            None => (*self.live).clone(),
        };
        measures.iter().for_each(|measure| docs &= self.measuring(*measure));
        docs
    }

    /// SKUs one of whose measures is this many millimetres.
    pub(super) fn measuring(&self, millimetres: Decimal) -> RoaringBitmap {
        let wanted = ParameterValue::Number(millimetres);
        let lengths = self.lengths().filter_map(|at| find_value(&self.parameters[at], &wanted));
        lengths.fold(RoaringBitmap::new(), |docs, found| docs | found) & self.live.as_ref()
    }

    /// The parameters that are lengths.
    fn lengths(&self) -> impl Iterator<Item = usize> + '_ {
        let is_length = |at: &usize| {
            let parameter = &self.parameters[*at];
            parameter.kind == ParameterKind::Number && parameter.unit == "mm"
        };
        (0..self.parameters.len()).filter(is_length)
    }

    /// What is nearest to a size that nothing has, the nearest first: all of it but the last measure.
    pub(super) fn next_to_size(&self, size: &Size, among: &RoaringBitmap, most: usize) -> Vec<u32> {
        let mut near: Vec<(Decimal, u32)> =
            size.ways.iter().flat_map(|way| self.numbered_next_to(way, among)).collect();
        if near.is_empty() {
            near = size.ways.iter().flat_map(|way| self.measured_next_to(way, among, most)).collect();
        }
        nearest_first(near, most)
    }

    /// By part numbers that write the size.
    fn numbered_next_to(&self, way: &Way, among: &RoaringBitmap) -> Vec<(Decimal, u32)> {
        let cut = way.key.rfind('X').map_or(0, |at| at + 1);
        let (head, Some(wanted)) = (&way.key[..cut], way.measures.last().copied()) else { return Vec::new() };
        if head.len() < SHORTEST_HEAD {
            return Vec::new();
        }
        let followed = self.part_keys().into_iter().flat_map(|keys| keys.followed(head));
        let near = followed.filter(|(doc, number)| among.contains(*doc) && *number <= wanted + wanted);
        near.map(|(doc, number)| ((number - wanted).abs(), doc)).collect()
    }

    /// By measures: all but the last.
    fn measured_next_to(&self, way: &Way, among: &RoaringBitmap, most: usize) -> Vec<(Decimal, u32)> {
        let Some((last, others)) = way.measures.split_last() else { return Vec::new() };
        if others.is_empty() && way.head.is_none() {
            return Vec::new();
        }
        let docs = self.measuring_all(way, others) & among;
        let near = |at| self.next_to(at, *last, others, &docs, most);
        self.lengths().flat_map(near).collect()
    }

    /// SKUs whose value of a number is nearest to one, with how far off they are; nothing that is more than twice as much,
    /// and not what was asked of others.
    pub(super) fn next_to(
        &self,
        parameter: usize,
        wanted: Decimal,
        others: &[Decimal],
        among: &RoaringBitmap,
        most: usize,
    ) -> Vec<(Decimal, u32)> {
        let parameter = &self.parameters[parameter];
        let far = |number: Decimal| number.checked_sub(wanted).map(|by| by.abs());
        let mut values: Vec<(Decimal, u32)> = (0u32..)
            .zip(&parameter.values)
            .filter_map(|(at, value)| match value.value {
                ParameterValue::Number(number) if !others.contains(&number) => Some((far(number)?, at)),
                _ => None,
            })
            .filter(|(far, _)| *far <= wanted.abs())
            .collect();
        values.sort_unstable();
        let mut near = Vec::new();
        for (far, at) in values {
            let docs = parameter.values[at as usize].docs.as_ref() & among;
            near.extend(docs.iter().take(most).map(|doc| (far, doc)));
            if near.len() >= most {
                break;
            }
        }
        near
    }
}

/// Each once, the nearest first; equals in the catalogue's order.
pub(super) fn nearest_first(mut near: Vec<(Decimal, u32)>, most: usize) -> Vec<u32> {
    near.sort_unstable();
    let mut docs: Vec<u32> = Vec::new();
    for (_, doc) in near {
        if docs.len() < most && !docs.contains(&doc) {
            docs.push(doc);
        }
    }
    docs
}
