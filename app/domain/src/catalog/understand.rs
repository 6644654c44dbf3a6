//! One line understood: part numbers, names in either language or 拼音, sizes, numbers with units. Pure over a
//! [`Snapshot`].
//!
//! Every word narrows down (AND). Words that make up one name are one word, the longest name first; the name of a
//! parameter belongs to the value beside it ([`super::asked`]). A word that is a name means what is called so; a size such
//! as M8×40 means SKUs with exactly these measures ([`super::size`]); anything else is part of a part number or the beginning of a name. Where a word
//! can mean several things, the first that leaves a hit is taken. Slips of the finger are forgiven only where nothing is
//! called so.

use super::index::{Parameter, Snapshot, small};
use super::lexicon::Target;
use super::parameter::{Bounds, ParameterValue};
use super::part_number::strict_key;
use super::text::{fold, is_han, tokens};
use super::unit::{is_unit, split_unit};
use super::view::{Meaning, Named, STANDARD, Suggestion, Understood};
use roaring::RoaringBitmap;

/// Words beyond this are not read.
const MOST_WORDS: usize = 12;
/// Shorter pieces of part numbers are looked for at their beginning only.
const SHORTEST_PIECE: usize = 3;
/// Most words of one name.
const LONGEST_NAME: usize = 6;
/// Who gives standards their numbers; `gb t` and `jis b` are written apart, too.
const BODIES: [&str; 10] = ["iso", "din", "gb/t", "gbt", "gb", "jis", "ansi", "asme", "astm", "en"];

/// A word, or several that are one name, and what it may mean, the likeliest first.
pub(super) struct Word {
    pub(super) text: String,
    pub(super) readings: Vec<Reading>,
}

/// What a word may mean, and which SKUs that is; none where it says nothing about them.
pub(super) struct Reading {
    pub(super) meaning: Meaning,
    pub(super) docs: Option<RoaringBitmap>,
}

impl Reading {
    fn of(meaning: Meaning, docs: RoaringBitmap) -> Self {
        Self { meaning, docs: Some(docs) }
    }
}

/// What a text stands for.
#[derive(Debug, Default)]
pub(super) struct Understanding {
    /// Hits.
    pub(super) docs: RoaringBitmap,
    /// Those whose part number is exactly the text; first in the list.
    pub(super) exact: Vec<u32>,
    /// The text, piece by piece.
    pub(super) said: Vec<Understood>,
}

impl Snapshot {
    /// Finds what all words of the text have in common; slips are forgiven only where that is wanted.
    pub(super) fn understand(&self, text: &str, forgiving: bool) -> Understanding {
        let whole = strict_key(text);
        let exact: Vec<u32> = if whole.is_empty() { Vec::new() } else { self.exact(&whole).collect() };
        let mut words = self.words(text);
        let mut docs = self.common(&mut words);
        if docs.is_empty() && words.len() > 1 && whole.len() >= SHORTEST_PIECE {
            let sized = words.iter().any(|word| self.read_size(&word.text).is_some());
            docs = if sized { self.holding(&whole) } else { self.containing(&whole) };
        }
        if docs.is_empty() && exact.is_empty() && forgiving {
            docs = self.forgive(&mut words);
        }
        docs.extend(exact.iter().copied());
        Understanding { docs, exact, said: said(&words) }
    }

    /// SKUs of this very key.
    pub(super) fn exact<'a>(&'a self, key: &'a str) -> impl Iterator<Item = u32> + 'a {
        self.part_keys()
            .into_iter()
            .flat_map(move |keys| keys.exact(key))
            .filter(|doc| self.live.contains(*doc))
    }

    /// SKUs whose key begins so, in the order of keys.
    pub(super) fn prefix<'a>(&'a self, key: &'a str) -> impl Iterator<Item = u32> + 'a {
        self.part_keys()
            .into_iter()
            .flat_map(move |keys| keys.prefix(key))
            .filter(|doc| self.live.contains(*doc))
    }

    /// What somebody typing this may be after: parts whose number begins so, then names.
    pub(super) fn suggestions(&self, typed: &str, most: usize) -> Vec<Suggestion> {
        let key = strict_key(typed);
        let parts = self.prefix(&key).take(if key.is_empty() { 0 } else { most });
        let mut found: Vec<Suggestion> = parts.map(|doc| Suggestion::Part(self.brief(doc))).collect();
        let named =
            self.lexicon.suggestions(typed, most * 2).into_iter().filter_map(|target| self.suggested(target));
        found.extend(named.take(most));
        found
    }

