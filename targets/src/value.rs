//! The value of a target for a unit on a date.

use std::sync::Arc;

use crate::display::percentage_text;
use crate::fraction::Fraction;
use crate::language::Language;

/// How a value stands to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// A mandatory target is met.
    Met,
    /// A mandatory target is missed.
    NotMet,
    /// An aspirational target is reached.
    Reached,
    /// An aspirational target is not reached; never an alarm.
    NotReached,
    /// The share is greater than on the baseline date.
    Improving,
    /// The share is that of the baseline date.
    Flat,
    /// The share is smaller than on the baseline date.
    Worsening,
    /// Facts are missing that could turn the result.
    Unknown,
    /// There is nothing to count.
    NotApplicable,
}

/// The fewest changes that reach the threshold, with the unknown taken as not counting. At least one is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// How many members that do not count would have to be replaced by some that do; for posts the seats to fill.
    /// None where no number is enough.
    pub by_replacement: Option<u64>,
    /// How many members that count would have to be added. None where no number is enough, and for posts.
    pub by_addition: Option<u64>,
}

/// How many count, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Members that count.
    pub numerator: u64,
    /// All members.
    pub denominator: u64,
    /// Members of the denominator whose facts do not decide.
    pub unknown: u64,
}

impl Count {
    /// The share that surely counts; none if there is nothing to count.
    #[must_use]
    pub const fn fraction(&self) -> Option<Fraction> {
        Fraction::new(self.numerator, self.denominator)
    }

    /// The share if no unknown member counted, and if every one did; none if there is nothing to count.
    #[must_use]
    pub fn bounds(&self) -> Option<(Fraction, Fraction)> {
        let lower = self.fraction()?;
        let upper = Fraction::new(self.numerator.saturating_add(self.unknown), self.denominator)?;
        Some((lower, upper))
    }

    /// Per cent, unrounded; none if there is nothing to count.
    #[must_use]
    pub fn percentage(&self) -> Option<f64> {
        self.fraction().map(|fraction| fraction.percentage())
    }

    /// Per cent for readers: one decimal, half-up, in the language's form; a dash if there is nothing to count.
    #[must_use]
    pub fn display(&self, language: Language) -> String {
        percentage_text(self.fraction(), language)
    }
}

/// A target read another way, or one part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// `STANDARD` for K1, the evidence's part for K5, the title's code for K9, and for K6 the other period,
    /// `CALENDAR_YEAR` or `SINCE_PROGRAMME_START`.
    pub code: Arc<str>,
    /// How many count, of how many.
    pub count: Count,
    /// The status that the target's own threshold gives to the part.
    pub status: Status,
}

/// The value of a target for a unit on a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// How many count, of how many, and how many are unknown.
    pub count: Count,
    /// How the value stands to its target.
    pub status: Status,
    /// Fewest changes that reach the threshold; none where it is reached, where none exists, and without a threshold.
    pub gap: Option<Gap>,
    /// How many counted members may be replaced by others who do not count before the threshold is missed; none
    /// where it is not reached, and without a threshold.
    pub slack: Option<u64>,
    /// Holders over the authorised number of seats; none for targets that do not count posts.
    pub surplus: Option<u64>,
    /// The target read another way or its parts; empty where there is only one way.
    pub parts: Vec<Part>,
    /// For a directional target the count on the baseline date, for the unit's lineage.
    pub baseline: Option<Count>,
}
