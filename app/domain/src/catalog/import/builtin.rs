//! Mappings of the shapes we meet: the dimension tables of standard parts, alone or crossed with materials and finishes.

use super::mapping::{CategoryDef, CrossDef, FamilyDef, Field, Mapping, ParameterDef};
use crate::catalog::parameter::ParameterKind::{self, Enum, Number};

/// Names of the built-in mappings.
pub const NAMES: [&str; 7] =
    ["screws", "nuts", "washers", "retaining_rings", "o_rings", "bearings", "parallel_keys"];

/// The mapping of this name; `crossed` when a file of materials and finishes comes with it.
pub fn mapping(name: &str, crossed: bool) -> Option<Mapping> {
    match name {
        "screws" => Some(screws(crossed)),
        "nuts" => Some(nuts(crossed)),
        "washers" => Some(washers(crossed)),
        "retaining_rings" => Some(retaining_rings(crossed)),
        "o_rings" => Some(o_rings(crossed)),
        "bearings" => Some(bearings()),
        "parallel_keys" => Some(parallel_keys(crossed)),
        _ => None,
    }
}

/// All of them, plain and crossed.
pub fn all() -> Vec<Mapping> {
    NAMES.iter().flat_map(|name| [mapping(name, false), mapping(name, true)]).flatten().collect()
}

fn category(code: &str, parent: Option<&str>, zh: &str, en: &str, position: i32) -> CategoryDef {
    CategoryDef {
        code: code.into(),
        parent: parent.map(str::to_owned),
        name_zh: zh.into(),
        name_en: en.into(),
        position,
    }
}

fn fasteners(more: Vec<CategoryDef>) -> Vec<CategoryDef> {
    let mut tree = vec![category("fasteners", None, "紧固件", "Fasteners", 1)];
    tree.extend(more);
    tree
}

fn cases(template: &str, cases: &[(&str, &str)]) -> Field {
    let cases = cases.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
    Field { template: template.into(), cases }
}

fn parameter(code: &str, zh: &str, en: &str, kind: ParameterKind, value: &str) -> ParameterDef {
    ParameterDef {
        code: code.into(),
        name_zh: zh.into(),
        name_en: en.into(),
        kind,
        unit: if kind == Number { "mm".into() } else { String::new() },
        many: false,
        facet: true,
        required: false,
        value: value.into(),
        said: String::new(),
        typed_unit: String::new(),
        value_zh: Field::default(),
        value_en: Field::default(),
        aliases: Field::default(),
    }
}

fn required(def: ParameterDef) -> ParameterDef {
    ParameterDef { required: true, ..def }
}

fn read_only(def: ParameterDef) -> ParameterDef {
    ParameterDef { facet: false, ..def }
}

fn number(code: &str, zh: &str, en: &str, column: &str) -> ParameterDef {
    parameter(code, zh, en, Number, &format!("{{{column}}}"))
}

fn standard() -> ParameterDef {
    // the Chinese equivalent finds the part but is not claimed on the page: it is unverified
    ParameterDef {
        aliases: "{gb_equivalent_unverified}".into(),
        ..parameter("standard", "标准", "Standard", Enum, "{standard}")
    }
}

/// What the trade calls the same material.
const MATERIAL_ALIASES: &[(&str, &str)] = &[
    ("A2", "304;SUS304;0Cr18Ni9;不锈钢304;1.4301"),
    ("A2-70", "A2;304;SUS304;0Cr18Ni9;不锈钢304;1.4301"),
    ("A4", "316;SUS316;不锈钢316;1.4401"),
    ("A4-80", "A4;316;SUS316;不锈钢316;1.4401"),
    ("NBR70", "NBR;丁腈;丁腈橡胶"),
    ("FKM75", "FKM;Viton;氟胶;氟橡胶"),
    ("EPDM70", "EPDM;三元乙丙"),
    ("VMQ70", "VMQ;硅胶;silicone"),
    ("C45", "45钢;45号钢"),
    ("C75S", "65Mn;弹簧钢"),
    ("*", ""),
];

fn material_and_finish() -> Vec<ParameterDef> {
    vec![
        ParameterDef {
            value_zh: "{material_zh}".into(),
            value_en: "{material_en}".into(),
            aliases: cases("{material_code}", MATERIAL_ALIASES),
            ..parameter("material", "材质/等级", "Material or class", Enum, "{material_code}")
        },
        ParameterDef {
            value_zh: "{finish_zh}".into(),
            value_en: "{finish_en}".into(),
            ..parameter("finish", "表面处理", "Finish", Enum, "{finish_code}")
        },
    ]
}

