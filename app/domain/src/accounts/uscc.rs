//! 统一社会信用代码: the 18 characters of a Chinese company, their alphabet and check character.
//!
//! Source: GB 32100-2015. A wrong check character is a warning that staff may override (facts 2.1), not a hard stop.

use unicode_normalization::UnicodeNormalization;

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// What a typed code is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsccCheck {
    /// Form and check character fit.
    Valid,
    /// The form fits, the check character does not: early Fujian codes are like this.
    CheckDigit,
    /// Not 18 characters of the alphabet.
    Malformed,
}

/// Folds full-width characters, drops spaces and dashes, upper-cases.
pub fn normalise(typed: &str) -> String {
    typed.nfkc().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_uppercase).collect()
}

/// Checks a normalised code.
pub fn check(code: &str) -> UsccCheck {
    let values: Option<Vec<usize>> = code.chars().map(|c| ALPHABET.find(c)).collect();
    let Some(values) = values.filter(|v| v.len() == 18) else {
        return UsccCheck::Malformed;
    };
    let sum: usize = values.iter().zip(WEIGHTS).map(|(v, w)| v * w).sum();
    if values[17] == (31 - sum % 31) % 31 { UsccCheck::Valid } else { UsccCheck::CheckDigit }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_own_example_is_valid() {
        for code in ["91350100M000100Y43", "91110000600037341L", "92371000MA3MXH0E3W"] {
            assert_eq!(check(code), UsccCheck::Valid, "{code}");
        }
    }

    #[test]
    fn wrong_ones_are_told_apart() {
        assert_eq!(check("911101085513850820"), UsccCheck::CheckDigit);
        assert_eq!(check("91110108551385082O"), UsccCheck::Malformed);
        assert_eq!(check("91110108551385082"), UsccCheck::Malformed);
        assert_eq!(normalise(" 9111 0108 5513 85082q "), "91110108551385082Q");
    }
}
