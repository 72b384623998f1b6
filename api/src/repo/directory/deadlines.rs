//! By when units owe what they owe each year.

use chrono::NaiveDate;
use entity::obligation_rule;

use super::in_force;

/// All deadlines, whenever they hold.
#[derive(Debug)]
pub struct Deadlines(Vec<obligation_rule::Model>);

impl Deadlines {
    /// The deadlines of these rows.
    #[must_use]
    pub fn new(mut rows: Vec<obligation_rule::Model>) -> Self {
        rows.sort_by_key(|row| (row.kind, row.owed_by, row.valid_from, row.id));
        Self(rows)
    }

    /// Every deadline: by what is owed, by whom, and from when.
    #[must_use]
    pub fn all(&self) -> &[obligation_rule::Model] {
        &self.0
    }

    /// The deadlines that are in force on a day, in the same order.
    pub fn on(&self, on: NaiveDate) -> impl Iterator<Item = &obligation_rule::Model> {
        self.0.iter().filter(move |row| in_force(row.valid_from, row.valid_to, on))
    }
}
