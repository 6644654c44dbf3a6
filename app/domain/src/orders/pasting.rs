//! From pasted text to cart lines: good rows go in, the others come back as they were.
//!
//! Only a row whose whole name is the company's own number, or one part's number by the strict key, is put in without a
//! question; the company's own word goes first. Several parts of that number, other makers' numbers, numbers of parts that
//! were replaced, packs, and names that only contain a number are handed back as choices; nothing is guessed.

use super::cart::{add_once_in_tx, holder};
use super::quick_order::{self, PasteFlag, PastedLine};
use super::store;
use super::view::{PasteAdded, PasteCandidate, PasteChoice, PasteProblem, PasteResult};
use crate::catalog::numbers::{NumberHit, NumberWhy, lookup};
use crate::catalog::part_number::strict_key;
use crate::catalog::searches;
use crate::error::{Error, Result};
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
/// Unknown names of one text that are kept for the desk.
const MOST_KEPT: usize = 3;

/// What a text may mean, with the part's pack size.
type Meaning = (Decimal, PasteCandidate);

/// Meanings by strict key.
#[derive(Default)]
struct Known {
    /// Parts of that number.
    parts: HashMap<String, Vec<Meaning>>,
    /// Parts that are known by that number, best reason first.
    numbers: HashMap<String, Vec<Meaning>>,
}

impl Known {
    /// What a whole name means: the company's own word, else our part number, else what others call it.
    fn whole(&self, key: &str) -> Vec<Meaning> {
        let of = |map: &HashMap<String, Vec<Meaning>>| map.get(key).cloned().unwrap_or_default();
        let (parts, numbers) = (of(&self.parts), of(&self.numbers));
        let own: Vec<Meaning> = numbers.iter().filter(|(_, c)| is_own(c)).cloned().collect();
        match (own.is_empty(), parts.is_empty()) {
            (false, _) if own.iter().all(|(_, c)| c.instead_of.is_none()) => own,
            (false, _) => own.into_iter().chain(parts).collect(),
            (true, false) => parts,
            (true, true) => numbers,
        }
    }

    /// What a word inside a longer name may mean.
    fn word(&self, key: &str) -> impl Iterator<Item = &Meaning> {
        self.numbers.get(key).into_iter().chain(self.parts.get(key)).flatten()
    }
}

fn is_own(candidate: &PasteCandidate) -> bool {
    matches!(candidate.why, Some(NumberWhy::Own { .. }))
}

fn meaning(hit: NumberHit) -> Result<Meaning> {
    let one = Quantity::new(Decimal::ONE).map_err(|e| Error::Internal(e.to_string()))?;
    let candidate = PasteCandidate {
        sku_id: hit.sku.sku_id,
        part_number: hit.sku.part_number,
        why: Some(hit.why),
        instead_of: hit.instead_of,
        name_zh: hit.sku.name_zh,
        name_en: hit.sku.name_en,
        unit: hit.sku.unit,
        quantity: one,
    };
    Ok((hit.pack_size, candidate))
}

/// Reads a pasted text and puts what is certain into the open cart.
///
/// # Errors
/// `Fields` when the text is too long, and nothing of it was read; `Fields` when the cart cannot hold it all.
pub async fn add_pasted(op: &OpContext, text: &str) -> Result<PasteResult> {
    let holder = holder(op)?;
    let lines = quick_order::parse(text).map_err(|problem| Rejection::Fields(vec![problem]))?;
    let keys = keys_of(&lines);
    let mut tx = op.begin().await?;
    let mut known = Known::default();
    for (key, pack, candidate) in store::list_by_keys(&mut tx, &keys).await? {
        known.parts.entry(key).or_default().push((pack, candidate));
    }
    for (key, hits) in lookup::find_by_numbers(&mut tx, Some(holder.company), &keys, op.today()).await? {
        known.numbers.insert(key, hits.into_iter().map(meaning).collect::<Result<_>>()?);
    }
    let result = sort_out(lines, &known);
    let wanted: Vec<(SkuId, Quantity)> = result.added.iter().map(|a| (a.sku_id, a.quantity)).collect();
    add_once_in_tx(&mut tx, op, holder, &wanted).await?;
    tx.commit().await?;
    for unknown in result.problems.iter().filter_map(unknown_part).take(MOST_KEPT) {
        searches::record::keep_later(op, unknown);
    }
    Ok(result)
}

/// The name nothing was found for: the desk looks after it as after a failed search.
fn unknown_part(problem: &PasteProblem) -> Option<&str> {
    match &problem.problem.problem {
        Problem::UnknownPart { typed } => Some(typed),
        _ => None,
    }
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
        let whole = known.whole(&strict_key(&line.part_text));
        match whole.as_slice() {
            [(_, found)] if is_certain(&line, found) => result.added.push(PasteAdded {
                row: line.row,
                raw: line.raw,
                sku_id: found.sku_id,
                part_number: found.part_number.clone(),
                why: found.why.clone(),
                quantity,
                flags: line.flags,
                remark: line.remark,
            }),
            _ => unsure(line, quantity, &whole, known, &mut result),
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
    let said_so = found.why.is_none() || (is_own(found) && found.instead_of.is_none());
    said_so && unit_fits && !line.flags.iter().any(doubtful)
}

fn unsure(line: PastedLine, quantity: Quantity, whole: &[Meaning], known: &Known, result: &mut PasteResult) {
    let mut meanings: Vec<Meaning> = match whole {
        [] => words(&line.part_text).flat_map(|key| known.word(&key).cloned().collect::<Vec<_>>()).collect(),
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
        let mut known = Known::default();
        for (nth, (part, pack)) in (1..).zip(parts) {
            let candidate = PasteCandidate {
                sku_id: SkuId(Uuid::from_u128(nth)),
                part_number: (*part).to_owned(),
                why: None,
                instead_of: None,
                name_zh: "件".into(),
                name_en: "part".into(),
                unit: "piece".into(),
                quantity: Quantity::parse("1").unwrap(),
            };
            known.parts.entry(strict_key(part)).or_default().push(((*pack).into(), candidate));
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
    fn the_company_s_own_word_goes_first_and_other_makers_numbers_are_asked_about() {
        let mut known = known(&[("6204", 1), ("6305", 1)]);
        let named = |part: &str, why, known: &Known| {
            let (pack, candidate) = known.parts[&strict_key(part)][0].clone();
            (pack, PasteCandidate { why: Some(why), ..candidate })
        };
        let own = named("6305", NumberWhy::Own { number: "6204".into() }, &known);
        let grade = crate::catalog::numbers::Grade::DropIn;
        let cross = NumberWhy::Cross { brand: "SKF".into(), number: "RLS 6".into(), grade };
        let cross = named("6204", cross, &known);
        known.numbers.insert("6204".into(), vec![own]);
        known.numbers.insert("RLS6".into(), vec![cross]);
        let result = sort_out(quick_order::parse("6204 5个\nRLS6 2个").unwrap(), &known);
        assert_eq!(result.added.iter().map(|a| a.part_number.as_str()).collect::<Vec<_>>(), ["6305"]);
        assert_eq!(result.choices[0].candidates[0].part_number, "6204");
        assert!(result.problems.is_empty());
    }

    #[test]
    fn a_confusable_spelling_is_not_taken_for_the_part() {
        let result = read("NJ2O5 4", &[("NJ205", 1)]);
        assert!(result.added.is_empty());
        assert!(matches!(result.problems[0].problem.problem, Problem::UnknownPart { .. }));
    }
}
