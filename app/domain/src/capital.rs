//! 大写金额: an amount of renminbi in the capital characters that cannot be altered with a pen.
//!
//! Owns the spelling only. It never rounds: an amount with more than two decimals is the caller's
//! mistake and is refused. The prefix 人民币 stands on the form, directly before the answer.
//!
//! Source: 支付结算办法 (银发[1997]393号), 附一 正确填写票据和结算凭证的基本规定.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
/// Largest amount spelled, exclusive: 一万亿元 (10^12).
const LIMIT_FEN: u128 = 1_000_000_000_000 * 100;

/// Why an amount has no spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CapitalError {
    /// More than two decimals: round first, once, where the amount is made.
    #[error("the amount has a part smaller than one fen")]
    SmallerThanFen,
    /// 10^12 yuan or more.
    #[error("the amount is too large to be spelled")]
    TooLarge,
}

/// Spells an amount in yuan, with 负 before a negative one: `6007.14` → `陆仟零柒元壹角肆分`.
///
/// # Errors
/// `SmallerThanFen` for a third decimal that is not zero, `TooLarge` from 10^12 yuan on.
pub fn capital_amount(amount: Decimal) -> Result<String, CapitalError> {
    let fen = amount.abs().checked_mul(Decimal::ONE_HUNDRED).ok_or(CapitalError::TooLarge)?;
    if !fen.fract().is_zero() {
        return Err(CapitalError::SmallerThanFen);
    }
    let fen = fen.to_u128().filter(|fen| *fen < LIMIT_FEN).ok_or(CapitalError::TooLarge)?;
    let (yuan, jiao, small) = (fen / 100, (fen / 10 % 10) as usize, (fen % 10) as usize);
    let mut text = String::new();
    if amount.is_sign_negative() && fen > 0 {
        text.push('负');
    }
    if yuan > 0 || fen == 0 {
        text.push_str(&whole(yuan));
        text.push('元');
    }
    if jiao == 0 && small == 0 {
        text.push('整');
        return Ok(text);
    }
    // A zero in the yuan place, or in the jiao place, is written before what follows it.
    if yuan > 0 && (yuan % 10 == 0 || jiao == 0) {
        text.push('零');
    }
    if jiao > 0 {
        text.push(DIGITS[jiao]);
        text.push('角');
    }
    match small {
        0 => text.push('整'),
        digit => {
            text.push(DIGITS[digit]);
            text.push('分');
        }
    }
    Ok(text)
}

/// Whole yuan without 元; zero is 零.
fn whole(yuan: u128) -> String {
    if yuan == 0 {
        return "零".to_owned();
    }
    let sections = [(yuan / 100_000_000 % 10_000, "亿"), (yuan / 10_000 % 10_000, "万"), (yuan % 10_000, "")];
    let mut text = String::new();
    let mut gap = false;
    for (section, unit) in sections {
        if section == 0 {
            gap = !text.is_empty();
            continue;
        }
        let joined = !text.is_empty() && (gap || section < 1_000);
        if joined {
            text.push('零');
        }
        spell_section(section, &mut text);
        text.push_str(unit);
        gap = false;
    }
    text
}

/// One group of four digits, 1 to 9999, without a leading 零.
fn spell_section(section: u128, text: &mut String) {
    let places = [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")];
    let (mut started, mut gap) = (false, false);
    for (place, unit) in places {
        let digit = (section / place % 10) as usize;
        if digit == 0 {
            gap = started;
            continue;
        }
        if gap {
            text.push('零');
        }
        text.push(DIGITS[digit]);
        text.push_str(unit);
        (started, gap) = (true, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spell(amount: &str) -> String {
        capital_amount(amount.parse().unwrap()).unwrap()
    }

    #[test]
    fn the_official_examples_are_spelled_as_the_rule_prints_them() {
        for (amount, accepted) in [
            ("1409.50", &["壹仟肆佰零玖元伍角", "壹仟肆佰零玖元伍角整"][..]),
            ("6007.14", &["陆仟零柒元壹角肆分"]),
            ("1680.32", &["壹仟陆佰捌拾元零叁角贰分", "壹仟陆佰捌拾元叁角贰分"]),
            ("107000.53", &["壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分"]),
            ("16409.02", &["壹万陆仟肆佰零玖元零贰分"]),
            ("325.04", &["叁佰贰拾伍元零肆分"]),
        ] {
            assert!(accepted.contains(&spell(amount).as_str()), "{amount}: {}", spell(amount));
        }
    }

    #[test]
    fn zeros_are_written_once_between_groups() {
        assert_eq!(spell("100000001"), "壹亿零壹元整");
        assert_eq!(spell("20000100.00"), "贰仟万零壹佰元整");
        assert_eq!(spell("9800005000"), "玖拾捌亿零伍仟元整");
        assert_eq!(spell("100203.04"), "壹拾万零贰佰零叁元零肆分");
        assert_eq!(spell("999999999999.99"), "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分");
    }

    #[test]
    fn nothing_and_less_than_a_yuan_are_spelled() {
        assert_eq!(spell("0"), "零元整");
        assert_eq!(spell("-0.00"), "零元整");
        assert_eq!(spell("0.05"), "伍分");
        assert_eq!(spell("0.50"), "伍角整");
        assert_eq!(spell("-12.30"), "负壹拾贰元叁角整");
    }

    #[test]
    fn a_third_decimal_and_a_trillion_are_refused() {
        assert_eq!(capital_amount("0.005".parse().unwrap()), Err(CapitalError::SmallerThanFen));
        assert_eq!(capital_amount("0.500".parse().unwrap()), Ok("伍角整".to_owned()));
        assert_eq!(capital_amount("1000000000000".parse().unwrap()), Err(CapitalError::TooLarge));
        assert_eq!(capital_amount(Decimal::MAX), Err(CapitalError::TooLarge));
    }

    #[test]
    fn every_stored_vector_is_accepted() {
        let crate_root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let stored = crate_root.ancestors().map(|dir| dir.join("shared/data/vectors/rmb_capital.json"));
        let Some(text) = stored.into_iter().find_map(|path| std::fs::read_to_string(path).ok()) else {
            return;
        };
        let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut seen = 0;
        for case in ["official", "others"].iter().flat_map(|key| vectors[key].as_array().unwrap()) {
            let amount = case["amount"].as_str().unwrap();
            let spelled = spell(amount);
            assert!(
                case["accept"].as_array().unwrap().iter().any(|form| form == &spelled),
                "{amount}: {spelled}"
            );
            seen += 1;
        }
        assert!(seen >= 29, "{seen} vectors");
    }
}
