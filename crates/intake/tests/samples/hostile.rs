//! Files made to mislead a reader: `fixtures/intake/hostile/expected.json` says what each must do.

use std::time::{Duration, Instant};

use temoin_evidence::{Flag, Kind};

use crate::support::{bytes, sample, samples};

#[test]
fn text_that_steers_a_terminal_is_noted_and_utf_16_is_read() {
    let found = sample("hostile/ansi-bidi.txt");
    assert!(found.noted("hidden-controls") || found.flagged(Flag::HiddenControls) > 0);
    assert_eq!(sample("hostile/utf16.txt").summary.messages, Some(1));
    let empty = sample("hostile/headers-only.txt");
    assert_eq!((empty.records.len(), empty.texts().iter().all(|text| text.is_empty())), (3000, true));
    let line = format!("05/03/2024, 14:05 - Lou: {}\n", "x".repeat(1 << 20));
    assert_eq!(bytes(line.as_bytes(), "x.txt").texts()[0].len(), 1 << 20);
}

#[test]
fn json_that_breaks_readers_is_read() {
    let deep = sample("hostile/deep.json");
    assert!(deep.noted("too-deep"));
    let doubled = sample("hostile/dup-keys.json");
    assert_eq!(
        (doubled.texts(), doubled.flagged(Flag::DuplicateKey), doubled.noted("duplicate-key")),
        (vec!["qui ?"], 1, true)
    );
    let huge = sample("hostile/huge-number.json");
    assert_eq!((huge.texts(), huge.flagged(Flag::TimeUnusable)), (vec!["x", "y"], 2));
    let repaired = sample("hostile/jsonl-repair.jsonl");
    assert_eq!((repaired.texts(), repaired.flagged(Flag::SyntaxRepaired)), (vec!["coupé\nen deux"], 1));
    let lone = sample("hostile/lone-surrogate.json");
    assert_eq!((lone.texts(), lone.flagged(Flag::Replaced)), (vec!["x \u{fffd} y"], 1));
    let mixed = sample("hostile/mixed-mojibake.json");
    assert_eq!(
        (mixed.authors(), mixed.texts()[0], mixed.flagged(Flag::EncodingDoubtful)),
        (vec!["Zoë", "Zoë"], "déjà", 1)
    );
    let cut = sample("hostile/truncated.json");
    let place = cut.notes.iter().find(|note| note.code == "truncated").unwrap();
    let size = std::fs::metadata(samples().join("hostile/truncated.json")).unwrap().len();
    assert_eq!(cut.texts(), ["reste lisible"]);
    assert!(place.detail.contains(&format!("byte {size}")), "{}", place.detail);
}

#[test]
fn archives_are_doubted() {
    let noted = |name: &str, code: &str| {
        let found = sample(&format!("hostile/{name}"));
        assert!(found.noted(code), "{name}: {:?}", found.notes);
        found
    };
    noted("bad-crc.zip", "bad-crc");
    noted("bomb-10MiB.zip", "bomb");
    noted("encrypted.zip", "encrypted-member");
    assert_eq!(noted("dup-names.zip", "doubled-name").summary.members, Some(3));
    noted("name-mismatch.zip", "name-differs");
    noted("overlap.zip", "overlap");
    noted("symlink.zip", "link");
    noted("nested-12.zip", "too-deep");
    assert_eq!(noted("slip.zip", "unsafe-name").summary.messages, Some(1));
    assert!(sample("hostile/truncated.zip").notes.iter().any(|note| note.code.contains("directory")));
    assert!(!sample("hostile/cp437-name.zip").summary.source.is_empty());
}

#[test]
fn pictures_and_pages_in_disguise() {
    assert!(sample("hostile/pixel-bomb.png").noted("pixel-bomb"));
    let polyglot = sample("hostile/polyglot.jpg");
    assert!(polyglot.noted("trailing-data") && polyglot.noted("hidden-archive") && polyglot.members.is_empty());
    let page = sample("hostile/html-as-png.png");
    assert_eq!(
        (page.summary.media_type.as_str(), page.noted("type-differs"), page.of(Kind::Page)),
        ("text/html", true, 1)
    );
    assert!(sample("hostile/svg-script.svg").noted("active-content"));
}

#[test]
fn each_is_read_in_time() {
    for entry in std::fs::read_dir(samples().join("hostile")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let start = Instant::now();
        // Each is read whole and at forty cuts.
        sample(&format!("hostile/{name}"));
        assert!(start.elapsed() < Duration::from_secs(10), "{name}");
    }
}
