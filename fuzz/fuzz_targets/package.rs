#![no_main]
use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use temoin_verify::{Options, check_zip, words};

fuzz_target!(|data: &[u8]| {
    if let Ok(report) = check_zip(Cursor::new(data), &Options::default()) {
        assert!(!words(&report).is_empty());
    }
});
