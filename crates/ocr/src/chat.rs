//! Messages made of lines: which stand in one bubble, on whose side, from whom, and which time is shown with them.
//!
//! All of it is a guess from shapes and colours, kept beside the picture and never instead of it. What is no bubble (header, days,
//! the field to write in) is left out of the messages; its lines stay in the reading.

use crate::clock::{is_time, time_at_end};
use crate::line::Line;
use crate::panel::{apart, behind, colourful, fill, ink, widest_gap};
use crate::plane::{Bounds, Rgb};
use crate::sift::{is_bubble, is_field, side};

/// Says on which side of the screen a message stands; the right one is usually that of the screen's owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// At the left: received, as a rule.
    Left,
    /// At the right: sent from this device, as a rule.
    Right,
    /// Neither: a shape across the middle.
    Middle,
}

/// Is one message as it stands on a screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Where it stands.
    pub side: Side,
    /// The name shown with it, in groups.
    pub sender: Option<String>,
    /// The time shown with it, as it stands there: `21:04`, `9:41 PM`.
    pub time_shown: Option<String>,
    /// What it says, a quoted message at its beginning included.
    pub text: String,
    /// The bubble, in pixels of the plane.
    pub bounds: Bounds,
    /// The mean confidence of its lines, 0 to 1.
    pub confidence: f32,
}

/// Is the lines that stand in one bubble.
struct Bubble {
    bounds: Bounds,
    /// Each line with the shape right behind it, which is smaller than the bubble in a quotation.
    lines: Vec<(Line, Bounds)>,
}

/// Makes messages of the lines read in a plane, which come in the order of [`Reading::lines`](crate::Reading).
pub fn messages(plane: Rgb<'_>, lines: &[Line]) -> Vec<Message> {
    let mut shapes = Vec::new();
    let mut bare = Vec::new();
    for line in lines {
        match behind(&plane, line) {
            Some(shape) if is_bubble(shape, &plane) => shapes.push((line.clone(), shape)),
            _ => bare.push(line),
        }
    }
    let mut bubbles = bubbles(shapes);
    // Beside an emoji or at the side of a bubble, the shape behind a line is not always felt: where it stands tells.
    bare.retain(|line| !bubbles.iter_mut().any(|bubble| bubble.take(line)));
    bubbles.retain(|bubble| side(bubble.bounds, plane.width()) != Side::Middle || bubble.lines.len() > 1);
    if bubbles.last().is_some_and(|last| last.lines.len() == 1 && is_field(&last.lines[0].0.text, last.bounds, &plane))
    {
        bubbles.pop();
    }
    let mut more = without_shape(&plane, &bubbles, &bare);
    bubbles.append(&mut more);
    bubbles.sort_by_key(|bubble| (bubble.bounds.y, bubble.bounds.x));
    let rank = |line: &Line| lines.iter().position(|one| one.bounds == line.bounds);
    bubbles.iter_mut().for_each(|bubble| bubble.lines.sort_by_key(|(line, _)| rank(line)));
    bubbles.iter().filter_map(|bubble| message(&plane, bubble, &bare)).collect()
}

/// Makes bubbles of lines on the page itself, for programs whose bubbles can hardly be told from it: those between other bubbles,
/// at one side, close to each other, and neither a name nor a time of a bubble.
fn without_shape(plane: &Rgb<'_>, bubbles: &[Bubble], bare: &[&Line]) -> Vec<Bubble> {
    let (Some(first), Some(last)) = (bubbles.first(), bubbles.iter().map(|bubble| bubble.bounds.bottom()).max()) else {
        return Vec::new();
    };
    let spoken_for = |line: &Line| {
        bubbles.iter().any(|bubble| is_label_above(line, bubble, plane) || time_below(line, bubble).is_some())
    };
    let mut found: Vec<Bubble> = Vec::new();
    for line in bare.iter().filter(|line| line.bounds.y > first.bounds.y && line.bounds.bottom() < last) {
        match found.last_mut().filter(|bubble| bubble.goes_on(line)) {
            Some(bubble) => bubble.add(line),
            None if spoken_for(line) || side(line.bounds, plane.width()) == Side::Middle => {}
            None => found.push(Bubble { bounds: line.bounds, lines: vec![((*line).clone(), line.bounds)] }),
        }
    }
    found.retain(|bubble| bubble.lines.len() > 1 || !is_time(&bubble.lines[0].0.text));
    found
}

impl Bubble {
    /// Takes a line that stands in the bubble.
    fn take(&mut self, line: &Line) -> bool {
        let inside = 5 * self.bounds.shared(&line.bounds) > 3 * line.bounds.area();
        if inside {
            self.lines.push((line.clone(), line.bounds));
        }
        inside
    }

    fn add(&mut self, line: &Line) {
        self.bounds = self.bounds.union(&line.bounds);
        self.lines.push((line.clone(), line.bounds));
    }

