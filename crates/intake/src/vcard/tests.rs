use temoin_evidence::{DetailKey, Flag, Note, Record, Span};

use super::*;
use crate::{Flow, MemberHeader, Take};

#[derive(Default)]
struct Held {
    records: Vec<Record>,
    notes: Vec<Note>,
    members: Vec<(String, Vec<u8>)>,
    end: u64,
}

impl Sink for Held {
    fn record(&mut self, record: Record) -> Flow {
        self.records.push(record);
        Flow::Continue
    }

    fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    fn piece(&mut self, span: Span) {
        assert_eq!(span.start, self.end, "pieces touch");
        self.end = span.end();
    }

    fn member(&mut self, header: MemberHeader) -> Take {
        self.members.push((header.name, Vec::new()));
        Take::Bytes
    }

    fn member_bytes(&mut self, bytes: &[u8]) -> Flow {
        self.members.last_mut().unwrap().1.extend_from_slice(bytes);
        Flow::Continue
    }
}

fn read(bytes: &[u8]) -> Held {
    let detected = crate::detect(bytes, bytes.len() as u64, "x.vcf");
    let mut held = Held::default();
    VCard.read(&bytes, &detected, &Options::default(), &mut held).unwrap();
    assert!(held.end == bytes.len() as u64, "pieces tile the file");
    held
}

fn check(lines: &str, expected: &str) -> Held {
    let held = read(format!("BEGIN:VCARD\r\n{lines}\r\nEND:VCARD\r\n").as_bytes());
    assert_eq!(held.records.iter().map(|record| record.text.as_str()).collect::<Vec<_>>(), [expected], "{lines}");
    held
}

#[test]
fn cards_of_three_versions() {
    check(
        "VERSION:2.1\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ren=C3=A9 =\n Dupont\nTEL;CELL:+33612345678",
        "René Dupont\ntel (cell): +33612345678",
    );
    check(
        "VERSION:3.0\nN:Dupont;René;;;\nitem1.EMAIL;type=INTERNET;type=HOME:a@b.invalid\nitem2.TEL;type=pref:1\nitem2.X-ABLabel:_$!<Mobile>!$_",
        "René Dupont\nemail (internet, home): a@b.invalid\ntel (Mobile): 1",
    );
    let held = check(
        "VERSION:4.0\nFN:A\\, B\nTEL;VALUE=uri;TYPE=\"voice,home\":tel:+32-470\nORG:X\\;Y;Z\nNOTE:un\\ndeux\nX-SIGNAL:lou.01\nREV:20240305T130509Z\nUID:urn:x",
        "A, B\ntel (voice, home): +32-470\norg: X;Y, Z\nnote: un\ndeux\nx-signal: lou.01",
    );
    let details: Vec<_> = held.records[0].details.iter().map(|one| (one.key, one.value.as_str())).collect();
    let edited = (DetailKey::Edited, "2024-03-05T13:05:09Z");
    assert_eq!(details, [edited, (DetailKey::Id, "urn:x"), (DetailKey::Subject, "A, B")]);
    check("TEL:1", "1\ntel: 1");
    check("FN:Le Voisin\nN:Dupont;René", "Le Voisin\nn: René Dupont");
}

#[test]
fn charsets_of_old_phones() {
    let card = b"BEGIN:VCARD\nFN;CHARSET=ISO-8859-1:Ren\xe9\nNOTE:d\xe9j\xe0\nEND:VCARD\n";
    let held = read(card);
    assert_eq!(held.records[0].text, "René\nnote: d\u{fffd}j\u{fffd}");
    assert!(held.records[0].flags.has(Flag::InvalidBytes));
    assert_eq!(crate::detect(card, card.len() as u64, "x.vcf").kind, KIND);
}

#[test]
fn pictures_are_members() {
    let held = check(
        "FN:A\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/\n 4AA=\nLOGO:data:image/png;base64,AAEC\nPHOTO;VALUE=uri:https://a.invalid/x.jpg\nKEY:",
        "A\nphoto: https://a.invalid/x.jpg",
    );
    let expected = [("photo-1.jpg", vec![0xff, 0xd8, 0xff, 0xe0, 0]), ("logo-1-2.png", vec![0, 1, 2])];
    assert_eq!(held.members, expected.map(|(name, bytes)| (name.to_owned(), bytes)));
    assert_eq!(held.records[0].attachments.len(), 2);
    let held = check("FN:A\nPHOTO;BASE64;JPEG:\n/9j/\n4AA!\n", "A");
    assert!(held.notes.iter().any(|note| note.code == "part-damaged") || held.members.len() == 1);
}

#[test]
fn cards_without_an_end_and_cards_inside() {
    let held = read(b"x\nBEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nAGENT:\nBEGIN:VCARD\nFN:C\nEND:VCARD\nTEL:1\nEND:VCARD\n\nBEGIN:VCARD\nFN:D");
    let texts: Vec<_> = held.records.iter().map(|record| record.text.as_str()).collect();
    assert_eq!(texts, ["A", "B\ntel: 1", "D"]);
    let codes: Vec<_> = held.notes.iter().map(|note| note.code.as_str()).collect();
    assert_eq!(codes, ["truncated", "not-read", "truncated", "third-parties"]);
}

#[test]
fn long_cards_are_bounded() {
    let long = format!("BEGIN:VCARD\nFN:A\n{}END:VCARD\n", "X:y\n".repeat(10_000));
    let held = read(long.as_bytes());
    assert!(held.records[0].flags.has(Flag::TextCut));
    assert_eq!(held.records[0].text.lines().count(), 2001);
}

proptest::proptest! {
    #[test]
    fn any_cards_are_read(text in "(BEGIN:VCARD|END:VCARD|FN:|AGENT:|PHOTO;ENCODING=B:AA|N;QUOTED-PRINTABLE:=C3=|data:,|;|:|\n|é| ){0,40}") {
        read(text.as_bytes());
    }
}
