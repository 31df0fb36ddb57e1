#![no_main]
use libfuzzer_sys::fuzz_target;

// A mail, and after a line of "\0" the records of the keys.
fuzz_target!(|data: &[u8]| {
    let (mail, keys) = data.split_at(data.iter().position(|&byte| byte == 0).unwrap_or(data.len()));
    let keys = temoin_intake::key_records(&String::from_utf8_lossy(keys));
    temoin_intake::checked(mail, &keys);
});
