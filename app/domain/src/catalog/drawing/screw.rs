//! Screws from the side with the head at the left, and the head from its end below.

use super::sheet::{Sheet, Style};
use super::{Drawing, Drawn, Kind, Measures, share, taken, tenths};
use rust_decimal::Decimal;

/// The sheet in pixels; the side view lies between the labels of the head and of the thread.
const WIDTH: i32 = 340;
const LEFT: i32 = 820;
const ROOM: i64 = 184;
const MIDDLE: i32 = 760;
/// Heads are drawn between these heights; a shank that leaves less is broken.
const TALLEST: i64 = 104;
const LEAST: i64 = 62;

/// Corners of a sharp hexagon against its flats, in thousandths: 1 / cos 30°.
const SHARP: i32 = 1155;

/// What a screw is measured by.
struct Sizes {
    d: Drawn,
    length: Drawn,
    head: Drawn,
    height: Drawn,
    key: Drawn,
    depth: Option<Drawn>,
}

fn sizes(kind: Kind, m: &Measures) -> Sizes {
    let d = taken(m, "d", "thread", ("螺纹", "Thread"), Decimal::from(8));
    let times = |hundredths: i64| d.mm * share(hundredths);
    let (key, head, height) = match kind {
        Kind::SocketHead => (80, 150, 100),
        Kind::ButtonHead => (62, 175, 55),
        Kind::Countersunk => (62, 224, 62),
        Kind::SetScrew => (50, 100, 0),
        _ => (162, 185, 65),
    };
    let hexagonal = matches!(kind, Kind::HexBolt | Kind::HexScrew);
    let key = taken(m, "s", "key_size", ("扳手尺寸(对边)", "Width across flats"), times(key));
    let head = if hexagonal {
        // from corner to corner, a little less than the sharp hexagon of the flats
        let corners = key.mm * share(115);
        taken(m, "e", "across_corners", ("对角宽度", "Width across corners"), corners)
    } else {
        taken(m, "dk", "head_diameter", ("头部直径", "Head diameter"), times(head))
    };
    let deep = matches!(kind, Kind::SocketHead | Kind::ButtonHead | Kind::Countersunk);
    let usual = if kind == Kind::SetScrew { times(60) } else { times(height) * share(55) };
    let depth = taken(m, "t", "socket_depth", ("槽深", "Socket depth"), usual);
    Sizes {
        length: taken(m, "L", "length", ("长度", "Length"), times(300)),
        height: taken(m, "k", "head_height", ("头部高度", "Head height"), times(height)),
        depth: (deep || kind == Kind::SetScrew).then_some(depth),
        d,
        head,
        key,
    }
}

/// Length of thread from the end, by the standards: ISO 4014 and, as reference, ISO 4762 and 10642.
fn thread_length(kind: Kind, d: Decimal, length: Decimal) -> Decimal {
    let more = match kind {
        Kind::HexBolt if length <= Decimal::from(125) => 6,
        Kind::HexBolt if length <= Decimal::from(200) => 12,
        Kind::HexBolt => 25,
        Kind::SocketHead | Kind::Countersunk => 12,
        _ => return length,
    };
    d * Decimal::TWO + Decimal::from(more)
}

/// The side view in tenths of pixels.
struct Side {
    /// Where the head ends and the shank begins.
    neck: i32,
    end: i32,
    /// Half the thread's and half the head's height.
    half: i32,
    head: i32,
    /// Where the shank is broken.
    broken: Option<i32>,
    /// Where the thread begins.
    thread: i32,
    key: i32,
}

