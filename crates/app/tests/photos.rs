//! What becomes of a photograph, and of files that only say that they are one.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails, and says why")]

use image::{ImageFormat, RgbImage};
use rstest::rstest;
use std::io::Cursor;
use svx_app::commitments::photo::{MAX_BYTES, MAX_SIDE, PhotoError, clean};

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    RgbImage::from_pixel(width, height, image::Rgb([90, 120, 60]))
        .write_to(&mut out, format)
        .unwrap();
    out.into_inner()
}

/// A JPEG with an EXIF block behind its first marker: turned a quarter to the right, and taken at a place in the GPS block.
fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let mut tiff: Vec<u8> = b"II*\0\x08\0\0\0".to_vec();
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        let mut entry = tag.to_le_bytes().to_vec();
        entry.extend(kind.to_le_bytes());
        entry.extend(count.to_le_bytes());
        entry.extend(value.to_le_bytes());
        entry
    };
    // Orientation 6; then the offset of the GPS block, which follows.
    tiff.extend(2_u16.to_le_bytes());
    tiff.extend(entry(0x0112, 3, 1, 6));
    tiff.extend(entry(0x8825, 4, 1, 38));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(1_u16.to_le_bytes());
    tiff.extend(entry(0x0001, 2, 2, u32::from(b'N')));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(b"53.7833N-1.5500W");
    let mut out = jpeg[..2].to_vec();
    out.extend([0xff, 0xe1]);
    out.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(tiff);
    out.extend(&jpeg[2..]);
    out
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

#[test]
fn where_it_was_taken_is_left_behind_and_it_stands_upright() {
    let sent = with_exif(&encoded(40, 20, ImageFormat::Jpeg));
    assert!(holds(&sent, b"Exif") && holds(&sent, b"53.7833N"));
    let photo = clean(&sent).unwrap();
    assert_eq!(photo.content_type, "image/jpeg");
    assert!(!holds(&photo.bytes, b"Exif") && !holds(&photo.bytes, b"53.7833N"));
    let kept = image::load_from_memory(&photo.bytes).unwrap();
    assert_eq!((kept.width(), kept.height()), (20, 40));
}

#[test]
fn what_is_hidden_behind_a_picture_is_left_behind() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        let mut sent = encoded(8, 8, format);
        sent.extend(b"<script>alert(1)</script>PK\x03\x04");
        let photo = clean(&sent).unwrap();
        assert!(!holds(&photo.bytes, b"<script>") && !holds(&photo.bytes, b"PK\x03\x04"));
    }
}

#[test]
fn a_large_picture_is_made_smaller() {
    let photo = clean(&encoded(MAX_SIDE + 100, 50, ImageFormat::Png)).unwrap();
    let kept = image::load_from_memory(&photo.bytes).unwrap();
    assert_eq!(kept.width(), MAX_SIDE);
}

#[rstest]
#[case::svg(
    b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    PhotoError::UnknownFormat
)]
#[case::html(b"<!doctype html><p>Hello", PhotoError::UnknownFormat)]
#[case::gif(b"GIF89a\x01\0\x01\0\0\0\0;", PhotoError::UnknownFormat)]
#[case::empty(b"", PhotoError::UnknownFormat)]
#[case::fake_jpeg(b"\xff\xd8\xff\xe0 this is no photograph at all", PhotoError::Damaged)]
#[case::fake_png(b"\x89PNG\r\n\x1a\n this is no photograph at all", PhotoError::Damaged)]
fn what_is_no_photograph_is_refused(#[case] sent: &[u8], #[case] expected: PhotoError) {
    assert_eq!(clean(sent), Err(expected));
}

#[test]
fn a_picture_that_is_cut_off_is_refused() {
    let whole = encoded(64, 64, ImageFormat::Png);
    assert_eq!(clean(&whole[..whole.len() / 2]), Err(PhotoError::Damaged));
}

/// A few hundred bytes that say they are 50,000 pixels square.
#[test]
fn a_bomb_is_refused_before_it_is_decoded() {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = b"IHDR".to_vec();
    header.extend(50_000_u32.to_be_bytes());
    header.extend(50_000_u32.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    png.extend(13_u32.to_be_bytes());
    png.extend(&header);
    png.extend(crc(&header).to_be_bytes());
    png.extend(0_u32.to_be_bytes());
    png.extend(b"IDAT");
    png.extend(crc(b"IDAT").to_be_bytes());
    assert_eq!(clean(&png), Err(PhotoError::TooManyPixels));
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    assert_eq!(clean(&vec![0; MAX_BYTES + 1]), Err(PhotoError::TooLarge));
}

/// The checksum of a PNG chunk (PNG specification, annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}
