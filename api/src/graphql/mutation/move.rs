//! Moves: people transferred, rotated, reassigned, seconded and put in charge.

use async_graphql::{Context, Enum, ID, InputObject, Object};

use super::appointment::AppointmentPayload;
use super::refusal::idempotency_key;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::word::{AppointmentMode, AppointmentOrigin};
use crate::work::registry::moves::{self, AppointActing, Manner, MoveOfficial, SecondOfficial};

/// Moves.
#[derive(Default)]
pub struct MoveMutation;

#[Object]
impl MoveMutation {
    /// Transfers a person to a title in another unit (điều động): the PRIMARY appointment ends, the file goes to the unit unless it is kept there
    /// already, and another PRIMARY appointment begins, all on one day. Every title that ends or begins must be the viewer's to give, else it
    /// is `FORBIDDEN`. A Party committee moves no files: it transfers people between Party titles where the file is kept by the unit
    /// on that day already, and is answered `FORBIDDEN` otherwise.
    async fn transfer_official(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, where to, and from when.")] input: MoveOfficialInput,
    ) -> Result<Option<AppointmentPayload>, ApiError> {
        moved(request(ctx)?, Manner::Transfer, input).await.map(Some)
    }

    /// Rotates a person to a title in another unit for experience (luân chuyển), as `transferOfficial` does it.
    async fn rotate_official(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, where to, and from when.")] input: MoveOfficialInput,
    ) -> Result<Option<AppointmentPayload>, ApiError> {
        moved(request(ctx)?, Manner::Rotation, input).await.map(Some)
    }

    /// Gives a person another title in the same unit in place of the main one (chuyển đổi vị trí): the PRIMARY appointment ends and another
    /// one begins on that day. Both titles must be the viewer's to give, else it is `FORBIDDEN`.
    async fn reassign_official(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, to what, and from when.")] input: ReassignOfficialInput,
    ) -> Result<Option<AppointmentPayload>, ApiError> {
        let reassigned = MoveOfficial {
            appointment: GlobalId::of_kind(&input.appointment, NodeKind::Appointment)?.0,
            expected_version: input.expected_version,
            manner: Manner::Reassignment,
            title: input.title,
            decision: input.decision,
            valid_from: input.valid_from.0,
            valid_to: input.valid_to.map(|day| day.0),
            ends_concurrent: input.ends_concurrent,
        };
        done(request(ctx)?, reassigned, &input.idempotency_key).await.map(Some)
    }

    /// Lends a person to a unit until a day (biệt phái). The file stays where it is, and so does whatever else the person holds. More than three
    /// years are warned of (Luật Cán bộ, công chức 2008, Điều 53).
    async fn second_official(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, to what, from when, and until when.")] input: SecondOfficialInput,
    ) -> Result<Option<AppointmentPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(AppointmentPayload::refused(user_errors))),
        };
        let seconded = SecondOfficial {
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            title: input.title,
            mode: input.mode.into(),
            decision: input.decision,
            valid_from: input.valid_from.0,
            valid_to: input.valid_to.0,
        };
        let outcome = moves::second(request.work(), request.asker(), seconded, key).await;
        AppointmentPayload::of(request, outcome).await.map(Some)
    }

    /// Puts a person in charge of a title without filling a seat of it (quyền, phụ trách). The unit must have one; it may be held.
    async fn appoint_acting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, in charge of what, and from when.")] input: AppointActingInput,
    ) -> Result<Option<AppointmentPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(AppointmentPayload::refused(user_errors))),
        };
        let acting = AppointActing {
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            title: input.title,
            mode: input.mode.into(),
            origin: input.origin.into(),
            decision: input.decision,
            valid_from: input.valid_from.0,
            valid_to: input.valid_to.map(|day| day.0),
        };
        let outcome = moves::act(request.work(), request.asker(), acting, key).await;
        AppointmentPayload::of(request, outcome).await.map(Some)
    }
}

