#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::package::{decode_consistency, encode_consistency};

fuzz_target!(|data: &[u8]| {
    if let Ok(proof) = decode_consistency(data) {
        assert_eq!(encode_consistency(&proof), data);
    }
});
