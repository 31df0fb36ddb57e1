//! The weights in the shape that the network needs.

use crate::layers::{BRANCH, BRANCHES, FEATURES, Norm, ORDERS, WIDTH};
use crate::matrix::Matrix;
use crate::npz::{Archive, Array, Numbers};

/// Pieces in one part of the table.
const PART: usize = 7530;
/// Parts of the table: piece by piece in turn.
const PARTS: usize = 17;
/// Numbers inside the last layers.
const NARROW: usize = 320;

/// Is the whole network.
#[derive(Debug)]
pub struct Network {
    /// What each piece begins as.
    pub table: Table,
    /// One for each of [`ORDERS`].
    pub branches: [Branch; ORDERS.len()],
    /// Over all branches, before their windows.
    pub early: Norm,
    /// Over a piece and its branches.
    pub late: Norm,
    /// From the sum over a text to its first vector.
    pub pool: Layer,
    /// From there to the last one.
    pub residual: Residual,
}

/// Is the table of pieces: bytes, since 262 MB of floating point would not say more.
#[derive(Debug)]
pub struct Table {
    parts: Vec<Vec<u8>>,
    /// What one unit is worth in each part.
    scale: Vec<f32>,
    /// What zero stands for in each part.
    low: Vec<f32>,
}

/// Is one row of the table: a number is `scale * byte + low`.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'a> {
    /// [`WIDTH`] of them.
    pub bytes: &'a [u8],
    /// What one unit is worth.
    pub scale: f32,
    /// What zero stands for.
    pub low: f32,
}

/// Is a matrix and what is added to its results.
#[derive(Debug)]
pub struct Layer {
    /// The weights.
    pub matrix: Matrix,
    /// One for each output; for windows, one for each output of all of them together.
    pub bias: Vec<f32>,
}

/// Is what looks at windows of one width.
#[derive(Debug)]
pub struct Branch {
    /// From [`WIDTH`] to [`BRANCH`].
    pub project: Layer,
    /// The sums of that matrix: what `low` is multiplied with.
    pub ground: Vec<f32>,
    /// The first windows: from [`BRANCH`] to as many for each place of the window.
    pub first: Layer,
    /// The second windows, likewise.
    pub second: Layer,
}

/// Is the last layers: each adds to what the one before it said, by way of a matrix where the widths differ.
#[derive(Debug)]
pub struct Residual {
    /// From the vector to the first narrow layer.
    pub d0: Matrix,
    /// From the first narrow layer to the second.
    pub d1: Matrix,
    /// From the vector to the second narrow layer, past the first.
    pub p1: Matrix,
    /// From the second narrow layer to the first wide one.
    pub d2: Matrix,
    /// From there to the last.
    pub d3: Matrix,
    /// From the second narrow layer to the last, past the wide one.
    pub p3: Matrix,
    /// The least square of a length that is divided by.
    pub least: f32,
}

impl Network {
    /// Reads the weights.
    ///
    /// # Errors
    ///
    /// Says what about them is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        let weights = Weights(Archive::parse(bytes)?);
        let least = weights.least()?;
        let names = ORDERS.map(|(span, _)| span);
        let mut branches = Vec::with_capacity(ORDERS.len());
        for span in names {
            branches.push(Branch::read(&weights, span)?);
        }
        let joined = |name: &str| {
            let parts = names.iter().map(|span| weights.vector(&format!("{name}{span}"), BRANCH));
            parts.collect::<Result<Vec<_>, _>>().map(|parts| parts.concat())
        };
        Ok(Self {
            table: Table::read(&weights)?,
            branches: branches.try_into().map_err(|_| "another number of branches")?,
            early: Norm { gain: joined("ln_g")?, shift: joined("ln_b")?, least },
            late: Norm { gain: weights.vector("ln_g", FEATURES)?, shift: weights.vector("ln_b", FEATURES)?, least },
            pool: weights.layer("cnn_W", "cnn_b", 1, FEATURES, WIDTH)?,
            residual: Residual {
                d0: weights.matrix("d0", 1, WIDTH, NARROW)?,
                d1: weights.matrix("d1", 1, NARROW, NARROW)?,
                p1: weights.matrix("p1", 1, WIDTH, NARROW)?,
                d2: weights.matrix("d2", 1, NARROW, WIDTH)?,
                d3: weights.matrix("d3", 1, WIDTH, WIDTH)?,
                p3: weights.matrix("p3", 1, NARROW, WIDTH)?,
                least,
            },
        })
    }
}

