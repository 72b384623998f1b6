//! Party membership, standing committees, and seats in them.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use entity::id::OfficialId;
use entity::standing_committee;

use super::refusal::idempotency_key;
use super::registry::{Told, change, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::loaders::file::PartyFileOf;
use crate::graphql::scalar::Date;
use crate::graphql::types::official::Official;
use crate::graphql::types::party::{PartyRecord, StandingCommittee, StandingCommitteeMembership};
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::work::registry::party::{
    self, EndStandingCommitteeSeat, EstablishStandingCommittee, RecordPartyMembership,
    SeatInStandingCommittee, Seated,
};
use crate::work::registry::{Done, RegistryError};

/// What the Party keeps on its members.
#[derive(Default)]
pub struct PartyMutation;

#[Object]
impl PartyMutation {
    /// Records the Party membership of a person whose file is kept in the scope today, or sets right what is recorded.
    async fn record_party_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, since when, and why it is corrected.")] input: RecordPartyMembershipInput,
    ) -> Result<Option<PartyMembershipPayload>, ApiError> {
        let request = request(ctx)?;
        let recorded = RecordPartyMembership {
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            expected_version: input.expected_version,
            admitted_on: change(input.admitted_on).map(|day| day.0),
            full_member_on: change(input.full_member_on).map(|day| day.0),
            reason: input.reason,
        };
        let outcome = party::record_membership(request.work(), request.asker(), recorded).await;
        PartyMembershipPayload::of(request, outcome).await.map(Some)
    }

    /// Establishes the Party standing committee (Ban Thường vụ) of a unit for a period. A unit has one on each day: one before
    /// it that has no end ends with its first day.
    async fn establish_standing_committee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which unit, and for which period.")] input: EstablishStandingCommitteeInput,
    ) -> Result<Option<StandingCommitteePayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(StandingCommitteePayload::refused(user_errors))),
        };
        let established = EstablishStandingCommittee {
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            term: input.term,
            valid_from: input.valid_from.0,
            valid_to: input.valid_to.map(|day| day.0),
        };
        let outcome = party::establish_committee(request.work(), request.asker(), established, key).await;
        StandingCommitteePayload::of(request, outcome).await.map(Some)
    }

    /// Gives a person a seat in the Party standing committee that a unit has on the first day. Both the person and the unit must be
    /// in the scope today.
    async fn seat_in_standing_committee(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, in whose committee, and for which period.")]
        input: SeatInStandingCommitteeInput,
    ) -> Result<Option<StandingCommitteeSeatPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(StandingCommitteeSeatPayload::refused(user_errors))),
        };
        let seated = SeatInStandingCommittee {
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            valid_from: input.valid_from.0,
            valid_to: input.valid_to.map(|day| day.0),
        };
        let outcome = party::seat(request.work(), request.asker(), seated, key).await;
        StandingCommitteeSeatPayload::of(request, outcome).await.map(Some)
    }

    /// Ends a person's seat in a Party standing committee on a day. One that has ended is closed.
    async fn end_standing_committee_seat(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which seat, when, and why.")] input: EndStandingCommitteeSeatInput,
    ) -> Result<Option<StandingCommitteeSeatPayload>, ApiError> {
        let request = request(ctx)?;
        let ended = EndStandingCommitteeSeat {
            membership: GlobalId::of_kind(&input.membership, NodeKind::StandingCommitteeMembership)?.0,
            expected_version: input.expected_version,
            ends_on: input.ends_on.0,
            reason: input.reason,
        };
        let outcome = party::end_seat(request.work(), request.asker(), ended).await;
        StandingCommitteeSeatPayload::of(request, outcome).await.map(Some)
    }
}

/// What is recorded of a Party membership. What is absent stays as it is; null takes it away.
#[derive(Clone, Debug, InputObject)]
pub struct RecordPartyMembershipInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The version that the client knows; absent where nothing is recorded yet.
    pub expected_version: Option<i32>,
    /// Day of admission as a probationary member; not after today.
    pub admitted_on: MaybeUndefined<Date>,
    /// Day of full membership; not before the admission, and not after today.
    pub full_member_on: MaybeUndefined<Date>,
    /// Why it is corrected: 1 to 500 characters; needed where something is recorded. It is kept in the journal.
    pub reason: Option<String>,
}

/// A Party standing committee to be established.
#[derive(Clone, Debug, InputObject)]
pub struct EstablishStandingCommitteeInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The term, such as `2025-2030`: 1 to 200 characters.
    pub term: String,
    /// First day.
    pub valid_from: Date,
    /// First day no longer in office, if one is set.
    pub valid_to: Option<Date>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Who sits in a Party standing committee.
#[derive(Clone, Debug, InputObject)]
pub struct SeatInStandingCommitteeInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The `key` or `id` of the unit, whose committee of the first day it is.
    pub unit: ID,
    /// First day, within the committee's period.
    pub valid_from: Date,
    /// First day no longer a member, not after the committee's end; that end if absent.
    pub valid_to: Option<Date>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Which seat in a Party standing committee ends, and when.
#[derive(Clone, Debug, InputObject)]
pub struct EndStandingCommitteeSeatInput {
    /// The membership's `key` or `id`.
    pub membership: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// First day no longer a member: after the first day, and not after an end that is known.
    pub ends_on: Date,
    /// Why: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// What came of a change of a Party membership.
#[derive(SimpleObject)]
pub struct PartyMembershipPayload {
    /// The membership, as of today. Null when there are errors.
    party_record: Option<PartyRecord>,
    /// The person, as of today. Null when there are errors.
    official: Option<Official>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before: never, because a version is named.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl PartyMembershipPayload {
    async fn of(
        request: &RequestContext,
        outcome: Result<Done<OfficialId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        let nothing = Self {
            party_record: None,
            official: None,
            warnings: Vec::new(),
            replayed: false,
            user_errors: Vec::new(),
        };
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let official = Official::find(request, id, request.today()).await?;
                let party_record = match &official {
                    Some(official) => {
                        let file = request.load(PartyFileOf(official.official_id())).await?;
                        file.and_then(|file| PartyRecord::on(official, file))
                    }
                    None => None,
                };
                Ok(Self { party_record, official, warnings, replayed, ..nothing })
            }
            Err(user_errors) => Ok(Self { user_errors, ..nothing }),
        }
    }
}

/// What came of a change of a Party standing committee.
#[derive(SimpleObject)]
pub struct StandingCommitteePayload {
    /// The committee. Null when there are errors.
    standing_committee: Option<StandingCommittee>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl StandingCommitteePayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { standing_committee: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<standing_committee::Model>, RegistryError>,
    ) -> Result<Self, ApiError> {
        Ok(match told(request, outcome).await? {
            Ok(Told { object, warnings, replayed }) => {
                Self { standing_committee: Some(object.into()), warnings, replayed, user_errors: Vec::new() }
            }
            Err(user_errors) => Self::refused(user_errors),
        })
    }
}

/// What came of a change of a seat in a Party standing committee.
#[derive(Clone, SimpleObject)]
pub struct StandingCommitteeSeatPayload {
    /// The membership, seen from today or, where it has not begun, from its first day. Null when there are errors, and where
    /// the person will have left the viewer's sight by that day.
    membership: Option<StandingCommitteeMembership>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl StandingCommitteeSeatPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { membership: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<Seated>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: seated, warnings, replayed }) => {
                let on = request.today().max(seated.from);
                let membership = StandingCommitteeMembership::find(request, seated.id, on).await?;
                Ok(Self { membership, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}
