//! The rolls of courses: who is nominated, enrolled and waiting, and the places that are left, all held.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::id::{CourseId, EnrolmentId, OfficialId, UnitId};
use entity::value::{CourseStatus, EnrolmentStatus};
use entity::{course, course_seat, enrolment, enrolment_step, official};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::states::is_waiting;
use crate::work::UnitOfWork;
use crate::work::registry::courses::Held;
use crate::work::registry::courses::places::{Places, Priority};
use crate::work::registry::person::{NOBODY, Person};
use crate::work::registry::{Keeper, RegistryError, locks};

/// Why somebody who waited has a place. Nobody else gives a reason of a change of an enrolment, or of a step: corrections alone have one.
pub(crate) const PLACE_CAME_FREE: &str = "Có chỗ trống trong lớp";

/// An enrolment with the states that it took, and what is to be written of it.
pub(super) struct Enrolled {
    /// As it was; none of a new one.
    before: Option<enrolment::Model>,
    pub(super) row: enrolment::Model,
    steps: Vec<enrolment_step::Model>,
    new_steps: usize,
}

impl Enrolled {
    /// The last state; NOMINATED before the first.
    pub(super) fn status(&self) -> EnrolmentStatus {
        self.steps.last().map_or(EnrolmentStatus::Nominated, |step| step.status)
    }

    /// The day on which the last state began.
    pub(super) fn since(&self) -> Option<NaiveDate> {
        self.steps.last().map(|step| step.effective_on)
    }

    /// The day of the last nomination, and its place in the order in which nominations came: who was nominated anew waits anew.
    fn nominated(&self) -> (NaiveDate, Uuid) {
        let nominated = self.steps.iter().rev().find(|step| step.status == EnrolmentStatus::Nominated);
        let step = nominated.or(self.steps.first());
        step.map_or((NaiveDate::MIN, self.row.id.0), |step| (step.effective_on, step.id))
    }
}

/// The rolls of courses.
pub(in crate::work::registry) struct Roll {
    courses: BTreeMap<CourseId, Held>,
    seats: BTreeMap<CourseId, Vec<course_seat::Model>>,
    enrolled: BTreeMap<EnrolmentId, Enrolled>,
    /// Those named who are in the keeper's scope today.
    people: BTreeMap<OfficialId, Person>,
    /// Those held, wherever they are: for the order of selection alone.
    held: BTreeMap<OfficialId, official::Model>,
    /// Those who waited and got a place by what was done about somebody else.
    moved_up: BTreeSet<EnrolmentId>,
}

impl Roll {
    /// The roll of a course. `also` says whose enrolments may be changed by what is done to the course.
    pub(in crate::work::registry) async fn of_course(
        unit: &UnitOfWork,
        keeper: &Keeper,
        course: CourseId,
        also: impl Fn(EnrolmentStatus) -> bool + Send,
    ) -> Result<Self, RegistryError> {
        Self::hold(unit, keeper, &BTreeSet::from([course]), &BTreeSet::from([NOBODY]), also).await
    }

    /// Holds courses, then those named and whose enrolments are in the states that `also` tells; and reads.
    pub(super) async fn hold(
        unit: &UnitOfWork,
        keeper: &Keeper,
        courses: &BTreeSet<CourseId>,
        named: &BTreeSet<OfficialId>,
        also: impl Fn(EnrolmentStatus) -> bool + Send,
    ) -> Result<Self, RegistryError> {
        let held_courses = Held::hold_all(unit, courses).await?;
        let before = enrolled_in(unit, courses).await?;
        let others = before.values().filter(|enrolled| also(enrolled.status()));
        let all: BTreeSet<OfficialId> =
            others.map(|enrolled| enrolled.row.official_id).chain(named.iter().copied()).collect();
        let held = locks::people(unit, &all).await?;
        let people = Person::hold_all(unit, keeper, named).await?;
        // Read again: until the people were held, one of them may have gone into another record.
        let enrolled = enrolled_in(unit, courses).await?;
        let rows = course_seat::Entity::find()
            .filter(course_seat::Column::CourseId.is_in(courses.iter().copied()))
            .all(unit.transaction())
            .await?;
        let mut seats: BTreeMap<CourseId, Vec<course_seat::Model>> = BTreeMap::new();
        for row in rows {
            seats.entry(row.course_id).or_default().push(row);
        }
        let held = held.into_iter().map(|person| (person.id, person)).collect();
        let moved_up = BTreeSet::new();
        Ok(Self { courses: held_courses, seats, enrolled, people, held, moved_up })
    }

    pub(in crate::work::registry) fn course(&self, course: CourseId) -> Option<&Held> {
        self.courses.get(&course)
    }

    /// The places kept for units.
    pub(in crate::work::registry) fn seats(&self, course: CourseId) -> &[course_seat::Model] {
        self.seats.get(&course).map(Vec::as_slice).unwrap_or_default()
    }

