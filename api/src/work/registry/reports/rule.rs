//! What forbids something of reports.

use chrono::NaiveDate;

use crate::work::registry::Rule;

/// A rule of reports that forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportRule {
    /// An agency has no report of its own: its people, pool and ratings are in that of the unit above it. Source: domain §2, §6.
    Agency,
    /// The unit has a report of that programme on that period already.
    DraftedAlready,
    /// The day as of which the report speaks is yet to come. Source: domain §8.
    NotOver {
        /// That day.
        on: NaiveDate,
    },
    /// Nobody accepts what he submitted.
    OwnSubmission,
    /// Units below have not submitted theirs. Source: decision 0015.
    BelowNotSubmitted {
        /// Their names, by code.
        units: Vec<String>,
    },
}

impl From<ReportRule> for Rule {
    fn from(rule: ReportRule) -> Self {
        Self::Report(rule)
    }
}
