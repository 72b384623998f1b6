//! From rows of the database to facts of the engine: the one place that maps the one to the other. It computes
//! nothing and asks no database; whoever read the rows has scoped them.

mod mapping;
mod planned;
mod programme;
pub mod published;

use std::collections::HashMap;
use std::sync::Arc;

use entity::value::{EnrolmentStatus, QualificationKind};
use entity::{
    appointment, course, enrolment, enrolment_step, locality_assessment, official, post, qualification,
    qualification_level, standing_committee, standing_committee_membership, succession_entry,
    succession_entry_step, succession_round, succession_round_step, title_requirement, title_standard,
    unit_lineage, unit_version,
};
use targets::fact::{Completion, Requirement};
use targets::facts::Facts;
use targets::load::{FactsBuilder, LoadError};
use targets::period::EmptyPeriod;
use targets::unit::{Forest, ForestError};
use thiserror::Error;

pub use programme::{ProgrammeRows, programme};

/// Why rows are no facts. The database's constraints refuse all of it; met here, they were changed from outside.
#[derive(Debug, Error)]
pub enum FactError {
    /// A period ends before it begins.
    #[error("a row has a period without a day")]
    EmptyPeriod(EmptyPeriod),
    /// A row names a level of a qualification that does not exist.
    #[error("no qualification of kind {kind:?} has the level {code}")]
    UnknownLevel {
        /// The kind.
        kind: QualificationKind,
        /// The level's code.
        code: String,
    },
    /// A number is out of the engine's range, such as negative seats.
    #[error("the number {number} does not fit {what}")]
    OutOfRange {
        /// What the number is of.
        what: &'static str,
        /// The number.
        number: i64,
    },
    /// Units are no forest.
    #[error("the units are no forest: {0}")]
    Forest(ForestError),
    /// Rows do not fit each other.
    #[error("the rows do not fit: {0}")]
    Load(LoadError),
}

impl From<EmptyPeriod> for FactError {
    fn from(error: EmptyPeriod) -> Self {
        Self::EmptyPeriod(error)
    }
}

/// The ranks of the levels of qualifications.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    ranks: HashMap<QualificationKind, HashMap<String, i32>>,
}

impl Levels {
    /// The ranks of the levels given.
    #[must_use]
    pub fn new(rows: &[qualification_level::Model]) -> Self {
        let mut ranks: HashMap<QualificationKind, HashMap<String, i32>> = HashMap::new();
        for row in rows {
            ranks.entry(row.kind).or_default().insert(row.code.clone(), row.rank);
        }
        Self { ranks }
    }

    /// The rank of a level within its kind.
    ///
    /// # Errors
    /// [`FactError::UnknownLevel`].
    pub fn rank(&self, kind: QualificationKind, code: &str) -> Result<i32, FactError> {
        self.ranks
            .get(&kind)
            .and_then(|levels| levels.get(code))
            .copied()
            .ok_or_else(|| FactError::UnknownLevel { kind, code: code.to_owned() })
    }
}

/// The rows that facts are loaded from. Every row that another names must be among them.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "each list is named after its table, which says what it holds")]
pub struct Rows<'a> {
    pub officials: &'a [official::Model],
    pub appointments: &'a [appointment::Model],
    pub locality_assessments: &'a [locality_assessment::Model],
    pub qualifications: &'a [qualification::Model],
    pub courses: &'a [course::Model],
    pub enrolments: &'a [enrolment::Model],
    pub enrolment_steps: &'a [enrolment_step::Model],
    pub posts: &'a [post::Model],
    pub title_standards: &'a [title_standard::Model],
    pub title_requirements: &'a [title_requirement::Model],
    /// Class PARTY; none where it was not asked for.
    pub party: Option<PartyRows<'a>>,
    /// Class SUCCESSION; none where it was not asked for.
    pub succession: Option<SuccessionRows<'a>>,
}

/// The rows of class PARTY that facts are loaded from.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "each list is named after its table, which says what it holds")]
pub struct PartyRows<'a> {
    pub standing_committees: &'a [standing_committee::Model],
    pub standing_committee_memberships: &'a [standing_committee_membership::Model],
}

