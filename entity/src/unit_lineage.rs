//! One edge of what became of units: land and people of one went to another on a day. Many-to-many.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::UnitId;
use crate::value::LineageShare;

/// A row of `unit_lineage`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "unit_lineage")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit that ended or gave a part.
    pub from_unit_id: UnitId,
    /// The unit that took it over.
    pub to_unit_id: UnitId,
    /// The whole unit or a part of it.
    pub share: LineageShare,
    /// Whether this is the one PART that people and history follow. Always true for WHOLE.
    pub is_default: bool,
    /// First day of the new state.
    pub effective_on: Date,
    /// The decision.
    pub legal_basis: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Directory;
}