impl Table {
    /// Returns how many pieces there are.
    pub const LENGTH: usize = PART * PARTS;

    fn read(weights: &Weights) -> Result<Self, &'static str> {
        let parts = (1..=PARTS).map(|part| weights.bytes(&format!("q{part}"), &[PART, WIDTH]));
        let parts = parts.collect::<Result<_, _>>()?;
        Ok(Self { parts, scale: weights.vector("scale", PARTS)?, low: weights.vector("lo", PARTS)? })
    }

    /// Returns the row of a piece.
    ///
    /// # Panics
    ///
    /// Where there is no such piece.
    pub fn piece(&self, token: u32) -> Piece<'_> {
        let (row, part) = (token as usize / PARTS, token as usize % PARTS);
        let bytes = &self.parts[part][row * WIDTH..(row + 1) * WIDTH];
        Piece { bytes, scale: self.scale[part], low: self.low[part] }
    }
}

impl Piece<'_> {
    /// Writes the numbers of the row.
    pub fn write(&self, into: &mut [f32]) {
        for (into, &byte) in into.iter_mut().zip(self.bytes) {
            *into = f32::from(byte) * self.scale + self.low;
        }
    }
}

impl Branch {
    fn read(weights: &Weights, span: usize) -> Result<Self, &'static str> {
        let layer = |matrix: &str, bias: &str, windows, inputs| {
            weights.layer(&format!("{matrix}{span}"), &format!("{bias}{span}"), windows, inputs, BRANCH)
        };
        let project = layer("proj", "proj_b", 1, WIDTH)?;
        Ok(Self {
            ground: project.matrix.sums(),
            project,
            first: layer("w1_", "b1_", span, BRANCH)?,
            second: layer("w2_", "b2_", span, BRANCH)?,
        })
    }
}

/// Reads arrays and makes sure of their shape.
struct Weights<'a>(Archive<'a>);

impl Weights<'_> {
    fn shaped(&self, name: &str, shape: &[usize]) -> Result<Numbers, &'static str> {
        let Array { shape: found, numbers } = self.0.array(name)?;
        if found == shape { Ok(numbers) } else { Err("an array has another shape") }
    }

    fn bytes(&self, name: &str, shape: &[usize]) -> Result<Vec<u8>, &'static str> {
        match self.shaped(name, shape)? {
            Numbers::Bytes(bytes) => Ok(bytes),
            _ => Err("an array that should hold bytes"),
        }
    }

    fn singles(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, &'static str> {
        match self.shaped(name, shape)? {
            Numbers::Singles(numbers) if numbers.iter().all(|number| number.is_finite()) => Ok(numbers),
            _ => Err("an array that should hold numbers of four bytes"),
        }
    }

    fn vector(&self, name: &str, length: usize) -> Result<Vec<f32>, &'static str> {
        self.singles(name, &[length])
    }

    fn matrix(&self, name: &str, windows: usize, inputs: usize, outputs: usize) -> Result<Matrix, &'static str> {
        Matrix::new(&self.singles(name, &[windows * inputs, outputs])?, windows, inputs, outputs)
    }

    fn layer(
        &self,
        matrix: &str,
        bias: &str,
        windows: usize,
        inputs: usize,
        outputs: usize,
    ) -> Result<Layer, &'static str> {
        Ok(Layer { matrix: self.matrix(matrix, windows, inputs, outputs)?, bias: self.vector(bias, outputs)? })
    }

    fn least(&self) -> Result<f32, &'static str> {
        match self.shaped("eps", &[])? {
            Numbers::Doubles(numbers) => Ok(numbers[0] as f32),
            _ => Err("an array that should hold numbers of eight bytes"),
        }
    }
}

const _: () = assert!(BRANCHES + WIDTH == FEATURES);

