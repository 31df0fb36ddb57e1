#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::package::PiecesFile;

fuzz_target!(|data: &[u8]| {
    if let Ok(pieces) = PiecesFile::parse(data) {
        assert_eq!(pieces.encode(), data);
    }
});
