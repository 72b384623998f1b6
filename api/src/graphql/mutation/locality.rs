//! Localities: assessed, corrected.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use uuid::Uuid;

use super::refusal::idempotency_key;
use super::registry::{Told, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::locality::LocalityAssessment;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::Locality;
use crate::work::registry::localities::{self, AssessLocality, CorrectLocality};
use crate::work::registry::{Done, RegistryError};

/// Localities.
#[derive(Default)]
pub struct LocalityMutation;

#[Object]
impl LocalityMutation {
    /// Records whether the holder of an appointment is local to the unit (người địa phương), as it was decided. It counts from its day on in the
    /// place of what was assessed before, in every target at once; nothing of an earlier assessment is edited.
    async fn assess_locality(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which appointment, what was found, by whom, and when.")]
        input: AssessLocalityInput,
    ) -> Result<Option<LocalityPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(LocalityPayload::refused(user_errors))),
        };
        let assessed = AssessLocality {
            appointment: GlobalId::of_kind(&input.appointment, NodeKind::Appointment)?.0,
            locality: input.locality.into(),
            criterion: input.criterion,
            decided_by: input.decided_by,
            assessed_on: input.assessed_on.0,
        };
        let outcome = localities::assess(request.work(), request.asker(), assessed, key).await;
        LocalityPayload::of(request, outcome).await.map(Some)
    }

    /// Sets right what was recorded wrongly of an assessment, on every day at once: targets that were reported before may change by it. What was
    /// decided anew is no correction: see `assessLocality`.
    async fn correct_locality(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which assessment, what was wrong, and why.")] input: CorrectLocalityInput,
    ) -> Result<Option<LocalityPayload>, ApiError> {
        let request = request(ctx)?;
        let corrected = CorrectLocality {
            assessment: GlobalId::of_kind(&input.locality_assessment, NodeKind::LocalityAssessment)?.0,
            expected_version: input.expected_version,
            locality: input.locality.map(Into::into),
            criterion: input.criterion,
            decided_by: input.decided_by,
            assessed_on: input.assessed_on.map(|day| day.0),
            reason: input.reason,
        };
        let outcome = localities::correct(request.work(), request.asker(), corrected).await;
        LocalityPayload::of(request, outcome).await.map(Some)
    }
}

/// What was found of whose appointment.
#[derive(Clone, Debug, InputObject)]
pub struct AssessLocalityInput {
    /// The appointment's `key` or `id`.
    pub appointment: ID,
    /// The finding.
    pub locality: Locality,
    /// By which criterion: 1 to 200 characters.
    pub criterion: String,
    /// Who decided: 1 to 200 characters.
    pub decided_by: String,
    /// When: not before the appointment's first day, nor after today. One a day.
    pub assessed_on: Date,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// An assessment to be corrected. What is absent stays as it is.
#[derive(Clone, Debug, InputObject)]
pub struct CorrectLocalityInput {
    /// The assessment's `key` or `id`.
    pub locality_assessment: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The finding.
    pub locality: Option<Locality>,
    /// By which criterion: 1 to 200 characters.
    pub criterion: Option<String>,
    /// Who decided: 1 to 200 characters.
    pub decided_by: Option<String>,
    /// When: not before the appointment's first day, nor after today. One a day.
    pub assessed_on: Option<Date>,
    /// Why it is corrected: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// What came of an assessment of locality.
#[derive(Clone, SimpleObject)]
pub struct LocalityPayload {
    /// The assessment, seen from today. Null when there are errors.
    locality_assessment: Option<LocalityAssessment>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl LocalityPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { locality_assessment: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<Uuid>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object, warnings, replayed }) => {
                let locality_assessment = LocalityAssessment::find(request, object, request.today()).await?;
                Ok(Self { locality_assessment, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}
