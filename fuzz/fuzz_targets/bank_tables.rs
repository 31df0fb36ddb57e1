#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_fuzz::bank::{ask, edited, word};

fuzz_target!(|data: &[u8]| ask(&edited(data), word(data)));
