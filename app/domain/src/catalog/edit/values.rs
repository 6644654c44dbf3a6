//! Values of parameters between the desk's forms and what is stored.

use super::typed::Typed;
use super::{ParameterBrief, SkuField, ValueRow};
use crate::catalog::parameter::{ParameterKind, ParameterValue, StoredValue, pieces};
use crate::rejection::Problem;
use rust_decimal::Decimal;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Longest text of one value, and of several with what stands between them.
const LONGEST: (u32, u32) = (200, 2_000);

/// What a form says of a parameter.
#[derive(Clone, Copy)]
pub(super) enum Said<'a> {
    /// As typed; several values with `;` between them.
    Typed(&'a str),
    /// Codes of the values ticked; empty ones say nothing.
    Ticked(&'a [String]),
}

/// Reads one parameter as a form says it into what is stored; nothing said takes it away.
pub(super) fn set(
    typed: &mut Typed,
    name: &str,
    field: &SkuField,
    said: Said<'_>,
    parameters: &mut BTreeMap<String, Json>,
) {
    let parameter = &field.link.parameter;
    let old = parameters.get(&parameter.code);
    let texts: Vec<String> = match said {
        Said::Ticked(codes) => codes.iter().filter(|code| !code.is_empty()).cloned().collect(),
        Said::Typed(text) => {
            let text = typed.text(name, text, if parameter.many { LONGEST.1 } else { LONGEST.0 });
            // as it was shown, also where it has a shape this form does not write
            let as_shown = |kind| old.map(|old| shown(kind, old)).unwrap_or_default() == text;
            if as_shown(Some(parameter.kind)) || as_shown(None) {
                return;
            }
            match parameter.many {
                true => pieces(&text).map(str::to_owned).collect(),
                false => vec![text].into_iter().filter(|text| !text.is_empty()).collect(),
            }
        }
    };
    let held = old.map(|old| held(parameter.kind, old)).unwrap_or_default();
    let read = match read(field, &texts, &held) {
        Ok(read) => read,
        Err(problem) => return typed.note(name, problem),
    };
    // their order says nothing
    if !held.is_empty() && same(&read, &held) {
        return;
    }
    let stored = match parameter.many {
        true => StoredValue::of_texts(read.iter().map(ParameterValue::code).collect()),
        false => read.first().map(ParameterValue::to_stored),
    };
    match stored.map(serde_json::to_value) {
        None => drop(parameters.remove(&parameter.code)),
        Some(Ok(stored)) => drop(parameters.insert(parameter.code.clone(), stored)),
        Some(Err(_)) => typed.note(name, Problem::Malformed { typed: texts.join("; ") }),
    }
}

fn same(one: &[ParameterValue], other: &[ParameterValue]) -> bool {
    one.iter().all(|value| other.contains(value)) && other.iter().all(|value| one.contains(value))
}

/// The values of a SKU before.
fn held(kind: ParameterKind, old: &Json) -> Vec<ParameterValue> {
    let stored = serde_json::from_value::<StoredValue>(old.clone());
    stored.map(|stored| stored.values(kind)).unwrap_or_default()
}

/// All values a form says. What is no choice is named at once, not one by one.
fn read(field: &SkuField, texts: &[String], held: &[ParameterValue]) -> Result<Vec<ParameterValue>, Problem> {
    let (mut read, mut unknown) = (Vec::new(), Vec::new());
    for text in texts {
        match one(field, text, held) {
            Ok(value) => read.push(value),
            Err(Problem::UnknownChoice { typed }) => unknown.push(typed),
            Err(problem) => return Err(problem),
        }
    }
    if !unknown.is_empty() {
        return Err(Problem::UnknownChoice { typed: unknown.join("; ") });
    }
    if read.len() > 1 && !field.link.parameter.many {
        return Err(Problem::Malformed { typed: texts.join("; ") });
    }
    Ok(read)
}

/// One value as a person writes it. A code nobody named stays where it was.
fn one(field: &SkuField, text: &str, held: &[ParameterValue]) -> Result<ParameterValue, Problem> {
    let ParameterBrief { kind, unit, many, .. } = &field.link.parameter;
    if *many && text.chars().count() > LONGEST.0 as usize {
        return Err(Problem::TooLong { max: LONGEST.0 });
    }
    let typed = || text.to_owned();
    let kept = || held.iter().map(ParameterValue::code).find(|code| code == text);
    let text = match kind {
        ParameterKind::Enum => held_by_name(&field.values, held, text)
            .or_else(|| code_of(&field.values, text))
            .or_else(kept)
            .ok_or_else(|| Problem::UnknownChoice { typed: typed() })?,
        ParameterKind::Range => text.replace(['–', '—', '~', '～'], ".."),
        _ => text.to_owned(),
    };
    ParameterValue::parse(*kind, unit, &text).ok_or_else(|| match kind.is_numeric() {
        true => Problem::NotANumber { typed: typed() },
        false => Problem::Malformed { typed: typed() },
    })
}

/// The value the SKU has already, when this is one of its names: another may be called so as well.
fn held_by_name(values: &[ValueRow], held: &[ParameterValue], text: &str) -> Option<String> {
    held.iter().map(ParameterValue::code).find(|code| {
        values
            .iter()
            .any(|v| v.code == *code && [&v.name_zh, &v.name_en].into_iter().any(|name| name == text))
    })
}

/// The code of a named value, typed as code, name or any other name of it.
fn code_of(values: &[ValueRow], text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let is = |other: &str| other.to_lowercase() == text;
    let named = |v: &&ValueRow| is(&v.name_zh) || is(&v.name_en);
    let mut by_alias = values.iter().filter(|v| v.aliases.iter().any(|a| is(a)));
    let found = values.iter().find(|v| is(&v.code)).or_else(|| values.iter().find(named));
    // an alias two values share says nothing
    let found = found.or_else(|| by_alias.next().filter(|_| by_alias.next().is_none()));
    found.map(|v| v.code.clone())
}

/// The codes of a stored value, one by one.
pub(super) fn codes(kind: ParameterKind, value: &Json) -> Vec<String> {
    held(kind, value).iter().map(ParameterValue::code).collect()
}

/// A stored value as a person types it. Where nobody knows the kind, two numbers are the ends of a range.
pub(super) fn shown(kind: Option<ParameterKind>, value: &Json) -> String {
    let number = |text: &String| text.parse::<Decimal>().is_ok();
    match serde_json::from_value::<StoredValue>(value.clone()) {
        Ok(StoredValue::Text(text)) => text,
        Ok(StoredValue::List(texts)) => texts.join("; "),
        Ok(StoredValue::Pair(lo, hi))
            if kind.map_or(!number(&lo) || !number(&hi), |kind| kind != ParameterKind::Range) =>
        {
            format!("{lo}; {hi}")
        }
        Ok(StoredValue::Pair(lo, hi)) if lo == hi => lo,
        Ok(StoredValue::Pair(lo, hi)) => format!("{lo}..{hi}"),
        Ok(StoredValue::Bool(true)) => "yes".into(),
        Ok(StoredValue::Bool(false)) => "no".into(),
        Err(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::edit::LinkRow;
    use crate::ids::ParameterId;
    use crate::rejection::Rejection;
    use serde_json::json;
    use uuid::Uuid;

    fn seals(many: bool) -> SkuField {
        let value = |(code, zh, alias): (&str, &str, &str)| ValueRow {
            code: code.into(),
            name_zh: zh.into(),
            name_en: format!("{code} rubber"),
            aliases: vec![alias.into()],
            position: 0,
        };
        let parameter = ParameterBrief {
            id: ParameterId(Uuid::nil()),
            code: "seal".into(),
            name_zh: "密封".into(),
            name_en: "Seal".into(),
            kind: ParameterKind::Enum,
            unit: String::new(),
            many,
        };
        let link = LinkRow { parameter, position: 0, facet: true, required: false, distinguishes: false };
        let values = [("NBR", "丁腈橡胶", "Buna-N"), ("FKM", "氟橡胶", "Viton"), ("EPDM", "三元乙丙", "EPT")];
        SkuField { link, values: values.map(value).to_vec() }
    }

    /// What is stored after a form said so, or the problem.
    fn after(field: &SkuField, before: Json, said: Said<'_>) -> Result<Json, Problem> {
        let mut parameters: BTreeMap<String, Json> = [("seal".to_owned(), before)].into();
        parameters.retain(|_, value| !value.is_null());
        let mut typed = Typed::default();
        set(&mut typed, "seal", field, said, &mut parameters);
        match typed.done() {
            Ok(()) => Ok(parameters.remove("seal").unwrap_or_default()),
            Err(crate::error::Error::Rejected(Rejection::Fields(mut problems))) => {
                Err(problems.remove(0).problem)
            }
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn several_values_are_said_by_any_of_their_names() {
        let field = seals(true);
        let typed = |before: Json, text: &str| after(&field, before, Said::Typed(text));
        assert_eq!(typed(json!(null), "丁腈橡胶；viton; NBR"), Ok(json!(["NBR", "FKM"])));
        assert_eq!(typed(json!(["NBR", "FKM"]), "FKM"), Ok(json!("FKM")));
        assert_eq!(typed(json!(["NBR", "FKM"]), " ; "), Ok(json!(null)));
        assert_eq!(typed(json!(["NBR", "FKM"]), "viton; nbr"), Ok(json!(["NBR", "FKM"])), "as it was");
        let unknown = Problem::UnknownChoice { typed: "glass; wood".into() };
        assert_eq!(typed(json!("NBR"), "NBR; glass; wood"), Err(unknown));
        // a code nobody named any more stays until somebody takes it away
        assert_eq!(typed(json!(["OLD", "NBR"]), "OLD; EPT"), Ok(json!(["OLD", "EPDM"])));
    }

    #[test]
    fn a_name_two_values_share_leaves_the_value_as_it_was() {
        let mut field = seals(false);
        field.values.iter_mut().for_each(|value| value.name_zh = "橡胶".into());
        let typed = |before: Json, text: &str| after(&field, before, Said::Typed(text));
        assert_eq!(typed(json!("FKM"), "橡胶"), Ok(json!("FKM")));
        assert_eq!(typed(json!("FKM"), "EPDM"), Ok(json!("EPDM")));
    }

    #[test]
    fn boxes_say_all_values_and_none() {
        let ticks = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let field = seals(true);
        let ticked = |before: Json, codes: &[&str]| after(&field, before, Said::Ticked(&ticks(codes)));
        assert_eq!(ticked(json!("NBR"), &["", "NBR", "EPDM"]), Ok(json!(["NBR", "EPDM"])));
        assert_eq!(ticked(json!(["FKM", "NBR"]), &["", "NBR", "FKM"]), Ok(json!(["FKM", "NBR"])));
        assert_eq!(ticked(json!(["FKM", "NBR"]), &[""]), Ok(json!(null)));
        assert!(ticked(json!("NBR"), &["", "glass"]).is_err());
        let single = after(&seals(false), json!("NBR"), Said::Ticked(&ticks(&["NBR", "FKM"])));
        assert_eq!(single, Err(Problem::Malformed { typed: "NBR; FKM".into() }));
    }

    #[test]
    fn two_values_are_no_range() {
        assert_eq!(shown(Some(ParameterKind::Text), &json!(["10", "30"])), "10; 30");
        assert_eq!(shown(Some(ParameterKind::Range), &json!(["10", "30"])), "10..30");
        assert_eq!(
            (shown(None, &json!(["10", "30"])), shown(None, &json!(["CE", "UL"]))),
            ("10..30".into(), "CE; UL".into())
        );
    }
}
