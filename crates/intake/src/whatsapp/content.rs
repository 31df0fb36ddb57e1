//! What a body says beside what a person wrote: deleted, edited, left out, attached, a call, a poll, the app's own words.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::cursor::is_mark;
use super::phrases::LANGUAGES;

/// U+200E, which an iPhone puts before what the app wrote.
pub(super) const MARK: char = '\u{200e}';

/// Is a set of languages, a bit for each of [`LANGUAGES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Languages(pub(super) u64);

impl Languages {
    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns whether all of them write the day before the month, and there is one at all.
    pub(super) fn day_first(self) -> bool {
        let mut known = LANGUAGES.iter().enumerate().filter(|(at, _)| self.0 >> at & 1 == 1).peekable();
        known.peek().is_some() && known.all(|(_, language)| language.day_first)
    }
}

/// Says what a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// What a person wrote.
    Text,
    /// In place of a deleted message.
    Deleted,
    /// In place of a message deleted by the person who exported.
    DeletedOwn,
    /// In place of media left out.
    Omitted,
    /// A file, with or without a caption.
    Attached,
    /// A poll.
    Poll,
    /// A call; `true` where U+200E says that the app wrote it.
    Call(bool),
    /// The app's own words under somebody's name.
    System,
    /// `null`: something the app cannot export.
    Unknown,
}

/// Is a body taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Content<'t> {
    /// What it is.
    pub(super) what: What,
    /// The app says it was edited.
    pub(super) edited: bool,
    /// The file named.
    pub(super) attachment: Option<&'t str>,
    /// What a person wrote: before the app's mark and after it.
    pub(super) text: (&'t str, &'t str),
    /// Languages that this proves.
    pub(super) proves: Languages,
}

/// Takes a body apart. `marked`: U+200E stands before the header.
pub(super) fn read(body: &str, marked: bool) -> Content<'_> {
    let lead = body.starts_with(MARK);
    let body = body.trim_start_matches(MARK);
    let plain = Content { what: What::Text, edited: false, attachment: None, text: (body, ""), proves: Languages(0) };
    if body == "null" {
        return Content { what: What::Unknown, text: ("", ""), ..plain };
    }
    let mut content = plain;
    if let Some((before, languages)) = edited(body) {
        content = Content { edited: true, text: (before, ""), proves: languages, ..plain };
    }
    let body = content.text.0;
    let (line, rest) = match memchr::memchr(b'\n', body.as_bytes()) {
        Some(end) => (&body[..end], &body[end + 1..]),
        None => (body, ""),
    };
    let line = match line.as_bytes().last() {
        Some(b' ' | 0x80..) => line.trim_end_matches(|c: char| c == ' ' || is_mark(c)),
        _ => line,
    };
    if let Some(found) = mark(line, rest, lead || marked) {
        let mut proves = content.proves;
        proves.add(found.proves);
        return Content { edited: content.edited, proves, ..found };
    }
    if lead && let Some((what, proves)) = system(line) {
        return Content { what, proves, ..content };
    }
    if !lead && rest.is_empty() && is_call(line) {
        return Content { what: What::Call(false), ..content };
    }
    if line.ends_with(':') && is_poll(line) {
        return Content { what: What::Poll, text: (rest, ""), ..content };
    }
    content
}

/// Returns whether a body that begins with that byte may hold a mark of the app, its end aside.
#[inline]
pub(super) fn may_begin(first: u8) -> bool {
    matches!(first, b'<' | 0xe2) || INDEX.firsts[first as usize]
}

/// A mark of the app that takes the first line, or its end.
fn mark<'t>(line: &'t str, rest: &'t str, by_app: bool) -> Option<Content<'t>> {
    let found = |what, text, attachment, proves| Content { what, edited: false, attachment, text, proves };
    match line.as_bytes().last()? {
        b')' => {
            let (name, languages) = attached(line)?;
            return Some(found(What::Attached, ("", rest), Some(name), languages));
        }
        b'>' => {
            let (before, name, languages) = attached_before(line)?;
            return Some(found(What::Attached, (before, rest), Some(name), languages))
                .filter(|_| !name.is_empty())
                .or_else(|| omitted(line).map(|(after, l)| found(What::Omitted, (after, rest), None, l)));
        }
        _ => {}
    }
    if line.starts_with('<') {
        let (after, languages) = omitted(line)?;
        return Some(found(What::Omitted, (after, rest), None, languages));
    }
    let (what, languages) = INDEX.exact(line)?;
    let fits = match what {
        What::Omitted => by_app,
        _ => rest.trim().is_empty(),
    };
    fits.then(|| found(what, ("", if what == What::Omitted { rest } else { "" }), None, languages))
}

