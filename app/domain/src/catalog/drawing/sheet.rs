//! A sheet to draw on: outlines, axes, and dimensions with extension lines, arrows and letters. Coordinates are tenths of a
//! pixel, so that no rounding differs between server and browser.

use super::Size;
use std::fmt::Write;

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Edges one sees, filled.
    Body,
    /// Edges one sees, thin: threads, faces.
    Thin,
    /// The middle.
    Axis,
    /// Edges behind others.
    Hidden,
    /// Dimension and extension lines.
    Dimension,
    /// Arrow heads.
    Arrow,
}

impl Style {
    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Style::Body => "body",
            Style::Thin => "thin",
            Style::Axis => "axis",
            Style::Hidden => "hid",
            Style::Dimension => "dm",
            Style::Arrow => "ar",
        }
    }
}

/// Where a label begins from its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

impl Anchor {
    /// As SVG says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        }
    }
}

/// One thing on the sheet, in pixels as SVG writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Lines.
    Path {
        /// How.
        style: Style,
        /// SVG path data of our own making.
        d: String,
    },
    /// A circle.
    Circle {
        /// How.
        style: Style,
        /// Centre.
        x: String,
        /// Centre.
        y: String,
        /// Radius.
        r: String,
    },
    /// A letter and its figure.
    Label {
        /// Base line.
        x: String,
        /// Base line.
        y: String,
        /// From its point.
        anchor: Anchor,
        /// As the standard calls it.
        letter: &'static str,
        /// In millimetres, or a thread.
        figure: Option<String>,
    },
}

/// Length of an arrow head.
const ARROW: i32 = 70;
/// Extension lines begin off the edge and end behind the dimension line.
const GAP: i32 = 20;
const BEYOND: i32 = 30;

/// A point.
pub(super) type At = (i32, i32);

/// Tenths as SVG reads them.
fn px(tenths: i32) -> String {
    let (sign, n) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs());
    if n.is_multiple_of(10) { format!("{sign}{}", n / 10) } else { format!("{sign}{}.{}", n / 10, n % 10) }
}

/// The sheet under way.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) shapes: Vec<Shape>,
    pub(super) sizes: Vec<Size>,
}

impl Sheet {
    /// Lines through these points.
    pub(super) fn lines(&mut self, style: Style, points: &[At]) {
        self.path(style, points, false);
    }

    /// An outline that closes.
    pub(super) fn outline(&mut self, style: Style, points: &[At]) {
        self.path(style, points, true);
    }

    fn path(&mut self, style: Style, points: &[At], closed: bool) {
        let mut d = String::new();
        for (at, (x, y)) in points.iter().enumerate() {
            let _ = write!(d, "{}{} {}", if at == 0 { "M" } else { "L" }, px(*x), px(*y));
        }
        if closed {
            d.push('Z');
        }
        self.shapes.push(Shape::Path { style, d });
    }

    /// An upright rectangle around its middle line.
    pub(super) fn bar(&mut self, style: Style, x: i32, width: i32, middle: i32, half: i32) {
        let (top, bottom) = (middle - half, middle + half);
        self.outline(style, &[(x, top), (x + width, top), (x + width, bottom), (x, bottom)]);
    }

    pub(super) fn circle(&mut self, style: Style, (x, y): At, r: i32) {
        self.shapes.push(Shape::Circle { style, x: px(x), y: px(y), r: px(r) });
    }

    /// A hexagon on its point: flats left and right, half their distance away, corners above and below.
    pub(super) fn hexagon(&mut self, style: Style, (x, y): At, (half, tall): (i32, i32)) {
        let side = tall / 2;
        let points = [
            (x, y - tall),
            (x + half, y - side),
            (x + half, y + side),
            (x, y + tall),
            (x - half, y + side),
            (x - half, y - side),
        ];
        self.outline(style, &points);
    }

    /// The middle lines of a round view.
    pub(super) fn cross(&mut self, (x, y): At, reach: i32) {
        self.lines(Style::Axis, &[(x - reach, y), (x + reach, y)]);
        self.lines(Style::Axis, &[(x, y - reach), (x, y + reach)]);
    }

    /// A dimension from left to right, drawn at `y`; extension lines come from `edge`.
    pub(super) fn across(&mut self, (x1, x2): (i32, i32), edge: i32, y: i32, size: &Size) {
        let way = if y > edge { 1 } else { -1 };
        for x in [x1, x2] {
            self.lines(Style::Dimension, &[(x, edge + way * GAP), (x, y + way * BEYOND)]);
        }
        if x2 - x1 >= width(size) + 60 {
            self.lines(Style::Dimension, &[(x1, y), (x2, y)]);
            self.arrow((x1, y), (1, 0));
            self.arrow((x2, y), (-1, 0));
            self.label(((x1 + x2) / 2, y - 40), Anchor::Middle, size);
        } else {
            self.lines(Style::Dimension, &[(x1 - 2 * ARROW, y), (x2 + 2 * ARROW, y)]);
            self.arrow((x1, y), (-1, 0));
            self.arrow((x2, y), (1, 0));
            self.label((x2 + 2 * ARROW + 30, y + 45), Anchor::Start, size);
        }
    }

    /// A dimension from top to bottom, drawn at `x`; extension lines come from `edge`, the label stands away from it.
    pub(super) fn upright(&mut self, (y1, y2): (i32, i32), edge: i32, x: i32, size: &Size) {
        let way = if x > edge { 1 } else { -1 };
        for y in [y1, y2] {
            self.lines(Style::Dimension, &[(edge + way * GAP, y), (x + way * BEYOND, y)]);
        }
        if y2 - y1 >= 3 * ARROW {
            self.lines(Style::Dimension, &[(x, y1), (x, y2)]);
            self.arrow((x, y1), (0, 1));
            self.arrow((x, y2), (0, -1));
        } else {
            self.lines(Style::Dimension, &[(x, y1 - 2 * ARROW), (x, y2 + 2 * ARROW)]);
            self.arrow((x, y1), (0, -1));
            self.arrow((x, y2), (0, 1));
        }
        let anchor = if way > 0 { Anchor::Start } else { Anchor::End };
        self.label((x + way * 50, (y1 + y2) / 2 + 45), anchor, size);
    }

    /// An arrow head with its point here; its body lies that way.
    fn arrow(&mut self, (x, y): At, (dx, dy): (i32, i32)) {
        let (bx, by) = (x + dx * ARROW, y + dy * ARROW);
        let (wx, wy) = (dy * ARROW / 4, dx * ARROW / 4);
        self.outline(Style::Arrow, &[(x, y), (bx + wx, by + wy), (bx - wx, by - wy)]);
    }

    fn label(&mut self, (x, y): At, anchor: Anchor, size: &Size) {
        let (letter, figure) = (size.letter, size.figure.clone());
        self.shapes.push(Shape::Label { x: px(x), y: px(y), anchor, letter, figure });
        self.sizes.push(size.clone());
    }
}

/// About how wide a label is.
fn width(size: &Size) -> i32 {
    let signs = |text: &str| i32::try_from(text.chars().count()).unwrap_or(0);
    signs(size.letter) * 85 + size.figure.as_deref().map_or(0, |f| signs(f) * 76 + 40)
}

#[cfg(test)]
mod tests {
    use super::px;

    #[test]
    fn tenths_are_written_as_pixels() {
        assert_eq!([px(0), px(125), px(-5), px(-120)], ["0", "12.5", "-0.5", "-12"]);
    }
}
