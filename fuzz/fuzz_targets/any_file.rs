#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let detected = temoin_fuzz::detect(data);
    temoin_fuzz::read(data, detected.kind, detected.encoding);
});
