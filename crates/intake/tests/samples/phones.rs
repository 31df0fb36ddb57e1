//! Phones: SMS and calls of Android, iMessage, calendars.

use temoin_evidence::{AttachmentState, DetailKey, Direction, Flag, Kind, Record};

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
    // A page that only shows dates is none of these.
    for page in ["<html><p><span>Oct 19, 2019, 2:37:00 PM</span> x</p>", "<html><p>Mar 05, 2024  2:05:09 PM</p>"] {
        assert_eq!(bytes(page.as_bytes(), "a.html").summary.source, "page", "{page}");
    }
}
