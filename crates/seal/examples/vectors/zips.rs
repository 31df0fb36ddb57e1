use serde_json::{Value, json};
use temoin_seal::encoding::hex;
use temoin_seal::zip::{Writer, crc32, skeleton};

use crate::set::Set;

const FILES: [(&str, &[u8]); 3] = [("a.txt", b"hello\n"), ("b/c.bin", b""), ("b/d-e_f.txt", b"some more bytes\n")];

pub fn all() -> Vec<Set> {
    vec![zips(), large_zips()]
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = Writer::new(Vec::new());
    for (name, bytes) in files {
        zip.entry(name, bytes.len() as u64, crc32(bytes), *bytes).expect("a name in order");
    }
    zip.finish().expect("names that fit together")
}

/// Returns an archive that is canonical but for its names, which the writer would refuse.
fn zip_renamed(files: &[(&str, &[u8])], renamed: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = zip(files);
    for (from, to) in renamed {
        assert_eq!(from.len(), to.len(), "only names of one length change places");
        for at in
            (0..bytes.len() - from.len()).filter(|&at| bytes[at..].starts_with(from.as_bytes())).collect::<Vec<_>>()
        {
            bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
        }
    }
    bytes
}

fn files_of(files: &[(&str, &[u8])]) -> Value {
    files.iter().map(|(name, bytes)| json!({"name": name, "bytes": hex(bytes)})).collect()
}

fn zips() -> Set {
    let mut set = Set::new("zip", "`zip` (hex) is a canonical ZIP (seal.md §8) of `files`.");
    let good = zip(&FILES);
    set.good("three files", json!({"zip": hex(&good), "files": files_of(&FILES)}));
    set.good("no file", json!({"zip": hex(&zip(&[])), "files": []}));
    let bad = |set: &mut Set, name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        assert_ne!(bytes, good, "{name}");
        set.bad(name, json!({"zip": hex(&bytes)}));
    };
    // Where each header begins: local at 0, central directory and end as below.
    let find = |signature: &[u8]| good.windows(4).position(|at| at == signature).expect("there");
    let (central, end) = (find(b"PK\x01\x02"), find(b"PK\x05\x06"));
    for (name, at) in [
        ("local: signature", 0),
        ("local: version needed", 4),
        ("local: flags", 6),
        ("local: names in UTF-8", 7),
        ("local: method", 8),
        ("local: time", 10),
        ("local: date", 12),
        ("local: checksum", 14),
        ("local: compressed size", 18),
        ("local: size", 22),
        ("local: length of the name", 26),
        ("local: length of the extra field", 28),
        ("local: name", 30),
        ("a byte of a file", 35),
        ("central: signature", central),
        ("central: made by", central + 4),
        ("central: version needed", central + 6),
        ("central: flags", central + 8),
        ("central: method", central + 10),
        ("central: time", central + 12),
        ("central: date", central + 14),
        ("central: checksum", central + 16),
        ("central: compressed size", central + 20),
        ("central: size", central + 24),
        ("central: length of the name", central + 28),
        ("central: length of the extra field", central + 30),
        ("central: length of the comment", central + 32),
        ("central: disk", central + 34),
        ("central: internal attributes", central + 36),
        ("central: external attributes", central + 38),
        ("central: place of the local header", central + 42),
        ("central: name", central + 46),
        ("end: signature", end),
        ("end: disk", end + 4),
        ("end: disk of the directory", end + 6),
        ("end: entries on this disk", end + 8),
        ("end: entries", end + 10),
        ("end: length of the directory", end + 12),
        ("end: place of the directory", end + 16),
        ("end: length of the comment", end + 20),
    ] {
        bad(&mut set, name, &|bytes| bytes[at] ^= 1);
    }
    bad(&mut set, "a checksum changed in both headers", &|bytes| {
        bytes[14] ^= 1;
        bytes[central + 16] ^= 1;
    });
    bad(&mut set, "bytes before", &|bytes| bytes.insert(0, 0));
    bad(&mut set, "bytes after", &|bytes| bytes.push(0));
    bad(&mut set, "bytes between file and directory", &|bytes| bytes.insert(central, 0));
    bad(&mut set, "a comment", &|bytes| {
        bytes[end + 20] = 2;
        bytes.extend_from_slice(b"hi");
    });
    bad(&mut set, "cut short by one byte", &|bytes| bytes.truncate(bytes.len() - 1));
    bad(&mut set, "cut before the directory", &|bytes| bytes.truncate(central));
    bad(&mut set, "a second archive behind", &|bytes| bytes.extend_from_slice(&zip(&FILES[..1])));
    set.bad("nothing", json!({"zip": ""}));
    let renamed = |set: &mut Set, name: &str, files: &[(&str, &[u8])], to: &[(&str, &str)]| {
        set.bad(name, json!({"zip": hex(&zip_renamed(files, to))}));
    };
    let two: [(&str, &[u8]); 2] = [("one.txt", b"1"), ("two.txt", b"2")];
    renamed(&mut set, "names out of order", &two, &[("one.txt", "zzz.txt")]);
    renamed(&mut set, "a name twice", &two, &[("two.txt", "one.txt")]);
    renamed(&mut set, "names but for case", &two, &[("one.txt", "TWO.txt")]);
    let nested: [(&str, &[u8]); 2] = [("one.txt", b"1"), ("two.txt/x", b"2")];
    renamed(&mut set, "a file that is also a folder", &nested, &[("two.txt", "one.txt")]);
    let only: [(&str, &[u8]); 1] = [("aaaaaaa", b"1")];
    for (name, to) in [
        ("a name that leaves the folder", "../aaaa"),
        ("a name of one dot", "a/./aaa"),
        ("an absolute name", "/aaaaaa"),
        ("an empty part in a name", "aa//aaa"),
        ("a folder entry", "aaaaaa/"),
        ("a space in a name", "aaa aaa"),
        ("a backslash in a name", "aaa\\aaa"),
        ("a device of Windows", "aux.txt"),
        ("a part that ends with a dot", "aaaaaa."),
    ] {
        renamed(&mut set, name, &only, &[("aaaaaaa", to)]);
    }
    set.bad("the ZIP64 form where none is needed", json!({"zip": hex(&needless_zip64())}));
    set
}

