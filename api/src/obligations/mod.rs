//! What units owe each year, by when, and how far they have come. It is computed for any day from the deadlines of that day and from
//! what had been done by then, and never stored. Source: domain §6.

mod deadline;
mod progress;

pub use deadline::{Deadline, ObligedUnit, deadlines};
pub use progress::{Facts, Fulfilment, PoolFacts, Progress, RatingFacts, State};

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::ObligationKind;

/// What one unit owes of a kind for a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owed {
    /// The unit.
    pub unit: UnitId,
    /// What.
    pub kind: ObligationKind,
    /// The year that is rated, reviewed, planned or reported.
    pub year: i32,
}

/// What a unit owes, and how far it has come by a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// What is owed, and by when.
    pub deadline: Deadline,
    /// What was done of it.
    pub progress: Progress,
    /// How that stands to the deadline on the day.
    pub state: State,
}

/// What is owed on a day, of each deadline by what was done of it; where nothing is known of that, or there is nothing to do,
/// nothing is owed.
pub fn obligations(
    deadlines: impl IntoIterator<Item = Deadline>,
    facts: &Facts,
    on: NaiveDate,
) -> impl Iterator<Item = Obligation> {
    deadlines.into_iter().filter_map(move |deadline| {
        let progress = facts.progress(deadline.owed)?;
        let state = State::of(&progress, deadline.due_on, on);
        Some(Obligation { deadline, progress, state })
    })
}
