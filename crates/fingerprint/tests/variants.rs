//! A picture is found again in what people and apps make of it: cut, framed, turned, in a chat.

use proptest::prelude::*;
use temoin_fingerprint::{Area, Dihedral, Distance, Layout, Part, PdqHash, Plane, explained, inner, ladder, sought};

/// Is a drawn picture: red, green, blue of each pixel.
#[derive(Clone)]
struct Drawn {
    pixels: Vec<[u8; 3]>,
    width: usize,
    height: usize,
}

impl Drawn {
    fn filled(width: usize, height: usize, colour: [u8; 3]) -> Self {
        Self { pixels: vec![colour; width * height], width, height }
    }

    /// Draws hills of light: waves that no other seed has.
    fn hills(width: usize, height: usize, seed: u32) -> Self {
        let mut numbers = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
        let mut next = || {
            numbers = numbers.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(numbers >> 8) / f64::from(1 << 24)
        };
        let waves: Vec<_> = (0..24).map(|_| (next() * 40.0 - 20.0, next() * 40.0 - 20.0, next() * 6.3)).collect();
        let mut drawn = Self::filled(width, height, [0; 3]);
        for (at, pixel) in drawn.pixels.iter_mut().enumerate() {
            let (x, y) = ((at % width) as f64 / width as f64, (at / width) as f64 / height as f64);
            let light: f64 = waves.iter().map(|(across, down, phase)| (across * x + down * y + phase).sin()).sum();
            let value = (light * 22.0 + 128.0).clamp(20.0, 235.0) as u8;
            *pixel = [value, value / 2 + 40, 220 - value / 2];
        }
        drawn
    }

    fn paste(mut self, other: &Self, x: usize, y: usize) -> Self {
        for row in 0..other.height {
            let from = &other.pixels[row * other.width..][..other.width];
            self.pixels[(y + row) * self.width + x..][..other.width].copy_from_slice(from);
        }
        self
    }

    fn cut(&self, left: usize, top: usize, width: usize, height: usize) -> Self {
        let rows = (top..top + height).flat_map(|y| &self.pixels[y * self.width + left..][..width]);
        Self { pixels: rows.copied().collect(), width, height }
    }

    fn mirrored(&self) -> Self {
        let rows = self.pixels.chunks(self.width).flat_map(|row| row.iter().rev());
        Self { pixels: rows.copied().collect(), ..*self }
    }

    /// Draws lines as of text: strokes of two pixels, as wide as the area.
    fn lines(mut self, x: usize, y: usize, width: usize, count: usize, ink: [u8; 3]) -> Self {
        for line in 0..count {
            for row in 0..12 {
                for at in (0..width).filter(|at| (at * 7 + row * 3 + line) % 11 < 3) {
                    self.pixels[(y + 26 * line + row) * self.width + x + at] = ink;
                }
            }
        }
        self
    }

    fn seen<T>(&self, look: impl FnOnce(&Plane) -> T) -> T {
        let bytes = self.pixels.as_flattened();
        look(&Plane::new(bytes, Layout::Rgb8, self.width, self.height, 3 * self.width).unwrap())
    }
}

/// Returns the nearest of what a picture is sought by to what another is known by, and how it is explained.
fn nearest(copy: &Drawn, original: &Drawn) -> (Distance, String) {
    let known = original.seen(ladder);
    let mut best = None;
    for sought in copy.seen(sought) {
        for (turned, hash) in Dihedral::ALL.into_iter().zip(sought.hashes) {
            for known in &known {
                let met = (hash.distance(known.hash), (sought.part, turned, known.part));
                best = Some(best.map_or(met, |best: (Distance, _)| if met.0 < best.0 { met } else { best }));
            }
        }
    }
    let (distance, (sought, turned, known)) = best.unwrap();
    (distance, explained(sought, turned, known))
}

fn check(what: &str, copy: &Drawn, original: &Drawn, expected: &str) {
    let (distance, explained) = nearest(copy, original);
    assert!(distance.is_match(), "{what}: {distance}");
    assert!(explained.starts_with(expected), "{what}: {explained}");
    let other = Drawn::hills(original.width, original.height, 999);
    assert!(!nearest(copy, &other).0.is_match(), "{what}: another picture is met");
}

const WHITE: [u8; 3] = [255; 3];
const DARK: [u8; 3] = [11, 20, 26];
const BUBBLE: [u8; 3] = [32, 44, 51];

#[test]
fn a_cut_picture_meets_the_ladder_of_the_original() {
    let original = Drawn::hills(600, 400, 1);
    let (w, h) = (600, 400);
    for hundredths in [3, 5, 7, 10] {
        let (x, y) = (w * hundredths / 100, h * hundredths / 100);
        let of_all = original.cut(x / 2, y / 2, w - x, h - y);
        check(&format!("{hundredths} % of all sides"), &of_all, &original, "whole = cut ");
        check(&format!("{hundredths} % of the top"), &original.cut(0, y, w, h - y), &original, "whole = cut ");
        check(&format!("{hundredths} % of the right"), &original.cut(0, 0, w - x, h), &original, "whole = cut ");
    }
}

