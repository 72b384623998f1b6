//! Which unit a row belongs to, where its table does not say so itself: that of the row that it is a part of, or
//! the one that keeps the person's file.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::NaiveDate;
use entity::affiliation;
use entity::id::{
    AppointmentId, CourseId, EnrolmentId, OfficialId, ReportId, SourcePoolEntryId, SuccessionEntryId,
    SuccessionRoundId, TrainingPlanId, UnitId,
};
use uuid::Uuid;

use crate::demo::District;

/// The units of the rows that others are parts of.
pub(super) struct Belonging {
    officials: HashMap<OfficialId, UnitId>,
    appointments: HashMap<AppointmentId, UnitId>,
    courses: HashMap<CourseId, UnitId>,
    enrolments: HashMap<EnrolmentId, UnitId>,
    committees: HashMap<Uuid, UnitId>,
    pool_entries: HashMap<SourcePoolEntryId, UnitId>,
    rounds: HashMap<SuccessionRoundId, UnitId>,
    succession_entries: HashMap<SuccessionEntryId, SuccessionRoundId>,
    plans: HashMap<TrainingPlanId, UnitId>,
    published_values: HashMap<Uuid, UnitId>,
    reports: HashMap<ReportId, UnitId>,
}

impl Belonging {
    pub(super) fn of(district: &District, today: NaiveDate) -> Self {
        Self {
            officials: keepers(&district.affiliations, today),
            appointments: map(&district.appointments, |row| (row.id, row.unit_id)),
            courses: map(&district.courses, |row| (row.id, row.organiser_unit_id)),
            enrolments: map(&district.enrolments, |row| (row.id, row.unit_id)),
            committees: map(&district.standing_committees, |row| (row.id, row.unit_id)),
            pool_entries: map(&district.source_pool_entries, |row| (row.id, row.unit_id)),
            rounds: map(&district.succession_rounds, |row| (row.id, row.unit_id)),
            succession_entries: map(&district.succession_entries, |row| (row.id, row.round_id)),
            plans: map(&district.training_plans, |row| (row.id, row.unit_id)),
            published_values: map(&district.published_values, |row| (row.id, row.unit_id)),
            reports: map(&district.reports, |row| (row.id, row.unit_id)),
        }
    }

    pub(super) fn report(&self, id: ReportId) -> Option<UnitId> {
        self.reports.get(&id).copied()
    }

    pub(super) fn official(&self, id: OfficialId) -> Option<UnitId> {
        self.officials.get(&id).copied()
    }

    pub(super) fn appointment(&self, id: AppointmentId) -> Option<UnitId> {
        self.appointments.get(&id).copied()
    }

    pub(super) fn course(&self, id: CourseId) -> Option<UnitId> {
        self.courses.get(&id).copied()
    }

    pub(super) fn enrolment(&self, id: EnrolmentId) -> Option<UnitId> {
        self.enrolments.get(&id).copied()
    }

    pub(super) fn committee(&self, id: Uuid) -> Option<UnitId> {
        self.committees.get(&id).copied()
    }

    pub(super) fn pool_entry(&self, id: SourcePoolEntryId) -> Option<UnitId> {
        self.pool_entries.get(&id).copied()
    }

    pub(super) fn round(&self, id: SuccessionRoundId) -> Option<UnitId> {
        self.rounds.get(&id).copied()
    }

    pub(super) fn succession_entry(&self, id: SuccessionEntryId) -> Option<UnitId> {
        self.succession_entries.get(&id).and_then(|round| self.round(*round))
    }

    pub(super) fn plan(&self, id: TrainingPlanId) -> Option<UnitId> {
        self.plans.get(&id).copied()
    }

    pub(super) fn published_value(&self, id: Uuid) -> Option<UnitId> {
        self.published_values.get(&id).copied()
    }
}

fn map<R, K: Eq + Hash, V>(rows: &[R], entry: impl Fn(&R) -> (K, V)) -> HashMap<K, V> {
    rows.iter().map(entry).collect()
}

/// The unit that keeps each person's file: on the day of the loading, or last before it, or first after it.
fn keepers(affiliations: &[affiliation::Model], today: NaiveDate) -> HashMap<OfficialId, UnitId> {
    let mut by_begin: Vec<_> = affiliations.iter().collect();
    by_begin.sort_by_key(|row| row.valid_from);
    let (begun, to_come): (Vec<_>, Vec<_>) = by_begin.into_iter().partition(|row| row.valid_from <= today);
    let later_first = to_come.into_iter().rev();
    later_first.chain(begun).map(|row| (row.official_id, row.unit_id)).collect()
}
