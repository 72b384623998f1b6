//! A disciplinary measure of the state.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::OfficialId;
use crate::value::DisciplineKind;

/// A row of `discipline`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "discipline")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person.
    pub official_id: OfficialId,
    /// The measure.
    pub kind: DisciplineKind,
    /// The day of the decision.
    pub decided_on: Date,
    /// First day on which it no longer bears on pool and plan.
    pub ends_on: Option<Date>,
    /// The decision's number.
    pub decision: Option<String>,
    /// What for.
    pub reason: String,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
