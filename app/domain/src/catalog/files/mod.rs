//! Papers, pictures and drawings of families and SKUs. The bytes lie in the data folder under their SHA-256; what they are,
//! of what, and in which version stands in the database.
//!
//! Invariants: a file never changes under its address, a new version is a new address; what was once shown stays
//! downloadable at the desk; the kind of a file is what its content says, never its name.

#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;

use crate::ids::{DocumentId, FamilyId, FileId, SkuId};
use crate::lang::Lang;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Largest paper, in MB.
pub const MAX_PAPER_MB: u32 = 20;
/// Largest picture, in MB.
pub const MAX_PICTURE_MB: u32 = 10;

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    /// PDF
    Pdf,
    /// PNG
    Png,
    /// JPEG
    Jpeg,
    /// WebP
    Webp,
}

impl MediaType {
    const ALL: [MediaType; 4] = [MediaType::Pdf, MediaType::Png, MediaType::Jpeg, MediaType::Webp];

    /// As stored, and as answered.
    pub fn as_str(self) -> &'static str {
        match self {
            MediaType::Pdf => "application/pdf",
            MediaType::Png => "image/png",
            MediaType::Jpeg => "image/jpeg",
            MediaType::Webp => "image/webp",
        }
    }

    /// Reads what is stored.
    pub fn parse(text: &str) -> Option<MediaType> {
        Self::ALL.into_iter().find(|m| m.as_str() == text)
    }

    /// Ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            MediaType::Pdf => "pdf",
            MediaType::Png => "png",
            MediaType::Jpeg => "jpg",
            MediaType::Webp => "webp",
        }
    }

    /// Word beside a link.
    pub fn short(self) -> &'static str {
        match self {
            MediaType::Pdf => "PDF",
            MediaType::Png => "PNG",
            MediaType::Jpeg => "JPEG",
            MediaType::Webp => "WebP",
        }
    }

    /// True for what a browser shows inside a page.
    pub fn is_picture(self) -> bool {
        self != MediaType::Pdf
    }
}

/// What a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentKind {
    /// What the part looks like.
    Picture,
    /// The maker's drawing.
    Drawing,
    /// Datasheet.
    Datasheet,
    /// Certificate.
    Certificate,
    /// How to fit or use it.
    Manual,
}

impl DocumentKind {
    /// All of them, in the order forms offer them.
    pub const ALL: [DocumentKind; 5] = [
        DocumentKind::Datasheet,
        DocumentKind::Picture,
        DocumentKind::Drawing,
        DocumentKind::Certificate,
        DocumentKind::Manual,
    ];

    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            DocumentKind::Picture => "picture",
            DocumentKind::Drawing => "drawing",
            DocumentKind::Datasheet => "datasheet",
            DocumentKind::Certificate => "certificate",
            DocumentKind::Manual => "manual",
        }
    }

    /// Reads what is stored.
    pub fn parse(text: &str) -> Option<DocumentKind> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }
}

/// Languages a document may be in, as stored: one, both, or without words.
pub const LANGUAGES: [&str; 4] = ["zh", "en", "both", "none"];

/// What a document belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// All parts of a family.
    Family(FamilyId),
    /// One part.
    Sku(SkuId),
}

/// One file under its own address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    /// Its id.
    pub id: FileId,
    /// Version, from 1.
    pub number: u32,
    /// By its content.
    pub media: MediaType,
    /// Size.
    pub bytes: u64,
    /// Of a picture.
    pub width: Option<u32>,
    /// Of a picture.
    pub height: Option<u32>,
    /// Name under which it is downloaded: small ASCII letters, figures, dashes, one point.
    pub name: String,
}

impl FileView {
    /// Its address.
    pub fn href(&self) -> String {
        format!("/files/{}/{}", self.id, self.name)
    }
}

/// A document as a part's page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    /// Its id.
    pub id: DocumentId,
    /// What it is for.
    pub kind: DocumentKind,
    /// Title, 中文
    pub title_zh: String,
    /// Title, English
    pub title_en: String,
    /// zh, en, both or none.
    pub language: String,
    /// The last version.
    pub file: FileView,
}

impl DocumentView {
    /// The title in this language.
    pub fn title(&self, lang: Lang) -> &str {
        lang.pick(&self.title_zh, &self.title_en)
    }
}

/// A version in the desk's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// The file.
    pub file: FileView,
    /// When it came.
    pub at: DateTime<Utc>,
    /// Who brought it; empty for the server itself.
    pub who: String,
}

/// A document as the desk keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentDesk {
    /// As buyers see it.
    pub document: DocumentView,
    /// Counts changes.
    pub version: i32,
    /// Not shown any more.
    pub withdrawn: bool,
    /// All versions, newest first.
    pub files: Vec<FileRow>,
}

/// A document as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DocumentForm {
    /// What it is for.
    pub kind: String,
    /// Title, 中文
    pub title_zh: String,
    /// Title, English
    pub title_en: String,
    /// zh, en, both or none.
    pub language: String,
}

/// A file whose content was looked at and that lies in the data folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// Of its content.
    pub sha256: [u8; 32],
    /// By its content.
    pub media: MediaType,
    /// Size.
    pub bytes: u64,
    /// Of a picture: across and down.
    pub pixels: Option<(u32, u32)>,
}

/// What serving a file needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The file.
    pub file: FileView,
    /// Where its content lies.
    pub sha256: [u8; 32],
    /// Shown to everybody; else to the desk alone.
    pub public: bool,
}

/// The name of a version: what it is called, small and in ASCII, with the ending its content has.
pub fn file_name(kind: DocumentKind, title_en: &str, number: u32, media: MediaType) -> String {
    let mut slug = String::new();
    for c in title_en.to_lowercase().chars() {
        match c {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
        if slug.len() >= 60 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    let slug = if slug.is_empty() { kind.as_str() } else { slug };
    format!("{slug}-v{number}.{}", media.ending())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_ours_whatever_its_title() {
        let name = |title: &str| file_name(DocumentKind::Datasheet, title, 2, MediaType::Pdf);
        assert_eq!(name("ISO 4762: head & key"), "iso-4762-head-key-v2.pdf");
        assert_eq!(name("../../etc/passwd\r\nX: y\""), "etc-passwd-x-y-v2.pdf");
        assert_eq!(name("数据表"), "datasheet-v2.pdf");
        assert!(name(&"x".repeat(500)).len() < 80);
    }
}
