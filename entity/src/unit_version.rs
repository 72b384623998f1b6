//! What a unit was called and where it stood over a period. One version of a unit per day, one unit per code per day.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::UnitId;
use crate::value::{UnitClass, UnitKind};

/// A row of `unit_version`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "unit_version")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit.
    pub unit_id: UnitId,
    /// The administrative code. Codes are reused: never a key.
    pub code: String,
    /// The full name with its kind, as printed: "Xã Phú Nghĩa".
    pub name: String,
    /// The name folded for search: lower case, without diacritics, đ as d.
    pub search_name: String,
    /// The kind of unit.
    pub kind: UnitKind,
    /// The class of an administrative unit; none where it is not known.
    pub class: Option<UnitClass>,
    /// The unit above; none at the root.
    pub parent_id: Option<UnitId>,
    /// First day.
    pub valid_from: Date,
    /// First day no longer valid; none while open.
    pub valid_to: Option<Date>,
    /// The decision that made this version.
    pub legal_basis: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Directory;
}
