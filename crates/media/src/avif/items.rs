//! The items of a file (ISO/IEC 14496-12, 8.11) and their properties (ISO/IEC 23008-12, 9.3), as they stand.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::boxes::{Boxes, Fields};
use crate::MediaError;

/// Most pieces that one item is put together from.
const MOST_PIECES: usize = 64;

/// Most properties of one item: real ones have ten.
const MOST_PROPERTIES: usize = 64;

/// Is what the `meta` box of a file lists.
pub(super) struct Items<'a> {
    file: &'a [u8],
    /// Data inside the `meta` box.
    idat: &'a [u8],
    /// The item that is shown.
    pub primary: u32,
    kinds: BTreeMap<u32, [u8; 4]>,
    places: BTreeMap<u32, Place>,
    references: Vec<Reference>,
    properties: Vec<Property<'a>>,
    /// Numbers of properties, from 1, and whether a reader has to understand them.
    owned: BTreeMap<u32, Vec<(usize, bool)>>,
}

/// Says where an item's bytes are.
struct Place {
    inside: bool,
    /// Start and length of each piece; a length of 0 is all that follows.
    pieces: Vec<(u64, u64)>,
}

/// Says that one item belongs to others.
struct Reference {
    kind: [u8; 4],
    from: u32,
    to: Vec<u32>,
}

/// Is a property: its name and content.
#[derive(Clone, Copy)]
pub(super) struct Property<'a> {
    pub name: [u8; 4],
    pub content: &'a [u8],
}

impl<'a> Items<'a> {
    pub fn read(file: &'a [u8]) -> Result<Self, MediaError> {
        let meta = Boxes(file).find(|one| !matches!(one, Ok((name, _)) if name != b"meta"));
        let (_, meta) = meta.ok_or(MediaError::NotSupported)??;
        let mut items = Self {
            file,
            idat: &[],
            primary: 0,
            kinds: BTreeMap::new(),
            places: BTreeMap::new(),
            references: Vec::new(),
            properties: Vec::new(),
            owned: BTreeMap::new(),
        };
        let mut fields = Fields(meta);
        fields.version()?;
        for one in Boxes(fields.0) {
            let (name, content) = one?;
            let fields = Fields(content);
            match &name {
                b"pitm" => items.primary = primary(fields)?,
                b"iinf" => items.kinds = kinds(fields)?,
                b"iloc" => items.places = places(fields)?,
                b"iref" => items.references = references(fields)?,
                b"iprp" => items.read_properties(content)?,
                b"idat" => items.idat = content,
                _ => {}
            }
        }
        Ok(items)
    }

