//! A dimension drawing from a part's own parameters: what a buyer measures, with the letters of the standard.
//!
//! Pure: parameters in, shapes out; how they are painted is the screen's. Drawn in proportion from the figures that are
//! known; what is not known is drawn in the proportion usual for the kind and gets its letter without a figure. Nothing in
//! a drawing is free text: letters are ours, figures are numbers.

mod round;
mod screw;
mod sheet;

use crate::lang::Lang;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
pub use sheet::{Anchor, Shape, Style};

/// What can be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Hexagon socket, cylindrical head (ISO 4762).
    SocketHead,
    /// Hexagon socket, button head (ISO 7380).
    ButtonHead,
    /// Hexagon socket, countersunk head (ISO 10642).
    Countersunk,
    /// Hexagon socket set screw (ISO 4026 to 4029).
    SetScrew,
    /// Hexagon head with a shank (ISO 4014).
    HexBolt,
    /// Hexagon head, thread up to the head (ISO 4017).
    HexScrew,
    /// Hexagon nut (ISO 4032, 4035).
    HexNut,
    /// Plain washer (ISO 7089).
    Washer,
    /// O-ring (ISO 3601).
    ORing,
    /// Deep groove ball bearing (ISO 15).
    DeepGroove,
}

impl Kind {
    /// What a part of this family is; none when no drawing is known for it.
    pub fn of(category: &str, standard: &str, name_en: &str) -> Option<Kind> {
        let name = name_en.to_lowercase();
        let is = |numbers: &[&str]| {
            let number = standard.trim();
            numbers.iter().any(|n| number.strip_prefix(n).is_some_and(|r| r.is_empty() || r.starts_with('-')))
        };
        match category {
            "nuts" if name.contains("hexagon") && !name.contains("flange") && !name.contains("cap") => {
                Some(Kind::HexNut)
            }
            "washers" if name.contains("plain") => Some(Kind::Washer),
            "o-rings" => Some(Kind::ORing),
            "bearings" if name.contains("deep groove") => Some(Kind::DeepGroove),
            "socket-screws" if is(&["ISO 4762", "DIN 912", "GB/T 70.1"]) => Some(Kind::SocketHead),
            "socket-screws" if is(&["ISO 7380", "GB/T 70.2"]) => Some(Kind::ButtonHead),
            "socket-screws" if is(&["ISO 10642", "DIN 7991", "GB/T 70.3"]) => Some(Kind::Countersunk),
            "socket-screws"
                if is(&["ISO 4026", "ISO 4027", "ISO 4028", "ISO 4029"])
                    || is(&["DIN 913", "DIN 914", "DIN 915", "DIN 916"]) =>
            {
                Some(Kind::SetScrew)
            }
            "hex-bolts" if is(&["ISO 4014", "DIN 931", "GB/T 5782"]) => Some(Kind::HexBolt),
            "hex-bolts" if is(&["ISO 4017", "DIN 933", "GB/T 5783"]) => Some(Kind::HexScrew),
            _ => None,
        }
    }

    /// What is drawn, for those who hear it read.
    pub fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Kind::SocketHead => ("内六角圆柱头螺钉", "hexagon socket head cap screw"),
            Kind::ButtonHead => ("内六角平圆头螺钉", "hexagon socket button head screw"),
            Kind::Countersunk => ("内六角沉头螺钉", "hexagon socket countersunk screw"),
            Kind::SetScrew => ("内六角紧定螺钉", "hexagon socket set screw"),
            Kind::HexBolt => ("六角头螺栓,部分螺纹", "hexagon head bolt, partially threaded"),
            Kind::HexScrew => ("六角头螺栓,全螺纹", "hexagon head screw, fully threaded"),
            Kind::HexNut => ("六角螺母", "hexagon nut"),
            Kind::Washer => ("平垫圈", "plain washer"),
            Kind::ORing => ("O型圈", "O-ring"),
            Kind::DeepGroove => ("深沟球轴承", "deep groove ball bearing"),
        };
        lang.pick(zh, en)
    }
}

