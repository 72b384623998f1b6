//! Counting outcomes.

use crate::table::place;
use crate::value::Count;
use crate::verdict::Outcome;

/// How many members count, are unknown, and are there at all; and how many holders are over the seats.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    counted: u64,
    unknown: u64,
    total: u64,
    surplus: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, outcome: Outcome) {
        self.total += 1;
        match outcome {
            Outcome::Counted => self.counted += 1,
            Outcome::Unknown => self.unknown += 1,
            Outcome::NotCounted => {}
        }
    }

    /// Takes back what [`Tally::add`] added.
    pub(crate) fn remove(&mut self, outcome: Outcome) {
        self.total -= 1;
        match outcome {
            Outcome::Counted => self.counted -= 1,
            Outcome::Unknown => self.unknown -= 1,
            Outcome::NotCounted => {}
        }
    }

    /// Adds seats, of which so many have a holder.
    pub(crate) fn add_seats(&mut self, seats: u64, filled: usize) {
        self.total = self.total.saturating_add(seats);
        self.counted = self.counted.saturating_add(u64::try_from(filled).unwrap_or(u64::MAX));
    }

    /// Adds holders over the seats.
    pub(crate) fn add_surplus(&mut self, over: usize) {
        self.surplus = self.surplus.saturating_add(u64::try_from(over).unwrap_or(u64::MAX));
    }

    /// The sum over cells.
    pub(crate) fn sum(by_cell: &[Self], cells: &[u32]) -> Self {
        let mut sum = Self::default();
        for tally in cells.iter().filter_map(|cell| by_cell.get(place(*cell))) {
            sum.counted = sum.counted.saturating_add(tally.counted);
            sum.unknown = sum.unknown.saturating_add(tally.unknown);
            sum.total = sum.total.saturating_add(tally.total);
            sum.surplus = sum.surplus.saturating_add(tally.surplus);
        }
        sum
    }

    pub(crate) fn count(&self) -> Count {
        Count { numerator: self.counted, denominator: self.total, unknown: self.unknown }
    }

    pub(crate) fn surplus(&self) -> u64 {
        self.surplus
    }
}
