//! Screens as anyone could draw them: shapes of plain colour, and lines of text on or beside them.

use temoin_ocr::{Bounds, Line, Rgb, messages};

/// What lines read: words, times, names, what stands in the field to write in.
const TEXTS: [&str; 8] =
    ["Où es-tu ?", "21:04", "Réponds. 21:04", "Bastien", "Message...", "9:41 PM", "11:59 Mo", "\u{ff01}好 à demain"];

/// Draws a screen and makes messages of its lines: they lie in it, and say nothing that no line says.
///
/// The first two bytes say how large it is; then six for each thing: what, where, and its colour.
pub fn chat(data: &[u8]) {
    let [width, height, things @ ..] = data else { return };
    let (width, height) = (1 + usize::from(*width), 1 + 2 * usize::from(*height));
    let mut pixels = vec![255; 3 * width * height];
    let mut lines = Vec::new();
    for &[kind, across, down, wide, high, colour] in things.as_chunks::<6>().0 {
        let bounds = within(width, height, [across, down, wide, high]);
        if kind % 2 == 0 {
            let shade = [colour, colour.wrapping_mul(3), colour.wrapping_add(kind)];
            paint(&mut pixels, width, bounds, shade);
        } else if lines.len() < 64 {
            lines.push(line(TEXTS[usize::from(kind / 2) % TEXTS.len()], bounds, colour));
        }
    }
    let plane = Rgb::new(&pixels, width, height, 3 * width).expect("a plane");
    let made = messages(plane, &lines);
    assert!(made.len() <= lines.len(), "each line stands in one message at most");
    for message in &made {
        assert!(message.bounds.right() <= width && message.bounds.bottom() <= height, "it lies in the plane");
        assert!((0.0..=1.0).contains(&message.confidence));
        let said = |word: &str| lines.iter().any(|line| line.text.contains(word));
        assert!(message.text.split_whitespace().all(said), "{} is said by no line", message.text);
    }
}

/// Returns a rectangle of at least one pixel inside the screen.
fn within(width: usize, height: usize, share: [u8; 4]) -> Bounds {
    let [across, down, wide, high] = share.map(usize::from);
    let (x, y) = (across * width / 256, down * height / 256);
    Bounds { x, y, width: 1 + wide * (width - x - 1) / 255, height: 1 + high * (height - y - 1) / 255 }
}

fn paint(pixels: &mut [u8], width: usize, bounds: Bounds, colour: [u8; 3]) {
    for row in pixels.chunks_exact_mut(3 * width).skip(bounds.y).take(bounds.height) {
        row[3 * bounds.x..3 * bounds.right()].as_chunks_mut::<3>().0.fill(colour);
    }
}

fn line(text: &str, bounds: Bounds, sure: u8) -> Line {
    let [left, top, right, bottom] = [bounds.x, bounds.y, bounds.right(), bounds.bottom()].map(|side| side as f32);
    let corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
    Line { text: text.to_owned(), confidence: f32::from(sure) / 255.0, bounds, corners, words: Vec::new() }
}
