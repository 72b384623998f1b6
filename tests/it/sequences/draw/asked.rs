//! Which mutation is asked for, and by whom.

use entity::value::Role;

use super::super::chance::Chance;
use super::super::model::{Account, EVENTS, Model, SUCCESSION};
use super::super::tally::Tally;
use super::super::world::{CITY_OFFICE, OFFICE, PARTY_COMMITTEE};

/// How often each mutation is drawn, beside the others.
pub(in super::super) const WEIGHTS: [(&str, usize); 83] = [
    ("establishUnit", 4),
    ("renameUnit", 3),
    ("reclassifyUnit", 4),
    ("moveUnit", 6),
    ("mergeUnits", 6),
    ("splitUnit", 4),
    ("abolishUnit", 4),
    ("reorganiseUnits", 7),
    ("rehearseReorganisation", 4),
    ("authorisePost", 6),
    ("grantTransitionalSeats", 4),
    ("endPost", 3),
    ("affiliateOfficial", 5),
    ("reaffiliateOfficials", 5),
    ("registerOfficial", 6),
    ("correctOfficial", 4),
    ("retireOfficial", 3),
    ("mergeOfficials", 5),
    ("correctLocality", 4),
    ("withdrawRatingProposal", 4),
    ("recordIdentity", 5),
    ("recordDiscipline", 3),
    ("correctDiscipline", 3),
    ("recordPartyDiscipline", 3),
    ("recordPartyMembership", 4),
    ("establishStandingCommittee", 4),
    ("seatInStandingCommittee", 4),
    ("endStandingCommitteeSeat", 3),
    ("appointOfficial", 8),
    ("endAppointment", 4),
    ("transferOfficial", 5),
    ("rotateOfficial", 5),
    ("reassignOfficial", 5),
    ("secondOfficial", 5),
    ("appointActing", 5),
    ("assessLocality", 4),
    ("recordQualification", 4),
    ("revokeQualification", 4),
    ("correctQualification", 4),
    ("proposeRatings", 5),
    ("approveRatings", 5),
    ("supersedeRating", 4),
    ("openSuccessionRound", 4),
    ("proposeSuccessor", 7),
    ("withdrawSuccessor", 3),
    ("submitSuccessionRound", 4),
    ("appraiseSuccessionRound", 6),
    ("returnSuccessionRound", 3),
    ("approveSuccessionRound", 4),
    ("removeSuccessionEntry", 3),
    ("markSuccessorAppointed", 5),
    ("addToSourcePool", 7),
    ("reviewSourcePool", 5),
    ("correctSourcePoolReview", 3),
    ("withdrawSourcePoolEntry", 3),
    ("reportSourcePool", 4),
    ("setDeadline", 3),
    ("draftTrainingPlan", 6),
    ("draftTrainingPlanFromNeeds", 5),
    ("editTrainingPlan", 5),
    ("submitTrainingPlan", 6),
    ("returnTrainingPlan", 4),
    ("consolidateTrainingPlans", 5),
    ("approveTrainingPlan", 8),
    ("amendTrainingPlan", 6),
    ("createCourse", 6),
    ("openCourse", 6),
    ("changeCourse", 6),
    ("startCourse", 6),
    ("finishCourse", 6),
    ("cancelCourse", 3),
    ("setNominationRule", 5),
    ("nominateForCourse", 12),
    ("approveEnrolments", 10),
    ("rejectEnrolment", 4),
    ("withdrawEnrolment", 6),
    ("recordCourseResults", 9),
    ("correctCourseResult", 5),
    ("draftReport", 6),
    ("submitReport", 6),
    ("returnReport", 4),
    ("acceptReport", 6),
    ("publishFigures", 5),
];

