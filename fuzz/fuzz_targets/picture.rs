#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_media::{Format, Frames, Limits, View, decode, dimensions, reduce};

// What is decoded is within the limits, and its size was told before anything was decoded.
// AVIF has a target of its own, that minds what its decoder loses.
fuzz_target!(|data: &[u8]| {
    if Format::of(data) == Some(Format::Avif) {
        return;
    }
    let limits = Limits { side: 4096, pixels: 1 << 20, memory: 64 << 20, frames: 16 };
    for view in [View::Seen, View::Stored] {
        if let Ok(picture) = decode(data, view, &limits) {
            let pixels = u64::from(picture.width) * u64::from(picture.height);
            assert!(pixels <= limits.pixels && picture.pixels.len() as u64 == 3 * pixels);
            assert!(dimensions(data).is_ok());
        }
    }
    if let Ok(frames) = Frames::new(data, View::Seen, &limits) {
        assert!(frames.count() <= 17);
    }
    if let Ok(reduced) = reduce(data, &limits) {
        assert!(dimensions(data).is_ok() && reduced.png.len() < 16 << 10);
    }
});
