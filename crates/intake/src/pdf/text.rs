//! The text that a page shows (ISO 32000-1, section 9.4): what is shown where, put into lines. Nothing is drawn.

use std::collections::HashMap;
use std::rc::Rc;

use super::file::File;
use super::font::Font;
use super::object::{Dict, Object, Objects};

/// Deepest nesting of forms inside a page.
const DEEPEST: usize = 8;
/// Most fonts of one file, most operands of one operator, and most forms shown.
const FONTS: usize = 128;
const OPERANDS: usize = 512;
const FORMS: usize = 20_000;

/// A matrix: `[a b c d e f]` of section 8.3.4.
type Matrix = [f64; 6];

const UNIT: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn times(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// Reads the texts of pages; fonts are read once.
pub(super) struct Reader {
    fonts: HashMap<u32, Rc<Font>>,
    forms: usize,
    /// The text may be this long.
    most: usize,
    /// Something was left out because of a limit.
    pub(super) cut: bool,
}

#[derive(Clone)]
struct State {
    page: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    leading: f64,
    letters: f64,
    words: f64,
    stretch: f64,
}

struct Shown<'r> {
    reader: &'r mut Reader,
    state: State,
    stack: Vec<State>,
    text: Matrix,
    line: Matrix,
    /// Where the last sign ended, and how large it was.
    end: Option<(f64, f64, f64)>,
    out: String,
}

impl Reader {
    pub(super) fn new(most: usize) -> Self {
        Self { fonts: HashMap::new(), forms: 0, most, cut: false }
    }

    /// Returns the text of a page with these streams and resources.
    pub(super) fn page(&mut self, file: &mut File<'_>, content: &[u8], resources: &Dict) -> String {
        let state = State { page: UNIT, font: None, size: 1.0, leading: 0.0, letters: 0.0, words: 0.0, stretch: 1.0 };
        let mut shown =
            Shown { reader: self, state, stack: Vec::new(), text: UNIT, line: UNIT, end: None, out: String::new() };
        shown.run(file, content, resources, 0);
        let lines: Vec<&str> = shown.out.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    }

    fn font(&mut self, file: &mut File<'_>, resources: &Dict, name: &[u8]) -> Option<Rc<Font>> {
        let fonts = file.dict(resources.at("Font"));
        let font = fonts.at(std::str::from_utf8(name).ok()?)?.clone();
        if let Object::Ref(number) = &font
            && let Some(known) = self.fonts.get(number)
        {
            return Some(known.clone());
        }
        if self.fonts.len() >= FONTS {
            self.cut = true;
            return None;
        }
        let dict = file.dict(Some(&font));
        let read = Rc::new(Font::read(file, &dict));
        if let Object::Ref(number) = font {
            self.fonts.insert(number, read.clone());
        }
        Some(read)
    }
}

