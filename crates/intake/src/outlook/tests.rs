use temoin_evidence::{AttachmentState, DetailKey, Flag, Note, Record};

use super::*;
use crate::cfb::tests::{Part, compound};
use crate::{Flow, MemberEnd, MemberHeader, Outcome, Take};

#[derive(Default)]
struct Held {
    records: Vec<Record>,
    notes: Vec<Note>,
    members: Vec<(String, Vec<u8>)>,
    damaged: u32,
}

impl Held {
    fn noted(&self, code: &str) -> bool {
        self.notes.iter().any(|note| note.code == code)
    }

    fn details(&self, key: DetailKey) -> Vec<&str> {
        let details = self.records.iter().flat_map(|record| &record.details);
        details.filter(|detail| detail.key == key).map(|detail| detail.value.as_str()).collect()
    }

    fn author(&self) -> (&str, &str) {
        let author = self.records[0].author.as_ref();
        author.map_or(("", ""), |author| (&author.name, author.platform_id.as_deref().unwrap_or("")))
    }
}

impl Sink for Held {
    fn record(&mut self, record: Record) -> Flow {
        self.records.push(record);
        Flow::Continue
    }

    fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    fn piece(&mut self, _: Span) {}

    fn member(&mut self, header: MemberHeader) -> Take {
        self.members.push((header.name, Vec::new()));
        Take::Bytes
    }

    fn member_bytes(&mut self, bytes: &[u8]) -> Flow {
        self.members.last_mut().unwrap().1.extend_from_slice(bytes);
        Flow::Continue
    }

    fn member_end(&mut self, end: MemberEnd) {
        self.damaged += u32::from(end.outcome == Outcome::Damaged);
    }
}

fn read_bytes(bytes: &[u8]) -> Held {
    let detected = crate::detect(bytes, bytes.len() as u64, "x");
    assert_eq!(detected.kind, KIND);
    let mut held = Held::default();
    Msg.read(&bytes, &detected, &Options::default(), &mut held).unwrap();
    held
}

