use crate::CaseError;

/// Gives random bytes: an argument, so that the same case and the same inputs can give the same bytes.
///
/// Keys that age and SQLCipher make inside themselves come from the operating system whatever is given here;
/// none of them reaches a package.
pub trait Entropy: Send {
    /// Fills the slice with random bytes.
    ///
    /// # Errors
    /// [`CaseError::Entropy`] when the source has none.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), CaseError>;
}

/// Is the operating system's source of randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), CaseError> {
        getrandom::fill(bytes).map_err(|_| CaseError::Entropy)
    }
}

/// Draws an array of random bytes.
pub(crate) fn draw<const N: usize>(entropy: &mut dyn Entropy) -> Result<[u8; N], CaseError> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}
