//! Part numbers: kept as written, found by a strict key.
//!
//! Source: facts 2.11. NFKC, upper case, separators dropped except a point between digits, `× * х Х` read as X and
//! `Φ φ Ø ⌀` as D. `NJ205` and `NJ2O5` stay two: guessing O for 0 belongs to suggestions.

use unicode_normalization::UnicodeNormalization;

/// A strict key and where its separators were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartKey {
    /// The key two spellings of one part number share.
    pub key: String,
    /// Byte offsets in `key` before which a separator was dropped.
    pub breaks: Vec<u16>,
}

impl PartKey {
    /// Reads a part number.
    pub fn of(text: &str) -> Self {
        let folded: Vec<char> = text.nfkc().flat_map(char::to_uppercase).collect();
        let mut out = Self::default();
        for (at, c) in folded.iter().enumerate() {
            let digit = |i: Option<usize>| i.and_then(|i| folded.get(i)).is_some_and(char::is_ascii_digit);
            match fold(*c) {
                '.' if digit(at.checked_sub(1)) && digit(at.checked_add(1)) => out.key.push('.'),
                c if is_separator(c) => {
                    if let Ok(offset) = u16::try_from(out.key.len()) {
                        out.breaks.push(offset);
                    }
                }
                c => out.key.push(c),
            }
        }
        out
    }

    /// True when a match from `start` to `end` cuts no number in two: `M8X30` is not inside `M8X300`.
    pub fn is_whole(&self, start: usize, end: usize) -> bool {
        self.is_edge(start) && self.is_edge(end)
    }

    fn is_edge(&self, at: usize) -> bool {
        let bytes = self.key.as_bytes();
        let numeric = |i: usize| bytes.get(i).is_some_and(|b| b.is_ascii_digit() || *b == b'.');
        at == 0
            || at >= bytes.len()
            || self.breaks.iter().any(|b| usize::from(*b) == at)
            || !(numeric(at - 1) && numeric(at))
    }
}

/// The strict key alone.
pub fn strict_key(text: &str) -> String {
    PartKey::of(text).key
}

/// The weaker key: letters people confuse with digits, beside digits only. For suggestions, never for a match.
pub fn confusable_key(text: &str) -> String {
    let key: Vec<char> = strict_key(text).chars().collect();
    let digit =
        |i: Option<usize>| i.and_then(|i| key.get(i)).is_some_and(|c| c.is_ascii_digit() || *c == 'O');
    key.iter()
        .enumerate()
        .map(|(at, c)| match c {
            'O' if digit(at.checked_sub(1)) || digit(at.checked_add(1)) => '0',
            'I' | 'L' if digit(at.checked_sub(1)) || digit(at.checked_add(1)) => '1',
            c => *c,
        })
        .collect()
}

fn fold(c: char) -> char {
    match c {
        '×' | '*' | 'х' | 'Х' | '✕' | '╳' => 'X',
        'Φ' | 'φ' | 'Ø' | 'ø' | '⌀' | 'ϕ' => 'D',
        c => c,
    }
}

pub(super) fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '_' | '/' | '\\' | '.' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '－' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_part_share_a_key() {
        for (raw, key) in [
            ("ＬＣ１Ｄ０９Ｍ７Ｃ", "LC1D09M7C"),
            ("lc1-d09 m7c", "LC1D09M7C"),
            ("6es7214—1ag40—0xb0", "6ES72141AG400XB0"),
            ("M8×30", "M8X30"),
            ("M8*30", "M8X30"),
            ("m8х30", "M8X30"),
            ("M8 x 30", "M8X30"),
            ("M1.6x8", "M1.6X8"),
            ("6204/2RS", "62042RS"),
            ("6204－2RS", "62042RS"),
            ("φ10×50", "D10X50"),
            ("Ø10*50", "D10X50"),
            ("", ""),
            ("...", ""),
        ] {
            assert_eq!(strict_key(raw), key, "{raw}");
        }
    }

    #[test]
    fn different_parts_keep_different_keys() {
        for (a, b) in [("M1.6x8", "M16x8"), ("NJ205", "NJ2O5"), ("6204", "6204-2RS")] {
            assert_ne!(strict_key(a), strict_key(b));
        }
        assert_eq!(confusable_key("NJ205"), confusable_key("NJ2O5"));
        assert_eq!(confusable_key("6ES7214-1AG40-0XB0"), confusable_key("6ES7214-1AG40-OXB0"));
    }

    #[test]
    fn a_match_does_not_cut_a_number() {
        let key = PartKey::of("ISO4762-M8x30-8.8");
        let at = key.key.find("M8X30").unwrap();
        assert!(key.is_whole(at, at + 5));
        let longer = PartKey::of("ISO4762-M8x300");
        let at = longer.key.find("M8X30").unwrap();
        assert!(!longer.is_whole(at, at + 5));
    }

    #[test]
    fn the_shared_vectors_hold() {
        let path = "../../../shared/data/vectors/part_numbers.json";
        let Ok(text) = std::fs::read_to_string(path) else { return };
        let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
        for vector in vectors["strict_key"].as_array().unwrap() {
            assert_eq!(strict_key(vector["raw"].as_str().unwrap()), vector["key"].as_str().unwrap());
        }
        for pair in vectors["must_differ_strict"].as_array().unwrap() {
            assert_ne!(strict_key(pair[0].as_str().unwrap()), strict_key(pair[1].as_str().unwrap()));
        }
        for pair in vectors["confusable_key"]["pairs_equal"].as_array().unwrap() {
            assert_eq!(confusable_key(pair[0].as_str().unwrap()), confusable_key(pair[1].as_str().unwrap()));
        }
    }
}
