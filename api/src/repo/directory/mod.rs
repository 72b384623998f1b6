//! The directory: units, titles, qualification levels, programmes and deadlines, as one immutable value in memory from one change of
//! the class DIRECTORY to the next. It is small, and readable by every role, so no row of a list asks the database for
//! its unit or title.

pub mod deadlines;
mod held;
pub(super) mod load;
pub mod programmes;
pub mod titles;
pub mod units;

use chrono::NaiveDate;

pub use deadlines::Deadlines;
pub use held::HeldDirectory;
pub use programmes::{ProgrammeRecord, Programmes, TargetRecord};
pub use titles::{StandardRecord, Titles};
pub use units::{UnitView, Units};

/// The directory at one version of its own.
#[derive(Debug)]
pub struct Directory {
    /// The last entry of class DIRECTORY in the journal's stream of changes, by its sequence number.
    pub version: i64,
    /// Units with their versions and lineage.
    pub units: Units,
    /// Titles, their standards, and the levels of qualifications.
    pub titles: Titles,
    /// Programmes and their targets.
    pub programmes: Programmes,
    /// By when units owe what they owe each year.
    pub deadlines: Deadlines,
}

/// Whether a dated row is in force on a day.
#[must_use]
pub fn in_force(from: NaiveDate, to: Option<NaiveDate>, on: NaiveDate) -> bool {
    from <= on && to.is_none_or(|to| on < to)
}
