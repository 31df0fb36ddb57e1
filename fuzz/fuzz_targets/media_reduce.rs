#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_media::{Limits, dimensions, reduce};

fuzz_target!(|data: &[u8]| {
    let limits = Limits { pixels: 1 << 20, memory: 64 << 20, ..Limits::default() };
    if let (Ok(reduced), Ok(seen)) = (reduce(data, &limits), dimensions(data)) {
        assert_eq!((reduced.width, reduced.height), (seen.width, seen.height));
    }
});
