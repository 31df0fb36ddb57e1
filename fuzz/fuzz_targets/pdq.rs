#![no_main]
use libfuzzer_sys::fuzz_target;
use temoin_fingerprint::{Layout, Plane, pdq, pdq_symmetries};

fuzz_target!(|data: (u16, u16, u8, bool, &[u8])| {
    let (width, height, gap, colours, pixels) = data;
    let (width, height) = (usize::from(width), usize::from(height));
    let layout = if colours { Layout::Rgb8 } else { Layout::Grey8 };
    let stride = width * layout.channels() + usize::from(gap);
    if let Ok(plane) = Plane::new(pixels, layout, width, height, stride) {
        assert_eq!(pdq_symmetries(&plane).0, pdq(&plane));
    }
});
