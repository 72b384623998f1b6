//! Courses: announced, opened, begun and finished, each on its day; or cancelled, with the enrolments in them.

use std::collections::BTreeMap;

use entity::id::EnrolmentId;
use entity::value::{CourseStatus, EnrolmentStatus};
use entity::{course, course_step};
use uuid::Uuid;

use super::step::Step;
use super::{Life, Turn};
use crate::demo::District;
use crate::work::registry::courses::{CreateCourse, KeptSeats, MoveCourse, Transition, Yield};

impl Life {
    pub(super) fn tell_courses(&mut self, district: &District) {
        for course in &district.courses {
            let mut steps: Vec<_> =
                district.course_steps.iter().filter(|step| step.course_id == course.id).collect();
            steps.sort_by_key(|step| step.sequence);
            for step in steps {
                let (turn, told) = match step.status {
                    CourseStatus::Planned => (Turn::Courses, create(district, course, step)),
                    CourseStatus::Open => (Turn::Courses, moved(step, Transition::Open, Vec::new())),
                    CourseStatus::Running => (Turn::CourseMoves, moved(step, Transition::Start, Vec::new())),
                    CourseStatus::Finished => {
                        (Turn::CourseMoves, moved(step, Transition::Finish, Vec::new()))
                    }
                    CourseStatus::Cancelled => {
                        (Turn::CourseMoves, moved(step, Transition::Cancel, withdrawn_with(district, step)))
                    }
                };
                self.tell(step.effective_on, turn, told);
            }
        }
    }
}

fn create(district: &District, course: &course::Model, step: &course_step::Model) -> Step {
    let kept = || district.course_seats.iter().filter(|row| row.course_id == course.id);
    let ids = [step.id].into_iter().chain(kept().map(|row| row.id)).collect();
    let yields = course.yields_kind.zip(course.yields_level_code.clone());
    let input = CreateCourse {
        code: course.code.clone(),
        title: course.title.clone(),
        kind: course.kind,
        organiser: course.organiser_unit_id,
        starts_on: course.starts_on,
        ends_on: course.ends_on,
        periods: course.periods,
        capacity: course.capacity,
        seats: kept().map(|row| KeptSeats { unit: row.unit_id, seats: row.seats }).collect(),
        counts_as_knowledge_update: course.counts_as_knowledge_update,
        title_group: course.title_group.clone(),
        yields: yields.map(|(kind, level)| Yield { kind, level }),
    };
    Step::CreateCourse(course.id, ids, input)
}

fn moved(step: &course_step::Model, transition: Transition, with_it: Vec<Uuid>) -> Step {
    let input = MoveCourse {
        course: step.course_id,
        expected_version: step.sequence.saturating_sub(1),
        transition,
        remark: step.remark.clone(),
    };
    Step::MoveCourse([step.id].into_iter().chain(with_it).collect(), input)
}

/// The steps of the enrolments that are withdrawn with a course, in the order of the enrolments.
fn withdrawn_with(district: &District, cancelled: &course_step::Model) -> Vec<Uuid> {
    let mut steps: BTreeMap<EnrolmentId, Option<Uuid>> = district
        .enrolments
        .iter()
        .filter(|row| row.course_id == cancelled.course_id)
        .map(|row| (row.id, None))
        .collect();
    let of_the_day = district.enrolment_steps.iter().filter(|step| {
        step.status == EnrolmentStatus::Withdrawn && step.effective_on == cancelled.effective_on
    });
    for step in of_the_day {
        steps.entry(step.enrolment_id).and_modify(|found| *found = Some(step.id));
    }
    steps.into_values().flatten().collect()
}
