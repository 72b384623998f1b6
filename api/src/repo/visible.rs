//! The proof that a row was read within the viewer's scope.

use std::ops::Deref;

/// A value that was read for a viewer within its scope. Only `repo` makes one; functions that read what
/// hangs on a row ask for it instead of a bare id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Visible<T>(T);

impl<T> Visible<T> {
    pub(super) const fn new(value: T) -> Self {
        Self(value)
    }

    /// A part of the value: what belongs to a visible row is visible.
    pub fn map<U>(&self, part: impl FnOnce(&T) -> U) -> Visible<U> {
        Visible(part(&self.0))
    }

    /// The value itself.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Visible<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
