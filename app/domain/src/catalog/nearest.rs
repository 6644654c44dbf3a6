//! What comes nearest to a text that finds nothing: the next size there is, digits for the letters people confuse them with,
//! one word less, one slip of the finger. Only what finds something is offered.

use super::index::{Snapshot, small};
use super::lexicon::Target;
use super::part_number::{confusable_key, strict_key};
use super::size::nearest_first;
use super::understand::Understanding;
use super::view::{Instead, Meaning, Understood};
use roaring::RoaringBitmap;

/// Texts tried, and texts offered.
const MOST_TRIED: usize = 8;
const MOST_OFFERED: usize = 5;
/// Parts offered.
const MOST_NEAR: usize = 10;

impl Snapshot {
    /// Other texts that find something, the one that finds most first; the text itself when only filters stood in its way.
    pub(super) fn instead(&self, text: &str) -> Vec<Instead> {
        let Understanding { docs, said, .. } = self.understand(text, false);
        let mut found: Vec<Instead> = Vec::new();
        if !docs.is_empty() {
            found.push(Instead { text: text.to_owned(), count: small(docs.len()) });
        }
        for text in others(&said).into_iter().take(MOST_TRIED) {
            let count = small(self.understand(&text, false).docs.len());
            if count > 0 {
                found.push(Instead { text, count });
            }
        }
        found.sort_by_key(|instead| std::cmp::Reverse(instead.count));
        found.truncate(MOST_OFFERED);
        found
    }

    /// SKUs next to a measure or size that nothing has, the nearest first, among those of all other words: a bearing of
    /// 20 mm for one of 21.
    pub(super) fn next_to_asked(&self, text: &str, place: Option<&RoaringBitmap>) -> Vec<u32> {
        let within = place.unwrap_or(&self.live);
        for piece in self.understand(text, false).said {
            let among = match piece.rest.as_str() {
                "" => within.clone(),
                rest => self.understand(rest, false).docs & within,
            };
            let found = match self.read_size(&piece.text) {
                _ if among.is_empty() => continue,
                Some(size) => self.next_to_size(&size, &among, MOST_NEAR),
                None => {
                    let asked = self.asked_number(&piece.text).into_iter();
                    let near = asked
                        .flat_map(|(at, wanted)| self.next_to(at as usize, wanted, &[], &among, MOST_NEAR));
                    nearest_first(near.collect(), MOST_NEAR)
                }
            };
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// SKUs whose part number begins with the whole text but for one slip; else those of the text that keeps most of it,
    /// above all what kind of part was meant.
    pub(super) fn nearest(&self, text: &str, instead: &[Instead]) -> RoaringBitmap {
        let key = strict_key(text);
        let slipped = self.part_keys().into_iter().map(|keys| keys.slipped(&key));
        let docs = slipped.fold(RoaringBitmap::new(), |docs, found| docs | found) & self.live.as_ref();
        if !docs.is_empty() {
            return docs;
        }
        let fullest = instead.iter().min_by_key(|instead| (!self.names_a_kind(&instead.text), instead.count));
        fullest.map(|instead| self.understand(&instead.text, false).docs).unwrap_or_default()
    }

    /// True when a word of the text is in the name of a category or family.
    fn names_a_kind(&self, text: &str) -> bool {
        let is_kind = |target: &Target| matches!(target, Target::Category(_) | Target::Family(_));
        let names = |piece: &Understood| {
            // what is asked of a parameter is no kind, and 20 is none
            let word =
                piece.text.chars().any(char::is_alphabetic) && self.asked_number(&piece.text).is_empty();
            word && self.lexicon.holding(&piece.text).iter().any(is_kind)
        };
        self.understand(text, false).said.iter().any(names)
    }
}

/// The text with 0 for O and 1 for I in words nothing is called by; without these words; and without each of its words.
fn others(said: &[Understood]) -> Vec<String> {
    let unknown = |piece: &&Understood| piece.meaning == Meaning::Nothing;
    let corrected = |piece: &Understood| {
        let guess = confusable_key(&piece.text);
        let confused = piece.meaning == Meaning::Nothing && guess != strict_key(&piece.text);
        if confused { guess } else { piece.text.clone() }
    };
    let join = |words: Vec<String>| words.join(" ");
    let whole = join(said.iter().map(|piece| piece.text.clone()).collect());
    let known = said.iter().filter(|piece| !unknown(piece)).map(|piece| piece.text.clone());
    let mut texts = vec![join(said.iter().map(corrected).collect()), join(known.collect())];
    texts.extend(said.iter().map(|piece| piece.rest.clone()));
    let mut once: Vec<String> = Vec::new();
    for text in texts {
        if !text.is_empty() && text != whole && !once.contains(&text) {
            once.push(text);
        }
    }
    once
}
