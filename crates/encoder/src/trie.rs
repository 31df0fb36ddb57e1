//! The pieces as a tree of bytes: from any place in a text, all pieces that begin there, the shorter ones first.

/// Is the tree, level by level, so that the children of one node stand side by side and in the order of their bytes.
#[derive(Debug)]
pub struct Trie {
    /// For each node the byte that leads to it.
    bytes: Vec<u8>,
    /// For each node the number of its first child; one more at the end. The children of a node end where the next node's begin.
    children: Vec<u32>,
    /// For each node the piece that ends there, or [`NONE`].
    pieces: Vec<u32>,
}

const NONE: u32 = u32::MAX;

/// Is a stretch of the sorted pieces that begin with the same bytes, as many as the level says.
type Stretch = (usize, usize);

impl Trie {
    /// Builds the tree. Of equal pieces the last one counts, as in a dictionary that is filled in their order.
    ///
    /// # Panics
    ///
    /// With 2^32 pieces or bytes of pieces.
    pub fn new<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut sorted: Vec<(&[u8], u32)> = pieces.zip(0..).collect();
        sorted.sort_unstable();
        let mut trie = Self { bytes: vec![0], children: Vec::new(), pieces: Vec::new() };
        let mut level = vec![(0, sorted.len())];
        for depth in 0.. {
            let mut below = Vec::new();
            for stretch in level {
                trie.node(&sorted, stretch, depth, &mut below);
            }
            if below.is_empty() {
                break;
            }
            level = below;
        }
        trie.children.push(u32::try_from(trie.bytes.len()).expect("fewer than 2^32 bytes"));
        trie
    }

    /// Ends a node whose byte stands already, and begins its children.
    fn node(&mut self, sorted: &[(&[u8], u32)], (mut from, to): Stretch, depth: usize, below: &mut Vec<Stretch>) {
        let mut piece = NONE;
        while from < to && sorted[from].0.len() == depth {
            piece = sorted[from].1;
            from += 1;
        }
        self.pieces.push(piece);
        self.children.push(u32::try_from(self.bytes.len()).expect("fewer than 2^32 bytes"));
        while from < to {
            let byte = sorted[from].0[depth];
            let length = sorted[from..to].partition_point(|(piece, _)| piece[depth] == byte);
            self.bytes.push(byte);
            below.push((from, from + length));
            from += length;
        }
    }

    /// Calls for each piece that the text begins with: its length in bytes and its number.
    pub fn each_prefix(&self, text: &[u8], mut found: impl FnMut(usize, u32)) {
        let mut node = 0;
        for (place, &byte) in text.iter().enumerate() {
            let (from, to) = (self.children[node] as usize, self.children[node + 1] as usize);
            let Ok(child) = self.bytes[from..to].binary_search(&byte) else { return };
            node = from + child;
            if self.pieces[node] != NONE {
                found(place + 1, self.pieces[node]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pieces: &[&str], text: &str, expected: &[(usize, u32)]) {
        let trie = Trie::new(pieces.iter().map(|piece| piece.as_bytes()));
        let mut found = Vec::new();
        trie.each_prefix(text.as_bytes(), |length, piece| found.push((length, piece)));
        assert_eq!(found, expected, "{pieces:?} in {text}");
    }

    #[test]
    fn all_pieces_at_a_place_are_found_the_short_ones_first() {
        let pieces = ["b", "ab", "a", "abcd", "é", "abd"];
        check(&pieces, "abcde", &[(1, 2), (2, 1), (4, 3)]);
        check(&pieces, "abc", &[(1, 2), (2, 1)]);
        check(&pieces, "éa", &[(2, 4)]);
        check(&pieces, "xab", &[]);
        check(&pieces, "", &[]);
    }

    #[test]
    fn of_equal_pieces_the_last_one_counts() {
        check(&["a", "b", "a"], "a", &[(1, 2)]);
    }

    #[test]
    fn no_pieces_and_empty_pieces_are_no_harm() {
        check(&[], "a", &[]);
        check(&["", "a"], "a", &[(1, 1)]);
    }
}
