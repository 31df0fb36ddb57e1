#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_fuzz::words::model;

fuzz_target!(|data: &[u8]| model(data));
