//! HEIC and AVIF (ISO/IEC 23008-12): the items of the `meta` box, among them the camera data.

use std::io;

use super::boxes::{self, Boxed, Ended};
use super::claims::{Claims, MOST_BLOCK};
use super::number::{be16, be32, be64};
use crate::Source;

/// Largest `meta` box read, in bytes: it holds lists, no pixels.
const MOST_META: u64 = 4 << 20;

/// Most pieces that one item is put together from.
const MOST_EXTENTS: usize = 64;

/// Where an item lies: its number, whether its bytes are inside the `meta` box, and its pieces, (start, length) each.
type Place = (u32, bool, Vec<(u64, u64)>);

/// Looks at the boxes of a picture.
pub(super) fn look(source: &dyn Source) -> io::Result<Claims> {
    let mut claims = Claims::default();
    let mut meta = None;
    let ended = boxes::walk(source, 0, source.len(), |one| {
        match &one.kind {
            b"meta" if meta.is_none() => meta = Some(one),
            b"uuid" => claims.credentials |= is_c2pa(source, &one)?,
            _ => {}
        }
        Ok(())
    })?;
    match ended {
        Ended::Cut => claims.cut = true,
        Ended::Broken(at) => claims.end = Some(at),
        Ended::Whole => {}
    }
    if let Some(meta) = meta {
        if meta.end - meta.body > MOST_META {
            claims.beyond = true;
        } else {
            Items::read(source, &meta)?.claim(source, &mut claims)?;
        }
    }
    Ok(claims)
}

/// C2PA 2.1, section A.5: a `uuid` box of this type.
pub(super) fn is_c2pa(source: &dyn Source, one: &Boxed) -> io::Result<bool> {
    const TYPE: [u8; 16] =
        [0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81];
    Ok(one.bytes(source, 16)? == TYPE)
}

#[derive(Default)]
struct Items {
    primary: Option<u32>,
    exif: Option<u32>,
    xmp: Option<u32>,
    /// Where each item lies: whether inside `idat`, and its pieces.
    places: Vec<Place>,
    idat: Option<Boxed>,
    /// The properties in their order: width and height where that is what they tell.
    properties: Vec<Option<(u32, u32)>>,
    /// Which item has which properties, counted from one.
    owned: Vec<(u32, Vec<usize>)>,
}

impl Items {
    fn read(source: &dyn Source, meta: &Boxed) -> io::Result<Self> {
        let mut items = Self::default();
        let from = boxes::meta_body(source, meta)?;
        boxes::walk(source, from, meta.end, |one| {
            let bytes = if &one.kind == b"idat" { Vec::new() } else { one.bytes(source, MOST_META as usize)? };
            match &one.kind {
                b"pitm" => items.primary = id(&bytes, 4, bytes.first() == Some(&0)),
                b"iinf" => items.names(&bytes)?,
                b"iloc" => items.places = places(&bytes).unwrap_or_default(),
                b"iprp" => items.properties(&bytes)?,
                b"idat" => items.idat = Some(one),
                _ => {}
            }
            Ok(())
        })?;
        Ok(items)
    }

