#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_fuzz::rows::look;

fuzz_target!(|data: &[u8]| {
    look(data);
});
