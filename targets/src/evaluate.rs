//! Values of targets.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::census::TitleSet;
use crate::facts::Facts;
use crate::pass::Pass;
use crate::programme::{Programme, Target};
use crate::question::{Question, Slot, Standing};
use crate::sheet::Sheet;
use crate::tally::Tally;
use crate::trend::{trend, trend_on_baseline};
use crate::value::{Part, Value};

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
    let question = Question::of(facts, programme, target, on)?;
    let values = answer(facts, programme, std::slice::from_ref(&question), &[unit], on)?;
    values.into_iter().flatten().next().ok_or(EvaluateError::UnknownUnit(unit))
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
    let questions: Vec<Question<'_>> =
        targets.iter().map(|target| Question::of(facts, programme, target, on)).collect::<Result<_, _>>()?;
    answer(facts, programme, &questions, units, on)
}

fn answer(
    facts: &Facts,
    programme: &Programme,
    questions: &[Question<'_>],
    units: &[Uuid],
    on: NaiveDate,
) -> Result<Vec<Vec<Value>>, EvaluateError> {
    let number = |unit: &Uuid| facts.forest.number(*unit).ok_or(EvaluateError::UnknownUnit(*unit));
    let asked: Vec<u32> = units.iter().map(number).collect::<Result<_, _>>()?;
    let slots: Vec<&Slot<'_>> = questions.iter().flat_map(Question::slots).collect();
    let key = TitleSet::new(facts, programme.key_titles_on(on));
    let counted = Pass::new(facts, on, &asked, key, &slots).count(&slots);
    let trends: Vec<&Slot<'_>> = questions.iter().filter_map(Question::trend).collect();
    let baseline = if trends.is_empty() {
        Sheet::new(asked.len(), 0)
    } else {
        Pass::new(facts, programme.baseline_on, &asked, TitleSet::default(), &trends).count(&trends)
    };

    let on_baseline = on == programme.baseline_on;
    let values_of = |place| {
        let mut tallies = counted.row(place).iter();
        let mut tallies_then = baseline.row(place).iter();
        let mut values = Vec::with_capacity(questions.len());
        for question in questions {
            values.extend(value(question, &mut tallies, &mut tallies_then, on_baseline));
        }
        values
    };
    Ok((0..asked.len()).map(values_of).collect())
}

/// The value of a question from its tallies, the main one first and then its parts, which it takes from the front; and
/// for a trend from the baseline's next.
fn value<'t>(
    question: &Question<'_>,
    tallies: &mut impl Iterator<Item = &'t Tally>,
    tallies_then: &mut impl Iterator<Item = &'t Tally>,
    on_baseline: bool,
) -> Option<Value> {
    let tally = tallies.next()?;
    let count = tally.count();
    let surplus = question.main.has_surplus().then(|| tally.surplus());
    match question.standing {
        Standing::Trend => {
            let baseline = tallies_then.next()?.count();
            let status = if on_baseline { trend_on_baseline(&count) } else { trend(&count, &baseline) };
            let baseline = Some(baseline);
            Some(Value { count, status, gap: None, slack: None, surplus, parts: Vec::new(), baseline })
        }
        Standing::Against(threshold) => {
            let mut parts = Vec::with_capacity(question.parts.len());
            for ((code, _), tally) in question.parts.iter().zip(tallies) {
                let count = tally.count();
                parts.push(Part { code: Arc::clone(code), count, status: threshold.status(&count) });
            }
            let (gap, slack) = (threshold.gap(&count), threshold.slack(&count));
            Some(Value {
                count,
                status: threshold.status(&count),
                gap,
                slack,
                surplus,
                parts,
                baseline: None,
            })
        }
    }
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
