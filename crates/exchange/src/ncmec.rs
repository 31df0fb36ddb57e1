//! NCMEC's hash sharing, version 2: entries of pictures and films, with what is deleted among them.

use std::collections::HashSet;

use temoin_syntax::Source;
use temoin_syntax::entity::{self, Oddities};
use temoin_syntax::markup::{Attributes, Dialect, Stream, Token};

use crate::kind::{Kind, Named, Signal, named};
use crate::lines::Counter;
use crate::row::Nothing;
use crate::scan::mentions;
use crate::tally::{Found, Halt, Tally};
use crate::{Format, Note, Options, Why};

/// The longest text of an element that is kept, in bytes.
const TEXT: usize = 4096;

/// How deep elements may lie in an entry; those of NCMEC lie two deep.
const DEPTH: usize = 64;

/// Returns whether a document begins as an answer of NCMEC does.
pub(crate) fn is(head: &[u8]) -> bool {
    let mut stream = Stream::new(&head, Dialect::Xml, head.len().max(1));
    while let Ok(Some((token, ..))) = stream.token() {
        if let Token::Open { name, .. } = token {
            return is_entries(local(name));
        }
    }
    false
}

fn is_entries(name: &[u8]) -> bool {
    [b"queryResult".as_slice(), b"images", b"videos", b"image", b"video"].contains(&name)
}

/// Reads a document; twice, where something is deleted: first that, then the rest. A deletion counts wherever it stands, as entries do not
/// come in the order of time.
pub(crate) fn read(source: &dyn Source, options: &Options, tally: &mut Tally<'_>) -> Result<(), Halt> {
    let mut deleted = Deleted { all: HashSet::new(), most: options.removed, open: true };
    if mentions(source, &[b"deletedImage", b"deletedVideo"])? {
        once(source, options, &mut Tally::new(Format::Ncmec, &mut Nothing), &mut deleted)?;
    }
    deleted.open = false;
    once(source, options, tally, &mut deleted)
}

/// Holds the members and ids of entries that are deleted.
struct Deleted {
    all: HashSet<(Medium, String, String)>,
    most: usize,
    open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Medium {
    Image,
    Video,
}

/// Is an entry as far as it is read.
struct Entry {
    medium: Medium,
    deletes: bool,
    line: u64,
    member: String,
    id: String,
    beside: Vec<(String, String)>,
    found: Found,
    wrong: Option<Why>,
}

/// Is where in the document the reader is.
struct Place {
    entry: Option<Entry>,
    /// The elements that are open within the entry, by their names.
    open: Vec<String>,
    text: String,
}

fn once(source: &dyn Source, options: &Options, tally: &mut Tally<'_>, deleted: &mut Deleted) -> Result<(), Halt> {
    let mut stream = Stream::new(source, Dialect::Xml, options.line);
    let mut lines = Counter::new(source);
    let mut place = Place { entry: None, open: Vec::new(), text: String::new() };
    let mut oddities = Oddities::default();
    while let Some((token, start, _)) = stream.token()? {
        match token {
            Token::Open { name, attributes, closed } => {
                let name = local(name);
                place.text.clear();
                match (&mut place.entry, entry(name)) {
                    // One in another is one that was not closed.
                    (open, Some((medium, deletes))) => {
                        if let Some(entry) = open.take() {
                            tally.bad(entry.line, Why::Cut)?;
                        }
                        place.open.clear();
                        *open = Some(Entry::new(medium, deletes, lines.line(start)?));
                        if closed {
                            place.finish(tally, deleted)?;
                        }
                    }
                    (Some(entry), None) if !closed && place.open.len() < DEPTH => {
                        if name == b"member"
                            && let Some((_, id)) = Attributes::new(attributes).find(|(name, _)| *name == b"id")
                        {
                            entry.member = String::from_utf8_lossy(&id[..id.len().min(TEXT)]).into_owned();
                        }
                        place.open.push(String::from_utf8_lossy(name).into_owned());
                    }
                    _ => {}
                }
            }
            Token::Text(text) if place.entry.is_some() => place.push(&entity::decode(text, &mut oddities)),
            Token::Plain(text) if place.entry.is_some() => place.push(&String::from_utf8_lossy(text)),
            Token::Close(name) => match (&place.entry, entry(local(name))) {
                (Some(_), Some(_)) => place.finish(tally, deleted)?,
                (Some(_), None) => place.close(local(name)),
                _ => {}
            },
            _ => {}
        }
    }
    if let Some(entry) = place.entry {
        tally.bad(entry.line, Why::Cut)?;
        tally.summary.note(Note::Cut);
    }
    Ok(())
}

impl Entry {
    fn new(medium: Medium, deletes: bool, line: u64) -> Self {
        let (member, id) = (String::new(), String::new());
        Self { medium, deletes, line, member, id, beside: Vec::new(), found: Found::default(), wrong: None }
    }