/// The figures of a part in millimetres, by parameter code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    thread: Option<Decimal>,
    known: std::collections::BTreeMap<String, Decimal>,
}

impl Measures {
    /// Reads values as they are shown: `8`, `1.25`, `M8`, `M8x1`. What is no size is left out.
    pub fn read<'a>(shown: impl IntoIterator<Item = (&'a str, &'a str)>) -> Measures {
        let mut found = Measures::default();
        for (code, text) in shown {
            if code == "thread" {
                found.thread = text.strip_prefix('M').and_then(leading);
            } else if let Some(n) = leading(text).filter(|_| text.trim().parse::<Decimal>().is_ok()) {
                found.known.insert(code.to_owned(), n);
            }
        }
        found
    }

    fn get(&self, code: &str) -> Option<Decimal> {
        if code == "thread" { self.thread } else { self.known.get(code).copied() }
    }
}

/// The number a text begins with, when somebody could make a part of that size.
fn leading(text: &str) -> Option<Decimal> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: Decimal = text.get(..end)?.parse().ok()?;
    (number >= Decimal::new(1, 1) && number <= Decimal::from(5_000)).then_some(number)
}

/// A size of the drawing: its letter, the parameter it is, its figure when it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// As the standard calls it.
    pub letter: &'static str,
    /// Code of the parameter.
    pub code: &'static str,
    names: (&'static str, &'static str),
    /// In millimetres, or a thread; none when the catalogue does not say.
    pub figure: Option<String>,
}

impl Size {
    /// What the letter means.
    pub fn name(&self, lang: Lang) -> &'static str {
        lang.pick(self.names.0, self.names.1)
    }
}

/// A drawing: shapes on a sheet of this many pixels, and its sizes in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// What it shows.
    pub kind: Kind,
    /// Pixels across.
    pub width: i32,
    /// Pixels down.
    pub height: i32,
    /// In the order they are painted.
    pub shapes: Vec<Shape>,
    /// In the order a buyer measures them.
    pub sizes: Vec<Size>,
    /// A long shank is drawn broken; its figure is the true one.
    pub shortened: bool,
}

impl Drawing {
    /// True when a size has a letter and no figure.
    pub fn guesses(&self) -> bool {
        self.sizes.iter().any(|s| s.figure.is_none())
    }
}

/// Draws a part. None when its figures contradict each other, such as a bore wider than the ring around it.
pub fn draw(kind: Kind, measures: &Measures) -> Option<Drawing> {
    match kind {
        Kind::HexNut => round::nut(measures),
        Kind::Washer => round::washer(measures),
        Kind::ORing => round::o_ring(measures),
        Kind::DeepGroove => round::bearing(measures),
        _ => screw::screw(kind, measures),
    }
}

/// A size of a drawing under way: what is drawn, and what is said of it.
#[derive(Clone, Debug)]
struct Drawn {
    mm: Decimal,
    size: Size,
}

/// Takes a size from the part, or the usual proportion without a figure.
fn taken(
    measures: &Measures,
    letter: &'static str,
    code: &'static str,
    names: (&'static str, &'static str),
    usual: Decimal,
) -> Drawn {
    let known = measures.get(code);
    let figure = known.map(|n| {
        let n = n.normalize().to_string();
        if code == "thread" { format!("M{n}") } else { n }
    });
    Drawn { mm: known.unwrap_or(usual), size: Size { letter, code, names, figure } }
}

/// A share in hundredths: `share(150)` is 1.5.
fn share(hundredths: i64) -> Decimal {
    Decimal::new(hundredths, 2)
}

/// Tenths of a pixel.
fn tenths(pixels: Decimal) -> i32 {
    (pixels * Decimal::TEN).round().to_i32().unwrap_or(0)
}

#[cfg(test)]
mod tests;
