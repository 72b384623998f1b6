//! Courses: created, opened, changed, run and cancelled by the Home Affairs office for the organisers in its scope (domain §7).
//!
//! A course is held before the people in it (decision 0013): its places are counted, and its waiting list is moved up, under its lock alone.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

mod catalogue;
mod changes;
pub(super) mod places;
mod rule;
mod states;

pub use catalogue::{CreateCourse, KeptSeats, Yield, create};
pub use changes::{ChangeCourse, change};
pub use rule::CourseRule;
pub use states::{MoveCourse, Transition, transition};

pub(in crate::work) use catalogue::create_in;
pub(in crate::work) use states::transition_in;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::{CourseId, UnitId};
use entity::value::CourseStatus;
use entity::{course, course_step};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::{Keeper, Refusal, RegistryError, Rule, locks};
use crate::work::UnitOfWork;

/// What is written of courses alone.
const CATALOGUE: &[ConfidentialityClass] = &[ConfidentialityClass::Directory];
/// What is written of courses whose enrolments move with them.
const WITH_PEOPLE: &[ConfidentialityClass] =
    &[ConfidentialityClass::Directory, ConfidentialityClass::Personnel];

/// A course that is held, with the states that it took.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) course: course::Model,
    steps: Vec<course_step::Model>,
}

impl Held {
    /// Holds courses: those of them that there are. It costs the same whether there are any.
    pub(super) async fn hold_all(
        unit: &UnitOfWork,
        courses: &BTreeSet<CourseId>,
    ) -> Result<BTreeMap<CourseId, Self>, DbErr> {
        let rows = locks::courses(unit, courses).await?;
        let steps = course_step::Entity::find()
            .filter(course_step::Column::CourseId.is_in(courses.iter().copied()))
            .order_by_asc(course_step::Column::Sequence)
            .all(unit.transaction())
            .await?;
        let mut taken: BTreeMap<CourseId, Vec<course_step::Model>> = BTreeMap::new();
        for step in steps {
            taken.entry(step.course_id).or_default().push(step);
        }
        let held = |course: course::Model| {
            let steps = taken.remove(&course.id).unwrap_or_default();
            (course.id, Self { course, steps })
        };
        Ok(rows.into_iter().map(held).collect())
    }

    /// The last state.
    pub(super) fn status(&self) -> CourseStatus {
        self.steps.last().map_or(CourseStatus::Planned, |step| step.status)
    }

    /// Whether the keeper's office answers for the organiser: it is in the scope today or, where it has ended, what stands for it is, or for
    /// the unit that was above it.
    pub(super) fn is_organised_by(&self, keeper: &Keeper, today: NaiveDate) -> bool {
        let Some(scope) = keeper.scope() else { return true };
        let units = &keeper.directory().units;
        let mut answers = self.course.organiser_unit_id;
        loop {
            if !units.has_ended(answers, today) {
                return keeper.keeps(answers);
            }
            let standing = units.reach(answers, today);
            if !standing.is_empty() {
                return standing.iter().all(|unit| scope.contains(UnitId(unit)));
            }
            match units.versions_of(answers).last().and_then(|last| last.parent_id) {
                Some(above) => answers = above,
                None => return false,
            }
        }
    }

    /// Whether the state allows a change.
    pub(super) fn allows(&self, mutation: &str, member: &str) -> Result<(), Refusal> {
        states::allows(self.status(), mutation, member)
    }

    /// The step into another state today.
    fn step(&self, unit: &UnitOfWork, status: CourseStatus, remark: Option<String>) -> course_step::Model {
        course_step::Model {
            id: unit.id(),
            course_id: self.course.id,
            sequence: self.steps.last().map_or(0, |step| step.sequence).saturating_add(1),
            status,
            effective_on: unit.today(),
            remark,
        }
    }

    /// The course, changed once more.
    fn changed(&self) -> course::Model {
        course::Model { version: self.course.version.saturating_add(1), ..self.course.clone() }
    }
}

/// A course that the keeper's office answers for, at the version that whoever asks knows.
fn kept(
    held: Option<Held>,
    unit: &UnitOfWork,
    keeper: &Keeper,
    expected_version: i32,
) -> Result<Held, RegistryError> {
    let held = held.filter(|held| held.is_organised_by(keeper, unit.today()));
    let held = held.ok_or_else(|| Rule::NotFound.at("course"))?;
    match held.course.version == expected_version {
        true => Ok(held),
        false => Err(Rule::Conflict { current: held.course.version }.at("expectedVersion").into()),
    }
}
