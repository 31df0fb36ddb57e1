//! A repository of Bluesky: blocks named by their hashes, and the tree that names them.

use temoin_evidence::{DetailKey, Direction, Flag, Kind, LabelledBy};

use crate::support::{Read, bytes, sample, samples};

#[test]
fn a_repository_whose_signature_is_none() {
    let found = sample("fediverse/repo.car");
    found.check(1, 0, "2024-03-05T13:05:09.123Z", "2024-03-05T13:05:09.123Z");
    assert_eq!((found.summary.source.as_str(), found.of(Kind::Post)), ("bluesky", 1));
    assert_eq!(found.texts(), ["je ne lâche rien é 😂"]);
    let author = found.records[0].author.as_ref().unwrap();
    assert_eq!(author.platform_id.as_deref(), Some("did:plc:exempleexempleexemple22"));
    assert!(found.noted("signature-not-valid") && !found.noted("signature-not-checked"));
    assert!(found.noted("times-claimed") && found.noted("one-sided") && !found.noted("block-unreached"));
    assert!(
        detail(&found, "blocks").starts_with("The file holds 3 blocks: 1 of a commit, 1 of its tree, 1 records. 3 ")
    );
    assert_eq!(found.details(DetailKey::Id), ["at://did:plc:exempleexempleexemple22/app.bsky.feed.post/3kmzabcdefg2a"]);
    assert_eq!(found.details(DetailKey::IdTime), ["2024-03-06T08:15:07.479Z"]);
    // The whole block is the record: its length, its name, what is in it.
    assert_eq!((found.records[0].span.start, found.records[0].span.end()), (0x19f, 557));
}

#[test]
fn what_a_person_did_is_told_apart() {
    let found = sample("fediverse/depot.car");
    found.check(4, 2, "2024-03-05T13:00:00.000Z", "2024-03-05T13:05:13.000Z");
    assert_eq!((found.of(Kind::Post), found.of(Kind::Reaction), found.of(Kind::System)), (3, 1, 2));
    assert!(found.records.iter().all(|record| record.direction == Direction::Sent));
    let author = found.records[0].author.as_ref().unwrap();
    assert_eq!((author.name.as_str(), author.labelled_by), ("Zoë Exemple", LabelledBy::Sender));
    let [like, answer, picture, repost, ..] = &found.records[..] else { panic!() };
    assert_eq!(like.reply_to.as_deref(), Some("at://did:plc:autreautreautreautreau2/app.bsky.feed.post/3kmz2222222ba"));
    assert_eq!((&answer.conversation, answer.reply_to.is_some()), (&like.reply_to, true));
    assert_eq!(picture.attachments[0].name.len(), 59);
    assert!(picture.flags.has(Flag::MediaOmitted) && repost.flags.has(Flag::Forwarded));
    assert_eq!(found.details(DetailKey::Description), ["une porte verte"]);
    assert_eq!(found.details(DetailKey::Mention), ["did:plc:autreautreautreautreau2"]);
    assert_eq!(found.details(DetailKey::Link)[0], "https://exemple.invalid/règles");
    assert_eq!(found.details(DetailKey::Action), ["like", "block", "follow"]);
    assert!(found.noted("signature-not-checked") && !found.noted("signature-not-valid"));
    assert!(detail(&found, "not-read").contains("1 app.bsky.graph.list."));
    // The version of before is in the file, and the tree does not reach it.
    assert!(detail(&found, "block-unreached").starts_with("1 blocks") && !found.texts().contains(&"version d’avant"));
}

#[test]
fn a_block_that_was_changed_is_said() {
    let mut file = std::fs::read(samples().join("fediverse/depot.car")).unwrap();
    let at = place(&file, b"ma porte");
    file[at] = b'M';
    let found = bytes(&file, "repo.car");
    assert!(found.texts().contains(&"Ma porte, hier") && found.noted("digest-differs"));
    // A length that is wrong loses one block; the next ones are found by their hashes.
    let mut file = std::fs::read(samples().join("fediverse/depot.car")).unwrap();
    let start = found.records.iter().find(|record| record.text.starts_with("Ma")).unwrap().span.start as usize;
    file[start + 1] = 0x7f;
    let found = bytes(&file, "repo.car");
    assert_eq!((found.of(Kind::Post), found.noted("damaged"), found.noted("records-missing")), (2, true, true));
}

#[test]
fn a_repository_without_its_tree_gives_what_is_left() {
    let file = std::fs::read(samples().join("fediverse/depot.car")).unwrap();
    // Cut before the right half of the tree: nobody knows whether what is not reached is a stale version.
    let stale = place(&file, "version d’avant".as_bytes());
    let cut = stale + place(&file[stale..], b".000Z") + 5;
    let found = bytes(&file[..cut], "repo.car");
    assert!(found.noted("tree-not-whole") && found.noted("block-unreached"));
    assert_eq!((found.of(Kind::Post), found.flagged(Flag::SenderDoubtful)), (4, 1));
    assert!(found.records.last().unwrap().flags.has(Flag::SenderDoubtful));
    // Not the commit, but all else.
    let commit = place(&file, b"version\x03") + 8;
    let header = [&b"\x11\xa2\x65roots\x80\x67version\x01"[..], &file[commit..]].concat();
    let found = bytes(&header, "repo.car");
    assert!(found.noted("no-commit") && found.records.iter().all(|record| record.author.is_none()));
    assert_eq!((found.records.len(), found.flagged(Flag::SenderDoubtful)), (7, 7));
}

fn detail<'r>(found: &'r Read, code: &str) -> &'r str {
    &found.notes.iter().find(|note| note.code == code).unwrap().detail
}

fn place(file: &[u8], part: &[u8]) -> usize {
    file.windows(part.len()).position(|window| window == part).unwrap()
}
