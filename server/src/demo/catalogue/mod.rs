//! Parts of the demo: real dimensions of standard parts, crossed with an invented range of materials, and invented stock.
//! Goes the way of every import. The same every time.

mod tables;

use domain::catalog::edit::{ParameterForm, parameters};
use domain::catalog::import::mapping::ParameterDef;
use domain::catalog::import::{Mapping, Table, builtin, import_catalogue, import_opening_stock, plan};
use domain::catalog::parameter::ParameterKind;
use domain::error::{Error, Result};
use domain::op::OpContext;
use rust_decimal::Decimal;
use tables::*;

/// One file of the demo: how to read it, and its rows.
struct Sheet {
    mapping: Mapping,
    table: Table,
    /// SKUs of its kind are counted in so many per step of stock.
    stock_steps: u32,
}

/// Loads categories, parts and opening stock; returns how many SKUs the demo has.
///
/// # Errors
/// Database errors.
pub async fn load(op: &OpContext) -> Result<usize> {
    let materials = table(
        "applies_to,material_code,material_zh,material_en,finish_code,finish_zh,finish_en,lead",
        MATERIALS.iter().map(|row| row.map(str::to_owned).to_vec()),
    );
    let mut skus = 0;
    for sheet in sheets()? {
        let cross = sheet.mapping.cross.is_some().then_some(&materials);
        let report = import_catalogue(op, &sheet.mapping, &sheet.table, cross, false).await?;
        if let Some(problem) = report.problems.first() {
            return Err(Error::Internal(format!("demo parts: {} {problem:?}", sheet.mapping.name)));
        }
        skus += report.skus;
        let plan = plan(&sheet.mapping, &sheet.table, cross);
        let stock: Vec<(String, Decimal)> = plan
            .skus
            .into_iter()
            .map(|sku| {
                let step = sku.multiple.unwrap_or(Decimal::ONE);
                let quantity = Decimal::from(steps_in_stock(&sku.part_number, sheet.stock_steps)) * step;
                (sku.part_number, quantity)
            })
            .collect();
        import_opening_stock(op, &stock).await?;
    }
    name_parameters(op).await?;
    Ok(skus)
}

/// What people in the trade call some parameters besides.
async fn name_parameters(op: &OpContext) -> Result<()> {
    for row in parameters::list_parameters(op, "").await? {
        let p = row.parameter;
        let Some((_, aliases)) = ALIASES.iter().find(|(code, _)| *code == p.code) else { continue };
        let version = parameters::load_parameter(op, p.id).await?.version;
        let form = ParameterForm {
            code: String::new(),
            name_zh: p.name_zh,
            name_en: p.name_en,
            kind: p.kind.as_str().to_owned(),
            unit: p.unit,
            many: if p.many { "yes" } else { "" }.to_owned(),
            aliases: (*aliases).to_owned(),
        };
        parameters::save_parameter(op, p.id, version, &form).await?;
    }
    Ok(())
}

/// Nothing for one part in five, little for another, else up to `most`; by the part number, so it never changes.
fn steps_in_stock(part_number: &str, most: u32) -> u32 {
    let hash = part_number
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let draw = u32::try_from(hash >> 40).unwrap_or(0);
    match draw % 5 {
        0 => 0,
        1 => 1 + draw / 5 % 3,
        _ => 1 + draw / 5 % most,
    }
}

fn sheets() -> Result<Vec<Sheet>> {
    let sheet = |mapping, table, stock_steps| Sheet { mapping, table, stock_steps };
    Ok(vec![
        sheet(screw_mapping("screw")?, screws(false), 120),
        sheet(screw_mapping("set")?, screws(true), 120),
        sheet(with_corners(packed(builtin("nuts", true)?)), nuts(), 120),
        sheet(packed(builtin("washers", true)?), washers(), 120),
        sheet(bearing_mapping()?, bearings(), 80),
        sheet(o_ring_mapping()?, o_rings(), 60),
        sheet(with_lead(builtin("retaining_rings", true)?), rings(), 20),
        sheet(key_mapping()?, keys(), 150),
    ])
}

