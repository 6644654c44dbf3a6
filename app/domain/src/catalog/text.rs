//! How typed text is read: one spelling, and cut into words.

use unicode_normalization::UnicodeNormalization;

/// One spelling: half width, lower case, one space between words, no space around the × of a size.
pub(super) fn fold(text: &str) -> String {
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
pub(super) fn tokens(folded: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last: Option<bool> = None;
    for c in folded.chars() {
        // after a digit " is inches
        let inches = c == '"' && out.last().is_some_and(|w| w.ends_with(|c: char| c.is_ascii_digit()));
        let between = matches!(c, ',' | ';' | '(' | ')' | '、' | '。' | '|' | '"' | '“' | '”' | '【' | '】');
        if c.is_whitespace() || (between && !inches) {
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

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_one_spelling_and_words() {
        assert_eq!(fold("Hex 8, 8  X 30"), "hex 8, 8x30");
        assert_eq!(tokens("内六角m8x30 a2"), ["内六角", "m8x30", "a2"]);
        assert_eq!(tokens("1/4\" npt"), ["1/4\"", "npt"]);
    }
}
