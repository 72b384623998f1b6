//! Which role may ask for what (domain §9).

use entity::value::Role;

use super::SUCCESSION;

/// Whether a role may ask for a mutation at all (domain §9): what it may not write of any row.
pub(super) fn may_ask(role: Role, mutation: &str) -> bool {
    let is_of_party = matches!(
        mutation,
        "recordPartyDiscipline"
            | "recordPartyMembership"
            | "establishStandingCommittee"
            | "seatInStandingCommittee"
            | "endStandingCommitteeSeat"
    ) || SUCCESSION.contains(&mutation);
    let is_of_titles = matches!(
        mutation,
        "appointOfficial"
            | "endAppointment"
            | "transferOfficial"
            | "rotateOfficial"
            | "reassignOfficial"
            | "secondOfficial"
            | "appointActing"
    );
    let is_of_the_office = EVENTS.contains(&mutation)
        || matches!(
            mutation,
            "approveRatings"
                | "setDeadline"
                | "returnTrainingPlan"
                | "consolidateTrainingPlans"
                | "approveTrainingPlan"
                | "createCourse"
                | "openCourse"
                | "changeCourse"
                | "startCourse"
                | "finishCourse"
                | "cancelCourse"
                | "setNominationRule"
                | "approveEnrolments"
                | "rejectEnrolment"
                | "recordCourseResults"
                | "correctCourseResult"
                | "returnReport"
                | "acceptReport"
        );
    match role {
        Role::District => !is_of_party,
        Role::Commune => !is_of_party && !is_of_the_office && mutation != "publishFigures",
        Role::PartyCommittee => is_of_party || is_of_titles || mutation == "publishFigures",
        Role::Admin | Role::Integration => false,
    }
}

/// The events of units.
pub(in super::super) const EVENTS: [&str; 9] = [
    "establishUnit",
    "renameUnit",
    "reclassifyUnit",
    "moveUnit",
    "mergeUnits",
    "splitUnit",
    "abolishUnit",
    "reorganiseUnits",
    "rehearseReorganisation",
];
