use std::collections::BTreeSet;

use proptest::prelude::*;
use temoin_evidence::{AttachmentState, DateOrder, Flag, Kind, Note, Record, Span};

use crate::{Answers, Detected, Encoding, Flow, Limits, Options, Sink, Summary};

#[derive(Default)]
struct Kept {
    records: Vec<Record>,
    pieces: Vec<Span>,
    notes: Vec<Note>,
}

impl Sink for Kept {
    fn record(&mut self, record: Record) -> Flow {
        self.records.push(record);
        Flow::Continue
    }

    fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    fn piece(&mut self, span: Span) {
        self.pieces.push(span);
    }
}

fn read_as(bytes: &[u8], encoding: Encoding, options: &Options) -> (Summary, Kept) {
    let detected = Detected { media_type: "text/plain".into(), kind: crate::Kind::WHATSAPP, encoding: Some(encoding) };
    let mut kept = Kept::default();
    let summary = super::read::read(&bytes, &detected, options, &mut kept).unwrap();
    tiles(&kept, bytes.len() as u64);
    assert_eq!(summary.records(), kept.records.len() as u64);
    (summary, kept)
}

fn read(text: &str) -> (Summary, Kept) {
    read_as(text.as_bytes(), Encoding::Utf8, &Options::default())
}

/// Pieces touch, cover all, and each record is one of them.
fn tiles(kept: &Kept, len: u64) {
    let mut end = 0;
    for piece in &kept.pieces {
        assert_eq!(piece.start, end);
        end = piece.end();
    }
    assert_eq!(end, len);
    let pieces: BTreeSet<Span> = kept.pieces.iter().copied().collect();
    assert!(kept.records.iter().all(|record| pieces.contains(&record.span)));
}

