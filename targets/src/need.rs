//! Who has to be trained for which target, and who first.
//!
//! A need is a person whom a target counts and who lacks something that a course can give: a level of a qualification, the knowledge
//! update, a course since the plan. A person has as many needs as lacks. Whoever is unknown has a need as well: the course or the
//! missing record would close it.
//!
//! The declared priority (domain §1, §7): women first, then the young, then who has waited longest.
//!
//! - *Young* is under the age of the programme's own target of that measure on the day; a programme without one prefers nobody for the age,
//!   and nor does a birth date that is missing.
//! - *Waiting* is counted in days from the day on which the need began. It began when the person began to hold key titles without a break, in
//!   whatever unit; of a person planned for a title, when the earliest open entry was approved. It began later where the level was
//!   revoked since (then on that day), and where the person completed a course that counts as knowledge update since (then with the
//!   last day of the latest one, as long as the update is what is lacking).
//!
//! Nothing of the succession plan bears on any need but those of a target that counts planned people.

use std::cmp::Reverse;
use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::age::completed_years;
use crate::census::TitleSet;
use crate::evaluate::EvaluateError;
use crate::explain::{Bucket, Member, weighed};
use crate::fact::{QualificationKind, Sex};
use crate::facts::Facts;
use crate::pass::Pass;
use crate::programme::{Measure, Programme, Target};
use crate::question::{Question, Slot};
use crate::reason::{Detail, ReasonCode};
use crate::roll::Claim;

/// What a person lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lack {
    /// A level of a kind of qualification: of several that would do, the kind that the target names first.
    Level(QualificationKind),
    /// A course that counts as knowledge update, in the target's period.
    KnowledgeUpdate,
    /// Any course since the entry in the succession plan was approved (class SUCCESSION).
    CourseSinceApproval,
}

/// That somebody has to be trained for a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The target's row.
    pub target: Uuid,
    /// The target's code.
    pub code: String,
    /// The part of the target's evidence that is lacking, by its code; none where the target asks for a course.
    pub part: Option<Arc<str>>,
    /// What is lacking.
    pub lack: Lack,
    /// Who lacks it, NOT_COUNTED or UNKNOWN in that part, and why.
    pub member: Member,
    /// Whether it is a woman.
    pub is_woman: bool,
    /// Whether the person is young on the day.
    pub is_young: bool,
    /// The day on which the need began.
    pub since: NaiveDate,
}

impl Need {
    /// How many days the person has waited by a day.
    #[must_use]
    pub fn days_waited(&self, on: NaiveDate) -> i64 {
        (on - self.since).num_days().max(0)
    }

    /// What decides who comes first: by the priority, then by the person, the target's code and the part.
    #[must_use]
    pub fn rank(&self) -> Rank<'_> {
        let (code, part) = (self.code.as_str(), self.part.as_deref());
        (Reverse(self.is_woman), Reverse(self.is_young), self.since, self.member.official, code, part)
    }
}

/// What decides who comes first.
pub type Rank<'n> = (Reverse<bool>, Reverse<bool>, NaiveDate, Option<Uuid>, &'n str, Option<&'n str>);

/// The needs of the people whom targets count over the units that a unit stands for on a day, by [rank](Need::rank). A target that no course
/// moves has none.
///
/// # Errors
/// See [`EvaluateError`].
pub fn needs(
    facts: &Facts,
    programme: &Programme,
    targets: &[&Target],
    unit: Uuid,
    on: NaiveDate,
) -> Result<Vec<Need>, EvaluateError> {
    let asked = facts.forest.number(unit).ok_or(EvaluateError::UnknownUnit(unit))?;
    let young = programme.targets_on(on).find(|target| target.measure == Measure::UnderAge);
    let young_under = young.and_then(|target| target.age_limit);
    let mut needs = Vec::new();
    for target in targets {
        let question = match target.measure {
            Measure::Qualified | Measure::KnowledgeUpdate | Measure::PlannedTrained => {
                Question::of(facts, programme, target, on)?
            }
            _ => continue,
        };
        for Asked { part, lack, slot } in asked_of(target, &question) {
            let key = TitleSet::new(facts, programme.key_titles_on(on));
            let pass = Pass::new(facts, on, &[asked], key, &[slot]);
            let lacking =
                weighed(&pass, slot).into_iter().filter(|(_, member)| member.bucket != Bucket::Counted);
            let of_person = |(claims, member)| Lacking { pass: &pass, lack, claims, member };
            needs.extend(lacking.map(of_person).filter_map(|lacking| {
                let since = lacking.since()?;
                let is_woman = lacking.is_woman();
                let is_young = young_under.is_some_and(|limit| lacking.is_under(limit));
                let (part, member) = (part.clone(), lacking.member);
                Some(Need {
                    target: target.id,
                    code: target.code.clone(),
                    part,
                    lack,
                    member,
                    is_woman,
                    is_young,
                    since,
                })
            }));
        }
    }
    needs.sort_by(|one, other| one.rank().cmp(&other.rank()));
    Ok(needs)
}

