#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::timestamp::Response;

// Its own certificates as roots, so that the chain is walked too.
fuzz_target!(|data: &[u8]| {
    if let Ok(response) = Response::parse(data) {
        let _ = response.verify(b"checkpoint", response.certificates(), &[], Some(1));
    }
});
