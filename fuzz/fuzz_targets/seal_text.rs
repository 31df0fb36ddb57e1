#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::package::SealText;

fuzz_target!(|text: &str| {
    if let Ok(seal) = SealText::parse_text(text) {
        assert_eq!(seal.text(), text);
    }
});
