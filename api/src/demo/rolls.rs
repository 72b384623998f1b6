//! The rolls of courses: who gets a place, who waits for one, and what comes of each, as the registry's rules have it.
//!
//! The steps of a roll stand in the order in which they are taken, those of one day too: the demo's life is told from it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::id::{EnrolmentId, UnitId};
use entity::value::{EnrolmentStatus, Sex};
use entity::{enrolment, enrolment_step};
use uuid::Uuid;

use super::calendar::KNOWN_UNTIL;
use super::catalogue::Course;
use super::courses::runs_from;
use super::identifier::id;
use super::people::Person;

/// Why a nomination is rejected, and why a unit that decides by itself withdraws one.
pub(super) const SENT_ELSEWHERE: &str = "Đã được cử đi học lớp khác trong năm";

/// Somebody who is nominated for a course.
pub(super) struct Nominee<'a> {
    pub(super) person: &'a Person,
    pub(super) row: enrolment::Model,
    /// Whether the authority rejects the nomination.
    pub(super) is_rejected: bool,
    status: EnrolmentStatus,
    /// How many states were taken.
    steps: i32,
}

impl<'a> Nominee<'a> {
    pub(super) fn new(person: &'a Person, row: enrolment::Model, is_rejected: bool) -> Self {
        Self { person, row, is_rejected, status: EnrolmentStatus::Nominated, steps: 0 }
    }

    fn is_open(&self) -> bool {
        use EnrolmentStatus::{Enrolled, Nominated, Waitlisted};
        matches!(self.status, Nominated | Waitlisted | Enrolled)
    }
}

