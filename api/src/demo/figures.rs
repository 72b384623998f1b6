//! The engine's facts and values of the demo's own rows.

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::programme;
use targets::evaluate::{EvaluateError, breakdown};
use targets::facts::Facts;
use targets::programme::{Programme, Target};
use targets::value::Value;

use super::district::District;
use crate::facts::{self, FactError, Levels, PartyRows, ProgrammeRows, Rows, SuccessionRows};

/// The facts and a programme of a district.
#[derive(Debug)]
pub(super) struct Figures {
    facts: Facts,
    pub(super) programme: Programme,
}

impl Figures {
    /// The facts that a district's rows make, and one of its programmes.
    pub(super) fn new(district: &District, programme: &programme::Model) -> Result<Self, FactError> {
        let levels = Levels::new(&district.qualification_levels);
        let forest = facts::forest(&district.unit_versions, &district.unit_lineages)?;
        let facts = facts::load(forest, &levels, &rows(district))?;
        let rows = ProgrammeRows {
            programme,
            key_titles: &district.programme_key_titles,
            targets: &district.targets,
            target_versions: &district.target_versions,
            target_evidences: &district.target_evidences,
            target_titles: &district.target_titles,
        };
        Ok(Self { facts, programme: facts::programme(&rows, &levels)? })
    }

    /// The values of targets for units on a date: for each unit in turn, the value of each target in turn.
    pub(super) fn values(
        &self,
        targets: &[&Target],
        units: &[UnitId],
        on: NaiveDate,
    ) -> Result<Vec<Vec<Value>>, EvaluateError> {
        let units: Vec<_> = units.iter().map(|unit| unit.0).collect();
        breakdown(&self.facts, &self.programme, targets, &units, on)
    }
}

fn rows(district: &District) -> Rows<'_> {
    Rows {
        officials: &district.officials,
        appointments: &district.appointments,
        locality_assessments: &district.locality_assessments,
        qualifications: &district.qualifications,
        courses: &district.courses,
        enrolments: &district.enrolments,
        enrolment_steps: &district.enrolment_steps,
        posts: &district.posts,
        title_standards: &district.title_standards,
        title_requirements: &district.title_requirements,
        party: Some(PartyRows {
            standing_committees: &district.standing_committees,
            standing_committee_memberships: &district.standing_committee_memberships,
        }),
        succession: Some(SuccessionRows {
            rounds: &district.succession_rounds,
            round_steps: &district.succession_round_steps,
            entries: &district.succession_entries,
            entry_steps: &district.succession_entry_steps,
        }),
    }
}
