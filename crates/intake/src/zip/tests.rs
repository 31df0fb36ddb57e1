use std::cell::Cell;
use std::io::{self, Write};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use proptest::prelude::*;
use temoin_evidence::{Note, Record, Span};

use super::inflate;
use crate::{
    Detected, Flow, Kind, Limits, MemberEnd, MemberHeader, Nothing, Options, Outcome, Sink, Source, Summary, Take,
};

#[derive(Default)]
struct Kept {
    members: Vec<(String, Vec<u8>, Option<Outcome>)>,
    notes: Vec<Note>,
}

impl Sink for Kept {
    fn record(&mut self, _: Record) -> Flow {
        Flow::Continue
    }

    fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    fn piece(&mut self, _: Span) {}

    fn member(&mut self, header: MemberHeader) -> Take {
        self.members.push((header.name, Vec::new(), None));
        Take::Bytes
    }

    fn member_bytes(&mut self, bytes: &[u8]) -> Flow {
        self.members.last_mut().unwrap().1.extend_from_slice(bytes);
        Flow::Continue
    }

    fn member_end(&mut self, end: MemberEnd) {
        self.members.last_mut().unwrap().2 = Some(end.outcome);
    }
}

/// Is one member to be written, with every way to lie.
#[derive(Clone)]
struct Member {
    name: &'static [u8],
    local_name: &'static [u8],
    bytes: Vec<u8>,
    deflate: bool,
    descriptor: bool,
    flags: u16,
    mode: u32,
    crc: Option<u32>,
}

fn member(name: &'static str, bytes: &[u8]) -> Member {
    let name = name.as_bytes();
    let bytes = bytes.to_vec();
    Member { name, local_name: name, bytes, deflate: true, descriptor: false, flags: 0, mode: 0, crc: None }
}

fn header(member: &Member, central: bool, stored: usize, offset: u32) -> Vec<u8> {
    let crc = member.crc.unwrap_or_else(|| inflate::crc(&member.bytes));
    let hidden = member.descriptor && !central;
    let name = if central { member.name } else { member.local_name };
    let mut out = if central { b"PK\x01\x02\x14\x03".to_vec() } else { b"PK\x03\x04".to_vec() };
    let flags = member.flags | if member.descriptor { 8 } else { 0 };
    for word in [20, flags, if member.deflate { 8 } else { 0 }, 0x4800, 0x586c] {
        out.extend(u16::to_le_bytes(word));
    }
    for word in [crc, stored as u32, member.bytes.len() as u32] {
        out.extend(u32::to_le_bytes(if hidden { 0 } else { word }));
    }
    out.extend(u16::to_le_bytes(name.len() as u16));
    out.extend([0, 0]);
    if central {
        out.extend([0; 6]);
        out.extend(u32::to_le_bytes(member.mode << 16));
        out.extend(u32::to_le_bytes(offset));
    }
    out.extend(name);
    out
}

fn archive(members: &[Member]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for member in members {
        let packed = if member.deflate {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&member.bytes).unwrap();
            encoder.finish().unwrap()
        } else {
            member.bytes.clone()
        };
        directory.extend(header(member, true, packed.len(), out.len() as u32));
        out.extend(header(member, false, packed.len(), 0));
        out.extend(&packed);
        if member.descriptor {
            out.extend(b"PK\x07\x08");
            for word in [inflate::crc(&member.bytes), packed.len() as u32, member.bytes.len() as u32] {
                out.extend(u32::to_le_bytes(word));
            }
        }
    }
    let start = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(u16::to_le_bytes(members.len() as u16).repeat(2));
    out.extend(u32::to_le_bytes(directory.len() as u32));
    out.extend(u32::to_le_bytes(start));
    out.extend([0, 0]);
    out
}

fn read(bytes: &[u8], options: &Options) -> (Summary, Kept) {
    let detected = Detected { media_type: "application/zip".into(), kind: Kind::ZIP, encoding: None };
    let mut kept = Kept::default();
    let summary = super::read(&bytes, &detected, options, &mut kept).unwrap();
    (summary, kept)
}