/// What happens to somebody's enrolment, if it can still happen on its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// The unit withdraws whoever is nominated, has a place or waits for one.
    Withdrawn(&'static str),
    /// Who has a place gives it up.
    GivenUp(&'static str),
    /// What comes of the course for who has a place.
    Result(EnrolmentStatus, Option<&'static str>),
}

/// A day, and what happens on it to whose enrolment.
pub(super) type Happening = (NaiveDate, Event, EnrolmentId);

/// The roll of a course.
pub(super) struct Roll<'a> {
    course: &'a Course,
    nominees: BTreeMap<EnrolmentId, Nominee<'a>>,
    /// The places that are free: those kept for a unit, and those that others share.
    free: BTreeMap<Option<UnitId>, i32>,
    steps: Vec<enrolment_step::Model>,
}

impl<'a> Roll<'a> {
    /// A roll with nobody on it, of a course that keeps places for units.
    pub(super) fn new(course: &'a Course, with_places: Vec<UnitId>) -> Self {
        let kept: BTreeMap<_, _> = with_places.into_iter().map(|unit| (Some(unit), course.kept)).collect();
        let others = kept.values().fold(course.capacity, |left, places| left - places);
        let free = kept.into_iter().chain([(None, others)]).collect();
        Self { course, nominees: BTreeMap::new(), free, steps: Vec::new() }
    }

    /// Nominates people on a day. Who is nominated is decided of on the same day or a later one; then the rest happens, in the order of time,
    /// as far as it is known.
    pub(super) fn run(
        mut self,
        nominees: Vec<Nominee<'a>>,
        (nominated_on, decided_on): (NaiveDate, NaiveDate),
        mut happenings: Vec<Happening>,
    ) -> (Vec<enrolment::Model>, Vec<enrolment_step::Model>) {
        let cancelled_on = self.course.cancelled.map_or(NaiveDate::MAX, |(on, _)| on);
        happenings.retain(|(on, ..)| *on <= KNOWN_UNTIL && *on < cancelled_on);
        happenings.sort_unstable();
        self.nominate(nominees, nominated_on);
        let (before, after): (Vec<_>, Vec<_>) = happenings.into_iter().partition(|(on, ..)| *on < decided_on);
        for happening in before {
            self.happen(happening);
        }
        if decided_on <= KNOWN_UNTIL {
            self.decide(decided_on);
        }
        for happening in after {
            self.happen(happening);
        }
        if let Some((on, why)) = self.course.cancelled {
            for enrolment in self.such(|nominee| nominee.is_open()) {
                self.change(enrolment, EnrolmentStatus::Withdrawn, on, Some(why));
            }
        }
        (self.nominees.into_values().map(|nominee| nominee.row).collect(), self.steps)
    }

    fn nominate(&mut self, nominees: Vec<Nominee<'a>>, on: NaiveDate) {
        self.nominees.extend(nominees.into_iter().map(|nominee| (nominee.row.id, nominee)));
        for enrolment in self.in_order(self.such(|_| true), on) {
            self.step(enrolment, EnrolmentStatus::Nominated, on, None);
        }
    }

    /// Decides of all who are nominated still. Where the unit decides itself, that is a part of the nomination.
    fn decide(&mut self, on: NaiveDate) {
        let is_nominated = |nominee: &Nominee<'_>| nominee.status == EnrolmentStatus::Nominated;
        for enrolment in self.such(|nominee| is_nominated(nominee) && nominee.is_rejected) {
            self.change(enrolment, EnrolmentStatus::Rejected, on, Some(SENT_ELSEWHERE));
        }
        let approved = self.in_order(self.such(is_nominated), on);
        for enrolment in &approved {
            let is_submitted =
                self.nominees.get(enrolment).is_some_and(|nominee| nominee.row.authority.is_some());
            match is_submitted {
                true => self.change(*enrolment, EnrolmentStatus::Approved, on, None),
                false => self.step(*enrolment, EnrolmentStatus::Approved, on, None),
            }
        }
        for enrolment in approved {
            let has_place = self.take(enrolment);
            let status = if has_place { EnrolmentStatus::Enrolled } else { EnrolmentStatus::Waitlisted };
            self.step(enrolment, status, on, None);
        }
    }

    fn happen(&mut self, (on, event, enrolment): Happening) {
        let Some(nominee) = self.nominees.get(&enrolment) else { return };
        let has_place = nominee.status == EnrolmentStatus::Enrolled;
        let (can_happen, status, remark) = match event {
            Event::Withdrawn(why) => (nominee.is_open(), EnrolmentStatus::Withdrawn, Some(why)),
            Event::GivenUp(why) => (has_place, EnrolmentStatus::Withdrawn, Some(why)),
            Event::Result(status, remark) => (has_place, status, remark),
        };
        if !can_happen {
            return;
        }
        let share = self.share(nominee.row.unit_id);
        self.change(enrolment, status, on, remark);
        if has_place && status == EnrolmentStatus::Withdrawn {
            *self.free.entry(share).or_default() += 1;
            self.move_up(share, on);
        }
    }

    /// Gives a place that came free to the first who waits for it, as long as the course has not begun.
    fn move_up(&mut self, share: Option<UnitId>, on: NaiveDate) {
        let waits = |nominee: &Nominee<'_>| {
            nominee.status == EnrolmentStatus::Waitlisted && self.share(nominee.row.unit_id) == share
        };
        let first = self.in_order(self.such(waits), on).into_iter().next();
        if let Some(enrolment) = first.filter(|_| on < runs_from(self.course))
            && self.take(enrolment)
        {
            self.change(enrolment, EnrolmentStatus::Enrolled, on, None);
        }
    }

    /// Takes a place for somebody, if one is free.
    fn take(&mut self, enrolment: EnrolmentId) -> bool {
        let Some(unit) = self.nominees.get(&enrolment).map(|nominee| nominee.row.unit_id) else {
            return false;
        };
        let share = self.share(unit);
        let free = self.free.entry(share).or_default();
        let has_place = *free > 0;
        *free -= i32::from(has_place);
        has_place
    }

    fn share(&self, unit: UnitId) -> Option<UnitId> {
        Some(unit).filter(|unit| self.free.contains_key(&Some(*unit)))
    }

    fn such(&self, is_such: impl Fn(&Nominee<'_>) -> bool) -> Vec<EnrolmentId> {
        let such = self.nominees.iter().filter(|(_, nominee)| is_such(nominee));
        such.map(|(enrolment, _)| *enrolment).collect()
    }

    /// The order of selection: women, then those under 35 on the day, then as their nominations came, of which the ids tell. They all wait
    /// since the same day.
    fn in_order(&self, mut enrolments: Vec<EnrolmentId>, on: NaiveDate) -> Vec<EnrolmentId> {
        enrolments.sort_by_cached_key(|enrolment| {
            let person = self.nominees.get(enrolment)?.person;
            Some((person.sex == Sex::Male, !person.is_young(on), self.step_id(person, 1)))
        });
        enrolments
    }

    fn step_id(&self, person: &Person, sequence: i32) -> Uuid {
        id("enrolment_step", &format!("{}/{}/{sequence}", self.course.code, person.key))
    }

    /// Changes an enrolment by itself.
    fn change(
        &mut self,
        enrolment: EnrolmentId,
        status: EnrolmentStatus,
        on: NaiveDate,
        remark: Option<&str>,
    ) {
        if let Some(nominee) = self.nominees.get_mut(&enrolment) {
            nominee.row.version += 1;
        }
        self.step(enrolment, status, on, remark);
    }

    fn step(&mut self, enrolment: EnrolmentId, status: EnrolmentStatus, on: NaiveDate, remark: Option<&str>) {
        let Some(nominee) = self.nominees.get_mut(&enrolment) else { return };
        nominee.status = status;
        nominee.steps += 1;
        let (person, sequence) = (nominee.person, nominee.steps);
        self.steps.push(enrolment_step::Model {
            id: self.step_id(person, sequence),
            enrolment_id: enrolment,
            sequence,
            status,
            effective_on: on,
            remark: remark.map(str::to_owned),
        });
    }
}
