#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::note::Note;

fuzz_target!(|data: &[u8]| {
    if let Ok(note) = Note::parse(data) {
        assert_eq!(note.to_bytes(), data);
    }
});
