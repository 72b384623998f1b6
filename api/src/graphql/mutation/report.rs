//! Reports: drafted, submitted, returned, accepted.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::id::ReportId;

use super::refusal::idempotency_key;
use super::registry::{Told, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::types::report::Report;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::work::registry::reports::{self, AcceptReport, DraftReport, ReturnReport, SubmitReport};
use crate::work::registry::{Done, RegistryError};

/// Reports.
#[derive(Default)]
pub struct ReportMutation;

#[Object]
impl ReportMutation {
    /// Drafts a unit's report on a year, as of its last day: one for each unit, programme and year. Until it is sealed its content is what
    /// the facts say whenever it is read. The unit is one that the viewer's grants reach on that day, so that whoever took over a unit that
    /// has ended reports on its last year.
    async fn draft_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit, the year and the programme.")] input: DraftReportInput,
    ) -> Result<Option<ReportPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(ReportPayload::refused(user_errors))),
        };
        let unit = GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0;
        let drafted = DraftReport { unit, year: input.year, programme: input.programme };
        let outcome = reports::draft(request.work(), request.asker(), drafted, key).await;
        ReportPayload::of(request, outcome).await.map(Some)
    }

    /// Submits a report that is drafted or returned to the office above the unit, once the day as of which it speaks has come.
    async fn submit_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: SubmitReportInput,
    ) -> Result<Option<ReportPayload>, ApiError> {
        let request = request(ctx)?;
        let submitted = SubmitReport {
            report: GlobalId::of_kind(&input.report, NodeKind::Report)?.0,
            expected_version: input.expected_version,
        };
        let outcome = reports::submit(request.work(), request.asker(), submitted).await;
        ReportPayload::of(request, outcome).await.map(Some)
    }

    /// Returns a report that was submitted, with a remark, to be set right and submitted again.
    async fn return_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and what is to be set right.")] input: ReturnReportInput,
    ) -> Result<Option<ReportPayload>, ApiError> {
        let request = request(ctx)?;
        let returned = ReturnReport {
            report: GlobalId::of_kind(&input.report, NodeKind::Report)?.0,
            expected_version: input.expected_version,
            remark: input.remark,
        };
        let outcome = reports::send_back(request.work(), request.asker(), returned).await;
        ReportPayload::of(request, outcome).await.map(Some)
    }

    /// Accepts a report that was submitted, and seals it: its content, with the facts that it rests on, is computed, hashed in parts by
    /// confidentiality class and signed, and nothing that happens later changes it. The Home Affairs office above the unit accepts, with an
    /// account that did not submit it; of a unit that has none above it, another account of the same office. Every unit directly below that
    /// was in force on the day must have submitted its own; those that were not accepted before are accepted and sealed with it.
    async fn accept_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] input: AcceptReportInput,
    ) -> Result<Option<ReportPayload>, ApiError> {
        let request = request(ctx)?;
        let accepted = AcceptReport {
            report: GlobalId::of_kind(&input.report, NodeKind::Report)?.0,
            expected_version: input.expected_version,
        };
        let outcome = reports::accept(request.work(), request.asker(), accepted).await;
        ReportPayload::of(request, outcome).await.map(Some)
    }
}

/// A report to be drafted.
#[derive(Clone, Debug, InputObject)]
pub struct DraftReportInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The year: from 2000 to the one that runs.
    pub year: i32,
    /// The code of the programme whose targets it has, such as `KH-276`.
    pub programme: String,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// A report to be submitted.
#[derive(Clone, Debug, InputObject)]
pub struct SubmitReportInput {
    /// The report's `key` or `id`.
    pub report: ID,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// A report to be returned.
#[derive(Clone, Debug, InputObject)]
pub struct ReturnReportInput {
    /// The report's `key` or `id`.
    pub report: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// What is to be set right: 1 to 500 characters.
    pub remark: String,
}

/// A report to be accepted.
#[derive(Clone, Debug, InputObject)]
pub struct AcceptReportInput {
    /// The report's `key` or `id`.
    pub report: ID,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// What came of a change of a report.
#[derive(Clone, SimpleObject)]
pub struct ReportPayload {
    /// The report, seen from today. Null when there are errors, and where it left the viewer's sight meanwhile.
    report: Option<Report>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl ReportPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { report: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<ReportId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let report = Report::on(request, id, request.today()).await?;
                Ok(Self { report, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}
