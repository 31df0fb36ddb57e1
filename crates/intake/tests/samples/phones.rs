//! Phones: SMS and calls of Android, iMessage, their databases, calendars.

use temoin_evidence::{AttachmentState, DetailKey, Direction, Flag, Kind, Record, Visibility};

use crate::support::{Read, bytes, renamed, sample, samples};

#[test]
fn messages_and_pictures() {
    let found = sample("sms/sms-20240312090000.xml");
    found.check(3, 0, "2024-03-05T13:05:09.123Z", "2024-03-05T13:07:09.000Z");
    assert_eq!((found.flagged(Flag::Draft), found.summary.declared, found.noted("count-differs")), (1, Some(4), false));
    assert_eq!(found.texts()[0], "tu vas le regretter 😂\nligne 2 \"x\"");
    assert_eq!((found.members.len(), found.attachments(AttachmentState::Present)), (1, 1));
    assert_eq!(&found.members[0].1[..3], b"\xff\xd8\xff");
}

#[test]
fn calls() {
    let found = sample("sms/calls-20240312090000.xml");
    found.check(3, 0, "2024-03-05T13:05:09.000Z", "2024-03-05T13:05:29.000Z");
    assert_eq!(found.details(DetailKey::Outcome), ["missed", "rejected", "answered"]);
    assert_eq!(
        (found.details(DetailKey::Action), found.details(DetailKey::Seconds)),
        (vec!["number withheld"], vec!["0", "0", "61"])
    );
}

#[test]
fn entities_are_never_expanded() {
    let found = sample("hostile/xxe.xml");
    assert_eq!(found.texts(), ["&x;&b;"]);
}

#[test]
fn imessage_text() {
    let found = sample("imessage/+32470000002.txt");
    found.check(4, 1, "2024-03-05T14:05:09", "2024-03-05T14:09:00");
    assert_eq!((found.flagged(Flag::Deleted), found.summary.attachments.as_ref().map(Vec::len)), (1, Some(1)));
    assert_eq!(found.records[1].direction, Direction::Sent);
    assert_eq!(found.details(DetailKey::Reaction), ["Loved by +32470000002"]);
    let split = bytes(b"Mar 05, 2024  2:05:09 PM\nMe\na\n\nb\n\nMar 05, 2024  2:06:09 PM\nMe\nc\n", "x.txt");
    assert_eq!((split.texts(), split.flagged(Flag::BoundaryDoubtful)), (vec!["a\n\nb", "c"], 1));
}

#[test]
fn an_invitation() {
    let found = sample("calendar/agenda.ics");
    assert_eq!((found.of(Kind::Event), found.summary.first.as_deref()), (1, Some("2024-03-06T08:00:00Z")));
    assert_eq!(found.texts(), ["Je sais où tu travailles, demain"]);
    assert_eq!(found.records[0].author.as_ref().unwrap().platform_id.as_deref(), Some("x@exemple.invalid"));
}

/// Returns the record whose details name this id.
fn named<'r>(found: &'r Read, id: &str) -> &'r Record {
    let is = |record: &&Record| record.details.iter().any(|one| one.key == DetailKey::Id && one.value == id);
    found.records.iter().find(is).unwrap_or_else(|| panic!("{id}"))
}

/// Returns what a record says under a key.
fn says(record: &Record, key: DetailKey) -> Vec<&str> {
    record.details.iter().filter(|one| one.key == key).map(|one| one.value.as_str()).collect()
}