/// Names that came out whole, and codes of the notes.
fn check(bytes: &[u8], names: &[&str], codes: &[&str]) {
    let (_, kept) = read(bytes, &Options::default());
    let whole = kept.members.iter().filter(|member| member.2 == Some(Outcome::Whole));
    assert_eq!(whole.map(|member| member.0.as_str()).collect::<Vec<_>>(), names);
    assert_eq!(kept.notes.iter().map(|note| note.code.as_str()).collect::<Vec<_>>(), codes);
}

#[test]
fn members_come_out_byte_for_byte() {
    let stored = Member { deflate: false, ..member("b.txt", b"stored") };
    let streamed = Member { descriptor: true, ..member("c.txt", &[7; 3000]) };
    let (summary, kept) = read(&archive(&[member("a.txt", b"hello"), stored, streamed]), &Options::default());
    let bytes: Vec<_> = kept.members.iter().map(|member| member.1.clone()).collect();
    assert_eq!(bytes, [b"hello".to_vec(), b"stored".to_vec(), vec![7; 3000]]);
    assert_eq!((summary.members, kept.notes.len()), (Some(3), 0));
}

#[test]
fn every_lie_is_told() {
    let one = || member("a.txt", b"hello");
    check(&archive(&[Member { crc: Some(1), ..one() }]), &[], &["bad-crc"]);
    check(&archive(&[Member { local_name: b"b.exe", ..one() }]), &["a.txt"], &["name-differs"]);
    check(&archive(&[Member { flags: 1, ..one() }]), &[], &["encrypted-member"]);
    check(&archive(&[Member { mode: 0o120_777, ..one() }]), &[], &["link"]);
    check(&archive(&[one(), member("A.TXT", b"x")]), &["a.txt", "A.TXT"], &["doubled-name"]);
    check(&archive(&[member("../../a.txt", b"x")]), &["a.txt"], &["unsafe-name"]);
    check(&archive(&[member("zeros", &vec![0; 4 << 20])]), &[], &["bomb"]);
    check(&archive(&[member("d/", b"")]), &[], &[]);
    check(&[b"MZ before".to_vec(), archive(&[one()])].concat(), &["a.txt"], &["prefixed-data"]);
}

#[test]
fn members_that_share_bytes_are_refused() {
    let mut bytes = archive(&[member("a.txt", b"hello"), member("b.txt", b"world")]);
    // The second directory entry is made to point at the first member.
    let second = memchr::memmem::rfind(&bytes, b"PK\x01\x02").unwrap();
    bytes[second + 42..second + 46].fill(0);
    check(&bytes, &[], &["name-differs", "overlap"]);
}

#[test]
fn a_cut_archive_is_recovered_by_its_own_headers() {
    let streamed = Member { descriptor: true, ..member("b.txt", b"world") };
    let bytes = archive(&[member("a.txt", b"hello"), streamed]);
    let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    check(&bytes[..directory], &["a.txt", "b.txt"], &["no-directory", "recovered", "recovered"]);
}

#[test]
fn archives_are_opened_three_deep() {
    let bytes = archive(&[member("a.txt", b"hello")]);
    for (depth, members) in [(0, 1), (2, 1), (3, 0)] {
        let (_, kept) = read(&bytes, &Options { depth, ..Options::default() });
        assert_eq!(kept.members.len(), members);
    }
}

#[test]
fn limits_hold() {
    let many: Vec<_> = (0..20).map(|_| member("a", b"hello")).collect();
    let limits = Limits { entries: 5, unpacked: 12, ..Limits::default() };
    let (summary, kept) = read(&archive(&many), &Options { limits, ..Options::default() });
    assert_eq!(summary.members, Some(5));
    assert!(kept.notes.iter().any(|note| note.code == "too-many-members"));
    assert!(kept.notes.iter().any(|note| note.code == "unpacked-limit"));
}

/// Counts what is asked of it.
struct Counted {
    bytes: Vec<u8>,
    reads: Cell<u64>,
    read: Cell<u64>,
}

impl Source for Counted {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let came = self.bytes.read_at(offset, buf)?;
        self.reads.set(self.reads.get() + 1);
        self.read.set(self.read.get() + came as u64);
        Ok(came)
    }
}

