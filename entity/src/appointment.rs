//! A title that a person holds in a unit over a period.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AppointmentId, OfficialId, UnitId};
use crate::value::{AppointmentMode, AppointmentOrigin};

/// A row of `appointment`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AppointmentId,
    /// The person.
    pub official_id: OfficialId,
    /// The unit.
    pub unit_id: UnitId,
    /// The title.
    pub title_code: String,
    /// How it is held.
    pub mode: AppointmentMode,
    /// How it came about.
    pub origin: AppointmentOrigin,
    /// The decision's number.
    pub decision: Option<String>,
    /// First day.
    pub valid_from: Date,
    /// First day no longer held.
    pub valid_to: Option<Date>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
