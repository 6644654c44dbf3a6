//! The words of the catalogue: every name, code, alias, standard and brand, and what it stands for. 拼音 and its initials
//! stand beside every Chinese name. What parameters are called is kept apart: such a word says of what the next one is.

use super::index::{Parameter, Schema};
use super::parameter::ParameterKind;
use super::part_number::{PartKey, strict_key};
use super::sounds::{Sounds, is_latin};
use super::store::{ParameterSource, SchemaSource};
use super::text::{fold, is_han, tokens};
use pinyin::ToPinyin;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A free text of more values than this is not read as words.
const MOST_TEXTS: usize = 20_000;
/// Longest piece of Chinese looked up at once.
const LONGEST_PIECE: usize = 16;
/// Shortest word a slip of the finger is forgiven in.
const SHORTEST_SLIP: usize = 5;
/// Shortest 拼音 that is looked for within names.
const SHORTEST_SOUND: usize = 4;

/// What a word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Target {
    /// A value of a parameter.
    Value(u32, u32),
    Family(u32),
    Category(u32),
}

#[derive(Debug)]
struct Entry {
    /// Folded.
    text: String,
    target: Target,
}

/// Everything that has a name.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    entries: Vec<Entry>,
    by_key: HashMap<String, Vec<u32>>,
    /// Words of the entries, their 拼音 and initials, in order.
    words: Vec<(Box<str>, u32)>,
    /// How the Chinese entries sound.
    sounds: Vec<(Sounds, u32)>,
    by_letter: HashMap<char, Vec<u32>>,
    /// What parameters are called.
    parameters: HashMap<String, Vec<u32>>,
}

impl Lexicon {
    pub(super) fn new(schema: &Schema, parameters: &[Arc<Parameter>], source: &SchemaSource) -> Self {
        let mut lexicon = Self::default();
        let mut said = HashSet::new();
        let mut say = |text: &str, target: Target| {
            let text = fold(text);
            if !text.is_empty() && said.insert((text.clone(), target)) {
                lexicon.entries.push(Entry { text, target });
            }
        };
        let aliases: HashMap<_, &[String]> =
            source.values.iter().map(|v| ((v.parameter_id, v.code.as_str()), v.aliases.as_slice())).collect();
        for (at, parameter) in (0u32..).zip(parameters) {
            // numbers and yes/no are for filters; as words they would hit everything
            let named = matches!(parameter.kind, ParameterKind::Enum | ParameterKind::Text);
            if !named || parameter.values.len() > MOST_TEXTS {
                continue;
            }
            for (number, value) in (0u32..).zip(&parameter.values) {
                let target = Target::Value(at, number);
                [&value.code, &value.name_zh, &value.name_en].into_iter().for_each(|text| say(text, target));
                let others = aliases.get(&(parameter.id, &*value.code)).copied().unwrap_or_default();
                others.iter().for_each(|alias| say(alias, target));
            }
        }
        for (at, family) in (0u32..).zip(&schema.families) {
            let names = [&family.name_zh, &family.name_en, &family.standard, &family.brand, &family.code];
            names.into_iter().for_each(|text| say(text, Target::Family(at)));
        }
        for (at, category) in (0u32..).zip(&schema.categories) {
            [&category.name_zh, &category.name_en]
                .into_iter()
                .for_each(|text| say(text, Target::Category(at)));
        }
        lexicon.index();
        lexicon.parameters = names_of_parameters(&source.parameters);
        lexicon
    }

    fn index(&mut self) {
        for (at, entry) in (0u32..).zip(&self.entries) {
            self.by_key.entry(strict_key(&entry.text)).or_default().push(at);
            for word in tokens(&entry.text) {
                self.words.push((word.into(), at));
            }
            let han: Vec<char> = entry.text.chars().filter(|c| is_han(*c)).collect();
            if han.is_empty() {
                continue;
            }
            for letter in han.iter().copied().collect::<HashSet<_>>() {
                self.by_letter.entry(letter).or_default().push(at);
            }
            let sounds: Vec<&'static str> =
                han.iter().filter_map(|c| c.to_pinyin()).map(|p| p.plain()).collect();
            self.sounds.push((Sounds::new(&sounds), at));
            self.words.push((sounds.concat().into(), at));
            self.words.push((sounds.iter().filter_map(|s| s.chars().next()).collect::<String>().into(), at));
        }
        self.words.sort_unstable();
        self.words.dedup();
    }