#[cfg(test)]
pub mod tests {
    use super::*;

    /// Makes a matrix of nothing but these weights, by input and output. One of them must be 127 times what the others are multiples of.
    fn matrix(weights: &[(usize, usize, f32)], windows: usize, inputs: usize, outputs: usize) -> Matrix {
        let mut values = vec![0.0; windows * inputs * outputs];
        weights.iter().for_each(|&(input, output, weight)| values[input * outputs + output] = weight);
        Matrix::new(&values, windows, inputs, outputs).unwrap()
    }

    fn branch(span: usize) -> Branch {
        let window = || {
            let weights = [10.0, 20.0, 30.0, 40.0];
            let mut weights: Vec<_> = (0..span - 1).map(|place| (place * BRANCH, 0, weights[place])).collect();
            weights.push(((span - 1) * BRANCH, 0, 127.0));
            Layer { matrix: matrix(&weights, span, BRANCH, BRANCH), bias: vec![0.0; BRANCH] }
        };
        let project = Layer { matrix: matrix(&[(0, 0, 1.0)], 1, WIDTH, BRANCH), bias: vec![0.0; BRANCH] };
        Branch { ground: project.matrix.sums(), project, first: window(), second: window() }
    }

    /// Makes a network small enough for the head. Pieces 0 to 33 are rows of their own number. Each branch begins with a one and 255
    /// zeros, whatever the piece; its windows look at the first number alone, with weights 10, 20, 30, 40 in this order and 127 at the
    /// end. The last layers pass the first number on, and half of it as the second.
    pub fn small() -> Network {
        let part = |part: usize| [[part as u8; WIDTH], [(part + PARTS) as u8; WIDTH]].concat();
        let one = |inputs, outputs| matrix(&[(0, 0, 1.0)], 1, inputs, outputs);
        let shift = (0..BRANCHES).map(|at| if at % BRANCH == 0 { 1.0 } else { 0.0 }).collect();
        Network {
            table: Table { parts: (0..PARTS).map(part).collect(), scale: vec![1.0; PARTS], low: vec![0.0; PARTS] },
            branches: ORDERS.map(|(span, _)| branch(span)),
            early: Norm { gain: vec![0.0; BRANCHES], shift, least: 1e-12 },
            late: Norm { gain: vec![1.0; FEATURES], shift: vec![0.0; FEATURES], least: 1e-12 },
            pool: Layer { matrix: one(FEATURES, WIDTH), bias: vec![0.0; WIDTH] },
            residual: Residual {
                d0: one(WIDTH, NARROW),
                d1: one(NARROW, NARROW),
                p1: one(WIDTH, NARROW),
                d2: matrix(&[(0, 0, 0.5)], 1, NARROW, WIDTH),
                d3: matrix(&[(0, 1, 1.0)], 1, WIDTH, WIDTH),
                p3: one(NARROW, WIDTH),
                least: 1e-12,
            },
        }
    }

    fn table() -> Table {
        let part = |part: usize| (0..PART * WIDTH).map(|at| if at / WIDTH == 2 { part as u8 } else { 0 }).collect();
        Table {
            parts: (0..PARTS).map(part).collect(),
            scale: vec![0.5; PARTS],
            low: (0..PARTS).map(|part| -(part as f32)).collect(),
        }
    }

    #[test]
    fn pieces_take_their_parts_in_turn() {
        let table = table();
        let check = |token, expected: f32| {
            let mut row = [0.0; WIDTH];
            table.piece(token).write(&mut row);
            assert_eq!(row, [expected; WIDTH], "{token}");
        };
        check(0, 0.0);
        check(3, -3.0);
        // The third row of part 4: 0.5 × 4 - 4.
        check(2 * 17 + 4, -2.0);
        check(Table::LENGTH as u32 - 1, -16.0);
    }

    #[test]
    #[should_panic = "range"]
    fn there_is_nothing_behind_the_last_piece() {
        table().piece(Table::LENGTH as u32);
    }

    #[test]
    fn another_archive_is_refused() {
        assert!(Network::parse(b"").is_err());
        assert_eq!(
            Network::parse(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").err(),
            Some("an array is missing")
        );
    }
}
