use std::io;

use super::value::{Failed, read, read_text};
use super::{DEPTH, Doubts, Part, Path, Value, skip};
use crate::{Damage, DamageKind, Source, Window};

/// Says what to do with a value before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Look at each of the values inside an object or array; a text, number or word is given like with [`Step::Take`].
    Enter,
    /// Give it whole.
    Take,
    /// Step over it.
    Skip,
}

/// Bounds one walk.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest value that is given whole, in bytes.
    pub element: u64,
    /// Where the document begins, after what is not JSON.
    pub from: u64,
    /// One value follows another, as in a file with one a line: the first step of a path is then the value's number.
    pub sequence: bool,
    /// Pairs of names: where an object that is given whole has the first, its field of the second name, which says the
    /// same again, is stepped over unread.
    pub repeated: &'static [(&'static str, &'static str)],
    /// Names that objects are likely to have, in their likely order: they are read faster. Others are read all the same.
    pub foreseen: &'static [&'static str],
}

impl Default for Limits {
    fn default() -> Self {
        Self { element: 32 << 20, from: 0, sequence: false, repeated: &[], foreseen: &[] }
    }
}

/// Is a value that was read whole.
#[derive(Debug)]
pub struct Element<'a> {
    /// The value.
    pub value: Value<'a>,
    /// Its first byte. Blanks and a comma before it are counted in where only such stand between it and the one before.
    pub start: u64,
    /// The first byte after it.
    pub end: u64,
    /// What was odd in it.
    pub doubts: Doubts,
}

/// Chooses and takes the values of a document.
pub trait Visitor {
    /// Says why the walk ends early; the medium's errors are among them.
    type Error: From<io::Error>;

    /// Says what to do with the value at a path.
    fn step(&mut self, path: &Path) -> Step;

    /// Takes a value.
    ///
    /// # Errors
    /// Ends the walk.
    fn take(&mut self, path: &Path, element: Element<'_>) -> Result<(), Self::Error>;

    /// Is told that an object or array that was entered has ended; its last byte is the one before `end`.
    ///
    /// # Errors
    /// Ends the walk.
    fn leave(&mut self, path: &Path, end: u64) -> Result<(), Self::Error> {
        let _ = (path, end);
        Ok(())
    }

    /// Is told what could not be read. The walk goes on after it.
    ///
    /// # Errors
    /// Ends the walk.
    fn damage(&mut self, path: &Path, damage: Damage) -> Result<(), Self::Error> {
        let _ = (path, damage);
        Ok(())
    }
}

/// Walks through a document once, from front to back. Memory holds the largest value given and no more.
///
/// # Errors
/// What the medium reports, and what the visitor ends with; never for what the document holds.
pub fn walk<V: Visitor>(source: &dyn Source, limits: &Limits, visitor: &mut V) -> Result<(), V::Error> {
    let window = Window::new(source, limits.from);
    let mut walk = Walk { window, limits, visitor, path: Path::default(), open: Vec::new(), given: None, cut: false };
    walk.document()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Object,
    Array { next: u64 },
}

struct Walk<'w, 's, V> {
    window: Window<'s>,
    limits: &'w Limits,
    visitor: &'w mut V,
    path: Path,
    open: Vec<Container>,
    /// Where the last value given ended, if nothing but blanks and a comma came since.
    given: Option<u64>,
    /// It was told that the file ends inside something.
    cut: bool,
}

impl<V: Visitor> Walk<'_, '_, V> {
    fn document(&mut self) -> Result<(), V::Error> {
        if self.limits.sequence {
            return self.sequence();
        }
        if self.blank(b"")?.is_some() {
            self.value()?;
            self.containers()?;
        }
        if self.blank(b"")?.is_some() {
            let start = self.window.place();
            self.skip_rest()?;
            self.damaged(start, DamageKind::Syntax)?;
        }
        Ok(())
    }

    fn sequence(&mut self) -> Result<(), V::Error> {
        let mut number = 0;
        while self.blank(b",")?.is_some() {
            self.path.push(Part::Number(number));
            let start = self.window.place();
            self.value()?;
            self.containers()?;
            self.path.pop();
            number += 1;
            if self.window.place() == start {
                self.given = None;
                self.window.advance(1);
                self.damaged(start, DamageKind::Syntax)?;
            }
        }
        Ok(())
    }

