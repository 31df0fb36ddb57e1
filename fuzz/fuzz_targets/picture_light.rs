#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_media::{Limits, luma, screening};

// Our own reader of coefficients, and the decoder it falls back to: both or neither have a size.
fuzz_target!(|data: &[u8]| {
    let limits = Limits { side: 4096, pixels: 1 << 20, memory: 64 << 20, frames: 1 };
    if let Ok(small) = screening(data, &limits) {
        assert_eq!(small.pixels.len(), small.width as usize * small.height as usize);
        let _ = luma(data, &limits);
    }
});
