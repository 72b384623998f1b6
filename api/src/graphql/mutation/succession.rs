//! Succession planning: rounds, and who is planned in them.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::id::{SuccessionEntryId, SuccessionRoundId};

use super::refusal::idempotency_key;
use super::registry::{Told, told, user_error};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::types::succession_composition::SuccessionComposition;
use crate::graphql::types::succession_entry::SuccessionEntry;
use crate::graphql::types::succession_finding::SuccessionFinding;
use crate::graphql::types::succession_round::SuccessionRound;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::{SuccessionRemovalReason, TitleBody};
use crate::succession::composition::Finding;
use crate::work::registry::succession::{
    self, MarkAppointed, OpenRound, ProposeSuccessor, RemoveEntry, RoundStep, TakeRoundStep,
    WithdrawSuccessor,
};
use crate::work::registry::{Done, RegistryError, Rule};

/// Succession planning.
#[derive(Default)]
pub struct SuccessionMutation;

#[Object]
impl SuccessionMutation {
    /// Opens a round of succession planning (quy hoạch) of a unit in the scope today, as a draft. A unit has one round for a body and a
    /// term that is not approved yet.
    async fn open_succession_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For which unit, body and term.")] input: OpenSuccessionRoundInput,
    ) -> Result<Option<SuccessionRoundPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(SuccessionRoundPayload::refused(user_errors))),
        };
        let opened = OpenRound {
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            body: input.body.into(),
            term: input.term,
        };
        let outcome = succession::open(request.work(), request.asker(), opened, key).await;
        SuccessionRoundPayload::of(request, outcome, false).await.map(Some)
    }

    /// Proposes a person in the scope today for a title of the round's body, while the round is a draft or returned. What the composition
    /// check says of the person and the title is told as warnings.
    async fn propose_successor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and for which title.")] input: ProposeSuccessorInput,
    ) -> Result<Option<SuccessionEntryPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(SuccessionEntryPayload::refused(user_errors))),
        };
        let proposed = ProposeSuccessor {
            round: GlobalId::of_kind(&input.round, NodeKind::SuccessionRound)?.0,
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            title: input.title,
        };
        let outcome = succession::propose(request.work(), request.asker(), proposed, key).await;
        SuccessionEntryPayload::of(request, outcome, true).await.map(Some)
    }

    /// Takes a person back who is proposed, while the round is a draft or returned. The entry is gone; the journal keeps it.
    async fn withdraw_successor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entry, and why.")] input: WithdrawSuccessorInput,
    ) -> Result<Option<SuccessionRoundPayload>, ApiError> {
        let request = request(ctx)?;
        let withdrawn = WithdrawSuccessor {
            entry: GlobalId::of_kind(&input.entry, NodeKind::SuccessionEntry)?.0,
            expected_version: input.expected_version,
            reason: input.reason,
        };
        let outcome = succession::withdraw(request.work(), request.asker(), withdrawn).await;
        SuccessionRoundPayload::of(request, outcome, false).await.map(Some)
    }

    /// Submits a round that is a draft or returned to the Party committee above. What the composition check finds is told as
    /// warnings.
    async fn submit_succession_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which round.")] input: SuccessionRoundInput,
    ) -> Result<Option<SuccessionRoundPayload>, ApiError> {
        take(request(ctx)?, &input.round, input.expected_version, RoundStep::Submit, true).await
    }

    /// Says that a submitted round was appraised: by a Party committee of a unit above, with an account that neither submitted the round
    /// nor proposed anybody in it.
    async fn appraise_succession_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which round.")] input: SuccessionRoundInput,
    ) -> Result<Option<SuccessionRoundPayload>, ApiError> {
        take(request(ctx)?, &input.round, input.expected_version, RoundStep::Appraise, false).await
    }

    /// Returns a submitted or appraised round with a remark: by a Party committee of a unit above. It may be submitted again.
    async fn return_succession_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which round, and why.")] input: ReturnSuccessionRoundInput,
    ) -> Result<Option<SuccessionRoundPayload>, ApiError> {
        let step = RoundStep::Return { remark: input.remark };
        take(request(ctx)?, &input.round, input.expected_version, step, false).await
    }

    /// Approves an appraised round: by a Party committee of a unit above, with an account that neither submitted the round nor proposed
    /// anybody in it. From then on its people are planned.
    async fn approve_succession_round(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which round.")] input: SuccessionRoundInput,
    ) -> Result<Option<SuccessionRoundPayload>, ApiError> {
        take(request(ctx)?, &input.round, input.expected_version, RoundStep::Approve, false).await
    }

    /// Removes a person from an approved plan, as of today.
    async fn remove_succession_entry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entry, and why.")] input: RemoveSuccessionEntryInput,
    ) -> Result<Option<SuccessionEntryPayload>, ApiError> {
        let request = request(ctx)?;
        let removed = RemoveEntry {
            entry: GlobalId::of_kind(&input.entry, NodeKind::SuccessionEntry)?.0,
            expected_version: input.expected_version,
            reason: input.reason.into(),
        };
        let outcome = succession::remove(request.work(), request.asker(), removed).await;
        SuccessionEntryPayload::of(request, outcome, false).await.map(Some)
    }

    /// Marks a person of an approved plan as appointed, as of today: who holds the title in the unit by a PRIMARY or CONCURRENT
    /// appointment.
    async fn mark_successor_appointed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entry.")] input: MarkSuccessorAppointedInput,
    ) -> Result<Option<SuccessionEntryPayload>, ApiError> {
        let request = request(ctx)?;
        let appointed = MarkAppointed {
            entry: GlobalId::of_kind(&input.entry, NodeKind::SuccessionEntry)?.0,
            expected_version: input.expected_version,
        };
        let outcome = succession::appoint(request.work(), request.asker(), appointed).await;
        SuccessionEntryPayload::of(request, outcome, false).await.map(Some)
    }
}