async fn moved(
    request: &RequestContext,
    manner: impl Fn(entity::id::UnitId) -> Manner,
    input: MoveOfficialInput,
) -> Result<AppointmentPayload, ApiError> {
    let moved = MoveOfficial {
        appointment: GlobalId::of_kind(&input.appointment, NodeKind::Appointment)?.0,
        expected_version: input.expected_version,
        manner: manner(GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0),
        title: input.title,
        decision: input.decision,
        valid_from: input.valid_from.0,
        valid_to: input.valid_to.map(|day| day.0),
        ends_concurrent: input.ends_concurrent,
    };
    done(request, moved, &input.idempotency_key).await
}

async fn done(
    request: &RequestContext,
    moved: MoveOfficial,
    key: &str,
) -> Result<AppointmentPayload, ApiError> {
    let key = match idempotency_key(request, key) {
        Ok(key) => Some(key),
        Err(user_errors) => return Ok(AppointmentPayload::refused(user_errors)),
    };
    let outcome = moves::move_official(request.work(), request.asker(), moved, key).await;
    AppointmentPayload::of(request, outcome).await
}

/// Who is moved to what.
#[derive(Clone, Debug, InputObject)]
pub struct MoveOfficialInput {
    /// The `key` or `id` of the PRIMARY appointment that ends.
    pub appointment: ID,
    /// The version of it that the client knows.
    pub expected_version: i32,
    /// The `key` or `id` of the unit that the person goes to.
    pub unit: ID,
    /// The code of the title there.
    pub title: String,
    /// The decision's number: 1 to 200 characters.
    pub decision: String,
    /// First day of the new appointment, on which the one that ends is no longer held.
    pub valid_from: Date,
    /// First day on which the new one is no longer held, where the decision says so.
    pub valid_to: Option<Date>,
    /// Whether the person's CONCURRENT appointments of that day end too; they go on if not.
    #[graphql(default)]
    pub ends_concurrent: bool,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Who is given which other title.
#[derive(Clone, Debug, InputObject)]
pub struct ReassignOfficialInput {
    /// The `key` or `id` of the PRIMARY appointment that ends.
    pub appointment: ID,
    /// The version of it that the client knows.
    pub expected_version: i32,
    /// The code of the other title.
    pub title: String,
    /// The decision's number: 1 to 200 characters.
    pub decision: String,
    /// First day of the new appointment, on which the one that ends is no longer held.
    pub valid_from: Date,
    /// First day on which the new one is no longer held, where the decision says so.
    pub valid_to: Option<Date>,
    /// Whether the person's CONCURRENT appointments of that day end too; they go on if not.
    #[graphql(default)]
    pub ends_concurrent: bool,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Who is lent to which unit.
#[derive(Clone, Debug, InputObject)]
pub struct SecondOfficialInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The `key` or `id` of the unit that the person is lent to.
    pub unit: ID,
    /// The code of the title there.
    pub title: String,
    /// How it is held: beside a main post that goes on it is CONCURRENT.
    pub mode: AppointmentMode,
    /// The decision's number: 1 to 200 characters.
    pub decision: String,
    /// First day.
    pub valid_from: Date,
    /// First day no longer held.
    pub valid_to: Date,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Who is in charge of what.
#[derive(Clone, Debug, InputObject)]
pub struct AppointActingInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The code of the title.
    pub title: String,
    /// In which way.
    pub mode: ActingMode,
    /// How it comes about.
    pub origin: AppointmentOrigin,
    /// The decision's number: 1 to 200 characters.
    pub decision: String,
    /// First day.
    pub valid_from: Date,
    /// First day no longer in charge, where the decision says so.
    pub valid_to: Option<Date>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// How somebody stands in for the holder of a title, without a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "moves::ActingMode")]
pub enum ActingMode {
    /// Acting (quyền).
    Acting,
    /// In charge (phụ trách).
    InCharge,
}
