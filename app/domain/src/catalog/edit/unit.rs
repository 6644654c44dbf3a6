//! Units parameters are shown in, and what they measure. The first of a quantity is the one values are usually stored in.

use crate::lang::Lang;

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    zh: &'static str,
    en: &'static str,
    /// Its units as written beside a value.
    pub units: &'static [&'static str],
}

impl Quantity {
    /// The name in this language.
    pub fn name(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }
}

/// All quantities the desk offers units of. Source: the SI and the units of the trade's catalogues.
pub const QUANTITIES: &[Quantity] = &[
    Quantity { zh: "长度", en: "Length", units: &["mm", "m", "in", "µm"] },
    Quantity { zh: "角度", en: "Angle", units: &["°"] },
    Quantity { zh: "质量", en: "Mass", units: &["kg", "g"] },
    Quantity { zh: "电压", en: "Voltage", units: &["V", "kV", "mV"] },
    Quantity { zh: "电流", en: "Current", units: &["A", "mA"] },
    Quantity { zh: "功率", en: "Power", units: &["W", "kW"] },
    Quantity { zh: "频率", en: "Frequency", units: &["Hz", "kHz"] },
    Quantity { zh: "压力", en: "Pressure", units: &["bar", "MPa", "kPa"] },
    Quantity { zh: "温度", en: "Temperature", units: &["°C"] },
    Quantity { zh: "力", en: "Force", units: &["N", "kN"] },
    Quantity { zh: "扭矩", en: "Torque", units: &["Nm"] },
    Quantity { zh: "转速", en: "Speed", units: &["rpm"] },
    Quantity { zh: "体积", en: "Volume", units: &["L", "mL"] },
    Quantity { zh: "硬度", en: "Hardness", units: &["HV", "HRC", "Shore A"] },
    Quantity { zh: "比例", en: "Share", units: &["%"] },
];

/// What a unit measures, when the house knows it.
pub fn measured_by(unit: &str) -> Option<&'static Quantity> {
    QUANTITIES.iter().find(|q| q.units.contains(&unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_measures_one_thing() {
        let mut all: Vec<&str> = QUANTITIES.iter().flat_map(|q| q.units.iter().copied()).collect();
        let before = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), before);
        assert_eq!(measured_by("kV").map(|q| q.name(Lang::En)), Some("Voltage"));
        assert_eq!(measured_by("furlong"), None);
    }
}
