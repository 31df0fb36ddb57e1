#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_fuzz::words::rules;

fuzz_target!(|data: &[u8]| rules(data));
