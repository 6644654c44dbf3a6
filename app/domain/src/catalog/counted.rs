//! What parts are counted in: each with its word in both languages, and other words people and files write for it.

use crate::lang::Lang;

/// Code, 中文, English, other words for it.
const UNITS: [(&str, &str, &str, &[&str]); 8] = [
    ("piece", "件", "pcs", &["pc", "pieces", "ea", "each", "个", "只"]),
    ("metre", "米", "m", &["meter", "metres", "meters"]),
    ("kilogram", "千克", "kg", &["kilograms", "公斤"]),
    ("set", "套", "sets", &[]),
    ("pair", "副", "pairs", &[]),
    ("roll", "卷", "rolls", &[]),
    ("box", "盒", "boxes", &[]),
    ("litre", "升", "l", &["liter", "litres", "liters"]),
];

/// The word for a unit; one the house has no word for is its own.
pub fn name(code: &str, lang: Lang) -> &str {
    let known = UNITS.iter().find(|(own, .., others)| *own == code || others.contains(&code));
    known.map_or(code, |(_, zh, en, _)| lang.pick(zh, en))
}

/// The unit somebody means by a word of either language; a word nobody knows is a unit of its own.
pub fn meant(typed: &str) -> String {
    let word = typed.trim().to_lowercase();
    let known = UNITS.iter().find(|(code, zh, en, others)| {
        [code, zh, en].into_iter().chain(others.iter()).any(|known| *known == word)
    });
    known.map_or_else(|| typed.trim().to_owned(), |(code, ..)| (*code).to_owned())
}

/// Words to choose from.
pub fn offered(lang: Lang) -> Vec<&'static str> {
    UNITS.iter().map(|(_, zh, en, _)| lang.pick(zh, en)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_either_language_means_the_unit_and_is_shown_in_the_readers() {
        assert_eq!(["件", "PCS", " piece ", "个"].map(meant), ["piece"; 4]);
        assert_eq!(meant("桶"), "桶");
        assert_eq!(
            (name("piece", Lang::Zh), name("piece", Lang::En), name("桶", Lang::En)),
            ("件", "pcs", "桶")
        );
        assert!(UNITS.iter().all(|(code, zh, en, _)| meant(zh) == *code && meant(en) == *code));
    }
}
