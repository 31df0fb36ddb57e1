use std::io::{Cursor, Read};

use proptest::prelude::*;

use super::layout::{central_header, end_records, local_header};
use super::*;

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = Writer::new(Vec::new());
    for (name, bytes) in files {
        zip.entry(name, bytes.len() as u64, crc32(bytes), *bytes).unwrap();
    }
    zip.finish().unwrap()
}

fn sample() -> Vec<u8> {
    zip(&[("a.txt", b"hello"), ("b/c", b""), ("b/d", b"some more")])
}

/// Reads headers and bytes; what is wrong, first.
fn first_fault(bytes: &[u8]) -> Option<Fault> {
    let mut source = Cursor::new(bytes);
    match read(&mut source) {
        Ok(archive) => archive.check_data(&mut source).err().and_then(|faults| faults.first().cloned()),
        Err(faults) => faults.first().cloned(),
    }
}

#[test]
fn no_byte_can_be_changed_added_or_taken_away() {
    let good = sample();
    assert_eq!(first_fault(&good), None);
    for bit in 0..good.len() * 8 {
        let mut changed = good.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(first_fault(&changed).is_some(), "bit {bit}");
    }
    for at in 0..=good.len() {
        assert!(first_fault(&[&good[..at], &[0], &good[at..]].concat()).is_some(), "a byte more at {at}");
        if at < good.len() {
            assert!(first_fault(&[&good[..at], &good[at + 1..]].concat()).is_some(), "a byte less at {at}");
            assert!(first_fault(&good[..at]).is_some(), "cut at {at}");
        }
    }
}

#[test]
fn a_damaged_archive_still_gives_its_files() {
    let good = sample();
    let names = |bytes: &[u8]| {
        let survey = survey(&mut Cursor::new(bytes));
        assert!(!survey.faults.is_empty());
        survey.entries.into_iter().map(|entry| (entry.name, entry.len)).collect::<Vec<_>>()
    };
    let all: Vec<_> = [("a.txt", 5), ("b/c", 0), ("b/d", 9)].map(|(name, len)| (name.to_owned(), len)).into();
    let central = good.windows(4).position(|at| at == b"PK\x01\x02").unwrap();
    let with = |at: usize| [&good[..at], &[good[at] ^ 0x20], &good[at + 1..]].concat();
    assert_eq!(names(&with(0)), all, "a local signature");
    assert_eq!(names(&with(central)), all, "a central signature");
    assert_eq!(names(&with(central + 24)), all, "a central size");
    assert_eq!(names(&with(30)), all, "a local name");
    assert_eq!(names(&with(good.len() - 22)), all, "the end");
    assert_eq!(names(&good[..central]), all, "no directory");
    assert_eq!(names(&good[..central - 1]), all[..2], "a file cut short");
    assert_eq!(names(b"not an archive"), []);
}

#[test]
fn faults_say_where() {
    let mut changed = sample();
    changed[35] ^= 1;
    assert_eq!(first_fault(&changed), Some(Fault { place: Place::Entry(0), what: What::Checksum }));
    let mut changed = sample();
    changed[14] ^= 1;
    assert_eq!(first_fault(&changed), Some(Fault { place: Place::Entry(0), what: What::Header }));
    let mut longer = sample();
    longer.push(0);
    assert_eq!(first_fault(&longer), Some(Fault { place: Place::Archive, what: What::NoEnd }));
}

#[test]
fn lengths_that_lie_are_a_fault_whatever_they_add_up_to() {
    let (name, offset) = ("a.txt", 55);
    let huge = central_header(&Entry { name: name.to_owned(), offset, len: u64::MAX - offset, crc: 0 });
    let local = local_header(name, 0, 0);
    let end = end_records(1, huge.len() as u64, local.len() as u64);
    let faults = read(&mut Cursor::new([local, huge, end].concat())).unwrap_err();
    assert!(faults.contains(&Fault { place: Place::Archive, what: What::Length }), "{faults:?}");
}

