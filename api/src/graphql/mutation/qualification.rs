//! Qualifications: recorded, revoked, corrected.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::id::QualificationId;

use super::refusal::idempotency_key;
use super::registry::{Told, change, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::qualification::Qualification;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::QualificationKind;
use crate::work::registry::qualifications::{
    self, CorrectQualification, RecordQualification, RevokeQualification,
};
use crate::work::registry::{Done, RegistryError};

/// Degrees, diplomas and certificates.
#[derive(Default)]
pub struct QualificationMutation;

#[Object]
impl QualificationMutation {
    /// Records a qualification of a person whose file is kept in the scope today.
    async fn record_qualification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and what it is.")] input: RecordQualificationInput,
    ) -> Result<Option<QualificationPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(QualificationPayload::refused(user_errors))),
        };
        let recorded = RecordQualification {
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            kind: input.kind.into(),
            level: input.level,
            obtained_on: input.obtained_on.map(|day| day.0),
            issuer: input.issuer,
            certificate: input.certificate,
        };
        let outcome = qualifications::record(request.work(), request.asker(), recorded, key).await;
        QualificationPayload::of(request, outcome).await.map(Some)
    }

    /// Says that a qualification does not hold from a day on. It held before that day, and still did on questions about it.
    async fn revoke_qualification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, from when, and why.")] input: RevokeQualificationInput,
    ) -> Result<Option<QualificationPayload>, ApiError> {
        let request = request(ctx)?;
        let revoked = RevokeQualification {
            qualification: GlobalId::of_kind(&input.qualification, NodeKind::Qualification)?.0,
            expected_version: input.expected_version,
            revoked_on: input.revoked_on.0,
            reason: input.reason,
        };
        let outcome = qualifications::revoke(request.work(), request.asker(), revoked).await;
        QualificationPayload::of(request, outcome).await.map(Some)
    }

    /// Sets right what was recorded wrongly, on every day at once: what was reported before may change by it. The journal
    /// keeps what was known before.
    async fn correct_qualification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, what was wrong, and why.")] input: CorrectQualificationInput,
    ) -> Result<Option<QualificationPayload>, ApiError> {
        let request = request(ctx)?;
        let corrected = CorrectQualification {
            qualification: GlobalId::of_kind(&input.qualification, NodeKind::Qualification)?.0,
            expected_version: input.expected_version,
            level: input.level,
            obtained_on: change(input.obtained_on).map(|day| day.0),
            issuer: change(input.issuer),
            certificate: change(input.certificate),
            revoked_on: change(input.revoked_on).map(|day| day.0),
            reason: input.reason,
        };
        let outcome = qualifications::correct(request.work(), request.asker(), corrected).await;
        QualificationPayload::of(request, outcome).await.map(Some)
    }
}
/// A qualification to be recorded.
#[derive(Clone, Debug, InputObject)]
pub struct RecordQualificationInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The kind.
    pub kind: QualificationKind,
    /// The code of the level within its kind.
    pub level: String,
    /// When it was obtained, if known; not after today.
    pub obtained_on: Option<Date>,
    /// Who issued it: 1 to 200 characters.
    pub issuer: Option<String>,
    /// Its number: 1 to 200 characters.
    pub certificate: Option<String>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// A qualification to be revoked.
#[derive(Clone, Debug, InputObject)]
pub struct RevokeQualificationInput {
    /// The qualification's `key` or `id`.
    pub qualification: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The first day on which it does not hold any more; not after today.
    pub revoked_on: Date,
    /// Why: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// A qualification to be corrected. What is absent stays as it is; null takes it away.
#[derive(Clone, Debug, InputObject)]
pub struct CorrectQualificationInput {
    /// The qualification's `key` or `id`.
    pub qualification: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The code of the level within its kind.
    pub level: Option<String>,
    /// When it was obtained; not after today.
    pub obtained_on: MaybeUndefined<Date>,
    /// Who issued it: 1 to 200 characters.
    pub issuer: MaybeUndefined<String>,
    /// Its number: 1 to 200 characters.
    pub certificate: MaybeUndefined<String>,
    /// From when it is revoked; null where it was revoked by mistake.
    pub revoked_on: MaybeUndefined<Date>,
    /// Why it is corrected: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// What came of a change of a qualification.
#[derive(Clone, SimpleObject)]
pub struct QualificationPayload {
    /// The qualification, seen from today. Null when there are errors, and where the person left the viewer's sight meanwhile.
    qualification: Option<Qualification>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl QualificationPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { qualification: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<QualificationId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let qualification = Qualification::find(request, id.into(), request.today()).await?;
                Ok(Self { qualification, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}