#[test]
fn the_database_of_messages() {
    let found = sample("imessage/chat.db");
    found.check(14, 2, "2024-03-05T13:05:09.123Z", "2024-03-05T13:22:09.123Z");
    assert_eq!((found.summary.source.as_str(), found.of(Kind::Reaction)), ("imessage-database", 3));
    let message = |number: u32| named(&found, &format!("GUID-{number:02}"));
    assert_eq!(message(1).text, "tu vas le regretter 😂");
    let (from, to) = (message(1), message(2));
    assert_eq!((from.direction, from.visibility), (Direction::Received, Visibility::Direct));
    assert_eq!(from.author.as_ref().unwrap().platform_id.as_deref(), Some("+32470000002"));
    assert_eq!((to.direction, to.author.as_ref().unwrap().name.as_str()), (Direction::Sent, "(owner)"));
    assert_eq!(
        (says(to, DetailKey::To), says(to, DetailKey::Received)),
        (vec!["+32470000002"], vec!["2024-03-05T13:06:11.000Z"])
    );
    // The text is only in the attributed one; it goes on at other pages; it is in a row with all columns.
    assert_eq!(
        (message(3).text.as_str(), message(4).text.as_str()),
        ("réponds-moi", "je sais où tu habites 👀 ".repeat(120).as_str())
    );
    assert_eq!(message(13).text, "c’est faux. ".repeat(30));
    assert_eq!(message(12).conversation.as_deref(), Some("Voisins"));
    assert_eq!(
        (message(13).visibility, says(message(13), DetailKey::To)),
        (Visibility::Group, vec!["+32470000002", "+32470000003"])
    );
    assert!(message(14).flags.has(Flag::Filtered) && message(17).flags.has(Flag::SenderDoubtful));
    assert_eq!(found.summary.participants.as_ref().map(Vec::len), Some(4));
    assert!(found.records.iter().all(|record| !record.text.contains("pour de bon")), "freed bytes are no messages");
    assert!(found.noted("log-beside") && found.noted("messages-deleted") && !found.noted("wrong-cell"));
}

#[test]
fn what_became_of_messages_in_the_database() {
    let found = sample("imessage/chat.db");
    let message = |number: u32| named(&found, &format!("GUID-{number:02}"));
    assert_eq!(
        (found.flagged(Flag::Edited), found.flagged(Flag::Deleted), found.flagged(Flag::Undelivered)),
        (2, 1, 1)
    );
    assert_eq!(says(message(5), DetailKey::Edited), ["2024-03-05T13:09:19.500Z"]);
    assert_eq!(says(message(6), DetailKey::Deleted), ["2024-03-05T13:10:19.000Z"]);
    assert_eq!((message(7).attachments[0].state, message(7).text.as_str()), (AttachmentState::Missing, ""));
    assert_eq!(message(7).text_raw.as_deref(), Some("\u{fffc}"));
    let reactions: Vec<_> = [8, 9, 18].map(|number| says(message(number), DetailKey::Reaction)[0]).to_vec();
    assert_eq!(
        (reactions, says(message(9), DetailKey::Action)),
        (vec!["liked", "liked", "🖤"], vec!["took the reaction back"])
    );
    let replies = [8, 10, 18].map(|number| message(number).reply_to.as_deref().unwrap());
    assert_eq!(replies, ["GUID-02", "GUID-01", "GUID-01"]);
    assert_eq!(
        (message(11).kind, says(message(11), DetailKey::Action)),
        (Kind::System, vec!["named the conversation"])
    );
    assert_eq!(says(message(19), DetailKey::Mention), ["+32470000003", "lou@exemple.invalid"]);
    assert_eq!(says(message(15), DetailKey::Deleted), ["2024-03-05T13:20:09.000Z"]);
    assert_eq!(message(15).conversation.as_deref(), Some("+32470000002"));
    assert!(message(16).flags.has(Flag::ContentUnknown) && !message(6).flags.has(Flag::ContentUnknown));
}

#[test]
fn databases_in_utf_16_and_in_seconds() {
    for name in ["imessage/chat-utf16le.db", "imessage/chat-utf16be.db"] {
        let found = sample(name);
        found.check(3, 0, "2024-03-05T13:06:09Z", "2024-03-05T13:08:09Z");
        assert_eq!(found.texts(), ["é".repeat(900).as_str(), "qui est-ce ?", "bonsoir 😀"], "{name}");
        assert!(found.notes.is_empty(), "{:?}", found.notes);
    }
}

