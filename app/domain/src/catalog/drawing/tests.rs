//! What stands on a drawing, and where.

use super::*;

fn figures(drawing: &Drawing) -> Vec<(&'static str, Option<&str>)> {
    drawing.sizes.iter().map(|s| (s.letter, s.figure.as_deref())).collect()
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Everything stays on the sheet, labels too.
fn check_inside(drawing: &Drawing) {
    let inside = |x: Decimal, y: Decimal| {
        (Decimal::ZERO..=Decimal::from(drawing.width)).contains(&x)
            && (Decimal::ZERO..=Decimal::from(drawing.height)).contains(&y)
    };
    for shape in &drawing.shapes {
        match shape {
            Shape::Path { d, .. } => {
                let points: Vec<Decimal> =
                    d.split(['M', 'L', 'Z', ' ']).filter(|t| !t.is_empty()).map(number).collect();
                for pair in points.chunks(2) {
                    assert!(inside(pair[0], pair[1]), "{:?}: {d}", drawing.kind);
                }
            }
            Shape::Circle { x, y, r, .. } => {
                let (x, y, r) = (number(x), number(y), number(r));
                assert!(inside(x - r, y - r) && inside(x + r, y + r), "{:?}", drawing.kind);
            }
            Shape::Label { x, y, anchor, letter, figure } => {
                let signs = letter.chars().count() + figure.as_ref().map_or(0, |f| f.chars().count() + 1);
                let (x, wide) = (number(x), Decimal::from(signs) * share(800));
                let (from, to) = match anchor {
                    Anchor::Start => (x, x + wide),
                    Anchor::Middle => (x - wide / Decimal::TWO, x + wide / Decimal::TWO),
                    Anchor::End => (x - wide, x),
                };
                assert!(
                    inside(from, number(y)) && inside(to, number(y)),
                    "{:?} {letter} {figure:?}",
                    drawing.kind
                );
            }
        }
    }
}

fn socket_screw(length: &str) -> Drawing {
    let measures = Measures::read([
        ("thread", "M8"),
        ("length", length),
        ("head_diameter", "13"),
        ("head_height", "8"),
        ("key_size", "6"),
        ("material", "12.9"),
    ]);
    draw(Kind::SocketHead, &measures).unwrap()
}

#[test]
fn a_socket_screw_shows_what_a_buyer_measures() {
    let drawing = socket_screw("30");
    check_inside(&drawing);
    let want = [("d", Some("M8")), ("L", Some("30")), ("k", Some("8")), ("dk", Some("13")), ("s", Some("6"))];
    assert_eq!(figures(&drawing), want);
    assert!(!drawing.guesses() && !drawing.shortened);
    // 38 mm fill the 184 px there are: 4.842 px each
    let body = drawing.shapes.iter().find_map(|s| match s {
        Shape::Path { style: Style::Body, d } => Some(d.as_str()),
        _ => None,
    });
    assert!(body.unwrap().starts_with("M120.7 56.7L"), "{body:?}");
}

#[test]
fn the_letters_stand_where_their_lines_are() {
    let drawing = socket_screw("30");
    let at = |wanted: &str| {
        let label = drawing.shapes.iter().find_map(|s| match s {
            Shape::Label { x, y, letter, anchor, .. } if *letter == wanted => {
                Some((number(x), number(y), *anchor))
            }
            _ => None,
        });
        label.unwrap()
    };
    let (length, height, thread, head) = (at("L"), at("k"), at("d"), at("dk"));
    assert!(head.2 == Anchor::End && head.0 < number("66"), "left of the head: {head:?}");
    assert!(thread.2 == Anchor::Start && thread.0 > number("266"), "right of the tip: {thread:?}");
    assert!(length.0 > height.0 && height.1 > length.1, "the length beside, the head beneath");
    assert!(at("s").1 > height.1, "the key under the head seen from its end");
}

#[test]
fn a_long_shank_is_broken_and_keeps_its_figure() {
    let drawing = socket_screw("160");
    check_inside(&drawing);
    assert!(drawing.shortened);
    assert!(figures(&drawing).contains(&("L", Some("160"))));
}

#[test]
fn what_is_not_known_has_a_letter_and_no_figure() {
    let drawing = draw(Kind::HexScrew, &Measures::read([("thread", "M10"), ("length", "40")])).unwrap();
    check_inside(&drawing);
    let want = [("d", Some("M10")), ("L", Some("40")), ("k", None), ("e", None), ("s", None)];
    assert_eq!(figures(&drawing), want);
    assert!(drawing.guesses());
    let nothing = draw(Kind::DeepGroove, &Measures::default()).unwrap();
    assert_eq!(figures(&nothing), [("d", None), ("D", None), ("B", None)]);
}

#[test]
fn round_parts_show_their_diameters() {
    let read = |pairs: &[(&'static str, &'static str)]| Measures::read(pairs.iter().copied());
    let nut = read(&[("thread", "M8"), ("key_size", "13"), ("height", "6.8"), ("across_corners", "14.38")]);
    let washer = read(&[("inner_diameter", "8.4"), ("outer_diameter", "16"), ("thickness", "1.6")]);
    let ring = read(&[("inner_diameter", "20"), ("cross_section", "2.65")]);
    let bearing = read(&[("bore", "20"), ("outside_diameter", "47"), ("width", "14")]);
    for (kind, measures, want) in [
        (Kind::HexNut, nut, vec![("d", "M8"), ("s", "13"), ("m", "6.8"), ("e", "14.38")]),
        (Kind::Washer, washer, vec![("d₁", "8.4"), ("d₂", "16"), ("h", "1.6")]),
        (Kind::ORing, ring, vec![("d₁", "20"), ("d₂", "2.65")]),
        (Kind::DeepGroove, bearing, vec![("d", "20"), ("D", "47"), ("B", "14")]),
    ] {
        let drawing = draw(kind, &measures).unwrap();
        check_inside(&drawing);
        let shown: Vec<_> = figures(&drawing).into_iter().map(|(l, f)| (l, f.unwrap())).collect();
        assert_eq!(shown, want, "{kind:?}");
    }
}

#[test]
fn figures_that_contradict_each_other_are_not_drawn() {
    let bearing = Measures::read([("bore", "50"), ("outside_diameter", "47"), ("width", "14")]);
    assert_eq!(draw(Kind::DeepGroove, &bearing), None);
    let screw = Measures::read([("thread", "M8"), ("head_diameter", "13"), ("key_size", "13")]);
    assert_eq!(draw(Kind::SocketHead, &screw), None);
}

#[test]
fn sizes_nobody_could_make_are_not_sizes() {
    let odd = Measures::read([
        ("thread", "M8x1"),
        ("length", "99999999999"),
        ("key_size", "<script>"),
        ("head_height", "8 mm"),
        ("head_diameter", "0"),
    ]);
    assert_eq!(odd, Measures { thread: Some(Decimal::from(8)), known: Default::default() });
}

#[test]
fn a_family_is_known_by_its_standard() {
    let of = |category, standard, name| Kind::of(category, standard, name);
    assert_eq!(of("socket-screws", "ISO 4762", ""), Some(Kind::SocketHead));
    assert_eq!(of("socket-screws", "ISO 7380-1", ""), Some(Kind::ButtonHead));
    assert_eq!(of("socket-screws", "ISO 47620", ""), None);
    assert_eq!(of("hex-bolts", "DIN 933", ""), Some(Kind::HexScrew));
    assert_eq!(of("bearings", "", "Deep groove ball bearing, two seals"), Some(Kind::DeepGroove));
    assert_eq!(of("bearings", "", "Tapered roller bearing"), None);
    assert_eq!(of("nuts", "ISO 4032", "Hexagon nut, style 1"), Some(Kind::HexNut));
    assert_eq!(of("retaining-rings", "DIN 471", "Retaining ring for shafts"), None);
}
