//! Whether holders of appointments are local to their units (người địa phương): decided by someone, never computed.
//!
//! Each assessment is a record of its own, and counts from its day on until a later one. Nothing of an earlier one is edited.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use chrono::NaiveDate;
use entity::class::ConfidentialityClass;
use entity::id::AppointmentId;
use entity::locality_assessment;
use entity::value::Locality;
use futures_util::FutureExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use uuid::Uuid;

use super::appointments::found;
use super::input::{LINE, line, past_day};
use super::{Asked, Done, Keeper, RegistryError, Rule, keep_new};
use crate::work::idempotency::IdempotencyKey;
use crate::work::{Asker, UnitOfWork, Work};

const CLASSES: &[ConfidentialityClass] = &[ConfidentialityClass::Personnel];

/// What was found of whose appointment.
#[derive(Clone, Debug, Serialize)]
pub struct AssessLocality {
    /// The appointment.
    pub appointment: AppointmentId,
    /// The finding.
    pub locality: Locality,
    /// By which criterion.
    pub criterion: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub assessed_on: NaiveDate,
}

/// Records whether the holder of an appointment is local, from the day of the assessment on.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn assess(
    work: &Work,
    asker: Asker,
    input: AssessLocality,
    key: Option<IdempotencyKey>,
) -> Result<Done<Uuid>, RegistryError> {
    let asked = Asked { operation: "assessLocality", key, input };
    keep_new(
        work,
        asker,
        CLASSES,
        asked,
        |id, _| id,
        |unit, keeper, id, input| assess_in(unit, keeper, id, input).boxed(),
    )
    .await
}

/// As [`assess`], in a transaction that keeps the registry.
pub(in crate::work) async fn assess_in(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    id: Uuid,
    input: AssessLocality,
) -> Result<Done<Uuid>, RegistryError> {
    let (_, appointment) = found(unit, keeper, input.appointment).await?;
    let row = locality_assessment::Model {
        id,
        appointment_id: appointment.id,
        locality: input.locality,
        criterion: line(&input.criterion, LINE, "criterion")?,
        decided_by: line(&input.decided_by, LINE, "decidedBy")?,
        assessed_on: past_day(input.assessed_on, unit.today(), "assessedOn")?,
    };
    if row.assessed_on < appointment.valid_from {
        return Err(Rule::Order.at("assessedOn").into());
    }
    let same_day = locality_assessment::Entity::find()
        .filter(locality_assessment::Column::AppointmentId.eq(row.appointment_id))
        .filter(locality_assessment::Column::AssessedOn.eq(row.assessed_on));
    if same_day.one(unit.transaction()).await?.is_some() {
        return Err(Rule::AssessedAlready.at("assessedOn").into());
    }
    unit.create(vec![row], |_| Some(appointment.unit_id)).await?;
    Ok(Done::now(id, Vec::new()))
}
