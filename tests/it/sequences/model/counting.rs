//! The key officials of a unit on a day and what each of them has, by plain counting (domain §8).

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use entity::id::{OfficialId, UnitId};
use entity::value::{AppointmentMode, EnrolmentStatus, QualificationKind};

use super::Model;
use super::input::years_after;
use super::state::holds;

impl Model {
    /// People with at least one key title as PRIMARY or CONCURRENT in a unit of the commune level that is counted.
    pub(in super::super) fn key_officials(&self, unit: UnitId, on: NaiveDate) -> BTreeSet<OfficialId> {
        let state = &self.state;
        let communes: BTreeSet<UnitId> = state
            .stands_for(unit, on)
            .into_iter()
            .filter(|unit| state.version_on(*unit, on).is_some_and(|row| row.kind.is_commune_level()))
            .collect();
        let held = state.appointments.iter().filter(|row| {
            holds(row.valid_from, row.valid_to, on)
                && matches!(row.mode, AppointmentMode::Primary | AppointmentMode::Concurrent)
                && self.law.key_titles.contains(&row.title_code)
                && communes.contains(&row.unit_id)
        });
        held.map(|row| row.official_id).collect()
    }

    /// Whether a person is under 35; whoever has no birth date, or one to come, is unknown.
    pub(in super::super) fn is_young(&self, person: OfficialId, on: NaiveDate) -> Option<bool> {
        let birth = self.state.official(person).unwrap().birth_date?;
        (birth <= on).then(|| years_after(birth, 35) > on)
    }

    /// Whether a person has a level of a kind; unknown where nothing of the kind is recorded by the day.
    pub(in super::super) fn has(
        &self,
        person: OfficialId,
        (kind, level): (QualificationKind, &str),
        on: NaiveDate,
    ) -> Option<bool> {
        let rank = |level: &str| self.law.levels[&(kind, level.to_owned())];
        let recorded: Vec<_> = self
            .state
            .qualifications
            .iter()
            .filter(|row| row.official_id == person && row.kind == kind)
            .filter(|row| row.obtained_on.unwrap_or(row.recorded_on) <= on)
            .collect();
        let is_enough = |row: &&entity::qualification::Model| {
            rank(&row.level_code) >= rank(level) && row.revoked_on.is_none_or(|revoked| on < revoked)
        };
        (!recorded.is_empty()).then(|| recorded.iter().any(is_enough))
    }

    /// Whether a person completed a course that counts as a knowledge update and ended in the year of a day, by that day.
    pub(in super::super) fn is_updated(&self, person: OfficialId, on: NaiveDate) -> bool {
        let completed = self.state.enrolments.iter().filter(|row| {
            row.official_id == person && self.state.enrolment_status(row.id) == EnrolmentStatus::Completed
        });
        let mut courses = completed.map(|row| self.state.course(row.course_id).unwrap());
        courses.any(|course| {
            course.counts_as_knowledge_update && course.ends_on.year() == on.year() && course.ends_on <= on
        })
    }
}
