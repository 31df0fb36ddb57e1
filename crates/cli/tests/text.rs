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