    /// Reads what is inside the containers that are open, until all are closed.
    fn containers(&mut self) -> Result<(), V::Error> {
        while let Some(&container) = self.open.last() {
            let Some(byte) = self.blank(b",")? else { return self.cut() };
            match (byte, container) {
                (b'}', Container::Object) | (b']', Container::Array { .. }) => self.close()?,
                (b'"', Container::Object) => self.field()?,
                (b'}' | b']', _) => self.mismatched(byte)?,
                (_, Container::Object) => self.garbage()?,
                (_, Container::Array { next }) => {
                    if let Some(Container::Array { next }) = self.open.last_mut() {
                        *next += 1;
                    }
                    self.path.push(Part::Number(next));
                    self.inner()?;
                }
            }
        }
        Ok(())
    }

    /// Reads a value whose step was pushed; the step goes unless the value stays open.
    fn inner(&mut self) -> Result<(), V::Error> {
        let open = self.open.len();
        let start = self.window.place();
        self.value()?;
        if self.open.len() == open {
            self.path.pop();
            if self.window.place() == start {
                self.garbage()?;
            }
        }
        Ok(())
    }

    fn field(&mut self) -> Result<(), V::Error> {
        let start = self.window.place();
        let name = loop {
            match read_text(self.window.rest()) {
                Ok((name, len, _)) => break Some((name.into_owned(), len)),
                Err(Failed::Short)
                    if !self.window.is_complete() && (self.window.rest().len() as u64) < self.limits.element =>
                {
                    self.window.more()?;
                }
                Err(_) => break None,
            }
        };
        let Some((name, len)) = name else {
            self.given = None;
            self.skip_rest()?;
            self.damaged(start, DamageKind::Truncated)?;
            return Ok(());
        };
        self.given = None;
        self.window.advance(len);
        if self.blank(b"")? != Some(b':') {
            return self.garbage();
        }
        self.window.advance(1);
        let Some(_) = self.blank(b"")? else { return Ok(()) };
        self.path.push(Part::Name(name));
        self.inner()
    }

    /// Reads the value that comes next as the visitor wishes.
    fn value(&mut self) -> Result<(), V::Error> {
        let Some(byte) = self.window.peek()? else { return Ok(()) };
        let opens = matches!(byte, b'{' | b'[');
        match self.visitor.step(&self.path) {
            Step::Enter if opens && self.open.len() < DEPTH => {
                self.given = None;
                self.window.advance(1);
                self.open.push(if byte == b'{' { Container::Object } else { Container::Array { next: 0 } });
                Ok(())
            }
            Step::Enter if opens => self.step_over(Some(DamageKind::TooDeep)),
            Step::Enter | Step::Take => self.give(),
            Step::Skip => self.step_over(None),
        }
    }

    fn give(&mut self) -> Result<(), V::Error> {
        let start = self.window.place();
        let kind = loop {
            match read(self.window.rest(), self.limits) {
                Ok((value, len, doubts)) => {
                    let end = start + len as u64;
                    let element = Element { value, start: self.given.unwrap_or(start), end, doubts };
                    self.visitor.take(&self.path, element)?;
                    self.window.advance(len);
                    self.given = Some(end);
                    return Ok(());
                }
                Err(Failed::Short) if self.window.is_complete() => break self.number_at_the_end(start)?,
                Err(Failed::Short) if self.window.rest().len() as u64 >= self.limits.element => {
                    break Some(DamageKind::TooLarge);
                }
                Err(Failed::Short) => {
                    self.window.more()?;
                }
                Err(Failed::Damaged(kind)) => break Some(kind),
            }
        };
        match kind {
            Some(kind) => self.step_over(Some(kind)),
            None => Ok(()),
        }
    }

    /// A number may be the last thing in a file: then it ends with it.
    fn number_at_the_end(&mut self, start: u64) -> Result<Option<DamageKind>, V::Error> {
        let mut bytes = self.window.rest().to_vec();
        if bytes.len() > 64 || bytes.iter().any(|b| !matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            return Ok(Some(DamageKind::Truncated));
        }
        bytes.push(b' ');
        let Ok((value, len, doubts)) = read(&bytes, self.limits) else { return Ok(Some(DamageKind::Syntax)) };
        let element = Element { value, start: self.given.unwrap_or(start), end: start + len as u64, doubts };
        self.visitor.take(&self.path, element)?;
        self.window.advance(len);
        Ok(None)
    }

