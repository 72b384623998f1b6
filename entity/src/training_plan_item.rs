//! A line of a training plan.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::TrainingPlanId;
use crate::value::CourseKind;

/// A row of `training_plan_item`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "training_plan_item")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The plan.
    pub plan_id: TrainingPlanId,
    /// Order in the plan.
    pub position: i32,
    /// The kind of course.
    pub course_kind: CourseKind,
    /// The group of titles that it is for.
    pub title_group: Option<String>,
    /// How many people.
    pub people: i32,
    /// Why.
    pub reason: Option<String>,
    /// In a consolidated plan, the unit's item that it comes from.
    pub source_item_id: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
