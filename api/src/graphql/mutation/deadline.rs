//! Deadlines of what units owe each year.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use entity::id::ObligationRuleId;

use super::refusal::idempotency_key;
use super::registry::{Told, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::scalar::Date;
use crate::graphql::types::obligation::Deadline;
use crate::graphql::types::user_error::{UserError, UserErrorCode as Code};
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::{DeadlineYear, ObligationKind, ObligedUnits};
use crate::work::registry::deadlines::{self, DeadlineRule, SetDeadline};
use crate::work::registry::{Done, RegistryError};

/// Deadlines.
#[derive(Default)]
pub struct DeadlineMutation;

#[Object]
impl DeadlineMutation {
    /// Sets by when units of a kind owe something each year, from a day on. The deadline that held before ends on that day, which is today or
    /// later; what was owed before stays as it was.
    async fn set_deadline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is owed by whom, and by when.")] input: SetDeadlineInput,
    ) -> Result<Option<DeadlinePayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(DeadlinePayload::refused(user_errors))),
        };
        let set = SetDeadline {
            kind: input.kind.into(),
            owed_by: input.owed_by.into(),
            month: input.month,
            day: input.day,
            falls_in: input.falls_in.into(),
            legal_basis: input.legal_basis,
            valid_from: input.valid_from.0,
        };
        let outcome = deadlines::set(request.work(), request.asker(), set, key).await;
        DeadlinePayload::of(request, outcome).await.map(Some)
    }
}

/// By when units of a kind owe something each year.
#[derive(Clone, Debug, InputObject)]
pub struct SetDeadlineInput {
    /// What is owed.
    pub kind: ObligationKind,
    /// Which units owe it.
    pub owed_by: ObligedUnits,
    /// The month of the last day that is in time, 1 to 12.
    pub month: i32,
    /// The last day of that month that is in time: one that every year has.
    pub day: i32,
    /// In which year that day lies.
    #[graphql(default_with = "DeadlineYear::SameYear")]
    pub falls_in: DeadlineYear,
    /// What it rests on, 1 to 500 characters: the law or decision; where none sets it, that it is a custom.
    pub legal_basis: String,
    /// First day; today or later where another deadline holds.
    pub valid_from: Date,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// What came of setting a deadline.
#[derive(Clone, SimpleObject)]
pub struct DeadlinePayload {
    /// The deadline. Null when there are errors.
    deadline: Option<Deadline>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl DeadlinePayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { deadline: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<ObligationRuleId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let directory = request.directory();
                let found = directory.deadlines.all().iter().find(|row| row.id == id);
                let deadline = found.cloned().map(Deadline::from);
                Ok(Self { deadline, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}

/// A rule of deadlines: its code, and its text in Vietnamese and in English.
pub(super) fn refused(rule: DeadlineRule) -> (Code, String, String) {
    match rule {
        DeadlineRule::NoSuchDay => (
            Code::BadUserInput,
            "Không phải năm nào cũng có ngày này.".to_owned(),
            "Not every year has that day.".to_owned(),
        ),
        DeadlineRule::Retroactive => (
            Code::BadUserInput,
            "Thời hạn thay cho thời hạn đang áp dụng thì bắt đầu từ hôm nay trở đi.".to_owned(),
            "A deadline that takes the place of another begins today or later.".to_owned(),
        ),
    }
}