#[test]
fn a_framed_picture_is_found_in_its_frame() {
    let original = Drawn::hills(600, 400, 2);
    for colour in [WHITE, [0; 3], DARK] {
        let boxed = Drawn::filled(600, 600, colour).paste(&original, 0, 100);
        check("letterbox", &boxed, &original, "inner");
        let bordered = Drawn::filled(660, 440, colour).paste(&original, 30, 20);
        check("border", &bordered, &original, "inner");
    }
}

#[test]
fn a_picture_is_found_in_a_screenshot() {
    let original = Drawn::hills(360, 270, 3);
    for (page, ink) in [(WHITE, [20; 3]), (DARK, [233; 3])] {
        let screen = Drawn::filled(540, 1170, page).lines(20, 60, 300, 4, ink).lines(60, 760, 380, 6, ink);
        check("alone", &screen.clone().paste(&original, 90, 300), &original, "inner");
        let bubble = Drawn::filled(380, 300, BUBBLE).paste(&original, 10, 8);
        check("in a bubble", &screen.clone().paste(&bubble, 20, 300), &original, "inner");
        let mirrored = screen.clone().paste(&bubble, 20, 300).mirrored();
        check("in a bubble, mirrored", &mirrored, &original, "inner");
        let wide = Drawn::hills(540, 405, 3);
        check("over the full width", &screen.paste(&wide, 0, 250), &wide, "inner");
    }
}

#[test]
fn a_picture_is_found_in_its_bubble_where_a_side_of_it_does_not_show() {
    let mut picture = Drawn::hills(360, 270, 6);
    picture.pixels[..360 * 30].fill(BUBBLE);
    let bubble = Drawn::filled(376, 286, BUBBLE).paste(&picture, 8, 8);
    for page in [WHITE, DARK] {
        let found = Drawn::filled(540, 1170, page).paste(&bubble, 20, 300).seen(inner);
        assert!(found.contains(&Area { x: 28, y: 308, width: 360, height: 270 }), "{found:?}");
    }
}

#[test]
fn what_is_found_lies_where_it_was_put() {
    let picture = Drawn::hills(300, 200, 4);
    let page = Drawn::filled(500, 900, WHITE).paste(&picture, 100, 350);
    let [found] = page.seen(inner)[..] else { panic!("one picture") };
    let near = |a: usize, b: usize| a.abs_diff(b) <= 1;
    assert!(near(found.x, 100) && near(found.y, 350) && near(found.width, 300) && near(found.height, 200), "{found}");
}

#[test]
fn a_page_of_text_holds_no_picture() {
    let page = Drawn::filled(540, 1170, WHITE).lines(30, 60, 480, 40, [20; 3]);
    assert_eq!(page.seen(inner), []);
}

#[test]
fn the_whole_is_known_by_the_hash_that_all_compute() {
    let original = Drawn::hills(1400, 900, 5);
    let (plain, turned) = original.seen(temoin_fingerprint::pdq_symmetries);
    let known = original.seen(ladder);
    assert_eq!((known[0].part, known[0].hash, known[0].quality), (Part::Whole, plain.hash, plain.quality));
    assert_eq!(known.len(), 31);
    let sought = original.seen(sought);
    assert_eq!((sought[0].part, sought[0].hashes), (Part::Whole, turned));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn whatever_a_picture_holds_its_parts_lie_in_it(
        (width, height) in prop_oneof![(1usize..300, 1usize..300), (64usize..70, 64usize..1500)],
        layout in prop_oneof![Just(Layout::Rgb8), Just(Layout::Grey8)],
        blocks in proptest::collection::vec(any::<[u8; 3]>(), 1..40),
        coarse in 1usize..90,
    ) {
        let stride = width * layout.channels();
        let pixels: Vec<u8> = (0..stride * height)
            .map(|at| (at % stride / layout.channels() / coarse + 7 * (at / stride / coarse), at % layout.channels()))
            .map(|(block, channel)| blocks[block % blocks.len()][channel])
            .collect();
        let plane = Plane::new(&pixels, layout, width, height, stride).unwrap();
        let all = Area::all(&plane);
        for area in inner(&plane) {
            prop_assert!(plane.part(area).is_some() && area != all, "{} in {}", area, all);
        }
        prop_assert!(inner(&plane).len() <= 12);
        prop_assert_eq!(sought(&plane)[0].part, Part::Whole);
        prop_assert_eq!(ladder(&plane)[0].part, Part::Whole);
        let far = PdqHash::default();
        prop_assert!(ladder(&plane).iter().all(|known| known.hash.distance(far).bits() <= 256));
    }

    #[test]
    fn a_part_has_the_pixels_of_the_whole(
        (width, height) in (1usize..40, 1usize..40),
        (x, y, w, h) in (0usize..50, 0usize..50, 0usize..50, 0usize..50),
    ) {
        let pixels: Vec<u8> = (0..width * height).map(|at| (at % 251) as u8).collect();
        let plane = Plane::new(&pixels, Layout::Grey8, width, height, width).unwrap();
        let part = plane.part(Area { x, y, width: w, height: h });
        let inside = w > 0 && h > 0 && x + w <= width && y + h <= height;
        prop_assert_eq!(part.is_some(), inside);
        if let Some(part) = part {
            prop_assert_eq!((part.width(), part.height()), (w, h));
        }
    }
}
