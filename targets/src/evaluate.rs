//! Values of targets.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::census::TitleSet;
use crate::facts::Facts;
use crate::pass::Pass;
use crate::programme::{Programme, Target};
use crate::question::{Question, Standing};
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
    let key = TitleSet::new(facts, programme.key_titles_on(on));
    let pass = Pass::new(facts, on, &asked, key, questions.iter().flat_map(Question::slots));
    let baseline = baseline_pass(facts, programme, questions, &asked);

    let answers: Vec<Answer<'_>> =
        questions.iter().map(|question| Answer::count(question, &pass, baseline.as_ref())).collect();
    let value_of = |place| answers.iter().filter_map(|answer| answer.value(place)).collect();
    Ok((0..asked.len()).map(value_of).collect())
}

/// The pass over the baseline date, if some target is a trend.
fn baseline_pass<'a>(
    facts: &'a Facts,
    programme: &Programme,
    questions: &[Question<'_>],
    asked: &[u32],
) -> Option<Pass<'a>> {
    let is_trend = |question: &&Question<'_>| matches!(question.standing, Standing::Trend);
    let mut trends = questions.iter().filter(is_trend).map(|question| &question.main).peekable();
    trends.peek()?;
    Some(Pass::new(facts, programme.baseline_on, asked, TitleSet::default(), trends))
}

/// A question's counts for all units asked for.
struct Answer<'q> {
    question: &'q Question<'q>,
    main: Vec<Tally>,
    parts: Vec<(&'q Arc<str>, Vec<Tally>)>,
    /// For a trend.
    baseline: Option<Baseline>,
}

/// The counts on the baseline date.
struct Baseline {
    /// Whether that is the date asked for.
    is_today: bool,
    tallies: Vec<Tally>,
}

impl<'q> Answer<'q> {
    fn count(question: &'q Question<'q>, pass: &Pass<'_>, baseline: Option<&Pass<'_>>) -> Self {
        let baseline = match question.standing {
            Standing::Trend => baseline.map(|baseline| Baseline {
                is_today: baseline.on == pass.on,
                tallies: baseline.tally(&question.main),
            }),
            Standing::Against(_) => None,
        };
        let parts = question.parts.iter().map(|(code, slot)| (code, pass.tally(slot))).collect();
        Self { question, main: pass.tally(&question.main), parts, baseline }
    }

    /// The value for the unit at this place among those asked for.
    fn value(&self, place: usize) -> Option<Value> {
        let tally = self.main.get(place)?;
        let count = tally.count();
        let surplus = self.question.main.has_surplus().then(|| tally.surplus());
        let Standing::Against(threshold) = self.question.standing else {
            let Baseline { is_today, tallies } = self.baseline.as_ref()?;
            let baseline = tallies.get(place)?.count();
            let status = if *is_today { trend_on_baseline(&count) } else { trend(&count, &baseline) };
            let parts = Vec::new();
            return Some(Value {
                count,
                status,
                gap: None,
                slack: None,
                surplus,
                parts,
                baseline: Some(baseline),
            });
        };
        let part = |(code, tallies): &(&Arc<str>, Vec<Tally>)| {
            let count = tallies.get(place)?.count();
            Some(Part { code: Arc::clone(code), count, status: threshold.status(&count) })
        };
        Some(Value {
            count,
            status: threshold.status(&count),
            gap: threshold.gap(&count),
            slack: threshold.slack(&count),
            surplus,
            parts: self.parts.iter().filter_map(part).collect(),
            baseline: None,
        })
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
