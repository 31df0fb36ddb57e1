//! Saved pages and the threads in them.

use std::time::{Duration, Instant};

use temoin_evidence::{DetailKey, Flag, Kind, Record};

use crate::support::{bytes, renamed, sample, samples};

#[test]
fn pages_tell_where_and_when() {
    let found = sample("web/singlefile.html");
    assert_eq!(found.details(DetailKey::Url), ["https://exemple.invalid/post/2?a=1&b=2"]);
    assert_eq!((found.details(DetailKey::Subject), found.of(Kind::Page)), (vec!["Commentaires"], 1));
    assert_eq!((found.summary.first.as_deref(), found.texts()), (Some("2024-03-05T14:05:09+01:00"), vec!["insulte"]));
    assert!(found.noted("active-content"));
    let found = sample("web/page.mhtml");
    assert_eq!((found.details(DetailKey::Subject), found.texts()), (vec!["Fil de discussion é"], vec!["insulte é"]));
    assert_eq!((found.summary.first.as_deref(), found.members.len()), (Some("2024-03-05T13:05:09Z"), 1));
    assert_eq!(&found.members[0].1[..3], b"\xff\xd8\xff");
}

#[test]
fn a_session_keeps_its_secrets() {
    let found = sample("web/session.har");
    assert_eq!((found.of(Kind::Page), found.summary.first.as_deref()), (1, Some("2024-03-05T13:05:09.200Z")));
    assert!(found.noted("holds-secrets"));
    let shown = format!("{:?}{:?}", found.records, found.notes).to_lowercase();
    assert!(!shown.contains("cookie:") && !shown.contains("sid="), "{shown}");
}

/// What of a record does not depend on places in the file.
fn facts(records: &[Record]) -> Vec<String> {
    let fact = |record: &Record| {
        let author = record.author.as_ref().map(|author| (&author.name, &author.platform_id));
        format!(
            "{:?} {author:?} {:?} {:?} {:?} {:?}",
            record.kind, record.sent, record.sent_raw, record.text, record.reply_to
        )
    };
    records.iter().map(fact).collect()
}

#[track_caller]
fn thread(platform: &str, authors: &[&str], texts: &[&str]) {
    let path = format!("threads/{platform}.html");
    let mut found = sample(&path);
    // The page itself stands above its posts: where and when it was saved.
    let page = found.records.remove(0);
    assert_eq!((page.kind, page.sent.unwrap().to_string().as_str()), (Kind::Page, "2024-03-05T20:00:00+01:00"));
    let urls = found.details(DetailKey::Url);
    assert!(urls.iter().all(|url| url.starts_with("https://")), "{urls:?}");
    let handles: Vec<_> =
        found.records.iter().map(|record| record.author.as_ref().unwrap().platform_id.as_deref().unwrap()).collect();
    assert_eq!((handles, found.texts()), (authors.to_vec(), texts.to_vec()));
    assert!(!found.noted("thread-not-read") && found.flagged(Flag::SenderDoubtful) == 0);
    assert!(found.records.iter().all(|record| record.sent.is_some() || !record.sent_raw.is_empty()));
    // Classes are named anew with each release: nothing may hang on them.
    let html = std::fs::read_to_string(samples().join(&path)).unwrap();
    let renamed = renamed(&html);
    assert_eq!(facts(&bytes(renamed.as_bytes(), "page.html").records[1..]), facts(&found.records));
}

#[test]
fn threads_of_eight_platforms() {
    thread(
        "x",
        &["ada_ecrit", "corbeau_12", "zoe_be"],
        &[
            "Mon article sur les vélos est en ligne 🚲",
            "Personne ne lit ça, retourne te coucher 😂",
            "Moi je lis. Bravo !",
        ],
    );
    thread(
        "bluesky",
        &["ada.example", "corbeau.example", "zoe.example"],
        &["Je présente mon livre jeudi.", "On viendra t’attendre à la sortie.", "J’y serai 🙌"],
    );
    thread(
        "mastodon",
        &["ada", "corbeau", "zoe"],
        &["Jeudi à 20 h, lecture publique.", "@ada personne ne veut t’entendre", "Si, moi."],
    );
    thread("youtube", &["corbeau", "zoe", "max"], &["Quelle voix horrible 😂", "Laisse-la tranquille", "Super vidéo"]);
    thread(
        "reddit",
        &["ada_ecrit", "corbeau_12", "zoe_be", "max"],
        &["Voici mon article.", "Arrête d’écrire.", "Continue !", "Intéressant."],
    );
    thread("tiktok", &["corbeau12", "zoe", "max"], &["t’es ridicule 🤡", "pas du tout", "super"]);
    thread(
        "facebook",
        &["ada.ecrit", "corbeau.douze", "zoe.be", "max.m"],
        &["Nouvelle lecture jeudi.", "Honte à toi.", "Honte à toi plutôt.", "J’y serai"],
    );
    thread(
        "instagram",
        &["ada.ecrit", "corbeau12", "zoe.be"],
        &["Couverture du livre !", "moche comme toi", "Très belle 💛"],
    );
}

#[test]
fn a_page_without_the_structure_stays_a_page() {
    let found = bytes(
        b"<html><link rel=canonical href='https://x.com/a/status/1'><p>Something went wrong</p></html>",
        "a.html",
    );
    assert_eq!(
        (found.of(Kind::Page), found.texts(), found.noted("thread-not-read")),
        (1, vec!["Something went wrong"], true)
    );
}

#[test]
fn long_and_deep_threads_are_read_in_time() {
    let one = "<shreddit-comment author=a permalink=/r/v/comments/a/b/><p>x</p>";
    let link = "<link rel=canonical href='https://www.reddit.com/r/v/comments/a/'>";
    let begun = Instant::now();
    for end in ["", "</shreddit-comment>"] {
        let page = format!("<html>{link}{}", format!("{one}{end}").repeat(20_000));
        assert_eq!(bytes(page.as_bytes(), "a.html").of(Kind::Comment), 19_999);
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[test]
fn answers_name_what_they_answer() {
    let answered = |platform: &str| {
        let found = sample(&format!("threads/{platform}.html"));
        found.records.into_iter().skip(1).map(|record| record.reply_to.unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(answered("youtube"), ["", "UgA", ""]);
    assert_eq!(answered("facebook"), ["", "", "1", ""]);
    assert_eq!(answered("reddit"), ["", "t3_abc", "t1_k1", "t3_abc"]);
}

#[test]
fn pages_in_other_charsets_are_read() {
    let more = "and so on ".repeat(20);
    let page =
        [b"<html><meta charset=\"windows-1252\"><p>d\xe9j\xe0 vu \x80</p><!--", more.as_bytes(), b"-->"].concat();
    assert_eq!(bytes(&page, "a.html").texts(), ["déjà vu €"]);
    let wide: Vec<u8> = "\u{feff}<html><p>déjà</p></html>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(bytes(&wide, "a.html").texts(), ["déjà"]);
    let page = [b"<html><p>d\xe9j\xe0 vu ", more.as_bytes()].concat();
    let unnamed = bytes(&page, "a.html");
    assert_eq!((unnamed.of(Kind::Page), unnamed.flagged(Flag::InvalidBytes)), (1, 1));
}
