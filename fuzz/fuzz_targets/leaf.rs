#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::leaf::Leaf;

fuzz_target!(|data: &[u8]| {
    if let Ok(leaf) = Leaf::parse(data) {
        assert_eq!(leaf.to_bytes(), data);
    }
});
