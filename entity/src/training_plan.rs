//! A unit's yearly training plan, one row per edition.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, TrainingPlanId, UnitId};

/// A row of `training_plan`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "training_plan")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TrainingPlanId,
    /// The unit.
    pub unit_id: UnitId,
    /// The year planned.
    pub year: i32,
    /// 1 for the first; an amendment after approval is a new edition.
    pub edition: i32,
    /// The higher unit's plan that took up its items.
    pub consolidated_into_id: Option<TrainingPlanId>,
    /// The decision's number, once approved.
    pub decision: Option<String>,
    /// The decision's date.
    pub decided_on: Option<Date>,
    /// Who signed it.
    pub signer: Option<String>,
    /// The account that submitted it last, which does not approve it; none before that, and for what came about at the console.
    pub submitted_by: Option<AccountId>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