/// Is a property: a text, one of one byte a character, bytes, a number, a time.
enum Value<'v> {
    Text(&'v str),
    Old(&'v [u8]),
    Bytes(&'v [u8]),
    Number(u32),
    Time(u64),
}

use Value::{Bytes, Number, Old, Text, Time};

fn storage(header: usize, properties: &[(u16, Value<'_>)]) -> Vec<Part> {
    let mut fixed = vec![0; header];
    let mut parts = Vec::new();
    for (id, value) in properties {
        let stream = |kind: u16, bytes: Vec<u8>| Part::Stream(format!("__substg1.0_{id:04X}{kind:04X}"), bytes);
        let mut number = |kind: u16, value: u64| {
            fixed.extend([kind.to_le_bytes(), id.to_le_bytes()].concat());
            fixed.extend([&[6, 0, 0, 0], &value.to_le_bytes()[..]].concat());
        };
        match value {
            Text(text) => parts.push(stream(0x001f, text.encode_utf16().flat_map(u16::to_le_bytes).collect())),
            Old(bytes) => parts.push(stream(0x001e, bytes.to_vec())),
            Bytes(bytes) => parts.push(stream(0x0102, bytes.to_vec())),
            Number(value) => number(3, u64::from(*value)),
            Time(value) => number(0x40, *value),
        }
    }
    parts.push(Part::Stream("__properties_version1.0".to_owned(), fixed));
    parts
}

fn message(properties: &[(u16, Value<'_>)], more: Vec<Part>) -> Held {
    let mut parts = storage(32, properties);
    parts.extend(more);
    read_bytes(&compound(4, parts))
}

const SENT: u64 = 132_601_647_031_257_905;

#[test]
fn properties_alone_are_a_message() {
    let found = message(
        &[
            (0x0037, Text("\u{1}\u{5}RE: non")),
            (0x0039, Time(SENT)),
            (0x0042, Text("Lou")),
            (0x5d02, Text("lou@exemple.invalid")),
            (0x0e04, Text("Nora; Zoé")),
            (0x1000, Text("un\r\ndeux\r\n\r\n")),
            (0x1035, Text("<1@exemple.invalid>")),
            (0x1042, Text("<0@exemple.invalid>")),
        ],
        vec![],
    );
    let record = &found.records[0];
    assert_eq!((record.text.as_str(), found.author()), ("un\ndeux", ("Lou", "lou@exemple.invalid")));
    assert_eq!(record.sent.map(|sent| sent.to_string()).as_deref(), Some("2021-03-14T03:05:03.125Z"));
    assert_eq!(
        (record.sent_raw.as_str(), record.reply_to.as_deref()),
        ("132601647031257905", Some("0@exemple.invalid"))
    );
    assert_eq!(
        (found.details(DetailKey::Subject), found.details(DetailKey::To)),
        (vec!["RE: non"], vec!["Nora", "Zoé"])
    );
    assert_eq!(found.details(DetailKey::Id), ["1@exemple.invalid"]);
    assert!(found.notes.is_empty(), "{:?}", found.notes);
}

#[test]
fn texts_of_one_byte_have_a_code_page() {
    let found = message(&[(0x0037, Old(b"\xcf\xf0\xe8\0")), (0x0042, Old(b"x")), (0x3ffd, Number(1251))], vec![]);
    assert_eq!(found.details(DetailKey::Subject), ["При"]);
    let found = message(&[(0x0037, Old(b"500 \x80")), (0x0042, Old(b"x")), (0x3ffd, Number(99_999))], vec![]);
    assert_eq!(found.details(DetailKey::Subject), ["500 €"]);
    let page = b"<p>d\xe9j\xe0<script>x</script>";
    let found = message(&[(0x0042, Text("x")), (0x1013, Bytes(page)), (0x3fde, Number(28591))], vec![]);
    assert_eq!(found.records[0].text, "déjà");
    let found = message(&[(0x0042, Text("x")), (0x1013, Bytes("<p>été".as_bytes())), (0x3fde, Number(28591))], vec![]);
    assert_eq!(found.records[0].text, "été");
}

#[test]
fn forms_of_a_text_that_differ_are_kept() {
    let found = message(&[(0x1000, Text("Bonjour <https://x.invalid>")), (0x1013, Bytes(b"<p>bonjour"))], vec![]);
    assert_eq!(found.details(DetailKey::Description), ["bonjour"]);
    let found = message(&[(0x1000, Text("Bonjour <https://x.invalid>")), (0x1013, Bytes(b"<p>Bonjour</p>"))], vec![]);
    assert!(found.details(DetailKey::Description).is_empty());
    let rtf = [&b"\0\0\0\0\x0c\0\0\0MELA\0\0\0\0"[..], b"{\\rtf1 autre}"].concat();
    let found = message(&[(0x1009, Bytes(&rtf))], vec![]);
    assert_eq!(found.records[0].text, "autre");
    assert!(found.records[0].flags.has(Flag::SenderDoubtful));
}

#[test]
fn a_header_and_what_outlook_shows_are_compared() {
    let header = "Date: Tue, 5 Mar 2024 14:05:09 +0100\r\nFrom: Lou <lou@exemple.invalid>\r\nTo: nora@victime.invalid\r\nSubject: non\r\nX-Y: z\r\n\r\n";
    let same =
        [(0x007d, Text(header)), (0x0037, Text(" NON")), (0x0042, Text("Lou")), (0x0065, Text("LOU@exemple.invalid"))];
    let found = message(&same, vec![]);
    assert_eq!((found.details(DetailKey::Header).len(), found.noted("header-differs")), (5, false));
    assert_eq!(found.records[0].sent.map(|sent| sent.to_string()).as_deref(), Some("2024-03-05T14:05:09+01:00"));
    // Old servers put a line of their own before it.
    let old = format!("Microsoft Mail Internet Headers Version 2.0\r\n{header}");
    let found = message(&[(0x007d, Text(&old))], vec![]);
    assert_eq!((found.author(), found.details(DetailKey::Header).len()), (("Lou", "lou@exemple.invalid"), 6));
    let found = message(&[(0x007d, Text(header)), (0x0037, Text("oui")), (0x0042, Text("Lou"))], vec![]);
    assert_eq!((found.details(DetailKey::Subject), found.noted("header-differs")), (vec!["non", "oui"], true));
    let other = [(0x007d, Text(header)), (0x0042, Text("Lou")), (0x5d02, Text("x@exemple.invalid"))];
    let found = message(&other, vec![]);
    assert_eq!((found.author(), found.noted("header-differs")), (("Lou", "lou@exemple.invalid"), true));
    assert_eq!(found.details(DetailKey::Action), ["Outlook shows as sender: Lou <x@exemple.invalid>"]);
    let named =
        [(0x0042, Text("A")), (0x5d02, Text("a@x.invalid")), (0x0c1a, Text("B")), (0x5d01, Text("b@x.invalid"))];
    let found = message(&named, vec![]);
    assert_eq!(found.details(DetailKey::Action), ["sent in the sender's name by: B <b@x.invalid>"]);
}

#[test]
fn items_that_are_no_mails() {
    let found = message(&[(0x001a, Text("IPM.Appointment")), (0x0037, Text("x")), (0x0060, Time(SENT))], vec![]);
    assert_eq!((found.records[0].kind, found.noted("partly-read")), (temoin_evidence::Kind::Event, true));
    assert!(found.records[0].sent.is_some());
    let found = message(&[(0x001a, Text("IPM.Contact")), (0x0037, Text("x"))], vec![]);
    assert_eq!(found.records[0].kind, temoin_evidence::Kind::Contact);
    let found = message(&[(0x001a, Text("IPM.Note.SMIME")), (0x0042, Text("x"))], vec![]);
    assert!(found.noted("secured") && !found.noted("partly-read"));
    let found = message(&[(0x0e07, Number(8)), (0x0037, Text("x"))], vec![]);
    assert!(found.records[0].flags.has(Flag::Draft) && !found.records[0].flags.has(Flag::SenderDoubtful));
}

#[test]
fn attachments_of_each_kind() {
    let attachment = |number: u32, properties: &[(u16, Value<'_>)], more: Vec<Part>| {
        let mut parts = storage(8, properties);
        parts.extend(more);
        // Names of storages are static in the builder.
        Part::Storage(["__attach_version1.0_#00000002", "__attach_version1.0_#00000001"][number as usize], parts)
    };
    let object = Part::Storage("__substg1.0_3701000D", vec![Part::Stream("CONTENTS".into(), vec![1])]);
    let found = message(
        &[(0x0042, Text("x"))],
        vec![
            attachment(0, &[(0x3705, Number(6)), (0x3001, Text("dessin"))], vec![object]),
            attachment(1, &[(0x3701, Bytes(b"abc")), (0x370e, Text("IMAGE/PNG"))], vec![]),
        ],
    );
    let attachments: Vec<_> = found.records[0].attachments.iter().map(|one| (one.name.as_str(), one.state)).collect();
    assert_eq!(attachments, [("part-1.png", AttachmentState::Present), ("dessin", AttachmentState::Unknown)]);
    assert_eq!(found.members, [("part-1.png".to_owned(), b"abc".to_vec())]);
    assert!(found.noted("embedded-files"));
    let link = [(0x3705, Number(7)), (0x370d, Text("https://exemple.invalid/d/photo.jpg"))];
    let found = message(&[(0x0042, Text("x"))], vec![attachment(0, &link, vec![])]);
    assert_eq!(found.records[0].attachments[0].name, "photo.jpg");
    assert_eq!(found.details(DetailKey::Link), ["https://exemple.invalid/d/photo.jpg"]);
}

#[test]
fn messages_inside_messages_end() {
    let mut inner = storage(24, &[(0x0037, Text("au fond")), (0x0042, Text("x"))]);
    for depth in 0..12 {
        let attached = vec![
            Part::Storage("__substg1.0_3701000D", inner),
            Part::Stream(
                "__properties_version1.0".into(),
                [&[0; 8][..], b"\x03\0\x05\x37\x06\0\0\0\x05\0\0\0\0\0\0\0"].concat(),
            ),
        ];
        let subject = format!("niveau {depth}");
        inner = storage(if depth == 11 { 32 } else { 24 }, &[(0x0037, Text(&subject)), (0x0042, Text("x"))]);
        inner.push(Part::Storage("__attach_version1.0_#00000000", attached));
    }
    let found = read_bytes(&compound(3, inner));
    assert_eq!((found.records.len(), found.noted("too-deep")), (9, true));
    assert_eq!(found.records[0].attachments[0].name, "niveau 10.msg");
    assert!(found.records[1].flags.has(Flag::Forwarded));
    assert_eq!(found.details(DetailKey::Action)[0], "attached to the message: niveau 11");
}

#[test]
fn sizes_that_are_claimed_are_not_believed() {
    let part = Part::Storage(
        "__attach_version1.0_#00000000",
        storage(8, &[(0x3701, Bytes(&[7; 5000])), (0x3707, Text("a.bin"))]),
    );
    let mut parts = storage(32, &[(0x0042, Text("x"))]);
    parts.push(part);
    let mut bytes = compound(3, parts);
    let name: Vec<u8> = "__substg1.0_37010102".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let at = (0..bytes.len() / 128).map(|n| n * 128).find(|at| bytes[*at..].starts_with(&name)).unwrap();
    bytes[at + 120..at + 124].copy_from_slice(&0x7fff_ffffu32.to_le_bytes());
    let found = read_bytes(&bytes);
    assert_eq!((found.members[0].1.len(), found.damaged), (5120, 1));
    assert!(found.noted("part-damaged") && found.noted("damaged"));
}

#[test]
fn stores_are_recognised() {
    for (client, kind) in [(b"SM", "outlook-store"), (b"SO", "outlook-store"), (b"AB", "file")] {
        let bytes = [&b"!BDN\x01\x02\x03\x04"[..], client, &[0; 500]].concat();
        assert_eq!(crate::detect(&bytes, 510, "x").kind.word(), kind);
    }
    let document = [&compound(3, vec![Part::Stream("WordDocument".into(), vec![0; 5000])])[..]].concat();
    let found = crate::detect(&document, document.len() as u64, "menace.msg");
    assert_eq!((found.media_type.as_str(), found.kind), ("application/x-ole-storage", Kind::FILE));
}