fn builtin(name: &str, crossed: bool) -> Result<Mapping> {
    builtin::mapping(name, crossed).ok_or_else(|| Error::Internal(format!("no mapping {name}")))
}

fn with_lead(mapping: Mapping) -> Mapping {
    Mapping { lead_time_days: "{lead}".into(), ..mapping }
}

/// Sold by the pack the table says, priced per hundred.
fn packed(mapping: Mapping) -> Mapping {
    let pack = || "{pack}".into();
    Mapping { pack_size: pack(), moq: pack(), multiple: pack(), ..with_lead(mapping) }
}

fn screw_mapping(applies_to: &str) -> Result<Mapping> {
    let mut mapping = packed(builtin("screws", true)?);
    if let Some(cross) = &mut mapping.cross {
        applies_to.clone_into(&mut cross.equals);
    }
    Ok(with_corners(mapping))
}

/// Hexagons are measured from corner to corner, too; files from elsewhere do not say it.
fn with_corners(mut mapping: Mapping) -> Mapping {
    if let Some(flats) = mapping.parameters.iter().find(|p| p.code == "key_size").cloned() {
        mapping.parameters.push(ParameterDef {
            code: "across_corners".into(),
            name_zh: "对角宽度".into(),
            name_en: "Width across corners".into(),
            value: "{across_corners_mm}".into(),
            facet: false,
            ..flats
        });
    }
    mapping
}

/// A dimension a table gives for a size; empty where the standard has none.
fn looked_up(table: &[(&'static str, &'static str)], size: &str) -> &'static str {
    table.iter().find(|(known, _)| *known == size).map_or("", |(_, value)| *value)
}

fn bearing_mapping() -> Result<Mapping> {
    Ok(Mapping { lead_time_days: "10".into(), ..builtin("bearings", false)? })
}

fn o_ring_mapping() -> Result<Mapping> {
    let mut mapping = with_lead(builtin("o_rings", true)?);
    let unknown = ["finish", "size_code", "inner_tolerance", "section_tolerance"];
    mapping.parameters.retain(|p| !unknown.contains(&p.code.as_str()));
    mapping.part_number = "{part_key}-{material_code}".into();
    Ok(mapping)
}

fn key_mapping() -> Result<Mapping> {
    let mut mapping = with_lead(builtin("parallel_keys", true)?);
    mapping.part_number = "DIN6885-A-{key_width_b_mm}x{key_height_h_mm}x{length_mm}".into();
    mapping.parameters.retain(|p| !["shaft_groove", "hub_groove", "finish"].contains(&p.code.as_str()));
    for parameter in &mut mapping.parameters {
        if parameter.code == "shaft_diameter" {
            "shaft_range".clone_into(&mut parameter.code);
            "轴径范围".clone_into(&mut parameter.name_zh);
            "Shaft range".clone_into(&mut parameter.name_en);
            parameter.kind = ParameterKind::Range;
        }
    }
    let length = builtin("screws", false)?.parameters.into_iter().find(|p| p.code == "length");
    mapping.parameters.extend(length);
    Ok(mapping)
}

fn table(header: &str, rows: impl Iterator<Item = Vec<String>>) -> Table {
    Table::new(header.split(',').map(str::to_owned).collect(), rows.collect())
}

fn cells<const N: usize>(row: [&str; N]) -> Vec<String> {
    row.map(str::to_owned).to_vec()
}

/// Pitch and pack of a thread.
fn thread(name: &str) -> (&'static str, String) {
    THREADS.iter().find(|t| t.0 == name).map_or(("", "100".into()), |t| (t.1, t.2.to_string()))
}

