//! What the catalogue already has, as a file may call it: parameters, their values, categories, families.

use super::mapping::{Field, ParameterDef};
use crate::catalog::parameter::ParameterKind;
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// A parameter of the schema.
#[derive(Clone, Debug)]
pub struct KnownParameter {
    /// As a mapping would say it.
    pub def: ParameterDef,
    codes: HashSet<String>,
    names: HashMap<String, Vec<String>>,
}

impl KnownParameter {
    /// Without values so far.
    pub fn new(code: String, names: (String, String), kind: ParameterKind, unit: String, many: bool) -> Self {
        let def = ParameterDef {
            code,
            name_zh: names.0,
            name_en: names.1,
            kind,
            unit,
            many,
            facet: true,
            required: false,
            value: Field::default(),
            said: String::new(),
            typed_unit: String::new(),
            value_zh: Field::default(),
            value_en: Field::default(),
            aliases: Field::default(),
        };
        Self { def, codes: HashSet::new(), names: HashMap::new() }
    }

    /// A named value: its code, then all its names.
    pub fn name_value<'a>(&mut self, code: &'a str, names: impl Iterator<Item = &'a str>) {
        for name in names.chain([code]) {
            let meant = self.names.entry(key(name)).or_default();
            if !meant.iter().any(|c| c == code) {
                meant.push(code.to_owned());
            }
        }
        self.codes.insert(code.to_owned());
    }

    /// Codes this may mean; itself alone when it is one.
    pub fn meant(&self, typed: &str) -> &[String] {
        if self.codes.contains(typed) {
            return &[];
        }
        self.names.get(&key(typed)).map_or(&[], Vec::as_slice)
    }
}

/// What a name of a parameter means.
#[derive(Debug)]
pub enum Meant<'a> {
    /// Nothing of the schema.
    Nothing,
    /// This one.
    One(&'a KnownParameter),
    /// One of these, by their codes.
    Several(&'a [String]),
}

/// What stands in the catalogue when an import begins.
#[derive(Clone, Debug, Default)]
pub struct Known {
    parameters: HashMap<String, KnownParameter>,
    /// Codes of the parameters called so, in their order.
    parameter_names: HashMap<String, Vec<String>>,
    categories: HashMap<String, String>,
    /// Category and parameter it lists, itself or one above it.
    listed: HashSet<(String, String)>,
    families: HashMap<String, String>,
    family_categories: HashMap<String, String>,
    family_codes: HashSet<String>,
}

impl Known {
    /// A parameter.
    pub fn add_parameter(&mut self, parameter: KnownParameter) {
        let def = &parameter.def;
        for name in [&def.code, &def.name_zh, &def.name_en] {
            let meant = self.parameter_names.entry(key(name)).or_default();
            if let Err(place) = meant.binary_search(&def.code) {
                meant.insert(place, def.code.clone());
            }
        }
        self.parameters.insert(def.code.clone(), parameter);
    }

    /// A category under any of its names.
    pub fn add_category(&mut self, code: &str, zh: &str, en: &str) {
        for name in [zh, en, code] {
            self.categories.insert(key(name), code.to_owned());
        }
    }

    /// A category lists a parameter.
    pub fn add_listed(&mut self, category: String, parameter: String) {
        self.listed.insert((category, parameter));
    }

    /// A family under any of its names; of two with one name neither is meant by it.
    pub fn add_family(&mut self, code: &str, category: &str, (zh, en): (&str, &str)) {
        self.family_categories.insert(code.to_owned(), category.to_owned());
        for name in [zh, en] {
            let meant = self.families.entry(key(name)).or_insert_with(|| code.to_owned());
            if meant != code {
                meant.clear();
            }
        }
        self.families.insert(key(code), code.to_owned());
        self.family_codes.insert(code.to_owned());
    }

    /// By code.
    pub fn parameter(&self, code: &str) -> Option<&KnownParameter> {
        self.parameters.get(code)
    }

    /// The parameter meant by a code or a name. Of several with one name, that which these categories list; where that does
    /// not tell either, all that may be meant.
    pub fn parameter_called(&self, said: &str, categories: &[String]) -> Meant<'_> {
        let Some(codes) = self.parameter_names.get(&key(said)) else { return Meant::Nothing };
        let one = |code: &String| self.parameters.get(code).map_or(Meant::Nothing, Meant::One);
        // the code itself always means it
        if let Some(code) = codes.iter().find(|code| *code == said.trim()) {
            return one(code);
        }
        let lists = |code: &&String| {
            categories.iter().any(|category| self.listed.contains(&(category.clone(), (*code).clone())))
        };
        let listed: Vec<&String> = codes.iter().filter(lists).collect();
        match (codes.as_slice(), listed.as_slice()) {
            ([only], _) => one(only),
            (_, [only]) => one(only),
            _ => Meant::Several(codes),
        }
    }

    /// Code of the category of a family called so.
    pub fn category_of_family(&self, said: &str) -> Option<&str> {
        self.family_called(said).and_then(|code| self.family_categories.get(code)).map(String::as_str)
    }

    /// Code of the category called so.
    pub fn category_called(&self, said: &str) -> Option<&str> {
        self.categories.get(&key(said)).map(String::as_str)
    }

    /// Code of the family called so.
    pub fn family_called(&self, said: &str) -> Option<&str> {
        self.families.get(&key(said)).map(String::as_str).filter(|code| !code.is_empty())
    }

    /// True when this is a family's code.
    pub fn has_family(&self, code: &str) -> bool {
        self.family_codes.contains(code)
    }

    /// A family the import itself brings.
    pub fn note_family(&mut self, code: &str) {
        self.family_codes.insert(code.to_owned());
    }
}

