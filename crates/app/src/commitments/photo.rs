//! Photographs as people send them, made safe: recognised by what is in them, measured before they are decoded, turned upright
//! and written anew, so that nothing is kept but the picture itself. Where it was taken, by whom and with what is left behind.

use image::{
    DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType,
};
use std::io::Cursor;
use thiserror::Error;

/// The largest file.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// The most pixels, before it is decoded.
pub const MAX_PIXELS: u64 = 40_000_000;
/// The longest side that is kept, in pixels: larger pictures are made smaller.
pub const MAX_SIDE: u32 = 2_560;
/// The most memory that decoding may take.
const MAX_DECODING_BYTES: u64 = 512 * 1024 * 1024;
/// The quality at which JPEG is written, of 100.
const JPEG_QUALITY: u8 = 85;

/// Why a file is not taken. Each message stands after the name of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PhotoError {
    /// Larger than [`MAX_BYTES`].
    #[error("must be smaller than 10 MB")]
    TooLarge,
    /// Neither JPEG, nor PNG, nor WebP.
    #[error("must be a JPEG, PNG or WebP photograph")]
    UnknownFormat,
    /// More than [`MAX_PIXELS`].
    #[error("must have fewer than 40 million pixels")]
    TooManyPixels,
    /// It says that it is a picture, but cannot be read as one.
    #[error("cannot be read: the file is damaged or is not a photograph")]
    Damaged,
}

/// A picture that is safe to keep and to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    /// `image/jpeg` or `image/png`.
    pub content_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Makes a picture of what was sent, or says why not. This takes a while: run it where waiting is allowed.
pub fn clean(bytes: &[u8]) -> Result<Photo, PhotoError> {
    if bytes.len() > MAX_BYTES {
        return Err(PhotoError::TooLarge);
    }
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => format,
        _ => return Err(PhotoError::UnknownFormat),
    };
    let picture = decode(bytes, format)?;
    let picture = if picture.width().max(picture.height()) > MAX_SIDE {
        picture.resize(MAX_SIDE, MAX_SIDE, FilterType::Triangle)
    } else {
        picture
    };
    encode(&picture, format)
}

fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, PhotoError> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODING_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PhotoError::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PhotoError::TooManyPixels);
    }
    let orientation = decoder.orientation().map_err(|_| PhotoError::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| PhotoError::Damaged)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn encode(picture: &DynamicImage, format: ImageFormat) -> Result<Photo, PhotoError> {
    let mut bytes = Vec::new();
    let content_type = if format == ImageFormat::Jpeg {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        let written = picture.to_rgb8().write_with_encoder(encoder);
        written.map_err(|_| PhotoError::Damaged)?;
        "image/jpeg"
    } else {
        let plain = DynamicImage::ImageRgba8(picture.to_rgba8());
        let written = plain.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png);
        written.map_err(|_| PhotoError::Damaged)?;
        "image/png"
    };
    Ok(Photo { content_type, bytes })
}
