#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::tlog_proof;

fuzz_target!(|data: &[u8]| {
    if let Ok(proof) = tlog_proof::decode(data) {
        assert_eq!(tlog_proof::encode(proof.index, &proof.hashes, &proof.checkpoint), data);
    }
});
