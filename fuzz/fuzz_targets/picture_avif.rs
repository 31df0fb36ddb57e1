#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_media::{Format, Limits, View, decode, dimensions, luma, reduce};

unsafe extern "C" {
    /// Of LeakSanitizer: what is allocated from here on is not looked for when it is lost.
    fn __lsan_disable();
}

// Boxes, units and tiles; what is decoded is within the limits, and its size was told before anything was decoded.
fuzz_target!(
    // The decoder of AV1 (re_rav1d 0.1.3) loses 48 bytes of each picture when it lets it go.
    init: unsafe { __lsan_disable() },
    |data: &[u8]| {
        if Format::of(data) != Some(Format::Avif) {
            return;
        }
        let limits = Limits { side: 4096, pixels: 1 << 18, memory: 64 << 20, frames: 1 };
        for view in [View::Seen, View::Stored] {
            if let Ok(picture) = decode(data, view, &limits) {
                let pixels = u64::from(picture.width) * u64::from(picture.height);
                assert!(pixels <= limits.pixels && picture.pixels.len() as u64 == 3 * pixels);
                assert!(dimensions(data).is_ok());
            }
        }
        let _ = (luma(data, &limits), reduce(data, &limits));
    }
);