/// A line per record: time, author, text, flags, as far as they are there.
fn check(text: &str, expected: &[&str]) {
    let shown = |record: &Record| {
        let time = record.sent.map(|sent| sent.to_string()).unwrap_or_default();
        let author = record.author.as_ref().map_or("-", |author| &author.name);
        let flags: Vec<_> = record.flags.iter().map(Flag::word).collect();
        let kind = if record.kind == Kind::Message { String::new() } else { format!(" ({})", record.kind.word()) };
        format!("{time} {author}{kind}: {} [{}]", record.text.replace('\n', "/"), flags.join(" "))
    };
    let found: Vec<String> = read(text).1.records.iter().map(shown).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_plain_chat() {
    check(
        "13/03/2024, 23:59 - Lou: bonsoir\nà demain\n14/03/2024, 00:01 - Zoé: ok\n",
        &["2024-03-13T23:59 Lou: bonsoir/à demain []", "2024-03-14T00:01 Zoé: ok []"],
    );
}

#[test]
fn line_ends_marks_and_byte_order_mark() {
    check(
        "\u{feff}[13.03.24, 14:05:09] Lou: un\ndeux\r\n\u{200e}[13.03.24, 14:06:00] ~\u{202f}Max: \u{200e}Bild weggelassen\r\n",
        &["2024-03-13T14:05:09 Lou: un/deux []", "2024-03-13T14:06:00 Max:  [media-omitted]"],
    );
}

#[test]
fn what_the_app_writes_needs_a_proof() {
    // Nothing proves the app's language: the words stay among the messages.
    check(
        "13/03/2024, 10:00 - Lou: ok\n13/03/2024, 10:01 - Max created group \"X\"\n",
        &["2024-03-13T10:00 Lou: ok []", "2024-03-13T10:01 -: Max created group \"X\" [sender-doubtful]"],
    );
    check(
        "13/03/2024, 10:00 - Messages and calls are end-to-end encrypted. Tap to learn more.\n13/03/2024, 10:01 - Max created group \"X: y\"\n13/03/2024, 10:02 - Lou: Max left\n",
        &[
            "2024-03-13T10:00 - (system): Messages and calls are end-to-end encrypted. Tap to learn more. []",
            "2024-03-13T10:01 - (system): Max created group \"X: y\" []",
            // A person's words, though they read like the app's about someone called `Lou: Max`.
            "2024-03-13T10:02 Lou: Max left [sender-doubtful]",
        ],
    );
}

#[test]
fn doubtful_headers_are_kept_and_flagged() {
    check(
        "13/03/2024, 10:00 - Lou: tu as dit :\n13/03/2024, 09:00 - Zoé: oui\n13/03/2024, 10:01 - Lou: non\n13/03/2024, 10:02 - Zoé: si\n[13/03/24, 10:03] Zoé: faux\n13/03/2024, 10:04 - Intrus: coucou\n",
        &[
            "2024-03-13T10:00 Lou: tu as dit : []",
            "2024-03-13T09:00 Zoé: oui [boundary-doubtful time-backwards]",
            "2024-03-13T10:01 Lou: non []",
            "2024-03-13T10:02 Zoé: si []",
            "2024-03-13T10:03 Zoé: faux [boundary-doubtful]",
            "2024-03-13T10:04 Intrus: coucou [boundary-doubtful]",
        ],
    );
    // Where records end with CR LF, a header after a bare LF was typed inside a message.
    let mut chat = "[13.03.24, 14:05:09] Lou: a\r\n".repeat(12);
    chat.push_str("[13.03.24, 14:05:09] Lou: b\n[13.03.24, 14:05:09] Lou: c\r\n");
    assert!(read(&chat).1.records[13].flags.has(Flag::BoundaryDoubtful));
}

#[test]
fn clocks_that_change_are_flagged() {
    check(
        "31/03/2024, 02:30 - Lou: a\n27/10/2024, 02:50 - Lou: b\n27/10/2024, 02:10 - Lou: c\n",
        &[
            "2024-03-31T02:30 Lou: a [dst-gap]",
            "2024-10-27T02:50 Lou: b [dst-fold]",
            "2024-10-27T02:10 Lou: c [time-backwards dst-fold]",
        ],
    );
}

#[test]
fn marks_of_many_languages() {
    let lines = [
        ("13/03/2024, 10:00 - L: Dit bericht is verwijderd", Flag::Deleted),
        ("13/03/2024, 10:00 - L: Questo messaggio è stato eliminato", Flag::Deleted),
        ("13/03/2024, 10:00 - L: Bu mesaj silindi", Flag::Deleted),
        ("13/03/2024, 10:00 - L: Você apagou esta mensagem", Flag::Deleted),
        ("13/03/2024, 10:00 - L: تم حذف هذه الرسالة", Flag::Deleted),
        ("13/03/2024, 10:00 - L: x <Diese Nachricht wurde bearbeitet>", Flag::Edited),
        ("13/03/2024, 10:00 - L: <Multimedia omitido>", Flag::MediaOmitted),
        ("13/03/2024, 10:00 - L: <Без медиафайлов>", Flag::MediaOmitted),
        ("13/03/2024, 10:00 - L: <メディアは含まれていません>", Flag::MediaOmitted),
        ("13/03/2024, 10:00 - L: null", Flag::ContentUnknown),
        ("13/03/2024, 10:00 - L: a\u{202e}b", Flag::HiddenControls),
    ];
    for (line, flag) in lines {
        assert!(read(line).1.records[0].flags.has(flag), "{line}");
    }
}

#[test]
fn attachments_are_looked_for_beside() {
    let text = "13/03/2024, 10:00 - L: a.jpg (fichier joint)\n13/03/2024, 10:00 - L: \u{200e}<attached: b.pdf>\n";
    let options = Options { beside: Some(["a.jpg"].into_iter().collect()), ..Options::default() };
    let (summary, kept) = read_as(text.as_bytes(), Encoding::Utf8, &options);
    let states: Vec<_> = kept.records.iter().map(|record| record.attachments[0].state).collect();
    assert_eq!(states, [AttachmentState::Present, AttachmentState::Missing]);
    assert_eq!(summary.attachments_missing.as_deref(), Some(&["b.pdf".to_owned()][..]));
    assert!(read(text).1.records.iter().all(|record| record.attachments[0].state == AttachmentState::Unknown));
}

#[test]
fn an_unproven_order_is_asked_and_the_answer_kept() {
    let text = "01/02/2024, 10:00 - Lou: a\n04/02/2024, 10:00 - Lou: b\n";
    let (summary, kept) = read(text);
    assert_eq!((summary.date_order.as_deref(), summary.first), (Some("unproven"), None));
    assert!(kept.records.iter().all(|record| record.flags.has(Flag::DateUnproven) && record.sent.is_none()));
    assert_eq!(kept.records[0].sent_raw, "01/02/2024, 10:00");
    for (order, first) in [(DateOrder::Dmy, "2024-02-01T10:00"), (DateOrder::Mdy, "2024-01-02T10:00")] {
        let answers = Answers { date_order: Some(order), zone: None };
        let (summary, _) = read_as(text.as_bytes(), Encoding::Utf8, &Options { answers, ..Options::default() });
        assert_eq!(summary.first.as_deref(), Some(first));
    }
    let answers = Answers { date_order: Some(DateOrder::Mdy), zone: None };
    let proved = "13/02/2024, 10:00 - Lou: a\n";
    let (summary, _) = read_as(proved.as_bytes(), Encoding::Utf8, &Options { answers, ..Options::default() });
    assert_eq!(summary.first.as_deref(), Some("2024-02-13T10:00"), "what the file proves stands");
}

#[test]
fn the_exporter_is_known_by_her_own_deletion() {
    use temoin_evidence::Direction;
    let (_, kept) = read("13/03/2024, 10:00 - Lou: Vous avez supprimé ce message\n13/03/2024, 10:01 - Max: ok\n");
    assert_eq!(kept.records[0].direction, Direction::Sent);
    assert_eq!(kept.records[1].direction, Direction::Received);
}

#[test]
fn text_before_the_first_message_is_a_piece_of_its_own() {
    let (_, kept) = read("imprimé le 5\n13/03/2024, 10:00 - Lou: a\n");
    assert_eq!(kept.pieces[0], Span { start: 0, len: 14 });
    assert_eq!(kept.notes[0].code, "preamble");
    let (_, kept) = read("\n\n13/03/2024, 10:00 - Lou: a\n");
    assert_eq!(kept.pieces.len(), 1);
}

#[test]
fn utf16_keeps_its_bytes() {
    for (encoding, bytes) in
        [(Encoding::Utf16Le, u16::to_le_bytes as fn(u16) -> [u8; 2]), (Encoding::Utf16Be, u16::to_be_bytes)]
    {
        let text = "\u{feff}13/03/2024, 10:00 - Lou: été\n13/03/2024, 10:01 - Lou: 😂";
        let wide: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
        let (_, kept) = read_as(&wide, encoding, &Options::default());
        assert_eq!(kept.records.iter().map(|r| r.text.as_str()).collect::<Vec<_>>(), ["été", "😂"]);
    }
}

#[test]
fn long_texts_are_cut_and_their_bytes_whole() {
    let limits = Limits { text: 1000, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let mut chat = b"13/03/2024, 10:00 - Lou: ".to_vec();
    chat.extend(vec![b'a'; 600 << 10]);
    chat.extend(b"\n13/03/2024, 10:01 - Lou: b\n");
    let (_, kept) = read_as(&chat, Encoding::Utf8, &options);
    assert!(kept.records[0].flags.has(Flag::TextCut) && kept.records[0].text.len() <= 1000);
    assert_eq!(kept.records[1].text, "b");
}

#[test]
fn three_thousand_empty_bodies() {
    let (summary, _) = read(&"05/03/2024, 14:05 - Lou: \n".repeat(3000));
    assert_eq!(summary.messages, Some(3000));
}

#[test]
fn more_senders_than_the_limit_are_shown() {
    let limits = Limits { senders: 3, ..Limits::default() };
    let chat: String = (0..9).map(|n| format!("13/03/2024, 10:00 - Nom {n}: a\n")).collect();
    let (summary, kept) = read_as(chat.as_bytes(), Encoding::Utf8, &Options { limits, ..Options::default() });
    assert_eq!(kept.records[8].author.as_ref().unwrap().name, "Nom 8");
    assert!(summary.notes.iter().any(|note| note.code == "senders-cut"));
}

#[test]
fn names_of_chats() {
    let named = |name: &str, archive: Option<&str>| {
        let options = Options { name: name.into(), archive: archive.map(str::to_owned), ..Options::default() };
        super::conversation(&options)
    };
    assert_eq!(named("Discussion WhatsApp avec Lou.txt", None).as_deref(), Some("Lou"));
    assert_eq!(named("WhatsApp_Chat_mit_Lou_B.txt", None).as_deref(), Some("Lou B"));
    assert_eq!(named("_chat.txt", Some("WhatsApp Chat - Famille.zip")).as_deref(), Some("Famille"));
    assert_eq!(named("", None), None);
}

const GOOD: &str = "\u{feff}avant\r\n[5/03/24 14:05:09] Le groupe: \u{200e}Les messages et les appels sont chiffrés de bout en bout.\r\n\u{200e}[15/03/24 14:06:40] T: b: \u{200e}<pièce jointe : 05-PHOTO-2024-03-15-14-06-40.jpg>\r\n[15/03/24 14:09:00] T: b: SONDAGE :\r\nOui ?\r\n\u{200e}OPTION : Oui (3 votes)\r\n\r\n[15/03/24 14:10:30] \u{200e}Camille D. a quitté le groupe\r\n";

#[test]
fn a_good_file_cut_at_every_byte_still_tiles() {
    for len in 0..GOOD.len() {
        read_as(&GOOD.as_bytes()[..len], Encoding::Utf8, &Options::default());
        read_as(&GOOD.as_bytes()[..len], Encoding::Utf16Le, &Options::default());
    }
}

proptest! {
    #[test]
    fn any_bytes_tile(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        read_as(&bytes, Encoding::Utf8, &Options::default());
        read_as(&bytes, Encoding::Utf16Be, &Options::default());
    }

    #[test]
    fn any_mix_of_lines_tiles(lines in proptest::collection::vec(
        prop_oneof![
            Just("05/03/2024, 14:05 - A: x\n"),
            Just("5.3.24 klo 14.05 - A: B: y\r\n"),
            Just("\u{200e}[5/03/24 14:05:09] A: \u{200e}image omitted\r\n"),
            Just("[5/03/24 14:05:09] \u{200e}A a quitté le groupe\r\n"),
            Just("suite :\n"),
            Just("\n"),
            Just("3/25/24, 2:05\u{202f}PM - A B: <Media omitted>\n"),
            Just("05/03/2024, 14:05 - \n"),
        ], 0..40)) {
        read_as(lines.concat().as_bytes(), Encoding::Utf8, &Options::default());
    }
}
