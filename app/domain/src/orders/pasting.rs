//! From pasted text to cart lines: good rows go in, the others come back as they were.
//!
//! Only a row whose whole name is one part's number by the strict key is put in without a question. Several parts of that
//! number, packs, and names that only contain a number are handed back as choices; nothing is guessed.

use super::cart::{add_once_in_tx, holder};
use super::quick_order::{self, PasteFlag, PastedLine};
use super::store;
use super::view::{PasteAdded, PasteCandidate, PasteChoice, PasteProblem, PasteResult};
use crate::catalog::part_number::strict_key;
use crate::error::Result;
use crate::ids::SkuId;
use crate::op::OpContext;
use crate::quantity::Quantity;
use crate::rejection::{FieldProblem, Problem, Rejection};
use rust_decimal::Decimal;
use std::collections::HashMap;

/// The shortest key a word inside a longer name is looked up by.
const SHORTEST_WORD: usize = 4;
/// Most meanings offered for a row.
const MOST_CANDIDATES: usize = 8;

/// Parts by strict key, with their pack size.
type Known = HashMap<String, Vec<(Decimal, PasteCandidate)>>;

/// Reads a pasted text and puts what is certain into the open cart.
///
/// # Errors
/// `Fields` when the text is too long, and nothing of it was read; `Fields` when the cart cannot hold it all.
pub async fn add_pasted(op: &OpContext, text: &str) -> Result<PasteResult> {
    let holder = holder(op)?;
    let lines = quick_order::parse(text).map_err(|problem| Rejection::Fields(vec![problem]))?;
    let keys = keys_of(&lines);
    let mut tx = op.begin().await?;
    let mut known = Known::new();
    for (key, pack, candidate) in store::list_by_keys(&mut tx, &keys).await? {
        known.entry(key).or_default().push((pack, candidate));
    }
    let result = sort_out(lines, &known);
    let wanted: Vec<(SkuId, Quantity)> = result.added.iter().map(|a| (a.sku_id, a.quantity)).collect();
    add_once_in_tx(&mut tx, op, holder, &wanted).await?;
    tx.commit().await?;
    Ok(result)
}

fn keys_of(lines: &[PastedLine]) -> Vec<String> {
    let mut keys: Vec<String> = lines
        .iter()
        .flat_map(|line| words(&line.part_text).chain([strict_key(&line.part_text)]))
        .filter(|key| !key.is_empty() && key.len() <= 200)
        .collect();
    keys.sort();
    keys.dedup();
    keys
}

/// Keys of the words of a name that could be part numbers: long enough, with a digit.
fn words(name: &str) -> impl Iterator<Item = String> {
    name.split_whitespace()
        .map(strict_key)
        .filter(|key| key.len() >= SHORTEST_WORD && key.contains(|c: char| c.is_ascii_digit()))
}

fn sort_out(lines: Vec<PastedLine>, known: &Known) -> PasteResult {
    let mut result = PasteResult::default();
    for line in lines {
        if let Some(problem) = line.problem() {
            result.problems.push(PasteProblem { raw: line.raw, flags: line.flags, problem });
            continue;
        }
        let Ok(quantity) = line.quantity else { continue };
        let whole = known.get(&strict_key(&line.part_text)).map(Vec::as_slice).unwrap_or_default();
        match whole {
            [(_, found)] if is_certain(&line, found) => result.added.push(PasteAdded {
                row: line.row,
                raw: line.raw,
                sku_id: found.sku_id,
                part_number: found.part_number.clone(),
                quantity,
                flags: line.flags,
                remark: line.remark,
            }),
            _ => unsure(line, quantity, whole, known, &mut result),
        }
    }
    result
}

fn is_certain(line: &PastedLine, found: &PasteCandidate) -> bool {
    let doubtful = |flag: &PasteFlag| {
        matches!(
            flag,
            PasteFlag::PackConversion | PasteFlag::SameAsAbove | PasteFlag::ReorderLast | PasteFlag::Guessed
        )
    };
    let unit_fits =
        line.unit.as_deref().is_none_or(|u| !quick_order::figures::unit_contradicts(u, &found.unit));
    unit_fits && !line.flags.iter().any(doubtful)
}

