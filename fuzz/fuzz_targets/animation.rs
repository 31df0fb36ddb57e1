#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_media::{Format, Frames, Limits, View};

// GIF, APNG and WebP, picture by picture: each as large as the first, no more than are allowed and one error.
fuzz_target!(|data: &[u8]| {
    if !matches!(Format::of(data), Some(Format::Gif | Format::Png | Format::WebP)) {
        return;
    }
    let limits = Limits { side: 4096, pixels: 1 << 18, memory: 64 << 20, frames: 16 };
    let Ok(frames) = Frames::new(data, View::Seen, &limits) else { return };
    let sizes: Vec<_> = frames.map(|frame| frame.map(|of| (of.picture.width, of.picture.height))).collect();
    assert!(sizes.len() <= 17 && sizes.iter().flatten().all(|size| Some(size) == sizes[0].as_ref().ok()));
});
