//! A state that a plan took on a day.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::TrainingPlanId;
use crate::value::TrainingPlanStatus;

/// A row of `training_plan_step`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "training_plan_step")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The plan.
    pub plan_id: TrainingPlanId,
    /// Order of the steps, from 1.
    pub sequence: i32,
    /// The state.
    pub status: TrainingPlanStatus,
    /// From when.
    pub effective_on: Date,
    /// A remark, as when returned.
    pub remark: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
