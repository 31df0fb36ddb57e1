//! A line of text as it was read.

use crate::plane::Bounds;
use crate::quad::Point;
use crate::recognise::Sign;

/// Is one line of text in a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The words, with single spaces.
    pub text: String,
    /// The mean over the characters of how likely each is, 0 to 1.
    pub confidence: f32,
    /// The upright rectangle around it, in pixels of the plane.
    pub bounds: Bounds,
    /// The corners: upper left, upper right, lower right, lower left; they differ from `bounds` where text leans.
    pub corners: [[f32; 2]; 4],
    /// The words one by one.
    pub words: Vec<Word>,
}

/// Is one word of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// The characters, without spaces.
    pub text: String,
    /// The mean over the characters of how likely each is, 0 to 1.
    pub confidence: f32,
    /// Where it begins, in pixels from the left side of the line; true to about half a character.
    pub from: f32,
    /// Where it ends, in pixels from the left side of the line.
    pub to: f32,
}

impl Line {
    /// Makes a line of the characters read in it. `None` when there are none but spaces.
    pub(crate) fn new(signs: &[Sign], bounds: Bounds, corners: [Point; 4]) -> Option<Self> {
        let length = (corners[1][0] - corners[0][0]).hypot(corners[1][1] - corners[0][1]);
        let words: Vec<Word> = signs
            .split(|sign| sign.text.trim().is_empty())
            .filter(|word| !word.is_empty())
            .map(|word| Word::new(word, length))
            .collect();
        if words.is_empty() {
            return None;
        }
        let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        Some(Self { text, confidence: mean(signs), bounds, corners, words })
    }
}

impl Word {
    fn new(signs: &[Sign], length: f32) -> Self {
        Self {
            text: narrowed(&signs.iter().map(|sign| sign.text.as_str()).collect::<String>()),
            confidence: mean(signs),
            from: signs.first().map_or(0.0, |sign| sign.from * length),
            to: signs.last().map_or(0.0, |sign| sign.to * length),
        }
    }
}

/// Makes the wide forms of Chinese print (U+FF01 to U+FF5E) plain where a word has no letter of such a script: the recogniser
/// sometimes takes a question mark for its wide twin, and a search for what was written would not find it.
fn narrowed(word: &str) -> String {
    let wide = |sign: char| ('\u{ff01}'..='\u{ff5e}').contains(&sign);
    if word.chars().any(|sign| ('\u{2e80}'..'\u{1f000}').contains(&sign) && !wide(sign)) {
        return word.to_owned();
    }
    let narrow = |sign: char| char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign);
    word.chars().map(|sign| if wide(sign) { narrow(sign) } else { sign }).collect()
}

fn mean(signs: &[Sign]) -> f32 {
    signs.iter().map(|sign| sign.confidence).sum::<f32>() / signs.len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_marks_are_narrowed_among_latin_letters() {
        assert_eq!([narrowed("heure！"), narrowed("？"), narrowed("好！")], ["heure!", "?", "好！"]);
    }

    #[test]
    fn words_are_parted_at_spaces() {
        let signs: Vec<Sign> = " à  toi "
            .chars()
            .enumerate()
            .map(|(at, sign)| Sign {
                text: sign.to_string(),
                confidence: 0.5,
                from: at as f32 / 8.0,
                to: (at + 1) as f32 / 8.0,
            })
            .collect();
        let corners = [[0.0, 0.0], [80.0, 0.0], [80.0, 10.0], [0.0, 10.0]];
        let line = Line::new(&signs, Bounds::default(), corners).unwrap();
        assert_eq!(line.text, "à toi");
        let words: Vec<_> = line.words.iter().map(|word| (word.text.as_str(), word.from, word.to)).collect();
        assert_eq!(words, [("à", 10.0, 20.0), ("toi", 40.0, 70.0)]);
        assert_eq!(Line::new(&signs[..1], Bounds::default(), corners), None);
    }
}
