#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::package::ShownLeaf;

fuzz_target!(|data: &[u8]| {
    if let Ok(shown) = ShownLeaf::parse(data) {
        assert_eq!(shown.encode().unwrap(), data);
    }
});
