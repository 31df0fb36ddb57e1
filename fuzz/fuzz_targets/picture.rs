#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_media::{Limits, dimensions, reduce};

// What is reduced is small, and its size was told before anything was decoded.
fuzz_target!(|data: &[u8]| {
    if let Ok(reduced) = reduce(data, &Limits::default()) {
        assert!(dimensions(data).is_ok() && reduced.png.len() < 16 << 10);
    }
});
