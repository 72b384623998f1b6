//! Identities: recorded, and their citizen numbers revealed one at a time.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use chrono::SecondsFormat;
use entity::id::OfficialId;

use super::refusal::{idempotency_key, key_error};
use super::registry::{Told, change, told as registry_told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::loaders::file::IdentityOf;
use crate::graphql::types::identity::OfficialIdentity;
use crate::graphql::types::official::Official;
use crate::graphql::types::user_error::{UserError, UserErrorCode as Code};
use crate::graphql::types::warning::Warning;
use crate::work::identities::{self, Reveal, RevealError};
use crate::work::registry::identity::RecordIdentity;
use crate::work::registry::{self, Done, RegistryError, Undisclosed};

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

    /// Records who a person whose file is kept in the scope today is to the state, or changes what is recorded. Citizen numbers are
    /// sealed, and shown by their last two digits.
    async fn record_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose identity, and what it is.")] input: RecordIdentityInput,
    ) -> Result<Option<RecordIdentityPayload>, ApiError> {
        let request = request(ctx)?;
        let recorded = RecordIdentity {
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            expected_version: input.expected_version,
            citizen_number: change(input.citizen_number).map(Undisclosed::from),
            phone: change(input.phone).map(Undisclosed::from),
            address: change(input.address).map(Undisclosed::from),
            reason: input.reason,
        };
        let outcome = registry::identity::record(request.work(), request.asker(), recorded).await;
        RecordIdentityPayload::of(request, outcome).await.map(Some)
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

/// What is recorded of an identity. What is absent stays as it is; null takes it away.
#[derive(Clone, InputObject)]
pub struct RecordIdentityInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The version that the client knows; absent where nothing is recorded yet.
    pub expected_version: Option<i32>,
    /// The citizen number: 12 digits, without spaces, of which the first three are the code of a province.
    pub citizen_number: MaybeUndefined<String>,
    /// The telephone number: 1 to 20 characters.
    pub phone: MaybeUndefined<String>,
    /// The home address: 1 to 200 characters.
    pub address: MaybeUndefined<String>,
    /// Why: 1 to 500 characters. It is kept in the journal.
    pub reason: Option<String>,
}

/// What came of a change of an identity.
#[derive(Clone, SimpleObject)]
pub struct RecordIdentityPayload {
    /// The identity, masked. Null when there are errors.
    identity: Option<OfficialIdentity>,
    /// The person, as of today. Null when there are errors.
    official: Option<Official>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before: never, because a version is named.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl RecordIdentityPayload {
    async fn of(
        request: &RequestContext,
        outcome: Result<Done<OfficialId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        let nothing = Self {
            identity: None,
            official: None,
            warnings: Vec::new(),
            replayed: false,
            user_errors: Vec::new(),
        };
        match registry_told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let official = Official::find(request, id, request.today()).await?;
                let identity = match &official {
                    Some(official) => request.load(IdentityOf(official.official_id())).await?,
                    None => None,
                };
                let identity = identity.map(OfficialIdentity::from);
                Ok(Self { identity, official, warnings, replayed, ..nothing })
            }
            Err(user_errors) => Ok(Self { user_errors, ..nothing }),
        }
    }
}
