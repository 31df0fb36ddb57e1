//! DER taken apart without copying or re-encoding: hashes and signatures are over the bytes as they stand.

use der::{Reader, SliceReader};

/// Returns the complete encodings of the members of a constructed value, one after the other.
pub(super) fn members(content: &[u8]) -> der::Result<Vec<&[u8]>> {
    let mut reader = SliceReader::new(content)?;
    let mut members = Vec::new();
    while !reader.is_finished() {
        members.push(reader.tlv_bytes()?);
    }
    Ok(members)
}

/// Returns the content of one encoding with this first byte, and nothing after it.
pub(super) fn content(encoding: &[u8], identifier: u8) -> der::Result<&[u8]> {
    let mut reader = SliceReader::new(encoding)?;
    if reader.peek_byte() != Some(identifier) {
        return Err(der::ErrorKind::Failed.into());
    }
    let whole = reader.tlv_bytes()?;
    let header = SliceReader::new(whole)?.peek_header()?;
    let start = whole.len() - usize::try_from(header.length)?;
    reader.finish(&whole[start..])
}

/// Returns the members of one SEQUENCE.
pub(super) fn sequence(encoding: &[u8]) -> der::Result<Vec<&[u8]>> {
    members(content(encoding, 0x30)?)
}

/// Returns the members of one SET.
pub(super) fn set(encoding: &[u8]) -> der::Result<Vec<&[u8]>> {
    members(content(encoding, 0x31)?)
}
