//! The requirements for a title (tiêu chuẩn chức danh) over a period.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};

/// A row of `title_standard`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "title_standard")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The title.
    pub title_code: String,
    /// Greatest age in completed years on the day of the first appointment to the title; none where the standard has none.
    pub max_age_at_first_appointment: Option<i32>,
    /// The decision.
    pub legal_basis: Option<String>,
    /// First day.
    pub valid_from: Date,
    /// First day no longer in force.
    pub valid_to: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Directory;
}