    /// A name to go on with; none when nothing called so is for sale.
    fn suggested(&self, target: Target) -> Option<Suggestion> {
        let named = |code: &str, zh: &str, en: &str, docs: &RoaringBitmap| {
            let count = small(docs.intersection_len(&self.live));
            let named = Named { code: code.into(), name_zh: zh.into(), name_en: en.into(), count };
            (count > 0).then_some(named)
        };
        Some(match target {
            Target::Family(at) => {
                let f = &self.schema.families[at as usize];
                Suggestion::Family(named(&f.code, &f.name_zh, &f.name_en, &f.docs)?)
            }
            Target::Category(at) => {
                let c = &self.schema.categories[at as usize];
                Suggestion::Category(named(&c.code, &c.name_zh, &c.name_en, &c.docs)?)
            }
            Target::Value(at, value) => {
                let parameter = &self.parameters[at as usize];
                let v = &parameter.values[value as usize];
                Suggestion::Value {
                    parameter: parameter.code.clone(),
                    parameter_zh: parameter.name_zh.clone(),
                    parameter_en: parameter.name_en.clone(),
                    value: named(&v.code, &v.name_zh, &v.name_en, &v.docs)?,
                }
            }
        })
    }

    /// SKUs whose key contains this; when some contain it without cutting a number, only those.
    fn containing(&self, key: &str) -> RoaringBitmap {
        if key.len() < SHORTEST_PIECE {
            return self.prefix(key).collect();
        }
        let [(whole, any), (late_whole, late_any)] = self.part_keys().map(|keys| keys.containing(key));
        let whole = (whole | late_whole) & self.live.as_ref();
        if whole.is_empty() { (any | late_any) & self.live.as_ref() } else { whole }
    }

    /// SKUs of all these names.
    pub(super) fn docs_of(&self, targets: &[Target]) -> RoaringBitmap {
        let mut docs = RoaringBitmap::new();
        for target in targets {
            docs |= match *target {
                Target::Value(parameter, value) => {
                    self.parameters[parameter as usize].values[value as usize].docs.as_ref()
                }
                Target::Family(family) => self.schema.families[family as usize].docs.as_ref(),
                Target::Category(category) => self.schema.categories[category as usize].docs.as_ref(),
            };
        }
        docs & self.live.as_ref()
    }

    fn words(&self, text: &str) -> Vec<Word> {
        let pieces = self.part_names(words_of(text));
        let (mut words, mut at) = (Vec::new(), 0);
        while at < pieces.len() {
            at += self.take_word(&pieces[at..], pieces.len() == 1, &mut words);
        }
        words
    }

    /// Reads the next word or name; how many pieces it took.
    fn take_word(&self, rest: &[String], alone: bool, words: &mut Vec<Word>) -> usize {
        let Some(first) = rest.first() else { return 0 };
        if is_sign(first) {
            return 1;
        }
        if let Some((taken, word)) = self.asked(rest).or_else(|| self.several(rest)) {
            words.push(word);
            return taken;
        }
        if let Some((taken, word, with_number)) = self.asked_without_value(rest, words.last()) {
            if with_number {
                words.pop();
            }
            words.push(word);
            return taken;
        }
        if first.chars().any(is_han) {
            self.han(first, words);
        } else {
            words.push(Word { readings: self.readings(first, alone), text: first.clone() });
        }
        1
    }

    /// Words that are one name: what is called so, else a standard with its number, else what has them in its name.
    fn several(&self, rest: &[String]) -> Option<(usize, Word)> {
        let mut lengths = (2..=rest.len().min(LONGEST_NAME)).rev();
        let word = |taken: usize, readings| Word { text: rest[..taken].join(" "), readings };
        let named = |targets: Vec<Target>, from: usize, taken: usize| {
            let mut docs = self.docs_of(&targets);
            docs.extend(self.prefix(&strict_key(&rest[from..taken].join(" "))));
            word(taken, vec![Reading::of(self.meaning(&targets), docs)])
        };
        let known = |targets: &Vec<Target>| !targets.is_empty();
        let whole =
            lengths.find_map(|n| Some((n, Some(self.lexicon.named_together(&rest[..n])).filter(known)?)));
        if let Some((taken, targets)) = whole {
            return Some((taken, named(targets, 0, taken)));
        }
        if let Some((bodies, taken)) = standard(rest) {
            // DIN EN ISO 4762 is ISO 4762
            let shorter = (0..bodies).find_map(|from| {
                let key = strict_key(&rest[from..taken].join(" "));
                Some((from, Some(self.lexicon.named(&key)).filter(known)?))
            });
            let found = match shorter {
                Some((from, targets)) => named(targets, from, taken),
                None => word(taken, self.readings(&rest[..taken].join(" "), false)),
            };
            return Some((taken, found));
        }
        let (taken, targets) = self.lexicon.phrase(&rest[..rest.len().min(LONGEST_NAME)])?;
        let reading = Reading::of(self.meaning(&targets), self.docs_of(&targets));
        Some((taken, word(taken, vec![reading])))
    }

