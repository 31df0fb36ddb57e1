//! What the bytes of a shown text mean (ISO 32000-1, sections 9.6, 9.7, 9.10).

use std::collections::HashMap;

use super::file::File;
use super::object::{Dict, Object, Objects};

/// Most entries of one table of characters.
const MOST: usize = 32_768;

/// Is a font as far as reading its text needs it.
#[derive(Debug)]
pub(super) struct Font {
    /// Two bytes are one sign.
    pub(super) wide: bool,
    /// Each sign, where the font tells it.
    told: HashMap<u32, String>,
    ranges: Vec<(u32, u32, u32)>,
    simple: Option<Vec<String>>,
    widths: HashMap<u32, f64>,
    default: f64,
}

impl Font {
    pub(super) fn read(file: &mut File<'_>, dict: &Dict) -> Self {
        let wide = dict.is("Subtype", "Type0");
        let mut font = Self {
            wide,
            told: HashMap::new(),
            ranges: Vec::new(),
            simple: (!wide).then(|| encoding(file, dict)),
            widths: HashMap::new(),
            default: if wide { 1000.0 } else { 500.0 },
        };
        if let Some(map @ Object::Ref(_)) = dict.at("ToUnicode") {
            let map = file.stream(map);
            font.unicode(&map);
        }
        font.ranges.sort_unstable();
        font.measure(file, dict);
        font
    }

    /// Reads a table from signs to characters (section 9.10.3).
    fn unicode(&mut self, map: &[u8]) {
        let mut objects = Objects::new(map, 0, false);
        let mut held: Vec<Object> = Vec::new();
        while let Some(object) = objects.next() {
            match object {
                Object::Word(word) => {
                    match word.as_slice() {
                        b"endcodespacerange" => {
                            let one = held.iter().filter_map(Object::bytes).all(|bytes| bytes.len() == 1);
                            self.wide &= !one || held.is_empty();
                        }
                        b"endbfchar" => held.chunks_exact(2).for_each(|pair| self.one(pair)),
                        b"endbfrange" => held.chunks_exact(3).for_each(|triple| self.range(triple)),
                        _ => {}
                    }
                    held.clear();
                }
                object if held.len() < MOST => held.push(object),
                _ => {}
            }
        }
    }

    fn one(&mut self, pair: &[Object]) {
        if let (Some(code), Some(text)) = (pair[0].bytes(), pair[1].bytes())
            && self.told.len() < MOST
        {
            self.told.insert(code_of(code), utf16(text));
        }
    }

    fn range(&mut self, triple: &[Object]) {
        let (Some(first), Some(last)) = (triple[0].bytes(), triple[1].bytes()) else { return };
        let (first, last) = (code_of(first), code_of(last));
        if let Some(text) = triple[2].bytes() {
            let text = utf16(text);
            let mut chars = text.chars();
            if let (Some(only), None) = (chars.next(), chars.next()) {
                if self.ranges.len() < MOST {
                    self.ranges.push((first, last, only as u32));
                }
            } else if self.told.len() < MOST {
                self.told.insert(first, text);
            }
        }
        for (at, text) in triple[2].items().iter().filter_map(Object::bytes).enumerate() {
            if self.told.len() < MOST {
                self.told.insert(first.saturating_add(at as u32), utf16(text));
            }
        }
    }

    fn measure(&mut self, file: &File<'_>, dict: &Dict) {
        let first = file.resolve(dict.at("FirstChar")).count().unwrap_or(0) as u32;
        for (at, width) in file.resolve(dict.at("Widths")).items().iter().take(MOST).enumerate() {
            if let Some(width) = file.resolve(Some(width)).number() {
                self.widths.insert(first.saturating_add(at as u32), width);
            }
        }
        let below = file.resolve(dict.at("DescendantFonts"));
        let Some(below) = below.items().first() else { return };
        let below = file.dict(Some(below));
        self.default = file.resolve(below.at("DW")).number().unwrap_or(1000.0);
        let list = file.resolve(below.at("W"));
        let mut items = list.items().iter().take(MOST);
        while let Some(from) = items.next().and_then(Object::count) {
            match items.next().map(|item| file.resolve(Some(item))) {
                Some(Object::Array(widths)) => {
                    for (at, width) in widths.iter().take(MOST.saturating_sub(self.widths.len())).enumerate() {
                        self.widths.insert((from + at) as u32, width.number().unwrap_or(1000.0));
                    }
                }
                Some(Object::Number(last)) => {
                    let width = items.next().and_then(Object::number).unwrap_or(1000.0);
                    for code in from..=(last.max(0.0) as usize).min(from.saturating_add(MOST)) {
                        if self.widths.len() < MOST {
                            self.widths.insert(code as u32, width);
                        }
                    }
                }
                _ => return,
            }
        }
    }

