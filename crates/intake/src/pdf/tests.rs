use std::io::Write;

use temoin_evidence::Note;

use super::*;
use crate::Flow;

#[derive(Default)]
struct Held(Vec<Record>, Vec<Note>);

impl Sink for Held {
    fn record(&mut self, record: Record) -> Flow {
        self.0.push(record);
        Flow::Continue
    }

    fn note(&mut self, note: Note) {
        self.1.push(note);
    }

    fn piece(&mut self, _: Span) {}
}

fn read_bytes(bytes: &[u8]) -> Held {
    let detected = crate::detect(bytes, bytes.len() as u64, "a.pdf");
    let mut held = Held::default();
    Pdf.read(&bytes, &detected, &Options::default(), &mut held).unwrap();
    held
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn stream(number: u32, more: &str, bytes: &[u8]) -> Vec<u8> {
    let packed = packed(bytes);
    let head = format!("{number} 0 obj\n<</Filter/FlateDecode/Length {}{more}>>stream\n", packed.len());
    [head.as_bytes(), &packed, b"\nendstream\nendobj\n"].concat()
}

const FONT: &str = "/Resources<</Font<</F 5 0 R>>>>";

/// A document of one page with this content.
fn page(content: &str) -> Vec<u8> {
    let mut file = format!(
        "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Kids[3 0 R]{FONT}>>endobj\n3 0 obj<</Type/Page/Contents 4 0 R>>endobj\n5 0 obj<</Type/Font/Subtype/Type1>>endobj\n"
    )
    .into_bytes();
    file.extend(stream(4, "", content.as_bytes()));
    file.extend(b"trailer<</Root 1 0 R>>");
    file
}

#[test]
fn lines_and_words_are_put_together() {
    let check = |content: &str, expected: &str| assert_eq!(read_bytes(&page(content)).0[0].text, expected, "{content}");
    check("BT /F 12 Tf 50 700 Td (tu vas) Tj ( voir \\351) Tj ET", "tu vas voir é");
    check("BT /F 12 Tf 50 700 Td (un) Tj 0 -14 Td (deux) Tj T* (trois) ' ET", "un\ndeuxtrois");
    check("BT /F 10 Tf [(so)-20(lo) -900 (mot)] TJ ET", "solo mot");
    check("/F 10 Tf BT 1 0 0 1 0 50 Tm (a) Tj 1 0 0 1 20 50 Tm (b) Tj 1 0 0 1 0 30 Tm (c) Tj ET", "a b\nc");
    check("q 2 0 0 2 0 0 cm BT /F 10 Tf (a) Tj ET Q BT 0 100 Td (b) Tj ET", "a");
    check("BI /W 1 ID (x) Tj EI BT /F 9 Tf (ok) Tj ET", "ok");
    check("", "");
}

#[test]
fn objects_in_packs_and_tables_of_signs_are_read() {
    let mut file = b"%PDF-1.7\n".to_vec();
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Kids[3 0 R]>>",
        "<</Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        "<</Subtype/Type0/ToUnicode 6 0 R>>",
    ];
    let (mut index, mut body) = (String::new(), String::new());
    for (number, object) in [1, 2, 3, 5].iter().zip(objects) {
        index += &format!("{number} {} ", body.len());
        body += object;
        body.push(' ');
    }
    let first = index.len();
    file.extend(stream(9, &format!("/Type/ObjStm/N 4/First {first}"), (index + &body).as_bytes()));
    file.extend(stream(4, "", b"BT /F 9 Tf <00010002> Tj ET"));
    file.extend(stream(
        6,
        "",
        b"1 beginbfchar <0001> <D83DDE02> endbfchar 1 beginbfrange <0002> <0003> <0041> endbfrange",
    ));
    file.extend(stream(8, "/Type/XRef/Root 1 0 R/Info 7 0 R", b""));
    file.extend(b"7 0 obj<</Title<FEFF00E9>/CreationDate(D:20240305140509+01'00')>>endobj");
    let held = read_bytes(&file);
    assert_eq!(held.0[0].text, "😂A");
    assert_eq!(held.0[0].sent.unwrap().to_string(), "2024-03-05T14:05:09+01:00");
    assert_eq!(held.0[0].details[0].value, "é");
}

#[test]
fn what_is_locked_broken_or_endless_is_told() {
    let codes = |bytes: &[u8]| read_bytes(bytes).1.into_iter().map(|note| note.code).collect::<Vec<_>>();
    assert!(codes(b"%PDF-1.4\ntrailer<</Root 1 0 R/Encrypt 2 0 R>>").contains(&"encrypted".into()));
    assert!(codes(b"%PDF-1.4\n").contains(&"damaged".into()));
    assert!(
        codes(b"%PDF-1.4\n1 0 obj<</Pages 1 0 R/Kids[1 0 R 1 0 R]>>endobj trailer<</Root 1 0 R>>")
            .contains(&"damaged".into())
    );
    assert!(codes(&page("q")).contains(&"pages-without-text".into()));
    let form = "/Resources<</XObject<</X 4 0 R>>>>/Subtype/Form";
    let mut file =
        b"%PDF-1.7\n1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Contents 4 0 R/Resources<</XObject<</X 4 0 R>>>>>>endobj "
            .to_vec();
    file.extend(stream(4, form, "/X Do ".repeat(50).as_bytes()));
    file.extend(b"trailer<</Root 1 0 R>>");
    assert!(codes(&file).contains(&"limit".into()));
}

#[test]
fn dates_say_no_more_than_is_written() {
    let shown = |text: &str| date(text).map(|moment| moment.to_string()).unwrap_or_default();
    assert_eq!(shown("D:20240305140509+01'00'"), "2024-03-05T14:05:09+01:00");
    assert_eq!(shown("D:20240305130509Z"), "2024-03-05T13:05:09Z");
    assert_eq!(shown("D:202403051405"), "2024-03-05T14:05");
    assert_eq!(shown("D:20240305"), "2024-03-05");
    for odd in ["", "D:2024", "D:20240230130509", "D:2024030513050é", "D:20240305130509+9'"] {
        assert_eq!(shown(odd), "", "{odd}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]
    #[test]
    fn any_document_is_read(parts in proptest::collection::vec(0..12usize, 0..20), cut: usize) {
        let words = ["1 0 obj", "2 0 obj", "<</Pages 2 0 R", "/Kids[1 0 R 3 0 R]", ">>", "stream\n", "endstream", "trailer<</Root 1 0 R>>", "<</Type/ObjStm/N 9/First 3>>", "(", "/Length 2 0 R", "[[["];
        let text: String = parts.iter().map(|at| format!("{} ", words[*at])).collect();
        read_bytes(format!("%PDF-1.4\n{text}").as_bytes());
        let whole = page("BT /F 12 Tf 50 700 Td (tu vas) Tj ET");
        read_bytes(&whole[..cut % whole.len()]);
        let mut changed = whole.clone();
        changed[cut % whole.len()] ^= 0x15;
        if changed.starts_with(b"%PDF-") {
            read_bytes(&changed);
        }
    }

    #[test]
    fn any_content_is_read(content in "(BT|ET|/F 1 Tf|q|Q|\\(a\\)|Tj|\\[|\\]|TJ|Td|Tm|cm|-?[0-9]{1,3}|/X|Do|BI|EI| |\n){0,60}") {
        read_bytes(&page(&content));
    }
}
