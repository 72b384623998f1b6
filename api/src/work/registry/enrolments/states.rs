//! The states of enrolments and what each allows (domain §7): NOMINATED → APPROVED or REJECTED; what is approved is ENROLLED, or WAITLISTED
//! until a place is free; ENROLLED → COMPLETED, FAILED or ABSENT; WITHDRAWN before there is a result.

use entity::value::EnrolmentStatus;

use super::{CourseRule, Refusal, Rule};

/// The mutations that a state of an enrolment allows.
const fn legal(status: EnrolmentStatus) -> &'static [&'static str] {
    match status {
        EnrolmentStatus::Nominated => &["approveEnrolments", "rejectEnrolment", "withdrawEnrolment"],
        EnrolmentStatus::Waitlisted => &["withdrawEnrolment"],
        EnrolmentStatus::Approved | EnrolmentStatus::Enrolled => {
            &["recordCourseResults", "withdrawEnrolment"]
        }
        EnrolmentStatus::Completed | EnrolmentStatus::Failed | EnrolmentStatus::Absent => {
            &["correctCourseResult"]
        }
        EnrolmentStatus::Rejected | EnrolmentStatus::Withdrawn => &["nominateForCourse"],
    }
}

/// Whether a state allows a mutation.
pub(super) fn allows(status: EnrolmentStatus, mutation: &str, member: &str) -> Result<(), Refusal> {
    let legal = legal(status);
    match legal.contains(&mutation) {
        true => Ok(()),
        false => Err(Rule::Course(CourseRule::EnrolmentState { legal }).at(member)),
    }
}

/// Whether somebody waits for a place.
pub(in crate::work::registry) const fn is_waiting(status: EnrolmentStatus) -> bool {
    matches!(status, EnrolmentStatus::Waitlisted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_each_state_then_what_it_allows_and_the_refusal_names_it() {
        for status in EnrolmentStatus::ALL.iter().copied() {
            let allowed = |mutation: &str| allows(status, mutation, "enrolment").is_ok();
            let is_open = matches!(
                status,
                EnrolmentStatus::Nominated
                    | EnrolmentStatus::Approved
                    | EnrolmentStatus::Waitlisted
                    | EnrolmentStatus::Enrolled
            );
            assert_eq!(allowed("withdrawEnrolment"), is_open, "{status:?}");
            assert_eq!(allowed("approveEnrolments"), status == EnrolmentStatus::Nominated, "{status:?}");
        }
        let legal = &["correctCourseResult"][..];
        let refused = Rule::Course(CourseRule::EnrolmentState { legal }).at("enrolment");
        assert_eq!(allows(EnrolmentStatus::Failed, "withdrawEnrolment", "enrolment"), Err(refused));
    }
}
