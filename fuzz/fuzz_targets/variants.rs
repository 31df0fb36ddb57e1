#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_fingerprint::{Layout, Plane, inner, ladder, sought};

// Pixels are repeated, so that few bytes make a picture large enough to hold others.
fuzz_target!(|data: (u16, u16, bool, &[u8])| {
    let (width, height, colours, bytes) = data;
    let (width, height) = (usize::from(width % 400) + 1, usize::from(height % 400) + 1);
    let layout = if colours { Layout::Rgb8 } else { Layout::Grey8 };
    let stride = width * layout.channels();
    let pixels: Vec<u8> =
        bytes.iter().copied().cycle().take(if bytes.is_empty() { 0 } else { stride * height }).collect();
    if let Ok(plane) = Plane::new(&pixels, layout, width, height, stride) {
        assert!(inner(&plane).iter().all(|area| plane.part(*area).is_some()));
        let (known, sought) = (ladder(&plane), sought(&plane));
        assert_eq!(known[0].quality, sought[0].quality);
    }
});