/// A mapping without packs: parts by the piece.
fn base(name: &str, categories: Vec<CategoryDef>, category: Field, part_number: &str) -> Mapping {
    Mapping {
        name: name.into(),
        categories,
        category,
        family: FamilyDef {
            code: "{standard|slug}".into(),
            name_zh: "{name_zh}".into(),
            name_en: "{name_en}".into(),
            standard: "{standard}".into(),
            brand: Field::default(),
        },
        part_number: part_number.into(),
        ..Mapping::default()
    }
}

fn crossed_with(mut mapping: Mapping, crossed: bool, equals: &str) -> Mapping {
    if crossed {
        mapping.part_number.template.push_str("-{material_code}-{finish_code}");
        mapping.parameters.extend(material_and_finish());
        mapping.cross = Some(CrossDef { column: "applies_to".into(), equals: equals.into() });
    }
    mapping
}

/// Fasteners are counted in hundreds and sold in packs of 100.
fn in_hundreds(mut mapping: Mapping) -> Mapping {
    for field in [&mut mapping.pack_size, &mut mapping.moq, &mut mapping.multiple, &mut mapping.price_basis] {
        *field = "100".into();
    }
    mapping
}

fn screws(crossed: bool) -> Mapping {
    let tree = fasteners(vec![
        category("screws", Some("fasteners"), "螺钉螺栓", "Screws and bolts", 1),
        category("hex-bolts", Some("screws"), "六角头螺栓", "Hexagon head", 1),
        category("socket-screws", Some("screws"), "内六角螺钉", "Hexagon socket", 2),
        category("slotted-screws", Some("screws"), "开槽螺钉", "Slotted", 3),
        category("cross-recess-screws", Some("screws"), "十字槽螺钉", "Cross recessed", 4),
        category("hexalobular-screws", Some("screws"), "内六角花形螺钉", "Hexalobular socket", 5),
        category("other-screws", Some("screws"), "其他螺钉", "Other screws", 9),
    ]);
    let by_drive = cases(
        "{drive}",
        &[
            ("hex", "hex-bolts"),
            ("hex socket", "socket-screws"),
            ("slot", "slotted-screws"),
            ("cross recess", "cross-recess-screws"),
            ("hexalobular", "hexalobular-screws"),
            ("*", "other-screws"),
        ],
    );
    let drive_zh = cases(
        "{drive}",
        &[
            ("hex", "外六角"),
            ("hex socket", "内六角"),
            ("slot", "一字槽"),
            ("cross recess", "十字槽"),
            ("hexalobular", "内六角花形"),
            ("*", ""),
        ],
    );
    let mut mapping = base("screws", tree, by_drive, "{part_key}");
    mapping.parameters = vec![
        required(parameter("thread", "螺纹", "Thread", Enum, "{thread}")),
        required(number("length", "长度", "Length", "length_mm")),
        number("pitch", "螺距", "Pitch", "pitch_mm"),
        ParameterDef { value_zh: drive_zh, ..parameter("drive", "驱动形式", "Drive", Enum, "{drive}") },
        standard(),
        read_only(number("head_diameter", "头部直径", "Head diameter", "head_diameter_mm")),
        read_only(number("head_height", "头部高度", "Head height", "head_height_mm")),
        number("key_size", "扳手尺寸", "Key size", "across_flats_or_key_mm"),
        read_only(number("socket_depth", "槽深", "Socket depth", "socket_depth_mm")),
    ];
    crossed_with(in_hundreds(mapping), crossed, "screw")
}

fn nuts(crossed: bool) -> Mapping {
    let tree = fasteners(vec![category("nuts", Some("fasteners"), "螺母", "Nuts", 2)]);
    let mut mapping = base("nuts", tree, "nuts".into(), "{part_key}");
    mapping.parameters = vec![
        required(parameter("thread", "螺纹", "Thread", Enum, "{thread}")),
        number("pitch", "螺距", "Pitch", "pitch_mm"),
        standard(),
        number("height", "高度", "Height", "height_mm"),
        number("key_size", "扳手尺寸", "Key size", "across_flats_mm"),
    ];
    crossed_with(in_hundreds(mapping), crossed, "nut")
}

fn washers(crossed: bool) -> Mapping {
    let tree = fasteners(vec![category("washers", Some("fasteners"), "垫圈", "Washers", 3)]);
    let mut mapping = base("washers", tree, "washers".into(), "{part_key}");
    mapping.parameters = vec![
        required(parameter("thread", "螺纹", "Thread", Enum, "{nominal}")),
        standard(),
        number("inner_diameter", "内径", "Inner diameter", "inner_d_mm"),
        number("outer_diameter", "外径", "Outer diameter", "outer_d_mm"),
        number("thickness", "厚度", "Thickness", "thickness_mm"),
    ];
    crossed_with(in_hundreds(mapping), crossed, "washer")
}

