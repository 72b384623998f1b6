//! Which unit keeps a person's file, and in which category. One per person per day; it decides who sees the person.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{OfficialId, UnitId};
use crate::value::OfficialCategory;

/// A row of `affiliation`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "affiliation")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person.
    pub official_id: OfficialId,
    /// The unit.
    pub unit_id: UnitId,
    /// The category.
    pub category: OfficialCategory,
    /// First day.
    pub valid_from: Date,
    /// First day no longer affiliated.
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
