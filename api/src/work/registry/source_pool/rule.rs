//! What is a rule, and what is advice, of source pools alone.

use chrono::NaiveDate;

use super::super::{Refusal, Rule, refusal::at};

/// A rule of source pools that forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourcePoolRule {
    /// ON_SITE says that the unit itself keeps the person's file on that day, INTER_COMMUNE that another commune does,
    /// FROM_ABOVE that neither does. Source: domain §6.
    Origin,
    /// The person is in the pool of the unit already on that day or later. Source: domain §6.
    PooledAlready,
    /// A pool is reviewed after the ratings, and the person has none of the year that was approved by the day of the review.
    /// Source: domain §6.
    NotRated {
        /// The year.
        year: i32,
    },
    /// The report tells of a review that is not done: people are in the pool who were not reviewed in the year. Source: domain §6.
    NotReviewed {
        /// How many, of those whom whoever reports sees.
        people: usize,
    },
    /// The report goes to a unit above the one that reports. Source: domain §1.
    NoAuthority,
}

impl SourcePoolRule {
    /// The rule, broken at a member of the input.
    pub(super) fn at(self, member: &str) -> Refusal {
        Rule::SourcePool(self).broken_at(at(member))
    }
}

/// A rule of source pools that advises and does not forbid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourcePoolAdvice {
    /// No approved rating of the year is in the registry that the addition could rest on. Source: domain §6.
    NoRating {
        /// The year.
        year: i32,
    },
    /// The person is rated NOT_COMPLETED in the year. Source: domain §5.
    LowRating {
        /// The year.
        year: i32,
    },
    /// A disciplinary measure is in force. Source: domain §4.
    Disciplined {
        /// When it was decided.
        decided_on: NaiveDate,
    },
}