#[test]
fn a_writer_refuses_what_a_reader_would() {
    let write = |files: &[(&str, u64, &[u8])]| {
        let mut zip = Writer::new(Vec::new());
        files.iter().try_for_each(|(name, len, bytes)| zip.entry(name, *len, crc32(bytes), *bytes))?;
        zip.finish()
    };
    assert!(matches!(write(&[("b", 0, b""), ("a", 0, b"")]), Err(WriteError::Order)));
    assert!(matches!(write(&[("a", 0, b""), ("a", 0, b"")]), Err(WriteError::Order)));
    assert!(matches!(write(&[("A", 0, b""), ("a", 0, b"")]), Err(WriteError::Name(_))));
    assert!(matches!(write(&[("a", 0, b""), ("a/b", 0, b"")]), Err(WriteError::Name(_))));
    assert!(matches!(write(&[("../a", 0, b"")]), Err(WriteError::Name(_))));
    assert!(matches!(write(&[("a", 2, b"x")]), Err(WriteError::Length)));
    assert!(matches!(write(&[("a", 1, b"xy")]), Err(WriteError::Length)));
    let other = Writer::new(Vec::new()).entry("a", 1, 0, &b"x"[..]);
    assert!(matches!(other, Err(WriteError::Checksum)));
}

#[test]
fn reading_checks_what_it_reads() {
    let mut bytes = sample();
    let archive = read(&mut Cursor::new(&bytes)).unwrap();
    let entry = archive.entry("b/d").unwrap().clone();
    assert_eq!(archive.entry("b"), None);
    bytes[entry.offset as usize] ^= 1;
    let mut source = Cursor::new(&bytes);
    let error = Archive::reader(&mut source, &entry).unwrap().read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidData);
}

#[test]
fn more_entries_than_two_bytes_count_take_the_zip64_end() {
    let names: Vec<_> = (0..0xffff).map(|i| format!("{i:05}")).collect();
    for count in [0xfffe, 0xffff] {
        let files: Vec<_> = names[..count].iter().map(|name| (name.as_str(), &b""[..])).collect();
        let bytes = zip(&files);
        assert_eq!(first_fault(&bytes), None);
        assert_eq!(bytes.windows(4).any(|at| at == b"PK\x06\x06"), count == 0xffff);
        assert_eq!(bytes.len() as u64, length(files.iter().map(|(name, bytes)| (*name, bytes.len() as u64))));
    }
}

proptest! {
    #[test]
    fn every_list_of_files_has_one_archive(
        files in prop::collection::btree_map("[a-c]{1,3}x", prop::collection::vec(any::<u8>(), 0..50), 0..6)
    ) {
        let files: Vec<_> = files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
        let bytes = zip(&files);
        let mut appended = Writer::new(Cursor::new(Vec::new()));
        for (name, bytes) in &files {
            appended.append(name, bytes.len() as u64, *bytes).unwrap();
        }
        prop_assert_eq!(&appended.finish().unwrap().into_inner(), &bytes);
        let mut source = Cursor::new(&bytes);
        let archive = read(&mut source).unwrap();
        prop_assert_eq!(archive.check_data(&mut source), Ok(()));
        let skeleton = skeleton(&files.iter().map(|(name, b)| (*name, b.len() as u64, crc32(b))).collect::<Vec<_>>());
        for (at, part) in skeleton {
            prop_assert_eq!(&bytes[at as usize..][..part.len()], &part[..]);
        }
        for (entry, (name, content)) in archive.entries.iter().zip(&files) {
            let mut read = Vec::new();
            Archive::reader(&mut source, entry).unwrap().read_to_end(&mut read).unwrap();
            prop_assert_eq!((entry.name.as_str(), &read[..]), (*name, *content));
        }
    }

    #[test]
    fn any_bytes_can_be_surveyed(bytes in prop::collection::vec(any::<u8>(), 0..300), at in 0usize..300) {
        let good = sample();
        let at = at % good.len();
        survey(&mut Cursor::new(&bytes));
        survey(&mut Cursor::new([&good[..at], &bytes, &good[at..]].concat()));
    }
}
