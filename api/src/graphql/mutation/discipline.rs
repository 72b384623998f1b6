//! Disciplinary measures of the state and of the Party.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::discipline;
use uuid::Uuid;

use super::refusal::idempotency_key;
use super::registry::{Told, change, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::loaders::file::{PartyFileOf, entry_on};
use crate::graphql::scalar::Date;
use crate::graphql::types::discipline::{Discipline, PartyDiscipline};
use crate::graphql::types::official::Official;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::DisciplineKind;
use crate::work::registry::discipline::{
    self as measures, CorrectDiscipline, PartyDisciplined, RecordDiscipline,
};
use crate::work::registry::{Done, RegistryError};

/// Disciplinary measures.
#[derive(Default)]
pub struct DisciplineMutation;

#[Object]
impl DisciplineMutation {
    /// Records a disciplinary measure of the state against a person whose file is kept in the scope today.
    async fn record_discipline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Against whom, and what it is.")] input: RecordDisciplineInput,
    ) -> Result<Option<DisciplinePayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(DisciplinePayload::refused(user_errors))),
        };
        let outcome = measures::record(request.work(), request.asker(), input.recorded()?, key).await;
        DisciplinePayload::of(request, outcome).await.map(Some)
    }

    /// Sets right what was recorded wrongly of a disciplinary measure of the state. The journal keeps what was known before.
    async fn correct_discipline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, what was wrong, and why.")] input: CorrectDisciplineInput,
    ) -> Result<Option<DisciplinePayload>, ApiError> {
        let request = request(ctx)?;
        let corrected = CorrectDiscipline {
            discipline: GlobalId::of_kind(&input.discipline, NodeKind::Discipline)?.0,
            expected_version: input.expected_version,
            kind: input.kind.map(Into::into),
            decided_on: input.decided_on.map(|day| day.0),
            ends_on: change(input.ends_on).map(|day| day.0),
            decision: change(input.decision),
            grounds: input.grounds,
            reason: input.reason,
        };
        let outcome = measures::correct(request.work(), request.asker(), corrected).await;
        DisciplinePayload::of(request, outcome).await.map(Some)
    }

    /// Records a disciplinary measure of the Party against a person whose file is kept in the scope today.
    async fn record_party_discipline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Against whom, and what it is.")] input: RecordDisciplineInput,
    ) -> Result<Option<PartyDisciplinePayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => {
                return Ok(Some(PartyDisciplinePayload { user_errors, ..PartyDisciplinePayload::NOTHING }));
            }
        };
        let outcome =
            measures::record_of_party(request.work(), request.asker(), input.recorded()?, key).await;
        PartyDisciplinePayload::of(request, outcome).await.map(Some)
    }
}

/// A disciplinary measure to be recorded.
#[derive(Clone, Debug, InputObject)]
pub struct RecordDisciplineInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The measure.
    pub kind: DisciplineKind,
    /// The day of the decision; not after today.
    pub decided_on: Date,
    /// First day on which it no longer bears on source pool and succession plan, if one is set; after the decision.
    pub ends_on: Option<Date>,
    /// The decision's number: 1 to 200 characters.
    pub decision: Option<String>,
    /// What for: 1 to 500 characters; the measure's `reason`.
    pub grounds: String,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

impl RecordDisciplineInput {
    fn recorded(self) -> Result<RecordDiscipline, ApiError> {
        Ok(RecordDiscipline {
            official: GlobalId::of_kind(&self.official, NodeKind::Official)?.0,
            kind: self.kind.into(),
            decided_on: self.decided_on.0,
            ends_on: self.ends_on.map(|day| day.0),
            decision: self.decision,
            grounds: self.grounds,
        })
    }
}

/// A disciplinary measure to be corrected. What is absent stays as it is; null takes it away.
#[derive(Clone, Debug, InputObject)]
pub struct CorrectDisciplineInput {
    /// The measure's `key`.
    pub discipline: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The measure.
    pub kind: Option<DisciplineKind>,
    /// The day of the decision; not after today.
    pub decided_on: Option<Date>,
    /// First day on which it no longer bears on source pool and succession plan; after the decision.
    pub ends_on: MaybeUndefined<Date>,
    /// The decision's number: 1 to 200 characters.
    pub decision: MaybeUndefined<String>,
    /// What for: 1 to 500 characters; the measure's `reason`.
    pub grounds: Option<String>,
    /// Why it is corrected: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// What came of a change of a disciplinary measure of the state.
#[derive(SimpleObject)]
pub struct DisciplinePayload {
    /// The measure. Null when there are errors, and where the person left the viewer's sight meanwhile.
    discipline: Option<Discipline>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl DisciplinePayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { discipline: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<Uuid>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let entry = entry_on::<discipline::Entity>(id, request.today());
                let found = request.load(entry).await?;
                let discipline = found.map(|(_, row)| row.into_inner().into());
                Ok(Self { discipline, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}

/// What came of a change of a disciplinary measure of the Party.
#[derive(SimpleObject)]
pub struct PartyDisciplinePayload {
    /// The measure. Null when there are errors, and where the person left the viewer's sight meanwhile.
    party_discipline: Option<PartyDiscipline>,
    /// The person, as of today. Null when there are errors.
    official: Option<Official>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl PartyDisciplinePayload {
    const NOTHING: Self = Self {
        party_discipline: None,
        official: None,
        warnings: Vec::new(),
        replayed: false,
        user_errors: Vec::new(),
    };

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<PartyDisciplined>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: PartyDisciplined { id, official }, warnings, replayed }) => {
                let official = Official::find(request, official, request.today()).await?;
                let file = match &official {
                    Some(official) => request.load(PartyFileOf(official.official_id())).await?,
                    None => None,
                };
                let row = file.and_then(|file| file.disciplines.iter().find(|row| row.id == id).cloned());
                let party_discipline = row.map(Into::into);
                Ok(Self { party_discipline, official, warnings, replayed, ..Self::NOTHING })
            }
            Err(user_errors) => Ok(Self { user_errors, ..Self::NOTHING }),
        }
    }
}
