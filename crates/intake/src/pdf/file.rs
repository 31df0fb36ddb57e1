//! A PDF file as its objects, found by looking through it: the table of their places is often wrong, and may lie.

use std::collections::HashMap;
use std::io::Read;

use super::object::{Dict, Object, Objects, is_blank};

/// Most objects of one file.
const MOST: usize = 2_000_000;
/// Most bytes unpacked of one stream, and of all.
const STREAM: u64 = 32 << 20;
const ALL: u64 = 256 << 20;

/// Is a file whose objects are known by their number.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    places: HashMap<u32, Place>,
    /// Where objects begin, in order: an object ends before the next one begins.
    starts: Vec<usize>,
    packs: Vec<Vec<u8>>,
    pub(super) trailer: Dict,
    /// Bytes that may still be unpacked.
    left: u64,
    /// Something was left out because of a limit.
    pub(super) cut: bool,
}

#[derive(Clone, Copy)]
enum Place {
    /// In the file: where what follows `obj` begins.
    File(usize),
    /// In an unpacked stream of objects: which, from where, up to where.
    Pack(usize, usize, usize),
}

impl<'a> File<'a> {
    /// Looks through a file.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let mut file = Self {
            bytes,
            places: HashMap::new(),
            starts: Vec::new(),
            packs: Vec::new(),
            trailer: Dict::default(),
            left: ALL,
            cut: false,
        };
        file.find();
        let mut streams = Vec::new();
        for &start in &file.starts {
            let Some(Object::Dict(dict)) = file.parsed(start) else { continue };
            if dict.is("Type", "ObjStm") {
                streams.push(start);
            }
            if dict.is("Type", "XRef") && dict.at("Root").is_some() {
                file.trailer = dict;
            } else if dict.is("Type", "Catalog") && file.trailer.at("Root").is_none() {
                file.trailer = file.trailer_of(start);
            }
        }
        file.trailers();
        for start in streams {
            file.unpack_objects(start);
        }
        file
    }

    fn find(&mut self) {
        for at in memchr::memmem::find_iter(self.bytes, b"obj") {
            let before = &self.bytes[..at];
            let ended = self.bytes.get(at + 3).is_none_or(|byte| !byte.is_ascii_alphanumeric());
            let Some((number, _)) = ended.then(|| numbered(before)).flatten() else { continue };
            if self.starts.len() >= MOST {
                self.cut = true;
                return;
            }
            self.starts.push(at + 3);
            // What stands later was written later and replaces what stood before.
            self.places.insert(number, Place::File(at + 3));
        }
    }

    /// A file without a trailer that can be read still has a catalogue.
    fn trailer_of(&self, start: usize) -> Dict {
        let number = self.places.iter().find(|(_, place)| matches!(place, Place::File(at) if *at == start));
        let text = number.map(|(number, _)| format!("<</Root {number} 0 R>>")).unwrap_or_default();
        match Objects::new(text.as_bytes(), 0, true).next() {
            Some(Object::Dict(dict)) => dict,
            _ => Dict::default(),
        }
    }

    fn trailers(&mut self) {
        for at in memchr::memmem::find_iter(self.bytes, b"trailer").take(1000) {
            let end = self.bytes.len().min(at + 7 + (64 << 10));
            if let Some(Object::Dict(dict)) = Objects::new(&self.bytes[..end], at + 7, true).next()
                && dict.at("Root").is_some()
            {
                self.trailer = dict;
            }
        }
    }

    /// Reads the object that begins at a place; it does not reach into the next one.
    fn parsed(&self, start: usize) -> Option<Object> {
        let next = self.starts.partition_point(|&other| other <= start);
        let end = self.starts.get(next).copied().unwrap_or(self.bytes.len());
        Objects::new(&self.bytes[..end], start, true).next()
    }

    /// Adds the objects of a stream of objects (section 7.5.7).
    fn unpack_objects(&mut self, start: usize) {
        let Some(Object::Dict(dict)) = self.parsed(start) else { return };
        let (Some(count), Some(first)) =
            (dict.at("N").and_then(Object::count), dict.at("First").and_then(Object::count))
        else {
            return;
        };
        let bytes = self.stream_at(start);
        let mut objects = Objects::new(&bytes[..first.min(bytes.len())], 0, false);
        let mut listed = Vec::new();
        for _ in 0..count {
            let (Some(Object::Number(number)), Some(Object::Number(offset))) = (objects.next(), objects.next()) else {
                break;
            };
            if self.places.len() + listed.len() >= MOST {
                self.cut = true;
                break;
            }
            listed.push((first.saturating_add(offset.max(0.0) as usize), number as u32));
        }
        listed.sort_unstable();
        // Each ends where the next begins, so that no pack makes the reading long.
        let ends: Vec<usize> = listed.iter().skip(1).map(|(at, _)| *at).chain([bytes.len()]).collect();
        for ((at, number), end) in listed.into_iter().zip(ends) {
            // An object that stands in the file itself is newer at times; most often there is one only.
            self.places.entry(number).or_insert(Place::Pack(self.packs.len(), at, end.min(bytes.len())));
        }
        self.packs.push(bytes);
    }

    /// Returns an object by its number.
    pub(super) fn object(&self, number: u32) -> Option<Object> {
        match *self.places.get(&number)? {
            Place::File(start) => self.parsed(start),
            Place::Pack(pack, at, end) => Objects::new(&self.packs[pack][..end], at, true).next(),
        }
    }

    /// Follows references to an object.
    pub(super) fn resolve(&self, object: Option<&Object>) -> Object {
        let mut object = object.cloned();
        for _ in 0..16 {
            match object {
                Some(Object::Ref(number)) => object = self.object(number),
                Some(found) => return found,
                None => break,
            }
        }
        Object::Nothing
    }

    /// Returns the dictionary that an object is or leads to.
    pub(super) fn dict(&self, object: Option<&Object>) -> Dict {
        match self.resolve(object) {
            Object::Dict(dict) => dict,
            _ => Dict::default(),
        }
    }

    /// Returns what a stream holds, unpacked.
    pub(super) fn stream(&mut self, object: &Object) -> Vec<u8> {
        let Object::Ref(number) = object else { return Vec::new() };
        match self.places.get(number) {
            Some(&Place::File(start)) => self.stream_at(start),
            _ => Vec::new(),
        }
    }

    fn stream_at(&mut self, start: usize) -> Vec<u8> {
        if self.left == 0 {
            self.cut = true;
            return Vec::new();
        }
        let mut objects = Objects::new(self.bytes, start, true);
        let Some(Object::Dict(dict)) = objects.next() else { return Vec::new() };
        if !matches!(objects.next(), Some(Object::Word(word)) if word == b"stream") {
            return Vec::new();
        }
        let mut data = objects.at;
        data += usize::from(self.bytes.get(data) == Some(&b'\r'));
        data += usize::from(self.bytes.get(data) == Some(&b'\n'));
        let raw = self.raw(&dict, data.min(self.bytes.len()));
        self.unpacked(&dict, raw)
    }

    /// The bytes of a stream: as many as it says where its end follows, else up to its end.
    fn raw(&self, dict: &Dict, data: usize) -> &'a [u8] {
        let rest = &self.bytes[data..];
        let said = self.resolve(dict.at("Length")).count().filter(|len| *len <= rest.len());
        if let Some(len) = said {
            let after = &rest[len..];
            let blanks = after.iter().take(3).take_while(|byte| is_blank(**byte)).count();
            if after[blanks..].starts_with(b"endstream") {
                return &rest[..len];
            }
        }
        &rest[..memchr::memmem::find(rest, b"endstream").unwrap_or(rest.len())]
    }

    fn unpacked(&mut self, dict: &Dict, raw: &[u8]) -> Vec<u8> {
        let filter = self.resolve(dict.at("Filter"));
        let filters: Vec<&Object> =
            if let Object::Array(items) = &filter { items.iter().collect() } else { vec![&filter] };
        self.left = self.left.saturating_sub(raw.len() as u64);
        let mut bytes = raw.to_vec();
        for filter in filters.into_iter().take(4) {
            let limit = STREAM.min(self.left);
            let mut out = Vec::new();
            match filter.name() {
                None => continue,
                Some(b"FlateDecode" | b"Fl") => {
                    // Broken packing gives what came before it broke.
                    let _ = flate2::bufread::ZlibDecoder::new(&*bytes).take(limit).read_to_end(&mut out);
                }
                Some(b"ASCIIHexDecode" | b"AHx") => {
                    let text = [b"<", &*bytes, b">"].concat();
                    if let Some(Object::Text(found)) = Objects::new(&text, 0, false).next() {
                        out = found;
                    }
                }
                Some(b"ASCII85Decode" | b"A85") => out = base85(&bytes),
                // Pictures and packings that are not read hold no text that is.
                Some(_) => return Vec::new(),
            }
            self.cut |= out.len() as u64 >= limit;
            self.left = self.left.saturating_sub(out.len() as u64);
            bytes = out;
        }
        self.cut |= self.left == 0;
        if self.left == 0 { Vec::new() } else { bytes }
    }
}

