//! The places of courses and who gets one (domain §7): those kept for a unit are for its people alone, the others are shared by the other
//! units. Women come first, then those under 35, then who has waited longest.

use chrono::NaiveDate;
use entity::id::{CourseId, EnrolmentId, UnitId};
use entity::value::{CourseStatus, EnrolmentStatus as Status, Sex};
use entity::{enrolment, enrolment_step};

use super::Asked;
use super::input::age;
use super::state::State;

/// A share of the places of a course: that of a unit for which some are kept, or that of all others.
pub(super) type Share = Option<UnitId>;

impl State {
    fn last_enrolment_step(&self, enrolment: EnrolmentId) -> &enrolment_step::Model {
        let steps = self.enrolment_steps.iter().filter(|step| step.enrolment_id == enrolment);
        steps.max_by_key(|step| step.sequence).unwrap()
    }

    pub(in super::super) fn enrolment_status(&self, enrolment: EnrolmentId) -> Status {
        self.last_enrolment_step(enrolment).status
    }

    /// The day of the state in which an enrolment is.
    pub(super) fn enrolment_since(&self, enrolment: EnrolmentId) -> NaiveDate {
        self.last_enrolment_step(enrolment).effective_on
    }

    fn enrolled_in(&self, course: CourseId, states: &[Status]) -> Vec<&enrolment::Model> {
        let of_course = self.enrolments.iter().filter(|row| row.course_id == course);
        of_course.filter(|row| states.contains(&self.enrolment_status(row.id))).collect()
    }

    fn share_of(&self, course: CourseId, unit: UnitId) -> Share {
        self.seats_of(course).iter().any(|kept| kept.unit_id == unit).then_some(unit)
    }

    /// The shares of a course.
    pub(super) fn shares(&self, course: CourseId) -> Vec<Share> {
        self.seats_of(course).iter().map(|kept| Some(kept.unit_id)).chain([None]).collect()
    }

    /// How many places a share has.
    pub(super) fn places(&self, course: CourseId, share: Share) -> usize {
        let kept = self.seats_of(course);
        let places = match share {
            Some(unit) => kept.iter().find(|row| row.unit_id == unit).unwrap().seats,
            None => self.course(course).unwrap().capacity - kept.iter().map(|row| row.seats).sum::<i32>(),
        };
        usize::try_from(places).unwrap_or(0)
    }

    /// How many places of a share are taken.
    pub(super) fn taken(&self, course: CourseId, share: Share) -> usize {
        let in_it = [Status::Approved, Status::Enrolled, Status::Completed, Status::Failed, Status::Absent];
        let all = self.enrolled_in(course, &in_it).into_iter();
        all.filter(|row| self.share_of(course, row.unit_id) == share).count()
    }
}

impl Asked<'_> {
    /// Takes an enrolment into another state on a day.
    pub(super) fn enrolment_step_on(
        &self,
        after: &mut State,
        enrolment: EnrolmentId,
        (status, effective_on): (Status, NaiveDate),
        remark: Option<String>,
    ) {
        let steps = after.enrolment_steps.iter().filter(|step| step.enrolment_id == enrolment);
        let sequence = steps.map(|step| step.sequence).max().unwrap_or(0) + 1;
        after.enrolment_steps.push(enrolment_step::Model {
            id: self.model.fresh(),
            enrolment_id: enrolment,
            sequence,
            status,
            effective_on,
            remark,
        });
    }

    pub(super) fn enrolment_step(
        &self,
        after: &mut State,
        enrolment: EnrolmentId,
        status: Status,
        remark: Option<String>,
    ) {
        self.enrolment_step_on(after, enrolment, (status, self.today()), remark);
    }

    /// Counts each enrolment that was there before as changed once, whatever steps it took.
    pub(super) fn counted(&self, mut after: State) -> State {
        let steps = |state: &State, id: EnrolmentId| {
            state.enrolment_steps.iter().filter(|step| step.enrolment_id == id).count()
        };
        for was in &self.state().enrolments {
            let has_moved = steps(self.state(), was.id) != steps(&after, was.id);
            for row in after.enrolments.iter_mut().filter(|row| row.id == was.id && has_moved) {
                row.version = was.version + 1;
            }
        }
        after
    }

    /// Approves some, and gives places to them and to who waits, in the order of selection.
    pub(super) fn give(&self, after: &mut State, course: CourseId, approved: &[EnrolmentId]) {
        let waiting = after.enrolled_in(course, &[Status::Waitlisted]);
        let mut queue: Vec<EnrolmentId> = waiting.iter().map(|row| row.id).chain(approved.to_vec()).collect();
        queue.sort_by_key(|id| self.priority(after, *id));
        for id in queue {
            let unit = after.enrolment(id).unwrap().unit_id;
            let share = after.share_of(course, unit);
            let is_free = after.taken(course, share) < after.places(course, share);
            let is_approved = approved.contains(&id);
            if is_approved {
                self.enrolment_step(after, id, Status::Approved, None);
            }
            match (is_free, is_approved) {
                (true, _) => self.enrolment_step(after, id, Status::Enrolled, None),
                (false, true) => self.enrolment_step(after, id, Status::Waitlisted, None),
                (false, false) => {}
            }
        }
    }

    /// Gives places that are free to who waits for them, as long as the course has not begun.
    pub(super) fn promote(&self, after: &mut State, course: CourseId) {
        if matches!(after.course_status(course), CourseStatus::Planned | CourseStatus::Open) {
            self.give(after, course, &[]);
        }
    }

    /// Who comes first: not a man, not 35 or older, nominated on an earlier day, and on the same day before.
    fn priority(&self, state: &State, id: EnrolmentId) -> (bool, bool, NaiveDate, usize) {
        let person = state.official(state.enrolment(id).unwrap().official_id).unwrap();
        let age = person.birth_date.and_then(|birth| age(birth, self.today()));
        let steps = state.enrolment_steps.iter().enumerate();
        let mut nominated =
            steps.filter(|(_, step)| step.enrolment_id == id && step.status == Status::Nominated);
        let (came, step) = nominated.next_back().unwrap();
        (person.sex == Sex::Male, age.is_none_or(|age| age >= 35), step.effective_on, came)
    }
}
