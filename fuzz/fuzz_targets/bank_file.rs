#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_fuzz::bank::{ask, mended, word};

fuzz_target!(|data: &[u8]| {
    let query = word(data.get(512..).unwrap_or_default());
    ask(data, query);
    ask(&mended(data.to_vec()), query);
});
