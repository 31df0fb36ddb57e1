/// Is where in a document a value lies: names of objects and numbers in arrays, from the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    parts: Vec<Part>,
}

/// Is one step of a [`Path`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A name in an object.
    Name(String),
    /// A zero-based number in an array, or of a line in a file of one value a line.
    Number(u64),
}

impl Path {
    /// Returns the number of steps from the root.
    pub fn depth(&self) -> usize {
        self.parts.len()
    }

    /// Returns whether the path is that of a pattern: `*` stands for any one name or number.
    pub fn is(&self, pattern: &[&str]) -> bool {
        self.parts.len() == pattern.len() && self.begins(pattern)
    }

    /// Returns whether the path begins as a pattern does.
    pub fn begins(&self, pattern: &[&str]) -> bool {
        self.parts.len() >= pattern.len() && self.parts.iter().zip(pattern).all(|(part, wanted)| part.fits(wanted))
    }

    /// Returns whether the path leads to or into what a pattern names: an ancestor of it, itself, or something in it.
    pub fn touches(&self, pattern: &[&str]) -> bool {
        self.parts.iter().zip(pattern).all(|(part, wanted)| part.fits(wanted))
    }

    /// Returns the name at a step, where it is one.
    pub fn name(&self, step: usize) -> Option<&str> {
        match self.parts.get(step) {
            Some(Part::Name(name)) => Some(name),
            _ => None,
        }
    }

    /// Returns the number at a step, where it is one.
    pub fn number(&self, step: usize) -> Option<u64> {
        match self.parts.get(step) {
            Some(Part::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Returns the last name.
    pub fn last_name(&self) -> Option<&str> {
        self.name(self.parts.len().checked_sub(1)?)
    }

    pub(super) fn push(&mut self, part: Part) {
        self.parts.push(part);
    }

    pub(super) fn pop(&mut self) -> Option<Part> {
        self.parts.pop()
    }
}

impl Part {
    fn fits(&self, wanted: &str) -> bool {
        wanted == "*" || matches!(self, Self::Name(name) if name == wanted)
    }
}
