//! ZIP archives (PKWARE APPNOTE 6.3.10), read as a stranger's: every header is compared, nothing is trusted, names are
//! never paths. See `docs/formats/zip.md`.

mod directory;
mod inflate;
mod member;
mod name;
mod wacz;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use flate2::Crc;
use temoin_evidence::Place;

use crate::detect::Detected;
use crate::format::{Format, Head, Kind};
use crate::notes::{Notes, Repeated};
use crate::{
    Flow, Limits, MemberEnd, MemberHeader, Options, Outcome, ReadError, Sink, Source, Summary, Take, outlook, plain,
};

pub(crate) use directory::end_record;
pub(crate) use member::Member;

use directory::{Directory, Entry, Found};
use inflate::Unpacker;

/// Makes a name harmless to show, as those of members are.
pub(crate) fn display(name: &str) -> String {
    name::show(name, 0).name.into_owned()
}

/// Makes the name of a member harmless to show; says whether it would have led elsewhere, or hidden something.
pub(crate) fn harmless(name: &str, number: u64) -> (String, bool) {
    let shown = name::show(name, number);
    (shown.name.into_owned(), shown.odd)
}

/// Is an archive's list of members, each fit to be read or not.
pub(crate) struct Archive<'a> {
    source: &'a dyn Source,
    /// Members that can be read.
    members: Directory,
    listed: u64,
    limits: Limits,
    unpacker: Unpacker<'a>,
    unpacked: u64,
}

/// Reads an archive.
pub(crate) struct Zip;

impl Format for Zip {
    fn kind(&self) -> Kind {
        Kind::ZIP
    }

    fn is_archive(&self) -> bool {
        true
    }

    fn of_bytes(&self) -> bool {
        true
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.media_type == "application/zip"
    }

    fn read(
        &self,
        source: &dyn Source,
        detected: &Detected,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Summary, ReadError> {
        read(source, detected, options, sink)
    }
}

/// Reads an archive: members come out as bytes, what is odd as notes. The archive itself is one piece.
fn read(
    source: &dyn Source,
    detected: &Detected,
    options: &Options,
    sink: &mut dyn Sink,
) -> Result<Summary, ReadError> {
    let mut notes = Notes::new(options.limits.notes);
    sink.piece(temoin_evidence::Span { start: 0, len: source.len() });
    if let Some(detail) = plain::differs(detected, options) {
        notes.add("type-differs", Place::Whole, detail, sink);
    }
    let mut archive = Archive::open(source, options, &mut notes, sink)?;
    for at in 0..archive.len() {
        archive.give(at, &mut notes, sink)?;
    }
    archive.packaged(&mut notes, sink)?;
    let mut summary = Summary::new("zip", &detected.media_type);
    summary.members = Some(archive.listed);
    summary.notes = notes.finish(sink);
    Ok(summary)
}

impl<'a> Archive<'a> {
    /// Lists the members and judges each.
    pub(crate) fn open(
        source: &'a dyn Source,
        options: &Options,
        notes: &mut Notes,
        sink: &mut dyn Sink,
    ) -> Result<Self, ReadError> {
        let limits = options.limits;
        let unpacker = Unpacker::new(source);
        let mut archive = Self { source, members: Directory::default(), listed: 0, limits, unpacker, unpacked: 0 };
        if options.depth >= limits.depth {
            let detail = format!("Archives inside archives are opened {} deep; this one is kept closed.", limits.depth);
            notes.add("too-deep", Place::Whole, detail, sink);
            return Ok(archive);
        }
        let Directory { mut entries, names } = directory::list(&mut archive.unpacker, &limits, notes, sink)?;
        archive.listed = entries.len() as u64;
        for at in directory::in_file_order(&entries) {
            entries[at].locate(archive.unpacker.blocks(), &names)?;
        }
        let mut judged = Judge::default();
        entries.retain_mut(|entry| judged.judge(entry, &names, source.len(), &limits, notes, sink));
        apart(&mut entries, notes, sink);
        archive.members = Directory { entries, names };
        judged.doubled(&archive.members, notes, sink);
        judged.repeated.finish(notes, sink);
        Ok(archive)
    }

    /// Returns how many members can be read.
    pub(crate) fn len(&self) -> usize {
        self.members.entries.len()
    }

    /// Returns the names and numbers of the members that can be read.
    pub(crate) fn members(&self) -> impl Iterator<Item = (u64, &str)> {
        (0..self.len()).map(|at| self.named(at))
    }

