//! A mutation asked for through HTTP, and what was told of it.

use std::collections::BTreeSet;

use canbo_tests::{Answer, Client};
use serde_json::{Value, json};

use super::model::{DENIED, Step, Told, uuid_of};

/// Each mutation of the registry, the type of its input, and the object of its payload.
pub(super) const MUTATIONS: [(&str, &str, &str); 83] = [
    ("establishUnit", "EstablishUnitInput", "event { units { key } }"),
    ("renameUnit", "RenameUnitInput", "event { units { key } }"),
    ("reclassifyUnit", "ReclassifyUnitInput", "event { units { key } }"),
    ("moveUnit", "MoveUnitInput", "event { units { key } }"),
    ("mergeUnits", "MergeUnitsInput", "event { units { key } }"),
    ("splitUnit", "SplitUnitInput", "event { units { key } }"),
    ("abolishUnit", "AbolishUnitInput", "event { units { key } }"),
    ("reorganiseUnits", "ReorganiseUnitsInput", "event { units { key } }"),
    ("rehearseReorganisation", "RehearseReorganisationInput", "rehearsal { effectiveOn }"),
    ("authorisePost", "AuthorisePostInput", "post { authorisations { key } }"),
    ("grantTransitionalSeats", "GrantTransitionalSeatsInput", "post { authorisations { key } }"),
    ("endPost", "EndPostInput", "post { authorisations { key } }"),
    ("affiliateOfficial", "AffiliateOfficialInput", "official { key }"),
    (
        "reaffiliateOfficials",
        "ReaffiliateOfficialsInput",
        "results { status warnings { code } userErrors { code field } }",
    ),
    ("registerOfficial", "RegisterOfficialInput", "official { key }"),
    ("correctOfficial", "CorrectOfficialInput", "official { key }"),
    ("retireOfficial", "RetireOfficialInput", "official { key }"),
    ("mergeOfficials", "MergeOfficialsInput", "official { key }"),
    ("correctLocality", "CorrectLocalityInput", "localityAssessment { key }"),
    ("withdrawRatingProposal", "WithdrawRatingProposalInput", "official { key }"),
    ("recordIdentity", "RecordIdentityInput", "official { key }"),
    ("recordDiscipline", "RecordDisciplineInput", "discipline { key }"),
    ("correctDiscipline", "CorrectDisciplineInput", "discipline { key }"),
    ("recordPartyDiscipline", "RecordDisciplineInput", "official { key }"),
    ("recordPartyMembership", "RecordPartyMembershipInput", "official { key }"),
    ("establishStandingCommittee", "EstablishStandingCommitteeInput", "standingCommittee { term }"),
    ("seatInStandingCommittee", "SeatInStandingCommitteeInput", "membership { key }"),
    ("endStandingCommitteeSeat", "EndStandingCommitteeSeatInput", "membership { key }"),
    ("appointOfficial", "AppointOfficialInput", "appointment { key }"),
    ("endAppointment", "EndAppointmentInput", "appointment { key }"),
    ("transferOfficial", "MoveOfficialInput", "appointment { key }"),
    ("rotateOfficial", "MoveOfficialInput", "appointment { key }"),
    ("reassignOfficial", "ReassignOfficialInput", "appointment { key }"),
    ("secondOfficial", "SecondOfficialInput", "appointment { key }"),
    ("appointActing", "AppointActingInput", "appointment { key }"),
    ("assessLocality", "AssessLocalityInput", "localityAssessment { key }"),
    ("recordQualification", "RecordQualificationInput", "qualification { key }"),
    ("revokeQualification", "RevokeQualificationInput", "qualification { key }"),
    ("correctQualification", "CorrectQualificationInput", "qualification { key }"),
    ("proposeRatings", "ProposeRatingsInput", "results { status userErrors { code field } }"),
    ("approveRatings", "ApproveRatingsInput", "results { status userErrors { code field } }"),
    ("supersedeRating", "SupersedeRatingInput", "rating { key }"),
    ("openSuccessionRound", "OpenSuccessionRoundInput", "successionRound { key }"),
    ("proposeSuccessor", "ProposeSuccessorInput", "successionEntry { key }"),
    ("withdrawSuccessor", "WithdrawSuccessorInput", "successionRound { key }"),
    ("submitSuccessionRound", "SuccessionRoundInput", "successionRound { key }"),
    ("appraiseSuccessionRound", "SuccessionRoundInput", "successionRound { key }"),
    ("returnSuccessionRound", "ReturnSuccessionRoundInput", "successionRound { key }"),
    ("approveSuccessionRound", "SuccessionRoundInput", "successionRound { key }"),
    ("removeSuccessionEntry", "RemoveSuccessionEntryInput", "successionEntry { key }"),
    ("markSuccessorAppointed", "MarkSuccessorAppointedInput", "successionEntry { key }"),
    ("addToSourcePool", "AddToSourcePoolInput", "sourcePoolEntry { key }"),
    (
        "reviewSourcePool",
        "ReviewSourcePoolInput",
        "results { status warnings { code } userErrors { code field } }",
    ),
    ("correctSourcePoolReview", "CorrectSourcePoolReviewInput", "sourcePoolEntry { key }"),
    ("withdrawSourcePoolEntry", "WithdrawSourcePoolEntryInput", "official { key }"),
    ("reportSourcePool", "ReportSourcePoolInput", "sourcePoolReport { key }"),
    ("setDeadline", "SetDeadlineInput", "deadline { key }"),
    ("draftTrainingPlan", "DraftTrainingPlanInput", "trainingPlan { key }"),
    ("draftTrainingPlanFromNeeds", "DraftTrainingPlanFromNeedsInput", "trainingPlan { key }"),
    ("editTrainingPlan", "EditTrainingPlanInput", "trainingPlan { key }"),
    ("submitTrainingPlan", "SubmitTrainingPlanInput", "trainingPlan { key }"),
    ("returnTrainingPlan", "ReturnTrainingPlanInput", "trainingPlan { key }"),
    ("consolidateTrainingPlans", "ConsolidateTrainingPlansInput", "trainingPlan { key }"),
    ("approveTrainingPlan", "ApproveTrainingPlanInput", "trainingPlan { key }"),
    ("amendTrainingPlan", "AmendTrainingPlanInput", "trainingPlan { key }"),
    ("createCourse", "CreateCourseInput", "course { key }"),
    ("openCourse", "MoveCourseInput", "course { key }"),
    ("changeCourse", "ChangeCourseInput", "course { key }"),
    ("startCourse", "MoveCourseInput", "course { key }"),
    ("finishCourse", "MoveCourseInput", "course { key }"),
    ("cancelCourse", "CancelCourseInput", "course { key }"),
    ("setNominationRule", "SetNominationRuleInput", "rule { validFrom }"),
    ("nominateForCourse", "NominateForCourseInput", "results { status userErrors { code field } }"),
    ("approveEnrolments", "ApproveEnrolmentsInput", "results { status userErrors { code field } }"),
    ("rejectEnrolment", "EndEnrolmentInput", "enrolment { key }"),
    ("withdrawEnrolment", "EndEnrolmentInput", "enrolment { key }"),
    ("recordCourseResults", "RecordCourseResultsInput", "results { status userErrors { code field } }"),
    ("correctCourseResult", "CorrectCourseResultInput", "enrolment { key }"),
    ("draftReport", "DraftReportInput", "report { key }"),
    ("submitReport", "SubmitReportInput", "report { key }"),
    ("returnReport", "ReturnReportInput", "report { key }"),
    ("acceptReport", "AcceptReportInput", "report { key }"),
    ("publishFigures", "PublishFiguresInput", "publication { publishedOn }"),
];

