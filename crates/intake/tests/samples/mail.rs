//! Mails and mailboxes.

use temoin_evidence::{DetailKey, Kind};

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
