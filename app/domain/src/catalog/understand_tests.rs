//! What people type, on a small shelf of everything: bearings, o-rings, washers, screws.

use super::super::hits::Known;
use super::super::index::{Builder, Terms};
use super::super::parameter::ParameterKind::{self, Enum, Number, Range};
use super::super::query::SearchQuery;
use super::super::store::*;
use super::*;
use crate::ids::{CategoryId, FamilyId, ParameterId, SkuId};
use uuid::Uuid;

/// Category, its parent, names.
const CATEGORIES: [(&str, &str, &str); 4] = [
    ("bearings", "轴承", "Bearings"),
    ("o-rings", "O型圈", "O-rings"),
    ("washers", "垫圈", "Washers"),
    ("screws", "螺钉螺栓", "Screws and bolts"),
];

const PARAMETERS: [(&str, &str, &str, ParameterKind, &str); 12] = [
    ("bore", "内径 d", "Bore d", Number, "mm"),
    ("outside_diameter", "外径 D", "Outside diameter D", Number, "mm"),
    ("bearing_type", "类型", "Type", Enum, ""),
    ("inner_diameter", "内径", "Inner diameter", Number, "mm"),
    ("cross_section", "线径", "Cross section", Number, "mm"),
    ("material", "材质/等级", "Material or class", Enum, ""),
    ("thread", "螺纹", "Thread", Enum, ""),
    ("length", "长度", "Length", Number, "mm"),
    ("drive", "驱动形式", "Drive", Enum, ""),
    ("standard", "标准", "Standard", Enum, ""),
    ("thickness", "厚度", "Thickness", Number, "mm"),
    ("supply", "电压", "Supply voltage", Range, "V"),
];

/// Code of the parameter, what else it is called.
const ALIASES: [(&str, &str); 4] =
    [("bore", "内孔"), ("bore", "ID"), ("outside_diameter", "OD"), ("length", "总长 / 全长")];

/// Code of the parameter, value, names, aliases.
const VALUES: [(usize, &str, &str, &str, &[&str]); 10] = [
    (2, "Single row deep groove ball bearing", "单列深沟球轴承", "Single row deep groove ball bearing", &[]),
    (2, "Cylindrical roller bearing", "圆柱滚子轴承", "Cylindrical roller bearing", &[]),
    (5, "A2-70", "304不锈钢 A2-70", "Stainless A2-70", &["A2", "304", "SUS304"]),
    (5, "8.8", "8.8级碳钢", "Steel 8.8", &[]),
    (5, "NBR70", "丁腈橡胶 70", "NBR 70", &["NBR", "丁腈"]),
    (6, "M6", "M6", "M6", &[]),
    (6, "M8", "M8", "M8", &[]),
    (8, "hex", "外六角", "hex", &[]),
    (8, "hex socket", "内六角", "hex socket", &[]),
    (9, "ISO 4762", "ISO 4762", "ISO 4762", &["GB/T 70.1"]),
];

/// Category, code, standard, names.
const FAMILIES: [(usize, &str, &str, &str, &str); 6] = [
    (0, "deep-groove", "", "单列深沟球轴承", "Single row deep groove ball bearing"),
    (0, "roller", "", "圆柱滚子轴承", "Cylindrical roller bearing"),
    (1, "o-rings-iso-3601", "ISO 3601-1", "O型密封圈", "O-ring"),
    (2, "iso-7089", "ISO 7089", "平垫圈", "Plain washer"),
    (3, "iso-4762", "ISO 4762", "内六角圆柱头螺钉", "Hexagon socket head cap screw"),
    (3, "iso-4017", "ISO 4017", "六角头螺栓(全螺纹)", "Hexagon head bolt, fully threaded"),
];

