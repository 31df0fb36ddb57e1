//! Phones: SMS and calls of Android, iMessage, calendars.

use temoin_evidence::{AttachmentState, DetailKey, Direction, Flag, Kind};

use crate::support::{bytes, sample};

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
