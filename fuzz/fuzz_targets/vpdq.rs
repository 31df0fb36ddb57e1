#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_fingerprint::Frame;

fuzz_target!(|data: &[u8]| {
    let (text, json) = (Frame::read_text(data), Frame::read_json(data));
    let again = Frame::read_text(Frame::write_text(&text.frames).as_bytes());
    assert_eq!((again.frames, again.bad), (text.frames, vec![]));
    let again = Frame::read_json(Frame::write_json(&json.frames).as_bytes());
    assert_eq!((again.frames, again.bad), (json.frames, vec![]));
});
