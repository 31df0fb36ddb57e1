//! Numbers at a place of a slice; nothing where the slice ends before.

pub(super) fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(part(bytes, at)?))
}

pub(super) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(part(bytes, at)?))
}

pub(super) fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(part(bytes, at)?))
}

pub(super) fn le16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(part(bytes, at)?))
}

pub(super) fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    let [a, b, c] = part(bytes, at)?;
    Some(u32::from_le_bytes([a, b, c, 0]))
}

pub(super) fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(part(bytes, at)?))
}

pub(super) fn le64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(part(bytes, at)?))
}

fn part<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// Returns a short text as stored: up to the first NUL, as UTF-8 or else Latin-1, blanks around it and what steers a
/// terminal left out. Nothing where nothing is left.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    let bytes = &bytes[..end.min(MOST_TEXT)];
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into_owned()
        }
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    };
    let steers = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let text: String = text.chars().filter(|&c| !steers(c)).collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Longest text taken, in bytes.
pub(super) const MOST_TEXT: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_at_its_nul_and_steers_nothing() {
        assert_eq!(text(b"Exemple\0x").as_deref(), Some("Exemple"));
        assert_eq!(text(b"  \0").as_deref(), None);
        assert_eq!(text(b"\xc9t\xe9\x1b[2J").as_deref(), Some("Été[2J"));
        assert_eq!(text("a\u{202e}é".as_bytes()).as_deref(), Some("aé"));
        assert_eq!(text(&"é".repeat(600).as_bytes()[..1023]).map(|text| text.chars().count()), Some(511));
    }
}