    /// Somebody who was named and is in the keeper's scope today.
    pub(super) fn person(&self, official: OfficialId) -> Option<&Person> {
        self.people.get(&official)
    }

    /// An enrolment of somebody in the keeper's scope.
    pub(super) fn named(&self, enrolment: EnrolmentId) -> Option<&Enrolled> {
        self.enrolled.get(&enrolment).filter(|found| self.people.contains_key(&found.row.official_id))
    }

    /// Somebody's enrolment in a course.
    pub(super) fn of_person(&self, course: CourseId, official: OfficialId) -> Option<&Enrolled> {
        self.enrolled
            .values()
            .find(|found| (found.row.course_id, found.row.official_id) == (course, official))
    }

    /// The enrolments in a course whose states are such.
    pub(in crate::work::registry) fn in_states(
        &self,
        course: CourseId,
        are: impl Fn(EnrolmentStatus) -> bool,
    ) -> Vec<EnrolmentId> {
        let such =
            self.enrolled.values().filter(|found| found.row.course_id == course && are(found.status()));
        such.map(|found| found.row.id).collect()
    }

    /// The course and its places as they are to be.
    pub(in crate::work::registry) fn set_places(
        &mut self,
        course: course::Model,
        seats: Vec<course_seat::Model>,
    ) {
        self.seats.insert(course.id, seats);
        if let Some(held) = self.courses.get_mut(&course.id) {
            held.course = course;
        }
    }

    /// The places of a course, with what is taken of them now.
    pub(in crate::work::registry) fn places(&self, course: CourseId) -> Option<Places> {
        let held = self.courses.get(&course)?;
        let of_course = self.enrolled.values().filter(|found| found.row.course_id == course);
        let taken = of_course.map(|found| (found.row.unit_id, found.status()));
        Some(Places::of(&held.course, self.seats(course), taken))
    }

    /// Begins an enrolment, or begins one anew that was rejected or withdrawn.
    pub(super) fn begin(&mut self, unit: &UnitOfWork, new: enrolment::Model) -> EnrolmentId {
        let known = self.of_person(new.course_id, new.official_id).map(|found| found.row.id);
        let id = known.unwrap_or(new.id);
        match self.enrolled.get_mut(&id) {
            Some(found) => found.row = enrolment::Model { id, version: found.row.version, ..new },
            None => {
                let begun = Enrolled { before: None, row: new, steps: Vec::new(), new_steps: 0 };
                self.enrolled.insert(id, begun);
            }
        }
        self.step(unit, id, EnrolmentStatus::Nominated, None);
        id
    }

    /// Takes an enrolment into another state today.
    pub(in crate::work::registry) fn step(
        &mut self,
        unit: &UnitOfWork,
        enrolment: EnrolmentId,
        status: EnrolmentStatus,
        remark: Option<String>,
    ) {
        self.step_on(unit, enrolment, (status, unit.today()), remark);
    }

    /// As [`step`](Self::step), on the day of what was recorded wrongly.
    pub(super) fn step_on(
        &mut self,
        unit: &UnitOfWork,
        enrolment: EnrolmentId,
        (status, effective_on): (EnrolmentStatus, NaiveDate),
        remark: Option<String>,
    ) {
        let Some(enrolled) = self.enrolled.get_mut(&enrolment) else { return };
        if enrolled.new_steps == 0 && enrolled.before.is_some() {
            enrolled.row.version = enrolled.row.version.saturating_add(1);
        }
        enrolled.new_steps = enrolled.new_steps.saturating_add(1);
        enrolled.steps.push(enrolment_step::Model {
            id: unit.id(),
            enrolment_id: enrolment,
            sequence: enrolled.steps.last().map_or(0, |step| step.sequence).saturating_add(1),
            status,
            effective_on,
            remark,
        });
    }

    /// Approves nominations for a course, and gives places in the order of selection; who gets none waits.
    pub(super) fn admit(&mut self, unit: &UnitOfWork, course: CourseId, approved: &[EnrolmentId]) {
        // Before anybody is approved: who is has no place by that.
        let places = self.places(course);
        for enrolment in approved {
            self.step(unit, *enrolment, EnrolmentStatus::Approved, None);
        }
        self.give(unit, course, places, approved);
    }

    /// Gives places that are free to who waits for them, in the order of selection, as long as the course has not begun.
    pub(in crate::work::registry) fn promote(&mut self, unit: &UnitOfWork, course: CourseId) {
        let takes_in = |held: &Held| matches!(held.status(), CourseStatus::Planned | CourseStatus::Open);
        if self.course(course).is_some_and(takes_in) {
            let places = self.places(course);
            self.give(unit, course, places, &[]);
        }
    }

