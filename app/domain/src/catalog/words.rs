//! Text to SKUs: part numbers by prefix and substring, names, standards and value names by word.
//!
//! Every token must be found (AND). A token that is exactly a value's name, code or alias, or a standard, means that
//! value; otherwise it may be part of a part number or the beginning of a word. Chinese is cut into the longest pieces
//! that occur anywhere: 六角螺钉 is 六角 and 螺钉, without a dictionary.

use super::part_number::{PartKey, strict_key};
use roaring::RoaringBitmap;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Tokens beyond this are not read.
const MAX_TOKENS: usize = 12;
/// Longest piece of Chinese looked up at once.
const MAX_PIECE: usize = 16;

/// The part numbers of a snapshot.
#[derive(Debug, Default)]
pub(super) struct PartKeys {
    keys: Vec<PartKey>,
    sorted: Vec<u32>,
    trigrams: HashMap<[u8; 3], RoaringBitmap>,
}

impl PartKeys {
    pub(super) fn new(keys: Vec<PartKey>) -> Self {
        let mut sorted: Vec<u32> = (0u32..).take(keys.len()).collect();
        sorted.sort_by(|a, b| keys[*a as usize].key.cmp(&keys[*b as usize].key).then(a.cmp(b)));
        let mut trigrams: HashMap<[u8; 3], RoaringBitmap> = HashMap::new();
        for (doc, key) in (0u32..).zip(&keys) {
            for window in key.key.as_bytes().windows(3) {
                trigrams.entry([window[0], window[1], window[2]]).or_default().insert(doc);
            }
        }
        Self { keys, sorted, trigrams }
    }

    /// SKUs whose key is exactly this.
    pub(super) fn exact<'a>(&'a self, key: &'a str) -> impl Iterator<Item = u32> + 'a {
        self.from(key).iter().copied().take_while(move |doc| self.keys[*doc as usize].key == key)
    }

    /// SKUs whose key begins so, in the order of keys.
    pub(super) fn prefix<'a>(&'a self, key: &'a str) -> impl Iterator<Item = u32> + 'a {
        self.from(key).iter().copied().take_while(move |doc| self.keys[*doc as usize].key.starts_with(key))
    }

    fn from(&self, key: &str) -> &[u32] {
        let start = self.sorted.partition_point(|doc| self.keys[*doc as usize].key.as_str() < key);
        &self.sorted[start..]
    }

    /// SKUs whose key contains this; when some contain it without cutting a number, only those and the prefixes.
    pub(super) fn containing(&self, key: &str) -> RoaringBitmap {
        let (mut whole, mut any) = (RoaringBitmap::new(), RoaringBitmap::new());
        for doc in self.candidates(key) {
            let part = &self.keys[doc as usize];
            let mut places = part.key.match_indices(key).map(|(at, _)| at).peekable();
            if places.peek().is_some() {
                any.insert(doc);
            }
            if places.any(|at| at == 0 || part.is_whole(at, at + key.len())) {
                whole.insert(doc);
            }
        }
        if whole.is_empty() { any } else { whole }
    }

    fn candidates(&self, key: &str) -> RoaringBitmap {
        let all = || (0u32..).take(self.keys.len()).collect();
        let mut found: Option<RoaringBitmap> = None;
        for window in key.as_bytes().windows(3) {
            let Some(docs) = self.trigrams.get(window) else { return RoaringBitmap::new() };
            found = Some(found.map_or_else(|| docs.clone(), |f| f & docs));
        }
        found.unwrap_or_else(all)
    }
}

/// A text that stands for SKUs: a value's name, a family's standard, a category.
#[derive(Debug)]
struct Entry {
    text: String,
    words: Vec<String>,
    key: String,
    docs: RoaringBitmap,
}

/// Everything that can be typed.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) keys: PartKeys,
    entries: Vec<Entry>,
    by_text: HashMap<String, usize>,
}

/// What a text stands for.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Hits.
    pub(super) docs: RoaringBitmap,
    /// Those whose part number is exactly the text; first in the list.
    pub(super) exact: Vec<u32>,
}

impl Words {
    pub(super) fn new(keys: PartKeys) -> Self {
        Self { keys, ..Self::default() }
    }

    /// Lets `text` stand for these SKUs too.
    pub(super) fn add(&mut self, text: &str, docs: &RoaringBitmap) {
        let text = fold(text);
        if text.is_empty() || docs.is_empty() {
            return;
        }
        if let Some(at) = self.by_text.get(&text) {
            self.entries[*at].docs |= docs;
            return;
        }
        self.by_text.insert(text.clone(), self.entries.len());
        let words = tokens(&text);
        self.entries.push(Entry { words, key: strict_key(&text), docs: docs.clone(), text });
    }

    /// Finds what all tokens of the text have in common.
    pub(super) fn find(&self, text: &str) -> Found {
        let whole = strict_key(text);
        let exact: Vec<u32> = if whole.is_empty() { Vec::new() } else { self.keys.exact(&whole).collect() };
        let tokens = tokens(&fold(text));
        let mut docs: Option<RoaringBitmap> = None;
        for token in tokens.iter().take(MAX_TOKENS) {
            let hits = self.find_token(token);
            docs = Some(docs.map_or_else(|| hits.clone(), |d| d & &hits));
            if docs.as_ref().is_some_and(RoaringBitmap::is_empty) {
                break;
            }
        }
        let mut docs = docs.unwrap_or_default();
        if docs.is_empty() && tokens.len() > 1 && whole.len() > 2 {
            docs = self.keys.containing(&whole);
        }
        docs.extend(exact.iter().copied());
        Found { docs, exact }
    }

