#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::note::VerifierKey;

fuzz_target!(|text: &str| {
    if let Ok(key) = text.parse::<VerifierKey>() {
        assert_eq!(key.to_string(), text);
    }
});
