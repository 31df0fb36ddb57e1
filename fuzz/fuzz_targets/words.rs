#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_fuzz::words::sort;

fuzz_target!(|data: &[u8]| sort(data));
