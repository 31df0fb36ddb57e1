#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::canonical;

// What reads as canonical is written again as the same bytes.
fuzz_target!(|data: &[u8]| {
    if let Ok(value) = canonical::parse(data) {
        assert_eq!(canonical::to_bytes(&value).unwrap(), data);
    }
});
