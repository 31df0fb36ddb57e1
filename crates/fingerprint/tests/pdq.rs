//! Hashes, qualities and symmetries of drawn pictures, as the reference computes them (`pdq/expected.py` asks it).

use temoin_fingerprint::{Dihedral, Layout, Plane, pdq, pdq_symmetries};

const EXPECTED: &str = include_str!("pdq/expected.csv");

/// Rises from 0 to 255 and falls again over a period.
fn slope(at: i64, period: i64) -> i64 {
    (2 * (at % period) - period).abs() * 255 / period
}

fn grain(x: i64, y: i64, channel: i64) -> i64 {
    let mut grain = (x * 7919 + y * 104_729 + channel * 1_299_709 + 17) as u32;
    for _ in 0..2 {
        grain = (grain ^ grain >> 15).wrapping_mul(2_246_822_519);
    }
    i64::from(grain >> 24)
}

/// Draws what `drawn` of `pdq/expected.py` draws, with bytes between the rows.
fn drawn(kind: &str, width: usize, height: usize, stride: usize) -> Vec<u8> {
    let mut pixels = vec![0xEE; stride * height];
    let (w, h) = (width as i64, height as i64);
    for (y, row) in (0..h).zip(pixels.chunks_exact_mut(stride)) {
        for (x, pixel) in (0..w).zip(row.chunks_exact_mut(3)) {
            for (c, value) in (0..3).zip(pixel) {
                let (u, v) = (x * 4096 / w, y * 4096 / h);
                *value = match kind {
                    "hills" => {
                        let (down, across) = (slope(v + 300 * c, 2300) * 4, slope(u, 1500) * 5);
                        let slant = slope(u + v, 900) * 3 + slope(u - 2 * v + 9999, 700) * 2;
                        (across + down + slant + grain(x, y, c) * 2) / 16
                    }
                    "noise" => grain(x, y, c),
                    "ramp" => (x * (3 - c) + y * (c + 1)) * 255 / (3 * w + 3 * h),
                    _ => c * 40 + 90,
                } as u8;
            }
        }
    }
    pixels
}

#[test]
fn drawn_pictures_have_the_values_of_the_reference() {
    for line in EXPECTED.lines().skip(1) {
        let [kind, width, height, quality, hash, turned @ ..] = &line.split(',').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let (width, height) = (width.parse().unwrap(), height.parse().unwrap());
        let stride = 3 * width + height % 4;
        let pixels = drawn(kind, width, height, stride);
        let plane = Plane::new(&pixels, Layout::Rgb8, width, height, stride).unwrap();
        let (of, hashes) = pdq_symmetries(&plane);
        assert_eq!(of.hash.to_string(), *hash, "{kind} {width} x {height}");
        assert_eq!(of.quality.to_string(), *quality, "{kind} {width} x {height}");
        assert_eq!(of, pdq(&plane), "{kind} {width} x {height}");
        for ((symmetry, said), expected) in Dihedral::ALL.iter().zip(hashes).zip(turned) {
            assert_eq!(said.to_string(), *expected, "{kind} {width} x {height} {symmetry:?}");
        }
    }
}

#[test]
fn grey_is_red_green_and_blue_alike() {
    for (width, height) in [(5, 9), (64, 64), (131, 77), (300, 200)] {
        let colours = drawn("hills", width, height, 3 * width);
        let grey: Vec<u8> = colours.iter().step_by(3).copied().collect();
        let alike: Vec<u8> = grey.iter().flat_map(|&value| [value; 3]).collect();
        let of_grey = pdq_symmetries(&Plane::new(&grey, Layout::Grey8, width, height, width).unwrap());
        assert_eq!(of_grey, pdq_symmetries(&Plane::new(&alike, Layout::Rgb8, width, height, 3 * width).unwrap()));
    }
}

#[test]
fn a_turned_picture_is_found_among_the_eight() {
    let side = 320;
    let pixels = drawn("hills", side, side, 3 * side);
    let plane = Plane::new(&pixels, Layout::Rgb8, side, side, 3 * side).unwrap();
    let (_, hashes) = pdq_symmetries(&plane);
    let turn = |at: &dyn Fn(usize, usize) -> (usize, usize)| {
        let mut turned = Vec::new();
        for (y, x) in (0..side * side).map(|place| (place / side, place % side)) {
            let (from_y, from_x) = at(y, x);
            turned.extend_from_slice(&pixels[3 * (from_y * side + from_x)..][..3]);
        }
        pdq(&Plane::new(&turned, Layout::Rgb8, side, side, 3 * side).unwrap()).hash
    };
    let last = side - 1;
    let turned = [
        turn(&|y, x| (y, x)),
        turn(&|y, x| (x, last - y)),
        turn(&|y, x| (last - y, last - x)),
        turn(&|y, x| (last - x, y)),
        turn(&|y, x| (last - y, x)),
        turn(&|y, x| (y, last - x)),
        turn(&|y, x| (x, y)),
        turn(&|y, x| (last - x, last - y)),
    ];
    for (symmetry, (at, hash)) in Dihedral::ALL.iter().zip(turned.iter().enumerate()) {
        assert!(hashes[at].distance(*hash).bits() <= 8, "{symmetry:?}: {}", hashes[at].distance(*hash));
        assert!(at == 0 || !hashes[0].distance(*hash).is_match(), "{symmetry:?}");
    }
}