/// Reads `12 0 ` backwards: the number of an object, and its generation.
fn numbered(before: &[u8]) -> Option<(u32, u32)> {
    let back = |bytes: &'_ [u8]| {
        let trimmed = bytes.len() - bytes.iter().rev().take(8).take_while(|byte| is_blank(**byte)).count();
        let digits = bytes[..trimmed].iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&bytes[trimmed - digits..trimmed]).ok()?.parse::<u32>().ok()?;
        Some((number, trimmed - digits))
    };
    let (generation, at) = back(before)?;
    let blank = before[..at].last().is_some_and(|byte| is_blank(*byte));
    let (number, _) = blank.then(|| back(&before[..at])).flatten()?;
    Some((number, generation))
}

/// Section 7.4.3.
fn base85(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 5 * 4);
    let mut group = Vec::with_capacity(5);
    for &byte in text {
        match byte {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(u32::from(byte - b'!')),
            b'~' => break,
            _ => {}
        }
        if group.len() == 5 {
            four(&group, 4, &mut out);
            group.clear();
        }
    }
    if group.len() > 1 {
        let len = group.len() - 1;
        group.resize(5, 84);
        four(&group, len, &mut out);
    }
    out
}

fn four(group: &[u32], len: usize, out: &mut Vec<u8>) {
    let value = group.iter().fold(0u32, |value, digit| value.wrapping_mul(85).wrapping_add(*digit));
    out.extend(&value.to_be_bytes()[..len]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base85_is_read() {
        assert_eq!(base85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(base85(b"z87cUR~>"), b"\0\0\0\0Hell");
        assert_eq!(base85(b"~"), b"");
    }

    #[test]
    fn objects_are_found_without_a_table() {
        let text = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj\n(old)endobj\n2 0 obj (new) endobj";
        let file = File::new(text);
        assert_eq!(file.resolve(Some(&Object::Ref(2))), Object::Text(b"new".to_vec()));
        assert_eq!(file.trailer.at("Root"), Some(&Object::Ref(1)));
        // One that leads to itself leads nowhere.
        assert_eq!(File::new(b"1 0 obj 1 0 R endobj").resolve(Some(&Object::Ref(1))), Object::Nothing);
    }
}
