//! Round things: from the front, and cut or from the side beside it.

use super::sheet::{At, Sheet, Style};
use super::{Drawing, Kind, Measures, share, taken, tenths};
use rust_decimal::Decimal;

const WIDTH: i32 = 340;

fn finish(kind: Kind, sheet: Sheet, height: i32) -> Option<Drawing> {
    let Sheet { shapes, sizes } = sheet;
    Some(Drawing { kind, width: WIDTH, height: height / 10, shapes, sizes, shortened: false })
}

/// The scale that makes `mm` so many pixels.
fn scale(mm: Decimal, pixels: i64) -> Decimal {
    Decimal::from(pixels) / mm
}

/// A hexagon nut from the front with its corners up, from the side beside it.
pub(super) fn nut(m: &Measures) -> Option<Drawing> {
    let d = taken(m, "d", "thread", ("螺纹", "Thread"), Decimal::from(8));
    let s = taken(m, "s", "key_size", ("扳手尺寸(对边)", "Width across flats"), d.mm * share(162));
    let e = taken(m, "e", "across_corners", ("对角宽度", "Width across corners"), s.mm * share(115));
    let height = taken(m, "m", "height", ("高度", "Height"), d.mm * share(85));
    if d.mm >= s.mm || s.mm >= e.mm || height.mm > s.mm * Decimal::TWO {
        return None;
    }
    let per = scale(e.mm.max(height.mm * share(170)), 140);
    let t = |mm: Decimal| tenths(mm * per);
    let centre: At = (1450, 1160);
    let (half, corner, hole) = (t(s.mm) / 2, t(e.mm) / 2, t(d.mm) / 2);
    let mut sheet = Sheet::default();
    sheet.hexagon(Style::Body, centre, (half, corner));
    sheet.circle(Style::Thin, centre, half * 95 / 100);
    sheet.circle(Style::Body, centre, hole * 84 / 100);
    sheet.circle(Style::Thin, centre, hole);
    sheet.cross(centre, corner + 110);
    let (x, wide) = (2500, t(height.mm));
    let cut = wide / 8;
    let points = [
        (x, centre.1 - corner + cut),
        (x + cut, centre.1 - corner),
        (x + wide - cut, centre.1 - corner),
        (x + wide, centre.1 - corner + cut),
        (x + wide, centre.1 + corner - cut),
        (x + wide - cut, centre.1 + corner),
        (x + cut, centre.1 + corner),
        (x, centre.1 + corner - cut),
    ];
    sheet.outline(Style::Body, &points);
    for y in [centre.1 - corner / 2, centre.1 + corner / 2] {
        sheet.lines(Style::Thin, &[(x, y), (x + wide, y)]);
    }
    for y in [centre.1 - hole, centre.1 + hole] {
        sheet.lines(Style::Hidden, &[(x, y), (x + wide, y)]);
    }
    sheet.lines(Style::Axis, &[(x - 100, centre.1), (x + wide + 100, centre.1)]);
    let below = centre.1 + corner + 260;
    sheet.across((centre.0 - hole, centre.0 + hole), centre.1, centre.1 - corner - 180, &d.size);
    sheet.across((centre.0 - half, centre.0 + half), centre.1 + corner / 2, below, &s.size);
    sheet.across((x, x + wide), centre.1 + corner, below, &height.size);
    sheet.upright((centre.1 - corner, centre.1 + corner), centre.0, centre.0 - corner - 120, &e.size);
    finish(Kind::HexNut, sheet, below + 120)
}

/// A washer from the front, from the side beside it.
pub(super) fn washer(m: &Measures) -> Option<Drawing> {
    let d = taken(m, "d", "thread", ("螺纹", "Thread"), Decimal::from(8)).mm;
    let inner = taken(m, "d₁", "inner_diameter", ("内径", "Inner diameter"), d * share(105));
    let outer = taken(m, "d₂", "outer_diameter", ("外径", "Outer diameter"), inner.mm * share(190));
    let thick = taken(m, "h", "thickness", ("厚度", "Thickness"), outer.mm * share(10));
    if inner.mm >= outer.mm || thick.mm > outer.mm {
        return None;
    }
    let per = scale(outer.mm, 150);
    let t = |mm: Decimal| tenths(mm * per);
    let (ring, hole, wide) = (t(outer.mm) / 2, t(inner.mm) / 2, t(thick.mm));
    let centre: At = (1050, 420 + ring);
    let mut sheet = Sheet::default();
    sheet.circle(Style::Body, centre, ring);
    sheet.circle(Style::Body, centre, hole);
    sheet.cross(centre, ring + 100);
    let x = 2300;
    sheet.bar(Style::Body, x, wide, centre.1, ring);
    for y in [centre.1 - hole, centre.1 + hole] {
        sheet.lines(Style::Hidden, &[(x, y), (x + wide, y)]);
    }
    sheet.lines(Style::Axis, &[(x - 100, centre.1), (x + wide + 100, centre.1)]);
    let below = centre.1 + ring + 260;
    sheet.across((centre.0 - hole, centre.0 + hole), centre.1, centre.1 - ring - 180, &inner.size);
    sheet.across((centre.0 - ring, centre.0 + ring), centre.1, below, &outer.size);
    sheet.across((x, x + wide), centre.1 + ring, below, &thick.size);
    finish(Kind::Washer, sheet, below + 120)
}

