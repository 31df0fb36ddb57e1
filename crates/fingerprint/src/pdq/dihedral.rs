/// Names a way to turn or mirror a picture, as the reference does and in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dihedral {
    /// As it is.
    Original,
    /// A quarter turn, counter-clockwise.
    Rotate90,
    /// Half a turn.
    Rotate180,
    /// A quarter turn, clockwise.
    Rotate270,
    /// Top and bottom exchanged.
    FlipX,
    /// Left and right exchanged, as in a mirror.
    FlipY,
    /// Rows and columns exchanged: mirrored at the diagonal from the top left.
    FlipPlus1,
    /// Mirrored at the other diagonal.
    FlipMinus1,
}

impl Dihedral {
    /// All eight, in the reference's order.
    pub const ALL: [Self; 8] = [
        Self::Original,
        Self::Rotate90,
        Self::Rotate180,
        Self::Rotate270,
        Self::FlipX,
        Self::FlipY,
        Self::FlipPlus1,
        Self::FlipMinus1,
    ];

    /// Returns the reference's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Original => "orig",
            Self::Rotate90 => "rot90",
            Self::Rotate180 => "rot180",
            Self::Rotate270 => "rot270",
            Self::FlipX => "flipx",
            Self::FlipY => "flipy",
            Self::FlipPlus1 => "flipplus1",
            Self::FlipMinus1 => "flipminus1",
        }
    }

    /// Returns whether rows and columns change places.
    pub(super) fn transposes(self) -> bool {
        matches!(self, Self::Rotate90 | Self::Rotate270 | Self::FlipPlus1 | Self::FlipMinus1)
    }

    /// Returns whether the wave of row `i` and column `j`, both before they change places, changes its sign.
    pub(super) fn negates(self, i: usize, j: usize) -> bool {
        match self {
            Self::Original | Self::FlipPlus1 => false,
            Self::Rotate90 | Self::FlipY => j.is_multiple_of(2),
            Self::Rotate270 | Self::FlipX => i.is_multiple_of(2),
            Self::Rotate180 | Self::FlipMinus1 => !(i + j).is_multiple_of(2),
        }
    }
}