/// Family, part number, parameters.
const SKUS: [(usize, &str, &str); 15] = [
    (
        0,
        "6204-2RS",
        r#"{"bore":"20","outside_diameter":"47","bearing_type":"Single row deep groove ball bearing"}"#,
    ),
    (
        0,
        "6204",
        r#"{"bore":"20","outside_diameter":"47","bearing_type":"Single row deep groove ball bearing"}"#,
    ),
    (
        0,
        "6005",
        r#"{"bore":"25","outside_diameter":"47","bearing_type":"Single row deep groove ball bearing"}"#,
    ),
    (
        1,
        "NJ204",
        r#"{"bore":"20","outside_diameter":"47","bearing_type":"Cylindrical roller bearing","supply":["10","30"]}"#,
    ),
    (2, "ORING-20x3", r#"{"inner_diameter":"20","cross_section":"3","material":"NBR70"}"#),
    (2, "ORING-25x3", r#"{"inner_diameter":"25","cross_section":"3","material":"NBR70"}"#),
    (2, "ORING-20x2.65", r#"{"inner_diameter":"20","cross_section":"2.65","material":"NBR70"}"#),
    (2, "ORING-20x1.8", r#"{"inner_diameter":"20","cross_section":"1.8","material":"NBR70"}"#),
    (3, "ISO7089-M20", r#"{"inner_diameter":"21","thread":"M20","thickness":"3"}"#),
    (
        4,
        "ISO4762-M6x30-A2-70",
        r#"{"thread":"M6","length":"30","drive":"hex socket","material":"A2-70","standard":"ISO 4762"}"#,
    ),
    (
        4,
        "ISO4762-M6x30-8.8",
        r#"{"thread":"M6","length":"30","drive":"hex socket","material":"8.8","standard":"ISO 4762"}"#,
    ),
    (
        4,
        "ISO4762-M8x40-8.8",
        r#"{"thread":"M8","length":"40","drive":"hex socket","material":"8.8","standard":"ISO 4762"}"#,
    ),
    (5, "ISO4017-M6x30-8.8", r#"{"thread":"M6","length":"30","drive":"hex","material":"8.8"}"#),
    (5, "ISO4017-M8x40-A2-70", r#"{"thread":"M8","length":"40","drive":"hex","material":"A2-70"}"#),
    (5, "ISO4017-M8x25.4-8.8", r#"{"thread":"M8","length":"25.4","drive":"hex","material":"8.8"}"#),
];

const O_RINGS: [&str; 4] = ["ORING-20x1.8", "ORING-20x2.65", "ORING-20x3", "ORING-25x3"];

fn id(n: usize) -> Uuid {
    Uuid::from_u128(n as u128 + 1)
}

fn shelf() -> Snapshot {
    let source = SchemaSource {
        categories: CATEGORIES
            .iter()
            .enumerate()
            .map(|(n, (code, zh, en))| CategorySource {
                id: CategoryId(id(n)),
                parent_id: None,
                code: (*code).into(),
                name_zh: (*zh).into(),
                name_en: (*en).into(),
            })
            .collect(),
        parameters: PARAMETERS
            .iter()
            .enumerate()
            .map(|(n, (code, zh, en, kind, unit))| ParameterSource {
                id: ParameterId(id(n)),
                code: (*code).into(),
                name_zh: (*zh).into(),
                name_en: (*en).into(),
                kind: *kind,
                unit: (*unit).into(),
                many: false,
                aliases: ALIASES
                    .iter()
                    .filter(|(of, _)| of == code)
                    .map(|(_, alias)| (*alias).to_owned())
                    .collect(),
            })
            .collect(),
        values: VALUES
            .iter()
            .map(|(of, code, zh, en, aliases)| ValueSource {
                parameter_id: ParameterId(id(*of)),
                code: (*code).into(),
                name_zh: (*zh).into(),
                name_en: (*en).into(),
                aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
                position: 0,
            })
            .collect(),
        category_parameters: Vec::new(),
        families: FAMILIES
            .iter()
            .enumerate()
            .map(|(n, (of, code, standard, zh, en))| FamilySource {
                id: FamilyId(id(n)),
                category_id: CategoryId(id(*of)),
                code: (*code).into(),
                standard: (*standard).into(),
                brand: String::new(),
                name_zh: (*zh).into(),
                name_en: (*en).into(),
            })
            .collect(),
    };
    let mut builder = Builder::new(source);
    for (n, (family, part_number, parameters)) in SKUS.iter().enumerate() {
        builder.push(&SkuSource {
            id: SkuId(id(n)),
            family_id: FamilyId(id(*family)),
            part_number: (*part_number).into(),
            terms: Terms::default(),
            parameters: (*parameters).into(),
        });
    }
    builder.finish(Default::default())
}

/// Part numbers a text finds, in their order.
fn found(shelf: &Snapshot, text: &str) -> Vec<String> {
    let docs = shelf.understand(text, true).docs;
    let mut parts: Vec<String> = docs.iter().map(|doc| shelf.brief(doc).part_number).collect();
    parts.sort();
    parts
}

/// Piece and meaning in one line each.
fn read(shelf: &Snapshot, text: &str) -> Vec<String> {
    let said = shelf.understand(text, true).said;
    let meant = |meaning: Meaning| match meaning {
        Meaning::Value { parameter_en, value_en, .. } => format!("{parameter_en} {value_en}"),
        Meaning::Name { en, .. } => en,
        Meaning::Parameter { en, .. } => format!("{en}?"),
        other => format!("{other:?}"),
    };
    said.into_iter().map(|piece| format!("{} = {}", piece.text, meant(piece.meaning))).collect()
}

#[test]
fn a_parameters_name_before_a_number_is_its_filter() {
    let shelf = shelf();
    let bearings: &[&str] = &["6204", "6204-2RS", "NJ204"];
    for text in [
        "轴承 内径 20",
        "轴承 内径20mm",
        "轴承内径20",
        "轴承 内径=20",
        "轴承 内径:20 毫米",
        "轴承 内径 = 20mm",
        "轴承 内径d=20",
        "轴承 内径 Φ20",
        "轴承 内径Φ20",
        "内径 2cm 轴承",
        "bearing bore 20",
        "bearing bore 20 mm",
        "bearing bore20mm",
        "bearing bore: 20",
        "bearing 20 mm bore",
        "bearing inner diameter 20",
        "neijing 20 轴承",
        "bore 20 outside diameter 47",
        "内径20外径47",
        "bearing bore 18..22",
        "bearing bore 18 to 22 mm",
        "轴承 内径小于22",
        "轴承 内径≤22",
        "轴承 内孔 20",
        "轴承内孔20",
        "neikong 20 轴承",
        "bearing ID 20",
        "bearing id20mm",
        "bearing 20 id od 47",
    ] {
        assert_eq!(found(&shelf, text), bearings, "{text} {:?}", read(&shelf, text));
    }
    let all: &[&str] = &["6204", "6204-2RS", "NJ204", "ORING-20x1.8", "ORING-20x2.65", "ORING-20x3"];
    for text in ["内径 20", "内径20", "bore 20"] {
        assert_eq!(found(&shelf, text), all, "{text}");
    }
    assert_eq!(found(&shelf, "bolt length 1\""), ["ISO4017-M8x25.4-8.8"]);
    assert_eq!(found(&shelf, "轴承 电压 24 V"), ["NJ204"]);
    assert!(found(&shelf, "轴承 内径 21").is_empty(), "another parameter's 21 is none");
    assert_eq!(read(&shelf, "轴承 内径20mm"), ["轴承 = Bearings", "内径 20mm = 内径 20mm"]);
    assert_eq!(found(&shelf, "总长 25.4"), ["ISO4017-M8x25.4-8.8"]);
    assert_eq!(found(&shelf, "全长25.4"), ["ISO4017-M8x25.4-8.8"]);
    assert_eq!(read(&shelf, "总长 30"), ["总长 30 = Length 30 mm"]);
    assert_eq!(read(&shelf, "length 30"), ["length 30 = Length 30 mm"]);
}

#[test]
fn a_parameters_name_before_a_named_value_is_its_filter() {
    let shelf = shelf();
    let stainless: &[&str] = &["ISO4017-M8x40-A2-70", "ISO4762-M6x30-A2-70"];
    for text in [
        "material A2-70",
        "材质 304",
        "材质304",
        "等级 A2",
        "class a2 70",
        "材质 不锈钢",
        "material: stainless",
    ] {
        assert_eq!(found(&shelf, text), stainless, "{text} {:?}", read(&shelf, text));
    }
    assert_eq!(read(&shelf, "材质 304"), ["材质 304 = Material or class Stainless A2-70"]);
    assert_eq!(found(&shelf, "drive hex 30"), ["ISO4017-M6x30-8.8"]);
    assert_eq!(found(&shelf, "螺纹 M6 长度30 内六角 8.8"), ["ISO4762-M6x30-8.8"]);
}

#[test]
fn a_parameters_name_alone_takes_nothing_away() {
    let shelf = shelf();
    assert_eq!(found(&shelf, "轴承 内径"), found(&shelf, "轴承"));
    assert_eq!(found(&shelf, "bearing bore"), found(&shelf, "bearing"));
    assert_eq!(found(&shelf, "bearing outside diameter"), found(&shelf, "bearing"));
    assert_eq!(read(&shelf, "bearing bore"), ["bearing = PartNumber", "bore = bore?"]);
    assert_eq!(found(&shelf, "线径"), O_RINGS);
    assert_eq!(found(&shelf, "length 20x47"), found(&shelf, "20x47"), "a size is no value of one parameter");
}

#[test]
fn words_of_one_name_are_one_word() {
    let shelf = shelf();
    assert_eq!(found(&shelf, "hex socket M6 30"), ["ISO4762-M6x30-8.8", "ISO4762-M6x30-A2-70"]);
    assert_eq!(found(&shelf, "hex socket M6 30 304"), ["ISO4762-M6x30-A2-70"]);
    assert_eq!(found(&shelf, "内六角 M6 30 304"), ["ISO4762-M6x30-A2-70"]);
    assert_eq!(read(&shelf, "hex socket M6")[0], "hex socket = Drive hex socket");
    assert_eq!(found(&shelf, "deep groove"), ["6005", "6204", "6204-2RS"]);
    assert_eq!(read(&shelf, "deep groove").len(), 1);
    assert_eq!(found(&shelf, "a2 70 m8"), ["ISO4017-M8x40-A2-70"]);
    for text in ["O型圈", "o-ring", "o ring", "O型密封圈"] {
        assert_eq!(found(&shelf, text), O_RINGS, "{text}");
        assert_eq!(read(&shelf, text).len(), 1, "{text} {:?}", read(&shelf, text));
    }
    assert_eq!(read(&shelf, "O型圈"), ["o 型圈 = O-rings"]);
}

#[test]
fn a_standard_is_one_word_with_its_number() {
    let shelf = shelf();
    for text in ["ISO 4762 M6", "GB/T 70.1 M6", "gb t 70.1 M6", "DIN EN ISO 4762 M6", "iso4762 M6"] {
        assert_eq!(found(&shelf, text), ["ISO4762-M6x30-8.8", "ISO4762-M6x30-A2-70"], "{text}");
        assert_eq!(read(&shelf, text).len(), 2, "{text}");
    }
    assert_eq!(read(&shelf, "ISO 4762 M6")[0], "iso 4762 = Standard ISO 4762");
    assert_eq!(read(&shelf, "DIN 912 M6")[0], "din 912 = Nothing");
    assert_eq!(read(&shelf, "JIS B 1176")[0], "jis b 1176 = Nothing");
    assert_eq!(read(&shelf, "iso m6").len(), 2);
}

#[test]
fn a_sign_of_diameter_is_no_unknown_word() {
    let shelf = shelf();
    assert_eq!(found(&shelf, "Φ20 轴承"), ["6204", "6204-2RS", "NJ204"]);
    assert_eq!(found(&shelf, "⌀25"), ["6005", "ORING-25x3"]);
    assert_eq!(found(&shelf, "轴承 - 6005"), ["6005"]);
}

#[test]
fn a_size_is_read_however_it_is_written() {
    let shelf = shelf();
    let screws = ["ISO4017-M8x40-A2-70", "ISO4762-M8x40-8.8"];
    for text in ["M8x40", "m8*40", "M8×40", "M8 x 40", "M8-40", "m8/40", "M8—40", "8x40", "8*40", "8 × 40"]
    {
        assert_eq!(found(&shelf, text), screws, "{text} {:?}", read(&shelf, text));
    }
    assert_eq!(found(&shelf, "M8-40 8.8"), ["ISO4762-M8x40-8.8"]);
    assert_eq!(found(&shelf, "内六角 8x40"), ["ISO4762-M8x40-8.8"]);
    assert_eq!(read(&shelf, "M8-40"), ["m8-40 = Size"]);
    // a grade behind the size and the beginning of one are pieces of part numbers
    assert_eq!(found(&shelf, "M8x40-8"), ["ISO4762-M8x40-8.8"]);
    assert_eq!(found(&shelf, "A2-70 M8"), ["ISO4017-M8x40-A2-70"]);
}

#[test]
fn a_size_nothing_has_finds_nothing_and_the_next_ones_are_offered() {
    let shelf = shelf();
    let next = |text: &str| {
        let docs = shelf.next_to_asked(text, None).into_iter();
        docs.map(|doc| shelf.brief(doc).part_number).collect::<Vec<_>>()
    };
    assert_eq!(found(&shelf, "20×2.65"), ["ORING-20x2.65"]);
    for text in ["20×2", "20x2", "O型圈 20×2", "20*2 NBR"] {
        assert!(found(&shelf, text).is_empty(), "{text} {:?}", read(&shelf, text));
        assert_eq!(next(text), ["ORING-20x1.8", "ORING-20x2.65", "ORING-20x3"], "{text}");
    }
    for text in ["M8x41", "M8-41", "8x41"] {
        assert!(found(&shelf, text).is_empty(), "{text} {:?}", read(&shelf, text));
        assert_eq!(next(text)[..2], ["ISO4017-M8x40-A2-70", "ISO4762-M8x40-8.8"], "{text}");
    }
    // 20×46 stands in no part number: 20×47 by the measures
    assert_eq!(next("轴承 20x46"), ["6204", "6204-2RS", "NJ204"]);
    assert_eq!(next("20x47x13"), Vec::<String>::new(), "a part of three measures is none of two");
    assert_eq!(next("bearing bore 21")[..3], ["6204", "6204-2RS", "NJ204"]);
    assert_eq!(next("轴承 外径46 内径25"), ["6005"]);
    assert!(next("bearing").is_empty() && next("foo").is_empty());
}

#[test]
fn pinyin_is_read_cut_short_from_any_letter_on_and_with_a_slip() {
    let shelf = shelf();
    let socket = ["ISO4762-M6x30-8.8", "ISO4762-M6x30-A2-70", "ISO4762-M8x40-8.8"];
    for text in ["nlj", "neiliujiao", "neilj", "neiliuj", "niliujiao", "neiliujao", "neilujiao"] {
        assert_eq!(found(&shelf, text), socket, "{text} {:?}", read(&shelf, text));
    }
    assert_eq!(found(&shelf, "neilj M8"), ["ISO4762-M8x40-8.8"]);
    assert_eq!(found(&shelf, "yuanzhutou M8"), ["ISO4762-M8x40-8.8"]);
    assert_eq!(read(&shelf, "neiliujao"), ["neiliujao = Similar"]);
    assert!(found(&shelf, "nej").is_empty() && found(&shelf, "skfoo").is_empty());
    let suggested = |typed: &str| match shelf.suggestions(typed, 5).first() {
        Some(Suggestion::Value { value, .. }) => value.name_zh.clone(),
        other => format!("{other:?}"),
    };
    for typed in ["neil", "neilj", "neiliujao"] {
        assert_eq!(suggested(typed), "内六角", "{typed}");
    }
}

#[test]
fn what_is_offered_instead_finds_something() {
    let shelf = shelf();
    let offered = |text: &str| shelf.instead(text).into_iter().map(|i| (i.text, i.count)).collect::<Vec<_>>();
    let nearest = |text: &str| {
        let docs = shelf.nearest(text, &shelf.instead(text));
        docs.iter().map(|doc| shelf.brief(doc).part_number).collect::<Vec<_>>()
    };
    assert!(found(&shelf, "6204 3RS").is_empty());
    assert_eq!(offered("6204 3RS"), [("6204".to_owned(), 2)]);
    assert_eq!(nearest("6204 3RS"), ["6204-2RS"]);
    assert_eq!(offered("SKF 6204"), [("6204".to_owned(), 2)]);
    assert_eq!(nearest("SKF 6204").len(), 2);
    assert_eq!(offered("m8x4O"), [("M8X40".to_owned(), 2)]);
    assert_eq!(nearest("m8x4O"), ["ISO4017-M8x40-A2-70", "ISO4762-M8x40-8.8"]);
    assert_eq!(offered("bearing bore 21"), [("bearing".to_owned(), 4), ("bore 21".to_owned(), 1)]);
    assert_eq!(offered("bearing A2-70"), [("bearing".to_owned(), 4), ("a2-70".to_owned(), 2)]);
    assert_eq!(nearest("bearing A2-70").len(), 4, "what kind of part was meant is kept before anything else");
    assert_eq!(offered("foo bar 轴承"), [("轴承".to_owned(), 4)]);
    assert!(offered("foo").is_empty() && offered("foo bar").is_empty());
}

#[test]
fn an_answered_number_is_no_unknown_word() {
    let shelf = shelf();
    let asked = |text: &str, known: &[SkuId]| {
        let query = SearchQuery { text: text.into(), page: 1, ..SearchQuery::default() };
        let page = shelf.answer(&query, &Known { whole: known.to_vec(), own: Vec::new() }, None);
        (page.rows.into_iter().map(|row| row.part_number).collect::<Vec<_>>(), page.understood)
    };
    for text in ["HT-20617", "NSK 6204DDU"] {
        let (rows, understood) = asked(text, &[SkuId(id(0))]);
        assert_eq!((rows, understood), (vec!["6204-2RS".to_owned()], Vec::new()), "{text}");
        assert!(asked(text, &[]).1.iter().any(|piece| piece.meaning == Meaning::Nothing), "{text}");
    }
    // a piece of an own number: parts of the catalogue beside it, and nothing where it is a name
    let own = |text: &str, own: &[(SkuId, bool)], category: Option<&str>| {
        let query = SearchQuery {
            text: text.into(),
            category: category.map(str::to_owned),
            page: 1,
            ..SearchQuery::default()
        };
        let page = shelf.answer(&query, &Known { whole: Vec::new(), own: own.to_vec() }, None);
        (
            page.rows.into_iter().map(|row| row.part_number).collect::<Vec<_>>(),
            page.understood.len(),
            page.exact,
        )
    };
    let other = SkuId(id(8));
    let number = || shelf.brief(shelf.skus.find(other).unwrap()).part_number;
    for begins in [true, false] {
        assert_eq!(own("HT-206", &[(other, begins)], None), (vec![number()], 0, None));
        assert_eq!(own("6005", &[(other, begins)], None).0, ["6005".to_owned(), number()]);
    }
    assert_eq!(own("HT-206", &[(other, true)], Some("screws")).0.len(), 0, "filters hold for it, too");
    assert_eq!(own("304", &[(other, true)], None).0[0], number());
    assert!(!own("304", &[(other, false)], None).0.contains(&number()));
    // what is understood besides stays
    assert_eq!(asked("6005", &[SkuId(id(0))]).1.len(), 1);
}