    /// Returns the number and the name of a member.
    pub(crate) fn named(&self, at: usize) -> (u64, &str) {
        let entry = &self.members.entries[at];
        (entry.number, self.members.shown(entry))
    }

    /// Returns the last member of a name.
    pub(crate) fn last(&self, name: &str) -> Option<usize> {
        self.members.entries.iter().rposition(|entry| self.members.is_shown(entry, name))
    }

    /// Returns how many bytes a member gives at most.
    pub(crate) fn size(&self, at: usize) -> u64 {
        self.members.entries[at].given()
    }

    /// Returns a member as a source.
    pub(crate) fn member(&self, at: usize) -> Member<'a> {
        Member::new(self.source, &self.members.entries[at])
    }

    /// Compares the members with the list of their sums that a capture of the web carries (WACZ), where it is one; tells
    /// what to do where it is a store of mails.
    pub(crate) fn packaged(&self, notes: &mut Notes, sink: &mut dyn Sink) -> Result<(), ReadError> {
        outlook::in_archive(self.members().map(|(_, name)| name), notes, sink);
        wacz::check(self, notes, sink)
    }

    /// Returns how many members the archive lists.
    pub(crate) fn listed(&self) -> u64 {
        self.listed
    }

    /// Gives one member to the sink, checking its sum and its size on the way.
    pub(crate) fn give(&mut self, at: usize, notes: &mut Notes, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let entry = &self.members.entries[at];
        let header = MemberHeader {
            number: entry.number,
            name_raw: entry.name_raw(&self.members.names).to_vec(),
            name: self.members.shown(entry).to_owned(),
            size_claimed: entry.size,
            modified: entry.modified(),
        };
        match sink.member(header) {
            Take::Bytes => self.pour(at, notes, sink),
            Take::Nothing => Ok(()),
            Take::Stop => Err(ReadError::Stopped),
        }
    }

    /// Gives the bytes of one member, and its end, to a sink that knows which one comes.
    pub(crate) fn pour(&mut self, at: usize, notes: &mut Notes, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let entry = &self.members.entries[at];
        let (size, fault) = unpack(&mut self.unpacker, entry, &self.limits, &mut self.unpacked, sink)?;
        let outcome = match fault {
            None => Outcome::Whole,
            Some(("bomb" | "unpacked-limit", _)) => Outcome::Stopped,
            Some(_) => Outcome::Damaged,
        };
        sink.member_end(MemberEnd { number: entry.number, size, outcome });
        if let Some((code, detail)) = fault {
            notes.add(code, Place::Member(entry.number), detail, sink);
        }
        if entry.recovered && outcome != Outcome::Stopped {
            let detail = "Found by its own header, without the archive's directory.";
            notes.add("recovered", Place::Member(entry.number), detail, sink);
        }
        Ok(())
    }
}

