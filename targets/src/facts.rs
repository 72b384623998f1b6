//! The loaded facts: columns of small rows, grouped by what asks for them, independent of any date.
//!
//! Officials are numbered in the order of the units that they serve in, so that a pass over the units touches their
//! rows one after the other.

use std::sync::Arc;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::age::BirthDate;
use crate::fact::{AppointmentMode, Locality, QualificationKind, Requirement, Sex};
use crate::period::Period;
use crate::table::{Grouped, Names, column_bytes, place};
use crate::unit::Forest;

/// Facts ready for evaluation, made by [`crate::load::FactsBuilder`]. They never change; share them behind an [`Arc`].
#[derive(Clone, Debug)]
pub struct Facts {
    pub(crate) forest: Arc<Forest>,
    pub(crate) titles: Names,
    pub(crate) levels: Names,
    pub(crate) people: People,
    pub(crate) appointments: Appointments,
    pub(crate) localities: Localities,
    pub(crate) qualifications: Qualifications,
    pub(crate) completions: Completions,
    pub(crate) posts: Posts,
    pub(crate) standards: Standards,
    pub(crate) party: Option<Party>,
    pub(crate) succession: Option<Succession>,
}

/// What the officials are.
#[derive(Clone, Debug)]
pub(crate) struct People {
    pub(crate) ids: Vec<Uuid>,
    pub(crate) rows: Vec<Person>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) birth: Option<BirthDate>,
    pub(crate) sex: Sex,
}

/// Appointments by unit; within a unit by title, first day and id.
#[derive(Clone, Debug)]
pub(crate) struct Appointments {
    pub(crate) by_unit: Grouped<Tenure>,
    pub(crate) ids: Vec<Uuid>,
    /// The numbers of each official's appointments.
    pub(crate) by_official: Grouped<u32>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Tenure {
    pub(crate) period: Period,
    pub(crate) official: u32,
    pub(crate) title: u16,
    pub(crate) mode: AppointmentMode,
}

/// Assessed localities by appointment; within one by day and id.
#[derive(Clone, Debug)]
pub(crate) struct Localities {
    pub(crate) by_appointment: Grouped<Assessed>,
    pub(crate) ids: Vec<Uuid>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Assessed {
    pub(crate) on: NaiveDate,
    pub(crate) locality: Locality,
}

/// Qualifications by official; within one by kind, then the highest rank first, then the oldest.
#[derive(Clone, Debug)]
pub(crate) struct Qualifications {
    pub(crate) by_official: Grouped<Credential>,
    pub(crate) ids: Vec<Uuid>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Credential {
    pub(crate) obtained_on: NaiveDate,
    pub(crate) revoked_on: Option<NaiveDate>,
    pub(crate) rank: i32,
    pub(crate) level: u16,
    pub(crate) kind: QualificationKind,
}

impl Credential {
    pub(crate) fn is_recorded(&self, on: NaiveDate) -> bool {
        self.obtained_on <= on
    }

    pub(crate) fn is_revoked(&self, on: NaiveDate) -> bool {
        self.revoked_on.is_some_and(|revoked| revoked <= on)
    }
}

/// Completed courses by official; within one by the course's last day.
#[derive(Clone, Debug)]
pub(crate) struct Completions {
    pub(crate) by_official: Grouped<Completed>,
    pub(crate) enrolments: Vec<Uuid>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Completed {
    pub(crate) ended_on: NaiveDate,
    pub(crate) recorded_on: NaiveDate,
    pub(crate) counts_as_knowledge_update: bool,
}

/// Posts by unit; within a unit by title, first day and id.
#[derive(Clone, Debug)]
pub(crate) struct Posts {
    pub(crate) by_unit: Grouped<Seats>,
    pub(crate) ids: Vec<Uuid>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Seats {
    pub(crate) period: Period,
    pub(crate) seats: u32,
    pub(crate) title: u16,
}

/// Title standards by title.
#[derive(Clone, Debug)]
pub(crate) struct Standards {
    pub(crate) by_title: Grouped<Standard>,
}

#[derive(Clone, Debug)]
pub(crate) struct Standard {
    pub(crate) id: Uuid,
    pub(crate) period: Period,
    pub(crate) requirements: Box<[Requirement]>,
    pub(crate) max_age_at_first_appointment: Option<u32>,
}

/// The section PARTY.
#[derive(Clone, Debug)]
pub(crate) struct Party {
    pub(crate) committees_by_unit: Grouped<Period>,
    pub(crate) committee_ids: Vec<Uuid>,
    /// Memberships by the number of their committee.
    pub(crate) members: Grouped<Membership>,
    pub(crate) membership_ids: Vec<Uuid>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Membership {
    pub(crate) period: Period,
    pub(crate) official: u32,
}

/// The section SUCCESSION: approved entries by unit.
#[derive(Clone, Debug)]
pub(crate) struct Succession {
    pub(crate) by_unit: Grouped<Planned>,
    pub(crate) ids: Vec<Uuid>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Planned {
    pub(crate) open: Period,
    pub(crate) approved_on: NaiveDate,
    pub(crate) official: u32,
    pub(crate) title: u16,
}

impl Facts {
    /// The units that the facts belong to.
    #[must_use]
    pub fn forest(&self) -> &Arc<Forest> {
        &self.forest
    }

    /// How many dated facts are loaded: every row but the officials themselves and the units.
    #[must_use]
    pub fn dated_facts(&self) -> usize {
        let party =
            self.party.as_ref().map_or(0, |party| party.committee_ids.len() + party.membership_ids.len());
        let succession = self.succession.as_ref().map_or(0, |succession| succession.ids.len());
        self.appointments.ids.len()
            + self.localities.ids.len()
            + self.qualifications.ids.len()
            + self.completions.enrolments.len()
            + self.posts.ids.len()
            + self.standards.by_title.len()
            + party
            + succession
    }

    /// Bytes that the facts hold on the heap, the officials included and the units not, as far as capacities tell.
    #[must_use]
    pub fn heap_bytes(&self) -> usize {
        let standards: usize = (0..u32::try_from(self.titles.len()).unwrap_or(u32::MAX))
            .flat_map(|title| self.standards.by_title.of(title))
            .map(|standard| size_of_val(&*standard.requirements))
            .sum();
        let party = self.party.as_ref().map_or(0, |party| {
            party.committees_by_unit.heap_bytes()
                + column_bytes(&party.committee_ids)
                + party.members.heap_bytes()
                + column_bytes(&party.membership_ids)
        });
        let succession = self
            .succession
            .as_ref()
            .map_or(0, |succession| succession.by_unit.heap_bytes() + column_bytes(&succession.ids));
        self.titles.heap_bytes()
            + self.levels.heap_bytes()
            + column_bytes(&self.people.ids)
            + column_bytes(&self.people.rows)
            + self.appointments.by_unit.heap_bytes()
            + column_bytes(&self.appointments.ids)
            + self.appointments.by_official.heap_bytes()
            + self.localities.by_appointment.heap_bytes()
            + column_bytes(&self.localities.ids)
            + self.qualifications.by_official.heap_bytes()
            + column_bytes(&self.qualifications.ids)
            + self.completions.by_official.heap_bytes()
            + column_bytes(&self.completions.enrolments)
            + self.posts.by_unit.heap_bytes()
            + column_bytes(&self.posts.ids)
            + self.standards.by_title.heap_bytes()
            + standards
            + party
            + succession
    }

    pub(crate) fn person(&self, official: u32) -> Option<&Person> {
        self.people.rows.get(place(official))
    }
}
