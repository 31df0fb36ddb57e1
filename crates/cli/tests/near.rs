//! Pictures and films recognised again, with the real program.

mod told;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use told::{Desk, sample};

fn pictures() -> PathBuf {
    sample().join("../pictures")
}

/// Runs `fingerprint` over one fixture and returns its line.
fn hashed(name: &str, more: &[&str]) -> Value {
    let desk = Desk::new();
    let path = pictures().join(name);
    let words = [&["fingerprint", path.to_str().unwrap()], more].concat();
    desk.plain(&words).done().lines().remove(0)
}

#[test]
fn what_a_person_sees_is_hashed_whatever_the_file_holds() {
    let seen = hashed("plain.png", &[]);
    assert_eq!((&seen["width"], &seen["height"]), (&48.into(), &32.into()));
    // The same picture by a palette, in another order of rows, as the first of an animation.
    for name in ["palette.png", "plain.bmp", "plain.tiff", "moving.gif"] {
        assert_eq!(hashed(name, &[])["pdq"], seen["pdq"], "{name}");
    }
    // Its own profile exchanges colours: a person sees them so, and the values as they lie in the file are plain.
    assert_ne!(hashed("swapped.png", &[])["pdq"], seen["pdq"]);
    assert_eq!(hashed("swapped.png", &["--raw"])["pdq"], hashed("plain.png", &["--raw"])["pdq"]);
    // What cannot be seen through lies over white.
    assert_ne!(hashed("palette-clear.png", &[])["pdq"], hashed("palette-clear.png", &["--raw"])["pdq"]);
    assert!(hashed("moving.gif", &[])["vpdq"].as_array().is_some_and(|frames| !frames.is_empty()));
}

#[test]
fn a_photograph_stored_on_its_side_is_hashed_upright() {
    let photo = fs::read(pictures().join("plain.jpg")).unwrap();
    // After the first marker: Exif, least byte first, one entry, the orientation 6 (Exif 2.32, 4.6.4).
    let exif = b"\xff\xe1\0\x22Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let desk = Desk::new();
    desk.write("turned.jpg", [&photo[..2], exif, &photo[2..]].concat());
    desk.write("plain.jpg", &photo);
    let line = |words: &[&str]| desk.plain(words).done().lines().remove(0);
    let (seen, raw) = (line(&["fingerprint", "turned.jpg"]), line(&["fingerprint", "turned.jpg", "--raw"]));
    assert_eq!((&seen["width"], &seen["height"]), (&32.into(), &48.into()));
    assert_eq!((&raw["width"], &raw["height"]), (&48.into(), &32.into()));
    assert_eq!(raw["pdq"], line(&["fingerprint", "plain.jpg", "--raw"])["pdq"]);
}

#[test]
fn bombs_and_what_breaks_off_are_named_and_their_bytes_hashed() {
    let desk = Desk::new();
    let bombs = pictures().join("bombs");
    let told = desk.plain(&["fingerprint", bombs.to_str().unwrap()]);
    assert_eq!(told.code, 1);
    assert_eq!(told.lines().len(), fs::read_dir(bombs).unwrap().count());
    assert!(told.lines().iter().all(|line| line["note"] == "too-large" && line["pdq"].is_null()), "{}", told.out);

    let mut cut = 0;
    for name in ["plain.jpg", "plain.png", "plain.gif", "plain.webp", "plain.bmp", "plain.tiff", "plain.heic"] {
        let whole = fs::read(pictures().join(name)).unwrap();
        for tenth in 0..10 {
            // The ending lies: what a file is, its bytes say.
            desk.write(&format!("cut/{name}-{tenth}.pdf"), &whole[..whole.len() * tenth / 10]);
            cut += 1;
        }
    }
    let told = desk.plain(&["fingerprint", "cut"]);
    assert_eq!(told.lines().len(), cut);
    for line in told.lines() {
        assert_eq!(line["sha256"].as_str().unwrap().len(), 64);
        assert_eq!(line["note"].is_null(), line["pdq"].is_string(), "{line}");
        assert!(matches!(line["note"].as_str(), None | Some("damaged" | "not-a-picture")), "{line}");
    }
    let told = desk.plain(&["fingerprint", "cut/plain.png-9.pdf", "nothing"]);
    assert_eq!((told.code, told.aside.contains("advice: ")), (2, true));
}

#[test]
fn copies_in_a_case_are_one_group() {
    let desk = Desk::with_case();
    let evidence = sample().join("evidence");
    desk.run(&["add", "case", evidence.to_str().unwrap(), "--no-minors"]).done();
    let listed = desk.run(&["list", "case"]).done().lines();
    let name = |id: &Value| {
        let item = listed.iter().find(|item| item["id"] == *id).unwrap();
        item["name"].as_str().unwrap().to_owned()
    };
    let groups = desk.run(&["groups", "case"]).done().lines();
    let [group] = &groups[..] else { panic!("{groups:?}") };
    let names: Vec<_> = group["items"].as_array().unwrap().iter().map(name).collect();
    assert_eq!(names, ["IMG_4131.PNG", "00000034-PHOTO-2026-10-28-22-14-05.jpg"]);
    let link = &group["links"][0];
    assert!(link["variant"].as_str().unwrap().starts_with("inner "), "the photograph within the screenshot: {link}");
    assert!(link["distance"].as_u64().unwrap() <= 31);
    // What was computed once is kept, and says the same.
    assert_eq!(desk.run(&["groups", "case"]).done().lines(), groups);

    let photo = evidence.join("IMG_4120.JPG");
    desk.run(&["add", "case", photo.to_str().unwrap(), "--no-minors"]).done();
    let groups = desk.run(&["groups", "case"]).done().lines();
    assert_eq!(groups.len(), 2);
    assert_eq!(groups[0]["links"][0]["why"], "same-bytes");
}

#[test]
fn a_case_without_copies_says_so() {
    let desk = Desk::with_case();
    let photo = sample().join("evidence/IMG_4120.JPG");
    desk.run(&["add", "case", photo.to_str().unwrap(), "--no-minors"]).done();
    let told = desk.run(&["groups", "case"]);
    assert_eq!((told.code, told.out.as_str()), (1, ""));
}
