use serde::{Deserialize, Serialize};
use temoin_media::View;

/// Says what of a picture is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Want {
    /// All of it, as its values are stored: to compare with other programs.
    Stored,
    /// All of it, as a person sees it.
    Whole,
    /// And what it is known by in a bank of one's own.
    Known,
    /// And what to look for in it.
    Sought,
    /// Both of these.
    KnownAndSought,
    /// What to look for, but in haste: all of it only, from a coarse decode. Never handed on.
    Coarse,
}

impl Want {
    /// Returns which face of the picture is meant.
    pub(crate) fn view(self) -> View {
        if self == Self::Stored { View::Stored } else { View::Seen }
    }

    pub(crate) fn is_known(self) -> bool {
        matches!(self, Self::Known | Self::KnownAndSought)
    }

    pub(crate) fn is_sought(self) -> bool {
        matches!(self, Self::Sought | Self::KnownAndSought)
    }
}
