//! Values of targets.

use std::fmt;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::facts::Facts;
use crate::programme::{Programme, Target};
use crate::value::Value;

/// The value of a target over the units that a unit stands for on a day ([`crate::unit::Forest::reach`]).
///
/// # Errors
/// See [`EvaluateError`].
pub fn evaluate(
    facts: &Facts,
    programme: &Programme,
    target: &Target,
    unit: Uuid,
    on: NaiveDate,
) -> Result<Value, EvaluateError> {
    let _ = (facts, programme, target, on);
    Err(EvaluateError::UnknownUnit(unit))
}

/// The values of several targets for several units in one pass: for each unit, in the order given, the value of each
/// target, in the order given. Exactly what [`evaluate`] gives one by one.
///
/// # Errors
/// See [`EvaluateError`]; one target that cannot be evaluated fails the whole.
pub fn breakdown(
    facts: &Facts,
    programme: &Programme,
    targets: &[&Target],
    units: &[Uuid],
    on: NaiveDate,
) -> Result<Vec<Vec<Value>>, EvaluateError> {
    units
        .iter()
        .map(|unit| targets.iter().map(|target| evaluate(facts, programme, target, *unit, on)).collect())
        .collect()
}

/// A class of facts that may be left out of what is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// Standing committees and their members (class PARTY).
    Party,
    /// Entries of the succession plan (class SUCCESSION).
    Succession,
}

/// Why a target has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvaluateError {
    /// The facts were loaded without the class that the target rests on.
    MissingSection(Section),
    /// No unit has this id.
    UnknownUnit(Uuid),
    /// The target's row lacks what its measure needs, or has what it cannot have.
    InvalidTarget {
        /// The target's code.
        code: String,
        /// The field that is missing or out of place.
        field: &'static str,
    },
}

impl fmt::Display for EvaluateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingSection(section) => {
                write!(f, "the facts were loaded without the section {section:?}")
            }
            Self::UnknownUnit(unit) => write!(f, "no unit has the id {unit}"),
            Self::InvalidTarget { code, field } => write!(f, "the target {code} has no fitting `{field}`"),
        }
    }
}

impl std::error::Error for EvaluateError {}