/// `text <This message was edited>`.
fn edited(body: &str) -> Option<(&str, Languages)> {
    let inner = body.trim_ascii_end().strip_suffix('>')?;
    let (before, inner) = inner.rsplit_once('<')?;
    let languages = *INDEX.edited.get(inner.trim_matches(is_mark))?;
    Some((before.trim_end_matches(|c: char| c == ' ' || is_mark(c)), languages))
}

/// `IMG-1.jpg (file attached)`.
fn attached(line: &str) -> Option<(&str, Languages)> {
    let (name, inner) = line.strip_suffix(')')?.rsplit_once('(')?;
    let languages = *INDEX.attached.get(inner.trim_matches(is_mark))?;
    let name = name.trim_matches(|c: char| c == ' ' || is_mark(c));
    (name.contains('.') && name.len() <= 255).then_some((name, languages))
}

/// `caption <attached: IMG-1.jpg>`; the name is empty when it is another mark.
fn attached_before(line: &str) -> Option<(&str, &str, Languages)> {
    let (before, inner) = line.strip_suffix('>')?.rsplit_once('<')?;
    let inner = inner.trim_matches(is_mark);
    for (word, languages) in &INDEX.attached_before {
        let Some(rest) = inner.strip_prefix(word) else { continue };
        let Some(name) = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).strip_prefix(':') else { continue };
        let name = name.trim_matches(|c: char| c == ' ' || is_mark(c));
        let before = before.trim_end_matches(|c: char| c == ' ' || is_mark(c));
        return (!name.is_empty()).then_some((before, name, *languages));
    }
    Some((before, "", Languages(0)))
}

/// `<Media omitted>`, at times with a caption on the same line.
fn omitted(line: &str) -> Option<(&str, Languages)> {
    let (inner, after) = line.strip_prefix('<')?.split_once('>')?;
    if inner.len() > 120 {
        return None;
    }
    let inner = inner.trim_matches(|c: char| c == ' ' || is_mark(c)).to_lowercase();
    let languages = *INDEX.omitted.get(inner.as_str())?;
    Some((after.trim_start(), languages))
}

/// The app's own words after U+200E: notices, group changes, calls.
pub(super) fn system(line: &str) -> Option<(What, Languages)> {
    if let Some(languages) = encryption(line) {
        return Some((What::System, languages));
    }
    if is_call(line) {
        return Some((What::Call(true), Languages(0)));
    }
    template(line, Languages(u64::MAX)).map(|_| (What::System, Languages(0)))
}

/// Returns the languages whose notice about encryption begins the line.
pub(super) fn encryption(line: &str) -> Option<Languages> {
    let mut languages = Languages(0);
    for (words, known) in &INDEX.encryption {
        if line.starts_with(words) {
            languages.add(*known);
        }
    }
    (languages.0 != 0).then_some(languages)
}

/// Returns the end of the first hole of a template of these languages that the line fits: what stands before is the
/// subject. The hole is empty for a template that begins with words.
pub(super) fn template(line: &str, of: Languages) -> Option<usize> {
    let line = line.trim_end_matches(|c: char| c == ' ' || is_mark(c));
    let line = line.strip_suffix('.').unwrap_or(line);
    INDEX.templates.iter().filter(|(_, languages)| languages.meets(of)).find_map(|(parts, _)| fits(line, parts))
}

/// Matches a line against fixed parts with non-empty holes between; a hole at the end may be empty.
fn fits(line: &str, parts: &[&str]) -> Option<usize> {
    let (first, others) = parts.split_first()?;
    let mut rest = line.strip_prefix(first)?;
    let Some((last, middle)) = others.split_last() else { return rest.is_empty().then_some(0) };
    let mut subject = None;
    for part in middle {
        let at = skip_one(rest)?.find(part)? + rest.len() - skip_one(rest)?.len();
        subject.get_or_insert(line.len() - rest.len() + at);
        rest = &rest[at + part.len()..];
    }
    let hole = rest.strip_suffix(last)?;
    if hole.is_empty() && !last.is_empty() {
        return None;
    }
    let end = line.len() - rest.len() + hole.len();
    Some(if first.is_empty() { subject.unwrap_or(end) } else { 0 })
}

