//! Breaks a text into lines of a given width, Chinese and Latin mixed.
//!
//! Breaks after a blank, a hyphen, a slash or any Chinese character; never starts a line with closing
//! punctuation, never ends one with an opening bracket. A word wider than the line is cut between
//! characters rather than lost.

use super::fonts::{Face, Fonts};

const NO_START: &str = "，。、；：！？）》〉」』】〕”’…％,.;:!?)]}%″′℃°";
const NO_END: &str = "（《〈「『【〔“‘([{¥￥#";

/// Lines of at most `width` points; never empty: an empty text is one empty line.
pub fn wrap(fonts: &Fonts, text: &str, face: Face, size: f32, width: f32) -> Vec<String> {
    let text = fonts.printable(text, face);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for word in words(text.trim()) {
        let wide = fonts.width(word.trim_end(), face, size);
        if used + wide > width && !line.is_empty() {
            lines.push(finish(&mut line));
            used = 0.0;
        }
        if wide > width {
            used = cut(fonts, &word, face, size, width, &mut line, &mut lines);
        } else {
            used += fonts.width(&word, face, size);
            line.push_str(&word);
        }
    }
    lines.push(finish(&mut line));
    lines
}

fn finish(line: &mut String) -> String {
    let done = line.trim_end().to_owned();
    line.clear();
    done
}

/// Sets a word that fits on no line, character by character; answers the width used on the last line.
fn cut(
    fonts: &Fonts,
    word: &str,
    face: Face,
    size: f32,
    width: f32,
    line: &mut String,
    lines: &mut Vec<String>,
) -> f32 {
    let mut used = fonts.width(line, face, size);
    for character in word.chars() {
        let wide = fonts.advance(character, face, size);
        if used + wide > width && !line.is_empty() {
            lines.push(finish(line));
            used = 0.0;
        }
        line.push(character);
        used += wide;
    }
    used
}

/// Pieces between which a line may break.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        word.push(character);
        if characters.peek().is_some_and(|next| may_break(character, *next)) {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn may_break(before: char, after: char) -> bool {
    if NO_START.contains(after) || NO_END.contains(before) || after == ' ' {
        return false;
    }
    if before == '/' && after.is_ascii_digit() {
        return false; // 1/4, not 1/ and 4
    }
    before == ' ' || matches!(before, '-' | '/' | '_' | '@' | '+') || is_wide(before) || is_wide(after)
}

/// Chinese characters, kana and full-width forms: a line may break beside them.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_never_starts_with_closing_punctuation() {
        assert_eq!(words("轴承(深沟),钢"), ["轴", "承", "(深", "沟),", "钢"]);
        assert_eq!(words("轴承（深沟），钢"), ["轴", "承", "（深", "沟），", "钢"]);
    }

    #[test]
    fn latin_words_stay_together_and_part_numbers_break_at_hyphens() {
        assert_eq!(words("deep groove"), ["deep ", "groove"]);
        assert_eq!(words("ISO4762-M8x30"), ["ISO4762-", "M8x30"]);
        assert_eq!(words("G1/4-A/B"), ["G1/4-", "A/", "B"]);
    }
}
