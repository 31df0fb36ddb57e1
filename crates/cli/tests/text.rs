//! Text read in pictures, with the real program. What needs the weights is run where `TEMOIN_WEIGHTS` names their folder.

mod told;

use std::fs;

use serde_json::{Value, json};
use told::screen::{HEIGHT, SAID, WIDTH, can_read, screen};
use told::{Desk, png, sample};

#[test]
fn without_weights_nothing_is_read_and_it_is_said_how_to_get_them() {
    let desk = Desk::new();
    desk.write("screen.png", png::grey(WIDTH, HEIGHT, screen()));
    let without = |folder: &str| {
        let mut command = desk.command(&["read-text", "screen.png", "--json"]);
        told::answer(command.env("TEMOIN_WEIGHTS", desk.at(folder)).output().unwrap())
    };
    let mut command = desk.command(&["read", "case", "--json"]);
    told::answer(command.env("TEMOIN_WEIGHTS", desk.at("nothing")).output().unwrap()).fails("no-weights");
    let told = without("nothing");
    told.fails("no-weights");
    assert!(told.aside.contains("PP-OCRv6_det_small.onnx") && told.aside.contains("make weights"), "{}", told.aside);
    desk.write("other/PP-OCRv6_det_small.onnx", "something else");
    let told = without("other");
    told.fails("no-weights");
    assert!(told.aside.contains("is not the right one"), "{}", told.aside);
}

#[test]
fn a_screen_is_read_as_a_person_sees_it() {
    if !can_read() {
        return;
    }
    let desk = Desk::new();
    desk.write("screens/a.png", png::grey(WIDTH, HEIGHT, screen()));
    desk.write("screens/b.png", png::clear(WIDTH, HEIGHT, screen()));
    desk.write("screens/c.png", png::lying(WIDTH, HEIGHT, screen()));
    let lines = desk.plain(&["read-text", "screens"]).done().lines();
    assert_eq!(lines.len(), 3);
    for (line, name) in lines.iter().zip(["a.png", "b.png", "c.png"]) {
        assert!(line["path"].as_str().unwrap().ends_with(name), "{line}");
        assert_eq!((&line["width"], &line["height"]), (&WIDTH.into(), &HEIGHT.into()), "{line}");
        let messages = line["messages"].as_array().unwrap();
        let told: Vec<_> =
            messages.iter().map(|one| json!([one["side"], one["sender"], one["time_shown"], one["text"]])).collect();
        assert_eq!(told, [json!(["left", null, "21:04", SAID[0]]), json!(["right", null, "21:09", SAID[1]])], "{name}");
        let within = |one: &Value| {
            let place: Vec<u32> = serde_json::from_value(one["box"].clone()).unwrap();
            place[0] + place[2] <= WIDTH && place[1] + place[3] <= HEIGHT && place[2] * place[3] > 0
        };
        let all = messages.iter().chain(line["lines"].as_array().unwrap());
        all.for_each(|one| assert!(within(one) && one["confidence"].as_f64().unwrap() > 0.9, "{one}"));
    }
}

#[test]
fn what_is_no_picture_or_damaged_is_named_and_the_others_are_read() {
    if !can_read() {
        return;
    }
    let desk = Desk::new();
    let whole = png::grey(WIDTH, HEIGHT, screen());
    desk.write("mixed/a-cut.png", &whole[..whole.len() / 2]);
    fs::copy(sample().join("../pictures/bombs/claims.png"), desk.at("mixed/b-bomb.png")).unwrap();
    desk.write("mixed/c-words.txt", "no picture");
    desk.write("mixed/d-nothing.png", "");
    desk.write("mixed/e-whole.png", &whole);
    let told = desk.plain(&["read-text", "mixed"]);
    assert_eq!(told.code, 1, "{}", told.aside);
    let lines = told.lines();
    let notes: Vec<_> = lines.iter().map(|line| line["note"].as_str()).collect();
    assert_eq!(
        notes,
        [Some("damaged"), Some("too-large"), Some("not-a-picture"), Some("not-a-picture"), None],
        "{}",
        told.out
    );
    assert!(lines[..4].iter().all(|line| line["lines"] == json!([]) && line["messages"] == json!([])));
    assert_eq!(lines[4]["messages"].as_array().unwrap().len(), 2);

    let told = desk.plain(&["read-text", "mixed/e-whole.png", "gone.png"]);
    assert_eq!((told.code, told.out.lines().count()), (2, 2), "{}", told.out);
    assert!(told.out.lines().last().unwrap().contains("\"unreadable\""));
}