async fn take(
    request: &RequestContext,
    round: &ID,
    expected_version: i32,
    step: RoundStep,
    is_checked: bool,
) -> Result<Option<SuccessionRoundPayload>, ApiError> {
    let round = GlobalId::of_kind(round, NodeKind::SuccessionRound)?.0;
    let taken = TakeRoundStep { round, expected_version, step };
    let outcome = succession::take_step(request.work(), request.asker(), taken).await;
    SuccessionRoundPayload::of(request, outcome, is_checked).await.map(Some)
}

/// A succession round to be opened.
#[derive(Clone, Debug, InputObject)]
pub struct OpenSuccessionRoundInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The body whose titles are planned for: PARTY, COUNCIL or COMMITTEE.
    pub body: TitleBody,
    /// The term, such as `2025-2030`; the later year is not past.
    pub term: String,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Somebody to be proposed for a title.
#[derive(Clone, Debug, InputObject)]
pub struct ProposeSuccessorInput {
    /// The succession round's `key` or `id`.
    pub round: ID,
    /// The official's `key` or `id`.
    pub official: ID,
    /// The code of the title planned for, one of the round's body.
    pub title: String,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Somebody to be taken back.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawSuccessorInput {
    /// The succession entry's `key` or `id`.
    pub entry: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// A succession round that takes its next step.
#[derive(Clone, Debug, InputObject)]
pub struct SuccessionRoundInput {
    /// The succession round's `key` or `id`.
    pub round: ID,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// A succession round to be returned.
#[derive(Clone, Debug, InputObject)]
pub struct ReturnSuccessionRoundInput {
    /// The succession round's `key` or `id`.
    pub round: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// What is to be made better: 1 to 500 characters. It stands in the step.
    pub remark: String,
}

/// Somebody to be removed from a plan.
#[derive(Clone, Debug, InputObject)]
pub struct RemoveSuccessionEntryInput {
    /// The succession entry's `key` or `id`.
    pub entry: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// Why.
    pub reason: SuccessionRemovalReason,
}

/// Somebody who was appointed to the title planned for.
#[derive(Clone, Debug, InputObject)]
pub struct MarkSuccessorAppointedInput {
    /// The succession entry's `key` or `id`.
    pub entry: ID,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// What came of a change of a succession round.
#[derive(SimpleObject)]
pub struct SuccessionRoundPayload {
    /// The round, as of today. Null when there are errors.
    succession_round: Option<SuccessionRound>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl SuccessionRoundPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { succession_round: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<SuccessionRoundId>, RegistryError>,
        is_checked: bool,
    ) -> Result<Self, ApiError> {
        let Told { object: id, replayed, .. } = match told(request, outcome).await? {
            Ok(told) => told,
            Err(user_errors) => return Ok(Self::refused(user_errors)),
        };
        let Some(round) = SuccessionRound::on(request, id, request.today()).await? else {
            return Ok(Self::refused(vec![gone(request)]));
        };
        let warnings = if is_checked { found(request, id, |_| true).await? } else { Vec::new() };
        Ok(Self { succession_round: Some(round), warnings, replayed, user_errors: Vec::new() })
    }
}

/// What came of a change of a succession entry.
#[derive(SimpleObject)]
pub struct SuccessionEntryPayload {
    /// The entry, as of today. Null when there are errors.
    succession_entry: Option<SuccessionEntry>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl SuccessionEntryPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { succession_entry: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<SuccessionEntryId>, RegistryError>,
        is_checked: bool,
    ) -> Result<Self, ApiError> {
        let Told { object: id, replayed, .. } = match told(request, outcome).await? {
            Ok(told) => told,
            Err(user_errors) => return Ok(Self::refused(user_errors)),
        };
        let Some(entry) = SuccessionEntry::on(request, id, request.today()).await? else {
            return Ok(Self::refused(vec![gone(request)]));
        };
        let warnings = if is_checked && !replayed {
            let (official, title) = (entry.official_id(), entry.title_code());
            let concerns = |finding: &Finding| {
                finding.people.contains(&official)
                    && finding.share().is_none()
                    && finding.title.as_deref().is_none_or(|other| other == title)
            };
            found(request, entry.round_id(), concerns).await?
        } else {
            Vec::new()
        };
        Ok(Self { succession_entry: Some(entry), warnings, replayed, user_errors: Vec::new() })
    }
}

/// What was made under the same key before, and was taken back since.
fn gone(request: &RequestContext) -> UserError {
    user_error(&Rule::NotFound.broken_at(Vec::new()), request.language())
}

/// What the composition check finds, as far as it concerns somebody or something.
async fn found(
    request: &RequestContext,
    round: SuccessionRoundId,
    concerns: impl Fn(&Finding) -> bool,
) -> Result<Vec<Warning>, ApiError> {
    let composition = SuccessionComposition::of(request, round, request.today()).await?;
    let findings = composition.found().into_iter().filter(|found| concerns(found.finding()));
    Ok(findings.map(|found: SuccessionFinding| found.warning(request)).collect())
}
