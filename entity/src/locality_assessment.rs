//! Whether the holder of an appointment is local to the unit (người địa phương): decided by someone, never computed. The latest one up to a day counts.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::AppointmentId;
use crate::value::Locality;

/// A row of `locality_assessment`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "locality_assessment")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The appointment.
    pub appointment_id: AppointmentId,
    /// The finding.
    pub locality: Locality,
    /// By which criterion.
    pub criterion: String,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub assessed_on: Date,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
