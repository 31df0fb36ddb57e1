#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::manifest::Manifest;

fuzz_target!(|data: &[u8]| {
    if let Ok(manifest) = Manifest::parse(data) {
        assert_eq!(manifest.encode(), data);
    }
});