/// Set screws have materials of their own.
fn screws(set: bool) -> Table {
    let header = "part_key,standard,gb_equivalent_unverified,name_zh,name_en,drive,thread,pitch_mm,length_mm,\
                  head_diameter_mm,head_height_mm,across_flats_or_key_mm,socket_depth_mm,across_corners_mm,pack";
    let mut rows = Vec::new();
    for (standard, gb, zh, en, drive, sizes) in SCREWS.iter().filter(|s| (s.0 == "ISO 4026") == set) {
        for (size, head, height, key, shortest, longest) in *sizes {
            let (pitch, pack) = thread(size);
            let depth = DEPTHS.iter().find(|(of, _)| of == standard).map_or("", |(_, t)| looked_up(t, size));
            let corners = if *drive == "hex" { looked_up(&BOLT_CORNERS, size) } else { "" };
            for length in LENGTHS.iter().filter(|l| (*shortest..=*longest).contains(*l)) {
                let part = format!("{}-{size}x{length}", standard.replace(' ', ""));
                let length = length.to_string();
                rows.push(cells([
                    &part, standard, gb, zh, en, drive, size, pitch, &length, head, height, key, depth,
                    corners, &pack,
                ]));
            }
        }
    }
    table(header, rows.into_iter())
}

fn nuts() -> Table {
    let header = "part_key,standard,gb_equivalent_unverified,name_zh,name_en,thread,pitch_mm,height_mm,across_flats_mm,\
                  across_corners_mm,pack";
    let standards = [
        ("ISO 4032", "GB/T 6170;DIN 934", "1型六角螺母", "Hexagon nut, style 1"),
        ("ISO 4035", "GB/T 6172.1;DIN 439", "六角薄螺母", "Hexagon thin nut"),
    ];
    let rows = standards.into_iter().flat_map(|(standard, gb, zh, en)| {
        NUTS.iter().map(move |(size, normal, thin, key)| {
            let (pitch, pack) = thread(size);
            let part = format!("{}-{size}", standard.replace(' ', ""));
            let height = if standard == "ISO 4032" { normal } else { thin };
            let corners = looked_up(&NUT_CORNERS, size);
            cells([&part, standard, gb, zh, en, size, pitch, height, key, corners, &pack])
        })
    });
    table(header, rows)
}

fn washers() -> Table {
    let header = "part_key,standard,gb_equivalent_unverified,name_zh,name_en,nominal,inner_d_mm,outer_d_mm,thickness_mm,pack";
    let rows = WASHERS.iter().map(|(size, inner, outer, thickness)| {
        let part = format!("ISO7089-{size}");
        let (zh, en) = ("平垫圈A级", "Plain washer, normal series, grade A");
        cells([
            &part,
            "ISO 7089",
            "GB/T 97.1;DIN 125",
            zh,
            en,
            size,
            inner,
            outer,
            thickness,
            &thread(size).1,
        ])
    });
    table(header, rows)
}

fn bearings() -> Table {
    let header = "designation,name_zh,name_en,bore_d_mm,outside_D_mm,width_B_or_T_mm";
    let closures = [
        ("", "深沟球轴承", "Deep groove ball bearing"),
        ("-2Z", "深沟球轴承(双面防尘盖)", "Deep groove ball bearing, two shields"),
        ("-2RS", "深沟球轴承(双面密封)", "Deep groove ball bearing, two seals"),
    ];
    let mut rows = Vec::new();
    for (code, (bore, series)) in BEARINGS.iter().enumerate() {
        for (name, (outside, width)) in ["60", "62", "63"].iter().zip(series) {
            for (suffix, zh, en) in closures {
                let designation = format!("{name}{code:02}{suffix}");
                let [bore, outside, width] = [bore, outside, width].map(u32::to_string);
                rows.push(cells([&designation, zh, en, &bore, &outside, &width]));
            }
        }
    }
    table(header, rows.into_iter())
}

fn o_rings() -> Table {
    let rows = O_RINGS.iter().flat_map(|(section, inners)| {
        inners.iter().map(move |inner| {
            let part = format!("OR-{inner}x{section}");
            cells([&part, "GB/T 3452.1", "O型密封圈", "O-ring", inner, section])
        })
    });
    table("part_key,standard,name_zh,name_en,inner_d_mm,cross_section_mm", rows)
}

