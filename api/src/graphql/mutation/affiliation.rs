//! Affiliations: which unit keeps whose file.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use entity::id::OfficialId;

use super::refusal::idempotency_key;
use super::registry::{Told, accepted, told, user_error, warnings};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::loaders::officials::OfficialOn;
use crate::graphql::scalar::Date;
use crate::graphql::types::official::Official;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::OfficialCategory;
use crate::work::registry::affiliations::{self, Affiliate, Reaffiliate};
use crate::work::registry::{self, Bulk, Done, RegistryError, RowOutcome};

/// Affiliations.
#[derive(Default)]
pub struct AffiliationMutation;

#[Object]
impl AffiliationMutation {
    /// Moves the file of a person to a unit, or to another category, from a day on. Both the person and the unit must be in
    /// the scope today. Titles are not touched: one that goes on in the unit that is left is warned of. From the first day of the
    /// last affiliation on, it corrects that affiliation.
    async fn affiliate_official(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose file, where to, and from when.")] input: AffiliateOfficialInput,
    ) -> Result<Option<AffiliationPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(AffiliationPayload::refused(user_errors))),
        };
        let moved = affiliate(&input.official, &input.unit, input.category, input.valid_from)?;
        let outcome = affiliations::affiliate(request.work(), request.asker(), moved, key).await;
        AffiliationPayload::of(request, outcome).await.map(Some)
    }

    /// Moves the files of up to 500 people at once, as after a reorganisation: all of them or none, or with
    /// `REJECT_FAILED_ROWS` those that no rule forbids. A person or a unit out of the scope refuses the whole.
    async fn reaffiliate_officials(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose files, where to, and from when.")] input: ReaffiliateOfficialsInput,
    ) -> Result<Option<ReaffiliateOfficialsPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(ReaffiliateOfficialsPayload::refused(user_errors))),
        };
        let row =
            |row: &ReaffiliationInput| affiliate(&row.official, &row.unit, row.category, row.valid_from);
        let moved = Reaffiliate {
            rows: input.rows.iter().map(row).collect::<Result<_, _>>()?,
            policy: input.error_policy.into(),
        };
        let outcome = affiliations::reaffiliate(request.work(), request.asker(), moved, key).await;
        ReaffiliateOfficialsPayload::of(request, outcome).await.map(Some)
    }
}

fn affiliate(
    official: &ID,
    unit: &ID,
    category: Option<OfficialCategory>,
    valid_from: Date,
) -> Result<Affiliate, ApiError> {
    Ok(Affiliate {
        official: GlobalId::of_kind(official, NodeKind::Official)?.0,
        unit: GlobalId::of_kind(unit, NodeKind::Unit)?.0,
        category: category.map(Into::into),
        valid_from: valid_from.0,
    })
}

/// Whose file goes where.
#[derive(Clone, Debug, InputObject)]
pub struct AffiliateOfficialInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The `key` or `id` of the unit that keeps the file.
    pub unit: ID,
    /// The category; that of before if absent.
    pub category: Option<OfficialCategory>,
    /// First day: in the last affiliation. On its very first day that affiliation is corrected; otherwise it ends and another one
    /// begins.
    pub valid_from: Date,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Whose files go where.
#[derive(Clone, Debug, InputObject)]
pub struct ReaffiliateOfficialsInput {
    /// Each file; 1 to 500.
    pub rows: Vec<ReaffiliationInput>,
    /// What becomes of the other rows when one is refused.
    #[graphql(default_with = "ErrorPolicy::RejectAll")]
    pub error_policy: ErrorPolicy,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Whose file goes where.
#[derive(Clone, Debug, InputObject)]
pub struct ReaffiliationInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The `key` or `id` of the unit that keeps the file.
    pub unit: ID,
    /// The category; that of before if absent.
    pub category: Option<OfficialCategory>,
    /// First day: in the last affiliation. On its very first day that affiliation is corrected; otherwise it ends and another one
    /// begins.
    pub valid_from: Date,
}

/// What becomes of the other rows of a change when one is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "registry::ErrorPolicy")]
pub enum ErrorPolicy {
    /// None is written.
    RejectAll,
    /// They are written.
    RejectFailedRows,
}

/// What became of a row of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum RowStatus {
    /// It was written.
    Done,
    /// A rule forbids it.
    Refused,
    /// It was not written, because another row was refused.
    NotDone,
}

/// What came of a change of an affiliation.
#[derive(Clone, SimpleObject)]
pub struct AffiliationPayload {
    /// The person, as of today. Null when there are errors.
    official: Option<Official>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl AffiliationPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { official: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<OfficialId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let official = Official::find(request, id, request.today()).await?;
                Ok(Self { official, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}

/// What came of a change of many affiliations.
#[derive(Clone, SimpleObject)]
pub struct ReaffiliateOfficialsPayload {
    /// What became of each row, in the order of the input; empty where the request was refused as a whole.
    results: Vec<ReaffiliationResult>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong: where none is written, everything that is wrong with the rows as well.
    user_errors: Vec<UserError>,
}

/// What became of one row.
#[derive(Clone, SimpleObject)]
pub struct ReaffiliationResult {
    /// Whether it was written.
    status: RowStatus,
    /// The person, as of today. Null where nothing was written.
    official: Option<Official>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// What is wrong with the row.
    user_errors: Vec<UserError>,
}

impl ReaffiliateOfficialsPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { results: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Bulk<OfficialId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        let Bulk { rows, replayed } = match accepted(request, outcome).await? {
            Ok(bulk) => bulk,
            Err(user_errors) => return Ok(Self::refused(user_errors)),
        };
        let moved: Vec<OfficialOn> = rows
            .iter()
            .filter_map(|row| match row {
                RowOutcome::Done { object, .. } => Some(OfficialOn(*object, request.today())),
                RowOutcome::Refused(_) | RowOutcome::NotDone => None,
            })
            .collect();
        let is_rejected = moved.is_empty();
        let officials = request.load_many(moved).await?;
        let results: Vec<_> = rows
            .into_iter()
            .enumerate()
            .map(|(number, row)| ReaffiliationResult::of(request, &officials, number, row))
            .collect();
        let all_errors = results.iter().flat_map(|row| row.user_errors.iter().cloned());
        let user_errors = if is_rejected { all_errors.collect() } else { Vec::new() };
        Ok(Self { results, replayed, user_errors })
    }
}

impl ReaffiliationResult {
    fn of(
        request: &RequestContext,
        officials: &HashMap<OfficialOn, Official>,
        number: usize,
        row: RowOutcome<OfficialId>,
    ) -> Self {
        let nothing = Self {
            status: RowStatus::NotDone,
            official: None,
            warnings: Vec::new(),
            user_errors: Vec::new(),
        };
        match row {
            RowOutcome::Done { object, advice } => Self {
                status: RowStatus::Done,
                official: officials.get(&OfficialOn(object, request.today())).cloned(),
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
