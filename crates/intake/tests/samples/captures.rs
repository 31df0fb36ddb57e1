//! Captures of the web, and documents printed from it.

use temoin_evidence::{DetailKey, Kind};

use crate::support::{Read, bytes, sample, samples};

fn check(found: &Read) {
    assert_eq!((found.of(Kind::Page), found.texts()), (2, vec!["personne ne te croit é", "copie"]));
    assert_eq!(found.details(DetailKey::Url)[0], "https://exemple.invalid/post/3");
    assert_eq!(
        (found.details(DetailKey::Subject)[0], found.details(DetailKey::Outcome)),
        ("Fil de discussion", vec!["200"])
    );
    assert!(found.records.iter().all(|record| record.sent.unwrap().to_string() == "2024-03-05T13:05:09Z"));
    assert!(found.noted("active-content") && found.noted("holds-secrets") && !found.noted("digest-differs"));
    let counted = found.notes.iter().find(|note| note.code == "capture-records").unwrap();
    assert!(counted.detail.contains("5 (request 1, resource 1, response 2, warcinfo 1)"), "{}", counted.detail);
    assert!(!format!("{:?}{:?}", found.records, found.notes).contains("SECRET"));
}

#[test]
fn pages_of_a_capture_plain_or_packed() {
    check(&sample("web/capture.warc"));
    let packed = sample("web/capture.warc.gz");
    check(&packed);
    assert!(packed.records.iter().all(|record| record.span.len < 1000) && !packed.noted("packed-whole"));
}

#[test]
fn a_package_is_compared_with_its_list() {
    let found = sample("web/capture.wacz");
    check(&found);
    assert!(found.noted("package-checked") && found.noted("package-unsigned") && !found.noted("package-unlisted"));
    let mut changed = std::fs::read(samples().join("web/capture.wacz")).unwrap();
    let at = changed.windows(14).position(|window| window == b"json-pages-1.0").unwrap();
    changed[at + 13] = b'1';
    let found = bytes(&changed, "x.wacz");
    assert!(found.noted("digest-differs") && found.noted("package-differs"), "{:?}", found.notes);
}

#[test]
fn a_changed_byte_of_a_capture_shows() {
    let mut changed = std::fs::read(samples().join("web/capture.warc")).unwrap();
    let at = changed.windows(5).position(|window| window == b"copie").unwrap();
    let last = changed.windows(5).rposition(|window| window == b"copie").unwrap();
    assert!(at < last);
    changed[last] = b'C';
    let found = bytes(&changed, "x.warc");
    assert!(found.noted("digest-differs") && found.texts()[1] == "Copie");
}

#[test]
fn a_document_tells_its_text_and_when_it_was_made() {
    let found = sample("documents/capture.pdf");
    assert_eq!((found.of(Kind::Page), found.texts()), (1, vec!["tu vas voir é"]));
    assert_eq!(found.details(DetailKey::Created), ["2024-03-05T14:05:09+01:00"]);
    assert!(found.notes.iter().any(|note| note.detail == "Number of pages: 1."));
}
