#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::package::Keys;

fuzz_target!(|data: &[u8]| {
    if let Ok(keys) = Keys::parse(data) {
        assert_eq!(keys.encode(), data);
    }
});
