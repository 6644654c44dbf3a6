//! Searches that found nothing: who looked for what how often, what the desk made of it, and telling him when it is there.
//!
//! Invariants: visitors are counted without saying who; a member reads nothing of what other companies look for; a text is
//! closed once, for everybody who looked for it, and each of them who was signed in hears of it unless it was dismissed.

#[cfg(feature = "ssr")]
pub mod record;
#[cfg(feature = "ssr")]
pub mod service;

use super::unit::is_unit;
use crate::ids::{ParameterId, SearchAnswerId};
use crate::lang::Lang;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Longest text kept.
pub const MAX_TEXT: usize = 120;

/// A text nobody found anything for, over all who looked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedText {
    /// The text in one spelling; what the desk's forms name it by.
    pub text_key: String,
    /// As somebody typed it last.
    pub typed: String,
    /// As others typed it: some of them.
    pub spellings: Vec<String>,
    /// How often in all.
    pub times: u32,
    /// How often by visitors.
    pub by_visitors: u32,
    /// Signed-in people who looked for it.
    pub people: u32,
    /// Their companies.
    pub companies: u32,
    /// Names of some of them, and of staff.
    pub names: Vec<String>,
    /// First looked for.
    pub first_at: DateTime<Utc>,
    /// Last looked for.
    pub last_at: DateTime<Utc>,
}

/// A value an alias can be given to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueChoice {
    /// Its parameter.
    pub parameter: ParameterId,
    /// The parameter's name, 中文
    pub parameter_zh: String,
    /// The parameter's name, English
    pub parameter_en: String,
    /// The value's code.
    pub code: String,
    /// The value's name, 中文
    pub name_zh: String,
    /// The value's name, English
    pub name_en: String,
    /// Other words for it.
    pub aliases: Vec<String>,
}

impl ValueChoice {
    /// Parameter and value in this language.
    pub fn name(&self, lang: Lang) -> String {
        let parameter = lang.pick(&self.parameter_zh, &self.parameter_en);
        format!("{parameter}: {} ({})", lang.pick(&self.name_zh, &self.name_en), self.code)
    }
}

/// What the desk sees of one text, with what its forms need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedDetail {
    /// The text.
    pub text: FailedText,
    /// Values that may be meant, for an alias.
    pub values: Vec<ValueChoice>,
}

/// Something a member looked for in vain that is there now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundNote {
    /// The answer; what the form that puts the note away carries.
    pub answer: SearchAnswerId,
    /// As he typed it.
    pub typed: String,
    /// The part that answers it.
    pub part_number: Option<String>,
    /// Else what to search for now.
    pub search_for: String,
}

/// What a text is known by, and the text as it is shown; none when there is nothing to look for.
pub fn normalise(text: &str) -> Option<(String, String)> {
    let shown: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let typed: String = shown.chars().take(MAX_TEXT).collect();
    let key: String = key_of(&typed).chars().take(MAX_TEXT).collect();
    key.chars().any(char::is_alphanumeric).then_some((key, typed))
}

/// One spelling of all texts that ask for the same: whatever their case and width, where their blanks and dashes stand, and
/// whichever word comes first. `M8 × 30 白锌`, `白 锌 m8x30` and `Ｍ８＊３０白锌` are one text; `M30x8` is another.
fn key_of(text: &str) -> String {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let (mut han, mut rest) = (Vec::new(), String::new());
    for c in folded.chars() {
        if ('\u{3400}'..='\u{9fff}').contains(&c) {
            han.push(c);
            rest.push(' ');
        } else {
            rest.push(if matches!(c, '×' | '*' | '✕') { 'x' } else { c });
        }
    }
    han.sort_unstable();
    let mut words = words_of(&rest);
    words.extend((!han.is_empty()).then(|| han.into_iter().collect()));
    words.sort_unstable();
    words.join(" ")
}

/// The words of a text without 汉字. A dash parts words unless it is a sign; sizes and measures stay together.
fn words_of(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let mut apart = String::new();
    for (at, c) in chars.iter().enumerate() {
        let begins = at.checked_sub(1).and_then(|before| chars.get(before)).is_none_or(|c| c.is_whitespace());
        let parts = match c {
            '-' => !(begins && digit(Some(at + 1))),
            '.' | '/' => !(digit(at.checked_sub(1)) && digit(Some(at + 1))),
            c => c.is_whitespace() || matches!(c, '_' | ',' | ';' | ':' | '、' | '。' | '(' | ')'),
        };
        apart.push(if parts { ' ' } else { *c });
    }
    let mut words: Vec<String> = Vec::new();
    for word in apart.split(' ').filter(|word| !word.is_empty()) {
        let ends_in_digit = |last: &String| last.chars().next_back().is_some_and(|c| c.is_ascii_digit());
        let is_number = |last: &String| last.parse::<rust_decimal::Decimal>().is_ok();
        let goes_on = words.last().is_some_and(|last| {
            let times = word.strip_prefix('x').is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
            let by = last.ends_with('x') && last.chars().rev().nth(1).is_some_and(|c| c.is_ascii_digit());
            (times && ends_in_digit(last))
                || (by && word.starts_with(|c: char| c.is_ascii_digit()))
                || (is_number(last) && is_unit(word))
        });
        match words.last_mut().filter(|_| goes_on) {
            Some(last) => last.push_str(word),
            None => words.push(word.to_owned()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Option<String> {
        normalise(text).map(|(key, _)| key)
    }

    #[test]
    fn one_text_in_several_spellings_is_one_text() {
        let same = [
            " Ｍ８×３０  白锌\u{7} ",
            "m8x30 白锌",
            "M8 x 30\t白 锌",
            "白锌 M8*30",
            "白锌M8X30",
            "m8 x30,白锌",
        ];
        for text in same {
            assert_eq!(key(text), Some("m8x30 白锌".into()), "{text}");
        }
        assert_eq!(key("6204-2RS"), key("2rs 6204"));
        assert_eq!(key("solenoid valve 24 VDC"), key("24VDC Solenoid-Valve"));
        assert_eq!(key(" … "), None);
        assert_eq!(normalise(&"长".repeat(500)).map(|(key, _)| key.chars().count()), Some(MAX_TEXT));
    }

    #[test]
    fn other_sizes_and_signs_are_other_texts() {
        for (one, other) in
            [("M8x30", "M30x8"), ("1.5 mm", "15 mm"), ("1/4", "14"), ("-20 °C", "20 °C"), ("M8 30", "M83 0")]
        {
            assert_ne!(key(one), key(other), "{one} {other}");
        }
        assert_eq!(normalise("白 锌 M8").map(|(_, typed)| typed), Some("白 锌 M8".into()), "shown as typed");
    }
}