    fn han(&self, token: &str, words: &mut Vec<Word>) {
        let whole = self.lexicon.named(&strict_key(token));
        let pieces =
            if whole.is_empty() { self.lexicon.pieces(token) } else { Some(vec![(token.to_owned(), whole)]) };
        match pieces {
            Some(pieces) => words.extend(pieces.into_iter().map(|(text, targets)| Word {
                readings: vec![Reading::of(self.meaning(&targets), self.docs_of(&targets))],
                text,
            })),
            None => words.push(Word { text: token.to_owned(), readings: Vec::new() }),
        }
    }

    /// What a word without Chinese may mean.
    pub(super) fn readings(&self, word: &str, alone: bool) -> Vec<Reading> {
        let key = strict_key(word);
        let mut readings = Vec::new();
        if key.is_empty() {
            return readings;
        }
        let named = self.lexicon.named(&key);
        if !named.is_empty() {
            let mut docs = self.docs_of(&named);
            docs.extend(self.prefix(&key));
            readings.push(Reading::of(self.meaning(&named), docs));
            return readings;
        }
        // 20×2 is not the beginning of 20×2.65
        let size = self.read_size(word);
        let mut parts = if size.is_some() { self.holding(&key) } else { self.containing(&key) };
        if let Some(size) = &size {
            readings.push(Reading::of(Meaning::Size, self.sized(size, &key) | &parts));
        }
        // Φ20 is 20 whatever is round of it
        let round = word.strip_prefix(['φ', 'ø', '⌀', '∅']);
        let bare = round.unwrap_or(word);
        match split_unit(bare) {
            Some((number, unit)) if unit.is_empty() && (!alone || round.is_some()) => {
                readings.push(Reading::of(Meaning::Size, self.measuring(number)));
            }
            Some((_, unit)) if unit.is_empty() => {}
            _ if bare.contains(|c: char| c.is_ascii_digit()) => {
                readings.push(Reading::of(Meaning::Measure, self.measured(bare)));
            }
            _ => {}
        }
        parts |= self.docs_of(&self.lexicon.beginning(word));
        readings.push(Reading::of(Meaning::PartNumber, parts));
        readings.retain(|reading| reading.docs.as_ref().is_none_or(|docs| !docs.is_empty()));
        if readings.is_empty() {
            readings.extend(self.sounding(word));
        }
        readings
    }

    /// What a word means that is 拼音 cut short: `neilj` is 内六角.
    fn sounding(&self, word: &str) -> Option<Reading> {
        let targets = self.lexicon.sounding(word);
        let docs = self.docs_of(&targets);
        (!docs.is_empty()).then(|| Reading::of(self.meaning(&targets), docs))
    }

    /// SKUs one of whose parameters is met by a number with its unit: `24vdc`, `1/4"`, `≥10mm`.
    fn measured(&self, word: &str) -> RoaringBitmap {
        let mut docs = RoaringBitmap::new();
        for parameter in self.parameters.iter().filter(|p| p.kind.is_numeric() && !p.unit.is_empty()) {
            let Some(bounds) = Bounds::parse(word, &parameter.unit) else { continue };
            parameter.values.iter().filter(|v| v.value.within(&bounds)).for_each(|v| docs |= v.docs.as_ref());
        }
        docs & self.live.as_ref()
    }

    /// What all words have in common; each word is left with the reading taken, if it has any.
    fn common(&self, words: &mut [Word]) -> RoaringBitmap {
        if words.is_empty() || words.iter().any(|word| word.readings.is_empty()) {
            return RoaringBitmap::new();
        }
        let mut docs: Option<RoaringBitmap> = None;
        for certain in [true, false] {
            for word in words.iter_mut().filter(|w| certain == (w.readings.len() == 1)) {
                let fits = |reading: &Reading| match (&docs, &reading.docs) {
                    (Some(docs), Some(found)) => !docs.is_disjoint(found),
                    _ => true,
                };
                let taken = word.readings.iter().position(fits).unwrap_or(0);
                word.readings.swap(0, taken);
                if let Some(found) = &word.readings[0].docs {
                    docs = Some(docs.map_or_else(|| found.clone(), |d| d & found));
                }
            }
        }
        docs.unwrap_or_else(|| self.having(words))
    }

    /// Reads words nothing is called by as what is spelt nearly so, first as far as they go.
    fn forgive(&self, words: &mut [Word]) -> RoaringBitmap {
        let mut forgiven = false;
        for word in words.iter_mut().filter(|w| w.readings.is_empty()) {
            // another size is no slip
            if self.read_size(&word.text).is_some() {
                continue;
            }
            let key = strict_key(&word.text);
            let mut docs = self.docs_of(&self.lexicon.slipped(&word.text));
            for keys in self.part_keys() {
                docs |= keys.slipped(&key) & self.live.as_ref();
            }
            if !docs.is_empty() {
                word.readings.push(Reading::of(Meaning::Similar, docs));
                forgiven = true;
            }
        }
        if forgiven { self.common(words) } else { RoaringBitmap::new() }
    }

