//! The XML of NCMEC's hash sharing, version 2: entries with their fingerprints, in no order of time.

use std::collections::HashMap;
use std::io;

use temoin_syntax::Source;
use temoin_syntax::entity::decode;
use temoin_syntax::markup::{Attributes, Dialect, Stream, Token};

use crate::kind::{Kind, typed};
use crate::lines::Lines;
use crate::row::{Rows, Why};

/// The longest tag or text, in bytes.
const LONGEST: usize = 1 << 20;
/// Elements that are one entry.
const ENTRIES: [&str; 2] = ["image", "video"];
/// Elements that take an entry back.
const DELETED: [&str; 2] = ["deletedimage", "deletedvideo"];

/// Reads entries.
pub(crate) fn read(source: &dyn Source, rows: &mut Rows<'_>) -> io::Result<()> {
    let mut stream = Stream::new(source, Dialect::Xml, LONGEST);
    let mut lines = Lines::new(source);
    let mut rows_of: HashMap<(String, String), Vec<u64>> = HashMap::new();
    let mut entry: Option<Entry> = None;
    let mut text = String::new();
    while let Some((token, start, _)) = stream.token()? {
        match token {
            Token::Open { name, attributes, closed } => {
                text.clear();
                let name = local(name);
                let entry_begins = ENTRIES.contains(&name.as_str()) || DELETED.contains(&name.as_str());
                if entry_begins && !closed {
                    let line = lines.of(start)?;
                    entry = Some(Entry { line, deleted: DELETED.contains(&name.as_str()), ..Entry::default() });
                } else if let Some(entry) = entry.as_mut().filter(|_| name == "member") {
                    let mut all = Attributes::new(attributes);
                    let id = all.find(|(name, _)| name.eq_ignore_ascii_case(b"id"));
                    entry.member = id.map(|(_, value)| String::from_utf8_lossy(value).into_owned()).unwrap_or_default();
                }
            }
            Token::Text(more) => text.push_str(&decode_text(more)),
            Token::Plain(more) => text.push_str(&String::from_utf8_lossy(more)),
            Token::Close(name) => {
                let name = local(name);
                if ENTRIES.contains(&name.as_str()) || DELETED.contains(&name.as_str()) {
                    if let Some(entry) = entry.take() {
                        entry.give(&mut rows_of, rows);
                    }
                } else if let Some(entry) = &mut entry {
                    entry.take(&name, text.trim());
                }
                text.clear();
            }
            Token::Comment(_) | Token::Declaration(_) => (),
        }
    }
    if let Some(entry) = entry {
        rows.begin(entry.line);
        rows.bad(Why::Syntax);
    }
    Ok(())
}

#[derive(Default)]
struct Entry {
    line: u64,
    deleted: bool,
    member: String,
    id: String,
    hashes: Vec<(Kind, String)>,
    facts: Vec<(String, String)>,
}

impl Entry {
    fn take(&mut self, name: &str, text: &str) {
        match name {
            "id" => {
                self.id = text.to_owned();
                self.facts.push((name.to_owned(), text.to_owned()));
            }
            "classification" | "member" | "timestamp" if !text.is_empty() => {
                self.facts.push((name.to_owned(), text.to_owned()));
            }
            _ if text.is_empty() => (),
            name => self.hashes.extend(Kind::of(name).map(|kind| (kind, text.to_owned()))),
        }
    }

    fn give(self, rows_of: &mut HashMap<(String, String), Vec<u64>>, rows: &mut Rows<'_>) {
        rows.begin(self.line);
        let earlier = rows_of.entry((self.member, self.id)).or_default();
        // A later entry of the same id takes the place of the earlier one.
        earlier.drain(..).for_each(|number| rows.withdrawn(number));
        if self.deleted {
            return;
        }
        earlier.push(rows.number());
        if self.hashes.is_empty() {
            return rows.bad(Why::NoHash);
        }
        self.hashes.iter().for_each(|(kind, text)| typed(*kind, text.as_bytes(), rows));
        rows.columns(|| self.facts);
    }
}

/// Returns a tag's name in lower case, without what stands before a colon.
fn local(name: &[u8]) -> String {
    let name = name.rsplit(|&byte| byte == b':').next().unwrap_or(name);
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

fn decode_text(raw: &[u8]) -> String {
    decode(raw, &mut Default::default()).into_owned()
}
