//! Enrolments: nominated, approved, rejected, withdrawn, and what came of the course.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::id::EnrolmentId;

use super::affiliation::{ErrorPolicy, RowStatus};
use super::refusal::idempotency_key;
use super::registry::{Told, accepted, told, user_error, warnings};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::enrolment::Enrolment;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::work::registry::enrolments::{
    self, ApproveEnrolments, CorrectResult, NamedEnrolment, Nominate, RecordResults, RecordedResult,
    RejectEnrolment, WithdrawEnrolment,
};
use crate::work::registry::{Bulk, Done, RegistryError, RowOutcome};

/// Enrolments.
#[derive(Default)]
pub struct EnrolmentMutation;

#[Object]
impl EnrolmentMutation {
    /// Nominates up to 500 people, whose files are kept in the scope today, for an `OPEN` course: all of them or none, or with
    /// `REJECT_FAILED_ROWS` those that no rule forbids. The rule table (`nominationRules`) says for the unit that keeps the file, the category of
    /// the person and the kind of course whether the unit decides; then the person is approved at once, and `ENROLLED` where a place is free,
    /// else `WAITLISTED`. Otherwise the person is `NOMINATED`, and the authority named decides. Among those who are approved together, and on the
    /// waiting list, women come first, then those under 35 on the day, then who has waited longest: by the day of the nomination, and then in
    /// the order in which the nominations came (domain §7). The succession plan has no part in it. A person out of the scope refuses the whole.
    async fn nominate_for_course(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For which course, and whom.")] input: NominateForCourseInput,
    ) -> Result<Option<EnrolmentsPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(EnrolmentsPayload::refused(user_errors))),
        };
        let official = |row: &NominatedInput| Ok(GlobalId::of_kind(&row.official, NodeKind::Official)?.0);
        let nominated = Nominate {
            course: GlobalId::of_kind(&input.course, NodeKind::Course)?.0,
            officials: input.rows.iter().map(official).collect::<Result<_, ApiError>>()?,
            policy: input.error_policy.into(),
        };
        let outcome = enrolments::nominate(request.work(), request.asker(), nominated, key).await;
        EnrolmentsPayload::of(request, outcome).await.map(Some)
    }

    /// Approves up to 500 nominations for courses that are `OPEN`: all of them or none, or with `REJECT_FAILED_ROWS` those that no rule forbids.
    /// The Home Affairs office that is the authority of the nomination approves, with an account that neither nominated nor is held by the person.
    /// Who is approved is `ENROLLED` where a place is free, else `WAITLISTED`, in the order of selection: women, then those under 35 on the day,
    /// then who has waited longest. An enrolment out of the scope refuses the whole.
    async fn approve_enrolments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The enrolments.")] input: ApproveEnrolmentsInput,
    ) -> Result<Option<EnrolmentsPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(EnrolmentsPayload::refused(user_errors))),
        };
        let row = |row: &ApprovedEnrolmentInput| {
            let enrolment = enrolment_id(&row.enrolment)?;
            Ok(NamedEnrolment { enrolment, expected_version: row.expected_version })
        };
        let approved = ApproveEnrolments {
            rows: input.rows.iter().map(row).collect::<Result<_, ApiError>>()?,
            policy: input.error_policy.into(),
        };
        let outcome = enrolments::approve(request.work(), request.asker(), approved, key).await;
        EnrolmentsPayload::of(request, outcome).await.map(Some)
    }

    /// Rejects a nomination, by the authority that approves it.
    async fn reject_enrolment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: EndEnrolmentInput,
    ) -> Result<Option<EnrolmentPayload>, ApiError> {
        let request = request(ctx)?;
        let rejected = RejectEnrolment {
            enrolment: enrolment_id(&input.enrolment)?,
            expected_version: input.expected_version,
            remark: input.remark,
        };
        let outcome = enrolments::reject(request.work(), request.asker(), rejected).await;
        EnrolmentPayload::of(request, outcome).await.map(Some)
    }

    /// Withdraws an enrolment that has no result yet. As long as the course has not begun, the place goes at once to the first who waits for it:
    /// women, then those under 35 on the day, then who has waited longest.
    async fn withdraw_enrolment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: EndEnrolmentInput,
    ) -> Result<Option<EnrolmentPayload>, ApiError> {
        let request = request(ctx)?;
        let withdrawn = WithdrawEnrolment {
            enrolment: enrolment_id(&input.enrolment)?,
            expected_version: input.expected_version,
            remark: input.remark,
        };
        let outcome = enrolments::withdraw(request.work(), request.asker(), withdrawn).await;
        EnrolmentPayload::of(request, outcome).await.map(Some)
    }

    /// Records up to 1,000 results of a course whose organiser is in the scope: all of them or none, or with `REJECT_FAILED_ROWS` those that no rule
    /// forbids. Who was absent can be recorded as soon as the course is `RUNNING`, all else when it is `FINISHED`. Completing a course that yields
    /// a level writes the qualification at once, and moves K5 to K8 with it. An enrolment out of the scope, or in another course, refuses the
    /// whole.
    async fn record_course_results(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which course, and each result.")] input: RecordCourseResultsInput,
    ) -> Result<Option<EnrolmentsPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(EnrolmentsPayload::refused(user_errors))),
        };
        let row = |row: CourseResultInput| {
            Ok(RecordedResult {
                enrolment: enrolment_id(&row.enrolment)?,
                expected_version: row.expected_version,
                result: row.result.into(),
                obtained_on: row.obtained_on.map(|day| day.0),
                certificate: row.certificate,
                remark: row.remark,
            })
        };
        let recorded = RecordResults {
            course: GlobalId::of_kind(&input.course, NodeKind::Course)?.0,
            issuer: input.issuer,
            rows: input.rows.into_iter().map(row).collect::<Result<_, ApiError>>()?,
            policy: input.error_policy.into(),
        };
        let outcome = enrolments::record(request.work(), request.asker(), recorded, key).await;
        EnrolmentsPayload::of(request, outcome).await.map(Some)
    }

    /// Sets right a result that was recorded wrongly, by whoever records results of the course; on every day since then at once. The qualification
    /// that the course yielded follows: it is written, corrected, or said to hold on no day. The journal keeps what was known before.
    async fn correct_course_result(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, what is right, and why.")] input: CorrectCourseResultInput,
    ) -> Result<Option<EnrolmentPayload>, ApiError> {
        let request = request(ctx)?;
        let corrected = CorrectResult {
            enrolment: enrolment_id(&input.enrolment)?,
            expected_version: input.expected_version,
            result: input.result.into(),
            issuer: input.issuer,
            obtained_on: input.obtained_on.map(|day| day.0),
            certificate: input.certificate,
            reason: input.reason,
        };
        let outcome = enrolments::correct(request.work(), request.asker(), corrected).await;
        EnrolmentPayload::of(request, outcome).await.map(Some)
    }
}