    fn targets(&self, entries: impl IntoIterator<Item = u32>) -> Vec<Target> {
        let mut targets: Vec<Target> =
            entries.into_iter().map(|at| self.entries[at as usize].target).collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    /// What is called exactly this, spelling aside.
    pub(super) fn named(&self, key: &str) -> Vec<Target> {
        self.targets(self.by_key.get(key).into_iter().flatten().copied())
    }

    /// Parameters called so, in Chinese, English, 拼音 or by their code.
    pub(super) fn parameters(&self, key: &str) -> &[u32] {
        self.parameters.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// What is called exactly these words together. Two numbers are one only where the name parts them in the same place:
    /// `a2 70` is A2-70, `10 9` is not 109.
    pub(super) fn named_together(&self, words: &[String]) -> Vec<Target> {
        let key = strict_key(&words.join(" "));
        let Some(entries) = self.by_key.get(&key) else { return Vec::new() };
        let ends = words.iter().scan(0, |end, word| {
            *end += strict_key(word).len();
            Some(*end)
        });
        let seams: Vec<usize> = ends.collect();
        let parted = |at: &u32| {
            let part = PartKey::of(&self.entries[*at as usize].text);
            seams.iter().all(|seam| part.is_whole(*seam, part.key.len()))
        };
        self.targets(entries.iter().copied().filter(parted))
    }

    /// What has the most of these words, from the first on, one after the other in its name; at least two, and how many.
    pub(super) fn phrase(&self, words: &[String]) -> Option<(usize, Vec<Target>)> {
        let [first, second, ..] = words else { return None };
        self.of_word(second).next()?;
        let holds = |text: &str, phrase: &str| {
            let alone = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            text.match_indices(phrase).any(|(at, _)| {
                alone(text[..at].chars().next_back()) && alone(text[at + phrase.len()..].chars().next())
            })
        };
        let (mut taken, mut known) = (1, self.of_word(first).collect::<Vec<u32>>());
        for n in 2..=words.len() {
            let phrase = words[..n].join(" ");
            let longer = known.iter().copied().filter(|at| holds(&self.entries[*at as usize].text, &phrase));
            let longer: Vec<u32> = longer.collect();
            if longer.is_empty() {
                break;
            }
            (taken, known) = (n, longer);
        }
        (taken > 1).then(|| (taken, self.targets(known)))
    }

    /// Entries with this very word.
    fn of_word<'a>(&'a self, word: &'a str) -> impl Iterator<Item = u32> + 'a {
        let start = self.words.partition_point(|(other, _)| **other < *word);
        self.words[start..].iter().take_while(move |(other, _)| **other == *word).map(|(_, at)| *at)
    }

    /// What has a word beginning so or, of Chinese, these letters one after the other.
    pub(super) fn holding(&self, word: &str) -> Vec<Target> {
        if !word.chars().any(is_han) {
            return self.beginning(word);
        }
        match self.pieces(word).as_deref() {
            Some([(_, targets)]) => targets.clone(),
            _ => Vec::new(),
        }
    }

    /// What has a word, or sounds, beginning so.
    pub(super) fn beginning(&self, word: &str) -> Vec<Target> {
        let start = self.words.partition_point(|(other, _)| **other < *word);
        let found = self.words[start..].iter().take_while(|(other, _)| other.starts_with(word));
        self.targets(found.map(|(_, at)| *at))
    }

    /// What has a word that is this one but for one slip, or sounds so from some letter on.
    pub(super) fn slipped(&self, word: &str) -> Vec<Target> {
        if word.chars().count() < SHORTEST_SLIP {
            return Vec::new();
        }
        let near =
            |other: &str| other.len().abs_diff(word.len()) <= 3 && strsim::osa_distance(other, word) == 1;
        let words = self.words.iter().filter(|(other, _)| near(other)).map(|(_, at)| *at);
        self.targets(words.chain(self.sounds_slipped(word)))
    }

    fn sounds_slipped<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = u32> + 'a {
        let sounds =
            if typed.len() >= SHORTEST_SLIP && is_latin(typed) { self.sounds.as_slice() } else { &[] };
        sounds.iter().filter(move |(sounds, _)| sounds.slipped(typed)).map(|(_, at)| *at)
    }

    /// What sounds so from some letter on, 拼音 of each written out or cut short: `liujiao`, `neilj`.
    pub(super) fn sounding(&self, typed: &str) -> Vec<Target> {
        self.targets(self.entries_sounding(typed))
    }

    fn entries_sounding<'a>(&'a self, typed: &'a str) -> impl Iterator<Item = u32> + 'a {
        let sounds =
            if typed.len() >= SHORTEST_SOUND && is_latin(typed) { self.sounds.as_slice() } else { &[] };
        sounds.iter().filter(move |(sounds, _)| sounds.begin_with(typed)).map(|(_, at)| *at)
    }

    /// Chinese cut into the longest pieces that occur anywhere: 六角螺钉 is 六角 and 螺钉, without a dictionary. None when
    /// a letter of it occurs nowhere.
    pub(super) fn pieces(&self, text: &str) -> Option<Vec<(String, Vec<Target>)>> {
        let letters: Vec<char> = text.chars().collect();
        let (mut at, mut pieces) = (0, Vec::new());
        while at < letters.len() {
            let known = self.by_letter.get(&letters[at])?;
            let (mut end, mut within) = (at + 1, known.clone());
            while end < letters.len().min(at + LONGEST_PIECE) {
                let longer: String = letters[at..=end].iter().collect();
                let still: Vec<u32> = within
                    .iter()
                    .copied()
                    .filter(|e| self.entries[*e as usize].text.contains(&longer))
                    .collect();
                if still.is_empty() {
                    break;
                }
                (within, end) = (still, end + 1);
            }
            pieces.push((letters[at..end].iter().collect(), self.targets(within)));
            at = end;
        }
        Some(pieces)
    }

    /// Names beginning with, or holding, what was typed: for suggestions. Shortest first.
    pub(super) fn suggestions(&self, typed: &str, most: usize) -> Vec<Target> {
        let folded = fold(typed);
        let found = match folded.chars().next() {
            None => return Vec::new(),
            Some(first) if is_han(first) => {
                let known = self.by_letter.get(&first).map(Vec::as_slice).unwrap_or_default();
                known.iter().copied().filter(|at| self.entries[*at as usize].text.contains(&folded)).collect()
            }
            Some(_) => {
                let start = self.words.partition_point(|(other, _)| **other < *folded);
                let begin = self.words[start..].iter().take_while(|(other, _)| other.starts_with(&folded));
                begin.map(|(_, at)| *at).take(most * 50).collect::<Vec<u32>>()
            }
        };
        let mut found: Vec<u32> = found;
        if found.is_empty() {
            found = self.entries_sounding(&folded).take(most * 50).collect();
        }
        if found.is_empty() {
            found = self.sounds_slipped(&folded).take(most * 50).collect();
        }
        found.sort_unstable_by_key(|at| (self.entries[*at as usize].text.len(), *at));
        let mut targets = Vec::new();
        for at in found {
            let target = self.entries[at as usize].target;
            if !targets.contains(&target) && targets.len() < most {
                targets.push(target);
            }
        }
        targets
    }
}

/// What parameters are called. Those of one Chinese name are the same thing to who asks: the bore of a bearing and the
/// inner diameter of a washer are both 内径, and each answers to the other's English name.
fn names_of_parameters(parameters: &[ParameterSource]) -> HashMap<String, Vec<u32>> {
    let mut alike: HashMap<String, Vec<u32>> = HashMap::new();
    for (at, parameter) in (0u32..).zip(parameters) {
        alike.entry(without_symbol(&fold(&parameter.name_zh))).or_default().push(at);
    }
    let mut names: HashMap<String, Vec<u32>> = HashMap::new();
    for parameter in parameters {
        let same = &alike[&without_symbol(&fold(&parameter.name_zh))];
        let said =
            [&parameter.name_zh, &parameter.name_en, &parameter.code].into_iter().chain(&parameter.aliases);
        for key in said.flat_map(|name| ways_to_say(name)) {
            names.entry(key).or_default().extend(same);
        }
    }
    names.values_mut().for_each(|found| {
        found.sort_unstable();
        found.dedup();
    });
    names
}

/// The keys a name is asked by: whole, either side of a stroke or an "or", without the symbol behind it, in 拼音. A single
/// letter is no name.
fn ways_to_say(name: &str) -> HashSet<String> {
    let folded = fold(name);
    let sides = folded.split(['/', ',', '、', '(', ')']).flat_map(|side| side.split(" or "));
    let mut said: Vec<String> = sides.chain([folded.as_str()]).map(str::to_owned).collect();
    said.extend(said.iter().map(|side| without_symbol(side)).collect::<Vec<_>>());
    let sounds = |side: &String| -> String {
        side.chars().filter_map(|c| c.to_pinyin()).map(|sound| sound.plain()).collect()
    };
    said.extend(said.iter().map(sounds).collect::<Vec<_>>());
    let key = |side: String| strict_key(side.trim_matches(|c: char| !c.is_alphanumeric()));
    said.into_iter()
        .map(key)
        .filter(|key| key.chars().count() > 1 && !key.starts_with(|c: char| c.is_ascii_digit()))
        .collect()
}

/// 内径 d is 内径, Depth in shaft t2 is depth in shaft.
fn without_symbol(folded: &str) -> String {
    let words = tokens(folded);
    match words.split_last() {
        Some((last, name)) if !name.is_empty() && last.is_ascii() && last.len() <= 2 => name.join(" "),
        _ => folded.to_owned(),
    }
}
