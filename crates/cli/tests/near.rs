//! Pictures and films recognised again, with the real program.

mod told;

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use told::{Desk, png, sample};

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
    for name in
        ["plain.jpg", "plain.png", "plain.gif", "plain.webp", "plain.bmp", "plain.tiff", "plain.heic", "plain.avif"]
    {
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

/// Draws fields of all shades with soft edges; another seed draws others.
fn hills(x: u32, y: u32, seed: u32) -> u8 {
    const FIELD: u32 = 40;
    let shade = |x: u32, y: u32| {
        let mixed = (x * 7919 + y * 104_729 + seed * 1_299_709 + 17).wrapping_mul(2_246_822_519);
        f64::from((mixed ^ (mixed >> 15)).wrapping_mul(2_654_435_761) >> 24)
    };
    let (column, row) = (x / FIELD, y / FIELD);
    let (across, down) = (f64::from(x % FIELD) / f64::from(FIELD), f64::from(y % FIELD) / f64::from(FIELD));
    let between = |row: u32| shade(column, row) * (1.0 - across) + shade(column + 1, row) * across;
    (between(row) * (1.0 - down) + between(row + 1) * down) as u8
}

#[test]
fn a_cut_and_a_framed_picture_are_found_in_a_bank_of_ones_own() {
    let desk = Desk::new();
    desk.write("mine/one.png", png::grey(400, 300, |x, y| hills(x, y, 1)));
    desk.write("mine/two.png", png::grey(400, 300, |x, y| hills(x, y, 2)));
    // A twentieth cut off, half at either end; and the whole in a frame.
    desk.write("cut.png", png::grey(380, 285, |x, y| hills(x + 10, y + 8, 1)));
    let frame =
        |x: u32, y: u32| if (40..440).contains(&x) && (40..340).contains(&y) { hills(x - 40, y - 40, 2) } else { 255 };
    desk.write("framed.png", png::grey(480, 380, frame));
    desk.write("other.png", png::grey(400, 300, |x, y| hills(x, y, 3)));
    desk.write("mirrored.png", png::grey(400, 300, |x, y| hills(399 - x, y, 1)));

    let found = |bank: &str, query: &str| {
        let told = desk.plain(&["match", "--bank", bank, query]);
        assert_eq!(told.code, i32::from(told.lines().is_empty()), "{}", told.aside);
        told.lines()
    };
    let lines = desk.plain(&["fingerprint", "mine", "--own-bank"]).done().out;
    desk.write("mine.jsonl", lines);
    let lines = desk.plain(&["fingerprint", "mine"]).done().out;
    desk.write("plain.jsonl", lines);
    for bank in ["mine", "mine.jsonl"] {
        let [cut] = &found(bank, "cut.png")[..] else { panic!("{bank}") };
        assert_eq!((&cut["row"], &cut["query"]), (&0.into(), &"cut.png".into()));
        assert!(cut["variant"].as_str().unwrap().starts_with("whole = cut "), "{cut}");
        let [framed] = &found(bank, "framed.png")[..] else { panic!("{bank}") };
        assert_eq!(framed["row"], 1);
        assert!(framed["variant"].as_str().unwrap().starts_with("inner "), "{framed}");
        let [mirrored] = &found(bank, "mirrored.png")[..] else { panic!("{bank}") };
        assert_eq!((&mirrored["row"], &mirrored["variant"]), (&0.into(), &"whole flipy".into()));
        assert_eq!(found(bank, "other.png"), [] as [Value; 0]);
        assert_eq!(found(bank, "mine/one.png")[0]["variant"], "sha256");
    }
    assert_eq!(found("plain.jsonl", "cut.png"), [] as [Value; 0], "plain PDQ loses it");
    let quick = |query| desk.plain(&["match", "--bank", "mine", "--quick", query]);
    assert_eq!((quick("framed.png").code, quick("mine/two.png").done().lines()[0]["row"].clone()), (1, 1.into()));
    assert_eq!(found("mine.jsonl", "cut.png")[0]["columns"]["path"], "mine/one.png");
}

#[test]
fn lists_are_searched_and_what_is_not_understood_is_told() {
    let desk = Desk::new();
    desk.write("one.png", png::grey(400, 300, |x, y| hills(x, y, 1)));
    let line = desk.plain(&["fingerprint", "one.png"]).done().lines().remove(0);
    let (pdq, md5) = (line["pdq"].as_str().unwrap(), line["md5"].as_str().unwrap());
    let near = format!("{:x}{}", u8::from_str_radix(&pdq[..1], 16).unwrap() ^ 1, &pdq[1..]);
    desk.write("list.csv", format!("case,pdq,who\n7,{near},A\n8,nothing,B\n9,{},C\n", "0".repeat(64)));
    desk.write("exact.txt", format!("# from a hotline\nmd5 {md5}\n"));

    let told = desk.plain(&["match", "--bank", "list.csv", "--bank", "exact.txt", "one.png", "--stats"]).done();
    let [by_list, exact, stats] = &told.lines()[..] else { panic!("{}", told.out) };
    assert_eq!((&by_list["row"], &by_list["distance"], &by_list["variant"]), (&0.into(), &1.into(), &"whole".into()));
    assert_eq!(
        (&by_list["line"], &by_list["columns"]["case"], &by_list["columns"]["who"]),
        (&2.into(), &"7".into(), &"A".into())
    );
    assert_eq!((&exact["bank"], &exact["row"], &exact["variant"]), (&"exact.txt".into(), &0.into(), &"md5".into()));
    assert_eq!((&stats["hashes"], &stats["queries"]), (&3.into(), &1.into()));
    assert!(told.aside.contains("list.csv: line 3 is passed over"), "{}", told.aside);

    desk.write("ask.txt", format!("{pdq}\n{}\n", "f".repeat(64)));
    let told = desk.plain(&["match", "--bank", "list.csv", "--queries", "ask.txt"]).done();
    assert_eq!(told.lines().iter().map(|line| line["query"].clone()).collect::<Vec<_>>(), [0]);
    assert_eq!(desk.plain(&["match", "--bank", "list.csv", "--queries", "ask.txt", "--radius", "0"]).code, 1);
    assert_eq!(
        desk.plain(&["match", "--bank", "list.csv", "--queries", "ask.txt", "--radius", "256"]).lines().len(),
        4
    );

    desk.write("flat.png", png::grey(400, 300, |_, _| 200));
    let told = desk.plain(&["match", "--bank", "list.csv", "flat.png"]);
    assert!(told.code == 1 && told.aside.contains("flat.png: there is too little in it"), "{}", told.aside);
    desk.write("noise.txt", format!("{}{pdq}\n", "no hash\n".repeat(100)));
    let told = desk.plain(&["match", "--bank", "noise.txt", "--queries", "noise.txt"]).done();
    assert_eq!(told.aside.matches("is passed over").count(), 40, "the first twenty of each list");
    assert!(told.aside.contains("100 of 101 rows could not be read"), "{}", told.aside);

    desk.plain(&["match", "--bank", "none.txt", "one.png"]).fails("unreadable");
    desk.write("empty.txt", "no hash in here\n");
    desk.plain(&["match", "--bank", "empty.txt", "one.png"]).fails("not-that");
    // SHA-256 of "word 30", in a bank that another writer made (`fixtures/bank/make.py`).
    desk.write("thirty.txt", "76efa6f2d351f4868fbace0d1adcf6975f8b0130c96c91688efdd63c64753480\n");
    let bank = sample().join("../bank/small.bank");
    let told = desk.plain(&["match", "--bank", bank.to_str().unwrap(), "--queries", "thirty.txt"]).done();
    assert_eq!((&told.lines()[0]["row"], &told.lines()[0]["distance"]), (&30.into(), &0.into()));

    desk.write("broken.bank", b"TEMOINBK and then nothing");
    desk.plain(&["match", "--bank", "broken.bank", "one.png"]).fails("not-that");
    let told = desk.plain(&["match", "--bank", "exact.txt", "one.png", "missing.png"]);
    assert_eq!((told.code, told.lines()[0]["row"].clone()), (2, 0.into()), "what was found is not lost");
}

#[test]
fn a_film_is_found_by_its_frames() {
    let desk = Desk::new();
    let moving = pictures().join("moving.gif");
    let moving = moving.to_str().unwrap();
    let frames = desk.plain(&["fingerprint", moving]).done().lines().remove(0)["vpdq"].clone();
    let lines: Vec<_> = frames
        .as_array()
        .unwrap()
        .iter()
        .map(|frame| {
            format!(
                "{},{},{},{:.3}\n",
                frame["frame"],
                frame["quality"],
                frame["pdq"].as_str().unwrap(),
                frame["time"].as_f64().unwrap()
            )
        })
        .collect();
    desk.write("film.txt", lines.concat());
    let told = desk.plain(&["match", "--bank", "film.txt", moving]).done();
    let [line] = &told.lines()[..] else { panic!("{}", told.out) };
    assert_eq!(
        (&line["variant"], &line["query_share"], &line["bank_share"]),
        (&"film".into(), &100.0.into(), &100.0.into())
    );
    let told = desk.plain(&["match", "--bank", moving, "--queries", "film.txt"]).done();
    let [line] = &told.lines()[..] else { panic!("{}", told.out) };
    assert_eq!((&line["query"], &line["row"]), (&"film.txt".into(), &0.into()), "a film is one query");
}

#[test]
fn a_clip_and_a_picture_of_a_film_are_grouped_with_it() {
    let desk = Desk::with_case();
    // The real ffmpeg, which `scripts/setup.sh test` installs, draws a film, a clip of it, and takes a picture out.
    let ffmpeg = |words: &str| {
        #[allow(clippy::disallowed_methods)]
        let run = std::process::Command::new("ffmpeg").current_dir(desk.at("")).args(words.split(' ')).status();
        assert!(run.expect("ffmpeg is there: sh scripts/setup.sh test").success());
    };
    let quiet = "-y -nostdin -loglevel error";
    ffmpeg(&format!("{quiet} -f lavfi -i testsrc2=size=640x480:rate=5:duration=12 -c:v mpeg4 -q:v 2 film.mp4"));
    ffmpeg(&format!("{quiet} -ss 3 -t 6 -i film.mp4 -vf scale=320:-2 -c:v mpeg4 -q:v 6 clip.mkv"));
    ffmpeg(&format!("{quiet} -ss 5 -i film.mp4 -frames:v 1 still.png"));
    desk.run(&["add", "case", "film.mp4", "clip.mkv", "still.png", "--no-minors"]).done();
    let groups = desk.run(&["groups", "case"]).done().lines();
    let [group] = &groups[..] else { panic!("{groups:?}") };
    assert_eq!(group["items"].as_array().unwrap().len(), 3);
    let mut why: Vec<_> = group["links"].as_array().unwrap().iter().map(|link| link["why"].as_str().unwrap()).collect();
    why.sort_unstable();
    assert_eq!(why, ["film", "frame"]);

    let told = desk.plain(&["match", "--bank", "film.mp4", "clip.mkv", "still.png"]).done();
    let queries: Vec<_> = told.lines().iter().map(|line| line["query"].clone()).collect();
    assert_eq!(queries, ["clip.mkv", "still.png"]);
    assert!(told.lines()[0]["query_share"].as_f64().unwrap() >= 80.0, "{}", told.out);
}

#[test]
fn hashes_leave_a_case_only_as_chosen_and_are_listed() {
    let desk = Desk::with_case();
    desk.write("one.png", png::grey(400, 300, |x, y| hills(x, y, 1)));
    desk.write("flat.png", png::grey(400, 300, |_, _| 200));
    desk.write("words.txt", "nothing to see");
    let added = desk.run(&["add", "case", "one.png", "flat.png", "words.txt", "--no-minors"]).done().json();
    let id = |name: &str| {
        let items = added["items"].as_array().unwrap();
        items.iter().find(|item| item["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    };
    desk.run(&["hashes", "case", "--out", "none.csv"]).fails("nothing-chosen");
    desk.run(&["hashes", "case", "--out", "none.csv", "--item", &id("flat.png")]).fails("no-hashes");
    desk.run(&["hashes", "case", "--out", "none.csv", "--item", &"0".repeat(32)]).fails("unknown-item");
    desk.run(&["hashes", "case", "--out", "case/none.csv", "--all"]).fails("inside-case");
    assert!(!desk.at("none.csv").exists());
    for form in ["csv", "threatexchange", "hma"] {
        let out = format!("hashes.{form}");
        let words = [
            "hashes",
            "case",
            "--out",
            &out,
            "--form",
            form,
            "--item",
            &id("one.png"),
            &id("flat.png"),
            &id("words.txt"),
        ];
        let made = desk.run(&words).done().json();
        let [given] = &made["given"].as_array().unwrap()[..] else { panic!("{made}") };
        let written = fs::read_to_string(desk.at(&out)).unwrap();
        assert!(written.contains(given["pdq"].as_str().unwrap()));
        assert_eq!(written.contains(added["items"][0]["sha256"].as_str().unwrap()), form == "csv");
        assert_eq!(given["sha256"].is_string(), form == "csv", "what is listed is what leaves");
        let why: Vec<_> = made["left_out"].as_array().unwrap().iter().map(|left| &left["why"]).collect();
        assert_eq!(why, ["not-a-picture", "low-quality"]);
        let found = desk.run(&["match", "case", "--bank", &out]).done().lines();
        assert_eq!((found.len(), &found[0]["query"]), (1, &Value::from(id("one.png"))));
    }
    desk.run(&["hashes", "case", "--out", "hashes.csv", "--all"]).fails("exists");
}
