//! The messages of the sample sorted, with the real program: what hurts comes first, and she has the last word.

mod told;

use serde_json::Value;
use told::{Desk, Told, sample};

/// Sorts by words and rules alone, which are there in every build.
fn triaged(desk: &Desk, more: &[&str]) -> Told {
    desk.run(&[&["triage", "case", "--words-only", "--me", "Nora Lemmens"], more].concat())
}

fn with_sample() -> Desk {
    let desk = Desk::with_case();
    desk.run(&["add", "case", sample().to_str().unwrap(), "--obtained", "own", "--no-minors"]).done();
    desk
}

fn carries(line: &Value, label: &str) -> bool {
    line["flagged"].as_array().unwrap().iter().any(|one| one["label"] == label)
}

#[test]
fn what_threatens_comes_first_with_its_reasons_and_her_own_words_do_not() {
    let desk = with_sample();
    let lines = triaged(&desk, &["--text"]).done().lines();
    let place = |part: &str| {
        let found = lines.iter().position(|line| line["text"].as_str().is_some_and(|text| text.contains(part)));
        found.unwrap_or_else(|| panic!("{part} is not in {lines:#?}"))
    };
    let (photo, seen) = (place("je mets la photo en ligne"), place("Je t'ai vue sortir"));
    assert!(photo < 3 && seen < 3, "{photo} {seen}");
    assert!(carries(&lines[photo], "sextortion") && carries(&lines[seen], "stalking"));
    let why =
        |line: &Value| line["spans"].as_array().unwrap().iter().map(|span| span["why"].clone()).collect::<Vec<_>>();
    assert!(why(&lines[photo]).contains(&"rule images-or-else".into()), "{:?}", why(&lines[photo]));
    assert!(why(&lines[seen]).contains(&"rule saw-you".into()), "{:?}", why(&lines[seen]));
    assert!(lines.iter().all(|line| line["author"] != "Nora Lemmens"));
    // Folded away unless asked for.
    assert!(triaged(&desk, &[]).done().lines().iter().all(|line| line.get("text").is_none()));
}

#[test]
fn a_label_she_takes_off_stays_off_until_she_takes_that_back() {
    let desk = with_sample();
    let first = || triaged(&desk, &["--limit", "1"]).done().lines().remove(0);
    let line = first();
    let id = line["id"].as_str().unwrap().to_owned();
    let label = |verdict: &str, label: &str| desk.run(&["label", "case", &id, verdict, label]);
    for one in line["flagged"].as_array().unwrap().iter().filter(|one| one["label"] != "abuse") {
        assert_eq!(label("--remove", one["label"].as_str().unwrap()).done().json()["changed"], true);
    }
    assert!(triaged(&desk, &[]).done().lines().iter().all(|line| line["id"] != id.as_str()));
    label("--put", "hate").done();
    let hers = triaged(&desk, &["--label", "hate"]).done().lines().remove(0);
    let put = hers["flagged"].as_array().unwrap().iter().find(|one| one["label"] == "hate").unwrap();
    assert_eq!((&hers["id"], &put["hers"], &put["probability"]), (&id.as_str().into(), &true.into(), &1.0.into()));
    for one in line["flagged"].as_array().unwrap().iter().filter(|one| one["label"] != "abuse") {
        label("--undo", one["label"].as_str().unwrap()).done();
    }
    label("--undo", "hate").done();
    assert_eq!(first(), line);
    assert_eq!(label("--undo", "hate").code, 1);
}

#[test]
fn where_nothing_hurts_the_answer_is_no_and_what_is_no_message_is_named() {
    let desk = Desk::with_case();
    desk.write(
        "chat.txt",
        "12/10/2026 18:20 - Nadia: On mange des crêpes ce soir ?\n12/10/2026 18:21 - Lou: Oui, avec plaisir\n",
    );
    let added = desk.run(&["add", "case", "chat.txt", "--no-minors"]).done().json();
    assert_eq!(triaged(&desk, &[]).code, 1);
    let item = added["items"][0]["id"].as_str().unwrap();
    desk.run(&["label", "case", &format!("{item}-99"), "--put", "threat"]).fails("unknown-record");
}