/// Whether a mutation changes one thing at the version that is known, or nothing at all, and needs no key.
pub(super) fn without_key(mutation: &str) -> bool {
    let is_change =
        mutation.starts_with("correct") || mutation.starts_with("revoke") || mutation.starts_with("end");
    let is_of_one = matches!(
        mutation,
        "recordIdentity" | "recordPartyMembership" | "withdrawRatingProposal" | "withdrawSourcePoolEntry"
    ) || (SUCCESSION.contains(&mutation)
        && !matches!(mutation, "openSuccessionRound" | "proposeSuccessor"));
    let is_of_plan = mutation.contains("TrainingPlan")
        && !mutation.starts_with("draft")
        && mutation != "amendTrainingPlan";
    let is_of_course = matches!(
        mutation,
        "openCourse"
            | "changeCourse"
            | "startCourse"
            | "finishCourse"
            | "cancelCourse"
            | "rejectEnrolment"
            | "withdrawEnrolment"
    );
    let is_of_report = matches!(mutation, "submitReport" | "returnReport" | "acceptReport");
    is_change
        || is_of_one
        || is_of_plan
        || is_of_course
        || is_of_report
        || matches!(mutation, "mergeOfficials" | "rehearseReorganisation")
}

pub(super) fn mutation(so_far: &Tally, chance: &mut Chance) -> &'static str {
    let rare = so_far.rare(WEIGHTS.iter().map(|(mutation, _)| *mutation));
    if let Some(mutation) = chance.any(&rare).filter(|_| chance.percent(35)) {
        // What was never done so far, or never refused.
        return mutation;
    }
    let all: usize = WEIGHTS.iter().map(|(_, weight)| weight).sum();
    let mut rest = chance.below(all);
    for (mutation, weight) in WEIGHTS {
        if rest < weight {
            return mutation;
        }
        rest -= weight;
    }
    WEIGHTS[0].0
}

/// Who asks: mostly somebody whose business it is.
pub(super) fn account<'a>(model: &'a Model, mutation: &str, chance: &mut Chance) -> &'a Account {
    if chance.percent(12) {
        return chance.one(&model.accounts);
    }
    if matches!(mutation, "appraiseSuccessionRound" | "returnSuccessionRound" | "approveSuccessionRound")
        && chance.percent(80)
    {
        return model.account(PARTY_COMMITTEE);
    }
    let is_of_party =
        SUCCESSION.contains(&mutation) || ["Party", "Committee"].iter().any(|part| mutation.contains(part));
    let is_of_units = EVENTS.contains(&mutation) || matches!(mutation, "approveRatings" | "setDeadline");
    if is_of_units && chance.percent(85) {
        // Units go from one district to another by the office above both alone.
        return model.account(if mutation == "moveUnit" { CITY_OFFICE } else { OFFICE });
    }
    let is_of_the_office = [
        "returnTrainingPlan",
        "consolidateTrainingPlans",
        "approveTrainingPlan",
        "createCourse",
        "openCourse",
        "changeCourse",
        "startCourse",
        "finishCourse",
        "cancelCourse",
        "setNominationRule",
        "approveEnrolments",
        "rejectEnrolment",
        "recordCourseResults",
        "correctCourseResult",
        "returnReport",
        "acceptReport",
    ];
    if is_of_the_office.contains(&mutation) {
        // The district's own plan or report is judged by the office above it.
        return model.account(if chance.percent(50) { CITY_OFFICE } else { OFFICE });
    }
    let roles: &[Role] = match mutation {
        _ if is_of_party => &[Role::PartyCommittee],
        _ if is_of_units => &[Role::District],
        "publishFigures" => &[Role::District, Role::PartyCommittee],
        "appointOfficial" | "endAppointment" | "transferOfficial" | "rotateOfficial" | "reassignOfficial"
        | "secondOfficial" | "appointActing" => &[Role::District, Role::Commune, Role::PartyCommittee],
        _ => &[Role::District, Role::Commune],
    };
    let fitting: Vec<&Account> =
        model.accounts.iter().filter(|account| roles.contains(&account.role)).collect();
    fitting[chance.below(fitting.len())]
}