#[test]
fn what_was_read_in_a_case_is_kept_beside_the_record_and_found() {
    if !can_read() {
        return;
    }
    let desk = Desk::with_case();
    let whole = png::grey(WIDTH, HEIGHT, screen());
    desk.write("shots/shot.png", &whole);
    desk.write("shots/cut.png", &whole[..whole.len() / 2]);
    desk.write("shots/words.txt", "no picture");
    desk.run(&["add", "case", "shots", "--no-minors"]).done();
    let find = |text: &str| desk.run(&["records", "case", "--find", text]);
    let before = desk.run(&["records", "case"]).done().lines();
    assert_eq!((find("für immer").code, before.iter().any(|line| line["reading"].is_object())), (1, false));

    let told = desk.run(&["read", "case"]);
    let read = told.json();
    assert_eq!((told.code, &read["pictures"], &read["read"], &read["with_text"]), (1, &2.into(), &1.into(), &1.into()));
    let [unread] = &read["unread"].as_array().unwrap()[..] else { panic!("{read}") };
    assert_eq!((&unread["name"], &unread["why"]), (&"cut.png".into(), &"damaged".into()));

    // Over the end of a line, and in letters of any case.
    let found = find("T'AI déjà dit non. für").done().lines();
    let [record] = &found[..] else { panic!("{found:?}") };
    let reading = &record["reading"];
    assert_eq!((&reading["reader"], &reading["version"]), (&"pp-ocrv6-small".into(), &1.into()));
    let messages = reading["messages"].as_array().unwrap();
    assert_eq!(messages.iter().map(|one| one["text"].as_str().unwrap()).collect::<Vec<_>>(), SAID);
    // But for what is beside it, the record is what it was.
    let mut plain = record.clone();
    plain.as_object_mut().unwrap().remove("reading");
    assert!(before.contains(&plain), "{plain}");
    let shown = desk.read(&["records", "case", "--find", "für immer"]).done().out;
    assert!(
        shown.contains("read in the picture by pp-ocrv6-small 1") && shown.contains("left  21:04: Bonjour"),
        "{shown}"
    );

    // Her word stands before what was read, is found, and can be taken back.
    let item = record["item"].as_str().unwrap();
    let correct = |more: &[&str]| desk.run(&[&["correct", "case", "--item", item, "--message", "2"], more].concat());
    assert_eq!(correct(&["--text", "Lâche-moi"]).done().json()["changed"], true);
    let message = find("lâche-moi").done().lines().remove(0)["reading"]["messages"][1].clone();
    assert_eq!((&message["text"], &message["read"]), (&"Lâche-moi".into(), &SAID[1].into()));
    assert_eq!((correct(&["--undo"]).code, correct(&["--undo"]).code, find("lâche-moi").code), (0, 1, 1));
    desk.run(&["correct", "case", "--item", item, "--line", "99", "--text", "x"]).fails("nothing-read");

    // What is known is not read again, and does not leave.
    assert_eq!(desk.run(&["read", "case"]).json()["read"], 0);
    desk.run(&["dossier", "case", "--out", "given", "--all"]).done();
    let package = fs::read(desk.at("given/dossier.zip")).unwrap();
    assert!(!package.windows(10).any(|part| part == b"tranquille"), "it entered the package");

    let item = record["item"].as_str().unwrap();
    desk.run(&["delete", "case", "--item", item]).done();
    assert_eq!(find("für immer").code, 1);
    assert_eq!(desk.run(&["read", "case"]).json()["pictures"], 1);
}

#[test]
fn a_case_without_pictures_has_nothing_to_read() {
    if !can_read() {
        return;
    }
    let desk = Desk::with_case();
    assert_eq!(
        desk.run(&["read", "case"]).done().json(),
        json!({"pictures": 0, "read": 0, "with_text": 0, "unread": [], "overlaps": []})
    );
    assert!(desk.read(&["read", "case"]).done().out.contains("holds no pictures"));
}
