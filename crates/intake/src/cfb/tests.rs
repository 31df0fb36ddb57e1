use super::*;

/// Is what a compound file is made of.
pub(crate) enum Part {
    Storage(&'static str, Vec<Part>),
    Stream(String, Vec<u8>),
}

const FREE: u32 = 0xffff_ffff;
const LAST: u32 = 0xffff_fffe;
const FAT: u32 = 0xffff_fffd;

/// Makes a compound file with sectors of 512 (version 3) or 4096 bytes (version 4). The trees are lists: each entry leads to
/// the next one on its right.
pub(crate) fn compound(version: u8, parts: Vec<Part>) -> Vec<u8> {
    let mut made = Made { sector: if version == 3 { 512 } else { 4096 }, ..Made::default() };
    made.entry("Root Entry", 5);
    let first = made.parts(parts);
    let (mini, minis) = (std::mem::take(&mut made.mini), made.mini_fat.len() as u64 * 64);
    let start = made.sectors(&mini);
    made.set(0, first, start, minis);
    let table: Vec<u8> = made.mini_fat.iter().flat_map(|next| next.to_le_bytes()).collect();
    let mini_fat = made.sectors(&table);
    let directory = std::mem::take(&mut made.directory);
    let directory = made.sectors(&directory);
    made.finish(version, directory, mini_fat)
}

#[derive(Default)]
struct Made {
    sector: usize,
    body: Vec<u8>,
    fat: Vec<u32>,
    mini: Vec<u8>,
    mini_fat: Vec<u32>,
    directory: Vec<u8>,
}

impl Made {
    fn parts(&mut self, parts: Vec<Part>) -> u32 {
        let (mut first, mut before) = (FREE, None);
        for part in parts {
            let id = (self.directory.len() / 128) as u32;
            match part {
                Part::Storage(name, inside) => {
                    self.entry(name, 1);
                    let child = self.parts(inside);
                    self.set(id, child, 0, 0);
                }
                Part::Stream(name, bytes) => {
                    self.entry(&name, 2);
                    let start = if bytes.len() < 4096 { self.small(&bytes) } else { self.sectors(&bytes) };
                    self.set(id, FREE, start, bytes.len() as u64);
                }
            }
            match before.replace(id) {
                None => first = id,
                Some(before) => self.directory[before as usize * 128 + 72..][..4].copy_from_slice(&id.to_le_bytes()),
            }
        }
        first
    }

    fn entry(&mut self, name: &str, kind: u8) {
        let mut entry = [0; 128];
        for (at, unit) in name.encode_utf16().enumerate() {
            entry[at * 2..][..2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[64] = name.len() as u8 * 2 + 2;
        entry[66] = kind;
        entry[68..80].fill(0xff);
        self.directory.extend(entry);
    }

    fn set(&mut self, id: u32, child: u32, start: u32, size: u64) {
        let entry = &mut self.directory[id as usize * 128..][..128];
        entry[76..80].copy_from_slice(&child.to_le_bytes());
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..128].copy_from_slice(&size.to_le_bytes());
    }

    fn small(&mut self, bytes: &[u8]) -> u32 {
        let first = self.mini_fat.len() as u32;
        chained(&mut self.mini_fat, bytes.len().div_ceil(64));
        self.mini.extend(bytes);
        self.mini.resize(self.mini_fat.len() * 64, 0);
        if bytes.is_empty() { LAST } else { first }
    }

    fn sectors(&mut self, bytes: &[u8]) -> u32 {
        let first = self.fat.len() as u32;
        chained(&mut self.fat, bytes.len().div_ceil(self.sector));
        self.body.extend(bytes);
        self.body.resize(self.fat.len() * self.sector, 0);
        if bytes.is_empty() { LAST } else { first }
    }

    fn finish(mut self, version: u8, directory: u32, mini_fat: u32) -> Vec<u8> {
        let each = self.sector / 4;
        let fats = (1..).find(|fats| fats * each >= self.fat.len() + fats + difats(*fats, each)).unwrap();
        let first = self.fat.len() as u32;
        let difats = difats(fats, each);
        self.fat.extend(std::iter::repeat_n(FAT, fats + difats));
        self.fat.resize(fats * each, FREE);
        let mut names: Vec<u32> = (first..first + fats as u32).collect();
        let beyond = names.split_off(names.len().min(109));
        names.resize(109, FREE);
        let mut lists = Vec::new();
        for (number, some) in beyond.chunks(each - 1).enumerate() {
            lists.extend(some);
            lists.resize((number + 1) * each - 1, FREE);
            lists.push(if number + 1 == difats { LAST } else { first + (fats + number) as u32 + 1 });
        }
        let mut file = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        file.resize(self.sector, 0);
        file[24] = 0x3e;
        file[26] = version;
        file[28..30].fill(0xfe);
        file[30] = if version == 3 { 9 } else { 12 };
        file[32] = 6;
        let difat = if difats == 0 { LAST } else { first + fats as u32 };
        for (at, word) in [(48, directory), (56, 4096), (60, mini_fat), (68, difat)] {
            file[at..at + 4].copy_from_slice(&u32::to_le_bytes(word));
        }
        let bytes = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
        file[76..512].copy_from_slice(&bytes(&names));
        [file, self.body, bytes(&self.fat), bytes(&lists)].concat()
    }
}

fn difats(fats: usize, each: usize) -> usize {
    fats.saturating_sub(109).div_ceil(each - 1)
}

fn chained(table: &mut Vec<u32>, count: usize) {
    let first = table.len() as u32;
    table.extend((1..count as u32).map(|next| first + next));
    table.extend((count > 0).then_some(LAST));
}

fn stream(name: &str, bytes: Vec<u8>) -> Part {
    Part::Stream(name.to_owned(), bytes)
}

fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|n| (n % 251) as u8 ^ (n / 251) as u8).collect()
}

