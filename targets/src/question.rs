//! A target made ready for one day: its codes resolved to numbers, its rule chosen, its row checked.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use crate::census::TitleSet;
use crate::evaluate::{EvaluateError, Section};
use crate::fact::Requirement;
use crate::facts::Facts;
use crate::programme::{CompletionPeriod, CountedThing, Measure, Programme, Target, TargetKind};
use crate::rule::{EvidencePart, KnowledgeUpdate, PersonRule, Standards};
use crate::threshold::Threshold;

/// The code of K1's part.
const STANDARD: &str = "STANDARD";

/// One thing to count.
#[derive(Clone, Debug)]
pub(crate) enum Slot<'a> {
    /// Key officials.
    KeyOfficials(PersonRule<'a>),
    /// People in open entries for key titles.
    PlannedPeople(PersonRule<'a>),
    /// Seats of key titles, whether they have a holder.
    Seats,
    /// Filled seats of these titles, whether the holder is not local.
    FilledSeats(TitleSet),
    /// Units with a Party standing committee, whether a woman is in it.
    Committees,
}

/// A target ready to be counted.
#[derive(Clone, Debug)]
pub(crate) struct Question<'a> {
    pub(crate) main: Slot<'a>,
    pub(crate) parts: Vec<(Arc<str>, Slot<'a>)>,
    pub(crate) standing: Standing,
}

/// How the count stands to the target.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Standing {
    Against(Threshold),
    /// Against the baseline date's count.
    Trend,
}

impl<'a> Question<'a> {
    pub(crate) fn of(
        facts: &'a Facts,
        programme: &Programme,
        target: &Target,
        on: NaiveDate,
    ) -> Result<Self, EvaluateError> {
        let standing = standing(target)?;
        let (main, parts) = match target.measure {
            Measure::PostsFilled => {
                let standard = PersonRule::Standard(Standards::in_force(facts, on));
                (Slot::Seats, vec![(Arc::from(STANDARD), Slot::KeyOfficials(standard))])
            }
            Measure::UnderAge => {
                let limit = target.age_limit.ok_or_else(|| invalid(target, "age_limit"))?;
                (Slot::KeyOfficials(PersonRule::UnderAge { limit }), Vec::new())
            }
            Measure::Female => (Slot::KeyOfficials(PersonRule::Female), Vec::new()),
            Measure::WomanInStandingCommittee => {
                facts.party.as_ref().ok_or(EvaluateError::MissingSection(Section::Party))?;
                (Slot::Committees, Vec::new())
            }
            Measure::Qualified => qualified(target)?,
            Measure::KnowledgeUpdate => knowledge_update(programme, target, on)?,
            Measure::PlannedTrained => {
                facts.succession.as_ref().ok_or(EvaluateError::MissingSection(Section::Succession))?;
                (Slot::PlannedPeople(PersonRule::TrainedSinceApproval), Vec::new())
            }
            Measure::NonLocal => non_local(facts, target)?,
            Measure::NonLocalTrend => (non_local(facts, target)?.0, Vec::new()),
        };
        Ok(Self { main, parts, standing })
    }
}

impl Question<'_> {
    /// Everything that is counted for the question on its day.
    pub(crate) fn slots(&self) -> impl Iterator<Item = &Slot<'_>> {
        std::iter::once(&self.main).chain(self.parts.iter().map(|(_, slot)| slot))
    }

    /// What is counted on the baseline date as well.
    pub(crate) fn trend(&self) -> Option<&Slot<'_>> {
        matches!(self.standing, Standing::Trend).then_some(&self.main)
    }
}

impl Slot<'_> {
    /// Whether holders over the seats are reported beside the count.
    pub(crate) const fn has_surplus(&self) -> bool {
        matches!(self, Self::Seats | Self::FilledSeats(_))
    }
}

fn invalid(target: &Target, field: &'static str) -> EvaluateError {
    EvaluateError::InvalidTarget { code: target.code.clone(), field }
}