type Fault = (&'static str, String);

fn unpack(
    unpacker: &mut Unpacker<'_>,
    entry: &Entry,
    limits: &Limits,
    unpacked: &mut u64,
    sink: &mut dyn Sink,
) -> Result<(u64, Option<Fault>), ReadError> {
    unpacker.begin(entry.data, entry.compressed, (entry.method == 8).then_some(entry.size));
    let (mut crc, mut size) = (Crc::new(), 0);
    loop {
        let out = match unpacker.next() {
            Ok([]) => break,
            Ok(out) => out,
            Err(error) if inflate::is_broken(&error) => {
                return Ok((
                    size,
                    Some(("broken-member", format!("The packed bytes break off or make no sense after {size} bytes."))),
                ));
            }
            Err(error) => return Err(error.into()),
        };
        size += out.len() as u64;
        *unpacked += out.len() as u64;
        if inflate::grows(size, entry.compressed, limits) {
            return Ok((size, Some(("bomb", bomb(entry.compressed, limits)))));
        }
        if *unpacked > limits.unpacked {
            let detail = format!("More than {} bytes in all would come out of the archive.", limits.unpacked);
            return Ok((size, Some(("unpacked-limit", detail))));
        }
        crc.update(out);
        if sink.member_bytes(out) == Flow::Stop {
            return Err(ReadError::Stopped);
        }
    }
    let fault = if size != entry.size {
        Some(("size-differs", format!("The archive claims {} bytes, {size} came out.", entry.size)))
    } else if crc.sum() != entry.crc {
        Some(("bad-crc", "The bytes do not agree with the archive's sum: damaged or changed.".to_owned()))
    } else {
        None
    };
    Ok((size, fault))
}

fn bomb(stored: u64, limits: &Limits) -> String {
    format!("{stored} packed bytes grow more than {} times: not unpacked further.", limits.ratio)
}

/// Looks at members one by one: what cannot be read is noted and left in the archive.
#[derive(Default)]
struct Judge {
    repeated: Repeated,
}

impl Judge {
    /// Returns whether the member can be read, and labels it with the name to show where that is not the one stored.
    fn judge(
        &mut self,
        entry: &mut Entry,
        names: &[u8],
        size: u64,
        limits: &Limits,
        notes: &mut Notes,
        sink: &mut dyn Sink,
    ) -> bool {
        let raw = entry.name_raw(names);
        let label = entry.label.take();
        let decoded = label.as_deref().map_or_else(|| name::decode(raw), Cow::Borrowed);
        let shown = name::show(&decoded, entry.number);
        let mut note = |code, detail: &str| self.repeated.add(code, entry.number, detail, notes, sink);
        if shown.odd {
            note(
                "unsafe-name",
                "The stored name points elsewhere or hides something; it is shown changed and never used as a path.",
            );
        }
        if entry.found == Found::Nothing {
            note("no-local-header", "The directory names it, but nothing stands at its place.");
            return false;
        }
        if entry.found == Found::Other {
            note("name-differs", "The directory and the member's own header give it different names.");
        }
        if decoded.ends_with(['/', '\\']) && entry.size == 0 {
            return false;
        }
        if let Some((code, detail)) = refusal(entry, size, limits) {
            note(code, &detail);
            return false;
        }
        entry.label = (shown.name.as_bytes() != raw).then(|| shown.name.into());
        true
    }

    /// Names members that another one is called like; all are kept apart.
    fn doubled(&mut self, members: &Directory, notes: &mut Notes, sink: &mut dyn Sink) {
        // Most archives have no such members: a number for each name tells so, and only names that share one are compared.
        let number = |entry: &Entry| name::number(members.shown(entry));
        let mut seen: Vec<u64> = members.entries.iter().map(number).collect();
        seen.sort_unstable();
        let shared: HashSet<u64> = seen.windows(2).filter(|two| two[0] == two[1]).map(|two| two[0]).collect();
        if shared.is_empty() {
            return;
        }
        let mut names: HashMap<String, u64> = HashMap::new();
        for entry in members.entries.iter().filter(|entry| shared.contains(&number(entry))) {
            let first = *names.entry(members.shown(entry).to_lowercase()).or_insert(entry.number);
            if first != entry.number {
                let detail = format!("Same name as member {first} (case aside); both are kept apart.");
                self.repeated.add("doubled-name", entry.number, &detail, notes, sink);
            }
        }
    }
}

/// Says why a member is left in the archive.
fn refusal(entry: &Entry, size: u64, limits: &Limits) -> Option<(&'static str, String)> {
    let refused = |code, detail: &str| Some((code, detail.to_owned()));
    if entry.mode & 0o170_000 == 0o120_000 {
        return refused("link", "It is a link; links are never followed.");
    }
    if entry.flags & 0x2041 != 0 {
        return refused(
            "encrypted-member",
            "It is locked with a password; unlock it with the program that made it and add the result.",
        );
    }
    if !matches!(entry.method, 0 | 8) {
        return Some(("unsupported-method", format!("It is packed by method {}, which is not read.", entry.method)));
    }
    if entry.end() > size && !entry.recovered {
        return refused("cut-member", "Its bytes reach beyond the end of the archive.");
    }
    if inflate::grows(entry.size, entry.compressed, limits) {
        return Some(("bomb", bomb(entry.compressed, limits)));
    }
    None
}

/// Refuses members whose bytes overlap: no honest archive has any.
fn apart(entries: &mut Vec<Entry>, notes: &mut Notes, sink: &mut dyn Sink) {
    let mut overlap = vec![false; entries.len()];
    let mut reach: Option<(u64, usize)> = None;
    for at in directory::in_file_order(entries) {
        let entry = &entries[at];
        if let Some((end, before)) = reach
            && entry.local < end
        {
            overlap[at] = true;
            overlap[before] = true;
        }
        if reach.is_none_or(|(end, _)| entry.end() > end) {
            reach = Some((entry.end(), at));
        }
    }
    let count = overlap.iter().filter(|&&yes| yes).count();
    if let Some(first) = overlap.iter().position(|&yes| yes) {
        let detail = format!("{count} members share bytes with one another: none of them is unpacked.");
        notes.add("overlap", Place::Member(entries[first].number), detail, sink);
        let mut overlap = overlap.into_iter();
        entries.retain(|_| !overlap.next().unwrap_or_default());
    }
}

#[cfg(test)]
mod tests;
