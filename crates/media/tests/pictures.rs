//! The drawn samples, beside what Pillow, littleCMS and libheif make of them (fixtures/pictures/make.py).

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use temoin_media::{Frames, Limits, MediaError, Picture, View, decode, dimensions, luma, reduce, screening};

#[derive(Deserialize)]
struct Expected {
    /// How far a value may lie from the other decoder's.
    within: u8,
    seen: Shown,
    stored: Shown,
}

#[derive(Deserialize)]
struct Shown {
    width: u32,
    height: u32,
    /// The colours in the middle of the fields, row by row.
    fields: Vec<String>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/pictures")
}

fn samples() -> BTreeMap<String, Expected> {
    serde_json::from_slice(&fs::read(folder().join("expected.json")).unwrap()).unwrap()
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

fn middles(picture: &Picture) -> Vec<[u8; 3]> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let (columns, rows) = if width > height { (4, 3) } else { (3, 4) };
    let middle = |of: usize, parts: usize, length: usize| (2 * of + 1) * length / (2 * parts);
    let places =
        (0..rows).flat_map(|y| (0..columns).map(move |x| (middle(x, columns, width), middle(y, rows, height))));
    places.map(|(x, y)| picture.pixels.as_chunks::<3>().0[y * width + x]).collect()
}

fn check(name: &str, view: View, expected: &Shown, within: u8) {
    let picture = decode(&sample(name), view, &Limits::default()).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!((picture.width, picture.height), (expected.width, expected.height), "{name} {view:?}");
    assert_eq!(picture.pixels.len(), 3 * (expected.width * expected.height) as usize);
    for (at, (found, hex)) in middles(&picture).iter().zip(&expected.fields).enumerate() {
        let value = u32::from_str_radix(hex, 16).unwrap();
        let wanted = [(value >> 16) as u8, (value >> 8) as u8, value as u8];
        let far = found.iter().zip(wanted).map(|(a, b)| a.abs_diff(b)).max().unwrap();
        assert!(far <= within, "{name} {view:?}, field {at}: {found:?}, not {wanted:?}");
    }
}

#[test]
fn every_sample_is_seen_and_stored_as_elsewhere() {
    for (name, expected) in samples() {
        check(&name, View::Seen, &expected.seen, expected.within);
        check(&name, View::Stored, &expected.stored, expected.within);
        let said = dimensions(&sample(&name)).unwrap();
        assert_eq!((said.width, said.height), (expected.seen.width, expected.seen.height), "{name}");
        let reduced = reduce(&sample(&name), &Limits::default()).unwrap();
        assert_eq!((reduced.width, reduced.height, reduced.format), (said.width, said.height, said.format), "{name}");
    }
}

#[test]
fn the_eyes_and_the_store_differ_where_they_should() {
    for name in [
        "swapped.png",
        "swapped.jpg",
        "inks-strange.jpg",
        "linear-grey.png",
        "alpha.png",
        "turned-6.jpg",
        "swapped.webp",
    ] {
        let [seen, stored] =
            [View::Seen, View::Stored].map(|view| decode(&sample(name), view, &Limits::default()).unwrap());
        assert_ne!(middles(&seen), middles(&stored), "{name}");
    }
}

#[test]
fn claims_beyond_the_limits_are_refused_by_the_headers() {
    for path in fs::read_dir(folder().join("bombs")).unwrap().map(|entry| entry.unwrap().path()) {
        let bytes = fs::read(&path).unwrap();
        assert!(bytes.len() < 20_000);
        for view in [View::Seen, View::Stored] {
            assert_eq!(decode(&bytes, view, &Limits::default()), Err(MediaError::TooLarge), "{}", path.display());
        }
        match dimensions(&bytes) {
            Ok(seen) => assert!(seen.width > 16_000 && seen.height > 16_000, "{}", path.display()),
            Err(error) => assert_eq!(error, MediaError::TooLarge, "{}", path.display()),
        }
    }
}

#[test]
fn what_a_webp_claims_beside_its_picture_takes_no_room() {
    let mut bytes = sample("turned.webp");
    let claim = bytes.windows(4).position(|name| name == b"EXIF").unwrap() + 4;
    bytes[claim..claim + 4].copy_from_slice(&u32::to_le_bytes(0xf000_0000));
    let picture = decode(&bytes, View::Seen, &Limits::default()).unwrap();
    assert_eq!((picture.width, picture.height), (48, 32), "not turned: there is no EXIF to be read");
}

