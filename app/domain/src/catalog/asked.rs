//! A parameter asked for by its name: `内径 20`, `bore=20mm`, `20 mm bore`, `材质 304`, `length ≥ 30`.
//!
//! Where several parameters are called so, any of them will do: the other words and the category narrow down which. A name
//! without anything that could be its value weighs nothing.

use super::index::Snapshot;
use super::lexicon::Target;
use super::parameter::{Bounds, ParameterKind, ParameterValue};
use super::part_number::strict_key;
use super::text::is_han;
use super::understand::{Reading, Word, find_value, words_of};
use super::unit::{is_unit, split_unit};
use super::view::Meaning;
use roaring::RoaringBitmap;
use rust_decimal::Decimal;

/// Most pieces a name has: `tolerance of inner diameter`.
const LONGEST_NAME: usize = 5;
/// Most pieces a value has: `10 to 30 mm`.
const LONGEST_VALUE: usize = 4;
/// A name that stands right before its number is not shorter: `m8` is a thread, whatever a parameter `m` is; `id20` is 20.
const SHORTEST_GLUED: usize = 2;

/// Which SKUs a parameter's value means, and how that value is shown: Chinese, English.
struct Meant {
    parameter: u32,
    docs: RoaringBitmap,
    shown: (String, String),
}

impl Snapshot {
    /// Pieces with names of parameters parted from what is written on to them: 轴承内径, `bore20mm`, `d=20`.
    pub(super) fn part_names(&self, tokens: Vec<String>) -> Vec<String> {
        let mut pieces: Vec<String> = Vec::with_capacity(tokens.len());
        for token in tokens {
            if token.chars().any(is_han) {
                self.part_han(&token, &mut pieces);
                continue;
            }
            let parted = self.part_at_sign(&token, pieces.last()).or_else(|| self.part_at_number(&token));
            match parted {
                Some((name, value)) => pieces.extend([name.to_owned(), value.to_owned()]),
                None => pieces.push(token),
            }
        }
        pieces
    }

    fn part_han(&self, token: &str, pieces: &mut Vec<String>) {
        let is_name = |text: &str| !self.lexicon.parameters(text).is_empty();
        let ends: Vec<usize> = token.char_indices().map(|(at, _)| at).chain([token.len()]).collect();
        let spans = ends.iter().flat_map(|from| ends.iter().rev().map(move |to| (*from, *to)));
        let name = spans.filter(|(from, to)| from < to).find(|(from, to)| is_name(&token[*from..*to]));
        match name {
            // what something is called as a whole is not cut
            Some((from, to)) if to - from < token.len() && self.lexicon.holding(token).is_empty() => {
                pieces.extend((from > 0).then(|| token[..from].to_owned()));
                pieces.push(token[from..to].to_owned());
                if to < token.len() {
                    self.part_han(&token[to..], pieces);
                }
            }
            _ => pieces.push(token.to_owned()),
        }
    }

