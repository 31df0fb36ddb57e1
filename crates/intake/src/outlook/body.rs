//! The text of a message, in the up to three forms in which Outlook keeps it (MS-OXBBODY).

use std::io;

use temoin_evidence::{DetailKey, Flag, Record};

use super::property::{Properties, Texts, held, id};
use super::{lzfu, rtf};
use crate::cfb::Compound;
use crate::email::shown;

/// Largest form that is read, in bytes.
const TEXT: usize = 16 << 20;
/// Longest other form that is kept beside the text, in bytes.
const OTHER: usize = 64 << 10;

/// Reads the text: the plain form, or the page, or what is formatted. Another form that says something else stands beside
/// it as a description.
pub(super) fn read(
    file: &mut Compound<'_>,
    texts: Texts,
    properties: &Properties,
    record: &mut Record,
) -> io::Result<()> {
    let flags = &mut record.flags;
    let plain = texts.text(file, properties, id::TEXT, TEXT, flags)?.trim().to_owned();
    let page = texts.page(file, properties, TEXT, flags)?;
    let page = if page.is_empty() { page } else { shown(&page, flags) };
    let mut formatted = String::new();
    if let Some(entry) = properties.bytes(id::RTF) {
        let packed = held(file, entry, TEXT, flags)?;
        let (bytes, whole) = lzfu::unpack(&packed, TEXT);
        let found = rtf::read(&bytes, TEXT);
        if !whole || found.cut {
            flags.insert(Flag::TextCut);
        }
        formatted = if found.page { shown(&found.text, flags) } else { found.text.trim_end().to_owned() };
    }
    let mut forms = [plain, page, formatted].into_iter().filter(|form| !form.trim().is_empty());
    record.text = forms.next().unwrap_or_default();
    let mut known = vec![words(&record.text)];
    for mut form in forms {
        let form_words = words(&form);
        if !known.contains(&form_words) {
            known.push(form_words);
            form.truncate(form.floor_char_boundary(OTHER));
            record.detail(DetailKey::Description, form);
        }
    }
    Ok(())
}

/// Returns the letters and digits of a text, without the addresses that Outlook puts in angle or square brackets where a
/// link or a picture stood: they are not to be seen in other forms.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '[']) {
        out.extend(rest[..at].chars().filter(|c| c.is_alphanumeric()));
        let inside = &rest[at + 1..];
        let addressed = ["http", "mailto:", "cid:", "tel:", "file:"].iter().any(|start| inside.starts_with(start));
        rest = inside;
        if addressed {
            let end = inside.find(['>', ']', '\n']).map_or(inside.len(), |end| end + 1);
            rest = &inside[end..];
        }
    }
    out.extend(rest.chars().filter(|c| c.is_alphanumeric()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_links_are_no_words() {
        assert_eq!(words("Lis <https://a.invalid/x> [cid:1]ça [2]\n<3"), "Lisça23");
        assert_eq!(words("a <http"), "a");
        assert_eq!(words("<é"), "é");
    }
}