/// One thing that a target asks for.
struct Asked<'q> {
    part: Option<Arc<str>>,
    lack: Lack,
    slot: &'q Slot<'q>,
}

/// What a target asks for, each part apart.
fn asked_of<'q>(target: &Target, question: &'q Question<'q>) -> Vec<Asked<'q>> {
    let main = &question.main;
    let evidence = |part: &str| {
        let row = target.evidence.iter().find(|row| row.part == part)?;
        Some((Some(Arc::from(part)), Lack::Level(row.kind)))
    };
    match target.measure {
        Measure::KnowledgeUpdate => vec![Asked { part: None, lack: Lack::KnowledgeUpdate, slot: main }],
        Measure::PlannedTrained => vec![Asked { part: None, lack: Lack::CourseSinceApproval, slot: main }],
        _ if question.parts.is_empty() => {
            let only = target.evidence.first().and_then(|row| evidence(&row.part));
            only.map(|(part, lack)| Asked { part, lack, slot: main }).into_iter().collect()
        }
        _ => {
            let apart = question.parts.iter();
            apart
                .filter_map(|(code, slot)| {
                    let (part, lack) = evidence(code)?;
                    Some(Asked { part, lack, slot })
                })
                .collect()
        }
    }
}

/// A person who lacks something.
struct Lacking<'p> {
    pass: &'p Pass<'p>,
    lack: Lack,
    claims: Vec<Claim>,
    member: Member,
}

impl Lacking<'_> {
    fn official(&self) -> Option<u32> {
        self.claims.first().map(|claim| claim.official)
    }

    fn is_woman(&self) -> bool {
        let person = self.official().and_then(|official| self.pass.facts.person(official));
        person.is_some_and(|person| person.sex == Sex::Female)
    }

    fn is_under(&self, limit: u32) -> bool {
        let person = self.official().and_then(|official| self.pass.facts.person(official));
        let birth = person.and_then(|person| person.birth);
        birth.and_then(|birth| completed_years(birth.date(), self.pass.on)).is_some_and(|age| age < limit)
    }

    /// The day on which the need began; none if a row is not there, which loading rules out.
    fn since(&self) -> Option<NaiveDate> {
        let official = self.official()?;
        let began = match self.lack {
            Lack::CourseSinceApproval => return self.approved(),
            Lack::Level(_) | Lack::KnowledgeUpdate => self.holds_key_titles_since(official)?,
        };
        let later = match self.lack {
            Lack::KnowledgeUpdate => self.last_update(official),
            Lack::Level(_) | Lack::CourseSinceApproval => self.revoked(),
        };
        Some(later.map_or(began, |later| later.max(began)))
    }

    /// When the earliest of the entries was approved.
    fn approved(&self) -> Option<NaiveDate> {
        let entries = &self.pass.facts.succession.as_ref()?.by_unit;
        self.claims.iter().filter_map(|claim| Some(entries.row(claim.row)?.approved_on)).min()
    }

    /// Since when the person holds key titles without a break: titles that are key on the day, in whatever unit.
    fn holds_key_titles_since(&self, official: u32) -> Option<NaiveDate> {
        let Pass { facts, on, key, .. } = self.pass;
        let rows = facts.appointments.by_official.of(official).iter();
        let tenures = rows.filter_map(|row| facts.appointments.by_unit.row(*row));
        let held: Vec<_> = tenures
            .filter(|tenure| tenure.mode.holds_seat() && key.contains(tenure.title))
            .map(|tenure| tenure.period)
            .collect();
        let mut since =
            held.iter().filter(|period| period.contains(*on)).map(|period| period.from()).min()?;
        let before = |since: NaiveDate| {
            let joins =
                |from: NaiveDate, to: Option<NaiveDate>| from < since && to.is_none_or(|end| end >= since);
            held.iter().filter(|period| joins(period.from(), period.to())).map(|period| period.from()).min()
        };
        while let Some(earlier) = before(since) {
            since = earlier;
        }
        Some(since)
    }

    fn last_update(&self, official: u32) -> Option<NaiveDate> {
        let mut completed = self.pass.facts.completions.by_official.of(official).iter().rev();
        let is_update =
            |row: &&crate::facts::Completed| row.counts_as_knowledge_update && row.ended_on <= self.pass.on;
        completed.find(is_update).map(|row| row.ended_on)
    }

    /// When the level was revoked, if that is why it is lacking.
    fn revoked(&self) -> Option<NaiveDate> {
        match (self.member.reason.code, &self.member.reason.detail) {
            (ReasonCode::QualificationRevoked, Detail::Level { revoked_on, .. }) => *revoked_on,
            _ => None,
        }
    }
}
