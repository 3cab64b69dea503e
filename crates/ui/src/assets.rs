//! The files a browser fetches once: styles, script and mark. They are inside the binary, and their addresses carry
//! their hash, so that they can be kept for ever.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// Bytes of the hash that go into an address; 64 bits tell the few versions of a file apart.
const ADDRESS_HASH_BYTES: usize = 8;

/// One file.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Its name, such as `svx.css`.
    pub name: &'static str,
    /// Its media type.
    pub content_type: &'static str,
    /// What is in it.
    pub bytes: &'static [u8],
    /// The SHA-256 of its bytes in hexadecimal; also its entity tag.
    pub hash: String,
    /// Where it is served: `/assets/{hash}/{name}` with a shortened hash.
    pub path: String,
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        asset(
            "svx.css",
            "text/css; charset=utf-8",
            include_bytes!("../assets/svx.css"),
        ),
        asset(
            "svx.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../assets/svx.js"),
        ),
        asset("svx.svg", "image/svg+xml", include_bytes!("../assets/svx.svg")),
    ]
});

/// All files.
pub fn all() -> &'static [Asset] {
    &*ASSETS
}

/// The file at an address; none when the hash or the name is not ours.
pub fn find(path: &str) -> Option<&'static Asset> {
    all().iter().find(|asset| asset.path == path)
}

/// The styles.
pub fn stylesheet() -> &'static Asset {
    &ASSETS[0]
}

/// The script module.
pub fn script() -> &'static Asset {
    &ASSETS[1]
}

/// The mark, for browser tabs.
pub fn icon() -> &'static Asset {
    &ASSETS[2]
}

fn asset(name: &'static str, content_type: &'static str, bytes: &'static [u8]) -> Asset {
    let digest = Sha256::digest(bytes);
    let path = format!("/assets/{}/{name}", hex::encode(&digest[..ADDRESS_HASH_BYTES]));
    Asset {
        name,
        content_type,
        bytes,
        hash: hex::encode(digest),
        path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_at_its_address_and_nowhere_else() {
        for asset in all() {
            assert_eq!(find(&asset.path).map(|found| found.name), Some(asset.name));
            assert!(find(&format!("/assets/0000000000000000/{}", asset.name)).is_none());
            assert!(asset.hash.starts_with(asset.path.split('/').nth(2).unwrap()));
        }
    }

    #[test]
    fn the_styles_carry_no_government_branding_and_fetch_nothing() {
        let css = std::str::from_utf8(stylesheet().bytes).unwrap();
        for word in [
            "GDS",
            "Transport",
            "crown",
            "crest",
            "@import",
            "url(/",
            "url(\"/",
            "url(h",
            "url(\"h",
            "@font-face",
        ] {
            assert!(!css.contains(word), "the styles contain {word}");
        }
    }
}