/// The rows of class SUCCESSION that facts are loaded from.
#[derive(Clone, Copy, Debug, Default)]
#[expect(missing_docs, reason = "each list is named after its table, which says what it holds")]
pub struct SuccessionRows<'a> {
    pub rounds: &'a [succession_round::Model],
    pub round_steps: &'a [succession_round_step::Model],
    pub entries: &'a [succession_entry::Model],
    pub entry_steps: &'a [succession_entry_step::Model],
}

/// The forest of the units.
///
/// # Errors
/// See [`FactError`].
pub fn forest(
    versions: &[unit_version::Model],
    lineages: &[unit_lineage::Model],
) -> Result<Arc<Forest>, FactError> {
    let versions = versions.iter().map(mapping::unit_version).collect::<Result<Vec<_>, _>>()?;
    let edges = lineages.iter().map(mapping::lineage_edge).collect();
    Forest::new(versions, edges).map(Arc::new).map_err(FactError::Forest)
}

/// The facts that rows hold.
///
/// # Errors
/// See [`FactError`].
pub fn load(forest: Arc<Forest>, levels: &Levels, rows: &Rows<'_>) -> Result<Facts, FactError> {
    let mut facts = FactsBuilder::new(forest);
    for row in rows.officials {
        facts.official(mapping::official(row));
    }
    for row in rows.appointments {
        facts.appointment(mapping::appointment(row)?);
    }
    for row in rows.locality_assessments {
        facts.locality(mapping::locality(row));
    }
    for row in rows.qualifications {
        facts.qualification(mapping::qualification(row, levels)?);
    }
    for row in completions(rows.courses, rows.enrolments, rows.enrolment_steps) {
        facts.completion(row);
    }
    for row in rows.posts {
        facts.post(mapping::post(row)?);
    }
    load_standards(&mut facts, levels, rows)?;
    if let Some(party) = rows.party {
        load_party(&mut facts, party)?;
    }
    if let Some(succession) = rows.succession {
        load_succession(&mut facts, succession)?;
    }
    facts.build().map_err(FactError::Load)
}

fn load_standards(facts: &mut FactsBuilder, levels: &Levels, rows: &Rows<'_>) -> Result<(), FactError> {
    let mut requirements: HashMap<_, Vec<Requirement>> = HashMap::new();
    for row in rows.title_requirements {
        let requirement = mapping::requirement(row, levels)?;
        requirements.entry(row.standard_id).or_default().push(requirement);
    }
    for row in rows.title_standards {
        let asked = requirements.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        facts.title_standard(mapping::title_standard(row, asked)?);
    }
    Ok(())
}

fn load_party(facts: &mut FactsBuilder, rows: PartyRows<'_>) -> Result<(), FactError> {
    facts.open_party();
    for row in rows.standing_committees {
        facts.standing_committee(mapping::standing_committee(row)?);
    }
    for row in rows.standing_committee_memberships {
        facts.standing_membership(mapping::standing_membership(row)?);
    }
    Ok(())
}

fn load_succession(facts: &mut FactsBuilder, rows: SuccessionRows<'_>) -> Result<(), FactError> {
    facts.open_succession();
    for row in planned::entries(rows) {
        facts.planned_entry(row);
    }
    Ok(())
}

/// The completed courses: enrolments whose last step is COMPLETED, recorded on the day of that step.
fn completions(
    courses: &[course::Model],
    enrolments: &[enrolment::Model],
    steps: &[enrolment_step::Model],
) -> Vec<Completion> {
    let courses: HashMap<_, _> = courses.iter().map(|course| (course.id, course)).collect();
    let mut last_steps: HashMap<_, &enrolment_step::Model> = HashMap::new();
    for step in steps {
        let last = last_steps.entry(step.enrolment_id).or_insert(step);
        if last.sequence < step.sequence {
            *last = step;
        }
    }
    let completed = |enrolment: &enrolment::Model| {
        let step = last_steps.get(&enrolment.id)?;
        let course = courses.get(&enrolment.course_id)?;
        (step.status == EnrolmentStatus::Completed)
            .then(|| mapping::completion(enrolment, course, step.effective_on))
    };
    enrolments.iter().filter_map(completed).collect()
}
