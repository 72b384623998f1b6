//! A person in a unit's source pool (tạo nguồn).

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{OfficialId, SourcePoolEntryId, UnitId};
use crate::value::SourcePoolOrigin;

/// A row of `source_pool_entry`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "source_pool_entry")]
pub struct Model {
    /// The surrogate id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SourcePoolEntryId,
    /// The person.
    pub official_id: OfficialId,
    /// The unit that keeps the pool.
    pub unit_id: UnitId,
    /// Where the person comes from.
    pub origin: SourcePoolOrigin,
    /// When the person was added.
    pub added_on: Date,
    /// From when the person is no longer in it.
    pub removed_on: Option<Date>,
    /// Counts the changes.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
