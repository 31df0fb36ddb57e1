//! Huffman codes and the bits they are read from (ITU-T T.81, annexes C and F).

/// Codes of up to so many bits are found in one look.
const LOOK: u32 = 11;

/// Is what a code stands for. Four bytes that are loaded as one.
#[derive(Clone, Copy, Default)]
#[repr(align(4))]
pub(super) struct Symbol {
    /// Coefficients to the one behind it: the zeros that come first and itself; 64 at the end of a block.
    pub step: u8,
    /// Bits of the value that follows the code.
    pub size: u8,
    /// Bits of the code; 0 where it is longer than [`LOOK`].
    length: u8,
    /// Bits of both.
    both: u8,
}

impl Symbol {
    /// F.1.2.2.1: four bits of zeros before, four of the size of the value.
    fn new(byte: u8, length: u8) -> Self {
        let size = byte & 15;
        let step = if size == 0 && byte >> 4 < 15 { 64 } else { (byte >> 4) + 1 };
        Self { step, size, length, both: length + size }
    }
}

/// Is one table of codes.
pub(super) struct Codes {
    quick: Box<[Symbol; 1 << LOOK]>,
    /// By length: the first code that is too large for it, left-aligned in 16 bits, and what to add to a code to find its symbol.
    ends: [(u32, i32); 17],
    symbols: Vec<u8>,
}

impl Codes {
    /// Reads a table: how many codes there are of each length, and the symbols in order. `None` where no such codes exist.
    pub fn new(counts: &[u8; 16], symbols: &[u8]) -> Option<Self> {
        let mut quick = Box::new([Symbol::default(); 1 << LOOK]);
        let mut ends = [(0, 0); 17];
        let (mut code, mut at) = (0u32, 0usize);
        for length in 1..=16u32 {
            ends[length as usize].1 = at as i32 - code as i32;
            for _ in 0..counts[length as usize - 1] {
                let symbol = *symbols.get(at)?;
                if code >= 1 << length {
                    return None;
                }
                if length <= LOOK {
                    let first = (code << (LOOK - length)) as usize;
                    quick[first..first + (1 << (LOOK - length))].fill(Symbol::new(symbol, length as u8));
                }
                (code, at) = (code + 1, at + 1);
            }
            ends[length as usize].0 = code << (16 - length);
            code <<= 1;
        }
        Some(Self { quick, ends, symbols: symbols.to_vec() })
    }
}

/// Reads bits of coded data: `FF 00` is the byte `FF`, any other marker ends them, and after the end come zeros.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, the first of them highest; below those that count, zeros.
    held: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, held: 0, count: 0 }
    }

    /// Reads a code, and leaves at least 15 bits to be taken for its value.
    #[inline(always)]
    pub fn symbol(&mut self, codes: &Codes) -> Option<Symbol> {
        self.fill();
        let entry = codes.quick[(self.held >> (64 - LOOK)) as usize];
        if entry.length > 0 {
            self.drop(entry.length);
            return Some(entry);
        }
        self.longer(codes)
    }

    /// Reads a code and passes over its value.
    #[inline(always)]
    pub fn pass(&mut self, codes: &Codes) -> Option<Symbol> {
        self.fill();
        let entry = codes.quick[(self.held >> (64 - LOOK)) as usize];
        if entry.length > 0 {
            self.drop(entry.both);
            return Some(entry);
        }
        let symbol = self.longer(codes)?;
        self.drop(symbol.size);
        Some(symbol)
    }

    #[cold]
    fn longer(&mut self, codes: &Codes) -> Option<Symbol> {
        let code = (self.held >> 48) as u32;
        let length = (LOOK + 1..=16).find(|length| code < codes.ends[*length as usize].0)?;
        let place = (code >> (16 - length)) as i32 + codes.ends[length as usize].1;
        let symbol = *codes.symbols.get(usize::try_from(place).ok()?)?;
        self.drop(length as u8);
        Some(Symbol::new(symbol, 0))
    }

    /// Takes the bits of a value: of `size` bits, those below half are negative (F.2.2.1).
    #[inline(always)]
    pub fn value(&mut self, size: u8) -> i32 {
        let size = u32::from(size & 15);
        let bits = (self.held >> 1 >> (63 - size)) as i32;
        self.drop(size as u8);
        let negative = (bits << 1 >> size) ^ 1;
        bits - (negative * ((1 << size) - 1))
    }

    /// Goes on behind the next restart marker (`FF D0` to `FF D7`), wherever it is. Returns whether there is one.
    pub fn restart(&mut self) -> bool {
        (self.held, self.count) = (0, 0);
        let marker = |pair: &[u8]| pair[0] == 0xff && pair[1] != 0 && pair[1] != 0xff;
        // What was filled lies before the marker, because a marker ends it.
        let Some(place) = self.data[self.at..].windows(2).position(marker) else { return false };
        let found = self.at + place;
        self.at = found + 2;
        (0xd0..=0xd7).contains(&self.data[found + 1])
    }

    #[inline(always)]
    fn drop(&mut self, count: u8) {
        self.held <<= count & 63;
        self.count = self.count.wrapping_sub(u32::from(count));
    }

    /// Holds at least 32 bits.
    #[inline(always)]
    fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some(next) = self.data.get(self.at..).and_then(<[u8]>::first_chunk::<4>) {
            let next = u32::from_be_bytes(*next);
            // No byte of it is FF: no byte of its complement is 0.
            if (!next).wrapping_sub(0x0101_0101) & next & 0x8080_8080 == 0 {
                self.held |= u64::from(next) << (32 - self.count);
                (self.count, self.at) = (self.count + 32, self.at + 4);
                return;
            }
        }
        self.fill_by_bytes();
    }

    fn fill_by_bytes(&mut self) {
        while self.count <= 56 {
            let byte = match self.data.get(self.at..) {
                Some([0xff, 0, ..]) => {
                    self.at += 2;
                    0xff
                }
                Some([0xff, ..]) | None | Some([]) => 0,
                Some([byte, ..]) => {
                    self.at += 1;
                    *byte
                }
            };
            self.held |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_signs() {
        // F.2.2.1, table F.1: of 3 bits, 000 is -7, 011 is -4, 100 is 4.
        let mut bits = Bits::new(&[0b0000_1110, 0b0111_1111, 0x80, 0, 0]);
        bits.fill();
        assert_eq!([3, 3, 3, 0, 1, 1].map(|size| bits.value(size)), [-7, -4, 4, 0, 1, 1]);
    }

    #[test]
    fn codes_are_found_short_and_long() {
        // One code of 1 bit, one of 2, one of 16.
        let mut counts = [0; 16];
        (counts[0], counts[1], counts[15]) = (1, 1, 1);
        let codes = Codes::new(&counts, &[0x12, 0x34, 0x50]).unwrap();
        let mut bits = Bits::new(&[0b0111_0001, 0, 0, 0, 0]);
        let mut next = |size: u8| {
            let symbol = bits.symbol(&codes).unwrap();
            assert_eq!(symbol.size, size);
            (symbol.step, bits.value(size))
        };
        assert_eq!((next(2), next(4)), ((2, 3), (4, -13)));
        let mut long = Bits::new(&[0b1100_0000, 0, 0, 0]);
        assert_eq!(long.symbol(&codes).map(|symbol| symbol.step), Some(64));
        assert!(Bits::new(&[0xff, 0, 0xff, 0]).symbol(&codes).is_none());
        assert!(Codes::new(&[3; 16], &[0; 48]).is_none());
        assert!(Codes::new(&counts, &[1]).is_none());
    }
}
