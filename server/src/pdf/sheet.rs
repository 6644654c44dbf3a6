//! A4 pages and a pen: text, rules and boxes at positions measured from the top left, in points.
//!
//! Owns the pages, the foot with "page x of y" and the metadata of the file. Does not know tables or
//! what a document says. Black on white: a heavy rule opens a block, hairlines separate rows.

use chrono::{Datelike, NaiveDate};
use printpdf::date::OffsetDateTime;
use printpdf::{
    Color, FontId, Greyscale, Line, LinePoint, Mm, Op, PaintMode, PdfDocument, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Pt, Rect, TextItem,
};

use super::PdfError;
use super::fonts::{Face, Fonts};

pub const PAGE_WIDTH: f32 = 595.28;
pub const PAGE_HEIGHT: f32 = 841.89;
pub const LEFT: f32 = 40.0;
pub const RIGHT: f32 = PAGE_WIDTH - 40.0;
pub const TOP: f32 = 40.0;
/// Nothing but the foot stands below.
pub const BOTTOM: f32 = PAGE_HEIGHT - 52.0;
pub const HEAVY: f32 = 1.4;
pub const MEDIUM: f32 = 0.7;
pub const HAIR: f32 = 0.35;

/// Ink, as a share of white.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ink {
    Black,
    Dim,
    Faint,
}

impl Ink {
    fn color(self) -> Color {
        let percent = match self {
            Self::Black => 0.0,
            Self::Dim => 0.36,
            Self::Faint => 0.72,
        };
        Color::Greyscale(Greyscale { percent, icc_profile: None })
    }
}

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    pub face: Face,
    pub size: f32,
    pub ink: Ink,
}

impl Style {
    pub const fn new(face: Face, size: f32, ink: Ink) -> Self {
        Self { face, size, ink }
    }
}

/// What the file says about itself.
pub struct Metadata {
    pub title: String,
    pub author: String,
    pub subject: String,
    pub identifier: String,
    pub date: NaiveDate,
}

/// The pages drawn so far. `y` is the distance of the pen from the top edge.
pub struct Sheet<'a> {
    pub fonts: &'a Fonts,
    pub y: f32,
    document: PdfDocument,
    regular: FontId,
    bold: FontId,
    done: Vec<Vec<Op>>,
    ops: Vec<Op>,
}

impl<'a> Sheet<'a> {
    pub fn new(fonts: &'a Fonts, metadata: &Metadata) -> Result<Self, PdfError> {
        let mut document = PdfDocument::new(&metadata.title);
        let info = &mut document.metadata.info;
        let day = midnight(metadata.date)?;
        info.document_title = metadata.title.clone();
        info.author = metadata.author.clone();
        info.subject = metadata.subject.clone();
        info.identifier = metadata.identifier.clone();
        info.creator = "Tradecounter".to_owned();
        info.producer = "Tradecounter".to_owned();
        info.creation_date = day;
        info.modification_date = day;
        info.metadata_date = day;
        let regular = document.add_font(fonts.parsed(Face::Regular));
        let bold = document.add_font(fonts.parsed(Face::Bold));
        Ok(Self { fonts, y: TOP, document, regular, bold, done: Vec::new(), ops: Vec::new() })
    }

    /// Leaves this page and stands at the top of an empty one.
    pub fn next_page(&mut self) {
        self.done.push(std::mem::take(&mut self.ops));
        self.y = TOP;
    }

    /// Points left above the foot.
    pub fn room(&self) -> f32 {
        BOTTOM - self.y
    }

    /// Sets one line; `y` is the base line. Characters without a glyph become 〓.
    pub fn text(&mut self, x: f32, y: f32, style: Style, text: &str) {
        let text = self.fonts.printable(text, style.face);
        if text.is_empty() {
            return;
        }
        let font = match style.face {
            Face::Regular => self.regular.clone(),
            Face::Bold => self.bold.clone(),
        };
        self.ops.extend([
            Op::StartTextSection,
            Op::SetTextCursor { pos: point(x, y) },
            Op::SetFont { font: PdfFontHandle::External(font), size: Pt(style.size) },
            Op::SetFillColor { col: style.ink.color() },
            Op::ShowText { items: vec![TextItem::Text(text)] },
            Op::EndTextSection,
        ]);
    }

    /// Sets one line that ends at `right`.
    pub fn text_right(&mut self, right: f32, y: f32, style: Style, text: &str) {
        let text = self.fonts.printable(text, style.face);
        self.text(right - self.fonts.width(&text, style.face, style.size), y, style, &text);
    }

    pub fn rule(&mut self, from: f32, to: f32, y: f32, weight: f32, ink: Ink) {
        let points = [(from, y), (to, y)].map(|(x, y)| LinePoint { p: point(x, y), bezier: false });
        self.ops.extend([
            Op::SetOutlineColor { col: ink.color() },
            Op::SetOutlineThickness { pt: Pt(weight) },
            Op::DrawLine { line: Line { points: points.to_vec(), is_closed: false } },
        ]);
    }

    /// An empty frame; `y` is its upper edge.
    pub fn frame(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let corner = point(x, y + height);
        self.ops.extend([
            Op::SetOutlineColor { col: Ink::Black.color() },
            Op::SetOutlineThickness { pt: Pt(MEDIUM) },
            Op::DrawRectangle {
                rectangle: Rect {
                    x: corner.x,
                    y: corner.y,
                    width: Pt(width),
                    height: Pt(height),
                    mode: Some(PaintMode::Stroke),
                    winding_order: None,
                },
            },
        ]);
    }

    /// Draws the foot on every page and makes the file. `left` and `page_of` word the foot.
    pub fn finish(
        mut self,
        left: &str,
        page_of: impl Fn(usize, usize) -> String,
    ) -> Result<Vec<u8>, PdfError> {
        self.next_page();
        let total = self.done.len();
        let foot = Style::new(Face::Regular, 7.0, Ink::Dim);
        let mut pages = Vec::with_capacity(total);
        for number in 1..=total {
            self.ops = std::mem::take(&mut self.done[number - 1]);
            let y = PAGE_HEIGHT - 30.0;
            self.rule(LEFT, RIGHT, y - 11.0, HAIR, Ink::Faint);
            self.text(LEFT, y, foot, left);
            self.text_right(RIGHT, y, foot, &page_of(number, total));
            let ops = std::mem::take(&mut self.ops);
            pages.push(PdfPage::new(Mm(210.0), Mm(297.0), ops));
        }
        let mut warnings = Vec::new();
        self.document.with_pages(pages);
        let mut file = self.document.to_lopdf_document(&PdfSaveOptions::default(), &mut warnings);
        // The writer claims PDF/X of 1.3; this file is an ordinary PDF and says so.
        file.version = "1.7".to_owned();
        if let Some(info) = file.trailer.get(b"Info").and_then(|info| info.as_reference()).ok()
            && let Ok(info) = file.get_dictionary_mut(info)
        {
            info.remove(b"GTS_PDFXVersion");
        }
        file.prune_objects();
        file.compress();
        let mut bytes = Vec::new();
        file.save_to(&mut bytes).map_err(|_| PdfError::Writer)?;
        Ok(bytes)
    }
}

fn point(x: f32, y: f32) -> Point {
    Point { x: Pt(x), y: Pt(PAGE_HEIGHT - y) }
}

fn midnight(date: NaiveDate) -> Result<OffsetDateTime, PdfError> {
    let days = i64::from(date.num_days_from_ce()) - 719_163;
    OffsetDateTime::from_unix_timestamp(days * 86_400).map_err(|_| PdfError::Date(date))
}
