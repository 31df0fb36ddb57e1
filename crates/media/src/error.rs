use thiserror::Error;

/// Says why a picture was not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MediaError {
    /// It is of no kind that is decoded here.
    #[error("not a picture of a supported kind")]
    NotSupported,
    /// Its bytes make no sense, or break off.
    #[error("the picture is damaged")]
    Damaged,
    /// It claims more than the limits allow: sides, pixels or memory.
    #[error("the picture is above the limits")]
    TooLarge,
}
