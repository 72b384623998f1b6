//! What a unit reported of its source pool of a year to the authority. A correction is another report beside it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{SourcePoolReportId, UnitId};

/// A row of `source_pool_report`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "source_pool_report")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SourcePoolReportId,
    /// The unit that keeps the pool.
    pub unit_id: UnitId,
    /// The year of the review that it tells of.
    pub year: i32,
    /// When.
    pub reported_on: Date,
    /// The unit above to which it was made.
    pub authority_unit_id: UnitId,
    /// How many people the review of the year kept.
    pub kept: i32,
    /// How many were added by the ratings of the year.
    pub added: i32,
    /// How many the review of the year removed.
    pub removed: i32,
    /// What the unit said beside the numbers.
    pub remark: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