/// What a server told of a mutation.
#[derive(Clone, Debug)]
pub(super) struct Answered {
    /// Rules that were broken; a denial among them.
    pub(super) errors: BTreeSet<Told>,
    pub(super) warnings: Vec<String>,
    pub(super) is_replay: bool,
    /// Of each row what became of it, and the rules that it breaks.
    pub(super) rows: Vec<(String, BTreeSet<Told>)>,
    /// Whether an object is told of.
    pub(super) has_object: bool,
    /// The keys in the object.
    pub(super) keys: BTreeSet<uuid::Uuid>,
    pub(super) text: String,
}

/// Asks for what a step says.
pub(super) async fn ask(client: &Client, step: &Step) -> Answered {
    let (_, input, object) = MUTATIONS.iter().find(|row| row.0 == step.mutation).unwrap();
    let told = if step.mutation == "rehearseReorganisation" { "" } else { "warnings { code } replayed" };
    let document = format!(
        "mutation ($input: {input}!) {{
            done: {}(input: $input) {{ {object} {told} userErrors {{ code field }} }}
        }}",
        step.mutation
    );
    let document = match step.mutation {
        // Rows tell of their warnings themselves; and some things are never advised against.
        "reaffiliateOfficials"
        | "reviewSourcePool"
        | "nominateForCourse"
        | "approveEnrolments"
        | "recordCourseResults"
        | "setNominationRule" => document.replace("warnings { code } replayed", "replayed"),
        "consolidateTrainingPlans" | "rejectEnrolment" | "withdrawEnrolment" | "correctCourseResult" => {
            document.replace("replayed", "")
        }
        _ => document,
    };
    answered(&client.ask(&document, json!({ "input": step.input })).await, object)
}