fn layout(kind: Kind, s: &Sizes) -> (Side, Decimal) {
    let room = Decimal::from(ROOM);
    let tall = if kind == Kind::SetScrew { s.d.mm } else { s.head.mm.max(s.d.mm) };
    // the length of a countersunk screw is the whole of it; a set screw has no head
    let on_top = if matches!(kind, Kind::Countersunk | Kind::SetScrew) { Decimal::ZERO } else { s.height.mm };
    let fits = (Decimal::from(TALLEST) / tall).min(room / (on_top + s.length.mm));
    let least = Decimal::from(LEAST) / tall;
    let (scale, shown) =
        if fits >= least { (fits, s.length.mm) } else { (least, (room / least - on_top).max(s.d.mm)) };
    let t = |mm: Decimal| tenths(mm * scale);
    let neck = LEFT + if kind == Kind::SetScrew { 0 } else { t(s.height.mm) };
    let end = LEFT + t(on_top + shown);
    let broken = (fits < least).then_some(neck + (end - neck) * 2 / 5);
    let along = t(thread_length(kind, s.d.mm, s.length.mm).min(s.length.mm));
    let thread =
        (end - along).max(broken.map_or(neck, |b| if along < t(s.length.mm) { b + 80 } else { neck }));
    let thread = thread.max(neck);
    let side =
        Side { neck, end, half: t(s.d.mm) / 2, head: t(s.head.mm) / 2, broken, thread, key: t(s.key.mm) / 2 };
    (side, scale)
}

/// Draws a screw; none when head or key contradict each other.
pub(super) fn screw(kind: Kind, measures: &Measures) -> Option<Drawing> {
    let s = sizes(kind, measures);
    let hexagonal = matches!(kind, Kind::HexBolt | Kind::HexScrew);
    let around = if kind == Kind::SetScrew { s.d.mm } else { s.head.mm };
    if s.key.mm >= around || around < s.d.mm || (kind == Kind::Countersunk && s.height.mm >= s.length.mm) {
        return None;
    }
    let (side, scale) = layout(kind, &s);
    let t = |mm: Decimal| tenths(mm * scale);
    let mut sheet = Sheet::default();
    shank(&mut sheet, &side);
    head(&mut sheet, kind, &side);
    if let Some(depth) = &s.depth {
        sheet.bar(Style::Hidden, LEFT, t(depth.mm), MIDDLE, side.key);
    }
    sheet.lines(Style::Axis, &[(LEFT - 120, MIDDLE), (side.end + 120, MIDDLE)]);
    let tall = side.half.max(if kind == Kind::SetScrew { 0 } else { side.head });
    let below = MIDDLE + tall + 260;
    sheet.upright((MIDDLE - side.half, MIDDLE + side.half), side.end, side.end + 170, &s.d.size);
    match kind {
        Kind::SetScrew => sheet.across((LEFT, side.end), MIDDLE + tall, below, &s.length.size),
        Kind::Countersunk => {
            sheet.across((LEFT, side.end), MIDDLE + tall, below + 230, &s.length.size);
            sheet.across((LEFT, side.neck), MIDDLE + tall, below, &s.height.size);
        }
        _ => {
            sheet.across((side.neck, side.end), MIDDLE + tall, below, &s.length.size);
            sheet.across((LEFT, side.neck), MIDDLE + tall, below + 230, &s.height.size);
        }
    }
    if kind != Kind::SetScrew {
        sheet.upright((MIDDLE - side.head, MIDDLE + side.head), LEFT, LEFT - 150, &s.head.size);
    }
    if let Some(depth) = s.depth.as_ref().filter(|depth| depth.size.figure.is_some()) {
        sheet.across((LEFT, LEFT + t(depth.mm)), MIDDLE - tall, MIDDLE - tall - 130, &depth.size);
    }
    let height = end_view(&mut sheet, kind, &side, below, &s, hexagonal);
    let Sheet { shapes, sizes } = sheet;
    let shortened = side.broken.is_some();
    Some(Drawing { kind, width: WIDTH, height, shapes, sizes, shortened })
}