/// Returns a ZIP64 archive of no file: other programs read it, but its short form is the one.
fn needless_zip64() -> Vec<u8> {
    let mut out = b"PK\x06\x06".to_vec();
    out.extend_from_slice(&44_u64.to_le_bytes());
    out.extend_from_slice(&[0x14, 3, 45, 0]);
    out.extend_from_slice(&[0; 40]);
    out.extend_from_slice(b"PK\x06\x07");
    out.extend_from_slice(&[0; 12]);
    out.extend_from_slice(&1_u32.to_le_bytes());
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    out
}

/// Returns the headers of one large file and one small one, and where they lie.
fn large_zip(len: u64) -> (u64, Vec<(u64, Vec<u8>)>) {
    let parts = skeleton(&[("big.bin", len, 0x1234_5678), ("small.txt", 5, crc32(b"hello"))]);
    let length = parts.last().map_or(0, |(at, bytes)| at + bytes.len() as u64);
    (length, parts)
}

fn large_zips() -> Set {
    let mut set = Set::new(
        "zip-large",
        "`parts` (place, hex) are the bytes that are not zero of an archive of `length` bytes; headers only, checksums of files are not looked at.",
    );
    let case = |(length, parts): (u64, Vec<(u64, Vec<u8>)>)| {
        let parts: Vec<_> = parts.into_iter().map(|(at, bytes)| json!([at, hex(&bytes)])).collect();
        json!({"length": length, "parts": parts})
    };
    set.good("a file just below 4 GiB", case(large_zip(0xffff_fffe)));
    set.good("a file at the limit of 4 GiB", case(large_zip(0xffff_ffff)));
    set.good("a file of 5 GiB", case(large_zip(5 << 30)));
    set.good("a directory just at 4 GiB", case(large_zip(0xffff_ffff - 37 - 39 - 5)));
    set.good("a directory just below 4 GiB", case(large_zip(0xffff_ffff - 37 - 39 - 6)));
    let large = large_zip(5 << 30);
    let bad = |set: &mut Set, name: &str, part: usize, at: usize| {
        let (length, mut parts) = large.clone();
        parts[part].1[at] ^= 1;
        set.bad(name, case((length, parts)));
    };
    bad(&mut set, "local: ZIP64 field's name", 0, 37);
    bad(&mut set, "local: ZIP64 field's length", 0, 39);
    bad(&mut set, "local: ZIP64 size", 0, 41);
    bad(&mut set, "local: ZIP64 compressed size", 0, 49);
    bad(&mut set, "local: short size", 0, 22);
    let (_, parts) = &large;
    let tail = parts.len() - 1;
    let end = parts[tail].1.len() - 98;
    bad(&mut set, "end: ZIP64 record's length", tail, end + 4);
    bad(&mut set, "end: ZIP64 version", tail, end + 14);
    bad(&mut set, "end: ZIP64 count", tail, end + 32);
    bad(&mut set, "end: ZIP64 place of the directory", tail, end + 48);
    bad(&mut set, "end: locator's place", tail, end + 64);
    bad(&mut set, "end: locator's number of disks", tail, end + 72);
    bad(&mut set, "end: short place of the directory", tail, end + 92);
    set
}