fn answered(answer: &Answer, object: &str) -> Answered {
    let faults = answer.faults().into_iter();
    let mut errors: BTreeSet<Told> = faults
        .map(|fault| match fault.path.as_str() {
            "done" => (fault.code, DENIED.to_owned()),
            _ => (fault.code, format!("at {}", fault.path)),
        })
        .collect();
    let done = answer.body.pointer("/data/done").cloned().unwrap_or_default();
    errors.extend(told(&done["userErrors"]));
    let name = object.split(' ').next().unwrap();
    let mut warnings = codes(&done["warnings"]);
    let mut rows = Vec::new();
    if name == "results" {
        for row in done["results"].as_array().into_iter().flatten() {
            rows.push((row["status"].as_str().unwrap().to_owned(), told(&row["userErrors"])));
            warnings.extend(codes(&row["warnings"]));
        }
    }
    warnings.sort_unstable();
    let mut keys = BTreeSet::new();
    keys_in(&done[name], &mut keys);
    Answered {
        errors,
        warnings,
        is_replay: done["replayed"] == true,
        rows,
        has_object: !done[name].is_null(),
        keys,
        text: answer.text.clone(),
    }
}

fn codes(warnings: &Value) -> Vec<String> {
    let warnings = warnings.as_array().into_iter().flatten();
    warnings.map(|warning| warning["code"].as_str().unwrap().to_owned()).collect()
}

/// The codes and places of errors in a payload.
fn told(errors: &Value) -> BTreeSet<Told> {
    let errors = errors.as_array().into_iter().flatten();
    let place = |error: &Value| {
        let parts: Vec<&str> =
            error["field"].as_array().into_iter().flatten().map(|part| part.as_str().unwrap()).collect();
        assert_eq!(parts.first(), Some(&"input"), "{error}");
        parts[1..].join(".")
    };
    errors.map(|error| (error["code"].as_str().unwrap().to_owned(), place(error))).collect()
}

fn keys_in(value: &Value, keys: &mut BTreeSet<uuid::Uuid>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member.as_str().filter(|_| name == "key") {
                    Some(key) => drop(keys.insert(uuid_of(key))),
                    None => keys_in(member, keys),
                }
            }
        }
        Value::Array(rows) => rows.iter().for_each(|row| keys_in(row, keys)),
        _ => {}
    }
}