    fn part_at_sign<'a>(&self, token: &'a str, before: Option<&String>) -> Option<(&'a str, &'a str)> {
        let at = token.find(['=', ':', '≥', '≤', '<', '>']).filter(|at| *at > 0)?;
        let (name, value) = token.split_at(at);
        let alone = !self.lexicon.parameters(&strict_key(name)).is_empty();
        // 内径 d=20: the symbol belongs to the name before it
        let with_symbol = || {
            let whole = before.map(|before| strict_key(&format!("{before}{name}")));
            whole.is_some_and(|whole| !self.lexicon.parameters(&whole).is_empty())
        };
        (alone || with_symbol()).then_some((name, value))
    }

    fn part_at_number<'a>(&self, token: &'a str) -> Option<(&'a str, &'a str)> {
        let at = token.find(|c: char| c.is_ascii_digit()).filter(|at| *at >= SHORTEST_GLUED)?;
        let (name, value) = token.split_at(at);
        let key = strict_key(token);
        let known = || !self.lexicon.named(&key).is_empty() || self.prefix(&key).next().is_some();
        (!self.lexicon.parameters(&strict_key(name)).is_empty() && !known()).then_some((name, value))
    }

    /// The name of a parameter and its value, if the pieces begin with them, and how many pieces these are.
    pub(super) fn asked(&self, pieces: &[String]) -> Option<(usize, Word)> {
        for (taken, parameters) in self.names(pieces) {
            let (signs, said) = behind(&pieces[taken..]);
            let longest = said.len().min(LONGEST_VALUE);
            let value = (1..=longest).rev().find_map(|n| Some((n, self.values(parameters, &said[..n])?)));
            if let Some((n, meant)) = value {
                let reading = self.met(&pieces[..taken].join(" "), meant);
                let all = taken + signs + n;
                return Some((all, Word { text: pieces[..all].join(" "), readings: vec![reading] }));
            }
        }
        None
    }

    /// The name of a parameter without a value behind it. A number before it is its value; else it weighs nothing where
    /// it cannot be part of another name.
    pub(super) fn asked_without_value(
        &self,
        pieces: &[String],
        before: Option<&Word>,
    ) -> Option<(usize, Word, bool)> {
        let (taken, parameters) = self.names(pieces).next()?;
        let name = pieces[..taken].join(" ");
        if let Some(number) = before.filter(|word| split_unit(&word.text).is_some()) {
            let meant = self.values(parameters, std::slice::from_ref(&number.text)).unwrap_or_default();
            if meant.iter().any(|one| !one.docs.is_empty()) {
                let text = format!("{} {name}", number.text);
                return Some((taken, Word { text, readings: vec![self.met(&name, meant)] }, true));
            }
        }
        let mut readings = match pieces[..taken] {
            [ref one] if one.chars().any(is_han) => {
                let named = self.lexicon.named(&strict_key(one));
                let targets = if named.is_empty() { self.lexicon.holding(one) } else { named };
                let docs = self.docs_of(&targets);
                let reading = Reading { meaning: self.meaning(&targets), docs: Some(docs) };
                if targets.is_empty() { Vec::new() } else { vec![reading] }
            }
            [ref one] => self.readings(one, pieces.len() == 1 && before.is_none()),
            _ => Vec::new(),
        };
        let (zh, en) = self.called(&name, parameters);
        readings.push(Reading { meaning: Meaning::Parameter { zh, en }, docs: None });
        Some((taken, Word { text: name, readings }, false))
    }

    /// The one number a text asks of a parameter, in the unit of each parameter called so: `bore 21`, `21 mm bore`.
    pub(super) fn asked_number(&self, text: &str) -> Vec<(u32, Decimal)> {
        let pieces = self.part_names(words_of(text));
        let mut name_first =
            self.names(&pieces).map(|(taken, of)| self.number(of, &behind(&pieces[taken..]).1));
        if let Some(asked) = name_first.find(|asked| !asked.is_empty()) {
            return asked;
        }
        for from in 1..pieces.len() {
            let (said, name) = pieces.split_at(from);
            if let Some((_, of)) = self.names(name).next().filter(|(taken, _)| *taken == name.len()) {
                return self.number(of, said);
            }
        }
        Vec::new()
    }

    /// The one number these pieces are as a value of each parameter that is a number.
    fn number(&self, parameters: &[u32], said: &[String]) -> Vec<(u32, Decimal)> {
        let said = said.join(" ");
        let read = |at: &u32| {
            let parameter = &self.parameters[*at as usize];
            let bounds = Bounds::parse(&said, &parameter.unit)?;
            let one = bounds.min.filter(|_| bounds.min == bounds.max);
            Some((*at, one.filter(|_| parameter.kind == ParameterKind::Number)?))
        };
        parameters.iter().filter_map(read).collect()
    }

    /// SKUs that have any value of the parameters these words name.
    pub(super) fn having(&self, words: &[Word]) -> RoaringBitmap {
        let named = words.iter().flat_map(|word| self.lexicon.parameters(&strict_key(&word.text)));
        let any = named.fold(RoaringBitmap::new(), |docs, at| docs | &self.parameters[*at as usize].any);
        any & self.live.as_ref()
    }

    /// Names of parameters the pieces begin with, the longest first.
    fn names<'a>(&'a self, pieces: &'a [String]) -> impl Iterator<Item = (usize, &'a [u32])> + 'a {
        let lengths = (1..=pieces.len().min(LONGEST_NAME)).rev();
        let found = lengths.map(|n| (n, self.lexicon.parameters(&strict_key(&pieces[..n].join(" ")))));
        found.filter(|(_, parameters)| !parameters.is_empty())
    }

    /// What these pieces mean as a value of these parameters; none when they cannot be one.
    fn values(&self, parameters: &[u32], said: &[String]) -> Option<Vec<Meant>> {
        let meant: Vec<Meant> = parameters.iter().filter_map(|at| self.value(*at, said)).collect();
        (!meant.is_empty()).then_some(meant)
    }

    fn value(&self, at: u32, said: &[String]) -> Option<Meant> {
        let parameter = &self.parameters[at as usize];
        let text = said.join(" ");
        let same = |text: String| (text.clone(), text);
        let (docs, shown) = match parameter.kind {
            ParameterKind::Number | ParameterKind::Range => {
                // `40 -` is no bound: people put dashes between words
                let last = said.last()?;
                if !last.contains(|c: char| c.is_ascii_digit()) && !is_unit(last) {
                    return None;
                }
                let bounds = Bounds::parse(&text, &parameter.unit)?;
                let bare = text.ends_with(|c: char| c.is_ascii_digit());
                let unit = if bare { parameter.unit.as_str() } else { "" };
                (self.within(at, &bounds), same(format!("{text} {unit}").trim_end().to_owned()))
            }
            ParameterKind::Boolean => {
                let wanted = ParameterValue::parse(ParameterKind::Boolean, "", &text)?;
                (find_value(parameter, &wanted).cloned().unwrap_or_default(), wanted.display())
            }
            ParameterKind::Enum | ParameterKind::Text => {
                let mut targets = self.lexicon.named_together(said);
                targets.retain(|target| matches!(target, Target::Value(of, _) if *of == at));
                if let ([one], true) = (said, targets.is_empty()) {
                    targets = self.lexicon.holding(one);
                    targets.retain(|target| matches!(target, Target::Value(of, _) if *of == at));
                }
                let shown = match targets.as_slice() {
                    [] => return None,
                    [Target::Value(_, only)] => {
                        let value = &parameter.values[*only as usize];
                        (value.name_zh.to_string(), value.name_en.to_string())
                    }
                    _ => same(text),
                };
                (self.docs_of(&targets), shown)
            }
        };
        Some(Meant { parameter: at, docs: docs & self.live.as_ref(), shown })
    }

    /// SKUs a parameter of which is within bounds.
    fn within(&self, at: u32, bounds: &Bounds) -> RoaringBitmap {
        let parameter = &self.parameters[at as usize];
        let one = bounds.min.filter(|_| bounds.min == bounds.max && parameter.kind == ParameterKind::Number);
        match one {
            Some(number) => {
                find_value(parameter, &ParameterValue::Number(number)).cloned().unwrap_or_default()
            }
            None => {
                let met = parameter.values.iter().filter(|value| value.value.within(bounds));
                met.fold(RoaringBitmap::new(), |docs, value| docs | value.docs.as_ref())
            }
        }
    }

    /// The parameters that have the value, or all when none has.
    fn met(&self, name: &str, mut meant: Vec<Meant>) -> Reading {
        if meant.iter().any(|one| !one.docs.is_empty()) {
            meant.retain(|one| !one.docs.is_empty());
        }
        let parameters: Vec<u32> = meant.iter().map(|one| one.parameter).collect();
        let (parameter_zh, parameter_en) = self.called(name, &parameters);
        let (value_zh, value_en) = meant.first().map(|one| one.shown.clone()).unwrap_or_default();
        let docs = meant.into_iter().fold(RoaringBitmap::new(), |docs, one| docs | one.docs);
        Reading {
            meaning: Meaning::Value { parameter_zh, parameter_en, value_zh, value_en },
            docs: Some(docs),
        }
    }

    /// What one parameter is called; of several what they were asked by.
    fn called(&self, name: &str, parameters: &[u32]) -> (String, String) {
        match parameters {
            [only] => {
                let parameter = &self.parameters[*only as usize];
                (parameter.name_zh.clone(), parameter.name_en.clone())
            }
            _ => (name.to_owned(), name.to_owned()),
        }
    }
}

/// What is said behind a name, without the sign between them and that of a diameter; and how many pieces are signs alone.
fn behind(rest: &[String]) -> (usize, Vec<String>) {
    let bare = |piece: &String| piece.trim_start_matches(['=', ':', 'φ', 'ø', '⌀', '∅']).to_owned();
    let mut said: Vec<String> = rest.iter().take(LONGEST_VALUE + 1).cloned().collect();
    let mut signs = 0;
    while let Some(first) = said.first_mut() {
        *first = bare(first);
        if !first.is_empty() {
            break;
        }
        said.remove(0);
        signs += 1;
    }
    (signs, said)
}
