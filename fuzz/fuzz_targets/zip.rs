#![no_main]
use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use temoin_seal::zip;

// A canonical ZIP has one form: written again from its files it is the same bytes.
fuzz_target!(|data: &[u8]| {
    let mut source = Cursor::new(data);
    let Ok(archive) = zip::read(&mut source) else { return };
    if archive.check_data(&mut source).is_err() {
        return;
    }
    let mut writer = zip::Writer::new(Vec::new());
    for entry in &archive.entries {
        let mut bytes = zip::Archive::reader(&mut source, entry).unwrap();
        let mut read = Vec::new();
        std::io::Read::read_to_end(&mut bytes, &mut read).unwrap();
        writer.entry(&entry.name, entry.len, entry.crc, read.as_slice()).unwrap();
    }
    assert_eq!(writer.finish().unwrap(), data);
});
