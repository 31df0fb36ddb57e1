#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::cosignature;

fuzz_target!(|data: &[u8]| {
    let _ = cosignature::checkpoint_of(data);
});