    pub(super) fn meaning(&self, targets: &[Target]) -> Meaning {
        // a standard names its families, too
        let is_standard =
            |t: &&Target| matches!(t, Target::Value(at, _) if self.parameters[*at as usize].code == STANDARD);
        let standard = targets.iter().find(is_standard).map(std::slice::from_ref);
        let targets = standard.filter(|_| targets.iter().filter(is_standard).count() == 1).unwrap_or(targets);
        let parameter_of = |target: &Target| match target {
            Target::Value(parameter, _) => Some(*parameter),
            _ => None,
        };
        let Some(first) = targets.first() else { return Meaning::Nothing };
        match *first {
            Target::Value(at, value) if targets.iter().all(|t| parameter_of(t) == Some(at)) => {
                let parameter = &self.parameters[at as usize];
                let value = &parameter.values[value as usize];
                let only = targets.len() == 1;
                Meaning::Value {
                    parameter_zh: parameter.name_zh.clone(),
                    parameter_en: parameter.name_en.clone(),
                    value_zh: if only { value.name_zh.to_string() } else { String::new() },
                    value_en: if only { value.name_en.to_string() } else { String::new() },
                }
            }
            Target::Family(at) if targets.len() == 1 => {
                let family = &self.schema.families[at as usize];
                Meaning::Name { zh: family.name_zh.clone(), en: family.name_en.clone() }
            }
            Target::Category(at) if targets.len() == 1 => {
                let category = &self.schema.categories[at as usize];
                Meaning::Name { zh: category.name_zh.clone(), en: category.name_en.clone() }
            }
            _ => Meaning::Names,
        }
    }
}

/// The SKUs of a value, looked up in canonical order.
pub(super) fn find_value<'a>(parameter: &'a Parameter, wanted: &ParameterValue) -> Option<&'a RoaringBitmap> {
    let value = |at: &u32| &parameter.values[*at as usize];
    let found = parameter.order.binary_search_by(|at| value(at).value.canonical_cmp(wanted)).ok()?;
    Some(value(&parameter.order[found]).docs.as_ref())
}

/// The words of a text as they are read; no more than anybody means.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let mut tokens = tokens(&fold(text));
    tokens.truncate(MOST_WORDS);
    join_units(&mut tokens);
    tokens
}

/// `24` `VDC` is one word: a number and the unit behind it.
fn join_units(tokens: &mut Vec<String>) {
    let mut at = 0;
    while at + 1 < tokens.len() {
        let number = split_unit(&tokens[at]).is_some_and(|(_, unit)| unit.is_empty());
        let signed = tokens[at].starts_with(['≥', '≤', '<', '>']);
        // one letter is as likely a grade or a drawing's letter: "8 a" is no current
        if (number || signed) && tokens[at + 1].chars().count() > 1 && is_unit(&tokens[at + 1]) {
            let unit = tokens.remove(at + 1);
            tokens[at].push_str(&unit);
        }
        at += 1;
    }
}

/// Punctuation between words says nothing.
fn is_sign(piece: &str) -> bool {
    piece.chars().all(|c| matches!(c, '-' | '–' | '—' | '_' | '/' | '.' | '·' | '=' | ':' | '+' | '&'))
}

/// A standard and its number: how many words name who gives it, and how many it is altogether.
fn standard(rest: &[String]) -> Option<(usize, usize)> {
    let bodies = rest.iter().take_while(|word| BODIES.contains(&word.as_str())).count();
    let last = bodies.checked_sub(1).map(|at| rest[at].as_str())?;
    let next = |at: usize| rest.get(at).map(String::as_str).unwrap_or_default();
    let lettered = matches!(last, "jis" | "ansi" | "asme");
    let letter = match next(bodies) {
        "t" => last == "gb",
        word => lettered && word.len() == 1 && word.starts_with(|c: char| c.is_ascii_alphabetic()),
    };
    let at = bodies + usize::from(letter);
    let number = next(at).trim_start_matches(|c: char| lettered && c.is_ascii_alphabetic());
    let digits = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | ':' | '/'));
    digits.then_some((bodies, at + 1))
}

fn said(words: &[Word]) -> Vec<Understood> {
    let rest = |out: usize| {
        let others = words.iter().enumerate().filter(|(at, _)| *at != out);
        others.map(|(_, word)| word.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let meaning =
        |word: &Word| word.readings.first().map_or(Meaning::Nothing, |reading| reading.meaning.clone());
    words
        .iter()
        .enumerate()
        .map(|(at, word)| Understood { text: word.text.clone(), rest: rest(at), meaning: meaning(word) })
        .collect()
}

#[cfg(test)]
#[path = "understand_tests.rs"]
mod tests;
