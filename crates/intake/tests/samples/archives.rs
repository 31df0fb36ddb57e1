//! What platforms hand out, and the archives they come in: Snapchat, X, TikTok, Reddit, Mastodon, Takeout.

use temoin_evidence::{AttachmentState, DetailKey, Flag, Kind, Visibility};

use crate::support::sample;

#[test]
fn snapchat_new_and_old() {
    let found = sample("snapchat/mydata~1709999999999.zip");
    found.check(4, 0, "2024-03-05T13:04:09Z".replace('Z', ".000Z").as_str(), "2024-03-05T13:06:39.000Z");
    assert_eq!((found.flagged(Flag::Deleted), found.of(Kind::Photo)), (1, 2), "a snap, and the picture itself");
    assert_eq!((found.attachments(AttachmentState::Present), found.attachments(AttachmentState::Missing)), (1, 1));
    assert!(found.noted("not-all-kept"));
    let old = sample("snapchat/old-schema/chat_history.json");
    old.check(2, 0, "2024-03-05T13:05:09Z", "2024-03-05T13:05:10Z");
    assert_eq!(old.authors(), ["troll_1", "(owner)"]);
}

#[test]
fn an_archive_of_x() {
    let found = sample("x/twitter-2024-03-12-abc.zip");
    assert_eq!(
        (found.summary.first.as_deref(), found.summary.last.as_deref()),
        (Some("2024-03-05T10:00:00Z"), Some("2024-03-05T13:06:00.000Z"))
    );
    assert_eq!(
        (found.of(Kind::Post), found.of(Kind::Message), found.of(Kind::Reaction), found.of(Kind::System)),
        (2, 3, 1, 1)
    );
    assert_eq!((found.flagged(Flag::Deleted), found.noted("one-sided")), (1, true));
    assert_eq!((found.attachments(AttachmentState::Present), found.attachments(AttachmentState::Missing)), (1, 1));
    assert!(found.details(DetailKey::IdTime).contains(&"2024-03-05T13:05:09.123Z"));
    assert!(found.texts().iter().any(|text| text.contains("tairai pas & merci 😂")));
    for sender in ["333", "777", "888"] {
        assert!(found.authors().contains(&sender), "{sender}");
    }
}

#[test]
fn tiktok_reddit_and_takeout() {
    let found = sample("tiktok/user_data_tiktok.json");
    found.check(2, 0, "2024-03-05T13:05:09Z", "2024-03-05T13:05:16Z");
    assert_eq!((found.of(Kind::Comment), found.noted("one-sided")), (1, true));
    let found = sample("reddit/export_victime_ex_20240312.zip");
    found.check(2, 0, "2024-03-05T13:05:09Z", "2024-03-05T13:05:20Z");
    assert!(found.texts().contains(&"ligne 1\nligne \"2\", fin"));
    assert!(found.texts().iter().any(|text| text.starts_with("=HYPERLINK")), "kept as written");
    let found = sample("takeout/takeout-20240312T090000Z-001.zip");
    assert_eq!((found.summary.messages, found.of(Kind::Comment)), (Some(1), 1));
    assert!(found.texts().contains(&"arrêtez ça svp"));
    assert_eq!(found.records.iter().filter_map(|record| record.sent).count(), 2, "a date in words is read");
}

#[test]
fn an_archive_of_mastodon() {
    let found = sample("fediverse/archive-20240312.tar.gz");
    found.check(2, 0, "2024-03-05T13:05:09Z", "2024-03-05T13:05:12Z");
    assert_eq!((found.of(Kind::Post), found.flagged(Flag::Forwarded)), (2, 1));
    assert_eq!(found.attachments(AttachmentState::Present), 1);
    let post = found.records.iter().find(|record| record.kind == Kind::Post && !record.text.is_empty()).unwrap();
    assert_eq!((post.text.as_str(), post.visibility), ("Bonjour @troll\né", Visibility::Public));
}