    /// Adds what bytes say; returns how wide they are, in thousandths of the font's size, and how many signs.
    pub(super) fn show(&self, bytes: &[u8], out: &mut String) -> (f64, usize) {
        let step = if self.wide { 2 } else { 1 };
        let mut width = 0.0;
        for sign in bytes.chunks(step) {
            let code = code_of(sign);
            width += self.widths.get(&code).copied().unwrap_or(self.default);
            self.sign(code, out);
        }
        (width, bytes.len().div_ceil(step))
    }

    fn sign(&self, code: u32, out: &mut String) {
        if let Some(text) = self.told.get(&code) {
            return out.push_str(text);
        }
        let before = self.ranges.partition_point(|(first, _, _)| *first <= code);
        let ranged = self.ranges[..before].last().filter(|(_, last, _)| *last >= code);
        if let Some((first, _, to)) = ranged {
            return out.push(char::from_u32(to.saturating_add(code - first)).unwrap_or('\u{fffd}'));
        }
        match self.simple.as_ref().and_then(|simple| simple.get(code as usize)) {
            Some(text) => out.push_str(text),
            // A sign whose meaning the file does not tell.
            None => out.push('\u{fffd}'),
        }
    }
}

fn code_of(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn utf16(bytes: &[u8]) -> String {
    if let [byte] = bytes {
        return char::from(*byte).to_string();
    }
    let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).filter(|c| *c != '\0').collect()
}

/// The upper half of Mac OS Roman.
const MAC: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// What each byte of a simple font means.
fn encoding(file: &File<'_>, dict: &Dict) -> Vec<String> {
    let encoding = file.resolve(dict.at("Encoding"));
    let (base, differences) = match &encoding {
        Object::Dict(inner) => (file.resolve(inner.at("BaseEncoding")), file.resolve(inner.at("Differences"))),
        other => (other.clone(), Object::Nothing),
    };
    let mut signs: Vec<String> = (0..=255).map(|byte| windows(byte).to_string()).collect();
    if base.name() == Some(b"MacRomanEncoding") {
        for (sign, c) in signs[128..].iter_mut().zip(MAC.chars()) {
            *sign = c.to_string();
        }
    }
    let mut code = 0;
    for item in differences.items().iter().take(1000) {
        if let Some(number) = item.count() {
            code = number;
        } else if let Some(name) = item.name() {
            if let Some(sign) = signs.get_mut(code) {
                *sign = glyph(name);
            }
            code = code.saturating_add(1);
        }
    }
    signs
}

fn windows(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}',
        '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
    ];
    if byte < 0x20 || byte == 0x7f {
        return '\u{fffd}';
    }
    if (0x80..0xa0).contains(&byte) { HIGH[usize::from(byte - 0x80)] } else { char::from(byte) }
}

/// Names of signs that HTML does not have, or has for another.
const GLYPHS: &[(&str, &str)] = &[
    ("space", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("quotesinglbase", "‚"),
    ("quotedblbase", "„"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("endash", "–"),
    ("emdash", "—"),
    ("bullet", "•"),
    ("ellipsis", "…"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("Euro", "€"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("germandbls", "ß"),
    ("dotlessi", "ı"),
    ("degree", "°"),
];

fn glyph(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let name = name.split('.').next().unwrap_or_default();
    if let Some((_, text)) = GLYPHS.iter().find(|(known, _)| *known == name) {
        return (*text).to_owned();
    }
    if name.len() == 1 {
        return name.to_owned();
    }
    let number = name.strip_prefix("uni").or_else(|| name.strip_prefix('u')).filter(|digits| digits.len() >= 4);
    if let Some(c) = number
        .and_then(|digits| u32::from_str_radix(digits.get(..6).unwrap_or(digits), 16).ok())
        .and_then(char::from_u32)
    {
        return c.to_string();
    }
    // Letters with accents are called as in HTML.
    let reference = format!("&{name};");
    let decoded = temoin_syntax::entity::decode(reference.as_bytes(), &mut Default::default());
    if decoded == reference { "\u{fffd}".to_owned() } else { decoded.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_have_names_numbers_or_tables() {
        assert_eq!(MAC.chars().count(), 128);
        let found =
            ["eacute", "A", "quoteright", "uni20AC", "u1F602", "f_i", "nothing"].map(|name| glyph(name.as_bytes()));
        assert_eq!(found, ["é", "A", "’", "€", "😂", "\u{fffd}", "\u{fffd}"]);
        let mut file = File::new(b"");
        let mut font = Font::read(&mut file, &Dict::default());
        font.unicode(b"1 beginbfchar <01> <D83DDE02> endbfchar 2 beginbfrange <02> <04> <0061> <10> <11> [<0062> <00630064>] endbfrange");
        let mut text = String::new();
        font.show(b"\x01\x03\x11\xe9", &mut text);
        assert_eq!(text, "😂bcdé");
    }
}
