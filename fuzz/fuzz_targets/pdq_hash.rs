#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_fingerprint::PdqHash;

fuzz_target!(|text: &str| {
    if let Ok(hash) = text.parse::<PdqHash>() {
        assert_eq!(hash.to_string(), text.to_ascii_lowercase());
    }
});