    fn read_properties(&mut self, content: &'a [u8]) -> Result<(), MediaError> {
        for one in Boxes(content) {
            match one? {
                (name, content) if &name == b"ipco" => {
                    for property in Boxes(content) {
                        let (name, content) = property?;
                        self.properties.push(Property { name, content });
                    }
                }
                (name, content) if &name == b"ipma" => owners(Fields(content), &mut self.owned)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Bytes of the file.
    pub fn len(&self) -> usize {
        self.file.len()
    }

    pub fn kind(&self, item: u32) -> Option<[u8; 4]> {
        self.kinds.get(&item).copied()
    }

    /// The items that one refers to, in order.
    pub fn referred(&self, kind: &[u8; 4], from: u32) -> &[u32] {
        let found = self.references.iter().find(|reference| reference.from == from && reference.kind == *kind);
        found.map_or(&[], |reference| &reference.to)
    }

    /// The items that refer to one.
    pub fn referring<'s>(&'s self, kind: &'s [u8; 4], to: u32) -> impl Iterator<Item = u32> + 's {
        let found =
            self.references.iter().filter(move |reference| reference.kind == *kind && reference.to.contains(&to));
        found.map(|reference| reference.from)
    }

    /// An item's properties in their order, and whether a reader has to understand each.
    pub fn properties(&self, item: u32) -> impl Iterator<Item = Result<(Property<'a>, bool), MediaError>> + '_ {
        // Number 0 is none (ISO/IEC 23008-12, 9.3.1).
        let owned = self.owned.get(&item).into_iter().flatten().filter(|(number, _)| *number != 0);
        owned.map(|(number, essential)| {
            let property = self.properties.get(number - 1).ok_or(MediaError::Damaged)?;
            Ok((*property, *essential))
        })
    }

    /// The first property of a name.
    pub fn property(&self, item: u32, name: &[u8; 4]) -> Result<Option<&'a [u8]>, MediaError> {
        let wanted = |(property, _): (Property<'a>, bool)| (property.name == *name).then_some(property.content);
        self.properties(item).find_map(|one| one.map(wanted).transpose()).transpose()
    }

    /// An item's bytes, put together where they lie in pieces.
    pub fn data(&self, item: u32) -> Result<Cow<'a, [u8]>, MediaError> {
        let place = self.places.get(&item).ok_or(MediaError::Damaged)?;
        let whole = if place.inside { self.idat } else { self.file };
        let piece = |(start, len): &(u64, u64)| {
            let rest = usize::try_from(*start).ok().and_then(|start| whole.get(start..)).ok_or(MediaError::Damaged)?;
            let len = if *len == 0 { rest.len() } else { usize::try_from(*len).map_err(|_| MediaError::Damaged)? };
            rest.get(..len).ok_or(MediaError::Damaged)
        };
        if let [only] = place.pieces.as_slice() {
            return piece(only).map(Cow::Borrowed);
        }
        let mut bytes = Vec::new();
        for one in &place.pieces {
            bytes.extend_from_slice(piece(one)?);
            // Pieces do not overlap in what anyone writes; more than there is would be a bomb.
            if bytes.len() > whole.len() {
                return Err(MediaError::Damaged);
            }
        }
        Ok(Cow::Owned(bytes))
    }
}

/// `pitm`, 8.11.4.
fn primary(mut fields: Fields) -> Result<u32, MediaError> {
    let (version, _) = fields.version()?;
    Ok(fields.number(if version == 0 { 2 } else { 4 })? as u32)
}

/// `iinf` and the `infe` in it, 8.11.6.
fn kinds(mut fields: Fields) -> Result<BTreeMap<u32, [u8; 4]>, MediaError> {
    let (version, _) = fields.version()?;
    fields.take(if version == 0 { 2 } else { 4 })?;
    let mut kinds = BTreeMap::new();
    for one in Boxes(fields.0) {
        let (name, content) = one?;
        let mut fields = Fields(content);
        let (version, _) = fields.version()?;
        if &name == b"infe" && version >= 2 {
            let item = fields.number(if version == 2 { 2 } else { 4 })? as u32;
            fields.take(2)?;
            kinds.insert(item, fields.name()?);
        }
    }
    Ok(kinds)
}

/// `iloc`, 8.11.3.
fn places(mut fields: Fields) -> Result<BTreeMap<u32, Place>, MediaError> {
    let (version, _) = fields.version()?;
    let sizes = fields.u16()?;
    let [offset, length, base, index] = [12, 8, 4, 0].map(|shift| usize::from(sizes >> shift & 15));
    if [offset, length, base, index].iter().any(|size| ![0, 4, 8].contains(size)) {
        return Err(MediaError::Damaged);
    }
    let wide = if version < 2 { 2 } else { 4 };
    let mut places = BTreeMap::new();
    for _ in 0..fields.number(wide)? {
        let item = fields.number(wide)? as u32;
        // 0 in the file, 1 in `idat`, 2 in another item.
        let way = if version == 0 { 0 } else { fields.u16()? & 15 };
        fields.take(2)?;
        let from = fields.number(base)?;
        let count = usize::from(fields.u16()?);
        let mut pieces = Vec::new();
        for _ in 0..count {
            if version > 0 {
                fields.take(index)?;
            }
            let start = from.checked_add(fields.number(offset)?).ok_or(MediaError::Damaged)?;
            let len = fields.number(length)?;
            if pieces.len() == MOST_PIECES {
                return Err(MediaError::NotSupported);
            }
            pieces.push((start, len));
        }
        if way < 2 {
            places.insert(item, Place { inside: way == 1, pieces });
        }
    }
    Ok(places)
}

/// `iref`, 8.11.12.
fn references(mut fields: Fields) -> Result<Vec<Reference>, MediaError> {
    let (version, _) = fields.version()?;
    let wide = if version == 0 { 2 } else { 4 };
    let mut references = Vec::new();
    for one in Boxes(fields.0) {
        let (kind, content) = one?;
        let mut fields = Fields(content);
        let from = fields.number(wide)? as u32;
        let count = fields.u16()?;
        let to = (0..count).map(|_| Ok(fields.number(wide)? as u32)).collect::<Result<_, MediaError>>()?;
        references.push(Reference { kind, from, to });
    }
    Ok(references)
}

/// `ipma`: whose the properties are.
fn owners(mut fields: Fields, owned: &mut BTreeMap<u32, Vec<(usize, bool)>>) -> Result<(), MediaError> {
    let (version, flags) = fields.version()?;
    for _ in 0..fields.u32()? {
        let item = fields.number(if version == 0 { 2 } else { 4 })? as u32;
        let count = fields.u8()?;
        let list = owned.entry(item).or_default();
        for _ in 0..count {
            // The highest bit says whether it is essential.
            let number = if flags & 1 == 1 {
                let both = fields.u16()?;
                (usize::from(both & 0x7fff), both >> 15 == 1)
            } else {
                let both = fields.u8()?;
                (usize::from(both & 0x7f), both >> 7 == 1)
            };
            if list.len() == MOST_PROPERTIES {
                return Err(MediaError::NotSupported);
            }
            list.push(number);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        [&u32::to_be_bytes(content.len() as u32 + 8), &name[..], content].concat()
    }

    /// A file whose `meta` box holds these boxes, and after it `mdat` with the bytes.
    fn file(boxes: &[Vec<u8>], data: &[u8]) -> Vec<u8> {
        let meta = boxed(b"meta", &[vec![0; 4], boxes.concat()].concat());
        [boxed(b"ftyp", b"avif\0\0\0\0"), meta, boxed(b"mdat", data)].concat()
    }

    /// An item, in which way it is found, and its pieces: start and length.
    type Located<'a> = (u16, u16, &'a [(u32, u32)]);

    /// `iloc` of version 1 without base.
    fn located(items: &[Located]) -> Vec<u8> {
        let mut content = vec![1, 0, 0, 0, 0x44, 0, 0, items.len() as u8];
        for (item, way, pieces) in items {
            content
                .extend([item.to_be_bytes(), way.to_be_bytes(), [0; 2], (pieces.len() as u16).to_be_bytes()].concat());
            for (start, len) in *pieces {
                content.extend([start.to_be_bytes(), len.to_be_bytes()].concat());
            }
        }
        boxed(b"iloc", &content)
    }

    #[test]
    fn an_item_is_put_together_wherever_its_pieces_lie() {
        let boxes =
            [located(&[(1, 0, &[(0, 4), (4, 4)]), (2, 1, &[(1, 2)]), (3, 1, &[(2, 0)])]), boxed(b"idat", b"abcdef")];
        let file = file(&boxes, b"");
        let items = Items::read(&file).unwrap();
        assert_eq!(&*items.data(1).unwrap(), &file[..8]);
        assert_eq!(&*items.data(2).unwrap(), b"bc");
        assert_eq!(&*items.data(3).unwrap(), b"cdef");
        assert_eq!(items.data(4), Err(MediaError::Damaged));
    }

    #[test]
    fn pieces_outside_the_file_or_more_than_it_are_refused() {
        let cut = file(&[located(&[(1, 0, &[(8, 4000)]), (2, 1, &[(7, 0)])])], b"");
        let items = Items::read(&cut).unwrap();
        assert_eq!([items.data(1), items.data(2)], [Err(MediaError::Damaged), Err(MediaError::Damaged)]);
        let twice = file(&[located(&[(1, 0, &[(0, 0), (0, 0)])])], b"");
        assert_eq!(Items::read(&twice).unwrap().data(1), Err(MediaError::Damaged));
        let many = file(&[located(&[(1, 0, &[(0, 1); 65])])], b"");
        assert!(matches!(Items::read(&many), Err(MediaError::NotSupported)));
    }

    #[test]
    fn properties_are_numbered_from_one_in_order() {
        let ipco = boxed(b"ipco", &[boxed(b"irot", &[3]), boxed(b"imir", &[1])].concat());
        let owned = |owners: &[u8]| file(&[boxed(b"iprp", &[ipco.clone(), boxed(b"ipma", owners)].concat())], b"");
        let bytes = owned(&[0, 0, 0, 0, 0, 0, 0, 1, 0, 9, 3, 2, 0x81, 0]);
        let items = Items::read(&bytes).unwrap();
        let found: Vec<_> =
            items.properties(9).map(|one| one.map(|(property, must)| (property.name, must)).unwrap()).collect();
        assert_eq!(found, [(*b"imir", false), (*b"irot", true)]);
        assert_eq!(items.property(9, b"irot"), Ok(Some(&[3][..])));
        assert_eq!(items.property(8, b"irot"), Ok(None));
        // Sixteen bits each, and a number that is nobody's.
        let bytes = owned(&[0, 0, 0, 1, 0, 0, 0, 1, 0, 9, 1, 0x80, 3]);
        assert!(Items::read(&bytes).unwrap().properties(9).all(|one| one.is_err()));
        let bytes = owned(&[&[0, 0, 0, 0, 0, 0, 0, 1, 0, 9, 65], &[1; 65][..]].concat());
        assert!(matches!(Items::read(&bytes), Err(MediaError::NotSupported)));
    }

    #[test]
    fn a_file_without_items_is_no_picture() {
        assert!(matches!(Items::read(&boxed(b"ftyp", b"avif")), Err(MediaError::NotSupported)));
        assert!(matches!(Items::read(b"\0\0\0\x20ftypavif"), Err(MediaError::Damaged)));
    }
}
