//! Formatted text as Outlook packs it (MS-OXRTFCP).

/// What the window holds at the beginning (section 2.1.2.1).
const START: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
/// Bytes of the window.
const WINDOW: usize = 4096;
/// Bytes before what is packed.
const HEADER: usize = 16;

/// Unpacks a text up to so many bytes; says whether all of it came out.
pub(super) fn unpack(bytes: &[u8], most: usize) -> (Vec<u8>, bool) {
    let Some((header, rest)) = bytes.split_at_checked(HEADER) else { return (Vec::new(), bytes.is_empty()) };
    let size = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
    match &header[8..12] {
        b"LZFu" => packed(rest, size, most),
        b"MELA" => {
            let len = size.min(rest.len()).min(most);
            (rest[..len].to_vec(), len == size)
        }
        _ => (Vec::new(), false),
    }
}

fn packed(bytes: &[u8], size: usize, most: usize) -> (Vec<u8>, bool) {
    let mut window = [0; WINDOW];
    window[..START.len()].copy_from_slice(START);
    let (mut at, mut out) = (START.len(), Vec::new());
    let mut input = bytes.iter().copied();
    while let Some(control) = input.next() {
        for bit in 0..8 {
            if out.len() >= most {
                return (out, false);
            }
            let Some(first) = input.next() else {
                let whole = out.len() == size;
                return (out, whole);
            };
            if control >> bit & 1 == 0 {
                window[at] = first;
                at = (at + 1) % WINDOW;
                out.push(first);
                continue;
            }
            let Some(second) = input.next() else { return (out, false) };
            let from = usize::from(first) << 4 | usize::from(second) >> 4;
            // A reference to the place that is written next is the end.
            if from == at {
                return (out, true);
            }
            for step in 0..usize::from(second & 15) + 2 {
                let byte = window[(from + step) % WINDOW];
                window[at] = byte;
                at = (at + 1) % WINDOW;
                out.push(byte);
            }
        }
    }
    let whole = out.len() == size;
    (out, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hexadecimal: &str, expected: &[u8], whole: bool) {
        let digits: Vec<u8> = hexadecimal.bytes().filter(u8::is_ascii_hexdigit).collect();
        let bytes: Vec<u8> =
            digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect();
        assert_eq!(unpack(&bytes, 1000), (expected.to_vec(), whole), "{hexadecimal}");
    }

    #[test]
    fn the_examples_of_the_specification() {
        // Sections 4.1.1 and 4.1.2.
        let simple = "2d000000 2b000000 4c5a4675 f1c5c7a7 03000a00 72637067 31323542 320af320 68656c09 00206277 05b06c64 7d0a800f a0";
        check(simple, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", true);
        let crossing = "1a000000 1c000000 4c5a4675 e2d44b51 41000420 5758595a 0d6e7d01 0eb0";
        check(crossing, b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", true);
    }

    #[test]
    fn what_breaks_off_is_told() {
        check("", b"", true);
        check("2d0000", b"", false);
        check("2d000000 2b000000 4c5a4675 f1c5c7a7 03000a00 7263", b"{\\rtf1\\ansi\\ansic", false);
        check("2d000000 05000000 4d454c41 00000000 7b5c7274", b"{\\rt", false);
        check("2d000000 04000000 4d454c41 00000000 7b5c7274 66", b"{\\rt", true);
        check("2d000000 04000000 00000000 00000000 7b5c7274 66", b"", false);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(bytes: Vec<u8>) {
            let packed = [&b"\0\0\0\0\xff\xff\xff\xffLZFu\0\0\0\0"[..], &bytes].concat();
            proptest::prop_assert!(unpack(&packed, 100).0.len() <= 100 + 17);
        }
    }
}
