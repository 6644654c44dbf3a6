//! One row of a file: every field read, every problem named.

use super::guess::{Guesses, code_of, pairs};
use super::known::{Known, KnownParameter, Meant};
use super::mapping::{Field, Mapping, ParameterDef, slug};
use super::plan::{PlannedFamily, PlannedSku, PlannedValue};
use crate::catalog::counted;
use crate::catalog::parameter::{ParameterKind, ParameterValue, StoredValue, pieces as pieces_of};
use crate::catalog::part_number::strict_key;
use crate::catalog::unit::split_unit;
use crate::quantity::QuantityRule;
use crate::rejection::{FieldProblem, Problem, Thing};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// One row, read.
pub(super) struct ReadRow {
    /// Code and words of its family.
    pub(super) family: Option<(String, PlannedFamily)>,
    pub(super) sku: PlannedSku,
    pub(super) values: Vec<((String, String), PlannedValue)>,
}

/// Values by parameter code as they will be stored.
type Stored = BTreeMap<String, Option<StoredValue>>;

pub(super) struct Reader<'a> {
    cell: &'a dyn Fn(&str) -> &'a str,
    number: u32,
    known: &'a Known,
    unknown: &'a mut Guesses,
    pub(super) problems: Vec<FieldProblem>,
    values: Vec<((String, String), PlannedValue)>,
    /// The category of the row, where it or its family says one.
    categories: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        cell: &'a dyn Fn(&str) -> &'a str,
        number: u32,
        known: &'a Known,
        unknown: &'a mut Guesses,
    ) -> Self {
        Self {
            cell,
            number,
            known,
            unknown,
            problems: Vec::new(),
            values: Vec::new(),
            categories: Vec::new(),
        }
    }

    fn problem(&mut self, field: &str, problem: Problem) {
        self.problems.push(FieldProblem::in_row(field, self.number, problem));
    }

    fn text(&mut self, name: &str, field: &Field) -> String {
        match field.render(self.cell) {
            // PostgreSQL keeps no NUL; other control characters have no business in a catalogue either
            Ok(text) if text.chars().any(char::is_control) => {
                self.problem(name, Problem::Malformed { typed: text.escape_debug().to_string() });
                String::new()
            }
            Ok(text) => text,
            Err(typed) => {
                self.problem(
                    name,
                    if typed.is_empty() { Problem::Missing } else { Problem::UnknownChoice { typed } },
                );
                String::new()
            }
        }
    }

    /// A text of at most so many characters; none when there is no template or nothing in it.
    fn said(&mut self, name: &str, field: &Field, max: u32) -> Option<String> {
        let text = self.text(name, field);
        if text.chars().count() > max as usize {
            self.problem(name, Problem::TooLong { max });
        }
        (!text.is_empty()).then_some(text)
    }

    fn required(&mut self, name: &str, field: &Field, max: u32) -> String {
        let before = self.problems.len();
        let text = self.said(name, field, max).unwrap_or_default();
        if text.is_empty() && self.problems.len() == before {
            self.problem(name, Problem::Missing);
        }
        text
    }

    fn number(&mut self, name: &str, field: &Field) -> Option<Decimal> {
        let typed = self.said(name, field, 100)?;
        match typed.replace(',', "").parse::<Decimal>() {
            Err(_) => self.problem(name, Problem::NotANumber { typed }),
            Ok(n) if n.normalize().scale() > 4 || n.abs() > crate::quantity::MAX_QUANTITY => {
                self.problem(name, Problem::OutOfRange { typed });
            }
            Ok(n) => return Some(n.normalize()),
        }
        None
    }

    fn whole(&mut self, name: &str, field: &Field, allowed: impl Fn(i32) -> bool) -> Option<i32> {
        let number = self.number(name, field)?;
        match i32::try_from(number) {
            Ok(n) if number.is_integer() && allowed(n) => Some(n),
            _ => {
                self.problem(name, Problem::OutOfRange { typed: number.to_string() });
                None
            }
        }
    }

    pub(super) fn read(&mut self, mapping: &Mapping) -> Option<ReadRow> {
        let family = if mapping.by_name { self.family_by_name(mapping) } else { self.family(mapping) };
        let of_family = family.as_ref().and_then(|(code, family)| {
            family.category.clone().or_else(|| self.known.category_of_family(code).map(str::to_owned))
        });
        self.categories = of_family.into_iter().collect();
        let mut parameters = self.columns(mapping);
        mapping.pairs.iter().for_each(|field| self.pairs(mapping, field, &mut parameters));
        if let Some(long) = &mapping.long {
            let said = self.said("parameter", &long.parameter, 200);
            let value = self.text("value", &long.value);
            if let Some(said) = said {
                self.named(mapping, &said, &value, &mut parameters);
            }
        }
        for watched in &mapping.watched {
            let value = self.text(&watched.said, &watched.value);
            self.unknown.note(&watched.said, &value);
        }
        let sku = self.sku(mapping, family.as_ref().map(|(code, _)| code.clone()), parameters);
        let values = std::mem::take(&mut self.values);
        self.problems.is_empty().then_some(ReadRow { family, sku, values })
    }

    /// Everything about the family stands in the file.
    fn family(&mut self, mapping: &Mapping) -> Option<(String, PlannedFamily)> {
        let category = self.required("category", &mapping.category, 100);
        if !category.is_empty() && !mapping.categories.iter().any(|c| c.code == category) {
            self.problem("category", Problem::UnknownChoice { typed: category.clone() });
        }
        let def = &mapping.family;
        let code = self.required("family", &def.code, 100);
        let family = PlannedFamily {
            category: Some(category),
            standard: self.said("standard", &def.standard, 200).or(Some(String::new())),
            brand: self.said("brand", &def.brand, 200).or(Some(String::new())),
            name_zh: Some(self.required("name_zh", &def.name_zh, 200)),
            name_en: Some(self.required("name_en", &def.name_en, 200)),
        };
        Some((code, family))
    }

    /// The family is one of the catalogue, or becomes one in a category of the catalogue.
    fn family_by_name(&mut self, mapping: &Mapping) -> Option<(String, PlannedFamily)> {
        let def = &mapping.family;
        let said = self.said("family", &def.code, 100);
        let typed = self.said("category", &mapping.category, 100);
        let none_said = typed.is_none();
        let category = typed.and_then(|typed| match self.known.category_called(&typed) {
            Some(code) => Some(code.to_owned()),
            None => {
                self.problem("category", Problem::UnknownChoice { typed });
                None
            }
        });
        let (name_zh, name_en) =
            (self.said("name_zh", &def.name_zh, 200), self.said("name_en", &def.name_en, 200));
        let (standard, brand) =
            (self.said("standard", &def.standard, 200), self.said("brand", &def.brand, 200));
        let said = said?;
        let known = self.known.family_called(&said).map(str::to_owned);
        let code = known.unwrap_or_else(|| match slug(&said) {
            plain if said.is_ascii() && !plain.is_empty() => plain,
            _ => code_of(&said).replace('_', "-"),
        });
        if self.known.has_family(&code) {
            return Some((code, PlannedFamily { category, standard, brand, name_zh, name_en }));
        }
        if none_said {
            self.problem("category", Problem::Missing);
        }
        let named = |name: Option<String>| name.or_else(|| Some(said.clone()));
        let (name_zh, name_en) = (named(name_zh), named(name_en));
        Some((code, PlannedFamily { category, standard, brand, name_zh, name_en }))
    }

    fn sku(&mut self, mapping: &Mapping, family: Option<String>, parameters: Stored) -> PlannedSku {
        let part_number = self.required("part_number", &mapping.part_number, 100);
        let part_key = strict_key(&part_number);
        if part_key.is_empty() && !part_number.is_empty() {
            self.problem("part_number", Problem::Malformed { typed: part_number.clone() });
        }
        let pack_size = self.number("pack_size", &mapping.pack_size);
        let (moq, multiple) = (self.number("moq", &mapping.moq), self.number("multiple", &mapping.multiple));
        if let Some(pack) = pack_size.filter(|pack| *pack <= Decimal::ZERO) {
            self.problem("pack_size", Problem::OutOfRange { typed: pack.to_string() });
        }
        let rule =
            QuantityRule { moq: moq.unwrap_or(Decimal::ONE), multiple: multiple.unwrap_or(Decimal::ONE) };
        if !rule.is_consistent() {
            self.problem("moq", Problem::OutOfRange { typed: format!("{} / {}", rule.moq, rule.multiple) });
        }
        let basis = |n| matches!(n, 1 | 10 | 100 | 1000);
        PlannedSku {
            row: self.number,
            part_number,
            part_key,
            family,
            unit: self.said("unit", &mapping.unit, 30).map(|said| counted::meant(&said)),
            pack_size,
            moq,
            multiple,
            price_basis: self.whole("price_basis", &mapping.price_basis, basis),
            lead_time_days: self.whole("lead_time_days", &mapping.lead_time_days, |n| (0..=730).contains(&n)),
            parameters,
            again: false,
        }
    }

    /// Parameters with a column of their own.
    fn columns(&mut self, mapping: &Mapping) -> Stored {
        let mut stored = BTreeMap::new();
        for def in mapping.parameters.iter().filter(|def| !def.value.is_empty()) {
            let before = self.problems.len();
            let typed = self.text(&def.code, &def.value);
            if typed.is_empty() && def.required && self.problems.len() == before {
                self.problem(&def.code, Problem::Missing);
            }
            let value = self.value(def, &typed, mapping.by_name);
            stored.insert(def.code.clone(), value);
        }
        stored
    }

    /// `bore=20 mm; seal=2RS`
    fn pairs(&mut self, mapping: &Mapping, field: &Field, stored: &mut Stored) {
        // line ends part pairs, so they are allowed here
        let typed = field.render(self.cell).unwrap_or_default();
        for pair in pairs(&typed) {
            match pair {
                Some((name, value)) => self.named(mapping, name, value, stored),
                None => self.problem("pairs", Problem::Malformed { typed: typed.clone() }),
            }
        }
    }

    /// A value under a name the file says.
    fn named(&mut self, mapping: &Mapping, said: &str, value: &str, stored: &mut Stored) {
        if said.chars().chain(value.chars()).any(char::is_control) {
            return self.problem(said, Problem::Malformed { typed: value.escape_debug().to_string() });
        }
        let made = mapping.parameters.iter().find(|def| !def.said.is_empty() && def.said == said);
        let known = self.known;
        let def = match (made, known.parameter_called(said, &self.categories)) {
            (Some(made), _) => Some(made),
            (None, Meant::One(known)) => Some(&known.def),
            (None, Meant::Nothing) => None,
            (None, Meant::Several(_)) => {
                let (thing, typed) = (Thing::Parameter, said.to_owned());
                return self.problem(said, Problem::SeveralCalled { thing, typed });
            }
        };
        match def {
            Some(def) => {
                let before = self.problems.len();
                let value = self.value(def, value, true);
                // it has no column of its own: the file's word for it is what a person looks for
                for problem in self.problems.iter_mut().skip(before) {
                    problem.heading = Some(said.into());
                }
                stored.insert(def.code.clone(), value);
            }
            None => self.unknown.note(said, value),
        }
    }

    fn value(&mut self, def: &ParameterDef, typed: &str, by_name: bool) -> Option<StoredValue> {
        if typed.is_empty() {
            return None;
        }
        let known = self.known.parameter(&def.code);
        // the desk's word about a parameter it has goes before the file's
        if known.map_or(def, |known| &known.def).says_several() {
            let mut texts: Vec<String> = Vec::new();
            for piece in pieces_of(typed) {
                texts.push(self.one(def, known, piece, by_name)?.code());
            }
            return StoredValue::of_texts(texts);
        }
        self.one(def, known, typed, by_name).map(|value| value.to_stored())
    }

    fn one(
        &mut self,
        def: &ParameterDef,
        known: Option<&KnownParameter>,
        typed: &str,
        by_name: bool,
    ) -> Option<ParameterValue> {
        let with_unit = (!def.typed_unit.is_empty() && def.kind.is_numeric())
            .then(|| split_unit(typed).filter(|(_, unit)| unit.is_empty()))
            .flatten()
            .map(|_| format!("{typed} {}", def.typed_unit));
        let mut value = ParameterValue::parse(def.kind, &def.unit, with_unit.as_deref().unwrap_or(typed));
        if let (Some(ParameterValue::Enum(code)), Some(known), true) = (&mut value, known, by_name) {
            match known.meant(typed) {
                [] => {}
                [one] => code.clone_from(one),
                _ => {
                    self.problem(&def.code, Problem::Ambiguous { typed: typed.to_owned() });
                    return None;
                }
            }
        }
        match &value {
            None => {
                let typed = typed.to_owned();
                let problem = match def.kind {
                    ParameterKind::Number => Problem::NotANumber { typed },
                    _ => Problem::Malformed { typed },
                };
                self.problem(&def.code, problem);
            }
            Some(ParameterValue::Enum(code)) if code.chars().count() > 100 => {
                self.problem(&def.code, Problem::TooLong { max: 100 });
            }
            Some(ParameterValue::Enum(code)) => {
                let code = code.clone();
                self.name(def, code);
            }
            Some(_) => {}
        }
        value
    }

    /// The names of an enum's value, for the schema.
    fn name(&mut self, def: &ParameterDef, code: String) {
        let or_code = |text: String| if text.is_empty() { code.clone() } else { text };
        let name_zh = or_code(self.text(&def.code, &def.value_zh));
        let name_en = or_code(self.text(&def.code, &def.value_en));
        let aliases = self.text(&def.code, &def.aliases);
        let aliases = aliases.split(';').map(str::trim).filter(|a| !a.is_empty()).map(str::to_owned);
        let value = PlannedValue { name_zh, name_en, aliases: aliases.collect() };
        self.values.push(((def.code.clone(), code), value));
    }
}
