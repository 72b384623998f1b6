//! Counting outcomes.

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
        self.counted += u64::from(outcome == Outcome::Counted);
        self.unknown += u64::from(outcome == Outcome::Unknown);
    }

    /// Takes back what [`Tally::add`] added.
    pub(crate) fn remove(&mut self, outcome: Outcome) {
        self.total -= 1;
        self.counted -= u64::from(outcome == Outcome::Counted);
        self.unknown -= u64::from(outcome == Outcome::Unknown);
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

    /// Adds what another tally counted.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.counted = self.counted.saturating_add(other.counted);
        self.unknown = self.unknown.saturating_add(other.unknown);
        self.total = self.total.saturating_add(other.total);
        self.surplus = self.surplus.saturating_add(other.surplus);
    }

    pub(crate) fn count(&self) -> Count {
        Count { numerator: self.counted, denominator: self.total, unknown: self.unknown }
    }

    pub(crate) fn surplus(&self) -> u64 {
        self.surplus
    }
}