/// The shank with its chamfer, broken in two where it is too long, and the thread's root.
fn shank(sheet: &mut Sheet, side: &Side) {
    let (top, bottom) = (MIDDLE - side.half, MIDDLE + side.half);
    let chamfer = side.half / 4;
    let tip = [
        (side.end - chamfer, top),
        (side.end, top + chamfer),
        (side.end, bottom - chamfer),
        (side.end - chamfer, bottom),
    ];
    match side.broken {
        None => {
            let start = [(side.neck, top)].into_iter().chain(tip).chain([(side.neck, bottom)]);
            sheet.outline(Style::Body, &start.collect::<Vec<_>>());
        }
        Some(at) => {
            let zigzag = |x: i32| {
                [(x, top), (x + 25, MIDDLE - side.half / 3), (x - 25, MIDDLE + side.half / 3), (x, bottom)]
            };
            let [a, b, c, d] = zigzag(at - 20);
            sheet.outline(Style::Body, &[(side.neck, top), a, b, c, d, (side.neck, bottom)]);
            let mut right = zigzag(at + 20).to_vec();
            right.extend(tip.into_iter().rev());
            sheet.outline(Style::Body, &right);
        }
    }
    let root = side.half * 84 / 100;
    for y in [MIDDLE - root, MIDDLE + root] {
        match side.broken.filter(|at| side.thread < *at) {
            Some(at) => {
                sheet.lines(Style::Thin, &[(side.thread, y), (at - 20, y)]);
                sheet.lines(Style::Thin, &[(at + 20, y), (side.end, y)]);
            }
            None => sheet.lines(Style::Thin, &[(side.thread, y), (side.end, y)]),
        }
    }
    sheet.lines(Style::Thin, &[(side.end - chamfer, top), (side.end - chamfer, bottom)]);
    if side.thread > side.neck {
        sheet.lines(Style::Thin, &[(side.thread, top), (side.thread, bottom)]);
    }
}

fn head(sheet: &mut Sheet, kind: Kind, side: &Side) {
    let (top, bottom) = (MIDDLE - side.head, MIDDLE + side.head);
    let depth = side.neck - LEFT;
    match kind {
        Kind::SetScrew => {}
        Kind::Countersunk => {
            let points = [
                (LEFT, top),
                (LEFT + depth / 8, top),
                (side.neck, MIDDLE - side.half),
                (side.neck, MIDDLE + side.half),
                (LEFT + depth / 8, bottom),
                (LEFT, bottom),
            ];
            sheet.outline(Style::Body, &points);
        }
        Kind::ButtonHead => {
            let points = [
                (LEFT, MIDDLE - side.head * 45 / 100),
                (LEFT + depth * 22 / 100, MIDDLE - side.head * 70 / 100),
                (LEFT + depth * 55 / 100, MIDDLE - side.head * 90 / 100),
                (side.neck, top),
                (side.neck, bottom),
                (LEFT + depth * 55 / 100, MIDDLE + side.head * 90 / 100),
                (LEFT + depth * 22 / 100, MIDDLE + side.head * 70 / 100),
                (LEFT, MIDDLE + side.head * 45 / 100),
            ];
            sheet.outline(Style::Body, &points);
        }
        _ => {
            let cut = if kind == Kind::SocketHead { depth / 10 } else { depth / 6 };
            let (in_, down) = (cut, if kind == Kind::SocketHead { cut } else { side.head / 8 });
            let points = [
                (LEFT, top + down),
                (LEFT + in_, top),
                (side.neck, top),
                (side.neck, bottom),
                (LEFT + in_, bottom),
                (LEFT, bottom - down),
            ];
            sheet.outline(Style::Body, &points);
            if matches!(kind, Kind::HexBolt | Kind::HexScrew) {
                for y in [MIDDLE - side.head / 2, MIDDLE + side.head / 2] {
                    sheet.lines(Style::Thin, &[(LEFT, y), (side.neck, y)]);
                }
            }
        }
    }
}

/// The head from its end with the width across flats; returns the height of the sheet in pixels.
fn end_view(sheet: &mut Sheet, kind: Kind, side: &Side, below: i32, s: &Sizes, hexagonal: bool) -> i32 {
    let reach = if kind == Kind::SetScrew { side.half } else { side.head };
    let lines = if kind == Kind::SetScrew { 100 } else { 330 };
    let centre = (WIDTH * 5, below + lines + 150 + reach);
    if hexagonal {
        sheet.hexagon(Style::Body, centre, (side.key, side.head));
        sheet.circle(Style::Thin, centre, side.key * 95 / 100);
    } else {
        sheet.circle(Style::Body, centre, reach);
        sheet.hexagon(Style::Body, centre, (side.key, side.key * SHARP / 1000));
    }
    sheet.cross(centre, reach + 100);
    let y = centre.1 + reach + 240;
    let edge = centre.1 + side.key * 577 / 1000;
    sheet.across((centre.0 - side.key, centre.0 + side.key), edge, y, &s.key.size);
    (y + 120) / 10
}
