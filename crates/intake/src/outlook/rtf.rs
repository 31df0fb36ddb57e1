//! The text of formatted mails (RTF 1.9.1), and the page that Outlook hides in one (MS-OXRTFEX, `\fromhtml1`). Pictures,
//! tables of fonts, styles and fields are stepped over; nothing is drawn.

use std::collections::HashMap;

use crate::charset;

/// Deepest nesting of groups that is told apart.
const DEEPEST: usize = 4096;
/// Most fonts whose charset is remembered.
const FONTS: usize = 4096;
/// Longest name of a command, and most digits of its number.
const WORD: usize = 32;
const DIGITS: usize = 10;

/// Is what a formatted text says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// The text, or the page.
    pub(super) text: String,
    /// It is a page (HTML).
    pub(super) page: bool,
    /// There was more.
    pub(super) cut: bool,
}

/// Reads a formatted text; at most so many bytes come out.
pub(super) fn read(bytes: &[u8], most: usize) -> Found {
    let mut reader = Reader::new(bytes, most);
    reader.run();
    reader.found
}

/// What holds inside a group and ends with it.
#[derive(Clone, Copy, Debug)]
struct State {
    /// What stands here is no text.
    hidden: bool,
    /// It is a part of the page.
    tag: bool,
    /// It is how the page looks in formatted text, and none of it.
    look: bool,
    /// It lists fonts.
    fonts: bool,
    /// The next command names what the group holds and may be unknown.
    star: bool,
    font: i32,
    /// How many signs follow `\u` for programs that do not know it.
    spare: u32,
}

