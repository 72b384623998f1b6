//! Yearly ratings: proposed, taken back, approved, superseded.

use std::collections::HashMap;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::rating as table;
use uuid::Uuid;

use super::affiliation::{ErrorPolicy, RowStatus};
use super::official::OfficialPayload;
use super::refusal::idempotency_key;
use super::registry::{Told, accepted, told, user_error, warnings};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::loaders::file::entry_on;
use crate::graphql::types::rating::Rating;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::RatingGrade;
use crate::work::registry::ratings::{
    self, ApproveRatings, ApprovedRating, ProposeRatings, ProposedGrade, Rated, SupersedeRating,
    WithdrawRatingProposal,
};
use crate::work::registry::{Bulk, Done, RegistryError, RowOutcome};

/// Yearly ratings.
#[derive(Default)]
pub struct RatingMutation;

#[Object]
impl RatingMutation {
    /// Proposes the ratings of a year of up to 500 people whose files are kept in the scope today: all of them or none, or with
    /// `REJECT_FAILED_ROWS` those that no rule forbids. The unit that rates is the one that kept the file at the end of the year, or
    /// keeps it today if the year runs; the viewer's grants must reach it on that day. The grade of a rating that is proposed already
    /// changes. A person out of the scope refuses the whole.
    async fn propose_ratings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The year, and the grade of each person.")] input: ProposeRatingsInput,
    ) -> Result<Option<RatingsPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(RatingsPayload::refused(user_errors))),
        };
        let row = |row: &ProposedRatingInput| -> Result<ProposedGrade, ApiError> {
            let official = GlobalId::of_kind(&row.official, NodeKind::Official)?.0;
            Ok(ProposedGrade { official, grade: row.grade.into() })
        };
        let proposed = ProposeRatings {
            year: input.year,
            rows: input.rows.iter().map(row).collect::<Result<_, _>>()?,
            policy: input.error_policy.into(),
        };
        let outcome = ratings::propose(request.work(), request.asker(), proposed, key).await;
        RatingsPayload::of(request, outcome).await.map(Some)
    }

    /// Approves up to 500 ratings that are proposed: all of them or none, or with `REJECT_FAILED_ROWS` those that no rule forbids. The
    /// Home Affairs office above the unit that rated approves, with an account that neither proposed the rating nor is held by the person
    /// rated. A rating that was in force for the same person and year is superseded. A rating out of the scope refuses the whole.
    async fn approve_ratings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The ratings.")] input: ApproveRatingsInput,
    ) -> Result<Option<RatingsPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(RatingsPayload::refused(user_errors))),
        };
        let row = |row: &ApprovedRatingInput| -> Result<ApprovedRating, ApiError> {
            let rating = rating_id(&row.rating)?;
            Ok(ApprovedRating { rating, expected_version: row.expected_version })
        };
        let approved = ApproveRatings {
            rows: input.rows.iter().map(row).collect::<Result<_, _>>()?,
            policy: input.error_policy.into(),
        };
        let outcome = ratings::approve(request.work(), request.asker(), approved, key).await;
        RatingsPayload::of(request, outcome).await.map(Some)
    }

    /// Proposes another rating in the place of an approved one, which stays as it is and is superseded on the day of the approval; with
    /// `atOnce` whoever approves the unit's ratings puts it there today. A correction that is proposed already takes the grade.
    async fn supersede_rating(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, what is right, and why.")] input: SupersedeRatingInput,
    ) -> Result<Option<RatingPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(RatingPayload::refused(user_errors))),
        };
        let superseded = SupersedeRating {
            rating: rating_id(&input.rating)?,
            expected_version: input.expected_version,
            grade: input.grade.into(),
            reason: input.reason,
            at_once: input.at_once,
        };
        let outcome = ratings::supersede(request.work(), request.asker(), superseded, key).await;
        RatingPayload::of(request, outcome).await.map(Some)
    }

    /// Takes a rating back that is proposed and not approved: whoever may propose it does, and the office above the unit that rated. It is
    /// gone; the journal keeps it.
    async fn withdraw_rating_proposal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, and why.")] input: WithdrawRatingProposalInput,
    ) -> Result<Option<OfficialPayload>, ApiError> {
        let request = request(ctx)?;
        let withdrawn = WithdrawRatingProposal {
            rating: rating_id(&input.rating)?,
            expected_version: input.expected_version,
            reason: input.reason,
        };
        let outcome = ratings::withdraw(request.work(), request.asker(), withdrawn).await;
        OfficialPayload::of(request, outcome, |id| (*id, request.today())).await.map(Some)
    }
}

fn rating_id(id: &ID) -> Result<Uuid, ApiError> {
    Ok(GlobalId::of_kind::<Uuid>(id, NodeKind::Rating)?.0)
}

