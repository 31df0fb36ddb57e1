use std::io::Write;

use temoin_evidence::{Note, Record, Span};

use super::*;
use crate::{Flow, MemberEnd, MemberHeader, Outcome, Take};

#[derive(Default)]
struct Held {
    members: Vec<(String, usize, Option<Outcome>)>,
    notes: Vec<String>,
}

impl Sink for Held {
    fn record(&mut self, _: Record) -> Flow {
        Flow::Continue
    }

    fn note(&mut self, note: Note) {
        self.notes.push(note.code);
    }

    fn piece(&mut self, _: Span) {}

    fn member(&mut self, header: MemberHeader) -> Take {
        self.members.push((header.name, 0, None));
        Take::Bytes
    }

    fn member_bytes(&mut self, bytes: &[u8]) -> Flow {
        self.members.last_mut().unwrap().1 += bytes.len();
        Flow::Continue
    }

    fn member_end(&mut self, end: MemberEnd) {
        self.members.last_mut().unwrap().2 = Some(end.outcome);
    }
}

fn entry(name: &[u8], kind: u8, bytes: &[u8]) -> Vec<u8> {
    let mut block = [0_u8; BLOCK];
    block[..name.len()].copy_from_slice(name);
    block[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
    block[136..147].copy_from_slice(b"14571623000");
    block[156] = kind;
    block[257..265].copy_from_slice(b"ustar\x0000");
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    let mut all = block.to_vec();
    all.extend_from_slice(bytes);
    all.resize(all.len().next_multiple_of(BLOCK), 0);
    all
}

fn archive(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut all = entries.concat();
    all.resize(all.len() + 2 * BLOCK, 0);
    all
}

fn held(file: &[u8], options: &Options) -> Held {
    let detected = crate::detect(file, file.len() as u64, "a.tar");
    assert_eq!(detected.kind.word(), "tar");
    let mut held = Held::default();
    Tar.read(&file, &detected, options, &mut held).unwrap();
    held
}

fn check(file: &[u8], members: &[(&str, usize, Outcome)], notes: &[&str]) {
    let found = held(file, &Options::default());
    let expected: Vec<_> =
        members.iter().map(|(name, size, outcome)| ((*name).to_owned(), *size, Some(*outcome))).collect();
    assert_eq!((found.members, found.notes), (expected, notes.iter().map(|code| (*code).to_owned()).collect()));
}

#[test]
fn members_come_out_packed_or_not() {
    let file = archive(&[entry(b"a", b'5', b""), entry(b"a/chat.txt", b'0', b"bonsoir"), entry(b"b", 0, &[1; 600])]);
    let members = [("a/chat.txt", 7, Outcome::Whole), ("b", 600, Outcome::Whole)];
    check(&file, &members, &[]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&file).unwrap();
    check(&packed.finish().unwrap(), &members, &[]);
}

#[test]
fn long_names_of_both_kinds() {
    let long = [b"d/".as_slice(), &[b'x'; 200]].concat();
    let shown = String::from_utf8(long.clone()).unwrap();
    let pax = [format!("{} path=", 210).as_bytes(), &long, b"\n"].concat();
    assert_eq!(pax.len(), 212);
    let pax = [b"212 path=".as_slice(), &long, b"\n"].concat();
    let file = archive(&[entry(b"p", b'x', &pax), entry(b"short", b'0', b"1"), entry(b"plain", b'0', b"2")]);
    check(&file, &[(&shown, 1, Outcome::Whole), ("plain", 1, Outcome::Whole)], &[]);
    let file = archive(&[entry(b"././@LongLink", b'L', &[&long[..], b"\0"].concat()), entry(b"short", b'0', b"1")]);
    check(&file, &[(&shown, 1, Outcome::Whole)], &[]);
}

#[test]
fn what_is_no_file_or_lies_is_noted() {
    let file = archive(&[
        entry(b"../../etc/x", b'0', b"1"),
        entry(b"link", b'2', b""),
        entry(b"dev", b'3', b""),
        entry(b"hole", b'S', b""),
        entry(b"A", b'0', b"1"),
        entry(b"a", b'0', b"2"),
    ]);
    let members = [("etc/x", 1, Outcome::Whole), ("A", 1, Outcome::Whole), ("a", 1, Outcome::Whole)];
    check(&file, &members, &["unsafe-name", "link", "special-member", "unsupported-method", "doubled-name"]);
}

#[test]
fn a_damaged_or_cut_archive_is_read_as_far_as_it_goes() {
    let (one, two) = (entry(b"one", b'0', b"1"), entry(b"two", b'0', &[2; 1000]));
    let mut broken = entry(b"bad", b'0', b"x");
    broken[0] ^= 1;
    check(
        &archive(&[one.clone(), broken, two.clone()]),
        &[("one", 1, Outcome::Whole), ("two", 1000, Outcome::Whole)],
        &["damaged"],
    );
    let whole = [one.clone(), two].concat();
    check(&whole, &[("one", 1, Outcome::Whole), ("two", 1000, Outcome::Whole)], &["no-end-mark"]);
    check(&whole[..1700], &[("one", 1, Outcome::Whole), ("two", 164, Outcome::Damaged)], &["cut-member", "truncated"]);
    check(&[&archive(&[one])[..], b"more"].concat(), &[("one", 1, Outcome::Whole)], &["trailing-data"]);
}

#[test]
fn a_last_header_that_is_broken_is_told() {
    let one = entry(b"one", b'0', b"1");
    let mut broken = entry(b"bad", b'0', b"x");
    broken[0] ^= 1;
    check(&archive(&[one.clone(), broken.clone()]), &[("one", 1, Outcome::Whole)], &["damaged"]);
    check(&[one, broken].concat(), &[("one", 1, Outcome::Whole)], &["damaged", "no-end-mark"]);
}

#[test]
fn limits_are_kept() {
    let mut options = Options::default();
    options.limits.entries = 1;
    let file = archive(&[entry(b"one", b'0', b"1"), entry(b"two", b'0', b"2")]);
    assert_eq!(held(&file, &options).notes, ["too-many-members"]);
    options.limits.unpacked = 10;
    let found = held(&archive(&[entry(b"one", b'0', &[1; 100_000])]), &options);
    assert_eq!((found.members[0].2, found.notes), (Some(Outcome::Stopped), vec!["unpacked-limit".to_owned()]));
    options.depth = 3;
    assert_eq!(held(&file, &options).notes, ["too-deep"]);
}

proptest::proptest! {
    #[test]
    fn any_bytes_end(entries: Vec<(Vec<u8>, u8, Vec<u8>)>, cut in 0usize..4000, flips: Vec<(usize, u8)>) {
        let made: Vec<_> = entries.iter().map(|(name, kind, bytes)| entry(&name[..name.len().min(100)], *kind, bytes)).collect();
        let mut file = archive(&made);
        for (at, byte) in flips {
            let at = at % file.len();
            file[at] = byte;
        }
        file.truncate(file.len().saturating_sub(cut));
        let detected = Detected { media_type: String::new(), kind: Kind::of("tar"), encoding: None };
        Tar.read(&file, &detected, &Options::default(), &mut Held::default()).unwrap();
    }
}
