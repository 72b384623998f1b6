//! The loaded facts: columns of small rows, grouped by what asks for them, independent of any date.

use std::sync::Arc;

use crate::unit::Forest;

/// Facts ready for evaluation, made by [`crate::load::FactsBuilder`]. Cheap to share behind an [`Arc`].
#[derive(Clone, Debug)]
pub struct Facts {
    pub(crate) forest: Arc<Forest>,
}

impl Facts {
    /// The units that the facts belong to.
    #[must_use]
    pub fn forest(&self) -> &Arc<Forest> {
        &self.forest
    }
}
