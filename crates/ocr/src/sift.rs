//! Which shapes on a screen are bubbles, and on which side they stand.

use crate::chat::Side;
use crate::plane::{Bounds, Rgb};

/// What stands in the field to write in, in the programs and languages known to us, in small letters.
const FIELDS: [&str; 12] = [
    "message",
    "imessage",
    "nachricht",
    "bericht",
    "typ een bericht",
    "écrire un message",
    "écrivez un message",
    "votre message",
    "envoyer un message",
    "type a message",
    "text message",
    "sms",
];

/// Says whether a shape may be a bubble: nothing of a chat spans the screen but headers and fields.
pub fn is_bubble(shape: Bounds, plane: &Rgb<'_>) -> bool {
    100 * shape.width < 93 * plane.width() && 100 * shape.height < 95 * plane.height().max(shape.width)
}

/// Says on which side a bubble stands: the one with the smaller margin.
pub fn side(bubble: Bounds, width: usize) -> Side {
    let (left, right) = (bubble.x, width.saturating_sub(bubble.right()));
    let uneven = left.abs_diff(right) * 100 > 8 * width;
    match (uneven, left < right) {
        (true, true) => Side::Left,
        (true, false) => Side::Right,
        (false, _) => Side::Middle,
    }
}

/// Says whether the last shape of a screen is the field to write in.
pub fn is_field(text: &str, shape: Bounds, plane: &Rgb<'_>) -> bool {
    let low = shape.bottom() * 100 > 85 * plane.height();
    let plain = text.to_lowercase();
    low && FIELDS.contains(&plain.trim_matches(|sign: char| !sign.is_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smaller_margin_is_the_side() {
        let bubble = |x, width| side(Bounds { x, y: 0, width, height: 10 }, 100);
        assert_eq!([bubble(5, 40), bubble(60, 30), bubble(40, 20)], [Side::Left, Side::Right, Side::Middle]);
    }

    #[test]
    fn the_field_is_known_by_its_words_and_place() {
        let pixels = vec![0; 100 * 100 * 3];
        let plane = Rgb::new(&pixels, 100, 100, 300).unwrap();
        let low = Bounds { x: 5, y: 88, width: 80, height: 10 };
        assert!(is_field("Typ een bericht", low, &plane) && is_field("Message...", low, &plane));
        assert!(!is_field("Message reçu", low, &plane) && !is_field("Message", Bounds { y: 20, ..low }, &plane));
    }
}