/// A trend is directional and has no threshold; everything else has one.
fn standing(target: &Target) -> Result<Standing, EvaluateError> {
    let counts = match target.measure {
        Measure::PostsFilled => CountedThing::Posts,
        Measure::NonLocal | Measure::NonLocalTrend => CountedThing::FilledPosts,
        Measure::WomanInStandingCommittee => CountedThing::Units,
        Measure::PlannedTrained => CountedThing::PlannedPersons,
        Measure::UnderAge | Measure::Female | Measure::Qualified | Measure::KnowledgeUpdate => {
            CountedThing::Persons
        }
    };
    if target.counts != counts {
        return Err(invalid(target, "counts"));
    }
    if target.measure == Measure::NonLocalTrend {
        return match target {
            Target { kind, .. } if *kind != TargetKind::Directional => Err(invalid(target, "kind")),
            Target { comparator: Some(_), .. } => Err(invalid(target, "comparator")),
            Target { threshold: Some(_), .. } => Err(invalid(target, "threshold")),
            _ => Ok(Standing::Trend),
        };
    }
    let comparator = target.comparator.ok_or_else(|| invalid(target, "comparator"))?;
    let share = target.threshold.ok_or_else(|| invalid(target, "threshold"))?;
    let threshold =
        Threshold::new(target.kind, comparator, share, counts).ok_or_else(|| invalid(target, "kind"))?;
    Ok(Standing::Against(threshold))
}

type Slots<'a> = (Slot<'a>, Vec<(Arc<str>, Slot<'a>)>);

/// The rows of one part are alternatives, the parts are all asked for, in the order in which they first appear.
fn qualified<'a>(target: &Target) -> Result<Slots<'a>, EvaluateError> {
    let mut parts: Vec<(&str, EvidencePart)> = Vec::new();
    for row in &target.evidence {
        let asked = Requirement { kind: row.kind, min_rank: row.min_rank };
        match parts.iter_mut().find(|(code, _)| *code == row.part) {
            Some((_, part)) => part.alternatives.push(asked),
            None => parts.push((&row.part, EvidencePart { alternatives: vec![asked] })),
        }
    }
    if parts.is_empty() {
        return Err(invalid(target, "evidence"));
    }
    let slot = |parts| Slot::KeyOfficials(PersonRule::Qualified(parts));
    let apart = match parts.as_slice() {
        [_] => Vec::new(),
        several => several.iter().map(|(code, part)| (Arc::from(*code), slot(vec![part.clone()]))).collect(),
    };
    Ok((slot(parts.into_iter().map(|(_, part)| part).collect()), apart))
}

fn knowledge_update<'a>(
    programme: &Programme,
    target: &Target,
    on: NaiveDate,
) -> Result<Slots<'a>, EvaluateError> {
    let slot = |period| {
        let from = match period {
            CompletionPeriod::CalendarYear => NaiveDate::from_ymd_opt(on.year(), 1, 1).unwrap_or(on),
            CompletionPeriod::SinceProgrammeStart => programme.starts_on,
        };
        Slot::KeyOfficials(PersonRule::KnowledgeUpdate(KnowledgeUpdate { from, to: on }))
    };
    let period = target.period.ok_or_else(|| invalid(target, "period"))?;
    let other = target.alternative_period.map(|other| (Arc::from(other.code()), slot(other)));
    Ok((slot(period), other.into_iter().collect()))
}

/// The titles pooled, and each apart where there are several.
fn non_local<'a>(facts: &Facts, target: &Target) -> Result<Slots<'a>, EvaluateError> {
    let slot = |codes: &[String]| Slot::FilledSeats(TitleSet::new(facts, codes.iter().map(String::as_str)));
    let parts = match target.titles.as_slice() {
        [] => return Err(invalid(target, "titles")),
        [_] => Vec::new(),
        several => {
            several.iter().map(|code| (Arc::from(code.as_str()), slot(std::slice::from_ref(code)))).collect()
        }
    };
    Ok((slot(&target.titles), parts))
}
