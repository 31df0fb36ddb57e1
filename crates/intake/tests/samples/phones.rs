//! Phones: SMS and calls of Android, iMessage, calendars.

use temoin_evidence::{AttachmentState, DetailKey, Direction, Flag, Kind};

use crate::support::{bytes, sample, samples};

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
