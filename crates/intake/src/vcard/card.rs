//! One card as a record: the name, then a line for each thing that it says.

use temoin_evidence::{Attachment, AttachmentState, DetailKey, Flag, Flags, Kind, Record, Span};

use crate::content_line::{ContentLine, Property, components, plain};
use crate::email::{base64, quoted_printable};
use crate::emit::Emit;
use crate::{ReadError, charset, time};

/// Most lines of one card, and the longest text of one, in bytes.
const LINES: usize = 2000;
const LINE: usize = 64 << 10;
/// Encodings (vCard 2.1, section 2.1.4.2): where a parameter has no name, one of these is no type.
const ENCODINGS: [&str; 5] = ["quoted-printable", "base64", "b", "8bit", "7bit"];

/// Is a card while it is read.
pub(super) struct Card {
    record: Record,
    number: u64,
    name: String,
    /// The parts of the name: family, given, other names, before, behind.
    parts: Vec<String>,
    lines: Vec<Said>,
    /// Labels that the person gave, by group.
    labels: Vec<(String, String)>,
    members: u32,
    agent: bool,
}

/// Is one thing that a card says.
struct Said {
    group: String,
    what: String,
    types: Vec<String>,
    value: String,
}

impl Card {
    pub(super) fn new(number: u64, start: u64, end: u64) -> Self {
        Self {
            record: Record::new(Kind::Contact, Span { start, len: end - start }),
            number,
            name: String::new(),
            parts: Vec::new(),
            lines: Vec::new(),
            labels: Vec::new(),
            members: 0,
            agent: false,
        }
    }

    /// Takes bytes into it, up to a place.
    pub(super) fn goes_on(&mut self, end: u64) {
        self.record.span.len = end - self.record.span.start;
    }

    /// Returns whether the last line was about someone who acts for this person: a card may follow inside.
    pub(super) fn is_agent(&self) -> bool {
        self.agent
    }

    /// Takes a content line; what is a file inside becomes a member. Returns whether all of it could be decoded.
    ///
    /// # Errors
    /// [`ReadError::Stopped`] when the sink asks to stop.
    pub(super) fn take(&mut self, line: &ContentLine, emit: &mut Emit<'_>) -> Result<bool, ReadError> {
        self.agent = false;
        if line.cut {
            self.record.flags.insert(Flag::TextCut);
        }
        let (text, replaced) = line.text();
        let Some(found) = Property::of(&text) else { return Ok(true) };
        let upper = found.name.to_ascii_uppercase();
        if matches!(upper.as_str(), "PHOTO" | "LOGO" | "SOUND" | "KEY")
            && let Some((bytes, media)) = inside(&found)
        {
            let (bytes, whole) = base64(bytes.as_bytes());
            self.member(&upper, media.as_deref(), &found, &bytes, emit)?;
            return Ok(whole && !line.cut);
        }
        let charset = found.parameter("CHARSET");
        let again = charset.filter(|_| replaced).map(|name| line.text_in(name));
        let found = again.as_ref().and_then(|(text, _)| Property::of(text)).unwrap_or(found);
        let odd = again.as_ref().map_or(replaced, |(_, odd)| *odd);
        let value = value(&found, charset, &mut self.record.flags);
        if odd {
            self.record.flags.insert(Flag::InvalidBytes);
        }
        self.says(&upper, &found, &value);
        Ok(true)
    }

    fn says(&mut self, upper: &str, found: &Property<'_>, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            self.agent = upper == "AGENT";
            return;
        }
        let joined = |separator: &str| {
            let parts = components(value);
            parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(separator)
        };
        let text = plain(value);
        match upper {
            "VERSION" | "PROFILE" => {}
            "FN" if self.name.is_empty() => self.name = text,
            "N" if self.parts.is_empty() => self.parts = components(value),
            "UID" => self.record.detail(DetailKey::Id, text),
            "PRODID" => self.record.detail(DetailKey::Program, text),
            "X-ABLABEL" if !found.group.is_empty() => {
                // Apple writes its own labels as `_$!<Home>!$_`.
                let label = text.trim_start_matches("_$!<").trim_end_matches(">!$_").to_owned();
                if self.labels.len() < LINES {
                    self.labels.push((found.group.to_owned(), label));
                }
            }
            "REV" => match stamp(value) {
                Some(stamp) => self.record.detail(DetailKey::Edited, stamp),
                None => self.line(found, text),
            },
            "ADR" => {
                self.record.detail(DetailKey::Place, joined(", "));
                self.line(found, joined(", "));
            }
            "ORG" => self.line(found, joined(", ")),
            "N" | "GENDER" => self.line(found, joined(" ")),
            "URL" => {
                self.record.detail(DetailKey::Url, text.as_str());
                self.line(found, text);
            }
            "IMPP" | "SOCIALPROFILE" | "X-SOCIALPROFILE" | "PHOTO" | "LOGO" => {
                self.record.detail(DetailKey::Link, text.as_str());
                self.line(found, text);
            }
            "TEL" | "EMAIL" => {
                let bare = text.split_once(':').filter(|(scheme, _)| matches!(*scheme, "tel" | "mailto"));
                let bare = bare.map(|(_, rest)| rest.to_owned());
                self.line(found, bare.unwrap_or(text));
            }
            _ => self.line(found, text),
        }
    }

    fn line(&mut self, found: &Property<'_>, mut value: String) {
        if self.lines.len() >= LINES || value.len() > LINE {
            self.record.flags.insert(Flag::TextCut);
            value.truncate(value.floor_char_boundary(LINE));
        }
        if self.lines.len() < LINES {
            let (group, what) = (found.group.to_owned(), found.name.to_ascii_lowercase());
            self.lines.push(Said { group, what, types: types(found), value });
        }
    }

    fn member(
        &mut self,
        upper: &str,
        media: Option<&str>,
        found: &Property<'_>,
        bytes: &[u8],
        emit: &mut Emit<'_>,
    ) -> Result<(), ReadError> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.members += 1;
        let again = if self.members > 1 { format!("-{}", self.members) } else { String::new() };
        let named = media.map(str::to_owned).or_else(|| types(found).into_iter().next()).unwrap_or_default();
        let ending = ending(named.rsplit('/').next().unwrap_or_default());
        let name = format!("{}-{}{again}.{ending}", upper.to_ascii_lowercase(), self.number + 1);
        emit.member(&name, None, bytes)?;
        self.record.attachments.push(Attachment { name, state: AttachmentState::Present });
        Ok(())
    }

    /// Returns the record.
    pub(super) fn record(self) -> Record {
        let Self { mut record, mut name, parts, lines, labels, .. } = self;
        let part = |at: usize| parts.get(at).map(|part| part.trim()).filter(|part| !part.is_empty());
        let whole: Vec<&str> = [3, 1, 2, 0, 4].into_iter().filter_map(part).collect();
        let mut text = String::new();
        if name.trim().is_empty() {
            name = whole.join(" ");
        } else if whole.iter().any(|part| !name.contains(part)) {
            text = format!("\nn: {}", whole.join(" "));
        }
        if name.is_empty() {
            let first = |what: &str| lines.iter().find(|said| said.what == what).map(|said| said.value.clone());
            let found = ["nickname", "org", "email", "tel"].into_iter().find_map(first);
            name = found.unwrap_or_default();
        }
        for Said { group, what, types, value } in &lines {
            let label = labels.iter().find(|(of, _)| !group.is_empty() && of.eq_ignore_ascii_case(group));
            let types = label.map_or_else(|| types.join(", "), |(_, label)| label.clone());
            let types = if types.is_empty() { types } else { format!(" ({types})") };
            text.push_str(&format!("\n{what}{types}: {value}"));
        }
        record.detail(DetailKey::Subject, name.as_str());
        record.text = name + &text;
        record
    }
}