    fn give(
        &mut self,
        unit: &UnitOfWork,
        course: CourseId,
        places: Option<Places>,
        approved: &[EnrolmentId],
    ) {
        let Some(mut places) = places else { return };
        let waiting = self.in_states(course, is_waiting);
        for enrolment in self.in_order(unit, approved.iter().copied().chain(waiting)) {
            let of = self.enrolled.get(&enrolment).map(|found| found.row.unit_id);
            let is_approved = approved.contains(&enrolment);
            if of.is_some_and(|of| places.take(of)) {
                self.step(unit, enrolment, EnrolmentStatus::Enrolled, None);
                if !is_approved {
                    self.moved_up.insert(enrolment);
                }
            } else if is_approved {
                self.step(unit, enrolment, EnrolmentStatus::Waitlisted, None);
            }
        }
    }

    /// Enrolments in the order of selection.
    fn in_order(&self, unit: &UnitOfWork, enrolments: impl Iterator<Item = EnrolmentId>) -> Vec<EnrolmentId> {
        let mut queue: Vec<(Option<Priority>, EnrolmentId)> = enrolments
            .map(|id| (self.enrolled.get(&id).and_then(|found| self.priority(unit, found)), id))
            .collect();
        queue.sort_unstable();
        queue.into_iter().map(|(_, enrolment)| enrolment).collect()
    }

    fn priority(&self, unit: &UnitOfWork, enrolled: &Enrolled) -> Option<Priority> {
        let person = self.held.get(&enrolled.row.official_id)?;
        Some(Priority::of(person, enrolled.nominated(), unit.today()))
    }

    /// Writes what was begun and changed, each row with its entry. What was recorded wrongly is journalled as a correction, for its reason.
    pub(in crate::work::registry) async fn write(
        self,
        unit: &mut UnitOfWork,
        wrong: Option<String>,
    ) -> Result<(), RegistryError> {
        let mut units: BTreeMap<EnrolmentId, UnitId> = BTreeMap::new();
        let (mut new, mut changed, mut moved_up) = (Vec::new(), Vec::new(), Vec::new());
        let (mut steps, mut steps_up) = (Vec::new(), Vec::new());
        for (id, enrolled) in self.enrolled {
            if enrolled.new_steps == 0 {
                continue;
            }
            units.insert(id, enrolled.row.unit_id);
            let known = enrolled.steps.len().saturating_sub(enrolled.new_steps);
            let is_moved_up = self.moved_up.contains(&id);
            let taken = if is_moved_up { &mut steps_up } else { &mut steps };
            taken.extend(enrolled.steps.into_iter().skip(known));
            match enrolled.before {
                Some(before) if is_moved_up => moved_up.push((before, enrolled.row)),
                Some(before) => changed.push((before, enrolled.row)),
                None => new.push(enrolled.row),
            }
        }
        let of = |row: &enrolment::Model| Some(row.unit_id);
        unit.create(new, of).await?;
        match wrong {
            Some(reason) => {
                for (before, after) in changed {
                    let of = Some(after.unit_id);
                    unit.correct(&before, after, of, reason.clone()).await?;
                }
            }
            None => unit.change_all(&changed, of, None).await?,
        }
        unit.change_all(&moved_up, of, Some(PLACE_CAME_FREE)).await?;
        unit.create(steps, |step| units.get(&step.enrolment_id).copied()).await?;
        for step in steps_up {
            let of = units.get(&step.enrolment_id).copied();
            unit.create_because(step, of, PLACE_CAME_FREE.to_owned()).await?;
        }
        Ok(())
    }
}

/// The enrolments in courses, with their states.
async fn enrolled_in(
    unit: &UnitOfWork,
    courses: &BTreeSet<CourseId>,
) -> Result<BTreeMap<EnrolmentId, Enrolled>, DbErr> {
    let in_courses =
        enrolment::Entity::find().filter(enrolment::Column::CourseId.is_in(courses.iter().copied()));
    let ids = in_courses.clone().select_only().column(enrolment::Column::Id).into_query();
    let rows = in_courses.all(unit.transaction()).await?;
    let steps = enrolment_step::Entity::find()
        .filter(enrolment_step::Column::EnrolmentId.in_subquery(ids))
        .order_by_asc(enrolment_step::Column::Sequence)
        .all(unit.transaction())
        .await?;
    let mut taken: BTreeMap<EnrolmentId, Vec<enrolment_step::Model>> = BTreeMap::new();
    for step in steps {
        taken.entry(step.enrolment_id).or_default().push(step);
    }
    let enrolled = rows.into_iter().map(|row| {
        let steps = taken.remove(&row.id).unwrap_or_default();
        (row.id, Enrolled { before: Some(row.clone()), row, steps, new_steps: 0 })
    });
    Ok(enrolled.collect())
}
