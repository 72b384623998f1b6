//! Where a role is held.

use chrono::NaiveDate;
use entity::id::UnitId;

/// A unit in which an account holds its role, for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The unit.
    pub unit: UnitId,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no longer held; none while open.
    pub valid_to: Option<NaiveDate>,
    /// Whether an administrator confirmed that it outlives the unit.
    pub carries_over: bool,
}

impl Grant {
    /// Whether the grant is held on a day.
    #[must_use]
    pub fn is_held(&self, on: NaiveDate) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|end| on < end)
    }
}
