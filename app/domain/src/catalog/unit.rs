//! Units of the trade: how people write them and what they are of one another. Factors are exact decimals.
//!
//! A value is kept in its parameter's own unit, exactly as the maker gives it; only what somebody types is converted.
//! Source: SI Brochure (9th ed.) table 8 and NIST SP 811 appendix B.8 for inch, pound-force, psi, horsepower.

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

/// What a unit measures, with the numerator and denominator that lead to the first unit of the kind.
struct Unit {
    /// The first is the one shown.
    names: &'static [&'static str],
    measures: Measures,
    /// `value × over / under` is the value in the kind's base unit.
    over: Decimal,
    under: Decimal,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Measures {
    Length,
    Voltage,
    Current,
    Power,
    Force,
    Pressure,
    Mass,
    Torque,
    Frequency,
    Time,
    Volume,
    Area,
    Angle,
    Resistance,
    Capacitance,
    Speed,
    Flow,
    Temperature,
}

const fn unit(
    names: &'static [&'static str],
    measures: Measures,
    over: u32,
    scale_over: u32,
    under: u32,
) -> Unit {
    Unit {
        names,
        measures,
        over: Decimal::from_parts(over, 0, 0, false, scale_over),
        under: Decimal::from_parts(under, 0, 0, false, 0),
    }
}

/// Names are compared whole, so one may end in another.
static UNITS: &[Unit] = {
    use Measures::*;
    &[
        unit(&["mm", "毫米", "millimetre", "millimeter"], Length, 1, 0, 1),
        unit(&["µm", "μm", "um", "微米"], Length, 1, 3, 1),
        unit(&["cm", "厘米", "公分"], Length, 10, 0, 1),
        unit(&["dm", "分米"], Length, 100, 0, 1),
        unit(&["m", "米", "metre", "meter"], Length, 1000, 0, 1),
        unit(&["in", "\"", "″", "''", "inch", "inches", "英寸", "寸"], Length, 254, 1, 1),
        unit(&["ft", "foot", "feet", "英尺"], Length, 3048, 1, 1),
        unit(&["V", "vdc", "vac", "v dc", "v ac", "dcv", "acv", "伏", "伏特"], Voltage, 1, 0, 1),
        unit(&["mV", "毫伏"], Voltage, 1, 3, 1),
        unit(&["kV", "千伏"], Voltage, 1000, 0, 1),
        unit(&["A", "安", "安培", "amp"], Current, 1, 0, 1),
        unit(&["mA", "毫安"], Current, 1, 3, 1),
        unit(&["kA", "千安"], Current, 1000, 0, 1),
        unit(&["W", "瓦", "瓦特"], Power, 1, 0, 1),
        unit(&["kW", "千瓦"], Power, 1000, 0, 1),
        unit(&["hp"], Power, 745_699_872, 6, 1),
        unit(&["PS", "马力"], Power, 73_549_875, 5, 1),
        unit(&["N", "牛", "牛顿"], Force, 1, 0, 1),
        unit(&["kN", "千牛"], Force, 1000, 0, 1),
        unit(&["lbf"], Force, 444_822_162, 8, 1),
        unit(&["MPa", "兆帕", "n/mm2", "n/mm²"], Pressure, 1, 0, 1),
        unit(&["Pa", "帕"], Pressure, 1, 6, 1),
        unit(&["kPa", "千帕"], Pressure, 1, 3, 1),
        unit(&["bar", "巴"], Pressure, 1, 1, 1),
        unit(&["psi"], Pressure, 689_475_729, 11, 1),
        unit(&["g", "克"], Mass, 1, 0, 1),
        unit(&["kg", "公斤", "千克"], Mass, 1000, 0, 1),
        unit(&["mg", "毫克"], Mass, 1, 3, 1),
        unit(&["t", "吨"], Mass, 1_000_000, 0, 1),
        unit(&["lb", "磅"], Mass, 45359237, 5, 1),
        unit(&["Nm", "n·m", "n.m", "牛米"], Torque, 1, 0, 1),
        unit(&["Hz", "赫兹"], Frequency, 1, 0, 1),
        unit(&["kHz", "千赫"], Frequency, 1000, 0, 1),
        unit(&["MHz", "兆赫"], Frequency, 1_000_000, 0, 1),
        unit(&["s", "秒"], Time, 1, 0, 1),
        unit(&["ms", "毫秒"], Time, 1, 3, 1),
        unit(&["min", "分钟"], Time, 60, 0, 1),
        unit(&["h", "小时"], Time, 3600, 0, 1),
        unit(&["ml", "毫升"], Volume, 1, 3, 1),
        unit(&["l", "升"], Volume, 1, 0, 1),
        unit(&["mm²", "mm2", "平方毫米", "平方"], Area, 1, 0, 1),
        unit(&["cm²", "cm2"], Area, 100, 0, 1),
        unit(&["°", "deg", "度"], Angle, 1, 0, 1),
        unit(&["Ω", "ohm", "欧", "欧姆"], Resistance, 1, 0, 1),
        unit(&["kΩ", "kohm", "千欧"], Resistance, 1000, 0, 1),
        unit(&["MΩ", "mohm", "兆欧"], Resistance, 1_000_000, 0, 1),
        unit(&["µF", "μf", "uf", "微法"], Capacitance, 1, 0, 1),
        unit(&["nF", "纳法"], Capacitance, 1, 3, 1),
        unit(&["pF", "皮法"], Capacitance, 1, 6, 1),
        unit(&["rpm", "r/min", "转/分"], Speed, 1, 0, 1),
        unit(&["l/min", "升/分"], Flow, 1, 0, 1),
        unit(&["m³/h", "m3/h", "立方米/小时"], Flow, 1000, 0, 60),
        unit(&["°C", "℃", "c", "摄氏度"], Temperature, 1, 0, 1),
    ]
};