    /// Takes the text of an element, which lies in others.
    fn take(&mut self, name: &str, around: Option<&str>, text: &str) {
        if around == Some("fingerprints") {
            return self.fingerprint(name, text);
        }
        if name == "id" && around.is_none() {
            self.id = text.to_owned();
        }
        if !text.is_empty() && self.beside.len() < 64 {
            self.beside.push((name.to_owned(), text.to_owned()));
        }
    }

    fn fingerprint(&mut self, name: &str, text: &str) {
        let kind = match (named(name.as_bytes()), self.medium) {
            (Some(Named::Known(Kind::Md5)), Medium::Video) => Kind::VideoMd5,
            (Some(Named::Known(kind)), _) => kind,
            _ => return self.found.other = true,
        };
        match Signal::of(kind, text.as_bytes()) {
            _ if text.is_empty() => {}
            Ok(signal) => self.found.push(signal),
            Err(why) => self.wrong = self.wrong.or(Some(why)),
        }
    }
}

impl Place {
    fn push(&mut self, text: &str) {
        self.text.extend(text.chars().take(TEXT.saturating_sub(self.text.len())));
    }

    /// Closes an element within an entry; one that is not open closes nothing.
    fn close(&mut self, name: &[u8]) {
        let Some(at) = self.open.iter().rposition(|open| open.as_bytes() == name) else { return };
        self.open.truncate(at + 1);
        let (Some(name), Some(entry)) = (self.open.pop(), &mut self.entry) else { return };
        // An element that holds others has no text of its own.
        let around = self.open.last().map(String::as_str);
        if name != "fingerprints" {
            entry.take(&name, around, self.text.trim());
        }
        self.text.clear();
    }

    fn finish(&mut self, tally: &mut Tally<'_>, deleted: &mut Deleted) -> Result<(), Halt> {
        self.open.clear();
        self.text.clear();
        let Some(entry) = self.entry.take() else { return Ok(()) };
        let Entry { medium, deletes, line, member, id, beside, found, wrong } = entry;
        let key = (medium, member, id);
        if tally.wants() {
            let member = Some(&key.1).filter(|member| !member.is_empty());
            let member = member.map(|member| ("member id".to_owned(), member.clone()));
            tally.keep(member.into_iter().chain(beside).collect());
        }
        if deletes {
            if deleted.open {
                deleted.all.insert(key);
                if deleted.all.len() > deleted.most {
                    return Err(Halt::Removed);
                }
            }
            return tally.removed();
        }
        match wrong {
            _ if deleted.all.contains(&key) => tally.removed(),
            Some(why) => tally.bad(line, why),
            None => tally.row(line, &found),
        }
    }
}

/// Returns what an element of this name is an entry of, and whether it says that one is deleted.
fn entry(name: &[u8]) -> Option<(Medium, bool)> {
    match name {
        b"image" => Some((Medium::Image, false)),
        b"video" => Some((Medium::Video, false)),
        b"deletedImage" => Some((Medium::Image, true)),
        b"deletedVideo" => Some((Medium::Video, true)),
        _ => None,
    }
}

/// Returns a name without the prefix of its namespace.
fn local(name: &[u8]) -> &[u8] {
    memchr::memrchr(b':', name).map_or(name, |at| &name[at + 1..])
}