#[test]
fn animations_are_shown_picture_by_picture() {
    let lasts = [100, 40, 200, 80].map(Duration::from_millis);
    for name in ["moving.gif", "moving.png", "moving.webp"] {
        let bytes = sample(name);
        let frames: Vec<_> =
            Frames::new(&bytes, View::Seen, &Limits::default()).unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(frames.iter().map(|frame| frame.lasts).collect::<Vec<_>>(), lasts, "{name}");
        assert_eq!(frames[3].at, Duration::from_millis(340), "{name}");
        for (at, frame) in frames.iter().enumerate() {
            // Laid over one another, two whites of a WebP make one of 254.
            let white: Vec<bool> =
                middles(&frame.picture).iter().map(|colour| colour.iter().all(|v| *v >= 253)).collect();
            assert_eq!(white.iter().filter(|white| **white).count(), at, "{name}");
            assert!(white[..at].iter().all(|white| *white), "{name}");
        }
        assert_eq!(frames[0].picture, decode(&bytes, View::Seen, &Limits::default()).unwrap(), "{name}");
        let few = Limits { frames: 2, ..Limits::default() };
        let last = Frames::new(&bytes, View::Seen, &few).unwrap().last().unwrap();
        assert_eq!(last, Err(MediaError::TooLarge), "{name}");
    }
    let still = Frames::new(&sample("turned-6.jpg"), View::Seen, &Limits::default()).unwrap().count();
    assert_eq!(still, 1);
}

#[test]
fn light_alone_is_that_of_the_stored_colours() {
    for name in samples().into_keys() {
        let stored = decode(&sample(&name), View::Stored, &Limits::default()).unwrap();
        let light = luma(&sample(&name), &Limits::default()).unwrap();
        assert_eq!((light.width, light.height), (stored.width, stored.height), "{name}");
        let grey = Picture { pixels: light.pixels.iter().flat_map(|value| [*value; 3]).collect(), ..stored.clone() };
        for (ours, theirs) in middles(&grey).iter().zip(middles(&stored.greyscale())) {
            // Inks and profiles aside, what JPEG stores as light is that of its colours.
            assert!(ours[0].abs_diff(theirs[0]) <= 3, "{name}: {ours:?}, not {theirs:?}");
        }
    }
}

#[test]
fn only_large_pictures_are_screened_at_less_than_their_size() {
    let sizes = |name: &str| screening(&sample(name), &Limits::default()).map(|of| (of.width, of.height)).unwrap();
    assert_eq!((sizes("plain.jpg"), sizes("plain.png"), sizes("large.jpg")), ((48, 32), (48, 32), (528, 352)));
}

#[test]
fn each_limit_holds() {
    for name in samples().into_keys() {
        let tight = [
            Limits { side: 47, ..Limits::default() },
            Limits { pixels: 48 * 32 - 1, ..Limits::default() },
            Limits { memory: 3 * 48 * 32 - 1, ..Limits::default() },
        ];
        for limits in tight {
            assert_eq!(decode(&sample(&name), View::Seen, &limits), Err(MediaError::TooLarge), "{name} {limits:?}");
        }
    }
}

/// A picture or an error, and never more than was allowed.
fn survives(bytes: &[u8]) {
    let limits = Limits { side: 2000, pixels: 200_000, memory: 64 << 20, frames: 8 };
    for view in [View::Seen, View::Stored] {
        if let Ok(picture) = decode(bytes, view, &limits) {
            assert_eq!(picture.pixels.len(), 3 * picture.width as usize * picture.height as usize);
            assert!(picture.width.max(picture.height) <= limits.side);
        }
    }
    let _ = (dimensions(bytes), reduce(bytes, &limits), luma(bytes, &limits));
    if let Ok(frames) = Frames::new(bytes, View::Seen, &limits) {
        assert!(frames.count() <= 9);
    }
}

#[test]
fn every_cut_ends_well() {
    for name in samples().into_keys() {
        let bytes = sample(&name);
        // Each length of the headers, then steps.
        let step = bytes.len().div_ceil(60);
        (0..bytes.len().min(100)).chain((100..bytes.len()).step_by(step)).for_each(|len| survives(&bytes[..len]));
    }
}

#[test]
fn every_turned_bit_ends_well() {
    for name in samples().into_keys() {
        let mut bytes = sample(&name);
        // A step that is no multiple of 8 meets every bit of some byte, and the headers entirely.
        let step = (bytes.len() * 8).div_ceil(100) | 1;
        for bit in (0..bytes.len().min(40) * 8).step_by(7).chain((320..bytes.len() * 8).step_by(step)) {
            bytes[bit / 8] ^= 1 << (bit % 8);
            survives(&bytes);
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }
}

#[test]
fn the_content_decides_what_it_is() {
    let mut both = sample("plain.jpg");
    both.extend(sample("plain.png"));
    assert_eq!(decode(&both, View::Seen, &Limits::default()).unwrap().format.media_type(), "image/jpeg");
    let mut script = b"GIF89a=1;alert(1)//".to_vec();
    script.extend(sample("plain.gif"));
    assert!(matches!(decode(&script, View::Seen, &Limits::default()), Err(MediaError::Damaged | MediaError::TooLarge)));
    let page = [b"<!doctype html><img>".to_vec(), sample("plain.png")].concat();
    assert_eq!(decode(&page, View::Seen, &Limits::default()), Err(MediaError::NotSupported));
    let archive = [b"PK\x03\x04".to_vec(), sample("plain.jpg")].concat();
    assert_eq!(decode(&archive, View::Seen, &Limits::default()), Err(MediaError::NotSupported));
}