impl Shown<'_> {
    fn run(&mut self, file: &mut File<'_>, content: &[u8], resources: &Dict, depth: usize) {
        let mut objects = Objects::new(content, 0, false);
        let mut operands: Vec<Object> = Vec::new();
        let mut fonts: HashMap<Vec<u8>, Option<Rc<Font>>> = HashMap::new();
        let mut forms: Option<Dict> = None;
        let depth_of_stack = self.stack.len();
        while let Some(object) = objects.next() {
            let Object::Word(word) = object else {
                if operands.len() < OPERANDS {
                    operands.push(object);
                }
                continue;
            };
            if self.out.len() > self.reader.most {
                self.reader.cut = true;
                break;
            }
            match word.as_slice() {
                b"BI" => objects.at = picture_end(content, objects.at),
                b"Do" => {
                    let forms = forms.get_or_insert_with(|| file.dict(resources.at("XObject")));
                    self.form(file, &operands, forms, resources, depth);
                }
                b"Tf" => {
                    let name = operands.first().and_then(Object::name).unwrap_or_default();
                    if !fonts.contains_key(name) {
                        if fonts.len() >= FONTS {
                            fonts.clear();
                        }
                        fonts.insert(name.to_vec(), self.reader.font(file, resources, name));
                    }
                    self.state.font = fonts.get(name).cloned().flatten();
                    self.state.size = number(&operands, 1);
                }
                word => self.operator(word, &operands),
            }
            operands.clear();
        }
        self.stack.truncate(depth_of_stack);
    }

    fn operator(&mut self, word: &[u8], operands: &[Object]) {
        let n = |at| number(operands, at);
        match word {
            b"q" if self.stack.len() < 256 => self.stack.push(self.state.clone()),
            b"Q" => self.state = self.stack.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => self.state.page = times(&matrix(operands), &self.state.page),
            b"BT" => (self.text, self.line) = (UNIT, UNIT),
            b"Tm" => {
                self.line = matrix(operands);
                self.text = self.line;
            }
            b"Td" => self.down(n(0), n(1)),
            b"TD" => {
                self.state.leading = -n(1);
                self.down(n(0), n(1));
            }
            b"T*" => self.down(0.0, -self.state.leading),
            b"TL" => self.state.leading = n(0),
            b"Tc" => self.state.letters = n(0),
            b"Tw" => self.state.words = n(0),
            b"Tz" => self.state.stretch = n(0) / 100.0,
            b"Tj" => self.show(operands.first()),
            b"'" => {
                self.down(0.0, -self.state.leading);
                self.show(operands.first());
            }
            b"\"" => {
                (self.state.words, self.state.letters) = (n(0), n(1));
                self.down(0.0, -self.state.leading);
                self.show(operands.get(2));
            }
            b"TJ" => {
                for item in operands.first().map(Object::items).unwrap_or_default() {
                    match item.number() {
                        Some(back) => self.advance(-back / 1000.0 * self.state.size),
                        None => self.show(Some(item)),
                    }
                }
            }
            _ => {}
        }
    }

    fn down(&mut self, x: f64, y: f64) {
        self.line = times(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line);
        self.text = self.line;
    }

    fn advance(&mut self, by: f64) {
        self.text = times(&[1.0, 0.0, 0.0, 1.0, by * self.state.stretch, 0.0], &self.text);
    }

    fn show(&mut self, text: Option<&Object>) {
        let Some(bytes) = text.and_then(Object::bytes).filter(|bytes| !bytes.is_empty()) else { return };
        let Some(font) = self.state.font.clone() else { return };
        let place = times(&self.text, &self.state.page);
        let size = (self.state.size * (place[0].abs() + place[1].abs())).abs().max(0.01);
        self.part(place[4], place[5], size);
        let (width, signs) = font.show(bytes, &mut self.out);
        let blanks = if font.wide { 0 } else { bytes.iter().filter(|byte| **byte == b' ').count() };
        let extra = self.state.letters * signs as f64 + self.state.words * blanks as f64;
        self.advance(width / 1000.0 * self.state.size + extra);
        let place = times(&self.text, &self.state.page);
        self.end = Some((place[4], place[5], size));
    }

    /// A new line where what follows stands higher or lower; a blank where it stands apart.
    fn part(&mut self, x: f64, y: f64, size: f64) {
        let Some((end, base, before)) = self.end else { return };
        let size = size.max(before);
        if (y - base).abs() > size * 0.4 || x < end - size * 2.0 {
            self.out.push('\n');
        } else if x - end > size * 0.15 && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    /// Shows a form, which is a piece of a page with resources of its own.
    fn form(&mut self, file: &mut File<'_>, operands: &[Object], forms: &Dict, resources: &Dict, depth: usize) {
        let Some(name) = operands.first().and_then(Object::name).and_then(|name| std::str::from_utf8(name).ok()) else {
            return;
        };
        let Some(object) = forms.at(name) else { return };
        let dict = file.dict(Some(object));
        if !dict.is("Subtype", "Form") {
            return;
        }
        self.reader.forms += 1;
        if depth >= DEEPEST || self.reader.forms > FORMS {
            self.reader.cut = true;
            return;
        }
        let content = file.stream(object);
        let own = file.dict(dict.at("Resources"));
        let own = if dict.at("Resources").is_some() { &own } else { resources };
        let before = self.state.clone();
        let matrix = file.resolve(dict.at("Matrix"));
        if matrix.items().len() == 6 {
            self.state.page = times(&self::matrix(matrix.items()), &self.state.page);
        }
        self.run(file, &content, own, depth + 1);
        self.state = before;
    }
}

fn number(operands: &[Object], at: usize) -> f64 {
    // Sums of such numbers stay numbers.
    operands.get(at).and_then(Object::number).map_or(0.0, |number| number.clamp(-1e9, 1e9))
}

fn matrix(operands: &[Object]) -> Matrix {
    [0, 1, 2, 3, 4, 5].map(|at| number(operands, at))
}

/// Steps over a picture that stands in the content itself.
fn picture_end(content: &[u8], from: usize) -> usize {
    let rest = &content[from.min(content.len())..];
    memchr::memmem::find(rest, b"EI").map_or(content.len(), |at| from + at + 2)
}