fn rings() -> Table {
    let header = "part_key,standard,gb_equivalent_unverified,family,name_zh,name_en,nominal_d1_mm,thickness_s_mm,\
                  free_diameter_d3_mm,groove_diameter_d2_mm,groove_width_m_mm";
    let kinds = [
        ("DIN 471", "GB/T 894", "external", "轴用弹性挡圈", "Retaining ring for shafts", EXTERNAL_RINGS),
        ("DIN 472", "GB/T 893", "internal", "孔用弹性挡圈", "Retaining ring for bores", INTERNAL_RINGS),
    ];
    let rows = kinds.into_iter().flat_map(|(standard, gb, kind, zh, en, sizes)| {
        sizes.into_iter().map(move |[nominal, thickness, free, groove, width]| {
            let part = format!("{}-{nominal}", standard.replace(' ', ""));
            cells([&part, standard, gb, kind, zh, en, nominal, thickness, free, groove, width])
        })
    });
    table(header, rows)
}

fn keys() -> Table {
    let rows = KEYS.iter().flat_map(|(width, height, shafts, shortest, longest)| {
        let fits = KEY_LENGTHS.iter().filter(move |l| (*shortest..=*longest).contains(*l));
        fits.map(move |length| {
            let [width, height, length] = [width, height, length].map(u32::to_string);
            cells([shafts, &width, &height, &length])
        })
    });
    table("shaft_diameter_mm,key_width_b_mm,key_height_h_mm,length_mm", rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::catalog::drawing::{Kind, Measures, draw};
    use domain::catalog::import::plan;
    use domain::catalog::parameter::StoredValue;
    use std::collections::BTreeMap;

    #[test]
    fn every_screw_nut_washer_o_ring_and_bearing_of_the_demo_is_drawn_with_all_its_figures() {
        let materials = table(
            "applies_to,material_code,material_zh,material_en,finish_code,finish_zh,finish_en,lead",
            MATERIALS.iter().map(|row| row.map(str::to_owned).to_vec()),
        );
        let (mut drawn, mut without): (BTreeMap<String, usize>, Vec<String>) = Default::default();
        for sheet in sheets().unwrap() {
            let plan =
                plan(&sheet.mapping, &sheet.table, sheet.mapping.cross.is_some().then_some(&materials));
            for sku in &plan.skus {
                let family = &plan.families[sku.family.as_ref().unwrap()];
                let said = |text: &Option<String>| text.clone().unwrap_or_default();
                let category = said(&family.category);
                let Some(kind) = Kind::of(&category, &said(&family.standard), &said(&family.name_en)) else {
                    without.push(category);
                    continue;
                };
                let text = |value: &Option<StoredValue>| match value {
                    Some(StoredValue::Text(text)) => text.clone(),
                    _ => String::new(),
                };
                let shown: Vec<(&str, String)> =
                    sku.parameters.iter().map(|(code, value)| (code.as_str(), text(value))).collect();
                let measures = Measures::read(shown.iter().map(|(code, text)| (*code, text.as_str())));
                let drawing =
                    draw(kind, &measures).unwrap_or_else(|| panic!("{} is not drawn", sku.part_number));
                assert!(!drawing.guesses(), "{}: {:?}", sku.part_number, drawing.sizes);
                *drawn.entry(format!("{kind:?}")).or_default() += 1;
            }
        }
        without.sort();
        without.dedup();
        assert_eq!(without, ["parallel-keys", "retaining-rings"]);
        assert_eq!(drawn.len(), 10, "{drawn:?}");
    }

    #[test]
    fn the_demo_has_five_thousand_parts_without_a_bad_row() {
        let materials = table(
            "applies_to,material_code,material_zh,material_en,finish_code,finish_zh,finish_en,lead",
            MATERIALS.iter().map(|row| row.map(str::to_owned).to_vec()),
        );
        let (mut skus, mut empty) = (0, 0);
        for sheet in sheets().unwrap() {
            let plan =
                plan(&sheet.mapping, &sheet.table, sheet.mapping.cross.is_some().then_some(&materials));
            assert_eq!(plan.problems, [], "{}", sheet.mapping.name);
            skus += plan.skus.len();
            empty += plan.skus.iter().filter(|s| steps_in_stock(&s.part_number, 100) == 0).count();
        }
        assert!(skus >= 5_000, "{skus}");
        assert!((skus / 8..skus / 3).contains(&empty), "{empty} of {skus} without stock");
    }
}
