#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_media::Format;

fuzz_target!(|data: &[u8]| temoin_fuzz::decode(data, Format::Jpeg));