struct Reader<'a> {
    rest: &'a [u8],
    most: usize,
    state: State,
    open: Vec<State>,
    /// Groups beyond the deepest.
    beyond: u64,
    fonts: HashMap<i32, u32>,
    listed: i32,
    default_font: i32,
    code_page: u32,
    /// Bytes of a text in a code page that were not decoded yet.
    held: Vec<u8>,
    high: Option<u16>,
    skip: u32,
    found: Found,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], most: usize) -> Self {
        let state = State { hidden: false, tag: false, look: false, fonts: false, star: false, font: 0, spare: 1 };
        Self {
            rest: bytes,
            most,
            state,
            open: Vec::new(),
            beyond: 0,
            fonts: HashMap::new(),
            listed: 0,
            default_font: 0,
            code_page: 1252,
            held: Vec::new(),
            high: None,
            skip: 0,
            found: Found::default(),
        }
    }

    fn run(&mut self) {
        while let Some((&byte, rest)) = self.rest.split_first() {
            if self.found.text.len() >= self.most {
                self.found.cut = true;
                break;
            }
            self.rest = rest;
            match byte {
                b'{' => self.group(),
                b'}' => self.end(),
                b'\\' => self.command(),
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(byte),
            }
        }
        self.flush();
    }

    fn group(&mut self) {
        self.flush();
        self.skip = 0;
        if self.open.len() < DEEPEST {
            self.open.push(self.state);
        } else {
            self.beyond += 1;
        }
        self.state.star = false;
    }

    fn end(&mut self) {
        self.flush();
        self.skip = 0;
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if let Some(state) = self.open.pop() {
            self.state = state;
        }
    }

    fn command(&mut self) {
        let Some((&first, rest)) = self.rest.split_first() else { return };
        if !first.is_ascii_alphabetic() {
            self.rest = rest;
            self.sign(first);
            return;
        }
        let len = self.rest.iter().take(WORD).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = self.rest.split_at(len);
        let minus = rest.first() == Some(&b'-');
        let rest = &rest[usize::from(minus)..];
        let digits = rest.iter().take(DIGITS).take_while(|byte| byte.is_ascii_digit()).count();
        let number = rest[..digits].iter().fold(0i64, |number, digit| number * 10 + i64::from(digit - b'0'));
        let number = (digits > 0).then_some(if minus { -number } else { number });
        let rest = &rest[digits..];
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        self.flush();
        self.word(word, number);
    }

    /// A command that is no word.
    fn sign(&mut self, sign: u8) {
        match sign {
            b'\'' => {
                let pair = self.rest.split_at_checked(2);
                let digit = |at: usize| self.rest.get(at).and_then(|byte| char::from(*byte).to_digit(16));
                if let (Some((_, rest)), Some(high), Some(low)) = (pair, digit(0), digit(1)) {
                    self.rest = rest;
                    self.byte((high << 4 | low) as u8);
                }
            }
            b'\\' | b'{' | b'}' => self.byte(sign),
            b'*' => self.state.star = true,
            b'~' => self.character('\u{a0}'),
            b'_' => self.character('\u{2011}'),
            b'\r' | b'\n' => self.character('\n'),
            _ => {}
        }
    }

    fn word(&mut self, word: &[u8], number: Option<i64>) {
        let small = number.map_or(0, |number| number.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32);
        let star = std::mem::take(&mut self.state.star);
        match word {
            b"htmltag" if star => self.state.tag = true,
            b"htmlrtf" => self.state.look = number != Some(0),
            b"fromhtml" => self.found.page |= small == 1,
            b"u" => self.unicode(number.unwrap_or(0)),
            b"uc" => self.state.spare = small.clamp(0, 100) as u32,
            b"bin" => self.rest = &self.rest[self.rest.len().min(small.max(0) as usize)..],
            b"ansicpg" if small > 0 => self.code_page = small as u32,
            b"mac" => self.code_page = 10_000,
            b"pc" | b"pca" => self.code_page = 850,
            b"deff" => {
                self.default_font = small;
                self.state.font = small;
            }
            b"plain" => self.state.font = self.default_font,
            b"f" if self.state.fonts => self.listed = small,
            b"f" => self.state.font = small,
            b"fcharset" if self.state.fonts && self.fonts.len() < FONTS => {
                self.fonts.extend(of_charset(small).map(|page| (self.listed, page)));
            }
            b"fonttbl" => {
                self.state.fonts = true;
                self.state.hidden = true;
            }
            b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"header" | b"headerl" | b"headerr" | b"headerf"
            | b"footer" | b"footerl" | b"footerr" | b"footerf" | b"themedata" | b"datastore" | b"objdata"
            | b"fldinst" => self.state.hidden = true,
            b"pntext" | b"listtext" if self.found.page => self.state.hidden = true,
            _ if star => self.state.hidden = true,
            b"par" | b"line" | b"row" | b"sect" | b"page" => self.character('\n'),
            b"tab" | b"cell" => self.character('\t'),
            b"lquote" => self.character('‘'),
            b"rquote" => self.character('’'),
            b"ldblquote" => self.character('“'),
            b"rdblquote" => self.character('”'),
            b"bullet" => self.character('•'),
            b"endash" => self.character('–'),
            b"emdash" => self.character('—'),
            b"emspace" | b"enspace" | b"qmspace" => self.character(' '),
            _ => {}
        }
    }

    /// A unit of UTF-16, as a number with a sign; a pair of them is one character.
    fn unicode(&mut self, number: i64) {
        let unit = i16::try_from(number).map(i16::cast_unsigned).or_else(|_| u16::try_from(number)).unwrap_or(0xfffd);
        match (self.high.take(), unit) {
            (Some(high), 0xdc00..=0xdfff) => {
                let character = char::decode_utf16([high, unit]).next().and_then(Result::ok);
                self.character(character.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            (None, 0xd800..=0xdbff) => self.high = Some(unit),
            (_, 0xd800..=0xdfff) => self.character(char::REPLACEMENT_CHARACTER),
            (_, unit) => self.character(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
        self.skip = self.state.spare;
    }

    fn is_text(&self) -> bool {
        !self.state.hidden && (!self.found.page || self.state.tag || !self.state.look)
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.is_text() {
            self.held.push(byte);
        }
    }

    fn character(&mut self, character: char) {
        if self.is_text() {
            self.flush();
            self.found.text.push(character);
        }
    }

    /// Decodes what was held, in the code page of the font, or in that of the page's own marks.
    fn flush(&mut self) {
        if self.held.is_empty() {
            return;
        }
        let of_font = self.fonts.get(&self.state.font).copied().filter(|_| !self.state.tag);
        let page = of_font.unwrap_or(self.code_page);
        if self.held.is_ascii() {
            self.found.text.extend(self.held.iter().map(|byte| char::from(*byte)));
        } else {
            let name = charset::of_code_page(page).unwrap_or("windows-1252");
            self.found.text.push_str(&charset::decode(&self.held, Some(name)).0);
        }
        self.held.clear();
    }
}

/// Returns the code page of a font's charset; nothing where it is that of the text.
fn of_charset(charset: i32) -> Option<u32> {
    Some(match charset {
        0 => 1252,
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rtf: &str, expected: &str) {
        let found = read(rtf.as_bytes(), 1000);
        assert_eq!((found.text.as_str(), found.page, found.cut), (expected, false, false), "{rtf}");
    }

    #[test]
    fn text_of_formatted_mails() {
        check("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}}\\f0 d\\'e9j\\'e0\\par vu}", "déjà\nvu");
        check("{\\rtf1\\ansi\\uc1 5 \\u8364?\\{\\}\\\\ \\u-10179?\\u-8704?}", "5 €{}\\ 😀");
        check("{\\rtf1{\\fonttbl{\\f1\\fcharset204 A;}}\\f1\\'cf\\'f0{\\f0\\'e9}\\'e8}", "Прéи");
        check("{\\rtf1{\\fonttbl{\\f1\\fcharset128 A;}}\\f1\\'83n\\'83\\'8d\\plain x}", "ハロx");
        check(
            "{\\rtf1{\\*\\generator x;}{\\info{\\author y}}a{\\pict 00ff}{\\field{\\*\\fldinst HYPERLINK z}{\\fldrslt b}}}",
            "ab",
        );
        check("{\\rtf1 a\r\nb\\bin3 xyzc\\line\\tab\\~\\_\\-\\emdash d}", "abc\n\t\u{a0}\u{2011}—d");
        check("}}a{{{b", "ab");
        check("\\", "");
        check("\\u-9999999999 \\'\\'4", "\u{fffd}");
    }

    #[test]
    fn the_page_that_is_hidden_comes_back() {
        let rtf = "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fcharset0 Arial;}}\\uc1\\pard\\plain\\f0\r\n\
            {\\*\\htmltag19 <html>}{\\*\\htmltag50 <body>}\\htmlrtf {\\htmlrtf0 {\\*\\htmltag64 <p>}\\htmlrtf \\par x\\htmlrtf0 \
            d\\'e9j\\'e0 {\\*\\htmltag84 &nbsp;}\\htmlrtf\\'a0\\htmlrtf0 vu\\par\r\n{\\*\\htmltag72 </p>}\\htmlrtf }\\htmlrtf0 {\\*\\mhtmltag84 y}{\\*\\htmltag58 </body>}}";
        let found = read(rtf.as_bytes(), 1000);
        assert_eq!((found.text.as_str(), found.page), ("<html><body><p>déjà &nbsp;vu\n</p></body>", true));
    }

    #[test]
    fn deep_and_long_texts_end() {
        let deep = format!("{}a{}b", "{".repeat(100_000), "}".repeat(100_000));
        assert_eq!(read(deep.as_bytes(), 1000).text, "ab");
        let long = read("x\\par ".repeat(1000).as_bytes(), 100);
        assert!(long.cut && long.text.len() <= 101);
    }

    proptest::proptest! {
        #[test]
        fn any_text_ends(text in "([{}\\\\*'-]|\\\\u-?[0-9]{1,6}|\\\\(bin|uc|f|fcharset)[0-9]{1,3}|\\\\fonttbl|[a-z0-9é ]){0,60}") {
            read(text.as_bytes(), 1000);
        }
    }
}
