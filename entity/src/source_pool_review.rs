//! What the yearly review after the ratings decided about a person in the pool, with the head's written assessment.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::SourcePoolEntryId;
use crate::value::SourcePoolOutcome;

/// A row of `source_pool_review`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "source_pool_review")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The entry.
    pub entry_id: SourcePoolEntryId,
    /// The year of the review.
    pub year: i32,
    /// What was decided.
    pub outcome: SourcePoolOutcome,
    /// The head's assessment.
    pub assessment: String,
    /// Why removed.
    pub reason: Option<String>,
    /// When.
    pub reviewed_on: Date,
    /// Counts the changes.
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Personnel;
}