/// Inspects an archive; returns its size, and how many reads that took, of how many bytes.
fn asked(bytes: Vec<u8>, members: u64) -> (u64, u64, u64) {
    let source = Counted { bytes, reads: Cell::default(), read: Cell::default() };
    let summary = crate::inspect(&source, &Options { name: "a.zip".into(), ..Options::default() }, &mut Nothing);
    let summary = summary.unwrap();
    assert_eq!((summary.members, summary.notes), (Some(members), Vec::new()));
    (source.len(), source.reads.get(), source.read.get())
}

#[test]
fn many_members_take_few_reads() {
    const BLOCK: u64 = 256 << 10;
    let count = 20_000;
    for deflate in [false, true] {
        let mut members: Vec<_> = (0..count)
            .map(|n| {
                let name: &'static [u8] = Vec::leak(format!("f/{n:06}.bin").into_bytes());
                Member { name, local_name: name, deflate, ..member("", format!("\0\x01{n}").as_bytes()) }
            })
            .collect();
        let (size, reads, read) = asked(archive(&members), count);
        // The directory once, then what stands before it twice: the headers, then the bytes.
        assert!(reads <= 2 * size / BLOCK + 40, "{reads} reads");
        assert!(read <= 2 * size + 3 * BLOCK, "{read} bytes of {size}");
        // Members that are large are read once; of the pass over their headers little is in vain.
        members.truncate(40);
        members.iter_mut().for_each(|member| member.bytes = vec![1; 300_000]);
        members.iter_mut().for_each(|member| member.deflate = false);
        let (size, reads, read) = asked(archive(&members), 40);
        assert!(reads <= 40 * 7 + 40, "{reads} reads");
        assert!(read <= size + 40 * (16 << 10) + 3 * BLOCK, "{read} bytes of {size}");
    }
}

#[test]
fn an_archive_in_any_order_is_read_in_that_of_the_file() {
    let names: Vec<String> = (0..5_000).map(|n| format!("{n:04}")).collect();
    let members: Vec<_> = names
        .iter()
        .map(|name| {
            let name: &'static [u8] = Vec::leak(name.clone().into_bytes());
            Member { name, local_name: name, deflate: false, ..member("", &[0; 64]) }
        })
        .collect();
    let bytes = archive(&members);
    let at = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    // The directory lists them from last to first.
    let (each, end) = (46 + 4, bytes.len() - 22);
    let mut turned = bytes[..at].to_vec();
    bytes[at..end].chunks(each).rev().for_each(|entry| turned.extend(entry));
    turned.extend(&bytes[end..]);
    let (_, kept) = read(&turned, &Options::default());
    assert!(kept.members.iter().map(|member| &member.0).eq(names.iter().rev()), "given in the order of the directory");
    let (size, reads, read) = asked(turned, 5_000);
    // The bytes are given in that order too, each with a small block around it at most.
    assert!(reads <= 5_000 + 40 && read <= 2 * size + 5_000 * (8 << 10), "{reads} reads of {read} bytes");
}

#[test]
fn an_archive_of_outlook_for_mac_is_told_what_to_do_with() {
    let inside = "Accounts/a@b.invalid/com.microsoft.__Messages/Inbox/message_00001.xml";
    let (_, kept) = read(&archive(&[member(inside, b"<emails/>")]), &Options::default());
    assert!(kept.notes.iter().any(|note| note.code == "not-read" && note.detail.contains(".eml")));
    let (_, kept) = read(&archive(&[member("Messages/message_00001.xml", b"<emails/>")]), &Options::default());
    assert!(kept.notes.iter().all(|note| note.code != "not-read"));
}

#[test]
fn an_archive_cut_at_every_byte_is_read() {
    let bytes =
        archive(&[member("a.txt", b"hello hello hello"), Member { descriptor: true, ..member("b.txt", b"world") }]);
    for len in 0..bytes.len() {
        read(&bytes[..len], &Options::default());
    }
}

proptest! {
    #[test]
    fn any_flipped_byte_is_read(at in 0usize..400, value: u8) {
        let mut bytes = archive(&[member("a.txt", b"hello hello hello"), member("b.txt", b"world")]);
        let at = at % bytes.len();
        bytes[at] = value;
        read(&bytes, &Options::default());
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read(&[b"PK\x03\x04".to_vec(), bytes.clone(), b"PK\x05\x06".to_vec(), bytes].concat(), &Options::default());
    }
}
