#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::package::Index;

fuzz_target!(|data: &[u8]| {
    if let Ok(index) = Index::parse(data) {
        assert_eq!(index.encode().unwrap(), data);
    }
});