    /// Says whether a line goes on with what stands in a bubble without shape: the next line, or the time at its end.
    fn goes_on(&self, line: &Line) -> bool {
        let Some((last, _)) = self.lines.last() else { return false };
        let height = last.bounds.height;
        let gap = line.bounds.y as isize - last.bounds.bottom() as isize;
        let aligned = line.bounds.x.abs_diff(self.bounds.x) < height;
        let is_time = line.words.first().is_some_and(|word| is_time(&word.text));
        let near_end = line.bounds.x > self.bounds.x && line.bounds.x < self.bounds.right() + 3 * height;
        gap < (height / 2) as isize && (aligned || is_time && near_end)
    }
}

/// Puts lines whose shapes lie in each other together; a quotation lies in its bubble.
fn bubbles(mut shapes: Vec<(Line, Bounds)>) -> Vec<Bubble> {
    shapes.sort_by_key(|(_, shape)| std::cmp::Reverse(shape.area()));
    let mut bubbles: Vec<Bubble> = Vec::new();
    for (line, shape) in shapes {
        let holder = bubbles.iter_mut().find(|bubble| 5 * bubble.bounds.shared(&shape) > 4 * shape.area());
        match holder {
            Some(bubble) => bubble.lines.push((line, shape)),
            None => bubbles.push(Bubble { bounds: shape, lines: vec![(line, shape)] }),
        }
    }
    bubbles.sort_by_key(|bubble| (bubble.bounds.y, bubble.bounds.x));
    bubbles
}

fn message(plane: &Rgb<'_>, bubble: &Bubble, bare: &[&Line]) -> Option<Message> {
    let mut lines: &[(Line, Bounds)] = &bubble.lines;
    let side = side(bubble.bounds, plane.width());
    let mut sender = None;
    if side == Side::Left {
        if let Some((name, rest)) = lines.split_first().filter(|(name, rest)| is_sender(plane, name, rest, bubble)) {
            (sender, lines) = (Some(name.0.text.clone()), rest);
        } else {
            sender = bare.iter().rev().find(|line| is_label_above(line, bubble, plane)).map(|line| line.text.clone());
        }
    }
    let mut words: Vec<&str> = lines.iter().flat_map(|(line, _)| line.text.split(' ')).collect();
    let mut time_shown = None;
    if let Some((time, count)) = time_at_end(&words)
        && stands_apart(plane, lines, time.len(), count)
    {
        time_shown = Some(time.join(" "));
        words.truncate(words.len() - count);
    }
    let time_shown = time_shown.or_else(|| bare.iter().find_map(|line| time_below(line, bubble)));
    let signs = |line: &Line| line.text.chars().count() as f32;
    let sure: f32 = bubble.lines.iter().map(|(line, _)| line.confidence * signs(line)).sum();
    let confidence = sure / bubble.lines.iter().map(|(line, _)| signs(line)).sum::<f32>().max(1.0);
    // A bubble of a time alone holds a picture or a voice message: a message all the same.
    let empty = words.is_empty() && time_shown.is_none();
    (!empty).then(|| Message {
        side,
        sender,
        time_shown,
        text: joined(&words, lines),
        bounds: bubble.bounds,
        confidence,
    })
}