/// An O-ring from the front, cut through beside it.
pub(super) fn o_ring(m: &Measures) -> Option<Drawing> {
    let inner = taken(m, "d₁", "inner_diameter", ("内径", "Inner diameter"), Decimal::from(20));
    let usual = inner.mm * share(12);
    let section = taken(m, "d₂", "cross_section", ("线径", "Cross section"), usual);
    let outside = inner.mm + section.mm * Decimal::TWO;
    let per = scale(outside, 150);
    let t = |mm: Decimal| tenths(mm * per);
    let (ring, hole, cord) = (t(outside) / 2, t(inner.mm) / 2, t(section.mm) / 2);
    let centre: At = (1050, 300 + ring);
    let mut sheet = Sheet::default();
    sheet.circle(Style::Body, centre, ring);
    sheet.circle(Style::Body, centre, hole);
    sheet.cross(centre, ring + 100);
    let x = 2350;
    for y in [centre.1 - ring + cord, centre.1 + ring - cord] {
        sheet.circle(Style::Body, (x, y), cord);
        sheet.lines(Style::Axis, &[(x - cord - 60, y), (x + cord + 60, y)]);
    }
    for side in [x - cord, x + cord] {
        sheet.lines(Style::Thin, &[(side, centre.1 - ring + cord), (side, centre.1 + ring - cord)]);
    }
    sheet.lines(Style::Axis, &[(x - cord - 100, centre.1), (x + cord + 100, centre.1)]);
    let below = centre.1 + ring + 260;
    sheet.across((centre.0 - hole, centre.0 + hole), centre.1, below, &inner.size);
    sheet.across((x - cord, x + cord), centre.1 + ring - cord, below, &section.size);
    finish(Kind::ORing, sheet, below + 120)
}

/// A deep groove ball bearing cut through, from the front beside it.
pub(super) fn bearing(m: &Measures) -> Option<Drawing> {
    let bore = taken(m, "d", "bore", ("内径", "Bore"), Decimal::from(20));
    let outside = taken(m, "D", "outside_diameter", ("外径", "Outside diameter"), bore.mm * share(230));
    let width = taken(m, "B", "width", ("宽度", "Width"), outside.mm * share(30));
    if bore.mm >= outside.mm || width.mm > outside.mm {
        return None;
    }
    let per = scale(outside.mm, 120);
    let t = |mm: Decimal| tenths(mm * per);
    let (ring, hole, wide) = (t(outside.mm) / 2, t(bore.mm) / 2, t(width.mm));
    let (x, middle) = (760, 250 + ring);
    let mut sheet = Sheet::default();
    // a ring takes a third of the room between bore and outside, a ball six tenths
    let (race, ball) = ((ring - hole) * 30 / 100, ((ring - hole) * 30 / 100).min(wide * 40 / 100));
    for way in [-1, 1] {
        let at = |r: i32| middle + way * r;
        let slab =
            |from: i32, to: i32| [(x, at(from)), (x + wide, at(from)), (x + wide, at(to)), (x, at(to))];
        sheet.outline(Style::Body, &slab(hole, hole + race));
        sheet.outline(Style::Body, &slab(ring - race, ring));
        sheet.circle(Style::Body, (x + wide / 2, at((ring + hole) / 2)), ball);
    }
    for side in [x, x + wide] {
        sheet.lines(Style::Thin, &[(side, middle - hole), (side, middle + hole)]);
    }
    sheet.lines(Style::Axis, &[(x - 100, middle), (x + wide + 100, middle)]);
    let centre: At = (2710, middle);
    sheet.circle(Style::Body, centre, ring);
    sheet.circle(Style::Thin, centre, ring - race);
    sheet.circle(Style::Thin, centre, hole + race);
    sheet.circle(Style::Body, centre, hole);
    sheet.cross(centre, ring + 60);
    let below = middle + ring + 260;
    sheet.upright((middle - hole, middle + hole), x + wide, x + wide + 170, &bore.size);
    sheet.upright((middle - ring, middle + ring), x, x - 150, &outside.size);
    sheet.across((x, x + wide), middle + ring, below, &width.size);
    finish(Kind::DeepGroove, sheet, below + 120)
}