fn unsure(
    line: PastedLine,
    quantity: Quantity,
    whole: &[(Decimal, PasteCandidate)],
    known: &Known,
    result: &mut PasteResult,
) {
    let mut meanings: Vec<(Decimal, PasteCandidate)> = match whole {
        [] => words(&line.part_text).filter_map(|key| known.get(&key)).flatten().cloned().collect(),
        several => several.to_vec(),
    };
    let mut taken = std::collections::HashSet::new();
    meanings.retain(|(_, candidate)| taken.insert(candidate.sku_id));
    meanings.truncate(MOST_CANDIDATES);
    let packs = line.flags.contains(&PasteFlag::PackConversion);
    let candidates: Vec<PasteCandidate> = meanings
        .into_iter()
        .filter_map(|(pack, candidate)| {
            let factor = if packs { pack } else { Decimal::ONE };
            let quantity = Quantity::new(quantity.get().checked_mul(factor)?).ok()?;
            Some(PasteCandidate { quantity, ..candidate })
        })
        .collect();
    if candidates.is_empty() {
        let problem = Problem::UnknownPart { typed: line.part_text };
        let problem = FieldProblem::in_row("part_number", line.row, problem);
        result.problems.push(PasteProblem { raw: line.raw, flags: line.flags, problem });
    } else {
        result.choices.push(PasteChoice {
            row: line.row,
            raw: line.raw,
            part_text: line.part_text,
            unit: line.unit,
            flags: line.flags,
            candidates,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn known(parts: &[(&str, i64)]) -> Known {
        let mut known = Known::new();
        for (nth, (part, pack)) in (1..).zip(parts) {
            let candidate = PasteCandidate {
                sku_id: SkuId(Uuid::from_u128(nth)),
                part_number: (*part).to_owned(),
                name_zh: "件".into(),
                name_en: "part".into(),
                unit: "piece".into(),
                quantity: Quantity::parse("1").unwrap(),
            };
            known.entry(strict_key(part)).or_default().push(((*pack).into(), candidate));
        }
        known
    }

    fn read(text: &str, parts: &[(&str, i64)]) -> PasteResult {
        sort_out(quick_order::parse(text).unwrap(), &known(parts))
    }

    #[test]
    fn one_bad_row_keeps_the_others_and_comes_back_as_it_was() {
        let result = read("6204-2RS 20个\n天书 3个\n6205\n6204 2RS 5", &[("6204-2RS", 10), ("6205", 1)]);
        assert_eq!(result.added.iter().map(|a| a.row).collect::<Vec<_>>(), [1, 4]);
        assert_eq!(result.problems.iter().map(|p| p.problem.row).collect::<Vec<_>>(), [Some(2), Some(3)]);
        assert_eq!(result.left_over(), "天书 3个\n6205");
    }

    #[test]
    fn packs_and_several_hits_and_words_inside_a_name_are_choices() {
        let parts = [("6204-2RS", 10), ("6204 2RS", 50), ("NJ205", 12)];
        let result = read("6204-2RS 3\nNJ205 2箱\n圆柱滚子轴承 NJ205 4个\nNJ205 3米", &parts);
        assert!(result.added.is_empty() && result.problems.is_empty(), "{result:?}");
        let offered: Vec<_> = result
            .choices
            .iter()
            .map(|c| c.candidates.iter().map(|k| k.quantity.to_string()).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(offered, ["3 3", "24", "4", "3"]);
    }

    #[test]
    fn a_confusable_spelling_is_not_taken_for_the_part() {
        let result = read("NJ2O5 4", &[("NJ205", 1)]);
        assert!(result.added.is_empty());
        assert!(matches!(result.problems[0].problem.problem, Problem::UnknownPart { .. }));
    }
}
