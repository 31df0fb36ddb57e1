use temoin_syntax::json::{Element, Limits, Path, Step, Visitor, walk};
use temoin_syntax::{Damage, Source};

use crate::ReadError;
use crate::emit::Emit;

/// Chooses the elements of a JSON document that a reader wants, and makes records of them.
pub(crate) trait Elements {
    /// Says what to do with the value at a path.
    fn step(&mut self, path: &Path) -> Step;

    /// Makes records of a value that was wanted.
    ///
    /// # Errors
    /// [`ReadError::Stopped`] when the sink asks to stop.
    fn take(&mut self, emit: &mut Emit<'_>, path: &Path, element: &Element<'_>) -> Result<(), ReadError>;
}

/// Walks through a JSON document once; what could not be read becomes notes.
///
/// # Errors
/// [`ReadError`] when the source fails or the sink asks to stop.
pub(crate) fn read(
    source: &dyn Source,
    limits: &Limits,
    emit: &mut Emit<'_>,
    reader: &mut dyn Elements,
) -> Result<(), ReadError> {
    walk(source, limits, &mut Walked { emit, reader })
}

struct Walked<'w, 'e> {
    emit: &'w mut Emit<'e>,
    reader: &'w mut dyn Elements,
}

impl Visitor for Walked<'_, '_> {
    type Error = ReadError;

    fn step(&mut self, path: &Path) -> Step {
        self.reader.step(path)
    }

    fn take(&mut self, path: &Path, element: Element<'_>) -> Result<(), ReadError> {
        self.reader.take(self.emit, path, &element)
    }

    fn damage(&mut self, _: &Path, damage: Damage) -> Result<(), ReadError> {
        self.emit.damage(damage);
        Ok(())
    }
}
