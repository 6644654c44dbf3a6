//! Which class of material a code of the trade stands for: what resists rust is not replaced by what does not, and a rubber
//! not by another, without saying so.

/// A class within which one grade takes the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MaterialClass {
    /// 不锈钢: A2-70, 316, 1.4401.
    Stainless,
    /// 碳钢、合金钢: 8.8, 45H, C45.
    Steel,
    /// Others by the letters they begin with: NBR, FKM, PA.
    Named(String),
}

/// The class of a material's code; none where the code says nothing.
///
/// Source: ISO 3506 (A1–A5, C1–C4, F1, D2–D8), ISO 898 (8.8, class 8, 45H), EN 10027-2 (1.43, 1.44, 1.45), AISI 300 and 400.
pub(super) fn class_of(code: &str) -> Option<MaterialClass> {
    let code = code.trim().to_uppercase();
    let bare = code.strip_prefix("SUS").or_else(|| code.strip_prefix("AISI")).unwrap_or(&code).trim();
    if is_stainless(bare) {
        return Some(MaterialClass::Stainless);
    }
    let letters: String = bare.chars().take_while(|c| c.is_alphabetic()).collect();
    let rest = bare.get(letters.len()..).unwrap_or_default();
    let figures = rest.starts_with(|c: char| c.is_ascii_digit());
    match letters.as_str() {
        // a property class, with or without the letters of hardness behind it
        "" if figures => Some(MaterialClass::Steel),
        // carbon steels by their carbon, tempering and structural steels by their strength
        "C" | "Q" | "S" if figures => Some(MaterialClass::Steel),
        "" => None,
        _ => Some(MaterialClass::Named(letters)),
    }
}

fn is_stainless(code: &str) -> bool {
    let (family, class) = code.split_once('-').unwrap_or((code, ""));
    let grade = matches!(family.as_bytes(), [b'A' | b'C' | b'D' | b'F', b'1'..=b'8']);
    let class = class.is_empty() || class.bytes().all(|c| c.is_ascii_digit());
    let number = ["1.43", "1.44", "1.45"].iter().any(|begin| code.starts_with(begin));
    let digits = code.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let aisi = digits.len() == 3 && matches!(digits.as_bytes()[0], b'3' | b'4') && code.len() <= 5;
    let aisi = aisi && digits.bytes().all(|c| c.is_ascii_digit()) && !code.ends_with("HV");
    (grade && class) || number || aisi
}

/// Whether both are known and differ.
pub(super) fn differ(one: Option<&str>, other: Option<&str>) -> bool {
    match (one.and_then(class_of), other.and_then(class_of)) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_of_one_class_are_told_from_other_materials() {
        for code in ["A2-70", "A4-80", "A2", "a4", "304", "SUS304", "316L", "1.4401", "C1-110"] {
            assert_eq!(class_of(code), Some(MaterialClass::Stainless), "{code}");
        }
        for code in ["8.8", "10.9", "12.9", "8", "10", "45H", "200HV", "300HV", "C45", "C75S", "Q235"] {
            assert_eq!(class_of(code), Some(MaterialClass::Steel), "{code}");
        }
        assert!(differ(Some("A2-70"), Some("8.8")) && !differ(Some("A2-70"), Some("A4-80")));
        assert!(differ(Some("NBR70"), Some("FKM75")) && !differ(Some("NBR70"), Some("NBR90")));
        assert!(!differ(None, Some("8.8")) && !differ(Some(""), Some("8.8")));
        assert!(!differ(Some("[\"8.8\"]"), Some("A2")), "several values say nothing");
    }
}