    fn find_token(&self, token: &str) -> RoaringBitmap {
        if token.chars().any(is_han) {
            return self.find_chinese(token);
        }
        let key = strict_key(token);
        if key.is_empty() {
            return RoaringBitmap::new();
        }
        let mut named = RoaringBitmap::new();
        self.entries.iter().filter(|e| e.key == key).for_each(|e| named |= &e.docs);
        if !named.is_empty() {
            named.extend(self.keys.prefix(&key));
            return named;
        }
        let mut docs = self.keys.containing(&key);
        let begins = |e: &&Entry| {
            e.words.iter().any(|w| w.starts_with(token)) || (key.len() > 2 && e.key.starts_with(&key))
        };
        self.entries.iter().filter(begins).for_each(|e| docs |= &e.docs);
        docs
    }

    fn find_chinese(&self, token: &str) -> RoaringBitmap {
        let containing = |part: &str| {
            let mut docs = RoaringBitmap::new();
            self.entries.iter().filter(|e| e.text.contains(part)).for_each(|e| docs |= &e.docs);
            docs
        };
        let letters: Vec<char> = token.chars().collect();
        let (mut at, mut docs) = (0, None::<RoaringBitmap>);
        while at < letters.len() {
            // the longest piece known from here on; a single letter when no longer one is
            let piece = (at + 1..=letters.len().min(at + MAX_PIECE)).rev().find_map(|end| {
                let hits = containing(&letters[at..end].iter().collect::<String>());
                (!hits.is_empty()).then_some((end, hits))
            });
            let Some((end, hits)) = piece else { return RoaringBitmap::new() };
            docs = Some(docs.map_or_else(|| hits.clone(), |d| d & &hits));
            at = end;
        }
        docs.unwrap_or_default()
    }
}

/// One spelling: half width, lower case, one space between words, no space around the × of a size.
fn fold(text: &str) -> String {
    let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let spaced = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(spaced.len());
    let chars: Vec<char> = spaced.chars().collect();
    let digit = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(char::is_ascii_digit);
    let times =
        |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(|c| matches!(c, 'x' | '×' | '*' | 'х'));
    for (at, c) in chars.iter().enumerate() {
        let before_times = times(Some(at + 1))
            && digit(at.checked_sub(1))
            && (chars.get(at + 2) == Some(&' ') || digit(Some(at + 2)));
        let sized = digit(at.checked_sub(2)) || (at > 2 && chars[at - 2] == ' ' && digit(at.checked_sub(3)));
        let after_times = times(at.checked_sub(1)) && digit(Some(at + 1)) && sized;
        if *c != ' ' || !(before_times || after_times) {
            out.push(*c);
        }
    }
    out
}

/// Words, split at spaces and punctuation and where Chinese meets Latin.
fn tokens(folded: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last: Option<bool> = None;
    for c in folded.chars() {
        if c.is_whitespace()
            || matches!(c, ',' | ';' | '(' | ')' | '、' | '。' | '|' | '"' | '“' | '”' | '【' | '】')
        {
            last = None;
            continue;
        }
        let han = is_han(c);
        match out.last_mut() {
            Some(word) if last == Some(han) => word.push(c),
            _ => out.push(c.to_string()),
        }
        last = Some(han);
    }
    out
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let parts = ["ISO4762-M8x30-8.8", "ISO4762-M8x300-8.8", "6204-2RS", "ISO7380-M8x30", "M1.6x8"];
        let mut words = Words::new(PartKeys::new(parts.iter().map(|p| PartKey::of(p)).collect()));
        let docs = |list: &[u32]| list.iter().copied().collect::<RoaringBitmap>();
        words.add("内六角圆柱头螺钉", &docs(&[0, 1]));
        words.add("内六角平圆头螺钉", &docs(&[3]));
        words.add("Hexagon socket head cap screw", &docs(&[0, 1]));
        words.add("ISO 4762", &docs(&[0, 1]));
        words.add("SUS304", &docs(&[3]));
        words.add("304", &docs(&[3]));
        words
    }

    #[test]
    fn every_way_to_say_it_finds_it() {
        let words = words();
        let find = |text: &str| words.find(text).docs.iter().collect::<Vec<_>>();
        assert_eq!(find("M8x30"), [0, 3]);
        assert_eq!(find("m8 × 30"), [0, 3]);
        assert_eq!(find("iso 4762"), [0, 1]);
        assert_eq!(find("ISO4762 m8*30"), [0]);
        assert_eq!(find("内六角M8x30"), [0, 3]);
        assert_eq!(find("六角螺钉"), [0, 1, 3]);
        assert_eq!(find("socket cap"), [0, 1]);
        assert_eq!(find("304"), [3]);
        assert_eq!(find("62"), [2]);
        assert_eq!(find("6204/2rs"), [2]);
        assert_eq!(fold("Hex 8, 8  X 30"), "hex 8, 8x30");
        assert_eq!(words.find("6204 2RS").exact, [2]);
        assert!(find("M1.6x80").is_empty() && find("不存在").is_empty() && find("()").is_empty());
    }
}
