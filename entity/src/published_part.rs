//! A part of a published value.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::value::TargetStatus;

/// A row of `published_part`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "published_part")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The value.
    pub value_id: Uuid,
    /// Order of the parts.
    pub position: i32,
    /// The part's code.
    pub code: String,
    /// Counted members.
    pub numerator: i64,
    /// Members.
    pub denominator: i64,
    /// Members whose facts do not decide.
    pub unknown: i64,
    /// The status.
    pub status: TargetStatus,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Aggregate;
}
