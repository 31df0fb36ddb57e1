#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_media::{Format, Limits, View, decode};

// Boxes, units and tiles; what is decoded is within the limits.
fuzz_target!(|data: &[u8]| {
    if Format::of(data) != Some(Format::Avif) {
        return;
    }
    let limits = Limits { side: 4096, pixels: 1 << 18, memory: 64 << 20, frames: 1 };
    for view in [View::Seen, View::Stored] {
        if let Ok(picture) = decode(data, view, &limits) {
            assert_eq!(picture.pixels.len(), 3 * picture.width as usize * picture.height as usize);
        }
    }
});
