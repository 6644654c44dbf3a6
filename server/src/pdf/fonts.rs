//! The two faces every document is set in, read once and shared.
//!
//! Owns measuring and the promise that no character disappears: one without a glyph becomes 〓. Does
//! not know where on a page a text stands.

use std::path::{Path, PathBuf};

use printpdf::ParsedFont;

/// File names inside the font folder; both come with the same open licence.
pub const REGULAR_FILE: &str = "NotoSansSC_400Regular.ttf";
pub const BOLD_FILE: &str = "NotoSansSC_700Bold.ttf";
/// Stands where a character has no glyph (the printer's "geta").
const MISSING: char = '〓';

/// Why the fonts could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    #[error("font file {path} cannot be read; scripts/setup puts it there")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("font file {path} is not a font")]
    NotAFont { path: PathBuf },
}

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    Regular,
    Bold,
}

/// Both faces, parsed. Loading takes tens of milliseconds: do it once per process.
pub struct Fonts {
    regular: ParsedFont,
    bold: ParsedFont,
}

impl Fonts {
    /// Reads and parses both files from a folder.
    ///
    /// # Errors
    /// Names the file that is missing or damaged.
    pub fn load(dir: &Path) -> Result<Self, FontError> {
        Ok(Self { regular: load_face(&dir.join(REGULAR_FILE))?, bold: load_face(&dir.join(BOLD_FILE))? })
    }

    pub(super) fn parsed(&self, face: Face) -> &ParsedFont {
        match face {
            Face::Regular => &self.regular,
            Face::Bold => &self.bold,
        }
    }

    /// Width in points at a size in points.
    pub(super) fn width(&self, text: &str, face: Face, size: f32) -> f32 {
        text.chars().map(|character| self.advance(character, face, size)).sum()
    }

    pub(super) fn advance(&self, character: char, face: Face, size: f32) -> f32 {
        let font = self.parsed(face);
        let glyph = font.lookup_glyph_index(u32::from(character)).unwrap_or(0);
        let units = f32::from(font.font_metrics.units_per_em.max(1));
        f32::from(font.get_horizontal_advance(glyph)) / units * size
    }

    /// The text with blanks for control characters and 〓 for characters without a glyph.
    pub(super) fn printable(&self, text: &str, face: Face) -> String {
        let font = self.parsed(face);
        text.chars()
            .filter(|character| !is_invisible(*character))
            .map(|character| match character {
                blank if blank.is_control() || blank.is_whitespace() => ' ',
                known if font.lookup_glyph_index(u32::from(known)).is_some_and(|glyph| glyph != 0) => known,
                _ => MISSING,
            })
            .collect()
    }
}

/// Marks that change the order or join of letters: they have no place on paper.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

fn load_face(path: &Path) -> Result<ParsedFont, FontError> {
    let bytes =
        std::fs::read(path).map_err(|source| FontError::Unreadable { path: path.to_path_buf(), source })?;
    ParsedFont::from_bytes(&bytes, 0, &mut Vec::new())
        .ok_or_else(|| FontError::NotAFont { path: path.to_path_buf() })
}
