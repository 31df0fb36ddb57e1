//! One scene, kept in every form by fixtures/pictures/make.py, is brought back to what a person sees.

use std::path::PathBuf;

use temoin_media::{Format, Limits, Look, MediaError, Picture, dimensions, frames, reduce};

const WIDTH: u32 = 96;
const HEIGHT: u32 = 64;

/// Draws the scene as make.py does.
fn colour(x: u32, y: u32) -> [u8; 3] {
    if x < 24 && y < 16 {
        return [250, 20, 20];
    }
    [(x * 255 / 95) as u8, (y * 255 / 63) as u8, 90]
}

fn each() -> impl Iterator<Item = (u32, u32)> {
    (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y)))
}

fn scene() -> Vec<u8> {
    each().flat_map(|(x, y)| colour(x, y)).collect()
}

fn grey(value: [u8; 3]) -> u8 {
    let [r, g, b] = value.map(u32::from);
    ((19_595 * r + 38_470 * g + 7_471 * b + 32_768) >> 16) as u8
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/pictures").join(name)).unwrap()
}

/// Compares by the mean difference of a value, of 255.
#[track_caller]
fn alike(name: &str, picture: &Picture, expected: &[u8], most: f64) {
    assert_eq!((picture.width, picture.height), (WIDTH, HEIGHT), "{name}");
    let differences: u64 = picture.pixels.iter().zip(expected).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    let mean = differences as f64 / expected.len() as f64;
    assert!(mean <= most, "{name}: {mean}");
}

#[track_caller]
fn check(name: &str, format: Format, expected: &[u8], most: f64) {
    let bytes = file(name);
    let seen = Picture::decode(&bytes, Look::Seen, &Limits::default()).unwrap();
    assert_eq!(seen.format, format, "{name}");
    alike(name, &seen, expected, most);
    let told = dimensions(&bytes).unwrap();
    assert_eq!((told.width, told.height, told.format), (WIDTH, HEIGHT, format), "{name}");
    assert!(reduce(&bytes, &Limits::default()).is_ok(), "{name}");
}

#[test]
fn every_form_shows_the_scene() {
    let scene = scene();
    for (name, format, most) in [
        ("plain.png", Format::Png, 0.0),
        ("plain.tif", Format::Tiff, 0.0),
        ("plain.webp", Format::WebP, 3.0),
        ("plain.heic", Format::Heic, 2.0),
        ("stages.jpg", Format::Jpeg, 3.0),
        ("palette.png", Format::Png, 8.0),
        ("palette.gif", Format::Gif, 8.0),
        ("palette.bmp", Format::Bmp, 8.0),
        ("inks.jpg", Format::Jpeg, 2.0),
        ("inks.tif", Format::Tiff, 0.0),
        ("profile.png", Format::Png, 1.0),
        ("profile.jpg", Format::Jpeg, 2.0),
        ("profile.tif", Format::Tiff, 1.0),
        ("turned-6.png", Format::Png, 0.0),
        ("turned-8.webp", Format::WebP, 0.0),
        ("turned-6.heic", Format::Heic, 3.0),
    ] {
        check(name, format, &scene, most);
    }
    for orientation in 1..=8 {
        check(&format!("turned-{orientation}.jpg"), Format::Jpeg, &scene, 2.0);
    }
}

#[test]
fn greys_and_two_tones_are_themselves() {
    let greys: Vec<u8> = each().flat_map(|(x, y)| [grey(colour(x, y)); 3]).collect();
    check("grey.jpg", Format::Jpeg, &greys, 2.0);
    check("deep.png", Format::Png, &greys, 1.0);
    let two: Vec<u8> = each().flat_map(|(x, y)| [if grey(colour(x, y)) >= 128 { 255 } else { 0 }; 3]).collect();
    // Grey 128 itself may fall on either side.
    check("two.png", Format::Png, &two, 4.0);
    check("two.tif", Format::Tiff, &two, 4.0);
}

#[test]
fn what_is_stored_is_neither_turned_nor_profiled_nor_laid_over_white() {
    let stored = |name| Picture::decode(&file(name), Look::Stored, &Limits::default()).unwrap();
    let turned = stored("turned-6.jpg");
    assert_eq!((turned.width, turned.height), (HEIGHT, WIDTH));
    let swapped: Vec<u8> = scene().as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*b, *g, *r]).collect();
    alike("profile.png", &stored("profile.png"), &swapped, 0.0);
    alike("clear.png", &stored("clear.png"), &scene(), 0.0);
}

