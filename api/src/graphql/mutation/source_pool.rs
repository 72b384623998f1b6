//! Source pools: added to, reviewed each year, reported.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::id::{SourcePoolEntryId, SourcePoolReportId};
use uuid::Uuid;

use super::affiliation::{ErrorPolicy, RowStatus};
use super::official::OfficialPayload;
use super::refusal::idempotency_key;
use super::registry::{Told, accepted, told, user_error, warnings};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::source_pool::SourcePoolEntry;
use crate::graphql::types::source_pool_report::SourcePoolReport;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::SourcePoolOrigin;
use crate::repo::nested::Seen;
use crate::work::registry::source_pool::{
    self, AddToSourcePool, CorrectSourcePoolReview, ReportSourcePool, ReviewSourcePool, ReviewedEntry,
    WithdrawSourcePoolEntry,
};
use crate::work::registry::{Bulk, Done, RegistryError, RowOutcome};

/// Source pools.
#[derive(Default)]
pub struct SourcePoolMutation;

#[Object]
impl SourcePoolMutation {
    /// Adds a person to the source pool (tạo nguồn) of a unit, with the head's written assessment. Both the person and the unit must be in
    /// the scope today. The origin has to agree with the unit that keeps the file on the first day. That no rating of the year is
    /// approved, a rating of NOT_COMPLETED and a measure in force are warned of.
    async fn add_to_source_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is added to which pool, and why.")] input: AddToSourcePoolInput,
    ) -> Result<Option<SourcePoolPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(SourcePoolPayload::refused(user_errors))),
        };
        let added = AddToSourcePool {
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            origin: input.origin.into(),
            added_on: input.added_on.0,
            year: input.year,
            assessment: input.assessment,
        };
        let outcome = source_pool::add(request.work(), request.asker(), added, key).await;
        SourcePoolPayload::of(request, outcome).await.map(Some)
    }

    /// Writes what the yearly review decided about up to 500 people in the pool of one unit, after the ratings of the year: all of them or
    /// none, or with `REJECT_FAILED_ROWS` those that no rule forbids. Each needs a rating of the year that was approved by the day of the
    /// review, and is reviewed once a year. Who is removed leaves the pool on that day. An entry that is not in the unit's pool, or whose
    /// person is out of the scope today, refuses the whole.
    async fn review_source_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit, the year, and what was decided about each person.")]
        input: ReviewSourcePoolInput,
    ) -> Result<Option<ReviewSourcePoolPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(ReviewSourcePoolPayload::refused(user_errors))),
        };
        let row = |row: SourcePoolReviewInput| -> Result<ReviewedEntry, ApiError> {
            Ok(ReviewedEntry {
                entry: GlobalId::of_kind(&row.entry, NodeKind::SourcePoolEntry)?.0,
                expected_version: row.expected_version,
                decision: row.decision.into(),
                assessment: row.assessment,
                reason: row.reason,
            })
        };
        let reviewed = ReviewSourcePool {
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            year: input.year,
            reviewed_on: input.reviewed_on.0,
            rows: input.rows.into_iter().map(row).collect::<Result<_, _>>()?,
            policy: input.error_policy.into(),
        };
        let outcome = source_pool::review(request.work(), request.asker(), reviewed, key).await;
        ReviewSourcePoolPayload::of(request, outcome).await.map(Some)
    }

    /// Sets right what a review says of a person: the head's assessment, or why the person was removed. What it decided, and when, stays.
    async fn correct_source_pool_review(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which review, what is right, and why.")] input: CorrectSourcePoolReviewInput,
    ) -> Result<Option<SourcePoolPayload>, ApiError> {
        let request = request(ctx)?;
        let corrected = CorrectSourcePoolReview {
            review: GlobalId::of_kind::<Uuid>(&input.review, NodeKind::SourcePoolReview)?.0,
            expected_version: input.expected_version,
            assessment: input.assessment,
            removal_reason: input.removal_reason,
            reason: input.reason,
        };
        let outcome = source_pool::correct(request.work(), request.asker(), corrected).await;
        SourcePoolPayload::of(request, outcome).await.map(Some)
    }

    /// Takes an entry back that was added by mistake and has not been reviewed since. It is gone; the journal keeps it.
    async fn withdraw_source_pool_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: WithdrawSourcePoolEntryInput,
    ) -> Result<Option<OfficialPayload>, ApiError> {
        let request = request(ctx)?;
        let withdrawn = WithdrawSourcePoolEntry {
            entry: GlobalId::of_kind(&input.entry, NodeKind::SourcePoolEntry)?.0,
            expected_version: input.expected_version,
            reason: input.reason,
        };
        let outcome = source_pool::withdraw(request.work(), request.asker(), withdrawn).await;
        OfficialPayload::of(request, outcome, |id| (*id, request.today())).await.map(Some)
    }

    /// Reports the source pool of a year, as it is today, to a unit above, once everybody who was in it by the end of the year and is in
    /// it still has been reviewed. The numbers are those of the people whom the viewer saw on the days of their reviews. A report is final;
    /// another one beside it sets it right.
    async fn report_source_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which unit's pool of which year, and to whom.")] input: ReportSourcePoolInput,
    ) -> Result<Option<SourcePoolReportPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(SourcePoolReportPayload::refused(user_errors))),
        };
        let authority =
            input.authority.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
        let reported = ReportSourcePool {
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            year: input.year,
            authority: authority.map(|(unit, _)| unit),
            remark: input.remark,
        };
        let outcome = source_pool::report(request.work(), request.asker(), reported, key).await;
        SourcePoolReportPayload::of(request, outcome).await.map(Some)
    }
}