fn skip_one(text: &str) -> Option<&str> {
    let mut chars = text.chars();
    chars.next()?;
    Some(chars.as_str())
}

fn is_call(line: &str) -> bool {
    if line.as_bytes().first().is_none_or(|&first| !INDEX.call_firsts[first as usize]) {
        return false;
    }
    INDEX.calls.iter().any(|words| {
        line.strip_prefix(words).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with([',', '.', ' ', '\u{200e}']) && (rest.len() < 60) && call_rest(rest)
        })
    })
}

/// After the words for a call: `manqué`, `at 14:05`, a duration, "tap to call back"; never a sentence of a person's,
/// as far as that can be told: it holds a mark, a number or one more word.
fn call_rest(rest: &str) -> bool {
    rest.contains(MARK) || rest.contains(|c: char| c.is_ascii_digit()) || rest.split_whitespace().count() <= 1
}

fn is_poll(line: &str) -> bool {
    INDEX.poll.contains(&line.trim_end_matches([':', ' ', '\u{a0}', '\u{202f}']))
}

struct Index {
    exact: HashMap<&'static str, (What, Languages)>,
    /// Lengths and first bytes that occur in `exact`: most bodies are told from all of them at once.
    lengths: [bool; 256],
    firsts: [bool; 256],
    call_firsts: [bool; 256],
    edited: HashMap<&'static str, Languages>,
    omitted: HashMap<&'static str, Languages>,
    attached: HashMap<&'static str, Languages>,
    attached_before: Vec<(&'static str, Languages)>,
    encryption: Vec<(&'static str, Languages)>,
    templates: Vec<(Vec<&'static str>, Languages)>,
    calls: Vec<&'static str>,
    poll: Vec<&'static str>,
}

static INDEX: LazyLock<Index> = LazyLock::new(Index::new);

impl Index {
    fn new() -> Self {
        let mut index = Self {
            exact: HashMap::new(),
            lengths: [false; 256],
            firsts: [false; 256],
            call_firsts: [false; 256],
            edited: HashMap::new(),
            omitted: HashMap::new(),
            attached: HashMap::new(),
            attached_before: Vec::new(),
            encryption: Vec::new(),
            templates: Vec::new(),
            calls: Vec::new(),
            poll: Vec::new(),
        };
        for (at, language) in LANGUAGES.iter().enumerate() {
            let bit = Languages(1 << at);
            let exact = [
                (language.deleted, What::Deleted),
                (language.deleted_own, What::DeletedOwn),
                (language.omitted_kind, What::Omitted),
            ];
            for (words, what) in exact.into_iter().flat_map(|(list, what)| list.iter().map(move |&w| (w, what))) {
                index.exact.entry(words).or_insert((what, Languages(0))).1.add(bit);
                index.lengths[words.len()] = true;
                index.lengths[words.len() + 1] = true;
                index.firsts[words.as_bytes()[0] as usize] = true;
            }
            let put = |map: &mut HashMap<&'static str, Languages>, list: &[&'static str]| {
                list.iter().for_each(|&words| map.entry(words).or_default().add(bit));
            };
            put(&mut index.edited, language.edited);
            put(&mut index.omitted, language.omitted);
            put(&mut index.attached, language.attached);
            index.attached_before.extend(language.attached_before.iter().map(|&words| (words, bit)));
            index.encryption.extend(language.encryption.iter().map(|&words| (words, bit)));
            index.templates.extend(language.templates.iter().map(|words| (words.split("{}").collect(), bit)));
            index.calls.extend(language.calls);
            language.calls.iter().for_each(|words| index.call_firsts[words.as_bytes()[0] as usize] = true);
            index.poll.extend(language.poll);
        }
        index
    }

    /// Looks up a whole line, with or without a full stop.
    fn exact(&self, line: &str) -> Option<(What, Languages)> {
        let first = *line.as_bytes().first()?;
        if line.len() > 255 || !self.firsts[first as usize] || !self.lengths[line.len()] {
            return None;
        }
        let found = self.exact.get(line).or_else(|| self.exact.get(line.strip_suffix('.')?));
        found.copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, what: What, text: (&str, &str), attachment: Option<&str>) {
        let found = read(body, false);
        assert_eq!((found.what, found.text, found.attachment), (what, text, attachment), "{body:?}");
    }

    #[test]
    fn tells_the_apps_marks_from_what_was_typed() {
        check("je rentre", What::Text, ("je rentre", ""), None);
        check("Ce message a été supprimé", What::Deleted, ("", ""), None);
        check("\u{200e}Ce message a été supprimé.", What::Deleted, ("", ""), None);
        check("Du hast diese Nachricht gelöscht.", What::DeletedOwn, ("", ""), None);
        check("Ce message a été supprimé, menteur", What::Text, ("Ce message a été supprimé, menteur", ""), None);
        check("<Médias omis>", What::Omitted, ("", ""), None);
        check("<Media weggelaten>\nkijk", What::Omitted, ("", "kijk"), None);
        check("\u{200e}image absente", What::Omitted, ("", ""), None);
        check("image absente", What::Text, ("image absente", ""), None);
        check("\u{200e}IMG-1.jpg (fichier joint)\nlégende", What::Attached, ("", "légende"), Some("IMG-1.jpg"));
        check("PTT-1.opus (archivo adjunto)", What::Attached, ("", ""), Some("PTT-1.opus"));
        check("non (fichier joint)", What::Text, ("non (fichier joint)", ""), None);
        check("\u{200e}<pièce jointe : a.jpg>", What::Attached, ("", ""), Some("a.jpg"));
        check(
            "c.pdf • \u{200e}2 pages \u{200e}<attached: c.pdf>",
            What::Attached,
            ("c.pdf • \u{200e}2 pages", ""),
            Some("c.pdf"),
        );
        check("null", What::Unknown, ("", ""), None);
        check(
            "\u{200e}Appel vidéo manqué, \u{200e}Appuyer pour rappeler",
            What::Call(true),
            ("Appel vidéo manqué, \u{200e}Appuyer pour rappeler", ""),
            None,
        );
        check("Missed voice call", What::Call(false), ("Missed voice call", ""), None);
        check("Video call me when you are home", What::Text, ("Video call me when you are home", ""), None);
        check(
            "SONDAGE :\nOui ?\n\u{200e}OPTION : Oui (3 votes)",
            What::Poll,
            ("Oui ?\n\u{200e}OPTION : Oui (3 votes)", ""),
            None,
        );
        check("\u{200e}Thibault a créé ce groupe", What::System, ("Thibault a créé ce groupe", ""), None);
        check("Thibault a créé ce groupe", What::Text, ("Thibault a créé ce groupe", ""), None);
    }

    #[test]
    fn an_edited_message_keeps_its_words() {
        let found = read("mdr \u{200e}<Ce message a été modifié>", false);
        assert_eq!((found.edited, found.text.0), (true, "mdr"));
        let found = read("a\nb <This message was edited>", false);
        assert_eq!((found.edited, found.text.0), (true, "a\nb"));
        assert!(!read("x < y >", false).edited);
    }

    #[test]
    fn templates_need_all_their_parts() {
        let all = Languages(u64::MAX);
        let subject = |line: &'static str| template(line, all).map(|end| &line[..end]);
        assert_eq!(subject("Max a rejoint le groupe"), Some("Max"));
        assert_eq!(subject("Cédric: boulot a rejoint le groupe."), Some("Cédric: boulot"));
        assert_eq!(subject("T a changé le nom du groupe de \"F\" en \"Note: urgent\""), Some("T"));
        assert_eq!(subject("You were added"), Some(""));
        assert_eq!(subject(" left"), None);
        assert_eq!(subject("bonjour à tous"), None);
    }

    #[test]
    fn every_body_cut_anywhere_is_read() {
        let body = "\u{200e}c.pdf • \u{200e}2 pages \u{200e}<pièce jointe : c.pdf> <Ce message a été modifié>";
        for (at, _) in body.char_indices() {
            read(&body[..at], true);
            read(&body[at..], false);
        }
    }
}