    /// `iinf` and its `infe` boxes, section 8.11.6 of ISO/IEC 14496-12.
    fn names(&mut self, bytes: &[u8]) -> io::Result<()> {
        let from = if bytes.first() == Some(&0) { 6 } else { 8 };
        boxes::walk(&bytes, from, bytes.len() as u64, |one| {
            let entry = one.bytes(&bytes, 1024)?;
            let narrow = entry.first() == Some(&2);
            if !matches!(entry.first(), Some(2 | 3)) {
                return Ok(());
            }
            let (number, at) = (id(&entry, 4, narrow), if narrow { 8 } else { 10 });
            match entry.get(at..at + 4) {
                Some(b"Exif") => self.exif = self.exif.or(number),
                Some(b"mime") if entry.windows(19).any(|part| part == b"application/rdf+xml") => {
                    self.xmp = self.xmp.or(number);
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok(())
    }

    /// `iprp`: the properties (`ipco`) and whose they are (`ipma`), section 9.3 of ISO/IEC 23008-12.
    fn properties(&mut self, bytes: &[u8]) -> io::Result<()> {
        boxes::walk(&bytes, 0, bytes.len() as u64, |one| {
            match &one.kind {
                b"ipco" => {
                    boxes::walk(&bytes, one.body, one.end, |property| {
                        let body = property.bytes(&bytes, 12)?;
                        let extent = be32(&body, 4).zip(be32(&body, 8)).filter(|_| &property.kind == b"ispe");
                        self.properties.push(extent);
                        Ok(())
                    })?;
                }
                b"ipma" => self.owned.extend(owners(&one.bytes(&bytes, MOST_META as usize)?).unwrap_or_default()),
                _ => {}
            }
            Ok(())
        })?;
        Ok(())
    }

    fn claim(&self, source: &dyn Source, claims: &mut Claims) -> io::Result<()> {
        let primary = self.owned.iter().find(|(item, _)| Some(*item) == self.primary);
        let mut own = primary.iter().flat_map(|(_, list)| list);
        let extent = own.find_map(|at| at.checked_sub(1).and_then(|at| *self.properties.get(at)?));
        let largest = self.properties.iter().flatten().max_by_key(|(w, h)| u64::from(*w) * u64::from(*h));
        claims.dimensions = extent.or(largest.copied());
        claims.exif = self.item(source, self.exif, claims)?;
        claims.xmp = self.item(source, self.xmp, claims)?;
        Ok(())
    }

    /// Puts an item together from its pieces.
    fn item(&self, source: &dyn Source, number: Option<u32>, claims: &mut Claims) -> io::Result<Option<Vec<u8>>> {
        let Some((_, inside, extents)) = self.places.iter().find(|(item, ..)| Some(*item) == number) else {
            return Ok(None);
        };
        let base = if *inside { self.idat.map_or(u64::MAX, |idat| idat.body) } else { 0 };
        let total = extents.iter().fold(0u64, |sum, (_, len)| sum.saturating_add(*len));
        if total > MOST_BLOCK {
            claims.beyond = true;
            return Ok(None);
        }
        let mut bytes = Vec::new();
        for (at, len) in extents {
            bytes.extend(temoin_syntax::slice(source, base.saturating_add(*at), *len as usize)?);
        }
        claims.cut |= (bytes.len() as u64) < total;
        Ok(Some(bytes))
    }
}

/// Reads a number of 16 or 32 bits.
fn id(bytes: &[u8], at: usize, narrow: bool) -> Option<u32> {
    if narrow { be16(bytes, at).map(u32::from) } else { be32(bytes, at) }
}

/// `iloc`, section 8.11.3.
fn places(bytes: &[u8]) -> Option<Vec<Place>> {
    let version = *bytes.first()?;
    let sizes = be16(bytes, 4)?;
    let [offsets, lengths, bases, indices] = [12, 8, 4, 0].map(|shift| usize::from(sizes >> shift & 15));
    let mut cursor = Cursor { bytes, at: 6 };
    let count = cursor.number(if version < 2 { 2 } else { 4 })?;
    let mut found = Vec::new();
    for _ in 0..count {
        let Some(place) = cursor.place(version, offsets, lengths, bases, indices) else { break };
        found.push(place);
    }
    Some(found)
}

/// `ipma`, section 9.3.
fn owners(bytes: &[u8]) -> Option<Vec<(u32, Vec<usize>)>> {
    let (version, wide) = (*bytes.first()?, bytes.get(3)? & 1 == 1);
    let mut cursor = Cursor { bytes, at: 4 };
    let count = cursor.number(4)?;
    let mut found = Vec::new();
    for _ in 0..count {
        let Some(item) = cursor.number(if version == 0 { 2 } else { 4 }) else { break };
        let Some(owned) = cursor.number(1) else { break };
        let most = if wide { 0x7fff } else { 0x7f };
        let list = (0..owned).map_while(|_| cursor.number(if wide { 2 } else { 1 }));
        found.push((item as u32, list.map(|one| (one & most) as usize).collect()));
    }
    Some(found)
}

struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Cursor<'_> {
    /// Reads a number of so many bytes; of none it is zero.
    fn number(&mut self, size: usize) -> Option<u64> {
        let value = match size {
            0 => 0,
            1 => (*self.bytes.get(self.at)?).into(),
            2 => be16(self.bytes, self.at)?.into(),
            4 => be32(self.bytes, self.at)?.into(),
            8 => be64(self.bytes, self.at)?,
            _ => return None,
        };
        self.at += size;
        Some(value)
    }

    fn place(&mut self, version: u8, offsets: usize, lengths: usize, bases: usize, indices: usize) -> Option<Place> {
        let item = self.number(if version < 2 { 2 } else { 4 })? as u32;
        let method = if version == 0 { 0 } else { self.number(2)? & 15 };
        self.number(2)?;
        let base = self.number(bases)?;
        let count = self.number(2)?;
        let mut extents = Vec::new();
        for _ in 0..count {
            if version > 0 {
                self.number(indices)?;
            }
            let (offset, len) = (self.number(offsets)?, self.number(lengths)?);
            if extents.len() < MOST_EXTENTS {
                extents.push((base.saturating_add(offset), len));
            }
            if offsets + lengths + indices == 0 {
                break;
            }
        }
        // A method that refers to other items holds no bytes of its own.
        if method > 1 {
            extents.clear();
        }
        Some((item, method == 1, extents))
    }
}