    /// Steps over a value; with a kind, tells that it could not be read.
    fn step_over(&mut self, kind: Option<DamageKind>) -> Result<(), V::Error> {
        self.given = None;
        let start = self.window.place();
        let whole = skip::skip(&mut self.window)?;
        let kind = if whole { kind } else { Some(DamageKind::Truncated) };
        match kind {
            Some(kind) if self.window.place() > start => self.damaged(start, kind),
            _ => Ok(()),
        }
    }

    fn close(&mut self) -> Result<(), V::Error> {
        self.window.advance(1);
        self.given = None;
        self.open.pop();
        self.visitor.leave(&self.path, self.window.place())?;
        if !self.open.is_empty() {
            self.path.pop();
        }
        Ok(())
    }

    /// A bracket that does not fit closes the nearest container that it fits; where there is none, it is stepped over.
    fn mismatched(&mut self, byte: u8) -> Result<(), V::Error> {
        let fits = |container: &Container| (*container == Container::Object) == (byte == b'}');
        let start = self.window.place();
        if let Some(at) = self.open.iter().rposition(fits) {
            while self.open.len() > at + 1 {
                self.open.pop();
                self.visitor.leave(&self.path, start)?;
                self.path.pop();
            }
            self.visitor.damage(&self.path, Damage { start, end: start + 1, kind: DamageKind::Syntax })?;
            return self.close();
        }
        self.window.advance(1);
        self.damaged(start, DamageKind::Syntax)
    }

    /// Steps over bytes that fit nowhere, up to the next that may begin or end something.
    fn garbage(&mut self) -> Result<(), V::Error> {
        self.given = None;
        let start = self.window.place();
        loop {
            let rest = self.window.rest();
            let skipped = usize::from(self.window.place() == start && !rest.is_empty());
            match rest[skipped..].iter().position(|b| matches!(b, b'"' | b'{' | b'}' | b'[' | b']' | b',')) {
                Some(at) => {
                    self.window.advance(skipped + at);
                    break;
                }
                None => {
                    let all = rest.len();
                    self.window.advance(all);
                    if self.window.is_complete() || !self.window.more()? {
                        break;
                    }
                }
            }
        }
        self.damaged(start, DamageKind::Syntax)
    }

    /// The file ends while containers are open.
    fn cut(&mut self) -> Result<(), V::Error> {
        let end = self.window.place();
        if !self.cut {
            self.visitor.damage(&self.path, Damage { start: end, end, kind: DamageKind::Truncated })?;
        }
        while self.open.pop().is_some() {
            self.visitor.leave(&self.path, end)?;
            if !self.open.is_empty() {
                self.path.pop();
            }
        }
        Ok(())
    }

    fn damaged(&mut self, start: u64, kind: DamageKind) -> Result<(), V::Error> {
        let end = self.window.place();
        self.cut |= kind == DamageKind::Truncated;
        self.visitor.damage(&self.path, Damage { start, end, kind })
    }

    fn skip_rest(&mut self) -> Result<(), V::Error> {
        loop {
            let all = self.window.rest().len();
            self.window.advance(all);
            if self.window.is_complete() || !self.window.more()? {
                return Ok(());
            }
        }
    }