/// One spelling of a name: half width, lower case, nothing between the words.
pub fn key(text: &str) -> String {
    let bare = |c: &char| !c.is_whitespace() && !matches!(c, '_' | '-' | '.');
    text.nfkc().flat_map(char::to_lowercase).filter(bare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_meant_by_any_of_its_names_and_by_its_code_before_all() {
        let names = ("材质".to_owned(), "Material".to_owned());
        let mut material =
            KnownParameter::new("material".into(), names, ParameterKind::Enum, String::new(), false);
        material.name_value("A2-70", ["不锈钢 304", "A2"].into_iter());
        material.name_value("A2-50", ["A2"].into_iter());
        assert_eq!(material.meant("不锈钢304"), ["A2-70"]);
        assert_eq!(material.meant("a2"), ["A2-70", "A2-50"]);
        assert!(material.meant("A2-70").is_empty() && material.meant("brass").is_empty());
    }

    #[test]
    fn of_two_parameters_with_one_name_the_category_says_which() {
        let mut known = Known::default();
        let names = || ("宽度".to_owned(), "Width".to_owned());
        for code in ["belt_width", "ring_width"] {
            let width = KnownParameter::new(code.into(), names(), ParameterKind::Number, "mm".into(), false);
            known.add_parameter(width);
        }
        known.add_listed("belts".into(), "belt_width".into());
        known.add_listed("rings".into(), "ring_width".into());
        let meant = |said: &str, categories: &[&str]| {
            let categories: Vec<String> = categories.iter().map(|c| (*c).to_owned()).collect();
            match known.parameter_called(said, &categories) {
                Meant::One(parameter) => parameter.def.code.clone(),
                Meant::Several(codes) => codes.join(" or "),
                Meant::Nothing => String::new(),
            }
        };
        assert_eq!(meant("width", &["rings"]), "ring_width");
        assert_eq!(meant("宽度", &["belts"]), "belt_width");
        assert_eq!(meant("belt_width", &["rings"]), "belt_width");
        for unclear in [&[][..], &["belts", "rings"], &["bolts"]] {
            assert_eq!(meant("宽度", unclear), "belt_width or ring_width");
        }
        assert_eq!(meant("高度", &["belts"]), "");
    }
}