/// The ratings of a year.
#[derive(Clone, Debug, InputObject)]
pub struct ProposeRatingsInput {
    /// The year rated: from 2000 to this year.
    pub year: i32,
    /// Each person; 1 to 500.
    pub rows: Vec<ProposedRatingInput>,
    /// What becomes of the other rows when one is refused.
    #[graphql(default_with = "ErrorPolicy::RejectAll")]
    pub error_policy: ErrorPolicy,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// The rating of a person.
#[derive(Clone, Debug, InputObject)]
pub struct ProposedRatingInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The grade.
    pub grade: RatingGrade,
}

/// The ratings to be approved.
#[derive(Clone, Debug, InputObject)]
pub struct ApproveRatingsInput {
    /// Each rating; 1 to 500.
    pub rows: Vec<ApprovedRatingInput>,
    /// What becomes of the other rows when one is refused.
    #[graphql(default_with = "ErrorPolicy::RejectAll")]
    pub error_policy: ErrorPolicy,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// A rating to be approved.
#[derive(Clone, Debug, InputObject)]
pub struct ApprovedRatingInput {
    /// The rating's `key` or `id`.
    pub rating: ID,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// What stands in the place of a rating.
#[derive(Clone, Debug, InputObject)]
pub struct SupersedeRatingInput {
    /// The `key` or `id` of the approved rating that was wrong.
    pub rating: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The grade that is right.
    pub grade: RatingGrade,
    /// Why: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
    /// Whether it is approved at once, by whoever approves the unit's ratings.
    #[graphql(default = false)]
    pub at_once: bool,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// A proposal that is taken back.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawRatingProposalInput {
    /// The rating's `key` or `id`.
    pub rating: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// What came of a change of many ratings.
#[derive(Clone, SimpleObject)]
pub struct RatingsPayload {
    /// What became of each row, in the order of the input; empty where the request was refused as a whole.
    results: Vec<RatingResult>,
    /// The rules that advise against what now stands for the units and years of what was written.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong: where none is written, everything that is wrong with the rows as well.
    user_errors: Vec<UserError>,
}

/// What became of one row.
#[derive(Clone, SimpleObject)]
pub struct RatingResult {
    /// Whether it was written.
    status: RowStatus,
    /// The rating, seen from today. Null where nothing was written.
    rating: Option<Rating>,
    /// What is wrong with the row.
    user_errors: Vec<UserError>,
}

impl RatingsPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { results: Vec::new(), warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(request: &RequestContext, outcome: Result<Rated, RegistryError>) -> Result<Self, ApiError> {
        let Rated { ratings: Bulk { rows, replayed }, advice } = match accepted(request, outcome).await? {
            Ok(rated) => rated,
            Err(user_errors) => return Ok(Self::refused(user_errors)),
        };
        let written = written(request, &rows).await?;
        let row = |(number, row)| RatingResult::of(request, &written, number, row);
        let results: Vec<_> = rows.into_iter().enumerate().map(row).collect();
        let all_errors = results.iter().flat_map(|row| row.user_errors.iter().cloned());
        let user_errors = if written.is_empty() { all_errors.collect() } else { Vec::new() };
        Ok(Self { results, warnings: warnings(request, &advice), replayed, user_errors })
    }
}

/// The ratings that were written, seen from today.
async fn written(
    request: &RequestContext,
    rows: &[RowOutcome<Uuid>],
) -> Result<HashMap<Uuid, Rating>, ApiError> {
    let ids = rows.iter().filter_map(|row| match row {
        RowOutcome::Done { object, .. } => Some(*object),
        RowOutcome::Refused(_) | RowOutcome::NotDone => None,
    });
    let keys = ids.map(|id| entry_on::<table::Entity>(id, request.today()));
    let found = request.load_many(keys).await?.into_values();
    Ok(found.map(|(official, row)| (row.id, Rating::new(official, row))).collect())
}

impl RatingResult {
    fn of(
        request: &RequestContext,
        written: &HashMap<Uuid, Rating>,
        number: usize,
        row: RowOutcome<Uuid>,
    ) -> Self {
        let nothing = Self { status: RowStatus::NotDone, rating: None, user_errors: Vec::new() };
        match row {
            RowOutcome::Done { object, .. } => {
                Self { status: RowStatus::Done, rating: written.get(&object).cloned(), ..nothing }
            }
            RowOutcome::Refused(refusal) => {
                let user_errors = vec![user_error(&refusal.in_row(number), request.language())];
                Self { status: RowStatus::Refused, user_errors, ..nothing }
            }
            RowOutcome::NotDone => nothing,
        }
    }
}

/// What came of a change of a rating.
#[derive(Clone, SimpleObject)]
pub struct RatingPayload {
    /// The rating that stands in the place of the other, or is proposed to, seen from today. Null when there are errors.
    rating: Option<Rating>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl RatingPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { rating: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<Uuid>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let rating = Rating::find(request, id, request.today()).await?;
                Ok(Self { rating, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}