    /// Steps over blanks, a byte order mark, and the bytes named; returns the next byte.
    fn blank(&mut self, also: &[u8]) -> Result<Option<u8>, V::Error> {
        loop {
            match self.window.peek()? {
                Some(byte) if matches!(byte, b' ' | b'\n' | b'\r' | b'\t') || also.contains(&byte) => {
                    self.window.advance(1);
                }
                Some(0xef) if self.window.place() == 0 && self.window.rest().starts_with("\u{feff}".as_bytes()) => {
                    self.window.advance(3);
                }
                next => return Ok(next),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Notes what it is given, by path.
    struct All<'p> {
        pattern: &'p [&'p str],
        seen: Vec<String>,
        ends: Vec<(u64, u64)>,
        damage: Vec<(u64, u64, &'static str)>,
    }

    impl Visitor for All<'_> {
        type Error = io::Error;

        fn step(&mut self, path: &Path) -> Step {
            match () {
                () if path.is(self.pattern) => Step::Take,
                () if path.touches(self.pattern) => Step::Enter,
                () => Step::Skip,
            }
        }

        fn take(&mut self, path: &Path, element: Element<'_>) -> io::Result<()> {
            if path.is(self.pattern) {
                self.seen.push(format!("{:?}", element.value.at("n").and_then(Value::word)));
                self.ends.push((element.start, element.end));
            }
            Ok(())
        }

        fn damage(&mut self, _: &Path, damage: Damage) -> io::Result<()> {
            self.damage.push((damage.start, damage.end, damage.kind.code()));
            Ok(())
        }
    }

    fn all<'p>(text: &[u8], pattern: &'p [&'p str], sequence: bool) -> All<'p> {
        let mut all = All { pattern, seen: Vec::new(), ends: Vec::new(), damage: Vec::new() };
        walk(&text, &Limits { sequence, element: 1 << 20, ..Limits::default() }, &mut all).unwrap();
        all
    }

    fn check(text: &str, seen: &[&str], damage: &[&str]) {
        let found = all(text.as_bytes(), &["m", "*"], false);
        assert_eq!(found.seen, seen.iter().map(|n| format!("Some({n:?})")).collect::<Vec<_>>(), "{text}");
        assert_eq!(found.damage.iter().map(|(.., code)| *code).collect::<Vec<_>>(), damage, "{text}");
    }

    #[test]
    fn elements_are_given_and_what_is_wrong_is_told() {
        check(r#"{"x":{"m":[{"n":9}]},"m":[{"n":1},{"n":2}],"y":[[]]}"#, &["1", "2"], &[]);
        check(r#"{"m":[{"n":1},{"n":2},{"n":"#, &["1", "2"], &["truncated"]);
        check(r#"{"m":[{"n":1},{"n" 5},{"n":2}]}"#, &["1", "2"], &["damaged"]);
        check(r#"{"m":[{"n":1},]} x"#, &["1"], &["damaged"]);
        check(r#"{"m":[{"n":1}} "#, &["1"], &["damaged"]);
        check(r#"{"m":[{"n":1}"#, &["1"], &["truncated"]);
        check(r#"{"m":[{"n":1}, @@ {"n":2}], 7, "m":[{"n":3}]}"#, &["1", "2", "3"], &["damaged", "damaged"]);
        let deep = format!("{{\"m\":[{{\"n\":1,\"d\":{}1{}}},{{\"n\":2}}]}}", "[".repeat(90), "]".repeat(90));
        check(&deep, &["2"], &["too-deep"]);
    }

    #[test]
    fn separators_belong_to_the_element_after_them() {
        let found = all(b"{\"m\": [ {\"n\":1},\n {\"n\":2} ]}", &["m", "*"], false);
        assert_eq!(found.ends, [(8, 15), (15, 25)]);
    }

    #[test]
    fn lines_are_a_sequence() {
        let found = all(b"{\"n\":1}\n{\"n\":\"a\nb\"}\n} {\"n\":3}\n", &["*"], true);
        assert_eq!(found.seen, ["Some(\"1\")", "Some(\"a\\nb\")", "Some(\"3\")"]);
        assert_eq!(found.damage.len(), 1);
    }

    #[test]
    fn large_files_need_little_memory() {
        let one = format!("{{\"n\":1,\"t\":\"{}\"}},", "x".repeat(1000));
        let text = format!("{{\"m\":[{}{{\"n\":2}}]}}", one.repeat(3000));
        assert_eq!(all(text.as_bytes(), &["m", "*"], false).seen.len(), 3001);
        let large = format!("{{\"m\":[{{\"n\":\"{}\"}},{{\"n\":2}}]}}", "x".repeat(3 << 20));
        let found = all(large.as_bytes(), &["m", "*"], false);
        assert_eq!((found.seen.len(), found.damage[0].2), (1, "too-large"));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(text in "[\\[\\]{}:,\"mn0-9 \\\\x]{0,200}", sequence: bool) {
            let found = all(text.as_bytes(), &["m", "*"], sequence);
            let mut before = 0;
            for (start, end) in found.ends {
                assert!(before <= start && start < end && end <= text.len() as u64, "{text}");
                before = end;
            }
        }
    }
}
