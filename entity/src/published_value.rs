//! One published, frozen value.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::class::{Classified, ConfidentialityClass};
use crate::id::{PublicationId, TargetId, UnitId};
use crate::value::TargetStatus;

/// A row of `published_value`.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "published_value")]
pub struct Model {
    /// The row's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The publication.
    pub publication_id: PublicationId,
    /// The target.
    pub target_id: TargetId,
    /// The unit whose value it is.
    pub unit_id: UnitId,
    /// Counted members.
    pub numerator: i64,
    /// Members.
    pub denominator: i64,
    /// Members whose facts do not decide.
    pub unknown: i64,
    /// The status.
    pub status: TargetStatus,
    /// Fewest replacements that reach the threshold.
    pub gap_by_replacement: Option<i64>,
    /// Fewest additions that reach it.
    pub gap_by_addition: Option<i64>,
    /// Replacements that it can bear.
    pub slack: Option<i64>,
    /// Seats over the authorised number.
    pub surplus: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Classified for Entity {
    const CLASS: ConfidentialityClass = ConfidentialityClass::Aggregate;
}
