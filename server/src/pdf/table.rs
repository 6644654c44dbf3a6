//! Rows and columns on a sheet: heads repeated on every page, rows kept whole where a page allows it.
//!
//! Owns where a cell's lines stand. A row longer than a page continues on the next one: nothing is
//! cut off.

use super::fonts::Face;
use super::sheet::{HAIR, HEAVY, Ink, LEFT, MEDIUM, RIGHT, Sheet, Style, TOP};
use super::wrap::wrap;

pub const CELL: Style = Style::new(Face::Regular, 7.4, Ink::Black);
pub const CELL_BOLD: Style = Style::new(Face::Bold, 7.4, Ink::Black);
pub const CELL_DIM: Style = Style::new(Face::Regular, 6.8, Ink::Dim);
const HEAD: Style = Style::new(Face::Bold, 7.0, Ink::Black);
const LEADING: f32 = 8.9;
const PADDING: f32 = 2.6;
const GUTTER: f32 = 6.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// A column; the widths of a table are shares of the page.
pub struct Column {
    pub label: &'static str,
    pub share: f32,
    pub align: Align,
}

impl Column {
    pub const fn left(label: &'static str, share: f32) -> Self {
        Self { label, share, align: Align::Left }
    }

    pub const fn right(label: &'static str, share: f32) -> Self {
        Self { label, share, align: Align::Right }
    }
}

/// Paragraphs of one cell, from top to bottom.
#[derive(Default)]
pub struct Cell(Vec<(Style, String)>);

impl Cell {
    pub fn new(style: Style, text: impl Into<String>) -> Self {
        Self(vec![(style, text.into())])
    }

    /// Adds a paragraph, if it says anything.
    pub fn then(mut self, style: Style, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.trim().is_empty() {
            self.0.push((style, text));
        }
        self
    }
}

struct Place {
    left: f32,
    right: f32,
    align: Align,
    label: &'static str,
}

type Lines = Vec<(Style, String)>;

/// A table being drawn.
pub struct Table {
    places: Vec<Place>,
    /// Stands above the repeated head on the following pages.
    running: String,
}

impl Table {
    /// Lays the columns over the width of the page and draws the head.
    pub fn open(sheet: &mut Sheet, columns: Vec<Column>, running: String) -> Self {
        let shares: f32 = columns.iter().map(|column| column.share).sum();
        let mut left = LEFT;
        let mut places = Vec::with_capacity(columns.len());
        for column in columns {
            let width = (RIGHT - LEFT) * column.share / shares.max(1.0);
            let right = left + width - GUTTER;
            places.push(Place { left, right, align: column.align, label: column.label });
            left += width;
        }
        if let Some(last) = places.last_mut() {
            last.right = RIGHT;
        }
        let table = Self { places, running };
        if sheet.room() < 60.0 {
            table.turn(sheet);
        } else {
            table.head(sheet);
        }
        table
    }

    fn head(&self, sheet: &mut Sheet) {
        sheet.rule(LEFT, RIGHT, sheet.y, HEAVY, Ink::Black);
        let labels: Vec<Vec<String>> = self
            .places
            .iter()
            .map(|place| wrap(sheet.fonts, place.label, HEAD.face, HEAD.size, place.right - place.left))
            .collect();
        let rows = labels.iter().map(Vec::len).max().unwrap_or(1);
        for (place, lines) in self.places.iter().zip(&labels) {
            let skipped = rows - lines.len();
            for (index, line) in lines.iter().enumerate() {
                let y = sheet.y + PADDING + 1.0 + LEADING * (skipped + index + 1) as f32 - 2.0;
                put(sheet, place, y, HEAD, line);
            }
        }
        sheet.y += PADDING * 2.0 + 1.5 + LEADING * rows as f32;
        sheet.rule(LEFT, RIGHT, sheet.y, MEDIUM, Ink::Black);
    }

    fn turn(&self, sheet: &mut Sheet) {
        sheet.next_page();
        sheet.text(LEFT, TOP, Style::new(Face::Regular, 7.0, Ink::Dim), &self.running);
        sheet.y = TOP + 8.0;
        self.head(sheet);
    }

    /// Draws one row and the hairline under it.
    pub fn row(&self, sheet: &mut Sheet, cells: Vec<Cell>) {
        let laid: Vec<Lines> =
            self.places.iter().zip(cells).map(|(place, cell)| lay(sheet, place, cell)).collect();
        let count = laid.iter().map(Vec::len).max().unwrap_or(0);
        let height = PADDING * 2.0 + LEADING * count as f32;
        if height > sheet.room() {
            self.turn(sheet);
        }
        sheet.y += PADDING;
        for index in 0..count {
            if sheet.room() < LEADING {
                self.turn(sheet);
                sheet.y += PADDING;
            }
            for (place, lines) in self.places.iter().zip(&laid) {
                if let Some((style, text)) = lines.get(index) {
                    put(sheet, place, sheet.y + LEADING - 2.2, *style, text);
                }
            }
            sheet.y += LEADING;
        }
        sheet.y += PADDING;
        sheet.rule(LEFT, RIGHT, sheet.y, HAIR, Ink::Faint);
    }

    /// Ends the table with a black rule over the last hairline.
    pub fn close(&self, sheet: &mut Sheet) {
        sheet.rule(LEFT, RIGHT, sheet.y, MEDIUM, Ink::Black);
    }
}

fn lay(sheet: &Sheet, place: &Place, cell: Cell) -> Lines {
    let width = place.right - place.left;
    cell.0
        .into_iter()
        .flat_map(|(style, text)| {
            let lines = wrap(sheet.fonts, &text, style.face, style.size, width);
            lines.into_iter().map(move |line| (style, line))
        })
        .collect()
}

fn put(sheet: &mut Sheet, place: &Place, y: f32, style: Style, text: &str) {
    match place.align {
        Align::Left => sheet.text(place.left, y, style, text),
        Align::Right => sheet.text_right(place.right, y, style, text),
    }
}