/// One spelling of a unit. Case tells mega from milli only where both exist, so it is folded except for those.
fn fold(text: &str) -> String {
    let clean: String = text.trim().nfkc().collect();
    match clean.as_str() {
        "MΩ" | "Mohm" => "MΩ".into(),
        other => other.to_lowercase(),
    }
}

fn find(name: &str) -> Option<&'static Unit> {
    let wanted = fold(name);
    if wanted.is_empty() {
        return None;
    }
    UNITS.iter().find(|u| u.names.iter().any(|n| fold(n) == wanted))
}

/// A value in another unit of the same kind; none when they are not of one kind or it has too many digits. A unit nobody
/// knows converts to itself only.
pub fn convert(value: Decimal, from: &str, to: &str) -> Option<Decimal> {
    if fold(from) == fold(to) {
        return Some(value);
    }
    let (from, to) = (find(from)?, find(to)?);
    if from.measures != to.measures {
        return None;
    }
    let base = value.checked_mul(from.over)?.checked_div(from.under)?;
    Some(base.checked_mul(to.under)?.checked_div(to.over)?.normalize())
}

/// True when the text is how somebody writes a unit.
pub fn is_unit(text: &str) -> bool {
    find(text).is_some()
}

/// How the house writes this unit.
pub fn shown(text: &str) -> Option<&'static str> {
    find(text).and_then(|unit| unit.names.first().copied())
}

/// A number with its unit, as typed: `6mm`, `1/4"`, `24 VDC`, `1 1/2 in`, `20`. The unit is empty when there is none.
pub fn split_unit(text: &str) -> Option<(Decimal, String)> {
    let folded: String = text.nfkc().collect::<String>().replace('⁄', "/");
    let folded = folded.trim();
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | ' ' | '-' | '+');
    let end = folded.char_indices().find(|(_, c)| !numeric(*c)).map_or(folded.len(), |(at, _)| at);
    let (number, unit) = folded.split_at(end);
    let number = read_number(number)?;
    let unit = unit.trim();
    (unit.is_empty() || is_unit(unit) || !unit.contains(char::is_whitespace))
        .then(|| (number, unit.to_owned()))
}

/// `6`, `0.25`, `1/4`, `1 1/2`, `1-1/2`, `-40`.
fn read_number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest.trim()));
    let (whole, part) = match text.split_once([' ', '-']) {
        Some((whole, part)) if part.contains('/') => (whole.trim().parse().ok()?, part.trim()),
        _ => (Decimal::ZERO, text),
    };
    let part = match part.split_once('/') {
        Some((over, under)) => {
            over.trim().parse::<Decimal>().ok()?.checked_div(under.trim().parse::<Decimal>().ok()?)?
        }
        None => part.parse().ok()?,
    };
    let sum = whole.checked_add(part)?.normalize();
    Some(if negative { -sum } else { sum })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn units_are_read_as_people_write_them() {
        for (text, number, unit) in [
            ("6", "6", ""),
            ("６ mm", "6", "mm"),
            ("0.25in", "0.25", "in"),
            ("1/4\"", "0.25", "\""),
            ("1 1/2\"", "1.5", "\""),
            ("24 VDC", "24", "VDC"),
            ("-40℃", "-40", "°C"),
            ("24伏", "24", "伏"),
        ] {
            assert_eq!(split_unit(text), Some((d(number), unit.to_owned())), "{text}");
        }
        for bad in ["", "abc", "1/0\"", "in", "6 mm long"] {
            assert_eq!(split_unit(bad), None, "{bad}");
        }
    }

    #[test]
    fn units_of_a_kind_convert_exactly() {
        for (value, from, to, expected) in [
            ("0.25", "in", "mm", "6.35"),
            ("25.4", "mm", "in", "1"),
            ("2.5", "cm", "mm", "25"),
            ("24", "VDC", "V", "24"),
            ("400", "mV", "V", "0.4"),
            ("6", "bar", "MPa", "0.6"),
            ("1.5", "kW", "W", "1500"),
            ("6", "m3/h", "l/min", "100"),
            ("7", "furlong", "furlong", "7"),
        ] {
            assert_eq!(convert(d(value), from, to), Some(d(expected)), "{value} {from} in {to}");
        }
        assert_eq!(convert(d("1"), "mm", "V"), None);
        assert_eq!(convert(d("1"), "furlong", "mm"), None);
        assert_eq!(convert(Decimal::MAX, "m", "mm"), None);
    }

    #[test]
    fn no_unit_has_two_meanings() {
        for (at, unit) in UNITS.iter().enumerate() {
            for name in unit.names {
                let first = UNITS.iter().position(|u| u.names.iter().any(|n| fold(n) == fold(name)));
                assert_eq!(first, Some(at), "{name}");
            }
        }
    }
}
