//! Searches that found nothing: who looked for what how often, what the desk made of it, and telling him when it is there.
//!
//! Invariants: visitors are counted without saying who; a member reads nothing of what other companies look for; a text is
//! closed once, for everybody who looked for it, and each of them who was signed in hears of it unless it was dismissed.

#[cfg(feature = "ssr")]
pub mod record;
#[cfg(feature = "ssr")]
pub mod service;

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

/// A text in one spelling, or none when there is nothing to look for: half width, lower case, single blanks.
pub fn normalise(text: &str) -> Option<(String, String)> {
    let shown: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let typed: String = shown.chars().take(MAX_TEXT).collect();
    let key: String = typed.nfkc().flat_map(char::to_lowercase).collect();
    let key: String = key.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_TEXT).collect();
    key.chars().any(char::is_alphanumeric).then_some((key, typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_in_several_spellings_is_one_text() {
        let key = |text: &str| normalise(text).map(|(key, _)| key);
        assert_eq!(key(" Ｍ８×３０  白锌\u{7} "), Some("m8×30 白锌".into()));
        assert_eq!(key("m8×30 白锌"), key("M8×30\t白锌"));
        assert_eq!(key(" … "), None);
        assert_eq!(normalise(&"长".repeat(500)).map(|(key, _)| key.chars().count()), Some(MAX_TEXT));
    }
}