#[test]
fn transparency_lies_over_white() {
    for name in ["clear.png", "clear.webp"] {
        let seen = Picture::decode(&file(name), Look::Seen, &Limits::default()).unwrap();
        assert!(seen.pixels[..3].iter().all(|value| *value >= 252), "{name}: nothing of the first row is seen");
        let last = &seen.pixels[seen.pixels.len() - 3..];
        assert!(last.iter().zip(colour(WIDTH - 1, HEIGHT - 1)).all(|(a, b)| a.abs_diff(b) <= 4), "{name}: {last:?}");
    }
}

#[test]
fn animations_are_seen_frame_by_frame() {
    let scene = scene();
    let mirror: Vec<u8> = scene.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*b, *g, *r]).collect();
    for (name, most) in [("moving.gif", 12.0), ("moving.png", 0.0), ("moving.webp", 2.0)] {
        let (bytes, mut seen) = (file(name), Vec::new());
        let given = frames(&bytes, &Limits::default(), 100, &mut |frame| {
            seen.push(frame);
            true
        });
        assert_eq!(given, Ok(2), "{name}");
        alike(name, &seen[0].picture, &scene, most);
        alike(name, &seen[1].picture, &mirror, most);
        let times: Vec<_> = seen.iter().map(|frame| (frame.number, frame.at.as_millis())).collect();
        assert_eq!(times, [(0, 0), (1, 100)], "{name}");
        assert_eq!(frames(&bytes, &Limits::default(), 1, &mut |_| true), Ok(1), "{name}: no more than asked for");
        assert_eq!(frames(&bytes, &Limits::default(), 100, &mut |_| false), Ok(1), "{name}: no more than wanted");
    }
    assert_eq!(frames(&file("plain.tif"), &Limits::default(), 100, &mut |_| true), Ok(1));
}

fn all() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/pictures");
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.retain(|name| name != "make.py");
    names.sort();
    names.into_iter().map(|name| name.into_string().unwrap()).map(|name| (name.clone(), file(&name))).collect()
}

/// Decodes in every way there is; what matters is that it returns.
fn every_way(bytes: &[u8]) {
    let limits = Limits { pixels: 1 << 20, memory: 32 << 20, ..Limits::default() };
    for look in [Look::Seen, Look::Stored] {
        if let Ok(picture) = Picture::decode(bytes, look, &limits) {
            assert_eq!(picture.pixels.len() as u64, 3 * u64::from(picture.width) * u64::from(picture.height));
        }
    }
    let _ = (dimensions(bytes), frames(bytes, &limits, 4, &mut |_| true));
}

#[test]
fn no_cut_and_no_changed_byte_does_harm() {
    let files = all();
    assert!(files.len() > 30, "the samples are there");
    for (_, bytes) in files {
        for step in 0..60 {
            every_way(&bytes[..bytes.len() * step / 60]);
            let mut changed = bytes.clone();
            // A fixed walk over all of the file, each time another value.
            for at in (step..bytes.len()).step_by(60 + step) {
                changed[at] ^= (at as u8).wrapping_mul(37) | 1;
                if at % 7 == 0 {
                    every_way(&changed);
                    changed[at] = bytes[at];
                }
            }
        }
    }
}

#[test]
fn content_decides_and_what_follows_does_not_matter() {
    for (name, mut bytes) in all() {
        let before = Picture::decode(&bytes, Look::Seen, &Limits::default()).unwrap();
        bytes.extend(b"PK\x03\x04 <script>alert(1)</script> %PDF-1.4");
        assert_eq!(Picture::decode(&bytes, Look::Seen, &Limits::default()).unwrap(), before, "{name}");
    }
    assert_eq!(
        Picture::decode(b"<svg xmlns='http://www.w3.org/2000/svg'/>", Look::Seen, &Limits::default()),
        Err(MediaError::NotSupported)
    );
}

#[test]
fn claims_beyond_the_limits_are_refused_before_anything_is_decoded() {
    let tight = Limits { memory: 1000, ..Limits::default() };
    let narrow = Limits { side: 90, ..Limits::default() };
    for (name, bytes) in all() {
        for limits in [tight, narrow] {
            assert_eq!(Picture::decode(&bytes, Look::Seen, &limits), Err(MediaError::TooLarge), "{name}");
            assert_eq!(frames(&bytes, &limits, 9, &mut |_| true), Err(MediaError::TooLarge), "{name}");
        }
    }
}
