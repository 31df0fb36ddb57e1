#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_intake::Kind;

fuzz_target!(|data: &[u8]| temoin_fuzz::read(data, Kind::named("msg").expect("a reader"), None));
