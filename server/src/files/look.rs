//! What a file is, by its content. A picture is taken apart and put together anew: what is kept has no metadata and nothing
//! hidden behind the picture.

use domain::catalog::files::{MAX_PICTURE_MB, MediaType};
use domain::rejection::Problem;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Pixels a picture may have, and across or down.
const PIXELS: u64 = 40_000_000;
const SIDE: u32 = 16_384;
/// A larger one is made smaller: no screen of ours shows more.
const SHOWN: u32 = 2_000;
/// JPEG: good enough to read a type plate.
const QUALITY: u8 = 88;

/// A file that may be kept.
pub(super) struct Seen {
    pub(super) media: MediaType,
    pub(super) bytes: Vec<u8>,
    pub(super) pixels: Option<(u32, u32)>,
}

/// Looks at a file.
pub(super) fn look(bytes: Vec<u8>) -> Result<Seen, Problem> {
    let media =
        infer::get(&bytes).and_then(|kind| MediaType::parse(kind.mime_type())).ok_or(Problem::WrongFile)?;
    if !media.is_picture() {
        return Ok(Seen { media, bytes, pixels: None });
    }
    if bytes.len() > MAX_PICTURE_MB as usize * 1024 * 1024 {
        return Err(Problem::FileTooLarge { max: MAX_PICTURE_MB });
    }
    let picture = take_apart(&bytes, media).map_err(|_| Problem::WrongFile)?;
    let pixels = Some((picture.width(), picture.height()));
    let bytes = put_together(picture, media).map_err(|_| Problem::WrongFile)?;
    Ok(Seen { media, bytes, pixels })
}

fn take_apart(bytes: &[u8], media: MediaType) -> image::ImageResult<DynamicImage> {
    let format = match media {
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Webp => ImageFormat::WebP,
        _ => ImageFormat::Png,
    };
    let too_large = || {
        image::ImageError::Limits(image::error::LimitError::from_kind(
            image::error::LimitErrorKind::DimensionError,
        ))
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(400 * 1024 * 1024);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(too_large());
    }
    let turned = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(turned);
    if picture.width() > SHOWN || picture.height() > SHOWN {
        picture = picture.resize(SHOWN, SHOWN, FilterType::Triangle);
    }
    Ok(picture)
}

fn put_together(picture: DynamicImage, media: MediaType) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    match media {
        MediaType::Jpeg => {
            picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?
        }
        MediaType::Webp => picture.to_rgba8().write_with_encoder(WebPEncoder::new_lossless(&mut bytes))?,
        _ => picture.to_rgba8().write_with_encoder(PngEncoder::new(&mut bytes))?,
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        put_together(DynamicImage::new_rgb8(width, height), MediaType::Png).unwrap()
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        let pdf = look(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF".to_vec()).ok().unwrap();
        assert_eq!((pdf.media, pdf.pixels), (MediaType::Pdf, None));
        for bad in [
            &b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>"[..],
            b"<!doctype html><script>alert(1)</script>",
            b"PK\x03\x04",
            b"MZ\x90",
            b"GIF89a",
            b"",
            b"\x89PNG\r\n\x1a\n and then nothing",
        ] {
            assert_eq!(look(bad.to_vec()).err(), Some(Problem::WrongFile));
        }
    }

    #[test]
    fn what_hides_behind_a_picture_is_gone() {
        let mut bytes = png(20, 10);
        bytes.extend_from_slice(b"<script>alert(1)</script>");
        let seen = look(bytes).ok().unwrap();
        assert_eq!(seen.pixels, Some((20, 10)));
        assert!(!seen.bytes.windows(8).any(|w| w == b"<script>"));
    }

    #[test]
    fn a_picture_is_made_as_large_as_a_screen() {
        let seen = look(png(3_000, 30)).ok().unwrap();
        assert_eq!(seen.pixels, Some((2_000, 20)));
    }
}