fn enrolment_id(id: &ID) -> Result<EnrolmentId, ApiError> {
    Ok(GlobalId::of_kind(id, NodeKind::Enrolment)?.0)
}

/// People to be nominated for a course.
#[derive(Clone, Debug, InputObject)]
pub struct NominateForCourseInput {
    /// The course's `key` or `id`.
    pub course: ID,
    /// Each person; 1 to 500.
    pub rows: Vec<NominatedInput>,
    /// What becomes of the other rows when one is refused.
    #[graphql(default_with = "ErrorPolicy::RejectAll")]
    pub error_policy: ErrorPolicy,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Somebody to be nominated.
#[derive(Clone, Debug, InputObject)]
pub struct NominatedInput {
    /// The official's `key` or `id`.
    pub official: ID,
}

/// Nominations to be approved.
#[derive(Clone, Debug, InputObject)]
pub struct ApproveEnrolmentsInput {
    /// Each enrolment; 1 to 500.
    pub rows: Vec<ApprovedEnrolmentInput>,
    /// What becomes of the other rows when one is refused.
    #[graphql(default_with = "ErrorPolicy::RejectAll")]
    pub error_policy: ErrorPolicy,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// A nomination to be approved.
#[derive(Clone, Debug, InputObject)]
pub struct ApprovedEnrolmentInput {
    /// The enrolment's `key` or `id`.
    pub enrolment: ID,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// An enrolment that is rejected or withdrawn.
#[derive(Clone, Debug, InputObject)]
pub struct EndEnrolmentInput {
    /// The enrolment's `key` or `id`.
    pub enrolment: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why: 1 to 500 characters. It is told with the state.
    pub remark: String,
}

/// What can come of a course for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
#[graphql(remote = "enrolments::CourseResult")]
pub enum CourseResult {
    /// It was completed with success.
    Completed,
    /// It was attended without success.
    Failed,
    /// It was not attended.
    Absent,
}

/// Results of a course.
#[derive(Clone, Debug, InputObject)]
pub struct RecordCourseResultsInput {
    /// The course's `key` or `id`.
    pub course: ID,
    /// Who issues the certificates: 1 to 200 characters; the organiser if absent.
    pub issuer: Option<String>,
    /// Each result; 1 to 1000.
    pub rows: Vec<CourseResultInput>,
    /// What becomes of the other rows when one is refused.
    #[graphql(default_with = "ErrorPolicy::RejectAll")]
    pub error_policy: ErrorPolicy,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// What came of a course for somebody.
#[derive(Clone, Debug, InputObject)]
pub struct CourseResultInput {
    /// The enrolment's `key` or `id`.
    pub enrolment: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The result.
    pub result: CourseResult,
    /// The day of the certificate of a completed course that yields one: from its first day to today; its last day if absent.
    pub obtained_on: Option<Date>,
    /// The certificate's number: 1 to 200 characters.
    pub certificate: Option<String>,
    /// What is to be said of it: 1 to 200 characters.
    pub remark: Option<String>,
}

/// A result to be corrected.
#[derive(Clone, Debug, InputObject)]
pub struct CorrectCourseResultInput {
    /// The enrolment's `key` or `id`.
    pub enrolment: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The result that is right.
    pub result: CourseResult,
    /// Who issued the certificate: 1 to 200 characters; as it was, or the organiser, if absent.
    pub issuer: Option<String>,
    /// The day of the certificate: from the first day of the course to today; as it was, or the last day of the course, if absent.
    pub obtained_on: Option<Date>,
    /// The certificate's number: 1 to 200 characters; as it was if absent.
    pub certificate: Option<String>,
    /// Why it is corrected: 1 to 500 characters. It is told with the state, and kept in the journal.
    pub reason: String,
}

/// What came of a change of an enrolment.
#[derive(Clone, SimpleObject)]
pub struct EnrolmentPayload {
    /// The enrolment, seen from today. Null when there are errors, and where the person left the viewer's sight meanwhile.
    enrolment: Option<Enrolment>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl EnrolmentPayload {
    async fn of(
        request: &RequestContext,
        outcome: Result<Done<EnrolmentId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, .. }) => {
                let enrolment = Enrolment::on(request, id, request.today()).await?;
                Ok(Self { enrolment, warnings, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self { enrolment: None, warnings: Vec::new(), user_errors }),
        }
    }
}

/// What came of a change of many enrolments.
#[derive(Clone, SimpleObject)]
pub struct EnrolmentsPayload {
    /// What became of each row, in the order of the input; empty where the request was refused as a whole.
    results: Vec<EnrolmentResult>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong: where none is written, everything that is wrong with the rows as well.
    user_errors: Vec<UserError>,
}

/// What became of one row.
#[derive(Clone, SimpleObject)]
pub struct EnrolmentResult {
    /// Whether it was written.
    status: RowStatus,
    /// The enrolment, seen from today. Null where nothing was written.
    enrolment: Option<Enrolment>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// What is wrong with the row.
    user_errors: Vec<UserError>,
}

impl EnrolmentsPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { results: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Bulk<EnrolmentId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        let Bulk { rows, replayed } = match accepted(request, outcome).await? {
            Ok(bulk) => bulk,
            Err(user_errors) => return Ok(Self::refused(user_errors)),
        };
        let written = Enrolment::all_on(request, written(&rows), request.today()).await?;
        let row = |(number, row)| EnrolmentResult::of(request, &written, number, row);
        let results: Vec<_> = rows.into_iter().enumerate().map(row).collect();
        let all_errors = results.iter().flat_map(|row| row.user_errors.iter().cloned());
        let user_errors = if written.is_empty() { all_errors.collect() } else { Vec::new() };
        Ok(Self { results, replayed, user_errors })
    }
}

/// The enrolments that were written.
fn written(rows: &[RowOutcome<EnrolmentId>]) -> Vec<EnrolmentId> {
    let written = rows.iter().filter_map(|row| match row {
        RowOutcome::Done { object, .. } => Some(*object),
        RowOutcome::Refused(_) | RowOutcome::NotDone => None,
    });
    written.collect()
}

impl EnrolmentResult {
    fn of(
        request: &RequestContext,
        written: &HashMap<EnrolmentId, Enrolment>,
        number: usize,
        row: RowOutcome<EnrolmentId>,
    ) -> Self {
        let nothing = Self {
            status: RowStatus::NotDone,
            enrolment: None,
            warnings: Vec::new(),
            user_errors: Vec::new(),
        };
        match row {
            RowOutcome::Done { object, advice } => Self {
                status: RowStatus::Done,
                enrolment: written.get(&object).cloned(),
                warnings: warnings(request, &advice),
                ..nothing
            },
            RowOutcome::Refused(refusal) => {
                let user_errors = vec![user_error(&refusal.in_row(number), request.language())];
                Self { status: RowStatus::Refused, user_errors, ..nothing }
            }
            RowOutcome::NotDone => nothing,
        }
    }
}