/// Who is added to which pool.
#[derive(Clone, Debug, InputObject)]
pub struct AddToSourcePoolInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The `key` or `id` of the unit that keeps the pool.
    pub unit: ID,
    /// Where the person comes from: ON_SITE where the unit itself keeps the file on the first day, INTER_COMMUNE where another commune
    /// does, FROM_ABOVE where neither does.
    pub origin: SourcePoolOrigin,
    /// First day in the pool, up to today.
    pub added_on: Date,
    /// The year of the rating that it rests on: from 2000 to that of the first day. It counts as the review of that year.
    pub year: i32,
    /// The head's written assessment: 1 to 1,000 characters.
    pub assessment: String,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// What a review decided.
#[derive(Clone, Debug, InputObject)]
pub struct ReviewSourcePoolInput {
    /// The `key` or `id` of the unit that keeps the pool.
    pub unit: ID,
    /// The year, by whose ratings it is: from 2000 to that of the day of the review.
    pub year: i32,
    /// The day of the review, up to today.
    pub reviewed_on: Date,
    /// Each person; 1 to 500.
    pub rows: Vec<SourcePoolReviewInput>,
    /// What becomes of the other rows when one is refused.
    #[graphql(default_with = "ErrorPolicy::RejectAll")]
    pub error_policy: ErrorPolicy,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// What a review decided about a person.
#[derive(Clone, Debug, InputObject)]
pub struct SourcePoolReviewInput {
    /// The entry's `key` or `id`.
    pub entry: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Whether the person stays.
    pub decision: SourcePoolDecision,
    /// The head's written assessment: 1 to 1,000 characters.
    pub assessment: String,
    /// Why the person leaves, 1 to 500 characters; absent of who stays.
    pub reason: Option<String>,
}

/// What a review decides about somebody who is in a source pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "source_pool::PoolDecision")]
pub enum SourcePoolDecision {
    /// Stays in the pool.
    Kept,
    /// Leaves it.
    Removed,
}

/// What a review says wrongly.
#[derive(Clone, Debug, InputObject)]
pub struct CorrectSourcePoolReviewInput {
    /// The review's `key`.
    pub review: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The head's assessment, 1 to 1,000 characters; unchanged if absent.
    pub assessment: Option<String>,
    /// Why the person was removed, 1 to 500 characters; unchanged if absent, and absent where the person was not.
    pub removal_reason: Option<String>,
    /// Why it is corrected: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// An addition that was a mistake.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawSourcePoolEntryInput {
    /// The entry's `key` or `id`.
    pub entry: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// What is reported.
#[derive(Clone, Debug, InputObject)]
pub struct ReportSourcePoolInput {
    /// The `key` or `id` of the unit that keeps the pool.
    pub unit: ID,
    /// The year of the review: from 2000 to this year.
    pub year: i32,
    /// The `key` or `id` of the unit above to which it is made; the one directly above if absent.
    pub authority: Option<ID>,
    /// What is said beside the numbers, 1 to 500 characters.
    pub remark: Option<String>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// What came of a change of an entry of a source pool.
#[derive(Clone, SimpleObject)]
pub struct SourcePoolPayload {
    /// The entry, seen from today. Null when there are errors.
    source_pool_entry: Option<SourcePoolEntry>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl SourcePoolPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { source_pool_entry: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<SourcePoolEntryId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let source_pool_entry = SourcePoolEntry::on(request, id, request.today()).await?;
                Ok(Self { source_pool_entry, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}

/// What came of a review of a source pool.
#[derive(Clone, SimpleObject)]
pub struct ReviewSourcePoolPayload {
    /// What became of each row, in the order of the input; empty where the request was refused as a whole.
    results: Vec<SourcePoolReviewResult>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong: where none is written, everything that is wrong with the rows as well.
    user_errors: Vec<UserError>,
}

/// What became of one row.
#[derive(Clone, SimpleObject)]
pub struct SourcePoolReviewResult {
    /// Whether it was written.
    status: RowStatus,
    /// The entry, seen from today. Null where nothing was written.
    source_pool_entry: Option<SourcePoolEntry>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// What is wrong with the row.
    user_errors: Vec<UserError>,
}

impl ReviewSourcePoolPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { results: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Bulk<SourcePoolEntryId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        let Bulk { rows, replayed } = match accepted(request, outcome).await? {
            Ok(bulk) => bulk,
            Err(user_errors) => return Ok(Self::refused(user_errors)),
        };
        let written = written(request, &rows).await?;
        let row = |(number, row)| SourcePoolReviewResult::of(request, &written, number, row);
        let results: Vec<_> = rows.into_iter().enumerate().map(row).collect();
        let all_errors = results.iter().flat_map(|row| row.user_errors.iter().cloned());
        let user_errors = if written.is_empty() { all_errors.collect() } else { Vec::new() };
        Ok(Self { results, replayed, user_errors })
    }
}

/// The entries of the reviews that were written, seen from today.
async fn written(
    request: &RequestContext,
    rows: &[RowOutcome<SourcePoolEntryId>],
) -> Result<HashMap<SourcePoolEntryId, SourcePoolEntry>, ApiError> {
    let ids = rows.iter().filter_map(|row| match row {
        RowOutcome::Done { object, .. } => Some(*object),
        RowOutcome::Refused(_) | RowOutcome::NotDone => None,
    });
    let found = request.load_many(ids.map(|id| Seen::from_day(id, request.today()))).await?;
    Ok(found.into_iter().map(|(seen, row)| (seen.parent, SourcePoolEntry::new(seen.on, row))).collect())
}

impl SourcePoolReviewResult {
    fn of(
        request: &RequestContext,
        written: &HashMap<SourcePoolEntryId, SourcePoolEntry>,
        number: usize,
        row: RowOutcome<SourcePoolEntryId>,
    ) -> Self {
        let nothing = Self {
            status: RowStatus::NotDone,
            source_pool_entry: None,
            warnings: Vec::new(),
            user_errors: Vec::new(),
        };
        match row {
            RowOutcome::Done { object, advice } => Self {
                status: RowStatus::Done,
                source_pool_entry: written.get(&object).cloned(),
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

/// What came of a report of a source pool.
#[derive(Clone, SimpleObject)]
pub struct SourcePoolReportPayload {
    /// The report, seen from today. Null when there are errors.
    source_pool_report: Option<SourcePoolReport>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl SourcePoolReportPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { source_pool_report: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<SourcePoolReportId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let source_pool_report = SourcePoolReport::on(request, id, request.today()).await?;
                Ok(Self { source_pool_report, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}
