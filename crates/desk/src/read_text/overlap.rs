//! Screenshots of one chat that was scrolled: the last messages of one are the first of the next.

use std::collections::HashMap;

use serde::Serialize;
use temoin_case::Case;
use temoin_evidence::ItemId;

use super::{MessageSide, PictureText, read_in};
use crate::DeskError;

/// So many letters and digits tell a message from chance: everyone writes "ok".
const TELLING: usize = 12;

/// Is two pictures that show the same messages: they are linked, and neither is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overlap {
    /// The picture that ends with them, and the one that begins with them.
    pub items: [ItemId; 2],
    /// How many messages they have in common.
    pub messages: usize,
}

/// Finds the pictures of a case that go on where another ends.
///
/// # Errors
/// Those of the case.
pub fn overlaps(case: &Case) -> Result<Vec<Overlap>, DeskError> {
    let mut screens = Vec::new();
    for item in case.items()?.iter().filter(|item| item.media_type.starts_with("image/")) {
        if let Some(read) = read_in(case, item.id)? {
            screens.push((item.id, shown(&read.text)));
        }
    }
    Ok(linked(&screens))
}

/// Is one message as it can be compared: on which side, and its letters and digits.
type Shown = (MessageSide, String);

fn shown(text: &PictureText) -> Vec<Shown> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    text.messages.iter().map(|message| (message.side, letters(&message.text))).collect()
}

fn linked(screens: &[(ItemId, Vec<Shown>)]) -> Vec<Overlap> {
    let mut beginning_with: HashMap<&Shown, Vec<usize>> = HashMap::new();
    for (at, (_, messages)) in screens.iter().enumerate() {
        messages.first().into_iter().for_each(|first| beginning_with.entry(first).or_default().push(at));
    }
    let mut found = Vec::new();
    for (at, (one, messages)) in screens.iter().enumerate() {
        // A bubble that the edge cuts off is read in part: the messages in common begin anywhere, and go to the end.
        for from in 0..messages.len() {
            let tail = &messages[from..];
            for &next in beginning_with.get(&tail[0]).into_iter().flatten().filter(|&&next| next != at) {
                let (other, head) = &screens[next];
                if head.len() >= tail.len() && head[..tail.len()] == *tail && telling(tail) {
                    found.push(Overlap { items: [*one, *other], messages: tail.len() });
                }
            }
        }
    }
    // The longest of two pictures only; of two that show all the same, one link.
    found.sort_by_key(|overlap| std::cmp::Reverse(overlap.messages));
    let mut kept: Vec<Overlap> = Vec::new();
    for overlap in found {
        let [one, other] = overlap.items;
        if kept.iter().all(|known| known.items != [one, other] && known.items != [other, one]) {
            kept.push(overlap);
        }
    }
    kept
}

/// Says whether messages are more than what anyone might write twice.
fn telling(messages: &[Shown]) -> bool {
    messages.iter().map(|(_, letters)| letters.chars().count()).sum::<usize>() >= TELLING
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(id: u8, messages: &[&str]) -> (ItemId, Vec<Shown>) {
        let side = |text: &str| if text.starts_with('>') { MessageSide::Right } else { MessageSide::Left };
        (ItemId([id; 16]), messages.iter().map(|text| (side(text), text.replace('>', ""))).collect())
    }

    fn check(screens: &[(ItemId, Vec<Shown>)], expected: &[([u8; 2], usize)]) {
        let found: Vec<_> = linked(screens).iter().map(|one| (one.items.map(|id| id.0[0]), one.messages)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_screen_that_goes_on_where_another_ends_is_linked() {
        let first = screen(1, &["salut", ">bonjour", "jesaisoùtuhabites", ">arrête"]);
        let second = screen(2, &["jesaisoùtuhabites", ">arrête", "ouquoi"]);
        let third = screen(3, &["ouquoi", ">rien"]);
        // "ou quoi" alone may stand anywhere.
        check(&[first.clone(), second.clone(), third], &[([1, 2], 2)]);
        // Taken in the other order, too.
        check(&[second.clone(), first.clone()], &[([1, 2], 2)]);
        // The same screen twice is one link.
        check(&[first.clone(), (ItemId([9; 16]), first.1.clone())], &[([1, 9], 4)]);
        // Said by the other one, it is another message.
        check(&[first, screen(4, &[">jesaisoùtuhabites", ">arrête"])], &[]);
    }
}