fn sample(version: u8) -> Vec<u8> {
    let inner = vec![stream("c", pattern(5000)), stream("d", Vec::new()), stream("e", pattern(4095))];
    compound(version, vec![stream("a", pattern(100)), Part::Storage("b", inner), stream("f", pattern(64))])
}

/// Is the depth, the name and the bytes of what a file leads to.
type Found = Vec<(usize, String, Vec<u8>)>;

/// Reads all that a file leads to, and what is wrong with it. Each stream is read twice, the same way.
fn all(bytes: &[u8]) -> Option<(Found, Vec<&'static str>)> {
    let mut file = Compound::open(&bytes).unwrap()?;
    let (mut found, mut open) = (Vec::new(), vec![(0, 0)]);
    while let Some((depth, storage)) = open.pop() {
        let children: Vec<u32> = file.children(storage).collect();
        for id in children {
            let stream = file.stream(id).unwrap();
            assert!(stream.len() <= stream.claimed() && stream.len() <= bytes.len() as u64);
            let held = temoin_syntax::slice(&stream, 0, usize::MAX).unwrap();
            assert_eq!(held, temoin_syntax::slice(&file.stream(id).unwrap(), 0, usize::MAX).unwrap());
            found.push((depth, file.entry(id).name.clone(), held));
            if file.entry(id).kind == EntryKind::Storage {
                open.push((depth + 1, id));
            }
        }
    }
    let faults = file.faults().iter().map(|fault| fault.detail).collect();
    Some((found, faults))
}

#[test]
fn storages_and_streams_of_both_versions() {
    for version in [3, 4] {
        let (found, faults) = all(&sample(version)).unwrap();
        let found: Vec<_> = found.iter().map(|(depth, name, bytes)| (*depth, name.as_str(), bytes.clone())).collect();
        let expected = [
            (0, "a", pattern(100)),
            (0, "b", Vec::new()),
            (0, "f", pattern(64)),
            (1, "c", pattern(5000)),
            (1, "d", Vec::new()),
            (1, "e", pattern(4095)),
        ];
        assert_eq!(found, expected);
        assert!(faults.is_empty(), "{faults:?}");
    }
}

#[test]
fn a_table_that_the_header_has_no_room_for() {
    // 109 sectors of the table reach 7 MB.
    let bytes = compound(3, vec![stream("a", pattern(9 << 20))]);
    let (found, faults) = all(&bytes).unwrap();
    assert!(faults.is_empty() && found[0].2 == pattern(9 << 20));
}

