//! A yearly rating (đánh giá, xếp loại). Immutable once approved; a correction supersedes it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{AccountId, OfficialId, UnitId};
use crate::value::RatingGrade;

/// A row of `rating`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "rating")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The person.
    pub official_id: OfficialId,
    /// The unit that rated.
    pub unit_id: UnitId,
    /// The year rated.
    pub year: i32,
    /// The grade.
    pub grade: RatingGrade,
    /// When it was proposed.
    pub proposed_on: Date,
    /// When it was approved; only then does it count.
    pub approved_on: Option<Date>,
    /// From when another one stands in its place.
    pub superseded_on: Option<Date>,
    /// Who proposed the grade; none where that is not known.
    pub proposed_by: Option<AccountId>,
    /// Counts the changes; the optimistic lock.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
