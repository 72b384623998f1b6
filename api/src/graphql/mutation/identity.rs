//! Citizen numbers, revealed one at a time.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::SecondsFormat;

use super::refusal::{idempotency_key, key_error};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::types::official::Official;
use crate::graphql::types::user_error::{UserError, UserErrorCode as Code};
use crate::work::identities::{self, Reveal, RevealError};

/// Identities.
#[derive(Default)]
pub struct IdentityMutation;

#[Object]
impl IdentityMutation {
    /// Reveals the citizen number of a person whom the viewer sees today. That it was read, by whom and why, is recorded;
    /// at most 20 in an hour. A document may ask for one. Asks for a fresh check of the pass phrase.
    async fn reveal_citizen_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose number, and why.")] input: RevealCitizenNumberInput,
    ) -> Result<Option<RevealCitizenNumberPayload>, ApiError> {
        let request = request(ctx)?;
        let (official, _) = GlobalId::of_kind(&input.official_id, NodeKind::Official)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => key,
            Err(user_errors) => return Ok(Some(RevealCitizenNumberPayload::refused(user_errors))),
        };
        let asked = Reveal { official, reason: input.reason, key };
        let (units, address) = (Arc::clone(request.directory()), request.address());
        let (viewer, id) = (request.viewer(), request.request_id());
        let outcome = identities::reveal(request.work(), units, viewer, id, address, asked).await;
        Ok(Some(match outcome {
            Ok(number) => RevealCitizenNumberPayload {
                official: Official::find(request, official, request.today()).await?,
                citizen_number: Some(number.digits().to_owned()),
                user_errors: Vec::new(),
            },
            Err(error) => RevealCitizenNumberPayload::refused(told(request, error)?),
        }))
    }
}

/// What is wrong with the request; denials and faults are errors at the field.
fn told(request: &RequestContext, error: RevealError) -> Result<Vec<UserError>, ApiError> {
    let (code, field, texts) = match error {
        RevealError::SessionEnded | RevealError::Forbidden => return Err(ApiError::Forbidden),
        RevealError::Reauthenticate => return Err(ApiError::ReauthRequired),
        RevealError::Idempotency(error) => return key_error(request, error),
        RevealError::Sealed(error) => return Err(ApiError::internal(error.to_string())),
        RevealError::Work(error) => return Err(error.into()),
        RevealError::Reason => (
            Code::BadUserInput,
            "reason",
            ("Cần nêu lý do, 10 đến 500 ký tự.", "A reason of 10 to 500 characters is needed."),
        ),
        RevealError::NotFound => (
            Code::NotFound,
            "officialId",
            ("Không tìm thấy số định danh.", "There is no such citizen number."),
        ),
        RevealError::TooMany { next } => {
            let next = next.to_rfc3339_opts(SecondsFormat::Secs, true);
            let vietnamese = format!("Đã xem quá nhiều số định danh; có thể xem tiếp từ {next}.");
            let english = format!("Too many citizen numbers were revealed; the next can be at {next}.");
            let texts = (vietnamese.as_str(), english.as_str());
            return Ok(vec![UserError::at(Code::RateLimited, &[], texts, request.language())]);
        }
    };
    Ok(vec![UserError::at(code, &["input", field], texts, request.language())])
}

/// Whose number is revealed, and why.
#[derive(Clone, Debug, InputObject)]
pub struct RevealCitizenNumberInput {
    /// The official's `id` or `key`.
    pub official_id: ID,
    /// Why: 10 to 500 characters. It is kept in the journal.
    pub reason: String,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, the number is told again, and neither
    /// recorded nor counted a second time.
    pub idempotency_key: String,
}

/// A citizen number that was revealed.
#[derive(Clone, SimpleObject)]
pub struct RevealCitizenNumberPayload {
    /// The person, as of today; null exactly when there are errors.
    official: Option<Official>,
    /// The citizen number, in full; null exactly when there are errors.
    citizen_number: Option<String>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl RevealCitizenNumberPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { official: None, citizen_number: None, user_errors }
    }
}