fn retaining_rings(crossed: bool) -> Mapping {
    let tree = fasteners(vec![category("retaining-rings", Some("fasteners"), "挡圈", "Retaining rings", 4)]);
    let mut mapping = base("retaining_rings", tree, "retaining-rings".into(), "{part_key}");
    mapping.parameters = vec![
        required(number("nominal_diameter", "公称直径", "Nominal diameter", "nominal_d1_mm")),
        ParameterDef {
            value_zh: cases("{family}", &[("external", "轴用"), ("internal", "孔用"), ("*", "")]),
            value_en: cases("{family}", &[("external", "for shafts"), ("internal", "for bores"), ("*", "")]),
            ..parameter("mounting", "安装位置", "Mounting", Enum, "{family}")
        },
        standard(),
        number("thickness", "厚度", "Thickness", "thickness_s_mm"),
        read_only(number("free_diameter", "自由直径", "Free diameter", "free_diameter_d3_mm")),
        read_only(number("groove_diameter", "沟槽直径", "Groove diameter", "groove_diameter_d2_mm")),
        read_only(number("groove_width", "沟槽宽度", "Groove width", "groove_width_m_mm")),
    ];
    crossed_with(in_hundreds(mapping), crossed, "retaining_ring")
}

fn o_rings(crossed: bool) -> Mapping {
    let tree = vec![
        category("seals", None, "密封件", "Seals", 3),
        category("o-rings", Some("seals"), "O型圈", "O-rings", 1),
    ];
    let mut mapping = base("o_rings", tree, "o-rings".into(), "{part_key}");
    mapping.family.code = "o-rings-{standard|slug}".into();
    mapping.parameters = vec![
        required(number("inner_diameter", "内径", "Inner diameter", "inner_d_mm")),
        required(number("cross_section", "线径", "Cross section", "cross_section_mm")),
        read_only(parameter("size_code", "规格代号", "Size code", ParameterKind::Text, "{size_code}")),
        read_only(number("inner_tolerance", "内径公差±", "Tolerance of inner diameter ±", "inner_d_tol_mm")),
        read_only(number("section_tolerance", "线径公差±", "Tolerance of section ±", "cross_section_tol_mm")),
    ];
    for field in [&mut mapping.pack_size, &mut mapping.moq, &mut mapping.multiple] {
        *field = "10".into();
    }
    crossed_with(mapping, crossed, "o_ring")
}

fn bearings() -> Mapping {
    let tree = vec![category("bearings", None, "轴承", "Bearings", 2)];
    let mut mapping = base("bearings", tree, "bearings".into(), "{designation}");
    mapping.family.code = "{name_en|slug}".into();
    mapping.family.standard = Field::default();
    mapping.parameters = vec![
        required(number("bore", "内径 d", "Bore d", "bore_d_mm")),
        required(number("outside_diameter", "外径 D", "Outside diameter D", "outside_D_mm")),
        required(number("width", "宽度 B", "Width B", "width_B_or_T_mm")),
        ParameterDef {
            value_zh: "{name_zh}".into(),
            ..parameter("bearing_type", "类型", "Type", Enum, "{name_en}")
        },
    ];
    mapping
}

fn parallel_keys(crossed: bool) -> Mapping {
    let tree = vec![
        category("transmission", None, "传动件", "Power transmission", 4),
        category("parallel-keys", Some("transmission"), "平键", "Parallel keys", 1),
    ];
    let number_of = "DIN6885-{key_width_b_mm|number}x{key_height_h_mm|number}-D{shaft_diameter_mm|number}";
    let mut mapping = base("parallel_keys", tree, "parallel-keys".into(), number_of);
    mapping.family = FamilyDef {
        code: "din-6885".into(),
        name_zh: "普通平键".into(),
        name_en: "Parallel key".into(),
        standard: "DIN 6885".into(),
        brand: Field::default(),
    };
    mapping.parameters = vec![
        required(number("shaft_diameter", "轴径", "Shaft diameter", "shaft_diameter_mm")),
        required(number("width", "宽度 b", "Width b", "key_width_b_mm")),
        required(number("height", "高度 h", "Height h", "key_height_h_mm")),
        read_only(number("shaft_groove", "轴槽深 t2", "Depth in shaft t2", "shaft_groove_t2_mm")),
        read_only(number("hub_groove", "毂槽深 t4", "Depth in hub t4", "hub_groove_t4_mm")),
    ];
    crossed_with(mapping, crossed, "parallel_key")
}
