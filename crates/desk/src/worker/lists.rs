//! Lists of names told to a guest once, not with each file of a folder: that would take time with the square of their number.

use crate::beside::Near;

/// Most lists that a guest holds: folders and those around them take turns.
pub(super) const MOST: usize = 4;

/// Remembers the lists that were told last, ready to be told to the next guest as well.
#[derive(Default)]
pub(super) struct Lists {
    kept: Vec<List>,
    uses: u64,
}

struct List {
    near: Near,
    /// What is sent: its number and the list.
    payload: Vec<u8>,
    /// When it was last used, counted in uses.
    used: u64,
    /// The last guest that was told.
    guest: u64,
}

impl Lists {
    /// Returns the number under which a guest knows a list, and what has to be sent to it first.
    pub(super) fn number(&mut self, near: &Near, guest: u64) -> serde_json::Result<(u8, Option<&[u8]>)> {
        self.uses += 1;
        let known = self.kept.iter().position(|list| list.near == *near);
        let at = match known {
            Some(at) => at,
            None => self.put(near)?,
        };
        let list = &mut self.kept[at];
        list.used = self.uses;
        let told = std::mem::replace(&mut list.guest, guest) == guest;
        Ok((at as u8, (!told).then_some(list.payload.as_slice())))
    }

    /// Keeps a list in the place of the one that was not used for longest.
    fn put(&mut self, near: &Near) -> serde_json::Result<usize> {
        let oldest = (0..self.kept.len()).min_by_key(|&at| self.kept[at].used);
        let at = oldest.filter(|_| self.kept.len() == MOST).unwrap_or(self.kept.len());
        let mut payload = vec![at as u8];
        serde_json::to_writer(&mut payload, &near.names())?;
        // Guests count from one.
        let list = List { near: near.clone(), payload, used: 0, guest: 0 };
        match self.kept.get_mut(at) {
            Some(place) => *place = list,
            None => self.kept.push(list),
        }
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::beside::Beside;

    #[test]
    fn a_list_is_told_to_each_guest_once() {
        let names = (0..6).flat_map(|n| [format!("{n}/a.txt"), format!("{n}/b.txt")]);
        let beside = Rc::new(Beside::new(names.chain(["c.txt".to_owned()])));
        let mut lists = Lists::default();
        let mut told = |name: &str, guest: u64| {
            let near = beside.of(name).unwrap();
            let (number, payload) = lists.number(&near, guest).unwrap();
            if let Some(payload) = payload {
                assert_eq!(payload[0], number);
                assert_eq!(serde_json::from_slice::<temoin_intake::Names>(&payload[1..]).unwrap(), near.names());
            }
            (number, payload.is_some())
        };
        assert_eq!([told("0/a.txt", 1), told("0/b.txt", 1), told("0/a.txt", 2)], [(0, true), (0, false), (0, true)]);
        // A folder around them is told once, however many lie in it.
        let all: Vec<_> = (0..6).map(|n| (told("c.txt", 2).1, told(&format!("{n}/a.txt"), 2).1)).collect();
        assert_eq!(all.iter().filter(|(around, _)| *around).count(), 1);
        assert_eq!(all.iter().filter(|(_, inside)| *inside).count(), 5);
        assert!(all.len() > MOST);
    }
}