#[test]
fn a_byte_has_its_place() {
    let bytes = sample(3);
    let mut file = Compound::open(&bytes).unwrap().unwrap();
    let ids: Vec<u32> = file.children(0).collect();
    let inside: Vec<u32> = file.children(ids[1]).collect();
    for id in [ids[0], inside[0]] {
        let stream = file.stream(id).unwrap();
        for at in 0..stream.len() {
            let mut one = [0];
            assert_eq!(stream.read_at(at, &mut one).unwrap(), 1);
            assert_eq!(bytes[stream.place(at) as usize], one[0]);
        }
    }
    let place = file.entry(ids[0]).place as usize;
    assert_eq!(bytes[place..place + 2], *b"a\0");
}

/// Changes the entry of a name in a table of a file.
fn changed(mut bytes: Vec<u8>, at: usize, word: u32) -> Vec<u8> {
    bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
    bytes
}

fn place_of(bytes: &[u8], name: &str) -> usize {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
    (0..bytes.len() / 128).map(|n| n * 128).find(|at| bytes[*at..].starts_with(&name)).unwrap()
}

#[test]
fn chains_that_lead_back_are_followed_once() {
    let bytes = sample(3);
    let fat = bytes.len() - 512;
    // The stream of 5000 bytes begins in the first sector and has ten: its third one leads back to its first.
    let looped = changed(bytes.clone(), fat + 2 * 4, 0);
    let (found, faults) = all(&looped).unwrap();
    let cut = found.iter().find(|(_, name, _)| name == "c").unwrap();
    assert_eq!(cut.2, pattern(5000)[..3 * 512]);
    assert_eq!(faults, ["Its bytes lead back to some that belong elsewhere: they are read once."]);
    // A stream that claims the sectors of another one: whoever is read first has them.
    let stolen = changed(bytes.clone(), place_of(&bytes, "a") + 116, 0);
    let stolen = changed(stolen, place_of(&bytes, "a") + 120, 5000);
    let (found, faults) = all(&stolen).unwrap();
    assert_eq!((found[0].2.len(), faults.len()), (5000, 1));
    // Directory, table and mini stream lead to themselves.
    for at in (0..512).step_by(4) {
        for sector in [0, 1, 5, 10, 11, 12, 13, FREE, LAST, FAT, 0x7fff_ffff] {
            all(&changed(bytes.clone(), fat + at, sector));
            all(&changed(bytes.clone(), at, sector));
        }
    }
}

#[test]
fn trees_that_lead_back_are_followed_once() {
    let bytes = sample(3);
    for name in ["Root Entry", "a", "b", "c", "f"] {
        for field in [68, 72, 76] {
            for id in [0, 1, 2, 3, 4, 5, 6, 7, 1000, 0x7fff_ffff] {
                let (found, faults) = all(&changed(bytes.clone(), place_of(&bytes, name) + field, id)).unwrap();
                assert!(found.len() <= 6 && faults.len() <= FAULTS, "{name} {field} {id}");
            }
        }
    }
    let lost = changed(bytes.clone(), place_of(&bytes, "b") + 76, FREE);
    assert_eq!(all(&lost).unwrap().1, ["No way leads to it: what it holds is not read."; 3]);
}

#[test]
fn sizes_are_not_believed() {
    for version in [3, 4] {
        let bytes = sample(version);
        for name in ["Root Entry", "a", "c"] {
            for size in [1 << 12, 1 << 20, u32::MAX] {
                let size = changed(bytes.clone(), place_of(&bytes, name) + 120, size);
                let (found, _) = all(&changed(size, place_of(&bytes, name) + 124, u32::MAX)).unwrap();
                assert!(found.iter().map(|(_, _, held)| held.len()).sum::<usize>() <= bytes.len());
            }
        }
    }
    assert!(Compound::open(&&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..]).unwrap().is_none());
}

#[test]
fn cut_anywhere_it_is_read_as_far_as_it_goes() {
    let bytes = sample(3);
    for len in 0..bytes.len() {
        all(&bytes[..len]);
    }
    // The last sector of a file may be shorter than the others.
    let (found, faults) = all(&bytes[..bytes.len() - 256]).unwrap();
    assert!(found.len() == 6 && faults.is_empty());
}

proptest::proptest! {
    #[test]
    fn any_bits_may_be_wrong(flips in proptest::collection::vec((0usize..14_000, 0u8..8), 1..20)) {
        let mut bytes = sample(3);
        for (at, bit) in flips {
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
        }
        all(&bytes);
    }
}
