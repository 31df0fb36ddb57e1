#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_seal::timestamp::Certificate;

fuzz_target!(|data: &[u8]| {
    for certificate in Certificate::from_file(data).unwrap_or_default() {
        let _ = (certificate.subject(), certificate.validity(), certificate.to_pem());
    }
});
