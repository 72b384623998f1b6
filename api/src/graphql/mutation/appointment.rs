//! Appointments: given and ended.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::refusal::idempotency_key;
use super::registry::{Told, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::appointment::Appointment;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::{AppointmentMode, AppointmentOrigin};
use crate::work::registry::appointments::{self, AppointOfficial, Appointed, EndAppointment};
use crate::work::registry::{Done, RegistryError};

/// Appointments.
#[derive(Default)]
pub struct AppointmentMutation;

#[Object]
impl AppointmentMutation {
    /// Gives a title to a person. Party titles are the Party committee's to give, all others the Home Affairs office's
    /// and, in its own unit, the commune's: whoever may not is answered `FORBIDDEN`. Both the person and the unit must be in the
    /// scope today. Seats are never over-filled: of two clerks who fill the last one, one is refused.
    async fn appoint_official(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, to what, and from when.")] input: AppointOfficialInput,
    ) -> Result<Option<AppointmentPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(AppointmentPayload::refused(user_errors))),
        };
        let appointed = AppointOfficial {
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            title: input.title,
            mode: input.mode.into(),
            origin: input.origin.into(),
            decision: input.decision,
            valid_from: input.valid_from.0,
            valid_to: input.valid_to.map(|day| day.0),
        };
        let outcome = appointments::appoint(request.work(), request.asker(), appointed, key).await;
        AppointmentPayload::of(request, outcome).await.map(Some)
    }

    /// Ends an appointment on a day, or brings its end forward. One that has ended is closed and stays as it is.
    async fn end_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, on which day, and why.")] input: EndAppointmentInput,
    ) -> Result<Option<AppointmentPayload>, ApiError> {
        let request = request(ctx)?;
        let ended = EndAppointment {
            appointment: GlobalId::of_kind(&input.appointment, NodeKind::Appointment)?.0,
            expected_version: input.expected_version,
            ends_on: input.ends_on.0,
            reason: input.reason,
        };
        let outcome = appointments::end(request.work(), request.asker(), ended).await;
        AppointmentPayload::of(request, outcome).await.map(Some)
    }
}

/// Who is appointed to what.
#[derive(Clone, Debug, InputObject)]
pub struct AppointOfficialInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The code of the title.
    pub title: String,
    /// How it is held.
    pub mode: AppointmentMode,
    /// How it comes about.
    pub origin: AppointmentOrigin,
    /// The decision's number: 1 to 200 characters.
    pub decision: Option<String>,
    /// First day.
    pub valid_from: Date,
    /// First day no longer held, where the decision says so.
    pub valid_to: Option<Date>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Which appointment ends, and when.
#[derive(Clone, Debug, InputObject)]
pub struct EndAppointmentInput {
    /// The appointment's `key` or `id`.
    pub appointment: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// First day no longer held: after the first day, and not after an end that is known.
    pub ends_on: Date,
    /// Why: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// What came of a change of an appointment.
#[derive(Clone, SimpleObject)]
pub struct AppointmentPayload {
    /// The appointment, seen from today or, where it has not begun, from its first day. Null when there are errors, and where
    /// the person will have left the viewer's sight by that day.
    appointment: Option<Appointment>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl AppointmentPayload {
    pub(super) const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { appointment: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    pub(super) async fn of(
        request: &RequestContext,
        outcome: Result<Done<Appointed>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: appointed, warnings, replayed }) => {
                let on = request.today().max(appointed.from);
                let appointment = Appointment::find(request, appointed.id.into(), on).await?;
                Ok(Self { appointment, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}
