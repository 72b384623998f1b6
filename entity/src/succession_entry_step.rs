//! A state that an entry took on a day.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::SuccessionEntryId;
use crate::value::{SuccessionEntryStatus, SuccessionRemovalReason};

/// A row of `succession_entry_step`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "succession_entry_step")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The entry.
    pub entry_id: SuccessionEntryId,
    /// Order of the steps, from 1.
    pub sequence: i32,
    /// The state.
    pub status: SuccessionEntryStatus,
    /// From when.
    pub effective_on: Date,
    /// Why removed; none for other states.
    pub reason: Option<SuccessionRemovalReason>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Succession;
}