/// Joins words with spaces, but not after a hyphen at the end of a line, where programs break what is written in one word.
fn joined(words: &[&str], lines: &[(Line, Bounds)]) -> String {
    let ends = lines.iter().scan(0, |count, (line, _)| {
        *count += line.text.split(' ').count();
        Some(*count)
    });
    let ends: Vec<usize> = ends.collect();
    let mut text = String::new();
    for (at, word) in words.iter().enumerate() {
        let broken = ends.contains(&at) && text.ends_with('-') && !text.ends_with(" -");
        if !text.is_empty() && !broken {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

/// Says whether the first line of a bubble is a name: in a colour of its own, which what follows is not written in.
fn is_sender(plane: &Rgb<'_>, name: &(Line, Bounds), rest: &[(Line, Bounds)], bubble: &Bubble) -> bool {
    let nested = 10 * name.1.area() < 7 * bubble.bounds.area();
    let Some((body, _)) = rest.iter().rev().max_by_key(|(line, _)| line.bounds.width) else { return false };
    let beside = rest.first().is_some_and(|(next, _)| next.bounds.y + next.bounds.height / 2 < name.0.bounds.bottom());
    let (Some(own), Some(other)) = (ink(plane, name.0.bounds), ink(plane, body.bounds)) else { return false };
    let back = fill(plane, name.0.bounds).unwrap_or_default();
    !nested && !beside && colourful(own) > colourful(back) + 50.0 && apart(own, other) > 50.0
}

/// Says whether a line outside any bubble is the name over this one: close above it, at its left side, smaller than a message.
fn is_label_above(line: &Line, bubble: &Bubble, plane: &Rgb<'_>) -> bool {
    let height = line.bounds.height;
    let gap = bubble.bounds.y as isize - line.bounds.bottom() as isize;
    let close = gap > -(height as isize) / 2 && gap < height as isize / 2;
    let aligned = line.bounds.x + height > bubble.bounds.x && line.bounds.x < bubble.bounds.x + 2 * height;
    close && aligned && line.bounds.width < plane.width() / 2 && !line.words.iter().any(|word| is_time(&word.text))
}

/// Returns the time that stands under a bubble, at its side.
fn time_below(line: &Line, bubble: &Bubble) -> Option<String> {
    let height = line.bounds.height as isize;
    let gap = line.bounds.y as isize - bubble.bounds.bottom() as isize;
    let ends = [(line.bounds.x, bubble.bounds.x), (line.bounds.right(), bubble.bounds.right())];
    let aligned = ends.iter().any(|(one, other)| (one.abs_diff(*other) as isize) < 2 * height);
    let words: Vec<&str> = line.text.split(' ').collect();
    let (time, count) = time_at_end(&words)?;
    (aligned && gap > -height / 2 && gap < height && words.len() - count <= 2).then(|| time.join(" "))
}

/// Says whether the time at the end of a bubble is the program's and not the writer's: in smaller letters, or after a wide space.
fn stands_apart(plane: &Rgb<'_>, lines: &[(Line, Bounds)], time_words: usize, count: usize) -> bool {
    // The line that holds the first word of the time: ticks, and even AM, may have been found as lines of their own.
    let mut left = count;
    let mut holder = None;
    for (line, _) in lines.iter().rev() {
        let own = line.text.split(' ').count();
        if left <= own {
            holder = Some((line, own - left));
            break;
        }
        left -= own;
    }
    let Some((line, at)) = holder else { return false };
    if at == 0 {
        let tallest = lines.iter().map(|(line, _)| line.bounds.height).max().unwrap_or(0);
        let alone = lines.len() == 1;
        let to_the_right = line.bounds.x + line.bounds.width / 2 > lines[0].1.x + lines[0].1.width / 2;
        return !alone && (10 * line.bounds.height < 9 * tallest || to_the_right && time_words + 2 >= count);
    }
    let Some(word) = line.words.get(at) else { return false };
    let em = line.bounds.height as f32 * 0.6;
    let from = line.bounds.x as f32 + word.from;
    let gap = widest_gap(plane, line.bounds, (from - 1.8 * em).max(0.0) as usize, (from + em * 0.5) as usize);
    gap as f32 > 0.5 * em
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 200;
    const HEIGHT: usize = 160;
    const BUBBLES: [Bounds; 2] =
        [Bounds { x: 8, y: 10, width: 120, height: 60 }, Bounds { x: 90, y: 90, width: 100, height: 40 }];

    fn page() -> Vec<u8> {
        let colour = |x: usize, y: usize| {
            let inside = |one: &Bounds| one.x <= x && x < one.right() && one.y <= y && y < one.bottom();
            BUBBLES.iter().position(inside).map_or([239, 234, 226], |at| [[255, 255, 255], [217, 253, 211]][at])
        };
        (0..HEIGHT).flat_map(|y| (0..WIDTH).flat_map(move |x| colour(x, y))).collect()
    }

    fn line(text: &str, x: usize, y: usize, width: usize, height: usize) -> Line {
        let corners = [[0.0; 2]; 4];
        Line {
            text: text.to_owned(),
            confidence: 0.9,
            bounds: Bounds { x, y, width, height },
            corners,
            words: Vec::new(),
        }
    }

    #[test]
    fn two_bubbles_are_two_messages() {
        let pixels = page();
        let plane = Rgb::new(&pixels, WIDTH, HEIGHT, WIDTH * 3).unwrap();
        let lines = [
            line("Hier", 80, 0, 30, 8),
            line("Tu viens", 14, 16, 60, 14),
            line("demain ?", 14, 34, 60, 14),
            line("21:04", 96, 54, 26, 10),
            line("Oui", 98, 96, 30, 14),
            line("21:05 v", 160, 116, 26, 10),
        ];
        let found = messages(plane, &lines);
        let told: Vec<_> =
            found.iter().map(|one| (one.side, one.text.as_str(), one.time_shown.as_deref(), one.bounds)).collect();
        assert_eq!(
            told,
            [
                (Side::Left, "Tu viens demain ?", Some("21:04"), BUBBLES[0]),
                (Side::Right, "Oui", Some("21:05"), BUBBLES[1]),
            ]
        );
    }

    #[test]
    fn a_word_broken_at_its_hyphen_is_one_word() {
        let lines = ["laisse-", "moi -", "là"].map(|text| (line(text, 0, 0, 9, 9), Bounds::default()));
        assert_eq!(joined(&["laisse-", "moi", "-", "là"], &lines), "laisse-moi - là");
    }

    #[test]
    fn no_lines_are_no_messages() {
        let plane = Rgb::new(&[0, 0, 0], 1, 1, 3).unwrap();
        assert_eq!(messages(plane, &[]), []);
    }
}
