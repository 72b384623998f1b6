//! Half-open periods of civil days.

use std::fmt;

use chrono::NaiveDate;

/// The days `[from, to)`; without an end the period is still open.
///
/// A period has at least one day, because a fact that never held is no fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    from: NaiveDate,
    to: Option<NaiveDate>,
}

impl Period {
    /// The period `[from, to)`.
    ///
    /// # Errors
    /// [`EmptyPeriod`] if `to` is not after `from`.
    pub fn new(from: NaiveDate, to: Option<NaiveDate>) -> Result<Self, EmptyPeriod> {
        match to {
            Some(to) if to <= from => Err(EmptyPeriod { from, to }),
            _ => Ok(Self { from, to }),
        }
    }

    /// The period that begins on a day and has no end.
    #[must_use]
    pub const fn since(from: NaiveDate) -> Self {
        Self { from, to: None }
    }

    /// The first day.
    #[must_use]
    pub const fn from(&self) -> NaiveDate {
        self.from
    }

    /// The day after the last; none while the period is open.
    #[must_use]
    pub const fn to(&self) -> Option<NaiveDate> {
        self.to
    }

    /// Whether the day lies in the period: `from <= day < to`.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// Whether the two periods share a day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from < to) && other.to.is_none_or(|to| self.from < to)
    }
}

/// A period that would hold no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmptyPeriod {
    /// The first day that was asked for.
    pub from: NaiveDate,
    /// The end that was asked for, not after `from`.
    pub to: NaiveDate,
}

impl fmt::Display for EmptyPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the period from {} to {} holds no day", self.from, self.to)
    }
}

impl std::error::Error for EmptyPeriod {}