#[test]
fn the_database_of_android() {
    let found = sample("sms/mmssms.db");
    found.check(9, 1, "2024-03-05T13:05:09.123Z", "2024-03-05T13:14:49Z");
    assert_eq!(found.summary.source, "sms-database");
    let sms = |number: u32| named(&found, &format!("content://sms/{number}"));
    let mms = |number: u32| named(&found, &format!("content://mms/{number}"));
    assert_eq!(
        (sms(1).text.as_str(), sms(2).text.as_str()),
        ("tu vas le regretter 😂", "réponds ! ".repeat(80).as_str())
    );
    // The same person, written in two ways, in one conversation.
    assert_eq!(
        (sms(2).author.as_ref().unwrap().name.as_str(), sms(2).conversation.as_deref()),
        ("0470 00 00 02", Some("+32470000002"))
    );
    assert_eq!(says(sms(1), DetailKey::Action), ["time of the network: 2024-03-05T13:05:07.000Z"]);
    assert_eq!((found.flagged(Flag::Draft), found.flagged(Flag::Undelivered)), (1, 2));
    assert_eq!((sms(3).direction, says(sms(3), DetailKey::To)), (Direction::Sent, vec!["+32470000002"]));
    assert_eq!((sms(4).flags.has(Flag::Draft), says(sms(4), DetailKey::To)), (true, vec!["+32470000002"]));
    assert_eq!(sms(7).author.as_ref().unwrap().name, "(withheld number)");
    assert_eq!((mms(1).text.as_str(), mms(1).attachments[0].name.as_str()), ("regarde ta porte", "porte.jpg"));
    assert_eq!((says(mms(1), DetailKey::Subject), mms(1).visibility), (vec!["Déjà vu 😂"], Visibility::Group));
    assert_eq!(mms(1).author.as_ref().unwrap().name, "+32470000003");
    assert_eq!(
        (mms(2).direction, says(mms(2), DetailKey::To)),
        (Direction::Sent, vec!["+32470000002", "+32470000003"])
    );
    assert!(mms(3).flags.has(Flag::ContentUnknown) && mms(4).kind == Kind::System);
}

#[test]
fn a_database_that_nobody_knows_is_kept_and_said() {
    let found = sample("databases/notes.db");
    assert_eq!((found.summary.source.as_str(), found.records.len()), ("database", 0));
    let note = found.notes.iter().find(|note| note.code == "not-read").unwrap();
    assert!(note.detail.contains("2 tables") && note.detail.contains("screenshots"), "{}", note.detail);
    let log = bytes(&[0x37, 0x7f, 0x06, 0x82, 0, 0x2d, 0xe2, 0x18], "chat.db-wal");
    assert!(log.noted("not-read") && log.records.is_empty());
}

#[test]
fn a_database_in_an_archive_is_read() {
    let archive = |names: &[&str]| {
        let mut zip = Vec::new();
        let mut directory = Vec::new();
        for name in names {
            let data = std::fs::read(samples().join(name)).unwrap();
            let name = name.rsplit('/').next().unwrap();
            let mut crc = flate2::Crc::new();
            crc.update(&data);
            let sizes = [crc.sum(), data.len() as u32, data.len() as u32].map(u32::to_le_bytes).concat();
            let common =
                [&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x58], &sizes[..], &(name.len() as u16).to_le_bytes(), &[0, 0]]
                    .concat();
            let at = (zip.len() as u32).to_le_bytes();
            directory.extend([b"PK\x01\x02\x14\0", &common[..], &[0; 10], &at, name.as_bytes()].concat());
            zip.extend([b"PK\x03\x04", &common[..], name.as_bytes(), &data].concat());
        }
        let (count, at, len) = (names.len() as u16, zip.len() as u32, directory.len() as u32);
        zip.extend(&directory);
        let count = count.to_le_bytes();
        zip.extend(
            [b"PK\x05\x06\0\0\0\0", &count[..], &count, &len.to_le_bytes(), &at.to_le_bytes(), &[0, 0]].concat(),
        );
        zip
    };
    let file = archive(&["sms/mmssms.db", "databases/notes.db"]);
    let options = temoin_intake::Options { name: "x.zip".into(), ..temoin_intake::Options::default() };
    let summary = temoin_intake::inspect(&file, &options, &mut temoin_intake::Nothing).unwrap();
    assert_eq!((summary.messages, summary.source.as_str()), (Some(9), "sms-database"));
    assert!(summary.notes.iter().any(|note| note.code == "not-read"), "{:?}", summary.notes);
}

