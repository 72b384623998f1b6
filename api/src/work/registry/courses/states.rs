//! The states of courses and what each allows: PLANNED → OPEN → RUNNING → FINISHED, and CANCELLED from any that is not the last (domain §7).

use entity::id::CourseId;
use entity::value::{CourseStatus, EnrolmentStatus};
use futures_util::FutureExt;

use super::{CATALOGUE, CourseRule, Held, WITH_PEOPLE, kept};
use crate::work::registry::enrolments::Roll;
use crate::work::registry::input::{REASON, line, optional_line};
use crate::work::registry::{Done, Keeper, Refusal, RegistryError, Rule, keep};
use crate::work::{Asker, UnitOfWork, Work};

/// The mutations that a state of a course allows.
const fn legal(status: CourseStatus) -> &'static [&'static str] {
    match status {
        CourseStatus::Planned => &["openCourse", "changeCourse", "cancelCourse"],
        CourseStatus::Open => {
            &["nominateForCourse", "approveEnrolments", "changeCourse", "startCourse", "cancelCourse"]
        }
        CourseStatus::Running => &["recordCourseResults", "finishCourse", "cancelCourse"],
        CourseStatus::Finished => &["recordCourseResults", "correctCourseResult"],
        CourseStatus::Cancelled => &[],
    }
}

/// Whether a state allows a mutation.
pub(super) fn allows(status: CourseStatus, mutation: &str, member: &str) -> Result<(), Refusal> {
    let legal = legal(status);
    match legal.contains(&mutation) {
        true => Ok(()),
        false => Err(Rule::Course(CourseRule::CourseState { legal }).at(member)),
    }
}

/// The ways from one state of a course into the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transition {
    /// Nominations begin.
    Open,
    /// The course begins.
    Start,
    /// The course is over.
    Finish,
    /// It does not take place, or is broken off.
    Cancel,
}

impl Transition {
    const fn mutation(self) -> &'static str {
        match self {
            Self::Open => "openCourse",
            Self::Start => "startCourse",
            Self::Finish => "finishCourse",
            Self::Cancel => "cancelCourse",
        }
    }

    const fn leads_to(self) -> CourseStatus {
        match self {
            Self::Open => CourseStatus::Open,
            Self::Start => CourseStatus::Running,
            Self::Finish => CourseStatus::Finished,
            Self::Cancel => CourseStatus::Cancelled,
        }
    }

    /// Whether the day has come.
    fn is_due(self, held: &Held, unit: &UnitOfWork) -> Result<(), Refusal> {
        let rule = match self {
            Self::Start if unit.today() < held.course.starts_on => {
                CourseRule::NotBegun { on: held.course.starts_on }
            }
            Self::Finish if unit.today() < held.course.ends_on => {
                CourseRule::NotOver { on: held.course.ends_on }
            }
            _ => return Ok(()),
        };
        Err(Rule::Course(rule).at("course"))
    }
}

/// Which course goes into another state.
#[derive(Clone, Debug)]
pub struct MoveCourse {
    /// The course.
    pub course: CourseId,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Into which state.
    pub transition: Transition,
    /// Why; what is cancelled needs a reason.
    pub remark: Option<String>,
}

/// Takes a course into another state. With one that is cancelled its open enrolments are withdrawn.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn transition(
    work: &Work,
    asker: Asker,
    input: MoveCourse,
) -> Result<Done<CourseId>, RegistryError> {
    let classes = if input.transition == Transition::Cancel { WITH_PEOPLE } else { CATALOGUE };
    keep(work, asker, classes, move |unit, keeper| {
        let input = input.clone();
        async move { transition_in(unit, &keeper, input).await }.boxed()
    })
    .await
}

/// As [`transition`], in a transaction that keeps the registry.
pub(in crate::work) async fn transition_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    input: MoveCourse,
) -> Result<Done<CourseId>, RegistryError> {
    let MoveCourse { course, expected_version, transition, remark } = input;
    let mut roll =
        Roll::of_course(unit, keeper, course, |status| transition == Transition::Cancel && is_open(status))
            .await?;
    let held = kept(roll.course(course).cloned(), unit, keeper, expected_version)?;
    held.allows(transition.mutation(), "course")?;
    transition.is_due(&held, unit)?;
    let remark = match transition {
        Transition::Cancel => Some(line(remark.as_deref().unwrap_or_default(), REASON, "reason")?),
        _ => optional_line(remark.as_deref(), REASON, "remark")?,
    };
    let step = held.step(unit, transition.leads_to(), remark.clone());
    let of = Some(held.course.organiser_unit_id);
    unit.change(&held.course, held.changed(), of, None).await?;
    unit.create(vec![step], |_| of).await?;
    if transition == Transition::Cancel {
        for enrolment in roll.in_states(course, is_open) {
            roll.step(unit, enrolment, EnrolmentStatus::Withdrawn, remark.clone());
        }
    }
    roll.write(unit, None).await?;
    Ok(Done::now(course, Vec::new()))
}

/// Whether an enrolment has not come to an end.
const fn is_open(status: EnrolmentStatus) -> bool {
    matches!(
        status,
        EnrolmentStatus::Nominated
            | EnrolmentStatus::Approved
            | EnrolmentStatus::Waitlisted
            | EnrolmentStatus::Enrolled
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_each_state_then_the_ways_out_of_it_and_no_other() {
        for (status, ways) in [
            (CourseStatus::Planned, vec![Transition::Open, Transition::Cancel]),
            (CourseStatus::Open, vec![Transition::Start, Transition::Cancel]),
            (CourseStatus::Running, vec![Transition::Finish, Transition::Cancel]),
            (CourseStatus::Finished, vec![]),
            (CourseStatus::Cancelled, vec![]),
        ] {
            let all = [Transition::Open, Transition::Start, Transition::Finish, Transition::Cancel];
            let open: Vec<_> =
                all.into_iter().filter(|way| allows(status, way.mutation(), "course").is_ok()).collect();
            assert_eq!(open, ways, "{status:?}");
        }
    }

    #[test]
    fn given_what_a_state_does_not_allow_then_the_refusal_names_what_it_does() {
        let legal = &["recordCourseResults", "correctCourseResult"][..];
        let refused = Rule::Course(CourseRule::CourseState { legal }).at("course");
        assert_eq!(allows(CourseStatus::Finished, "changeCourse", "course"), Err(refused));
    }
}
