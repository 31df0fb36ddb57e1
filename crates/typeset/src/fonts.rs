use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Holds the fonts, in the order in which a character looks for one.
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) list: Vec<Font>,
}

/// Is made once; reading the tables of all fonts takes a few milliseconds.
pub(crate) static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let list: Vec<Font> = EMBEDDED.iter().flat_map(|(_, bytes)| Font::iter(Bytes::new(*bytes))).collect();
    Fonts { book: LazyHash::new(FontBook::from_fonts(&list)), list }
});

/// Returns whether one of the fonts has a glyph for the character.
pub fn shows(character: char) -> bool {
    FONTS.list.iter().any(|font| font.info().coverage.contains(character.into()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use sha2::{Digest, Sha256};

    use super::*;

    #[derive(Deserialize)]
    struct List {
        font: Vec<Pinned>,
    }

    #[derive(Deserialize)]
    struct Pinned {
        file: String,
        sha256: String,
    }

    #[test]
    fn the_fonts_inside_are_the_pinned_ones() {
        let list: List = toml::from_str(include_str!("../../../assets/fonts/FONTS.toml")).unwrap();
        let pinned: BTreeMap<_, _> = list.font.into_iter().map(|font| (font.file, font.sha256)).collect();
        assert_eq!(pinned.len(), EMBEDDED.len());
        for (file, bytes) in EMBEDDED {
            let hash: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(pinned.get(*file), Some(&hash), "{file}");
        }
        assert_eq!(FONTS.list.len(), EMBEDDED.len(), "every file holds one font that can be read");
    }
}