/// Returns a value as text: freed of quoted-printable, in the charset that it names.
fn value(found: &Property<'_>, charset: Option<&str>, flags: &mut Flags) -> String {
    let quoted = found.parameters().any(|(_, value)| value.trim_matches('"').eq_ignore_ascii_case("QUOTED-PRINTABLE"));
    if !quoted {
        return found.value.to_owned();
    }
    let (text, odd) = charset::decode(&quoted_printable(found.value.as_bytes()), charset);
    if odd {
        flags.insert(Flag::InvalidBytes);
    }
    text.replace("\r\n", "\n")
}

/// Returns the base64 of a file inside, and the media type that it names: as an encoded value, or as a `data:` address.
fn inside<'p>(found: &Property<'p>) -> Option<(&'p str, Option<String>)> {
    if let Some(rest) = found.value.trim_start().strip_prefix("data:") {
        let (head, data) = rest.split_once(',')?;
        let media = head.split(';').next().unwrap_or_default();
        return head.ends_with(";base64").then(|| (data, Some(media.to_ascii_lowercase())));
    }
    let packed = found.parameters().any(|(name, value)| {
        let encoding = name.is_empty() || name.eq_ignore_ascii_case("ENCODING");
        encoding && (value.eq_ignore_ascii_case("BASE64") || value.eq_ignore_ascii_case("B"))
    });
    packed.then(|| (found.value, found.parameter("MEDIATYPE").map(str::to_ascii_lowercase)))
}

/// Lists the types that a property names, in lower case.
fn types(found: &Property<'_>) -> Vec<String> {
    let named = found.parameters().filter(|(name, _)| name.is_empty() || name.eq_ignore_ascii_case("TYPE"));
    let all = named.flat_map(|(_, value)| value.trim_matches('"').split(',')).map(str::to_ascii_lowercase);
    all.filter(|one| !one.is_empty() && one != "pref" && !ENCODINGS.contains(&one.as_str())).take(10).collect()
}

fn ending(kind: &str) -> &str {
    match kind {
        "jpeg" | "jpg" => "jpg",
        "png" | "gif" | "webp" | "bmp" | "heic" | "wav" | "ogg" => kind,
        _ => "bin",
    }
}

/// Reads when a card was changed: `2024-03-05T13:05:09Z`, or `20240305T130509Z`.
fn stamp(value: &str) -> Option<String> {
    let long = || {
        let part = |range: std::ops::Range<usize>| value.get(range);
        let (date, clock) = ([part(0..4)?, part(4..6)?, part(6..8)?].join("-"), value.get(8..)?);
        if clock.is_empty() {
            return time::iso(&date);
        }
        let clock = clock.strip_prefix('T')?;
        let (hour, minute, second) = (clock.get(0..2)?, clock.get(2..4)?, clock.get(4..6)?);
        time::iso(&format!("{date}T{hour}:{minute}:{second}{}", &clock[6..]))
    };
    time::iso(value).or_else(long).map(|moment| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_change() {
        let check = |value: &str, expected: Option<&str>| assert_eq!(stamp(value).as_deref(), expected, "{value}");
        check("2024-03-05T13:05:09Z", Some("2024-03-05T13:05:09Z"));
        check("20240305T130509Z", Some("2024-03-05T13:05:09Z"));
        check("20240305", Some("2024-03-05"));
        check("2024-03-05", Some("2024-03-05"));
        check("20240305T13é509", None);
        check("hier", None);
    }
}