/// Whatever a byte of it becomes, a database is read: no panic, and pieces tile it (`bytes` looks).
#[test]
fn a_database_with_any_byte_changed_is_read() {
    for (name, step) in [("sms/mmssms.db", 1), ("imessage/chat.db", 31), ("databases/notes.db", 1)] {
        let whole = std::fs::read(samples().join(name)).unwrap();
        let kept = bytes(&whole, name).records.len();
        let mut lost = 0;
        for at in (0..whole.len()).step_by(step) {
            for change in [0xff, 0x01, 0x80] {
                let mut changed = whole.clone();
                changed[at] ^= change;
                let found = bytes(&changed, name);
                lost += usize::from(found.records.len() < kept && found.notes.is_empty());
            }
        }
        // A table that loses its name or a row count that shrinks leaves no trace; nothing else goes in silence.
        assert!(lost * 100 < whole.len(), "{name}: {lost}");
        for len in (0..whole.len()).step_by(step * 5) {
            bytes(&whole[..len], name);
        }
    }
}

#[test]
fn zones_of_outlook() {
    let found = sample("calendar/outlook.ics");
    let times: Vec<String> = found.records.iter().filter_map(|one| one.sent).map(|sent| sent.to_string()).collect();
    assert_eq!(times, ["2024-07-06T07:00:00Z", "2024-03-06T08:00:00Z", "2024-03-07T09:00:00"]);
    assert_eq!(found.texts(), ["Devant chez toi", "Devant ton travail", "Encore"]);
    let unknown = found.notes.iter().find(|note| note.code == "zone-unknown").unwrap();
    assert!(unknown.detail.contains("Brussels, Copenhagen") && !unknown.detail.contains("Romance"));
    assert!(!sample("calendar/agenda.ics").noted("zone-unknown"));
}

#[test]
fn contacts() {
    let found = sample("vcard/contacts.vcf");
    assert_eq!((found.of(Kind::Contact), found.summary.others, found.summary.messages), (3, 3, None));
    assert_eq!(found.details(DetailKey::Subject), ["Jérôme Le Gall", "Thibault (ex)", "Voisine"]);
    let expected = [
        "Jérôme Le Gall\ntel (cell): +32470000001\nnote: appelle la nuit\nne pas répondre",
        "Thibault (ex)\nnickname: Titi\ntel (nouveau numéro): +32 470 00 00 02\nemail (Work): x@exemple.invalid\n\
        x-socialprofile (twitter): https://x.exemple.invalid/titi\norg: Exemple, SA, Ventes",
        "Voisine\ntel (voice, home): +32-2-000-00-03\nimpp: xmpp:voisine@exemple.invalid\nbday: --0412\nx-signal: voisine.01",
    ];
    assert_eq!(found.texts(), expected);
    let members: Vec<(&str, &[u8])> = found.members.iter().map(|(name, held)| (name.as_str(), &held[..4])).collect();
    assert_eq!(members, [("photo-2.jpg", &b"\xff\xd8\xff\xe0"[..]), ("photo-3.png", b"\x89PNG")]);
    assert_eq!((found.details(DetailKey::Edited), found.noted("third-parties")), (vec!["2024-03-05T13:05:09Z"], true));
    let file = std::fs::read(samples().join("vcard/contacts.vcf")).unwrap();
    for len in 0..file.len() {
        bytes(&file[..len], "x.vcf");
    }
}

