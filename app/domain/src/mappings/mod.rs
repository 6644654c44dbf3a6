//! Saved mappings: what the columns of files are, by name and kind of file. Kept for the next file, renamed, deleted.
//!
//! What a mapping says is its kind's own; here it is kept as it comes. Whatever was read by one has a copy of its own, so
//! none of it changes what was made.

#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What files a mapping is for; a name is of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MappingKind {
    /// Files of the catalogue.
    Catalogue,
    /// Files of prices and percentages.
    Prices,
    /// Files of customers.
    Customers,
}

impl MappingKind {
    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            MappingKind::Catalogue => "catalogue",
            MappingKind::Prices => "prices",
            MappingKind::Customers => "customers",
        }
    }

    /// Reads what is stored, or what a form says.
    pub fn parse(text: &str) -> Option<Self> {
        use MappingKind::*;
        [Catalogue, Prices, Customers].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What the columns of a kind of file are, saved under a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedMapping {
    /// As it is called, here and by `--mapping`.
    pub name: String,
    /// Who saved it; empty for the command line.
    pub who: String,
    /// When.
    pub saved_at: DateTime<Utc>,
}

impl SavedMapping {
    /// Tells one saving from the next under the same name.
    pub fn seen(&self) -> String {
        self.saved_at.timestamp_micros().to_string()
    }
}

/// What each column of a header is: as `said` of its heading, nothing when that says so; else as guessed. No field stands
/// twice: what was said goes before what is guessed, and of two the first counts.
pub fn fitted(
    header: &[String],
    said: &BTreeMap<String, String>,
    fields: &[&'static str],
    guess: impl Fn(&str) -> Option<&'static str>,
) -> Vec<Option<&'static str>> {
    let mut is: Vec<Option<&'static str>> = vec![None; header.len()];
    for told in [true, false] {
        for (at, heading) in header.iter().enumerate() {
            let field = match said.get(heading.trim()) {
                Some(word) if told => fields.iter().copied().find(|field| field == word),
                None if !told => guess(heading),
                _ => None,
            };
            if field.is_some() && !is.contains(&field) {
                is[at] = field;
            }
        }
    }
    is
}

/// What [`fitted`] takes for the next file with these headings: left out stays left out.
pub fn said(header: &[String], fields: &[String]) -> BTreeMap<String, String> {
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for (heading, field) in header.iter().zip(fields) {
        let known = said.entry(heading.trim().to_owned()).or_default();
        // of two columns with one heading the one that is something
        if known.is_empty() {
            known.clone_from(field);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn what_was_said_goes_before_what_is_guessed_and_nothing_stands_twice() {
        let fields = ["part", "price"];
        let guess = |name: &str| fields.iter().copied().find(|field| *field == name.to_lowercase());
        let header = texts(&["Price", "Preis", " Artikel ", "part", "Price"]);
        let none = BTreeMap::new();
        assert_eq!(fitted(&header, &none, &fields, guess), [Some("price"), None, None, Some("part"), None]);
        let told = said(&texts(&["Preis", "Artikel", "part"]), &texts(&["price", "part", ""]));
        let found = fitted(&header, &told, &fields, guess);
        assert_eq!(found, [None, Some("price"), Some("part"), None, None]);
        // saved as it was read, it reads the same
        let words: Vec<String> = found.iter().map(|field| field.unwrap_or_default().to_owned()).collect();
        assert_eq!(fitted(&header, &said(&header, &words), &fields, guess), found);
        let nonsense = said(&texts(&["part"]), &texts(&["weight"]));
        assert_eq!(fitted(&texts(&["part"]), &nonsense, &fields, guess), [None]);
    }
}
