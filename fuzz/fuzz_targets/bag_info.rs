#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::package::bag::BagInfo;

fuzz_target!(|data: &[u8]| {
    if let Some(info) = BagInfo::parse(data) {
        assert_eq!(info.encode(), data);
    }
});
