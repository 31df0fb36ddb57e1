#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_intake::{Encoding, Kind};

fuzz_target!(|data: &[u8]| temoin_fuzz::read(data, Kind::named("discord-chat-exporter-csv").expect("a reader"), Some(Encoding::Utf8)));
