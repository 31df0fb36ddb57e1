//! Mails and mailboxes.

use temoin_evidence::{AttachmentState, DetailKey, Flag, Kind};

use crate::support::{bytes, sample, samples};

#[test]
fn a_mail_and_a_mailbox() {
    let found = sample("email/menace.eml");
    assert_eq!((found.of(Kind::Email), found.summary.messages), (1, Some(1)));
    assert!(!found.details(DetailKey::Header).is_empty());
    let found = sample("email/boite.mbox");
    assert_eq!((found.of(Kind::Email), found.summary.messages), (3, Some(3)));
}

#[test]
fn a_line_that_only_looks_like_a_separator_is_none() {
    let one = "From a@b.invalid Tue Mar  5 13:05:09 2024\nFrom: a@b.invalid\nTo: c@d.invalid\nDate: Tue, 5 Mar 2024 14:05:09 +0100\nSubject: x\n\nFrom here on it is text\n\n";
    let found = bytes(one.repeat(3).as_bytes(), "x.mbox");
    assert_eq!(found.summary.messages, Some(3));
    assert_eq!(found.summary.first.as_deref(), Some("2024-03-05T14:05:09+01:00"));
}

#[test]
fn signatures_hold_under_the_keys_beside() {
    let keys = sample("email/cles-dkim.txt");
    assert_eq!((keys.summary.source.as_str(), keys.records.len()), ("dkim-key", 0));
    let text = std::fs::read_to_string(samples().join("email/cles-dkim.txt")).unwrap();
    let keys = temoin_intake::key_records(&text);
    let mail = std::fs::read(samples().join("email/signe.eml")).unwrap();
    let outcomes = |mail: &[u8], keys: &[temoin_intake::KeyRecord]| -> Vec<_> {
        temoin_intake::checked(mail, keys).into_iter().map(|one| (one.domain, one.outcome)).collect()
    };
    use temoin_intake::SignatureOutcome::{BodyAltered, NoKey, SignatureWrong, Verified};
    let (first, second) = ("envoi.invalid".to_owned(), "reseau.invalid".to_owned());
    assert_eq!(outcomes(&mail, &keys), [(first.clone(), Verified), (second.clone(), Verified)]);
    assert_eq!(outcomes(&mail, &keys[..1]), [(first.clone(), NoKey), (second.clone(), Verified)]);
    let changed = String::from_utf8(mail.clone()).unwrap().replace("tu habites", "il habite");
    assert_eq!(outcomes(changed.as_bytes(), &keys), [(first.clone(), BodyAltered), (second.clone(), BodyAltered)]);
    let changed = String::from_utf8(mail).unwrap().replace("Nadia <", "Lou <");
    assert_eq!(outcomes(changed.as_bytes(), &keys), [(first, SignatureWrong), (second, SignatureWrong)]);
}

#[test]
fn messages_of_outlook() {
    let found = sample("msg/menace.msg");
    found.check(2, 0, "2024-03-04T20:00:00.000Z", "2024-03-05T14:05:09+01:00");
    assert_eq!((found.summary.source.as_str(), found.of(Kind::Email)), ("msg", 2));
    assert_eq!(found.details(DetailKey::Subject), ["dernière chance", "Avant"]);
    let text = "Je sais où tu travailles. Réponds <https://exemple.invalid/r> avant ce soir 😠";
    assert_eq!(found.texts(), [text, "Je ne lâcherai pas"]);
    assert!(found.details(DetailKey::Description).is_empty(), "the page that is hidden in it says the same");
    let author = found.records[0].author.as_ref().unwrap();
    assert_eq!((author.name.as_str(), author.platform_id.as_deref()), ("Thibault", Some("x@exemple.invalid")));
    assert_eq!(found.details(DetailKey::Header).len(), 8);
    assert_eq!(found.details(DetailKey::Cc), ["Patron <patron@exemple.invalid>"]);
    assert_eq!(found.details(DetailKey::To), ["victime@victime.invalid", "Victime <victime@victime.invalid>"]);
    assert_eq!(found.records[0].reply_to.as_deref(), Some("avant@victime.invalid"));
    let names: Vec<&str> = found.members.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["photo dé.jpg", "note.txt"]);
    assert_eq!((found.members[0].1.len(), found.members[1].1.as_slice()), (6022, "déjà vu\n".as_bytes()));
    assert_eq!((found.attachments(AttachmentState::Present), found.attachments(AttachmentState::Missing)), (3, 1));
    assert_eq!(found.records[0].attachments[1].name, "Avant.msg");
    assert_eq!((found.flagged(Flag::Forwarded), found.noted("header-differs")), (1, false));
    let old = sample("msg/ancien.msg");
    old.check(1, 0, "2003-03-05T13:05:12.000Z", "2003-03-05T13:05:12.000Z");
    assert_eq!((old.texts(), old.authors()), (vec!["500 € ou je publie"], vec!["Jérôme"]));
    assert_eq!(old.details(DetailKey::To), ["Victime", "Zoé"]);
}

#[test]
fn a_store_of_outlook_is_kept_with_advice() {
    let found = sample("msg/boite.pst");
    assert_eq!((found.records.len(), found.summary.source.as_str()), (0, "outlook-store"));
    assert!(found.notes.iter().any(|note| note.code == "not-read" && note.detail.contains(".msg")));
}

#[test]
fn damaged_messages_of_outlook_are_read_as_far_as_they_go() {
    let old = std::fs::read(samples().join("msg/ancien.msg")).unwrap();
    for len in 0..old.len() {
        bytes(&old[..len], "x.msg");
    }
    let whole = std::fs::read(samples().join("msg/menace.msg")).unwrap();
    for at in 0..whole.len() * 8 {
        // All bits of the header, of the tables and of the directory, and some of the rest.
        if at % 61 == 0 || (whole.len() - at / 8) < 7 * 512 && at % 3 == 0 {
            let mut flipped = whole.clone();
            flipped[at / 8] ^= 1 << (at % 8);
            bytes(&flipped, "x.msg");
        }
    }
}