#[test]
fn imessage_pages() {
    let found = sample("imessage/chorale.html");
    found.check(6, 2, "2024-03-05T00:11:00", "2024-03-05T14:12:00");
    assert_eq!((found.summary.source.as_str(), found.summary.zone.as_deref()), ("imessage-html", Some("floating")));
    assert_eq!(
        found.texts(),
        [
            "tu n'étais pas à la répétition\n\nje sais pourquoi <3",
            "",
            "ne m'écris plus",
            "je passe demain",
            "+32470000002 unsent a message!",
            "You named the conversation Chorale & co",
            "Tapbacks: j'ai dit stop",
            "exemple.invalid\nConcert de printemps"
        ]
    );
    assert_eq!(found.records[0].sent_raw, "Mar 05, 2024  2:05:09 PM");
    assert_eq!(found.details(DetailKey::Received), ["Read by you after 1 hour, 49 seconds"]);
    assert_eq!(found.details(DetailKey::Reaction), ["Disliked by Me"]);
    assert_eq!(found.details(DetailKey::Subject), ["Mar 01, 2024 1:00:00 AM"]);
    // The answer stands below what it answers too: it is one message.
    let ids = found.details(DetailKey::Id);
    assert_eq!((ids.len(), found.records[2].reply_to.as_deref()), (6, Some(ids[0])));
    assert_eq!((found.records[2].direction, found.records[3].direction), (Direction::Sent, Direction::Received));
    let names: Vec<_> = found.records[1].attachments.iter().map(|one| one.name.as_str()).collect();
    let (photo, missing) = ("attachments/12/IMG_0001.jpeg", "attachments/12/perdu.mov");
    assert_eq!(names, [photo, "attachments/12/Audio Message.caf", "attachments/12/plan.pdf", missing]);
    assert_eq!(found.details(DetailKey::Description), ["Transcription: allô"]);
    assert_eq!((found.details(DetailKey::Earlier), found.flagged(Flag::Edited)), (vec!["je passe ce soir"], 1));
    assert_eq!(found.details(DetailKey::Edited), ["Edited 15 seconds later"]);
    assert_eq!((found.flagged(Flag::Deleted), found.flagged(Flag::ContentUnknown)), (1, 0));
    assert_eq!(found.details(DetailKey::Link), ["https://exemple.invalid/concert"]);
}

#[test]
fn imessage_pages_with_other_classes() {
    let html = std::fs::read_to_string(samples().join("imessage/chorale.html")).unwrap();
    let (found, other) = (bytes(html.as_bytes(), "chorale.html"), bytes(renamed(&html).as_bytes(), "page.html"));
    let facts = |found: &Read| {
        let fact = |record: &Record| {
            let names = record.attachments.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
            (record.author.clone(), record.sent, record.direction, names, record.reply_to.clone(), record.kind)
        };
        found.records.iter().map(fact).collect::<Vec<_>>()
    };
    assert_eq!(facts(&other), facts(&found));
    let texts = |found: &Read| found.texts().iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let mut expected = texts(&found);
    // Without the class, the exporter's words for a part that was taken back look like what someone typed.
    expected[3].push_str("\n+32470000002 unsent this message part 5 seconds after sending!");
    assert_eq!(texts(&other), expected);
}

#[test]
fn an_answer_that_stands_only_below_is_read_there() {
    let html = std::fs::read_to_string(samples().join("imessage/chorale.html")).unwrap();
    let found = bytes(html.replace(", id=\"A1B2", ", data-id=\"A1B2").as_bytes(), "a.html");
    assert_eq!((found.records.len(), found.texts()[1]), (9, "ne m'écris plus"));
    assert_eq!(found.records[1].reply_to.as_deref(), Some("A1B2C3D4-0000-4000-8000-000000000001"));
    // An element that stands around several answers begins none of them.
    let head = |time: &str| format!("<p><span>Mar 05, 2024  {time} PM</span><span>Me</span></p>");
    let page = format!(
        "<html><div>{}<div id=r-x><div id=r-y>{}</div>{}</div></div>",
        head("2:05:09"),
        head("2:06:09"),
        head("2:07:09")
    );
    assert_eq!(bytes(page.as_bytes(), "a.html").records.len(), 3);
    // A page that only shows dates is none of these.
    for page in ["<html><p><span>Oct 19, 2019, 2:37:00 PM</span> x</p>", "<html><p>Mar 05, 2024  2:05:09 PM</p>"] {
        assert_eq!(bytes(page.as_bytes(), "a.html").summary.source, "page", "{page}");
    }
}
