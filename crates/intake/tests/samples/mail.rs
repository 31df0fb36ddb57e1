//! Mails and mailboxes.

use temoin_evidence::{DetailKey, Kind};

use crate::support::{bytes, sample};

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
