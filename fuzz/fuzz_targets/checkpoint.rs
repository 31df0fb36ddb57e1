#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::checkpoint::Checkpoint;

fuzz_target!(|text: &str| {
    if let Ok(checkpoint) = Checkpoint::parse_text(text) {
        assert_eq!(checkpoint.text(), text);
    }
});
